"""Intervals: order statistics of draws, infinite where something is not reached, sums of the country from regions."""

import math

import numpy as np
import polars as pl
import pytest

from oberih.luck import Key
from oberih.study import run_study
from oberih.study.figures import EMERGENCY_SHARE
from oberih.study.outcome import FIELDS
from oberih.study.quantities import LEVELS, WHOLE, quantities
from oberih.terms.tables import check


@pytest.fixture(scope="module")
def scenario(scenario_of):
    return scenario_of(hours=40)


@pytest.fixture(scope="module")
def table(study, scenario, pack):
    return check("quantities", quantities(study, scenario, pack))


def row(table, quantity, *, region=None, hour=None, kind=None):
    found = table.filter(
        pl.col("quantity") == quantity, pl.col("region").eq_missing(region), pl.col("hour").eq_missing(hour),
        pl.col("kind").eq_missing(kind),
    )  # fmt: skip
    assert found.height == 1, (quantity, found.height)
    return found.row(0, named=True)


def agrees(found, values, rel=1e-6):
    values = np.sort(np.asarray(values, float))
    n = values.size
    for level in LEVELS:
        assert found[f"p{round(100 * level):02d}"] == pytest.approx(values[math.ceil(level * n) - 1], rel=rel, abs=1e-6)
    if np.isfinite(values).all():
        assert found["mean"] == pytest.approx(values.mean(), rel=rel, abs=1e-6)
        assert found["se"] == pytest.approx(values.std(ddof=1) / math.sqrt(n), rel=1e-4, abs=1e-6)
    else:
        assert found["mean"] == found["se"] == math.inf


def test_no_row_twice_and_none_without_a_number(table):
    assert table.unique(["quantity", "region", "hour", "kind"]).height == table.height
    numbers = table.select("mean", "se", "p05", "p25", "p50", "p75", "p95").to_numpy()
    assert not np.isnan(numbers).any()
    assert (numbers[:, 3:] >= numbers[:, 2:-1]).all()


@pytest.mark.parametrize("name", WHOLE)
def test_totals_are_order_statistics_of_the_outcome(table, study, name):
    agrees(row(table, name), study.outcome[name].cast(pl.Float64))


def test_some_time_to_recover_is_infinite_here(table, study):
    """So that the case above really meets one."""
    assert study.outcome["hours_to_lifted"].is_infinite().any()
    assert math.isinf(row(table, "hours_to_lifted")["mean"])


@pytest.mark.parametrize("name", ["launched", "stopped", "lost", "leaked"])
def test_weapons_by_kind(table, study, name):
    kinds = study.outcome_kinds
    agrees(row(table, name), study.outcome[name])
    agrees(row(table, name, kind="cruise"), kinds.filter(kind="cruise")[name])
    agrees(row(table, name, kind="drone"), kinds.filter(kind="drone")[name])
    agrees(row(table, name, kind="missile"), kinds.filter(kind="cruise")[name])  # the only missiles of this raid
    assert set(table.filter(quantity=name)["kind"].drop_nulls()) == {"missile", "cruise", "drone"}


@pytest.mark.parametrize("hour", [0, 5, 39])
def test_hours_of_a_region_and_of_the_country(table, study, pack, hour):
    demand, base = study.hours[0, hour].astype(float), study.hours[1, hour].astype(float)
    cut = study.hours[2:, hour].sum(axis=0, dtype=float)
    r = pack.regions.index("UA-32")
    agrees(row(table, "demand_mw", region="UA-32", hour=hour), demand[r])
    agrees(row(table, "cut_mw", region="UA-32", hour=hour), cut[r], rel=1e-4)
    agrees(row(table, "cut_share", region="UA-32", hour=hour), cut[r] / demand[r], rel=1e-4)
    agrees(row(table, "cut_scheduled_mw", region="UA-32", hour=hour), study.hours[5, hour, r])
    agrees(row(table, "demand_mw", hour=hour), demand.sum(axis=0))
    agrees(row(table, "cut_mw", hour=hour), cut.sum(axis=0), rel=1e-4)
    agrees(row(table, "cut_share", hour=hour), cut.sum(axis=0) / demand.sum(axis=0), rel=1e-4)
    found = row(table, "raid_cut_mw", hour=hour)
    assert found["mean"] == pytest.approx((cut - base).sum(axis=0).mean(), abs=0.05)


def test_figures_of_a_region_over_all_hours(table, study, pack):
    r = pack.regions.index("UA-51")
    demand, base = study.hours[0, :, r].astype(float), study.hours[1, :, r].astype(float)
    cut = study.hours[2:, :, r].sum(axis=0, dtype=float)
    share = cut / demand
    agrees(row(table, "peak_cut_mw", region="UA-51"), cut.max(axis=0), rel=1e-4)
    agrees(row(table, "peak_cut_share", region="UA-51"), share.max(axis=0), rel=1e-4)
    agrees(row(table, "hours_cut", region="UA-51"), share.sum(axis=0), rel=1e-4)
    agrees(row(table, "people_without_power_peak", region="UA-51"), share.max(axis=0) * pack.population[r], rel=1e-4)
    assert row(table, "raid_unserved_mwh", region="UA-51")["mean"] == pytest.approx(
        (cut - base).sum(axis=0).mean(), rel=1e-3
    )
    sudden = study.hours[2:5, :24, r].sum(axis=0, dtype=float)
    emergency = (sudden >= EMERGENCY_SHARE * demand[:24]).any(axis=0)
    assert row(table, "emergency", region="UA-51")["mean"] == pytest.approx(emergency.mean())


def test_regions_add_up_to_the_country(table):
    of_regions = table.filter(pl.col("quantity") == "raid_unserved_mwh", pl.col("region").is_not_null())
    assert of_regions.height == 25
    assert of_regions["mean"].sum() == pytest.approx(row(table, "raid_unserved_mwh")["mean"], rel=1e-4)


def test_the_next_day_is_the_calendar_day_after(table, study):
    """A raid at 13:00: hours 11 to 34 are the next day."""
    demand = study.hours[FIELDS.index("demand_mw"), 11:35].sum(axis=(0, 1), dtype=float)
    cut = study.hours[2:, 11:35].sum(axis=(0, 1, 2), dtype=float)
    agrees(row(table, "next_day_deficit_share"), cut / demand, rel=1e-4)
    base = study.hours[1, 11:35].sum(axis=(0, 1), dtype=float)
    agrees(row(table, "base_next_day_deficit_share"), base / demand, rel=1e-4)


@pytest.mark.parametrize(("hours", "start_hour", "said"), [(35, 13, True), (34, 13, False), (12, 23, False)])
def test_a_day_that_is_not_whole_is_not_stated(pack, scenario_of, hours, start_hour, said):
    scenario = scenario_of(hours=hours, raid={"start_hour": start_hour})
    few = run_study(scenario, pack, Key(1), 3, workers=1, keep=0)
    assert ("next_day_deficit_share" in quantities(few, scenario, pack)["quantity"]) == said


def test_one_draw_has_intervals_too(pack, scenario_of):
    scenario = scenario_of()
    one = run_study(scenario, pack, Key(1), 1, workers=1, keep=0)
    found = row(quantities(one, scenario, pack), "unserved_mwh")
    assert found["p05"] == found["p95"] == found["mean"] == pytest.approx(one.outcome["unserved_mwh"][0])
    assert found["se"] == 0
