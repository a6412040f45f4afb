"""The public table of raids, one row a report of one model or of several: read, checked row by row, nothing dropped in
silence.

The table is "Massive Missile Attacks on Ukraine", compiled by Petro Ivaniuk from posts of the Air Force and of regional
commands. It is read where the user has it, and is not part of Oberih.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl

from oberih.record.raids.families import family_of_models, split_models
from oberih.terms.errors import Fault, InputError

COLUMNS = ("time_start", "time_end", "model", "launched", "destroyed", "not_reach_goal", "source")
LARGEST_BYTES = 64 * 1024 * 1024  #: a larger file is refused unread: the whole table of four years has half of one MB
OFFICIAL = "kpszsu"  #: sources of the Air Force begin so; regional commands report almost only kills, and repeat
FIRST_DAY = date(2014, 2, 20)  #: no raid of this war is older
MOST_LAUNCHED = 100_000  #: more in one row is a slip of the keyboard
#: from about here drones lost to jamming stand inside `destroyed`, and no longer beside it (the Air Force began to
#: write "shot down or suppressed"); a count beside it that would go over what was launched is then taken as told twice
JAMMING_MERGED = date(2025, 1, 1)
_JAMMED_KINDS = ("drone", "decoy", "jet_drone")

_SCHEMA: dict[str, Any] = {
    "row": pl.Int32, "time_start": pl.Datetime("us"), "time_end": pl.Datetime("us"), "start_date": pl.Date,
    "has_clock": pl.Boolean, "model": pl.String, "family": pl.String, "kind": pl.String, "models": pl.List(pl.String),
    "launched": pl.Int32, "destroyed": pl.Int32, "not_reach_goal": pl.Int32, "stopped": pl.Int32, "source": pl.String,
    "official": pl.Boolean,
}  # fmt: skip
_NOTE_SCHEMA: dict[str, Any] = {"row": pl.Int32, "reason": pl.String, "found": pl.String}

_WHEN = re.compile(
    r"(?:(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4}))"
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?Z?"
)
_USUAL = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class RaidTable:
    """What was read. `aside` and `mended` hold row (line of the file), reason (a key of the word list, which takes
    `found`) and found."""

    rows: pl.DataFrame  #: rows that can be used; columns as `_SCHEMA` names them, times as the table gives them (Kyiv)
    aside: pl.DataFrame  #: rows that cannot, with the reason
    mended: pl.DataFrame  #: what was understood in spite of its spelling, or is used in part
    counts: Mapping[str, int] = field(default_factory=dict)  #: read, kept, mended, aside, official
    name: str = ""  #: of the file

    def faults(self) -> tuple[Fault, ...]:
        """Why each row was set aside, as faults that name the line."""
        return tuple(_as_fault(self.name, *row) for row in self.aside.iter_rows())


class _UnusableError(Exception):
    """This row cannot be used, for this reason."""

    def __init__(self, reason: str, found: object) -> None:
        super().__init__(reason)
        self.reason, self.found = reason, found


def read_table(path: Path | str, *, today: date | None = None) -> RaidTable:
    """Read the table of raids from a CSV file (UTF-8 or Windows-1251, line by line; comma, semicolon or tab).

    `today` is the last day that a raid can have; today's if not given. Raises InputError where there is no such file,
    it is no table (folder, empty, binary, too large, no CSV, columns missing, each named), or no row of it can be used.
    """
    where = str(path)
    text, legacy = _text(_bytes(Path(path), where), where)
    records = _records(text, where)
    last = today or datetime.now(UTC).date()
    rows: list[dict[str, Any]] = []
    aside: list[tuple[int, str, str]] = []
    mended = [(line, "raidtable.encoding", "Windows-1251") for line in legacy]
    seen: dict[tuple[str, ...], int] = {}
    for line, cells, header in records:
        try:
            if len(cells) != len(header):
                raise _UnusableError("fields", f"{len(cells)} / {len(header)}")
            whole = tuple(cells)
            first = seen.setdefault(whole, line)
            if first != line:
                raise _UnusableError("repeated", first)
            row, notes = _row(dict(zip(header, cells, strict=True)), line, last)
        except _UnusableError as fault:
            aside.append((line, f"raidtable.{fault.reason}", str(fault.found)[:80]))
            continue
        rows.append(row)
        mended += [(line, f"raidtable.{reason}", str(found)[:80]) for reason, found in notes]
    if not rows:
        raise InputError(Fault(key="raidtable.no_rows", where=where, values={"n": len(aside)}),
                         *(_as_fault(where, *each) for each in aside[:20]))  # fmt: skip
    frame = pl.DataFrame(rows, schema=_SCHEMA)
    counts = {
        "read": len(rows) + len(aside), "kept": len(rows), "mended": len({note[0] for note in mended}),
        "aside": len(aside), "official": int(frame["official"].sum()),
    }  # fmt: skip
    return RaidTable(frame, _notes(aside), _notes(mended), counts, where)


def raids(table: RaidTable) -> pl.DataFrame:
    """One row a (start_date, kind, family) of the Air Force's rows that have a kind, oldest first: launched, destroyed,
    not_reach_goal, stopped (weapons), rows (reports).

    A raid is what the Air Force reports with one start date: a night that begins before midnight counts to that day.
    """
    used = table.rows.filter(pl.col("official") & pl.col("kind").is_not_null())
    return (
        used.group_by("start_date", "kind", "family")
        .agg(pl.col("launched", "destroyed", "not_reach_goal", "stopped").sum(), pl.len().cast(pl.Int32).alias("rows"))
        .sort("start_date", "kind", "family")
    )


def _as_fault(where: str, line: int, reason: str, found: str) -> Fault:
    return Fault(key=reason, where=f"{where}:{line}", values={"found": found})


def _notes(notes: Sequence[tuple[int, str, str]]) -> pl.DataFrame:
    return pl.DataFrame(notes, schema=_NOTE_SCHEMA, orient="row")


def _bytes(path: Path, where: str) -> bytes:
    try:
        if path.is_dir():
            raise InputError(Fault(key="raidtable.folder", where=where))
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(Fault(key="raidtable.too_large", where=where, values={"mb": LARGEST_BYTES // 2**20}))
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(Fault(key="raidtable.missing", where=where)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Fault(key="raidtable.unreadable", where=where, values={"reason": reason})) from None


def _text(data: bytes, where: str) -> tuple[str, list[int]]:
    """The text, and the lines of it that were Windows-1251 and not UTF-8."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise InputError(Fault(key="raidtable.empty", where=where))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), []
        except UnicodeDecodeError:
            raise InputError(Fault(key="raidtable.binary", where=where)) from None
    if len(_CONTROL.findall(data[:65536])) > len(data[:65536]) // 500:
        raise InputError(Fault(key="raidtable.binary", where=where))
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass  # line by line, since pasted tables hold both
    lines, legacy = [], []
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(raw.decode("cp1251", errors="replace"))
            legacy.append(number)
    return "\n".join(lines), legacy


