"""A case as the text of a MATPOWER file, which reads back to the same tables."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from oberih.scenario.cases.base import REACTIVE, VOLTAGES, Case
from oberih.terms.errors import Fault, OutputError

_HEAD = """\
function mpc = {name}
% Written by Oberih from {source}.
% Angles are flat. Where the source names no set-point of voltage it is 1, and limits of reactive power stand open.
mpc.version = '2';
mpc.baseMVA = {base};
"""
_TITLES = {
    "bus": "bus_i type Pd Qd Gs Bs area Vm Va baseKV zone Vmax Vmin",
    "gen": "bus Pg Qg Qmax Qmin Vg mBase status Pmax Pmin",
    "gencost": "model startup shutdown n figures",
    "branch": "fbus tbus r x b rateA rateB rateC ratio angle status angmin angmax",
    "oberih_storage": "bus P_MW E_MWh efficiency",
}


def write_case(case: Case, out: Path, *, force: bool = False) -> None:
    """Write a case as a MATPOWER file, whole or not at all. Raises OutputError where the name does not end in .m, the
    file exists (unless `force`), or the disk says no."""
    where = str(out)
    if out.suffix.lower() != ".m":
        raise OutputError(Fault(key="cases.out_suffix", where=where))
    if out.is_dir():
        raise OutputError(Fault(key="cases.out_folder", where=where))
    if out.exists() and not force:
        raise OutputError(Fault(key="cases.out_exists", where=where))
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        try:
            part.write_text(matpower_text(case), encoding="utf-8")
            part.replace(out)
        finally:
            with suppress(OSError):
                part.unlink()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise OutputError(Fault(key="cases.not_written", where=where, values={"why": why})) from error


def matpower_text(case: Case) -> str:
    """The case as MATPOWER text. What MATPOWER has no place for (regions, critical shares, storage) stands in fields of
    Oberih's own, which other readers pass over. Raises nothing: a case is whole once it exists."""
    number = case.bus["bus"].to_list()
    parts = [_HEAD.format(name=_function(case.name), source=_one_line(case.source), base=_text(case.base_mva))]
    parts += _table("bus", _buses(case.bus))
    parts += _table("gen", _gens(case, number))
    parts += _table("gencost", _costs(case))
    parts += _table("branch", _branches(case.branch, number))
    if case.bus["region"].null_count() < case.bus.height:
        parts += _names("oberih_region", case.bus["region"].fill_null("").to_list())
    if (case.bus["critical_share"] != 0).any():
        parts += _table("oberih_critical", ([share] for share in case.bus["critical_share"].to_list()))
    if case.storage.height:
        rows = case.storage.select("bus", "p_mw", "energy_mwh", "efficiency").iter_rows()
        parts += _table("oberih_storage", ([number[row[0]], *row[1:]] for row in rows))
        parts += _names("oberih_storage_name", case.storage["name"].to_list())
    return "".join(parts)


def _buses(bus: pl.DataFrame) -> Iterator[list[float]]:
    bus = _with(bus, {"bs_mvar": 0.0, **VOLTAGES})
    columns = ("bus", "type", "pd_mw", "qd_mvar", "gs_mw", "bs_mvar", "base_kv", "vmax_pu", "vmin_pu")
    for number, kind, pd, qd, gs, bs, kv, high, low in bus.select(columns).iter_rows():
        yield [number, kind, pd, qd, gs, bs, 1, 1, 0, kv, 1, high, low]


def _gens(case: Case, number: list[int]) -> Iterator[list[float]]:
    columns = ("bus", "pmin_mw", "pmax_mw", "pg_mw", *REACTIVE)
    for bus, pmin, pmax, pg, vg, qmin, qmax in _with(case.gen, REACTIVE).select(columns).iter_rows():
        yield [number[bus], pg, 0, qmax, qmin, vg, case.base_mva, 1, pmax, pmin]


def _with(table: pl.DataFrame, values: Mapping[str, float]) -> pl.DataFrame:
    """With the columns that a case made by hand may leave out."""
    return table.with_columns(
        pl.lit(value).alias(name) for name, value in values.items() if name not in table.columns
    )


def _costs(case: Case) -> Iterator[list[float]]:
    """All rows as long as the longest, filled with zeros, as the format wants."""
    given = {row: (model, values) for row, model, values in case.costs.iter_rows()}
    rows: list[list[float]] = []
    for row, c2, c1, c0 in case.gen.select("row", "cost_c2", "cost_c1", "cost_c0").iter_rows():
        model, values = given.get(row, (2, [c2, c1, c0]))
        rows.append([model, 0, 0, len(values) // 2 if model == 1 else len(values), *values])
    width = max(map(len, rows), default=0)
    for each in rows:
        yield each + [0.0] * (width - len(each))


def _branches(branch: pl.DataFrame, number: list[int]) -> Iterator[list[float]]:
    for row in branch.drop("row").iter_rows():
        from_bus, to_bus, r, x, b, tap, shift, rate, angmin, angmax = row
        # a tap of 1 is written 0 where nothing tells a line from a transformer: readers that tell them so need it
        ratio = 0 if tap == 1 and shift == 0 else tap
        yield [number[from_bus], number[to_bus], r, x, b, rate, rate, rate, ratio, shift, 1, angmin, angmax]


def _table(name: str, rows: Iterable[list[float]]) -> list[str]:
    title = f"%\t{_TITLES[name].replace(' ', chr(9))}\n" if name in _TITLES else ""
    lines = ["\t" + "\t".join(map(_text, row)) + ";\n" for row in rows]
    return [f"\n{title}mpc.{name} = [\n", *lines, "];\n"]


def _names(name: str, texts: list[str]) -> list[str]:
    quoted = ["\t'" + _one_line(text).replace("'", "''") + "';\n" for text in texts]
    return [f"\nmpc.{name} = {{\n", *quoted, "};\n"]


def _text(value: float) -> str:
    """The shortest text that reads back to the same number.

    >>> _text(2), _text(100.0), _text(0.1 + 0.2)
    ('2', '100', '0.30000000000000004')
    """
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _function(name: str) -> str:
    """A name that MATLAB takes: letters, digits and underscores, a letter first.

    >>> _function("14-bus"), _function("ua_2022")
    ('case_14_bus', 'ua_2022')
    """
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    return plain if plain[:1].isalpha() else f"case_{plain}"
