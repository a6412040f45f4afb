"""One batch of draws from raid to cuts, room by room. A draw is a pure function of its key, whatever its batch."""

from dataclasses import dataclass

from oberih.damage import strike
from oberih.defence import engage
from oberih.grid import Hours, Levels, Minute, Network, dispatch, first_minute, levels, network
from oberih.luck import FloatArray, IntArray, Key, Stream, triangular, uniforms
from oberih.outage import Cuts, causes
from oberih.raid import sample
from oberih.repair import mend
from oberih.scenario import Pack, Scenario
from oberih.terms.batch import Codes, Damage, Repairs, Weapons


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Everything that happened in a batch of draws."""

    draws: IntArray
    weapons: Weapons
    fates: Codes
    damage: Damage
    minute: Minute
    repairs: Repairs
    level: Levels
    hours: Hours
    base: Hours  #: the same draws without the raid
    cuts: Cuts


def sample_doubts(scenario: Scenario, pack: Pack, key: Key, draws: IntArray) -> dict[str, FloatArray]:
    """One figure a draw for each range of the scenario and the pack, by dotted name.

    A figure's entity is its name's own number, so that a new range leaves the luck of the others alone.
    """
    ranges = {name: (doubt.low, doubt.mid, doubt.high) for name, doubt in scenario.doubts().items()}
    ranges |= {f"pack.{name}": (given.low, given.mid, given.high) for name, given in pack.ranges.items()}
    return {
        name: triangular(uniforms(key, Stream.DOUBT, draws, [_number(name)])[:, 0], *ends)
        for name, ends in ranges.items()
    }


def _number(name: str) -> int:
    """A fixed 31-bit number of a name, away from the small ones that regions use (FNV-1a)."""
    number = 2166136261
    for byte in name.encode():
        number = ((number ^ byte) * 16777619) % 2**32
    return number | 2**31


def simulate(
    scenario: Scenario, pack: Pack, key: Key, draws: IntArray, net: Network | None = None
) -> Batch:
    """Run the given draws."""
    net = net or network(pack, scenario)
    doubts = sample_doubts(scenario, pack, key, draws)
    weapons = sample(scenario, pack, key, draws, doubts)
    fates = engage(scenario, pack, key, weapons, doubts)
    damage = strike(pack, key, weapons, fates, doubts)
    level = levels(pack, key, draws, doubts)
    minute = first_minute(
        pack, net, key, draws, damage, weapons.start_hour, level.demand_factor, level.class_factor, doubts
    )
    repairs = mend(pack, damage, doubts["raid.duration_h"], doubts)
    base = dispatch(pack, net, draws, scenario.hours, weapons.start_hour, level, doubts)
    hours = dispatch(
        pack, net, draws, scenario.hours, weapons.start_hour, level, doubts, damage, repairs, minute
    )
    cuts = causes(
        scenario, weapons.start_hour, hours.demand_mw, hours.ceiling_mw, hours.served_mw, base.ceiling_mw,
        base.served_mw, minute.shed_share, minute.shed_from_h, minute.shed_hours,
        doubts["grid.schedule_share"],
    )  # fmt: skip
    return Batch(draws, weapons, fates, damage, minute, repairs, level, hours, base, cuts)
