"""How often a choice would have been made on other draws of the same kind: the bootstrap over draws."""

from collections.abc import Mapping

import numpy as np
from scipy.stats import norm

from oberih.luck import FloatArray, Key, Stream, triangular, uniforms
from oberih.plan.base import Chosen
from oberih.plan.intervals import LEVEL, Mean
from oberih.plan.sample import Sample
from oberih.scenario import Doubt

TIMES = 200
POINTS = 4096


def chosen_shares(
    values: Mapping[Chosen, FloatArray], sample: Sample, key: Key, times: int = TIMES
) -> tuple[FloatArray, float]:
    """Share of resamplings, stratum by stratum, in which each option is part of the best of the given sets, and in
    which the best is the one that is best on the draws as they are. `values` are what is to be small, (draw,)."""
    sets = list(values)
    table = np.stack([values[each] for each in sets])  # (set, draw)
    n = table.shape[1]
    weights = sample.weights(n)
    best = int(np.argmin(table @ weights))
    members = [np.flatnonzero(sample.stratum[:n] == j) for j in range(sample.share.size)]
    taken = np.zeros(len(sets[0]))
    same = 0
    for b in range(times):
        u = uniforms(key, Stream.PLAN_RESAMPLE, [b], n)[0]
        at = np.concatenate([each[np.floor(u[each] * each.size).astype(np.int64)] for each in members])
        means = table @ (weights * np.bincount(at, minlength=n))
        pick = int(np.argmin(means))
        taken += np.array(sets[pick]) > 0
        same += pick == best
    return taken / times, same / times


def per_million(gain: Mean, cost: Doubt, key: Key, entity: int, million: float) -> Mean:
    """Gain for each million of cost: at the middle cost, from low to high with 90 % chance over both doubts, that of
    the gain's mean and that of the cost within its range, taken as independent."""
    u = (np.arange(POINTS) + 0.5) / POINTS
    spread = (gain.high - gain.low) / 2
    middle = (gain.high + gain.low) / 2
    gains = middle + spread / norm.ppf(0.5 + LEVEL / 2) * norm.ppf(u)
    order = np.argsort(uniforms(key, Stream.PLAN_COST, [0], range(entity * POINTS, (entity + 1) * POINTS))[0])
    costs = triangular(u[order], cost.low, cost.mid, cost.high) / million
    ratio = np.sort(gains / np.maximum(costs, 1e-12))
    low, high = (float(ratio[int(q * POINTS)]) for q in (0.5 - LEVEL / 2, 0.5 + LEVEL / 2))
    unit = cost.mid / million
    return Mean(gain.mean / unit, gain.se / unit, low, high)
