"""Each megawatt that is cut, under the name of why and how it is cut.

Four causes, which add up: damage (the region's own substations cannot deliver it), automatic (shed by frequency),
scheduled (announced hourly cuts, ГПВ) and emergency (ГАВ: what comes before or above a schedule).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from oberih.terms.batch import Floats, Ints

if TYPE_CHECKING:
    from oberih.scenario import Scenario  # a schedule of a file of limits needs none


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """(draw, hour, region) MW; demand = served + the four."""

    served_mw: Floats
    damage_mw: Floats
    automatic_mw: Floats
    emergency_mw: Floats
    scheduled_mw: Floats


def takeover_hour(start_hour: Ints, schedule_hour: int) -> Ints:
    """Hours from hour 0 until a schedule made after the raid begins: the next midnight, or the one after.

    Schedules of a day are announced on the eve; a raid after `schedule_hour` comes too late for the next day.

    >>> takeover_hour(np.array([13, 20]), 18).tolist()
    [11, 28]
    """
    until_midnight = 24 - start_hour % 24
    return np.where(start_hour % 24 >= schedule_hour, until_midnight + 24, until_midnight)


def causes(
    scenario: "Scenario", start_hour: Ints, demand_mw: Floats, ceiling_mw: Floats, served_mw: Floats,
    base_ceiling_mw: Floats, base_served_mw: Floats, shed_share: Floats, shed_from_h: Floats,
    shed_hours: Floats | float, schedule_share: Floats, base_demand_mw: Floats | None = None,
) -> Cuts:  # fmt: skip
    """Split what is cut. Schedules in force before the raid cover what would have been cut without it; until a
    schedule made after it begins, emergency cuts are ordered in every region (`shared_order`), beyond what the
    network alone would ask for.

    Demand without the raid may differ, as load that comes back after an outage is greater for a while; where it is not
    given it is the same.

    `shed_share` of demand is off by automatics, or dark, for `shed_hours` from `shed_from_h` (inf: never): (draw,) or
    (draw, region) each.
    """
    n_hours = demand_mw.shape[1]
    base_demand_mw = demand_mw if base_demand_mw is None else base_demand_mw
    hour = np.arange(n_hours)
    begin, part = shed_from_h.reshape(len(demand_mw), 1, -1), shed_share.reshape(len(demand_mw), 1, -1)
    end = (shed_from_h + shed_hours).reshape(begin.shape)
    clock = hour[:, None]
    automatic_least = part * ((clock + 1 > begin) & (clock < end)) * demand_mw
    cut = np.clip(np.maximum(demand_mw - served_mw, automatic_least), 0.0, demand_mw)
    gap, base_gap = np.maximum(demand_mw - ceiling_mw, 0.0), np.maximum(base_demand_mw - base_ceiling_mw, 0.0)
    damage = np.minimum(cut, np.maximum(gap - base_gap, 0.0))
    automatic = np.minimum(cut - damage, automatic_least)
    rest = cut - damage - automatic
    before = np.maximum(base_demand_mw - base_served_mw, 0.0)
    most = np.maximum(schedule_share[:, None, None] * demand_mw, before)
    planned = hour >= takeover_hour(start_hour, scenario.grid.schedule_hour)[:, None]
    scheduled = np.minimum(rest, np.where(planned[:, :, None], most, before))
    emergency = rest - scheduled
    order = np.minimum(shared_order(demand_mw, emergency) - emergency, demand_mw - cut)
    more = np.where(planned[:, :, None], 0.0, order)
    return Cuts(demand_mw - cut - more, damage, automatic, emergency + more, scheduled)


def shared_order(demand_mw: Floats, emergency_mw: Floats) -> Floats:
    """Emergency cuts once the dispatcher's order is shared over all regions, (draw, hour, region) MW: no region has a
    smaller share of its demand off than the nation has.

    The network's optimum spares regions that can help nobody; a dispatcher's order does not know it in time.
    Emergency cuts of 15 and 23 November, 5 and 16 December 2022 were in all regions, those of the west included.

    >>> shared_order(np.array([[[100.0, 300.0]]]), np.array([[[20.0, 0.0]]])).tolist()
    [[[20.0, 15.0]]]
    """
    share = emergency_mw.sum(axis=2) / np.maximum(demand_mw.sum(axis=2), 1e-9)
    return np.asarray(np.maximum(emergency_mw, share[:, :, None] * demand_mw))
