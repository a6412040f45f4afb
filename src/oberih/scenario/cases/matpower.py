"""MATPOWER case files (version 2 of the format): text into a case.

The numbers of a table are read by matpowercaseframes. What it cannot say is found before it is asked: it pads a row
that is too short, takes a table out of a comment, reads two rows on one line as one, and knows no line numbers.
"""

from collections import Counter
from math import isfinite
from pathlib import PurePath
from typing import Any

import polars as pl

from oberih.scenario.cases.base import Case, CaseError, Note, Schema
from oberih.scenario.cases.raw import (
    RAW_BRANCH,
    RAW_BUS,
    RAW_GEN,
    RAW_REACTIVE,
    RAW_STORAGE,
    RAW_VOLTAGES,
    Raw,
    settle,
    shortened,
)
from oberih.scenario.cases.text import Statements, statements
from oberih.terms.errors import Fault

#: least and most columns of a row: a solved case has more than an unsolved one, an old branch lacks limits of angle
_WIDTH = {"bus": (13, 17), "branch": (11, 21), "gen": (10, 25), "gencost": (4, 10_000), "oberih_storage": (4, 4)}
_NEEDED = ("bus", "gen", "branch")
#: columns by their place in a row, from 0 (MATPOWER User's Manual, appendix B)
_BUS = {
    "number": 0, "type": 1, "pd_mw": 2, "qd_mvar": 3, "gs_mw": 4, "bs_mvar": 5, "base_kv": 9, "vmax_pu": 11,
    "vmin_pu": 12,
}  # fmt: skip
_BRANCH = {
    "from": 0, "to": 1, "r_pu": 2, "x_pu": 3, "b_pu": 4, "rate_mw": 5, "tap": 8, "shift_deg": 9, "status": 10,
    "angmin_deg": 11, "angmax_deg": 12,
}  # fmt: skip
_GEN = {
    "bus": 0, "pg_mw": 1, "qmax_mvar": 3, "qmin_mvar": 4, "vg_pu": 5, "status": 7, "pmax_mw": 8, "pmin_mw": 9,
}  # fmt: skip
_STORAGE = {"bus": 0, "p_mw": 1, "energy_mwh": 2, "efficiency": 3}
#: tables that would change the flows and that Oberih does not read
_LEFT_OUT = ("dcline", "reserves", "softlims", "if")


def read_matpower_text(text: str, source: str = "case.m") -> Case:
    """A case from the text of a MATPOWER file. Raises CaseError with every fault, each with its line.

    Beyond MATPOWER's fields, those that `matpower_text` writes are read: regions, critical shares and storage.
    """
    found = statements(text, source)
    reader = _Reader(found, source)
    reader.need_tables()
    base_mva = reader.base_mva()
    tables = {name: reader.rows(name) for name in (*_NEEDED, "gencost") if name in found.tables}
    if any(name not in tables for name in _NEEDED):  # without a table, all that points into it would look wrong
        raise CaseError(*shortened(reader.faults))
    bus = reader.frame("bus", tables["bus"], _BUS, RAW_BUS | RAW_VOLTAGES)
    gen = reader.frame("gen", tables["gen"], _GEN, RAW_GEN | RAW_REACTIVE)
    raw = Raw(
        name=PurePath(source).stem,
        source=source,
        base_mva=base_mva,
        bus=bus.with_columns(region=reader.regions(bus.height), critical_share=reader.critical(bus.height)),
        branch=reader.frame("branch", tables["branch"], _BRANCH, RAW_BRANCH),
        gen=reader.with_costs(gen, tables.get("gencost")),
        storage=reader.storage(),
        notes=reader.notes(),
    )
    return settle(raw, tuple(reader.faults))


