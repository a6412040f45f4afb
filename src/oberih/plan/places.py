"""Where a defence's options stand: every copy of an option takes one of its places, each as likely.

Draws are dealt into four placements, anew in every 128 draws; over the four a copy's places are stratified (a Latin
hypercube: McKay, Beckman, Conover, Technometrics 21 (1979) 239-245). A copy's places do not depend on what else is in
the plan, so two plans that share it meet the same luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from oberih.defence import Layout, layout, number_of
from oberih.luck import Key, Stream, uniforms
from oberih.plan.options import DEFENCE, Change, Option
from oberih.scenario import Pack, Scenario
from oberih.scenario.layered import Sensor, Unit
from oberih.scenario.options import Option as One
from oberih.scenario.options import rows_of

PLACEMENTS, DEAL = 4, 128


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways in which one change of an option may be played."""

    units: tuple[Unit, ...] = ()
    hosts: tuple[int, ...] = ()  #: entries of the scenario's units that a load may go to
    rounds: int = 0
    sensors: tuple[Sensor, ...] = ()

    @property
    def n(self) -> int:
        """How many; 1 where there is nothing to choose."""
        return max(len(self.units), len(self.hosts), len(self.sensors), 1)


def ways_of(scenario: Scenario, pack: Pack, change: Change) -> Ways:
    """The ways of a change of the defence that fits the scenario."""
    units = scenario.defence.units
    codes = change.regions or pack.regions
    at_km = pack.place_km
    places = [] if at_km is None else [at_km[pack.regions.index(code)].tolist() for code in codes]
    if change.add == "sensor":
        return Ways(sensors=tuple(_sensor(scenario, change, x, y) for x, y in places))
    assert change.of is not None
    if change.add == "rounds":
        (row,) = rows_of(units, [One(add="rounds", of=change.of, rounds=change.rounds)])
        return Ways(hosts=row.hosts, rounds=row.rounds)
    if change.regions:
        ones = [One(add="unit", of=change.of, x_km=x, y_km=y) for x, y in places]
    else:
        ones = [One(add="unit", of=change.of)]
    (row,) = rows_of(units, ones)
    return Ways(units=row.units)


def _sensor(scenario: Scenario, change: Change, x_km: float, y_km: float) -> Sensor:
    like = [each for each in scenario.defence.sensors if each.kind == change.sensor]
    place = {"name": "planned", "x_km": x_km, "y_km": y_km}
    if like:
        own = {} if change.range_km is None else {"range_km": change.range_km}
        return like[0].model_copy(update=place | own)
    return Sensor.model_validate({**place, "kind": change.sensor, "range_km": change.range_km, "height_m": 30.0})


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A defence with options in places."""

    scenario: Scenario
    stands: Layout  #: loads left out
    unit_of: dict[str, int]  #: option of each added unit, by its name
    sensor_of: tuple[int, ...]  #: option of each added sensor, after those of the scenario
    loads: tuple[tuple[int, int, int], ...]  #: option, unit of the layout, rounds

    def loaded(self) -> Layout:
        """With all loads in the stores."""
        if not self.loads:
            return self.stands
        store = self.stands.units.store.copy()
        for _, unit, rounds in self.loads:
            store[unit] += rounds
        return replace(self.stands, units=self.stands.units._replace(store=store))


class Places:
    """Defences of sets of options."""

    def __init__(self, scenario: Scenario, pack: Pack, options: Sequence[Option], key: Key) -> None:
        self.scenario, self.key = scenario, key
        self.names = [option.name for option in options]
        self.ways = [
            [(i, ways_of(scenario, pack, each)) for i, each in enumerate(option.adds) if each.add in DEFENCE]
            for option in options
        ]

    def defends(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """The part of a set that the defence plays: counts of its options, 0 for the others."""
        return tuple(n if self.ways[o] else 0 for o, n in enumerate(chosen))

    def placements(self, chosen: Sequence[int]) -> int:
        """How many placements there are to tell apart."""
        return PLACEMENTS if any(n and any(w.n > 1 for _, w in self.ways[o]) for o, n in enumerate(chosen)) else 1

    def placed(self, chosen: Sequence[int], deal: int, placement: int) -> Placed:
        """The defence of a set in one placement of one deal of draws."""
        units, sensors = list(self.scenario.defence.units), list(self.scenario.defence.sensors)
        unit_of: dict[str, int] = {}
        sensor_of: list[int] = []
        loads: list[tuple[int, tuple[int, ...], int, float]] = []
        for o, n in enumerate(chosen):
            for copy in range(n):
                for i, ways in self.ways[o]:
                    name = f"{self.names[o]} {i + 1}.{copy + 1} (plan)"
                    u = self._chance(name, deal, placement)
                    if ways.units:
                        units.append(ways.units[int(u * ways.n)].model_copy(update={"name": name}))
                        unit_of[name] = o
                    elif ways.sensors:
                        sensors.append(ways.sensors[int(u * ways.n)].model_copy(update={"name": name}))
                        sensor_of.append(o)
                    else:
                        loads.append((o, ways.hosts, ways.rounds, u))
        defence = self.scenario.defence.model_copy(update={"units": tuple(units), "sensors": tuple(sensors)})
        scenario = self.scenario.model_copy(update={"defence": defence})
        stands = layout(scenario)
        found = []
        for o, hosts, rounds, u in loads:
            able = [unit for unit, given in enumerate(stands.given) if given in hosts]
            found.append((o, able[int(u * len(able))], rounds))
        return Placed(scenario, stands, unit_of, tuple(sensor_of), tuple(found))

    def _chance(self, name: str, deal: int, placement: int) -> float:
        """Uniform over deals, and stratified over the placements of one."""
        entity = [number_of(name)]
        order = [float(uniforms(self.key, Stream.PLAN_PLACE, [deal], entity, k=k)[0, 0]) for k in range(PLACEMENTS)]
        within = float(uniforms(self.key, Stream.PLAN_PLACE, [deal], entity, k=PLACEMENTS + placement)[0, 0])
        return float((np.argsort(order)[placement] + within) / PLACEMENTS)

