"""Every raid of a period foretold from strictly earlier raids alone, and scored: would the fit have been of use?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from oberih.luck import FloatArray, Key
from oberih.record.raids.fit import KindFilter, by_kind, families_of
from oberih.record.raids.scores import BASELINES, coverage, crps_per_weapon, pit_ends, pits, skill_interval
from oberih.terms.errors import Fault, InputError
from oberih.terms.kinds import KINDS, Kind

LEVELS = tuple(round(level, 2) for level in np.linspace(0.05, 0.95, 19).tolist())  #: of the reliability curve


@dataclass(frozen=True, slots=True)
class KindScores:
    """How one kind was foretold."""

    kind: Kind
    raids: int
    launched: int
    stopped: int
    crps: float  #: mean over raids of the score divided by the number launched
    baselines: dict[str, float]  #: the same of each baseline
    skill: float | None  #: 1 - crps / that of the better baseline; None where that one is never wrong
    skill_90: tuple[float, float]
    coverage_50: tuple[float, float]  #: share inside, p-value
    coverage_90: tuple[float, float]
    reliability: tuple[float, ...]  #: share inside the central interval of each of `LEVELS`
    pit_histogram: tuple[float, ...]  #: share of PITs in ten equal bins

    def plain(self) -> dict[str, Any]:
        """For JSON."""

        def rounded(value: float) -> float:
            return round(value, 5)

        better = min(self.baselines, key=lambda name: self.baselines[name])
        curve = zip(LEVELS, self.reliability, strict=True)
        return {
            "raids": self.raids, "launched": self.launched, "stopped": self.stopped,
            "coverage_50": rounded(self.coverage_50[0]), "coverage_50_p": rounded(self.coverage_50[1]),
            "coverage_90": rounded(self.coverage_90[0]), "coverage_90_p": rounded(self.coverage_90[1]),
            "crps": rounded(self.crps), "crps_all_earlier": rounded(self.baselines["all"]),
            "crps_last_90_days": rounded(self.baselines["recent"]),
            "better_baseline": {"all": "all_earlier", "recent": "last_90_days"}[better],
            "skill": None if self.skill is None else rounded(self.skill),
            "skill_90": [rounded(value) for value in self.skill_90],
            "reliability": {f"{level:.2f}": rounded(got) for level, got in curve},
            "pit_histogram": [rounded(value) for value in self.pit_histogram],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hindcast:
    """Scores of a period, by kind."""

    first: date
    last: date
    kinds: tuple[KindScores, ...]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "from": self.first.isoformat(), "to": self.last.isoformat(),
            "kinds": {scores.kind: scores.plain() for scores in self.kinds},
        }  # fmt: skip


def hindcast(raids: pl.DataFrame, first: date, last: date | None = None, *, seed: int = 1) -> Hindcast:
    """Foretell and score all raids from `first` to `last` (both inside; to the end if None) of the frame of
    `table.raids`.

    What a raid launched by family is taken as known, what was stopped is not: raids of the same day teach nothing.
    Raises InputError where the days are in the wrong order, or no raid of the Air Force falls between them.
    """
    if raids.is_empty():
        raise InputError(Fault(key="hindcast.no_official"))
    end = last if last is not None else max(raids["start_date"].to_list())
    if last is not None and last < first:
        raise InputError(Fault(key="hindcast.order", values={"first": first, "last": last}))
    scored = [_score(kind, list_of, first, end, Key(seed)) for kind, list_of in by_kind(raids).items()]
    kinds = tuple(each for each in scored if each is not None)
    if not kinds:
        days = raids["start_date"].to_list()
        values = {"first": first, "last": max(first, end), "table_first": min(days), "table_last": max(days)}
        raise InputError(Fault(key="hindcast.nothing", values=values))
    return Hindcast(first, end, kinds)


def _score(
    kind: Kind, history: Sequence[tuple[date, dict[str, tuple[int, int]]]], first: date, last: date, key: Key
) -> KindScores | None:
    """Scores of one kind, None where no raid of it falls in the period."""
    known = KindFilter(kind, families_of([raid for raid in history if raid[0] <= last] or history))
    earlier: list[tuple[date, int, int]] = []
    days: list[date] = []
    ends: list[tuple[float, float]] = []
    scores: list[tuple[float, ...]] = []
    for day, raid in history:
        if day > last:
            break
        launched, stopped = (sum(pair[i] for pair in raid.values()) for i in (0, 1))
        if day >= first:
            chance = known.predict(day, {family: pair[0] for family, pair in raid.items()})
            below = [crps_per_weapon(each.predict(day, launched, earlier), stopped) for each in BASELINES]
            days.append(day)
            ends.append(pit_ends(chance, stopped))
            scores.append((crps_per_weapon(chance, stopped), *below))
        known.learn(day, raid)
        earlier.append((day, launched, stopped))
    if not days:
        return None
    return _summary(kind, days, np.array(ends), np.array(scores), earlier[-len(days) :], key)


def _summary(
    kind: Kind, days: Sequence[date], ends: FloatArray, scores: FloatArray,
    raids: Sequence[tuple[date, int, int]], key: Key,
) -> KindScores:  # fmt: skip
    entity = KINDS.index(kind)
    pit = pits(ends, days, key, entity)
    means = scores.mean(axis=0)
    best = 1 + int(np.argmin(means[1:]))
    inside = tuple(coverage(pit, level)[0] for level in LEVELS)
    counts, _ = np.histogram(pit, bins=10, range=(0.0, 1.0))
    return KindScores(
        kind=kind, raids=len(days), launched=sum(raid[1] for raid in raids), stopped=sum(raid[2] for raid in raids),
        crps=float(means[0]),
        baselines={each.name: float(value) for each, value in zip(BASELINES, means[1:], strict=True)},
        skill=float(1 - means[0] / means[best]) if means[best] > 0 else None,
        skill_90=skill_interval(scores[:, 0], scores[:, best], key, entity),
        coverage_50=coverage(pit, 0.5), coverage_90=coverage(pit, 0.9),
        reliability=inside, pit_histogram=tuple((counts / counts.sum()).tolist()),
    )  # fmt: skip
