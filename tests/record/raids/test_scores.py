"""Scores against worked cases and laws that are known."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import binom

from oberih.luck import Key
from oberih.record.raids.scores import BASELINES, coverage, crps_per_weapon, pit_ends, pits, skill_interval

DAYS = [date(2023, 1, 1) + timedelta(days=n) for n in range(400)]


@pytest.mark.parametrize("stopped", [0, 3, 10])
def test_crps_is_the_expected_distance_less_half_the_spread(stopped):
    """The other form of the score: E|X - y| - E|X - X'| / 2."""
    x = np.arange(11)
    chance = binom.pmf(x, 10, 0.7)
    spread = np.sum(chance[:, None] * chance[None, :] * np.abs(x[:, None] - x[None, :]))
    expected = (np.sum(chance * np.abs(x - stopped)) - spread / 2) / 10
    assert crps_per_weapon(chance, stopped) == pytest.approx(expected, abs=1e-12)


def test_crps_of_one_weapon_is_the_brier_score():
    assert crps_per_weapon(np.array([0.7, 0.3]), 1) == pytest.approx(0.49)


def test_pit_ends():
    chance = np.array([0.2, 0.5, 0.3])
    assert pit_ends(chance, 0) == (0.0, pytest.approx(0.2))
    assert pit_ends(chance, 2) == (pytest.approx(0.7), pytest.approx(1.0))


def test_the_right_law_is_covered_as_often_as_it_should_be_and_a_narrow_one_is_not():
    seen = np.random.default_rng(3).binomial(30, 0.8, len(DAYS))
    right = np.array([pit_ends(binom.pmf(np.arange(31), 30, 0.8), k) for k in seen])
    shifted = np.array([pit_ends(binom.pmf(np.arange(31), 30, 0.6), k) for k in seen])
    pit = pits(right, DAYS, Key(1), 0)
    assert pit.mean() == pytest.approx(0.5, abs=0.04)
    inside, p_value = coverage(pit, 0.9)
    assert inside == pytest.approx(0.9, abs=0.04)
    assert p_value > 0.01
    assert coverage(pits(shifted, DAYS, Key(1), 0), 0.9)[1] < 1e-6


def test_chances_belong_to_the_day_and_the_kind():
    ends = np.array([[0.0, 1.0]] * 3)
    first, other = pits(ends, DAYS[:3], Key(1), 0), pits(ends, DAYS[1:4], Key(1), 0)
    assert np.array_equal(first[1:], other[:2])
    assert not np.array_equal(first, pits(ends, DAYS[:3], Key(1), 1))
    assert not np.array_equal(first, pits(ends, DAYS[:3], Key(2), 0))


def test_baselines_pool_earlier_raids():
    long_ago, lately = (date(2022, 1, 1), 30, 0), (date(2023, 1, 1), 10, 10)
    everything, recent = BASELINES
    assert everything.share(date(2023, 2, 1), [long_ago, lately]) == 0.25
    assert recent.share(date(2023, 2, 1), [long_ago, lately]) == 1.0
    assert recent.share(date(2023, 4, 1), [lately]) == 1.0  # the 90th day still counts
    assert recent.share(date(2024, 1, 1), [long_ago, lately]) == 0.25  # none recent: all
    assert everything.share(date(2022, 1, 1), []) == 0.5
    assert everything.predict(date(2023, 2, 1), 4, [long_ago, lately]).sum() == pytest.approx(1.0)


def test_skill_interval_holds_the_skill_and_narrows_with_raids():
    rng = np.random.default_rng(4)
    wide = skill_interval(rng.gamma(4, 0.02, 30), rng.gamma(4, 0.025, 30), Key(1), 0)
    narrow = skill_interval(rng.gamma(4, 0.02, 3000), rng.gamma(4, 0.025, 3000), Key(1), 0)
    assert narrow[0] < 0.2 < narrow[1]
    assert narrow[1] - narrow[0] < (wide[1] - wide[0]) / 4
