"""The state before the raid is a degraded one that holds together: what the shipped pack promises of it."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from oberih.grid import dispatch, levels, network
from oberih.luck import Key
from oberih.study.draw import sample_doubts

DRAWS = np.arange(200)
START = 13


@pytest.fixture(scope="module")
def before(pack, scenario_of):
    """The hours without a raid, of the pack or of one with other assets."""
    scenario, key = scenario_of(hours=24), Key(3)

    def run(assets=None):
        here = pack if assets is None else replace(pack, assets=assets)
        doubts = sample_doubts(scenario, here, key, DRAWS)
        start = np.full(DRAWS.size, START)
        return dispatch(here, network(here, scenario), DRAWS, 24, start, levels(here, key, DRAWS, doubts), doubts)

    return run


def test_the_evening_deficit_is_that_of_december_2022(before, pack):
    """10 to 20 % in the median of the evening peak: the pack's calibration."""
    hours = before()
    peak = int(pack.demand_profile[0].argmax()) - START
    demand, served = hours.demand_mw[:, peak].sum(axis=1), hours.served_mw[:, peak].sum(axis=1)
    assert (hours.demand_mw.sum(axis=2).argmax(axis=1) == peak).all()
    assert 0.10 <= np.median(1 - served / demand) <= 0.20


def test_losing_a_thousand_megawatts_leaves_no_region_dark(before, pack):
    nuclear = pack.assets.filter(pl.col("asset_class") == "nuclear").sort("available_mw", descending=True)
    lost, unit = 0.0, pack.assets["available_mw"].to_numpy().copy()
    for asset, mw in nuclear.select("asset", "available_mw").iter_rows():
        take = min(mw, 1000 - lost)
        unit[asset] -= take
        lost += take
    assert lost == pytest.approx(1000)
    whole, less = before(), before(pack.assets.with_columns(available_mw=pl.Series(unit)))
    assert (less.served_mw > 0.3 * less.demand_mw).all()
    gone = (whole.served_mw - less.served_mw).sum(axis=2)
    assert (gone.sum(axis=1) > 0).all()
    # of 1,000 MW and their doubt; water that moves to a worse hour adds to it
    assert gone.mean() <= 1000 * pack.ranges["nuclear_available_factor"].high + 1


def test_demand_follows_the_clock_the_weekday_and_the_cold(pack, scenario_of):
    """Hour h of a raid at 13:00 on Friday: local hour, and Saturday's shape from midnight."""
    key, draws = Key(3), np.arange(2)

    def demand(date):
        scenario = scenario_of(hours=24, raid={"date": date})
        doubts = sample_doubts(scenario, pack, key, draws)
        doubts["pack.pickup_peak"] = np.ones(2)  # what comes back after an outage is greater, which is tested elsewhere
        level = levels(pack, key, draws, doubts)
        hours = dispatch(pack, network(pack, scenario), draws, 24, np.full(2, START), level, doubts)
        return hours.demand_mw / level.demand_factor[:, None, :]

    friday = demand("2022-12-09")
    cold = pack.temperature_c[:, 11]
    for h in (0, 5, 10, 11, 20):
        expected = pack.demand_mw((START + h) % 24, cold, weekend=h >= 11)
        assert friday[0, h] == pytest.approx(expected)
    july = demand("2023-07-07")
    assert july[0, 0] == pytest.approx(pack.demand_mw(START, pack.temperature_c[:, 6]))
    assert (july[0, 0] < friday[0, 0]).all()
