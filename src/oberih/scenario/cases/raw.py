"""From rows as a file has them to a `Case`: every fault at once, each with its place, value and remedy."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from oberih.scenario.cases.base import (
    BRANCH,
    BUS,
    COSTS,
    GEN,
    ISOLATED,
    REACTIVE,
    SLACK,
    STORAGE,
    VOLTAGES,
    Case,
    CaseError,
    Note,
    Schema,
)
from oberih.terms.errors import Fault

#: as files have them: buses by number, all rows; `where` is the row's place, `n` its number in the file's table.
#: A null is a cell that somebody has complained of already.
RAW_BUS: Schema = {
    "number": pl.Float64, "type": pl.Float64, "pd_mw": pl.Float64, "qd_mvar": pl.Float64, "gs_mw": pl.Float64,
    "bs_mvar": pl.Float64, "base_kv": pl.Float64, "region": pl.String, "critical_share": pl.Float64,
    "where": pl.String, "n": pl.Int64,
}  # fmt: skip
RAW_BRANCH: Schema = {
    "from": pl.Float64, "to": pl.Float64, "r_pu": pl.Float64, "x_pu": pl.Float64, "b_pu": pl.Float64,
    "rate_mw": pl.Float64, "tap": pl.Float64, "shift_deg": pl.Float64, "status": pl.Float64,
    "angmin_deg": pl.Float64, "angmax_deg": pl.Float64, "where": pl.String, "n": pl.Int64,
}  # fmt: skip
RAW_GEN: Schema = {
    "bus": pl.Float64, "pg_mw": pl.Float64, "pmin_mw": pl.Float64, "pmax_mw": pl.Float64, "status": pl.Float64,
    "model": pl.Int8, "values": pl.List(pl.Float64), "where": pl.String, "n": pl.Int64,
}  # fmt: skip
RAW_STORAGE: Schema = {
    "name": pl.String, "bus": pl.Float64, "p_mw": pl.Float64, "energy_mwh": pl.Float64, "efficiency": pl.Float64,
    "where": pl.String, "n": pl.Int64,
}  # fmt: skip
#: columns that a reader may add to RAW_BUS and RAW_GEN; nothing of them is a fault here, for a DC flow asks for none
RAW_VOLTAGES: Schema = dict.fromkeys(VOLTAGES, pl.Float64())
RAW_REACTIVE: Schema = dict.fromkeys(REACTIVE, pl.Float64())
#: MVAr; programs write 1e9 or Inf where there is no limit
OPEN_MVAR = 1e6
#: a bus number must be exact as a float, and fit where others keep it
MOST_NUMBER = 2**31 - 1
#: faults of one kind that are told one by one
MOST_TOLD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A case as a reader found it."""

    name: str
    source: str
    base_mva: float
    bus: pl.DataFrame
    branch: pl.DataFrame
    gen: pl.DataFrame
    storage: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RAW_STORAGE))
    notes: tuple[Note, ...] = ()


