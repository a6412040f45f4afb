"""The country pack `ua`: totals against sources, the balance before the raid, provenance, the map, broken copies."""

import csv
import dataclasses
import datetime as dt
import json
import math
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from oberih.scenario import Scenario
from oberih.scenario import pack as packs
from oberih.scenario.pack import PACKS, Pack, check, load_pack
from oberih.scenario.packs import faults, figures
from oberih.scenario.packs.build import apportion
from oberih.scenario.packs.main_figures import counts, table
from oberih.scenario.packs.metrics import DRAWS, METRICS
from oberih.terms.errors import PackError
from oberih.terms.regions import REGIONS
from oberih.terms.words import word_list

EVENING, NIGHT = 18, 3


@pytest.fixture(scope="module")
def ua() -> Pack:
    return load_pack()


def at(pack: Pack, iso: str) -> int:
    return pack.regions.index(iso)


def by_region(pack: Pack, table: pl.DataFrame, column: str) -> np.ndarray:
    sums = dict(table.group_by("region").agg(pl.col(column).sum()).iter_rows())
    return np.array([sums.get(region, 0.0) for region in pack.regions])


# ---- totals


def test_regions_are_the_codes_of_the_state_less_two(ua: Pack) -> None:
    assert len(ua.regions) == 25
    assert list(ua.regions) == sorted(ua.regions)
    assert set(ua.regions) | set(ua.map_only) == set(REGIONS)
    assert ua.map_only == ("UA-40", "UA-43")


def test_people_and_demand_meet_the_published_totals(ua: Pack) -> None:
    assert ua.population.sum() == pytest.approx(31.5e6, rel=0.01)
    assert ua.demand_peak_mw.sum() == pytest.approx(16_500)
    assert 1_100 <= ua.demand_peak_mw[at(ua, "UA-51")] <= 1_320
    assert 1_000 <= ua.demand_peak_mw[at(ua, "UA-30")] <= 1_200
    assert (ua.population > 0).all()
    assert (ua.demand_peak_mw > 0).all()
    assert ua.demand_peak_mw.argmin() == at(ua, "UA-09")


def test_people_left_where_the_published_fall_of_households_says(ua: Pack) -> None:
    """DiXi put the fall of households' consumption at 16 %; people present over people of 2021 give nearly that."""
    prewar = ua.figures.filter(metric="population_prewar")["value"].sum() * 1000
    assert 0.12 < 1 - ua.population.sum() / prewar < 0.20


def test_industry_takes_the_published_share_of_consumption(ua: Pack) -> None:
    names = ("industry_share", "consumption_prewar")
    parts = {name: ua.figures.filter(metric=name) for name in names}
    rows = {name: dict(zip(part["region"], part["value"], strict=True)) for name, part in parts.items()}
    use = rows["consumption_prewar"]
    mean = sum(rows["industry_share"][each] * use[each] for each in use) / sum(use.values())
    assert mean == pytest.approx(0.404, abs=0.01)


def test_demand_profile_has_two_peaks_and_a_night(ua: Pack) -> None:
    workday, weekend = ua.demand_profile
    assert workday.max() == 1
    assert 17 <= workday.argmax() <= 22
    assert 1.3 <= 1 / workday.min() <= 1.4
    assert workday.argmin() in range(1, 6)
    assert 1.05 <= 1 / workday.mean() <= 1.16
    assert workday[7:12].min() > workday[0:6].max()
    np.testing.assert_allclose(weekend, workday * 0.953)


def test_cold_raises_demand_and_warmth_stops_mattering(ua: Pack) -> None:
    reference = np.full(25, ua.reference_temperature_c)
    base = ua.demand_mw(EVENING, reference).sum()
    assert ua.demand_mw(EVENING, reference - 1).sum() == pytest.approx(base * 1.0145)
    assert (
        215 <= ua.demand_mw(EVENING, reference - 1).sum() - base <= 290
    )  # MW per degree; pre-war 250-290 of more load
    np.testing.assert_array_equal(ua.demand_mw(EVENING, reference + 30), ua.demand_mw(EVENING, reference + 20))
    assert ua.demand_mw(EVENING, reference, weekend=True).sum() == pytest.approx(base * 0.953)


