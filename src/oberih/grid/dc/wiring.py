"""A case as the kernels need it: once for a case and a convention, then for all its states."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from oberih.grid.dc._kernels.sparse import elimination
from oberih.grid.dc.conventions import grid
from oberih.grid.dc.order import minimum_degree
from oberih.scenario.cases.base import Case, State
from oberih.terms.batch import Flags, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Wiring:
    """Arrays over buses, lines and generators; MW. A line's flow is b_mw (theta_tail - theta_head - shift_rad)."""

    n: int  #: buses
    number: Ints  #: of each bus as in the file, (bus,)
    tail: Ints
    head: Ints
    b_mw: Floats  #: MW per rad
    shift_rad: Floats
    low_mw: Floats  #: limits of flow; infinite where there is none
    high_mw: Floats
    line_place: dict[int, int]  #: row of a branch in the case → its place here
    gen_bus: Ints
    gen_least_mw: Floats
    gen_most_mw: Floats
    gen_place: dict[int, int]
    load_mw: Floats  #: what is not critical, (bus,)
    critical_mw: Floats
    given_mw: Floats  #: injections that a case states as negative load: may be used or not, (bus,)
    order: Ints  #: place of each bus in the factor
    columns: Ints  #: where each column of the upper pattern begins
    rows: Ints
    slot: Ints  #: place of each line in the upper pattern
    parent: Ints
    factor_start: Ints

    def plant(self, state: State) -> tuple[Floats, Floats]:
        """Least and most output of the plant left at each bus, (bus,) each."""
        on = np.ones(self.gen_bus.size, bool)
        on[[self.gen_place[row] for row in state.gens_out]] = False
        least, most = np.zeros(self.n), self.given_mw.copy()
        np.add.at(least, self.gen_bus[on], self.gen_least_mw[on])
        np.add.at(most, self.gen_bus[on], self.gen_most_mw[on])
        return least, most

    def lines_on(self, state: State) -> Flags:
        """Lines that are left, (line,)."""
        on = np.ones(self.tail.size, np.bool_)
        on[[self.line_place[row] for row in state.branches_out]] = False
        return on

    def islands(self, state: State) -> Ints:
        """Number of each bus's island, (bus,)."""
        on = self.lines_on(state)
        links = coo_array((np.ones(int(on.sum())), (self.tail[on], self.head[on])), shape=(self.n, self.n))
        label = connected_components(links, directed=False)[1]
        return np.asarray(label, np.int64)


def wiring(case: Case, convention: str = "plain", *, minimum_output: bool = False, storage: bool = False) -> Wiring:
    """Arrays of a case. Without `minimum_output` a unit gives from 0 to its most; with `storage`, what full stores can
    give in an hour counts as plant. Shunts, where the convention has them, are load. Raises InputError for an unknown
    convention."""
    g = grid(case, convention)
    base, n = g.base_mva, g.bus_number.size
    load = (g.load_pu + g.shunt_pu) * base
    critical = np.clip(case.bus["critical_share"].to_numpy(), 0, 1) * np.maximum(load, 0)
    # from the case itself: the plain convention knows no least output, and who asks for it means the units' own
    bus, least, most = g.gen_bus, case.gen["pmin_mw"].to_numpy(), g.pmax_pu * base
    if storage and case.storage.height:
        bus = np.concatenate([bus, case.storage["bus"].cast(int).to_numpy()])
        least = np.concatenate([least, np.zeros(case.storage.height)])
        power, energy = case.storage["p_mw"].to_numpy(), case.storage["energy_mwh"].to_numpy()
        # 0 is what readers put where a file says no energy
        most = np.concatenate([most, np.where(energy > 0, np.minimum(power, energy), power)])
    least = least if minimum_output else np.zeros_like(most)
    order = minimum_degree(n, g.from_bus, g.to_bus)
    u, v = order[g.from_bus], order[g.to_bus]
    pattern, slot = np.unique(np.maximum(u, v) * n + np.minimum(u, v), return_inverse=True)
    rows, columns = pattern % n, np.searchsorted(pattern // n, np.arange(n + 1))
    parent, factor_start = elimination(n, columns.astype(np.int64), rows.astype(np.int64))
    b = g.b_pu * base
    ends = np.sort(np.stack([b * (g.low_rad - g.shift_rad), b * (g.high_rad - g.shift_rad)]), axis=0)
    return Wiring(
        n=n,
        number=g.bus_number,
        tail=g.from_bus,
        head=g.to_bus,
        b_mw=b,
        shift_rad=g.shift_rad,
        low_mw=ends[0],
        high_mw=ends[1],
        line_place={row: i for i, row in enumerate(g.line_row.tolist())},
        gen_bus=bus,
        gen_least_mw=least,
        gen_most_mw=np.maximum(most, least),
        gen_place={row: i for i, row in enumerate(g.gen_row.tolist())},
        load_mw=np.maximum(load, 0) - critical,
        critical_mw=critical,
        given_mw=np.maximum(-load, 0),
        order=order,
        columns=columns.astype(np.int64),
        rows=rows.astype(np.int64),
        slot=slot.astype(np.int64),
        parent=parent,
        factor_start=factor_start,
    )