def settle(raw: Raw, before: tuple[Fault, ...] = ()) -> Case:
    """The case of raw tables. Raises CaseError with every fault, those that the reader found `before` first."""
    if faults := [*before, *_faults(raw)]:
        raise CaseError(*shortened(faults))
    alone = raw.bus["type"] == ISOLATED
    kept = raw.bus.filter(~alone)
    position = {int(number): i for i, number in enumerate(kept["number"].to_list())}
    branch = _in_service(raw.branch, ("from", "to"), position)
    gen = _in_service(raw.gen, ("bus",), position)
    storage = raw.storage.filter(pl.col("bus").is_in(pl.Series(list(position), dtype=pl.Float64).implode()))
    out = {
        "bus": raw.bus.height - kept.height,
        "branch": raw.branch.height - branch.height,
        "gen": raw.gen.height - gen.height,
    }
    notes = raw.notes
    if out["bus"]:
        first = ", ".join(str(int(each)) for each in raw.bus.filter(alone)["number"].head(MOST_TOLD).to_list())
        more = "…" if out["bus"] > MOST_TOLD else ""
        notes = (*notes, Note("cases.note_isolated", {"n": out["bus"], "buses": first + more}))
    gens, costs = _costs(gen)
    return Case(
        name=raw.name,
        source=raw.source,
        base_mva=raw.base_mva,
        bus=_shaped(
            _filled(kept.rename({"number": "bus"}).with_columns(pl.col("region").cast(pl.String)), VOLTAGES), BUS
        ),
        branch=_shaped(
            branch.with_columns(
                row=pl.int_range(1, branch.height + 1),
                from_bus=_positions(branch["from"], position),
                to_bus=_positions(branch["to"], position),
                tap=pl.when(pl.col("tap") == 0).then(1.0).otherwise("tap"),
                rate_mw=pl.when(pl.col("rate_mw").is_infinite()).then(0.0).otherwise("rate_mw"),
                angmin_deg=pl.col("angmin_deg").clip(-360, 360),
                angmax_deg=pl.col("angmax_deg").clip(-360, 360),
            ),
            BRANCH,
        ),
        gen=_shaped(
            _filled(gens.with_columns(bus=_positions(gen["bus"], position)), REACTIVE).with_columns(
                pl.col("qmin_mvar", "qmax_mvar").clip(-OPEN_MVAR, OPEN_MVAR)
            ),
            GEN,
        ),
        storage=_shaped(storage.with_columns(bus=_positions(storage["bus"], position)), STORAGE),
        costs=_shaped(costs, COSTS),
        out_of_service=out,
        notes=notes,
    )


def shortened(faults: list[Fault]) -> list[Fault]:
    """The first faults of each kind, and how many more there are: a file of another kind would fill the screen."""
    seen: Counter[str] = Counter()
    told = []
    for fault in faults:
        seen[fault.key] += 1
        if seen[fault.key] <= MOST_TOLD:
            told.append(fault)
    more = sum(count - MOST_TOLD for count in seen.values() if count > MOST_TOLD)
    return [*told, Fault(key="cases.more", values={"n": more})] if more else told


