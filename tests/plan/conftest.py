"""Evaluators of made-up cases, whose best sets can be worked out."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from oberih.plan.base import MEASURES, Chosen
from oberih.plan.kept import Kept
from oberih.plan.problem import Problem


class Made:
    """Values of a set in a draw from a function of both, as a scenario's draws would give them."""

    def __init__(self, loss: Callable[[Chosen, np.ndarray], np.ndarray]) -> None:
        def play(chosen: Chosen, draws: np.ndarray) -> np.ndarray:
            return np.repeat(loss(chosen, draws)[:, None], len(MEASURES), axis=1)

        self.kept = Kept(play, 1, 10_000)

    @property
    def played(self) -> int:
        return self.kept.played

    def values(self, sets: Sequence[Chosen], first: int, n: int) -> list[np.ndarray]:
        return self.kept.values(sets, first, n)

    def complete(self, n: int) -> list[Chosen]:
        return self.kept.complete(n)


def stops(chances: Sequence[float], seed: int, loss: float = 1000.0) -> Made:
    """One weapon and a loss; each copy of an option stops it with a chance of its own, independently."""

    def made(chosen: Chosen, draws: np.ndarray) -> np.ndarray:
        through = np.ones(draws.size)
        for o, n in enumerate(chosen):
            for copy in range(n):
                u = np.array([np.random.default_rng((seed, o, copy, int(d))).random() for d in draws])
                through *= u >= chances[o]
        return loss * through

    return Made(made)


def coverage(seed: int, options: int, items: int = 30) -> Made:
    """What is lost is what no option covers: a monotone function with gains that shrink."""
    rng = np.random.default_rng(seed)
    covers = rng.random((options, items)) < 0.2
    weight = rng.exponential(1.0, items)

    def made(chosen: Chosen, draws: np.ndarray) -> np.ndarray:
        left = ~np.any(covers[[o for o, n in enumerate(chosen) if n]], axis=0) if any(chosen) else np.ones(items, bool)
        noise = np.stack([np.random.default_rng((seed, int(d))).exponential(1.0, items) for d in draws])
        return 100 * noise @ (weight * left)

    return Made(made)


def complements(seed: int, options: int) -> Made:
    """Pairs that are worth something only together, so gains grow: what greedy rules are blind to."""
    rng = np.random.default_rng(seed)
    alone, pair = rng.exponential(5.0, options), rng.exponential(30.0, options // 2)

    def made(chosen: Chosen, draws: np.ndarray) -> np.ndarray:
        gain = sum(alone[o] for o, n in enumerate(chosen) if n)
        gain += sum(pair[i] for i in range(options // 2) if chosen[2 * i] and chosen[2 * i + 1])
        return 1000.0 - gain * np.array([np.random.default_rng((seed, int(d))).exponential(1.0) for d in draws])

    return Made(made)


def problem(
    costs: Sequence[float], most: Sequence[int] | None = None, needs: Sequence[tuple[int, ...]] = ()
) -> Problem:
    return Problem(tuple(costs), tuple(most or [1] * len(costs)), tuple(needs or [()] * len(costs)))


@pytest.fixture
def case():
    """The makers above."""

    class Case:
        pass

    found = Case()
    for make in (stops, coverage, complements, problem, Made):
        setattr(found, make.__name__.lower(), make)
    return found
