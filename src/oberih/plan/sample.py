"""Draws that sets are played on, and means over them: all alike, or more of those in which much is lost.

What a raid costs is a long-tailed thing: of raids that a country rides out most cost little, and a few a blackout. A
mean over draws as they come then rests on a handful of them. So the base case, which is cheap, is played on many draws;
they are put into strata by what is lost in it, and each stratum gives a part of the draws that options are played on
(stratified sampling with strata found by a first phase: Neyman, J. Am. Stat. Assoc. 33 (1938) 101-116). Means weigh
strata by their share of the first phase, so they are of raids as they come.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from oberih.luck import FloatArray, IntArray
from oberih.plan.intervals import LEVEL, Mean, mean_of

EDGES = (0.8, 0.95, 0.98)  #: quantiles of the base case between strata
GIVEN = (0.2, 0.2, 0.3, 0.3)  #: parts of the draws that each stratum gives
POOL = 16  #: draws of the first phase for each one that options are played on
CLOSE = 4  #: times as many fresh draws for options whose places are close


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Draws by position; any first ones of them are a sample too."""

    draws: IntArray  #: numbers of the draws
    stratum: IntArray
    share: FloatArray  #: of each stratum among raids as they come
    pool: int = 0  #: draws that shares were counted on; 0: they are known

    def __len__(self) -> int:
        return self.draws.size

    def weights(self, n: int) -> FloatArray:
        """Weight of each of the first n draws; they sum to n."""
        counts = np.bincount(self.stratum[:n], minlength=self.share.size)
        share = np.where(counts > 0, self.share, 0.0)
        return np.asarray((share / share.sum() / np.maximum(counts, 1))[self.stratum[:n]] * n)

    def mean(self, values: FloatArray) -> float:
        """Mean over raids as they come, of values in the first draws."""
        return float(values @ self.weights(values.size)) / values.size

    def se(self, values: FloatArray) -> float:
        """Standard error of that mean: within strata, and what the first phase leaves open of their shares."""
        n = values.size
        weight, mean, within, spread = self.weights(n), self.mean(values), 0.0, 0.0
        for j in range(self.share.size):
            here = values[self.stratum[:n] == j]
            if here.size == 0:
                continue
            part = float(weight[self.stratum[:n] == j].sum()) / n
            squares = float(here.var(ddof=1)) if here.size > 1 else float((here[0] - mean) ** 2)
            whole = self.share[j] * self.pool
            left = 1 - here.size / whole if self.pool and whole > here.size else 0.0 if self.pool else 1.0
            within += part**2 * squares / here.size * left
            spread += part * float(((here - mean) ** 2).mean())
        return float(np.sqrt(within + (spread / self.pool if self.pool else 0.0)))

    def mean_of(self, values: FloatArray) -> Mean:
        """The mean with its 90 % interval."""
        if self.share.size == 1:
            return mean_of(values)
        mean, se = self.mean(values), self.se(values)
        half = float(student.ppf(0.5 + LEVEL / 2, values.size - self.share.size)) * se
        return Mean(mean, se, mean - half, mean + half)


def uniform(first: int, n: int) -> Sample:
    """Draws as they come."""
    return Sample(np.arange(first, first + n), np.zeros(n, np.int64), np.ones(1))


def stratified(first: int, lost: FloatArray, n: int) -> Sample:
    """n of the draws first, first + 1, … of a first phase, whose base case lost so much. Strata come in turn, so that
    any first draws have all of them; within one, draws come in their order."""
    edges = np.quantile(lost, EDGES)
    if np.unique(edges).size < len(EDGES):  # too many draws are alike to tell strata apart
        return uniform(first, n)
    of = np.searchsorted(edges, lost, side="left")
    members = [first + np.flatnonzero(of == j) for j in range(len(GIVEN))]
    given = np.zeros(len(GIVEN))
    draws, stratum = np.empty(n, np.int64), np.empty(n, np.int64)
    for i in range(n):
        behind = np.array(GIVEN) * (i + 1) - given
        behind[[given[j] >= members[j].size for j in range(len(GIVEN))]] = -np.inf
        j = int(np.argmax(behind))
        draws[i], stratum[i] = members[j][int(given[j])], j
        given[j] += 1
    return Sample(draws, stratum, np.array([each.size for each in members]) / lost.size, lost.size)
