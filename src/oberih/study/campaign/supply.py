"""What a draw has on the first day and what comes later: crews, spares, rounds, protection."""

from collections.abc import Mapping

import numpy as np

from oberih.damage.fragility import PROTECTIONS
from oberih.grid.network import CLASS_CODE
from oberih.luck import FloatArray, Key
from oberih.repair.base import crew_regions, crews_at_work, kinds_and_regions, spares_in_store
from oberih.repair.yard import Yard
from oberih.scenario.strengthening import Addition
from oberih.study.campaign.rounds import Rounds
from oberih.study.campaign.winter import DAY_H, Winter, arrivals, drawn
from oberih.terms.batch import AIM_CLASSES, Flags, Ints

NETWORK, PLANT = 0, 1  #: kinds of crew where each does its own work


def yard_of(winter: Winter, key: Key, draw: int, doubts: Mapping[str, FloatArray], start: int) -> Yard:
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
    late = () if winter.growth is None else winter.growth.crews
    if late:
        homes = np.concatenate([homes, crew_regions(pack, crews + len(late))[crews:]])
        crew_kind = np.concatenate([crew_kind, np.full(len(late), NETWORK if own else -1)])
    held = spares_in_store(pack, doubts, 1)[0]
    stock = []
    for k, name in enumerate(AIM_CLASSES):
        n = given.spares.get(name, int(held[k]))  # type: ignore[call-overload]
        bought = (each for each in later(winter, "spares", start) if each[0].asset_class == name)
        comes = [hour for each, hour in bought for _ in range(each.n or 0)]
        comes += [
            float(day * DAY_H - start)
            for day, of, more in (() if winter.growth is None else winter.growth.spares)
            if of == name
            for _ in range(more)
        ]
        stock.append([-np.inf] * n + _deliveries(winter, key, draw, start, name) + comes)
    lead = (
        np.inf if given.reorder_days is None else DAY_H * drawn("campaign.reorder_days", given.reorder_days, key, draw)
    )
    return Yard(
        asset_region=region, spare_kind=kind, work_kind=work_kind.astype(np.int64), crew_region=homes.astype(np.int64),
        crew_kind=crew_kind.astype(np.int64), travel_h=float(doubts["repair.travel_h"][0]), stock_h=stock, lead_h=lead,
        crew_from_h=np.array([0.0] * (homes.size - len(late)) + [float(day * DAY_H - start) for day in late]),
    )  # fmt: skip


def _deliveries(winter: Winter, key: Key, draw: int, start: int, what: str) -> list[float]:
    """Hours at which each spare or round of a class comes, those for named units left out."""
    return [
        hour
        for each, hour in arrivals(winter, key, draw, start)
        if each.what == what and each.to is None
        for _ in range(each.n)
    ]


def rounds_of(winter: Winter, key: Key, draw: int, start: int) -> Rounds | None:
    magazine = winter.campaign.magazine
    if magazine is None:
        return None
    each = drawn("campaign.rounds_per_stop", magazine.rounds_per_stop, key, draw)
    come = [(hour, 1) for hour in _deliveries(winter, key, draw, start, "rounds")]
    return Rounds(float(magazine.rounds), each, magazine.kinds, come)


def later(winter: Winter, add: str, start: int) -> list[tuple[Addition, float]]:
    """Additions of one kind that come after the first day, and their hours."""
    return [
        (each, float((each.arrives - winter.first).days * DAY_H - start))
        for each in winter.scenario.strengthening or ()
        if each.add == add and each.arrives is not None and each.arrives > winter.first
    ]


def protections(winter: Winter, start: int) -> list[tuple[float, Flags, int]]:
    """Protection that comes in the course of the winter: from which hour, around which assets, and its level."""
    assets, out = winter.pack.assets, []
    for each, hour in later(winter, "protection", start):
        here = (assets["asset_class"] == each.asset_class).to_numpy()
        if each.regions:
            here = here & assets["region"].is_in(list(each.regions)).to_numpy()
        out.append((hour, here, PROTECTIONS.index(str(each.level))))
    return out


def protected(winter: Winter, works: list[tuple[float, Flags, int]], at_h: float, start: int) -> Ints:
    """Level of protection of each asset at an hour: what has come raises it, and nothing lowers it."""
    if winter.growth is not None:
        level = winter.growth.protection_on(int(at_h + start) // DAY_H).copy()
    else:
        level = np.array([PROTECTIONS.index(each) for each in winter.pack.assets["protection"]], np.int64)
    for hour, here, to in works:
        if hour <= at_h:
            level[here] = np.maximum(level[here], to)
    return level
