"""Objectives: tails, worst reweightings, and what their values a draw must sum to."""

import numpy as np
import pytest
from scipy.optimize import minimize

from oberih.plan.intervals import mean_of
from oberih.plan.objective import Objective, reweighted, tail, worst
from oberih.plan.race import race
from oberih.plan.sample import stratified, uniform

X = np.random.default_rng(5).exponential(100.0, 400)


def test_the_tail_is_the_mean_of_the_worst_twentieth():
    assert tail(X).mean() == pytest.approx(np.sort(X)[-20:].mean())


def test_a_small_ball_has_its_closed_form():
    assert worst(X, 0.001).mean() == pytest.approx(X.mean() + np.sqrt(0.002) * X.std(), rel=1e-6)


@pytest.mark.parametrize("radius", [0.01, 0.2, 2.0])
def test_the_dual_is_the_largest_mean_in_the_ball(radius):
    w, n = reweighted(X, radius), X.size
    assert w.sum() == pytest.approx(1)
    assert w.min() >= 0
    assert np.mean((n * w - 1) ** 2) / 2 == pytest.approx(radius, rel=1e-3)
    assert w @ X == pytest.approx(worst(X, radius).mean(), rel=1e-5)


def test_no_reweighting_of_the_ball_is_worse():
    x, radius = X[:12], 0.1
    found = minimize(
        lambda w: -w @ x, np.full(12, 1 / 12), bounds=[(0, 1)] * 12, method="SLSQP",
        constraints=[
            {"type": "eq", "fun": lambda w: w.sum() - 1},
            {"type": "ineq", "fun": lambda w: radius - np.mean((12 * w - 1) ** 2) / 2},
        ],
    )  # fmt: skip
    assert worst(x, radius).mean() == pytest.approx(-found.fun, rel=1e-4)


def test_values_of_an_objective_are_of_its_own_column():
    measured = np.stack([X, 2 * X, 3 * X], axis=1)
    assert Objective("unserved_mwh").of(measured).mean() == pytest.approx(2 * X.mean())
    assert Objective("heat").of(measured).mean() == pytest.approx(3 * X.mean())
    assert Objective("raid_unserved_mwh", 0.1).of(measured).mean() > X.mean()


def test_intervals_of_skewed_means_lean_to_the_right():
    found = mean_of(X)
    assert found.high - found.mean > found.mean - found.low
    assert mean_of(np.full(9, 2.0)).plain() == {"mean": 2.0, "se": 0.0, "low": 2.0, "high": 2.0}


def test_a_race_stops_looking_at_who_is_behind():
    rng = np.random.default_rng(1)
    common = rng.normal(0, 10, 4096)
    rows = [common + rng.normal(gain, 1.0, 4096) for gain in (0.0, 0.05, 3.0, 3.02)]
    asked = []

    def scores(alive, n):
        asked.append((tuple(alive), n))
        return [rows[each][:n] for each in alive]

    finish = race(scores, range(4), uniform(0, 4096), 64)
    assert finish.winner in (2, 3)
    assert asked[0] == ((0, 1, 2, 3), 64)
    assert all(0 not in alive for alive, n in asked if n > 64)


def test_strata_weigh_back_to_raids_as_they_come():
    rng = np.random.default_rng(7)
    lost = np.where(rng.random(8192) < 0.01, 50_000.0, rng.exponential(500.0, 8192))
    sample = stratified(1000, lost, 512)
    assert len(set(sample.draws.tolist())) == 512
    assert sample.share.sum() == pytest.approx(1)
    assert np.bincount(sample.stratum) == pytest.approx([102.4, 102.4, 153.6, 153.6], abs=1)
    for n in (64, 128, 512):
        assert sample.weights(n).sum() == pytest.approx(n)
    x = lost[sample.draws - 1000]
    assert abs(sample.mean(x) - lost.mean()) < 4 * sample.se(x)
    assert sample.se(x) < 0.35 * x.std() / np.sqrt(512)
    # what the strata do not see at all has the error of a sample as it comes, and no less
    noise = rng.normal(0, 1, 512)
    assert 0.9 < sample.se(noise) * np.sqrt(512) < 3


def test_weighted_tails_and_balls_are_those_of_draws_repeated():
    times = np.array([1, 3, 2, 1, 5] * 20)
    x = X[:100]
    whole, weight = np.repeat(x, times), times / times.mean()
    assert np.mean(weight * tail(x, weight)) == pytest.approx(tail(whole).mean())
    assert np.mean(weight * worst(x, 0.2, weight)) == pytest.approx(worst(whole, 0.2).mean(), rel=1e-6)


def test_draws_that_are_all_alike_are_taken_as_they_come():
    assert stratified(0, np.zeros(1024), 64).draws.tolist() == list(range(64))
