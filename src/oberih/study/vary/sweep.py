"""An answer as fields change: a curve over one field, ends of each, or points of a Latin hypercube."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc, rankdata

from oberih.luck import FloatArray, Key
from oberih.scenario import Pack, Scenario
from oberih.study.anchor import Anchor
from oberih.study.vary.fields import Varied
from oberih.study.vary.points import Point, Tell, play

STREAM = 81  #: of numpy's generator, for the hypercube: which points are looked at, no figure of a draw


@dataclass(frozen=True, slots=True, eq=False)
class Swept:
    """Answers at points; the same draws with the same luck at each, and in the scenario as it is."""

    fields: tuple[str, ...]
    values: FloatArray  #: (point, field); nan where the field is left as the scenario has it
    answers: FloatArray  #: (point, draw)
    base: FloatArray  #: (draw,): the scenario as it is, its own ranges drawn


def hypercube(fields: Sequence[Varied], n: int, key: Key) -> FloatArray:
    """Points of a Latin hypercube, (point, field): each field meets each n-th part of its law once."""
    chances = qmc.LatinHypercube(len(fields), rng=np.random.default_rng([key.seed, STREAM])).random(n)
    return np.stack([field.at(chances[:, i]) for i, field in enumerate(fields)], axis=1)


def ends(fields: Sequence[Varied]) -> FloatArray:
    """Each field at its low and at its high end, one field at a time, (2 field, field)."""
    values = np.full((2 * len(fields), len(fields)), np.nan)
    for i, field in enumerate(fields):
        values[2 * i : 2 * i + 2, i] = min(field.ends), max(field.ends)
    return values


def sweep(
    scenario: Scenario, pack: Pack, key: Key, fields: Sequence[Varied], values: FloatArray, n_draws: int, answer: str,
    *, anchor: Anchor | None = None, workers: int | None = None, tell: Tell | None = None,
) -> Swept:  # fmt: skip
    """The answer at each point (point, field), over draws 0 to n_draws - 1."""
    draws = np.arange(n_draws)
    points = [Point(draws, {})] + [
        Point(
            draws,
            {f.name: np.full(n_draws, value) for f, value in zip(fields, row, strict=True) if not np.isnan(value)},
        )
        for row in values.tolist()
    ]
    base, *rest = play(scenario, pack, key, fields, points, anchor=anchor, workers=workers, tell=tell)
    return Swept(tuple(field.name for field in fields), values, np.stack([each[answer] for each in rest]), base[answer])


def ranked(swept: Swept) -> dict[str, float]:
    """Partial rank correlation of each field with the mean answer, over points: -1 to 1; 0 where a field stands still.

    Saltelli and others 2004, Sensitivity Analysis in Practice, section 2.6: ranks of the field and of the answer, each
    less what the other fields explain of it, linearly.
    """
    ranks = np.apply_along_axis(rankdata, 0, swept.values)
    answer = rankdata(swept.answers.mean(axis=1))
    found = {}
    for i, name in enumerate(swept.fields):
        others = np.column_stack([np.ones(answer.size), np.delete(ranks, i, axis=1)])
        x, y = (v - others @ np.linalg.lstsq(others, v, rcond=None)[0] for v in (ranks[:, i], answer))
        size = float(np.linalg.norm(x) * np.linalg.norm(y))
        found[name] = float(x @ y) / size if size > 1e-9 * answer.size else 0.0
    return found
