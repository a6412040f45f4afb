"""Least sum of squares within a linear programme's limits, to the last digit: a near answer first, then exact steps.

Each step holds the limits that seem to bind as equalities, solves the linear system that is left, and mends the guess
where the answer breaks a limit or a multiplier has the wrong sign: a primal-dual active set (Hintermüller, Ito and
Kunisch, "The primal-dual active set strategy as a semismooth Newton method", SIAM J. Optim. 13, 2002,
doi 10.1137/S1052623401383558). Rows may depend on each other, so the system gets a small diagonal, and its answer is
refined.
"""

import numpy as np
from scipy.sparse import block_array, csc_array, diags_array
from scipy.sparse.linalg import splu

from oberih.grid.dc.convex import solve_squares
from oberih.grid.dc.highs import Program
from oberih.grid.dc.quiet import quiet
from oberih.terms.batch import Floats

NEAR = 1e-6  #: a multiplier above it says that a limit binds in the near answer
OUTSIDE = 1e-9  #: how far outside a limit, or of wrong sign, rounding may leave an exact answer
SMALL = 1e-11  #: the diagonal, in parts of what stands in the system beside it
TINY = 1e-12
STEPS, REFINED = 60, 8


def evenest(program: Program, square: Floats) -> Floats:
    """The point of least square·x² within the limits of a programme; its cost is not looked at.

    Where exact steps do not end, the near answer comes back. Raises InfeasibleError or SolverError.
    """
    with quiet():  # LAPACK prints to standard output where a system on the way has no answer
        near = solve_squares(program, square)
    reduced = 2 * square * near.x - program.matrix.T @ near.row_dual
    column_at = _limit(reduced, program.low, program.high)
    row_at = _limit(near.row_dual, program.row_low, program.row_high)
    for _ in range(STEPS):
        x, dual = _step(program, square, column_at, row_at)
        if not np.isfinite(x).all():
            break
        reduced = 2 * square * x - program.matrix.T @ dual
        columns = _mended(column_at, x, reduced, program.low, program.high)
        rows = _mended(row_at, program.matrix @ x, dual, program.row_low, program.row_high)
        if np.array_equal(columns, column_at, equal_nan=True) and np.array_equal(rows, row_at, equal_nan=True):
            return np.clip(x, program.low, program.high)
        column_at, row_at = columns, rows
    return near.x


def _limit(multiplier: Floats, low: Floats, high: Floats) -> Floats:
    """The limit that each value is held at, NaN where none seems to bind."""
    held = np.where(multiplier > NEAR, low, np.where(multiplier < -NEAR, high, np.nan))
    return np.where(low == high, low, np.where(np.isfinite(held), held, np.nan))


def _mended(at: Floats, value: Floats, multiplier: Floats, low: Floats, high: Floats) -> Floats:
    """Limits to hold in the next step: what is broken is held, what pulls the wrong way is let go."""
    held = ~np.isnan(at)
    wrong = held & (low < high) & np.where(at == low, multiplier < -OUTSIDE, multiplier > OUTSIDE)
    room = OUTSIDE * np.maximum(1.0, np.abs(value))
    broken = np.where(value < low - room, low, np.where(value > high + room, high, np.nan))
    return np.where(held, np.where(wrong, np.nan, at), broken)


def _step(program: Program, square: Floats, column_at: Floats, row_at: Floats) -> tuple[Floats, Floats]:
    free, held = np.flatnonzero(np.isnan(column_at)), np.flatnonzero(~np.isnan(column_at))
    rows = np.flatnonzero(~np.isnan(row_at))
    x, dual = np.where(np.isnan(column_at), 0.0, column_at), np.zeros(row_at.size)
    if not free.size or not rows.size:
        return x, dual
    binding = csc_array(program.matrix[rows][:, free])
    across = 1.0 / np.maximum(_largest(binding, 0), TINY)  # angles have far larger entries than powers
    binding = binding @ diags_array(across)
    down = 1.0 / np.maximum(_largest(binding, 1), TINY)
    binding = diags_array(down) @ binding
    curves = 2 * square[free] * across**2
    unit = float(curves.max(initial=0.0)) or 1.0
    missing = down * (row_at[rows] - program.matrix[rows][:, held] @ x[held])
    right = np.concatenate([np.zeros(free.size), missing])
    system = csc_array(block_array([[diags_array(curves / unit), -binding.T], [binding, None]], format="csc"))
    factor = splu(csc_array(system + SMALL * diags_array(np.ones(right.size))))
    found = np.zeros(right.size)
    for _ in range(REFINED):
        found += factor.solve(right - system @ found)
    if np.abs(right - system @ found).max() > OUTSIDE * max(1.0, float(np.abs(found).max())):
        return np.full(x.size, np.nan), dual
    x[free], dual[rows] = across * found[: free.size], unit * down * found[free.size :]
    return x, dual


def _largest(matrix: csc_array, axis: int) -> Floats:
    return np.asarray(np.abs(matrix).max(axis=axis).todense(), np.float64).ravel()
