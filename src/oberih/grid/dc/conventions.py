"""How a case becomes the numbers of a linear (DC) flow: three conventions, and what each leaves out.

`powermodels`: as PowerModels.jl's DCPPowerModel, in which PGLib's published DC costs are stated. b = x/(r² + x²); tap
ratio and phase shift ignored; angle limits hold, and limits of 0 and 0, or beyond 90 degrees, mean 60.
`matpower`: as MATPOWER's rundcopf (User's Manual, DC modelling). b = 1/(x·tap); phase shift kept; an angle limit of 0,
or beyond 360 degrees, is none.
`plain`: what the damage states of this project use. b = 1/(x·tap); phase shift kept; no angle limits, shunts ignored,
minimum output 0.

Powers are per unit of the case's base, angles in radians.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from oberih.scenario.cases.base import SLACK, Case
from oberih.terms.batch import Floats, Ints
from oberih.terms.errors import Fault, InputError

Convention = Literal["powermodels", "matpower", "plain"]
CONVENTIONS: tuple[Convention, ...] = get_args(Convention)

#: angle limit that PowerModels puts where a case states none, rad (its `default_pad`, 60 degrees rounded up)
PAD_RAD = 1.0472


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A case in one state, ready for a linear programme. Flow of a line = b_pu · (angle from − angle to − shift)."""

    base_mva: float
    bus_number: Ints  #: number as in the file, (bus,)
    load_pu: Floats  #: may be negative, (bus,)
    shunt_pu: Floats  #: drawn by shunts at voltage 1; 0 where the convention ignores them, (bus,)
    has_shunt: Floats  #: 1 where the file names a shunt, conducting or not, (bus,)
    line_row: Ints  #: row in the case, 1-based, (line,)
    from_bus: Ints
    to_bus: Ints
    b_pu: Floats
    shift_rad: Floats
    low_rad: Floats  #: least difference of angles, from rating and angle limit; -inf where none
    high_rad: Floats
    gen_row: Ints  #: row in the case, 1-based, (gen,)
    gen_bus: Ints
    pmin_pu: Floats
    pmax_pu: Floats
    island: Ints  #: island of each bus, (bus,)
    reference: Ints  #: bus of each island whose angle is 0, (island,)

    @property
    def limited(self) -> Ints:
        """Lines whose difference of angles has a limit."""
        return np.flatnonzero(np.isfinite(self.low_rad) | np.isfinite(self.high_rad))

    def balance_matrix(self) -> csr_array:
        """Power that leaves each bus over lines, per rad of each bus's angle, shifts apart: (bus, bus)."""
        start, end, b, n = self.from_bus, self.to_bus, self.b_pu, self.bus_number.size
        entries = np.concatenate((b, b, -b, -b))
        places = (np.concatenate((start, end, start, end)), np.concatenate((start, end, end, start)))
        return csr_array(coo_array((entries, places), shape=(n, n)))

    def difference_matrix(self) -> csr_array:
        """Difference of angles over each limited line: (limited, bus)."""
        lines = self.limited
        rows = np.arange(lines.size)
        entries = np.concatenate((np.ones(lines.size), -np.ones(lines.size)))
        places = (np.concatenate((rows, rows)), np.concatenate((self.from_bus[lines], self.to_bus[lines])))
        return csr_array(coo_array((entries, places), shape=(lines.size, self.bus_number.size)))

    def shift_injection_pu(self) -> Floats:
        """Power that leaves each bus because of phase shifts alone, (bus,)."""
        n = self.bus_number.size
        pushed = -self.b_pu * self.shift_rad
        out = np.bincount(self.from_bus, pushed, n) - np.bincount(self.to_bus, pushed, n)
        return np.asarray(out, dtype=np.float64)

    def flow_pu(self, angle: Floats) -> Floats:
        """Flow of each line from `from_bus` to `to_bus`, (line,)."""
        return self.b_pu * (angle[self.from_bus] - angle[self.to_bus] - self.shift_rad)

    def angle_limits(self) -> tuple[Floats, Floats]:
        """Limits of the angles themselves: 0 at each island's reference, none elsewhere, (bus,) each."""
        free = np.full(self.bus_number.size, np.inf)
        free[self.reference] = 0.0
        return -free, free


