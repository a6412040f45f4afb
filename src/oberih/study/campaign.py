"""One draw of a winter: raids by their rate, and damage, crews, spares and rounds carried from one to the next.

The first raid meets the luck of a single run of the same key, so a campaign of one raid is that run. Later raids have
keys of their own. What a draw assumes of the country (doubts, levels, settings of relays, weather) is one for the
whole winter.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from oberih.damage import strike
from oberih.defence import Layout, engage, engage_layered, layout
from oberih.grid import Hours, Levels, Minute, Network, first_minute, levels, network
from oberih.grid._kernels.classes import CHP
from oberih.grid.network import CLASS_CODE
from oberih.grid.winter import play_hours
from oberih.luck import FloatArray, IntArray, Key, Stream, triangular, uniforms
from oberih.outage import Cuts, causes
from oberih.people import People
from oberih.people.base import count_lost
from oberih.raid import sample, sample_waves
from oberih.repair.base import (
    crew_regions,
    crews_at_work,
    frost_factor,
    kinds_and_regions,
    spares_in_store,
)
from oberih.repair.yard import Works, Yard
from oberih.scenario import Doubt, Pack, Scenario
from oberih.scenario.campaign import Campaign
from oberih.scenario.weather import days_of
from oberih.study.draw import number_of, sample_doubts
from oberih.study.rounds import Rounds
from oberih.terms.batch import AIM_CLASSES, Codes, Damage, Flags, Floats, Weapons
from oberih.weather import Weather
from oberih.weather.base import sample_winter

if TYPE_CHECKING:
    from oberih.study.anchor import Anchor  # it plays draws too

NETWORK, PLANT = 0, 1  #: kinds of crew where each does its own work
DAY_H = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Winter:
    """A campaign made ready: what all its draws share."""

    scenario: Scenario
    pack: Pack
    net: Network
    first: dt.date  #: calendar day of hour 0
    days: int
    stands: Layout | None
    anchor: "Anchor | None" = None  #: of a layered defence

    @property
    def campaign(self) -> Campaign:
        """What the scenario says of raids and resupply."""
        return self.scenario.campaign or Campaign()


@dataclass(frozen=True, slots=True, eq=False)
class Struck:
    """One raid of a draw."""

    at_h: float  #: hours from the campaign's first hour to the raid's hour 0
    weapons: Weapons
    fates: Codes
    damage: Damage  #: hours from the raid's own hour 0
    minute: Minute
    ready_h: float  #: when crews may enter, from the campaign's first hour


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
    rounds_used: float
    unmended: IntArray  #: assets that wait for a spare that never comes, by class


def prepare(
    scenario: Scenario, pack: Pack, first: dt.date, last: dt.date, anchor: "Anchor | None" = None
) -> Winter:
    """What all draws from the first to the last day share. The scenario's month sets the demand that temperature is
    held against."""
    dated = scenario
    if scenario.raid.date is None:
        dated = scenario.model_copy(update={"raid": scenario.raid.model_copy(update={"date": first})})
    net = network(pack, dated)
    net = replace(net, weekday=first.weekday())
    stands = layout(dated) if dated.defence.level == "layered" else None
    days = (last - first).days + 1
    return Winter(scenario=dated, pack=pack, net=net, first=first, days=days, stands=stands, anchor=anchor)


def raid_days(winter: Winter, key: Key, draw: int) -> list[int]:
    """Days on which raids come, from 0: those that are named, else each day with the chance of the draw's rate."""
    given = winter.campaign
    if given.dates:
        days = sorted((each - winter.first).days for each in given.dates)
    elif given.raids_per_30_days is None and not winter.scenario.raid.pool:
        on = winter.scenario.raid.date
        days = [] if on is None else [(on - winter.first).days]
    else:
        rate = _drawn(
            "campaign.raids_per_30_days", given.raids_per_30_days or recorded_rate(winter.scenario), key, draw
        )
        u = uniforms(key, Stream.CAMPAIGN, [draw], winter.days)[0]
        days = np.flatnonzero(u < 1 - np.exp(-rate / 30)).tolist()
    return [day for day in days if 0 <= day < winter.days]


