"""A binary heap of events by time, then by code; events are two arrays and a count."""

import numpy as np
from numba import njit

from oberih.defence._kernels.columns import Floats, Ints

#: what an event is, in the order in which equal times are worked off; an event's code is what * SPAN + which
ARRIVES, FREES, RELOADED, READY, MEETS, OPENS = 0, 1, 2, 3, 4, 5
SPAN = 1 << 40


@njit(cache=True)
def push(at: Floats, code: Ints, n: int, t: float, c: int) -> int:
    """Add an event; returns the new count."""
    i = n
    while i > 0:
        up = (i - 1) >> 1
        if at[up] < t or (at[up] == t and code[up] <= c):
            break
        at[i] = at[up]
        code[i] = code[up]
        i = up
    at[i] = t
    code[i] = c
    return n + 1


@njit(cache=True)
def drop(at: Floats, code: Ints, n: int) -> int:
    """Remove the first event; returns the new count."""
    n -= 1
    if n == 0:
        return 0
    settle(at, code, n, at[n], code[n])
    return n


@njit(cache=True)
def settle(at: Floats, code: Ints, n: int, t: float, c: int | np.int64) -> None:
    """Put an event in the first one's place, and everything in order again."""
    i = 0
    while True:
        down = 2 * i + 1
        if down >= n:
            break
        other = down + 1
        if other < n and (at[other] < at[down] or (at[other] == at[down] and code[other] < code[down])):
            down = other
        if t < at[down] or (t == at[down] and c <= code[down]):
            break
        at[i] = at[down]
        code[i] = code[down]
        i = down
    at[i] = t
    code[i] = c
