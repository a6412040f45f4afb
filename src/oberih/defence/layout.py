"""The fire units and sensors of a scenario as columns that the compiled loops work on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from oberih.defence._kernels import columns
from oberih.luck import FloatArray
from oberih.scenario import Scenario
from oberih.scenario.layered import ORDERS, SHOOTERS, Unit
from oberih.terms.errors import Fault, ScenarioError
from oberih.terms.kinds import KINDS

NO_LIMIT = 2**31 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What stands, in the order of the units' numbers."""

    names: tuple[str, ...]  #: "north", or "north 2" where `count` is above 1
    given: tuple[int, ...]  #: which entry of the scenario's units each is
    families: tuple[str, ...]
    units: columns.Units
    sensors: columns.Sensors
    timeline: columns.Timeline


def number_of(name: str) -> int:
    """The number that a unit's chances are keyed by: 31 bits of its name (FNV-1a), the top bit set.

    >>> number_of("north") == number_of("north"), number_of("north") == number_of("south")
    (True, False)
    """
    number = 2166136261
    for byte in name.encode():
        number = ((number ^ byte) * 16777619) % 2**32
    return number | 2**31


def layout(scenario: Scenario) -> Layout:
    """Columns of the scenario's units, sensors, deliveries and waves. Raises ScenarioError where two names come to one
    number."""
    rows: list[tuple[int, str, int, Unit]] = []
    for at, unit in enumerate(scenario.defence.units):
        for copy in range(unit.count):
            name = unit.name if unit.count == 1 else f"{unit.name} {copy + 1}"
            rows.append((number_of(name), name, at, unit))
    rows.sort(key=lambda row: row[:2])
    faults = [
        Fault(key="layered.same_number", where="defence.units", values={"first": one[1], "second": two[1]})
        for one, two in pairwise(rows)
        if one[0] == two[0]
    ]
    if faults:
        raise ScenarioError(*faults)
    return Layout(
        names=tuple(row[1] for row in rows),
        given=tuple(row[2] for row in rows),
        families=tuple(row[3].family for row in rows),
        units=_units([row[3] for row in rows], np.array([row[0] for row in rows], np.int64), scenario),
        sensors=_sensors(scenario),
        timeline=_timeline(scenario, [row[2] for row in rows]),
    )


def _units(units: Sequence[Unit], numbers: columns.Ints, scenario: Scenario) -> columns.Units:
    shape = (len(KINDS), len(units))
    reach, chance, rate = np.full(shape, -1.0), np.zeros(shape), np.zeros(shape)
    for u, unit in enumerate(units):
        for k, kind in enumerate(KINDS):
            by_kind = unit.chance_per_minute if unit.family == "jammer" else unit.chance
            named = "drone" if kind == "decoy" and "decoy" not in by_kind else kind  # a decoy is taken for a drone
            if named not in by_kind:
                continue
            reach[k, u] = unit.range_by_kind.get(kind, unit.range_km)
            chance[k, u] = 1.0 if unit.family == "jammer" else by_kind[named]
            if unit.family == "jammer":
                rate[k, u] = -math.log1p(-by_kind[named]) / 60
            elif unit.family == "patrol":
                rate[k, u] = _koopman_per_s(unit)

    def floats(name: str) -> FloatArray:
        return np.array([float(getattr(unit, name)) for unit in units])

    def whole(name: str, none: int) -> columns.Ints:
        return np.array([none if getattr(unit, name) is None else getattr(unit, name) for unit in units], np.int64)

    default = scenario.defence.coordination
    return columns.Units(
        number=numbers, x_km=floats("x_km"), y_km=floats("y_km"), range_km=reach, min_range_km=floats("min_range_km"),
        min_altitude_m=floats("min_altitude_m"), max_altitude_m=floats("max_altitude_m"), chance=chance, rate=rate,
        shooter=np.array([unit.family in SHOOTERS for unit in units], np.bool_), ready=whole("ready", -1),
        loaded=whole("ready", -1), store=whole("store", 0), reload_s=floats("reload_s"), channels=whole("channels", 1),
        reaction_s=floats("reaction_s"), assess_s=floats("assess_s"),
        slowness=np.array([3600 / unit.interceptor_km_h if unit.interceptor_km_h else 0.0 for unit in units]),
        service_mean_s=np.array(
            [unit.service_mean_s or 0.0 if unit.service == "exponential" else 0.0 for unit in units]
        ),
        salvo=whole("salvo", 1), look=np.array([unit.look for unit in units], np.bool_),
        most_salvos=whole("most_salvos", NO_LIMIT),
        order=np.array([ORDERS.index(unit.order) for unit in units], np.int64),
        coordinated=np.array(
            [default if unit.coordinated is None else unit.coordinated for unit in units], np.bool_
        ),
        sensor_km=np.array([unit.sensor_km or math.inf for unit in units]),
        own_delay_s=np.array([unit.reaction_s if unit.sensor_km else math.inf for unit in units]),
        sensor_root=np.array([math.sqrt(unit.sensor_height_m) if unit.sensor_km else math.inf for unit in units]),
        linked=np.array([unit.linked for unit in units], np.bool_),
        near_x_km=_filled(floats("x_km"), 0.0), near_y_km=_filled(floats("y_km"), 0.0),
        near_range_km=np.stack([_filled(each, -math.inf) for each in reach]),
    )  # fmt: skip


def _filled(column: FloatArray, with_: float) -> columns.Halves:
    return np.pad(column, (0, -column.size % columns.FILLED_TO), constant_values=with_).astype(np.float32)


def _koopman_per_s(unit: Unit) -> float:
    """Meetings a second of a patrol with one weapon in its ring, by random search."""
    aircraft, speed, width = unit.aircraft or 0, unit.patrol_km_h or 0.0, unit.sweep_km or 0.0
    return aircraft * width * speed / 3600 / (math.pi * unit.range_km**2)


def _sensors(scenario: Scenario) -> columns.Sensors:
    rows = scenario.defence.sensors
    return columns.Sensors(
        x_km=np.array([row.x_km for row in rows]), y_km=np.array([row.y_km for row in rows]),
        range_km=np.array([row.range_km for row in rows]),
        root=np.array([math.sqrt(row.height_m) if row.kind == "radar" else -1.0 for row in rows]),
        max_altitude_m=np.array([row.max_altitude_m for row in rows]),
        max_speed_km_s=np.array([row.max_speed_km_h / 3600 for row in rows]),
        delay_s=np.array([row.delay_s for row in rows]),
    )  # fmt: skip


def _timeline(scenario: Scenario, given: Sequence[int]) -> columns.Timeline:
    """Deliveries before the start of a wave at the same time, each in the order of the file."""
    rows = [
        (delivery.at_h * 3600, u, delivery.rounds)
        for at, unit in enumerate(scenario.defence.units)
        for delivery in unit.resupply
        for u in (u for u, whose in enumerate(given) if whose == at)
    ]
    rows += [(wave.at_h * 3600, -1, 0) for wave in scenario.raid.waves]
    rows.sort(key=lambda row: row[0])
    return columns.Timeline(
        at_s=np.array([float(row[0]) for row in rows]), unit=np.array([row[1] for row in rows], np.int64),
        rounds=np.array([row[2] for row in rows], np.int64),
    )  # fmt: skip
