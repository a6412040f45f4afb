"""One damage state over its hours: quick proof where no line binds; islands whose lines bind are worked out."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid.dc._kernels.island import one_island
from oberih.grid.dc._kernels.simplex import LOST, OVER, PRIMAL, SURPLUS
from oberih.grid.dc._kernels.sparse import factor, flows, holds, islands, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
HELD = 1.37  # of the largest susceptance: how firmly an island's angles are tied to nothing


@njit(cache=True, nogil=True)
def state(
    n: int, tail: Ints, head: Ints, b_mw: Floats, shift: Floats, low_mw: Floats, high_mw: Floats, on: Flags,
    order: Ints, Ap: Ints, Ai: Ints, slot: Ints, parent: Ints, Lp: Ints,
    least: Floats, most: Floats, load: Floats, critical: Floats, even: bool, plant_ease: float,
    status: Ints, shed: Floats, critical_shed: Floats, certificate: Floats, critical_certificate: Floats,
    plant: Floats, cut: Floats, critical_cut: Floats, tally: Ints,
) -> None:  # fmt: skip
    """One damage state over the hours of `load` (hour, bus): least shed, and with `even` equal shares of it.

    `least` and `most` are plant's output limits (hour, bus); `load` is what is not critical. A line's flow is
    b (theta_u - theta_v - shift), within low_mw..high_mw (infinite: unlimited). `order` is each bus's place in the
    factor, `slot` each line's place in the upper pattern Ap, Ai. tally counts: islands that met lines, simplex steps,
    rounds, most rows, hours worked out anew.
    """
    island = np.empty(n, np.int64)
    islands(n, tail, head, on, island)
    Ax, diagonal, injected = np.zeros(Ai.shape[0]), np.zeros(n), np.zeros(n)
    largest, least_b = 0.0, 0.0
    for e in range(tail.shape[0]):
        if on[e]:
            u, v = order[tail[e]], order[head[e]]
            if u != v:
                Ax[slot[e]] -= b_mw[e]
                diagonal[u] += b_mw[e]
                diagonal[v] += b_mw[e]
            injected[u] += b_mw[e] * shift[e]
            injected[v] -= b_mw[e] * shift[e]
            largest, least_b = max(largest, abs(b_mw[e])), min(least_b, b_mw[e])
    for i in range(n):
        if island[i] == i:
            # what an island injects sums to nothing, so this moves no flow; no round figure, or it could cancel a line
            diagonal[order[i]] += HELD * max(largest, 1.0)
    Li, Lx, D = np.empty(Lp[n], np.int64), np.empty(Lp[n]), np.empty(n)
    pattern, flag, count = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    theta = np.empty(n)
    n_hours = load.shape[0]
    if not factor(n, Ap, Ai, Ax, diagonal, parent, Lp, Li, Lx, D, theta, pattern, flag, count):
        status[:] = LOST
        return
    # without negative reactances the factor is stable; with them pivots may be small without a warning
    if least_b < 0.0 and not holds(n, Ap, Ai, Ax, diagonal, Lp, Li, Lx, D, count):
        status[:] = LOST
        return
    solve(n, Lp, Li, Lx, D, count, injected)
    offset = np.zeros(tail.shape[0])
    for e in range(tail.shape[0]):
        offset[e] = b_mw[e] * (injected[order[tail[e]]] - injected[order[head[e]]] - shift[e])
    limited = np.empty(tail.shape[0], np.int64)
    n_limited = int(np.int64(0))  # as in `one_island`: a bare 0 would compile it twice
    for e in range(tail.shape[0]):
        if on[e] and (high_mw[e] < np.inf or low_mw[e] > -np.inf):
            limited[n_limited] = e
            n_limited += 1
    flow = np.empty(max(n_limited, 1))
    lacking, spare, soft, hard = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    binds = np.zeros((n_hours, n), np.bool_)
    for h in range(n_hours):
        for i in range(n):
            lacking[i], spare[i], soft[i], hard[i] = 0.0, 0.0, 0.0, 0.0
        for i in range(n):
            c = island[i]
            lacking[c] += load[h, i] + critical[h, i] - least[h, i]
            spare[c] += most[h, i] - least[h, i]
            soft[c] += load[h, i]
            hard[c] += critical[h, i]
        for i in range(n):
            c = island[i]
            if lacking[c] < -PRIMAL:
                status[h] = SURPLUS
            wanted = max(lacking[c], 0.0)
            used = 1.0 if spare[c] <= wanted else wanted / spare[c]
            gap = max(wanted - spare[c], 0.0)
            part = min(1.0, gap / soft[c]) if soft[c] > 0.0 else 0.0
            dire = min(1.0, max(gap - soft[c], 0.0) / hard[c]) if hard[c] > 0.0 else 0.0
            plant[h, i] = least[h, i] + used * (most[h, i] - least[h, i])
            cut[h, i] = part * load[h, i]
            critical_cut[h, i] = dire * critical[h, i]
            theta[order[i]] = plant[h, i] + cut[h, i] + critical_cut[h, i] - load[h, i] - critical[h, i]
        solve(n, Lp, Li, Lx, D, count, theta)
        flows(n_limited, limited, order, tail, head, b_mw, offset, theta, flow)
        for q in range(n_limited):
            e = limited[q]
            if flow[q] > high_mw[e] + OVER or flow[q] < low_mw[e] - OVER:
                binds[h, island[tail[e]]] = True
    for c in range(n):
        if island[c] != c:
            continue
        met = False
        for h in range(n_hours):
            met |= binds[h, c]
        if met:
            tally[0] += 1
            one_island(
                c, n, tail, head, b_mw, low_mw, high_mw, order, Lp, Li, Lx, D, count, island, offset, limited,
                n_limited, binds[:, c], least, most, load, critical, even, plant_ease,
                status, certificate, critical_certificate, plant, cut, critical_cut, tally,
            )  # fmt: skip
    for h in range(n_hours):
        shed[h], critical_shed[h] = 0.0, 0.0
        for i in range(n):
            shed[h] += cut[h, i] + critical_cut[h, i]
            critical_shed[h] += critical_cut[h, i]
    for c in range(n):  # where no line binds, the island's own shortfall is the certificate
        if island[c] == c:
            for h in range(n_hours):
                if not binds[h, c]:
                    for i in range(n):
                        if island[i] == c:
                            certificate[h] += cut[h, i] + critical_cut[h, i]
                            critical_certificate[h] += critical_cut[h, i]
