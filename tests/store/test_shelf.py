"""A study's folder: whole batches or none, one at work, and everything foreign refused with a remedy."""

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest

from oberih.store.blocks import DamagedError, pack
from oberih.store.shelf import DONE, PLAN, SCENARIO, Shelf, find, studies
from oberih.terms.errors import OutputError, RunError
from oberih.terms.words import LANGS

PLAN_SAID = {"version": "1", "seed": 5, "out": None}


@pytest.fixture
def shelf(tmp_path):
    return Shelf.create(PLAN_SAID, "format = 1\n", tmp_path / "study")


def batch(shelf, first):
    return pack({"plan": shelf.mark, "first": first, "failed": []}, {}, {"draws": np.arange(first, first + 3)})


def key_of(caught):
    (fault,) = caught.value.faults
    for lang in LANGS:
        assert fault.text(lang)
    return fault.key


def test_a_study_is_there_whole_and_says_what_was_asked(shelf, tmp_path):
    assert shelf.plan["seed"] == 5
    assert shelf.scenario == "format = 1\n"
    assert Path(shelf.plan["out"]).is_absolute()
    assert [path.name for path in tmp_path.iterdir()] == ["study"]
    assert Shelf.open(shelf.folder).mark == shelf.mark


def test_a_folder_that_is_taken_is_left_alone(shelf):
    with pytest.raises(OutputError) as caught:
        Shelf.create(PLAN_SAID, "", shelf.folder)
    assert key_of(caught) == "study.folder_taken"


def test_batches_are_kept_by_their_first_draw(shelf):
    for first in (6, 0, 3):
        shelf.put(first, batch(shelf, first))
    assert list(shelf.batches()) == [0, 3, 6]
    assert shelf.batch(3).array("draws").tolist() == [3, 4, 5]
    assert shelf.damaged() == []


def test_damaged_and_foreign_batches_are_found(shelf, tmp_path):
    for first in (0, 3, 6, 9):
        shelf.put(first, batch(shelf, first))
    whole = shelf.path_of(3).read_bytes()
    shelf.path_of(3).write_bytes(whole[:-5])
    shelf.path_of(6).write_bytes(b"")
    other = Shelf.create(PLAN_SAID | {"seed": 6}, "format = 1\n", tmp_path / "other")
    shelf.path_of(9).write_bytes(batch(other, 9))
    assert shelf.damaged() == [3, 6, 9]
    with pytest.raises(DamagedError):
        shelf.batch(9)


@pytest.mark.parametrize(("number", "key"), [
    (errno.ENOSPC, "study.no_room"), (errno.EDQUOT, "study.no_room"), (errno.EIO, "study.write_failed"),
])  # fmt: skip
@pytest.mark.parametrize("where", ["fsync", "write"])
def test_a_disk_that_refuses_leaves_nothing_half(shelf, monkeypatch, number, key, where):
    shelf.put(0, batch(shelf, 0))

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    if where == "fsync":
        monkeypatch.setattr("oberih.store.shelf.os.fsync", refuse)
    else:
        monkeypatch.setattr("oberih.store.shelf.Path.rename", refuse)
    with pytest.raises(OutputError) as caught:
        shelf.put(3, batch(shelf, 3))
    assert key_of(caught) == key
    monkeypatch.undo()
    assert [path.name for path in shelf.path_of(0).parent.iterdir()] == ["000000000.batch"]
    assert shelf.damaged() == []


def test_only_one_is_at_work_and_half_batches_of_the_dead_are_swept(shelf):
    half = shelf.path_of(3).with_name(".000000003.batch.half")
    half.write_bytes(b"OBERIH")
    assert not shelf.is_at_work()
    with shelf.working():
        assert not half.exists()
        assert shelf.is_at_work()
        with pytest.raises(RunError) as caught, shelf.working():
            pass
        assert key_of(caught) == "study.at_work"
    assert not shelf.is_at_work()


def test_a_wish_to_stop_is_heard_once(shelf):
    shelf.ask_stop()
    assert shelf.stop_is_asked()
    with shelf.working():
        assert not shelf.stop_is_asked()  # an old one is of no meaning for who begins now
        shelf.ask_stop()
        assert shelf.stop_is_asked()


def change(path, **more):
    said = json.loads(path.read_text(encoding="utf-8")) | more
    path.write_text(json.dumps(said), encoding="utf-8")


def test_another_form_no_plan_and_a_changed_scenario_are_refused(shelf):
    (shelf.folder / SCENARIO).write_text("format = 2\n", encoding="utf-8")
    with pytest.raises(RunError) as caught:
        Shelf.open(shelf.folder)
    assert key_of(caught) == "study.scenario_changed"
    change(shelf.folder / PLAN, format=99)
    with pytest.raises(RunError) as caught:
        Shelf.open(shelf.folder)
    assert key_of(caught) == "study.other_format"
    for content in ("[]", "{", ""):
        (shelf.folder / PLAN).write_text(content, encoding="utf-8")
        with pytest.raises(RunError) as caught:
            Shelf.open(shelf.folder)
        assert key_of(caught) == "study.none_here"


def test_small_papers_are_written_and_read(shelf):
    assert shelf.noted(DONE) is None
    shelf.note(DONE, {"run": "x"})
    assert shelf.noted(DONE) == {"run": "x"}


def test_studies_are_found_by_folder_or_the_start_of_their_name(tmp_path):
    home = tmp_path / "home"
    for name in ("20221206-0815-ab", "20221206-0815-ac"):
        Shelf.create(PLAN_SAID, "", home / name)
    assert [each.name for each in studies(home)] == ["20221206-0815-ab", "20221206-0815-ac"]
    assert find("20221206-0815-AC", home).name == "20221206-0815-ac"
    assert find(str(home / "20221206-0815-ab"), home).name == "20221206-0815-ab"
    for wanted, key in (("2022", "study.ambiguous"), ("1999", "study.unknown"), ("", "study.unknown")):
        with pytest.raises(RunError) as caught:
            find(wanted, home)
        assert key_of(caught) == key
