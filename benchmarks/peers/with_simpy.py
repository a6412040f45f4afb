"""The layered defence of docs/defence.md in SimPy, written from that page. Runs in SimPy's own environment.

A weapon is a process that shows itself to each unit as its windows open; a salvo is a process that holds one of the
unit's channels (a Resource); reloads, meetings, deliveries and starts of waves are processes. A unit decides when
something has changed: at the end of the instant, in the order of the units' numbers, by an event of low priority.
Rounds are whole numbers and not Containers, since nobody waits for them.

Asked over a pipe: one scenario, then how many draws; one JSON document a line, each way.
"""

import json
import math
import os
import random
import sys
import time
from collections import Counter

import simpy
from crossings import arrival_of_round, between, box_of, legs_of, path, seen_by_net, sizes, stays, windows
from simpy.events import Event

DECIDES = 10  #: later than whatever else falls due at an instant (SimPy's own are 0 and 1)


class Weapon:
    """One weapon in flight."""

    __slots__ = ("alive", "altitude", "flying", "kind", "legs", "seen_by", "speed", "stake", "windows")

    def __init__(self, kind: str, speed: float, altitude: float, legs: list, stake: float) -> None:
        self.kind, self.speed, self.altitude, self.legs, self.stake = kind, speed, altitude, legs, stake
        self.alive = True
        self.flying = 0  #: rounds of coordinated units on their way to it
        self.seen_by: list[Unit] = []  #: units to which a window has opened
        self.windows: list = []


class Pair:
    """What a unit knows of one weapon."""

    __slots__ = ("closes", "fired", "flying", "luck", "opens", "ready", "salvos")

    def __init__(self, found: list) -> None:
        self.opens, self.closes = found[0].opens, found[-1].closes
        self.ready, self.salvos, self.flying, self.fired = -math.inf, 0, 0, 0
        self.luck = random.random()


