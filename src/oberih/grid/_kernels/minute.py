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