def _shaped(table: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    return table.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _filled(table: pl.DataFrame, values: Mapping[str, float]) -> pl.DataFrame:
    """What the file does not say of voltages and reactive power, as `base` says it."""
    return table.with_columns(
        pl.col(name).fill_nan(None).fill_null(value) if name in table.columns else pl.lit(value).alias(name)
        for name, value in values.items()
    )


def _positions(numbers: pl.Series, position: Mapping[int, int]) -> pl.Series:
    return pl.Series([position[int(each)] for each in numbers.to_list()], dtype=pl.Int32)


def _in_service(table: pl.DataFrame, ends: tuple[str, ...], position: Mapping[int, int]) -> pl.DataFrame:
    known = pl.Series(list(position), dtype=pl.Float64).implode()
    return table.filter(pl.col("status") > 0, *(pl.col(end).is_in(known) for end in ends))


def _costs(gen: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Generators with the coefficients of a parabola, and the costs that are none."""
    gen = gen.with_columns(row=pl.int_range(1, gen.height + 1, dtype=pl.Int32))
    coefficients = np.full((gen.height, 3), np.nan)
    other = np.zeros(gen.height, np.bool_)
    for i, (model, values) in enumerate(gen.select("model", "values").iter_rows()):
        power = np.trim_zeros(np.array(values or [0.0]), "f")  # leading zeros are powers that are not there
        if model == 1 or power.size > 3:
            other[i] = True
        else:
            coefficients[i] = np.concatenate([np.zeros(3 - power.size), power])
    parabola = {f"cost_c{2 - k}": pl.Series(coefficients[:, k]).fill_nan(None) for k in range(3)}
    return gen.with_columns(**parabola), gen.filter(pl.Series(other)).select("row", "model", "values")


def _faults(raw: Raw) -> Iterator[Fault]:
    if not (np.isfinite(raw.base_mva) and raw.base_mva > 0):
        yield Fault(key="cases.base_mva", where=raw.source, values={"found": raw.base_mva})
    for name in ("bus", "branch", "gen", "storage"):
        yield from _not_finite(name, getattr(raw, name))
    yield from _bus_faults(raw)
    live = pl.col("status") > 0
    yield from _each("branch", raw.branch, live & (pl.col("x_pu") == 0), "zero_reactance", "x_pu")
    yield from _each("branch", raw.branch, live & (pl.col("rate_mw") < 0), "negative_rating", "rate_mw")
    yield from _each("branch", raw.branch, live & (pl.col("tap") < 0), "negative_tap", "tap")
    yield from _each("branch", raw.branch, pl.col("from") == pl.col("to"), "loop", "from")
    swapped = pl.col("angmin_deg") > pl.col("angmax_deg")
    yield from _each("branch", raw.branch, live & swapped, "angles", "angmin_deg", high="angmax_deg")
    swapped = pl.col("pmin_mw") > pl.col("pmax_mw")
    yield from _each("gen", raw.gen, live & swapped, "limits", "pmin_mw", high="pmax_mw")
    yield from _each("storage", raw.storage, pl.col("p_mw") < 0, "negative", "p_mw")
    yield from _each("storage", raw.storage, pl.col("energy_mwh") < 0, "negative", "energy_mwh")
    lossy = (pl.col("efficiency") <= 0) | (pl.col("efficiency") > 1)
    yield from _each("storage", raw.storage, lossy, "efficiency", "efficiency")


def _bus_faults(raw: Raw) -> Iterator[Fault]:
    number = pl.col("number")
    odd = (number != number.floor()) | (number < 0) | (number > MOST_NUMBER)
    yield from _each("bus", raw.bus, odd & number.is_finite(), "bus_number", "number")
    kind = pl.col("type")
    yield from _each("bus", raw.bus, kind.is_finite() & ~kind.is_in([1.0, 2.0, 3.0, 4.0]), "bus_type", "type")
    share = pl.col("critical_share")
    yield from _each("bus", raw.bus, (share < 0) | (share > 1), "share", "critical_share")
    first: dict[float, str] = {}
    for each, where, n in raw.bus.select("number", "where", "n").iter_rows():
        if each in first:
            values = {"table": "bus", "row": n, "column": "number", "value": _plain(each), "first": first[each]}
            yield Fault(key="cases.twice", where=where, values=values)
        elif each is not None:
            first[each] = where
    if raw.bus["type"].null_count() == 0 and not (raw.bus["type"] == SLACK).any():
        yield Fault(key="cases.no_slack", where=raw.source, values={"table": "bus"})
    known = pl.Series(list(first), dtype=pl.Float64).implode()
    for name, ends in (("branch", ("from", "to")), ("gen", ("bus",)), ("storage", ("bus",))):
        table: pl.DataFrame = getattr(raw, name)
        for end in ends:
            stray = pl.col(end).is_finite() & ~pl.col(end).is_in(known)
            yield from _each(name, table, stray, "no_such_bus", end)


def _not_finite(name: str, table: pl.DataFrame) -> Iterator[Fault]:
    """NaN anywhere, and endless values where they mean nothing: a rating without end is none, an angle no limit."""
    endless = {"rate_mw", "angmin_deg", "angmax_deg"}
    for column, kind in table.schema.items():
        if kind == pl.Float64 and column not in VOLTAGES and column not in REACTIVE:
            bad = pl.col(column).is_nan()
            if column not in endless:
                bad |= pl.col(column).is_infinite()
            yield from _each(name, table, bad, "not_finite", column)
    if "values" in table.columns:
        bad = pl.col("values").list.eval(~pl.element().is_finite()).list.any()
        yield from _each("gencost", table, bad, "not_finite", "values")


def _each(
    name: str, table: pl.DataFrame, bad: pl.Expr, key: str, column: str, **others: str
) -> Iterator[Fault]:
    """A fault for each row where `bad` holds; a null is not."""
    for row in table.filter(bad.fill_null(value=False)).iter_rows(named=True):
        values: dict[str, Any] = {"table": name, "row": row["n"], "column": column, "value": _plain(row[column])}
        values |= {word: _plain(row[other]) for word, other in others.items()}
        yield Fault(key=f"cases.{key}", where=row["where"], values=values)


def _plain(value: Any) -> Any:
    """As a person writes it: 5 for 5.0."""
    return f"{value:.10g}" if isinstance(value, float) else value
