"""The events of a layered defence, draw by draw. `docs/defence.md` tells the model in words and equations."""

import math

import numpy as np
from numba import njit

from oberih.defence._kernels.columns import (
    FIRST_COME,
    LEAKED,
    LEAST_TIME_LEFT,
    LOST,
    STOPPED,
    TICK_S,
    Floats,
    Flown,
    Ints,
    Sensors,
    Shots,
    Timeline,
    Told,
    Units,
    Work,
)
from oberih.defence._kernels.heap import ARRIVES, FREES, MEETS, OPENS, READY, RELOADED, SPAN, drop, push, settle
from oberih.defence._kernels.reach import MEETING, find_windows
from oberih.luck._kernels import chance

# streams of luck.Stream; a kernel knows numbers only, and a test holds the two together
SHOT, SERVICE, PICK, FALL = 14, 15, 16, 18
#: what `fight` had no room for
WINDOWS, SALVOS, EVENTS, ROWS = -1, -2, -3, -4


@njit(cache=True)
def hit(chance_of_one: float, scale: float) -> float:
    """A single-shot chance under a scale of its kind: what is left of failure is raised to the scale."""
    return chance_of_one if scale == 1.0 else 1.0 - (1.0 - chance_of_one) ** scale


@njit(cache=True, error_model="numpy")
def play(
    seed: np.uint64, draw: int, d: int, n_windows: int, flown: Flown, units: Units, timeline: Timeline, scale: Floats,
    work: Work, shots: Shots, n_rows: int, told: Told,
) -> int:  # fmt: skip
    """Work off the events of one draw; returns the rows of shots then written, or less than 0 where room ran out."""
    first = flown.start[d]
    n_weapons = flown.start[d + 1] - first
    n_units = units.x_km.shape[0]
    alive, flying, at_window = work.alive, work.flying, work.at_window
    win_open, win_close, win_unit, win_next = work.win_open, work.win_close, work.win_unit, work.win_next
    win_weapon, win_pair, sequence = work.win_weapon, work.win_pair, work.sequence
    heap_at, heap_code = work.heap_at, work.heap_code
    ready, store, busy, reloading, head = work.ready, work.store, work.busy, work.reloading, work.head
    marked, to_decide = work.marked, work.to_decide
    most_events, most_salvos, most_rows = heap_at.shape[0] - 8, work.salvo_window.shape[0], shots.draw.shape[0]
    recording = most_rows > 0
    n_events, n_salvos, n_marked, n_done, at_timeline = 0, 0, 0, 0, 0

    for u in range(n_units):
        ready[u] = units.ready[u]
        store[u] = units.store[u]
        busy[u] = 0
        reloading[u] = False
        work.last_fire[u] = -np.inf
        head[u] = -1
        marked[u] = False
    for w in range(n_weapons):
        alive[w] = 1
        flying[w] = 0
        at = work.first_window[w]
        at_window[w] = at
        if at < work.first_window[w + 1]:
            if n_events >= most_events:
                return EVENTS
            n_events = push(heap_at, heap_code, n_events, win_open[sequence[at]], OPENS * SPAN + w)

    while n_events > 0:
        now = heap_at[0]
        if n_events >= most_events:
            return EVENTS

        # deliveries and starts of waves
        early = False
        while at_timeline < timeline.at_s.shape[0] and timeline.at_s[at_timeline] <= now + TICK_S:
            at = timeline.at_s[at_timeline]
            if at < now - TICK_S:  # an instant of its own
                now, early = at, True
            whose = timeline.unit[at_timeline]
            for u in range(n_units):
                if whose >= 0 and whose != u:
                    continue
                if whose == u:
                    store[u] += timeline.rounds[at_timeline]
                    if ready[u] == 0 and units.ready[u] > 0 and store[u] > 0 and not reloading[u]:
                        reloading[u] = True
                        n_events = push(
                            heap_at, heap_code, n_events, now + units.reload_s[u], RELOADED * SPAN + u
                        )
                        if n_events >= most_events:
                            return EVENTS
                elif (
                    0 <= ready[u] < units.ready[u] and store[u] > 0 and not reloading[u]
                    and now - work.last_fire[u] >= units.reload_s[u]
                ):  # fmt: skip
                    taken = min(units.ready[u] - ready[u], store[u])
                    ready[u] += taken
                    store[u] -= taken
                    if not marked[u]:
                        marked[u] = True
                        to_decide[n_marked] = u
                        n_marked += 1
            at_timeline += 1

        # what falls due
        until = now + TICK_S
        while not early and n_events > 0 and heap_at[0] <= until:
            now = heap_at[0]
            if n_events >= most_events:
                return EVENTS
            what, which = heap_code[0] // SPAN, heap_code[0] % SPAN
            n_done += 1
            touched = -1

            if what == OPENS:
                w = which
                if alive[w] == 0:
                    n_events = drop(heap_at, heap_code, n_events)
                    continue
                i = sequence[at_window[w]]
                at_window[w] += 1
                after = at_window[w]
                if after < work.first_window[w + 1]:
                    settle(heap_at, heap_code, n_events, win_open[sequence[after]], heap_code[0])
                else:
                    n_events = drop(heap_at, heap_code, n_events)
                u = win_unit[i]
                if units.shooter[u]:
                    win_next[i] = head[u]
                    head[u] = i
                    touched = u
                else:
                    n_events = push(heap_at, heap_code, n_events, now, MEETS * SPAN + i)

            elif what == ARRIVES:
                n_events = drop(heap_at, heap_code, n_events)
                i = work.salvo_window[which]
                w, u, pair = win_weapon[i], win_unit[i], win_pair[i]
                work.pair_flying[pair] -= work.salvo_rounds[which]
                if units.coordinated[u]:
                    flying[w] -= work.salvo_rounds[which]
                if work.salvo_frees[which]:
                    busy[u] -= 1
                    touched = u
                if alive[w] == 1:
                    if work.salvo_stops[which]:
                        alive[w] = 0
                        told.fate[first + w] = STOPPED
                        told.stopped_s[first + w] = now
                        told.stops[d, u] += 1
                        if recording:
                            shots.stopped[work.salvo_row[which]] = True
                    else:
                        if units.reaction_s[u] > 0:
                            again = now + units.reaction_s[u]
                            work.pair_ready[pair] = again
                            n_events = push(heap_at, heap_code, n_events, again, READY * SPAN + u)
                        else:
                            touched = u
                        if units.coordinated[u]:  # the others hold an open window at what is free to be fired at again
                            for j in range(work.first_window[w], at_window[w]):
                                other = win_unit[sequence[j]]
                                if other != u and not marked[other] and units.coordinated[other]:
                                    marked[other] = True
                                    to_decide[n_marked] = other
                                    n_marked += 1

            elif what == MEETS:
                n_events = drop(heap_at, heap_code, n_events)
                i = which
                w, u = win_weapon[i], win_unit[i]
                if alive[w] == 0:
                    continue
                kind = flown.kind[first + w]
                stops, rounds = False, 0
                needs_rounds = units.ready[u] >= 0
                if not needs_rounds or (ready[u] > 0 and not reloading[u]):
                    pair = win_pair[i]
                    p = hit(units.chance[kind, u], scale[d, kind])
                    rounds = min(units.salvo[u], ready[u]) if needs_rounds else 0
                    stops = not needs_rounds
                    for j in range(rounds):
                        shot = (flown.weapon[first + w] << 12) | ((work.pair_rounds[pair] + j) & 4095)
                        if chance(seed, draw, SHOT, units.number[u], shot) < p:
                            stops = True
                            break
                    work.pair_rounds[pair] += rounds
                    told.salvos[d, u] += 1
                    told.rounds[d, u] += rounds
                    if needs_rounds:
                        ready[u] -= rounds
                        work.last_fire[u] = now
                        if ready[u] == 0 and store[u] > 0:
                            reloading[u] = True
                            n_events = push(
                                heap_at, heap_code, n_events, now + units.reload_s[u], RELOADED * SPAN + u
                            )
                    if stops:
                        alive[w] = 0
                        told.fate[first + w] = STOPPED
                        told.stopped_s[first + w] = now
                        told.stops[d, u] += 1
                    if recording:
                        if n_rows >= most_rows:
                            return ROWS
                        shots.draw[n_rows] = draw
                        shots.weapon[n_rows] = flown.weapon[first + w]
                        shots.unit[n_rows] = u
                        shots.at_s[n_rows] = now
                        shots.arrives_s[n_rows] = now
                        shots.rounds[n_rows] = rounds
                        shots.stopped[n_rows] = stops
                        n_rows += 1
                if not stops:
                    win_next[i] += 1
                    u01 = chance(
                        seed, draw, MEETING, units.number[u],
                        (flown.weapon[first + w] << 12) | (work.win_leg[i] << 8) | (win_next[i] & 255),
                    )  # fmt: skip
                    again = now - math.log(u01) / (units.rate[kind, u] * scale[d, kind])
                    if again < win_close[i]:
                        n_events = push(heap_at, heap_code, n_events, again, MEETS * SPAN + i)

            else:
                n_events = drop(heap_at, heap_code, n_events)
                touched = which
                if what == FREES:
                    busy[touched] -= 1
                elif what == RELOADED:
                    taken = min(units.ready[touched] - ready[touched], store[touched])
                    ready[touched] += taken
                    store[touched] -= taken
                    reloading[touched] = False

            if touched >= 0 and not marked[touched]:
                marked[touched] = True
                to_decide[n_marked] = touched
                n_marked += 1

        # units decide, in the order of their numbers
        for a in range(1, n_marked):
            each = to_decide[a]
            b = a - 1
            while b >= 0 and to_decide[b] > each:
                to_decide[b + 1] = to_decide[b]
                b -= 1
            to_decide[b + 1] = each
        for a in range(n_marked):
            u = to_decide[a]
            marked[u] = False
            knows_others = units.coordinated[u]
            while ready[u] > 0 and not reloading[u] and busy[u] < units.channels[u]:
                best, best_flying, best_rank, best_luck = -1, 0, 0.0, -1.0
                before, i = -1, head[u]
                while i >= 0:
                    w, pair, after = win_weapon[i], win_pair[i], win_next[i]
                    if (
                        alive[w] == 0 or now > win_close[i] + TICK_S
                        or work.pair_salvos[pair] >= units.most_salvos[u]
                    ):  # fmt: skip
                        if before < 0:
                            head[u] = after
                        else:
                            win_next[before] = after
                        i = after
                        continue
                    known = flying[w] if knows_others else work.pair_flying[pair]
                    if now >= work.pair_ready[pair] - TICK_S and not (units.look[u] and known > 0):
                        if units.order[u] == FIRST_COME:
                            rank = work.pair_open[pair]
                        elif units.order[u] == LEAST_TIME_LEFT:
                            rank = work.pair_close[pair]
                        else:
                            rank = -flown.stake[first + w]
                        if best < 0 or known < best_flying or (known == best_flying and rank < best_rank - TICK_S):
                            best, best_flying, best_rank, best_luck = i, known, rank, -1.0
                        elif known == best_flying and rank <= best_rank + TICK_S and win_weapon[best] != w:
                            if best_luck < 0:
                                number = flown.weapon[first + win_weapon[best]] << 12
                                best_luck = chance(seed, draw, PICK, units.number[u], number)
                            luck = chance(seed, draw, PICK, units.number[u], flown.weapon[first + w] << 12)
                            if luck > best_luck:
                                best, best_rank, best_luck = i, rank, luck
                    before, i = i, after
                if best < 0:
                    break

                # fire
                w, pair = win_weapon[best], win_pair[best]
                row, leg = first + w, work.win_leg[best]
                span = flown.at_s[row, leg + 1] - flown.at_s[row, leg]
                vx = (flown.x_km[row, leg + 1] - flown.x_km[row, leg]) / span
                vy = (flown.y_km[row, leg + 1] - flown.y_km[row, leg]) / span
                x = flown.x_km[row, leg] + vx * (now - flown.at_s[row, leg]) - units.x_km[u]
                y = flown.y_km[row, leg] + vy * (now - flown.at_s[row, leg]) - units.y_km[u]
                slow2 = units.slowness[u] * units.slowness[u]
                arrives = now
                if slow2 > 0:
                    b2, c2 = slow2 * (x * vx + y * vy), slow2 * (x * x + y * y)
                    root = math.sqrt(max(b2 * b2 - (slow2 * (vx * vx + vy * vy) - 1.0) * c2, 0.0))
                    arrives = min(max(now + c2 / (root - b2), work.win_in[best]), work.win_out[best])
                    arrives = max(arrives, now)
                rounds = min(units.salvo[u], ready[u])
                kind = flown.kind[row]
                p = hit(units.chance[kind, u], scale[d, kind])
                stops = False
                for j in range(rounds):
                    shot = (flown.weapon[row] << 12) | ((work.pair_rounds[pair] + j) & 4095)
                    if chance(seed, draw, SHOT, units.number[u], shot) < p:
                        stops = True
                        break
                if n_salvos >= most_salvos:
                    return SALVOS
                if n_events + 2 >= most_events:
                    return EVENTS
                frees = arrives + units.assess_s[u]
                if units.service_mean_s[u] > 0:
                    shot = (flown.weapon[row] << 12) | (work.pair_rounds[pair] & 4095)
                    frees = now - units.service_mean_s[u] * math.log(
                        chance(seed, draw, SERVICE, units.number[u], shot)
                    )
                work.salvo_window[n_salvos] = best
                work.salvo_rounds[n_salvos] = rounds
                work.salvo_stops[n_salvos] = stops
                work.salvo_frees[n_salvos] = frees == arrives
                n_events = push(heap_at, heap_code, n_events, arrives, ARRIVES * SPAN + n_salvos)
                if frees != arrives:
                    n_events = push(heap_at, heap_code, n_events, frees, FREES * SPAN + u)
                busy[u] += 1
                work.pair_rounds[pair] += rounds
                work.pair_salvos[pair] += 1
                work.pair_flying[pair] += rounds
                if knows_others:
                    flying[w] += rounds
                work.last_fire[u] = now
                ready[u] -= rounds
                told.salvos[d, u] += 1
                told.rounds[d, u] += rounds
                if recording:
                    if n_rows >= most_rows:
                        return ROWS
                    shots.draw[n_rows] = draw
                    shots.weapon[n_rows] = flown.weapon[row]
                    shots.unit[n_rows] = u
                    shots.at_s[n_rows] = now
                    shots.arrives_s[n_rows] = arrives
                    shots.rounds[n_rows] = rounds
                    shots.stopped[n_rows] = False
                    work.salvo_row[n_salvos] = n_rows
                    n_rows += 1
                n_salvos += 1
                if ready[u] == 0 and store[u] > 0:
                    reloading[u] = True
                    n_events = push(heap_at, heap_code, n_events, now + units.reload_s[u], RELOADED * SPAN + u)
        n_marked = 0
    told.events[d] = n_done
    told.windows[d] = n_windows
    return n_rows


