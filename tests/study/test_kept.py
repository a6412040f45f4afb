"""Full tables of kept draws: what they promise, and that they say what the outcome says."""

import numpy as np
import polars as pl
import pytest

from oberih.luck import Key
from oberih.study import run_study
from oberih.study.kept import TABLES, empty_tables
from oberih.study.outcome import FIELDS
from oberih.terms.tables import check


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_what_their_names_promise(study, name):
    table = check(name, study.kept[name])
    assert set(table["draw"].unique()) <= {0, 1}
    assert table.height > 0
    assert table["draw"].is_sorted()
    assert check(name, empty_tables()[name]).height == 0


def test_nothing_is_kept_where_nothing_is_asked(pack, scenario_of):
    kept = run_study(scenario_of(), pack, Key(1), 3, workers=1, keep=0).kept
    assert all(check(name, kept[name]).height == 0 for name in TABLES)


def test_more_kept_than_drawn_is_all(pack, scenario_of):
    kept = run_study(scenario_of(), pack, Key(1), 2, workers=1, keep=50).kept
    assert kept["served"]["draw"].unique().sort().to_list() == [0, 1]


@pytest.mark.parametrize("draw", [0, 1])
def test_weapons_and_leakers_count_as_the_outcome_does(study, draw):
    row = study.outcome.row(draw, named=True)
    weapons = study.kept["weapons"].filter(draw=draw)
    assert weapons.height == row["launched"]
    for fate in ("stopped", "lost", "leaked"):
        assert (weapons["fate"] == fate).sum() == row[fate]
    assert (weapons["region"].is_null() == weapons["asset_class"].is_null()).all()
    kinds = study.outcome_kinds.filter(draw=draw)
    for kind, launched in kinds.select("kind", "launched").iter_rows():
        assert (weapons["kind"] == kind).sum() == launched
    leakers = study.kept["leakers"].filter(draw=draw)
    assert leakers.height == row["leaked"]
    assert set(leakers["weapon"]) == set(weapons.filter(fate="leaked")["weapon"])
    assert (leakers["asset"].is_null() == leakers["asset_class"].is_null()).all()


@pytest.mark.parametrize("draw", [0, 1])
def test_leakers_name_an_asset_of_their_own_region_and_class(study, pack, draw):
    leakers = study.kept["leakers"].filter(pl.col("draw") == draw, pl.col("asset").is_not_null())
    there = leakers.join(pack.assets, on="asset", how="left", suffix="_asset")
    assert (there["region"] == there["region_asset"]).all()
    assert (there["asset_class"] == there["asset_class_asset"]).all()
    states = study.kept["states"].filter(draw=draw)
    debris = set(states["asset"]) - set(leakers["asset"])
    assert (states.filter(pl.col("asset").is_in(list(debris)))["level"] <= 1).all()


@pytest.mark.parametrize("draw", [0, 1])
def test_states_go_from_struck_to_whole(study, draw):
    states = study.kept["states"].filter(draw=draw)
    assert states["asset"].n_unique() == study.outcome["struck_assets"][draw]
    works = study.kept["works"].filter(draw=draw)
    for (asset,), steps in states.group_by("asset", maintain_order=True):
        assert steps["from_h"].is_sorted()
        assert steps["level"][0] > 0
        assert steps["capacity_share"].is_sorted()
        whole = steps.filter(level=0)
        work = works.filter(asset=asset)
        assert whole.height == work.height
        if work.height:
            assert whole["from_h"][0] == work["end_h"][0]
            assert whole["capacity_share"][0] == 1
    assert (works["end_h"] > works["start_h"]).all()
    needs = states.filter(pl.col("from_h") == pl.col("from_h").min().over("asset"))
    paired = works.join(needs.select("asset", "needs_spare"), on="asset", how="left")
    assert (paired["spare"] == paired["needs_spare"]).all()


@pytest.mark.parametrize("draw", [0, 1])
def test_served_adds_up_to_the_outcome_and_to_the_hours(study, pack, draw):
    served = study.kept["served"].filter(draw=draw)
    hours = study.hours.shape[1]
    assert served.height == hours * len(pack.regions)
    cuts = ("cut_damage_mw", "cut_automatic_mw", "cut_emergency_mw", "cut_scheduled_mw")
    cut = served.select(pl.sum_horizontal(cuts)).to_series()
    assert np.allclose(served["demand_mw"], served["served_mw"] + cut)
    assert cut.sum() == pytest.approx(study.outcome["unserved_mwh"][draw])
    for name in ("demand_mw", *cuts):
        grid = served.sort("hour", "region")[name].to_numpy().reshape(hours, -1)  # the pack's regions are sorted
        assert grid == pytest.approx(study.hours[FIELDS.index(name), :, :, draw], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("draw", [0, 1])
def test_units_that_give_less_say_why(study, pack, draw):
    units = study.kept["units"].filter(draw=draw)
    of_pack = units.join(pack.assets, left_on="unit", right_on="asset", how="left", suffix="_asset")
    assert (of_pack["technology"] == of_pack["asset_class"]).all()
    assert (of_pack["region"] == of_pack["region_asset"]).all()
    whole = of_pack["cause"].is_in(["none", "fuel"])
    assert (of_pack["available_mw"] <= of_pack["available_mw_asset"]).all()
    assert (of_pack["available_mw"] == of_pack["available_mw_asset"]).filter(whole).all()
    assert (of_pack["available_mw"] < of_pack["available_mw_asset"]).filter(~whole).all()
    assert set(units["cause"].unique()) <= {"struck", "tripped", "stranded", "fuel", "none"}
    away = units.filter(pl.col("cause").is_in(["struck", "tripped", "stranded"]))
    assert (away["return_h"] > away["hour"]).all()
    assert (units.filter(pl.col("cause").is_in(["none", "fuel"]))["return_h"] == 0).all()
    assert units.group_by("unit").len()["len"].n_unique() <= 1  # every unit, every hour
    assert (units.filter(cause="tripped")["available_mw"] == 0).all()
    row = study.outcome.row(draw, named=True)
    assert units.filter(cause="struck")["unit"].n_unique() <= row["units_struck"]
    assert units.filter(cause="tripped")["unit"].n_unique() <= row["units_tripped"]
    assert "substation" not in units["technology"].unique()


@pytest.mark.parametrize("draw", [0, 1])
def test_queues_cover_what_schedules_and_emergency_cut(study, pack, draw):
    queues, served = study.kept["queues"].filter(draw=draw), study.kept["served"].filter(draw=draw)
    off = queues.group_by("region", (pl.col("slot") // 2).alias("hour")).agg((pl.col("status") != "on").mean())
    both = served.join(off, on=["region", "hour"])
    assert both.height == served.height
    wanted = (both["cut_emergency_mw"] + both["cut_scheduled_mw"]) / both["demand_mw"]
    held = {region: 1 - share for region, share in zip(pack.regions, pack.critical_share.tolist(), strict=True)}
    in_queues = both["region"].replace_strict(held)
    covered = both["status"] * in_queues
    assert ((covered >= wanted - 1e-6) | (both["status"] == 1)).all()
    assert (covered <= wanted + in_queues / 3 + 1e-6).all()  # one of the three queues of 2022
