"""Packs of other countries: the invented one that ships, packs in a folder, and regions that they bring."""

import csv
import datetime as dt
import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from oberih.report.labels import inside
from oberih.report.projection import shapes
from oberih.scenario import Scenario, load, load_pack, parse
from oberih.scenario.pack import PACKS, check, pack_states
from oberih.scenario.packs import places
from oberih.terms.errors import PackError, ScenarioError
from oberih.terms.regions import REGIONS

STATE = "2020-01"
RAID = '[raid]\nhit_regions = ["{}"]\n[[raid.weapons]]\nkind = "cruise"\nn = 3\n[grid]\npack = "{}"\n'


@pytest.fixture(scope="module")
def ozeria():
    return load_pack("ozeria")


@pytest.fixture
def mine(tmp_path):
    shutil.copytree(PACKS / "ozeria", tmp_path / "mypack")
    return tmp_path / "mypack"


def test_the_invented_country_says_so_and_shares_no_code_with_a_real_one(ozeria):
    assert ozeria.invented
    assert not load_pack("ua", "2022-12").invented
    assert not set(ozeria.regions) & set(REGIONS)
    assert {code[:2] for code in ozeria.regions} == {ozeria.nation} == {"XO"}  # ISO 3166 leaves XA to XZ to its users
    assert set(ozeria.figures["source"]) == {"invented"}
    assert all(place.uk and place.en and place.uk_in and place.en_in for place in ozeria.names.values())


def test_the_invented_country_has_a_plane_and_its_map_is_drawn_on_it(ozeria):
    assert ozeria.place_km.shape == (len(ozeria.regions), 2)
    drawn, height = shapes(ozeria.geometry, 760.0)
    assert {shape.iso for shape in drawn} == set(ozeria.regions)
    assert 400 < height < 700  # 600 km by 400 km, as wide as a page
    by_code = {each["properties"]["id"]: each["geometry"]["coordinates"][0] for each in ozeria.geometry["features"]}
    for i, code in enumerate(ozeria.regions):
        assert inside((np.array(by_code[code]),), ozeria.place_km[[i]]).all(), code
    borders = {}
    for code, ring in by_code.items():
        for a, b in pairwise(ring):
            borders.setdefault(frozenset((tuple(a), tuple(b))), set()).add(code)
    shared = {tuple(sorted(pair)) for pair in borders.values() if len(pair) == 2}
    assert set(ozeria.links.select("a", "b").iter_rows()) == shared


def test_the_invented_country_can_feed_itself_before_a_raid(ozeria):
    plant = ozeria.assets.filter(ozeria.assets["asset_class"] != "substation")["available_mw"].sum()
    imports = ozeria.imports["expected_mw"].sum()
    assert 1.0 < (plant + imports) / ozeria.demand_peak_mw.sum() < 1.3


def test_every_pack_that_ships_has_no_fault():
    assert set(pack_states()) == {"ua", "ozeria"}
    for pack, states in pack_states().items():
        for state in states:
            assert check(PACKS / pack / state) == ()


def test_a_pack_is_loaded_from_a_folder(mine, tmp_path):
    pack = load_pack(str(mine))
    assert (pack.pack_id, pack.state, len(pack.regions)) == ("ozeria", STATE, 8)
    (tmp_path / "raid.toml").write_text(RAID.format("XO-06", "./mypack"), encoding="utf-8")
    scenario = load(tmp_path / "raid.toml")
    assert scenario.grid.pack == str(mine)  # whole, so that the scenario means the same from everywhere
    assert scenario.grid.state == STATE
    assert load_pack(scenario.grid.pack, scenario.grid.state).regions == pack.regions


def test_a_region_of_another_country_names_the_codes_of_the_pack(tmp_path, mine):
    for pack in ("ozeria", str(mine)):
        with pytest.raises(ScenarioError) as error:
            parse(RAID.format("UA-32", pack), "mine.toml")
        (fault,) = error.value.faults
        assert fault.key == "scenario.unknown_region"
        assert fault.where == "mine.toml:2"
        assert "XO-01, XO-02" in fault.text("en")
        assert "XO-01, XO-02" in fault.text("uk")
    with pytest.raises(ScenarioError, match=r"XO-06\?"):
        parse(RAID.format("Kamianodil", "ozeria"))
    with pytest.raises(ScenarioError, match="UA-05, UA-07"):
        parse(RAID.format("XO-01", "ua"))
    with pytest.raises(ValueError, match="unknown_region"):
        Scenario.model_validate(
            {"raid": {"weapons": [{"kind": "cruise", "n": 1}], "hit_regions": ["UA-32"]}, "grid": {"pack": "ozeria"}}
        )