def recorded_rate(scenario: Scenario) -> Doubt:
    """Raids in 30 days of the record's period that the raid is drawn from; as doubtful as a count is."""
    raids = len(scenario.raid.pool)
    days = [each.date for each in scenario.raid.pool]
    span = max((max(days) - min(days)).days + 1, 1)
    rate, spread = raids / span * 30, 2 * np.sqrt(raids) / span * 30
    return Doubt(low=max(rate - spread, 0.0), mid=rate, high=rate + spread, source="record")


def _drawn(name: str, doubt: Doubt, key: Key, draw: int) -> float:
    u = uniforms(key, Stream.DOUBT, [draw], [number_of(name)])[:, 0]
    return float(triangular(u, doubt.low, doubt.mid, doubt.high)[0])


def raid_key(key: Key, raid: int) -> Key:
    """The key of a campaign's raid, counted from 0: the first raid's is the campaign's own."""
    if raid == 0:
        return key
    high, low = uniforms(key, Stream.CAMPAIGN, [raid], [2**31, 2**31 + 1])[0]
    return Key(int(high * 2**32) << 32 | int(low * 2**32))


def play_winter(winter: Winter, key: Key, draw: int) -> Played:
    """One draw from the first day to the last."""
    scenario, pack, net, draws = winter.scenario, winter.pack, winter.net, np.array([draw])
    doubts = sample_doubts(scenario, pack, key, draws)
    if scenario.raid.waves:
        doubts["raid.duration_h"] = np.array([max(w.at_h + w.duration_h for w in scenario.raid.waves)])
    level = levels(pack, key, draws, doubts)
    days = raid_days(winter, key, draw)
    weather = sample_winter(scenario, pack, key, draws, winter.first, winter.days + 1)
    flown = [_fly(winter, raid_key(key, i), draws, doubts) for i in range(len(days))]
    # a campaign whose first day has a raid begins with it, as a single run does; else at midnight
    start = int(flown[0][0].start_hour[0]) if days and days[0] == 0 else 0
    n_hours = winter.days * DAY_H
    share, cut_off = np.ones((n_hours, pack.assets.height)), np.zeros(n_hours, np.bool_)
    off = np.zeros((n_hours, pack.assets.height), np.bool_)
    yard, rounds = _yard(winter, key, draw, doubts, start), _rounds(winter, key, draw, start)
    raids: list[Struck] = []
    shares = _Shares(share, winter.campaign)
    for i, day in enumerate(days):
        weapons, fates = flown[i]
        at_h = float(day * DAY_H + weapons.start_hour[0] - start)
        if at_h >= n_hours:
            break
        if rounds is not None:
            fates = rounds.fire(at_h, weapons, fates)
        left = np.where(off[int(at_h)], 0.0, share[int(at_h)])
        struck = _strike(
            winter, key, raid_key(key, i), draws, doubts, level, weather, weapons, fates, at_h, start, left
        )
        shares.close(yard, at_h)
        open_before, planned = yard.open & (yard.done_h > at_h), yard.done_h.copy()
        _repair(winter, doubts, weather, struck, yard, start)
        shares.add(struck, yard, open_before, planned)
        _trip(struck, off, cut_off)
        raids.append(struck)
    yard.count(n_hours)
    shares.close(yard)
    share[off] = 0.0
    months = np.array([(winter.first + dt.timedelta(days=day)).month for day in range(winter.days + 1)])
    warmth = weather.demand_factor[0]
    base = play_hours(pack, net, 0, level, doubts, np.ones_like(share), start, warmth, months, np.zeros_like(cut_off))
    hours = play_hours(pack, net, 0, level, doubts, share, start, warmth, months, cut_off)
    cuts = _cuts(scenario, doubts, raids, hours, base, start)
    people = count_lost(
        pack, doubts, hours.demand_mw, cuts.served_mw, cuts.damage_mw + cuts.automatic_mw,
        cuts.emergency_mw + cuts.scheduled_mw, weather.temperature_c, np.array([start]), _chp_lost(net, share, pack),
    )  # fmt: skip
    waiting = yard.open & np.isinf(yard.done_h)
    return Played(
        draw, start, raids, hours, base, cuts, people, weather, shares.done_h, yard.used,
        np.array([sum(hour < n_hours for hour in each) for each in yard.stock_h]),
        0.0 if rounds is None else rounds.used,
        np.bincount(yard.spare_kind[waiting], minlength=len(AIM_CLASSES)),
    )  # fmt: skip


