"""What a study of adequacy is told in files: chances of outage by unit, and the load hour by hour."""

from pathlib import Path

import numpy as np
import polars as pl

from oberih.grid.dc.load_curves import rts79
from oberih.scenario.cases.base import Case
from oberih.terms.batch import Floats
from oberih.terms.errors import Fault, InputError

HOURS_OF_A_YEAR = 8760
RTS79 = "rts79"  #: name of the shipped load curve


def load_rates(path: Path | str | None, case: Case, rate: float | None) -> Floats:
    """Forced outage rate of each generator of a case, (gen,).

    `path` is a CSV file with columns row (of the generator, from 1) and rate (0 to 1); generators that it does not name
    take `rate`. Raises InputError with every fault; where neither is given, or some generator has none.
    """
    if rate is not None and not 0 <= rate <= 1:
        raise InputError(Fault(key="adequacy.rate", values={"found": rate}))
    known = case.gen["row"].to_list()
    if path is None:
        if rate is None:
            raise InputError(Fault(key="adequacy.no_rates"))
        return np.full(len(known), rate)
    table = _table(Path(path))
    if not {"row", "rate"} <= set(table.columns):
        found = ", ".join(table.columns)
        raise InputError(Fault(key="adequacy.rate_columns", where=str(path), values={"found": found}))
    faults: list[Fault] = []
    rates: dict[int, float] = {}
    for row_text, rate_text in table.select("row", "rate").iter_rows():
        row, value = _number(row_text), _number(rate_text)
        if row is None or row not in known:
            values = {"found": row_text, "last": len(known)}
            faults.append(Fault(key="adequacy.rate_row", where=str(path), values=values))
        elif value is None or not 0 <= value <= 1:
            values = {"row": int(row), "found": rate_text}
            faults.append(Fault(key="adequacy.rate_value", where=str(path), values=values))
        elif int(row) in rates:
            faults.append(Fault(key="adequacy.rate_twice", where=str(path), values={"row": int(row)}))
        else:
            rates[int(row)] = value
    # a row with a faulty rate is told of already
    told = {fault.values.get("row") for fault in faults}
    left = [row for row in known if row not in rates and row not in told]
    if left and rate is None:
        values = {"rows": ", ".join(map(str, left))}
        faults.append(Fault(key="adequacy.rate_missing", where=str(path), values=values))
    if faults:
        raise InputError(*faults)
    return np.array([rates.get(row, rate) for row in known], dtype=np.float64)


def load_curve(given: Path | str | None, case: Case) -> Floats:
    """Load of each hour, MW. Raises InputError with every fault.

    `given` is a CSV file of one column, load_mw or share (of the case's load), one row an hour; "rts79" for the shipped
    curve with the case's load as its peak; nothing for the case's load in all 8,760 hours of a year.
    """
    if given is None:
        return np.full(HOURS_OF_A_YEAR, case.load_mw)
    if str(given) == RTS79:
        return case.load_mw * rts79()
    table = _table(Path(given))
    where = str(given)
    name = next((each for each in ("load_mw", "share") if each in table.columns), None)
    if name is None:
        raise InputError(Fault(key="adequacy.load_columns", where=where, values={"found": ", ".join(table.columns)}))
    if not table.height:
        raise InputError(Fault(key="adequacy.load_empty", where=where))
    numbers = [_number(text) for text in table[name]]
    faults = [
        Fault(key="adequacy.load_value", where=where, values={"hour": hour, "found": text})
        for hour, (text, number) in enumerate(zip(table[name], numbers, strict=True), start=1)
        if number is None or number < 0
    ]
    if faults:
        raise InputError(*faults)
    values = np.array(numbers, dtype=np.float64)
    return values if name == "load_mw" else values * case.load_mw


def _table(path: Path) -> pl.DataFrame:
    """A CSV file, everything as text."""
    try:
        return pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(Fault(key="adequacy.unreadable", where=str(path), values={"reason": reason})) from None


def _number(text: str | None) -> float | None:
    """A finite number as people type it, None for anything else."""
    try:
        value = float((text or "").strip())
    except ValueError:
        return None
    return value if np.isfinite(value) else None
