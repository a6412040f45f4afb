"""`oberih study`: a run like any other, and every refusal with its remedy."""

import json
import sys

import numpy as np
import pytest

from oberih.store import read_json, tables
from oberih.store.shelf import FORMAT, PLAN, Shelf
from oberih.study import simulate

BRIEF = ("--draws", "30", "--hours", "12", "--batch", "12", "--lang", "en")


@pytest.fixture
def shelf_of(say, door):
    """A finished study, made anew for each test: `shelf_of("--keep", "2")`."""

    def make(*more, code=0):
        said = say("study", "run", "2022-12-05", *BRIEF, "--engine", "threads", "--study", "s", "--out", "r", *more)
        assert said.code == code, said.err
        return Shelf.open(door.here / "s"), said

    return make


def unfinish(shelf):
    """As if it had been cut off before its end."""
    (shelf.folder / "run.json").unlink()


def test_it_lands_as_the_run_that_run_would_make(say, door, shelf_of):
    shelf, said = shelf_of()
    one = say("run", "2022-12-05", "--draws", "30", "--hours", "12", "--lang", "en", "--out", "other")
    assert (one.code, said.out.splitlines()[:-2]) == (0, one.out.splitlines()[:-2])
    assert "oberih study stop s" in said.err
    names = tables(door.here / "r")
    assert names == tables(door.here / "other")
    for name in names:
        file = f"tables/{name}.parquet"
        assert (door.here / "r" / file).read_bytes() == (door.here / "other" / file).read_bytes(), name
    assert (door.here / "r" / "briefing.en.html").stat().st_size > 10_000
    about = read_json(door.here / "r", "run.json")
    assert (about["kind"], about["draws"], about["failed_draws"]) == ("run", 30, [])
    assert about["study"]["id"] == shelf.plan["id"]
    assert not shelf.batches()
    assert len(door.rows()) == 2


def test_status_in_words_and_json_and_a_finished_one_is_not_gone_on_with(say, shelf_of):
    shelf_of()
    told = say("study", "status", "s", "--lang", "en")
    assert "finished" in told.out
    assert "30 of 30 draws" in told.out
    answer = json.loads(say("study", "status", "s", "--json").out)
    assert (answer["state"], answer["progress"]["done"]) == ("finished", 30)
    again = say("study", "resume", "s", "--lang", "en")
    assert again.code == 2
    assert answer["run"] in again.err
    stop = say("study", "stop", "s", "--lang", "uk")
    assert (stop.code, "oberih study resume" in stop.err) == (2, True)
    assert json.loads(say("study", "status", "--json").out) == []  # none in ./oberih-studies
    assert "study run" in say("study", "status", "--lang", "en").out


def test_a_study_cut_off_after_its_run_was_landed_takes_that_run(say, door, shelf_of):
    shelf, said = shelf_of()
    unfinish(shelf)
    again = json.loads(say("study", "resume", "s", "--engine", "threads", "--json").out)
    assert door.rows() == [again["run"]]
    assert again["run"] in said.out


def test_enough_is_told_with_the_draws_it_took(say, door, monkeypatch):
    monkeypatch.setattr("oberih.study.until.LEAST", 12)
    monkeypatch.setattr("oberih.study.until.STEP", 6)
    said = say("study", "run", "2022-12-05", *BRIEF, "--engine", "threads", "--out", "r", "--until",
               "raid_unserved_mwh ±90%")  # fmt: skip
    assert said.code == 0, said.err
    assert "reached after 12 of at most 30 draws" in said.out
    about = read_json(door.here / "r", "run.json")
    assert (about["draws"], about["study"]["until"]) == (12, "raid_unserved_mwh ±90%")
    assert about["study"]["half_width"] <= 0.9 * about["study"]["mean"]
    (home,) = (door.here / "oberih-studies").iterdir()
    assert json.loads(say("study", "status", home.name[:8], "--json").out)["progress"]["total"] == 30
    far = say("study", "run", "2022-12-05", *BRIEF, "--engine", "threads", "--until", "raid_unserved_mwh ±0.001%",
              "--json")  # fmt: skip
    assert json.loads(far.out)["draws"] == 30