def test_climate_is_that_of_ukraine(ua: Pack) -> None:
    assert ua.temperature_c.shape == (25, 12)
    assert ua.temperature_c[at(ua, "UA-30"), 0] == pytest.approx(-3.2, abs=0.1)  # norm of 1991-2020, published
    weights = ua.population / ua.population.sum()
    assert weights @ ua.temperature_c[:, 11] == pytest.approx(ua.reference_temperature_c, abs=0.1)
    assert (ua.temperature_c.argmax(axis=1) == 6).all()
    assert (ua.temperature_c.argmin(axis=1) == 0).all()
    assert ua.temperature_c[at(ua, "UA-51"), 0] > ua.temperature_c[at(ua, "UA-59"), 0]


# ---- plant


def held(pack: Pack, name: str, *, controlled: bool = True) -> pl.DataFrame:
    return pack.assets.filter(asset_class=name, controlled=controlled)


def test_assets_are_numbered_in_a_row(ua: Pack) -> None:
    assert ua.assets["asset"].to_list() == list(range(ua.assets.height))
    assert ua.assets.schema["asset"] == pl.Int32
    assert set(ua.assets["region"]) == set(ua.regions)
    assert (ua.assets["available_mw"] <= ua.assets["capacity_mw"] + 1e-9).all()
    assert (ua.assets["capacity_mw"] > 0).all()


def test_nuclear_units_stand_as_published(ua: Pack) -> None:
    units = Counter(held(ua, "nuclear")["region"])
    assert units == {"UA-56": 4, "UA-68": 2, "UA-48": 3}
    assert held(ua, "nuclear")["capacity_mw"].sum() == 7_835
    lost = held(ua, "nuclear", controlled=False)
    assert lost["region"].to_list() == ["UA-23"] * 6
    assert lost["capacity_mw"].to_list() == [1_000.0] * 6


def test_occupied_plant_gives_nothing(ua: Pack) -> None:
    lost = ua.assets.filter(~pl.col("controlled"))
    assert lost["available_mw"].abs().sum() == 0
    assert set(lost["asset_class"]) >= {"nuclear", "thermal", "hydro"}
    assert ua.assets.filter(asset_class="hydro", region="UA-65")["available_mw"].sum() == 0


def test_thermal_units_work_or_do_not(ua: Pack) -> None:
    thermal = held(ua, "thermal")
    assert thermal["capacity_mw"].sum() == pytest.approx(14_750, rel=0.01)
    assert thermal["capacity_mw"].is_between(150, 300).all()
    working = thermal.filter(pl.col("available_mw") > 0)
    assert thermal["available_mw"].sum() == pytest.approx(0.205 * thermal["capacity_mw"].sum())
    assert (working["available_mw"] / working["capacity_mw"]).is_between(0.6, 0.9).all()
    assert working.height < thermal.height / 2  # 22 of 75 idle, 16 damaged, 6 destroyed


def test_mean_output_is_like_that_of_the_winter(ua: Pack) -> None:
    """Generation of January to April 2023, 36.5 TWh; spring sun is why renewables had more then."""
    mean = {name: held(ua, name)["available_mw"].sum() for name in ("nuclear", "thermal", "chp", "solar", "wind")}
    mean["hydro"] = ua.hydro_energy_mwh_day / 24
    share = {name: value / sum(mean.values()) for name, value in mean.items()}
    assert share["nuclear"] == pytest.approx(0.534, abs=0.03)
    assert share["thermal"] == pytest.approx(0.208, abs=0.04)
    assert share["chp"] == pytest.approx(0.078, abs=0.02)
    assert share["hydro"] == pytest.approx(0.123, abs=0.02)
    assert share["solar"] + share["wind"] < 0.057
    assert sum(mean.values()) == pytest.approx(12_673, rel=0.05)  # MW, 36.5 TWh over 2,880 h
    assert held(ua, "hydro")["available_mw"].sum() * 24 > ua.hydro_energy_mwh_day
    assert set(ua.hydro_assets) == set(held(ua, "hydro")["asset"])


