"""Which unit can reach which weapon, and when: crossings of legs with rings, solved, for all weapons of one draw."""

import math

import numpy as np
from numba import njit

from oberih.defence._kernels.columns import HORIZON, Floats, Flown, Halves, Sensors, Small, Told, Units, Work
from oberih.luck._kernels import chance

# stream of luck.Stream; a kernel knows numbers only, and a test holds the two together
MEETING = 17
#: an index that went through this mask is seen by the compiler not to be negative, which saves it a test each time
WHOLE = 0x7FFFFFFF
#: columns of a leg in hand
X, Y, EX, EY, LENGTH, AT = 0, 1, 2, 3, 4, 5


@njit(cache=True, inline="always")
def first_seen(
    leg: Floats, n_legs: int, speed: float, altitude: float, root: float, sensors: Sensors
) -> float:
    """When any sensor's report of a weapon reaches the units; infinite where none sees it."""
    # taken out of the tuples once: else each use of a column would count references
    n_x_km, n_range_km, n_root, n_max_altitude_m = sensors.x_km, sensors.range_km, sensors.root, sensors.max_altitude_m
    n_max_speed_km_s, n_y_km, n_delay_s = sensors.max_speed_km_s, sensors.y_km, sensors.delay_s
    seen = np.inf
    for s in range(n_x_km.shape[0]):
        radius = n_range_km[s]
        if n_root[s] < 0:
            if altitude > n_max_altitude_m[s] or speed > n_max_speed_km_s[s]:
                continue
        else:
            radius = min(radius, HORIZON * (n_root[s] + root))
        for j in range(n_legs):
            dx, dy = n_x_km[s] - leg[j, X], n_y_km[s] - leg[j, Y]
            aside = dx * leg[j, EY] - dy * leg[j, EX]
            half = radius * radius - aside * aside
            if half <= 0:
                continue
            half = math.sqrt(half)
            along = dx * leg[j, EX] + dy * leg[j, EY]
            if along + half < 0 or along - half > leg[j, LENGTH]:
                continue
            at = leg[j, AT] + max(along - half, 0.0) / speed + n_delay_s[s]
            seen = min(seen, at)
            break
    return seen


@njit(cache=True)
def mark_near(
    x: float, y: float, ex: float, ey: float, length: float, unit_x: Halves, unit_y: Halves, radius: Halves,
    is_near: Halves,
) -> None:  # fmt: skip
    """Mark units whose ring a leg may cross, and a few more: no root, no branch, half the width, so that many are
    looked at at once."""
    # what half the width may be off by, with room to spare
    margin = np.float32(1e-3 + 1e-5 * (abs(x) + abs(y) + length))
    one = np.float32(1)
    x0, y0, ex0, ey0, half = np.float32(x), np.float32(y), np.float32(ex), np.float32(ey), np.float32(0.5 * length)
    for u in range(radius.shape[0]):
        dx, dy, r = unit_x[u] - x0, unit_y[u] - y0, radius[u] + margin
        crosses = (abs(dx * ey0 - dy * ex0) < r) & (abs(dx * ex0 + dy * ey0 - half) < r + half)
        is_near[u] = one if crosses else is_near[u]


@njit(cache=True, inline="always")
def sort_by_opening(sequence: Small, opens: Floats, first: int, end: int) -> None:
    """Order a weapon's windows by opening: Shell's method, since most lists are short. Equal ones keep their order."""
    n = end - first
    gap = 1
    while gap < n // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(first + gap, end):
            each = sequence[i]
            at = opens[each]
            j = i - gap
            while j >= first and (
                opens[sequence[j]] > at or (opens[sequence[j]] == at and sequence[j] > each)
            ):
                sequence[j + gap] = sequence[j]
                j -= gap
            sequence[j + gap] = each
        gap //= 3


