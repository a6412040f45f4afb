"""How far the search falls short where that can be proved: on the linear options alone, against a programme."""

from dataclasses import dataclass, replace

import numpy as np

from oberih.luck import Key
from oberih.plan.base import Chosen
from oberih.plan.objective import Objective
from oberih.plan.options import Option
from oberih.plan.problem import Problem
from oberih.plan.programme import is_linear, solve
from oberih.plan.raids import Raids
from oberih.plan.sample import Sample
from oberih.plan.search import Search
from oberih.plan.states import states_of
from oberih.scenario import Pack, Scenario

DRAWS = 24  #: of the sample that the programme looks at


@dataclass(frozen=True, slots=True)
class Proof:
    """The search and the programme on the linear options; MWh that the network leaves unserved, a mean over draws."""

    linear: tuple[int, ...]
    draws: int
    nothing_mwh: float
    searched: Chosen
    searched_mwh: float
    best: Chosen
    best_mwh: float
    bound_mwh: float  #: proved: no set leaves less

    @property
    def gap(self) -> float:
        """How much of what the best set can gain the search leaves, at most."""
        return (self.searched_mwh - self.bound_mwh) / max(self.nothing_mwh - self.bound_mwh, 1e-9)


def proved(
    scenario: Scenario, pack: Pack, options: tuple[Option, ...], problem: Problem, budget: float, raids: Raids,
    sample: Sample, key: Key,
) -> Proof | None:  # fmt: skip
    """None where fewer than two options are linear."""
    linear = tuple(o for o, option in enumerate(options) if is_linear(option))
    if len(linear) < 2:
        return None
    most = tuple(each if o in linear else 0 for o, each in enumerate(problem.most))
    only = replace(problem, most=most, needs=((),) * len(most))
    searched = Search(raids, Objective("unserved_mwh"), only, sample, enumerated=0).best(budget).chosen
    n = min(DRAWS, len(sample))
    # in their order, as the engine plays them
    order = np.argsort(sample.draws[:n])
    states = states_of(scenario, pack, key, sample.draws[:n][order])
    weights = sample.weights(n)[order] / n
    costs = only.costs
    nothing, ours = (
        solve(states, weights, pack, options, costs, most, budget, fixed=each).unserved_mwh
        for each in (only.nothing, searched)
    )
    best = solve(states, weights, pack, options, costs, most, budget)
    return Proof(linear, n, nothing, searched, ours, best.chosen, best.unserved_mwh, best.bound_mwh)
