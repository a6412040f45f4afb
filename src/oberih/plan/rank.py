"""Options by gain per cost, each by itself, and who was not told apart from the first ones."""

from collections.abc import Sequence

from oberih.luck import FloatArray
from oberih.plan.base import Chosen, Evaluator, more
from oberih.plan.objective import Objective
from oberih.plan.problem import Problem
from oberih.plan.race import race
from oberih.plan.sample import Sample

PLACES = 3


def ranked(
    evaluator: Evaluator, objective: Objective, problem: Problem, base: Chosen, first: int, sample: Sample,
    places: int = PLACES,
) -> tuple[list[int], list[tuple[int, ...]]]:  # fmt: skip
    """Options in the order of gain per cost over `base`, and for each of the first places those that were not told
    apart from who took it. The sample's draws stand from position `first` on."""
    left = [o for o in range(len(problem.costs)) if base[o] < problem.most[o]]

    def scores(alive: Sequence[int], n: int) -> list[FloatArray]:
        played = evaluator.values([base, *(more(base, o) for o in alive)], first, n)
        weights = sample.weights(n)
        without, *with_one = [objective.of(each, weights) for each in played]
        return [(without - each) / problem.costs[o] for o, each in zip(alive, with_one, strict=True)]

    ratio = {o: sample.mean(score) for o, score in zip(left, scores(left, len(sample)), strict=True)}
    order: list[int] = []
    ties: list[tuple[int, ...]] = []
    for _ in range(min(places, len(left))):
        finish = race(scores, left, sample, len(sample))
        order.append(finish.winner)
        ties.append(finish.undecided)
        left.remove(finish.winner)
    return order + sorted(left, key=lambda o: (-ratio[o], o)), ties
