"""Least cost where some columns cost their square too: tangents until two bounds meet, then one exact step.

A square is never below its tangents, so a linear programme with tangents in its place gives a lower bound, and the true
cost of its point an upper one. New tangents go where the point stands; the distance falls about fourfold a round
(Kelley, "The cutting-plane method for solving convex programs", J. SIAM 8, 1960, doi 10.1137/0108053). HiGHS's own
quadratic solver is not used: it is slow, or ends without a status, on grids of some hundred buses.

Once the bounds are near it shows which limits bind. With those held as equalities the optimum is one linear system,
whose answer is taken if its own two bounds meet; prices then come out as exact as outputs. Where limits that bind
depend on each other there is no such system, and tangents go on alone.
"""

from dataclasses import replace

import numpy as np
from scipy.sparse import block_array, csr_array, diags_array, hstack
from scipy.sparse.linalg import splu

from oberih.grid.dc.highs import Answer, Program, Solver, SolverError, dual_objective, proved
from oberih.terms.batch import Floats, Ints
from oberih.terms.errors import Fault

#: distances of the two bounds, relative to the larger of 1 and the cost: where the exact step is worth a try, and where
#: it, or the tangents alone, are done
NEAR, EXACT, CLOSE = 1e-4, 1e-11, 1e-9
ROUNDS = 60
FIRST_TANGENTS = 9
#: how near a limit counts as on it, per unit or rad
AT_LIMIT = 1e-7
#: how far outside a limit rounding may leave an answer, per unit or rad
OUTSIDE = 1e-9


def solve_squares(program: Program, square: Floats) -> Answer:
    """The point of least cost·x + square·x². Columns with a square need finite limits; none may be negative.

    Raises InfeasibleError, or SolverError where the two bounds do not meet.
    """
    curved = np.flatnonzero(square > 0)
    if not curved.size:
        return Solver(program).solve()
    n_rows, n = program.matrix.shape
    low, high = program.low[curved], program.high[curved]
    solver = Solver(_with_squares_as_columns(program, curved.size))
    for share in np.linspace(0, 1, FIRST_TANGENTS):
        solver.add_rows(*_tangents(low + share * (high - low), curved, square[curved], n))
    upper, best = np.inf, np.empty(0)
    for _ in range(ROUNDS):
        answer = solver.solve()
        x = answer.x[:n]
        cost = float(program.cost @ x + square @ x**2)
        if cost < upper:
            upper, best = cost, x
        if proved(upper, answer.objective, NEAR):
            exact = _exact_step(program, square, x)
            if exact is not None:
                return exact
        if proved(upper, answer.objective, CLOSE):
            return Answer(best, answer.row_dual[:n_rows], upper, answer.objective)
        solver.add_rows(*_tangents(x[curved], curved, square[curved], n))
    told = f"{ROUNDS} × ({answer.objective!r}, {upper!r})"
    raise SolverError(Fault(key="optimal.no_status", values={"status": told}))


def _with_squares_as_columns(program: Program, count: int) -> Program:
    none = csr_array((program.matrix.shape[0], count))
    return replace(
        program,
        cost=np.append(program.cost, np.ones(count)),
        low=np.append(program.low, np.full(count, -np.inf)),
        high=np.append(program.high, np.full(count, np.inf)),
        matrix=csr_array(hstack((program.matrix, none), format="csr")),
    )


def _tangents(at: Floats, curved: Ints, square: Floats, n: int) -> tuple[csr_array, Floats, Floats]:
    """Rows that hold each square's column above the tangent at a point: t − 2·s·a·x >= −s·a²."""
    rows = np.arange(curved.size)
    matrix = csr_array(
        (
            np.concatenate((np.ones(curved.size), -2 * square * at)),
            (np.concatenate((rows, rows)), np.concatenate((n + rows, curved))),
        ),
        shape=(curved.size, n + curved.size),
    )
    return matrix, -square * at**2, np.full(curved.size, np.inf)


def _exact_step(program: Program, square: Floats, x: Floats) -> Answer | None:
    """The optimum with the limits that bind at a point as equalities; None where that is not one point, or not proved
    the best."""
    a = program.matrix
    activity = a @ x
    column_at, row_at = _limit_at(x, program.low, program.high), _limit_at(activity, program.row_low, program.row_high)
    free, held = np.flatnonzero(np.isnan(column_at)), np.flatnonzero(~np.isnan(column_at))
    rows = np.flatnonzero(~np.isnan(row_at))
    binding = a[rows][:, free]
    right = row_at[rows] - a[rows][:, held] @ column_at[held]
    system = block_array([[diags_array(2 * square[free]), -binding.T], [binding, None]], format="csc")
    try:
        found = splu(system).solve(np.concatenate((-program.cost[free], right)))
    except RuntimeError:  # limits that bind together are not independent: the tangents' answer stands
        return None
    if not np.isfinite(found).all():
        return None
    exact, dual = np.where(np.isnan(column_at), 0.0, column_at), np.zeros(a.shape[0])
    exact[free], dual[rows] = found[: free.size], found[free.size :]
    outside = max(
        (program.low - exact).max(), (exact - program.high).max(),
        (program.row_low - a @ exact).max(), (a @ exact - program.row_high).max(),
    )  # fmt: skip
    upper = float(program.cost @ exact + square @ exact**2)
    lower = lower_bound(program, square, exact, dual)
    return Answer(exact, dual, upper, lower) if outside <= OUTSIDE and proved(upper, lower, EXACT) else None


def _limit_at(value: Floats, low: Floats, high: Floats) -> Floats:
    """The limit that each value stands on, NaN where it stands on none."""
    return np.where(value - low <= AT_LIMIT, low, np.where(high - value <= AT_LIMIT, high, np.nan))


def lower_bound(program: Program, square: Floats, x: Floats, row_dual: Floats) -> float:
    """What no point can cost less than, by these multipliers: each column at its own best within its limits.

    A column's parabola is at its least in `best`. Its tangent there has its least at the same place, square·best² lower
    at 0, so the linear bound with the tangents' slopes, less square·best², is the parabolas' own.
    """
    curved = square > 0
    reduced = program.cost - program.matrix.T @ row_dual
    best = np.where(curved, np.clip(-reduced / np.where(curved, 2 * square, 1.0), program.low, program.high), 0.0)
    linear = replace(program, cost=np.where(curved, program.cost + 2 * square * best, program.cost))
    return dual_objective(linear, np.where(curved, best, x), row_dual) - float(square @ best**2)
