"""One batch of draws from raid to cuts, room by room. A draw is a pure function of its key, whatever its batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from oberih.damage import strike
from oberih.defence import Engaged, Layout, engage, engage_layered, layout
from oberih.grid import Hours, Levels, Minute, Network, dispatch, first_minute, levels, network
from oberih.luck import FloatArray, IntArray, Key, Stream, triangular, uniforms
from oberih.outage import Cuts, causes
from oberih.people import People, count
from oberih.raid import sample, sample_waves
from oberih.repair import mend
from oberih.scenario import Pack, Scenario
from oberih.terms.batch import Codes, Damage, Paths, Repairs, Weapons
from oberih.weather import Weather
from oberih.weather import sample as sample_weather

if TYPE_CHECKING:
    from oberih.study.anchor import Anchor  # it plays draws too


@dataclass(frozen=True, slots=True, eq=False)
class Fought:
    """What a layered defence did with a batch of draws."""

    stands: Layout
    paths: Paths
    engaged: Engaged


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Everything that happened in a batch of draws."""

    draws: IntArray
    weapons: Weapons
    fates: Codes
    fought: Fought | None  #: of a layered defence
    damage: Damage
    minute: Minute
    repairs: Repairs
    level: Levels
    weather: Weather
    hours: Hours
    base: Hours  #: the same draws without the raid
    cuts: Cuts
    people: People


def sample_doubts(
    scenario: Scenario, pack: Pack | None, key: Key, draws: IntArray, only: Sequence[str] | None = None
) -> dict[str, FloatArray]:
    """One figure a draw for each range of the scenario and the pack, by dotted name; `only` of the named ones.

    A figure's entity is its name's own number, so that a new range leaves the luck of the others alone.
    """
    ranges = {name: (doubt.low, doubt.mid, doubt.high) for name, doubt in scenario.doubts().items()}
    if pack is not None:
        ranges |= {f"pack.{name}": (given.low, given.mid, given.high) for name, given in pack.ranges.items()}
    return {
        name: triangular(uniforms(key, Stream.DOUBT, draws, [number_of(name)])[:, 0], *ends)
        for name, ends in ranges.items()
        if only is None or name in only
    }


@lru_cache(maxsize=256)
def number_of(name: str) -> int:
    """A fixed 31-bit number of a name, away from the small ones that regions use (FNV-1a)."""
    number = 2166136261
    for byte in name.encode():
        number = ((number ^ byte) * 16777619) % 2**32
    return number | 2**31


def simulate(
    scenario: Scenario, pack: Pack, key: Key, draws: IntArray, net: Network | None = None,
    stands: Layout | None = None, *, anchor: "Anchor | None" = None, record: bool = False,
    given: Mapping[str, FloatArray] | None = None,
) -> Batch:  # fmt: skip
    """Run the given draws; of a layered defence, `anchor` scales single-shot chances, and `record` keeps every
    engagement attempt. Ranges that are `given`, one figure a draw, are not drawn."""
    net = net or network(pack, scenario)
    doubts = sample_doubts(scenario, pack, key, draws) | dict(given or {})
    fought: Fought | None = None
    if scenario.defence.level == "layered":
        stands = stands or layout(scenario)
        if scenario.raid.waves:  # the raid is over when the last wave is
            end_h = max(wave.at_h + wave.duration_h for wave in scenario.raid.waves)
            doubts["raid.duration_h"] = np.full(draws.size, end_h)
        weapons, paths = sample_waves(scenario, pack, key, draws, doubts)
        engaged = engage_layered(
            stands, key, weapons, paths, lost_share=doubts["defence.lost_share"],
            scale=None if anchor is None else anchor.scales(key, draws), record=record,
        )
        fought, fates = Fought(stands, paths, engaged), engaged.fates
    else:
        weapons = sample(scenario, pack, key, draws, doubts)
        fates = engage(scenario, pack, key, weapons, doubts)
    damage = strike(pack, key, weapons, fates, doubts)
    level = levels(pack, key, draws, doubts)
    weather = sample_weather(scenario, pack, key, draws)
    warmth = weather.demand_factor
    minute = first_minute(
        pack, net, key, draws, damage, weapons.start_hour, level.demand_factor * warmth[:, 0], level.class_factor,
        doubts,
    )  # fmt: skip
    repairs = mend(pack, damage, doubts["raid.duration_h"], doubts, weather.temperature_c.mean(axis=1))
    base = dispatch(pack, net, draws, scenario.hours, weapons.start_hour, level, doubts, warmth=warmth)
    hours = dispatch(
        pack, net, draws, scenario.hours, weapons.start_hour, level, doubts, damage, repairs, minute, warmth
    )
    cuts = causes(
        scenario, weapons.start_hour, hours.demand_mw, hours.ceiling_mw, hours.served_mw, base.ceiling_mw,
        base.served_mw, minute.shed_share, minute.shed_from_h, minute.shed_hours,
        doubts["grid.schedule_share"], base.demand_mw,
    )  # fmt: skip
    people = count(
        pack, doubts, hours.demand_mw, cuts.served_mw, cuts.damage_mw + cuts.automatic_mw,
        cuts.emergency_mw + cuts.scheduled_mw, weather.temperature_c, weapons.start_hour, damage, repairs, minute.off_h,
        minute.back_h,
    )  # fmt: skip
    return Batch(draws, weapons, fates, fought, damage, minute, repairs, level, weather, hours, base, cuts, people)