def _fly(winter: Winter, key: Key, draws: IntArray, doubts: Mapping[str, FloatArray]) -> tuple[Weapons, Codes]:
    """One raid's weapons and their fates with all the rounds they meet."""
    scenario, pack = winter.scenario, winter.pack
    if winter.stands is None:
        weapons = sample(scenario, pack, key, draws, doubts)
        return weapons, engage(scenario, pack, key, weapons, doubts)
    weapons, paths = sample_waves(scenario, pack, key, draws, doubts)
    engaged = engage_layered(
        winter.stands, key, weapons, paths, lost_share=doubts["defence.lost_share"],
        scale=None if winter.anchor is None else winter.anchor.scales(key, draws),
    )  # fmt: skip
    return weapons, engaged.fates


def _strike(
    winter: Winter, key: Key, own: Key, draws: IntArray, doubts: Mapping[str, FloatArray], level: Levels,
    weather: Weather, weapons: Weapons, fates: Codes, at_h: float, start: int, left: Floats,
) -> Struck:  # fmt: skip
    """Damage of one raid, and its first minute on what earlier raids have left."""
    pack, net = winter.pack, winter.net
    damage = strike(pack, own, weapons, fates, doubts)
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


def alarm_share(winter: Winter, day: int) -> float:
    """Share of hours under alarm in the month of a day."""
    table = winter.campaign.alarm_share
    month = (winter.first + dt.timedelta(days=day)).strftime("%Y-%m")
    return float(table.get(month, table.get("all", winter.pack.alarm_share)))


def _yard(winter: Winter, key: Key, draw: int, doubts: Mapping[str, FloatArray], start: int) -> Yard:
    """Crews and spares of a draw on the first day, and what is delivered later."""
    pack, given = winter.pack, winter.campaign
    kind, region = kinds_and_regions(pack)
    crews = int(crews_at_work(pack, doubts)[0]) if given.crews is None else given.crews
    homes = np.concatenate(
        [crew_regions(pack, crews), crew_regions(pack, max(given.plant_crews, 1))[: given.plant_crews]]
    )
    own = given.plant_crews > 0
    crew_kind = np.full(homes.size, -1)
    work_kind = np.full(kind.size, -1)
    if own:
        crew_kind = np.repeat([NETWORK, PLANT], [crews, given.plant_crews])
        work_kind = np.where(winter.net.asset_class == CLASS_CODE["substation"], NETWORK, PLANT)
    held = spares_in_store(pack, doubts, 1)[0]
    stock = []
    for k, name in enumerate(AIM_CLASSES):
        n = given.spares.get(name, int(held[k]))  # type: ignore[call-overload]
        stock.append([-np.inf] * n + _deliveries(winter, key, draw, start, name))
    lead = (
        np.inf if given.reorder_days is None else DAY_H * _drawn("campaign.reorder_days", given.reorder_days, key, draw)
    )
    return Yard(
        asset_region=region, spare_kind=kind, work_kind=work_kind.astype(np.int64), crew_region=homes.astype(np.int64),
        crew_kind=crew_kind.astype(np.int64), travel_h=float(doubts["repair.travel_h"][0]), stock_h=stock, lead_h=lead,
    )  # fmt: skip