def test_substation_groups(ua: Pack) -> None:
    groups = held(ua, "substation")
    count = Counter(groups["region"])
    assert 60 <= groups.height <= 75
    assert count["UA-09"] == 1
    assert min(number for region, number in count.items() if region != "UA-09") == 2
    ratio = by_region(ua, groups, "available_mw") / ua.demand_peak_mw
    assert ((ratio >= 1.2) & (ratio <= 2.0)).all()
    assert ratio[at(ua, "UA-51")] == pytest.approx(1.3)
    assert ratio[at(ua, "UA-32")] == pytest.approx(1.3)
    large = groups.filter(pl.col("capacity_mw") > 300)["capacity_mw"]
    assert large.max() < 640
    assert large.sum() > 0.8 * groups["capacity_mw"].sum()
    assert set(groups["protection"]) == {"none", "gabions"}


def test_small_plant_stands_on_the_distribution_side(ua: Pack) -> None:
    side = {name: set(held(ua, name)["node"]) for name in ("substation", "chp", "solar", "nuclear", "thermal", "wind")}
    assert side["chp"] == side["solar"] == {"distribution"}
    assert side["substation"] == side["nuclear"] == side["thermal"] == {"transmission"}
    assert side["wind"] == {"transmission", "distribution"}


# ---- network


def test_links_are_the_borders_on_the_map(ua: Pack) -> None:
    borders = {tuple(sorted(pair)) for pair in shared_borders(ua.geometry) if not set(pair) & set(ua.map_only)}
    assert set(ua.links.select("a", "b").iter_rows()) == borders
    assert (ua.links["a"] < ua.links["b"]).all()
    assert (ua.links["limit_mw"] > 0).all()


@pytest.mark.parametrize(("low", "high", "intact"), [(1, 2, 4_500), (2, 3, 3_500)])
def test_cuts_carry_what_is_assumed(ua: Pack, low: int, high: int, intact: float) -> None:
    part = ua.figures.filter(metric="area")
    area = dict(zip(part["region"], part["value"], strict=True))
    cut = [mw for a, b, mw in ua.links.iter_rows() if {area[a], area[b]} == {low, high}]
    assert sum(cut) == pytest.approx(intact * 0.5)


def test_imports(ua: Pack) -> None:
    assert ua.imports["limit_mw"].sum() == pytest.approx(600 * 0.85)
    assert ua.imports["expected_mw"].sum() == pytest.approx(200)
    assert (ua.imports["expected_mw"] <= ua.imports["limit_mw"]).all()
    assert ua.imports["synchronous"].all()
    assert ua.ranges["tie_headroom_mw"].mid == pytest.approx(ua.imports["tie_headroom_mw"].sum())
    assert ua.ranges["import_mw"].mid == pytest.approx(ua.imports["expected_mw"].sum())
    assert ua.ranges["import_mw"].high == pytest.approx(ua.imports["limit_mw"].sum())


def test_crews_and_spares(ua: Pack) -> None:
    assert ua.crews.sum() == 70
    assert ua.crews.min() >= 1
    assert ua.crews.argmax() == at(ua, "UA-12")  # most groups
    assert ua.spares["substation"] == (0, 3, 8)
    assert all(low <= mid <= high for low, mid, high in ua.spares.values())
    assert set(ua.ranges) == set(DRAWS)
    assert all(each.low <= each.mid <= each.high for each in ua.ranges.values())
    assert 0 < ua.alarm_share < 0.25


# ---- the balance before the raid, by a transport model of its own


def supply_mw(pack: Pack, hour: int) -> np.ndarray:
    """What regions can give in an hour. Hydro runs full in the ten peak hours; the water that is left runs evenly.

    Pumped storage gives in peak hours only, and the sun does not shine in either hour tested.
    """
    hydro = held(pack, "hydro")["available_mw"].sum()
    left = (pack.hydro_energy_mwh_day / hydro - 10) / 14
    factor = {"solar": 0.0, "substation": 0.0}
    if hour == NIGHT:
        factor |= {"hydro": left, "pumped": 0.0}
    total = by_region(pack, pack.imports, "expected_mw")
    for name in set(pack.assets["asset_class"]):
        total += factor.get(name, 1.0) * by_region(pack, held(pack, name), "available_mw")
    return total


