"""The first minute, on a country of one region with two substations, two thermal units and a nuclear one."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from oberih.grid import first_minute, network
from oberih.grid.minute import NUCLEAR_TRIP_FACTOR, RESYNCHRONISE_H, RETURN_H
from oberih.luck import Key
from oberih.scenario import Scenario, load_pack
from oberih.terms.batch import Damage

A, B, SMALL, LARGE, NUCLEAR = range(5)  # substations of 100 and 300 MVA; units of 200, 500 and 1,000 MW
MW = [100.0, 300.0, 200.0, 500.0, 1000.0]
DRAWS = np.arange(3)
EVENING = 18


@pytest.fixture(scope="module")
def country():
    """Demand is such that the region takes 400 MW in the evening peak of a working day: A feeds 100, B 300."""
    pack = load_pack()
    assets = pl.DataFrame(
        {
            "asset": pl.Series(range(5), dtype=pl.Int32),
            "asset_class": ["substation", "substation", "thermal", "thermal", "nuclear"],
            "region": ["UA-30"] * 5,
            "capacity_mw": MW,
            "available_mw": MW,
            "node": ["transmission"] * 5,
            "protection": ["none"] * 5,
            "controlled": [True] * 5,
        }
    )
    pack = replace(pack, assets=assets)
    scenario = Scenario.model_validate({"raid": {"date": "2022-12-05", "weapons": [{"kind": "uav", "n": 1}]}})
    net = network(pack, scenario)
    factor = np.full((3, len(pack.regions)), 400.0) / (net.peak_mw * pack.demand_profile[0, EVENING])
    return SimpleNamespace(pack=pack, scenario=scenario, net=net, factor=factor)


def minute(country, strikes, *, trip=0.0, headroom=2000.0, start_hour=EVENING, net=None):
    """`strikes`: asset → (hour, level, share left)."""
    shape = (DRAWS.size, 5)
    level, from_h, share = np.zeros(shape, np.int8), np.full(shape, np.inf), np.ones(shape)
    for asset, (when, how, left) in strikes.items():
        level[:, asset], from_h[:, asset], share[:, asset] = how, when, left
    nothing = np.zeros(shape)
    damage = Damage(
        level=level, from_h=from_h, struck_share=share, bypass_share=share, bypass_h=nothing, work_h=nothing,
        needs_spare=level > 2, leaker=np.empty(0, np.int64), leaker_asset=np.empty(0, np.int64),
    )  # fmt: skip
    doubts = {"grid.trip_chance": np.full(3, float(trip)), "pack.tie_headroom_mw": np.full(3, float(headroom))}
    return first_minute(
        country.pack, net or country.net, Key(3), DRAWS, damage, np.full(3, start_hour), country.factor,
        np.ones((3, 7)), doubts,
    )  # fmt: skip


def test_strong_ties_keep_the_country_synchronous(country):
    answer = minute(country, {B: (0.5, 2, 0.0)}, trip=1.0)
    assert answer.load_lost_mw == pytest.approx(300)
    assert np.isfinite(answer.off_h[:, [SMALL, LARGE]]).all()
    assert (answer.off_h[:, [SMALL, LARGE]] == 0.5).all()
    assert not answer.separated.any()
    assert (answer.nadir_hz == 50).all()
    assert (answer.shed_share == 0).all()
    assert np.isinf(answer.separated_h).all()


def test_without_room_on_the_ties_it_separates_and_sheds(country):
    answer = minute(country, {A: (0.5, 2, 0.0)}, trip=1.0, headroom=0)
    assert answer.generation_lost_mw.min() >= 700  # both thermal units
    assert answer.separated.all()
    assert (answer.separated_h == 0.5).all()
    wait = answer.resynchronised_h - answer.separated_h
    assert ((wait >= RESYNCHRONISE_H[0]) & (wait <= RESYNCHRONISE_H[2])).all()
    assert (answer.nadir_hz < 49).all()  # 600 of 1,700 MW and more
    assert (answer.shed_share > 0).all()


def test_losing_load_alone_sheds_nothing_more(country):
    answer = minute(country, {B: (0.5, 2, 0.25)}, trip=0.0, headroom=0)
    assert answer.load_lost_mw == pytest.approx(225)
    assert (answer.generation_lost_mw == 0).all()
    assert answer.separated.all()
    assert (answer.nadir_hz == 50).all()
    assert (answer.shed_share == 0).all()


def test_load_and_generation_lost_in_one_moment_balance(country):
    """B feeds 300 MW, and 300 MW of the large unit go with it: nothing is left for the ties, however things are
    listed."""
    both = {B: (0.5, 2, 0.0), LARGE: (0.5, 1, 0.4)}
    answer = minute(country, both, headroom=1e-6)
    assert answer.generation_lost_mw == pytest.approx(300)
    assert answer.load_lost_mw == pytest.approx(300)
    assert not answer.separated.any()


@pytest.mark.parametrize(("minutes", "separated"), [(9, True), (11, False)])
def test_strikes_add_up_within_ten_minutes(country, minutes, separated):
    """200 and 500 MW against 600 MW of headroom."""
    strikes = {SMALL: (0.5, 1, 0.0), LARGE: (0.5 + minutes / 60, 1, 0.0)}
    assert (minute(country, strikes, headroom=600).separated == separated).all()


def test_slight_damage_trips_nobody(country):
    answer = minute(country, {A: (0.5, 1, 0.5)}, trip=1.0)
    assert np.isinf(answer.off_h).all()
    assert answer.load_lost_mw == pytest.approx(50)


def test_nuclear_units_trip_less_and_their_loss_counts_once(country):
    seldom = minute(country, {A: (0.5, 2, 0.0)}, trip=1e-9)
    assert np.isinf(seldom.off_h[:, NUCLEAR]).all()
    always = minute(country, {A: (0.5, 2, 0.0)}, trip=1 / NUCLEAR_TRIP_FACTOR, headroom=0)
    assert (always.nadir_hz < 48.5).all()  # so nuclear units would leave, had they not tripped
    assert always.generation_lost_mw == pytest.approx(1700)


def test_nuclear_units_leave_a_separated_system_that_falls_deep(country):
    strikes = {SMALL: (0.5, 3, 0.0), LARGE: (0.5, 3, 0.0)}
    answer = minute(country, strikes, headroom=0)
    assert (answer.nadir_hz < 48.5).all()
    assert (answer.off_h[:, NUCLEAR] == 0.5).all()
    assert answer.generation_lost_mw == pytest.approx(1700)
    assert np.isinf(answer.off_h[:, [SMALL, LARGE]]).all()  # struck, so not tripped


def test_units_come_back_within_their_class_range(country):
    answer = minute(country, {A: (0.5, 2, 0.0)}, trip=1 / NUCLEAR_TRIP_FACTOR)
    units = [SMALL, LARGE, NUCLEAR]
    away = np.full((3, 5), np.nan)
    away[:, units] = answer.back_h[:, units] - answer.off_h[:, units]
    for asset, asset_class in ((SMALL, "thermal"), (LARGE, "thermal"), (NUCLEAR, "nuclear")):
        low, _, high = RETURN_H[asset_class]
        assert ((away[:, asset] >= low) & (away[:, asset] <= high)).all()
    assert np.isinf(answer.back_h[:, [A, B]]).all()


def test_no_strike_nothing_happens(country):
    answer = minute(country, {}, trip=1.0, headroom=0)
    assert not answer.separated.any()
    assert (answer.generation_lost_mw == 0).all()
    assert (answer.load_lost_mw == 0).all()


def test_a_weekend_takes_less(country):
    """Load of a struck substation follows the profile of its day."""
    saturday = replace(country.net, weekday=5)
    profile = country.pack.demand_profile
    answer = minute(country, {B: (0.5, 2, 0.0)}, net=saturday)
    assert answer.load_lost_mw == pytest.approx(300 * profile[1, EVENING] / profile[0, EVENING])