def _deliveries(winter: Winter, key: Key, draw: int, start: int, what: str) -> list[float]:
    """Hours at which each spare or round of a class comes."""
    hours: list[float] = []
    for i, each in enumerate(winter.campaign.deliveries):
        if each.what != what:
            continue
        if each.arrives is not None:
            days = float((each.arrives - winter.first).days)
        else:
            lead = each.lead_days or Doubt(low=0, mid=0, high=0)
            u = uniforms(key, Stream.DELIVERY, [draw], [i])[:, 0]
            days = (each.ordered - winter.first).days + float(triangular(u, lead.low, lead.mid, lead.high)[0])
        hours += [days * DAY_H - start] * each.n
    return hours


def _rounds(winter: Winter, key: Key, draw: int, start: int) -> Rounds | None:
    magazine = winter.campaign.magazine
    if magazine is None:
        return None
    each = _drawn("campaign.rounds_per_stop", magazine.rounds_per_stop, key, draw)
    come = [(hour, 1) for hour in _deliveries(winter, key, draw, start, "rounds")]
    return Rounds(float(magazine.rounds), each, magazine.kinds, come)


@dataclass(slots=True, eq=False)
class _Shares:
    """What each asset has of its capacity in each hour, written anew from each raid on."""

    share: Floats  #: (hour, asset), as the yard now plans
    campaign: Campaign
    unmended: Floats = field(init=False)  #: the same if nothing were mended any more
    done_h: list[Floats] = field(default_factory=list)  #: of each raid, when what it struck is whole; 0: not struck
    _owed: list[Flags] = field(default_factory=list)  #: of each raid, what is not known to be whole yet

    def __post_init__(self) -> None:
        self.unmended = np.ones_like(self.share)

    def close(self, yard: Yard, at_h: float = np.inf) -> None:
        """Note what is whole by an hour, for the raids that struck it."""
        for done, owed in zip(self.done_h, self._owed, strict=True):
            now = owed & ((yard.done_h <= at_h) | (at_h == np.inf))
            done[now] = yard.done_h[now]
            owed[now] = False

    def add(self, struck: Struck, yard: Yard, open_before: Flags, planned_h: Floats) -> None:
        """After a raid and the yard's new plan: what it struck falls, and what is not mended comes back as planned."""
        middle, damage = np.arange(self.share.shape[0]) + 0.5, struck.damage
        hit = damage.level[0] > 0
        self.done_h.append(np.zeros(hit.size))
        self._owed.append(hit.copy())
        now = int(np.searchsorted(middle, struck.at_h))
        for a in np.flatnonzero(yard.open & (hit | (yard.done_h != planned_h))).tolist():
            if hit[a]:
                if not open_before[a]:
                    self.unmended[:, a] = 1.0
                first = int(np.searchsorted(middle, struck.at_h + damage.from_h[0, a]))
                bypass_h = struck.at_h + damage.bypass_h[0, a] if self.campaign.bypass else np.inf
                low = np.where(middle[first:] < bypass_h, damage.struck_share[0, a], damage.bypass_share[0, a])
                self.unmended[first:, a] = np.minimum(self.unmended[first:, a], low)
            planned = self._patched(a, np.asarray(middle[now:], np.float64), self.unmended[now:, a], yard)
            self.share[now:, a] = np.where(middle[now:] >= yard.done_h[a], 1.0, planned)

    def _patched(self, a: int, middle: Floats, share: Floats, yard: Yard) -> Floats:
        """With the temporary repair of what waits for a spare, where the campaign has them. The place's own people do
        it: it takes no crew."""
        temporary = self.campaign.temporary
        if not temporary or not yard.needs_spare[a] or yard.spare_h[a] <= yard.ready_h[a]:
            return share
        ends = yard.ready_h[a] + temporary["work_share"] * yard.work_h[a]
        return np.asarray(np.where(middle >= ends, np.maximum(share, temporary["capacity_share"]), share), np.float64)


