"""One damage state over its hours: quick proof where no line binds, the simplex where one does, then equal shares."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid.dc._kernels.shares import even_out
from oberih.grid.dc._kernels.simplex import (
    LOST,
    PRIMAL,
    SOLVED,
    STUCK,
    SURPLUS,
    UNBOUNDED,
    bound,
    dual_simplex,
    first_basis,
    grow_basis,
    hold_face,
    longer,
    meet_line,
    price_buses,
    refresh,
    right_ends,
    wider,
)
from oberih.grid.dc._kernels.sparse import factor, flows, holds, islands, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
OVER = 1e-7  # MW; how far a flow may stand above its limit: a price of 100 makes it 1e-5 of the answer
FACE = 1e-8  # a price below it leaves a column or a line free among the answers of least cut; rounding gives 1e-10
HELD = 1.37  # of the largest susceptance: how firmly an island's angles are tied to nothing
ENDLESS = 1e12  # MW; a limit for lines that have one on one side only
TRY, DIRE, CUT, EVEN = 0, 1, 2, 3
EASE_FIRST, EASE_BY = 1.0, 1000.0  # how freely plant moves at first, against load, and by how much more each time
ROWS_AT_ONCE = 8  # lines met in one round: few rows keep a basis small, many rounds cost solves


@njit(cache=True, nogil=True)
def state(
    n: int, tail: Ints, head: Ints, b_mw: Floats, shift: Floats, low_mw: Floats, high_mw: Floats, on: Flags,
    order: Ints, Ap: Ints, Ai: Ints, slot: Ints, parent: Ints, Lp: Ints,
    least: Floats, most: Floats, load: Floats, critical: Floats, even: bool, plant_ease: float,
    status: Ints, shed: Floats, critical_shed: Floats, certificate: Floats, critical_certificate: Floats,
    plant: Floats, cut: Floats, critical_cut: Floats, tally: Ints,
) -> None:  # fmt: skip
    """One damage state over the hours of `load` (hour, bus): least shed, and with `even` equal shares of it.

    `least` and `most` are plant's output limits (hour, bus); `load` is what is not critical. A line's flow is
    b (theta_u - theta_v - shift), within low_mw..high_mw (infinite: unlimited). `order` is each bus's place in the
    factor, `slot` each line's place in the upper pattern Ap, Ai. tally counts: islands that met lines, simplex steps,
    rounds, most rows.
    """
    island = np.empty(n, np.int64)
    islands(n, tail, head, on, island)
    Ax, diagonal, injected = np.zeros(Ai.shape[0]), np.zeros(n), np.zeros(n)
    largest, least_b = 0.0, 0.0
    for e in range(tail.shape[0]):
        if on[e]:
            u, v = order[tail[e]], order[head[e]]
            if u != v:
                Ax[slot[e]] -= b_mw[e]
                diagonal[u] += b_mw[e]
                diagonal[v] += b_mw[e]
            injected[u] += b_mw[e] * shift[e]
            injected[v] -= b_mw[e] * shift[e]
            largest, least_b = max(largest, abs(b_mw[e])), min(least_b, b_mw[e])
    for i in range(n):
        if island[i] == i:
            # what an island injects sums to nothing, so this moves no flow; no round figure, or it could cancel a line
            diagonal[order[i]] += HELD * max(largest, 1.0)
    Li, Lx, D = np.empty(Lp[n], np.int64), np.empty(Lp[n]), np.empty(n)
    pattern, flag, count = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    theta = np.empty(n)
    n_hours = load.shape[0]
    if not factor(n, Ap, Ai, Ax, diagonal, parent, Lp, Li, Lx, D, theta, pattern, flag, count):
        status[:] = LOST
        return
    # without negative reactances the factor is stable; with them pivots may be small without a warning
    if least_b < 0.0 and not holds(n, Ap, Ai, Ax, diagonal, Lp, Li, Lx, D, count):
        status[:] = LOST
        return
    solve(n, Lp, Li, Lx, D, count, injected)
    offset = np.zeros(tail.shape[0])
    for e in range(tail.shape[0]):
        offset[e] = b_mw[e] * (injected[order[tail[e]]] - injected[order[head[e]]] - shift[e])
    limited = np.empty(tail.shape[0], np.int64)
    n_limited = 0
    for e in range(tail.shape[0]):
        if on[e] and (high_mw[e] < np.inf or low_mw[e] > -np.inf):
            limited[n_limited] = e
            n_limited += 1
    flow = np.empty(max(n_limited, 1))
    lacking, spare, soft, hard = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    binds = np.zeros((n_hours, n), np.bool_)
    for h in range(n_hours):
        for i in range(n):
            lacking[i], spare[i], soft[i], hard[i] = 0.0, 0.0, 0.0, 0.0
        for i in range(n):
            c = island[i]
            lacking[c] += load[h, i] + critical[h, i] - least[h, i]
            spare[c] += most[h, i] - least[h, i]
            soft[c] += load[h, i]
            hard[c] += critical[h, i]
        for i in range(n):
            c = island[i]
            if lacking[c] < -PRIMAL:
                status[h] = SURPLUS
            wanted = max(lacking[c], 0.0)
            used = 1.0 if spare[c] <= wanted else wanted / spare[c]
            gap = max(wanted - spare[c], 0.0)
            part = min(1.0, gap / soft[c]) if soft[c] > 0.0 else 0.0
            dire = min(1.0, max(gap - soft[c], 0.0) / hard[c]) if hard[c] > 0.0 else 0.0
            plant[h, i] = least[h, i] + used * (most[h, i] - least[h, i])
            cut[h, i] = part * load[h, i]
            critical_cut[h, i] = dire * critical[h, i]
            theta[order[i]] = plant[h, i] + cut[h, i] + critical_cut[h, i] - load[h, i] - critical[h, i]
        solve(n, Lp, Li, Lx, D, count, theta)
        flows(n_limited, limited, order, tail, head, b_mw, offset, theta, flow)
        for q in range(n_limited):
            e = limited[q]
            if flow[q] > high_mw[e] + OVER or flow[q] < low_mw[e] - OVER:
                binds[h, island[tail[e]]] = True
    for c in range(n):
        if island[c] != c:
            continue
        met = False
        for h in range(n_hours):
            met |= binds[h, c]
        if met:
            tally[0] += 1
            one_island(
                c, n, tail, head, b_mw, low_mw, high_mw, order, Lp, Li, Lx, D, count, island, offset, limited,
                n_limited, binds[:, c], least, most, load, critical, even, plant_ease,
                status, certificate, critical_certificate, plant, cut, critical_cut, tally,
            )  # fmt: skip
    for h in range(n_hours):
        shed[h], critical_shed[h] = 0.0, 0.0
        for i in range(n):
            shed[h] += cut[h, i] + critical_cut[h, i]
            critical_shed[h] += critical_cut[h, i]
    for c in range(n):  # where no line binds, the island's own shortfall is the certificate
        if island[c] == c:
            for h in range(n_hours):
                if not binds[h, c]:
                    for i in range(n):
                        if island[i] == c:
                            certificate[h] += cut[h, i] + critical_cut[h, i]
                            critical_certificate[h] += critical_cut[h, i]


@njit(cache=True)
def one_island(
    c: int, n: int, tail: Ints, head: Ints, b_mw: Floats, low_mw: Floats, high_mw: Floats, order: Ints,
    Lp: Ints, Li: Ints, Lx: Floats, D: Floats, count: Ints, island: Ints, offset: Floats, limited: Ints,
    n_limited: int, hours: Flags, least: Floats, most: Floats, load: Floats, critical: Floats, even: bool,
    plant_ease: float, status: Ints, certificate: Floats, critical_certificate: Floats, plant: Floats, cut: Floats,
    critical_cut: Floats, tally: Ints,
) -> None:  # fmt: skip
    """The hours of one island in which lines bind. Rows and basis stay from hour to hour; with `even` each hour begins
    anew.

    Stages of an hour: TRY least cut with no critical load cut; where that cannot be, DIRE: the least cut of critical
    load, and CUT: the least cut among those answers; last, where asked, EVEN shares.
    """
    buses = np.flatnonzero(island == c)
    nb = buses.shape[0]
    lines = np.empty(n_limited, np.int64)
    nl = 0
    for q in range(n_limited):
        if island[tail[limited[q]]] == c:
            lines[nl] = limited[q]
            nl += 1
    bus, kind = np.empty(3 * nb, np.int64), np.empty(3 * nb, np.int64)
    nc = 0
    for each in range(3):  # only injections that some hour has
        for i in range(nb):
            b = buses[i]
            has = False
            for h in range(hours.shape[0]):
                has |= (most[h, b] > least[h, b]) if each == 0 else (load if each == 1 else critical)[h, b] > 0.0
            if has:
                bus[nc], kind[nc] = i, each
                nc += 1
    cost, top = np.empty(nc), np.empty(nc)
    size = 32
    H, rhs, low, high = np.zeros((size, nb)), np.zeros(size), np.zeros(size), np.zeros(size)
    H[0] = 1.0
    basis, inverse = np.zeros(size, np.int64), np.zeros((size, size))
    place, upper = np.full(nc + size, -1, np.int64), np.zeros(nc + size, np.bool_)
    line_of = np.zeros(size, np.int64)
    x, price, column, need = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    slope, value, injection = np.empty(nb), np.empty(nb), np.empty(nb)
    queue, ratio = np.empty(nc + size, np.int64), np.empty(nc + size)
    still, amount, kept = np.empty(nb), np.empty(nc), np.zeros(nc)
    theta, work, flow = np.empty(n), np.empty(n), np.empty(max(nl, 1))
    m = 0
    for h in range(hours.shape[0]):
        if not hours[h] or status[h] != SOLVED:
            continue
        if nc == 0:
            status[h] = UNBOUNDED
            continue
        if even:  # who is cut must not hang on what other hours met, by no digit
            m = 0
            place[:], upper[:] = -1, False
        hard = set_hour(
            TRY, m, nc, buses, bus, kind, least[h], most[h], load[h], critical[h], H, offset, low_mw, high_mw, line_of,
            still, top, cost, kept, rhs, low, high,
        )  # fmt: skip
        if m == 0:
            basic = first_basis(nc, cost, top, rhs[0], upper)
            basis[0], place[basic], inverse[0, 0], m = basic, 0, 1.0, 1
        right_ends(m, nc, bus, cost, H, basis, place, upper, inverse, price, value)
        ease, refreshed = EASE_FIRST, 0
        stage, dire_proof = TRY, 0.0
        rows_in_play, in_play = np.zeros(1, np.int64), 0
        weight, fixed, prices, strict_low, strict_high = (
            np.empty(0), np.empty(0), np.empty(0), np.empty(0), np.empty(0)
        )  # fmt: skip
        while True:
            tally[2] += 1
            if stage != EVEN:
                steps = dual_simplex(
                    m, nc, bus, cost, top, H, rhs, low, high, basis, place, upper, inverse, 50 * (nb + 50),
                    x, price, slope, value, queue, ratio, column, need, injection,
                )  # fmt: skip
                # CUT again from DIRE: lines met since may have been over by what is allowed there, and not within CUT
                again = (stage == TRY and hard) or (stage == CUT and refreshed < 3)
                if steps == -UNBOUNDED and again:
                    refreshed += stage == CUT
                    stage = DIRE
                    set_hour(
                        DIRE, m, nc, buses, bus, kind, least[h], most[h], load[h], critical[h], H, offset, low_mw,
                        high_mw, line_of, still, top, cost, kept, rhs, low, high,
                    )  # fmt: skip
                    right_ends(m, nc, bus, cost, H, basis, place, upper, inverse, price, value)
                    continue
                if steps < 0:
                    status[h] = -steps
                    break
                tally[1] += steps
                for j in range(nc):
                    amount[j] = x[place[j]] if place[j] >= 0 else top[j] if upper[j] else 0.0
            else:
                spread, sent = np.empty(nb), np.empty(in_play)
                at, sums, floor, roof = in_rows(in_play, rows_in_play, H, rhs, strict_low, strict_high)
                weight = longer(weight, nc + in_play)
                found = False
                while True:  # plant and flows are let go step by step, so that each begins near its end
                    for j in range(nc):
                        if kind[j] == 0:
                            weight[j] = top[j] * ease
                    for k in range(1, in_play):
                        weight[nc + k] = ease * (high[rows_in_play[k]] - low[rows_in_play[k]])
                    found = even_out(
                        in_play, nc, bus, weight, top, fixed, at, sums, floor, roof, prices, amount, sent, spread
                    )
                    if ease >= plant_ease:
                        break
                    ease = min(plant_ease, EASE_BY * ease)
                if not found:
                    status[h] = STUCK
                    break
            for i in range(n):
                theta[i] = 0.0
            for i in range(nb):
                theta[order[buses[i]]] = still[i]
            for j in range(nc):
                theta[order[buses[bus[j]]]] += amount[j]
            solve(n, Lp, Li, Lx, D, count, theta)
            flows(nl, lines, order, tail, head, b_mw, offset, theta, flow)
            added = 0
            drifted = False
            for _ in range(ROWS_AT_ONCE):
                worst, e = OVER, -1
                for q in range(nl):
                    over = max(flow[q] - high_mw[lines[q]], low_mw[lines[q]] - flow[q])
                    if over > worst:
                        worst, e = over, q
                if e < 0:
                    break
                flow[e] = 0.5 * (max(low_mw[lines[e]], -ENDLESS) + min(high_mw[lines[e]], ENDLESS))  # met in this round
                known, playing = -1, False
                for k in range(1, m):
                    if line_of[k] == lines[e]:
                        known = k
                for k in range(1, in_play):
                    playing |= rows_in_play[k] == known
                if known > 0 and stage == EVEN and not playing:  # met on the way here, and left out until now
                    rows_in_play, prices = longer_ints(rows_in_play, in_play + 1), longer(prices, in_play + 1)
                    rows_in_play[in_play] = known
                    in_play += 1
                    added += 1
                    continue
                if known > 0:  # a line that is met stands within its limits, but for rounding that has gathered
                    drifted = True
                    continue
                if m == size:
                    size *= 2
                    H, rhs, low, high = wider(H, size, nb), longer(rhs, size), longer(low, size), longer(high, size)
                    inverse = wider(inverse, size, size)
                    x, price, column, need = np.empty(size), longer(price, size), np.empty(size), np.empty(size)
                    more = np.full(nc + size, -1, np.int64)
                    more[: place.shape[0]] = place
                    place = more
                    ends = np.zeros(nc + size, np.bool_)
                    ends[: upper.shape[0]] = upper
                    upper = ends
                    rows = np.zeros(size, np.int64)
                    rows[:m] = basis[:m]
                    basis = rows
                    names = np.zeros(size, np.int64)
                    names[:m] = line_of[:m]
                    line_of = names
                    queue, ratio = np.empty(nc + size, np.int64), np.empty(nc + size)
                meet_line(
                    m, lines[e], n, nb, buses, order, tail, head, b_mw, offset, still, Lp, Li, Lx, D, count, work, H,
                    rhs,
                )
                line_of[m] = lines[e]
                low[m], high[m] = max(low_mw[lines[e]], -ENDLESS), min(high_mw[lines[e]], ENDLESS)
                grow_basis(m, nc, bus, H, basis, place, inverse)
                if stage == EVEN:
                    strict_low, strict_high = longer(strict_low, m + 1), longer(strict_high, m + 1)
                    strict_low[m], strict_high[m] = low[m], high[m]
                    rows_in_play, prices = longer_ints(rows_in_play, in_play + 1), longer(prices, in_play + 1)
                    rows_in_play[in_play] = m
                    in_play += 1
                m += 1
                added += 1
            if added > 0:
                continue
            if drifted and stage != EVEN and refreshed < 3:
                refreshed += 1
                refresh(m, nc, bus, H, basis, inverse)
                continue
            if stage == EVEN:
                break
            for j in range(nc):
                cost[j] = 1.0 if kind[j] == 2 or (kind[j] == 1 and stage != DIRE) else 0.0
            if stage == DIRE:  # what is held for the next stage needs prices without gathered rounding
                refresh(m, nc, bus, H, basis, inverse)
            price_buses(m, nc, cost, H, basis, inverse, price, value)  # by costs that were not shifted
            proof = bound(m, nc, bus, cost, top, rhs, low, high, price, value)
            if stage == DIRE:
                dire_proof = proof
                hold_face(m, nc, bus, cost, top, H, rhs, low, high, price, value, FACE, still, kept)
                for j in range(nc):
                    cost[j] = 0.0 if kind[j] == 0 else 1.0
                stage = CUT
                right_ends(m, nc, bus, cost, H, basis, place, upper, inverse, price, value)
                continue
            wanting = 0.0
            for j in range(nc):
                if kind[j] > 0:
                    proof += kept[j]
                    wanting += kept[j] + amount[j]
            certificate[h] += proof
            critical_certificate[h] += dire_proof
            if not even or wanting <= OVER:
                break
            stage = EVEN
            weight, fixed = np.empty(nc + m), np.full(nc, np.nan)
            strict_low, strict_high = low[:m].copy(), high[:m].copy()
            rows_in_play, in_play = np.zeros(m, np.int64), 1  # the balance, and lines that every answer has at a limit
            for j in range(nc):
                d = cost[j] - value[bus[j]]
                weight[j] = top[j]
                if top[j] <= 0.0 or d > FACE:
                    fixed[j] = 0.0
                elif d < -FACE:
                    fixed[j] = top[j]
            for k in range(1, m):
                if price[k] > FACE:
                    strict_high[k] = low[k]
                elif price[k] < -FACE:
                    strict_low[k] = high[k]
                if strict_high[k] <= strict_low[k]:  # by its price now, or since DIRE
                    rows_in_play[in_play] = k
                    in_play += 1
            prices = np.zeros(in_play)
        tally[3] = max(tally[3], m)
        for i in range(nb):
            plant[h, buses[i]], cut[h, buses[i]], critical_cut[h, buses[i]] = least[h, buses[i]], 0.0, 0.0
        for j in range(nc):
            b = buses[bus[j]]
            if kind[j] == 0:
                plant[h, b] += kept[j] + amount[j]
            elif kind[j] == 1:
                cut[h, b] = kept[j] + amount[j]
            else:
                critical_cut[h, b] = kept[j] + amount[j]


@njit(cache=True)
def in_rows(count: int, rows: Ints, H: Floats, rhs: Floats, low: Floats, high: Floats):  # type: ignore[no-untyped-def]
    """The rows named, side by side: what they weigh, their sums and limits."""
    at, sums, floor, roof = np.empty((count, H.shape[1])), np.empty(count), np.empty(count), np.empty(count)
    for k in range(count):
        at[k] = H[rows[k]]
        sums[k], floor[k], roof[k] = rhs[rows[k]], low[rows[k]], high[rows[k]]
    return at, sums, floor, roof


@njit(cache=True)
def longer_ints(a: Ints, size: int) -> Ints:
    """The same numbers in an array with more room."""
    out = np.zeros(size, np.int64)
    out[: min(size, a.shape[0])] = a[: min(size, a.shape[0])]
    return out


@njit(cache=True)
def set_hour(
    stage: int, m: int, nc: int, buses: Ints, bus: Ints, kind: Ints, least: Floats, most: Floats, load: Floats,
    critical: Floats, H: Floats, offset: Floats, low_mw: Floats, high_mw: Floats, line_of: Ints, still: Floats,
    top: Floats, cost: Floats, kept: Floats, rhs: Floats, low: Floats, high: Floats,
) -> bool:  # fmt: skip
    """Columns and rows of an hour as TRY or DIRE begins with them; whether any load is critical."""
    hard = False
    rhs[0] = 0.0
    for i in range(buses.shape[0]):
        b = buses[i]
        still[i] = least[b] - load[b] - critical[b]
        rhs[0] -= still[i]
    for j in range(nc):
        b = buses[bus[j]]
        kept[j] = 0.0
        if kind[j] == 0:
            top[j], cost[j] = most[b] - least[b], 0.0
        elif kind[j] == 1:
            top[j], cost[j] = load[b], 1.0 if stage == TRY else 0.0
        else:
            hard |= critical[b] > 0.0
            top[j], cost[j] = 0.0 if stage == TRY else critical[b], 1.0
    for k in range(1, m):  # the same lines, other loads
        rhs[k] = -offset[line_of[k]]
        for i in range(buses.shape[0]):
            rhs[k] -= H[k, i] * still[i]
        low[k], high[k] = max(low_mw[line_of[k]], -ENDLESS), min(high_mw[line_of[k]], ENDLESS)
    return hard
