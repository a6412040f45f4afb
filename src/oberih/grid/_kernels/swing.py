"""Frequency of one island: exact steps of a linear system between events, with relays that fire after a delay."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVELS = 14  #: an event is found to the step divided by 2^13
N_OUT = 9
#: what `swing` says: lowest, when, highest, when (pu and s), at the end, time of the end, power put right by relays,
#: governors at the end, 1 where the island went dark
LOWEST, LOWEST_S, HIGHEST, HIGHEST_S, LAST, LAST_S, RELIEF, GOVERNOR, DARK = range(N_OUT)


@njit(cache=True, nogil=True)
def steady(D: float, gain: float, reserve: float, loss: float) -> float:
    """Where the deviation settles, pu; NaN where it never does."""
    size = abs(loss)
    if size == 0.0:
        return 0.0
    if gain > 0.0:
        w = size / (D + gain)
        if gain * w <= reserve:
            return -w if loss > 0.0 else w
    if D > 0.0 and size > reserve:
        w = (size - reserve) / D
    elif D > 0.0 and gain == 0.0:
        w = size / D
    else:
        return np.nan
    if w >= 1.0:  # beyond 0 Hz, or twice the nominal: no place to settle
        return np.nan
    return -w if loss > 0.0 else w


@njit(cache=True, nogil=True)
def _prepare(H: float, D: float, gain: float, FH: float, TR: float, dt: float, M: Floats) -> None:
    """Exact steps of dt / 2^k, k = 0 … LEVELS - 1, of the free system (0) and of one with governors at their limit (1).

    M[mode, k] = e11, e12, e21, e22, g1, g2: state (w, x) goes to E (w, x) + g * power / 2H.
    """
    h = dt / 2.0 ** (LEVELS - 1)
    for mode in range(2):
        a = -(D + (FH * gain if mode == 0 else 0.0)) / (2.0 * H)
        b = (1.0 - FH) / (2.0 * H) if mode == 0 else 0.0
        c, d = -gain / TR, -1.0 / TR
        e11, e12, e21, e22 = 1.0, 0.0, 0.0, 1.0
        t11, t12, t21, t22 = 1.0, 0.0, 0.0, 1.0  # term of the series, (A h)^n / n!
        g1, g2 = h, 0.0
        for n in range(1, 12):
            t11, t12, t21, t22 = (
                (t11 * a + t12 * c) * h / n, (t11 * b + t12 * d) * h / n,
                (t21 * a + t22 * c) * h / n, (t21 * b + t22 * d) * h / n,
            )  # fmt: skip
            e11, e12, e21, e22 = e11 + t11, e12 + t12, e21 + t21, e22 + t22
            g1, g2 = g1 + t11 * h / (n + 1), g2 + t21 * h / (n + 1)
        for k in range(LEVELS - 1, -1, -1):
            M[mode, k, 0], M[mode, k, 1], M[mode, k, 2], M[mode, k, 3] = e11, e12, e21, e22
            M[mode, k, 4], M[mode, k, 5] = g1, g2
            g1, g2 = g1 + e11 * g1 + e12 * g2, g2 + e21 * g1 + e22 * g2
            e11, e12, e21, e22 = (
                e11 * e11 + e12 * e21, e11 * e12 + e12 * e22, e21 * e11 + e22 * e21, e21 * e12 + e22 * e22,
            )  # fmt: skip


@njit(cache=True, nogil=True)
def step_s(H: float, D: float, gain: float, FH: float, TR: float, most: float) -> float:
    """A step in which nothing can turn twice: a small part of the quickest time constant, at most `most`."""
    quick = TR
    if D + gain * FH > 0.0:
        quick = min(quick, 2.0 * H / (D + gain * FH))
    if gain > 0.0:
        quick = min(quick, np.sqrt(2.0 * H * TR / gain))
    return max(min(most, 0.1 * quick), 1e-5)


@njit(cache=True, nogil=True)
def swing(
    H: float, D: float, gain: float, FH: float, TR: float, loss: float, reserve: float, relay_at: Floats,
    delay_s: Floats, relief: Floats, heavy: Floats, governing: Floats, partner: Ints, most_dt: float, end_s: float,
    until_settled: bool, fired_s: Floats, path: Floats, out: Floats, M: Floats, since: Floats,
) -> int:  # fmt: skip
    """2H dw/dt = Pm - loss + relief - D w; a reheat governor, (1 + FH TR s) / (1 + TR s) * -gain w, kept within
    +-reserve (Anderson and Mirheydar, IEEE Trans. Power Syst. 5, 1990, 720-729; gain is Km / R).

    A relay whose threshold `relay_at` (pu deviation, below 0 low, above 0 high) has been passed for `delay_s` without
    a break changes the power by `relief` (load shed above 0, plant lost below 0), takes `heavy` off the inertia and the
    part `governing` off governors and their reserve; its `partner` (-1: none) can no longer fire. Relays
    stand in the order of their distance from 0, low ones before high ones. `fired_s` comes with inf
    where a relay may fire, and NaN where it may not. `path` (n, 4) takes
    time, deviation, governors and relief; with no rows nothing is kept. Returns rows kept. `since` and `M` are room.
    """
    n = relay_at.shape[0]
    n_low = 0
    while n_low < n and relay_at[n_low] < 0.0:
        n_low += 1
    for i in range(n):
        since[i] = np.inf
    t, w, x, put = 0.0, 0.0, 0.0, 0.0
    low_passed, high_passed, rows = 0, n_low, 0
    whole = 1.0  # part of governors left
    dt = step_s(H, D, gain, FH, TR, most_dt)
    _prepare(H, D, gain, FH, TR, dt, M)
    out[:] = 0.0
    level, mode, next_s, from_s = 0, 0, np.inf, 0.0
    if path.shape[0] > 0:
        path[0, 0], path[0, 1], path[0, 2], path[0, 3] = 0.0, 0.0, 0.0, 0.0
        rows = 1
    slope = (put - loss) / (2.0 * H)
    while t < end_s:
        limit = reserve * whole
        k = level
        left = min(next_s, end_s) - t
        while k < LEVELS - 1 and dt / 2.0**k > left:
            k += 1
        h = dt / 2.0**k
        if h > left:  # the smallest step would pass what is due: it is due now
            h = max(left, 0.0)
            if h > 0.0:
                w += h * slope
                x += h * (-gain * whole * w - x) / TR
                t += h
            turned = False
        else:
            held = 0.0 if mode == 0 else (limit if mode > 0 else -limit)
            which = 0 if mode == 0 else 1
            power = (put - loss + held) / (2.0 * H)
            new_w = M[which, k, 0] * w + M[which, k, 1] * x + M[which, k, 4] * power
            new_x = M[which, k, 2] * w + M[which, k, 3] * x + M[which, k, 5] * power
            asked = -gain * whole * FH * new_w + (1.0 - FH) * new_x
            now = 1 if asked > limit else (-1 if asked < -limit else 0)
            new_slope = (put - loss + min(max(asked, -limit), limit) - D * new_w) / (2.0 * H)
            turned = (
                (slope < 0.0) != (new_slope < 0.0) and abs(new_slope - slope) > 1e-12
                and (min(w, new_w) <= out[LOWEST] or max(w, new_w) >= out[HIGHEST])
            )  # fmt: skip
            passed = (
                (low_passed < n_low and new_w <= relay_at[low_passed])
                or (low_passed > 0 and new_w > relay_at[low_passed - 1])
                or (high_passed < n and new_w >= relay_at[high_passed])
                or (high_passed > n_low and new_w < relay_at[high_passed - 1])
            )
            if (turned or passed or now != mode) and k < LEVELS - 1:
                level = k + 1
                continue
            found = turned or passed or now != mode
            w, x, slope, mode = new_w, new_x, new_slope, now
            t += h
            level = 0 if found or level == 0 else min(level + 1, LEVELS - 1)
        if w < out[LOWEST]:
            out[LOWEST], out[LOWEST_S] = w, t
        if w > out[HIGHEST]:
            out[HIGHEST], out[HIGHEST_S] = w, t
        changed = False
        while low_passed < n_low and w <= relay_at[low_passed]:
            since[low_passed] = t
            low_passed += 1
            changed = True
        while low_passed > 0 and w > relay_at[low_passed - 1]:
            low_passed -= 1
            since[low_passed] = np.inf
            changed = True
        while high_passed < n and w >= relay_at[high_passed]:
            since[high_passed] = t
            high_passed += 1
            changed = True
        while high_passed > n_low and w < relay_at[high_passed - 1]:
            high_passed -= 1
            since[high_passed] = np.inf
            changed = True
        if changed or t >= next_s - 1e-9:
            again = False
            for i in range(n):
                if fired_s[i] == np.inf and since[i] + delay_s[i] <= t + 1e-9:
                    fired_s[i] = t
                    put += relief[i]
                    if partner[i] >= 0:
                        fired_s[partner[i]] = np.nan
                    if heavy[i] > 0.0 or governing[i] > 0.0:
                        H -= heavy[i]
                        kept = max(whole - governing[i], 0.0)
                        x *= kept / whole if whole > 0.0 else 0.0
                        whole = kept
                        again = True
            next_s = np.inf
            for i in range(n):
                if fired_s[i] == np.inf and since[i] < np.inf:
                    next_s = min(next_s, since[i] + delay_s[i])
            if again:
                if H <= 1e-6:
                    out[DARK] = 1.0
                    break
                dt = step_s(H, D, gain * whole, FH, TR, most_dt)
                _prepare(H, D, gain * whole, FH, TR, dt, M)
            level = 0
            limit = reserve * whole
            asked = -gain * whole * FH * w + (1.0 - FH) * x
            mode = 1 if asked > limit else (-1 if asked < -limit else 0)
            slope = (put - loss + min(max(asked, -limit), limit) - D * w) / (2.0 * H)
        if rows < path.shape[0]:
            limit = reserve * whole
            path[rows, 0], path[rows, 1], path[rows, 3] = t, w, put
            path[rows, 2] = min(max(-gain * whole * FH * w + (1.0 - FH) * x, -limit), limit)
            rows += 1
        if w <= -1.0:
            w, out[LOWEST], out[DARK] = -1.0, -1.0, 1.0
            break
        if until_settled and next_s == np.inf and t > from_s + 1.0 and abs(slope) < 1e-6:
            from_s = t
            if abs(-gain * whole * w - x) < 1e-6 * TR + 1e-7 * abs(x):
                break
            quiet = steady(D, gain * whole, reserve * whole, loss - put)
            if not np.isnan(quiet) and abs(w - quiet) < 2e-6:
                break
    limit = reserve * whole
    out[LAST], out[LAST_S], out[RELIEF] = w, t, put
    out[GOVERNOR] = min(max(-gain * whole * FH * w + (1.0 - FH) * x, -limit), limit)
    return rows
