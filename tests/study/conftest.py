"""The shipped pack and a short raid upon it."""

from collections.abc import Callable
from typing import Any

import pytest

from oberih.luck import Key
from oberih.scenario import Pack, Scenario, load_pack
from oberih.study import Study, run_study

SHORT: dict[str, Any] = {
    "hours": 12,
    "raid": {
        "date": "2022-12-05",
        "start_hour": 13,
        "hit_regions": ["UA-32", "UA-05", "UA-51"],
        "weapons": [{"kind": "missile", "n_min": 71, "n_max": 81}, {"kind": "uav", "n": 5}],
    },
}


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="session")
def scenario_of() -> Callable[..., Scenario]:
    """The short raid with fields changed: scenario_of(hours=30, raid={"start_hour": 2})."""

    def make(**change: Any) -> Scenario:
        tree = dict(SHORT)
        for name, value in change.items():
            tree[name] = {**tree.get(name, {}), **value} if isinstance(value, dict) else value
        return Scenario.model_validate(tree)

    return make


@pytest.fixture(scope="session")
def study(pack: Pack, scenario_of: Callable[..., Scenario]) -> Study:
    """25 draws over 40 hours, all of whose tables are kept of the first two."""
    return run_study(scenario_of(hours=40), pack, Key(11), 25, workers=1, batch_draws=10, keep=2)