def test_a_poison_draw_is_told_and_the_run_says_so(say, door, monkeypatch):
    def poisoned(scenario, pack, key, draws, *rest, **more):
        if 17 in draws:
            raise ValueError("no way out")
        return simulate(scenario, pack, key, draws, *rest, **more)

    from oberih.study.part import Work

    of = Work.of
    monkeypatch.setattr(Work, "of", classmethod(lambda _, *rest, **more: changed(of(*rest, **more))))

    def changed(work):
        from dataclasses import replace

        return replace(work, play=poisoned)

    said = say("study", "run", "2022-12-05", *BRIEF, "--engine", "threads", "--study", "s", "--out", "r")
    assert said.code == 0, said.err
    assert "draw 17 with seed 1: ValueError: no way out" in said.out
    about = read_json(door.here / "r", "run.json")
    assert about["failed_draws"] == [{"draw": 17, "seed": 1, "error": "ValueError: no way out"}]
    assert "failed_draws" in (door.here / "r" / "briefing.en.html").read_text(encoding="utf-8")
    assert json.loads(say("study", "status", "s", "--json").out)["failed_draws"] == about["failed_draws"]


def change_plan(shelf, **more):
    path = shelf.folder / PLAN
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | more), encoding="utf-8")


def test_what_cannot_be_gone_on_with_is_refused_with_what_to_do(say, shelf_of):
    shelf, _ = shelf_of()
    unfinish(shelf)
    for more, words in (
        ({"build": "0.0.9 (abc; numpy 2.0)", "version": "0.0.9"}, ("0.0.9 (abc", "begin anew")),
        ({"format": 99}, ("form 99", "pip install oberih==")),
        ({"pack": shelf.plan["pack"] | {"sha256": "0"}, "build": shelf.plan["build"]}, ("pack ua", "Put it back")),
    ):
        change_plan(shelf, **{"format": FORMAT, **more})
        said = say("study", "resume", "s", "--lang", "en")
        assert said.code == 2
        assert all(word in said.err for word in words), said.err
    (shelf.folder / "scenario.toml").write_text("schema_version = 1\n", encoding="utf-8")
    change_plan(shelf, format=FORMAT)
    said = say("study", "resume", "s", "--lang", "uk")
    assert (said.code, "сценарій змінено" in said.err) == (2, True)


def test_all_faults_of_what_was_asked_at_once(say, door):
    said = say("study", "run", "2022-12-05", "--draws", "0", "--workers", "0", "--engine", "magic", "--scheduler",
               "tcp://x:1", "--until", "magic ±0%", "--lang", "en")  # fmt: skip
    assert said.code == 2
    assert len(said.err.splitlines()) == 6
    for word in ("draws", "workers", "'magic' is no engine", "--engine dask", "'magic' is no quantity", "width of 0"):
        assert word in said.err, word
    assert door.left() == []


@pytest.mark.parametrize(("arguments", "word"), [
    (("--study", "same", "--out", "same"), "a folder each"), (("--out", "full"), "not empty"),
    (("--study", "full"), "not empty"), (("--catalogue", "postgres://me:secret@h/d"), "postgres://"),
])  # fmt: skip
def test_places_that_cannot_be_written_are_refused_before_the_work(say, door, arguments, word):
    (door.here / "full").mkdir()
    (door.here / "full" / "mine").touch()
    said = say("study", "run", "2022-12-05", *BRIEF, *arguments)
    assert said.code == 2
    assert word in said.err
    assert "secret" not in said.err
    assert door.left() == ["full"]


@pytest.mark.parametrize("folder", [(), ("--study", "s")])
def test_a_study_whose_engine_cannot_be_had_leaves_nothing(say, door, monkeypatch, folder):
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = say("study", "run", "2022-12-05", *BRIEF, "--engine", "dask", *folder)
    assert said.code == 2
    assert "oberih[dask]" in said.err
    assert door.left() == []


def test_a_study_that_is_not_there(say):
    for command in ("resume", "stop", "status"):
        said = say("study", command, "nothing", "--lang", "en")
        assert (said.code, "'nothing'" in said.err) == (2, True)


def test_a_full_disk_ends_it_cleanly_and_it_goes_on(say, door, monkeypatch):
    import errno
    import os

    written = []
    fsync = os.fsync

    def full(handle):
        written.append(handle)
        if len(written) > 8:  # the plan and its folders, and a batch
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr("oberih.store.shelf.os.fsync", full)
    said = say("study", "run", "2022-12-05", *BRIEF, "--engine", "threads", "--study", "s", "--out", "r",
               "--workers", "1")  # fmt: skip
    assert said.code == 2
    assert "oberih study resume" in said.err
    assert "No space left" in said.err
    monkeypatch.undo()
    monkeypatch.chdir(door.here)
    shelf = Shelf.open(door.here / "s")
    n = len(shelf.batches())
    assert 0 < n < 3
    assert not (door.here / "r").exists()
    again = say("study", "resume", "s", "--engine", "threads", "--catalogue", str(door.catalogue), "--lang", "en")
    assert again.code == 0, again.err
    assert np.array_equal(read_json(door.here / "r", "run.json")["draws"], 30)
