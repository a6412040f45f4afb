"""What a report says of its raid, as the book of raids keeps it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

import polars as pl

import oberih
from oberih.jobs.record.times import LASTS_H, Interval
from oberih.record import Fact, Report
from oberih.record.reading.summary import of_this_raid
from oberih.store import RaidSource
from oberih.store.raids import CLAIMS

#: fact → what the book calls it; what a region or a place of falling is counted as comes from the fact's kind
_WHAT = {
    "launched": "launched", "destroyed": "stopped", "lost": "lost", "killed": "killed", "wounded": "wounded",
    "outage": "outage", "unit_trip": "unit_trip",
}  # fmt: skip
#: hours that a word for the time of day may mean, from midnight of its date. The reader tells a night by its later day.
#: Assumed, wide on purpose: they only choose between two raids of neighbouring days
_PART_OF_DAY = {"night": (-6.0, 8.0), "morning": (4.0, 12.0), "day": (9.0, 19.0), "evening": (16.0, 24.0)}
_LONGEST_QUOTE = 500


def source_of(report: Report) -> RaidSource:
    """The report as a source of the book. Its id comes from its bytes, so the same report is the same source."""
    document = report.document
    window = window_of(report)
    return RaidSource(
        id=f"report-{document.sha256[:12]}",
        kind="report",
        name=document.name,
        sha256=document.sha256,
        raid_date=report.raid_date,
        about={
            "language": document.language,
            "published": None if document.published is None else document.published.isoformat(),
            "time_of_day": report.time_of_day,
            "window": None if window is None else [each.isoformat() for each in window],
            "notes": list(report.notes),
            "version": oberih.__version__,
        },
    )


def claims_of(report: Report) -> pl.DataFrame:
    """What a report says of its raid (`store.raids.CLAIMS`): weapons launched, stopped, lost; regions and numbers of
    places hit; cuts by kind; units that tripped; the toll as quoted.

    What is told of other raids or of a longer time, what is planned, and what may be so is left out.
    """
    replaced = {fact.supersedes for fact in report.facts if fact.supersedes is not None}
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for what, fact in _told(report.facts):
        row = {
            "what": what, "kind": None if what in ("hit", "hit_places", "debris_places") else fact.kind,
            "region": fact.place, "op": fact.op, "n": fact.n, "n_min": fact.n_min, "n_max": fact.n_max,
            "scope": fact.scope, "part": fact.rule.endswith(".part"), "superseded": fact.id in replaced,
            "speaker": fact.speaker, "organisation": fact.organisation, "channel": fact.channel,
        }  # fmt: skip
        if fact.op == "none":
            row |= {"n_min": 0, "n_max": 0}
        rows.setdefault(tuple(row.values()), row | {"quote": fact.quote[:_LONGEST_QUOTE]})  # said twice is said once
    return pl.DataFrame([{"position": i} | row for i, row in enumerate(rows.values())], schema=CLAIMS)


def _told(facts: Iterable[Fact]) -> Iterator[tuple[str, Fact]]:
    for fact in facts:
        if not of_this_raid(fact):
            continue
        if fact.type in ("hit", "debris"):
            if fact.kind == "location":
                yield f"{fact.type}_places", fact
            elif fact.type == "hit" and fact.place:
                yield "hit", fact
        elif fact.type in _WHAT and fact.kind != "location":
            yield _WHAT[fact.type], fact


def window_of(report: Report) -> Interval | None:
    """When the raid of a report may have been, local time; None where the report names its day and no time of it."""
    if report.raid_date is None:
        return None
    midnight = datetime.combine(report.raid_date, time.min)
    begin, end = report.start_hour, report.end_hour
    if begin is None:
        hours = _PART_OF_DAY.get(report.time_of_day or "")
        return None if hours is None else (midnight + timedelta(hours=hours[0]), midnight + timedelta(hours=hours[1]))
    if report.time_of_day == "night" and begin >= 12:
        begin -= 24  # the evening before the night's own day
    if end is None:
        end = begin + LASTS_H
    while end <= begin:
        end += 24
    return midnight + timedelta(hours=begin), midnight + timedelta(hours=end)
