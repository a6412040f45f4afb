"""What one more of each option of a layered defence is worth, and how far its anchor is attained."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oberih.jobs.defence import HALF_90, Asked, anchored, layered
from oberih.luck import Key
from oberih.scenario import Scenario, load
from oberih.scenario.options import Row, rows_of
from oberih.study.anchor import Anchor
from oberih.study.worth import WorthStudy, run_worth
from oberih.terms.errors import Fault, ScenarioError
from oberih.terms.kinds import KINDS

DRAWS, DRAWS_WITH_GRID = 20_000, 2_000  #: without a power system, and with one, which takes far longer a draw

Values = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Worth:
    """Options of a scenario, and what they change."""

    scenario: Scenario
    asked: Asked
    rows: tuple[Row, ...]
    study: WorthStudy
    anchor: Anchor | None

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints. Intervals `low` to `high` are of the mean, 90 %; `se` is its standard error, and
        `se_apart` what it would be, had the two cases been given luck of their own."""
        study, power = self.study, self.study.base_mwh is not None
        base = study.base_leaked.sum(axis=1)
        answer: dict[str, Any] = {
            "draws": self.asked.draws, "seed": self.asked.seed, "launched": study.launched,
            "leaked": _mean(base), "raid_unserved_mwh": _mean(study.base_mwh) if study.base_mwh is not None else None,
            "options": [],
        }  # fmt: skip
        for i, row in enumerate(self.rows):
            leaked = study.leaked[i]
            kinds = {
                kind: _apart(study.base_leaked[:, k], leaked[:, k])
                for k, kind in enumerate(KINDS) if study.base_leaked[:, k].any() or leaked[:, k].any()
            }  # fmt: skip
            answer["options"].append(
                {
                    "add": row.add, "of": row.of, "family": row.family, "rounds": row.rounds or None,
                    "ways": study.ways[i], "placed": row.placed,
                    "leakers_avoided": _apart(base, leaked.sum(axis=1)), "leakers_avoided_by_kind": kinds,
                    "raid_unserved_mwh_avoided": _apart(study.base_mwh, study.mwh[i]) if power else None,
                    "draws_changed": float((study.base_leaked != leaked).any(axis=1).mean()),
                }
            )  # fmt: skip
        if self.anchor is not None:
            answer["anchor"] = self.anchor.plain()
        return answer


def _mean(values: Values) -> dict[str, float]:
    numbers = values.astype(np.float64)
    se = float(numbers.std(ddof=1)) / math.sqrt(numbers.size) if numbers.size > 1 else 0.0
    return _interval(float(numbers.mean()), se)


def _interval(mean: float, se: float) -> dict[str, float]:
    return {"mean": mean, "se": se, "low": mean - HALF_90 * se, "high": mean + HALF_90 * se}


def _apart(base: Values | None, other: Values) -> dict[str, float]:
    """Mean of what is avoided, draw against draw."""
    assert base is not None
    a, b = base.astype(np.float64), other.astype(np.float64)
    if a.size < 2:
        return {**_interval(float((a - b).mean()), 0.0), "se_apart": 0.0}
    se_apart = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / a.size)
    return {**_interval(float((a - b).mean()), float((a - b).std(ddof=1)) / math.sqrt(a.size)), "se_apart": se_apart}


def worth(asked: Asked) -> Worth:
    """Play the scenario with and without each of its options. Raises ScenarioError."""
    scenario, pack = layered(asked)
    rows = tuple(rows_of(scenario.defence.units, scenario.defence.options))
    if not rows:
        where = "" if isinstance(asked.scenario, Scenario) else str(asked.scenario)
        raise ScenarioError(Fault(key="worth.no_units", where=where))
    anchor = anchored(asked, scenario, pack)
    study = run_worth(
        scenario, pack, Key(asked.seed), asked.draws, rows, anchor=anchor, workers=asked.workers, tell=asked.tell
    )
    return Worth(scenario, asked, rows, study, anchor)


def asked(scenario: Path | str | Scenario, *, draws: int | None = None, **rest: Any) -> Asked:
    """What is asked; where nobody says how many draws, fewer for a scenario that has a power system."""
    if draws is None:
        given = scenario if isinstance(scenario, Scenario) else load(scenario)
        draws = DRAWS if given.map is not None else DRAWS_WITH_GRID
    return Asked(scenario=scenario, draws=draws, **rest)
