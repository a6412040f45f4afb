"""Hour by hour: the most that can be served, critical load first, equal shares of what is cut."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from oberih.grid import _kernels
from oberih.grid.minute import Minute
from oberih.grid.network import CLASS_CODE, N_CLASSES, Network
from oberih.luck import FloatArray, IntArray, Key, Stream, triangular, uniforms
from oberih.scenario import Pack
from oberih.terms.batch import Damage, Floats, Repairs

REGION_DEMAND = (0.85, 1.0, 1.15)  #: a region's demand beside the nation's factor; assumed


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """What a draw assumes of the whole system, whether a raid comes or not."""

    demand_factor: Floats  #: (draw, region)
    class_factor: Floats  #: (draw, class)
    throughput_factor: Floats  #: (draw, region)


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """(draw, hour, region) MW."""

    demand_mw: Floats
    ceiling_mw: Floats  #: the most that substations and embedded plant deliver there
    served_mw: Floats


def levels(pack: Pack, key: Key, draws: IntArray, doubts: Mapping[str, FloatArray]) -> Levels:
    """National figures of each draw, and each region's own deviation from them."""
    n = len(pack.regions)
    own = triangular(uniforms(key, Stream.DOUBT, draws, n, k=1), *REGION_DEMAND)
    given = pack.ranges["throughput_factor"]
    through = triangular(uniforms(key, Stream.DOUBT, draws, n, k=2), given.low, given.mid, given.high)
    by_class = np.ones((draws.size, N_CLASSES))
    by_class[:, CLASS_CODE["thermal"]] = doubts["pack.thermal_available_factor"]
    by_class[:, CLASS_CODE["chp"]] = doubts["pack.thermal_available_factor"]
    by_class[:, CLASS_CODE["nuclear"]] = doubts["pack.nuclear_available_factor"]
    return Levels(own * doubts["pack.demand_factor"][:, None], by_class, through)


def storage(pack: Pack, n_hours: int) -> tuple[Floats, Floats]:
    """MW and MWh of storage, both (hour, region)."""
    nothing = np.zeros(len(pack.regions))
    held = (nothing if each is None else each for each in (pack.storage_mw, pack.storage_mwh))
    mw, mwh = (np.ascontiguousarray(np.broadcast_to(each, (n_hours, nothing.size))) for each in held)
    return mw, mwh


def dispatch(
    pack: Pack, net: Network, draws: IntArray, n_hours: int, start_hour: IntArray, level: Levels,
    doubts: Mapping[str, FloatArray], damage: Damage | None = None, repairs: Repairs | None = None,
    minute: Minute | None = None, warmth: Floats | None = None,
) -> Hours:  # fmt: skip
    """All hours of the given draws; without damage, the same draws as they would have gone without the raid.

    `warmth` is demand over that of the month's normal temperature, (draw, calendar day, region); None: as normal.
    """
    shape = (draws.size, pack.assets.height)
    never, whole = np.full(shape, np.inf), np.ones(shape)
    far = np.full(draws.size, np.inf)
    out = [np.empty((draws.size, n_hours, len(pack.regions))) for _ in range(3)]
    _kernels.hours(
        len(pack.regions), net.link_a, net.link_b, net.spread, net.link_mw,
        net.asset_region, net.asset_class, net.asset_mw, net.embedded,
        net.peak_mw, np.ascontiguousarray(pack.demand_profile), net.sun, np.ascontiguousarray(pack.critical_share),
        net.import_share, net.weekday, start_hour, level.demand_factor, level.class_factor, level.throughput_factor,
        doubts["pack.link_factor"], doubts["grid.transit_loss"], doubts["pack.import_mw"],
        pack.hydro_energy_mwh_day * doubts["pack.hydro_energy_factor"],
        *storage(pack, n_hours), pack.storage_efficiency,
        far if minute is None else minute.separated_h, far if minute is None else minute.resynchronised_h,
        never if damage is None else damage.from_h, whole if damage is None else damage.struck_share,
        never if damage is None else damage.bypass_h, whole if damage is None else damage.bypass_share,
        never if repairs is None else repairs.done_h,
        never if minute is None else minute.off_h, never if minute is None else minute.back_h,
        np.ones((draws.size, n_hours // 24 + 2, len(pack.regions))) if warmth is None else warmth,
        doubts["pack.pickup_peak"], doubts["pack.pickup_hours"], doubts["pack.pickup_onset_h"],
        *out,
    )  # fmt: skip
    return Hours(*out)
