"""Which unit can reach which weapon, and when: crossings of legs with rings, solved, for all weapons of one draw."""

import math

import numpy as np
from numba import njit

from oberih.defence._kernels.columns import HORIZON, Codes, Floats, Flown, Sensors, Small, Told, Units, Work
from oberih.luck._kernels import chance

# stream of luck.Stream; a kernel knows numbers only, and a test holds the two together
MEETING = 17
#: columns of a leg in hand
X, Y, EX, EY, LENGTH, AT = 0, 1, 2, 3, 4, 5


@njit(cache=True)
def first_seen(
    leg: Floats, n_legs: int, speed: float, altitude: float, root: float, sensors: Sensors
) -> float:
    """When any sensor's report of a weapon reaches the units; infinite where none sees it."""
    seen = np.inf
    for s in range(sensors.x_km.shape[0]):
        radius = sensors.range_km[s]
        if sensors.root[s] < 0:
            if altitude > sensors.max_altitude_m[s] or speed > sensors.max_speed_km_s[s]:
                continue
        else:
            radius = min(radius, HORIZON * (sensors.root[s] + root))
        for j in range(n_legs):
            dx, dy = sensors.x_km[s] - leg[j, X], sensors.y_km[s] - leg[j, Y]
            aside = dx * leg[j, EY] - dy * leg[j, EX]
            half = radius * radius - aside * aside
            if half <= 0:
                continue
            half = math.sqrt(half)
            along = dx * leg[j, EX] + dy * leg[j, EY]
            if along + half < 0 or along - half > leg[j, LENGTH]:
                continue
            at = leg[j, AT] + max(along - half, 0.0) / speed + sensors.delay_s[s]
            seen = min(seen, at)
            break
    return seen


@njit(cache=True)
def near(
    x: float, y: float, ex: float, ey: float, length: float, unit_x: Floats, unit_y: Floats, radius: Floats,
    is_near: Codes, anew: bool,
) -> None:  # fmt: skip
    """Mark units whose ring a leg may cross: no root and no branch, so that many are looked at at once."""
    for u in range(unit_x.shape[0]):
        dx, dy, r = unit_x[u] - x, unit_y[u] - y, radius[u]
        along = dx * ex + dy * ey
        crosses = (abs(dx * ey - dy * ex) < r) & (along > -r) & (along - length < r)
        is_near[u] = crosses if anew else is_near[u] | crosses


@njit(cache=True)
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


@njit(cache=True, error_model="numpy")
def find_windows(
    seed: np.uint64, draw: int, d: int, flown: Flown, units: Units, sensors: Sensors, any_linked: bool, scale: Floats,
    work: Work, told: Told,
) -> int:  # fmt: skip
    """Windows of all weapons of one draw; returns how many, or less than 0 where there is no room for them."""
    n, n_pairs, room = 0, 0, work.win_unit.shape[0]
    leg = work.leg
    first = flown.start[d]
    n_units = units.x_km.shape[0]
    for i in range(first, flown.start[d + 1]):
        w = i - first
        work.first_window[w] = n
        if not flown.flies[i]:
            continue
        speed, altitude, kind = flown.speed_km_s[i], flown.altitude_m[i], flown.kind[i]
        n_legs = flown.n_points[i] - 1
        for j in range(n_legs):
            x0, y0 = flown.x_km[i, j], flown.y_km[i, j]
            dx, dy = flown.x_km[i, j + 1] - x0, flown.y_km[i, j + 1] - y0
            length = math.sqrt(dx * dx + dy * dy)
            per_km = 1.0 / length if length > 0 else 0.0
            leg[j, X] = x0
            leg[j, Y] = y0
            leg[j, EX] = dx * per_km
            leg[j, EY] = dy * per_km
            leg[j, LENGTH] = length
            leg[j, AT] = flown.at_s[i, j]
            near(
                x0, y0, leg[j, EX], leg[j, EY], length, units.x_km, units.y_km, units.range_km[kind], work.is_near,
                j == 0,
            )  # fmt: skip
        pace = 1.0 / speed
        root = math.sqrt(altitude)
        seen_by_net = first_seen(leg, n_legs, speed, altitude, root, sensors) if any_linked else np.inf
        for u in range(n_units):
            if work.is_near[u] == 0 or altitude < units.min_altitude_m[u] or altitude > units.max_altitude_m[u]:
                continue
            radius = units.range_km[kind, u]
            ux, uy = units.x_km[u], units.y_km[u]
            sight = np.inf
            if units.sensor_km[u] > 0:
                sight = min(units.sensor_km[u], HORIZON * (units.sensor_root[u] + root))
                radius = min(radius, sight)
            slow = units.slowness[u]
            shooter = units.shooter[u]
            told_by_net = seen_by_net if units.linked[u] else np.inf
            own, ready = np.inf, told_by_net + units.reaction_s[u]
            pair = -1
            inside = 0.0
            for j in range(n_legs):
                length = leg[j, LENGTH]
                dx, dy = ux - leg[j, X], uy - leg[j, Y]
                aside = dx * leg[j, EY] - dy * leg[j, EX]
                aside2 = aside * aside
                along = dx * leg[j, EX] + dy * leg[j, EY]
                if own == np.inf and units.sensor_km[u] > 0:
                    half = sight * sight - aside2
                    if half > 0:
                        half = math.sqrt(half)
                        if along + half > 0 and along - half < length:
                            own = leg[j, AT] + max(along - half, 0.0) * pace
                            ready = min(own + units.reaction_s[u], max(own, told_by_net + units.reaction_s[u]))
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
                    work.pair_open[pair] = np.inf
                    work.pair_close[pair] = -np.inf
                    work.pair_ready[pair] = -np.inf
                    work.pair_rounds[pair] = 0
                    work.pair_salvos[pair] = 0
                    work.pair_flying[pair] = 0
                at = leg[j, AT]
                if not shooter:
                    rate = units.rate[kind, u] * scale[d, kind]
                    if rate <= 0:
                        continue
                    u01 = chance(seed, draw, MEETING, units.number[u], (flown.weapon[i] << 12) | (j << 8))
                    meets = at + s1 * pace - math.log(u01) / rate
                    if meets < at + s2 * pace:
                        work.win_open[n] = meets
                        work.win_close[n] = at + s2 * pace
                        work.win_unit[n] = u
                        work.win_weapon[n] = w
                        work.win_pair[n] = pair
                        work.win_leg[n] = j
                        work.win_next[n] = 0
                        work.sequence[n] = n
                        n += 1
                    continue
                quick = slow * speed  # the weapon's speed over the round's
                if quick > 1:  # behind the weapon no round catches up beyond this
                    s2 = min(s2, along + abs(aside) / math.sqrt(quick * quick - 1))
                    if s1 >= s2:
                        continue
                hole = units.min_range_km[u] * units.min_range_km[u] - aside2
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
                    work.win_open[n] = opens
                    work.win_close[n] = closes
                    work.win_in[n] = enters
                    work.win_out[n] = leaves
                    work.win_unit[n] = u
                    work.win_weapon[n] = w
                    work.win_pair[n] = pair
                    work.win_leg[n] = j
                    work.sequence[n] = n
                    work.pair_open[pair] = min(work.pair_open[pair], opens)
                    work.pair_close[pair] = max(work.pair_close[pair], closes)
                    n += 1
            if pair >= 0:
                n_pairs += 1
                told.crossed[d, u] += 1
                told.inside_km[d, u] += inside
        sort_by_opening(work.sequence, work.win_open, work.first_window[w], n)
    work.first_window[flown.start[d + 1] - first] = n
    return n
