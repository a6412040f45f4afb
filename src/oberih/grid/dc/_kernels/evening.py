"""Equal shares on one island and hour: Newton's way over the lines that bind, met as they do, and then the last digits.

Rows are kept from hour to hour with their prices, apart from those of the simplex, whose basis stays small. What an
hour begins with has no part in its bytes: see `settle`.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid.dc._kernels.settle import lines_at_limits, settle
from oberih.grid.dc._kernels.shares import STEPS, even_out
from oberih.grid.dc._kernels.simplex import ENDLESS, OVER, longer, longer_ints, meet_line, wider
from oberih.grid.dc._kernels.sparse import flows, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
EASE_BY = 1000.0  # plant and flows are let go step by step, so that each begins near its end
TIGHTER = 2  # such steps more for flows alone, in the end: a line within its limits has no say
LEANING_STEPS = 30  # of Newton's way from the hour before, after which it begins anew
ROWS_AT_ONCE = 8
WIDEST = 1e5  # MW; a line's range counts for its ease up to this


@njit(cache=True)
def row_of(
    e: int, known: int, line: Ints, place: Ints, rows: Floats, m: int, line_of: Ints, H: Floats, n: int, nb: int,
    buses: Ints, order: Ints, tail: Ints, head: Ints, b_mw: Floats, Lp: Ints, Li: Ints, Lx: Floats, D: Floats,
    count: Ints, work: Floats, nothing: Floats,
) -> tuple[int, Ints, Floats]:  # fmt: skip
    """A line's row among those kept, where need be from the simplex or made; how many are kept, and the arrays."""
    if place[e] >= 0:
        return known, line, rows
    if known == rows.shape[0]:
        line, rows = longer_ints(line, 2 * known), wider(rows, 2 * known, nb)
    line[known], place[e] = e, known
    for k in range(1, m):
        if line_of[k] == e:
            rows[known] = H[k]
            return known + 1, line, rows
    meet_line(
        known, e, n, nb, buses, order, tail, head, b_mw, nothing, nothing, Lp, Li, Lx, D, count, work, rows,
        np.empty(known + 1),
    )  # fmt: skip
    return known + 1, line, rows


