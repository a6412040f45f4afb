"""When raids of the tables were, and which of them a report tells of."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl

from oberih.store import RaidSource

#: hours that a raid is taken to last where only its beginning is said; assumed (range 2 to 12)
LASTS_H = 6.0
#: hours between two raids of one day, at least; assumed (range 1 to 6)
_APART_H = 3.0
#: families of the table that fly over a front rather than in a raid
NOT_IN_RAIDS = ("scout", "front_line", "bomb", "unknown_uav")

Interval = tuple[datetime, datetime]
_NEVER = datetime(1, 1, 1)  # noqa: DTZ001 - tables and reports give Kyiv time without a zone


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
        return start + timedelta(hours=LASTS_H)
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
