"""The cheapest dispatch of a grid by linear (DC) flow: what MATPOWER's rundcopf and PowerModels' DC form work out.

least    Σ c2·p² + c1·p + c0
so that  at each bus: output − Σ flows out = load + shunt; minimum <= p <= maximum; |flow| <= rating; angle limits.

Costs with squares are solved by `convex`, straight ones as one linear programme; each answer is proved by its dual.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack, vstack

from oberih.grid.dc.conventions import Grid, grid
from oberih.grid.dc.convex import solve_squares
from oberih.grid.dc.costs import Costs, costs
from oberih.grid.dc.highs import InfeasibleError, Program
from oberih.grid.dc.infeasible import explain
from oberih.scenario.cases.base import Case
from oberih.terms.batch import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class OpfResult:
    """A proved cheapest dispatch. Only what is in service has a row."""

    objective: float  #: $/h
    dual_objective: float  #: $/h; no dispatch costs less
    status: str  #: "optimal"; anything else is raised and not returned
    gen_row: Ints  #: row in the case, 1-based, (gen,)
    gen_mw: Floats
    line_row: Ints  #: row in the case, 1-based, (line,)
    flow_mw: Floats  #: from `from_bus` to `to_bus`, (line,)
    angle: Floats  #: rad, the reference of each island at 0, (bus,)
    lmp: Floats  #: $/h for one MW more at the bus, $/MWh, (bus,); where several prices are right, one of them


def opf(
    case: Case, convention: str = "powermodels", *, branches_out: Collection[int] = (), gens_out: Collection[int] = ()
) -> OpfResult:
    """The cheapest dispatch of a case, with branches and generators (1-based rows) out if so asked.

    Raises InputError where no dispatch keeps all limits (naming island and generators) or a cost is not convex, and
    SolverError where no answer could be proved.
    """
    net = grid(case, convention, branches_out=branches_out, gens_out=gens_out)
    price = costs(case, net)
    program, square = _program(net, price)
    try:
        answer = solve_squares(program, square)
    except InfeasibleError:
        raise explain(net, program) from None
    gens, buses = net.gen_row.size, net.bus_number.size
    angle = answer.x[gens : gens + buses]
    constant = float(price.constant.sum())
    return OpfResult(
        objective=answer.objective + constant,
        dual_objective=answer.dual_objective + constant,
        status="optimal",
        gen_row=net.gen_row,
        gen_mw=answer.x[:gens] * net.base_mva,
        line_row=net.line_row,
        flow_mw=net.flow_pu(angle) * net.base_mva,
        angle=angle,
        lmp=answer.row_dual[:buses] / net.base_mva,
    )


def _program(net: Grid, price: Costs) -> tuple[Program, Floats]:
    """Columns: outputs, angles, then the cost of each generator with pieces. Rows: balances, differences, pieces."""
    gens, buses = net.gen_row.size, net.bus_number.size
    chained, position = np.unique(price.piece_gen, return_inverse=True)
    extra, pieces = chained.size, price.piece_gen.size
    flows, differences = net.balance_matrix(), net.difference_matrix()
    outputs = coo_array((np.ones(gens), (net.gen_bus, np.arange(gens))), shape=(buses, gens))
    network = vstack((hstack((outputs, -flows)), hstack((csr_array((net.limited.size, gens)), differences))))
    rows = np.arange(pieces)
    chain = coo_array(
        (
            np.concatenate((-price.piece_slope, np.ones(pieces))),
            (np.concatenate((rows, rows)), np.concatenate((price.piece_gen, gens + buses + position))),
        ),
        shape=(pieces, gens + buses + extra),
    )
    padded = hstack((network, csr_array((network.shape[0], extra))))
    need = net.load_pu + net.shunt_pu + net.shift_injection_pu()
    low, high = net.angle_limits()
    program = Program(
        cost=np.concatenate((price.line, np.zeros(buses), np.ones(extra))),
        low=np.concatenate((net.pmin_pu, low, np.full(extra, -np.inf))),
        high=np.concatenate((net.pmax_pu, high, np.full(extra, np.inf))),
        matrix=csr_array(vstack((padded, chain), format="csr")),
        row_low=np.concatenate((need, net.low_rad[net.limited], price.piece_at_zero)),
        row_high=np.concatenate((need, net.high_rad[net.limited], np.full(pieces, np.inf))),
    )
    return program, np.concatenate((price.square, np.zeros(buses + extra)))