@njit(cache=True, error_model="numpy", inline="always")
def find_windows(
    seed: np.uint64, draw: int, d: int, flown: Flown, units: Units, sensors: Sensors, any_linked: bool, scale: Floats,
    work: Work, told: Told,
) -> int:  # fmt: skip
    """Windows of all weapons of one draw; returns how many, or less than 0 where there is no room for them."""
    # taken out of the tuples once: else each use of a column would count references
    f_start, f_flies, f_speed_km_s, f_altitude_m = flown.start, flown.flies, flown.speed_km_s, flown.altitude_m
    f_kind, f_n_points, f_x_km, f_y_km = flown.kind, flown.n_points, flown.x_km, flown.y_km
    f_at_s, f_weapon = flown.at_s, flown.weapon
    u_x_km, u_y_km = units.x_km, units.y_km
    u_min_altitude_m, u_max_altitude_m = units.min_altitude_m, units.max_altitude_m
    u_range_km, u_sensor_km = units.range_km, units.sensor_km
    u_sensor_root, u_slowness = units.sensor_root, units.slowness
    u_shooter, u_linked, u_own_delay_s, u_reaction_s = units.shooter, units.linked, units.own_delay_s, units.reaction_s
    u_rate, u_number, u_min_range_km = units.rate, units.number, units.min_range_km
    k_win_unit, k_leg, k_first_window, k_is_near = work.win_unit, work.leg, work.first_window, work.is_near
    k_near, filled = work.near, units.near_x_km.shape[0]
    u_near_x_km, u_near_y_km, u_near_range_km = units.near_x_km, units.near_y_km, units.near_range_km
    k_pair_open, k_pair_close = work.pair_open, work.pair_close
    k_pair_ready, k_pair_rounds = work.pair_ready, work.pair_rounds
    k_pair_salvos, k_pair_flying = work.pair_salvos, work.pair_flying
    k_win_open, k_win_close = work.win_open, work.win_close
    k_win_weapon, k_win_pair, k_win_leg, k_win_next = work.win_weapon, work.win_pair, work.win_leg, work.win_next
    k_sequence, k_win_in, k_win_out = work.sequence, work.win_in, work.win_out
    t_crossed, t_inside_km = told.crossed, told.inside_km
    n, n_pairs, room = 0, 0, k_win_unit.shape[0]
    leg = k_leg
    first = f_start[d]
    n_units = u_x_km.shape[0]
    for i in range(first, f_start[d + 1]):
        w = i - first
        k_first_window[w] = n
        if not f_flies[i]:
            continue
        speed, altitude, kind = f_speed_km_s[i], f_altitude_m[i], f_kind[i]
        n_legs = f_n_points[i] - 1
        k_is_near[:filled] = 0
        for j in range(n_legs):
            x0, y0 = f_x_km[i, j], f_y_km[i, j]
            dx, dy = f_x_km[i, j + 1] - x0, f_y_km[i, j + 1] - y0
            length = math.sqrt(dx * dx + dy * dy)
            per_km = 1.0 / length if length > 0 else 0.0
            leg[j, X] = x0
            leg[j, Y] = y0
            leg[j, EX] = dx * per_km
            leg[j, EY] = dy * per_km
            leg[j, LENGTH] = length
            leg[j, AT] = f_at_s[i, j]
            mark_near(
                x0, y0, leg[j, EX], leg[j, EY], length, u_near_x_km, u_near_y_km, u_near_range_km[kind], k_is_near
            )  # fmt: skip
        n_near = 0
        for u in range(n_units):
            k_near[n_near] = u
            n_near += k_is_near[u] > 0
        pace = 1.0 / speed
        root = math.sqrt(altitude)
        seen_by_net = -np.inf  # not asked yet
        for at_near in range(n_near):
            u = int(k_near[at_near]) & WHOLE
            if altitude < u_min_altitude_m[u] or altitude > u_max_altitude_m[u]:
                continue
            ux, uy = u_x_km[u], u_y_km[u]
            if seen_by_net == -np.inf:
                seen_by_net = first_seen(leg, n_legs, speed, altitude, root, sensors) if any_linked else np.inf
            sight = min(u_sensor_km[u], HORIZON * (u_sensor_root[u] + root))
            radius = min(u_range_km[kind, u], sight)
            slow = u_slowness[u]
            shooter = u_shooter[u]
            told_by_net = seen_by_net if u_linked[u] else np.inf
            own, ready = np.inf, np.inf
            pair = -1
            inside = 0.0
            for j in range(n_legs):
                length = leg[j, LENGTH]
                dx, dy = ux - leg[j, X], uy - leg[j, Y]
                aside = dx * leg[j, EY] - dy * leg[j, EX]
                aside2 = aside * aside
                along = dx * leg[j, EX] + dy * leg[j, EY]
                if own == np.inf and aside2 < sight * sight:
                    half = math.sqrt(sight * sight - aside2)
                    if along + half > 0 and along - half < length:
                        own = leg[j, AT] + max(along - half, 0.0) * pace
                        ready = min(own + u_own_delay_s[u], max(own, told_by_net + u_reaction_s[u]))
                half = radius * radius - aside2
                if half <= 0:
                    continue
                half = math.sqrt(half)
                s1, s2 = max(along - half, 0.0), min(along + half, length)
                if s1 >= s2:
                    continue
                inside += s2 - s1
                if pair < 0:
                    pair = n_pairs
                    if n + 2 * n_legs >= room:
                        return -1
                    k_pair_open[pair] = np.inf
                    k_pair_close[pair] = -np.inf
                    k_pair_ready[pair] = -np.inf
                    k_pair_rounds[pair] = 0
                    k_pair_salvos[pair] = 0
                    k_pair_flying[pair] = 0
                at = leg[j, AT]
                if not shooter:
                    rate = u_rate[kind, u] * scale[d, kind]
                    if rate <= 0:
                        continue
                    u01 = chance(seed, draw, MEETING, u_number[u], (f_weapon[i] << 12) | (j << 8))
                    meets = at + s1 * pace - math.log(u01) / rate
                    if meets < at + s2 * pace:
                        k_win_open[n] = meets
                        k_win_close[n] = at + s2 * pace
                        k_win_unit[n] = u
                        k_win_weapon[n] = w
                        k_win_pair[n] = pair
                        k_win_leg[n] = j
                        k_win_next[n] = 0
                        k_sequence[n] = n
                        n += 1
                    continue
                quick = slow * speed  # the weapon's speed over the round's
                if quick > 1:  # behind the weapon no round catches up beyond this
                    s2 = min(s2, along + abs(aside) / math.sqrt(quick * quick - 1))
                    if s1 >= s2:
                        continue
                hole = u_min_range_km[u] * u_min_range_km[u] - aside2
                parts = 1
                a1, a2, b1 = s1, s2, s2
                if hole > 0:
                    hole = math.sqrt(hole)
                    a2, b1 = min(s2, along - hole), max(s1, along + hole)
                    parts = 2
                for part in range(parts):
                    if part == 1:
                        a1, a2 = b1, s2
                    if a1 >= a2:
                        continue
                    enters, leaves = at + a1 * pace, at + a2 * pace
                    opens = enters - slow * math.sqrt(aside2 + (a1 - along) * (a1 - along))
                    closes = leaves - slow * math.sqrt(aside2 + (a2 - along) * (a2 - along))
                    opens = max(opens, ready)
                    if opens > closes:
                        continue
                    k_win_open[n] = opens
                    k_win_close[n] = closes
                    k_win_in[n] = enters
                    k_win_out[n] = leaves
                    k_win_unit[n] = u
                    k_win_weapon[n] = w
                    k_win_pair[n] = pair
                    k_win_leg[n] = j
                    k_sequence[n] = n
                    k_pair_open[pair] = min(k_pair_open[pair], opens)
                    k_pair_close[pair] = max(k_pair_close[pair], closes)
                    n += 1
            if pair >= 0:
                n_pairs += 1
                t_crossed[d, u] += 1
                t_inside_km[d, u] += inside
        sort_by_opening(k_sequence, k_win_open, k_first_window[w], n)
    k_first_window[f_start[d + 1] - first] = n
    return n
