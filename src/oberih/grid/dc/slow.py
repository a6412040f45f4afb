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
from oberih.grid.dc.interior import near_squares
from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State
from oberih.terms.batch import Floats

#: relative difference of a stage's two objectives that is rounding: in grids of ten thousand buses susceptances range
#: over 4e5, and HiGHS's multipliers leave up to 2e-8
GAP = 1e-7
FACE = 1e-7  #: a multiplier below it leaves its column or row free; costs are 0 and 1
PLANT_EASE = 1e6  #: shares of cut are equal to within one part of this, and plant has one answer too
AT = 1e-6  #: MW; how far off a limit rounding may leave what stands there
LARGE = 10_000  #: unknowns; above it exact steps are too slow, and seldom end
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
            first = solve(replace(program, cost=_ones(4 * n, dire)), GAP)
            critical = first.dual_objective
            program = _held(replace(program, cost=_ones(4 * n, dire)), first)
        program = replace(program, cost=_ones(4 * n, cut))
        found = solve(program, GAP)
        x = found.x
        if even and found.objective > OVER:
            load = np.concatenate([wires.load_mw, wires.critical_mw]) * load_factor
            square = np.zeros(4 * n)
            square[cut] = 0.5 / np.where(load > 0, load, np.inf)
            width = program.high[n : 2 * n] - program.low[n : 2 * n]
            square[n : 2 * n] = 0.5 / (PLANT_EASE * np.where(width > 0, width, np.inf))
            x = _even(replace(_held(program, found), cost=np.zeros(4 * n)), square)
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


def _even(program: Program, square: Floats) -> Floats:
    """The most equal answer: to the last digit where the grid is small, else as near as its bound proves."""
    if square.size <= LARGE:
        try:
            return evenest(program, square)
        except SolverError:
            pass
    return near_squares(program, square).x


def _held(program: Program, answer: Answer) -> Program:
    """The programme of all answers that are as good as this one.

    What is held stays where this answer has it, which rounding may have left beside the limit: many limits held at once
    would else leave no answer. What has a price and yet stands well off its limit has it from rounding, and is free.
    """
    reduced = program.cost - program.matrix.T @ answer.row_dual
    low, high = _narrowed(answer.x, reduced, program.low, program.high)
    row_low, row_high = _narrowed(program.matrix @ answer.x, answer.row_dual, program.row_low, program.row_high)
    return replace(program, low=low, high=high, row_low=row_low, row_high=row_high)


def _narrowed(value: Floats, multiplier: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    at_low = (multiplier > FACE) & (value - low <= AT)
    at_high = (multiplier < -FACE) & (high - value <= AT)
    held = (low < high) & (at_low | at_high)
    return np.where(held, value, low), np.where(held, value, high)


def _ones(size: int, where: slice) -> Floats:
    cost = np.zeros(size)
    cost[where] = 1.0
    return cost
