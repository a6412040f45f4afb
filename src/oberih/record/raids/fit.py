"""Share stopped by kind and family, learnt raid by raid: a beta-binomial whose past is discounted with age.

For each family a grid holds the posterior of the mean share in a raid of `SIZE` weapons (its logit), given the kind's
habits: the concentration (how alike raids are), the slope of the mean over the logarithm of a raid's size, and the
chance that a raid is stopped whole. With every day that passes the log-likelihood of older raids shrinks by a half-life
(the power steady model of Smith, 1979, J. R. Stat. Soc. B 41, 375), and a family borrows a part of what the other
families of its kind taught. None of these is chosen: members with every half-life, part and habit predict side by side,
weighted by how well each foretold the raids so far. docs/record-of-raids.md has the equations. The figures below were
tuned on the raids of 2022 and 2023 alone.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

import numpy as np
import polars as pl
from scipy.special import expit, gammaln, logsumexp

from oberih.luck import FloatArray, IntArray
from oberih.record.raids.shares import PRIOR_MEAN
from oberih.terms.kinds import KINDS, Kind

SIZE = 20.0  #: weapons in the raid to which a family's mean share belongs; only a point of reference
HALF_LIVES_DAYS = (10.0, 20.0, 40.0, 80.0, 160.0, 365.0, math.inf)
BORROWED = (0.0, 0.1, 0.3, 1.0)  #: part of the other families' log-likelihood that a family takes for its own
MEAN_SD = 1.5  #: of the prior of the logit, about the logit of `PRIOR_MEAN` of the kind; assumed, range 1-2
CONCENTRATION_MID, CONCENTRATION_SD = 5.0, 1.5  #: lognormal prior of the concentration; assumed, mid from 3 to 10
SLOPE_SD = 0.5  #: prior of the slope over log size, about none; assumed, range 0.2-0.6
FORGET = 0.99  #: past log scores count so much less with each raid; assumed, range 0.98-0.995
FLOOR = 0.1  #: part of the weight that all members share evenly, so that a change finds one ready; assumed, 0-0.3
FRESH = 0.01  #: part of each posterior that is prior again: a raid unlike any before stays possible; assumed, 0-0.03
COMMON = 0.5  #: part of the raids' spread that families of one raid have in common; assumed, range 0-1
WHOLE_MID = 0.5  #: exponential prior of the chance that all are stopped; assumed, range 0.2 to none
WHOLE_SIZE = 10.0  #: where that chance falls with size, it does so as 1 / (1 + n / WHOLE_SIZE); assumed, 5-20
_DRAWS = 400  #: of the quasi-random sum over families
_TINY = 1e-5  #: grid points of less weight are left out of a prediction


@dataclass(frozen=True, slots=True)
class Grid:
    """Points of the four numbers, all arrays of one length: for each logit in turn, all habits."""

    logit: FloatArray
    concentration: FloatArray
    slope: FloatArray
    whole: FloatArray  #: chance that a raid is stopped whole, beyond what the beta-binomial gives
    fades: FloatArray  #: 1 where that chance falls with the raid's size, else 0
    logits: int  #: how many values of the logit; the habits (all but the logit) are the rest
    wholes: int  #: how many ways to be stopped whole: neighbours that differ in nothing else

    @property
    def habits(self) -> int:
        """How many combinations of concentration, slope and chance to be stopped whole."""
        return self.logit.size // self.logits

    def share(self, launched: float) -> FloatArray:
        """Mean share stopped of so many weapons, in raids that are not stopped whole by that chance."""
        return cast(FloatArray, expit(self.logit + self.slope * math.log(launched / SIZE)))

    def whole_at(self, launched: float) -> FloatArray:
        """Chance that a raid of so many weapons is stopped whole: less where less is stopped at all."""
        fading = np.where(self.fades > 0, self.whole / (1 + launched / WHOLE_SIZE), self.whole)
        return cast(FloatArray, fading * self.share(launched))


@cache
def grid() -> Grid:
    """The one grid that all families use: logit -5.5 to 6 by 0.25, concentration 0.3 to 300, slope -0.6 to 0.2."""
    whole = [(0.0, 0.0), *((p, 1.0) for p in (0.1, 0.2, 0.35, 0.5, 0.7)), *((p, 0.0) for p in (0.05, 0.1, 0.2, 0.35))]
    logits = np.linspace(-5.5, 6.0, 47)
    axes = (logits, np.geomspace(0.3, 300.0, 16), np.array([-0.6, -0.4, -0.2, 0.0, 0.2]), np.arange(len(whole)))
    logit, concentration, slope, index = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
    table = np.array(whole)
    return Grid(logit, concentration, slope, table[index, 0], table[index, 1], logits.size, len(whole))


def log_prior(kind: Kind) -> FloatArray:
    """Log density of the logit's prior over the grid, up to a constant."""
    mid = math.log(PRIOR_MEAN[kind] / (1 - PRIOR_MEAN[kind]))
    return -0.5 * ((grid().logit - mid) / MEAN_SD) ** 2


