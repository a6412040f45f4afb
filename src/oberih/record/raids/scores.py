"""How good a probabilistic prediction of a count was: ranked probability score, PIT, coverage, baselines, skill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.stats import binom, binomtest

from oberih.luck import FloatArray, Key, Stream, uniforms

RECENT_DAYS = 90  #: of the second baseline
TIMES = 100  #: a PIT of a count is randomised so often, and the coverage is the mean: less chance in the answer
RESAMPLES = 1000  #: of the bootstrap by raid


def crps_per_weapon(chance: FloatArray, stopped: int) -> float:
    """Ranked probability score of a law over 0 … n for the count that came, divided by n (Gneiting and Raftery 2007,
    J. Am. Stat. Assoc. 102, 359). 0 is best.

    >>> crps_per_weapon(np.array([0.0, 0.0, 1.0]), 2), crps_per_weapon(np.array([1.0, 0.0, 0.0]), 2)
    (0.0, 1.0)
    """
    below = np.cumsum(chance)[:-1]
    return float(np.sum((below - (np.arange(below.size) >= stopped)) ** 2) / below.size)


def pit_ends(chance: FloatArray, stopped: int) -> tuple[float, float]:
    """The two values between which the randomised PIT of a count lies: P(less) and P(not more)."""
    cumulative = np.cumsum(chance)
    low = float(cumulative[stopped - 1]) if stopped else 0.0
    return low, min(float(cumulative[stopped]), 1.0)


def pits(ends: FloatArray, days: Sequence[date], key: Key, entity: int) -> FloatArray:
    """Randomised PITs (Czado, Gneiting and Held 2009, Biometrics 65, 1254): one row a raid, one column a
    randomisation. A raid's chances belong to its day and kind, so a longer table does not change them."""
    chance = np.stack(
        # STOP_SHARE is the stream of what a raid's share hangs on; k = 1 keeps these apart from a study's
        [uniforms(key, Stream.STOP_SHARE, [day.toordinal()], range(entity * TIMES, (entity + 1) * TIMES), k=1)[0]
         for day in days]
    )  # fmt: skip
    pit: FloatArray = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * chance
    return pit


def coverage(pit: FloatArray, level: float) -> tuple[float, float]:
    """Share of raids inside the central interval of a level, and the p-value of the binomial test that it is the
    level (two-sided, on the count rounded)."""
    inside = (pit > (1 - level) / 2) & (pit < (1 + level) / 2)
    share = float(inside.mean())
    test = binomtest(round(share * pit.shape[0]), pit.shape[0], level)
    return share, float(test.pvalue)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Binomial with the share pooled over earlier raids."""

    name: str
    days: int | None  #: only raids of so many days before count; None: all

    def share(self, day: date, earlier: Sequence[tuple[date, int, int]]) -> float:
        """Pooled share of (day, launched, stopped) before a day; of all where none is recent; one half where none is
        earlier."""
        since = None if self.days is None else day - timedelta(days=self.days)
        recent = [raid for raid in earlier if since is None or raid[0] >= since] or list(earlier)
        launched = sum(raid[1] for raid in recent)
        return sum(raid[2] for raid in recent) / launched if launched else 0.5

    def predict(self, day: date, launched: int, earlier: Sequence[tuple[date, int, int]]) -> FloatArray:
        """Probability of 0 … launched stopped."""
        chance: FloatArray = binom.pmf(np.arange(launched + 1), launched, self.share(day, earlier))
        return chance


BASELINES = (Baseline("all", None), Baseline("recent", RECENT_DAYS))


def skill_interval(scores: FloatArray, baseline: FloatArray, key: Key, entity: int) -> tuple[float, float]:
    """90 % interval of 1 - mean(scores) / mean(baseline), by drawing raids anew with replacement."""
    n = scores.size
    chance = uniforms(key, Stream.STOP_SHARE, range(RESAMPLES), range(entity * 100_000, entity * 100_000 + n), k=2)
    drawn = (chance * n).astype(np.int64)
    below = baseline[drawn].mean(axis=1)
    ratio = np.divide(scores[drawn].mean(axis=1), below, out=np.ones(RESAMPLES), where=below > 0)
    low, high = np.quantile(1 - ratio, [0.05, 0.95])
    return float(low), float(high)