def _trip(struck: Struck, off: Flags, cut_off: Flags) -> None:
    """Units off from trip to return, and hours without ties, of one raid."""
    middle = np.arange(off.shape[0]) + 0.5 - struck.at_h
    minute = struck.minute
    for a in np.flatnonzero(np.isfinite(minute.off_h[0])):
        off[:, a] |= (middle >= minute.off_h[0, a]) & (middle < minute.back_h[0, a])
    cut_off |= (middle >= minute.separated_h[0]) & (middle < minute.resynchronised_h[0])


def _cuts(
    scenario: Scenario, doubts: Mapping[str, FloatArray], raids: Sequence[Struck], hours: Hours, base: Hours, start: int
) -> Cuts:
    """Cuts by cause, from raid to raid. Before a raid's own schedule begins, schedules in force cover what would have
    been cut without any raid, or what was cut at that hour of the day before."""
    n_hours, n = hours.demand_mw.shape[1:]
    begins = [int(each.at_h) for each in raids]
    edges = [0, *begins, n_hours] if not begins or begins[0] > 0 else [*begins, n_hours]
    of_raid: list[Struck | None] = list(raids) if len(edges) == len(raids) + 1 else [None, *raids]
    parts: list[Cuts] = []
    for struck, first, last in zip(of_raid, edges[:-1], edges[1:], strict=True):
        demand, served = hours.demand_mw[:, first:last], hours.served_mw[:, first:last]
        base_demand, base_served = base.demand_mw[:, first:last], base.served_mw[:, first:last]
        if parts:
            base_demand, base_served = _before(parts, hours, first, last, base_demand, base_served)
        if struck is None:
            never = np.full((1, n), np.inf)
            shed, from_h, shed_h = np.zeros((1, n)), never, np.zeros((1, n))
        else:
            minute = struck.minute
            shift = struck.at_h - first
            shed, from_h, shed_h = minute.shed_share, minute.shed_from_h + shift, minute.shed_hours
        parts.append(
            causes(
                scenario, np.array([start + first]), demand, hours.ceiling_mw[:, first:last], served,
                base.ceiling_mw[:, first:last], base_served, shed, from_h, shed_h, doubts["grid.schedule_share"],
                base_demand,
            )
        )  # fmt: skip
    return Cuts(*(np.concatenate([getattr(each, name) for each in parts], axis=1) for name in CUTS))


def _before(
    parts: Sequence[Cuts], hours: Hours, first: int, last: int, base_demand: Floats, base_served: Floats
) -> tuple[Floats, Floats]:
    """Demand and service that schedules in force go by: the base's, or those of the day before the raid where more was
    cut by then."""
    known = np.concatenate([each.served_mw for each in parts], axis=1)
    demand = hours.demand_mw[:, first:last]
    day = first - DAY_H + np.arange(last - first) % DAY_H
    seen = np.maximum(day, 0)
    off = np.where((day >= 0)[:, None], 1 - known[0, seen] / np.maximum(hours.demand_mw[0, seen], 1e-9), 0.0)
    lasting = np.maximum(off[None], 1 - base_served / np.maximum(base_demand, 1e-9))
    return demand, demand * (1 - np.clip(lasting, 0, 1))


CUTS = ("served_mw", "damage_mw", "automatic_mw", "emergency_mw", "scheduled_mw")


def _chp_lost(net: Network, share: Floats, pack: Pack) -> Floats:
    """Share of a region's working CHP that is out, (1, hour, region)."""
    lost, held = np.zeros((1, share.shape[0], len(pack.regions))), np.zeros(len(pack.regions))
    for a in np.flatnonzero((net.asset_class == CHP) & (pack.assets["asset_class"] == "chp").to_numpy()):
        mw, r = net.asset_mw[a], net.asset_region[a]
        if mw > 0:
            held[r] += mw
            lost[0, :, r] += mw * (1 - share[:, a])
    return lost / np.maximum(held, 1e-9)
