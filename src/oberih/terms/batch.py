"""What one room hands to the next for a batch of draws: plain arrays, and the promised tables made from them.

A batch is arrays because its loops are many and short; a kept draw becomes tables. Time is in hours or seconds from the
start of hour 0, the local hour in which the raid begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.terms.kinds import KINDS
from oberih.terms.tables import check

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]

#: classes of asset that a weapon may fly at; the index is the code in arrays, -1 is nothing of the grid
AIM_CLASSES: tuple[str, ...] = ("substation", "thermal", "chp", "hydro")
#: what may become of a weapon: shot down or jammed, fell by itself, arrives
FATES: tuple[str, ...] = ("stopped", "lost", "leaked")
STOPPED, LOST, LEAKED = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Weapons:
    """All weapons of a batch of draws, one entry a weapon, draws together and in order."""

    draws: Ints  #: the draws of the batch, also those without a weapon, (draw,)
    start: Ints  #: first entry of each draw, and the end, (draw + 1,)
    draw: Ints
    weapon: Ints  #: number within its draw
    kind: Codes  #: index into KINDS
    launch_s: Floats
    arrival_s: Floats
    region: Ints  #: index into the pack's regions
    aim: Codes  #: index into AIM_CLASSES, -1 where it does not fly at the grid
    start_hour: Ints  #: local hour in which the raid begins, (draw,)

    def table(self, regions: Sequence[str], fates: Codes, kept: Sequence[int]) -> pl.DataFrame:
        """The promised table `weapons` of the kept draws."""
        rows = np.isin(self.draw, np.asarray(kept))
        aim, region = self.aim[rows], self.region[rows]
        frame = {
            "draw": self.draw[rows].astype(np.int32),
            "weapon": self.weapon[rows].astype(np.int32),
            "kind": texts(KINDS, self.kind[rows]),
            "launch_s": self.launch_s[rows],
            "arrival_s": self.arrival_s[rows],
            "region": texts(regions, np.where(aim < 0, -1, region)),
            "asset_class": texts(AIM_CLASSES, aim),
            "fate": texts(FATES, fates[rows]),
        }
        return check("weapons", pl.DataFrame(frame))


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Where the weapons of a batch fly: one row a weapon, in the order of `Weapons`. Kilometres east and north."""

    x_km: Floats  #: (weapon, point), the last point being the path's end
    y_km: Floats
    at_s: Floats  #: when each point is passed
    n_points: Ints
    speed_km_s: Floats
    altitude_m: Floats
    wave: Ints  #: number of its wave in the scenario, from 0
    place: Ints  #: index of what it flies at: a target of the scenario, or a region of the pack; -1 for neither
    stake: Floats  #: what units go by that look for the most at stake
    flies: Flags  #: False: fell by itself before anybody saw it


@dataclass(frozen=True, slots=True, eq=False)
class Damage:
    """What the raid did to every asset of the pack: (draw, asset) arrays, and the leakers one by one."""

    level: Codes  #: 0 untouched, 1 slight, 2 moderate, 3 heavy
    from_h: Floats  #: when it was first struck; inf where it was not
    struck_share: Floats  #: share of its capacity left at once
    bypass_share: Floats  #: share after switching and bypass
    bypass_h: Floats  #: when that is reached
    work_h: Floats  #: crew hours that the repair takes
    needs_spare: Flags
    leaker: Ints  #: entry of the leaker in `Weapons`, one a leaker that flew at the grid
    leaker_asset: Ints  #: what it struck


@dataclass(frozen=True, slots=True, eq=False)
class Repairs:
    """When each struck asset is whole again: (draw, asset) arrays; inf where it is not within sight."""

    start_h: Floats
    done_h: Floats
    crew: Ints  #: -1 where nobody came
    spare: Flags  #: a spare was used


def texts(names: Sequence[str], codes: NDArray[np.integer]) -> pl.Series:
    """Names of codes as a column; -1 is null.

    >>> texts(("a", "b"), np.array([1, -1, 0])).to_list()
    ['b', None, 'a']
    """
    lookup = pl.Series([*names, None], dtype=pl.String)
    return lookup.gather(np.where(codes < 0, len(names), codes).astype(np.int64))
