"""The first minute: what trips beside what was struck, whether the ties hold, and the frequency of what separates."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from oberih.grid import _kernels
from oberih.grid.network import CLASS_CODE, N_CLASSES, Network
from oberih.grid.shedding import Stage, under_frequency_shedding
from oberih.luck import FloatArray, IntArray, Key, Stream, triangular, uniforms
from oberih.scenario import Pack
from oberih.terms.batch import Damage, Flags, Floats

#: strikes within this time meet the system before it is balanced anew; assumed, range 5-20 minutes
WINDOW_H = 10 / 60
#: hours until a tripped unit is back: low, mid, high. Nuclear units take a day or more (design); the rest is assumed
RETURN_H = {
    "nuclear": (24.0, 36.0, 72.0), "thermal": (6.0, 12.0, 24.0), "chp": (4.0, 8.0, 18.0), "hydro": (0.5, 1.0, 3.0),
    "solar": (0.5, 1.0, 3.0), "wind": (0.5, 1.0, 3.0),
}  # fmt: skip
#: a nuclear unit has two feeds of its own and rides through more than a thermal one; assumed, range 0.1-0.5
NUCLEAR_TRIP_FACTOR = 0.25
#: nuclear units leave a separated system whose frequency stays below; assumed from 23 November 2022, when all did
NUCLEAR_LEAVES_HZ = 48.5
RESYNCHRONISE_H = (12.0, 36.0, 60.0)  #: 23 November 2022: back with Europe by the 25th
SHED_BACK_H = 2.0  #: load shed by automatics is handed over to the operator's cuts; assumed, range 1-4
#: a separated system: inertia, damping, droop, governors' share, reheat; typical values of the paper, reserve assumed
RESPONSE = {"inertia_s": 4.0, "damping": 1.0, "droop": 0.05, "governor_gain": 0.95, "reheat_share": 0.3,
"reheat_s": 8.0}
RESERVE_PU = 0.03
STAGES = tuple(Stage(hz, 0.075, 0.3) for hz in (49.0, 48.8, 48.6, 48.4, 48.2, 48.0))


@dataclass(frozen=True, slots=True, eq=False)
class Minute:
    """(draw, …) arrays of what the first minute did."""

    off_h: Floats  #: when a unit tripped, (draw, asset); inf where it did not
    back_h: Floats  #: when it is back
    generation_lost_mw: Floats  #: struck and tripped, (draw,)
    load_lost_mw: Floats  #: that struck substations fed
    separated: Flags
    separated_h: Floats  #: inf where it stayed synchronous
    resynchronised_h: Floats
    nadir_hz: Floats  #: 50 where it stayed synchronous
    shed_share: Floats  #: of demand, by automatics


def first_minute(
    pack: Pack, net: Network, key: Key, draws: IntArray, damage: Damage, start_hour: IntArray,
    demand_factor: Floats, class_factor: Floats, doubts: Mapping[str, FloatArray],
) -> Minute:  # fmt: skip
    """Trips and the largest sudden imbalance of each draw, against what the ties to the synchronous area carry."""
    shape = damage.level.shape
    weekend = (net.weekday + start_hour // 24) % 7 >= 5
    shares = pack.demand_profile[weekend.astype(np.int64), start_hour % 24]
    region_mw = net.peak_mw * demand_factor * shares[:, None]
    substations = net.asset_class == CLASS_CODE["substation"]
    fed = np.zeros(len(pack.regions))
    np.add.at(fed, net.asset_region[substations], net.asset_mw[substations])
    part = np.where(substations, net.asset_mw / np.maximum(fed[net.asset_region], 1e-9), 0.0)
    load_mw = region_mw[:, net.asset_region] * part
    running = np.where(substations, 0.0, net.asset_mw) * class_factor[:, net.asset_class]
    water = net.asset_class == CLASS_CODE["hydro"]
    running[:, water] *= 0.6  # water runs at some 60 % of what it could on a winter's day: 34 GWh over 2,900 MW
    trip = np.repeat(doubts["grid.trip_chance"][:, None], N_CLASSES, axis=1)
    trip[:, CLASS_CODE["nuclear"]] *= NUCLEAR_TRIP_FACTOR
    off_h = np.full(shape, np.inf)
    lost, load_lost, worst, worst_h = (np.zeros(draws.size) for _ in range(4))
    _kernels.first_minute(
        damage.from_h, damage.struck_share, net.asset_region, net.asset_class, running, load_mw,
        uniforms(key, Stream.TRIP, draws, shape[1]), trip, damage.level >= 2, WINDOW_H,
        off_h, lost, load_lost, worst, worst_h,
    )  # fmt: skip
    back = _return_h(pack, key, draws)
    back_h = np.where(np.isinf(off_h), np.inf, off_h + back)
    headroom = doubts["pack.tie_headroom_mw"]
    separated = np.abs(worst) > headroom
    nadir, shed = np.full(draws.size, 50.0), np.zeros(draws.size)
    separated_h, resynchronised_h = np.full(draws.size, np.inf), np.full(draws.size, np.inf)
    nuclear = (net.asset_class == CLASS_CODE["nuclear"]) & (net.asset_mw > 0)
    wait = triangular(uniforms(key, Stream.RETURN, draws, [10_000])[:, 0], *RESYNCHRONISE_H)
    for d in np.flatnonzero(separated):
        loss = float(np.clip(worst[d] / max(running[d].sum(), 1e-9), -1, 1))
        response = under_frequency_shedding(**RESPONSE, loss_pu=loss, reserve_pu=RESERVE_PU, stages=STAGES)
        nadir[d], shed[d] = response.lowest_hz, min(response.shed_pu, 1.0)
        separated_h[d], resynchronised_h[d] = worst_h[d], worst_h[d] + wait[d]
        if response.lowest_hz < NUCLEAR_LEAVES_HZ:
            lost[d] += running[d, nuclear & np.isinf(off_h[d])].sum()  # those that tripped before are counted
            off_h[d, nuclear] = np.minimum(off_h[d, nuclear], worst_h[d])
            back_h[d, nuclear] = worst_h[d] + back[d, nuclear]
    return Minute(off_h, back_h, lost, load_lost, separated, separated_h, resynchronised_h, nadir, shed)


def _return_h(pack: Pack, key: Key, draws: IntArray) -> Floats:
    """Hours that each unit would take to come back, (draw, asset)."""
    u = uniforms(key, Stream.RETURN, draws, pack.assets.height)
    out = np.zeros(u.shape)
    for a, asset_class in enumerate(pack.assets["asset_class"]):
        if asset_class != "substation":
            out[:, a] = triangular(u[:, a], *RETURN_H["hydro" if asset_class == "pumped" else asset_class])
    return out
