"""Sampling of raids: how many of each kind, when they arrive, and at what class of which region they fly.

Aims are drawn from the report's regions and stated weights. Nothing here looks for a raid that would do more harm.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.luck import FloatArray, IntArray, Key, Stream, chances, uniforms
from oberih.scenario import Pack, Scenario, WeaponGroup
from oberih.scenario.model import AimClass
from oberih.terms.batch import AIM_CLASSES, Weapons
from oberih.terms.kinds import KIND_OF_REPORT, KINDS, Kind, ReportKind

#: cruising speed and distance flown, ranges for illustration; assumed, not looked up. They set launch times alone
SPEED_KM_H: dict[Kind, tuple[float, float]] = {
    "cruise": (700, 900), "guided": (600, 1000), "ballistic": (3000, 7000), "aeroballistic": (5000, 10000),
    "drone": (140, 190), "jet_drone": (300, 500), "decoy": (140, 190),
}  # fmt: skip
DISTANCE_KM: dict[Kind, tuple[float, float]] = {
    "cruise": (800, 1800), "guided": (100, 280), "ballistic": (100, 450), "aeroballistic": (500, 1500),
    "drone": (400, 1200), "jet_drone": (300, 900), "decoy": (400, 1200),
}  # fmt: skip
#: a reconnaissance drone carries no charge: were it to fly as an untyped target, half of its kind would be missiles
FLOWN_AS: dict[ReportKind, Kind] = KIND_OF_REPORT | {"recon_uav": "decoy"}

#: AIM_CLASSES, as the scenario's type names them
_AIMS: tuple[AimClass, ...] = ("substation", "thermal", "chp", "hydro")


def groups_of(scenario: Scenario) -> tuple[list[WeaponGroup], IntArray]:
    """All groups that may fly, and which recorded raid each belongs to (-1: to the scenario itself)."""
    pool = scenario.raid.pool
    groups = [*scenario.raid.weapons, *(group for raid in pool for group in raid.weapons)]
    if not groups:
        raise ValueError("the scenario's raid is not filled in from the record yet")
    recorded = [i for i, raid in enumerate(pool) for _ in raid.weapons]
    return groups, np.array([-1] * len(scenario.raid.weapons) + recorded, np.int64)


def recorded_raids(scenario: Scenario, key: Key, draws: IntArray) -> IntArray:
    """Which raid of the record each draw takes: every one as likely; -1 where the scenario states its own."""
    n = len(scenario.raid.pool)
    if n == 0:
        return np.full(draws.size, -1, np.int64)
    return np.floor(uniforms(key, Stream.MIX, draws, 1, k=2)[:, 0] * n).astype(np.int64)


def group_sizes(scenario: Scenario, key: Key, draws: IntArray, recorded: IntArray) -> IntArray:
    """Weapons of each group, (draw, group): low numbers of a range likelier, as "over 70" is rarely 80."""
    groups, raid_of = groups_of(scenario)
    low = np.array([group.n_min for group in groups])
    high = np.array([group.n_max for group in groups])
    u = uniforms(key, Stream.MIX, draws, len(groups))
    size = low + np.floor((high - low + 1) * (1 - np.sqrt(1 - u)))
    return np.asarray(np.where(raid_of == recorded[:, None], np.minimum(size, high), 0), np.int64)


def start_hours(scenario: Scenario, key: Key, draws: IntArray, recorded: IntArray) -> IntArray:
    """Local hour in which the raid begins: the scenario's, the recorded raid's, else any hour of the day."""
    drawn = np.floor(24 * uniforms(key, Stream.TIME, draws, 1, k=2)[:, 0]).astype(np.int64)
    if scenario.raid.start_hour is not None:
        return np.full(draws.size, scenario.raid.start_hour, np.int64)
    stated = np.array([-1 if raid.start_hour is None else raid.start_hour for raid in scenario.raid.pool] + [-1])
    hour = stated[recorded]
    return np.where(hour < 0, drawn, hour)


def _kinds(scenario: Scenario, key: Key, group: IntArray, draw: IntArray, weapon: IntArray) -> NDArray[np.int8]:
    """Kind of each weapon; an untyped missile takes the stated mix, an untyped target half missiles, half drones."""
    code = {kind: i for i, kind in enumerate(KINDS)}
    mix = np.zeros(len(KINDS))
    for kind, weight in scenario.raid.missile_mix.items():
        mix[code[kind]] = weight
    mix /= mix.sum()
    target = mix / 2
    target[code["drone"]] += 0.5
    u = chances(key, Stream.MIX, draw, weapon, k=1)
    kinds = np.empty(draw.size, np.int8)
    for i, each in enumerate(groups_of(scenario)[0]):
        here = group == i
        if each.kind in FLOWN_AS:
            kinds[here] = code[FLOWN_AS[each.kind]]
        else:
            law = np.cumsum(mix if each.kind == "missile" else target)
            kinds[here] = np.minimum(np.searchsorted(law, u[here], side="right"), len(KINDS) - 1)
    return kinds


def _regions(scenario: Scenario, pack: Pack, key: Key, draws: IntArray, row: IntArray, weapon: IntArray) -> IntArray:
    """Region index of each weapon: the hit regions in turn (in an order of the draw's own), else by demand."""
    if scenario.raid.hit_regions:
        hit = np.array([pack.regions.index(code) for code in scenario.raid.hit_regions])
        order = np.argsort(uniforms(key, Stream.AIM, draws, hit.size, k=9), axis=1)
        return np.asarray(hit[order[row, weapon % hit.size]])
    law = np.cumsum(pack.demand_peak_mw / pack.demand_peak_mw.sum())
    u = chances(key, Stream.AIM, draws[row], weapon, k=0)
    return np.minimum(np.searchsorted(law, u, side="right"), len(pack.regions) - 1).astype(np.int64)


@lru_cache(maxsize=8)
def _at_work(pack: Pack) -> FloatArray:
    """1 where a region has assets of a class at work, (region, class)."""
    at_work = np.zeros((len(pack.regions), len(AIM_CLASSES)))
    working = pack.assets.filter(pl.col("available_mw") > 0)
    for code, asset_class in zip(working["region"], working["asset_class"], strict=True):
        if asset_class in AIM_CLASSES:
            at_work[pack.regions.index(code), AIM_CLASSES.index(asset_class)] = 1.0
    return at_work


def _aims(
    scenario: Scenario, pack: Pack, key: Key, energy_share: FloatArray, draw: IntArray, weapon: IntArray,
    region: IntArray,
) -> NDArray[np.int8]:  # fmt: skip
    """Class of each weapon's aim: stated weights over the classes that its region has at work."""
    at_work = _at_work(pack) * [scenario.raid.aim.get(each, 0.0) for each in _AIMS]
    total = at_work.sum(axis=1)
    law = np.cumsum(at_work / np.maximum(total, 1e-12)[:, None], axis=1)
    u = chances(key, Stream.AIM, draw, weapon, k=2)
    aim = np.minimum((u[:, None] >= law[region]).sum(axis=1), len(AIM_CLASSES) - 1)
    elsewhere = (chances(key, Stream.AIM, draw, weapon, k=1) >= energy_share) | (total[region] <= 0)
    return np.where(elsewhere, -1, aim).astype(np.int8)


def at_grid(
    scenario: Scenario, pack: Pack, key: Key, draws: IntArray, row: IntArray, weapon: IntArray,
    energy_share: FloatArray,
) -> tuple[IntArray, NDArray[np.int8]]:  # fmt: skip
    """Region of each weapon, and the class of asset there that it flies at (-1: nothing of the grid).

    `row` is each weapon's entry in `draws`, `weapon` its number; `energy_share` has one figure a draw.
    """
    region = _regions(scenario, pack, key, draws, row, weapon)
    return region, _aims(scenario, pack, key, energy_share[row], draws[row], weapon, region)


def sample(scenario: Scenario, pack: Pack, key: Key, draws: IntArray, doubts: Mapping[str, FloatArray]) -> Weapons:
    """The weapons of the given draws. `doubts` holds one figure a draw for each of the scenario's ranges."""
    recorded = recorded_raids(scenario, key, draws)
    sizes = group_sizes(scenario, key, draws, recorded)
    total = sizes.sum(axis=1)
    start = np.concatenate([[0], np.cumsum(total)])
    row = np.repeat(np.arange(draws.size), total)
    weapon = np.arange(row.size) - start[row]
    bounds = np.cumsum(sizes, axis=1)
    group = (weapon[:, None] >= bounds[row]).sum(axis=1)
    draw = draws[row]
    kind = _kinds(scenario, key, group, draw, weapon)
    region, aim = at_grid(scenario, pack, key, draws, row, weapon, doubts["raid.energy_share"])
    arrival = chances(key, Stream.TIME, draw, weapon) * doubts["raid.duration_h"][row] * 3600
    low = np.array([DISTANCE_KM[name][0] / SPEED_KM_H[name][1] for name in KINDS])
    high = np.array([DISTANCE_KM[name][1] / SPEED_KM_H[name][0] for name in KINDS])
    flight_h = low[kind] + (high - low)[kind] * chances(key, Stream.TIME, draw, weapon, k=1)
    return Weapons(
        draws=draws,
        start=start,
        draw=draw,
        weapon=weapon,
        kind=kind,
        launch_s=arrival - flight_h * 3600,
        arrival_s=arrival,
        region=region,
        aim=aim,
        start_hour=start_hours(scenario, key, draws, recorded),
    )
