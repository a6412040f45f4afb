"""Paths, speeds and moments of the weapons of a draw: numbers from numbers. Kilometres, seconds, metres."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.luck._kernels import LOW, chance, philox

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]

# streams of luck.Stream; a kernel knows numbers only, and a test holds the two together
MIX, PATH = 2, 13
EVEN, TOGETHER, SPACED = 0, 1, 2
UNTYPED_MISSILE, UNTYPED_TARGET = -1, -2
SHARE = 1 / 4294967296.0


class Groups(NamedTuple):
    """One row a group of weapons."""

    kind: Ints  #: code of the kind, or one of the two untyped
    wave: Ints
    at_s: Floats
    timing: Ints
    spacing_s: Floats
    speed_low: Floats  #: (group, kind), km/s
    speed_high: Floats
    altitude_low: Floats  #: (group, kind), m
    altitude_high: Floats
    reliability: Floats
    place: Ints  #: index of a named target, -1: drawn
    given: Ints  #: points of a given path, 0: none
    ends_at_place: Flags  #: a given path goes on to the place
    path_x: Floats  #: (group, point)
    path_y: Floats
    offset_km: Floats
    bearing_low: Floats  #: shares of a turn, from north over east
    bearing_high: Floats
    distance_km: Floats
    turns: Ints
    wander_km: Floats


class Places(NamedTuple):
    """What weapons fly at."""

    x_km: Floats
    y_km: Floats
    radius_km: Floats
    stake: Floats
    law: Floats  #: running sum of the weights


class Out(NamedTuple):
    """One row a weapon."""

    draw: Ints
    weapon: Ints
    group: Ints
    kind: Codes
    wave: Ints
    place: Ints
    x_km: Floats  #: (weapon, point)
    y_km: Floats
    at_s: Floats
    n_points: Ints
    speed_km_s: Floats
    altitude_m: Floats
    stake: Floats
    flies: Flags


@njit(cache=True)
def words(seed: np.uint64, draw: int, weapon: int, block: int) -> tuple[float, float, float, float, float]:
    """Four even shares of one block of a weapon's luck, and a finer one made of the first two."""
    s = np.uint64(seed)
    x0, x1, x2, x3 = philox(
        np.uint64(block), np.uint64(weapon) & LOW, np.uint64(draw) & LOW, np.uint64(PATH),
        s & LOW, s >> np.uint64(32),
    )  # fmt: skip
    fine = (np.float64(((x0 >> np.uint64(6)) << np.uint64(26)) | (x1 >> np.uint64(6))) + 0.5) * 2.220446049250313e-16
    return (
        (np.float64(x0) + 0.5) * SHARE, (np.float64(x1) + 0.5) * SHARE, (np.float64(x2) + 0.5) * SHARE,
        (np.float64(x3) + 0.5) * SHARE, fine,
    )  # fmt: skip


@njit(cache=True)
def around(share: float) -> tuple[float, float]:
    """Cosine and sine of a share of a full turn, to the last digits: series about the nearest quarter, which costs less
    than two calls of the library.

    >>> [round(each, 13) for each in around(0.125)]
    [0.7071067811865, 0.7071067811865]
    """
    quarter = math.floor(4 * share + 0.5)
    x = (share - quarter / 4) * (2 * math.pi)
    y = x * x
    s = 1 - y * (1 / 156) * (1 - y * (1 / 210))
    s = x * (1 - y * (1 / 6) * (1 - y * (1 / 20) * (1 - y * (1 / 42) * (1 - y * (1 / 72) * (1 - y * (1 / 110) * s)))))
    c = 1 - y * (1 / 132) * (1 - y * (1 / 182) * (1 - y * (1 / 240)))
    c = 1 - y * (1 / 2) * (1 - y * (1 / 12) * (1 - y * (1 / 30) * (1 - y * (1 / 56) * (1 - y * (1 / 90) * c))))
    which = int(quarter) & 3
    if which == 0:
        return c, s
    if which == 1:
        return -s, c
    if which == 2:
        return -c, -s
    return s, -c


@njit(cache=True, inline="always")
def pick(law: Floats, u: float) -> int:
    """The first entry whose running sum is above u of the whole."""
    u *= law[-1]
    i = 0
    while i < law.shape[0] - 1 and law[i] <= u:
        i += 1
    return i


@njit(cache=True, inline="always")
def kind_of(seed: np.uint64, draw: int, w: int, kind: int, missile_law: Floats, target_law: Floats) -> int:
    """Code of the kind, an untyped one taking the stated mix."""
    if kind == UNTYPED_MISSILE:
        return pick(missile_law, chance(seed, draw, MIX, w, 1))
    if kind == UNTYPED_TARGET:
        return pick(target_law, chance(seed, draw, MIX, w, 1))
    return kind


