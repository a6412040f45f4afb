"""All hours of a batch of draws: what the system has in each, how the day's water is spread, and what is served."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid._kernels.classes import SOLAR, SUBSTATION, WATER
from oberih.grid._kernels.served import serve, topology

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True)
def level_water(need: Floats, cap: Floats, energy: float, out: Floats) -> None:
    """Spread a day's water over its hours so that what is left of `need` is as even as can be: out = clip(need -
    x, 0, cap).

    The least sum of squares of what is left under the sum of `out` at most `energy`; x by bisection.
    """
    whole = 0.0
    low, high = 0.0, 0.0
    for h in range(need.shape[0]):
        out[h] = min(max(need[h], 0.0), cap[h])
        whole += out[h]
        high = max(high, need[h])
    if whole <= energy:
        return
    for _ in range(60):
        x = 0.5 * (low + high)
        used = 0.0
        for h in range(need.shape[0]):
            used += min(max(need[h] - x, 0.0), cap[h])
        if used > energy:
            low = x
        else:
            high = x
    for h in range(need.shape[0]):
        out[h] = min(max(need[h] - high, 0.0), cap[h])


@njit(cache=True)
def store_and_give(
    need: Floats, used: Floats, demand: Floats, most_mw: Floats, most_mwh: Floats, efficiency: float, ceiling: Floats,
    supply: Floats,
) -> None:  # fmt: skip
    """Storage on the consumers' side, full when it comes: in each hour a region's own gives what its substations cannot
    bring and its part of what the nation lacks after the day's water, and takes up its part of what is left over.

    `most_mw` and `most_mwh` are (hour, region); adds to `ceiling` and `supply`.
    """
    held = np.zeros(most_mw.shape[1])
    for h in range(most_mw.shape[0]):
        whole = most_mw[h].sum()
        if whole <= 0.0:
            continue
        left = need[h] - used[h]
        for r in range(most_mw.shape[1]):
            mw = most_mw[h, r]
            if mw <= 0.0:
                continue
            held[r] += most_mwh[h, r] - (most_mwh[h - 1, r] if h > 0 else 0.0)
            want = max(demand[h, r] - ceiling[h, r], 0.0)
            if want > 0.0 or left > 0.0:
                given = min(mw, held[r], want + max(left, 0.0) * mw / whole)
                held[r] -= given
                ceiling[h, r] += given
                supply[h, r] += given
            else:
                held[r] += efficiency * min(mw, (most_mwh[h, r] - held[r]) / efficiency, -left * mw / whole)


@njit(cache=True)
def share_at(
    t: float, from_h: float, struck: float, bypass_h: float, bypass: float, done_h: float, off_h: float, back_h: float
) -> float:
    """Share of its capacity that an asset has at a time: struck, bypassed, mended; nothing while tripped."""
    if off_h <= t < back_h:
        return 0.0
    if t < from_h or t >= done_h:
        return 1.0
    return struck if t < bypass_h else bypass


@njit(cache=True)
def pick_up(cold: float, picked: float, off: float, grown: float, gone: float) -> tuple[float, float]:
    """One hour on: the share of a region's load that is off and has lost its diversity, and the share that came back
    without it and has not settled yet.

    What is off grows cold by the part `grown` an hour; of what came back the part `gone` is still unsettled an hour
    later. What is on in turns counts by its share, so that turns as such make nothing cold.
    """
    cold += (off - cold) * grown if off > cold else 0.0
    picked *= gone
    if off < cold:
        picked += cold - off
        cold = off
    return cold, min(picked, 1.0)


@njit(cache=True, nogil=True)
def play(
    n: int, link_a: Ints, link_b: Ints, spread: Floats, link_mw: Floats,
    asset_region: Ints, asset_class: Ints, asset_mw: Floats, embedded: Flags,
    critical_share: Floats, import_share: Floats, class_factor: Floats, throughput_factor: Floats, link_factor: float,
    transit_loss: float, water_mwh: float, store_mw: Floats, store_mwh: Floats, efficiency: float,
    pickup_peak: float, pickup_h: float, onset_h: float, share: Floats, imported: Floats, sun: Floats,
    demand: Floats, ceiling: Floats, served: Floats,
) -> None:  # fmt: skip
    """All hours of one draw: `share` is what each asset has of its capacity, (hour, asset); `store_mw` and `store_mwh`
    are storage by (hour, region), `imported` and `sun` are by hour, and `demand` (hour, region) comes in as it would be
    with nothing cut before.

    Fills ceiling and served, (hour, region), and raises demand by what comes back without its diversity.
    """
    head, start, arcs = topology(n, link_a, link_b)
    room = np.empty(head.shape[0])
    level, at, path = np.empty(n + 2, np.int64), np.empty(n + 2, np.uint32), np.empty(n + 2, np.uint32)
    fixed, held = np.empty(n, np.bool_), np.empty(n, np.bool_)
    flow, left, base, want = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    n_hours, m = demand.shape[0], link_mw.shape[0]
    supply, water = np.empty((n_hours, n)), np.empty((n_hours, n))
    limit = np.empty((n_hours, m))
    need, cap, used = np.empty(n_hours), np.empty(n_hours), np.empty(n_hours)
    working, whole, critical = np.empty(n), np.empty(n), np.empty(n)
    cold, picked = np.empty(n), np.empty(n)
    for h in range(n_hours):
        for r in range(n):
            supply[h, r] = imported[h] * import_share[r]
            water[h, r], working[r], whole[r], ceiling[h, r] = 0.0, 0.0, 0.0, 0.0
        for a in range(asset_mw.shape[0]):
            if asset_mw[a] <= 0.0:
                continue
            r, c = asset_region[a], asset_class[a]
            mw = asset_mw[a] * class_factor[c] * share[h, a]
            if c == SUBSTATION:
                whole[r] += asset_mw[a]
                working[r] += asset_mw[a] * share[h, a]
                continue
            if c == SOLAR:
                mw *= sun[h]
            if c == WATER:
                water[h, r] += mw
            else:
                supply[h, r] += mw
            if embedded[a]:
                ceiling[h, r] += mw
        need[h], cap[h] = 0.0, 0.0
        for r in range(n):
            ceiling[h, r] += working[r] * throughput_factor[r]
            need[h] += min(demand[h, r], ceiling[h, r]) - supply[h, r]
            cap[h] += water[h, r]
        for j in range(m):
            a, b = link_a[j], link_b[j]
            ends = min(working[a] / max(whole[a], 1e-9), working[b] / max(whole[b], 1e-9))
            limit[h, j] = link_mw[j] * link_factor * (1.0 - transit_loss * (1.0 - ends))
    for first in range(0, n_hours, 24):
        last = min(first + 24, n_hours)
        level_water(need[first:last], cap[first:last], water_mwh * (last - first) / 24.0, used[first:last])
    store_and_give(need, used, demand, store_mw, store_mwh, efficiency, ceiling, supply)
    for r in range(n):
        cold[r], picked[r] = 0.0, 0.0
    grown, gone = 1.0 - np.exp(-1.0 / onset_h), np.exp(-1.0 / pickup_h)
    for h in range(n_hours):
        part = used[h] / cap[h] if cap[h] > 0.0 else 0.0
        for r in range(n):
            supply[h, r] += part * water[h, r]
            if h > 0:
                off = 1.0 - served[h - 1, r] / max(demand[h - 1, r], 1e-9)
                cold[r], picked[r] = pick_up(cold[r], picked[r], off, grown, gone)
                demand[h, r] *= 1.0 + (pickup_peak - 1.0) * picked[r]
            critical[r] = critical_share[r] * demand[h, r]
        serve(
            n, head, start, arcs, link_a, link_b, spread, supply[h], limit[h], critical, demand[h],
            ceiling[h], served[h], room, level, at, path, fixed, held, flow, left, base, want,
        )  # fmt: skip


@njit(cache=True, nogil=True)
def hours(
    n: int, link_a: Ints, link_b: Ints, spread: Floats, link_mw: Floats,
    asset_region: Ints, asset_class: Ints, asset_mw: Floats, embedded: Flags,
    peak_mw: Floats, profile: Floats, sun: Floats, critical_share: Floats, import_share: Floats, weekday: int,
    start_hour: Ints, demand_factor: Floats, class_factor: Floats, throughput_factor: Floats, link_factor: Floats,
    transit_loss: Floats,
    import_mw: Floats, water_mwh: Floats, store_mw: Floats, store_mwh: Floats, efficiency: float,
    no_import_from_h: Floats, no_import_to_h: Floats,
    from_h: Floats, struck: Floats, bypass_h: Floats, bypass: Floats, done_h: Floats, off_h: Floats, back_h: Floats,
    warmth: Floats, pickup_peak: Floats, pickup_h: Floats, onset_h: Floats,
    demand: Floats, ceiling: Floats, served: Floats,
) -> None:  # fmt: skip
    """All hours of a batch of draws: (draw, hour, region) demand, the most that substations deliver, and what is
    served.

    Water is spread anew over each 24 hours from hour 0. Of the share of a region's substations that is out, its
    links lose the part `transit_loss`. `warmth` is demand over that of the month's normal temperature, (draw, day,
    region). Load that comes back after an outage is greater for a while (`pick_up`); the day's water is spread before
    that is known.
    """
    n_hours = demand.shape[1]
    imported, bright = np.empty(n_hours), np.empty(n_hours)
    share = np.ones((n_hours, asset_mw.shape[0]))
    for d in range(demand.shape[0]):
        for h in range(n_hours):
            t = h + 0.5
            clock = (start_hour[d] + h) % 24
            day = (weekday + (start_hour[d] + h) // 24) % 7
            date = min((start_hour[d] + h) // 24, warmth.shape[1] - 1)
            shape = profile[1 if day >= 5 else 0, clock]
            imported[h] = 0.0 if no_import_from_h[d] <= t < no_import_to_h[d] else import_mw[d]
            bright[h] = sun[clock]
            for r in range(n):
                demand[d, h, r] = peak_mw[r] * demand_factor[d, r] * shape * warmth[d, date, r]
            for a in range(asset_mw.shape[0]):
                if asset_mw[a] > 0.0:
                    share[h, a] = share_at(
                        t, from_h[d, a], struck[d, a], bypass_h[d, a], bypass[d, a], done_h[d, a], off_h[d, a],
                        back_h[d, a],
                    )  # fmt: skip
        play(
            n, link_a, link_b, spread, link_mw, asset_region, asset_class, asset_mw, embedded, critical_share,
            import_share, class_factor[d], throughput_factor[d], link_factor[d], transit_loss[d], water_mwh[d],
            store_mw, store_mwh, efficiency, pickup_peak[d], pickup_h[d], onset_h[d], share, imported, bright,
            demand[d], ceiling[d], served[d],
        )  # fmt: skip
