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
    evaluator: Evaluator, objective: Objective, problem: Problem, base: Chosen, first: int, n: int, sample: Sample,
    places: int = PLACES,
) -> tuple[list[int], list[tuple[int, ...]]]:  # fmt: skip
    """Options in the order of gain per cost over `base`, and for each of the first places those that were not told
    apart from who took it. Options whose gain is not told from nothing stand behind all others. All are looked at on
    the first `n` draws of the sample, those that are close on all of it; its draws stand from position `first` on."""
    left = [o for o in range(len(problem.costs)) if base[o] < problem.most[o]]

    def scores(alive: Sequence[int], m: int) -> list[FloatArray]:
        played = evaluator.values([base, *(more(base, o) for o in alive)], first, m)
        weights = sample.weights(m)
        without, *with_one = [objective.of(each, weights) for each in played]
        return [(without - each) / problem.costs[o] for o, each in zip(alive, with_one, strict=True)]

    known = dict(zip(left, scores(left, n), strict=True))
    ratio = {o: sample.mean(score) for o, score in known.items()}
    order: list[int] = []
    ties: list[tuple[int, ...]] = []
    unsure: list[int] = []
    while left and len(order) < places:
        finish = race(scores, left, sample, n)
        left.remove(finish.winner)
        (on_all,) = scores([finish.winner], len(sample))
        if sample.mean_of(on_all).low <= 0:
            unsure.append(finish.winner)
            continue
        order.append(finish.winner)
        ties.append(finish.undecided)
    told = [o for o in left if sample.mean_of(known[o]).low > 0]
    unsure += [o for o in left if o not in told]
    for rest in (told, unsure):
        order += sorted(rest, key=lambda o: (-ratio[o], o))
    return order, ties
