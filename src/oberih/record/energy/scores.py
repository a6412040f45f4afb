"""How good the forecasts were: Brier scores and skill with an interval over raids, reliability, and the deficit next
day."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oberih.luck import FloatArray, Key, Stream, uniforms
from oberih.record.energy.forecast import Foretold

RESAMPLES = 2000  #: of the bootstrap by raid
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
FORECASTS = ("recalibrated", "model", "region_rate", "base_rate")  #: the last is what the others are measured against


@dataclass(frozen=True, slots=True)
class Skill:
    """Brier score of one way to foretell, and 1 - that over the base rate's; None where the base rate was never
    wrong."""

    brier: float
    skill: float | None
    skill_90: tuple[float, float] | None


def squares(found: Sequence[Foretold], name: str) -> FloatArray:
    """Sum of squared errors over the known regions of each raid, (raid,)."""
    out = []
    for each in found:
        chance = np.broadcast_to(getattr(each, name), each.seen.shape)
        out.append(float(np.sum((chance[each.known] - each.seen[each.known]) ** 2)))
    return np.array(out)


def skills(found: Sequence[Foretold], key: Key) -> dict[str, Skill]:
    """Each of `FORECASTS` over all region-raids with a known outcome, one weight each."""
    n = sum(int(each.known.sum()) for each in found)
    base = squares(found, "base_rate")
    return {name: _skill(squares(found, name), base, n, key) for name in FORECASTS}


def _skill(own: FloatArray, base: FloatArray, n: int, key: Key) -> Skill:
    if base.sum() <= 0:
        return Skill(float(own.sum() / n), None, None)
    pick = (uniforms(key, Stream.RESAMPLE, range(RESAMPLES), own.size) * own.size).astype(np.int64)
    below = base[pick].sum(axis=1)
    ratio = np.divide(own[pick].sum(axis=1), below, out=np.ones(RESAMPLES), where=below > 0)
    low, high = np.quantile(1 - ratio, [0.05, 0.95])
    return Skill(float(own.sum() / n), float(1 - own.sum() / base.sum()), (float(low), float(high)))


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts between two chances: how many, their mean, and how often the cuts came."""

    low: float
    high: float
    n: int
    forecast: float | None
    observed: float | None


def reliability(found: Sequence[Foretold], name: str) -> list[Bin]:
    """Forecasts by their size beside what came."""
    chance = np.concatenate([np.broadcast_to(getattr(each, name), each.seen.shape)[each.known] for each in found])
    came = np.concatenate([each.seen[each.known] for each in found])
    which = np.clip(np.searchsorted(BINS, chance, side="right") - 1, 0, len(BINS) - 2)
    out = []
    for b, (low, high) in enumerate(itertools.pairwise(BINS)):
        here = which == b
        n = int(here.sum())
        out.append(
            Bin(low, high, n, float(chance[here].mean()) if n else None, float(came[here].mean()) if n else None)
        )
    return out


def crps(draws: FloatArray, came: float) -> float:
    """Continuous ranked probability score of equally likely draws for what came, in their unit; 0 is best.

    >>> crps(np.array([1.0, 3.0]), 2.0)
    0.5
    """
    ordered = np.sort(draws)
    n = ordered.size
    spread = float(np.sum((2 * np.arange(1, n + 1) - n - 1) * ordered)) / n**2
    return float(np.abs(draws - came).mean()) - spread
