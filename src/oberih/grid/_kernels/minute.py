"""The first minute of a country of regions: trips, ties to the synchronous area, islands, frequency, overloads.

A draw goes from moment to moment (times at which something is struck). At each, rounds run until nothing more happens:
islands are found; a tied one hands its imbalance to the ties, which open above their headroom; one of its own has a
frequency, stages of shedding and trips of plant; then flows between regions are looked at: a region behind an
overloaded link sheds (САВН), and links still overloaded open. Every island balances after every round.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid._kernels.classes import NUCLEAR, SUBSTATION
from oberih.grid._kernels.islands import N_CLASSES, dense_flows, find_islands, governed_mw, island_swing
from oberih.grid._kernels.swing import DARK, HIGHEST, LEVELS, LOWEST, N_OUT

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: what an event is; `subject` and `place` beside it are an asset, class, stage, link or region
(
    STRUCK, LOAD_LOST, TRIPPED, TIE_FLOW, TIES_OPEN, STAGE, CLASS_LEFT, OVERLOAD_SHED, LINK_OPENS, WENT_DARK,
    REDISPATCH, FREQUENCY, GOVERNORS,
) = range(13)  # fmt: skip
EVENT = 8  #: columns: hour, second after it, round, what, subject, place, MW, Hz deviation (pu)
BALANCE = 5  #: columns: round, generation, load, flow over ties, and what does not balance
MOST_ROUNDS = 60
SAME_MW = 1e-6


@njit(cache=True, nogil=True)
def _note(
    events: Floats, count: int, hour: float, second: float, turn: int, what: int, subject: int, place: int, mw: float,
    hz: float,
) -> int:  # fmt: skip
    if count < events.shape[0]:
        e = events[count]
        e[0], e[1], e[2], e[3], e[4], e[5], e[6], e[7] = hour, second, turn, what, subject, place, mw, hz
    return count + 1


@njit(cache=True, nogil=True)
def first_minute(
    from_h: Floats, struck: Floats, heavy: Flags, asset_region: Ints, asset_class: Ints, running_mw: Floats,
    fed_share: Floats, region_mw: Floats, trip_u: Floats, trip_chance: Floats, near: Flags, near_share: float,
    link_a: Ints, link_b: Ints, link_mw: Floats, link_factor: Floats, transit_loss: Floats,
    import_share: Floats, import_mw: Floats, headroom_mw: Floats, synchronous: bool,
    stage_at: Floats, stage_delay: Floats, stage_share: Floats, low_at: Floats, low_delay: Floats, high_at: Floats,
    high_delay: Floats, inertia: Floats, governs: Floats, reserve: Floats, damping: float, gain: float, FH: float,
    TR: float, overload: Floats, overload_share: float, overload_s: float, link_s: float, window_h: float,
    off_h: Floats, lost_mw: Floats, load_lost_mw: Floats, worst_mw: Floats, separated_h: Floats, nadir: Floats,
    zenith: Floats, shed_mw: Floats, dark_h: Floats, load_start_mw: Floats, error_mw: Floats, events: Floats,
    balances: Floats, counts: Ints,
) -> None:  # fmt: skip
    """All draws. Shapes: (draw, asset), (asset,), (draw, region), (link,), (draw,) as the names say; classes are (7,),
    `low_at` and `reserve` are (draw, 7) and (draw,). Fills `off_h` (tripped units), sums, `separated_h` (the larger
    part of load is no longer tied), deviations, `shed_mw` and `dark_h` (draw, region), and the largest imbalance
    that any round left in `error_mw`. With rows in `events` and `balances`, the first draw is written down.
    """
    n_draws, n_assets = from_h.shape
    n, m = region_mw.shape[1], link_a.shape[0]
    n_stages = stage_at.shape[0]
    A, angle, flow, put = np.empty((n, n)), np.empty(n), np.empty(m), np.empty(n)
    island, on, b = np.empty(n, np.int64), np.empty(m, np.bool_), np.empty(m)
    allowed, base_limit, part = np.empty(m), np.empty(m), np.empty(m)
    gen, load, start, work = np.empty(n_assets), np.empty(n), np.empty(n), np.empty(n)
    carried, spent = np.empty(n), np.empty(n)
    region_gen, class_mw = np.empty(n), np.empty(N_CLASSES)
    tied, over_shed, dark = np.empty(n, np.bool_), np.empty(n, np.bool_), np.empty(n, np.bool_)
    stage_used, stage_free = np.empty((n, n_stages), np.bool_), np.empty(n_stages, np.bool_)
    most = n_stages + 2 * N_CLASSES
    code, partner = np.empty(most, np.int64), np.empty(most, np.int64)
    at, delay, relief, heavy_pu = np.empty(most), np.empty(most), np.empty(most), np.empty(most)
    governing, fired, since = np.empty(most), np.empty(most), np.empty(most)
    M, out, path = np.empty((2, LEVELS, 6)), np.empty(N_OUT), np.empty((0, 4))
    when, what, hit = np.empty(n_assets), np.empty(n_assets, np.int64), np.empty(n_assets, np.int64)
    most_pushes = 4 * n_assets + 8
    push_h, push_mw, push_r = np.empty(most_pushes), np.empty(most_pushes), np.empty(most_pushes, np.int64)
    no_events, no_balances = np.empty((0, EVENT)), np.empty((0, BALANCE))
    for d in range(n_draws):
        note, told = (events, balances) if d == 0 else (no_events, no_balances)
        n_events, n_balances, error, turn = 0, 0, 0.0, 0
        # before the raid: what runs meets what is served
        demand, flexible, rigid = 0.0, 0.0, 0.0
        for r in range(n):
            demand += region_mw[d, r]
            work[r], over_shed[r], dark[r], carried[r], spent[r] = 1.0, False, False, 0.0, 0.0
            tied[r] = synchronous and import_share[r] > 0.0
            for s in range(n_stages):
                stage_used[r, s] = False
        for a in range(n_assets):
            gen[a] = running_mw[d, a]
            if asset_class[a] == NUCLEAR:
                rigid += gen[a]
            else:
                flexible += gen[a]
        imported = import_mw[d]
        have = rigid + flexible + imported
        served = min(1.0, have / demand) if demand > 0.0 else 0.0
        turned_down = min(1.0, max(0.0, demand - rigid - imported) / flexible) if flexible > 0.0 else 1.0
        rigid_down = min(1.0, max(0.0, demand - imported) / rigid) if rigid > 0.0 else 1.0
        imported = min(imported, demand)
        for a in range(n_assets):
            gen[a] *= rigid_down if asset_class[a] == NUCLEAR else (turned_down if have > demand else 1.0)
        for r in range(n):
            load[r] = region_mw[d, r] * served
            start[r] = load[r]
            load_start_mw[d, r] = load[r]
            region_gen[r] = imported * import_share[r]
        for a in range(n_assets):
            region_gen[asset_region[a]] += gen[a]
        for j in range(m):
            on[j] = link_mw[j] > 0.0
            b[j] = link_mw[j]
        find_islands(n, link_a, link_b, on, island)
        for r in range(n):  # an island without ties before the raid is balanced by itself
            put[r] = region_gen[r] - load[r]
        for k in range(n):
            if island[k] == k:
                total, here = 0.0, 0.0
                for r in range(n):
                    if island[r] == k:
                        total += put[r]
                        here += load[r]
                for r in range(n):
                    if island[r] == k and here > 0.0:
                        put[r] -= total * load[r] / here
        dense_flows(n, link_a, link_b, b, on, island, put, A, angle, flow)
        for j in range(m):
            part[j] = 1.0
            base_limit[j] = max(link_mw[j] * link_factor[d], abs(flow[j]))
        seen_h = -np.inf
        # what happens when
        n_hits = 0
        for c in range(n_assets):
            if asset_class[c] == SUBSTATION and heavy[d, c]:
                hit[n_hits] = c
                n_hits += 1
        count = 0
        for a in range(n_assets):
            if from_h[d, a] < np.inf:
                when[count], what[count] = from_h[d, a], a
                count += 1
            elif asset_class[a] != SUBSTATION and gen[a] > 0.0:
                nuclear = asset_class[a] == NUCLEAR
                stays, first, luck = 1.0, np.inf, trip_u[d, a]
                for q in range(n_hits):
                    c = hit[q]
                    if asset_region[c] == asset_region[a]:
                        stays *= 1.0 - trip_chance[d, asset_class[a]]
                        first = min(first, from_h[d, c])
                    elif nuclear and near[asset_region[c], asset_region[a]]:
                        stays *= 1.0 - near_share * trip_chance[d, NUCLEAR]
                        first = min(first, from_h[d, c])
                if nuclear and n_hits > 0:  # the units of a region share their way out: they leave together
                    for c in range(a):
                        if asset_class[c] == NUCLEAR and asset_region[c] == asset_region[a]:
                            luck = trip_u[d, c]
                            break
                if luck > stays:
                    off_h[d, a] = first
                    when[count], what[count] = first, a
                    count += 1
        order = np.argsort(when[:count], kind="mergesort")
        pushes, i = 0, 0
        while i < count:
            t = when[order[i]]
            if t > seen_h + window_h:  # what stood longer than the window the operator has made fit
                seen_h = t
                for j in range(m):
                    ends = min(work[link_a[j]], work[link_b[j]])
                    part[j] = max(1.0 - transit_loss[d] * (1.0 - ends), 1e-9)
                    base_limit[j] = max(link_mw[j] * link_factor[d] * part[j], abs(flow[j]))
            # the operator has put right what is older than the window
            for p in range(pushes):
                if push_mw[p] != 0.0 and push_h[p] < t - window_h:
                    place = push_r[p]
                    mine, theirs = 0.0, 0.0
                    for r in range(n):
                        if island[r] == island[place]:
                            mine += load[r]
                    for a in range(n_assets):
                        if island[asset_region[a]] == island[place]:
                            theirs += gen[a]
                    mw = push_mw[p]
                    if not tied_island(n, island, tied, place):
                        mw = 0.0
                        for r in range(n):
                            if island[r] == island[place]:
                                mw += carried[r]
                                carried[r], spent[r] = 0.0, 0.0
                    if mw > 0.0 and mine > 0.0:
                        mw = min(mw, mine)
                        for r in range(n):
                            if island[r] == island[place]:
                                load[r] *= 1.0 - mw / mine
                    elif mw < 0.0 and theirs > 0.0:
                        mw = max(mw, -theirs)
                        for a in range(n_assets):
                            if island[asset_region[a]] == island[place]:
                                gen[a] *= 1.0 + mw / theirs
                    n_events = _note(note, n_events, push_h[p] + window_h, 0.0, turn, REDISPATCH, 0, place, mw, 0.0)
                    push_mw[p] = 0.0
            while i < count and when[order[i]] == t:
                a = what[order[i]]
                r = asset_region[a]
                if asset_class[a] == SUBSTATION:
                    left = max(work[r] - fed_share[a] * (1.0 - struck[d, a]), 0.0)
                    gone = load[r] * (1.0 - left / work[r]) if work[r] > 1e-12 else load[r]
                    load[r] -= gone
                    work[r] = left
                    load_lost_mw[d] += gone
                    push, event = -gone, LOAD_LOST
                else:
                    share = 0.0 if off_h[d, a] < np.inf else struck[d, a]
                    gone = gen[a] * (1.0 - share)
                    gen[a] *= share
                    lost_mw[d] += gone
                    push, event = gone, TRIPPED if off_h[d, a] < np.inf else STRUCK
                n_events = _note(note, n_events, t, 0.0, turn, event, a, r, gone, 0.0)
                if tied_island(n, island, tied, r):
                    push_h[pushes], push_mw[pushes], push_r[pushes] = t, push, r
                    pushes += 1
                i += 1
            second = 0.0
            for _ in range(MOST_ROUNDS):
                turn += 1
                find_islands(n, link_a, link_b, on, island)
                again = False
                for k in range(n):
                    if island[k] != k:
                        continue
                    # what this island has
                    here, made, room, scheduled, ties = 0.0, 0.0, 0.0, 0.0, False
                    carry, used = 0.0, 0.0
                    for r in range(n):
                        if island[r] == k:
                            here += load[r]
                            carry += carried[r]
                            used += spent[r]
                            if tied[r]:
                                ties = True
                                ends = 1.0 - transit_loss[d] * (1.0 - work[r])
                                room += headroom_mw[d] * import_share[r] * ends
                                scheduled += imported * import_share[r]
                    for c in range(N_CLASSES):
                        class_mw[c] = 0.0
                    for a in range(n_assets):
                        if island[asset_region[a]] == k:
                            made += gen[a]
                            class_mw[asset_class[a]] += gen[a]
                    if ties:
                        deviation = here - made - scheduled
                        if abs(deviation) > abs(worst_mw[d]):
                            worst_mw[d] = deviation
                        if abs(deviation) <= room:
                            known = 0.0
                            for p in range(pushes):
                                if island[push_r[p]] == k:
                                    known += push_mw[p]
                            if abs(deviation - known) > SAME_MW and pushes < push_h.shape[0]:
                                push_h[pushes], push_mw[pushes], push_r[pushes] = t, deviation - known, k
                                pushes += 1
                            continue
                        for r in range(n):
                            if island[r] == k:
                                tied[r] = False
                        for p in range(pushes):
                            if island[push_r[p]] == k:
                                push_mw[p] = 0.0
                        n_events = _note(note, n_events, t, second, turn, TIES_OPEN, 0, k, deviation, 0.0)
                    short = here - made
                    if abs(short - carry) <= SAME_MW:
                        continue
                    for s in range(n_stages):
                        stage_free[s] = False
                    for r in range(n):
                        if island[r] == k:
                            for s in range(n_stages):
                                if not stage_used[r, s]:
                                    stage_free[s] = True
                    relays = -1
                    if here > SAME_MW and made > SAME_MW:
                        left = max(reserve[d] - abs(used) / made, 0.0)
                        relays = island_swing(
                            short, class_mw, here, stage_at, stage_delay, stage_share, stage_free, low_at[d], low_delay,
                            high_at, high_delay, inertia, governs, left, damping, gain, FH, TR,
                            code, at, delay, relief, heavy_pu, governing, partner, fired, since, M, path, out,
                        )  # fmt: skip
                    if relays < 0 and here > SAME_MW:
                        nadir[d] = -1.0  # nothing turns
                    gone_dark = relays < 0 or out[DARK] > 0.0
                    if relays >= 0:
                        nadir[d] = min(nadir[d], out[LOWEST])
                        zenith[d] = max(zenith[d], out[HIGHEST])
                        n_events = _note(note, n_events, t, second, turn, FREQUENCY, 0, k, short,
                                         out[LOWEST] if short > 0.0 else out[HIGHEST])  # fmt: skip
                    given = governed_mw(out, class_mw) if relays >= 0 and not gone_dark else 0.0
                    for q in range(relays):
                        if not fired[q] < np.inf:
                            continue
                        if code[q] < 1000:
                            s = code[q]
                            for r in range(n):
                                if island[r] == k:
                                    stage_used[r, s] = True
                            taken = 0.0
                            for r in range(n):
                                if island[r] == k:
                                    taken += min(stage_share[s], 1.0) * load[r]
                            n_events = _note(note, n_events, t, second + fired[q], turn, STAGE, s, k, taken, at[q])
                        else:
                            c = code[q] % 1000
                            n_events = _note(
                                note, n_events, t, second + fired[q], turn, CLASS_LEFT, c, k, class_mw[c], at[q]
                            )
                            for a in range(n_assets):
                                if island[asset_region[a]] == k and asset_class[a] == c and gen[a] > 0.0:
                                    lost_mw[d] += gen[a]
                                    gen[a] = 0.0
                                    off_h[d, a] = min(off_h[d, a], t)
                    taken_share = 0.0
                    for q in range(relays):
                        if fired[q] < np.inf and code[q] < 1000:
                            taken_share += stage_share[code[q]]
                    taken_share = min(taken_share, 1.0)
                    for r in range(n):
                        if island[r] == k:
                            shed_mw[d, r] += load[r] * taken_share
                            load[r] *= 1.0 - taken_share
                    if gone_dark:
                        for a in range(n_assets):
                            if island[asset_region[a]] == k and gen[a] > 0.0:
                                lost_mw[d] += gen[a]
                                gen[a] = 0.0
                                off_h[d, a] = min(off_h[d, a], t)
                        for r in range(n):
                            if island[r] == k:
                                load[r], carried[r] = 0.0, 0.0
                                if not dark[r]:
                                    dark[r] = True
                                    dark_h[d, r] = t
                        n_events = _note(note, n_events, t, second, turn, WENT_DARK, 0, k, here, 0.0)
                        again = True
                        continue
                    governed = 0.0
                    for a in range(n_assets):
                        if island[asset_region[a]] == k:
                            governed += gen[a] * governs[asset_class[a]]
                    if governed > 0.0:
                        n_events = _note(note, n_events, t, second, turn, GOVERNORS, 0, k, given, 0.0)
                        for a in range(n_assets):
                            if island[asset_region[a]] == k:
                                gen[a] *= max(1.0 + given * governs[asset_class[a]] / governed, 0.0)
                    here, made = 0.0, 0.0
                    for r in range(n):
                        if island[r] == k:
                            here += load[r]
                    for a in range(n_assets):
                        if island[asset_region[a]] == k:
                            made += gen[a]
                    rest = here - made  # what load gives by itself at this frequency, until the operator puts it right
                    for r in range(n):
                        if island[r] == k:
                            part_r = load[r] / here if here > 0.0 else 0.0
                            carried[r] = rest * part_r
                            spent[r] += given * part_r
                    for p in range(pushes):
                        if island[push_r[p]] == k:
                            push_mw[p] = 0.0
                    if abs(rest) > SAME_MW and pushes < push_h.shape[0]:
                        push_h[pushes], push_mw[pushes], push_r[pushes] = t, rest, k
                        pushes += 1
                    again = True
                # every island balances: flows between regions
                for r in range(n):
                    region_gen[r] = 0.0
                for a in range(n_assets):
                    region_gen[asset_region[a]] += gen[a]
                total_gen, total_load, over_ties, left_over = 0.0, 0.0, 0.0, 0.0
                for k in range(n):
                    if island[k] != k:
                        continue
                    here, made, share = 0.0, 0.0, 0.0
                    for r in range(n):
                        if island[r] == k:
                            here += load[r] - (0.0 if tied_island(n, island, tied, r) else carried[r])
                            made += region_gen[r]
                            if tied[r]:
                                share += import_share[r]
                    into = here - made
                    total_gen, total_load = total_gen + made, total_load + here
                    for r in range(n):
                        if island[r] == k:
                            put[r] = region_gen[r] - load[r]
                            if share <= 0.0:
                                put[r] += carried[r]
                            elif tied[r]:
                                put[r] += into * import_share[r] / share
                    if share > 0.0:
                        over_ties += into
                    else:
                        left_over = max(left_over, abs(into))
                left_over = max(left_over, abs(total_load - total_gen - over_ties))
                error = max(error, left_over)
                if n_balances < told.shape[0]:
                    row = told[n_balances]
                    row[0], row[1], row[2], row[3], row[4] = turn, total_gen, total_load, over_ties, left_over
                    n_balances += 1
                dense_flows(n, link_a, link_b, b, on, island, put, A, angle, flow)
                relieved, opened = False, False
                for j in range(m):
                    if not on[j]:
                        continue
                    ends = min(work[link_a[j]], work[link_b[j]])
                    allowed[j] = overload[d] * base_limit[j] * (1.0 - transit_loss[d] * (1.0 - ends)) / part[j]
                    excess = abs(flow[j]) - allowed[j]
                    if excess > SAME_MW:
                        r = link_b[j] if flow[j] > 0.0 else link_a[j]
                        if not over_shed[r] and overload_share > 0.0 and load[r] > SAME_MW:
                            off = min(overload_share * start[r], load[r], excess)
                            over_shed[r] = True
                            load[r] -= off
                            shed_mw[d, r] += off
                            relieved = True
                            n_events = _note(
                                note, n_events, t, second + overload_s, turn, OVERLOAD_SHED, j, r, off, 0.0
                            )
                if not relieved:
                    for j in range(m):
                        if on[j] and abs(flow[j]) > allowed[j] + SAME_MW:
                            on[j] = False
                            opened = True
                            n_events = _note(
                                note, n_events, t, second + link_s, turn, LINK_OPENS, j, link_a[j], abs(flow[j]), 0.0
                            )
                second += overload_s if relieved else (link_s if opened else 0.0)
                if not (again or relieved or opened):
                    break
            # whether the larger part of what is served still hangs on the ties
            if synchronous and separated_h[d] == np.inf:
                whole, hanging = 0.0, 0.0
                for r in range(n):
                    whole += start[r]
                    if tied_island(n, island, tied, r):
                        hanging += start[r]
                if hanging < 0.5 * whole:
                    separated_h[d] = t
        for p in range(pushes):
            if push_mw[p] != 0.0:
                n_events = _note(
                    note, n_events, push_h[p] + window_h, 0.0, turn, REDISPATCH, 0, push_r[p], push_mw[p], 0.0
                )
        error_mw[d] = error
        if d == 0:
            counts[0], counts[1] = n_events, n_balances


@njit(cache=True, nogil=True)
def tied_island(n: int, island: Ints, tied: Flags, r: int) -> bool:
    """Whether the island of a region hangs on the ties."""
    for q in range(n):  # noqa: SIM110 - numba has no generators
        if tied[q] and island[q] == island[r]:
            return True
    return False
