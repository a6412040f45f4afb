"""A layered defence against a raid, without or before the power system: what the command line and the page ask for."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.jobs.from_record import filled
from oberih.luck import Key
from oberih.scenario import Pack, Scenario, load
from oberih.scenario.presets import figures, load_presets, own_presets
from oberih.scenario.strengthened import pack_of
from oberih.study.anchor import Anchor, solve_anchor
from oberih.study.defence import DefenceStudy, play_defence, run_defence, tracks
from oberih.terms.batch import FATES, LEAKED, LOST, STOPPED
from oberih.terms.errors import Fault, InputError, ScenarioError
from oberih.terms.kinds import KINDS

MOST_DRAWS = 10_000_000
FOR_MEDIAN = 1001  #: draws among which the median one is found
LEVELS = (0.05, 0.5, 0.95)
HALF_90 = 1.645

Values = NDArray[np.generic]
Tell = Callable[[int, int], None]  #: draws done, draws in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which scenario, and how many draws of it. Every fault is named at once."""

    scenario: Path | str | Scenario
    draws: int = 20_000
    seed: int = 1
    workers: int | None = None
    catalogue: str | Path | None = None
    tell: Tell | None = None
    tell_anchor: Tell | None = None

    def __post_init__(self) -> None:
        limits = {"draws": (self.draws, MOST_DRAWS), "workers": (self.workers or 1, 1024)}
        faults = [
            Fault(key="job.out_of_range", values={"name": name, "found": found, "low": 1, "high": high})
            for name, (found, high) in limits.items()
            if not 1 <= found <= high
        ]
        try:
            Key(self.seed)
        except InputError as error:
            faults += [replace(fault, where="--seed") for fault in error.faults]
        if faults:
            raise InputError(*faults)


@dataclass(frozen=True, slots=True)
class Found:
    """A defence's draws, and what they come to."""

    scenario: Scenario
    asked: Asked
    study: DefenceStudy
    anchor: Anchor | None = None

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints. Intervals p05 to p95 hold nine draws in ten; `se` is the standard error of the mean."""
        study = self.study
        by_kind = study.fates.sum(axis=1)
        whole = by_kind.sum(axis=1)
        launched = whole.sum(axis=1)
        fired = study.salvos.sum(axis=1)
        return {
            "draws": self.asked.draws,
            "seed": self.asked.seed,
            **_weapons(whole),
            "none_leaked": _figure(whole[:, LEAKED] == 0),
            "shots": _figure(fired),
            "shots_per_weapon": _ratio(fired, launched),
            "rounds": _figure(study.rounds.sum(axis=1)),
            "points_lost": _figure(study.points_lost),
            "kinds": {kind: _weapons(by_kind[:, k]) for k, kind in enumerate(KINDS) if by_kind[:, k].any()},
            "waves": [
                {"wave": number + 1, **_weapons(study.fates[:, number].sum(axis=1))}
                for number in range(study.fates.shape[1])
            ],
            "units": self.units(),
            "events_per_draw": float(study.events.mean()),
            **({} if self.anchor is None else {"anchor": self.anchor.plain()}),
        }

    def units(self) -> list[dict[str, Any]]:
        """What each unit did, in the order of the file; units of one entry (`count`) together."""
        study = self.study
        rows = []
        for at, unit in enumerate(self.scenario.defence.units):
            here = [u for u, given in enumerate(study.stands.given) if given == at]
            crossed = study.crossed[:, here].sum(axis=1)
            held = None if unit.ready is None else unit.count * (
                unit.ready + unit.store + sum(delivery.rounds for delivery in unit.resupply)
            )  # fmt: skip
            rows.append(
                {
                    "name": unit.name,
                    "family": unit.family,
                    "count": unit.count,
                    "rounds_held": held,
                    "shots": _figure(study.salvos[:, here].sum(axis=1)),
                    "rounds": _figure(study.rounds[:, here].sum(axis=1)),
                    "stopped": _figure(study.stops[:, here].sum(axis=1)),
                    "crossed": _figure(crossed),
                    "inside_km_per_crossing": _ratio(study.inside_km[:, here].sum(axis=1), crossed),
                }
            )
        return rows


def _weapons(counts: Values) -> dict[str, Any]:
    """Figures of (draw, fate) counts."""
    launched = counts.sum(axis=1)
    return {
        "launched": _figure(launched),
        "stopped": _figure(counts[:, STOPPED]),
        "lost": _figure(counts[:, LOST]),
        "leaked": _figure(counts[:, LEAKED]),
        "leak_share": _ratio(counts[:, LEAKED], launched),
    }


def _figure(values: Values) -> dict[str, float]:
    """Mean, its standard error, spread over draws, and the order statistics of nine draws in ten."""
    numbers = values.astype(np.float64)
    sd = float(numbers.std(ddof=1)) if numbers.size > 1 else 0.0
    ordered = np.sort(numbers)
    at = {f"p{round(100 * level):02d}": float(ordered[max(math.ceil(level * numbers.size) - 1, 0)]) for level in LEVELS}
    return {"mean": float(numbers.mean()), "se": sd / math.sqrt(numbers.size), "sd": sd, **at}


def _ratio(over: Values, under: Values) -> dict[str, float] | None:
    """Ratio of two means with its standard error (by linearisation) and 90 % interval; None where nothing is below."""
    a, b = over.astype(np.float64), under.astype(np.float64)
    if b.sum() == 0:
        return None
    ratio = a.sum() / b.sum()
    spread = float((a - ratio * b).std(ddof=1)) if a.size > 1 else 0.0
    se = spread / math.sqrt(a.size) / float(b.mean())
    return {"mean": float(ratio), "se": se, "low": float(ratio - HALF_90 * se), "high": float(ratio + HALF_90 * se)}


def run(asked: Asked) -> Found:
    """Play the scenario's defence. Raises ScenarioError."""
    scenario, pack = layered(asked)
    held = anchored(asked, scenario, pack)
    study = run_defence(
        scenario, pack, Key(asked.seed), asked.draws, anchor=held, workers=asked.workers, tell=asked.tell
    )
    return Found(scenario, asked, study, held)


