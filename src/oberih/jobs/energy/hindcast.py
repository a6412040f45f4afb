"""Raids of a table replayed and foretold, one after the other, and scored: the same for the command line and Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from oberih.jobs.energy.replay import PACK, Replay, replay, state_for, states
from oberih.jobs.young import is_young
from oberih.luck import FloatArray, Key
from oberih.record.energy.forecast import Foretold, earlier_than, foretell
from oberih.record.energy.observed import OBSERVED
from oberih.record.energy.scores import Bin, Skill, crps, reliability, skills
from oberih.record.energy.table import EnergyRaid, read_energy, shipped
from oberih.terms.errors import Fault, InputError

STANDS_BY = "recalibrated"  #: the forecast whose skill is `brier_skill`
DRAWS, LEAST_DRAWS, MOST_DRAWS = 200, 20, 10_000


@dataclass(frozen=True, slots=True)
class Deficit:
    """The next day's deficit where the table states it: the model's draws beside the figure, in percent of demand."""

    day: date
    stated: float
    mean: float
    p05: float
    p95: float
    crps: float
    before: float  #: mean of the same draws without the raid

    @property
    def inside(self) -> bool:
        return self.p05 <= self.stated <= self.p95


@dataclass(frozen=True, slots=True, eq=False)
class EnergyHindcast:
    """A finished hindcast."""

    first: date
    last: date
    raids: Sequence[Foretold]
    replays: Mapping[date, tuple[Replay, ...]]  #: of the raids foretold, in their order within a day
    skills: Mapping[str, Skill]
    reliability: Mapping[str, Sequence[Bin]]
    deficits: Sequence[Deficit]
    from_file: int  #: earlier raids of the file that the first forecast could learn from
    from_shipped: int  #: and of the shipped record
    draws: int
    seed: int
    today: date

    @property
    def scored(self) -> list[Foretold]:
        """Raids of which at least one region is known."""
        return [each for each in self.raids if each.known.any()]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        main = self.skills[STANDS_BY]
        inside = [each.inside for each in self.deficits]
        errors = [abs(each.mean - each.stated) for each in self.deficits]
        return {
            "brier_skill": _round(main.skill),
            "brier_skill_90": _pair(main.skill_90),
            "brier_skill_of": STANDS_BY,
            "brier_skill_model": _round(self.skills["model"].skill),
            "brier_skill_model_90": _pair(self.skills["model"].skill_90),
            "brier_skill_region_rate": _round(self.skills["region_rate"].skill),
            "brier": {name: _round(each.brier) for name, each in self.skills.items()},
            "reference": "base_rate: share of all earlier region-raids with emergency cuts, renewed before each raid",
            "from": self.first.isoformat(), "to": self.last.isoformat(),
            "raids": len(self.raids), "raids_scored": len(self.scored),
            "observations": sum(int(each.known.sum()) for each in self.raids),
            "observed_yes": sum(int(np.nansum(each.seen)) for each in self.raids),
            "unknown": sum(int((~each.known).sum()) for each in self.raids),
            "learnt_from": {"file": self.from_file, "shipped": self.from_shipped},
            "regions": list(OBSERVED), "draws": self.draws, "seed": self.seed,
            "reliability": {name: [_bin(each) for each in bins] for name, bins in self.reliability.items()},
            "deficit_next_day_pct": {
                "raids": len(self.deficits),
                "inside_90": sum(inside),
                "mean_absolute_error": _round(float(np.mean(errors))) if errors else None,
                "crps": _round(float(np.mean([each.crps for each in self.deficits]))) if errors else None,
                "mean_absolute_error_of_zero": _round(float(np.mean([each.stated for each in self.deficits])))
                if errors else None,
                "by_raid": [
                    {"date": each.day.isoformat(), "stated": each.stated, "model": _round(each.mean),
                    "p05": _round(each.p05),
                     "p95": _round(each.p95), "without_raid": _round(each.before), "crps": _round(each.crps)}
                    for each in self.deficits
                ],
            },
            "by_raid": [self._raid(each) for each in self.raids],
        }  # fmt: skip

    def replay_of(self, found: Foretold) -> Replay:
        """The replay that stands behind a forecast."""
        same = [each for each in self.raids if each.raid.day == found.raid.day]
        return self.replays[found.raid.day][[id(each) for each in same].index(id(found))]

    def young(self, found: Foretold) -> bool:
        """Whether the raid is too recent for regional figures to be shared."""
        return is_young(found.raid.day, self.today)

    def _raid(self, found: Foretold) -> dict[str, Any]:
        ran = self.replay_of(found)
        seen = found.seen[found.known]
        score = {
            name: _round(float(np.mean((np.broadcast_to(getattr(found, name),
            found.seen.shape)[found.known] - seen) ** 2)))
            if seen.size else None
            for name in ("recalibrated", "model", "base_rate")
        }  # fmt: skip
        row = {
            "date": found.raid.day.isoformat(), "line": found.raid.line, "state": f"{PACK} {ran.state}",
            "known": int(found.known.sum()), "yes": int(seen.sum()), "base_rate": _round(found.base_rate),
            "expected_yes": _round(float(found.recalibrated[found.known].sum())),
            "expected_yes_model": _round(float(found.model[found.known].sum())), "brier": score,
            "separated": _round(ran.separated),
            "lost_at_once_pct": [_round(100 * v) for v in _quantiles(ran.lost_share)],
            "deficit_next_day_pct": [_round(100 * v) for v in _quantiles(ran.deficit)],
            "nuclear_off_pct": [_round(100 * v) for v in _quantiles(ran.nuclear_off)],
        }  # fmt: skip
        if self.young(found):
            return row
        row["by_region"] = {
            code: {
                "observed": None if np.isnan(came) else int(came),
                "forecast": _round(float(said)),
                "model": _round(float(own)),
            }
            for code, came, said, own in zip(OBSERVED, found.seen, found.recalibrated, found.model, strict=True)
        }
        return row


def hindcast_energy(
    source: Path | str, first: date, last: date | None = None, *, draws: int = DRAWS, seed: int = 1,
    state: str | None = None,
    alone: bool = False, tell: Callable[[int, int], None] | None = None, today: date | None = None,
) -> EnergyHindcast:  # fmt: skip
    """Replay and foretell all raids of a table from `first` to `last` (both inside).

    Where the table begins later than the shipped record, that record's raids before the table's first are learnt from
    too, unless `alone`. `state` of the pack: the latest that is not younger than each raid if None. Raises InputError
    with every fault.
    """
    now = today or datetime.now(UTC).date()
    faults = _option_faults(first, last, draws, seed, state)
    raids: tuple[EnergyRaid, ...] = ()
    try:
        raids = read_energy(source, today=now)
    except InputError as error:
        faults += error.faults
    if raids:
        faults += _period_faults(raids, first, last, str(source), alone=alone)
    if faults:
        raise InputError(*faults)
    end = last or raids[-1].day
    before = () if alone else tuple(raid for raid in shipped() if raid.day < raids[0].day)
    known = (*before, *(raid for raid in raids if raid.day <= end))
    wanted = [raid for raid in known if first <= raid.day]
    replays: dict[int, Replay] = {}
    for number, raid in enumerate(known):
        if tell is not None:
            tell(number, len(known))
        where = state or state_for(raid, states())
        replays[id(raid)] = replay(raid, earlier_than(raid.day, known), draws, Key(seed), where)
    if tell is not None:
        tell(len(known), len(known))
    found = foretell(known, wanted, {number: each.chance for number, each in replays.items()})
    scored = [each for each in found if each.known.any()]
    by_day: dict[date, tuple[Replay, ...]] = {}
    for raid in wanted:
        by_day[raid.day] = (*by_day.get(raid.day, ()), replays[id(raid)])
    return EnergyHindcast(
        first=first, last=end, raids=found, replays=by_day, skills=skills(scored, Key(seed)),
        reliability={name: reliability(scored, name) for name in (STANDS_BY, "model")},
        deficits=[_deficit(raid, replays[id(raid)]) for raid in wanted if raid.deficit_pct is not None],
        from_file=sum(raid.day < first for raid in known) - sum(raid.day < first for raid in before),
        from_shipped=sum(raid.day < first for raid in before), draws=draws, seed=seed, today=now,
    )  # fmt: skip


def _option_faults(first: date, last: date | None, draws: int, seed: int, state: str | None) -> list[Fault]:
    faults = []
    if last is not None and last < first:
        faults.append(Fault(key="hindcast.order", values={"first": first, "last": last}))
    if not LEAST_DRAWS <= draws <= MOST_DRAWS:
        values = {"name": "draws", "found": draws, "low": LEAST_DRAWS, "high": MOST_DRAWS}
        faults.append(Fault(key="job.out_of_range", values=values))
    try:
        Key(seed)
    except InputError as error:
        faults += [replace(fault, where="--seed") for fault in error.faults]
    if state is not None and state not in states():
        faults.append(Fault(key="energy.no_state", values={"found": state, "known": ", ".join(states())}))
    return faults


def _period_faults(
    raids: Sequence[EnergyRaid], first: date, last: date | None, where: str, *, alone: bool
) -> list[Fault]:
    end = last or raids[-1].day
    wanted = [raid for raid in raids if first <= raid.day <= end]
    span = {"first": first, "last": max(first, end), "table_first": raids[0].day, "table_last": raids[-1].day}
    if not wanted:
        return [Fault(key="hindcast.nothing", where=where, values=span)]
    faults = []
    if not any(raid.observed[code] is not None for raid in wanted for code in OBSERVED):
        faults.append(Fault(key="energy.nothing_observed", where=where, values=span))
    before = [] if alone else [raid for raid in shipped() if raid.day < raids[0].day]
    past = earlier_than(wanted[0].day, [*before, *raids])
    if not any(raid.observed[code] is not None for raid in past for code in OBSERVED):
        faults.append(Fault(key="energy.no_earlier", where=where, values=span))
    return faults


def _deficit(raid: EnergyRaid, ran: Replay) -> Deficit:
    draws = 100 * ran.deficit
    low, high = np.quantile(draws, [0.05, 0.95])
    stated = float(raid.deficit_pct or 0.0)
    return Deficit(
        raid.day, stated, float(draws.mean()), float(low), float(high), crps(draws, stated),
        float(100 * ran.deficit_before.mean())
    )  # fmt: skip


def _quantiles(draws: FloatArray) -> list[float]:
    return [float(value) for value in np.quantile(draws, [0.05, 0.5, 0.95])]


def _bin(found: Bin) -> dict[str, Any]:
    return {"from": found.low, "to": found.high, "n": found.n, "forecast": _round(found.forecast),
            "observed": _round(found.observed)}  # fmt: skip


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _pair(given: tuple[float, float] | None) -> list[float | None] | None:
    return None if given is None else [_round(value) for value in given]
