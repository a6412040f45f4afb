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
from oberih.defence._kernels.heap import ARRIVES, FREES, MEETS, OPENS, READY, RELOADED, SHIFT, SPAN, push, settle
from oberih.defence._kernels.reach import MEETING, WHOLE, find_windows
from oberih.luck._kernels import chance

# streams of luck.Stream; a kernel knows numbers only, and a test holds the two together
SHOT, SERVICE, PICK, FALL = 14, 15, 16, 18
#: what `fight` had no room for
WINDOWS, SALVOS, EVENTS, ROWS = -1, -2, -3, -4
ALL = -1  #: of `fresh`: the whole list is looked at


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
    # taken out of the tuples once: else each use of a column would count references
    f_start, f_kind, f_weapon, f_stake = flown.start, flown.kind, flown.weapon, flown.stake
    f_at_s, f_x_km, f_y_km = flown.at_s, flown.x_km, flown.y_km
    u_x_km, u_ready, u_store, u_shooter = units.x_km, units.ready, units.store, units.shooter
    u_reload_s, u_channels = units.reload_s, units.channels
    u_coordinated, u_reaction_s = units.coordinated, units.reaction_s
    u_chance, u_salvo, u_number, u_rate = units.chance, units.salvo, units.number, units.rate
    u_most_salvos, u_look, u_order, u_y_km = units.most_salvos, units.look, units.order, units.y_km
    u_slowness, u_assess_s, u_service_mean_s = units.slowness, units.assess_s, units.service_mean_s
    l_at_s, l_unit, l_rounds = timeline.at_s, timeline.unit, timeline.rounds
    k_alive, k_flying, k_at_window, k_win_open = work.alive, work.flying, work.at_window, work.win_open
    k_win_close, k_win_unit, k_win_next, k_win_weapon = work.win_close, work.win_unit, work.win_next, work.win_weapon
    k_win_pair, k_sequence, k_heap_at, k_heap_code = work.win_pair, work.sequence, work.heap_at, work.heap_code
    k_ready, k_store, k_busy, k_reloading = work.ready, work.store, work.busy, work.reloading
    k_head, k_marked, k_to_decide, k_fresh = work.head, work.marked, work.to_decide, work.fresh
    k_salvo_window, k_last_fire = work.salvo_window, work.last_fire
    resupplied, hopeless, k_first_window = work.resupplied, work.hopeless, work.first_window
    k_pair_flying, k_salvo_rounds = work.pair_flying, work.salvo_rounds
    k_salvo_frees, k_salvo_stops = work.salvo_frees, work.salvo_stops
    k_salvo_row, k_pair_ready = work.salvo_row, work.pair_ready
    k_pair_rounds, k_win_leg = work.pair_rounds, work.win_leg
    k_pair_salvos, k_pair_open, k_pair_close, k_win_in = work.pair_salvos, work.pair_open, work.pair_close, work.win_in
    k_win_out = work.win_out
    s_draw, s_stopped, s_weapon, s_unit = shots.draw, shots.stopped, shots.weapon, shots.unit
    s_at_s, s_arrives_s, s_rounds = shots.at_s, shots.arrives_s, shots.rounds
    t_fate, t_stopped_s, t_stops, t_salvos = told.fate, told.stopped_s, told.stops, told.salvos
    t_rounds, t_events, t_windows = told.rounds, told.events, told.windows
    first = int(f_start[d]) & WHOLE
    n_weapons = f_start[d + 1] - first
    n_units = u_x_km.shape[0]
    alive, flying, at_window = k_alive, k_flying, k_at_window
    win_open, win_close, win_unit, win_next = k_win_open, k_win_close, k_win_unit, k_win_next
    win_weapon, win_pair, sequence = k_win_weapon, k_win_pair, k_sequence
    heap_at, heap_code = k_heap_at, k_heap_code
    ready, store, busy, reloading, head = k_ready, k_store, k_busy, k_reloading, k_head
    marked, to_decide, fresh = k_marked, k_to_decide, k_fresh
    most_events, most_salvos, most_rows = heap_at.shape[0] - 8, k_salvo_window.shape[0], s_draw.shape[0]
    recording = most_rows > 0
    n_events, n_salvos, n_marked, n_done, at_timeline = 0, 0, 0, 0, 0

    for u in range(n_units):
        resupplied[u] = False
    for at in range(l_at_s.shape[0]):
        if l_unit[at] >= 0:
            resupplied[l_unit[at]] = True
    for u in range(n_units):
        ready[u] = units.loaded[u]
        store[u] = u_store[u]
        hopeless[u] = ready[u] == 0 and store[u] == 0 and not resupplied[u]
        busy[u] = 0
        reloading[u] = False
        k_last_fire[u] = -np.inf
        head[u] = -1
        marked[u] = False
        fresh[u] = 0
    for w in range(n_weapons):
        alive[w] = 1
        flying[w] = 0
        at = k_first_window[w]
        while at < k_first_window[w + 1] and hopeless[win_unit[sequence[at]]]:
            at += 1
        at_window[w] = at
        if at < k_first_window[w + 1]:
            if n_events >= most_events:
                return EVENTS
            n_events = push(heap_at, heap_code, n_events, win_open[sequence[at]], OPENS * SPAN + w)

    while n_events > 0:
        now = heap_at[0]
        if n_events >= most_events:
            return EVENTS

        # deliveries and starts of waves
        early = False
        while at_timeline < l_at_s.shape[0] and l_at_s[at_timeline] <= now + TICK_S:
            at = l_at_s[at_timeline]
            if at < now - TICK_S:  # an instant of its own
                now, early = at, True
            whose = l_unit[at_timeline]
            for u in range(n_units):
                if whose >= 0 and whose != u:
                    continue
                if whose == u:
                    store[u] += l_rounds[at_timeline]
                    if ready[u] == 0 and u_ready[u] > 0 and store[u] > 0 and not reloading[u]:
                        reloading[u] = True
                        n_events = push(
                            heap_at, heap_code, n_events, now + u_reload_s[u], RELOADED * SPAN + u
                        )
                        if n_events >= most_events:
                            return EVENTS
                elif (
                    0 <= ready[u] < u_ready[u] and store[u] > 0 and not reloading[u]
                    and now - k_last_fire[u] >= u_reload_s[u]
                ):  # fmt: skip
                    taken = min(u_ready[u] - ready[u], store[u])
                    ready[u] += taken
                    store[u] -= taken
                    fresh[u] = ALL
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
            code = int(heap_code[0])
            what, which = code >> SHIFT, code & WHOLE
            n_done += 1
            touched, meets = -1, -1

            if what == OPENS:
                w = which & WHOLE
                if alive[w] == 0:
                    n_events -= 1
                    settle(heap_at, heap_code, n_events, heap_at[n_events], heap_code[n_events])
                    continue
                i = int(sequence[at_window[w]]) & WHOLE
                after = at_window[w] + 1
                while after < k_first_window[w + 1] and hopeless[win_unit[sequence[after]]]:
                    after += 1
                at_window[w] = after
                if after < k_first_window[w + 1]:
                    settle(heap_at, heap_code, n_events, win_open[sequence[after]], heap_code[0])
                else:
                    n_events -= 1
                    settle(heap_at, heap_code, n_events, heap_at[n_events], heap_code[n_events])
                u = int(win_unit[i]) & WHOLE
                if not u_shooter[u]:
                    meets = i
                else:
                    win_next[i] = head[u]
                    head[u] = i
                    if ready[u] > 0 and busy[u] < u_channels[u] and not reloading[u]:
                        if fresh[u] >= 0:
                            fresh[u] += 1
                        if not marked[u]:
                            marked[u] = True
                            to_decide[n_marked] = u
                            n_marked += 1

            elif what == ARRIVES:
                n_events -= 1
                settle(heap_at, heap_code, n_events, heap_at[n_events], heap_code[n_events])
                i = int(k_salvo_window[which]) & WHOLE
                w, u, pair = int(win_weapon[i]) & WHOLE, int(win_unit[i]) & WHOLE, int(win_pair[i]) & WHOLE
                k_pair_flying[pair] -= k_salvo_rounds[which]
                if u_coordinated[u]:
                    flying[w] -= k_salvo_rounds[which]
                if k_salvo_frees[which]:
                    busy[u] -= 1
                    touched = u
                if alive[w] == 1:
                    if k_salvo_stops[which]:
                        alive[w] = 0
                        t_fate[first + w] = STOPPED
                        t_stopped_s[first + w] = now
                        t_stops[d, u] += 1
                        if recording:
                            s_stopped[k_salvo_row[which]] = True
                    else:
                        if u_reaction_s[u] > 0:
                            again = now + u_reaction_s[u]
                            k_pair_ready[pair] = again
                            n_events = push(heap_at, heap_code, n_events, again, READY * SPAN + u)
                        else:
                            touched = u
                        if u_coordinated[u]:  # the others hold an open window at what is free to be fired at again
                            for j in range(k_first_window[w], at_window[w]):
                                other = int(win_unit[int(sequence[j]) & WHOLE]) & WHOLE
                                if (
                                    other != u and u_coordinated[other] and ready[other] > 0
                                    and busy[other] < u_channels[other] and not reloading[other]
                                ):  # fmt: skip
                                    fresh[other] = ALL
                                    if not marked[other]:
                                        marked[other] = True
                                        to_decide[n_marked] = other
                                        n_marked += 1

            elif what == MEETS:
                n_events -= 1
                settle(heap_at, heap_code, n_events, heap_at[n_events], heap_code[n_events])
                if alive[win_weapon[which]] == 1:
                    meets = which

            else:
                n_events -= 1
                settle(heap_at, heap_code, n_events, heap_at[n_events], heap_code[n_events])
                touched = which
                if what == FREES:
                    busy[touched] -= 1
                elif what == RELOADED:
                    taken = min(u_ready[touched] - ready[touched], store[touched])
                    ready[touched] += taken
                    store[touched] -= taken
                    reloading[touched] = False

            if meets >= 0:
                i = meets & WHOLE
                w, u = int(win_weapon[i]) & WHOLE, int(win_unit[i]) & WHOLE
                kind = f_kind[first + w]
                stops, rounds = False, 0
                needs_rounds = u_ready[u] >= 0
                if not needs_rounds or (ready[u] > 0 and not reloading[u]):
                    pair = win_pair[i]
                    p = hit(u_chance[kind, u], scale[d, kind])
                    rounds = min(u_salvo[u], ready[u]) if needs_rounds else 0
                    stops = not needs_rounds
                    for j in range(rounds):
                        shot = (f_weapon[first + w] << 12) | ((k_pair_rounds[pair] + j) & 4095)
                        if chance(seed, draw, SHOT, u_number[u], shot) < p:
                            stops = True
                            break
                    k_pair_rounds[pair] += rounds
                    t_salvos[d, u] += 1
                    t_rounds[d, u] += rounds
                    if needs_rounds:
                        ready[u] -= rounds
                        k_last_fire[u] = now
                        if ready[u] == 0 and store[u] > 0:
                            reloading[u] = True
                            n_events = push(
                                heap_at, heap_code, n_events, now + u_reload_s[u], RELOADED * SPAN + u
                            )
                        hopeless[u] = ready[u] == 0 and store[u] == 0 and not resupplied[u]
                    if stops:
                        alive[w] = 0
                        t_fate[first + w] = STOPPED
                        t_stopped_s[first + w] = now
                        t_stops[d, u] += 1
                    if recording:
                        if n_rows >= most_rows:
                            return ROWS
                        s_draw[n_rows] = draw
                        s_weapon[n_rows] = f_weapon[first + w]
                        s_unit[n_rows] = u
                        s_at_s[n_rows] = now
                        s_arrives_s[n_rows] = now
                        s_rounds[n_rows] = rounds
                        s_stopped[n_rows] = stops
                        n_rows += 1
                if not stops:
                    win_next[i] += 1
                    u01 = chance(
                        seed, draw, MEETING, u_number[u],
                        (f_weapon[first + w] << 12) | (k_win_leg[i] << 8) | (win_next[i] & 255),
                    )  # fmt: skip
                    again = now - math.log(u01) / (u_rate[kind, u] * scale[d, kind])
                    if again < win_close[i]:
                        n_events = push(heap_at, heap_code, n_events, again, MEETS * SPAN + i)

            if touched >= 0:
                fresh[touched] = ALL
                if not marked[touched]:
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
            u = int(to_decide[a]) & WHOLE
            marked[u] = False
            knows_others = u_coordinated[u]
            while ready[u] > 0 and not reloading[u] and busy[u] < u_channels[u]:
                best, best_flying, best_rank, best_luck = -1, 0, 0.0, -1.0
                before, i, looked = -1, head[u], 0
                while i >= 0 and looked != fresh[u]:  # what was not fired at before and did not change is no candidate
                    looked += 1
                    i &= WHOLE
                    w, pair, after = int(win_weapon[i]) & WHOLE, int(win_pair[i]) & WHOLE, win_next[i]
                    if (
                        alive[w] == 0 or now > win_close[i] + TICK_S
                        or k_pair_salvos[pair] >= u_most_salvos[u]
                    ):  # fmt: skip
                        if before < 0:
                            head[u] = after
                        else:
                            win_next[before] = after
                        i = after
                        continue
                    known = flying[w] if knows_others else k_pair_flying[pair]
                    if now >= k_pair_ready[pair] - TICK_S and not (u_look[u] and known > 0):
                        if u_order[u] == FIRST_COME:
                            rank = k_pair_open[pair]
                        elif u_order[u] == LEAST_TIME_LEFT:
                            rank = k_pair_close[pair]
                        else:
                            rank = -f_stake[first + w]
                        if best < 0 or known < best_flying or (known == best_flying and rank < best_rank - TICK_S):
                            best, best_flying, best_rank, best_luck = i, known, rank, -1.0
                        elif known == best_flying and rank <= best_rank + TICK_S and win_weapon[best] != w:
                            if best_luck < 0:
                                number = f_weapon[first + win_weapon[best]] << 12
                                best_luck = chance(seed, draw, PICK, u_number[u], number)
                            luck = chance(seed, draw, PICK, u_number[u], f_weapon[first + w] << 12)
                            if luck > best_luck:
                                best, best_rank, best_luck = i, rank, luck
                    before, i = i, after
                if best < 0:
                    break

                # fire
                best &= WHOLE
                w, pair = int(win_weapon[best]) & WHOLE, int(win_pair[best]) & WHOLE
                row, leg = first + w, int(k_win_leg[best]) & WHOLE
                span = f_at_s[row, leg + 1] - f_at_s[row, leg]
                vx = (f_x_km[row, leg + 1] - f_x_km[row, leg]) / span
                vy = (f_y_km[row, leg + 1] - f_y_km[row, leg]) / span
                x = f_x_km[row, leg] + vx * (now - f_at_s[row, leg]) - u_x_km[u]
                y = f_y_km[row, leg] + vy * (now - f_at_s[row, leg]) - u_y_km[u]
                slow2 = u_slowness[u] * u_slowness[u]
                arrives = now
                if slow2 > 0:
                    b2, c2 = slow2 * (x * vx + y * vy), slow2 * (x * x + y * y)
                    root = math.sqrt(max(b2 * b2 - (slow2 * (vx * vx + vy * vy) - 1.0) * c2, 0.0))
                    flight_s = c2 / (root - b2) if root > b2 else 0.0  # a weapon over the launcher is there at once
                    arrives = min(max(now + flight_s, k_win_in[best]), k_win_out[best])
                    arrives = max(arrives, now)
                rounds = min(u_salvo[u], ready[u])
                kind = f_kind[row]
                p = hit(u_chance[kind, u], scale[d, kind])
                stops = False
                for j in range(rounds):
                    shot = (f_weapon[row] << 12) | ((k_pair_rounds[pair] + j) & 4095)
                    if chance(seed, draw, SHOT, u_number[u], shot) < p:
                        stops = True
                        break
                if n_salvos >= most_salvos:
                    return SALVOS
                if n_events + 2 >= most_events:
                    return EVENTS
                frees = arrives + u_assess_s[u]
                if u_service_mean_s[u] > 0:
                    shot = (f_weapon[row] << 12) | (k_pair_rounds[pair] & 4095)
                    frees = now - u_service_mean_s[u] * math.log(
                        chance(seed, draw, SERVICE, u_number[u], shot)
                    )
                k_salvo_window[n_salvos] = best
                k_salvo_rounds[n_salvos] = rounds
                k_salvo_stops[n_salvos] = stops
                k_salvo_frees[n_salvos] = frees == arrives
                n_events = push(heap_at, heap_code, n_events, arrives, ARRIVES * SPAN + n_salvos)
                if frees != arrives:
                    n_events = push(heap_at, heap_code, n_events, frees, FREES * SPAN + u)
                busy[u] += 1
                k_pair_rounds[pair] += rounds
                k_pair_salvos[pair] += 1
                k_pair_flying[pair] += rounds
                if knows_others:
                    flying[w] += rounds
                k_last_fire[u] = now
                ready[u] -= rounds
                t_salvos[d, u] += 1
                t_rounds[d, u] += rounds
                if recording:
                    if n_rows >= most_rows:
                        return ROWS
                    s_draw[n_rows] = draw
                    s_weapon[n_rows] = f_weapon[row]
                    s_unit[n_rows] = u
                    s_at_s[n_rows] = now
                    s_arrives_s[n_rows] = arrives
                    s_rounds[n_rows] = rounds
                    s_stopped[n_rows] = False
                    k_salvo_row[n_salvos] = n_rows
                    n_rows += 1
                n_salvos += 1
                if ready[u] == 0 and store[u] > 0:
                    reloading[u] = True
                    n_events = push(heap_at, heap_code, n_events, now + u_reload_s[u], RELOADED * SPAN + u)
                hopeless[u] = ready[u] == 0 and store[u] == 0 and not resupplied[u]
            fresh[u] = 0
        n_marked = 0
    t_events[d] = n_done
    t_windows[d] = n_windows
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
    n_rows = int(np.int64(0))  # a bare 0 is a type of its own, and `play` would be compiled twice
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
