"""A scenario that names the record or a calibration, with what they say filled in: frozen, it needs neither again."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from oberih.jobs.record.overview import OneRaid, each_raid
from oberih.jobs.record.said import statements
from oberih.record.raids.calibration import load_calibration
from oberih.scenario import Scenario, WeaponGroup
from oberih.scenario.model import RecordedRaid, StopShares
from oberih.store import Catalogue
from oberih.store.raids import Book, RaidBook
from oberih.terms.errors import Fault, InputError
from oberih.terms.kinds import KIND_OF_REPORT, ReportKind

#: words that a table counts by, one model family each; what is left of the missiles stays untyped
TYPED: tuple[ReportKind, ...] = tuple(
    word for word in KIND_OF_REPORT if word not in ("cruise", "ballistic", "missile", "uav")
)
SMALLEST = 5  #: weapons; a day with fewer is no raid to draw from


@dataclass(frozen=True, slots=True)
class Period:
    """From one day of the record to another."""

    first: date
    last: date


def period(source: str) -> Period:
    """The days that `from` names. Raises InputError for a day that is none, or a period that runs backwards.

    >>> period("record:2022-12-05")
    Period(first=datetime.date(2022, 12, 5), last=datetime.date(2022, 12, 5))
    """
    days = re.findall(r"\d{4}-\d{2}-\d{2}", source)
    try:
        first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    except ValueError:
        raise InputError(Fault(key="job.from_days", where="raid.from", values={"found": source})) from None
    if first > last:
        raise InputError(Fault(key="job.from_days", where="raid.from", values={"found": source}))
    return Period(first, last)


def filled(scenario: Scenario, catalogue: str | Path | None = None, folder: Path | None = None) -> Scenario:
    """The scenario with its raid taken from the user's record, and its stop shares from its calibration or anchor.

    `folder` is where the scenario's file lies: a calibration is named from there. Raises InputError where the record
    has no such raid.
    """
    if scenario.defence.calibration:
        scenario = _calibrated(scenario, (folder or Path()) / scenario.defence.calibration)
    if scenario.defence.anchor:
        scenario = _calibrated(scenario, (folder or Path()) / scenario.defence.anchor)
        lacks = [kind for kind in scenario.defence.anchor_kinds if kind not in scenario.defence.shares]
        if lacks:
            known = ", ".join(scenario.defence.shares)
            raise InputError(
                *(Fault(key="anchor.unknown_kind", values={"found": kind, "known": known}) for kind in lacks)
            )
    if scenario.raid.source is None or scenario.raid.pool:
        return scenario
    days = period(scenario.raid.source)
    book = RaidBook(Catalogue(catalogue)).read()
    said = statements(book)
    order = [source.id for source in book.sources]
    pool = tuple(
        found
        for one in each_raid(said.filter(pl.col("raid_date").is_between(days.first, days.last)), order)
        if (found := recorded(one, book, least=1 if days.first == days.last else SMALLEST)) is not None
    )
    if not pool:
        values = {"found": scenario.raid.source, "known": said["raid_date"].n_unique()}
        raise InputError(Fault(key="job.from_nothing", where="raid.from", values=values))
    changes: dict[str, object] = {"pool": pool}
    if days.first == days.last:
        changes["date"] = days.first
    raid = scenario.raid.model_copy(update=changes)
    learnt = {kind: law for kind, law in scenario.defence.shares.items() if law.source == "given" or law.means}
    defence = scenario.defence.model_copy(update={"shares": learnt})
    return Scenario.model_validate(
        {**dict(scenario), "raid": raid, "defence": defence}  # shares that nobody gave are learnt anew for its day
    )


def recorded(one: OneRaid, book: Book, *, least: int = 1) -> RecordedRaid | None:
    """What flew in one raid, typed as far as the record types it; None where fewer than `least` flew or nobody says."""
    groups: list[WeaponGroup] = []
    typed = 0
    for word in TYPED:
        found = one.count("launched", word)
        if found and found.low and found.low == found.high:
            groups.append(WeaponGroup(kind=word, n_min=found.low, n_max=found.low))
            typed += found.low
    missiles, drones = one.count("launched", "missile"), one.count("launched", "uav")
    if missiles and missiles.low:
        low, high = max(0, missiles.low - typed), max(0, (missiles.high or missiles.low) - typed)
        if high:
            groups.append(WeaponGroup(kind="missile", n_min=low, n_max=high))
    if drones and drones.low:
        groups.append(WeaponGroup(kind="uav", n_min=drones.low, n_max=drones.high or drones.low))
    if sum(group.n_max for group in groups) < least:
        return None
    return RecordedRaid(date=one.day, start_hour=_hour(one.day, book), weapons=tuple(groups))


def _hour(day: date, book: Book) -> int | None:
    """Hour of the first clock time of the day: missiles' before drones', which are under way all night."""
    rows = book.rows.filter("official", "has_clock", start_date=day)
    missiles = rows.filter(pl.col("kind") != "drone")
    first = (missiles if missiles.height else rows)["time_start"].min()
    return None if first is None else int(first.hour)  # type: ignore[union-attr]


def _calibrated(scenario: Scenario, path: Path) -> Scenario:
    """Stop shares as posterior draws of a calibration; kinds that it does not know keep theirs."""
    calibration = load_calibration(path)
    shares = dict(scenario.defence.shares)
    for kind, learnt in calibration.kinds.items():
        spread = learnt.mean * (1 - learnt.mean) / (1 + learnt.concentration) + (learnt.mean - learnt.mean.mean()) ** 2
        shares[kind] = StopShares(
            mean=round(float(learnt.mean.mean()), 4),
            sd=round(float(spread.mean() ** 0.5), 4),
            source=f"calibration of {learnt.raids} raids before {calibration.as_of}",
            means=tuple(round(float(value), 5) for value in learnt.mean),
            concentrations=tuple(float(f"{value:.5g}") for value in learnt.concentration),
        )
    defence = scenario.defence.model_copy(update={"shares": shares})
    return scenario.model_copy(update={"defence": defence})
