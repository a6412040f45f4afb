"""The slow way: the whole linear programmes of one state and hour, by HiGHS. Taken where the fast way has no proof.

Stage by stage as the fast way does it: the least cut of critical load, the least cut among those answers, and where
asked the most equal shares among those. What all answers of a stage share is held in the next: a column with a reduced
cost stays at its end, a row with a multiplier at its limit.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack, vstack

from oberih.grid.dc.evenest import evenest
from oberih.grid.dc.highs import Answer, InfeasibleError, Program, SolverError, solve
from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State
from oberih.terms.batch import Floats

FACE = 1e-7  #: a multiplier below it leaves its column or row free; costs are 0 and 1
PLANT_EASE = 1e6  #: shares of cut are equal to within one part of this, and plant has one answer too
OVER = 1e-7  #: MW; a cut below it is none


@dataclass(frozen=True, slots=True, eq=False)
class LeastCut:
    """One state and hour, MW; by bus, and what nobody can go below."""

    plant_mw: Floats
    cut_mw: Floats  #: of load that is not critical
    critical_cut_mw: Floats
    certificate_mw: float
    critical_certificate_mw: float


def least_cut(wires: Wiring, state: State, load_factor: float, *, even: bool = False) -> LeastCut | None:
    """Who is cut; None where there is no answer, or none with a proof.

    Without `even`, which of several answers of least cut comes back is HiGHS's choice.
    """
    n = wires.n
    program = _program(wires, state, load_factor)
    dire, cut = slice(3 * n, 4 * n), slice(2 * n, 4 * n)
    try:
        critical = 0.0
        if program.high[dire].any():
            first = solve(replace(program, cost=_ones(4 * n, dire)))
            critical = first.dual_objective
            program = _held(replace(program, cost=_ones(4 * n, dire)), first)
        program = replace(program, cost=_ones(4 * n, cut))
        found = solve(program)
        x = found.x
        if even and found.objective > OVER:
            load = np.concatenate([wires.load_mw, wires.critical_mw]) * load_factor
            square = np.zeros(4 * n)
            square[cut] = 0.5 / np.where(load > 0, load, np.inf)
            width = program.high[n : 2 * n] - program.low[n : 2 * n]
            square[n : 2 * n] = 0.5 / (PLANT_EASE * np.where(width > 0, width, np.inf))
            x = evenest(replace(_held(program, found), cost=np.zeros(4 * n)), square)
    except (InfeasibleError, SolverError):
        return None
    x = np.clip(x, program.low, program.high)
    return LeastCut(x[n : 2 * n], x[2 * n : 3 * n], x[3 * n :], found.dual_objective, critical)


def _program(wires: Wiring, state: State, load_factor: float) -> Program:
    """Unknowns: angles, plant, cut, critical cut; rows: each bus's balance, each limited line's flow."""
    n, on = wires.n, wires.lines_on(state)
    tail, head, b, shift = wires.tail[on], wires.head[on], wires.b_mw[on], wires.shift_rad[on]
    lines = np.arange(tail.size)
    ends = np.concatenate([np.ones(tail.size), -np.ones(tail.size)])
    incidence = csr_array((ends, (np.tile(lines, 2), np.concatenate([tail, head]))), shape=(tail.size, n))
    flow = diags_array(b) @ incidence
    least, most = wires.plant(state)
    load, critical = load_factor * wires.load_mw, load_factor * wires.critical_mw
    one = diags_array(np.ones(n))
    balance = hstack([-incidence.T @ flow, one, one, one])
    low, high = wires.low_mw[on] + b * shift, wires.high_mw[on] + b * shift
    bounded = np.isfinite(low) | np.isfinite(high)
    limits = hstack([flow[bounded], csr_array((int(bounded.sum()), 3 * n))])
    free = np.full(n, np.inf)
    free[np.unique(wires.islands(state), return_index=True)[1]] = 0.0  # angles count from one bus of each island
    needed = load + critical - incidence.T @ (b * shift)
    return Program(
        cost=np.zeros(4 * n),
        low=np.concatenate([-free, least, np.zeros(2 * n)]),
        high=np.concatenate([free, most, load, critical]),
        matrix=csr_array(vstack([balance, limits])),
        row_low=np.concatenate([needed, low[bounded]]),
        row_high=np.concatenate([needed, high[bounded]]),
    )


def _held(program: Program, answer: Answer) -> Program:
    """The programme of all answers that are as good as this one."""
    reduced = program.cost - program.matrix.T @ answer.row_dual
    dual = answer.row_dual
    return replace(
        program,
        high=np.where(reduced > FACE, program.low, program.high),
        low=np.where(reduced < -FACE, program.high, program.low),
        row_high=np.where(dual > FACE, program.row_low, program.row_high),
        row_low=np.where(dual < -FACE, program.row_high, program.row_low),
    )


def _ones(size: int, where: slice) -> Floats:
    cost = np.zeros(size)
    cost[where] = 1.0
    return cost
