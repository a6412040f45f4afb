"""Sets played through the whole engine: the same draws as a plain run, common luck, and what did not change reused."""

import numpy as np
import pytest

from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.plan.base import more
from oberih.plan.options import Option
from oberih.plan.raids import Raids
from oberih.scenario import load
from oberih.scenario.strengthened import pack_of
from oberih.study.draw import simulate
from oberih.study.outcome import outcome

COST = {"low": 1e6, "mid": 2e6, "high": 3e6}


def option(name, *adds):
    return Option.model_validate({"name": name, "cost": COST, "most": 3, "adds": list(adds)})


OPTIONS = [
    option("hawk", {"add": "unit", "of": "Hawk", "regions": ["XO-01", "XO-02"]}),
    option("rounds", {"add": "rounds", "of": "NASAMS", "rounds": 18}),
    option("radar", {"add": "sensor", "sensor": "radar"}),
    option("concrete", {"add": "protection", "asset_class": "substation", "level": "concrete"}),
    option("both", {"add": "unit", "of": "mobile-group"}, {"add": "generation", "mw": 20}),
]
NOTHING = (0,) * len(OPTIONS)


@pytest.fixture(scope="module")
def raids():
    scenario = load(named("ozeria-defended"))
    return Raids(scenario, pack_of(scenario), OPTIONS, Key(1), workers=1)


def test_nothing_chosen_is_a_plain_run(raids):
    found = raids.values([NOTHING], 0, 40)[0]
    batch = simulate(raids.scenario, raids.pack, Key(1), np.arange(40))
    table = outcome(batch, raids.pack)
    assert np.allclose(found[:, 0], table["raid_unserved_mwh"].to_numpy(), rtol=0, atol=1e-6)
    assert np.allclose(found[:, 1], table["unserved_mwh"].to_numpy(), rtol=0, atol=1e-6)
    assert np.allclose(found[:, 2], batch.people.counts[..., 1].sum(axis=(1, 2)))


def test_options_help_on_average_and_most_draws_are_taken_over(raids):
    followed = raids.followed
    base, hawk, concrete = raids.values([NOTHING, more(NOTHING, 0), more(NOTHING, 3)], 0, 128)
    same = (base[:, 0] == hawk[:, 0]).mean()
    assert 0.3 < same < 1
    assert raids.followed - followed < 128 * 3
    assert (base - concrete)[:, 0].mean() > 0
    assert (base - hawk)[:, 0].mean() > 0


def test_a_sets_values_do_not_depend_on_how_they_were_asked_for(raids):
    chosen = (1, 1, 0, 1, 1)
    whole = raids.values([chosen], 0, 64)[0].copy()
    other = Raids(raids.scenario, raids.pack, OPTIONS, Key(1), workers=2)
    rear = other.values([chosen], 32, 32)[0]
    front = other.values([chosen, NOTHING], 0, 32)[0]
    assert np.array_equal(np.concatenate([front, rear]), whole)


def test_copies_take_all_their_places_alike(raids):
    names = [
        raids.places.placed((1, 0, 0, 0, 0), deal, placement).scenario.defence.units[-1].x_km
        for deal in range(30) for placement in range(4)
    ]  # fmt: skip
    share = np.mean(np.array(names) == names[0])
    assert 0.4 < share < 0.6
    one = raids.places.placed((1, 0, 0, 0, 0), 3, 1).scenario.defence.units[-1]
    beside = raids.places.placed((1, 0, 0, 0, 2), 3, 1).scenario.defence.units
    assert one in beside