def _records(text: str, where: str) -> list[tuple[int, list[str], list[str]]]:
    """Line, cells and column names of every record that is not blank."""
    head = text.lstrip("\r\n ").split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    records = []
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                if header:
                    records.append((line, stripped, header))
                else:
                    header = [cell.lower() for cell in stripped]
            line = reader.line_num + 1
    except csv.Error as error:
        values = {"line": line, "reason": str(error)}
        raise InputError(Fault(key="raidtable.not_csv", where=f"{where}:{line}", values=values)) from None
    missing = [name for name in COLUMNS if name not in header]
    if len(missing) == len(COLUMNS):
        raise InputError(Fault(key="raidtable.other_table", where=where, values={"columns": ", ".join(COLUMNS)}))
    twice = sorted({name for name in COLUMNS if header.count(name) > 1})
    faults = [Fault(key="raidtable.column_missing", where=where, values={"column": name}) for name in missing]
    faults += [Fault(key="raidtable.column_twice", where=where, values={"column": name}) for name in twice]
    if faults:
        raise InputError(*faults)
    if not records:
        raise InputError(Fault(key="raidtable.only_header", where=where))
    return records


def _row(cells: Mapping[str, str], line: int, last: date) -> tuple[dict[str, Any], list[tuple[str, object]]]:
    """One row of the frame, with what had to be mended. Raises _UnusableError."""
    notes: list[tuple[str, object]] = []
    start, has_clock = _when(cells["time_start"], "date_start", last, notes)
    end: datetime | None = None
    if cells["time_end"]:
        try:
            end, end_clock = _when(cells["time_end"], "date_end", date.max, notes)
            if (end if end_clock else datetime.combine(end.date(), time.max)) < start:
                raise _UnusableError("date_end", f"{cells['time_start']} – {cells['time_end']}")
        except _UnusableError as fault:  # nothing leans on the end: the row is used without it
            notes.append(("end_dropped", fault.found))
            end = None
    models = split_models(cells["model"])
    if not models:
        raise _UnusableError("model_missing", "")
    family = family_of_models(models)
    if family is None:
        raise _UnusableError("model_unknown", cells["model"])
    if family.by_name:
        notes.append(("model_by_name", cells["model"]))
    launched, destroyed, beside = _counts(cells)
    stopped = destroyed
    if beside is not None and destroyed + beside > launched:
        if start.date() < JAMMING_MERGED:
            raise _UnusableError("sum_over", f"{destroyed} + {beside} / {launched}")
        notes.append(("told_twice", f"{destroyed} + {beside} / {launched}"))
    elif family.kind in _JAMMED_KINDS:
        stopped += beside or 0
    row = {
        "row": line, "time_start": start, "time_end": end, "start_date": start.date(), "has_clock": has_clock,
        "model": cells["model"], "family": family.family, "kind": family.kind, "models": models,
        "launched": launched, "destroyed": destroyed, "not_reach_goal": beside, "stopped": stopped,
        "source": cells["source"], "official": cells["source"].lower().startswith(OFFICIAL),
    }  # fmt: skip
    return row, notes


