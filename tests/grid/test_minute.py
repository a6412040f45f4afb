"""The first minute: a country of one region with two substations, two thermal units and a nuclear one; and the pack."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oberih.grid import first_minute, network
from oberih.grid.minute import NUCLEAR_TRIP_FACTOR, SHED_BACK_H
from oberih.grid.schemes import plant
from oberih.luck import Key
from oberih.scenario import Scenario, load_pack
from oberih.terms.batch import Damage

A, B, SMALL, LARGE, NUCLEAR = range(5)  # substations of 100 and 300 MVA; units of 200, 500 and 1,000 MW
MW = [100.0, 300.0, 200.0, 500.0, 1000.0]
DRAWS = np.arange(3)
EVENING = 18


@pytest.fixture(scope="module")
def country():
    """Demand is such that the region takes the 1,700 MW that run: A feeds 425, B 1,275; other regions take nothing."""
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
    factor = np.zeros((3, len(pack.regions)))
    here = pack.regions.index("UA-30")
    factor[:, here] = 1700.0 / (net.peak_mw[here] * pack.demand_profile[0, EVENING])
    return SimpleNamespace(pack=pack, scenario=scenario, net=net, factor=factor)


def minute(country, strikes, *, trip=0.0, headroom=2000.0, start_hour=EVENING, net=None, told=0):
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
        np.ones((3, 7)), doubts, told=told,
    )  # fmt: skip


def test_strong_ties_keep_the_country_synchronous(country):
    answer = minute(country, {A: (0.5, 2, 0.0)}, trip=1.0)
    assert answer.load_lost_mw == pytest.approx(425)
    assert (answer.off_h[:, [SMALL, LARGE]] == 0.5).all()
    assert not answer.separated.any()
    assert (answer.nadir_hz == 50).all()
    assert (answer.zenith_hz == 50).all()
    assert (answer.shed_share == 0).all()
    assert np.isinf(answer.separated_h).all()
    assert np.isinf(answer.dark_h).all()


def test_without_room_on_the_ties_it_separates_and_sheds(country):
    """Where the nuclear unit stays, 1,000 MW meet 1,275 MW of load and do not govern: stages of 4 % catch it."""
    answer = minute(country, {A: (0.5, 2, 0.0)}, trip=1.0, headroom=0, told=60)
    here = country.pack.regions.index("UA-30")
    assert (answer.generation_lost_mw >= 700).all()  # both thermal units
    assert answer.separated.all()
    assert (answer.separated_h == 0.5).all()
    wait = answer.resynchronised_h - answer.separated_h
    low, _, high = plant().resynchronise_h
    assert ((wait >= low) & (wait <= high)).all()
    assert (answer.nadir_hz < 49).all()
    stays = np.isinf(answer.dark_h[:, here])
    assert (answer.shed_share[stays, here] >= 0.2 - 1e-9).all()
    assert (answer.shed_share[~stays, here] == 1).all()
    assert (answer.shed_hours[stays, here] == SHED_BACK_H).all()
    assert (answer.energised_h[~stays, here] > 0.5).all()
    assert answer.error_mw.max() < 1e-6
    assert answer.balances["error_mw"].max() < 1e-6
    assert answer.events.height >= 5


def test_losing_load_alone_sheds_nothing(country):
    """Two thermal units govern: 3 % of 1,700 MW cannot take 106 MW, so the frequency rises."""
    answer = minute(country, {A: (0.5, 2, 0.75)}, headroom=0)
    assert answer.load_lost_mw == pytest.approx(106.25)
    assert answer.separated.all()
    assert (answer.zenith_hz > 50).all()
    stays = np.isinf(answer.off_h).all(axis=1)
    assert stays.any()  # where reserve is least, the nuclear unit leaves at 51.5 Hz, and then too little is left
    assert (answer.shed_share[stays] == 0).all()
    assert (answer.nadir_hz[stays] == 50).all()


def test_load_and_generation_lost_in_one_moment_balance(country):
    """A feeds 425 MW, and 425 MW of the large unit go with it: nothing is left for the ties, in whatever order."""
    answer = minute(country, {A: (0.5, 2, 0.0), LARGE: (0.5, 1, 0.15)}, headroom=1e-6)
    assert answer.generation_lost_mw == pytest.approx(425)
    assert answer.load_lost_mw == pytest.approx(425)
    assert not answer.separated.any()


@pytest.mark.parametrize(("minutes", "separated"), [(9, True), (11, False)])
def test_strikes_add_up_within_ten_minutes(country, minutes, separated):
    """200 and 500 MW against 600 MW of headroom."""
    strikes = {SMALL: (0.5, 1, 0.0), LARGE: (0.5 + minutes / 60, 1, 0.0)}
    assert (minute(country, strikes, headroom=600).separated == separated).all()


def test_slight_damage_trips_nobody(country):
    answer = minute(country, {A: (0.5, 1, 0.5)}, trip=1.0)
    assert np.isinf(answer.off_h).all()
    assert answer.load_lost_mw == pytest.approx(212.5)


def test_all_plant_gone_is_dark_and_counted_once(country):
    seldom = minute(country, {A: (0.5, 2, 0.0)}, trip=1e-9)
    assert np.isinf(seldom.off_h[:, NUCLEAR]).all()
    always = minute(country, {A: (0.5, 2, 0.0)}, trip=1 / NUCLEAR_TRIP_FACTOR, headroom=0)
    here = country.pack.regions.index("UA-30")
    assert always.generation_lost_mw == pytest.approx(1700)
    assert (always.dark_h[:, here] == 0.5).all()
    assert (always.shed_share[:, here] == 1).all()
    assert (always.back_h[:, [SMALL, LARGE, NUCLEAR]] > always.energised_h[:, [here]]).all()


def test_nuclear_units_leave_a_separated_system_that_falls_deep(country):
    strikes = {SMALL: (0.5, 3, 0.0), LARGE: (0.5, 3, 0.0)}
    answer = minute(country, strikes, headroom=0)
    assert (answer.nadir_hz < 49).all()
    left = np.isfinite(answer.off_h[:, NUCLEAR])
    _, _, high = plant().classes["nuclear"].low_hz
    assert left.any()  # 700 MW of 1,700: 5 Hz in some two seconds
    assert (answer.nadir_hz[left] < high).all()
    assert np.isinf(answer.off_h[:, [SMALL, LARGE]]).all()  # struck, so not tripped


def test_units_come_back_within_their_class_range(country):
    answer = minute(country, {A: (0.5, 2, 0.0)}, trip=1 / NUCLEAR_TRIP_FACTOR)
    units = [SMALL, LARGE, NUCLEAR]
    away = np.full((3, 5), np.nan)
    away[:, units] = answer.back_h[:, units] - answer.off_h[:, units]
    for asset, asset_class in ((SMALL, "thermal"), (LARGE, "thermal"), (NUCLEAR, "nuclear")):
        low, _, high = plant().classes[asset_class].return_h
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
    assert answer.load_lost_mw == pytest.approx(1275 * profile[1, EVENING] / profile[0, EVENING])


@settings(max_examples=30, deadline=None)
@given(
    struck=st.lists(st.tuples(st.integers(0, 305), st.floats(0, 3), st.floats(0, 1)), max_size=25),
    headroom=st.floats(0, 3000), transit=st.floats(0, 1), trip=st.floats(0, 1), hour=st.integers(0, 23),
)  # fmt: skip
def test_every_round_balances_on_the_pack(struck, headroom, transit, trip, hour):
    pack = load_pack()
    scenario = Scenario.model_validate({"raid": {"date": "2022-12-05", "weapons": [{"kind": "uav", "n": 1}]}})
    net = network(pack, scenario)
    shape = (2, pack.assets.height)
    level, from_h, share = np.zeros(shape, np.int8), np.full(shape, np.inf), np.ones(shape)
    for asset, when, left in struck:
        place = asset % pack.assets.height
        level[:, place], from_h[:, place], share[:, place] = 3, when, left
    damage = Damage(
        level=level, from_h=from_h, struck_share=share, bypass_share=share,
        bypass_h=np.where(level, from_h + 9, np.inf), work_h=np.zeros(shape), needs_spare=level > 2,
        leaker=np.empty(0, np.int64), leaker_asset=np.empty(0, np.int64),
    )  # fmt: skip
    doubts = {
        "grid.trip_chance": np.full(2, trip), "pack.tie_headroom_mw": np.full(2, headroom),
        "grid.transit_loss": np.full(2, transit), "pack.import_mw": np.full(2, 200.0),
    }  # fmt: skip
    demand, plant_share = np.ones((2, len(pack.regions))), np.ones((2, 7))
    answer = first_minute(
        pack, net, Key(3), np.arange(2), damage, np.full(2, hour), demand, plant_share, doubts, told=500
    )
    assert answer.error_mw.max() < 1e-6
    rounds = answer.balances
    assert ((rounds["generation_mw"] + rounds["tie_mw"] - rounds["load_mw"]).abs() < 1e-6).all()
    # no energy from nowhere: after the raid's first moment plant gives no more than before and governors' reserve
    if rounds.height:
        before = rounds["load_mw"].max()
        assert rounds["generation_mw"].max() <= before * 1.06 + 3000
    assert ((answer.shed_share >= 0) & (answer.shed_share <= 1)).all()
    assert ((answer.off_h >= from_h.min()) | np.isinf(answer.off_h)).all()
    assert ((answer.back_h > answer.off_h) | np.isinf(answer.off_h)).all()
