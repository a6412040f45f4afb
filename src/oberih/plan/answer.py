"""Everything that a plan says, from searches on one row of draws and a look at fresh ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oberih.luck import FloatArray, Key
from oberih.plan.base import MEASURES, Chosen, Evaluator, Tell, more
from oberih.plan.hinges import Hinge, hinges
from oberih.plan.intervals import Mean
from oberih.plan.objective import Objective
from oberih.plan.problem import Problem
from oberih.plan.rank import ranked
from oberih.plan.resample import chosen_shares
from oberih.plan.sample import Sample
from oberih.plan.search import Found, Search
from oberih.scenario import Doubt


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A plan. Gains are of the objective, on fresh draws, unless it says otherwise."""

    base: dict[str, Mean]  #: the objective's and all measures' means without any option
    best: Found  #: for the budget asked for
    gain: Mean
    steps: tuple[tuple[int, Mean], ...]  #: options in the order in which they were taken, with what each added
    frontier: tuple[tuple[Found, Mean], ...]
    order: tuple[int, ...]  #: options by gain per cost, each by itself
    ties: tuple[tuple[int, ...], ...]  #: of the first places, who was not told apart
    alone: tuple[Mean, ...]  #: gain of one of each option by itself
    alone_measures: FloatArray  #: (option, measure) mean gains
    one_more: dict[int, Mean]  #: gain of one more of each option beside the plan
    shares: FloatArray  #: how often each option is part of the best set under resampling
    same: float  #: how often the best set stays the same
    considered: int  #: sets that the resampling chose among
    gap: float | None  #: how much more than the plan a better one could gain, if gains shrink; on the search's draws
    hinges: tuple[Hinge, ...]


def answer(
    evaluator: Evaluator, objective: Objective, problem: Problem, costs: Sequence[Doubt], budget: float,
    budgets: Sequence[float], samples: tuple[Sample, Sample], key: Key, *, tell: Tell | None = None,
    tell_fresh: Tell | None = None,
) -> Answer:  # fmt: skip
    """Search on the draws of the first sample, and look at what was found on the second, whose positions follow."""
    search = Search(evaluator, objective, problem, samples[0])
    draws = len(samples[0])
    found: list[Found] = []
    every = sorted({*budgets, budget})
    for i, each in enumerate(every):
        if tell is not None:
            tell(i, len(every))
        best = search.best(each)
        if found and found[-1].gain.mean > best.gain.mean:  # what fits a smaller budget fits this one
            last = found[-1]
            best = Found(each, last.chosen, last.cost, last.order, last.gain, best.exact, last.gap, last.undecided)
        found.append(best)
    best = found[every.index(budget)]
    fresh = _Fresh(evaluator, objective, draws, samples[1])
    total, done = 4, 0

    def step() -> None:
        nonlocal done
        done += 1
        if tell_fresh is not None:
            tell_fresh(done, total)

    nothing = problem.nothing
    base_measures = evaluator.values([nothing], draws, draws)[0]
    base = {"objective": samples[1].mean_of(fresh.values([nothing])[0])}
    base |= {name: samples[1].mean_of(base_measures[:, i]) for i, name in enumerate(MEASURES)}
    gains = fresh.gains(nothing, [each.chosen for each in found])
    steps = _steps(fresh, problem, best)
    step()
    singles = [more(nothing, o) for o in range(len(costs))]
    alone = fresh.gains(nothing, singles)
    weights = samples[1].weights(draws) / draws
    measured = np.array([weights @ (base_measures - each) for each in evaluator.values(singles, draws, draws)])
    step()
    can = [o for o in range(len(costs)) if problem.holds(more(best.chosen, o))]
    beside = dict(zip(can, fresh.gains(best.chosen, [more(best.chosen, o) for o in can]), strict=True))
    step()
    order, ties = ranked(evaluator, objective, problem, nothing, draws, draws, samples[1])
    played = search.complete(best.budget)
    shares, same = chosen_shares(played, samples[0], key)
    step()
    taken: dict[int, Mean] = {}
    for o, gain in steps:
        if o not in taken or gain.mean < taken[o].mean:
            taken[o] = gain
    return Answer(
        base, best, gains[every.index(budget)], tuple(steps),
        tuple((each, gain) for each, gain in zip(found, gains, strict=True) if each.budget in budgets or not budgets),
        tuple(order), tuple(ties), tuple(alone), measured, beside, shares, same, len(played),
        0.0 if best.exact else search.bound(best), tuple(hinges(taken, _left(beside, best.chosen), costs)),
    )  # fmt: skip


def _left(beside: dict[int, Mean], chosen: Chosen) -> dict[int, Mean]:
    """One more of what is not in the plan yet: another of what is there counts as well."""
    return {o: gain for o, gain in beside.items() if not chosen[o]} or beside


@dataclass(frozen=True, slots=True)
class _Fresh:
    evaluator: Evaluator
    objective: Objective
    n: int  #: draws, which stand from position n on: the search had as many
    sample: Sample

    def values(self, sets: Sequence[Chosen]) -> list[FloatArray]:
        weights = self.sample.weights(self.n)
        return [self.objective.of(each, weights) for each in self.evaluator.values(sets, self.n, self.n)]

    def gains(self, base: Chosen, sets: Sequence[Chosen]) -> list[Mean]:
        without, *with_it = self.values([base, *sets])
        return [self.sample.mean_of(without - each) for each in with_it]


def _steps(fresh: _Fresh, problem: Problem, best: Found) -> list[tuple[int, Mean]]:
    row = [problem.nothing]
    for o in best.order:
        row.append(more(row[-1], o))
    values = fresh.values(row)
    return [(o, fresh.sample.mean_of(values[i] - values[i + 1])) for i, o in enumerate(best.order)]