class Unit:
    """One fire unit."""

    def __init__(self, env: simpy.Environment, figures: dict, number: int, told: Counter) -> None:
        self.env, self.is_, self.number, self.told = env, figures, number, told
        self.ready, self.store = figures["ready"], figures["store"]
        self.channels = simpy.Resource(env, figures["channels"])
        self.reloading, self.marked, self.last_fire = False, False, -math.inf
        self.in_reach: list[tuple[Weapon, Pair, object]] = []

    def mark(self) -> None:
        """Decide at the end of this instant."""
        if not self.marked:
            self.marked = True
            event = Event(self.env)
            event._ok, event._value = True, None
            event.callbacks.append(self.decide)
            self.env.schedule(event, DECIDES + self.number)

    def decide(self, _: Event) -> None:
        """Fire as long as there is a channel, a round and something to fire at."""
        self.marked = False
        while self.ready > 0 and not self.reloading and self.channels.count < self.channels.capacity:
            best = self.choose()
            if best is None:
                return
            self.env.process(self.salvo(*best))

    def choose(self) -> tuple | None:
        """The candidate with the fewest known rounds in flight, then by the unit's order, then by chance."""
        now, figures = self.env.now, self.is_
        self.in_reach = [
            each for each in self.in_reach
            if each[0].alive and now <= each[2].closes and each[1].salvos < figures["most_salvos"]
        ]
        best, least = None, None
        for each in self.in_reach:
            weapon, pair, _ = each
            known = weapon.flying if figures["coordinated"] else pair.flying
            if now < pair.ready or (figures["look"] and known > 0):
                continue
            if figures["order"] == "first-come":
                rank = pair.opens
            elif figures["order"] == "least-time-left":
                rank = pair.closes
            else:
                rank = -weapon.stake
            if least is None or (known, rank, pair.luck) < least:
                best, least = each, (known, rank, pair.luck)
        if best is not None:  # from now on, within this instant too, these rounds are known
            rounds = min(figures["salvo"], self.ready)
            self.ready -= rounds
            self.last_fire = now
            best[1].salvos += 1
            best[1].flying += rounds
            if figures["coordinated"]:
                best[0].flying += rounds
            self.told["salvos"] += 1
            self.told["rounds"] += rounds
            channel = self.channels.request()
            if self.ready == 0 and self.store > 0:
                self.env.process(self.reload())
            return (*best, rounds, channel)
        return None

    def salvo(self, weapon: Weapon, pair: Pair, window, rounds: int, channel):
        """Rounds on their way, and the channel that guides them."""
        env, figures = self.env, self.is_
        if figures["service_mean_s"]:
            env.process(self.hold(channel, random.expovariate(1 / figures["service_mean_s"])))
        yield env.timeout(max(0.0, arrival_of_round(figures, window.leg, weapon.speed, env.now) - env.now))
        pair.flying -= rounds
        if figures["coordinated"]:
            weapon.flying -= rounds
        if weapon.alive:
            self.told["arrivals"] += 1
            if random.random() >= (1 - figures["chance"][weapon.kind]) ** rounds:
                weapon.alive = False
            else:
                env.process(self.again(pair))
                if figures["coordinated"]:
                    for other in weapon.seen_by:
                        if other is not self and other.is_["coordinated"]:
                            other.mark()
        if not figures["service_mean_s"]:
            if figures["assess_s"] > 0:
                yield env.timeout(figures["assess_s"])
            self.channels.release(channel)
            self.mark()

    def hold(self, channel, seconds: float):
        """A channel that is held for a time of its own."""
        yield self.env.timeout(seconds)
        self.channels.release(channel)
        self.mark()

    def again(self, pair: Pair):
        """After a miss."""
        pair.ready = self.env.now + self.is_["reaction_s"]
        yield self.env.timeout(self.is_["reaction_s"])
        self.mark()

    def reload(self):
        """As many ready rounds as at the start, as far as the store goes."""
        self.reloading = True
        yield self.env.timeout(self.is_["reload_s"])
        self.make_up()
        self.reloading = False
        self.mark()

    def make_up(self) -> None:
        taken = min(self.is_["ready"] - self.ready, self.store)
        self.ready += taken
        self.store -= taken

    def wave_starts(self) -> None:
        """In a pause, what was fired is made up."""
        rested = self.env.now - self.last_fire >= self.is_["reload_s"]
        if self.store > 0 and self.ready < self.is_["ready"] and not self.reloading and rested:
            self.make_up()
            self.mark()

    def delivery(self, at: float, rounds: int):
        """Rounds for the store."""
        yield self.env.timeout(at)
        self.store += rounds
        if self.ready == 0 and self.is_["ready"] > 0 and not self.reloading:
            self.env.process(self.reload())


class Rate:
    """A jammer, or a patrol with rounds: meets what is inside its ring at random."""

    def __init__(self, env: simpy.Environment, figures: dict, number: int, told: Counter) -> None:
        self.env, self.is_, self.told = env, figures, told
        self.ready, self.store = figures["ready"], figures["store"]
        self.reloading, self.last_fire = False, -math.inf

    def meet(self, weapon: Weapon, inside: list):
        """All meetings with one weapon, leg by leg."""
        env, figures = self.env, self.is_
        rate = figures["rate"][weapon.kind]
        for enters, leaves in inside:
            at = enters + random.expovariate(rate)
            while at < leaves:
                yield env.timeout(at - env.now)
                if not weapon.alive:
                    return
                if figures["ready"] is None or (self.ready > 0 and not self.reloading):
                    self.engage(weapon)
                at = env.now + random.expovariate(rate)

    def engage(self, weapon: Weapon) -> None:
        figures = self.is_
        self.told["salvos"] += 1
        if figures["ready"] is None:
            weapon.alive = False
            return
        rounds = min(figures["salvo"], self.ready)
        self.ready -= rounds
        self.told["rounds"] += rounds
        self.last_fire = self.env.now
        if random.random() >= (1 - figures["chance"][weapon.kind]) ** rounds:
            weapon.alive = False
        if self.ready == 0 and self.store > 0:
            self.env.process(self.reload())

    reload, make_up, wave_starts, delivery = Unit.reload, Unit.make_up, Unit.wave_starts, Unit.delivery

    def mark(self) -> None:
        """Nothing to decide: meetings come by themselves."""


