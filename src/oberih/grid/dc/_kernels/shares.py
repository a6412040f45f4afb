"""Equal shares of what is cut: the strictly convex choice among all answers of least cut."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid.dc._kernels.simplex import weigh

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True)
def cholesky_step(m: int, J: Floats, r: Floats, out: Floats) -> None:
    """out = (J + tiny) \\ r for a symmetric positive semidefinite J, which is overwritten."""
    trace = 0.0
    for k in range(m):
        trace += J[k, k]
    for k in range(m):
        J[k, k] += 1e-13 * trace + 1e-14
    for i in range(m):
        for j in range(i + 1):
            v = J[i, j]
            for k in range(j):
                v -= J[i, k] * J[j, k]
            if i == j:
                J[i, i] = np.sqrt(max(v, 1e-14 * (trace + 1e-14)))
            else:
                J[i, j] = v / J[j, j]
    for i in range(m):
        v = r[i]
        for k in range(i):
            v -= J[i, k] * out[k]
        out[i] = v / J[i, i]
    for i in range(m - 1, -1, -1):
        v = out[i]
        for k in range(i + 1, m):
            v -= J[k, i] * out[k]
        out[i] = v / J[i, i]


@njit(cache=True)
def even_out(
    m: int, nc: int, bus: Ints, weight: Floats, top: Floats, fixed: Floats, H: Floats, rhs: Floats, low: Floats,
    high: Floats, prices: Floats, amount: Floats, flow: Floats, near: Floats,
) -> bool:  # fmt: skip
    """Among all answers of least cut, the one of least sum amount^2 / (2 weight): Newton's way on its dual.

    `fixed` holds the amount of a column that every answer of least cut shares, NaN for the others; low = high for
    a line that is at one limit in all of them. The dual is concave and piecewise quadratic; an exact search along each
    step.
    """
    J = np.empty((m, m))
    r, step = np.empty(m), np.empty(m)
    turn = np.empty(near.shape[0])
    scale = 1.0
    for j in range(nc):
        scale = max(scale, top[j])
    for _ in range(200):
        weigh(prices, m, H, near)
        for k in range(m):
            r[k] = rhs[k]
            for i in range(m):
                J[k, i] = 0.0
        for k in range(1, m):
            ease = weight[nc + k]
            f = -prices[k] * ease
            flow[k] = min(max(f, low[k]), high[k])
            r[k] += flow[k]
            if low[k] < f < high[k]:
                J[k, k] += ease
        for j in range(nc):
            z = weight[j] * near[bus[j]]
            inside = np.isnan(fixed[j]) and 0.0 < z < top[j]
            amount[j] = fixed[j] if not np.isnan(fixed[j]) else min(max(z, 0.0), top[j])
            if amount[j] == 0.0 and not inside:
                continue
            for k in range(m):
                step[k] = H[k, bus[j]]  # a column, side by side
            for k in range(m):
                r[k] -= step[k] * amount[j]
            if inside:
                for k in range(m):
                    h = weight[j] * step[k]
                    for i in range(k + 1):
                        J[k, i] += h * step[i]
        wrong = 0.0
        for k in range(m):
            wrong = max(wrong, abs(r[k]))
            for i in range(k):
                J[i, k] = J[k, i]
        if wrong <= 1e-9 * scale:
            return True
        cholesky_step(m, J, r, step)
        weigh(step, m, H, turn)
        longest = 0.0
        for i in range(turn.shape[0]):
            longest = max(longest, abs(turn[i]))
        if longest > 1.0:  # where nothing gives way the step is without measure: prices are of the order of one
            for k in range(m):
                step[k] /= longest
            for i in range(turn.shape[0]):
                turn[i] /= longest
        a, b = 0.0, 1.0
        ahead = search_slope(m, nc, bus, weight, top, fixed, rhs, low, high, prices, step, near, turn, b)
        while ahead > 0.0 and longest > 1.0 and b < 1e9:
            a = b
            b *= 4.0
            ahead = search_slope(m, nc, bus, weight, top, fixed, rhs, low, high, prices, step, near, turn, b)
        if ahead < 0.0:  # too far: the slope along the step falls, and is nothing in between
            for _ in range(45):
                middle = 0.5 * (a + b)
                if search_slope(
                    m, nc, bus, weight, top, fixed, rhs, low, high, prices, step, near, turn, middle
                ) > 0.0:  # fmt: skip
                    a = middle
                else:
                    b = middle
        for k in range(m):
            prices[k] += b * step[k]
    return False


@njit(cache=True)
def search_slope(
    m: int, nc: int, bus: Ints, weight: Floats, top: Floats, fixed: Floats, rhs: Floats, low: Floats, high: Floats,
    prices: Floats, step: Floats, near: Floats, turn: Floats, length: float,
) -> float:  # fmt: skip
    """Slope of the dual after `length` steps."""
    total = 0.0
    for k in range(m):
        total += step[k] * rhs[k]
        if k > 0:
            f = -(prices[k] + length * step[k]) * weight[nc + k]
            total += step[k] * min(max(f, low[k]), high[k])
    for j in range(nc):
        if np.isnan(fixed[j]):
            z = weight[j] * (near[bus[j]] + length * turn[bus[j]])
            z = min(max(z, 0.0), top[j])
        else:
            z = fixed[j]
        total -= turn[bus[j]] * z
    return total
