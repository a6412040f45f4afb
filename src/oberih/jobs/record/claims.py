"""What a report says of its raid, as the book of raids keeps it; and the raid of the table that it tells of."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

import oberih
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
#: hours that a raid is taken to last where only its beginning is said; assumed (range 2 to 12)
_LASTS_H = 6.0
#: hours between two raids of one day, at least; assumed (range 1 to 6)
_APART_H = 3.0
#: families of the table that fly over a front rather than in a raid
NOT_IN_RAIDS = ("scout", "front_line", "bomb", "unknown_uav")
_LONGEST_QUOTE = 500

Interval = tuple[datetime, datetime]
_NEVER = datetime(1, 1, 1)  # noqa: DTZ001 - tables and reports give Kyiv time without a zone


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
        end = begin + _LASTS_H
    while end <= begin:
        end += 24
    return midnight + timedelta(hours=begin), midnight + timedelta(hours=end)


def waves(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of tables with `begins` and `ends` of the wave that each belongs to: one day may have seen two raids.

    Rows of one source and start date whose times overlap, or lie within `_APART_H` of each other, are one wave. Drones
    over the front and glide bombs, and what regional commands say, are put together apart from the rest.
    """
    parts = ["source", "start_date", "official", "in_raid"]
    told = rows.with_row_index("_at").with_columns(in_raid=~pl.col("family").is_in(NOT_IN_RAIDS))
    times = told.select("_at", *parts, "time_start", "time_end", "has_clock").sort(*parts, "time_start", "_at")
    found: list[tuple[int, datetime, datetime]] = []
    wave: list[int] = []
    of: tuple[Any, ...] = ()
    begins = ends = _NEVER
    for at, source, day, official, in_raid, start, end, has_clock in times.iter_rows():
        last = _end(day, start, end, has_clock)
        if (source, day, official, in_raid) != of or start > ends + timedelta(hours=_APART_H):
            found += ((each, begins, ends) for each in wave)
            wave, of, begins, ends = [], (source, day, official, in_raid), start, last
        wave.append(at)
        ends = max(ends, last)
    found += ((each, begins, ends) for each in wave)
    of_rows = pl.DataFrame(
        found, schema={"_at": pl.UInt32, "begins": pl.Datetime("us"), "ends": pl.Datetime("us")}, orient="row"
    )
    return told.join(of_rows, on="_at", how="left", maintain_order="left").drop("_at")


def _end(day: date, start: datetime, end: datetime | None, has_clock: bool) -> datetime:
    """When a row of a table ends: as it says, else at the end of its day, or some hours after a clock time."""
    if end is not None and end > start and end.time() != time.min:
        return end
    if has_clock:
        return start + timedelta(hours=_LASTS_H)
    return datetime.combine(day if end is None else max(day, end.date()), time.min) + timedelta(days=1)


def raid_times(rows: pl.DataFrame) -> dict[date, list[Interval]]:
    """When the raids of the tables were, by start date: the waves of what the air force says."""
    told = rows if "begins" in rows.columns else waves(rows)
    raids = told.filter("official", "in_raid").select("start_date", "begins", "ends").unique().sort("begins", "ends")
    times: dict[date, list[Interval]] = {}
    for day, begins, ends in raids.iter_rows():
        times.setdefault(day, []).append((begins, ends))
    return times


def linked_day(source: RaidSource, times: Mapping[date, list[Interval]]) -> date | None:
    """The start date under which the tables count the raid of a report.

    A night counts to the day on which it began, and reports tell it by the day on which it ended: of the raids that
    began on the report's day and on the day before, it is the one whose hours agree best with the report's (their
    common hours as a share of both). Where the report says no hours: its own day, or the day before if only that
    raid lasted into it. Where no table knows either, the report's own day.
    """
    day = source.raid_date
    if day is None:
        return None
    before = day - timedelta(days=1)
    window = source.about.get("window")
    if window is None:
        midnight = datetime.combine(day, time.min)
        lasted = any(end > midnight for _, end in times.get(before, []))
        return before if day not in times and lasted else day
    hours = (datetime.fromisoformat(window[0]), datetime.fromisoformat(window[1]))
    score = {each: max((_agreement(hours, one) for one in times.get(each, [])), default=0.0) for each in (day, before)}
    return before if score[before] > score[day] else day


def _agreement(one: Interval, other: Interval) -> float:
    common = (min(one[1], other[1]) - max(one[0], other[0])).total_seconds()
    return max(0.0, common) / (max(one[1], other[1]) - min(one[0], other[0])).total_seconds()