def flow_matrix(pack: Pack) -> np.ndarray:
    """What each link, flowing from a to b, takes from each region, (region, link)."""
    matrix = np.zeros((len(pack.regions), pack.links.height))
    for link, (a, b, _) in enumerate(pack.links.iter_rows()):
        matrix[at(pack, a), link], matrix[at(pack, b), link] = 1.0, -1.0
    return matrix


def most_served(pack: Pack, demand: np.ndarray, supply: np.ndarray) -> float:
    """Most demand that can be met over links and substations, MW."""
    n = len(pack.regions)
    through = by_region(pack, held(pack, "substation"), "available_mw")
    limit = pack.links["limit_mw"].to_list()
    answer = linprog(
        np.concatenate([-np.ones(n), np.zeros(n + len(limit))]),
        A_eq=np.hstack([np.eye(n), -np.eye(n), flow_matrix(pack)]),
        b_eq=np.zeros(n),
        bounds=[(0, mw) for mw in np.minimum(demand, through)]
        + [(0, mw) for mw in supply]
        + [(-mw, mw) for mw in limit],
    )
    assert answer.status == 0
    return -float(answer.fun)


def least_worst_share(pack: Pack, demand: np.ndarray, supply: np.ndarray) -> float:
    """The smallest share of cut that no region need exceed."""
    n = len(pack.regions)
    limit = pack.links["limit_mw"].to_list()
    answer = linprog(
        np.concatenate([[1.0], np.zeros(n + len(limit))]),
        A_ub=np.hstack([-demand[:, None], -np.eye(n), flow_matrix(pack)]),  # demand (1 - share) <= given - outflow
        b_ub=-demand,
        bounds=[(0, 1)] + [(0, mw) for mw in supply] + [(-mw, mw) for mw in limit],
    )
    assert answer.status == 0
    return float(answer.x[0])


@pytest.mark.parametrize(("hour", "least", "most"), [(EVENING, 0.10, 0.20), (NIGHT, 0.0, 0.08)])
def test_deficit_before_the_raid(ua: Pack, hour: int, least: float, most: float) -> None:
    """17 % was published for 2 December 2022; nights were short of little."""
    demand = ua.demand_mw(hour, np.full(25, ua.reference_temperature_c))
    deficit = 1 - most_served(ua, demand, supply_mw(ua, hour)) / demand.sum()
    assert least <= deficit <= most


@pytest.mark.parametrize("state", ["2022-10", "2024-03"])
def test_states_without_a_deficit_before_the_raid_can_serve_the_peak(state: str) -> None:
    """Power was exported until 11 October 2022, and no cuts were ordered in March 2024 before the 22nd."""
    pack = load_pack("ua", state)
    demand = pack.demand_mw(EVENING, np.full(25, pack.reference_temperature_c))
    supply = supply_mw(pack, EVENING)
    assert most_served(pack, demand, supply) > 0.995 * demand.sum()
    assert 1.1 < supply.sum() / demand.sum() < 1.3


def test_states_differ_where_the_war_made_them_differ() -> None:
    october, december, march = (load_pack("ua", state) for state in ("2022-10", "2022-12", "2024-03"))
    for whole in (october, march):
        assert whole.links["limit_mw"].sum() > 1.5 * december.links["limit_mw"].sum()
        assert held(whole, "thermal")["available_mw"].sum() > 1.4 * held(december, "thermal")["available_mw"].sum()
        assert whole.regions == december.regions
        np.testing.assert_array_equal(whole.temperature_c, december.temperature_c)
    assert october.population[at(october, "UA-65")] < 0.1 * december.population[at(december, "UA-65")]
    # 18.3 GW were counted as available in 2023
    plant = march.assets.filter(pl.col("asset_class") != "substation")["available_mw"].sum()
    assert plant == pytest.approx(18_300, rel=0.03)
    assert march.imports["limit_mw"].sum() == pytest.approx(1_700 * 0.85)
    assert october.imports["expected_mw"].sum() == 0


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2022-02-24", "2022-10"), ("2022-10-10", "2022-10"), ("2022-10-31", "2022-10"), ("2022-11-15", "2022-12"),
        ("2022-11-23", "2022-12"), ("2022-12-05", "2022-12"), ("2023-03-09", "2022-12"), ("2023-09-21", "2024-03"),
        ("2024-03-22", "2024-03"), ("2024-06-01", "2024-03"),
    ],
)  # fmt: skip
def test_a_raid_finds_its_state(day: str, state: str) -> None:
    on = dt.date.fromisoformat(day)
    assert load_pack(on=on).state == state
    scenario = Scenario.model_validate({"raid": {"date": on, "weapons": [{"kind": "cruise", "n": 1}]}})
    assert scenario.grid.state == state


