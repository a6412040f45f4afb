"""Sets found against all sets: the best one, or one within the stated gap; and a case with a closed form."""

import numpy as np
import pytest

from oberih.plan.objective import Objective
from oberih.plan.sample import uniform
from oberih.plan.search import Search


def searched(evaluator, problem, budget, draws=64, enumerated: int | None = 0):
    return Search(evaluator, Objective(), problem, uniform(0, draws), enumerated=enumerated)


def best_of_all(evaluator, problem, budget, draws=64):
    sets = problem.sets(budget, 10_000)
    values = {each: float(evaluator.values([each], 0, draws)[0][:, 0].mean()) for each in sets}
    return min(values.values())


def mean(evaluator, chosen, draws=64):
    return float(evaluator.values([chosen], 0, draws)[0][:, 0].mean())


def test_two_options_agree_with_their_closed_form(case):
    a, b, loss, n = 0.5, 0.3, 1000.0, 4000
    evaluator, problem = case.stops((a, b), seed=3, loss=loss), case.problem((10.0, 5.0))
    nothing, first, second, both = evaluator.values([(0, 0), (1, 0), (0, 1), (1, 1)], 0, n)
    for found, chance in ((first, 1 - a), (second, 1 - b), (both, (1 - a) * (1 - b))):
        gain = (nothing - found)[:, 0]
        assert abs(gain.mean() - loss * (1 - chance)) < 4 * gain.std() / np.sqrt(n)
    search = Search(evaluator, Objective(), problem, uniform(0, 1024), enumerated=0)
    # per cost the second is worth 60 and the first 50; with 10 the first alone beats the second alone
    assert search.best(5.0).chosen == (0, 1)
    assert search.best(10.0).chosen == (1, 0)
    assert search.best(15.0).chosen == (1, 1)
    assert Search(evaluator, Objective(), problem, uniform(0, 1024)).best(10.0).chosen == (1, 0)


@pytest.mark.parametrize("seed", range(4))
def test_up_to_twelve_options_are_solved_or_lie_within_the_stated_gap(case, seed):
    rng = np.random.default_rng(seed)
    options = int(rng.integers(4, 9))
    costs = rng.uniform(1, 10, options).round(1).tolist()
    evaluator, problem = case.coverage(seed, options), case.problem(costs)
    budget = float(sum(costs) * rng.uniform(0.25, 0.6))
    best = best_of_all(evaluator, problem, budget)
    search = searched(evaluator, problem, budget)
    found = search.best(budget)
    assert problem.fits(found.chosen, budget)
    assert mean(evaluator, found.chosen) - best <= search.bound(found) + 1e-9
    exact = searched(evaluator, problem, budget, enumerated=10_000).best(budget)
    assert exact.exact
    assert exact.gap == 0
    assert mean(evaluator, exact.chosen) == pytest.approx(best)


def test_where_gains_grow_all_sets_are_played_so_pairs_are_found(case):
    for seed in range(3):
        costs = [3.0, 2.0, 4.0, 1.0, 2.5, 3.5]
        evaluator, problem = case.complements(seed, 6), case.problem(costs)
        found = Search(evaluator, Objective(), problem, uniform(0, 64)).best(8.0)
        assert found.exact
        assert mean(evaluator, found.chosen) == pytest.approx(best_of_all(evaluator, problem, 8.0))


def test_limits_and_needs_are_kept(case):
    evaluator = case.stops((0.3, 0.6), seed=1)
    problem = case.problem((1.0, 1.0), most=(3, 2), needs=((), (0,)))
    found = Search(evaluator, Objective(), problem, uniform(0, 256), enumerated=0).best(4.0)
    assert problem.fits(found.chosen, 4.0)
    assert found.chosen[1] <= 2
    assert found.chosen[0] >= 1
    assert (0, 1) not in problem.sets(4.0, 100)


def test_what_cannot_be_told_from_nothing_is_not_bought(case):
    def loss(chosen, draws):
        noise = np.array([np.random.default_rng((9, chosen[1], int(d))).normal() for d in draws])
        return 100.0 - 20.0 * chosen[0] + 5 * noise

    evaluator, problem = case.made(loss), case.problem((1.0, 0.001))
    found = Search(evaluator, Objective(), problem, uniform(0, 256), enumerated=0).best(2.0)
    assert found.chosen == (1, 0)


def test_the_order_of_draws_and_workers_changes_nothing(case):
    evaluator = case.coverage(4, 6)
    whole = evaluator.values([(1, 0, 1, 0, 0, 0)], 0, 96)[0]
    parts = case.coverage(4, 6)
    rear = parts.values([(1, 0, 1, 0, 0, 0)], 48, 48)[0]
    front = parts.values([(1, 0, 1, 0, 0, 0)], 0, 48)[0]
    assert np.array_equal(whole, np.concatenate([front, rear]))


@pytest.mark.slow
def test_random_cases_of_twelve_options_against_all_sets(case):
    close = 0
    for seed in range(100, 140):
        rng = np.random.default_rng(seed)
        costs = rng.uniform(1, 10, 12).round(1).tolist()
        evaluator, problem = case.coverage(seed, 12), case.problem(costs)
        budget = float(sum(costs) * rng.uniform(0.2, 0.5))
        best = best_of_all(evaluator, problem, budget, 32)
        nothing = mean(evaluator, problem.nothing, 32)
        search = Search(evaluator, Objective(), problem, uniform(0, 32), enumerated=0)
        found = search.best(budget)
        short = mean(evaluator, found.chosen, 32) - best
        assert short <= search.bound(found) + 1e-9
        assert short <= 0.06 * (nothing - best)
        close += short <= 1e-9
    assert close >= 20