def grid(
    case: Case, convention: str = "powermodels", *, branches_out: Collection[int] = (), gens_out: Collection[int] = ()
) -> Grid:
    """A case with some branches and generators out (1-based rows) in a convention.

    Raises InputError for an unknown convention or a row that the case does not have.
    """
    if convention not in CONVENTIONS:
        raise InputError(
            Fault(key="optimal.convention", values={"found": convention, "known": ", ".join(CONVENTIONS)})
        )
    faults = [*_unknown("branch", case.branch, branches_out), *_unknown("gen", case.gen, gens_out)]
    if faults:
        raise InputError(*faults)
    bus = case.bus
    branch = case.branch.filter(~pl.col("row").is_in(list(branches_out)))
    gen = case.gen.filter(~pl.col("row").is_in(list(gens_out)))
    b, shift = _susceptance(branch, convention)
    low, high = _difference_limits(branch, convention, b, shift, case.base_mva)
    start, end = _ints(branch, "from_bus"), _ints(branch, "to_bus")
    island, reference = _islands(_ints(bus, "type"), start, end)
    gs = _floats(bus, "gs_mw") if convention != "plain" else np.zeros(bus.height)
    # a shunt without conductance draws nothing here, but maximum load delivery counts it
    bs = _floats(bus, "bs_mvar") if "bs_mvar" in bus.columns else np.zeros(bus.height)
    base = case.base_mva
    pmin = _floats(gen, "pmin_mw") / base
    return Grid(
        base_mva=base,
        bus_number=_ints(bus, "bus"),
        load_pu=_floats(bus, "pd_mw") / base,
        shunt_pu=gs / base,
        has_shunt=((_floats(bus, "gs_mw") != 0) | (bs != 0)).astype(np.float64),
        line_row=_ints(branch, "row"),
        from_bus=start,
        to_bus=end,
        b_pu=b,
        shift_rad=shift,
        low_rad=low,
        high_rad=high,
        gen_row=_ints(gen, "row"),
        gen_bus=_ints(gen, "bus"),
        pmin_pu=np.minimum(pmin, 0.0) if convention == "plain" else pmin,
        pmax_pu=_floats(gen, "pmax_mw") / base,
        island=island,
        reference=reference,
    )


def _susceptance(branch: pl.DataFrame, convention: str) -> tuple[Floats, Floats]:
    r, x = _floats(branch, "r_pu"), _floats(branch, "x_pu")
    if convention == "powermodels":
        return x / (r**2 + x**2), np.zeros(branch.height)
    return 1.0 / (x * _floats(branch, "tap")), np.radians(_floats(branch, "shift_deg"))


def _difference_limits(
    branch: pl.DataFrame, convention: str, b: Floats, shift: Floats, base_mva: float
) -> tuple[Floats, Floats]:
    """Rating and angle limit are both limits of one difference of angles: the tighter one holds."""
    rate = _floats(branch, "rate_mw") / base_mva
    reach = np.where(rate > 0, rate / np.abs(b), np.inf)
    low, high = shift - reach, shift + reach
    least, most = np.radians(_floats(branch, "angmin_deg")), np.radians(_floats(branch, "angmax_deg"))
    if convention == "powermodels":
        unsaid = (least == 0) & (most == 0)
        least = np.where(unsaid | (least <= -np.pi / 2), -PAD_RAD, least)
        most = np.where(unsaid | (most >= np.pi / 2), PAD_RAD, most)
    elif convention == "matpower":
        round_rad = 2 * np.pi
        # MATPOWER looks at a branch if either side is a limit, and then holds both sides that are not 0
        looked_at = ((least != 0) & (least > -round_rad)) | ((most != 0) & (most < round_rad))
        least = np.where(looked_at & (least != 0), least, -np.inf)
        most = np.where(looked_at & (most != 0), most, np.inf)
    else:
        return low, high
    return np.maximum(low, least), np.minimum(high, most)


def _islands(kind: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Island of each bus, and one bus of each to measure angles from: the file's reference bus where it has one."""
    n = kind.size
    links = coo_array((np.ones(start.size), (start, end)), shape=(n, n))
    count, label = connected_components(links, directed=False)
    reference = np.full(count, n, dtype=np.int64)
    # the file's reference buses first, then any bus; `minimum.at` keeps the first by position
    np.minimum.at(reference, label[kind == SLACK], np.flatnonzero(kind == SLACK))
    first = np.full(count, n, dtype=np.int64)
    np.minimum.at(first, label, np.arange(n))
    return label.astype(np.int64), np.where(reference < n, reference, first)


def _unknown(table: str, frame: pl.DataFrame, rows: Collection[int]) -> list[Fault]:
    known = set(frame["row"].to_list())
    return [
        Fault(key=f"optimal.unknown_{table}", values={"found": row, "last": frame.height})
        for row in sorted(set(rows) - known)
    ]


def _floats(frame: pl.DataFrame, column: str) -> Floats:
    return frame[column].cast(pl.Float64).to_numpy().astype(np.float64)


def _ints(frame: pl.DataFrame, column: str) -> Ints:
    return frame[column].cast(pl.Int64).to_numpy().astype(np.int64)
