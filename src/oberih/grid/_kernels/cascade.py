"""The first minute of a grid with branches: an outage, then islands, frequency and overloads, round by round.

The pattern of the factor is that of the whole case: a line that is out keeps its place and counts as nothing.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.grid._kernels.islands import N_CLASSES, find_islands, governed_mw, island_swing
from oberih.grid._kernels.minute import (
    BALANCE,
    CLASS_LEFT,
    EVENT,
    FREQUENCY,
    GOVERNORS,
    LINK_OPENS,
    OVERLOAD_SHED,
    SAME_MW,
    STAGE,
    WENT_DARK,
    _note,
)  # fmt: skip
from oberih.grid._kernels.swing import DARK, HIGHEST, LEVELS, LOWEST, N_OUT
from oberih.grid.dc._kernels.sparse import factor, solve

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

BALANCE_COLUMNS = BALANCE
EVENT_COLUMNS = EVENT


@njit(cache=True, nogil=True)
def dc_flow(
    n: int, tail: Ints, head: Ints, b: Floats, offset: Floats, on: Flags, island: Ints, put: Floats, order: Ints,
    columns: Ints, rows: Ints, slot: Ints, parent: Ints, start: Ints, Ax: Floats, diagonal: Floats, Li: Ints,
    Lx: Floats, D: Floats, Y: Floats, pattern: Ints, flag: Ints, count: Ints, x: Floats, flow: Floats,
) -> bool:  # fmt: skip
    """Flow of each line that is on, MW; each island balances, so that nothing runs through where its angle is held."""
    for i in range(Ax.shape[0]):
        Ax[i] = 0.0
    for i in range(n):
        diagonal[i] = 0.0
        x[order[i]] = put[i]
    for e in range(tail.shape[0]):
        if on[e]:
            Ax[slot[e]] -= b[e]
            diagonal[order[tail[e]]] += b[e]
            diagonal[order[head[e]]] += b[e]
            x[order[tail[e]]] -= offset[e]
            x[order[head[e]]] += offset[e]
    for i in range(n):
        if island[i] == i:
            diagonal[order[i]] += 1000.0
    if not factor(n, columns, rows, Ax, diagonal, parent, start, Li, Lx, D, Y, pattern, flag, count):
        return False
    solve(n, start, Li, Lx, D, count, x)
    for e in range(tail.shape[0]):
        flow[e] = b[e] * (x[order[tail[e]]] - x[order[head[e]]]) + offset[e] if on[e] else 0.0
    return True


@njit(cache=True, nogil=True)
def cascade(
    n: int, tail: Ints, head: Ints, b: Floats, offset: Floats, rate: Floats, on: Flags, order: Ints, columns: Ints,
    rows: Ints, slot: Ints, parent: Ints, start: Ints, load: Floats, gen_bus: Ints, gen: Floats, gen_most: Floats,
    gen_on: Flags, gen_class: Ints, stage_at: Floats, stage_delay: Floats, stage_share: Floats, low_at: Floats,
    low_delay: Floats, high_at: Floats, high_delay: Floats, inertia: Floats, governs: Floats, reserve: float,
    damping: float, gain: float, FH: float, TR: float, overload: float, overload_s: float, savn_share: float,
    savn_s: float, most_rounds: int, shed: Floats, events: Floats, balances: Floats, paths: Floats, path_of: Floats,
    counts: Ints,
) -> int:  # fmt: skip
    """Goes on from an outage until nothing more trips; changes `on`, `gen_on`, `gen`, `load` and `shed` (bus).

    `rate` (line) is what opens it times `overload`; inf: never. Returns 0, or 1 where a flow could not be had, 2 where
    rounds did not suffice. `counts`: events, balances, paths.
    """
    m, n_gens, n_stages = tail.shape[0], gen_bus.shape[0], stage_at.shape[0]
    size = start[n]
    Ax, diagonal, Li, Lx = np.empty(rows.shape[0]), np.empty(n), np.empty(size, np.int64), np.empty(size)
    D, Y, x, flow, put = np.empty(n), np.empty(n), np.empty(n), np.empty(m), np.empty(n)
    pattern, flag, count = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    island, class_mw = np.empty(n, np.int64), np.empty(N_CLASSES)
    here, made, room, relief_mw = np.empty(n), np.empty(n), np.empty(n), np.zeros(n)
    used, free, relieved_bus = np.zeros((n, n_stages), np.bool_), np.empty(n_stages, np.bool_), np.zeros(n, np.bool_)
    most = n_stages + 2 * N_CLASSES
    code, partner = np.empty(most, np.int64), np.empty(most, np.int64)
    at, delay, relief, heavy = np.empty(most), np.empty(most), np.empty(most), np.empty(most)
    governing, fired, since = np.empty(most), np.empty(most), np.empty(most)
    M, out, nothing = np.empty((2, LEVELS, 6)), np.empty(N_OUT), np.empty((0, 4))
    first_load = load.copy()
    n_events, n_balances, n_paths, second = 0, 0, 0, 0.0
    status = 2
    for turn in range(1, most_rounds + 1):
        find_islands(n, tail, head, on, island)
        for i in range(n):
            here[i], made[i], room[i] = 0.0, 0.0, 0.0
        for i in range(n):
            here[island[i]] += load[i] - relief_mw[i]
        for g in range(n_gens):
            if gen_on[g]:
                k = island[gen_bus[g]]
                made[k] += gen[g]
                room[k] += max(gen_most[g] - gen[g], 0.0)
        longest = 0.0
        for k in range(n):
            if island[k] != k or abs(here[k] - made[k]) <= SAME_MW:
                continue
            carried, whole = 0.0, 0.0
            for i in range(n):
                if island[i] == k:  # load comes back to what it takes at nominal frequency
                    carried += relief_mw[i]
                    relief_mw[i] = 0.0
                    whole += load[i]
            short = whole - made[k]
            for c in range(N_CLASSES):
                class_mw[c] = 0.0
            for g in range(n_gens):
                if gen_on[g] and island[gen_bus[g]] == k:
                    class_mw[gen_class[g]] += gen[g]
            for s in range(n_stages):
                free[s] = not used[k, s]
            relays = -1
            if whole > SAME_MW and made[k] > SAME_MW:
                left = min(reserve, room[k] / made[k]) if short > 0.0 else reserve
                path = paths[n_paths] if n_paths < paths.shape[0] else nothing
                relays = island_swing(
                    short, class_mw, whole, stage_at, stage_delay, stage_share, free, low_at, low_delay, high_at,
                    high_delay, inertia, governs, left, damping, gain, FH, TR, code, at, delay, relief, heavy,
                    governing, partner, fired, since, M, path, out,
                )  # fmt: skip
                if relays >= 0:
                    if n_paths < paths.shape[0]:
                        path_of[n_paths, 0], path_of[n_paths, 1], path_of[n_paths, 2] = turn, k, second
                        n_paths += 1
                    n_events = _note(events, n_events, 0.0, second, turn, FREQUENCY, 0, k, short,
                                     out[LOWEST] if short > 0.0 else out[HIGHEST])  # fmt: skip
            dark = relays < 0 or out[DARK] > 0.0
            given = 0.0 if dark else governed_mw(out, class_mw)
            taken = 0.0
            for q in range(relays):
                if not fired[q] < np.inf:
                    continue
                longest = max(longest, fired[q])
                if code[q] < 1000:
                    taken += stage_share[code[q]]
                    for i in range(n):
                        if island[i] == k:
                            used[i, code[q]] = True
                    n_events = _note(events, n_events, 0.0, second + fired[q], turn, STAGE, code[q], k,
                                     stage_share[code[q]] * whole, at[q])  # fmt: skip
                else:
                    c = code[q] % 1000
                    n_events = _note(
                        events, n_events, 0.0, second + fired[q], turn, CLASS_LEFT, c, k, class_mw[c], at[q]
                    )
                    for g in range(n_gens):
                        if gen_on[g] and gen_class[g] == c and island[gen_bus[g]] == k:
                            gen_on[g], gen[g] = False, 0.0
            taken = min(taken, 1.0)
            for i in range(n):
                if island[i] == k:
                    shed[i] += load[i] * taken
                    load[i] *= 1.0 - taken
            if dark:
                n_events = _note(events, n_events, 0.0, second, turn, WENT_DARK, 0, k, whole * (1.0 - taken), 0.0)
                for g in range(n_gens):
                    if gen_on[g] and island[gen_bus[g]] == k:
                        gen_on[g], gen[g] = False, 0.0
                for i in range(n):
                    if island[i] == k:
                        shed[i] += load[i]
                        load[i] = 0.0
                continue
            if abs(given) > SAME_MW:
                n_events = _note(events, n_events, 0.0, second, turn, GOVERNORS, 0, k, given, 0.0)
                above, total = 0.0, 0.0
                for g in range(n_gens):
                    if gen_on[g] and island[gen_bus[g]] == k:
                        above += max(gen_most[g] - gen[g], 0.0)
                        total += gen[g]
                for g in range(n_gens):
                    if gen_on[g] and island[gen_bus[g]] == k:
                        if given > 0.0 and above > 0.0:
                            gen[g] += given * max(gen_most[g] - gen[g], 0.0) / above
                        elif total > 0.0:
                            gen[g] += given * gen[g] / total
            whole, total = 0.0, 0.0
            for i in range(n):
                if island[i] == k:
                    whole += load[i]
            for g in range(n_gens):
                if gen_on[g] and island[gen_bus[g]] == k:
                    total += gen[g]
            for i in range(n):  # what load does not take at this frequency (below 0: takes more)
                if island[i] == k and whole > 0.0:
                    relief_mw[i] = (whole - total) * load[i] / whole
        second += longest
        # flows
        total_gen, total_load, error = 0.0, 0.0, 0.0
        for i in range(n):
            put[i] = -(load[i] - relief_mw[i])
            here[i] = 0.0
        for g in range(n_gens):
            if gen_on[g]:
                put[gen_bus[g]] += gen[g]
                total_gen += gen[g]
        for i in range(n):
            total_load += load[i] - relief_mw[i]
            here[island[i]] += put[i]
        for i in range(n):
            error = max(error, abs(here[i]))
        if n_balances < balances.shape[0]:
            row = balances[n_balances]
            row[0], row[1], row[2], row[3], row[4] = turn, total_gen, total_load, 0.0, error
            n_balances += 1
        if not dc_flow(n, tail, head, b, offset, on, island, put, order, columns, rows, slot, parent, start, Ax,
                       diagonal, Li, Lx, D, Y, pattern, flag, count, x, flow):  # fmt: skip
            status = 1
            break
        relieved, opened = False, False
        if savn_share > 0.0:
            for e in range(m):
                if on[e] and abs(flow[e]) > overload * rate[e] + SAME_MW:
                    i = head[e] if flow[e] > 0.0 else tail[e]
                    if not relieved_bus[i] and load[i] > SAME_MW:
                        off = min(savn_share * first_load[i], load[i], abs(flow[e]) - overload * rate[e])
                        relieved_bus[i], relieved = True, True
                        load[i] -= off
                        shed[i] += off
                        n_events = _note(
                            events, n_events, 0.0, second + savn_s, turn, OVERLOAD_SHED, e, i, off, 0.0
                        )
        if not relieved:
            for e in range(m):
                if on[e] and abs(flow[e]) > overload * rate[e] + SAME_MW:
                    on[e], opened = False, True
                    n_events = _note(
                        events, n_events, 0.0, second + overload_s, turn, LINK_OPENS, e, tail[e], abs(flow[e]), 0.0
                    )
        second += savn_s if relieved else (overload_s if opened else 0.0)
        if not (relieved or opened):
            status = 0
            break
    counts[0], counts[1], counts[2] = n_events, n_balances, n_paths
    return status
