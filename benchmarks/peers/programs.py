"""The same least cut by HiGHS and by scipy, in this process; and the floor that no exact way goes below.

Each is one linear programme per state, per unit of 100 MW. `Angles`: unknowns are angles, plant and cut by bus; rows
are balances and limited lines; built anew for each state and solved cold. `Flows`: lines' flows are unknowns besides,
so that a line is opened by limits alone and a model is kept from state to state, going on from its last basis. All take
plant and cut by bus, not by unit, so that they are no larger than need be.
"""

import time
from typing import NamedTuple

import highspy
import numpy as np
from numba import njit
from scipy.optimize import linprog
from scipy.sparse import csc_array, csr_array, diags_array, eye_array, hstack, vstack
from scipy.sparse.linalg import splu

from oberih.grid.dc._kernels.sparse import factor, flows, solve
from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State

BASE_MW = 100.0


class Found(NamedTuple):
    """One answer: least cut in MW (NaN: none), seconds in all, and of them to build the model."""

    shed_mw: float
    seconds: float
    building: float


def incidence(wires: Wiring) -> csr_array:
    """1 where a line begins, -1 where it ends: (line, bus)."""
    lines = np.arange(wires.tail.size)
    ends = np.concatenate([np.ones(lines.size), -np.ones(lines.size)])
    places = (np.tile(lines, 2), np.concatenate([wires.tail, wires.head]))
    return csr_array((ends, places), shape=(lines.size, wires.n))


