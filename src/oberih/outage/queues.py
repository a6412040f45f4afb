"""Who is off, by queue and half hour: a plain rule that turns, for a draw that is looked at.

Six queues of two subqueues, half-hour slots: the preset in force since winter 2023/24, used here for all dates because
the groups of 2022 differed by company. A quarter of consumption is exempt, so a subqueue is one twelfth of the rest.
"""

import numpy as np
import polars as pl

from oberih.terms.batch import Floats
from oberih.terms.tables import check

QUEUES = tuple(f"{queue}.{half}" for queue in range(1, 7) for half in (1, 2))
EXEMPT = 0.25  #: share of consumption that schedules spare; national figure of the design, by region in the pack
BLOCK_SLOTS = 8  #: a turn lasts four hours; assumed


def subqueues_off(cut_share: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """How many of the twelve subqueues must be off for a share of demand: the least number that covers it.

    >>> subqueues_off(np.array([0.0, 0.0625, 0.1, 0.5, 1.0])).tolist()
    [0, 1, 2, 8, 12]
    """
    step = (1 - EXEMPT) / len(QUEUES)
    return np.minimum(np.ceil(cut_share / step - 1e-9), len(QUEUES)).astype(np.int64)


def queues(
    draw: int, regions: tuple[str, ...], demand_mw: Floats, scheduled_mw: Floats, emergency_mw: Floats
) -> pl.DataFrame:
    """The table `queues` of one draw from (hour, region) MW; slots count half hours from hour 0."""
    demand = np.maximum(demand_mw, 1e-9)
    by_schedule = np.repeat(subqueues_off(scheduled_mw / demand), 2, axis=0)
    in_all = np.repeat(subqueues_off((scheduled_mw + emergency_mw) / demand), 2, axis=0)
    n_slots, n_regions = by_schedule.shape
    n = len(QUEUES)
    status = np.zeros((n_slots, n_regions, n), np.int64)
    # Each block begins where the last one's longest turn ended, emergencies counted, so hours off even out over the
    # days and no queue stays off through a day of emergency cuts.
    turn = np.zeros(n_regions, np.int64)
    for slot in range(n_slots):
        if slot and slot % BLOCK_SLOTS == 0:
            turn = (turn + in_all[slot - BLOCK_SLOTS : slot].max(axis=0)) % n
        place = (np.arange(n) - turn[:, None]) % n
        status[slot] = np.where(place < by_schedule[slot][:, None], 1, np.where(place < in_all[slot][:, None], 2, 0))
    words = np.array(["on", "scheduled", "emergency"], dtype=object)
    frame = {
        "draw": pl.Series([draw], dtype=pl.Int32).new_from_index(0, status.size),
        "region": pl.Series(np.tile(np.repeat(np.array(regions, dtype=object), n), n_slots), dtype=pl.String),
        "queue": pl.Series(np.tile(np.array(QUEUES, dtype=object), n_slots * n_regions), dtype=pl.String),
        "slot": np.repeat(np.arange(n_slots, dtype=np.int16), n_regions * n),
        "status": pl.Series(words[status.ravel()], dtype=pl.String),
    }
    return check("queues", pl.DataFrame(frame))
