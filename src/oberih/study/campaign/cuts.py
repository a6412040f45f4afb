"""Cuts of a winter by cause, from raid to raid."""

from collections.abc import Mapping, Sequence

import numpy as np

from oberih.grid import Hours
from oberih.luck import FloatArray
from oberih.outage import Cuts, causes
from oberih.scenario import Scenario
from oberih.study.campaign.raids import Struck
from oberih.study.campaign.winter import DAY_H
from oberih.terms.batch import Floats


def cuts_of(
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