class _Reader:
    """Tables of one file with named columns, and the faults met on the way."""

    def __init__(self, found: Statements, source: str) -> None:
        self.found, self.source = found, source
        self.faults: list[Fault] = list(found.faults)

    def fault(self, key: str, table: str, row: int, **values: object) -> None:
        """Complain of a row, counted from 0."""
        where = f"{self.source}:{self.found.tables[table].lines[row]}"
        self.faults.append(Fault(key=f"cases.{key}", where=where, values={"table": table, "row": row + 1, **values}))

    def need_tables(self) -> None:
        complained = {each.values.get("table") for each in self.found.faults}
        for name in _NEEDED:
            if name not in self.found.tables and name not in complained:
                self.faults.append(Fault(key="cases.no_table", where=self.source, values={"table": name}))

    def base_mva(self) -> float:
        """The base, MVA; 1 beside a fault where there is none."""
        line, text = self.found.scalars.get("baseMVA", (0, ""))
        try:
            return float(text)
        except ValueError:
            where = f"{self.source}:{line}" if line else self.source
            self.faults.append(Fault(key="cases.base_mva", where=where, values={"found": text or "-"}))
            return 1.0

    def rows(self, name: str) -> list[list[float | None]]:
        """Rows of a table, all as long as most of them are; None where a cell is missing or is no number."""
        from matpowercaseframes.reader import parse_file  # noqa: PLC0415 - brings pandas: half a second

        table = self.found.tables[name]
        if not table.rows:
            return []
        rows: list[list[Any]] = parse_file(name, f"mpc.{name} = [\n" + "\n".join(table.rows) + "\n];")
        least, most = _WIDTH.get(name, (1, 1))
        usual = Counter(map(len, rows)).most_common(1)[0][0]
        wanted = min(max(usual, least), most)
        for i, row in enumerate(rows):
            if len(row) != wanted:
                self.fault("row_length", name, i, found=len(row), wanted=wanted)
                row[wanted:] = [None] * (wanted - len(row))
            for j, cell in enumerate(row):
                if isinstance(cell, str):
                    self.fault("not_number", name, i, column=j + 1, value=cell[:30])
                    row[j] = None
        return rows

    def frame(self, name: str, rows: list[list[float | None]], places: dict[str, int], schema: Schema) -> pl.DataFrame:
        """Named columns, with each row's place; a column that an older file lacks gets what it stands for."""
        absent = {"angmin_deg": -360.0, "angmax_deg": 360.0}
        columns: dict[str, Any] = {
            column: [row[place] if place < len(row) else absent[column] for row in rows]
            for column, place in places.items()
        }
        columns["where"] = [f"{self.source}:{line}" for line in self.found.tables[name].lines]
        columns["n"] = list(range(1, len(rows) + 1))
        filled = {column: columns.get(column, [None] * len(rows)) for column in schema}
        return pl.DataFrame(filled, schema=schema, strict=False)

    def regions(self, n_buses: int) -> pl.Series:
        """Region of each bus, null where the file does not say."""
        table = self.found.tables.get("oberih_region")
        names = [_unquoted(row) or None for row in table.rows] if table else [None] * n_buses
        return pl.Series(self._as_many("oberih_region", names, n_buses), dtype=pl.String)

    def critical(self, n_buses: int) -> pl.Series:
        """Critical share of each bus, 0 where the file does not say."""
        if "oberih_critical" not in self.found.tables:
            return pl.Series([0.0] * n_buses, dtype=pl.Float64)
        shares = [row[0] for row in self.rows("oberih_critical")]
        return pl.Series(self._as_many("oberih_critical", shares, n_buses), dtype=pl.Float64)

    def _as_many(self, name: str, values: list[Any], wanted: int) -> list[Any]:
        if len(values) == wanted:
            return values
        where = f"{self.source}:{self.found.tables[name].line}"
        given = {"table": name, "found": len(values), "wanted": wanted}
        self.faults.append(Fault(key="cases.row_count", where=where, values=given))
        return [None] * wanted

    def with_costs(self, gen: pl.DataFrame, rows: list[list[float | None]] | None) -> pl.DataFrame:
        """Generators with the model and the figures of their cost; the second half of a long table is of reactive
        power, and is passed over."""
        if not rows:
            return gen.with_columns(model=pl.lit(2, pl.Int8), values=pl.lit([0.0], pl.List(pl.Float64)))
        if len(rows) not in (gen.height, 2 * gen.height):
            where = f"{self.source}:{self.found.tables['gencost'].line}"
            values = {"table": "gencost", "found": len(rows), "wanted": gen.height}
            self.faults.append(Fault(key="cases.row_count", where=where, values=values))
            return gen
        pairs = [self._cost(i, row) for i, row in enumerate(rows[: gen.height])]
        models = pl.Series([model for model, _ in pairs], dtype=pl.Int8)
        return gen.with_columns(model=models, values=pl.Series([v for _, v in pairs], dtype=pl.List(pl.Float64)))

    def _cost(self, i: int, row: list[float | None]) -> tuple[int, list[float | None]]:
        model, n = row[0], row[3]
        if model is None or n is None:
            return 2, [0.0]  # complained of already
        if model not in (1, 2):
            self.fault("cost_model", "gencost", i, column="model", value=f"{model:g}")
            return 2, [0.0]
        wanted = 4 + (2 * n if model == 1 else n)
        if not (n >= 1 and n == int(n) and len(row) >= wanted):
            self.fault("cost_length", "gencost", i, column="n", value=f"{n:g}", found=len(row), wanted=f"{wanted:g}")
            return 2, [0.0]
        given = row[4 : int(wanted)]
        for j, figure in enumerate(given, 5):
            if figure is not None and not isfinite(figure):
                self.fault("not_finite", "gencost", i, column=j, value=figure)
                return 2, [0.0]
        return int(model), given

    def storage(self) -> pl.DataFrame:
        """Storage, which MATPOWER's own tables do not know."""
        if "oberih_storage" not in self.found.tables:
            return pl.DataFrame(schema=RAW_STORAGE)
        table = self.frame("oberih_storage", self.rows("oberih_storage"), _STORAGE, RAW_STORAGE)
        named = self.found.tables.get("oberih_storage_name")
        names = [_unquoted(row) for row in named.rows] if named else [str(n) for n in table["n"]]
        if named:
            names = [each or "" for each in self._as_many("oberih_storage_name", list(names), table.height)]
        return table.with_columns(name=pl.Series(names, dtype=pl.String))

    def notes(self) -> tuple[Note, ...]:
        """What the file holds and the case does not, and costs that nobody gave."""
        left = [name for name in _LEFT_OUT if name in self.found.tables and self.found.tables[name].rows]
        notes = [
            Note("cases.note_left_out", {"table": name, "n": len(self.found.tables[name].rows)}) for name in left
        ]
        if "gencost" not in self.found.tables:
            notes.append(Note("cases.note_no_costs"))
        return tuple(notes)


def _unquoted(text: str) -> str:
    """The text between MATLAB's quotes, in which a quote is written twice.

    >>> _unquoted("'o''brien'")
    "o'brien"
    """
    quote = text[:1]
    return text[1:-1].replace(quote * 2, quote) if quote in ("'", '"') and text[-1] == quote else text