def log_prior_habits() -> FloatArray:
    """Log probability of each habit before any raid."""
    points = grid()
    first = slice(points.habits)
    log = (
        -0.5 * (np.log(points.concentration[first] / CONCENTRATION_MID) / CONCENTRATION_SD) ** 2
        - 0.5 * (points.slope[first] / SLOPE_SD) ** 2
        - points.whole[first] / WHOLE_MID
    )
    return cast(FloatArray, log - logsumexp(log))


def log_beta_binomial(stopped: FloatArray, launched: float, a: FloatArray, b: FloatArray) -> FloatArray:
    """Log probability that so many of `launched` are stopped, where the share is Beta(a, b). Broadcasts.

    >>> bool(abs(np.exp(log_beta_binomial(np.arange(6.0), 5.0, np.array(1.0), np.array(1.0))) - 1 / 6).max() < 1e-12)
    True
    """
    ways = gammaln(launched + 1) - gammaln(stopped + 1) - gammaln(launched - stopped + 1)
    rise = gammaln(stopped + a) + gammaln(launched - stopped + b) - gammaln(launched + a + b)
    return cast(FloatArray, ways + rise + gammaln(a + b) - gammaln(a) - gammaln(b))


def log_likelihood(stopped: int, launched: int) -> FloatArray:
    """Log likelihood of one family in one raid, at every point of the grid."""
    points = grid()
    mean, whole = points.share(launched), points.whole_at(launched)
    few = slice(None, None, points.wholes)  # the beta-binomial is the same for all ways to be stopped whole
    a, b = mean[few] * points.concentration[few], (1 - mean[few]) * points.concentration[few]
    by_share = np.repeat(log_beta_binomial(np.array(float(stopped)), launched, a, b), points.wholes) + np.log1p(-whole)
    if stopped < launched:
        return by_share
    with np.errstate(divide="ignore"):
        return np.logaddexp(by_share, np.log(whole))