@njit(cache=True, nogil=True, error_model="numpy")
def fight(
    seed: np.uint64, draws: Ints, flown: Flown, units: Units, sensors: Sensors, timeline: Timeline, scale: Floats,
    lost_share: Floats, work: Work, shots: Shots, told: Told,
) -> int:  # fmt: skip
    """All draws of a batch. Returns the rows of shots written; less than 0 says what there was no room for.

    `scale` is (draw, kind). All of `told` is written anew.
    """
    any_linked = False
    for u in range(units.x_km.shape[0]):
        any_linked = any_linked or units.linked[u]
    n_rows = 0
    for d in range(draws.shape[0]):
        for u in range(units.x_km.shape[0]):
            told.salvos[d, u] = 0
            told.rounds[d, u] = 0
            told.stops[d, u] = 0
            told.crossed[d, u] = 0
            told.inside_km[d, u] = 0.0
        for i in range(flown.start[d], flown.start[d + 1]):
            told.stopped_s[i] = np.inf
            told.fate[i] = LEAKED
            if not flown.flies[i] or (
                lost_share[d] > 0 and chance(seed, draws[d], FALL, flown.weapon[i], 0) < lost_share[d]
            ):
                told.fate[i] = LOST
        n = find_windows(seed, draws[d], d, flown, units, sensors, any_linked, scale, work, told)
        if n < 0:
            return WINDOWS
        n_rows = play(seed, draws[d], d, n, flown, units, timeline, scale, work, shots, n_rows, told)
        if n_rows < 0:
            return n_rows
    return n_rows
