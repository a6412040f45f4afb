"""Options by gain per cost, each by itself: the first places are raced for, one after the other."""

from collections.abc import Sequence

from oberih.luck import FloatArray
from oberih.plan.base import Chosen, Evaluator, more
from oberih.plan.objective import Objective
from oberih.plan.problem import Problem
from oberih.plan.race import race

PLACES = 3
TIMES = 8  #: a place is raced for with so many times the draws of the table at most


def ranked(
    evaluator: Evaluator, objective: Objective, problem: Problem, base: Chosen, draws: tuple[int, int],
    places: int = PLACES,
) -> tuple[list[int], list[tuple[int, ...]]]:  # fmt: skip
    """Options in the order of gain per cost over `base`, and for each of the first places those that were not told
    apart from who took it. `draws` are first and number."""
    first, n = draws
    left = [o for o in range(len(problem.costs)) if base[o] < problem.most[o]]

    def scores(alive: Sequence[int], n: int) -> list[FloatArray]:
        played = evaluator.values([base, *(more(base, o) for o in alive)], first, n)
        without, *with_one = [objective.of(each) for each in played]
        return [(without - each) / problem.costs[o] for o, each in zip(alive, with_one, strict=True)]

    ratio = {o: float(score.mean()) for o, score in zip(left, scores(left, n), strict=True)}
    order: list[int] = []
    ties: list[tuple[int, ...]] = []
    for _ in range(min(places, len(left))):
        finish = race(scores, left, n, TIMES * n)
        order.append(finish.winner)
        ties.append(finish.undecided)
        left.remove(finish.winner)
    return order + sorted(left, key=lambda o: (-ratio[o], o)), ties
