"""Who is off, by queue and half hour, of a draw that is looked at: the plain rule, emergency cuts on top of a schedule.

Limits follow from the shares of demand that are cut, with the queues of the day and the region's own critical share.
Emergency cuts have no schedule: who is off in them is one way in which it may have gone.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from oberih.outage.limits import steps_for
from oberih.outage.presets import QueuePreset, preset_on
from oberih.outage.rules import added, by_rule
from oberih.terms.batch import Floats
from oberih.terms.tables import check


def half_hours(day: date | None) -> QueuePreset:
    """The queues of a day, in half hours; of no day, the latest.

    >>> half_hours(date(2022, 12, 5)).n, half_hours(None).n
    (3, 12)
    """
    return replace(preset_on(day or date.max), slot_minutes=30)


def queues(
    draw: int, regions: tuple[str, ...], demand_mw: Floats, scheduled_mw: Floats, emergency_mw: Floats,
    preset: QueuePreset, critical_share: Floats | float | None = None,
) -> pl.DataFrame:  # fmt: skip
    """The table `queues` of one draw from (hour, region) MW; slots count half hours from hour 0."""
    demand = np.maximum(demand_mw, 1e-9)
    by_schedule = np.repeat(steps_for(scheduled_mw / demand, preset, critical_share), 2, axis=0)
    in_all = np.repeat(steps_for((scheduled_mw + emergency_mw) / demand, preset, critical_share), 2, axis=0)
    planned = by_rule(by_schedule, preset)
    status = np.where(planned, 1, np.where(added(planned, in_all, preset), 2, 0))
    n_slots, n_regions, n = status.shape
    words = np.array(["on", "scheduled", "emergency"], dtype=object)
    frame = {
        "draw": pl.Series([draw], dtype=pl.Int32).new_from_index(0, status.size),
        "region": pl.Series(np.tile(np.repeat(np.array(regions, dtype=object), n), n_slots), dtype=pl.String),
        "queue": pl.Series(np.tile(np.array(preset.names, dtype=object), n_slots * n_regions), dtype=pl.String),
        "slot": np.repeat(np.arange(n_slots, dtype=np.int16), n_regions * n),
        "status": pl.Series(words[status.ravel()], dtype=pl.String),
    }
    return check("queues", pl.DataFrame(frame))