def test_a_folder_without_a_pack_is_named(tmp_path):
    with pytest.raises(ScenarioError) as error:
        parse(RAID.format("XO-01", "./nothing"), "mine.toml", tmp_path)
    assert [fault.key for fault in error.value.faults] == ["scenario.unknown_pack"]
    with pytest.raises(PackError, match="nothing"):
        load_pack(str(tmp_path / "nothing"))


def test_the_state_is_chosen_by_the_day(tmp_path):
    for name, extra in (("2020-01", ""), ("2021-06", "default = true\n"), ("2022-03", "from = 2022-02-20\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.toml").write_text(extra, encoding="utf-8")
    days = {
        dt.date(2019, 1, 1): "2020-01", dt.date(2020, 1, 1): "2020-01", dt.date(2021, 5, 31): "2020-01",
        dt.date(2021, 6, 1): "2021-06", dt.date(2022, 2, 19): "2021-06", dt.date(2022, 2, 20): "2022-03",
        dt.date(2030, 1, 1): "2022-03", None: "2021-06",
    }  # fmt: skip
    assert {day: places.state_on(tmp_path, day) for day in days} == days


def edit(file: Path, **cells: str) -> None:
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    rows[0] |= cells
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("cells", "keys"),
    [
        ({"name_uk": ""}, ["pack.region_name"]),
        ({"x_km": "far"}, ["pack.region_place"]),
        ({"code": "XO-02"}, ["pack.region_twice", "pack.no_names"]),
        ({"code": "XO-77"}, ["pack.region_unlisted", "pack.no_names"]),
    ],
)
def test_faults_of_the_regions_file(mine, cells, keys):
    edit(mine / "regions.csv", **cells)
    found = check(mine / STATE)
    assert [fault.key for fault in found] == keys
    assert all(fault.text("uk") != fault.text("en") for fault in found)


def test_a_pack_without_names_or_columns_is_told(mine):
    (mine / "regions.csv").write_text("code,name_uk\nXO-01,так\n", encoding="utf-8")
    assert {fault.key for fault in check(mine / STATE)} == {"pack.no_region_column"}
    (mine / "regions.csv").write_bytes(b"\xff\xfe")
    assert {fault.key for fault in check(mine / STATE)} == {"pack.not_utf8"}
    (mine / "regions.csv").unlink()
    assert {fault.key for fault in check(mine / STATE)} == {"pack.no_names"}


@pytest.mark.parametrize("line", ["at_war = false", "at_war = true\ninvented = true"])
def test_regions_of_a_country_at_war_cannot_be_passed_off_as_others(tmp_path, line):
    """A state younger than two years is refused whatever the pack says of itself."""
    shutil.copytree(PACKS / "ua", tmp_path / "ua")
    file = tmp_path / "ua" / "2022-12" / "pack.toml"
    text = "".join(row for row in file.read_text(encoding="utf-8").splitlines(True) if not row.startswith("at_war"))
    file.write_text(f"{line}\n{text}", encoding="utf-8")
    assert "pack.at_war" in {fault.key for fault in check(file.parent)}


def test_the_codes_of_the_nation_are_the_packs_own(mine):
    text = (mine / STATE / "draws.csv").read_text(encoding="utf-8")
    (mine / STATE / "draws.csv").write_text(text.replace(",XO,", ",UA,"), encoding="utf-8")
    found = check(mine / STATE)
    assert {fault.key for fault in found} == {"pack.unknown_region", "pack.missing"}
    assert any("XO for a figure" in fault.text("en") for fault in found)


def test_map_of_a_plane_is_marked(mine):
    assert json.loads((mine / "regions.geojson").read_text(encoding="utf-8"))["plane"] == "km"
