"""Races: draws go to the rivals whose order is undecided.

All rivals run the same draws. After 1, 2, 4, … times the first number of draws each is compared with the leader, draw
by draw; who is behind by more than a one-sided t test at level 0.1 / ((rivals - 1) looks) allows is out. By Bonferroni
the best is dropped with a chance of at most 0.1, as far as means of so many draws are normal (the scheme of Maron and
Moore, Artif. Intell. Rev. 11 (1997) 193-225, with paired t tests in place of Hoeffding's bound).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from oberih.luck import FloatArray
from oberih.plan.sample import Sample

ERROR = 0.1
#: values of rivals, by their numbers, in the first n draws: what is to be large
Scores = Callable[[Sequence[int], int], list[FloatArray]]


@dataclass(frozen=True, slots=True)
class Finish:
    """Who won, on how many draws, and who was not told apart from it."""

    winner: int
    draws: int
    undecided: tuple[int, ...]
    means: dict[int, float]  #: of every rival, on the draws that it ran


def race(scores: Scores, rivals: Sequence[int], sample: Sample, first: int) -> Finish:
    """Find the rival with the largest mean score within the draws of a sample."""
    most = len(sample)
    first = min(first, most)
    looks = max(int(np.ceil(np.log2(max(most / first, 1)))) + 1, 1)
    level = ERROR / (max(len(rivals) - 1, 1) * looks)
    alive, n = list(rivals), min(first, most)
    means: dict[int, float] = {}
    while True:
        values = dict(zip(alive, scores(alive, n), strict=True))
        means.update({each: sample.mean(value) for each, value in values.items()})
        leader = max(alive, key=lambda each: (means[each], -each))
        alive = [each for each in alive if each == leader or not behind(sample, values[leader] - values[each], level)]
        if n >= most or len(alive) == 1:
            return Finish(leader, n, tuple(each for each in alive if each != leader), means)
        n = min(2 * n, most)


def behind(sample: Sample, lead: FloatArray, level: float) -> bool:
    """Whether a lead is above 0 beyond chance; of two that are the same in every draw one is enough."""
    mean, se = sample.mean(lead), sample.se(lead)
    if se <= 0:
        return mean >= 0
    return bool(mean > float(student.ppf(1 - level, lead.size - 1)) * se)
