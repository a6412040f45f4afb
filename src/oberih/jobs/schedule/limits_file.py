"""A file of limits: by region and hour, how many queues must be off, or how much cannot be served.

CSV, or JSON with the same names: `start` (local time, 2024-11-20T00:00; with an offset where an hour comes twice, or
the two in their order), `region` (may be left out where there is one), and either `limit` (queues) or `unserved_mw` and
`demand_mw`. Beside them: `possible` (queues that may be off at most), `emergency` (queues off without a schedule, or MW
with `demand_mw` as `emergency_mw`), `critical_share`. Rows are of equal length, an hour or a slot, and make whole days.
"""

import csv
import io
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from oberih.outage.limits import steps_for
from oberih.outage.presets import QueuePreset
from oberih.terms.batch import Flags, Floats, Ints
from oberih.terms.errors import Fault, InputError
from oberih.terms.slots import Slots, day_slots

NUMBERS = ("limit", "possible", "emergency", "unserved_mw", "demand_mw", "emergency_mw", "critical_share")
COLUMNS = ("region", "start", *NUMBERS)
MOST_DAYS = 31
_LEAST_MINUTES, _MOST_MINUTES = 5, 1440


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Limits:
    """What is to be planned for: (region, slot) parts of queues."""

    regions: tuple[str, ...]
    slots: Slots
    planned: Ints
    possible: Ints  #: as many or more
    emergency: Ints  #: without a schedule, on top
    known: Flags  #: (slot,)
    critical_share: Floats  #: (region,)
    derived: bool  #: from megawatts, so limits may be held; else ordered by somebody


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    region: str
    start: datetime  #: in UTC
    values: Mapping[str, float]


def read_limits(path: str | Path, preset: QueuePreset) -> Limits:
    """Read and check a file of limits. Raises InputError with every fault at once."""
    name = str(path)
    raw = list(_raw(Path(path), name))
    faults: list[Fault] = []
    rows = _rows(raw, preset, faults)
    if not rows and not faults:
        raise InputError(Fault(key="limits.empty", where=name))
    if len(rows) < len(raw):  # of a row without a moment nobody can say which hour it was meant for
        raise InputError(*faults)
    by_region: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_region[row.region].append(row)
    told = len(faults)
    slots, minutes = _grid(rows, by_region, preset, name, faults)
    if slots is None or len(faults) > told:
        raise InputError(*faults)
    expected = [start.astimezone(UTC) for day in slots.days for start in day_slots(day, preset.zone, minutes)]
    for region, found in by_region.items():
        faults += _missing(region, found, expected, preset.zone, name)
    if faults:
        raise InputError(*faults)
    return _limits(by_region, expected, slots, preset)


