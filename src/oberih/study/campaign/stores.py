"""Rounds of a layered defence's units through the raids of one draw: what is fired is gone until more comes."""

from dataclasses import dataclass, field, replace

import numpy as np

from oberih.defence import Layout
from oberih.luck import Key
from oberih.study.campaign.winter import DAY_H, Winter, arrivals
from oberih.terms.batch import Floats, Ints


@dataclass(slots=True, eq=False)
class Stores:
    """All rounds of each unit, ready or stored. Between raids launchers are filled from the store as far as it goes."""

    stands: Layout
    deliveries: list[tuple[float, Ints]]  #: hour, rounds for each unit, in order
    in_raid: Ints  #: what reaches each unit's store in the course of every raid
    held: Ints = field(init=False)  #: now, by unit; 0 for units that need none
    first: Ints = field(init=False)  #: on the first day
    come: Ints = field(init=False)  #: so far, in raids and by deliveries
    used: Ints = field(init=False)

    def __post_init__(self) -> None:
        units = self.stands.units
        self.first = np.where(units.ready >= 0, units.ready + units.store, 0)
        self.held, self.come, self.used = self.first.copy(), np.zeros_like(self.first), np.zeros_like(self.first)

    def before(self, at_h: float) -> Layout:
        """The units with what they have when a raid begins."""
        here = sum((rounds for hour, rounds in self.deliveries if hour <= at_h), np.zeros_like(self.held))
        self.deliveries = [(hour, rounds) for hour, rounds in self.deliveries if hour > at_h]
        self.held, self.come = self.held + here, self.come + here
        units = self.stands.units
        needs = units.ready >= 0
        loaded = np.where(needs, np.minimum(units.ready, self.held), units.ready)
        store = np.where(needs, self.held - loaded, units.store)
        return replace(self.stands, units=units._replace(loaded=loaded, store=store))

    def after(self, fired: Floats | Ints) -> None:
        """Take off what a raid took, and add what reached the units in its course."""
        fired = np.where(self.stands.units.ready >= 0, fired, 0).astype(np.int64)
        self.used, self.come = self.used + fired, self.come + self.in_raid
        self.held = self.held - fired + self.in_raid


def stores_of(winter: Winter, key: Key, draw: int, start: int) -> Stores | None:
    """The stores of a draw on the first day, and what is delivered later; None where none are carried."""
    stands = winter.stands
    if stands is None or winter.campaign.full_stores:
        return None
    coming = [(hour, shared(winter, each.to, each.n)) for each, hour in arrivals(winter, key, draw, start) if each.to]
    if winter.growth is not None and winter.growth.defence is not None:
        for day, unit, rounds in winter.growth.defence.loads:
            coming.append((float(day * DAY_H - start), rounds * (np.arange(len(stands.names)) == unit)))
    deliveries = sorted(coming, key=lambda each: each[0])
    units = winter.scenario.defence.units
    in_raid = np.array([sum(each.rounds for each in units[i].resupply) for i in stands.given], np.int64)
    return Stores(stands, deliveries, in_raid)


def shared(winter: Winter, to: str, n: int) -> Ints:
    """Rounds for each unit of a name or preset: as even as they go, the first ones one more."""
    stands, units = winter.stands, winter.scenario.defence.units
    if stands is None:
        return np.zeros(0, np.int64)
    mine = [
        u
        for u, (name, i) in enumerate(zip(stands.names, stands.given, strict=True))
        if to in (name, units[i].name, units[i].preset) and stands.units.ready[u] >= 0
    ]
    out = np.zeros(len(stands.names), np.int64)
    for place, u in enumerate(sorted(mine, key=lambda u: (stands.given[u], stands.names[u]))):
        out[u] = n // len(mine) + (place < n % len(mine))
    return out
