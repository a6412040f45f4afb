"""What binds the hours of units, from a CSV file of the user's: a row a unit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from oberih.grid.dc.binding import Limits
from oberih.terms.errors import Fault, InputError

NUMBERS = ("ramp_mw_per_h", "min_mw", "energy_mwh")
COLUMNS = (*NUMBERS, "off_hours", "energy_hours")


def load_limits(path: Path) -> list[Limits]:
    """Limits of units, from columns row, ramp_mw_per_h, min_mw, off_hours ("0-6 22-24": from hour 0, ends before),
    energy_mwh, energy_hours; an empty field binds nothing. Raises InputError with every fault."""
    where = str(path)
    try:
        table = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(Fault(key="adequacy.unreadable", where=where, values={"reason": reason})) from None
    table = table.rename({name: name.strip() for name in table.columns})
    if "row" not in table.columns:
        raise InputError(Fault(key="horizon.no_row", where=where))
    if unknown := sorted(set(table.columns) - {"row", *COLUMNS}):
        values = {"found": ", ".join(unknown), "known": ", ".join(COLUMNS)}
        raise InputError(Fault(key="horizon.columns", where=where, values=values))
    faults: list[Fault] = []
    found: list[Limits] = []
    for line, row in enumerate(table.iter_rows(named=True), start=2):
        wrong: list[Fault] = []
        said = {name: (text or "").strip() for name, text in row.items()}
        read: dict[str, Any] = dict(_read(said, f"{where}:{line}", wrong))
        if wrong:
            faults += wrong
            continue
        try:
            found.append(Limits(**read))
        except InputError as error:
            faults += [Fault(key=each.key, where=f"{where}:{line}", values=each.values) for each in error.faults]
    if faults:
        raise InputError(*faults)
    return found


def _read(row: dict[str, str], where: str, faults: list[Fault]) -> Iterator[tuple[str, Any]]:
    """Name and value of each field that says something."""
    for name, text in row.items():
        if not text and name != "row":
            continue
        value, wanted = _value(name, text)
        if value is None:
            values = {"name": name, "found": text}
            faults.append(Fault(key=f"horizon.value_{wanted}", where=where, values=values))
        else:
            yield name, value


def _value(name: str, text: str) -> tuple[Any, str]:
    """What a field says, None where it cannot be read, and what was wanted."""
    if name in NUMBERS:
        return _number(text), "number"
    if name == "off_hours":
        return _hours(text), "off"
    value = _number(text)
    whole = value is not None and value >= 1 and value == int(value)
    return (int(value) if whole and value is not None else None), "whole"


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < np.inf else None


def _hours(text: str) -> tuple[tuple[int, int], ...] | None:
    """Ranges of hours.

    >>> _hours("0-6 22-24"), _hours("6")
    (((0, 6), (22, 24)), None)
    """
    pairs = [part.split("-") for part in text.split()]
    if not all(len(pair) == 2 and pair[0].isdecimal() and pair[1].isdecimal() for pair in pairs):
        return None
    return tuple((int(first), int(last)) for first, last in pairs)