def _when(text: str, reason: str, last: date, notes: list[tuple[str, object]]) -> tuple[datetime, bool]:
    """A time as the table writes it, and whether it has a clock time. A day alone is its midnight."""
    match = _WHEN.fullmatch(text)
    if match is None:
        raise _UnusableError(reason, text)
    y, m, d, d2, m2, y2, hour, minute, second = match.groups()
    try:
        when = datetime(  # noqa: DTZ001 - the table gives Kyiv time without saying so, and it stays so
            int(y or y2), int(m or m2), int(d or d2), int(hour or 0), int(minute or 0), int(second or 0)
        )
    except ValueError:
        raise _UnusableError(reason, text) from None
    if not FIRST_DAY <= when.date() <= last:
        raise _UnusableError(reason, text)
    if not _USUAL.fullmatch(text):
        notes.append(("date_spelling", text))
    return when, hour is not None


def _counts(cells: Mapping[str, str]) -> tuple[int, int, int | None]:
    """Launched, destroyed, and lost otherwise (None where the row says nothing of it). Raises _UnusableError."""
    launched, destroyed = _count(cells, "launched"), _count(cells, "destroyed")
    beside = _count(cells, "not_reach_goal")
    if launched is None:
        raise _UnusableError("launched_missing", "")
    if destroyed is None:
        raise _UnusableError("destroyed_missing", "")
    if not 1 <= launched <= MOST_LAUNCHED:
        raise _UnusableError("launched_range", launched)
    if destroyed > launched:
        raise _UnusableError("destroyed_over", f"{destroyed} / {launched}")
    return launched, destroyed, beside


def _count(cells: Mapping[str, str], column: str) -> int | None:
    """A whole number from a cell, None where it is empty. Raises _UnusableError."""
    text = cells[column]
    if not text or text.lower() in ("nan", "null", "none", "-"):
        return None
    try:
        number = float(text.replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        raise _UnusableError("number", f"{column} = {text}") from None
    if number < 0:
        raise _UnusableError("negative", f"{column} = {text}")
    if not number.is_integer():  # neither is what is no number or has no end
        raise _UnusableError("number", f"{column} = {text}")
    return int(number)
