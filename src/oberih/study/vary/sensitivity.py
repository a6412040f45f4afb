"""Which doubt matters most: shares of an answer's variance, first-order and total (Sobol').

Two sets of draws are played, A and B. For each field, A is played again with the field's values of B, and once with
all fields of A and the luck of B. Luck, the raid's own doubts among it, is thus one more input, so that one draw a
point is enough: what is not known about the fields and what is chance are told apart instead of averaged.

First order: Saltelli and others 2010, Computer Physics Communications 181, table 2 (b); total: there (f), of Jansen
1999; both as scipy.stats.sobol_indices has them. Intervals: percentiles over draws drawn anew.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import sobol_indices

from oberih.luck import FloatArray, IntArray, Key
from oberih.scenario import Pack, Scenario
from oberih.study.anchor import Anchor
from oberih.study.vary.fields import Varied
from oberih.study.vary.points import Point, Tell, play

RESAMPLED = 400
STREAM = 80  #: of numpy's generator, for drawing anew: no figure of a draw hangs on it


@dataclass(frozen=True, slots=True)
class Index:
    """Shares of variance with 90 % intervals (low, high)."""

    name: str
    first: float  #: what knowing the field alone would take away
    first_90: tuple[float, float]
    total: float  #: what stays when all but the field is known
    total_90: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Fields by total share, the greatest first, and luck: all that is not a field."""

    draws: int
    mean: float
    sd: float  #: over draws
    fields: tuple[Index, ...]
    luck: Index


def sensitivity(
    scenario: Scenario, pack: Pack, key: Key, fields: Sequence[Varied], n: int, answer: str, *,
    anchor: Anchor | None = None, workers: int | None = None, tell: Tell | None = None,
) -> Sensitivity:  # fmt: skip
    """Indices of the fields with n draws a set, a power of two: n (fields + 3) draws in all."""
    a, b = np.arange(n), np.arange(n, 2 * n)
    of_a = {field.name: field.drawn(key, a) for field in fields}
    of_b = {field.name: field.drawn(key, b) for field in fields}
    points = [Point(a, of_a), Point(b, of_b)]
    points += [Point(a, of_a | {field.name: of_b[field.name]}) for field in fields]
    points += [Point(b, of_a)]
    played = play(scenario, pack, key, fields, points, anchor=anchor, workers=workers, tell=tell)
    f_a, f_b, *mixed = (each[answer] for each in played)
    return indices([*(field.name for field in fields), "luck"], f_a, f_b, np.stack(mixed), key)


def indices(names: Sequence[str], f_a: FloatArray, f_b: FloatArray, f_ab: FloatArray, key: Key) -> Sensitivity:
    """Indices from the answers of A, of B, and of A with one input of B, (input, draw); the last input is luck."""
    both = np.concatenate([f_a, f_b])
    if np.ptp(both) == 0:  # nothing varies, so nothing is to be shared out
        none = [Index(name, 0.0, (0.0, 0.0), 0.0, (0.0, 0.0)) for name in names]
        return Sensitivity(f_a.size, float(both.mean()), 0.0, tuple(none[:-1]), none[-1])

    def shares(rows: slice | IntArray) -> FloatArray:
        found = sobol_indices(
            func={"f_A": f_a[None, rows], "f_B": f_b[None, rows], "f_AB": f_ab[:, None, rows]}, n=f_a.size
        )
        return np.stack([found.first_order.ravel(), found.total_order.ravel()])

    best = shares(slice(None))
    again = _again(shares, f_a.size, key)
    low, high = np.quantile(again, [0.05, 0.95], axis=0)
    rows = [
        Index(
            name, float(best[0, i]), (float(low[0, i]), float(high[0, i])),
            float(best[1, i]), (float(low[1, i]), float(high[1, i])),
        )
        for i, name in enumerate(names)
    ]  # fmt: skip
    ordered = sorted(rows[:-1], key=lambda row: -row.total)
    return Sensitivity(f_a.size, float(both.mean()), float(both.std(ddof=1)), tuple(ordered), rows[-1])


def _again(shares: Callable[[IntArray], FloatArray], n: int, key: Key) -> FloatArray:
    rng = np.random.default_rng([key.seed, STREAM])
    return np.stack([shares(rng.integers(0, n, n)) for _ in range(RESAMPLED)])
