"""What can be served in one hour of one state, on a network of regions joined by links of limited transfer.

Node 0 is the source, 1..n are the regions, n+1 the sink. Largest flow by Dinic (Soviet Math. Dokl. 11, 1970). Equal
shares by the decomposition of Fujishige, "Lexicographically optimal base of a polymatroid with respect to a weight
vector", Math. Oper. Res. 5 (1980) 186-196: what can be served is a polymatroid, so raising all regions at one rate, and
stopping those that a cut holds back, ends in the one point of least cut that minimises the sum of cut^2 / weight.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
EPS = 1e-7  # MW; below it a capacity counts as used up
TOLERANCE = 1e-4  # MW; below it a flow counts as enough


@njit(cache=True)
def topology(n: int, link_a: Ints, link_b: Ints):  # type: ignore[no-untyped-def]
    """Heads of all arcs (arc ^ 1 is the reverse one), and each node's arcs.

    Pairs in order: source to region (n), region to sink (n), links.
    """
    m = link_a.shape[0]
    pairs = 2 * n + m
    head = np.empty(2 * pairs, np.int64)
    for r in range(n):
        head[2 * r], head[2 * r + 1] = 1 + r, 0
        head[2 * (n + r)], head[2 * (n + r) + 1] = n + 1, 1 + r
    for j in range(m):
        head[2 * (2 * n + j)], head[2 * (2 * n + j) + 1] = 1 + link_b[j], 1 + link_a[j]
    nodes = n + 2
    start = np.zeros(nodes + 1, np.int64)
    for e in range(2 * pairs):
        start[head[e ^ 1] + 1] += 1
    for u in range(nodes):
        start[u + 1] += start[u]
    arcs = np.empty(2 * pairs, np.int64)
    at = start[:-1].copy()
    for e in range(2 * pairs):
        u = head[e ^ 1]
        arcs[at[u]] = e
        at[u] += 1
    return head, start, arcs


@njit(cache=True)
def largest_flow(head: Ints, start: Ints, arcs: Ints, room: Floats, level: Ints, at: Ints, path: Ints) -> float:
    """Push as much as goes from node 0 to the last node. `room` is what is left of each arc, and is used up.

    Afterwards level[u] >= 0 exactly for the nodes on the source's side of the least cut nearest to the source.
    """
    nodes = start.shape[0] - 1
    sink = nodes - 1
    queue = path  # both are scratch of the same length, never needed at once
    total = 0.0
    while True:
        for u in range(nodes):
            level[u] = -1
        level[0] = 0
        queue[0] = 0
        first, last = 0, 1
        while first < last:
            u = queue[first]
            first += 1
            for i in range(start[u], start[u + 1]):
                e = arcs[i]
                v = head[e]
                if level[v] < 0 and room[e] > EPS:
                    level[v] = level[u] + 1
                    queue[last] = v
                    last += 1
        if level[sink] < 0:
            return total
        for u in range(nodes):
            at[u] = start[u]
        depth = 0
        u = 0
        while True:
            if u == sink:
                push = np.inf
                for i in range(depth):
                    push = min(push, room[path[i]])
                back = 0
                for i in range(depth - 1, -1, -1):
                    e = path[i]
                    room[e] -= push
                    room[e ^ 1] += push
                    if room[e] <= EPS:
                        back = i
                total += push
                depth = back
                u = head[path[depth] ^ 1]
                continue
            stepped = False
            while at[u] < start[u + 1]:
                e = arcs[at[u]]
                v = head[e]
                if level[v] == level[u] + 1 and room[e] > EPS:
                    path[depth] = e
                    depth += 1
                    u = v
                    stepped = True
                    break
                at[u] += 1
            if stepped:
                continue
            if depth == 0:
                break
            depth -= 1
            u = head[path[depth] ^ 1]
            at[u] += 1


@njit(cache=True)
def fits(
    n: int, link_a: Ints, link_b: Ints, spread: Floats, supply: Floats, asked: Floats, limit: Floats,
    flow: Floats, left: Floats,
) -> bool:  # fmt: skip
    """Whether one flow that is quick to compute serves what is asked: enough to say yes, never a no.

    `spread` (links x regions) sends injections over the links as currents would go, conductances being the limits.
    """
    offered, needed = 0.0, 0.0
    for r in range(n):
        offered += supply[r]
        needed += asked[r]
    if offered < needed - TOLERANCE:
        return False
    used = 1.0 if offered <= 0.0 else min(1.0, needed / offered)
    for r in range(n):
        flow[r] = used * supply[r] - asked[r]
        left[r] = flow[r]
    for j in range(limit.shape[0]):
        f = 0.0
        for r in range(n):
            f += spread[j, r] * flow[r]
        if abs(f) > limit[j]:
            return False
        left[link_a[j]] -= f
        left[link_b[j]] += f
    balanced = True  # in a network of several parts, currents cannot bring what another part has
    for r in range(n):
        balanced &= abs(left[r]) <= TOLERANCE
    return balanced


@njit(cache=True)
def share_out(
    n: int, head: Ints, start: Ints, arcs: Ints, link_a: Ints, link_b: Ints, spread: Floats,
    supply: Floats, limit: Floats, base: Floats, want: Floats, ceiling: Floats, first_rate: float, served: Floats,
    room: Floats, level: Ints, at: Ints, path: Ints, fixed: Flags, held: Flags, flow: Floats, left: Floats,
) -> bool:  # fmt: skip
    """Serve min(base + rate * want, ceiling): one rate for all, but for those whom a cut of the network holds lower.

    `first_rate` is any rate that the answer does not exceed. False where even `base` cannot be served.
    """
    m = limit.shape[0]
    free = 0
    for r in range(n):
        fixed[r] = want[r] <= 0.0 or base[r] >= ceiling[r]
        served[r] = min(base[r], ceiling[r])
        free += not fixed[r]
    rate = first_rate
    while True:
        bottleneck = False
        while True:
            asked = 0.0
            for r in range(n):
                if not fixed[r]:
                    served[r] = min(base[r] + rate * want[r], ceiling[r])
                asked += served[r]
            if fits(n, link_a, link_b, spread, supply, served, limit, flow, left):
                break
            locally = 0.0
            for r in range(n):  # what a region has, it uses first: the rest must travel
                own = min(supply[r], served[r])
                locally += own
                room[2 * r], room[2 * r + 1] = supply[r] - own, 0.0
                room[2 * (n + r)], room[2 * (n + r) + 1] = served[r] - own, 0.0
            for j in range(m):
                room[2 * (2 * n + j)] = limit[j]
                room[2 * (2 * n + j) + 1] = limit[j]
            if locally + largest_flow(head, start, arcs, room, level, at, path) >= asked - TOLERANCE:
                break
            # The least cut says what may enter the sink's side; lower the rate until what is asked there fits.
            into = 0.0
            for r in range(n):
                if level[1 + r] < 0:
                    into += supply[r]
            for j in range(m):
                if (level[1 + link_a[j]] >= 0) != (level[1 + link_b[j]] >= 0):
                    into += limit[j]
            lower = rate
            while True:
                above, slope = -into, 0.0
                for r in range(n):
                    if level[1 + r] < 0:
                        if fixed[r]:
                            above += served[r]
                        else:
                            asks = base[r] + lower * want[r]
                            above += min(asks, ceiling[r])
                            slope += want[r] if asks < ceiling[r] else 0.0
                if abs(above) <= EPS or (above > 0.0 and lower <= 0.0) or (above < 0.0 and slope <= 0.0):
                    break
                if slope > 0.0:  # Newton: asked is concave in the rate, so one step down, then steps up to the root
                    lower = max(0.0, lower - above / slope)
                else:  # all are at their ceilings: go down to where the first one leaves it
                    lower = next_knee(n, level, fixed, base, want, ceiling, lower)
            if lower <= 0.0 and above > TOLERANCE:
                return False
            if lower >= rate:  # rounding alone is left
                break
            rate = lower
            bottleneck = True
            for r in range(n):
                held[r] = not fixed[r] and level[1 + r] < 0
        if not bottleneck:
            return True
        for r in range(n):
            if held[r]:
                fixed[r] = True
                free -= 1
        if free == 0:
            return True
        rate = 1.0


@njit(cache=True)
def next_knee(n: int, level: Ints, fixed: Flags, base: Floats, want: Floats, ceiling: Floats, rate: float) -> float:
    """The highest rate below this one at which a region of the cut is just at its ceiling; 0 if there is none."""
    knee = 0.0
    for r in range(n):
        if level[1 + r] < 0 and not fixed[r]:
            there = (ceiling[r] - base[r]) / want[r]
            if there < rate:
                knee = max(knee, there)
    return knee


@njit(cache=True)
def serve(
    n: int, head: Ints, start: Ints, arcs: Ints, link_a: Ints, link_b: Ints, spread: Floats,
    supply: Floats, limit: Floats, critical: Floats, demand: Floats, ceiling: Floats, served: Floats,
    room: Floats, level: Ints, at: Ints, path: Ints, fixed: Flags, held: Flags, flow: Floats, left: Floats,
    base: Floats, want: Floats,
) -> None:  # fmt: skip
    """The three stages: critical load first, then the least cut, then equal shares of what is cut."""
    offered, least, rest = 0.0, 0.0, 0.0
    for r in range(n):
        base[r] = min(critical[r], ceiling[r])
        want[r] = demand[r] - critical[r]
        offered += supply[r]
        least += base[r]
        rest += want[r]
    rate = 1.0
    if offered < least + rest and rest > 0.0:  # the rate that all supply allows, ceilings minded
        rate = max(0.0, min(1.0, (offered - least) / rest))
        for _ in range(2 * n):
            above, slope = -offered, 0.0
            for r in range(n):
                asks = critical[r] + rate * want[r]
                above += min(asks, ceiling[r])
                slope += want[r] if asks < ceiling[r] else 0.0
            if above >= -EPS or rate >= 1.0 or slope <= 0.0:
                break
            rate = min(1.0, rate - above / slope)
    if offered >= least and share_out(
        n, head, start, arcs, link_a, link_b, spread, supply, limit,
        base, want, ceiling, rate, served, room, level, at, path, fixed, held, flow, left,
    ):  # fmt: skip
        return
    for r in range(n):  # not even critical load can be served: share that out first
        base[r] = 0.0
        want[r] = critical[r]
        held[r] = False
    share_out(
        n, head, start, arcs, link_a, link_b, spread, supply, limit,
        base, want, ceiling, 1.0, served, room, level, at, path, fixed, held, flow, left,
    )  # fmt: skip
    for r in range(n):
        base[r] = served[r]
        want[r] = demand[r] - critical[r]
    share_out(
        n, head, start, arcs, link_a, link_b, spread, supply, limit,
        base, want, ceiling, 1.0, served, room, level, at, path, fixed, held, flow, left,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def serve_many(
    n: int, link_a: Ints, link_b: Ints, spread: Floats, supply: Floats, limit: Floats,
    critical: Floats, demand: Floats, ceiling: Floats, served: Floats,
) -> None:  # fmt: skip
    """`serve` for many rows, each by itself: the answer of a row does not depend on its neighbours."""
    head, start, arcs = topology(n, link_a, link_b)
    room = np.empty(head.shape[0])
    level, at, path = np.empty(n + 2, np.int64), np.empty(n + 2, np.int64), np.empty(n + 2, np.int64)
    fixed, held = np.empty(n, np.bool_), np.empty(n, np.bool_)
    flow, left, base, want = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for i in range(supply.shape[0]):
        serve(
            n, head, start, arcs, link_a, link_b, spread, supply[i], limit[i], critical[i], demand[i], ceiling[i],
            served[i], room, level, at, path, fixed, held, flow, left, base, want,
        )  # fmt: skip


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
def share_at(
    t: float, from_h: float, struck: float, bypass_h: float, bypass: float, done_h: float, off_h: float, back_h: float
) -> float:
    """Share of its capacity that an asset has at a time: struck, bypassed, mended; nothing while tripped."""
    if off_h <= t < back_h:
        return 0.0
    if t < from_h or t >= done_h:
        return 1.0
    return struck if t < bypass_h else bypass


# classes of asset in arrays
SUBSTATION, NUCLEAR, THERMAL, CHP, WATER, SOLAR, WIND = 0, 1, 2, 3, 4, 5, 6


@njit(cache=True, nogil=True)
def hours(
    n: int, link_a: Ints, link_b: Ints, spread: Floats, link_mw: Floats,
    asset_region: Ints, asset_class: Ints, asset_mw: Floats, embedded: Flags,
    peak_mw: Floats, profile: Floats, sun: Floats, critical_share: Floats, import_share: Floats, weekday: int,
    start_hour: Ints, demand_factor: Floats, class_factor: Floats, throughput_factor: Floats, link_factor: Floats,
    transit_loss: Floats,
    import_mw: Floats, water_mwh: Floats, no_import_from_h: Floats, no_import_to_h: Floats,
    from_h: Floats, struck: Floats, bypass_h: Floats, bypass: Floats, done_h: Floats, off_h: Floats, back_h: Floats,
    demand: Floats, ceiling: Floats, served: Floats,
) -> None:  # fmt: skip
    """All hours of a batch of draws: (draw, hour, region) demand, the most that substations deliver, and what is
    served.

    Water is spread anew over each 24 hours from hour 0. Of the share of a region's substations that is out, its
    links lose the part `transit_loss`.
    """
    head, start, arcs = topology(n, link_a, link_b)
    room = np.empty(head.shape[0])
    level, at, path = np.empty(n + 2, np.int64), np.empty(n + 2, np.int64), np.empty(n + 2, np.int64)
    fixed, held = np.empty(n, np.bool_), np.empty(n, np.bool_)
    flow, left, base, want = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    n_hours, m = demand.shape[1], link_mw.shape[0]
    supply, water = np.empty((n_hours, n)), np.empty((n_hours, n))
    limit = np.empty((n_hours, m))
    need, cap, used = np.empty(n_hours), np.empty(n_hours), np.empty(n_hours)
    working, whole, critical = np.empty(n), np.empty(n), np.empty(n)
    for d in range(demand.shape[0]):
        for h in range(n_hours):
            t = h + 0.5
            clock = (start_hour[d] + h) % 24
            day = (weekday + (start_hour[d] + h) // 24) % 7
            shape = profile[1 if day >= 5 else 0, clock]
            imported = 0.0 if no_import_from_h[d] <= t < no_import_to_h[d] else import_mw[d]
            for r in range(n):
                supply[h, r] = imported * import_share[r]
                water[h, r], working[r], whole[r], ceiling[d, h, r] = 0.0, 0.0, 0.0, 0.0
                demand[d, h, r] = peak_mw[r] * demand_factor[d, r] * shape
            for a in range(asset_mw.shape[0]):
                if asset_mw[a] <= 0.0:
                    continue
                share = share_at(
                    t, from_h[d, a], struck[d, a], bypass_h[d, a], bypass[d, a], done_h[d, a], off_h[d, a], back_h[d, a]
                )
                r, c = asset_region[a], asset_class[a]
                mw = asset_mw[a] * class_factor[d, c] * share
                if c == SUBSTATION:
                    whole[r] += asset_mw[a]
                    working[r] += asset_mw[a] * share
                    continue
                if c == SOLAR:
                    mw *= sun[clock]
                if c == WATER:
                    water[h, r] += mw
                else:
                    supply[h, r] += mw
                if embedded[a]:
                    ceiling[d, h, r] += mw
            need[h], cap[h] = 0.0, 0.0
            for r in range(n):
                ceiling[d, h, r] += working[r] * throughput_factor[d, r]
                need[h] += min(demand[d, h, r], ceiling[d, h, r]) - supply[h, r]
                cap[h] += water[h, r]
            for j in range(m):
                a, b = link_a[j], link_b[j]
                ends = min(working[a] / max(whole[a], 1e-9), working[b] / max(whole[b], 1e-9))
                limit[h, j] = link_mw[j] * link_factor[d] * (1.0 - transit_loss[d] * (1.0 - ends))
        for first in range(0, n_hours, 24):
            last = min(first + 24, n_hours)
            level_water(need[first:last], cap[first:last], water_mwh[d] * (last - first) / 24.0, used[first:last])
        for h in range(n_hours):
            part = used[h] / cap[h] if cap[h] > 0.0 else 0.0
            for r in range(n):
                supply[h, r] += part * water[h, r]
                critical[r] = critical_share[r] * demand[d, h, r]
            serve(
                n, head, start, arcs, link_a, link_b, spread, supply[h], limit[h], critical, demand[d, h],
                ceiling[d, h], served[d, h], room, level, at, path, fixed, held, flow, left, base, want,
            )  # fmt: skip


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
