"""Hours of people and sites past their backup, from shares that are off: arrays and numbers only."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: classes of site, as the pack orders them
HOSPITAL, WATER, TELECOM, BOILER = 0, 1, 2, 3
TURN_H = 4.0  #: a turn of a schedule lasts so long (`outage.queues`)


@njit(cache=True)
def least_since(off: Floats, hour: int, hours: int) -> float:
    """The least share off in this hour and the `hours` before it: what may have been off all that time.

    Nothing was off before hour 0.
    """
    if hours > hour:
        return 0.0
    least: float = off[hour]
    for h in range(hour - hours, hour):
        if least <= 0.0:
            return 0.0
        least = min(least, off[h])
    return least


@njit(cache=True)
def past_backup(off: Floats, hour: int, backup_h: float) -> float:
    """Share of sites that have been off for longer than their backup lasts, by the end of an hour.

    The same sites are taken to stay off; a backup that ends within an hour counts by the part that is left of it.
    """
    whole = int(np.floor(backup_h))
    part = backup_h - whole
    now = least_since(off, hour, whole)
    if now <= 0.0 or part <= 0.0:
        return now
    return (1.0 - part) * now + part * least_since(off, hour, whole + 1)


@njit(cache=True, nogil=True)
def count(
    struck: Floats, turns: Floats, short: Floats, below_zero: NDArray[np.bool_], chp_lost: Floats,
    population: Floats, district: Floats, electric_heat: float, chp_share: Floats, piped: float, booster: float,
    sites: Floats, backup_h: Floats, day_of: NDArray[np.int64], out: Floats,
) -> None:  # fmt: skip
    """Fill `out`, (draw, day, region, 4): hours without power, without heat in frost, without water; sites past backup.

    (draw, hour, region) shares of a region's demand: `struck` is off by damage and automatics, which do not choose;
    `turns` is off by order, which spares critical sites; `short` is the part of critical load that is not served.
    `below_zero` is (draw, hour, region), `chp_lost` the share of CHP that is out. `backup_h` is (draw, class).
    """
    n_hours = struck.shape[1]
    critical, whole = np.empty(n_hours), np.empty(n_hours)
    for d in range(struck.shape[0]):
        for r in range(struck.shape[2]):
            for h in range(n_hours):
                critical[h] = min(max(struck[d, h, r], short[d, h, r]), 1.0)
                whole[h] = min(max(struck[d, h, r], 0.0), 1.0)
            for h in range(n_hours):
                day = day_of[h]
                off = min(struck[d, h, r] + turns[d, h, r], 1.0)
                out[d, day, r, 0] += population[r] * off
                dark = past_backup(critical, h, backup_h[d, BOILER])
                lost = 1.0 - (1.0 - dark) * (1.0 - chp_share[r] * chp_lost[d, h, r])
                if below_zero[d, h, r]:
                    cold = district[r] * lost + (1.0 - district[r]) * electric_heat * off
                    out[d, day, r, 1] += population[r] * min(cold, 1.0)
                dry = past_backup(critical, h, backup_h[d, WATER])
                out[d, day, r, 2] += population[r] * piped * (1.0 - (1.0 - dry) * (1.0 - booster * off))
                rest = max(1.0 - backup_h[d, TELECOM] / TURN_H, 0.0)
                silent = min(past_backup(whole, h, backup_h[d, TELECOM]) + rest * turns[d, h, r], 1.0)
                ill = past_backup(critical, h, backup_h[d, HOSPITAL])
                past = sites[HOSPITAL, r] * ill + sites[WATER, r] * dry + sites[BOILER, r] * dark
                out[d, day, r, 3] = max(out[d, day, r, 3], past + sites[TELECOM, r] * silent)
