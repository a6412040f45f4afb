"""Sampling of raids in waves, with paths on a plane. Nothing here looks for a raid that would do more harm."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson

from oberih.luck import FloatArray, IntArray, Key, Stream, uniforms
from oberih.raid import _kernels
from oberih.raid.base import FLOWN_AS, SPEED_KM_H, at_grid, group_sizes, groups_of, recorded_raids, start_hours
from oberih.scenario import Pack, Scenario, WeaponGroup
from oberih.scenario.waves import MOST_IN_GROUP, MOST_POINTS, MOST_TURNS, Flight, Wave
from oberih.terms.batch import Paths, Weapons
from oberih.terms.kinds import KINDS, Kind

#: altitude of flight, ranges for illustration; assumed, not looked up. Of ballistic ones that of the last phase
ALTITUDE_M: dict[Kind, tuple[float, float]] = {
    "cruise": (40, 150), "guided": (50, 500), "ballistic": (8000, 20000), "aeroballistic": (10000, 20000),
    "drone": (100, 2500), "jet_drone": (500, 3000), "decoy": (100, 2500),
}  # fmt: skip
FAR_KM = 100  #: beyond the map's half diagonal, where a path begins
_UNTYPED = {"missile": _kernels.UNTYPED_MISSILE, "target": _kernels.UNTYPED_TARGET}
_TIMINGS = {"even": _kernels.EVEN, "together": _kernels.TOGETHER, "spaced": _kernels.SPACED}


@dataclass(frozen=True, slots=True)
class _Row:
    """One group with the wave that it belongs to."""

    flight: Flight
    wave: Wave
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Flights:
    """What a scenario and its pack say of flights, as columns: made once, used for every batch of draws."""

    rows: tuple[_Row, ...]
    most_weapons: int  #: of the largest raid, at least 1
    most_points: int  #: that the longest path may take
    columns: _kernels.Groups
    places: _kernels.Places
    missile_law: FloatArray  #: running sums over kinds, of an untyped missile
    target_law: FloatArray  #: of an untyped target
    middle_km: tuple[float, float]


def flights(scenario: Scenario, pack: Pack | None) -> Flights:
    """The flights of a scenario, ready for `sample_waves`."""
    rows = tuple(_rows(scenario))
    width, height = plane_km(scenario, pack)
    return Flights(
        rows, _most_weapons(rows), _most_points(rows), _columns(scenario, pack, rows), _places(scenario, pack),
        *_mixes(scenario), (width / 2, height / 2),
    )  # fmt: skip


def plane_km(scenario: Scenario, pack: Pack | None) -> tuple[float, float]:
    """Width and height of the plane: the scenario's map, or what the pack's outline takes."""
    if scenario.map is not None:
        return scenario.map.width_km, scenario.map.height_km
    if pack is None or pack.place_km is None:
        raise ValueError("waves need a plane: a map, or a pack with places")
    points = np.concatenate([np.array(ring) for ring in _rings(pack)])
    return float(points[:, 0].max()), float(points[:, 1].max())


def _rings(pack: Pack) -> list[list[list[float]]]:
    rings = []
    for feature in pack.geometry["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings += [ring for part in parts for ring in part]
    return rings


def _rows(scenario: Scenario) -> list[_Row]:
    """All groups with their waves; a raid that has none is one wave of its weapons."""
    waves = scenario.raid.waves
    if waves:
        return [_Row(flight, wave, i) for i, wave in enumerate(waves) for flight in wave.weapons]
    groups: Sequence[WeaponGroup] = groups_of(scenario)[0]
    flights = [Flight(kind=group.kind, n_min=group.n_min, n_max=group.n_max) for group in groups]
    whole = Wave(weapons=tuple(flights))
    return [_Row(flight, whole, 0) for flight in flights]


def _sizes(scenario: Scenario, rows: Sequence[_Row], key: Key, draws: IntArray, recorded: IntArray) -> IntArray:
    """Weapons of each group, (draw, group)."""
    if not scenario.raid.waves:
        return group_sizes(scenario, key, draws, recorded)
    u = uniforms(key, Stream.MIX, draws, len(rows))
    sizes = np.empty(u.shape, np.int64)
    for g, row in enumerate(rows):
        flight = row.flight
        if flight.rate_per_h is not None:
            drawn = poisson.ppf(u[:, g], flight.rate_per_h * row.wave.duration_h)
            sizes[:, g] = np.minimum(drawn, MOST_IN_GROUP)
        else:
            low, high = flight.n_min or 0, flight.n_max or 0
            drawn = low + np.floor((high - low + 1) * (1 - np.sqrt(1 - u[:, g])))
            sizes[:, g] = np.minimum(drawn, high)
    return sizes


def _columns(scenario: Scenario, pack: Pack | None, rows: Sequence[_Row]) -> _kernels.Groups:
    width, height = plane_km(scenario, pack)
    names = [target.name for target in scenario.raid.targets]
    n = len(rows)
    speed, altitude = np.empty((2, n, len(KINDS))), np.empty((2, n, len(KINDS)))
    path = np.zeros((2, n, MOST_POINTS))
    for g, row in enumerate(rows):
        flight = row.flight
        for k, kind in enumerate(KINDS):
            speed[:, g, k] = flight.speed_km_h or SPEED_KM_H[kind]
            altitude[:, g, k] = flight.altitude_m or ALTITUDE_M[kind]
        for j, point in enumerate(flight.path):
            path[:, g, j] = point
    speed /= 3600
    bearing = np.array([row.wave.bearing_deg for row in rows]).reshape(n, 2) / 360
    far = math.hypot(width, height) / 2 + FAR_KM
    kinds = [_code(row.flight.kind) for row in rows]
    return _kernels.Groups(
        kind=np.array(kinds, np.int64),
        wave=np.array([row.number for row in rows], np.int64),
        at_s=np.array([row.wave.at_h * 3600 for row in rows]),
        timing=np.array([_TIMINGS[row.wave.timing] for row in rows], np.int64),
        spacing_s=np.array([row.wave.spacing_s or 0.0 for row in rows]),
        speed_low=speed[0], speed_high=speed[1], altitude_low=altitude[0], altitude_high=altitude[1],
        reliability=np.array([row.flight.reliability for row in rows]),
        place=np.array([-1 if row.flight.target is None else names.index(row.flight.target) for row in rows], np.int64),
        given=np.array([len(row.flight.path) for row in rows], np.int64),
        ends_at_place=np.array([row.flight.target is not None for row in rows]),
        path_x=path[0], path_y=path[1],
        offset_km=np.array([row.flight.offset_km for row in rows]),
        bearing_low=bearing[:, 0].copy(), bearing_high=bearing[:, 1].copy(),
        distance_km=np.array([row.wave.distance_km or far for row in rows]),
        turns=np.array([row.wave.turns for row in rows], np.int64),
        wander_km=np.array([row.wave.wander_km for row in rows]),
    )  # fmt: skip


def _code(kind: str) -> int:
    """Code of a kind as waves name it."""
    if kind in _UNTYPED:
        return _UNTYPED[kind]
    flown: Mapping[str, Kind] = {str(name): each for name, each in FLOWN_AS.items()} | {each: each for each in KINDS}
    return KINDS.index(flown[kind])


def _places(scenario: Scenario, pack: Pack | None) -> _kernels.Places:
    if pack is not None and pack.place_km is not None:
        n = len(pack.regions)
        return _kernels.Places(
            pack.place_km[:, 0].copy(), pack.place_km[:, 1].copy(), np.full(n, scenario.raid.spread_km),
            np.zeros(n), np.ones(n),
        )  # fmt: skip
    targets = scenario.raid.targets
    weights = np.array([target.weight for target in targets])
    return _kernels.Places(
        np.array([target.x_km for target in targets]), np.array([target.y_km for target in targets]),
        np.array([target.radius_km for target in targets]), np.array([target.stake for target in targets]),
        np.cumsum(weights if weights.sum() > 0 else np.ones(weights.size)),
    )  # fmt: skip


def sample_waves(
    scenario: Scenario, pack: Pack | None, key: Key, draws: IntArray, doubts: Mapping[str, FloatArray],
    fly: Flights | None = None,
) -> tuple[Weapons, Paths]:  # fmt: skip
    """The weapons of the given draws and their paths. Without a pack weapons fly at the scenario's targets or along
    given paths; with one, at its regions. `fly` is what `flights` made of the same scenario and pack."""
    fly = fly or flights(scenario, pack)
    rows = fly.rows
    waves = bool(scenario.raid.waves)
    recorded = np.full(draws.size, -1, np.int64) if waves else recorded_raids(scenario, key, draws)
    sizes = _sizes(scenario, rows, key, draws, recorded)
    duration = (
        np.broadcast_to([row.wave.duration_h for row in rows], sizes.shape)
        if waves else np.broadcast_to(doubts["raid.duration_h"][:, None], sizes.shape)
    ) * 3600.0  # fmt: skip
    duration = np.ascontiguousarray(duration)
    total = sizes.sum(axis=1)
    start = np.concatenate([[0], np.cumsum(total)])
    n, points = int(start[-1]), fly.most_points
    out = _kernels.Out(
        draw=np.empty(n, np.int64), weapon=np.empty(n, np.int64), group=np.empty(n, np.int64),
        kind=np.empty(n, np.int8), wave=np.empty(n, np.int64), place=np.empty(n, np.int64),
        x_km=np.empty((n, points)), y_km=np.empty((n, points)), at_s=np.empty((n, points)),
        n_points=np.empty(n, np.int64), speed_km_s=np.empty(n), altitude_m=np.empty(n), stake=np.empty(n),
        flies=np.empty(n, np.bool_),
    )  # fmt: skip
    region, aim, given = _aims(scenario, pack, key, draws, total, start, doubts)
    _kernels.fly(
        np.uint64(key.seed), draws, start, sizes, duration, fly.missile_law, fly.target_law, fly.columns, fly.places,
        given, *fly.middle_km, out,
    )  # fmt: skip
    last = out.n_points - 1
    at = np.arange(n)
    stake = out.stake
    if pack is not None:  # of what flies at the grid, its region's demand; units are taken to know where weapons fly
        stake = np.where(aim >= 0, pack.demand_peak_mw[region], 0.0)
    weapons = Weapons(
        draws=draws, start=start, draw=out.draw, weapon=out.weapon, kind=out.kind, launch_s=out.at_s[:, 0].copy(),
        arrival_s=out.at_s[at, last], region=region, aim=aim,
        start_hour=start_hours(scenario, key, draws, recorded),
    )  # fmt: skip
    paths = Paths(
        x_km=out.x_km, y_km=out.y_km, at_s=out.at_s, n_points=out.n_points, speed_km_s=out.speed_km_s,
        altitude_m=out.altitude_m, wave=out.wave, place=out.place, stake=stake, flies=out.flies,
    )  # fmt: skip
    return weapons, paths


def _most_weapons(rows: Sequence[_Row]) -> int:
    """Weapons of the largest raid; what comes at a rate is counted by its mean."""
    return max(
        1, sum(row.flight.n_max or math.ceil((row.flight.rate_per_h or 0) * row.wave.duration_h) for row in rows)
    )


def _most_points(rows: Sequence[_Row]) -> int:
    """Points that the longest path may take."""
    return max(
        len(row.flight.path) + (row.flight.target is not None) if row.flight.path else row.wave.turns + 2
        for row in rows
    )


def _aims(
    scenario: Scenario, pack: Pack | None, key: Key, draws: IntArray, total: IntArray, start: IntArray,
    doubts: Mapping[str, FloatArray],
) -> tuple[IntArray, np.ndarray[tuple[int], np.dtype[np.int8]], IntArray]:  # fmt: skip
    """Region and class that each weapon flies at, and the place that goes with it; without a pack neither."""
    n = int(start[-1])
    if pack is None:
        return np.full(n, -1, np.int64), np.full(n, -1, np.int8), np.empty(0, np.int64)
    row = np.repeat(np.arange(draws.size), total)
    region, aim = at_grid(scenario, pack, key, draws, row, np.arange(n) - start[row], doubts["raid.energy_share"])
    return region, aim, region


def _mixes(scenario: Scenario) -> tuple[FloatArray, FloatArray]:
    """Running sums over kinds of an untyped missile, and of an untyped target: half missiles, half drones."""
    mix = np.array([scenario.raid.missile_mix.get(kind, 0.0) for kind in KINDS])
    mix /= mix.sum()
    target = mix / 2
    target[KINDS.index("drone")] += 0.5
    return np.cumsum(mix), np.cumsum(target)


assert MOST_TURNS + 2 <= MOST_POINTS  # a path that is drawn fits where given ones do
