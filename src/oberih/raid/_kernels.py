"""Paths, speeds and moments of the weapons of a draw: numbers from numbers. Kilometres, seconds, metres."""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.luck._kernels import chance, deal

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]

# streams of luck.Stream; a kernel knows numbers only, and a test holds the two together
MIX, PATH = 2, 13
EVEN, TOGETHER, SPACED = 0, 1, 2
UNTYPED_MISSILE, UNTYPED_TARGET = -1, -2
#: blocks of a weapon's luck: figures, aim, one for every two turns, and the place within a target's radius
FIGURES, AIM, TURNS, WITHIN = 0, 1, 2, 9


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
def around(share: float) -> tuple[float, float]:
    """Cosine and sine of a share of a full turn, to the last digits: series about the nearest quarter, without a
    branch, so that the compiler takes several at once.

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
    half = quarter - 2 * math.floor(quarter / 2)  # 1: a quarter or three of them
    sign = 1 - 2 * (math.floor(quarter / 2) - 2 * math.floor(quarter / 4))
    return sign * (c if half == 0 else -s), sign * (s if half == 0 else c)


@njit(cache=True)
def turn(shares: Floats, low: float, span: float, cosine: Floats, sine: Floats) -> None:
    """Cosine and sine of `low + share * span` of a full turn, one a weapon; several at once, as in `deal`."""
    for w in range(shares.shape[0]):
        cosine[w], sine[w] = around(low + shares[w] * span)


@njit(cache=True, inline="always")
def pick(law: Floats, u: float) -> int:
    """The first entry whose running sum is above u of the whole: those at or below are counted, which never guesses."""
    u *= law[-1]
    i = 0
    for each in range(law.shape[0] - 1):
        i += law[each] <= u
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
    most = 0
    for d in range(draws.shape[0]):
        most = max(most, start[d + 1] - start[d])
    most_turns = g_turns.max() if g_turns.shape[0] > 0 else 0
    spread = p_radius_km.shape[0] > 0 and p_radius_km.max() > 0
    figures, aim, within = np.empty((5, most)), np.empty((5, most)), np.empty((5, most))
    words = np.empty((4, most), np.uint32)
    bends = np.empty(((most_turns + 1) // 2, 5, most))
    cosine, sine, place_cosine, place_sine = np.empty(most), np.empty(most), np.empty(most), np.empty(most)
    for d in range(draws.shape[0]):
        draw = draws[d]
        i = start[d]
        first = i
        n_weapons = start[d + 1] - first
        deal(seed, draw, PATH, FIGURES, n_weapons, words, figures)
        deal(seed, draw, PATH, AIM, n_weapons, words, aim)
        for block in range(bends.shape[0]):
            deal(seed, draw, PATH, TURNS + block, n_weapons, words, bends[block])
        if spread:
            deal(seed, draw, PATH, WITHIN, n_weapons, words, within)
            turn(within[1, :n_weapons], 0.0, 1.0, place_cosine[:n_weapons], place_sine[:n_weapons])
        for g in range(sizes.shape[1]):
            w, end = i - first, i - first + sizes[d, g]
            turn(
                aim[0, w:end], g_bearing_low[g], g_bearing_high[g] - g_bearing_low[g], cosine[w:end], sine[w:end]
            )  # fmt: skip
            for number in range(sizes[d, g]):
                w = i - first
                kind = kind_of(seed, draw, w, g_kind[g], missile_law, target_law)
                u_way = aim[0, w]
                speed = g_speed_low[g, kind] + figures[2, w] * (g_speed_high[g, kind] - g_speed_low[g, kind])
                place = g_place[g]
                if given_place.shape[0] > 0:
                    place = given_place[i]
                elif place < 0 and g_given[g] == 0:
                    place = pick(p_law, aim[1, w])
                end_x, end_y = 0.0, 0.0
                if place >= 0:
                    end_x, end_y = p_x_km[place], p_y_km[place]
                    if p_radius_km[place] > 0:
                        r = p_radius_km[place] * math.sqrt(within[0, w])
                        end_x += r * place_cosine[w]
                        end_y += r * place_sine[w]
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
                    x0 = middle_x + g_distance_km[g] * sine[w]
                    y0 = middle_y + g_distance_km[g] * cosine[w]
                    m = g_turns[g]
                    o_x_km[i, 0] = x0
                    o_y_km[i, 0] = y0
                    dx, dy = end_x - x0, end_y - y0
                    length = max(math.sqrt(dx * dx + dy * dy), 1e-9)
                    for j in range(m):
                        pair = 2 * (j % 2)
                        a, b = bends[j // 2, pair, w], bends[j // 2, pair + 1, w]
                        along = (j + 1 + (a - 0.5) / 2) / (m + 1)
                        aside = (2 * b - 1) * g_wander_km[g] / length
                        o_x_km[i, j + 1] = x0 + along * dx - aside * dy
                        o_y_km[i, j + 1] = y0 + along * dy + aside * dx
                    n = m + 2
                    o_x_km[i, n - 1] = end_x
                    o_y_km[i, n - 1] = end_y
                arrival = g_at_s[g]
                if g_timing[g] == EVEN:
                    arrival += figures[4, w] * duration_s[d, g]
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
                o_altitude_m[i] = g_altitude_low[g, kind] + figures[3, w] * (
                    g_altitude_high[g, kind] - g_altitude_low[g, kind]
                )
                o_stake[i] = p_stake[place] if place >= 0 else 0.0
                o_flies[i] = aim[3, w] < g_reliability[g]
                i += 1