def _raw(path: Path, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows as they stand, each with where it stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(Fault(key="limits.unreadable", where=name, values={"why": error})) from error
    if path.suffix.lower() == ".json":
        try:
            rows = json.loads(text)
        except ValueError as error:
            raise InputError(Fault(key="limits.unreadable", where=name, values={"why": error})) from error
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise InputError(Fault(key="limits.not_rows", where=name))
        columns = {column for row in rows for column in row}
        numbered = [(f"{name}, [{i}]", row) for i, row in enumerate(rows)]
    else:
        reader = csv.DictReader(io.StringIO(text))
        columns = set(reader.fieldnames or ())
        numbered = [(f"{name}, {reader.line_num}", row) for row in reader]
    faults = [
        Fault(key="limits.unknown_column", where=name, values={"found": column, "known": ", ".join(COLUMNS)})
        for column in sorted(columns - set(COLUMNS), key=str)
    ]
    if "start" not in columns:
        faults.append(Fault(key="limits.no_start", where=name))
    if "limit" not in columns and not {"unserved_mw", "demand_mw"} <= columns:
        faults.append(Fault(key="limits.no_limit", where=name))
    if faults:
        raise InputError(*faults)
    yield from numbered


def _rows(
    raw: list[tuple[str, Mapping[str, Any]]], preset: QueuePreset, faults: list[Fault]
) -> list[_Row]:
    """Rows with their numbers and moments; what is wrong goes to `faults`."""
    zone = ZoneInfo(preset.zone)
    seen: dict[tuple[str, datetime], int] = defaultdict(int)
    rows = []
    for where, given in raw:
        region = str(given.get("region") or "").strip() or "all"
        before = len(faults)
        values = _values(where, given, faults)
        start = _moment(where, given.get("start"), region, zone, seen, faults)
        if len(faults) == before:
            faults += _senseless(where, values, preset)
        if start is not None:
            rows.append(_Row(where, region, start, values))
    return rows


def _values(where: str, given: Mapping[str, Any], faults: list[Fault]) -> dict[str, float]:
    values: dict[str, float] = {}
    before = len(faults)
    for name in NUMBERS:
        found = given.get(name)
        if found is None or str(found).strip() == "":
            continue
        try:
            number = float(str(found).strip().replace(",", "."))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            faults.append(Fault(key="limits.number", where=where, values={"name": name, "found": found}))
        elif number < 0:
            faults.append(Fault(key="limits.negative", where=where, values={"name": name, "found": found}))
        else:
            values[name] = number
    if len(faults) == before and "limit" not in values and not {"unserved_mw", "demand_mw"} <= set(values):
        faults.append(Fault(key="limits.no_value", where=where))
    return values


def _moment(
    where: str, found: object, region: str, zone: ZoneInfo, seen: dict[tuple[str, datetime], int], faults: list[Fault]
) -> datetime | None:
    """A start in UTC. Without an offset it is local; where it comes twice, the second row is the second time."""
    try:
        start = datetime.fromisoformat(str(found).strip())
    except ValueError:
        faults.append(Fault(key="limits.start", where=where, values={"found": found}))
        return None
    if start.tzinfo is not None:
        return start.astimezone(UTC)
    local = start.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != start:
        faults.append(Fault(key="limits.no_such_hour", where=where, values={"found": found, "zone": zone.key}))
        return None
    times = seen[region, start]
    seen[region, start] += 1
    if times and local.utcoffset() != local.replace(fold=1).utcoffset():
        return local.replace(fold=1).astimezone(UTC)
    return local.astimezone(UTC)


def _senseless(where: str, values: Mapping[str, float], preset: QueuePreset) -> Iterator[Fault]:
    """Limits above what there is, or between two steps."""
    for name in ("limit", "possible", "emergency"):
        steps = values.get(name, 0.0) * preset.parts
        if steps > preset.n + 1e-9:
            most = {"name": name, "found": f"{values[name]:g}", "most": preset.queues}
            yield Fault(key="limits.above_queues", where=where, values=most)
        elif abs(steps - round(steps)) > 1e-6:
            step = {"name": name, "found": f"{values[name]:g}", "step": f"{1 / preset.parts:g}"}
            yield Fault(key="limits.between_steps", where=where, values=step)
    demand = values.get("demand_mw")
    cut = values.get("unserved_mw", 0.0) + values.get("emergency_mw", 0.0)
    if demand is not None and cut > demand + 1e-6:
        found = {"found": f"{cut:g}", "demand": f"{demand:g}"}
        yield Fault(key="limits.above_demand", where=where, values=found)
    if "emergency_mw" in values and demand is None:
        yield Fault(key="limits.no_demand", where=where)
    if "possible" in values and "limit" in values and values["possible"] < values["limit"]:
        yield Fault(key="limits.possible", where=where,
                    values={"found": f"{values['possible']:g}", "limit": f"{values['limit']:g}"})  # fmt: skip
    if values.get("critical_share", 0.0) > 1:
        yield Fault(key="limits.critical", where=where, values={"found": f"{values['critical_share']:g}"})


def _grid(
    rows: list[_Row], by_region: Mapping[str, list[_Row]], preset: QueuePreset, name: str, faults: list[Fault]
) -> tuple[Slots | None, int]:
    """Days of the file, and how many minutes a row is."""
    zone = ZoneInfo(preset.zone)
    twice = 0
    gaps = []
    for found in by_region.values():
        starts = sorted(row.start for row in found)
        apart = [(b - a) // timedelta(minutes=1) for a, b in pairwise(starts)]
        twice += sum(gap == 0 for gap in apart)
        gaps += [gap for gap in apart if gap]
    if twice:
        faults += _doubled(by_region, zone)
        return None, 0
    minutes = min(gaps, default=60)
    fits = minutes >= _LEAST_MINUTES and _MOST_MINUTES % minutes == 0
    if not fits or (minutes % preset.slot_minutes and preset.slot_minutes % minutes):
        values = {"found": minutes, "slot": preset.slot_minutes}
        faults.append(Fault(key="limits.grid", where=name, values=values))
        return None, 0
    local = sorted(row.start.astimezone(zone) for row in rows)
    days = (local[-1].date() - local[0].date()).days + 1
    if days > MOST_DAYS:
        faults.append(Fault(key="limits.too_long", where=name, values={"found": days, "most": MOST_DAYS}))
        return None, 0
    off_grid = [row for row in rows if not _on_grid(row.start.astimezone(zone), minutes)]
    faults += [
        Fault(key="limits.off_grid", where=row.where, values={"found": _clock(row.start, zone), "minutes": minutes})
        for row in off_grid
    ]
    return Slots(local[0].date(), days, preset.zone, preset.slot_minutes), minutes


def _clock(start: datetime, zone: ZoneInfo) -> str:
    return f"{start.astimezone(zone):%H:%M}"


def _on_grid(start: datetime, minutes: int) -> bool:
    return start in day_slots(start.date(), str(start.tzinfo), minutes)


def _doubled(by_region: Mapping[str, list[_Row]], zone: ZoneInfo) -> Iterator[Fault]:
    for region, found in by_region.items():
        first: dict[datetime, str] = {}
        for row in found:
            if row.start in first:
                when = f"{row.start.astimezone(zone):%Y-%m-%d %H:%M}"
                values = {"region": region, "start": when, "other": first[row.start]}
                yield Fault(key="limits.twice", where=row.where, values=values)
            first.setdefault(row.start, row.where)


def _missing(region: str, found: list[_Row], expected: list[datetime], zone: str, name: str) -> Iterator[Fault]:
    gone = sorted(set(expected) - {row.start for row in found})
    if gone:
        told = ", ".join(f"{start.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for start in gone[:3])
        values = {"region": region, "n": len(gone), "first": told + (" …" if len(gone) > 3 else "")}
        yield Fault(key="limits.missing", where=name, values=values)


def _limits(
    by_region: Mapping[str, list[_Row]], expected: list[datetime], slots: Slots, preset: QueuePreset
) -> Limits:
    order = {start: i for i, start in enumerate(expected)}
    regions = tuple(by_region)
    shape = (len(regions), len(expected))
    table = {name: np.full(shape, np.nan) for name in NUMBERS}
    for number, found in enumerate(by_region.values()):
        for row in found:
            for name, value in row.values.items():
                table[name][number, order[row.start]] = value
    share = table["critical_share"]
    stated = np.isfinite(share).any(axis=1)
    critical = np.where(stated, np.nanmax(np.where(np.isfinite(share), share, -1.0), axis=1), preset.critical_share)

    def steps(queues: Floats, megawatts: Floats) -> Ints:
        told = np.nan_to_num(queues) * preset.parts
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.nan_to_num(megawatts / table["demand_mw"])
        derived = steps_for(part, preset, critical[:, None])
        return np.where(np.isfinite(queues), np.rint(told).astype(np.int64), derived)

    planned = steps(table["limit"], table["unserved_mw"])
    with_emergency = np.nan_to_num(table["unserved_mw"]) + np.nan_to_num(table["emergency_mw"])
    more = np.maximum(steps(np.full(shape, np.nan), with_emergency) - planned, 0)
    ordered = np.rint(np.nan_to_num(table["emergency"]) * preset.parts)
    emergency = np.where(np.isfinite(table["emergency"]), ordered, more)
    possible = np.maximum(np.rint(np.nan_to_num(table["possible"]) * preset.parts), planned)
    emergency = np.minimum(emergency, preset.n - planned)

    def by_slot(values: Floats | Ints) -> Ints:
        return _to_slots(np.asarray(values).astype(np.int64), expected, slots)

    return Limits(
        regions=regions, slots=slots, planned=by_slot(planned), possible=by_slot(possible),
        emergency=by_slot(emergency), known=np.ones(slots.n, np.bool_), critical_share=critical,
        derived=not np.isfinite(table["limit"]).any(),
    )  # fmt: skip


def _to_slots(values: Ints, expected: list[datetime], slots: Slots) -> Ints:
    """Rows longer than a slot hold for each; of shorter ones the highest counts."""
    starts = np.array([start.timestamp() for start in expected])
    own = np.array([start.timestamp() for start in slots.starts])
    if len(own) >= len(starts):
        return values[:, np.searchsorted(starts, own, side="right") - 1]
    edges = np.searchsorted(starts, own)
    return np.maximum.reduceat(values, edges, axis=1)
