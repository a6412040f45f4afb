"""What the answer of a scenario hangs on: one field as a curve, several by their ends, by shares of variance, or over a
Latin hypercube."""

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from oberih.jobs.defence import HALF_90
from oberih.jobs.from_record import filled
from oberih.luck import FloatArray, Key
from oberih.scenario import Scenario, load
from oberih.scenario.strengthened import pack_of
from oberih.study.anchor import solve_anchor
from oberih.study.vary import Index, Sensitivity, Swept, Varied, ends, hypercube, ranked, sensitivity, sweep, varied
from oberih.study.vary.points import ANSWERS, Tell
from oberih.terms.errors import Fault, InputError, ScenarioError

Design = Literal["curve", "ends", "sobol", "lhs"]
DESIGNS: tuple[Design, ...] = ("curve", "ends", "sobol", "lhs")
DRAWS: dict[Design, int] = {"curve": 1000, "ends": 500, "sobol": 1024, "lhs": 200}
POINTS: dict[Design, int] = {"curve": 9, "ends": 0, "sobol": 0, "lhs": 50}
LEAST_DRAWS, MOST_DRAWS, MOST_POINTS = 16, 65_536, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is varied, and how. Left out, `design` is a curve for one field, the ends of each for several."""

    scenario: Path | str | Scenario
    fields: tuple[str, ...] = ()  #: "field" or "field=range"; none: every range that may be varied
    answer: str = "raid_unserved_mwh"
    design: str | None = None
    draws: int | None = None
    points: int | None = None
    seed: int = 1
    workers: int | None = None
    catalogue: str | Path | None = None
    tell: Tell | None = None

    def __post_init__(self) -> None:
        limits = {
            "draws": (LEAST_DRAWS if self.draws is None else self.draws, LEAST_DRAWS, MOST_DRAWS),
            "points": (2 if self.points is None else self.points, 2, MOST_POINTS),
            "workers": (1 if self.workers is None else self.workers, 1, 1024),
        }
        faults = [
            Fault(key="job.out_of_range", values={"name": name, "found": found, "low": low, "high": high})
            for name, (found, low, high) in limits.items()
            if not low <= found <= high
        ]
        if self.answer not in ANSWERS:
            faults.append(_one_of("--of", self.answer, ANSWERS))
        if self.design is not None and self.design not in DESIGNS:
            faults.append(_one_of("--design", self.design, DESIGNS))
        try:
            Key(self.seed)
        except InputError as error:
            faults += [replace(fault, where="--seed") for fault in error.faults]
        if faults:
            raise InputError(*faults)


@dataclass(frozen=True, slots=True)
class Found:
    """What was varied, and what it came to: a sensitivity, or answers at points."""

    asked: Asked
    design: Design
    fields: tuple[Varied, ...]
    shares: Sensitivity | None
    swept: Swept | None

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints; intervals `low` to `high` are 90 %."""
        about: dict[str, Any] = {
            "answer": self.asked.answer, "design": self.design, "seed": self.asked.seed,
            "fields": [{"field": f.name, "shape": f.shape, "values": list(f.ends), "now": f.now} for f in self.fields],
        }  # fmt: skip
        if self.shares is not None:
            return about | _shares(self.shares)
        assert self.swept is not None
        return about | _points(self.swept, self.design)

    def table(self) -> pl.DataFrame:
        """The main table, as a file holds it: one row a field, or one row a point."""
        answer = self.to_json()
        if self.shares is not None:
            rows = [
                {
                    "field": row["field"],
                    **{f"{part}{end}": row[part][name] for part in ("first", "total")
                       for end, name in (("", "share"), ("_low", "low"), ("_high", "high"))},
                }
                for row in (*answer["indices"], answer["luck"])
            ]  # fmt: skip
            return pl.DataFrame(rows)
        rows = [
            {
                **(row["values"] if self.design != "ends" else _end(row["values"])),
                **{f"{part}{end}": row[part][name] for part in ("mean", "change")
                   for end, name in (("", "mean"), ("_low", "low"), ("_high", "high"))},
            }
            for row in answer["points"]
        ]  # fmt: skip
        return pl.DataFrame(rows)


