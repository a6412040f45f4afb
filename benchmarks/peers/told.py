"""A scenario of layered defence as peers read it: plain figures in JSON, presets filled in, seconds and kilometres."""

import math
from typing import Any

from oberih.raid.base import SPEED_KM_H
from oberih.raid.waves import ALTITUDE_M, FAR_KM
from oberih.scenario import Scenario
from oberih.scenario.layered import Unit
from oberih.terms.kinds import KINDS


def told(scenario: Scenario) -> dict[str, Any]:
    """The whole scenario; units are in the order of their numbers, which is that in which they decide."""
    from oberih.defence.layout import number_of  # noqa: PLC0415 - numba takes a second

    units = [
        (number_of(unit.name if unit.count == 1 else f"{unit.name} {i + 1}"), unit)
        for unit in scenario.defence.units
        for i in range(unit.count)
    ]
    units.sort(key=lambda pair: pair[0])
    lost = scenario.defence.lost_share
    return {
        "raid": _raid(scenario),
        "units": [_unit(unit, scenario.defence.coordination) for _, unit in units],
        "sensors": [
            {**sensor.model_dump(), "max_speed_km_s": sensor.max_speed_km_h / 3600}
            for sensor in scenario.defence.sensors
        ],
        "lost_share": [lost.low, lost.mid, lost.high],
    }


def _raid(scenario: Scenario) -> dict[str, Any]:
    assert scenario.map is not None
    width, height = scenario.map.width_km, scenario.map.height_km
    far = math.hypot(width, height) / 2 + FAR_KM
    names = [target.name for target in scenario.raid.targets]
    waves = []
    for wave in scenario.raid.waves:
        plain = wave.model_dump(exclude={"weapons"})
        plain |= {
            "at_s": wave.at_h * 3600, "duration_s": wave.duration_h * 3600, "distance_km": wave.distance_km or far,
            "weapons": [],
        }  # fmt: skip
        for group in wave.weapons:
            speed = group.speed_km_h or SPEED_KM_H[group.kind]
            plain["weapons"].append(
                {
                    **group.model_dump(), "speed_km_s": [each / 3600 for each in speed],
                    "altitude_m": list(group.altitude_m or ALTITUDE_M[group.kind]),
                    "rate_per_s": None if group.rate_per_h is None else group.rate_per_h / 3600,
                    "target": None if group.target is None else names.index(group.target),
                }
            )  # fmt: skip
        waves.append(plain)
    return {
        "middle": [width / 2, height / 2], "waves": waves,
        "targets": [target.model_dump() for target in scenario.raid.targets],
        "weights": [target.weight for target in scenario.raid.targets],
    }  # fmt: skip


def _unit(unit: Unit, coordination: bool) -> dict[str, Any]:
    by_kind = unit.chance_per_minute if unit.family == "jammer" else unit.chance
    known = dict(by_kind)
    if "drone" in known:
        known.setdefault("decoy", known["drone"])  # a decoy is taken for a drone
    rate: dict[str, float] = {}
    if unit.family == "jammer":
        rate = {kind: -math.log1p(-chance) / 60 for kind, chance in known.items()}
    elif unit.family == "patrol":
        aircraft, sweep_km, speed_km_h = unit.aircraft or 0, unit.sweep_km or 0.0, unit.patrol_km_h or 0.0
        hazard = aircraft * sweep_km * speed_km_h / 3600 / (math.pi * unit.range_km**2)
        rate = dict.fromkeys(known, hazard)
    return {
        **unit.model_dump(exclude={"name", "preset", "resupply", "chance_per_minute"}),
        "chance": known, "rate": rate,
        "range_km": {kind: unit.range_by_kind.get(kind, unit.range_km) for kind in KINDS},
        "slowness": 3600 / unit.interceptor_km_h if unit.interceptor_km_h else 0.0,
        "service_mean_s": unit.service_mean_s if unit.service == "exponential" else 0.0,
        "most_salvos": unit.most_salvos or 10**9,
        "coordinated": coordination if unit.coordinated is None else unit.coordinated,
        "resupply": [[delivery.at_h * 3600, delivery.rounds] for delivery in unit.resupply],
    }  # fmt: skip
