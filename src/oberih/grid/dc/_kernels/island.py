"""The hours of one island in which lines bind: stage by stage by the simplex, then equal shares."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid.dc._kernels.evening import most_equal
from oberih.grid.dc._kernels.simplex import (
    ENDLESS,
    LOST,
    OVER,
    SOLVED,
    STUCK,
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
from oberih.grid.dc._kernels.sparse import flows, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
FACE = 1e-8  # a price below it leaves a column or a line free among the answers of least cut; rounding gives 1e-10
TRY, DIRE, CUT = 0, 1, 2
ROWS_AT_ONCE = 8  # lines met in one round: few rows keep a basis small, many rounds cost solves


@njit(cache=True)
def one_island(
    c: int, n: int, tail: Ints, head: Ints, b_mw: Floats, low_mw: Floats, high_mw: Floats, order: Ints,
    Lp: Ints, Li: Ints, Lx: Floats, D: Floats, count: Ints, island: Ints, offset: Floats, limited: Ints,
    n_limited: int, hours: Flags, least: Floats, most: Floats, load: Floats, critical: Floats, even: bool,
    plant_ease: float, status: Ints, certificate: Floats, critical_certificate: Floats, plant: Floats, cut: Floats,
    critical_cut: Floats, tally: Ints,
) -> None:  # fmt: skip
    """The hours of one island in which lines bind. Rows and basis stay from hour to hour.

    Stages of an hour: TRY least cut with no critical load cut; where that cannot be, DIRE: the least cut of critical
    load, and CUT: the least cut among those answers; last, where asked, equal shares. An hour that does not end well
    from the hour before, or whose shares might have other bytes alone, is worked out anew.
    """
    buses = np.flatnonzero(island == c)
    nb = buses.shape[0]
    lines = np.empty(n_limited, np.int64)
    # counts begin as np.int64: a bare 0 is a type of its own, and what is called with it would be compiled twice
    nl = int(np.int64(0))
    for q in range(n_limited):
        if island[tail[limited[q]]] == c:
            lines[nl] = limited[q]
            nl += 1
    bus, kind = np.empty(3 * nb, np.int64), np.empty(3 * nb, np.int64)
    nc = int(np.int64(0))
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
    still, amount, kept, full = np.empty(nb), np.empty(nc), np.zeros(nc), np.empty(nc)
    base, fixed = np.empty(nb), np.empty(nc)
    theta, work, flow = np.empty(n), np.empty(n), np.empty(max(nl, 1))
    # rows of equal shares: the first is the balance
    known, last = int(np.int64(1)), np.zeros(size)
    met, met_at = np.zeros(size, np.int64), np.full(tail.shape[0], -1, np.int64)
    met_rows = np.zeros((size if even else 1, nb))
    met_rows[0] = 1.0
    m, h, anew = int(np.int64(0)), 0, False
    while h < hours.shape[0]:
        if not hours[h] or status[h] != SOLVED:
            h += 1
            continue
        if nc == 0:
            status[h] = UNBOUNDED
            h += 1
            continue
        alone = anew or m == 0
        if alone:
            m = int(np.int64(0))
            place[:], upper[:] = -1, False
            tally[4] += anew
        certain, proof_all, proof_critical = True, 0.0, 0.0
        ended = SOLVED
        hard = set_hour(
            int(np.int64(TRY)), m, nc, buses, bus, kind, least[h], most[h], load[h], critical[h], H, offset, low_mw,
            high_mw, line_of, still, top, cost, kept, rhs, low, high,
        )  # fmt: skip
        if m == 0:
            basic = first_basis(nc, cost, top, rhs[0], upper)
            basis[0], place[basic], inverse[0, 0], m = basic, 0, 1.0, int(np.int64(1))
        right_ends(m, nc, bus, cost, H, basis, place, upper, inverse, price, value)
        refreshed = 0
        stage, dire_proof = TRY, 0.0
        while True:
            tally[2] += 1
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
                    int(np.int64(DIRE)), m, nc, buses, bus, kind, least[h], most[h], load[h], critical[h], H, offset,
                    low_mw, high_mw, line_of, still, top, cost, kept, rhs, low, high,
                )  # fmt: skip
                right_ends(m, nc, bus, cost, H, basis, place, upper, inverse, price, value)
                continue
            if steps < 0:
                ended = -steps
                break
            tally[1] += steps
            for j in range(nc):
                amount[j] = x[place[j]] if place[j] >= 0 else top[j] if upper[j] else 0.0
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
                in_rows = False
                for k in range(1, m):
                    in_rows |= line_of[k] == lines[e]
                if in_rows:  # a line that is met stands within its limits, but for rounding that has gathered
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
                )  # fmt: skip
                line_of[m] = lines[e]
                low[m], high[m] = max(low_mw[lines[e]], -ENDLESS), min(high_mw[lines[e]], ENDLESS)
                grow_basis(m, nc, bus, H, basis, place, inverse)
                m += 1
                added += 1
            if added > 0:
                continue
            if drifted and refreshed < 3:
                refreshed += 1
                if refresh(m, nc, bus, H, basis, inverse):
                    continue
                ended = LOST
                break
            for j in range(nc):
                cost[j] = 1.0 if kind[j] == 2 or (kind[j] == 1 and stage != DIRE) else 0.0
            # what is held for the next stage needs prices without gathered rounding
            if stage == DIRE and not refresh(m, nc, bus, H, basis, inverse):
                ended = LOST
                break
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
            proof_all, proof_critical = proof, dire_proof
            for j in range(nc):
                full[j] = (most[h, buses[bus[j]]] - least[h, buses[bus[j]]]) if kind[j] == 0 else (
                    load[h, buses[bus[j]]] if kind[j] == 1 else critical[h, buses[bus[j]]]
                )  # fmt: skip
                amount[j] += kept[j]
            if not even:
                break
            for i in range(nb):
                base[i] = least[h, buses[i]] - load[h, buses[i]] - critical[h, buses[i]]
            for j in range(nc):
                d = cost[j] - value[bus[j]]
                fixed[j] = np.nan
                if top[j] <= 0.0 or d > FACE:
                    fixed[j] = kept[j]
                elif d < -FACE:
                    fixed[j] = top[j]
            faces, face, face_limit = int(np.int64(0)), np.empty(m, np.int64), np.empty(m)
            for k in range(1, m):  # lines that every answer of least cut has at a limit
                if abs(price[k]) > FACE or high[k] <= low[k]:
                    face[faces] = line_of[k]
                    face_limit[faces] = low[k] if price[k] > 0.0 else high[k]
                    faces += 1
            found, certain, known, met, met_rows, last = most_equal(
                n, nb, nc, buses, bus, kind, full, fixed, base, amount, faces, face, face_limit, not alone,
                wanting > OVER, plant_ease, known, met, met_at, met_rows, last, m, line_of, H, nl, lines, tail, head,
                b_mw, low_mw, high_mw, order, offset, Lp, Li, Lx, D, count, theta, work, flow,
            )  # fmt: skip
            if not found:
                ended = STUCK
            break
        if not alone and (ended != SOLVED or not certain):
            anew = True
            continue
        anew = False
        tally[3] = max(tally[3], m)
        status[h] = ended
        if ended != SOLVED:  # the next hour begins anew
            m = int(np.int64(0))
            h += 1
            continue
        certificate[h] += proof_all
        critical_certificate[h] += proof_critical
        for i in range(nb):
            plant[h, buses[i]], cut[h, buses[i]], critical_cut[h, buses[i]] = least[h, buses[i]], 0.0, 0.0
        for j in range(nc):
            b = buses[bus[j]]
            if kind[j] == 0:
                plant[h, b] += amount[j]
            elif kind[j] == 1:
                cut[h, b] = amount[j]
            else:
                critical_cut[h, b] = amount[j]
        h += 1


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