def test_a_thousand_megawatts_lost_anywhere_leaves_every_region_with_power(ua: Pack) -> None:
    demand = ua.demand_mw(EVENING, np.full(25, ua.reference_temperature_c))
    supply = supply_mw(ua, EVENING)
    whole = least_worst_share(ua, demand, supply)
    for region in np.flatnonzero(supply > 0):
        struck = supply.copy()
        struck[region] = max(0.0, struck[region] - 1_000)
        assert whole - 1e-9 <= least_worst_share(ua, demand, struck) < 0.6


def test_the_bad_end_of_every_draw_at_once_still_leaves_a_power_system(ua: Pack) -> None:
    ranges = ua.ranges
    low = {
        "nuclear": "nuclear_available_factor",
        "thermal": "thermal_available_factor",
        "chp": "thermal_available_factor",
    }
    factor = {name: ranges[draw].low for name, draw in low.items()} | {"hydro": ranges["hydro_energy_factor"].low}
    supply = sum(share * by_region(ua, held(ua, name), "available_mw") for name, share in factor.items())
    links = ua.links.with_columns(pl.col("limit_mw") * ranges["link_factor"].low)
    demand = ua.demand_mw(EVENING, np.full(25, ua.reference_temperature_c)) * ranges["demand_factor"].high
    served = most_served(dataclasses.replace(ua, links=links), demand, supply) / demand.sum()
    assert 0.5 < served < 0.75


# ---- provenance


def test_every_figure_in_use_has_a_row_and_every_row_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()

    class Watched(figures.Figures):
        def rows(self, metric: str) -> dict[str, float]:
            asked.add(metric)
            return super().rows(metric)

        def range(self, metric: str) -> figures.Range:
            asked.add(metric)
            return super().range(metric)

    monkeypatch.setattr(packs, "read_figures", lambda folder: Watched(figures.read_figures(folder).table))
    pack = load_pack()
    only_checked = {"population_total"}  # against which the regions are summed
    assert set(pack.figures["metric"]) == asked & set(pack.figures["metric"]) | only_checked
    assert asked <= set(METRICS)


def test_every_row_says_where_it_comes_from(ua: Pack) -> None:
    rows = ua.figures
    assert set(rows["quality"]) == {"sourced", "derived", "assumed"}
    assert rows.select(pl.col("unit", "as_of", "source").str.len_chars().min()).row(0) > (0, 0, 0)
    assumed = rows.filter(pl.col("quality") == "assumed")
    assert assumed["note"].str.len_chars().min() > 10
    zero_width = assumed.filter(pl.col("low") == pl.col("high"))
    assert zero_width.height == 0, zero_width.select("metric", "region").rows()
    assert rows.filter(pl.col("quality") == "sourced")["source"].str.contains("http|Statistics|IAEA").all()


def test_the_page_on_packs_says_what_the_pack_holds(ua: Pack) -> None:
    page = (Path(__file__).parents[2] / "docs" / "packs.md").read_text(encoding="utf-8")
    told = page.partition("<!-- main figures: generated -->\n")[2].partition("<!-- end of main figures -->")[0]
    assert told == table("ua"), "write it anew with oberih.scenario.packs.main_figures.table"
    assert all(f"| {state} " in told for state in ("2022-10", "2022-12", "2024-03"))
    assert len(told.splitlines()) > 40
    held = counts(PACKS / "ua" / "2022-12")
    text = " ".join(page.split())
    said = f"of {sum(held.values())} figures of December 2022, {held['sourced']} are sourced, {held['derived']} derived"
    assert f"{said} and {held['assumed']} assumed" in text


