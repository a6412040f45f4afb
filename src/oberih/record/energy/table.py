"""The table of raids on energy, read and checked: every fault at once, each with its line.

One shipped copy (`published.csv`, October 2022 to June 2024) is the record that forecasts learn from where a user's
file begins later; it has the same columns and goes through the same reader.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from oberih.record.energy.observed import observed
from oberih.record.energy.weapons import Leakers, leakers, pairs
from oberih.terms.errors import Fault, InputError
from oberih.terms.regions import REGIONS

#: columns that must be there; others may, and are not read
COLUMNS = (
    "date", "weapons_launched_by_kind", "weapons_stopped_by_kind", "missiles_launched", "missiles_stopped",
    "uav_launched",
    "uav_stopped", "uav_lost_other", "weapons_qualifier", "energy_hit_regions", "energy_hit_scope",
    "emergency_outage_regions_day", "emergency_outage_scope_day", "emergency_outage_regions_next_day",
    "emergency_outage_scope_next_day", "deficit_share_next_day_pct", "schedules_in_force_before", "temperature_c",
)  # fmt: skip
SHIPPED = "published.csv"
LARGEST_BYTES = 16 * 2**20
FIRST_DAY = date(2014, 2, 20)  #: no raid of this war is older
MOST_LAUNCHED = 100_000
_REGIONS = ("energy_hit_regions", "emergency_outage_regions_day", "emergency_outage_regions_next_day")
_COUNTS = ("missiles_launched", "missiles_stopped", "uav_launched", "uav_stopped", "uav_lost_other")
_SILENT = {"", "-", "–", "—", "nan", "none", "null", "n/a", "na", "?", "unknown", "not stated", "not known", "no data"}
#: a count as people write it: a number, and beside it at most a word or sign of doubt
_COUNT = re.compile(r"(?:about|around|over|more than|at least|up to|some|[~≈>≥<≤])?\s*(-?\d[\d  ,]*?)(?:\.0+)?\s*\+?")
#: outside brackets, where dates stand, and not after other words: "frost (17 Dec), no number" is no temperature
_NUMBER = re.compile(r"^(?:about |around |below |to |down to |~)?([-−+]?\d+(?:\.\d+)?)", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyRaid:
    """One raid: what is given to a forecast, and what is held against it."""

    day: date
    line: int  #: of the file
    leakers: Leakers
    hit: tuple[str, ...]  #: regions where a hit on energy is named, UA-43 and UA-40 left out
    hit_scope: str
    schedules_before: float | None  #: 1 in force, 0 not, None not told
    temperature_c: float | None
    observed: Mapping[str, int | None]  #: emergency cuts by region: 1, 0, None
    deficit_pct: float | None  #: stated for the next day; 0 is a statement that there was none
    cells: Mapping[str, str]  #: the row as it stands


def read_energy(path: Path | str, *, today: date | None = None) -> tuple[EnergyRaid, ...]:
    """Raids of a file, oldest first. Raises InputError with every fault: of the file, its columns, and each row's
    cells."""
    where = str(path)
    return _parse(_text(Path(path), where), where, today or datetime.now(UTC).date())


@cache
def shipped() -> tuple[EnergyRaid, ...]:
    """The record that comes with Oberih, oldest first."""
    text = files("oberih.record.energy").joinpath(SHIPPED).read_text(encoding="utf-8")
    return _parse(text, SHIPPED, date.max)


def _text(path: Path, where: str) -> str:
    try:
        if path.is_dir():
            raise InputError(Fault(key="energy.folder", where=where))
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(Fault(key="energy.too_large", where=where, values={"mb": LARGEST_BYTES // 2**20}))
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(Fault(key="energy.missing", where=where)) from None
    except OSError as error:
        raise InputError(Fault(key="energy.unreadable", where=where, values={"reason": error.strerror})) from None
    if not data.strip():
        raise InputError(Fault(key="energy.empty", where=where))
    try:
        if _CONTROL.search(data):
            raise InputError(Fault(key="energy.not_text", where=where))
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Fault(key="energy.not_text", where=where)) from None


def _parse(text: str, where: str, today: date) -> tuple[EnergyRaid, ...]:
    head = text.lstrip("\r\n ").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    header: list[str] = []
    rows: list[EnergyRaid] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, ...], int] = {}
    line = 1
    try:
        for cells in reader:
            at, line = line, reader.line_num + 1
            stripped = [cell.strip() for cell in cells]
            if not any(stripped) or stripped[0].startswith("#"):
                continue
            if not header:
                header = [cell.lower() for cell in stripped]
                faults += _header_faults(header, where)
                if faults:
                    raise InputError(*faults)
                continue
            if len(stripped) != len(header):
                values = {"found": len(stripped), "expected": len(header)}
                faults.append(Fault(key="energy.cells", where=f"{where}:{at}", values=values))
                continue
            first = seen.setdefault(tuple(stripped), at)
            if first != at:
                faults.append(Fault(key="energy.repeated", where=f"{where}:{at}", values={"line": first}))
                continue
            row = _row(dict(zip(header, stripped, strict=True)), at, where, today, faults)
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        raise InputError(
            *faults, Fault(key="energy.not_csv", where=f"{where}:{line}", values={"reason": error})
        ) from None
    if not faults and not rows:
        faults.append(Fault(key="energy.no_rows", where=where))
    if faults:
        raise InputError(*faults)
    return tuple(sorted(rows, key=lambda row: (row.day, row.line)))


def _header_faults(header: list[str], where: str) -> list[Fault]:
    missing = [name for name in COLUMNS if name not in header]
    if len(missing) == len(COLUMNS):
        return [Fault(key="energy.other_table", where=where, values={"columns": ", ".join(COLUMNS)})]
    found = [Fault(key="energy.column_missing", where=where, values={"column": name}) for name in missing]
    twice = [name for name in COLUMNS if header.count(name) > 1]
    return found + [Fault(key="energy.column_twice", where=where, values={"column": name}) for name in twice]


def _row(cells: dict[str, str], line: int, where: str, today: date, faults: list[Fault]) -> EnergyRaid | None:
    """One raid, None where a cell cannot be used: then `faults` says why."""
    known = len(faults)
    here = f"{where}:{line}"

    def fault(key: str, **values: object) -> None:
        faults.append(Fault(key=f"energy.{key}", where=here, values=values))

    try:
        day = datetime.strptime(cells["date"], "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        if not FIRST_DAY <= day <= today:
            fault("date", found=cells["date"])
    except ValueError:
        day = date.max
        fault("date", found=cells["date"])
    counts = {name: _count(cells[name], name, fault) for name in _COUNTS}
    for kind in ("missiles", "uav"):
        flew, shot = counts[f"{kind}_launched"], counts[f"{kind}_stopped"]
        if flew is not None and shot is not None and shot > flew:
            fault("stopped_over", kind=kind, stopped=shot, launched=flew)
    regions = {name: _codes(cells[name], name, fault) for name in _REGIONS}
    deficit = _share(cells["deficit_share_next_day_pct"], fault)
    if len(faults) > known:
        return None
    return EnergyRaid(
        day=day, line=line,
        leakers=leakers(
            pairs(cells["weapons_launched_by_kind"]), pairs(cells["weapons_stopped_by_kind"]),
            (counts["missiles_launched"], counts["missiles_stopped"]),
            (counts["uav_launched"], counts["uav_stopped"], counts["uav_lost_other"]), cells["weapons_qualifier"],
        ),
        hit=tuple(code for code in regions["energy_hit_regions"] if code not in ("UA-43", "UA-40")),
        hit_scope=cells["energy_hit_scope"],
        schedules_before=_in_force(cells["schedules_in_force_before"]),
        temperature_c=_temperature(cells["temperature_c"]),
        observed=observed(
            [(regions[f"emergency_outage_regions_{when}"], cells[f"emergency_outage_scope_{when}"])
             for when in ("day", "next_day")]
        ),
        deficit_pct=deficit, cells=cells,
    )  # fmt: skip


def _count(text: str, column: str, fault: "Say") -> int | None:
    if text.lower() in _SILENT:
        return None
    match = _COUNT.fullmatch(text)
    if match is None:
        fault("number", column=column, found=text)
        return None
    number = int(re.sub(r"\D", "", match[1]))
    if match[1].startswith("-"):
        fault("negative", column=column, found=text)
        return None
    if number > MOST_LAUNCHED:
        fault("number", column=column, found=text)
        return None
    return number


def _codes(text: str, column: str, fault: "Say") -> tuple[str, ...]:
    codes = [code.strip().upper() for code in re.split(r"[|,;]", text) if code.strip()]
    for code in dict.fromkeys(codes):
        if code not in REGIONS:
            fault("region", column=column, found=code)
    return tuple(dict.fromkeys(codes))


def _share(text: str, fault: "Say") -> float | None:
    """Percent; of a range the middle, of a figure with words the figure."""
    if text.lower() in _SILENT:
        return None
    found = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)]
    if not found or re.match(r"\s*[-−]\s*\d", text) or max(found) > 100:
        fault("percent", found=text)
        return None
    return sum(found[:2]) / len(found[:2])


def _in_force(text: str) -> float | None:
    """Hourly schedules or national limits in force before the raid; a single region's do not count."""
    plain = text.lower()
    if plain in _SILENT - {"none"}:
        return None
    if re.match(r"(no|none|not)\b", plain) or re.search(r"\bonly\b", plain):
        return 0.0
    return 1.0 if re.search(r"\b(yes|outage|schedule|limit|queue|restrict|hourly|planned|emergency)", plain) else None


def _temperature(text: str) -> float | None:
    match = _NUMBER.search(re.sub(r"\(.*?\)", " ", text).strip())
    if match is None:
        return None
    value = float(match[1].replace("−", "-"))
    return value if -45 <= value <= 45 else None


class Say(Protocol):
    """How a fault is told: a key of the word list's `energy` table and its values."""

    def __call__(self, key: str, **values: object) -> None: ...
