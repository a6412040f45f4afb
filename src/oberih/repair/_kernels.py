"""Order of work by a plain rule, for many draws."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def schedule(
    struck: Flags, ready_h: Floats, work_h: Floats, gain_mw: Floats, needs_spare: Flags,
    asset_region: Ints, spare_kind: Ints, crew_region: Ints, crews: Ints, spares: Ints, travel_h: Floats,
    start_h: Floats, done_h: Floats, crew_of: Ints, spare_used: Flags,
) -> None:  # fmt: skip
    """Greatest gain per hour of work first; each job to the crew that can begin soonest, own region before others.

    Arrays are (draw, asset), `spares` (draw, kind of spare), `crews` the number at work in each draw of those listed in
    `crew_region`. A job whose spare is not there is not begun: its times stay infinite.
    """
    n_draws, n_assets = struck.shape
    free_h = np.empty(crew_region.shape[0])
    priority = np.empty(n_assets)
    left = np.empty(spares.shape[1], np.int64)
    for d in range(n_draws):
        for k in range(spares.shape[1]):
            left[k] = spares[d, k]
        for c in range(crew_region.shape[0]):
            free_h[c] = 0.0
        jobs = 0
        for a in range(n_assets):
            priority[a] = -1.0
            if struck[d, a]:
                priority[a] = gain_mw[d, a] / max(work_h[d, a], 1e-9)
                jobs += 1
        for _ in range(jobs):
            job = -1
            for a in range(n_assets):
                if priority[a] >= 0.0 and (job < 0 or priority[a] > priority[job]):
                    job = a
            priority[job] = -1.0
            if needs_spare[d, job] and left[spare_kind[job]] <= 0:
                continue
            chosen, soonest, from_afar = -1, np.inf, False
            for c in range(crews[d]):
                away = crew_region[c] != asset_region[job]
                begin = max(free_h[c] + (travel_h[d] if away else 0.0), ready_h[d, job])
                # a crew of the region itself is taken where it loses nothing
                if begin < soonest or (begin == soonest and from_afar and not away):
                    chosen, soonest, from_afar = c, begin, away
            if chosen < 0:
                continue
            if needs_spare[d, job]:
                left[spare_kind[job]] -= 1
                spare_used[d, job] = True
            start_h[d, job] = soonest
            done_h[d, job] = soonest + work_h[d, job]
            free_h[chosen] = done_h[d, job]
            crew_of[d, job] = chosen
