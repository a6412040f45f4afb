"""All hours of one draw, where assets have any share of their capacity at any hour: campaigns of many raids."""

from collections.abc import Mapping

import numpy as np

from oberih.grid._kernels.hours import play
from oberih.grid.dispatch import Hours, Levels, storage
from oberih.grid.network import Network, sunshine
from oberih.luck import FloatArray
from oberih.scenario import Pack
from oberih.terms.batch import Flags, Floats, Ints


def play_hours(
    pack: Pack, net: Network, d: int, level: Levels, doubts: Mapping[str, FloatArray], share: Floats, start_hour: int,
    warmth: Floats, month: Ints, cut_off: Flags, *, more_mw: Floats | None = None,
    stored: tuple[Floats, Floats] | None = None,
) -> Hours:  # fmt: skip
    """What one draw serves; its row of `level` and `doubts` is `d`. The answer's first axis is of one draw.

    `share` is (hour, asset), `warmth` demand over that of the scenario's month by (calendar day, region), `month` the
    month of each calendar day, `cut_off` the hours without imports. `more_mw` are imports beside the pack's by hour,
    and `stored` MW and MWh of storage by (hour, region); none: the pack's in every hour.
    """
    n_hours, n = share.shape[0], len(pack.regions)
    at = start_hour + np.arange(n_hours)
    day = np.minimum(at // 24, warmth.shape[0] - 1)
    weekend = ((net.weekday + at // 24) % 7 >= 5).astype(np.int64)
    shape = pack.demand_profile[weekend, at % 24]
    demand = net.peak_mw * level.demand_factor[d] * shape[:, None] * warmth[day]
    suns = {each: _sun(pack, int(each)) for each in np.unique(month)}
    sun = np.array([suns[month[each]][clock] for each, clock in zip(day, at % 24, strict=True)])
    ceiling, served = np.empty((n_hours, n)), np.empty((n_hours, n))
    play(
        n, net.link_a, net.link_b, net.spread, net.link_mw, net.asset_region, net.asset_class, net.asset_mw,
        net.embedded, np.ascontiguousarray(pack.critical_share), net.import_share, level.class_factor[d],
        level.throughput_factor[d], doubts["pack.link_factor"][d], doubts["grid.transit_loss"][d],
        float(pack.hydro_energy_mwh_day * doubts["pack.hydro_energy_factor"][d]),
        *(storage(pack, n_hours) if stored is None else stored), pack.storage_efficiency, doubts["pack.pickup_peak"][d],
        doubts["pack.pickup_hours"][d], doubts["pack.pickup_onset_h"][d], np.ascontiguousarray(share),
        np.where(cut_off, 0.0, doubts["pack.import_mw"][d] + (0.0 if more_mw is None else more_mw)), sun, demand,
        ceiling, served,
    )  # fmt: skip
    return Hours(demand[None], ceiling[None], served[None])


def _sun(pack: Pack, month: int) -> Floats:
    sun = sunshine(pack.latitude, month)
    return np.asarray(sun * 24 / max(sun.sum(), 1e-9))
