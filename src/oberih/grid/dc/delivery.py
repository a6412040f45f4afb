"""The most load that can be delivered: PowerModelsRestoration.jl's maximum load delivery (MLD) in its DC form.

most     Σ |Pd|·z_load + M·Σ z_gen + M·Σ z_shunt,  M = 10·max |Pd|, per unit
so that  at each bus: output − Σ flows out = Pd·z_load + Gs·z_shunt; z·minimum <= p <= z·maximum; ratings; angle limits.

All z are from 0 to 1; with unit commitment z_gen is 0 or 1. A bus has no status of its own: in the DC form voltages are
1 everywhere, so there is nothing to switch off. Source: Rhodes, Fobes, Coffrin and Roald, "PowerModelsRestoration.jl",
Electric Power Systems Research 190, 2021, doi 10.1016/j.epsr.2020.106736, and the package's `build_mld`.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array, diags_array, hstack, vstack

from oberih.grid.dc.conventions import Grid, grid
from oberih.grid.dc.highs import InfeasibleError, Program, solve
from oberih.scenario.cases.base import Case
from oberih.terms.batch import Floats, Ints
from oberih.terms.errors import Fault, InputError


@dataclass(frozen=True, slots=True, eq=False)
class MldResult:
    """A proved optimum. Only what is in service has a row."""

    objective: float  #: per unit
    bound: float  #: no state of the grid reaches more, per unit
    status: str  #: "optimal"; anything else is raised and not returned
    served_pu: float  #: Σ Pd·z_load; an injection given as negative load counts against it
    demand_pu: float
    load_status: Floats  #: z_load, 1 where a bus has no load, (bus,)
    shunt_status: Floats  #: z_shunt, 1 where a bus has no shunt, (bus,)
    gen_row: Ints  #: row in the case, 1-based, (gen,)
    gen_status: Floats  #: z_gen, (gen,)
    gen_mw: Floats
    line_row: Ints
    flow_mw: Floats  #: from `from_bus` to `to_bus`, (line,)


def mld(
    case: Case,
    unit_commitment: bool = False,
    convention: str = "powermodels",
    *,
    branches_out: Collection[int] = (),
    gens_out: Collection[int] = (),
) -> MldResult:
    """The most load that a case delivers, with branches and generators (1-based rows) out if so asked.

    Raises InputError where angle limits contradict each other even with nothing served, SolverError where no answer
    could be proved.
    """
    net = grid(case, convention, branches_out=branches_out, gens_out=gens_out)
    loads, shunts = np.flatnonzero(net.load_pu), np.flatnonzero(net.has_shunt)
    program = _program(net, loads, shunts, unit_commitment)
    try:
        answer = solve(program)
    except InfeasibleError:
        raise InputError(Fault(key="optimal.angles")) from None
    gens, buses = net.gen_row.size, net.bus_number.size
    output, angle, on, served, shunted = np.split(answer.x, np.cumsum([gens, buses, gens, loads.size]))
    load_status, shunt_status = np.ones(buses), np.ones(buses)
    load_status[loads], shunt_status[shunts] = served, shunted
    return MldResult(
        objective=0.0 - answer.objective,  # not -0.0
        bound=0.0 - answer.dual_objective,
        status="optimal",
        served_pu=float(net.load_pu[loads] @ served),
        demand_pu=float(net.load_pu.sum()),
        load_status=load_status,
        shunt_status=shunt_status,
        gen_row=net.gen_row,
        gen_status=on,
        gen_mw=output * net.base_mva,
        line_row=net.line_row,
        flow_mw=net.flow_pu(angle) * net.base_mva,
    )


def _program(net: Grid, loads: Ints, shunts: Ints, unit_commitment: bool) -> Program:
    """Columns: outputs, angles, z of generators, loads, shunts. Rows: balances, differences, least and most output."""
    gens, buses, limited = net.gen_row.size, net.bus_number.size, net.limited
    units = np.arange(gens)
    outputs = coo_array((np.ones(gens), (net.gen_bus, units)), shape=(buses, gens))
    drawn = coo_array((net.load_pu[loads], (loads, np.arange(loads.size))), shape=(buses, loads.size))
    leaked = coo_array((net.shunt_pu[shunts], (shunts, np.arange(shunts.size))), shape=(buses, shunts.size))
    rest = loads.size + shunts.size
    one = diags_array(np.ones(gens))
    matrix = vstack(
        (
            hstack((outputs, -net.balance_matrix(), csr_array((buses, gens)), -drawn, -leaked)),
            hstack((csr_array((limited.size, gens)), net.difference_matrix(), csr_array((limited.size, gens + rest)))),
            hstack((one, csr_array((gens, buses)), -diags_array(net.pmin_pu), csr_array((gens, rest)))),
            hstack((one, csr_array((gens, buses)), -diags_array(net.pmax_pu), csr_array((gens, rest)))),
        ),
        format="csr",
    )
    weight = np.abs(net.load_pu[loads])
    much = 10 * float(weight.max(initial=0.0)) or 10.0  # PowerModelsRestoration takes 1 where there is no load
    shift = net.shift_injection_pu()
    low, high = net.angle_limits()
    none, ones = np.zeros(gens), np.ones(gens + rest)
    return Program(
        cost=-np.concatenate((none, np.zeros(buses), np.full(gens, much), weight, np.full(shunts.size, much))),
        low=np.concatenate((np.minimum(net.pmin_pu, 0.0), low, np.zeros(gens + rest))),
        high=np.concatenate((np.maximum(net.pmax_pu, 0.0), high, ones)),
        matrix=csr_array(matrix),
        row_low=np.concatenate((shift, net.low_rad[limited], none, np.full(gens, -np.inf))),
        row_high=np.concatenate((shift, net.high_rad[limited], np.full(gens, np.inf), none)),
        whole=np.repeat([False, unit_commitment, False], [gens + buses, gens, rest]),
    )
