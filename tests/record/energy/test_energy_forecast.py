"""Forecasts learn from earlier raids alone, and scores are what they say."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from oberih.luck import Key
from oberih.record.energy.features import FEATURES, NEIGHBOURS, hits_told, lately, priors, rows, season, seen
from oberih.record.energy.forecast import Foretold, earlier_than, foretell
from oberih.record.energy.logistic import fit
from oberih.record.energy.observed import OBSERVED
from oberih.record.energy.scores import FORECASTS, crps, reliability, skills
from oberih.record.energy.table import shipped

RAIDS = [raid for raid in shipped() if raid.day.year == 2022]
N = len(OBSERVED)
MODEL = {id(raid): np.full(N, 0.5) for raid in RAIDS}


def test_neighbours_are_mutual_and_of_observed_regions():
    assert set(NEIGHBOURS) == set(OBSERVED)
    assert all(code in NEIGHBOURS[other] for code in OBSERVED for other in NEIGHBOURS[code])
    assert NEIGHBOURS["UA-30"] == ("UA-32",)


def test_without_raids_the_prior_is_the_answer_and_with_many_the_raids_are():
    prior = fit(np.zeros((0, 1)), np.zeros(0), np.zeros(0, int), np.zeros(0), np.array([1.0]), np.array([0.01]), 0.0)
    assert prior.chance(np.array([[1.0]]))[0] == pytest.approx(1 / (1 + np.exp(-1)), abs=1e-3)
    seen_often = np.tile([1.0, 0, 0, 0], 500)
    many = fit(np.ones((2000, 1)), seen_often, np.zeros(2000, int), np.ones(2000), np.zeros(1), np.full(1, 5.0), 1e-6)
    assert many.chance(np.array([[1.0]]))[0] == pytest.approx(0.25, abs=0.01)


def test_the_fit_is_at_the_top_of_its_function():
    """Against a general minimiser of the penalised likelihood."""
    from scipy.optimize import minimize

    rng = np.random.default_rng(3)
    x, y, raid = rng.normal(size=(60, 3)), rng.integers(0, 2, 60).astype(float), np.repeat(np.arange(6), 10)
    weight, mean, sd = rng.uniform(0.3, 1, 60), np.array([0.2, -0.5, 1.0]), np.array([0.5, 1.0, 2.0])

    def loss(at):
        odds = x @ at[:3] + at[3:][raid]
        return (
            -np.sum(weight * (y * odds - np.logaddexp(0, odds)))
            + np.sum(((at[:3] - mean) / sd) ** 2) / 2 + np.sum((at[3:] / 1.5) ** 2) / 2
        )  # fmt: skip

    best = minimize(loss, np.zeros(9), method="BFGS", options={"gtol": 1e-8}).x
    assert fit(x, y, raid, weight, mean, sd, 1.5).mean == pytest.approx(best[:3], abs=1e-4)


def test_one_raid_of_equal_outcomes_teaches_less_than_as_many_raids():
    x, y = np.ones((24, 1)), np.ones(24)
    prior = (np.zeros(1), np.ones(1), 1.5)
    together = fit(x, y, np.zeros(24, int), np.ones(24), *prior).chance(np.ones((1, 1)))[0]
    apart = fit(x, y, np.arange(24), np.ones(24), *prior).chance(np.ones((1, 1)))[0]
    assert 0.5 < together < apart


def test_a_later_raid_changes_no_earlier_forecast():
    few, all_of_them = RAIDS[:6], RAIDS
    short = foretell(few, few[2:], MODEL)
    long = foretell(all_of_them, all_of_them[2:], MODEL)
    for a, b in zip(short, long, strict=False):
        assert np.array_equal(a.recalibrated, b.recalibrated)
        assert a.base_rate == b.base_rate


def test_a_raids_own_outcome_changes_no_forecast_of_it():
    turned = [
        replace(raid, observed={code: None if v is None else 1 - v for code, v in raid.observed.items()},
        deficit_pct=None)
        if raid is RAIDS[7] else raid for raid in RAIDS
    ]  # fmt: skip
    model = {id(raid): np.full(N, 0.5) for raid in turned}
    (a,), (b,) = foretell(RAIDS, RAIDS[7:8], MODEL), foretell(turned, turned[7:8], model)
    assert np.array_equal(a.recalibrated, b.recalibrated)
    assert not np.array_equal(a.seen, b.seen)


def test_raids_of_the_same_day_teach_nothing():
    twin = replace(RAIDS[5], line=99)
    assert earlier_than(twin.day, [*RAIDS[:6], twin]) == RAIDS[:5]


def test_the_base_rate_counts_every_earlier_region_with_a_known_outcome():
    (found,) = foretell(RAIDS, RAIDS[2:3], MODEL)
    assert found.base_rate == pytest.approx((6 + 2) / 48)
    assert found.region_rate[OBSERVED.index("UA-30")] == pytest.approx((2 + 2 * found.base_rate) / 4)


def test_more_hits_more_leakers_and_a_surer_model_mean_more_cuts():
    past = RAIDS[:8]
    mild = replace(RAIDS[8], hit=("UA-12",), hit_scope="")
    grave = replace(RAIDS[8], hit=("UA-12", "UA-30", "UA-46", "UA-51", "UA-53", "UA-63", "UA-71"), hit_scope="")
    model = {id(raid): np.full(N, 0.5) for raid in past} | {id(mild): np.full(N, 0.2), id(grave): np.full(N, 0.9)}
    (a,) = foretell([*past, mild], [mild], model)
    (b,) = foretell([*past, grave], [grave], model)
    assert b.recalibrated.mean() > a.recalibrated.mean() + 0.1
    assert a.recalibrated[OBSERVED.index("UA-12")] > a.recalibrated.mean()


def test_features_that_are_not_told_stand_in_the_middle():
    blank = replace(
        RAIDS[8],
        hit=(),
        hit_scope="not listed",
        schedules_before=None,
        leakers=replace(RAIDS[8].leakers, missiles=None),
    )
    table = rows(blank, RAIDS[:8], np.full(N, 0.5))
    names = [feature.name for feature in FEATURES]
    assert table.shape == (N, len(FEATURES) + N)
    for name in ("hits", "missiles", "schedules", "hit_here", "hit_beside", "model_raid", "model_region"):
        assert not table[:, names.index(name)].any(), name
    assert [len(each) for each in priors()] == [len(FEATURES) + N] * 2


def test_hits_are_counted_from_the_scope_where_it_says_more():
    raid = replace(RAIDS[0], hit=("UA-12", "UA-30"), hit_scope="10 regions, 18 objects per PM; 2 named")
    assert hits_told(raid) == 10
    assert hits_told(replace(raid, hit=(), hit_scope="no energy hit reported")) == 0
    assert hits_told(replace(raid, hit=(), hit_scope="not listed")) is None


def test_what_was_lately_fades():
    cut = [raid for raid in RAIDS if np.nanmean(seen(raid)) == 1 and raid.day.month == 11]
    mild = [raid for raid in RAIDS if np.nanmean(seen(raid)) == 0]
    soon, late = (lately(day, [*mild, *cut]) for day in (date(2022, 12, 1), date(2023, 9, 1)))
    assert soon > late
    assert lately(date(2022, 10, 1), []) == pytest.approx(np.log(0.4 / 0.6))
    assert season(date(2023, 1, 15)) == 1


def foretold(seen_values, said, base):
    raid = RAIDS[0]
    array = np.full(N, np.nan)
    array[: len(seen_values)] = seen_values
    chance = np.full(N, said)
    return Foretold(raid, chance, chance, base, np.full(N, base), array)


def test_skill_by_hand():
    """Two raids, three known regions: forecast errors .01, .01, .64 against .25 each."""
    found = [foretold([1, 1], 0.9, 0.5), foretold([1], 0.2, 0.5)]
    got = skills(found, Key(1))
    assert set(got) == set(FORECASTS)
    assert got["recalibrated"].brier == pytest.approx(0.66 / 3)
    assert got["recalibrated"].skill == pytest.approx(1 - 0.66 / 0.75)
    assert got["base_rate"].skill == 0
    low, high = got["recalibrated"].skill_90
    assert low == pytest.approx(1 - 0.64 / 0.25)
    assert high == pytest.approx(0.96)


def test_a_base_rate_that_was_never_wrong_leaves_no_skill():
    assert skills([foretold([1, 1], 0.9, 1.0)], Key(1))["recalibrated"].skill is None


def test_reliability_counts_every_known_region_once():
    bins = reliability([foretold([1, 0, 1, 1], 0.75, 0.5)], "recalibrated")
    assert sum(each.n for each in bins) == 4
    (held,) = [each for each in bins if each.n]
    assert (held.low, held.high, held.forecast, held.observed) == (0.7, 0.9, 0.75, 0.75)


def test_crps_of_draws_is_that_of_the_integral():
    rng = np.random.default_rng(1)
    draws, came = rng.normal(size=40), 0.3
    grid = np.linspace(-6, 6, 240_001)
    below = (draws[:, None] <= grid[::1]).mean(axis=0)
    assert crps(draws, came) == pytest.approx(np.sum((below - (grid >= came)) ** 2) * (grid[1] - grid[0]), abs=1e-3)
