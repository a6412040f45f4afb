"""A heap of events by time, four below each: two arrays and a count. Equal times come in the heap's own order.

The least of four is found without a branch that could be foretold wrongly, which halves what an event costs.
"""

from numba import njit

from oberih.defence._kernels.columns import Floats, Ints

#: what an event is; an event's code is what * SPAN + which
ARRIVES, FREES, RELOADED, READY, MEETS, OPENS = 0, 1, 2, 3, 4, 5
SHIFT = 40
SPAN = 1 << SHIFT


@njit(cache=True)
def push(at: Floats, code: Ints, n: int, t: float, c: int) -> int:
    """Add an event; returns the new count."""
    i = n
    while i > 0:
        up = (i - 1) >> 2
        if at[up] <= t:
            break
        at[i] = at[up]
        code[i] = code[up]
        i = up
    at[i] = t
    code[i] = c
    return n + 1


@njit(cache=True)
def settle(at: Floats, code: Ints, n: int, t: float, c: int) -> None:
    """Put an event in the first one's place, and everything in order again, `n` events in all.

    With the last event and one fewer in all it takes the first one out.
    """
    i = 0
    down = 1
    while down + 3 < n:
        left, right = down + (at[down + 1] < at[down]), down + 2 + (at[down + 3] < at[down + 2])
        at_left, at_right = min(at[down], at[down + 1]), min(at[down + 2], at[down + 3])
        first = right if at_right < at_left else left
        least = min(at_left, at_right)
        if t <= least:
            at[i] = t
            code[i] = c
            return
        at[i] = least
        code[i] = code[first]
        i = first
        down = 4 * i + 1
    if down < n:  # fewer than four below
        first = down
        for other in range(down + 1, n):
            if at[other] < at[first]:
                first = other
        if at[first] < t:
            at[i] = at[first]
            code[i] = code[first]
            i = first
    at[i] = t
    code[i] = c