@dataclass(frozen=True, slots=True)
class Replayed:
    """One draw, with the ways of its weapons and every engagement attempt."""

    draw: int
    chosen: str  #: "given", or "median"
    outcome: Mapping[str, int]
    tracks: pl.DataFrame
    shots: pl.DataFrame

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "draw": self.draw,
            "chosen": self.chosen,
            "outcome": dict(self.outcome),
            "tracks": self.tracks.drop("draw").to_dicts(),
            "shots": self.shots.drop("draw").to_dicts(),
        }


def replay(asked: Asked, draw: int | None = None) -> Replayed:
    """One draw alone: the given one, or the first of those in which the median number leaked. Never sought by harm."""
    scenario, pack = layered(asked)
    key = Key(asked.seed)
    if draw is not None and not 0 <= draw < 2**31:
        raise InputError(
            Fault(key="job.out_of_range", values={"name": "draw", "found": draw, "low": 0, "high": 2**31 - 1})
        )
    chosen = "given" if draw is not None else "median"
    held = anchored(asked, scenario, pack)
    if draw is None:
        among = min(asked.draws, FOR_MEDIAN)
        draw = median_draw(run_defence(scenario, pack, key, among, anchor=held, workers=asked.workers))
    batch = play_defence(scenario, pack, key, np.array([draw]), anchor=held, record=True)
    counts = np.bincount(batch.engaged.fates, minlength=len(FATES))
    outcome = {
        "launched": int(counts.sum()), "stopped": int(counts[STOPPED]), "lost": int(counts[LOST]),
        "leaked": int(counts[LEAKED]),
    }  # fmt: skip
    shots = batch.engaged.shots(batch.stands.names)
    return Replayed(draw, chosen, outcome, tracks(batch), shots)


def median_draw(study: DefenceStudy) -> int:
    """The first draw in which as many leaked as in the median one."""
    leaked = study.fates[..., LEAKED].sum(axis=(1, 2))
    return int(np.flatnonzero(leaked == np.sort(leaked)[(leaked.size - 1) // 2])[0])


def presets(path: Path | None = None) -> list[dict[str, Any]]:
    """Figures of the shipped presets, or of a file of the user's own, one a row."""
    rows = figures(own_presets(path) if path is not None else load_presets())
    return [
        {"preset": row.preset, "figure": row.name, "value": row.value, "low": row.low, "high": row.high,
         "source": row.source}
        for row in rows
    ]  # fmt: skip


def layered(asked: Asked) -> tuple[Scenario, Pack | None]:
    """The scenario with its pack, if it has one. Raises ScenarioError where its defence is not layered."""
    given = asked.scenario
    where = "" if isinstance(given, Scenario) else str(given)
    scenario = given if isinstance(given, Scenario) else load(given)
    if scenario.defence.level != "layered":
        raise ScenarioError(Fault(key="layered.wanted", where=where))
    folder = None if isinstance(given, Scenario) else Path(given).parent
    scenario = filled(scenario, asked.catalogue, folder)
    if scenario.map is not None:
        return scenario, None
    return scenario, pack_of(scenario)


def anchored(asked: Asked, scenario: Scenario, pack: Pack | None) -> Anchor | None:
    """The scenario's anchor, solved on its base case; None where it has none. Raises ScenarioError."""
    if scenario.defence.anchor is None:
        return None
    return solve_anchor(scenario, pack, Key(asked.seed), workers=asked.workers, tell=asked.tell_anchor)


def anchor(asked: Asked) -> Anchor:
    """The anchor alone. Raises ScenarioError, also where the scenario has none."""
    scenario, pack = layered(asked)
    found = anchored(asked, scenario, pack)
    if found is None:
        where = "" if isinstance(asked.scenario, Scenario) else str(asked.scenario)
        raise ScenarioError(Fault(key="anchor.none", where=where))
    return found