def vary(asked: Asked) -> Found:
    """Vary fields of a scenario. Raises ScenarioError, InputError."""
    given = asked.scenario
    where = "" if isinstance(given, Scenario) else str(given)
    scenario = given if isinstance(given, Scenario) else load(given)
    if scenario.map is not None:
        raise ScenarioError(Fault(key="layered.defence_only", where=where, values={"file": where or "SCENARIO"}))
    scenario = filled(scenario, asked.catalogue, None if isinstance(given, Scenario) else Path(given).parent)
    pack = pack_of(scenario)
    fields = varied(asked.fields, scenario, pack)
    design = _design(asked.design, fields)
    key, draws = Key(asked.seed), asked.draws or DRAWS[design]
    anchor = None
    if scenario.defence.level == "layered" and scenario.defence.anchor is not None:
        anchor = solve_anchor(scenario, pack, key, workers=asked.workers)
    if design == "sobol":
        draws = 1 << (draws - 1).bit_length()  # the estimators want a power of two: more, rather than fewer
        shares = sensitivity(
            scenario, pack, key, fields, draws, asked.answer, anchor=anchor, workers=asked.workers, tell=asked.tell
        )
        return Found(asked, design, fields, shares, None)
    n = asked.points or POINTS[design]
    values = (
        np.array(fields[0].levels(n))[:, None] if design == "curve"
        else ends(fields) if design == "ends" else hypercube(fields, n, key)
    )  # fmt: skip
    swept = sweep(
        scenario, pack, key, fields, values, draws, asked.answer, anchor=anchor, workers=asked.workers, tell=asked.tell
    )
    return Found(asked, design, fields, None, swept)


def _design(asked: str | None, fields: tuple[Varied, ...]) -> Design:
    if asked is None:
        return "curve" if len(fields) == 1 else "ends"
    if asked == "curve" and len(fields) != 1:
        raise InputError(Fault(key="vary.one_field", where="--design", values={"found": len(fields)}))
    return next(each for each in DESIGNS if each == asked)


def _end(values: dict[str, float]) -> dict[str, Any]:
    """Of one field at one of its ends."""
    ((field, value),) = values.items()
    return {"field": field, "value": value}


def _one_of(where: str, found: str, known: tuple[str, ...]) -> Fault:
    return Fault(key="vary.one_of", where=where, values={"found": found, "known": ", ".join(known)})


def _shares(found: Sensitivity) -> dict[str, Any]:
    known = min(max(1 - found.luck.total, 0.0), 1.0)  #: of the variance, what all fields together account for

    def row(index: Index) -> dict[str, Any]:
        return {
            "field": index.name,
            "first": {"share": index.first, "low": index.first_90[0], "high": index.first_90[1]},
            "total": {"share": index.total, "low": index.total_90[0], "high": index.total_90[1]},
        }

    return {
        "draws": found.draws, "mean": found.mean, "sd": found.sd, "fields_together": known,
        "indices": [row(index) for index in found.fields], "luck": row(found.luck),
    }  # fmt: skip


def _points(found: Swept, design: Design) -> dict[str, Any]:
    points = [
        {
            "values": {
                name: value for name, value in zip(found.fields, values, strict=True) if not math.isnan(value)
            },
            "mean": _mean(answers), "change": _mean(answers - found.base),
        }
        for values, answers in zip(found.values.tolist(), found.answers, strict=True)
    ]  # fmt: skip
    whole = {"draws": found.base.size, "base": _mean(found.base), "points": points}
    return whole | ({"rank_correlation": ranked(found)} if design == "lhs" else {})


def _mean(values: FloatArray) -> dict[str, float]:
    se = float(values.std(ddof=1)) / math.sqrt(values.size)
    mean = float(values.mean())
    return {"mean": mean, "se": se, "low": mean - HALF_90 * se, "high": mean + HALF_90 * se}
