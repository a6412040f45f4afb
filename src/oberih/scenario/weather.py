"""Weather that a scenario states: the daily mean temperature of each region, as a table or from a CSV file.

Every region and every day of the run needs a figure. What is missing is a fault: a gap would be filled with something
that nobody stated.
"""

import csv
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from oberih.terms.errors import Fault

ALL = "all"  #: stands for every region that has no row of its own
COLUMNS = ("date", "region", "temperature_c")
LEAST_C, MOST_C = -60.0, 60.0


def days_of(hours: int, start_hour: int | None) -> int:
    """Calendar days that a run touches, from the day on which the raid begins; an unknown hour may be the last.

    >>> days_of(72, 13), days_of(72, 0), days_of(72, None)
    (4, 3, 4)
    """
    return ((23 if start_hour is None else start_hour) + hours - 1) // 24 + 1


def gaps(
    temperature_c: Mapping[str, Sequence[float]], regions: Sequence[str], days: int, where: str = ""
) -> list[Fault]:
    """What is missing or is no temperature, a fault for each region. Empty where no weather is stated."""
    if not temperature_c:
        return []
    faults = [
        Fault(key="weather.unknown_region", where=where, values={"region": region, "known": ", ".join(regions)})
        for region in temperature_c
        if region != ALL and region not in regions
    ]
    missing = [region for region in regions if region not in temperature_c and ALL not in temperature_c]
    if missing:
        faults.append(Fault(key="weather.no_region", where=where, values={"regions": ", ".join(missing), "days": days}))
    for region, row in temperature_c.items():
        if len(row) < days:
            values = {"region": region, "found": len(row), "days": days}
            faults.append(Fault(key="weather.no_day", where=where, values=values))
        faults += [
            Fault(key="weather.not_temperature", where=where, values={"region": region, "found": f"{each:g}"})
            for each in row
            if not LEAST_C <= each <= MOST_C
        ]
    return faults


def read(file: Path, raid_date: dt.date | None, where: str) -> tuple[dict[str, list[float]], list[Fault]]:
    """The table of a CSV file with the columns date, region and temperature_c, from the day of the raid on, and what is
    wrong with it. Days before the raid are left out."""
    if raid_date is None:
        return {}, [Fault(key="weather.no_date", where=where)]
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            lacking = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            rows = [(f"{file.name}:{reader.line_num}", row) for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return {}, [Fault(key="weather.unreadable", where=where, values={"file": str(file), "why": why})]
    if lacking:
        values = {"columns": ", ".join(lacking), "expected": ", ".join(COLUMNS)}
        return {}, [Fault(key="weather.no_column", where=file.name, values=values)]
    return _table(rows, raid_date)


def _table(rows: Sequence[tuple[str, Mapping[str, Any]]], first: dt.date) -> tuple[dict[str, list[float]], list[Fault]]:
    found: dict[str, dict[int, float]] = {}
    faults = []
    for where, row in rows:
        try:
            day, value = dt.date.fromisoformat(str(row["date"]).strip()), float(row["temperature_c"])
            if not math.isfinite(value):
                raise ValueError
        except (TypeError, ValueError):
            values = {"date": row["date"], "found": row["temperature_c"]}
            faults.append(Fault(key="weather.bad_row", where=where, values=values))
            continue
        known = found.setdefault(str(row["region"]).strip(), {})
        after = (day - first).days
        if after in known:
            values = {"region": row["region"], "date": row["date"]}
            faults.append(Fault(key="weather.twice", where=where, values=values))
        if after >= 0:
            known[after] = value
    table = {}
    for region, by_day in found.items():
        unbroken = next((day for day in range(max(by_day, default=-1) + 2) if day not in by_day), 0)
        table[region] = [by_day[day] for day in range(unbroken)]
    return table, faults
