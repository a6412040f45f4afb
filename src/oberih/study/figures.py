"""What is kept of every draw beside its row of totals: figures by region, and the hours, ready for intervals.

Everything here is of one draw alone. Sums run hour by hour and region by region, in that order: numpy adds a single
column in pairs and many columns in a row, and a draw must not show which company it was computed in.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from oberih.people import COLUMNS as PEOPLE
from oberih.study.outcome import FIELDS
from oberih.study.resilience import saidi_h, saifi, total
from oberih.terms.batch import Floats, Ints

#: a region has emergency cuts from this share of demand off outside schedules, by damage, automatics or order; assumed,
#: range 0.01-0.06
EMERGENCY_SHARE = 0.02
FIRST_DAY_H = 24
SITES = "critical_sites_past_backup"
DEMAND, BASE, DAMAGE, AUTOMATIC, EMERGENCY, SCHEDULED = range(len(FIELDS))
LEAST_MW: Final = np.float32(1e-6)  #: of demand, where a share of it is told

Floats32 = NDArray[np.float32]
Arrays = dict[str, NDArray[np.generic]]  #: by name; the last axis is the draws

#: names of the figures of a draw, in the order in which their intervals stand in the table
COUNTRY = ("base_peak_cut_share", "saidi_h", "saifi", "next_day_deficit_share", "base_next_day_deficit_share")
REGIONS = (
    "peak_cut_mw", "peak_cut_share", "raid_peak_cut_share", "raid_unserved_mwh", "hours_cut", "saidi_h", "saifi",
    "emergency", "people_without_power_peak",
)  # fmt: skip


def figures(hours: Floats32, start_hour: Ints, counts: Floats32, population: Floats) -> Arrays:
    """All arrays of some draws from their hours (field, hour, region, draw) and counts of people (what, day, region,
    draw):

    `start_hour` (draw,); `hour/N` (field, region, draw), the country being the last region; `country/NAME` (draw,) and
    `regions/NAME` (region, draw); of people and sites `people/NAME/country` (draw,), `…/country/day` (day, draw),
    `…/regions` (region, draw), `…/regions/day` (day, region, draw).
    """
    nation = total(hours.swapaxes(0, 2)).swapaxes(0, 1).astype(np.float32)
    whole = np.concatenate([hours, nation[:, :, None]], axis=2)
    return {
        "start_hour": start_hour,
        **{hour_name(hour): np.ascontiguousarray(whole[:, hour]) for hour in range(hours.shape[1])},
        **{f"country/{name}": values for name, values in _country(nation, start_hour).items()},
        **{f"regions/{name}": values for name, values in _regions(hours, population).items()},
        **_people(counts),
    }


def hour_name(hour: int) -> str:
    """Name of the array of one hour.

    >>> hour_name(7)
    'hour/007'
    """
    return f"hour/{hour:03d}"


def cut_of(hours: Floats32) -> Floats32:
    """All that is cut; the first axis is the fields."""
    return np.asarray(((hours[DAMAGE] + hours[AUTOMATIC]) + hours[EMERGENCY]) + hours[SCHEDULED])


def next_day(start_hour: Ints, n_hours: int) -> NDArray[np.bool_]:
    """Which hours are of the calendar day after the raid's first, (hour, draw)."""
    hour = np.arange(n_hours)[:, None]
    midnight = 24 - start_hour % 24
    return (hour >= midnight) & (hour < midnight + 24)


def sees_next_day(start_hour: Ints, n_hours: int) -> bool:
    """Whether all draws see the whole of it: a part of the day would say more of its hour than of the raid."""
    return bool((48 - start_hour % 24 <= n_hours).all())


def _country(nation: Floats32, start_hour: Ints) -> Arrays:
    """Of the whole country: (field, hour, draw)."""
    demand = np.maximum(nation[DEMAND], LEAST_MW)
    # The calendar day after the raid: of its need, what was not served. Officials state such a share on that day.
    there = next_day(start_hour, nation.shape[1])
    need = np.maximum(total(np.where(there, nation[DEMAND], 0)), LEAST_MW)
    found = (
        (nation[BASE] / nation[DEMAND]).max(axis=0),
        saidi_h(cut_of(nation) / demand),
        saifi((nation[DAMAGE] + nation[AUTOMATIC]) / demand, (nation[EMERGENCY] + nation[SCHEDULED]) / demand),
        total(np.where(there, cut_of(nation), 0)) / need,
        total(np.where(there, nation[BASE], 0)) / need,
    )
    return dict(zip(COUNTRY, found, strict=True))


def _regions(hours: Floats32, population: Floats) -> Arrays:
    cut = cut_of(hours)
    demand = np.maximum(hours[DEMAND], LEAST_MW)
    share = cut / demand
    added = cut - hours[BASE]
    first = hours[:, :FIRST_DAY_H]
    sudden = first[DAMAGE] + first[AUTOMATIC] + first[EMERGENCY]
    emergency = (sudden >= EMERGENCY_SHARE * demand[:FIRST_DAY_H]).any(axis=0)
    found = (
        cut.max(axis=0),
        share.max(axis=0),
        (added / demand).max(axis=0),
        total(added),
        total(share),
        saidi_h(share),
        saifi((hours[DAMAGE] + hours[AUTOMATIC]) / demand, (hours[EMERGENCY] + hours[SCHEDULED]) / demand),
        emergency.astype(np.float64),
        share.max(axis=0) * population[:, None],
    )
    return dict(zip(REGIONS, found, strict=True))


def _people(counts: Floats32) -> Arrays:
    """People and sites. Of a whole run sites count by their worst day, as the same site may be past its backup on
    several."""
    nation = total(counts.swapaxes(0, 2)).swapaxes(0, 1)
    found: Arrays = {}
    for i, name in enumerate(PEOPLE):
        for place, values in (("country", nation[i]), ("regions", counts[i])):
            whole = values.max(axis=0) if name == SITES else total(values)
            found |= {f"people/{name}/{place}": whole, f"people/{name}/{place}/day": values}
    return found
