"""Equal shares of what is cut: the strictly convex choice among all answers of least cut."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid.dc._kernels.simplex import weigh

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
STEPS = 200
DONE = 1e-9  # of the largest column; how far balance and flows may be off
SLACK, ROUNDING = 0.3, 1e-6  # of the slope at the start of a step; one from 0 to SLACK ends the search along it


@njit(cache=True)
def cholesky(m: int, J: Floats, dependent: float, pivots: Flags) -> None:
    """The lower half of J becomes its factor. A row whose pivot is less than `dependent` parts of what stood there
    hangs on the rows before it, and is left out: False in `pivots`."""
    for i in range(m):
        before = J[i, i]
        for j in range(i + 1):
            v = J[i, j]
            for k in range(j):
                v -= J[i, k] * J[j, k]
            if i == j:
                pivots[i] = v > dependent * before and v > 0.0
                J[i, i] = np.sqrt(v) if pivots[i] else 1.0
            else:
                J[i, j] = v / J[j, j] if pivots[j] else 0.0
        if not pivots[i]:
            J[i, :i] = 0.0


@njit(cache=True)
def by_factor(m: int, J: Floats, pivots: Flags, r: Floats, out: Floats) -> None:
    """out = J \\ r by the factor of `cholesky`; 0 for rows left out."""
    for i in range(m):
        v = r[i] if pivots[i] else 0.0
        for k in range(i):
            v -= J[i, k] * out[k]
        out[i] = v / J[i, i]
    for i in range(m - 1, -1, -1):
        v = out[i]
        for k in range(i + 1, m):
            v -= J[k, i] * out[k]
        out[i] = v / J[i, i]


@njit(cache=True)
def curvature(m: int, nb: int, gives: Floats, across: Floats, J: Floats) -> None:
    """Lower half of J = sum over buses of gives * (row weights at the bus) squared; `across` is (bus, row)."""
    for k in range(m):
        for i in range(k + 1):
            J[k, i] = 0.0
    for b in range(nb):
        if gives[b] > 0.0:
            for k in range(m):
                h = gives[b] * across[b, k]
                if h != 0.0:
                    for i in range(k + 1):
                        J[k, i] += h * across[b, i]


@njit(cache=True)
def even_out(
    m: int, nc: int, bus: Ints, weight: Floats, top: Floats, fixed: Floats, H: Floats, across: Floats, rhs: Floats,
    low: Floats, high: Floats, ease: Floats, prices: Floats, amount: Floats, most_steps: int,
) -> bool:  # fmt: skip
    """Among all answers of least cut, the one of least sum amount^2 / (2 weight): Newton's way on its dual.

    Rows are (row, bus) in H and (bus, row) in `across`. `fixed` holds the amount of a column that every answer of least
    cut shares, NaN for the others; low = high for a line that is at one limit in all of them; `ease` is the weight of a
    row's flow. The dual is concave and piecewise quadratic: a full step, or a search along it.
    """
    nb = H.shape[1]
    J = np.empty((m, m))
    r, step, pivots = np.empty(m), np.empty(m), np.empty(m, np.bool_)
    near, turn, gives, sent = np.empty(nb), np.empty(nb), np.empty(nb), np.empty(nb)
    scale = 1.0
    for j in range(nc):
        scale = max(scale, top[j])
    for _ in range(most_steps):
        weigh(prices, m, H, near)
        for i in range(nb):
            gives[i], sent[i] = 0.0, 0.0
        for j in range(nc):
            if np.isnan(fixed[j]):
                z = weight[j] * near[bus[j]]
                if 0.0 < z < top[j]:
                    gives[bus[j]] += weight[j]
                amount[j] = min(max(z, 0.0), top[j])
            else:
                amount[j] = fixed[j]
            sent[bus[j]] += amount[j]
        for k in range(m):
            r[k] = rhs[k]
        for i in range(nb):
            if sent[i] != 0.0:
                for k in range(m):
                    r[k] -= sent[i] * across[i, k]
        curvature(m, nb, gives, across, J)
        wrong, trace = 0.0, 0.0
        for k in range(m):
            if k > 0:
                f = -prices[k] * ease[k]
                r[k] += min(max(f, low[k]), high[k])
                if low[k] < f < high[k]:
                    J[k, k] += ease[k]
                else:
                    trace += J[k, k]
            wrong = max(wrong, abs(r[k]))
        if wrong <= DONE * scale:
            return True
        for k in range(m):
            J[k, k] += 1e-13 * (trace + J[k, k]) + 1e-14
        cholesky(m, J, 1e-15, pivots)
        by_factor(m, J, pivots, r, step)
        weigh(step, m, H, turn)
        longest = 0.0
        for i in range(nb):
            longest = max(longest, abs(turn[i]))
        if longest > 1.0:  # where nothing gives way the step is without measure: prices are of the order of one
            for k in range(m):
                step[k] /= longest
            for i in range(nb):
                turn[i] /= longest
        begin = 0.0
        for k in range(m):
            begin += step[k] * r[k]
        a, b, at_a = 0.0, 1.0, begin
        ahead = slope_after(m, nc, bus, weight, top, fixed, rhs, low, high, ease, prices, step, near, turn, b)
        while ahead > SLACK * begin and longest > 1.0 and b < 1e9:
            a, at_a = b, ahead
            b *= 4.0
            ahead = slope_after(m, nc, bus, weight, top, fixed, rhs, low, high, ease, prices, step, near, turn, b)
        if ahead < -ROUNDING * begin:  # too far: the slope along the step falls, and is nothing in between
            at_b = ahead
            for turned in range(60):
                middle = 0.5 * (a + b) if turned % 3 == 2 else a + (b - a) * at_a / (at_a - at_b)
                ahead = slope_after(
                    m, nc, bus, weight, top, fixed, rhs, low, high, ease, prices, step, near, turn, middle
                )
                if ahead > 0.0:
                    a, at_a = middle, ahead
                else:
                    b, at_b = middle, ahead
                # short of the top, or the dual might fall and steps walk in a circle
                if (a > 0.0 and at_a <= SLACK * begin) or -at_b <= ROUNDING * begin:
                    break
            b = a if a > 0.0 and at_a <= SLACK * begin else b
        for k in range(m):
            prices[k] += b * step[k]
    return False


@njit(cache=True)
def slope_after(
    m: int, nc: int, bus: Ints, weight: Floats, top: Floats, fixed: Floats, rhs: Floats, low: Floats, high: Floats,
    ease: Floats, prices: Floats, step: Floats, near: Floats, turn: Floats, length: float,
) -> float:  # fmt: skip
    """Slope of the dual after `length` steps."""
    total = 0.0
    for k in range(m):
        total += step[k] * rhs[k]
        if k > 0:
            f = -(prices[k] + length * step[k]) * ease[k]
            total += step[k] * min(max(f, low[k]), high[k])
    for j in range(nc):
        b = bus[j]
        if np.isnan(fixed[j]):
            z = weight[j] * (near[b] + length * turn[b])
            total -= turn[b] * min(max(z, 0.0), top[j])
        elif fixed[j] != 0.0:
            total -= turn[b] * fixed[j]
    return total
