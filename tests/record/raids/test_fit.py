"""The fit: laws it must obey, and what it must learn from records that were made to be known."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy import stats

from oberih.record.raids.fit import (
    KindFilter,
    by_kind,
    combined,
    concentration_of,
    draw_points,
    grid,
    log_beta_binomial,
    log_likelihood,
    several_families,
    spread_points,
)

FIRST = date(2023, 1, 1)
X = np.arange(21.0)


def taught(outcomes, families=("shahed",), kind="drone", step_days=3):
    """A filter that has learnt (launched, stopped) by family, one raid every few days."""
    known = KindFilter(kind, families)
    for n, outcome in enumerate(outcomes):
        known.learn(FIRST + timedelta(days=step_days * n), outcome)
    return known


def record(share, raids, concentration, seed, launched=30):
    """Raids of one family, beta-binomial."""
    rng = np.random.default_rng(seed)
    shares = rng.beta(share * concentration, (1 - share) * concentration, raids)
    return [{"shahed": (launched, int(rng.binomial(launched, p)))} for p in shares]


def mean_of(chance):
    return float(chance @ np.arange(chance.size)) / (chance.size - 1)


def test_beta_binomial_is_the_library_s():
    a, b = np.array([[0.4], [3.0]]), np.array([[7.0], [0.2]])
    ours = np.exp(log_beta_binomial(X[None, :], 20.0, a, b))
    assert ours == pytest.approx(stats.betabinom.pmf(X[None, :], 20, a, b), abs=1e-10)


@pytest.mark.parametrize("launched", [1, 7, 400])
def test_likelihood_sums_to_one_over_outcomes(launched):
    total = sum(np.exp(log_likelihood(stopped, launched)) for stopped in range(launched + 1))
    assert np.abs(total - 1).max() < 1e-8


@pytest.mark.parametrize("launched", [{"shahed": 1}, {"shahed": 600}, {"kh101": 30, "kalibr": 2}, {"kh101": 1}])
def test_a_prediction_is_a_law(launched):
    kind = "drone" if "shahed" in launched else "cruise"
    known = KindFilter(kind, sorted(launched))
    chance = known.predict(FIRST, launched)
    assert chance.size == sum(launched.values()) + 1
    assert chance.min() >= 0
    assert chance.sum() == pytest.approx(1.0)


def test_without_raids_the_prior_speaks():
    assert mean_of(KindFilter("cruise", ["kh101"]).predict(FIRST, {"kh101": 20})) == pytest.approx(0.75, abs=0.1)
    assert mean_of(KindFilter("ballistic", ["s300"]).predict(FIRST, {"s300": 20})) < 0.3


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_the_share_of_a_steady_record_is_found(share):
    known = taught(record(share, 120, 30, seed=1))
    assert mean_of(known.predict(FIRST + timedelta(days=361), {"shahed": 30})) == pytest.approx(share, abs=0.05)


def test_raids_that_differ_more_give_a_wider_prediction():
    def sd(concentration):
        chance = taught(record(0.7, 120, concentration, seed=2)).predict(date(2023, 12, 31), {"shahed": 30})
        return float(np.sqrt(chance @ (np.arange(31) - 30 * mean_of(chance)) ** 2))

    alike, unlike = sd(200), sd(3)
    assert 2.3 < alike < 4.0  # binomial: 2.5
    assert 6.5 < unlike < 9.5  # beta-binomial: 7.2


def test_a_change_is_followed():
    known = taught(record(0.9, 60, 30, seed=3) + record(0.5, 30, 30, seed=4))
    assert mean_of(known.predict(date(2023, 10, 1), {"shahed": 30})) == pytest.approx(0.5, abs=0.08)


def test_knowledge_fades_towards_the_prior():
    def spread(days):
        chance = taught(record(0.4, 40, 50, seed=5)).predict(FIRST + timedelta(days=118 + days), {"shahed": 30})
        return mean_of(chance)

    assert spread(1) < spread(60) < spread(1000)


def test_a_new_family_begins_with_what_its_kind_taught():
    rows = [{"kh101": (20, 19)} for _ in range(40)]
    known = taught(rows, families=("kalibr", "kh101"), kind="cruise")
    alone = KindFilter("cruise", ["kalibr"])
    day = date(2023, 6, 1)
    own, borrowed, none = (
        mean_of(each.predict(day, {family: 20}))
        for each, family in ((known, "kh101"), (known, "kalibr"), (alone, "kalibr"))
    )
    assert none < borrowed < own


def test_families_that_differ_stay_apart():
    rows = [{"iskander_m": (4, 3), "s300": (6, 0)} for _ in range(40)]
    known = taught(rows, families=("iskander_m", "s300"), kind="ballistic")
    day = date(2023, 6, 1)
    assert mean_of(known.predict(day, {"iskander_m": 6})) > mean_of(known.predict(day, {"s300": 6})) + 0.4


def test_a_kind_with_several_families_has_the_mean_and_variance_of_its_draws():
    posterior = {name: KindFilter("cruise", ["kh101", "kalibr"]).posterior(name) for name in ("kh101", "kalibr")}
    launched = {"kh101": 30, "kalibr": 10}
    chance = several_families(posterior, launched)
    mean, variance, shot = combined(posterior, launched, spread_points(2, 400))
    count = np.arange(41)
    assert chance @ count == pytest.approx(40 * mean.mean(), rel=1e-3)
    whole = (shot + 1600 * variance).mean() + 1600 * mean.var()
    assert chance @ count**2 - (chance @ count) ** 2 == pytest.approx(whole, rel=0.02)


def test_draws_follow_the_posterior():
    posterior = np.zeros(grid().logit.size)
    posterior[[10, 500]] = 0.25, 0.75
    drawn = draw_points(posterior, (np.arange(400) + 0.5) / 400)
    assert set(drawn.tolist()) == {10, 500}
    assert (drawn == 500).mean() == pytest.approx(0.75, abs=0.01)


def test_concentration_of_a_beta_law():
    law = stats.beta(0.8 * 9, 0.2 * 9)
    assert concentration_of(np.array([law.mean()]), np.array([law.var()]))[0] == pytest.approx(9)


def test_raids_are_learnt_in_order():
    known = taught([{"shahed": (5, 4)}])
    with pytest.raises(ValueError, match="order of time"):
        known.learn(FIRST - timedelta(days=1), {"shahed": (5, 4)})


def test_weights_are_probabilities():
    weights = taught(record(0.8, 20, 10, seed=6)).weights()
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1.0)


def test_a_frame_becomes_raids_by_kind_in_order_of_time():
    frame = pl.DataFrame(
        [(date(2023, 2, 1), "drone", "shahed", 5, 4), (date(2023, 1, 1), "cruise", "kh101", 3, 1),
         (date(2023, 1, 1), "cruise", "kalibr", 2, 2), (date(2023, 1, 1), "drone", "shahed", 6, 6)],
        schema=["start_date", "kind", "family", "launched", "stopped"], orient="row",
    )  # fmt: skip
    found = by_kind(frame)
    assert list(found) == ["cruise", "drone"]
    assert found["cruise"] == [(date(2023, 1, 1), {"kalibr": (2, 2), "kh101": (3, 1)})]
    assert [day for day, _ in found["drone"]] == [date(2023, 1, 1), date(2023, 2, 1)]
