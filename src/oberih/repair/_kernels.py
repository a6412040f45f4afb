"""Order of work by a plain rule, for many draws."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

ANY = -1  #: kind of crew, or of work, that goes with all


@njit(cache=True, nogil=True)
def plan(
    waiting: Flags, ready_h: Floats, work_h: Floats, gain_mw: Floats, needs_spare: Flags,
    asset_region: Ints, spare_kind: Ints, work_kind: Ints, crew_region: Ints, crew_kind: Ints, travel_h: float,
    stock_h: Floats, next_spare: Ints, free_h: Floats,
    start_h: Floats, done_h: Floats, crew_of: Ints, spare_h: Floats,
) -> None:  # fmt: skip
    """One draw: greatest gain per hour of work first; each job to the crew that can begin soonest, own region before
    others.

    `stock_h` is (kind of spare, place): the hours from which each spare is there, in order; `next_spare` is the first
    that nobody took yet. Spares are taken in the order of jobs. Jobs whose spare has still to come are given to crews
    after all others, in the order in which the spares come, so that no crew waits for one. A job for which none
    comes is not begun: its times stay infinite. `free_h` says when each crew is free, and is kept up. A crew does work
    of its own kind; kind -1 goes with all. `spare_h` is when the spare of a job came, -inf where none was needed.
    """
    n_assets = waiting.shape[0]
    priority = np.empty(n_assets)
    late = np.full(n_assets, np.inf)
    jobs = 0
    for a in range(n_assets):
        priority[a] = -1.0
        if waiting[a]:
            priority[a] = gain_mw[a] / max(work_h[a], 1e-9)
            jobs += 1
    for _ in range(jobs):
        job = -1
        for a in range(n_assets):
            if priority[a] >= 0.0 and (job < 0 or priority[a] > priority[job]):
                job = a
        priority[job] = -1.0
        spare_h[job] = -np.inf
        if needs_spare[job]:
            kind = spare_kind[job]
            if next_spare[kind] >= stock_h.shape[1]:
                spare_h[job] = np.inf
                continue
            spare_h[job] = stock_h[kind, next_spare[kind]]
            if spare_h[job] == np.inf:
                continue
            next_spare[kind] += 1
            if spare_h[job] > ready_h[job]:
                late[job] = spare_h[job]
                continue
        take(job, ready_h[job], work_h, asset_region, work_kind, crew_region, crew_kind, travel_h, free_h, start_h,
             done_h, crew_of)  # fmt: skip
    while True:
        job = int(np.argmin(late)) if n_assets > 0 else -1
        if job < 0 or late[job] == np.inf:
            return
        take(job, late[job], work_h, asset_region, work_kind, crew_region, crew_kind, travel_h, free_h, start_h, done_h,
             crew_of)  # fmt: skip
        late[job] = np.inf


@njit(cache=True, nogil=True)
def take(
    job: int, ready: float, work_h: Floats, asset_region: Ints, work_kind: Ints, crew_region: Ints, crew_kind: Ints,
    travel_h: float, free_h: Floats, start_h: Floats, done_h: Floats, crew_of: Ints,
) -> None:  # fmt: skip
    """Give a job to the crew that can begin soonest."""
    chosen, soonest, from_afar = -1, np.inf, False
    for c in range(free_h.shape[0]):
        if crew_kind[c] != ANY and work_kind[job] != ANY and crew_kind[c] != work_kind[job]:
            continue
        away = crew_region[c] != asset_region[job]
        begin = max(free_h[c] + (travel_h if away else 0.0), ready)
        # a crew of the region itself is taken where it loses nothing
        if begin < soonest or (begin == soonest and from_afar and not away):
            chosen, soonest, from_afar = c, begin, away
    if chosen < 0:
        return
    start_h[job] = soonest
    done_h[job] = soonest + work_h[job]
    free_h[chosen] = done_h[job]
    crew_of[job] = chosen


@njit(cache=True, nogil=True)
def schedule(
    struck: Flags, ready_h: Floats, work_h: Floats, gain_mw: Floats, needs_spare: Flags,
    asset_region: Ints, spare_kind: Ints, crew_region: Ints, crews: Ints, spares: Ints, travel_h: Floats,
    start_h: Floats, done_h: Floats, crew_of: Ints, spare_used: Flags,
) -> None:  # fmt: skip
    """All draws with what is in store: arrays are (draw, asset), `spares` (draw, kind of spare), `crews` the number at
    work in each draw of those listed in `crew_region`."""
    n_draws, n_assets = struck.shape
    n_kinds = spares.shape[1]
    spare_h, anybody = np.empty(n_assets), np.full(crew_region.shape[0], ANY)
    anything = np.full(n_assets, ANY)
    for d in range(n_draws):
        stock = np.full((n_kinds, max(spares[d].max(), 0)), np.inf)
        for k in range(n_kinds):
            stock[k, : spares[d, k]] = -np.inf
        plan(
            struck[d], ready_h[d], work_h[d], gain_mw[d], needs_spare[d], asset_region, spare_kind, anything,
            crew_region, anybody, travel_h[d], stock, np.zeros(n_kinds, np.int64), np.zeros(crews[d]),
            start_h[d], done_h[d], crew_of[d], spare_h,
        )  # fmt: skip
        for a in range(n_assets):
            spare_used[d, a] = struck[d, a] and needs_spare[d, a] and start_h[d, a] < np.inf
