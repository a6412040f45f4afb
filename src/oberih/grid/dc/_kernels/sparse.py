"""Factors of a grid's matrix, islands, and flows from angles.

Davis, "Algorithm 849: a concise sparse Cholesky factorization package", ACM Trans. Math. Softw. 31 (2005) 587-591. The
pattern is that of the whole grid: a line that is out keeps its place and counts as nothing, so one order serves all
states.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
SAME = 1e-9  # of an angle of the order of one


@njit(cache=True)
def elimination(n: int, Ap: Ints, Ai: Ints):  # type: ignore[no-untyped-def]
    """Elimination tree, and where each column of the factor begins, from the upper pattern by columns."""
    parent = np.full(n, -1, np.int64)
    flag = np.full(n, -1, np.int64)
    count = np.zeros(n, np.int64)
    for k in range(n):
        flag[k] = k
        for p in range(Ap[k], Ap[k + 1]):
            i = Ai[p]
            while i < k and flag[i] != k:
                if parent[i] == -1:
                    parent[i] = k
                count[i] += 1
                flag[i] = k
                i = parent[i]
    Lp = np.zeros(n + 1, np.int64)
    for k in range(n):
        Lp[k + 1] = Lp[k] + count[k]
    return parent, Lp


@njit(cache=True)
def factor(
    n: int, Ap: Ints, Ai: Ints, Ax: Floats, diagonal: Floats, parent: Ints, Lp: Ints,
    Li: Ints, Lx: Floats, D: Floats, Y: Floats, pattern: Ints, flag: Ints, count: Ints,
) -> bool:  # fmt: skip
    """L D L' of a symmetric matrix; False where a pivot is zero. Entries that are zero now keep their place."""
    for k in range(n):
        flag[k] = -1
        Y[k] = 0.0
    for k in range(n):
        top = n
        flag[k] = k
        count[k] = 0
        for p in range(Ap[k], Ap[k + 1]):
            i = Ai[p]
            Y[i] += Ax[p]
            length = 0
            while flag[i] != k:
                pattern[length] = i
                length += 1
                flag[i] = k
                i = parent[i]
            while length > 0:
                length -= 1
                top -= 1
                pattern[top] = pattern[length]
        D[k] = diagonal[k]
        for t in range(top, n):
            i = pattern[t]
            y = Y[i]
            Y[i] = 0.0
            e = Lp[i] + count[i]
            for p in range(Lp[i], e):
                Y[Li[p]] -= Lx[p] * y
            ratio = y / D[i]
            D[k] -= ratio * y
            Li[e] = k
            Lx[e] = ratio
            count[i] += 1
        if D[k] == 0.0:
            return False
    return True


@njit(cache=True)
def solve(n: int, Lp: Ints, Li: Ints, Lx: Floats, D: Floats, count: Ints, x: Floats) -> None:
    """x becomes the answer of L D L' z = x."""
    for j in range(n):
        if x[j] != 0.0:
            for p in range(Lp[j], Lp[j] + count[j]):
                x[Li[p]] -= Lx[p] * x[j]
    for j in range(n):
        x[j] /= D[j]
    for j in range(n - 1, -1, -1):
        z = x[j]
        for p in range(Lp[j], Lp[j] + count[j]):
            z -= Lx[p] * x[Li[p]]
        x[j] = z


@njit(cache=True)
def holds(
    n: int, Ap: Ints, Ai: Ints, Ax: Floats, diagonal: Floats, Lp: Ints, Li: Ints, Lx: Floats, D: Floats, count: Ints
) -> bool:
    """Whether the factor is that of the matrix: angles made up here come back from the injections they need."""
    angle, back = np.empty(n), np.empty(n)
    for i in range(n):
        angle[i] = 1.0 + (i * 7919 % 1009) / 1009.0
        back[i] = diagonal[i] * angle[i]
    for k in range(n):
        for p in range(Ap[k], Ap[k + 1]):
            back[k] += Ax[p] * angle[Ai[p]]
            back[Ai[p]] += Ax[p] * angle[k]
    solve(n, Lp, Li, Lx, D, count, back)
    worst = 0.0
    for i in range(n):
        worst = max(worst, abs(back[i] - angle[i]))
    return worst <= SAME


@njit(cache=True)
def islands(n: int, tail: Ints, head: Ints, on: Flags, island: Ints) -> None:
    """Number of the lowest bus of each bus's island."""
    for i in range(n):
        island[i] = i
    for e in range(tail.shape[0]):
        if on[e]:
            u, v = tail[e], head[e]
            while island[u] != u:
                island[u] = island[island[u]]
                u = island[u]
            while island[v] != v:
                island[v] = island[island[v]]
                v = island[v]
            if u < v:
                island[v] = u
            elif v < u:
                island[u] = v
    for i in range(n):  # a bus's parent never has a higher number, so one sweep ends all chains
        island[i] = island[island[i]]


@njit(cache=True)
def flows(
    e_count: int, lines: Ints, order: Ints, tail: Ints, head: Ints, b_mw: Floats, offset: Floats, theta: Floats,
    out: Floats,
) -> None:  # fmt: skip
    """Flow of each of the lines named, MW, from the angles (in the order's places)."""
    for i in range(e_count):
        e = lines[i]
        out[i] = b_mw[e] * (theta[order[tail[e]]] - theta[order[head[e]]]) + offset[e]