@njit(cache=True)
def most_equal(
    n: int, nb: int, nc: int, buses: Ints, bus: Ints, kind: Ints, top: Floats, fixed: Floats, base: Floats,
    amount: Floats, faces: int, face: Ints, face_limit: Floats, leans: bool, cuts: bool, plant_ease: float,
    known: int, line: Ints, place: Ints, rows: Floats, last: Floats, m: int, line_of: Ints, H: Floats,
    nl: int, lines: Ints, tail: Ints, head: Ints, b_mw: Floats, low_mw: Floats, high_mw: Floats, order: Ints,
    offset: Floats, Lp: Ints, Li: Ints, Lx: Floats, D: Floats, count: Ints, theta: Floats, work: Floats, flow: Floats,
) -> tuple[bool, bool, int, Ints, Floats, Floats]:  # fmt: skip
    """Amounts of the most equal answer of least cut, in place; (found, clear, rows kept, their lines, rows, prices).

    `fixed` holds what all answers of least cut share, NaN for the rest; `face` the lines that stand at `face_limit` in
    all of them. `last` has the price of each row kept in the hour before. Where nothing is cut only plant is free, and
    then its shares are made as even as lines let them.
    """
    nothing = np.zeros(max(nb, tail.shape[0]))
    play = np.zeros(faces + known + 1, np.int64)  # the balance, lines at a limit in all answers, then others
    held = np.full(faces + known + 1, np.nan)
    playing = np.zeros(known + faces + 1, np.bool_)
    playing[0] = True
    size = int(np.int64(1))
    for k in range(faces):
        known, line, rows = row_of(
            face[k], known, line, place, rows, m, line_of, H, n, nb, buses, order, tail, head, b_mw, Lp, Li, Lx, D,
            count, work, nothing,
        )  # fmt: skip
        play[size], held[size] = place[face[k]], face_limit[k]
        playing[place[face[k]]] = True
        size += 1
    if last.shape[0] < rows.shape[0]:
        last = longer(last, rows.shape[0])
    if leans:
        for k in range(1, known):
            if not playing[k] and last[k] != 0.0:
                play[size] = k
                size += 1
    else:
        last[:] = 0.0
    final = plant_ease if cuts else 1.0
    plant, tight = (final, TIGHTER) if leans else (1.0, 0)
    flows_ease = plant * EASE_BY**tight
    exact, stop = True, False
    loose, loose_amount = np.empty(0), np.empty(0)
    weight = top.copy()
    prices = np.empty(size)
    for k in range(size):
        prices[k] = last[play[k]]
    while True:
        at, across = np.empty((size, nb)), np.empty((nb, size))
        rhs, low, high, ease = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
        for k in range(size):
            row = rows[play[k]]
            rhs[k] = 0.0
            for b in range(nb):
                at[k, b], across[b, k] = row[b], row[b]
                rhs[k] -= row[b] * base[b]
            if k > 0:
                e = line[play[k]]
                rhs[k] -= offset[e]
                low[k], high[k] = max(low_mw[e], -ENDLESS), min(high_mw[e], ENDLESS)
                if not np.isnan(held[k]):
                    low[k], high[k] = held[k], held[k]
        found = False
        while True:
            for j in range(nc):
                if kind[j] == 0:
                    weight[j] = top[j] * plant
            for k in range(1, size):
                ease[k] = flows_ease * min(high[k] - low[k], WIDEST)
            found = even_out(
                size, nc, bus, weight, top, fixed, at, across, rhs, low, high, ease, prices, amount,
                LEANING_STEPS if leans else STEPS,
            )  # fmt: skip
            if found and tight == 0:
                loose, loose_amount = prices.copy(), amount.copy()
            if not found or plant >= final:
                break
            plant = min(final, EASE_BY * plant)
            flows_ease = plant
        if not found:
            if tight > 0 and not leans:  # near, but with flows that weigh a little
                prices, exact, tight, stop = loose, False, 0, True
                amount[:] = loose_amount
            elif not leans:
                return False, False, known, line, rows, last
            else:
                leans, tight = False, 0
                prices[:] = 0.0
                plant, flows_ease = 1.0, 1.0
                continue
        for i in range(n):
            theta[i] = 0.0
        for i in range(nb):
            theta[order[buses[i]]] = base[i]
        for j in range(nc):
            theta[order[buses[bus[j]]]] += amount[j]
        solve(n, Lp, Li, Lx, D, count, theta)
        flows(nl, lines, order, tail, head, b_mw, offset, theta, flow)
        added = 0
        while added < ROWS_AT_ONCE:
            worst, q = OVER, -1
            for i in range(nl):
                over = max(flow[i] - high_mw[lines[i]], low_mw[lines[i]] - flow[i])
                if over > worst:
                    in_play = False
                    for k in range(1, size):
                        in_play |= line[play[k]] == lines[i]
                    if not in_play:  # a line in play stands within its limits, but for rounding
                        worst, q = over, i
            if q < 0:
                break
            known, line, rows = row_of(
                lines[q], known, line, place, rows, m, line_of, H, n, nb, buses, order, tail, head, b_mw, Lp, Li, Lx,
                D, count, work, nothing,
            )  # fmt: skip
            if play.shape[0] == size:
                play, grown = longer_ints(play, 2 * size), np.full(2 * size, np.nan)
                grown[:size] = held[:size]
                held = grown
            prices = longer(prices, size + 1)
            play[size] = place[lines[q]]
            size += 1
            added += 1
        if added > 0:  # a line that is new finds its price while flows move less freely
            tight, flows_ease = 0, final
        elif tight == TIGHTER or stop:
            break
        else:
            tight += 1
            flows_ease = final * EASE_BY**tight
    if last.shape[0] < rows.shape[0]:
        last = longer(last, rows.shape[0])
    last[:] = 0.0
    for k in range(size):
        inside = k > 0 and low[k] < -prices[k] * ease[k] < high[k]
        last[play[k]] = 0.0 if inside else prices[k]
    limit, at_limit = np.empty(nl), np.empty(nl, np.int64)
    bind, clear = lines_at_limits(nl, lines, low_mw, high_mw, flow, at_limit, limit)
    holding, target = np.empty((bind + 1, nb)), np.empty(bind + 1)
    holding[0], target[0] = 1.0, 0.0
    for i in range(bind):
        e = lines[at_limit[i]]
        known, line, rows = row_of(
            e, known, line, place, rows, m, line_of, H, n, nb, buses, order, tail, head, b_mw, Lp, Li, Lx, D, count,
            work, nothing,
        )  # fmt: skip
        holding[i + 1], target[i + 1] = rows[place[e]], limit[i] - offset[e]
    if last.shape[0] < rows.shape[0]:
        last = longer(last, rows.shape[0])
    worked, clearly = settle(bind + 1, nb, nc, bus, kind, top, plant_ease, holding, target, base, amount)
    return True, exact and clear and worked and clearly, known, line, rows, last