# ---- the map


def rings(feature: dict[str, Any]) -> list[list[list[list[float]]]]:
    shape = feature["geometry"]
    return shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]


def edges(ring: list[list[float]]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    points = [(x, y) for x, y in ring]
    return list(pairwise(points))


def shared_borders(geometry: dict[str, Any]) -> set[frozenset[str]]:
    owners: dict[frozenset[tuple[float, float]], set[str]] = {}
    for feature in geometry["features"]:
        for polygon in rings(feature):
            for ring in polygon:
                for edge in edges(ring):
                    owners.setdefault(frozenset(edge), set()).add(feature["properties"]["id"])
    assert max(map(len, owners.values())) == 2
    return {frozenset(pair) for pair in owners.values() if len(pair) == 2}


def area_km2(feature: dict[str, Any]) -> float:
    total = 0.0
    for polygon in rings(feature):
        for number, ring in enumerate(polygon):
            scale = 111.32 * math.cos(math.radians(sum(y for _, y in ring) / len(ring))) * 110.9
            twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in edges(ring))
            total += (-1 if number else 1) * abs(twice) / 2 * scale
    return total


def inside(feature: dict[str, Any], lon: float, lat: float) -> bool:
    crossings = 0
    for polygon in rings(feature):
        for ring in polygon:
            for (x1, y1), (x2, y2) in edges(ring):
                crossings += (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
    return crossings % 2 == 1


@pytest.fixture(scope="module")
def features(ua: Pack) -> dict[str, dict[str, Any]]:
    return {feature["properties"]["id"]: feature for feature in ua.geometry["features"]}


def test_map_holds_every_region_with_its_label_inside(features: dict[str, dict[str, Any]]) -> None:
    assert set(features) == set(REGIONS)
    for feature in features.values():
        assert inside(feature, feature["properties"]["label_lon"], feature["properties"]["label_lat"])
        for polygon in rings(feature):
            assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in polygon)
            assert all(round(value, 3) == value for ring in polygon for point in ring for value in point)


def test_no_outline_crosses_itself(features: dict[str, dict[str, Any]]) -> None:
    for name, feature in features.items():
        for polygon in rings(feature):
            for ring in polygon:
                p = np.array(ring)
                a, b = p[:-1, None], p[1:, None]
                c, d = p[None, :-1], p[None, 1:]

                def side(u: np.ndarray, v: np.ndarray, w: np.ndarray) -> np.ndarray:
                    turn = (v[..., 0] - u[..., 0]) * (w[..., 1] - u[..., 1]) - (v[..., 1] - u[..., 1]) * (
                        w[..., 0] - u[..., 0]
                    )
                    return np.sign(np.round(turn, 12))

                crossed = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
                assert not crossed.any(), name


def test_areas_are_plausible(features: dict[str, dict[str, Any]]) -> None:
    areas = {name: area_km2(feature) for name, feature in features.items()}
    assert sum(areas.values()) == pytest.approx(603_500, rel=0.02)  # km², with Crimea
    assert areas["UA-30"] == pytest.approx(840, rel=0.02)
    assert areas["UA-51"] == pytest.approx(33_300, rel=0.03)
    assert areas["UA-32"] == pytest.approx(28_100, rel=0.03)
    assert max(areas, key=areas.__getitem__) == "UA-51"


def test_kyiv_holds_kyiv_and_no_neighbouring_town(features: dict[str, dict[str, Any]]) -> None:
    centre = (30.52, 50.45)
    towns = {"Irpin": (30.25, 50.52), "Brovary": (30.80, 50.51), "Vyshneve": (30.37, 50.385),
             "Boryspil": (30.95, 50.35), "Vyshhorod": (30.49, 50.585), "Boiarka": (30.29, 50.32)}  # fmt: skip
    assert inside(features["UA-30"], *centre)
    assert not inside(features["UA-32"], *centre)
    for town in towns.values():
        assert inside(features["UA-32"], *town)
        assert not inside(features["UA-30"], *town)


