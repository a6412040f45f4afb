"""The last digits of an hour: worked out from which limits bind, and from nothing else.

Newton's way ends near the most equal shares, and how near hangs on where it began. Which columns stand at an end and
which lines at a limit does not: that is read off, and the amounts of the others follow from one linear system, whose
rows and sums stand in an order of their own. So an hour that leant on the hour before has the bytes of an hour alone.
Where a column or a line stands so near its limit that two ways might read it differently, the answer is not `clear`,
and the hour is worked out alone.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid.dc._kernels.shares import by_factor, cholesky, curvature

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
# of a column's width: at an end, read as at an end, clearly inside
END, END_READ, INSIDE = 1e-10, 1e-8, 1e-6
# MW: a line at its limit, read as at its limit, clearly free
AT, AT_READ, FREE = 1e-5, 1e-4, 1e-3
SAME, SAME_SHARE = 1e-4, 2e-6  # MW, or of a column's width: how far what is worked out may lie from what was found
DEPENDENT = 1e-12  # a row whose pivot is less, in parts of its own, hangs on rows before it
REFINED = 3
ROOM = 1e-6  # MW; how far the balance and lines at their limits may be off


@njit(cache=True)
def lines_at_limits(
    nl: int, lines: Ints, low_mw: Floats, high_mw: Floats, flow: Floats, at: Ints, limit: Floats
) -> tuple[int, bool]:
    """Lines at a limit, as places in `lines`, in order, and which limit; their number, and whether all is clear."""
    count, clear = 0, True
    for q in range(nl):
        e = lines[q]
        above, below = high_mw[e] - flow[q], flow[q] - low_mw[e]
        room = min(abs(above), abs(below))
        clear &= room <= AT or room >= FREE
        if room <= AT_READ:
            at[count] = q
            limit[count] = high_mw[e] if abs(above) <= abs(below) else low_mw[e]
            count += 1
    return count, clear


@njit(cache=True)
def settle(
    m: int, nb: int, nc: int, bus: Ints, kind: Ints, top: Floats, plant_ease: float, H: Floats, target: Floats,
    base: Floats, amount: Floats,
) -> tuple[bool, bool]:  # fmt: skip
    """Amounts anew, from which of them stand at an end and from rows that hold; (worked, clear).

    Rows are the balance and the lines at a limit: H . injection = target. `base` is the injection before any column.
    Where it did not work, amounts stay as they were.
    """
    clear = True
    inside, ease = np.zeros(nc, np.bool_), 1.0  # where nothing is cut, plant weighs itself alone
    still, gives, near, turn, weight = base.copy(), np.zeros(nb), np.zeros(nb), np.empty(nb), np.empty(nc)
    across = np.empty((nb, m))
    for k in range(m):
        for b in range(nb):
            across[b, k] = H[k, b]
    for j in range(nc):
        if top[j] <= 0.0:
            continue
        share = amount[j] / top[j]
        room = min(abs(share), abs(1.0 - share))
        clear &= room <= END or room >= INSIDE
        if room > END_READ:
            inside[j] = True
            if kind[j] > 0:
                ease = plant_ease
        elif share > 0.5:
            still[bus[j]] += top[j]
    for j in range(nc):
        weight[j] = top[j] * ease if kind[j] == 0 else top[j]
        if inside[j]:
            gives[bus[j]] += weight[j]
    J, r, x, step, pivots = np.empty((m, m)), np.empty(m), np.zeros(m), np.empty(m), np.empty(m, np.bool_)
    curvature(m, nb, gives, across, J)
    cholesky(m, J, DEPENDENT, pivots)
    for turned in range(REFINED + 1):
        for k in range(m):
            r[k] = target[k]
        for b in range(nb):
            s = still[b] + gives[b] * near[b]
            if s != 0.0:
                for k in range(m):
                    r[k] -= s * across[b, k]
        if turned == REFINED:
            break
        by_factor(m, J, pivots, r, step)
        for k in range(m):
            x[k] += step[k]
        for b in range(nb):
            turn[b] = 0.0
        for k in range(m):
            if step[k] != 0.0:
                for b in range(nb):
                    turn[b] += step[k] * H[k, b]
        for b in range(nb):
            near[b] += turn[b]
    for k in range(m):
        if not abs(r[k]) <= ROOM:
            return False, False
    for j in range(nc):
        if inside[j]:
            z = weight[j] * near[bus[j]]
            clear &= abs(z - amount[j]) <= max(SAME, SAME_SHARE * top[j])
            share = z / top[j]
            if not -END_READ <= share <= 1.0 + END_READ:
                return False, False
            clear &= INSIDE <= share <= 1.0 - INSIDE
    for j in range(nc):
        if top[j] <= 0.0:
            amount[j] = 0.0
        elif inside[j]:
            amount[j] = min(max(weight[j] * near[bus[j]], 0.0), top[j])
        else:
            amount[j] = top[j] if amount[j] > 0.5 * top[j] else 0.0
    return True, clear
