"""One state of a case as an AC flow needs it: what the DC answer serves and dispatches, island by island."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from oberih.grid.ac.admittance import Branches, Complexes, branches
from oberih.grid.dc.conventions import Grid, grid
from oberih.grid.dc.flow import flows_pu
from oberih.grid.dc.shed import served
from oberih.scenario.cases.base import REACTIVE, VOLTAGES, Case, State
from oberih.terms.batch import Flags, Floats, Ints
from oberih.terms.errors import Fault, InputError

#: MW; below it nothing is served, and nothing is given
NOTHING_MW = 1e-6
#: per unit; a set-point of voltage outside them is a mistake of the file
SETPOINTS = (0.5, 1.5)


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """Buses in the case's order, branches that are in; MW and MVAr, impedances per unit."""

    case: Case
    state: State
    network: Grid
    load_mw: float  #: load of the case
    shed_mw: float  #: the least that must be shed
    demand: Complexes  #: served load; injections that a case states as negative load count below 0, (bus,)
    units_mw: Floats  #: output of the units of each bus in the DC answer
    dc_mw: Floats  #: flow of each branch in the DC answer, from `from_bus` to `to_bus`
    holds: Flags  #: units hold the voltage of this bus, (bus,)
    setpoint_pu: Floats
    qmin_mvar: Floats
    qmax_mvar: Floats
    pmax_mw: Floats
    shunt_pu: Complexes
    lines: Branches
    branch: pl.DataFrame  #: rows that are in
    vmin_pu: Floats
    vmax_pu: Floats
    slack_row: Mapping[int, int | None]  #: island → row of its largest unit; None: an injection of the file stands in
    slack_bus: Mapping[int, int]  #: island that is alive → position of the bus that balances it


def pose(case: Case, state: State) -> Posed:
    """The DC answer of a state, ready for an AC flow. Raises InputError with every fault.

    Least shed, its served load and its plant by bus, is the proved answer of `served` in the plain convention. Reactive
    load is served in the same share as active load of its bus; where a bus has reactive load alone, it stays. Each unit
    that is left holds the voltage of its bus, also one that gives 0 MW; of several on a bus the first names the
    set-point, and limits of reactive power add up. An island is balanced by the bus of its largest unit.
    """
    if faults := _faults(case):
        raise InputError(*faults)
    found = served(case, [state])
    assert found.cut_mw is not None
    assert found.plant_mw is not None
    network = grid(case, "plain", branches_out=state.branches_out, gens_out=state.gens_out)
    pd, cut, plant = case.bus["pd_mw"].to_numpy(), found.cut_mw[0, 0], found.plant_mw[0, 0]
    used = np.minimum(plant, np.maximum(-pd, 0))  # of injections
    kept = np.where(pd > 0, np.maximum(pd - cut, 0), -used)
    share = np.divide(kept, pd, out=np.ones_like(kept), where=pd != 0)
    units_mw = plant - used
    gen = case.gen.filter(~pl.col("row").is_in(list(state.gens_out)))
    branch = case.branch.filter(~pl.col("row").is_in(list(state.branches_out)))
    n, at = case.bus.height, network.gen_bus
    rows = _floats(gen, REACTIVE)
    setpoint = np.ones(n)
    setpoint[at[::-1]] = rows["vg_pu"][::-1]  # the first of a bus is written last
    pmax = gen["pmax_mw"].to_numpy()
    rows_of = case.bus["bs_mvar"].to_numpy() if "bs_mvar" in case.bus.columns else np.zeros(n)
    limits = _floats(case.bus, VOLTAGES)
    slack_row, slack_bus = _slacks(network, pmax, kept, units_mw)
    return Posed(
        case=case,
        state=state,
        network=network,
        load_mw=float(pd[pd > 0].sum()),
        shed_mw=float(found.shed_mw[0, 0]),
        demand=kept + 1j * case.bus["qd_mvar"].to_numpy() * share,
        units_mw=units_mw,
        dc_mw=flows_pu(network, (units_mw - kept) / case.base_mva, case.source) * case.base_mva,
        holds=np.bincount(at, minlength=n) > 0,
        setpoint_pu=setpoint,
        qmin_mvar=_summed(at, rows["qmin_mvar"], n),
        qmax_mvar=_summed(at, rows["qmax_mvar"], n),
        pmax_mw=_summed(at, pmax, n),
        shunt_pu=(case.bus["gs_mw"].to_numpy() + 1j * rows_of) / case.base_mva,
        lines=branches(
            network.from_bus, network.to_bus,
            *(branch[each].to_numpy() for each in ("r_pu", "x_pu", "b_pu", "tap", "shift_deg")),
        ),
        branch=branch,
        vmin_pu=limits["vmin_pu"],
        vmax_pu=limits["vmax_pu"],
        slack_row=slack_row,
        slack_bus=slack_bus,
    )  # fmt: skip


