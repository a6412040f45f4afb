"""A dual simplex that meets a line only when it binds.

Columns are boxed injections at the buses of one island: what plant gives, load that is cut, critical load that is cut.
Rows are the island's balance, and one row for each line that has been found to bind. A basis is small, and its inverse
is kept dense. Long step for boxed variables: Maros, "Computational techniques of the simplex method" (2003), chapter
10.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid.dc._kernels.sparse import solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
PRIMAL = 1e-8  # MW; how far a value may stand outside its box
TINY = 1e-9  # a pivot, price or slope that counts as nothing
OVER = 1e-7  # MW; how far a flow may stand above its limit: a price of 100 makes it 1e-5 of the answer
ENDLESS = 1e12  # MW; a limit for lines that have one on one side only
SINGULAR = 1e-11  # a pivot that is none
SHIFT_EVERY = 400  # steps after which ties are taken for a circle
SOLVED, UNBOUNDED, LOST, STUCK, SURPLUS = 0, 1, 2, 3, 4  # status of a state


@njit(cache=True)
def weigh(row: Floats, m: int, H: Floats, out: Floats) -> None:
    """out = row . H over the first m rows, skipping zeros."""
    for i in range(out.shape[0]):
        out[i] = 0.0
    for k in range(m):
        w = row[k]
        if w != 0.0:
            for i in range(out.shape[0]):
                out[i] += w * H[k, i]


@njit(cache=True)
def shift_costs(nc: int, cost: Floats, place: Ints, upper: Flags) -> None:
    """Costs apart by some 1e-9 each, away from a tie: a walk in a circle ends. The certificate knows of it."""
    for j in range(nc):
        if place[j] < 0:
            by = 1e-9 * (1.0 + ((j * 7919) % 1009) / 1009.0)
            cost[j] += -by if upper[j] else by


@njit(cache=True)
def dual_simplex(
    m: int, nc: int, bus: Ints, cost: Floats, top: Floats, H: Floats, rhs: Floats, low: Floats, high: Floats,
    basis: Ints, place: Ints, upper: Flags, inverse: Floats, most: int,
    x: Floats, price: Floats, slope: Floats, value: Floats, queue: Ints, ratio: Floats, column: Floats, need: Floats,
    injection: Floats,
) -> int:  # fmt: skip
    """Go on from a basis whose prices are right until every basic value stands in its box; steps taken, or -status.

    Columns 0..nc-1 are injections in [0, top] at their bus; column nc+k is the flow of row k >= 1 in [low, high], with
    coefficient -1. `place` is the row in which a column is basic, or -1. Left behind: x, price, value (price by bus).
    """
    for step in range(most):
        if step > 0 and step % SHIFT_EVERY == 0:
            shift_costs(nc, cost, place, upper)
        for i in range(injection.shape[0]):
            injection[i] = 0.0
        for j in range(nc):
            if place[j] < 0 and upper[j]:
                injection[bus[j]] += top[j]
        for k in range(m):
            total = rhs[k]
            for i in range(injection.shape[0]):
                total -= H[k, i] * injection[i]
            j = nc + k
            if k > 0 and place[j] < 0:
                total += high[k] if upper[j] else low[k]
            need[k] = total
            price[k] = 0.0
        leaving, worst, below = -1, PRIMAL, False
        for a in range(m):
            v = 0.0
            for k in range(m):
                v += inverse[a, k] * need[k]
            x[a] = v
            j = basis[a]
            lo, hi = (0.0, top[j]) if j < nc else (low[j - nc], high[j - nc])
            if lo - v > worst:
                leaving, worst, below = a, lo - v, True
            if v - hi > worst:
                leaving, worst, below = a, v - hi, False
            if j < nc and cost[j] != 0.0:
                for k in range(m):
                    price[k] += cost[j] * inverse[a, k]
        weigh(price, m, H, value)
        if leaving < 0:
            return step
        weigh(inverse[leaving], m, H, slope)
        sign = 1.0 if below else -1.0
        count = 0
        for j in range(nc):
            if place[j] >= 0 or top[j] <= 0.0:
                continue
            g = slope[bus[j]]
            if abs(g) > TINY and (sign * g > 0.0) == upper[j]:
                d = cost[j] - value[bus[j]]
                queue[count] = j
                ratio[count] = abs(d) / abs(g) if (d < 0.0) == upper[j] else 0.0
                count += 1
        for k in range(1, m):
            j = nc + k
            if place[j] >= 0 or high[k] <= low[k]:
                continue
            g = -inverse[leaving, k]
            if abs(g) > TINY and (sign * g > 0.0) == upper[j]:
                queue[count] = j
                ratio[count] = abs(price[k]) / abs(g) if (price[k] < 0.0) == upper[j] else 0.0
                count += 1
        if count == 0:
            return -UNBOUNDED
        entering = -1
        left = count
        while entering < 0:
            best, chosen, steepest = np.inf, -1, 0.0
            for c in range(count):
                if queue[c] >= 0 and ratio[c] <= best + TINY * 1e-3:
                    j = queue[c]
                    g = abs(slope[bus[j]]) if j < nc else abs(inverse[leaving, j - nc])
                    if ratio[c] < best - TINY * 1e-3 or g > steepest:
                        best, chosen, steepest = min(best, ratio[c]), c, g
            j = queue[chosen]
            width = top[j] if j < nc else high[j - nc] - low[j - nc]
            if left == 1 or worst - steepest * width <= 0.0:
                entering = j
            else:  # the long step: pass it by, it goes to its other end
                worst -= steepest * width
                upper[j] = not upper[j]
                queue[chosen] = -1
                left -= 1
        for a in range(m):
            v = 0.0
            if entering < nc:
                for k in range(m):
                    v += inverse[a, k] * H[k, bus[entering]]
            else:
                v = -inverse[a, entering - nc]
            column[a] = v
        pivot = column[leaving]
        if abs(pivot) < SINGULAR:
            return -LOST
        out = basis[leaving]
        place[out] = -1
        upper[out] = not below
        basis[leaving] = entering
        place[entering] = leaving
        for k in range(m):
            inverse[leaving, k] /= pivot
        for a in range(m):
            if a != leaving and column[a] != 0.0:
                for k in range(m):
                    inverse[a, k] -= column[a] * inverse[leaving, k]
    return -STUCK


@njit(cache=True)
def bound(
    m: int, nc: int, bus: Ints, cost: Floats, top: Floats, rhs: Floats, low: Floats, high: Floats,
    price: Floats, value: Floats,
) -> float:  # fmt: skip
    """What no dispatch can go below, by any prices at all: the dual objective. The certificate of an answer."""
    total = 0.0
    for k in range(m):
        total += price[k] * rhs[k]
        if k > 0:
            total += min(price[k] * low[k], price[k] * high[k])
    for j in range(nc):
        total += min(0.0, cost[j] - value[bus[j]]) * top[j]
    return total


@njit(cache=True)
def price_buses(
    m: int, nc: int, cost: Floats, H: Floats, basis: Ints, inverse: Floats, price: Floats, value: Floats
) -> None:
    """Prices of the rows, and of an injection at each bus, by the costs of the columns that are basic."""
    for k in range(m):
        price[k] = 0.0
    for a in range(m):
        if basis[a] < nc and cost[basis[a]] != 0.0:
            for k in range(m):
                price[k] += cost[basis[a]] * inverse[a, k]
    weigh(price, m, H, value)


@njit(cache=True)
def right_ends(
    m: int, nc: int, bus: Ints, cost: Floats, H: Floats, basis: Ints, place: Ints, upper: Flags, inverse: Floats,
    price: Floats, value: Floats,
) -> None:  # fmt: skip
    """Every column that is not basic at the end that its price asks for: then any basis may be gone on from, whatever
    the costs were before. Left behind: price, value."""
    price_buses(m, nc, cost, H, basis, inverse, price, value)
    for j in range(nc):
        d = cost[j] - value[bus[j]]
        if place[j] < 0 and abs(d) > TINY:
            upper[j] = d < 0.0
    for k in range(1, m):
        if place[nc + k] < 0 and abs(price[k]) > TINY:
            upper[nc + k] = price[k] < 0.0


@njit(cache=True)
def hold_face(
    m: int, nc: int, bus: Ints, cost: Floats, top: Floats, H: Floats, rhs: Floats, low: Floats, high: Floats,
    price: Floats, value: Floats, face: float, still: Floats, kept: Floats,
) -> None:  # fmt: skip
    """Hold what all answers of least cost share: a column with a price stays at its end, a line with one at its limit.

    A column held at its top becomes part of `still`, and its amount is told in `kept`.
    """
    for j in range(nc):
        d = cost[j] - value[bus[j]]
        if d < -face:
            kept[j] = top[j]
            still[bus[j]] += top[j]
            for k in range(m):
                rhs[k] -= H[k, bus[j]] * top[j]
        if abs(d) > face:
            top[j] = 0.0
    for k in range(1, m):
        if price[k] > face:
            high[k] = low[k]
        elif price[k] < -face:
            low[k] = high[k]


@njit(cache=True)
def first_basis(nc: int, cost: Floats, top: Floats, total: float, upper: Flags) -> int:
    """One column to be basic in the balance row, the others at their ends with right prices, cheap ones filled first.
    `upper` must be False throughout. Returns the basic column: the first where none has any width."""
    left = total
    stage = 0.0
    chosen = -1
    while True:
        offered = 0.0
        following = np.inf
        for j in range(nc):
            if cost[j] == stage:
                offered += top[j]
            elif cost[j] > stage:
                following = min(following, cost[j])
        if offered >= left or following == np.inf:
            break
        for j in range(nc):
            if cost[j] == stage:
                upper[j] = True
        left -= offered
        stage = following
    for j in range(nc):
        if cost[j] == stage and top[j] > 0.0:
            if top[j] <= left and chosen >= 0:
                upper[j] = True
                left -= top[j]
            elif chosen < 0:
                chosen = j
    return max(chosen, 0)


@njit(cache=True)
def meet_line(
    k: int, e: int, n: int, nb: int, buses: Ints, order: Ints, tail: Ints, head: Ints, b_mw: Floats, offset: Floats,
    still: Floats, Lp: Ints, Li: Ints, Lx: Floats, D: Floats, count: Ints, work: Floats, H: Floats, rhs: Floats,
) -> None:  # fmt: skip
    """Row k becomes line e: its flow as a function of the injections of the island's buses.

    `still` is the injection of each bus before any column, `offset` the flow of each line that phase shifters make.
    """
    for i in range(n):
        work[i] = 0.0
    work[order[tail[e]]] += 1.0
    work[order[head[e]]] -= 1.0
    solve(n, Lp, Li, Lx, D, count, work)
    total = 0.0
    for i in range(nb):
        h = b_mw[e] * work[order[buses[i]]]
        H[k, i] = h
        total -= h * still[i]
    rhs[k] = total - offset[e]


@njit(cache=True)
def grow_basis(m: int, nc: int, bus: Ints, H: Floats, basis: Ints, place: Ints, inverse: Floats) -> None:
    """A new last row m, its flow basic: prices stay as they are."""
    for k in range(m):
        v = 0.0
        for a in range(m):
            if basis[a] < nc:
                v += H[m, bus[basis[a]]] * inverse[a, k]
        inverse[m, k] = v
        inverse[k, m] = 0.0
    inverse[m, m] = -1.0
    basis[m] = nc + m
    place[nc + m] = m


@njit(cache=True)
def refresh(m: int, nc: int, bus: Ints, H: Floats, basis: Ints, inverse: Floats) -> bool:
    """The inverse of the basis made anew, free of gathered rounding; False, and left as it is, where there is none."""
    B = np.zeros((m, 2 * m))  # the basis, and what becomes its inverse
    for a in range(m):
        j = basis[a]
        if j < nc:
            for k in range(m):
                B[k, a] = H[k, bus[j]]
        else:
            B[j - nc, a] = -1.0
        B[a, m + a] = 1.0
    for a in range(m):
        p = a
        for k in range(a + 1, m):
            if abs(B[k, a]) > abs(B[p, a]):
                p = k
        if not abs(B[p, a]) > SINGULAR:
            return False
        if p != a:
            for i in range(2 * m):
                B[a, i], B[p, i] = B[p, i], B[a, i]
        pivot = B[a, a]
        for i in range(a, 2 * m):
            B[a, i] /= pivot
        for k in range(m):
            by = B[k, a]
            if k != a and by != 0.0:
                for i in range(a, 2 * m):
                    B[k, i] -= by * B[a, i]
    for a in range(m):
        for k in range(m):
            inverse[a, k] = B[a, m + k]
    return True


@njit(cache=True)
def longer(a: Floats, size: int) -> Floats:
    """The same numbers in an array with more room."""
    out = np.zeros(size)
    out[: min(size, a.shape[0])] = a[: min(size, a.shape[0])]
    return out


@njit(cache=True)
def longer_ints(a: Ints, size: int) -> Ints:
    """The same numbers in an array with more room."""
    out = np.zeros(size, np.int64)
    out[: min(size, a.shape[0])] = a[: min(size, a.shape[0])]
    return out


@njit(cache=True)
def wider(a: Floats, rows: int, columns: int) -> Floats:
    """The same for two dimensions."""
    out = np.zeros((rows, columns))
    out[: a.shape[0], : a.shape[1]] = a
    return out