def test_the_city_fills_the_hole_in_its_oblast(features: dict[str, dict[str, Any]]) -> None:
    (hole,) = rings(features["UA-32"])[0][1:]
    (outline,) = rings(features["UA-30"])[0]
    assert {frozenset(edge) for edge in edges(hole)} == {frozenset(edge) for edge in edges(outline)}


# ---- faults


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKS / "ua", tmp_path / "ua")
    return tmp_path / "ua" / "2022-12"


def change(folder: Path, file: str, metric: str, region: str, /, **cells: str) -> int:
    """Put cells into one row; the line on which it stands."""
    with (folder / file).open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    (number,) = [n for n, row in enumerate(rows) if row["metric"] == metric and row["region"] == region]
    rows[number] |= cells
    write(folder / file, rows)
    return number + 2


def write(file: Path, rows: list[dict[str, str]], columns: Sequence[str] | None = None) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def drop(folder: Path, file: str, keep: Callable[[dict[str, str]], bool]) -> None:
    with (folder / file).open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        rows = [row for row in reader if keep(row)]
    write(folder / file, rows, reader.fieldnames)


def test_the_pack_that_ships_has_no_fault() -> None:
    assert check(PACKS / "ua" / "2022-12") == ()


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"value": ""}, "pack.not_number"),
        ({"value": "nan"}, "pack.not_number"),
        ({"high": "inf"}, "pack.not_number"),
        ({"value": "1.4", "high": "1.5"}, "pack.bounds"),
        ({"low": "-0.1"}, "pack.bounds"),
        ({"low": "0.32", "high": "0.33"}, "pack.low_above"),
        ({"high": "0.2"}, "pack.high_below"),
        ({"region": "UA-99"}, "pack.unknown_region"),
        ({"region": "UA-43"}, "pack.unknown_region"),  # on the map only
        ({"region": "UA"}, "pack.unknown_region"),
        ({"metric": "critical_shere"}, "pack.unknown_metric"),
        ({"quality": "sure"}, "pack.quality"),
        ({"source": " "}, "pack.empty"),
        ({"note": ""}, "pack.empty"),
        ({"region": "UA-07"}, "pack.twice"),
    ],
)
def test_a_broken_cell_is_found_where_it_stands(copy: Path, cells: dict[str, str], key: str) -> None:
    line = change(copy, "people.csv", "critical_share", "UA-05", **cells)
    found = [fault for fault in check(copy) if fault.key == key]
    assert len(found) >= 1
    assert f"people.csv:{max(line, 0)}" in {fault.where for fault in found} or key == "pack.twice"
    assert all(fault.text("uk") != fault.text("en") for fault in found)


def test_a_fault_in_a_file_that_all_states_share_says_so(copy: Path) -> None:
    line = change(copy.parent, "climate.csv", "temperature_01", "UA-05", value="cold")
    (fault,) = check(copy)
    assert (fault.key, fault.where) == ("pack.not_number", f"../climate.csv:{line}")


def test_all_faults_come_at_once(copy: Path) -> None:
    change(copy, "people.csv", "critical_share", "UA-05", value="")
    change(copy.parent, "links.csv", "link", "UA-05/UA-18", region="UA-05/UA-00")
    change(copy, "demand.csv", "demand_slope", "UA", value="1.45")
    with pytest.raises(PackError) as error:
        load_pack("ua", "2022-12", copy.parent.parent)
    keys = {fault.key for fault in error.value.faults}
    assert keys >= {"pack.not_number", "pack.unknown_region", "pack.bounds", "pack.high_below"}
    assert len(error.value.text("uk").splitlines()) == len(error.value.faults)


def test_a_missing_column_is_named(copy: Path) -> None:
    file = copy / "repair.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",quality,", ",qualitee,", 1), encoding="utf-8")
    (fault,) = check(copy)
    assert (fault.key, fault.where, fault.values) == ("pack.no_column", "repair.csv", {"column": "quality"})


