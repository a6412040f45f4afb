"""The stochastic programme: states as the engine has them, the best set against all sets, and a case by hand."""

import itertools

import numpy as np
import pytest

from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.plan.options import Option
from oberih.plan.programme import is_linear, solve
from oberih.plan.states import States, states_of
from oberih.scenario import load
from oberih.scenario.strengthened import pack_of
from oberih.study.draw import simulate

DRAWS = np.arange(4)
COST = {"low": 1.0, "mid": 2.0, "high": 3.0}


def option(name, *adds):
    return Option.model_validate({"name": name, "cost": COST, "most": 2, "adds": list(adds)})


OPTIONS = [
    option("all", {"add": "generation", "mw": 120}),
    option("one", {"add": "generation", "mw": 60, "regions": ["XO-02"]}),
    option("ties", {"add": "imports", "mw": 200}),
]


@pytest.fixture(scope="module")
def given():
    scenario = load(named("ozeria"))
    pack = pack_of(scenario)
    batch = simulate(scenario, pack, Key(3), DRAWS)
    return pack, batch, states_of(scenario, pack, Key(3), DRAWS, batch)


def test_without_options_the_programme_serves_what_the_engine_serves(given):
    pack, batch, states = given
    found = solve(states, np.full(4, 0.25), pack, OPTIONS, (1.0, 1.0, 1.0), (2, 2, 2), 1.0, fixed=(0, 0, 0))
    cut = (batch.hours.demand_mw - batch.hours.served_mw).sum() / 4
    assert found.unserved_mwh == pytest.approx(cut, rel=1e-6)


def test_the_best_set_is_that_of_all_sets(given):
    pack, _, states = given
    costs, budget, weights = (4.0, 1.5, 3.0), 7.0, np.full(4, 0.25)
    found = solve(states, weights, pack, OPTIONS, costs, (2, 2, 1), budget)
    every = [
        each for each in itertools.product(range(3), range(3), range(2))
        if sum(n * cost for n, cost in zip(each, costs, strict=True)) <= budget
    ]  # fmt: skip
    most = (2, 2, 1)
    left = {each: solve(states, weights, pack, OPTIONS, costs, most, budget, fixed=each).unserved_mwh for each in every}
    assert found.unserved_mwh == pytest.approx(min(left.values()), rel=1e-6)
    assert found.bound_mwh <= found.unserved_mwh + 1e-6
    assert left[found.chosen] == pytest.approx(min(left.values()), rel=1e-6)


def test_a_case_by_hand(given):
    pack = given[0]
    n = len(pack.regions)
    none = np.zeros((1, n))
    alone = States(
        np.array([0]), none + 50.0, none + 20.0, none + 30.0, np.zeros((1, 0)), np.array([True]), np.zeros(0, np.int64),
        np.zeros(0, np.int64), np.eye(n)[0],
    )  # fmt: skip
    here = [option("here", {"add": "generation", "mw": 8, "regions": [pack.regions[0]]}),
            option("ties", {"add": "imports", "mw": 100})]  # fmt: skip
    # supply 20 of 50 in each region; generation brings 8 behind the substations; ties bring what these let through: 10
    for fixed, less in (((0, 0), 0), ((1, 0), 8), ((0, 1), 10), ((1, 1), 18)):
        found = solve(alone, np.ones(1), pack, here, (1.0, 1.0), (1, 1), 2.0, fixed=fixed)
        assert found.unserved_mwh == pytest.approx(30 * n - less)
    assert solve(alone, np.ones(1), pack, here, (1.0, 1.0), (1, 1), 1.0).chosen == (0, 1)


def test_options_that_are_not_linear_are_told():
    assert is_linear(OPTIONS[0])
    assert not is_linear(option("unit", {"add": "unit", "of": "NASAMS"}))
    assert not is_linear(option("both", {"add": "generation", "mw": 1}, {"add": "crews", "n": 1}))
