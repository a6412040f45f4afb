"""What a forecast of emergency cuts leans on: a row a region, a column a feature, all known before the outcome.

Each coefficient has a normal prior, set by judgement and then held against 2022 alone; with few raids the priors speak,
with many the raids do.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from oberih.luck import FloatArray
from oberih.record.energy.observed import OBSERVED
from oberih.record.energy.table import EnergyRaid

RECENT_DAYS = 45.0  #: an earlier raid this many days away counts half in "how it went lately"; 15 to 120 alike on 2022
RECENT_PRIOR = 1.0  #: raids' worth of the long rate in it
MOST_LOGIT = 3.0  #: the model's chances are read no further than 5 and 95 %
TYPICAL_HITS, TYPICAL_LEAKERS = 5.0, 12.0  #: middle of 2022; stands for what is not told


@dataclass(frozen=True, slots=True)
class Feature:
    """One column."""

    name: str
    mean: float  #: of the coefficient's prior
    sd: float
    meaning: str


FEATURES: tuple[Feature, ...] = (
    Feature("always", -0.3, 1.0, "1"),
    Feature("model_raid", 1.1, 0.5, "mean over regions of the model's log-odds, halved"),
    Feature("model_region", 0.3, 0.25, "the region's log-odds in the model less that mean"),
    Feature("hit_here", 1.0, 0.5, "1 where a hit on energy in this region is named"),
    Feature("hit_beside", 0.5, 0.5, "share of neighbouring regions hit, less the mean over regions"),
    Feature("lately", 0.5, 0.4, "log-odds of the share of regions cut in earlier raids, recent ones weighing more"),
    Feature("schedules", 1.2, 0.6, "1/2 where schedules were in force before the raid, -1/2 where not, 0 not told"),
    Feature("season", 0.6, 0.4, "1 in mid-January, -1 in mid-July"),
    Feature("hits", 0.6, 0.4, "log of (1 + regions hit) over that of five; 0 not told"),
    Feature("missiles", 0.6, 0.4, "log of (1 + missiles not stopped) over that of twelve; 0 not told"),
)  # fmt: skip
REGION_SD = 0.7  #: of what sets a region apart from all that is above
RAID_SD = 1.5  #: of what sets a raid apart
FADE_DAYS = 730.0  #: an observation this old weighs half; assumed, not tuned: 2022 cannot tell

#: regions that share a border, of those observed (public map)
NEIGHBOURS: Mapping[str, tuple[str, ...]]


def _neighbours() -> dict[str, tuple[str, ...]]:
    beside = (
        "05-18 05-32 05-35 05-51 05-68 05-71 05-77 07-46 07-56 12-14 12-23 12-35 12-48 12-53 12-63 12-65 14-23 "
        "14-63 18-32 18-56 18-68 21-26 21-46 23-65 26-46 26-61 26-77 30-32 32-53 32-71 32-74 35-48 35-51 35-53 "
        "35-71 46-56 46-61 48-51 48-65 53-59 53-63 53-71 53-74 56-61 56-68 59-63 59-74 61-68 61-77 68-77"
    )
    found: dict[str, list[str]] = {code: [] for code in OBSERVED}
    for pair in beside.split():
        a, b = (f"UA-{each}" for each in pair.split("-"))
        found[a].append(b)
        found[b].append(a)
    return {code: tuple(sorted(each)) for code, each in found.items()}


NEIGHBOURS = _neighbours()


def seen(raid: EnergyRaid) -> FloatArray:
    """Observations of a raid by region of `OBSERVED`; nan where unknown."""
    return np.array([np.nan if (value := raid.observed[code]) is None else value for code in OBSERVED])


def rows(raid: EnergyRaid, earlier: Sequence[EnergyRaid], chance: FloatArray) -> FloatArray:
    """Features of a raid, (region, feature + region): the columns of `FEATURES`, then one for each region. `earlier`
    are the raids of days before it, `chance` is the model's by region."""
    n = len(OBSERVED)
    odds = np.clip(_logit(chance), -MOST_LOGIT, MOST_LOGIT)
    hit = np.array([code in raid.hit for code in OBSERVED], float)
    beside = np.array([np.mean([other in raid.hit for other in NEIGHBOURS[code]]) for code in OBSERVED])
    hits = hits_told(raid)
    missiles = raid.leakers.missiles
    columns = {
        "always": np.ones(n),
        "model_raid": np.full(n, odds.mean() / 2),
        "model_region": odds - odds.mean(),
        "hit_here": hit,
        "hit_beside": beside - beside.mean(),
        "lately": np.full(n, lately(raid.day, earlier)),
        "schedules": np.full(n, 0.0 if raid.schedules_before is None else raid.schedules_before - 0.5),
        "season": np.full(n, season(raid.day)),
        "hits": np.full(n, 0.0 if hits is None else math.log((1 + hits) / (1 + TYPICAL_HITS))),
        "missiles": np.full(n, 0.0 if missiles is None else math.log((1 + missiles.low) / (1 + TYPICAL_LEAKERS))),
    }
    return np.hstack([np.stack([columns[each.name] for each in FEATURES], axis=1), np.eye(n)])


def priors() -> tuple[FloatArray, FloatArray]:
    """Means and standard deviations of all coefficients, in the order of `rows`."""
    n = len(OBSERVED)
    return (
        np.array([each.mean for each in FEATURES] + [0.0] * n),
        np.array([each.sd for each in FEATURES] + [REGION_SD] * n)
    )  # fmt: skip


def hits_told(raid: EnergyRaid) -> float | None:
    """How many regions were hit: those named, or as many as the scope counts; None where nothing is told."""
    if re.search(r"\bno (energy )?hit", raid.hit_scope, re.I):
        return 0.0
    counted = [int(each) for each in re.findall(r"\b(\d{1,2})(?=[^.;]{0,12}\b(?:regions?|oblasts?)\b)", raid.hit_scope)]
    most = max([len(raid.hit), *(n for n in counted if n <= len(OBSERVED))])
    return float(most) if most else None


def lately(day: date, earlier: Sequence[EnergyRaid]) -> float:
    """Log-odds of the share of regions that were cut in earlier raids, recent ones weighing more, drawn to the long
    rate."""
    total = share = 0.0
    means = []
    for raid in earlier:
        known = seen(raid)[~np.isnan(seen(raid))]
        if known.size:
            weight = 2 ** (-(day - raid.day).days / RECENT_DAYS) * known.size / len(OBSERVED)
            total, share = total + weight, share + weight * float(known.mean())
            means.append(float(known.mean()))
    long = float(np.mean(means)) if means else 0.4
    return float(_logit(np.clip((share + RECENT_PRIOR * long) / (total + RECENT_PRIOR), 0.05, 0.95)))


def season(day: date) -> float:
    """1 in mid-January, -1 in mid-July.

    >>> round(season(date(2022, 1, 15)), 2), round(season(date(2022, 7, 16)), 2)
    (1.0, -1.0)
    """
    return math.cos(2 * math.pi * (day - date(day.year, 1, 15)).days / 365.25)


def _logit(chance: FloatArray) -> FloatArray:
    return np.asarray(np.log(chance / (1 - chance)))
