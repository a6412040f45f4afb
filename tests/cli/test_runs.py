"""Runs listed, shown and deleted; and what a finished command says."""

import json
import shutil

import pytest

from oberih.store import Catalogue

SCENARIO = '[raid]\ndate = 2022-12-05\n[[raid.weapons]]\nkind = "uav"\nn = 10\n'


def same_catalogue(door) -> tuple[str, str]:
    return "--catalogue", str(door.catalogue)


def test_runs_are_listed_newest_first(say, two_runs):
    door, older, newer = two_runs
    said = say("runs", "list", "--json", *same_catalogue(door))
    rows = json.loads(said.out)
    assert [row["id"] for row in rows] == [newer.id, older.id]
    assert [(row["seed"], row["draws"]) for row in rows] == [(2, 8), (1, 8)]
    assert {row["raid_date"] for row in rows} == {"2022-12-05"}
    table = say("runs", "list", *same_catalogue(door)).out
    assert 0 < table.index(newer.id[:10]) < len(table)


def test_no_runs_is_an_answer(say):
    assert json.loads(say("runs", "list", "--json").out) == []
    assert "oberih assess" in say("runs", "list", "--lang", "uk").out


def test_a_run_is_shown_again_as_it_was(say, two_runs):
    door, older, _ = two_runs
    shown = say("runs", "show", older.id, "--json", *same_catalogue(door))
    assert json.loads(shown.out) == json.loads(json.dumps(older.to_json()))
    text = say("runs", "show", older.id, "--lang", "en", *same_catalogue(door)).out
    assert "8 draws, seed 1" in text
    assert str(older.folder / "briefing.uk.html") in text
    in_ukrainian = say("runs", "show", older.id, "--lang", "uk", *same_catalogue(door)).out
    assert "Запущено ракет" in in_ukrainian


def test_a_run_is_deleted_when_that_is_meant(say, two_runs, tmp_path):
    door, older, newer = two_runs
    mine = tmp_path / "mine"
    shutil.copytree(door.here, mine, dirs_exist_ok=True)
    catalogue = Catalogue(mine / "data" / "catalogue.sqlite")
    with catalogue.writing() as connection:
        connection.exec_driver_sql("UPDATE runs SET folder = replace(folder, ?, ?)", (str(door.here), str(mine)))
    there = ("--catalogue", str(catalogue.file))
    said = say("runs", "delete", older.id, *there, given=b"n\n")
    assert said.code == 1
    assert (mine / "1" / "run.json").exists()
    said = say("runs", "delete", older.id, "--yes", "--lang", "en", *there)
    assert (said.code, said.out.strip()) == (0, f"Deleted run {older.id} and its folder {mine / '1'}.")
    assert not (mine / "1").exists()
    assert [row.id for row in catalogue.runs()] == [newer.id]
    shutil.rmtree(mine / "2")
    assert "was not there" in say("runs", "delete", newer.id, "-y", "--lang", "en", *there).out
    assert catalogue.runs() == []


def test_a_run_whose_folder_is_gone_is_listed_as_such(say, two_runs, tmp_path):
    door, _, newer = two_runs
    shutil.copytree(door.here / "data", tmp_path / "data", dirs_exist_ok=True)
    catalogue = Catalogue(tmp_path / "data" / "catalogue.sqlite")
    with catalogue.writing() as connection:
        connection.exec_driver_sql("UPDATE runs SET folder = '/nowhere/at/all'")
    assert "(gone)" in say("runs", "list", "--lang", "en", "--catalogue", catalogue.file).out
    said = say("runs", "show", newer.id, "--catalogue", catalogue.file)
    assert said.code == 2
    assert "/nowhere/at/all" in said.err


def test_a_scenario_is_run_and_says_what_to_open(door, say):
    (door.here / "mine.toml").write_text(SCENARIO, encoding="utf-8")
    said = say("run", "mine.toml", *door.brief, "--out", "out", "--lang", "en")
    assert said.code == 0
    assert f"Briefing: {door.here / 'out' / 'briefing.en.html'}" in said.out
    assert not (door.here / "out" / "briefing.uk.html").exists()
    assert not (door.here / "out" / "facts.json").exists()
    assert f"oberih runs show {door.rows()[0]}" in said.out


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_a_right_scenario_and_a_wrong_one(door, say, lang):
    (door.here / "right.toml").write_text(SCENARIO, encoding="utf-8")
    (door.here / "wrong.toml").write_text(SCENARIO.replace("uav", "uaw") + "m = 3\n", encoding="utf-8")
    assert say("scenario", "check", "right.toml", "--lang", lang).code == 0
    said = say("scenario", "check", "wrong.toml", "--lang", lang)
    assert said.code == 2
    assert [line.partition(": ")[0] for line in said.err.splitlines()] == ["wrong.toml:4", "wrong.toml:6"]
    assert "(uav?)" in said.err


def test_the_example_that_is_printed_runs(door, say):
    (door.here / "mine.toml").write_text(say("scenario", "show").out, encoding="utf-8")
    assert say("scenario", "check", "mine.toml").code == 0
    whole = say("scenario", "show", "mine.toml").out
    (door.here / "whole.toml").write_text(whole, encoding="utf-8")
    assert say("scenario", "show", "whole.toml").out == whole
    assert json.loads(say("scenario", "schema").out)["title"] == "Scenario"


def test_help_names_every_command(say):
    said = say("--help")
    assert said.code == 0
    assert [name for name in ("assess", "run", "scenario", "runs") if name not in said.out] == []
    assert say("--version").out.startswith("oberih 0.")