def show(env: simpy.Environment, weapon: Weapon):
    """A weapon's windows, as they open."""
    for window, unit, pair in weapon.windows:
        yield env.timeout(max(0.0, window.opens - env.now))
        if not weapon.alive:
            return
        unit.in_reach.append((weapon, pair, window))
        if unit not in weapon.seen_by:
            weapon.seen_by.append(unit)
        unit.mark()


def start_of_wave(env: simpy.Environment, at: float, units: list):
    """Units make up what they fired."""
    yield env.timeout(at - env.now)
    for unit in units:
        if unit.is_["ready"] is not None:
            unit.wave_starts()


def weapons_of(raid: dict) -> list[tuple[dict, list, tuple, float, float, float]]:
    """What flies in this draw: group, legs, box of the path, speed, altitude, stake."""
    flown = []
    for wave in raid["waves"]:
        for group in wave["weapons"]:
            for number in range(sizes(group, wave["duration_s"])):
                points, target = path(raid, wave, group)
                speed, altitude = between(*group["speed_km_s"]), between(*group["altitude_m"])
                arrival = wave["at_s"]
                if wave["timing"] == "even":
                    arrival += random.random() * wave["duration_s"]
                elif wave["timing"] == "spaced":
                    arrival += number * wave["spacing_s"]
                legs = legs_of(points, speed, arrival)
                flown.append((group, legs, box_of(points), speed, altitude, 0.0 if target is None else target["stake"]))
    return flown


def one_draw(scenario: dict) -> dict:
    """One raid, from its weapons to who leaked."""
    raid, told = scenario["raid"], Counter()
    flown = weapons_of(raid)
    begin = min((legs[0].at for _, legs, *_ in flown), default=0.0)
    env = simpy.Environment(initial_time=min(begin, 0.0))
    units = [
        (Rate if figures["rate"] else Unit)(env, figures, i, told) for i, figures in enumerate(scenario["units"])
    ]
    weapons = []
    for group, legs, box, speed, altitude, stake in flown:
        if random.random() >= group["reliability"]:
            told[f"lost {group['kind']}"] += 1
            continue
        weapon = Weapon(group["kind"], speed, altitude, legs, stake)
        weapons.append(weapon)
        net = seen_by_net(legs, speed, altitude, scenario["sensors"])
        for unit in units:
            figures = unit.is_
            if figures["rate"]:
                if inside := stays(figures, legs, box, speed, altitude, weapon.kind):
                    env.process(unit.meet(weapon, inside))
            elif found := windows(figures, legs, box, speed, altitude, weapon.kind, net):
                pair = Pair(found)
                weapon.windows += [(each, unit, pair) for each in found]
        weapon.windows.sort(key=lambda each: each[0].opens)
        told["windows"] += len(weapon.windows)
        env.process(show(env, weapon))
    for wave in raid["waves"]:
        env.process(start_of_wave(env, wave["at_s"], units))
    for unit in units:
        for at, rounds in unit.is_["resupply"]:
            env.process(unit.delivery(at - env.now, rounds))
    env.run()
    low, mid, high = scenario["lost_share"]
    lost = random.triangular(low, high, mid) if high > low else mid
    for weapon in weapons:
        fate = "stopped" if not weapon.alive else "lost" if random.random() < lost else "leaked"
        told[f"{fate} {weapon.kind}"] += 1
        told[fate] += 1
    return told


def main() -> None:
    """Read the scenario, then how many draws, until nobody asks."""
    scenario = json.loads(sys.stdin.readline())
    out = os.fdopen(os.dup(1), "w")
    print(json.dumps({"version": simpy.__version__}), file=out, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        random.seed(asked["seed"])
        began, cpu = time.perf_counter(), time.process_time()
        draws = [one_draw(scenario) for _ in range(asked["draws"])]
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        print(json.dumps({"seconds": took, "cpu_s": cpu, "draws": draws}), file=out, flush=True)


if __name__ == "__main__":
    main()