class KindFilter:
    """What is known of one kind after the raids so far: predicts the next, then learns from it."""

    def __init__(self, kind: Kind, families: Sequence[str]) -> None:
        """`families` may name any that will come; one that has taught nothing yet changes nothing."""
        self.kind = kind
        self.families = tuple(families)
        borrowed = BORROWED if len(self.families) > 1 else (0.0,)
        self.members = tuple(itertools.product(range(len(HALF_LIVES_DAYS)), borrowed))
        self._life = np.array([index for index, _ in self.members])
        self._part = np.array([part for _, part in self.members])
        self._prior = log_prior(kind)
        self._habits = log_prior_habits()
        self._fresh = np.exp(self._prior - logsumexp(self._prior[:: grid().habits]))
        self._learnt = np.zeros((len(HALF_LIVES_DAYS), len(self.families), self._prior.size))
        self._scores = np.zeros((len(self.members), self._habits.size))
        self._day: date | None = None
        self._known: dict[str, FloatArray] = {}
        self.raids = 0

    def move_to(self, day: date) -> None:
        """Let the past grow old until this day. Raises ValueError for a day before the last."""
        if self._day is not None and day != self._day:
            if day < self._day:
                raise ValueError(f"{day} is before {self._day}: raids are learnt in order of time")
            age = (day - self._day).days
            self._learnt *= np.array([0.5 ** (age / life) for life in HALF_LIVES_DAYS])[:, None, None]
            self._known.clear()
        self._day = day

    def weights(self) -> FloatArray:
        """Probability of each member (row, in the order of `members`) and habit (column); all sum to one."""
        log = self._scores + self._habits
        learnt = np.exp(log - logsumexp(log))
        # the floor is spread over members and not over habits: wide habits, however rare, would widen every interval
        return cast(FloatArray, (1 - FLOOR) * learnt + FLOOR * learnt.sum(axis=0) / len(self.members))

    def _posteriors(self, family: str) -> FloatArray:
        """Probability of each logit (second axis), given the member (first) and the habit (last)."""
        if family not in self._known:
            index = self.families.index(family)
            own = self._learnt[:, index]
            others = self._learnt.sum(axis=1) - own
            log = (own[self._life] + self._part[:, None] * others[self._life] + self._prior).reshape(
                len(self.members), grid().logits, -1
            )
            log -= log.max(axis=1, keepdims=True)
            raw = np.exp(log, out=log)
            raw *= (1 - FRESH) / raw.sum(axis=1, keepdims=True)
            raw += FRESH * self._fresh.reshape(grid().logits, -1)
            self._known[family] = raw
        return self._known[family]

    def posterior(self, family: str) -> FloatArray:
        """Probability of each grid point for a family, members mixed by their weights."""
        mixed: FloatArray = np.einsum("mh,mlh->lh", self.weights(), self._posteriors(family))
        return mixed.ravel()

    def learn(self, day: date, outcome: Mapping[str, tuple[int, int]]) -> None:
        """Take in one raid: family → (launched, stopped)."""
        self.move_to(day)
        new = {family: log_likelihood(stopped, launched) for family, (launched, stopped) in outcome.items()}
        self._scores *= FORGET
        for family, log in new.items():
            chance = np.exp(log).reshape(grid().logits, -1)
            self._scores += np.log(np.einsum("mlh,lh->mh", self._posteriors(family), chance) + 1e-12)
        for family, log in new.items():
            self._learnt[:, self.families.index(family)] += log
        self._known.clear()
        self.raids += 1

    def predict(self, day: date, launched: Mapping[str, int]) -> FloatArray:
        """Probability of 0, 1, … stopped in a raid of so many by family, from the raids learnt so far."""
        self.move_to(day)
        posteriors = {family: self.posterior(family) for family in launched}
        if len(posteriors) == 1:
            ((family, posterior),) = posteriors.items()
            return one_family(posterior, launched[family])
        return several_families(posteriors, launched)


def one_family(posterior: FloatArray, launched: int) -> FloatArray:
    """Probability of 0 … launched stopped, the grid summed over points that predict alike."""
    points = grid()
    logit = points.logit + points.slope * math.log(launched / SIZE)
    whole = points.whole_at(launched)
    weight = posterior * (1 - whole)
    # points that differ in slope but not in their mean here say the same: they are put into bins of logit
    bin_of = np.round((logit - logit.min()) / 0.15).astype(np.int64)
    classes, spread = _concentrations()
    key = bin_of * classes.size + spread
    total = np.bincount(key, weight)
    used = np.flatnonzero(total > _TINY * weight.sum())
    mean = expit(np.bincount(key, weight * logit)[used] / total[used])[:, None]
    concentration = classes[used % classes.size][:, None]
    counts = np.arange(launched + 1.0)[None, :]
    rows = np.exp(log_beta_binomial(counts, launched, mean * concentration, (1 - mean) * concentration))
    chance: FloatArray = total[used] / total[used].sum() @ rows * weight.sum()
    chance[-1] += float(posterior @ whole)
    return cast(FloatArray, chance / chance.sum())


@cache
def _concentrations() -> tuple[FloatArray, IntArray]:
    """The values of the concentration, and which of them each grid point has."""
    classes, spread = np.unique(grid().concentration, return_inverse=True)
    return classes, spread.astype(np.int64)


