"""The first minute: units that trip, the largest sudden imbalance, and the frequency of a system of its own."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid._kernels.classes import SUBSTATION

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def first_minute(
    draws_from: Floats, struck: Floats, asset_region: Ints, asset_class: Ints, running_mw: Floats, load_mw: Floats,
    trip_u: Floats, trip_chance: Floats, heavy: Flags, window_h: float,
    off_h: Floats, lost_mw: Floats, load_lost_mw: Floats, worst_mw: Floats, worst_h: Floats,
) -> None:  # fmt: skip
    """Units that trip beside struck substations, and the largest sudden imbalance of each draw within `window_h`.

    `running_mw` is each unit's output (draw, asset), `load_mw` what each substation feeds, `trip_chance` (draw,
    class) that
    of one heavy strike nearby. Fills `off_h` of tripped units. The imbalance is positive where generation is short.
    """
    n_draws, n_assets = draws_from.shape
    t, mw = np.empty(2 * n_assets), np.empty(2 * n_assets)
    for d in range(n_draws):
        count = 0
        for a in range(n_assets):
            if draws_from[d, a] < np.inf:
                gone = 1.0 - struck[d, a]
                t[count] = draws_from[d, a]
                if asset_class[a] == SUBSTATION:
                    mw[count] = -load_mw[d, a] * gone
                    load_lost_mw[d] += load_mw[d, a] * gone
                else:
                    mw[count] = running_mw[d, a] * gone
                    lost_mw[d] += running_mw[d, a] * gone
                count += 1
            elif asset_class[a] != SUBSTATION and running_mw[d, a] > 0.0:
                stays, when = 1.0, np.inf
                for b in range(n_assets):
                    if asset_class[b] == SUBSTATION and heavy[d, b] and asset_region[b] == asset_region[a]:
                        stays *= 1.0 - trip_chance[d, asset_class[a]]
                        when = min(when, draws_from[d, b])
                if trip_u[d, a] > stays:
                    off_h[d, a] = when
                    t[count], mw[count] = when, running_mw[d, a]
                    lost_mw[d] += running_mw[d, a]
                    count += 1
        order = np.argsort(t[:count], kind="mergesort")
        for i in range(count):
            if i > 0 and t[order[i]] == t[order[i - 1]]:
                continue
            total = 0.0
            for j in range(i, count):
                if t[order[j]] > t[order[i]] + window_h:
                    break
                total += mw[order[j]]
                if j + 1 < count and t[order[j + 1]] == t[order[j]]:
                    continue  # what goes in one moment counts together, in whatever order it is listed
                if abs(total) > abs(worst_mw[d]):
                    worst_mw[d], worst_h[d] = total, t[order[j]]


@njit(cache=True, nogil=True)
def swing(
    H: float, D: float, R: float, Km: float, FH: float, TR: float, loss: float, reserve: float,
    stage_pu: Floats, stage_shed: Floats, stage_delay_s: float, dt: float, end_s: float, out: Floats,
) -> None:  # fmt: skip
    """System frequency response of Anderson and Mirheydar (IEEE Trans. Power Syst. 5, 1990, 720-729), governor limited.

    2H dw/dt = Pm - loss + shed - D w; reheat governor (1 + FH TR s)/(1 + TR s) Km/R, its output kept within +-reserve.
    Stages (falling pu deviations) shed after a delay. out: nadir, nadir_s, final, shed, stages, zenith. Runge-Kutta 4.
    """
    w, x, shed, fired, below_s = 0.0, 0.0, 0.0, 0, 0.0
    nadir, nadir_s, zenith = 0.0, 0.0, 0.0
    dw, dx = np.empty(4), np.empty(4)
    for i in range(round(end_s / dt)):
        for k in range(4):
            step = 0.0 if k == 0 else dt if k == 3 else 0.5 * dt
            wk = w + (step * dw[k - 1] if k else 0.0)
            xk = x + (step * dx[k - 1] if k else 0.0)
            asked = -Km * wk / R
            pm = FH * asked + (1.0 - FH) * xk
            pm = min(max(pm, -reserve), reserve)
            dw[k] = (pm - loss + shed - D * wk) / (2.0 * H)
            dx[k] = (asked - xk) / TR
        w += dt * (dw[0] + 2.0 * dw[1] + 2.0 * dw[2] + dw[3]) / 6.0
        x += dt * (dx[0] + 2.0 * dx[1] + 2.0 * dx[2] + dx[3]) / 6.0
        if w < nadir:
            nadir, nadir_s = w, (i + 1) * dt
        zenith = max(zenith, w)
        if fired < stage_pu.shape[0] and w <= stage_pu[fired]:
            below_s += dt
            if below_s >= stage_delay_s:
                shed += stage_shed[fired]
                fired += 1
                below_s = 0.0
        else:
            below_s = 0.0
    out[0], out[1], out[2], out[3], out[4], out[5] = nadir, nadir_s, w, shed, fired, zenith
