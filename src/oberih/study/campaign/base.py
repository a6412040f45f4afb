"""One draw of a winter: raids by their rate, and damage, crews, spares and rounds carried from one to the next.

The first raid meets the luck of a single run of the same key, so a campaign of one raid is that run. Later raids have
keys of their own. What a draw assumes of the country (doubts, levels, settings of relays, weather) is one for the
whole winter.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from oberih.grid import Hours, Network, levels
from oberih.grid._kernels.classes import CHP
from oberih.grid.winter import play_hours
from oberih.luck import FloatArray, IntArray, Key
from oberih.outage import Cuts
from oberih.people import People
from oberih.people.base import count_lost
from oberih.repair.base import frost_factor
from oberih.repair.yard import Works, Yard
from oberih.scenario import Pack
from oberih.scenario.weather import days_of
from oberih.study.campaign.cuts import cuts_of
from oberih.study.campaign.raids import Struck, engaged, flight, raid_days, raid_key, strike_left
from oberih.study.campaign.shares import Shares, trip
from oberih.study.campaign.stores import Stores, stores_of
from oberih.study.campaign.supply import protected, protections, rounds_of, yard_of
from oberih.study.campaign.winter import DAY_H, Winter, alarm_share
from oberih.study.draw import sample_doubts
from oberih.terms.batch import AIM_CLASSES, Floats
from oberih.weather import Weather
from oberih.weather.base import sample_winter


@dataclass(slots=True, eq=False)
class Played:
    """One draw of a winter. Arrays are (hour, region); hours count from `start_hour` of the first day."""

    draw: int
    start_hour: int
    raids: list[Struck]
    hours: Hours
    base: Hours
    cuts: Cuts
    people: People
    weather: Weather
    done_h: list[Floats]  #: of each raid, when what it struck is whole again; inf: not in sight, (asset,)
    spares_used: IntArray  #: by class
    spares_come: IntArray
    rounds_used: float  #: of the magazine
    stores: Stores | None  #: of a layered defence's units, where they are carried
    unmended: IntArray  #: assets that wait for a spare that never comes, by class


def play_winter(winter: Winter, key: Key, draw: int) -> Played:
    """One draw from the first day to the last."""
    scenario, pack, net, draws = winter.scenario, winter.pack, winter.net, np.array([draw])
    doubts = sample_doubts(scenario, pack, key, draws)
    if scenario.raid.waves:
        doubts["raid.duration_h"] = np.array([max(w.at_h + w.duration_h for w in scenario.raid.waves)])
    level = levels(pack, key, draws, doubts)
    days = raid_days(winter, key, draw)
    weather = sample_winter(scenario, pack, key, draws, winter.first, winter.days + 1)
    flown = [flight(winter, raid_key(key, i), draws, doubts) for i in range(len(days))]
    # a campaign whose first day has a raid begins with it, as a single run does; else at midnight
    start = int(flown[0].weapons.start_hour[0]) if days and days[0] == 0 else 0
    n_hours = winter.days * DAY_H
    growth, cut_off = winter.growth, np.zeros(n_hours, np.bool_)
    there = np.ones((n_hours, pack.assets.height)) if growth is None else growth.there(n_hours, start)
    share = there.copy()
    off = np.zeros((n_hours, pack.assets.height), np.bool_)
    yard, rounds = yard_of(winter, key, draw, doubts, start), rounds_of(winter, key, draw, start)
    stores, works = stores_of(winter, key, draw, start), protections(winter, start)
    raids: list[Struck] = []
    shares = Shares(share, winter.campaign)
    for i, day in enumerate(days):
        weapons = flown[i].weapons
        at_h = float(day * DAY_H + weapons.start_hour[0] - start)
        if at_h >= n_hours:
            break
        fates = engaged(winter, raid_key(key, i), flown[i], doubts, stores, at_h, start)
        if rounds is not None:
            fates = rounds.fire(at_h, weapons, fates)
        left = np.where(off[int(at_h)], 0.0, share[int(at_h)])
        struck = strike_left(
            winter, key, raid_key(key, i), draws, doubts, level, weather, weapons, fates, at_h, start, left,
            protected(winter, works, at_h, start),
        )  # fmt: skip
        shares.close(yard, at_h)
        open_before, planned = yard.open & (yard.done_h > at_h), yard.done_h.copy()
        _repair(winter, doubts, weather, struck, yard, start)
        shares.add(struck, yard, open_before, planned)
        trip(struck, off, cut_off)
        raids.append(struck)
    yard.count(n_hours)
    shares.close(yard)
    share[off] = 0.0
    months = np.array([(winter.first + dt.timedelta(days=day)).month for day in range(winter.days + 1)])
    warmth = weather.demand_factor[0]
    more = None if growth is None else growth.by_hour(growth.import_mw, n_hours, start)
    stored = None if growth is None else (
        growth.by_hour(growth.storage_mw, n_hours, start), growth.by_hour(growth.storage_mwh, n_hours, start)
    )  # fmt: skip
    base, hours = (
        play_hours(pack, net, 0, level, doubts, of, start, warmth, months, without, more_mw=more, stored=stored)
        for of, without in ((there, np.zeros_like(cut_off)), (share, cut_off))
    )
    cuts = cuts_of(scenario, doubts, raids, hours, base, start)

    def people_of(known: Mapping[str, FloatArray]) -> People:
        return count_lost(
            pack, known, hours.demand_mw, cuts.served_mw, cuts.damage_mw + cuts.automatic_mw,
            cuts.emergency_mw + cuts.scheduled_mw, weather.temperature_c, np.array([start]),
            _chp_lost(net, share, pack),
        )  # fmt: skip

    people = people_of(doubts)
    for day, site, more_h in () if growth is None else growth.backup:
        doubts = {**doubts, site: doubts[site] + more_h}
        people.counts[:, day:] = people_of(doubts).counts[:, day:]
    waiting = yard.open & np.isinf(yard.done_h)
    return Played(
        draw, start, raids, hours, base, cuts, people, weather, shares.done_h, yard.used,
        np.array([sum(hour < n_hours for hour in each) for each in yard.stock_h]),
        0.0 if rounds is None else rounds.used, stores,
        np.bincount(yard.spare_kind[waiting], minlength=len(AIM_CLASSES)),
    )  # fmt: skip


def _repair(
    winter: Winter, doubts: Mapping[str, FloatArray], weather: Weather, struck: Struck, yard: Yard, start: int
) -> None:
    """Hand one raid's work to the yard, with the frost and the alarms of the days after it."""
    pack, damage = winter.pack, struck.damage
    day = (int(struck.at_h) + start) // DAY_H
    window = weather.temperature_c[:, day : day + days_of(winter.scenario.hours, None)]
    frost = frost_factor(pack, doubts, window.mean(axis=1), 1)
    work = damage.work_h[0] * frost[0, yard.asset_region] / (1 - alarm_share(winter, day))
    gain = pack.assets["available_mw"].to_numpy() * (1 - damage.bypass_share[0])
    yard.add(struck.at_h, Works(damage.level[0] > 0, struck.ready_h, work, gain, damage.needs_spare[0]))


def _chp_lost(net: Network, share: Floats, pack: Pack) -> Floats:
    """Share of a region's working CHP that is out, (1, hour, region)."""
    lost, held = np.zeros((1, share.shape[0], len(pack.regions))), np.zeros(len(pack.regions))
    for a in np.flatnonzero((net.asset_class == CHP) & (pack.assets["asset_class"] == "chp").to_numpy()):
        mw, r = net.asset_mw[a], net.asset_region[a]
        if mw > 0:
            held[r] += mw
            lost[0, :, r] += mw * (1 - share[:, a])
    return lost / np.maximum(held, 1e-9)