class Angles:
    """Unknowns: angles, plant, cut."""

    def __init__(self, wires: Wiring) -> None:
        self.wires = wires
        self.incidence = incidence(wires)
        n = wires.n
        self.cost = np.concatenate([np.zeros(2 * n), np.ones(n)])
        self.one = eye_array(n, format="csr")

    def build(self, state: State, factor: float) -> tuple[csr_array, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Matrix, limits of rows, limits of columns."""
        wires, n = self.wires, self.wires.n
        on = wires.lines_on(state)
        ends, b, shift = self.incidence[on], wires.b_mw[on] / BASE_MW, wires.shift_rad[on]
        flow = (diags_array(b) @ ends).tocsr()
        _, most = wires.plant(state)
        load = factor * (wires.load_mw + wires.critical_mw) / BASE_MW
        pushed = b * shift
        low, high = wires.low_mw[on] / BASE_MW + pushed, wires.high_mw[on] / BASE_MW + pushed
        bounded = np.isfinite(low) | np.isfinite(high)
        need = load - ends.T @ pushed
        balance = hstack([-(ends.T @ flow), self.one, self.one])
        limits = hstack([flow[bounded], csr_array((int(bounded.sum()), 2 * n))])
        free, none = np.full(n, np.inf), np.zeros(n)
        return (
            csr_array(vstack([balance, limits], format="csr")),
            np.concatenate([need, low[bounded]]), np.concatenate([need, high[bounded]]),
            np.concatenate([-free, none, none]), np.concatenate([free, most / BASE_MW, load]),
        )  # fmt: skip

    def cold(self, state: State, factor: float = 1.0) -> Found:
        """HiGHS with its own defaults, in one thread."""
        begin = time.perf_counter()
        solver = model(self.cost, *self.build(state, factor))
        built = time.perf_counter()
        solver.run()
        return Found(objective(solver), time.perf_counter() - begin, built - begin)

    def scipy(self, state: State, factor: float = 1.0) -> Found:
        """scipy.optimize.linprog, method highs."""
        begin = time.perf_counter()
        matrix, row_low, row_high, low, high = self.build(state, factor)
        n = self.wires.n
        equal, rest = matrix[:n], matrix[n:]
        built = time.perf_counter()
        found = linprog(
            self.cost, A_ub=vstack([rest, -rest]), b_ub=np.concatenate([row_high[n:], -row_low[n:]]), A_eq=equal,
            b_eq=row_low[:n], bounds=np.stack([low, high], axis=1), method="highs",
        )  # fmt: skip
        shed = found.fun * BASE_MW if found.status == 0 else np.nan
        return Found(shed, time.perf_counter() - begin, built - begin)


class Flows:
    """Unknowns: angles, flows, gaps, plant, what is served. One model for all states and hours: only limits of columns
    change (HiGHS takes those in one call), so a line that is out gets a gap that nothing binds, and load is a limit."""

    def __init__(self, wires: Wiring) -> None:
        self.wires = wires
        n, m = wires.n, wires.tail.size
        ends = incidence(wires)
        one, line = eye_array(n, format="csr"), eye_array(m, format="csr")
        matrix = csr_array(vstack([
            hstack([csr_array((n, n)), -ends.T, csr_array((n, m)), one, -one]),
            hstack([-(diags_array(wires.b_mw / BASE_MW) @ ends), line, line, csr_array((m, 2 * n))]),
        ], format="csr"))  # fmt: skip
        need = np.concatenate([np.zeros(n), -wires.b_mw * wires.shift_rad / BASE_MW])
        self.columns = np.arange(3 * n + 2 * m, dtype=np.int32)
        cost = np.concatenate([np.zeros(2 * n + 2 * m), -np.ones(n)])
        self.solver = model(cost, matrix, need, need, *self.limits(State(), self.load_pu(1.0)))
        self.solver.run()

    def load_pu(self, factor: float) -> np.ndarray:
        """Load of each bus."""
        return factor * (self.wires.load_mw + self.wires.critical_mw) / BASE_MW

    def limits(self, state: State, load_pu: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Limits of columns."""
        wires, n = self.wires, self.wires.n
        on = wires.lines_on(state)
        _, most = wires.plant(state)
        free, none, gap = np.full(n, np.inf), np.zeros(n), np.where(on, 0.0, np.inf)
        return (
            np.concatenate([-free, np.where(on, wires.low_mw / BASE_MW, 0.0), -gap, none, none]),
            np.concatenate([free, np.where(on, wires.high_mw / BASE_MW, 0.0), gap, most / BASE_MW, load_pu]),
        )

    def warm(self, state: State, factor: float = 1.0) -> Found:
        """Go on from the basis of whatever was solved before."""
        begin = time.perf_counter()
        load = self.load_pu(factor)
        self.solver.changeColsBounds(self.columns.size, self.columns, *self.limits(state, load))
        built = time.perf_counter()
        self.solver.run()
        shed = float(load.sum()) * BASE_MW + objective(self.solver)
        return Found(shed, time.perf_counter() - begin, built - begin)


def model(
    cost: np.ndarray, matrix: csr_array, row_low: np.ndarray, row_high: np.ndarray, low: np.ndarray, high: np.ndarray
) -> highspy.Highs:
    """A HiGHS model; silent, one thread, else as HiGHS is."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, low, high
    lp.row_lower_, lp.row_upper_ = row_low, row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = matrix.data
    solver.passModel(lp)
    return solver


def objective(solver: highspy.Highs) -> float:
    """Least cost, MW; NaN where the solver ends without an optimum."""
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return float("nan")
    return float(solver.getInfo().objective_function_value) * BASE_MW


@njit(cache=True)
def _floor(n, tail, head, b_mw, on, order, Ap, Ai, slot, parent, Lp, injected, flow):  # noqa: N803 - letters as in the kernel
    values, diagonal = np.zeros(Ai.shape[0]), np.ones(n)
    lines = np.flatnonzero(on)
    for e in lines:
        u, v = order[tail[e]], order[head[e]]
        if u != v:
            values[slot[e]] -= b_mw[e]
            diagonal[u] += b_mw[e]
            diagonal[v] += b_mw[e]
    rows, below, pivots, theta = np.empty(Lp[n], np.int64), np.empty(Lp[n]), np.empty(n), np.empty(n)
    pattern, flag, count = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    factor(n, Ap, Ai, values, diagonal, parent, Lp, rows, below, pivots, theta, pattern, flag, count)
    for i in range(n):
        theta[order[i]] = injected[i]
    solve(n, Lp, rows, below, pivots, count, theta)
    flows(lines.shape[0], lines, order, tail, head, b_mw, np.zeros(tail.shape[0]), theta, flow)


class Floor:
    """One factorisation of the state's matrix and the flows of one dispatch: no exact way does with less."""

    def __init__(self, wires: Wiring) -> None:
        self.wires = wires
        self.flow = np.empty(wires.tail.size)
        self.incidence = incidence(wires)

    def ours(self, state: State) -> Found:
        """By the project's own kernels, whose order of elimination is made once for a case."""
        w = self.wires
        begin = time.perf_counter()
        on = w.lines_on(state)
        _, most = w.plant(state)
        _floor(w.n, w.tail, w.head, w.b_mw, on, w.order, w.columns, w.rows, w.slot, w.parent, w.factor_start,
               most - w.load_mw, self.flow)  # fmt: skip
        return Found(np.nan, time.perf_counter() - begin, 0.0)

    def superlu(self, state: State) -> Found:
        """By scipy's SuperLU, which orders anew each time."""
        w = self.wires
        begin = time.perf_counter()
        on = w.lines_on(state)
        ends, b = self.incidence[on], w.b_mw[on]
        _, most = w.plant(state)
        matrix = csc_array(ends.T @ diags_array(b) @ ends + eye_array(w.n))
        built = time.perf_counter()
        theta = splu(matrix).solve(most - w.load_mw)
        self.flow[: b.size] = b * (ends @ theta)
        return Found(np.nan, time.perf_counter() - begin, built - begin)
