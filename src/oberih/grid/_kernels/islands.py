"""Islands of a network, their relays and their frequency: what the first minutes of regions and of cases share."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid._kernels.swing import GOVERNOR, swing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

N_CLASSES = 7
SWING_S, SWING_DT = 120.0, 0.02


@njit(cache=True, nogil=True)
def find_islands(n: int, tail: Ints, head: Ints, on: Flags, island: Ints) -> None:
    """Number of the lowest node of each node's island."""
    for i in range(n):
        island[i] = i
    for e in range(tail.shape[0]):
        if on[e]:
            u, v = tail[e], head[e]
            while island[u] != u:
                u = island[u]
            while island[v] != v:
                v = island[v]
            if u < v:
                island[v] = u
            elif v < u:
                island[u] = v
    for i in range(n):
        r = i
        while island[r] != r:
            r = island[r]
        island[i] = r


@njit(cache=True, nogil=True)
def dense_flows(
    n: int, tail: Ints, head: Ints, b: Floats, on: Flags, island: Ints, put: Floats, A: Floats, angle: Floats,
    flow: Floats,
) -> None:  # fmt: skip
    """Flow of each line that is on, for what each node puts in; every island balances and has its lowest node at 0."""
    for i in range(n):
        for j in range(n):
            A[i, j] = 0.0
        angle[i] = put[i]
    for e in range(tail.shape[0]):
        if on[e]:
            u, v = tail[e], head[e]
            A[u, u] += b[e]
            A[v, v] += b[e]
            A[u, v] -= b[e]
            A[v, u] -= b[e]
    for i in range(n):
        if island[i] == i:
            for j in range(n):
                A[i, j] = 0.0
                A[j, i] = 0.0
            A[i, i] = 1.0
            angle[i] = 0.0
    for k in range(n):
        pivot = A[k, k]
        for i in range(k + 1, n):
            if A[i, k] != 0.0:
                part = A[i, k] / pivot
                for j in range(k + 1, n):
                    A[i, j] -= part * A[k, j]
                angle[i] -= part * angle[k]
    for k in range(n - 1, -1, -1):
        total = angle[k]
        for j in range(k + 1, n):
            total -= A[k, j] * angle[j]
        angle[k] = total / A[k, k]
    for e in range(tail.shape[0]):
        flow[e] = b[e] * (angle[tail[e]] - angle[head[e]]) if on[e] else 0.0


@njit(cache=True, nogil=True)
def island_swing(
    short_mw: float, class_mw: Floats, load_mw: float, stage_at: Floats, stage_delay: Floats, stage_share: Floats,
    stage_free: Flags, low_at: Floats, low_delay: Floats, high_at: Floats, high_delay: Floats, inertia: Floats,
    governs: Floats, reserve: float, damping: float, gain: float, FH: float, TR: float,
    code: Ints, at: Floats, delay: Floats, relief: Floats, heavy: Floats, governing: Floats, partner: Ints,
    fired: Floats, since: Floats, M: Floats, path: Floats, out: Floats,
) -> int:  # fmt: skip
    """Frequency of one island that is `short_mw` short (below 0: too much), with its stages and trips of plant.

    `class_mw` is what runs of each class. Relays come back in `code` (stage; 1000 + class low; 2000 + class high) with
    the second at which they fired in `fired`. Returns how many relays there are; -1 where nothing turns.
    """
    base, H, governed = 0.0, 0.0, 0.0
    for c in range(N_CLASSES):
        base += class_mw[c]
        H += inertia[c] * class_mw[c]
        governed += governs[c] * class_mw[c]
    if H <= 1e-9:
        return -1
    n = 0
    for s in range(stage_at.shape[0]):  # stages stand in falling order
        if stage_free[s]:
            code[n], at[n], delay[n], relief[n] = s, stage_at[s], stage_delay[s], stage_share[s] * load_mw / base
            heavy[n], governing[n] = 0.0, 0.0
            n += 1
    for side in range(2):
        first = n
        for c in range(1, N_CLASSES):
            if class_mw[c] <= 0.0:
                continue
            code[n] = 1000 * (side + 1) + c
            at[n] = low_at[c] if side == 0 else high_at[c]
            delay[n] = low_delay[c] if side == 0 else high_delay[c]
            relief[n] = -class_mw[c] / base
            heavy[n] = inertia[c] * class_mw[c] / base
            governing[n] = governs[c] * class_mw[c] / governed if governed > 0.0 else 0.0
            n += 1
        start = 1 if side == 0 else first + 1
        for i in range(start, n):  # by distance from nominal; one that stands before stays before
            j = i
            while j > (0 if side == 0 else first) and abs(at[j]) < abs(at[j - 1]) - 1e-15:
                code[j], code[j - 1] = code[j - 1], code[j]
                at[j], at[j - 1] = at[j - 1], at[j]
                delay[j], delay[j - 1] = delay[j - 1], delay[j]
                relief[j], relief[j - 1] = relief[j - 1], relief[j]
                heavy[j], heavy[j - 1] = heavy[j - 1], heavy[j]
                governing[j], governing[j - 1] = governing[j - 1], governing[j]
                j -= 1
    for i in range(n):
        fired[i] = np.inf
        partner[i] = -1
        for j in range(n):  # one class leaves once, low or high
            if code[i] >= 1000 and (code[j] == code[i] + 1000 or code[j] == code[i] - 1000):
                partner[i] = j if code[j] >= 1000 else partner[i]
    rows = swing(
        H / base, damping * load_mw / base, gain * governed / base, FH, TR, short_mw / base,
        min(reserve, governed / base), at[:n], delay[:n], relief[:n], heavy[:n], governing[:n], partner[:n], SWING_DT,
        SWING_S, True, fired[:n], path, out, M, since[:n],
    )  # fmt: skip
    if rows < path.shape[0]:
        path[rows:, 0] = np.nan
    return n


@njit(cache=True, nogil=True)
def governed_mw(out: Floats, class_mw: Floats) -> float:
    """What governors give in the end, MW."""
    base = 0.0
    for c in range(N_CLASSES):
        base += class_mw[c]
    return float(out[GOVERNOR] * base)