def _slacks(
    network: Grid, pmax: Floats, kept: Floats, units_mw: Floats
) -> tuple[dict[int, int | None], dict[int, int]]:
    """For each island that is alive: the row of its largest unit (the first of equals) and the bus that balances."""
    row: dict[int, int | None] = {}
    bus: dict[int, int] = {}
    gen_island = network.island[network.gen_bus]
    for each in range(int(network.island.max(initial=-1)) + 1):
        here = np.flatnonzero(network.island == each)
        given = units_mw[here] - np.minimum(kept[here], 0)
        if given.sum() <= NOTHING_MW:
            continue  # dark: nothing gives, so nothing flows
        mine = np.flatnonzero(gen_island == each)
        if mine.size:
            largest = int(mine[np.argmax(pmax[mine])])
            row[each], bus[each] = int(network.gen_row[largest]), int(network.gen_bus[largest])
        else:
            row[each], bus[each] = None, int(here[int(np.argmax(given))])
    return row, bus


def _faults(case: Case) -> list[Fault]:
    """What no DC flow asks for, and an AC flow cannot do without."""
    faults = []
    branch, bus = case.branch, case.bus
    if branch.height and not (branch["r_pu"] != 0).any() and not (bus["qd_mvar"] != 0).any():
        faults.append(Fault(key="ac.no_data", where=case.source))
    rows = _floats(case.gen, REACTIVE)
    low, high = SETPOINTS
    for i, row in enumerate(case.gen["row"].to_list()):
        found, least, most = rows["vg_pu"][i], rows["qmin_mvar"][i], rows["qmax_mvar"][i]
        where = f"{case.source}, gen {row}"
        if not low <= found <= high:
            faults.append(Fault(key="ac.setpoint", where=where, values={"found": found, "low": low, "high": high}))
        if least > most:
            faults.append(Fault(key="ac.reactive_limits", where=where, values={"low": least, "high": most}))
    limits = _floats(bus, VOLTAGES)
    for i in np.flatnonzero(limits["vmin_pu"] > limits["vmax_pu"]).tolist():
        values = {"low": limits["vmin_pu"][i], "high": limits["vmax_pu"][i]}
        faults.append(Fault(key="ac.voltage_limits", where=f"{case.source}, bus {bus['bus'][i]}", values=values))
    return faults


def _floats(table: pl.DataFrame, values: Mapping[str, float]) -> dict[str, Floats]:
    return {
        name: table[name].to_numpy() if name in table.columns else np.full(table.height, value)
        for name, value in values.items()
    }


def _summed(at: Ints, figures: Floats, n: int) -> Floats:
    return np.asarray(np.bincount(at, figures, n), np.float64)


def members(posed: Posed, island: int) -> tuple[Ints, Ints]:
    """Buses and branches of an island, by position."""
    label = posed.network.island
    return np.flatnonzero(label == island), np.flatnonzero(label[posed.network.from_bus] == island)
