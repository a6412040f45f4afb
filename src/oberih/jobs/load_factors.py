"""Load factors hour by hour, from a file of the user's."""

import csv
import io
from pathlib import Path

import numpy as np

from oberih.scenario.cases.read import read_text
from oberih.terms.batch import Floats
from oberih.terms.errors import Fault, InputError

NAMES = ("factor", "share")
MOST_FACTOR = 1000.0  #: beyond it a figure is a mistake: MW in place of a factor
MOST_TOLD = 10


def load_factors(path: Path) -> Floats:
    """What all load is multiplied by in each hour, (hour,).

    A CSV file with a column `factor` (or `share`), an hour a row; other columns are left aside. Raises InputError with
    every fault, its line with it.
    """
    where = str(path)
    rows = csv.DictReader(io.StringIO(read_text(path)))
    found = [(name or "").strip() for name in rows.fieldnames or ()]
    rows.fieldnames = found
    name = next((each for each in NAMES if each in found), None)
    if name is None:
        raise InputError(Fault(key="dc.factor_column", where=where, values={"found": ", ".join(found)[:80]}))
    factors, faults = [], []
    for row in rows:
        text = (row[name] or "").strip()
        value = _number(text)
        if value is None:
            faults.append(
                Fault(key="dc.factor", where=f"{where}:{rows.line_num}", values={"found": text, "most": MOST_FACTOR})
            )
        else:
            factors.append(value)
    if faults:
        more = len(faults) - MOST_TOLD
        raise InputError(*faults[:MOST_TOLD], *([Fault(key="dc.more", values={"n": more})] if more > 0 else []))
    if not factors:
        raise InputError(Fault(key="dc.no_hours", where=where))
    return np.array(factors, np.float64)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= MOST_FACTOR else None