def several_families(posteriors: Mapping[str, FloatArray], launched: Mapping[str, int]) -> FloatArray:
    """Probability of 0 … all stopped over the families of a raid: beta-binomials of the draws' means and variances."""
    mean, variance, shot = combined(posteriors, launched, spread_points(len(posteriors), _DRAWS))
    total = sum(launched.values())
    # the variance of a beta-binomial is total · mean · (1 - mean) · (1 + (total - 1) / (concentration + 1))
    ratio = (shot + total**2 * variance) / (total * mean * (1 - mean))
    concentration = ((total - 1) / np.maximum(ratio - 1, 1e-3) - 1).clip(0.05, 1e4)
    counts = np.arange(total + 1.0)[None, :]
    a, b = (mean * concentration)[:, None], ((1 - mean) * concentration)[:, None]
    chance = np.exp(log_beta_binomial(counts, total, a, b)).mean(axis=0)
    return cast(FloatArray, chance / chance.sum())


def spread_points(columns: int, rows: int) -> FloatArray:
    """Points spread evenly over the unit cube, one column a family: multiples of roots of primes, fractions kept
    (Richtmyer's rule)."""
    primes = [n for n in range(2, 200) if all(n % d for d in range(2, n))][:columns]
    return cast(FloatArray, (0.5 + np.arange(rows)[:, None] * np.sqrt(primes)[None, :]) % 1.0)


def draw_points(posterior: FloatArray, chance: FloatArray) -> IntArray:
    """Grid points drawn by their probability, one for each chance in (0, 1)."""
    cumulative = np.cumsum(posterior)
    return cast(IntArray, np.searchsorted(cumulative, chance * cumulative[-1]).clip(max=posterior.size - 1))


def combined(
    posteriors: Mapping[str, FloatArray], launched: Mapping[str, int], chance: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Draws for one raid over all its families: mean of the share stopped, its variance between such raids, and the
    binomial variance of the count. One row of `chance` a draw, one column a family. `COMMON` of the spread moves all
    families at once, the rest each by itself."""
    points = grid()
    total = sum(launched.values())
    mean = np.zeros(chance.shape[0])
    shot, together, apart = mean.copy(), mean.copy(), mean.copy()
    for column, (family, posterior) in enumerate(posteriors.items()):
        n = launched[family]
        drawn = draw_points(posterior, chance[:, column])
        by_share, whole = points.share(n)[drawn], points.whole_at(n)[drawn]
        share = by_share + (1 - by_share) * whole
        between = by_share * (1 - by_share) / (points.concentration[drawn] + 1)
        variance = (1 - whole) * between + whole * (1 - whole) * (1 - by_share) ** 2
        mean += n * share / total
        shot += n * (share * (1 - share) - variance)
        together += n * np.sqrt(variance)
        apart += n**2 * variance
    return mean, (COMMON * together**2 + (1 - COMMON) * apart) / total**2, shot


def concentration_of(mean: FloatArray, variance: FloatArray) -> FloatArray:
    """Concentration of the Beta law with a mean and a variance.

    >>> float(concentration_of(np.array([0.5]), np.array([1 / 12]))[0])
    2.0
    """
    return cast(FloatArray, (mean * (1 - mean) / np.maximum(variance, 1e-9) - 1).clip(0.05, 1e4))


def by_kind(raids: pl.DataFrame) -> dict[Kind, list[tuple[date, dict[str, tuple[int, int]]]]]:
    """The frame of `table.raids` as kind → raids in order of time: day, and family → (launched, stopped)."""
    found: dict[Kind, dict[date, dict[str, tuple[int, int]]]] = {}
    kinds: dict[str, Kind] = {kind: kind for kind in KINDS}
    columns = raids.sort("start_date", "kind", "family").select("start_date", "kind", "family", "launched", "stopped")
    for day, kind, family, launched, stopped in columns.iter_rows():
        found.setdefault(kinds[kind], {}).setdefault(day, {})[family] = (launched, stopped)
    return {kind: list(found[kind].items()) for kind in KINDS if kind in found}


def families_of(raids: Sequence[tuple[date, Mapping[str, tuple[int, int]]]]) -> list[str]:
    """All families that raids of one kind hold, by name."""
    return sorted({family for _, raid in raids for family in raid})
