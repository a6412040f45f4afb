"""A grid case: buses, branches, generators and storage of one network at one moment, from whatever file it came."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from oberih.terms.errors import InputError
from oberih.terms.words import Lang, say

#: types of bus, as MATPOWER numbers them
PQ, PV, SLACK, ISOLATED = 1, 2, 3, 4

Schema = dict[str, type[pl.DataType] | pl.DataType]

BUS: Schema = {
    "bus": pl.Int64, "type": pl.Int8, "pd_mw": pl.Float64, "qd_mvar": pl.Float64, "gs_mw": pl.Float64,
    "bs_mvar": pl.Float64, "base_kv": pl.Float64, "region": pl.String, "critical_share": pl.Float64,
    "vmin_pu": pl.Float64, "vmax_pu": pl.Float64,
}  # fmt: skip
#: what an AC flow needs beside a DC one, and what stands where a file does not say: flat voltages, open limits
VOLTAGES = {"vmin_pu": 0.9, "vmax_pu": 1.1}
REACTIVE = {"vg_pu": 1.0, "qmin_mvar": -9999.0, "qmax_mvar": 9999.0}
#: columns that a case made by hand may leave out: no DC flow hangs on them
OPTIONAL = frozenset({"bs_mvar", *VOLTAGES, *REACTIVE})
BRANCH: Schema = {
    "row": pl.Int32, "from_bus": pl.Int32, "to_bus": pl.Int32, "r_pu": pl.Float64, "x_pu": pl.Float64,
    "b_pu": pl.Float64, "tap": pl.Float64, "shift_deg": pl.Float64, "rate_mw": pl.Float64, "angmin_deg": pl.Float64,
    "angmax_deg": pl.Float64,
}  # fmt: skip
GEN: Schema = {
    "row": pl.Int32, "bus": pl.Int32, "pmin_mw": pl.Float64, "pmax_mw": pl.Float64, "pg_mw": pl.Float64,
    "cost_c2": pl.Float64, "cost_c1": pl.Float64, "cost_c0": pl.Float64, "vg_pu": pl.Float64,
    "qmin_mvar": pl.Float64, "qmax_mvar": pl.Float64,
}  # fmt: skip
STORAGE: Schema = {
    "name": pl.String, "bus": pl.Int32, "p_mw": pl.Float64, "energy_mwh": pl.Float64, "efficiency": pl.Float64,
}  # fmt: skip
COSTS: Schema = {"row": pl.Int32, "model": pl.Int8, "values": pl.List(pl.Float64)}


class CaseError(InputError):
    """A grid case, or a list of its damage states, with faults."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader of the case should know: what was left out, what was assumed."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang = "en") -> str:
        """The note in words."""
        return say(self.key, lang, **self.values)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One network. Only what is in service: buses of type 4 are left out, with all that hangs on them.

    Powers are MW, impedances per unit of `base_mva`, angles degrees. `from_bus`, `to_bus` and `bus` of generators and
    storage are positions in `bus`, from 0; `row` counts the rows kept, in file order, from 1.
    """

    name: str  #: the file's name without its suffix
    source: str  #: where it was read: a path, "pack:ua/2022-12"
    base_mva: float
    #: bus (number as in the file), type (1 load, 2 generator, 3 slack), pd_mw (negative: an injection), qd_mvar,
    #: gs_mw and bs_mvar (shunt at 1 pu; bs_mvar may be absent), base_kv, region (null where unknown), critical_share
    #: (of pd_mw, 0 to 1), vmin_pu and vmax_pu (limits of voltage; may be absent)
    bus: pl.DataFrame
    #: row, from_bus, to_bus, r_pu, x_pu (never 0), b_pu, tap (1 where the file says 0), shift_deg, rate_mw (0: no
    #: limit), angmin_deg, angmax_deg (as in the file; -360 and 360 where it says nothing)
    branch: pl.DataFrame
    #: row, bus, pmin_mw, pmax_mw, pg_mw, and cost_c2·p² + cost_c1·p + cost_c0 in $/h ($/MW²h, $/MWh, $/h); the three
    #: are null where the cost has another shape, which then stands in `costs`; vg_pu (set-point of voltage), qmin_mvar
    #: and qmax_mvar, which only an AC flow asks for and which may be absent
    gen: pl.DataFrame
    storage: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=STORAGE))  #: efficiency: there and back
    #: row of the generator, model (1: points p1, c1, p2, c2…; 2: coefficients, highest power first), values as given
    costs: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=COSTS))
    #: what the file holds and this case does not: "bus", "branch", "gen" → count
    out_of_service: Mapping[str, int] = field(default_factory=lambda: {"bus": 0, "branch": 0, "gen": 0})
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        """Raises TypeError where a table is not what the names above promise: a mistake of the program, not of a
        file."""
        promised = {"bus": BUS, "branch": BRANCH, "gen": GEN, "storage": STORAGE, "costs": COSTS}
        wrong = []
        for name, schema in promised.items():
            found = dict(getattr(self, name).schema)
            wanted = {column: kind for column, kind in schema.items() if column in found or column not in OPTIONAL}
            if found != wanted:
                wrong.append(name)
        if wrong:
            raise TypeError(f"case {self.name!r}: tables {', '.join(wrong)} have other columns or types than promised")

    @property
    def load_mw(self) -> float:
        """All load of the buses, MW; injections given as negative load count against it, shunts do not count."""
        return float(self.bus["pd_mw"].sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One damaged state of a case: which rows of `branch` and `gen` are out, counted from 1."""

    branches_out: tuple[int, ...] = ()
    gens_out: tuple[int, ...] = ()
    shed_mw: float | None = None  #: the least load shed that somebody worked out before, MW