@njit(cache=True, nogil=True)
def fly(
    seed: np.uint64, draws: Ints, start: Ints, sizes: Ints, duration_s: Floats, missile_law: Floats,
    target_law: Floats, groups: Groups, places: Places, given_place: Ints, middle_x: float, middle_y: float, out: Out,
) -> None:  # fmt: skip
    """Fill `out` for all draws. `sizes` and `duration_s` are (draw, group).

    `given_place` says what each weapon flies at where that is settled elsewhere (one entry a weapon), else is empty.
    """
    # taken out of the tuples once: else each use of a column would count references
    g_kind, g_speed_low, g_speed_high, g_place = groups.kind, groups.speed_low, groups.speed_high, groups.place
    g_given, g_path_x, g_path_y, g_ends_at_place = groups.given, groups.path_x, groups.path_y, groups.ends_at_place
    g_offset_km, g_bearing_low = groups.offset_km, groups.bearing_low
    g_bearing_high, g_distance_km = groups.bearing_high, groups.distance_km
    g_turns, g_wander_km, g_at_s, g_timing = groups.turns, groups.wander_km, groups.at_s, groups.timing
    g_spacing_s, g_wave = groups.spacing_s, groups.wave
    g_altitude_low, g_altitude_high = groups.altitude_low, groups.altitude_high
    g_reliability = groups.reliability
    p_law, p_x_km, p_y_km, p_radius_km = places.law, places.x_km, places.y_km, places.radius_km
    p_stake = places.stake
    o_x_km, o_y_km, o_at_s, o_draw = out.x_km, out.y_km, out.at_s, out.draw
    o_weapon, o_group, o_kind, o_wave = out.weapon, out.group, out.kind, out.wave
    o_place, o_n_points, o_speed_km_s, o_altitude_m = out.place, out.n_points, out.speed_km_s, out.altitude_m
    o_stake, o_flies = out.stake, out.flies
    for d in range(draws.shape[0]):
        draw = draws[d]
        i = start[d]
        first = i
        for g in range(sizes.shape[1]):
            for number in range(sizes[d, g]):
                w = i - first
                kind = kind_of(seed, draw, w, g_kind[g], missile_law, target_law)
                _, _, u_speed, u_altitude, u_time = words(seed, draw, w, 0)
                u_way, u_place, _, u_flies, _ = words(seed, draw, w, 1)
                speed = g_speed_low[g, kind] + u_speed * (g_speed_high[g, kind] - g_speed_low[g, kind])
                place = g_place[g]
                if given_place.shape[0] > 0:
                    place = given_place[i]
                elif place < 0 and g_given[g] == 0:
                    place = pick(p_law, u_place)
                end_x, end_y = 0.0, 0.0
                if place >= 0:
                    end_x, end_y = p_x_km[place], p_y_km[place]
                    if p_radius_km[place] > 0:
                        u_r, u_angle, _, _, _ = words(seed, draw, w, 9)
                        r = p_radius_km[place] * math.sqrt(u_r)
                        cosine, sine = around(u_angle)
                        end_x += r * cosine
                        end_y += r * sine
                if g_given[g] > 0:
                    n = g_given[g]
                    for j in range(n):
                        o_x_km[i, j] = g_path_x[g, j]
                        o_y_km[i, j] = g_path_y[g, j]
                    if g_ends_at_place[g]:
                        o_x_km[i, n] = end_x
                        o_y_km[i, n] = end_y
                        n += 1
                    if g_offset_km[g] > 0:
                        dx, dy = o_x_km[i, 1] - o_x_km[i, 0], o_y_km[i, 1] - o_y_km[i, 0]
                        aside = (2 * u_way - 1) * g_offset_km[g] / math.sqrt(dx * dx + dy * dy)
                        for j in range(n):
                            o_x_km[i, j] -= aside * dy
                            o_y_km[i, j] += aside * dx
                else:
                    bearing = g_bearing_low[g] + u_way * (g_bearing_high[g] - g_bearing_low[g])
                    cosine, sine = around(bearing)
                    x0 = middle_x + g_distance_km[g] * sine
                    y0 = middle_y + g_distance_km[g] * cosine
                    m = g_turns[g]
                    o_x_km[i, 0] = x0
                    o_y_km[i, 0] = y0
                    dx, dy = end_x - x0, end_y - y0
                    length = max(math.sqrt(dx * dx + dy * dy), 1e-9)
                    for j in range(m):
                        a, b, c, e, _ = words(seed, draw, w, 2 + j // 2)
                        if j % 2 == 1:
                            a, b = c, e
                        along = (j + 1 + (a - 0.5) / 2) / (m + 1)
                        aside = (2 * b - 1) * g_wander_km[g] / length
                        o_x_km[i, j + 1] = x0 + along * dx - aside * dy
                        o_y_km[i, j + 1] = y0 + along * dy + aside * dx
                    n = m + 2
                    o_x_km[i, n - 1] = end_x
                    o_y_km[i, n - 1] = end_y
                arrival = g_at_s[g]
                if g_timing[g] == EVEN:
                    arrival += u_time * duration_s[d, g]
                elif g_timing[g] == SPACED:
                    arrival += number * g_spacing_s[g]
                o_at_s[i, n - 1] = arrival
                for j in range(n - 1, 0, -1):
                    dx, dy = o_x_km[i, j] - o_x_km[i, j - 1], o_y_km[i, j] - o_y_km[i, j - 1]
                    o_at_s[i, j - 1] = o_at_s[i, j] - math.sqrt(dx * dx + dy * dy) / speed
                o_draw[i] = draw
                o_weapon[i] = w
                o_group[i] = g
                o_kind[i] = kind
                o_wave[i] = g_wave[g]
                o_place[i] = place
                o_n_points[i] = n
                o_speed_km_s[i] = speed
                o_altitude_m[i] = g_altitude_low[g, kind] + u_altitude * (
                    g_altitude_high[g, kind] - g_altitude_low[g, kind]
                )
                o_stake[i] = p_stake[place] if place >= 0 else 0.0
                o_flies[i] = u_flies < g_reliability[g]
                i += 1