@pytest.mark.parametrize("metric", [name for name, rule in METRICS.items() if rule.scope in ("nation", "region")])
def test_a_figure_left_out_is_missed(copy: Path, metric: str) -> None:
    for file in (*copy.glob("*.csv"), *copy.parent.glob("*.csv")):
        if metric in file.read_text(encoding="utf-8"):
            drop(file.parent, file.name, lambda row: row["metric"] != metric)
    assert {fault.values["metric"] for fault in check(copy) if fault.key == "pack.missing"} == {metric}


def test_a_pack_without_people_or_plant_or_ties_is_refused(copy: Path) -> None:
    for region in load_pack().regions:
        change(copy, "people.csv", "population_present", region, value="0", low="0")
    drop(copy.parent, "plant.csv", lambda row: "nameplate" not in row["metric"])
    drop(copy, "imports.csv", lambda row: row["metric"] != "import_split")
    assert {fault.key for fault in check(copy)} == {
        "pack.no_population", "pack.population_sum", "pack.no_plant", "pack.no_imports"
    }  # fmt: skip


def test_a_region_without_links_is_named(copy: Path) -> None:
    drop(copy.parent, "links.csv", lambda row: row["metric"] != "link" or "UA-09" not in row["region"])
    (fault,) = check(copy)
    assert (fault.key, fault.values) == ("pack.apart", {"regions": "UA-09"})


def test_a_link_between_areas_without_a_limit_is_named(copy: Path) -> None:
    change(copy.parent, "links.csv", "area", "UA-14", value="1")
    assert "pack.no_cut" in {fault.key for fault in check(copy)}


def test_one_pair_written_both_ways_is_found(copy: Path) -> None:
    change(copy.parent, "links.csv", "link", "UA-05/UA-18", region="UA-32/UA-05")
    assert [fault.key for fault in check(copy)] == ["pack.twice"]


def test_a_young_state_of_a_country_at_war_is_refused() -> None:
    folder = PACKS / "ua" / "2022-12"
    assert [fault.key for fault in faults.find(folder, dt.date(2024, 12, 31))] == ["pack.too_young"]
    assert faults.find(folder, dt.date(2025, 1, 1)) == ()


def test_broken_files_are_named(copy: Path) -> None:
    map_file = copy.parent / "regions.geojson"
    drawn = json.loads(map_file.read_text(encoding="utf-8"))
    drawn["features"] = [each for each in drawn["features"] if each["properties"]["id"] != "UA-43"]
    map_file.write_text(json.dumps(drawn), encoding="utf-8")
    (fault,) = check(copy)
    assert (fault.key, fault.values) == ("pack.not_drawn", {"region": "UA-43"})
    map_file.write_text("{}", encoding="utf-8")
    assert [fault.key for fault in check(copy)] == ["pack.not_geojson"]
    map_file.unlink()
    assert [fault.key for fault in check(copy)] == ["pack.no_file"]
    (copy / "people.csv").write_bytes(b"\xff\xfe\x00")
    assert "pack.not_utf8" in {fault.key for fault in check(copy)}
    (copy / "pack.toml").write_text("id = ", encoding="utf-8")
    assert [fault.key for fault in check(copy)] == ["pack.not_toml"]
    (copy / "pack.toml").write_text('id = "ua"', encoding="utf-8")
    assert {fault.key for fault in check(copy)} == {"pack.about"}
    (copy / "pack.toml").unlink()
    assert [fault.key for fault in check(copy)] == ["pack.no_file"]


def test_a_pack_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(PackError, match="2022-12"):
        load_pack("ua", "1999-01")


def test_every_fault_has_words_that_can_be_said() -> None:
    source = (PACKS / "faults.py").read_text(encoding="utf-8") + (PACKS.parent / "pack.py").read_text(encoding="utf-8")
    for key in (key for key in word_list() if key.startswith("pack.")):
        assert f'"{key}"' in source or f'fault("{key.removeprefix("pack.")}"' in source, key


def test_arrays_cannot_be_written_to(ua: Pack) -> None:
    with pytest.raises(ValueError, match="read-only"):
        ua.population[0] = 1.0


def test_apportion_adds_up() -> None:
    for total in (25, 26, 70, 99):
        given = apportion(total, np.linspace(0.1, 3, 25), least=1)
        assert given.sum() == total
        assert given.min() >= 1
