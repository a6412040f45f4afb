"""What the power system has in each hour of some draws, as numbers that a linear programme can take.

The same rules as the loops of `grid` (`_kernels.hours.play`), for whole arrays; tests hold both against each other.
"""

from dataclasses import dataclass

import numpy as np

from oberih.grid import Network, network
from oberih.grid._kernels.classes import SOLAR, SUBSTATION, WATER
from oberih.grid._kernels.hours import level_water
from oberih.luck import FloatArray, IntArray, Key
from oberih.scenario import Pack, Scenario
from oberih.study.draw import Batch, sample_doubts, simulate
from oberih.terms.batch import Flags


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """One row an hour of a draw in which something is cut; (state, region) or (state, link)."""

    of_draw: IntArray  #: position of each state's draw
    demand_mw: FloatArray
    supply_mw: FloatArray  #: what plant and imports of the region give
    ceiling_mw: FloatArray  #: what its substations and embedded plant can deliver
    limit_mw: FloatArray
    tied: Flags  #: imports come
    link_a: IntArray
    link_b: IntArray
    import_share: FloatArray  #: (region,)


def states_of(scenario: Scenario, pack: Pack, key: Key, draws: IntArray, batch: Batch | None = None) -> States:
    """The hours of draws in which not all demand is met, with what there is in them."""
    net = network(pack, scenario)
    batch = batch or simulate(scenario, pack, key, draws, net)
    doubts = sample_doubts(scenario, pack, key, draws)
    n_hours = scenario.hours
    hour = np.arange(n_hours, dtype=np.float64) + 0.5
    clock = batch.weapons.start_hour[:, None] + np.arange(n_hours)
    share = _shares(batch, hour)
    mw = net.asset_mw * batch.level.class_factor[:, None, net.asset_class] * share
    mw = np.where(net.asset_class == SOLAR, mw * net.sun[clock % 24][:, :, None], mw)
    fed = (net.asset_class == SUBSTATION) & (net.asset_mw > 0)
    region = _by_region(net, len(pack.regions))
    working, whole = (share * np.where(fed, net.asset_mw, 0.0)) @ region, np.where(fed, net.asset_mw, 0.0) @ region
    plant = (net.asset_class != SUBSTATION) & (net.asset_mw > 0)
    ceiling = working * batch.level.throughput_factor[:, None] + np.where(plant & net.embedded, mw, 0.0) @ region
    water = np.where(plant & (net.asset_class == WATER), mw, 0.0) @ region
    minute = batch.minute
    tied = ~((hour >= minute.separated_h[:, None]) & (hour < minute.resynchronised_h[:, None]))
    imported = np.where(tied, doubts["pack.import_mw"][:, None], 0.0)
    supply = np.where(plant & (net.asset_class != WATER), mw, 0.0) @ region + imported[..., None] * net.import_share
    day = np.minimum(clock // 24, batch.weather.demand_factor.shape[1] - 1)
    warmth = batch.weather.demand_factor[np.arange(draws.size)[:, None], day]
    shape = pack.demand_profile[((net.weekday + clock // 24) % 7 >= 5).astype(np.int64), clock % 24]
    planned = net.peak_mw * batch.level.demand_factor[:, None] * shape[..., None] * warmth
    need, cap = np.minimum(planned, ceiling).sum(axis=2) - supply.sum(axis=2), water.sum(axis=2)
    energy = pack.hydro_energy_mwh_day * doubts["pack.hydro_energy_factor"]
    used = np.empty_like(need)
    for d in range(draws.size):
        for first in range(0, n_hours, 24):
            last = min(first + 24, n_hours)
            level_water(need[d, first:last], cap[d, first:last], energy[d] * (last - first) / 24, used[d, first:last])
    supply = supply + water * (used / np.where(cap > 0, cap, 1.0))[..., None]
    ends = np.minimum(*(working[..., at] / np.maximum(whole[at], 1e-9) for at in (net.link_a, net.link_b)))
    loss = doubts["grid.transit_loss"][:, None, None]
    limit = net.link_mw * doubts["pack.link_factor"][:, None, None] * (1 - loss * (1 - ends))
    demand = batch.hours.demand_mw
    short = (demand - batch.hours.served_mw).sum(axis=2) > 1e-3
    return States(
        np.nonzero(short)[0], demand[short], supply[short], ceiling[short], limit[short], tied[short], net.link_a,
        net.link_b, net.import_share,
    )  # fmt: skip


def _shares(batch: Batch, hour: FloatArray) -> FloatArray:
    """(draw, hour, asset): what each asset has of its capacity."""
    damage, t = batch.damage, hour[None, :, None]

    def at(values: FloatArray) -> FloatArray:
        return np.asarray(values[:, None, :], np.float64)

    low = np.where(t < at(damage.bypass_h), at(damage.struck_share), at(damage.bypass_share))
    share = np.where((t < at(damage.from_h)) | (t >= at(batch.repairs.done_h)), 1.0, low)
    return np.asarray(np.where((t >= at(batch.minute.off_h)) & (t < at(batch.minute.back_h)), 0.0, share))


def _by_region(net: Network, n: int) -> FloatArray:
    """(asset, region): 1 where an asset stands."""
    return np.asarray(net.asset_region[:, None] == np.arange(n), np.float64)
