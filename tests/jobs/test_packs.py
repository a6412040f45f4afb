"""What `oberih pack` tells: the packs that ship, what one holds, its faults, its figures, and a copy."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app
from oberih.jobs import packs
from oberih.scenario.pack import PACKS, load_pack
from oberih.terms.errors import OutputError, PackError


def told(*arguments):
    done = CliRunner().invoke(app, ["pack", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_shipped_state_is_listed():
    rows = json.loads(told("list", "--json"))
    assert [(row["pack"], row["state"]) for row in rows] == [
        ("ozeria", "2020-01"), ("ua", "2022-10"), ("ua", "2022-12"), ("ua", "2024-03")
    ]  # fmt: skip
    for row in rows:
        assert sum(row["figures"].values()) == load_pack(row["pack"], row["state"]).figures.height
    for lang in ("uk", "en"):
        assert "2024-03" in told("list", "--lang", lang)


def test_a_pack_is_shown_as_it_is():
    found = json.loads(told("show", "ua:2024-03", "--json"))
    pack = load_pack("ua", "2024-03")
    assert found["demand_peak_mw"] == pytest.approx(14_500)
    assert len(found["regions"]) == 25
    assert sum(row["population"] for row in found["regions"]) == pytest.approx(pack.population.sum(), abs=25)
    plant = {row["asset_class"]: row["available_mw"] for row in found["plant"]}
    assert plant["nuclear"] == pytest.approx(0.95 * 7_835)
    for lang, name in (("uk", "Одеська"), ("en", "Odesa")):
        assert name in told("show", "ua:2024-03", "--lang", lang)


def test_figures_come_whole_in_both_forms():
    rows = list(csv.DictReader(io.StringIO(told("figures", "ua:2022-10", "--csv"))))
    same = json.loads(told("figures", "ua:2022-10", "--json"))
    assert len(rows) == len(same) == load_pack("ua", "2022-10").figures.height
    assert [row["metric"] for row in rows] == [row["metric"] for row in same]
    assert all(row["source"] and row["quality"] in ("sourced", "derived", "assumed") for row in same)
    assert {row["file"] for row in same} >= {"demand.csv", "../climate.csv"}


def test_all_states_of_a_pack_are_checked_and_all_their_faults_told(tmp_path):
    folder = packs.copy("ua", tmp_path / "mine")
    assert packs.check(str(folder)) == ["2022-10", "2022-12", "2024-03"]
    assert load_pack(str(folder)).pack_id == "mine"
    for state in ("2022-10", "2024-03"):
        (folder / state / "backup.csv").unlink()
    (folder / "climate.csv").write_text("metric\n", encoding="utf-8")
    with pytest.raises(PackError) as error:
        packs.check(str(folder))
    where = {fault.where for fault in error.value.faults}
    assert {"2022-10/../climate.csv", "2022-12/../climate.csv", "2024-03/../climate.csv"} <= where
    with pytest.raises(PackError) as error:
        packs.check(f"{folder}:2022-12")
    assert {fault.where.split("/")[0] for fault in error.value.faults} == {"2022-12"}


def test_what_is_not_there_is_told(tmp_path):
    for named in ("atlantis", "ua:1999-01", str(tmp_path / "nothing")):
        with pytest.raises(PackError, match=r"There are"):
            packs.held(named)
        with pytest.raises(PackError, match=r"There are"):
            packs.check(named)


@pytest.mark.parametrize(
    ("name", "key"), [("ua", "packs.bad_name"), ("My Pack", "packs.bad_name"), ("old", "packs.exists")]
)
def test_a_copy_never_overwrites(tmp_path, name, key):
    (tmp_path / "old").mkdir()
    with pytest.raises(OutputError) as error:
        packs.copy("ozeria", tmp_path / name)
    assert [fault.key for fault in error.value.faults] == [key]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]


def test_a_copy_has_every_file(tmp_path):
    folder = packs.copy("ozeria", tmp_path / "copy")
    names = {path.relative_to(PACKS / "ozeria") for path in (PACKS / "ozeria").rglob("*") if path.is_file()}
    assert {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} == names
