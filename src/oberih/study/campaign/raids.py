"""Raids of one draw: on which days, with which luck, and what each of them strikes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from oberih.damage import strike
from oberih.defence import engage, engage_layered
from oberih.grid import Levels, Minute, first_minute
from oberih.luck import FloatArray, IntArray, Key, Stream, uniforms
from oberih.raid import sample, sample_waves
from oberih.scenario import Doubt, Scenario
from oberih.study.campaign.stores import Stores
from oberih.study.campaign.winter import DAY_H, Winter, drawn
from oberih.terms.batch import Codes, Damage, Floats, Ints, Paths, Weapons
from oberih.weather import Weather


@dataclass(frozen=True, slots=True, eq=False)
class Struck:
    """One raid of a draw."""

    at_h: float  #: hours from the campaign's first hour to the raid's hour 0
    weapons: Weapons
    fates: Codes
    damage: Damage  #: hours from the raid's own hour 0
    minute: Minute
    ready_h: float  #: when crews may enter, from the campaign's first hour


def raid_days(winter: Winter, key: Key, draw: int) -> list[int]:
    """Days on which raids come, from 0: those that are named, else each day with the chance of the draw's rate."""
    given = winter.campaign
    if given.dates:
        days = sorted((each - winter.first).days for each in given.dates)
    elif (law := given.raids_per_30_days or recorded_rate(winter.scenario)) is None:
        on = winter.scenario.raid.date
        days = [] if on is None else [(on - winter.first).days]
    else:
        rate = drawn("campaign.raids_per_30_days", law, key, draw)
        # the record counts days with a raid; a rate that is given may mean several on a day, of which one is played
        chance = 1 - np.exp(-rate / 30) if given.raids_per_30_days else rate / 30
        u = uniforms(key, Stream.CAMPAIGN, [draw], winter.days)[0]
        days = np.flatnonzero(u < chance).tolist()
    return [day for day in days if 0 <= day < winter.days]


def recorded_rate(scenario: Scenario) -> Doubt | None:
    """Days with a raid in 30 days of the record's period that the raid is drawn from, as doubtful as a count is; None
    where the raid is from no record, or from one day of it."""
    named = re.findall(r"\d{4}-\d{2}-\d{2}", scenario.raid.source or "")
    if not scenario.raid.pool or len(named) < 2:
        return None
    first, last = date.fromisoformat(named[0]), date.fromisoformat(named[1])
    raids, days = len({each.date for each in scenario.raid.pool}), (last - first).days + 1
    rate, spread = raids / days * 30, 2 * np.sqrt(raids) / days * 30
    return Doubt(low=max(rate - spread, 0.0), mid=rate, high=rate + spread, source="record")


def raid_key(key: Key, raid: int) -> Key:
    """The key of a campaign's raid, counted from 0: the first raid's is the campaign's own."""
    if raid == 0:
        return key
    high, low = uniforms(key, Stream.CAMPAIGN, [raid], [2**31, 2**31 + 1])[0]
    return Key(int(high * 2**32) << 32 | int(low * 2**32))


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """What flies in one raid."""

    weapons: Weapons
    paths: Paths | None  #: where the defence is layered


def flight(winter: Winter, key: Key, draws: IntArray, doubts: Mapping[str, FloatArray]) -> Flight:
    """One raid's weapons."""
    if winter.stands is None:
        return Flight(sample(winter.scenario, winter.pack, key, draws, doubts), None)
    return Flight(*sample_waves(winter.scenario, winter.pack, key, draws, doubts))


def engaged(
    winter: Winter, key: Key, flown: Flight, doubts: Mapping[str, FloatArray], stores: Stores | None, at_h: float,
    start: int,
) -> Codes:  # fmt: skip
    """Fates of one raid's weapons, units with the rounds that they have by then."""
    weapons, paths = flown.weapons, flown.paths
    if winter.stands is None or paths is None:
        return engage(winter.scenario, winter.pack, key, weapons, doubts)
    stands = winter.stands if stores is None else stores.before(at_h)
    if winter.growth is not None and winter.growth.defence is not None:
        day = int(at_h + start) // DAY_H
        stands = winter.growth.defence.awake(stands, day)
        if stores is None:
            stands = winter.growth.defence.filled(stands, day)
    found = engage_layered(
        stands, key, weapons, paths,
        lost_share=doubts["defence.lost_share"],
        scale=None if winter.anchor is None else winter.anchor.scales(key, weapons.draws),
    )  # fmt: skip
    if stores is not None:
        stores.after(found.rounds[0])
    return found.fates


def strike_left(
    winter: Winter, key: Key, own: Key, draws: IntArray, doubts: Mapping[str, FloatArray], level: Levels,
    weather: Weather, weapons: Weapons, fates: Codes, at_h: float, start: int, left: Floats,
    protection: Ints,
) -> Struck:  # fmt: skip
    """Damage of one raid, and its first minute on what earlier raids have left."""
    pack, net = winter.pack, winter.net
    damage = strike(pack, own, weapons, fates, doubts, protection=protection)
    clock = int(at_h) + start
    here, lost = net, damage
    if (left < 1).any():  # the first minute loses only what is still there
        new = (damage.level > 0) & (left > 0) & (damage.struck_share < left)
        here = replace(net, asset_mw=net.asset_mw * left)
        lost = replace(
            damage, level=np.where(new, damage.level, 0).astype(np.int8), from_h=np.where(new, damage.from_h, np.inf),
            struck_share=np.where(new, damage.struck_share / np.where(left > 0, left, 1.0), 1.0),
        )  # fmt: skip
    warm = weather.demand_factor[:, min(clock // DAY_H, weather.demand_factor.shape[1] - 1)]
    minute = first_minute(
        pack, here, own, draws, lost, np.array([clock]), level.demand_factor * warm,
        level.class_factor, doubts, settings=key,
    )  # fmt: skip
    ready = at_h + float(doubts["raid.duration_h"][0] + doubts["repair.safety_h"][0])
    return Struck(at_h, weapons, fates, damage, minute, ready)
