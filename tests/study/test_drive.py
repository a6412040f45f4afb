"""Studies on a disk: the same draws as in memory, whatever happens on the way."""

from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from oberih.luck import Key
from oberih.scenario import dump
from oberih.store.blocks import BlockFile
from oberih.store.shelf import Shelf
from oberih.study import run_study, simulate
from oberih.study.batches import Job
from oberih.study.drive import drive
from oberih.study.engine import study_of
from oberih.study.part import Work
from oberih.study.quantities import quantities
from oberih.terms.errors import RunError
from oberih.terms.words import LANGS

N, SEED = 43, 9
POISON = (3, 17, 18)


def poisoned(scenario, pack, key, draws, *rest, **more):
    """As `simulate`, but some draws end in an error."""
    for draw in draws.tolist():
        if draw in POISON:
            raise ValueError(f"no way out of {draw}")
    return simulate(scenario, pack, key, draws, *rest, **more)


@pytest.fixture(scope="module")
def scenario(scenario_of):
    return scenario_of(hours=36)


@pytest.fixture(scope="module")
def work(scenario, pack):
    return Work.of(scenario, pack, Key(SEED), keep=2, tolerant=True)


@pytest.fixture(scope="module")
def in_memory(scenario, pack):
    study = run_study(scenario, pack, Key(SEED), N, workers=1, keep=2)
    return study, quantities(study, scenario, pack)


@pytest.fixture
def begin(tmp_path, scenario, work):
    def begin(batch=10, *, n=N, name="study", play=simulate):
        plan = {"seed": SEED, "draws": n, "batch_draws": batch, "out": None}
        shelf = Shelf.create(plan, dump(scenario), tmp_path / name)
        return shelf, Job(replace(work, play=play), batch, n, shelf.mark)

    return begin


def go(shelf, job, *, until=None, workers=2, tell=None):
    with shelf.working():
        return drive(shelf, job, until, engine_name="threads", workers=workers, scheduler=None, tell=tell)


def same(driven, in_memory, scenario, pack):
    study, table = in_memory
    found = study_of(driven.source, scenario.hours, driven.source.names)
    assert found.outcome.equals(study.outcome)
    assert found.outcome_kinds.equals(study.outcome_kinds)
    assert sorted(found.kept) == sorted(study.kept)
    for name, frame in study.kept.items():
        assert found.kept[name].equals(frame), name
    assert quantities(found, scenario, pack).equals(table)


@pytest.mark.parametrize(("batch", "workers"), [(10, 2), (43, 1), (60, 1)])
def test_the_same_as_in_memory(begin, in_memory, scenario, pack, batch, workers):
    driven = go(*begin(batch), workers=workers)
    assert driven.ledger.end == N
    same(driven, in_memory, scenario, pack)


def test_a_batch_of_one_draw_each(begin, scenario, pack):
    """Where a sum over hours has no second column beside it."""
    study = run_study(scenario, pack, Key(SEED), 3, workers=1, keep=2)
    driven = go(*begin(1, n=3))
    same(driven, (study, quantities(study, scenario, pack)), scenario, pack)


def test_regions_taken_a_few_at_a_time_change_nothing(begin, in_memory, scenario, pack, monkeypatch):
    monkeypatch.setattr("oberih.study.quantities.MOST_BYTES", 6 * 4 * N * 7)  # seven of 26
    same(go(*begin()), in_memory, scenario, pack)


def test_stopped_and_gone_on_with(begin, in_memory, scenario, pack):
    shelf, job = begin(5)
    told = []

    def tell(step):
        told.append(step)
        shelf.ask_stop()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("oberih.study.drive.TELL_S", 0)
        stopped = go(shelf, job, workers=1, tell=tell)
    assert stopped.source is None
    assert 0 < stopped.ledger.done < N
    assert told[-1].done == stopped.ledger.done
    before = {first: path.stat().st_mtime_ns for first, path in shelf.batches().items()}
    assert len(before) == -(-stopped.ledger.done // 5)
    same(go(shelf, job), in_memory, scenario, pack)
    after = {first: path.stat().st_mtime_ns for first, path in shelf.batches().items()}
    assert {first: after[first] for first in before} == before  # written once


def test_damaged_batches_are_made_anew(begin, in_memory, scenario, pack):
    shelf, job = begin()
    go(shelf, job)
    whole = {first: path.read_bytes() for first, path in shelf.batches().items()}
    shelf.path_of(10).write_bytes(whole[10][:-3])
    broken = bytearray(whole[20])
    broken[len(broken) // 2] ^= 1
    shelf.path_of(20).write_bytes(broken)
    shelf.path_of(40).unlink()
    driven = go(shelf, job)
    assert driven.redone == 2
    same(driven, in_memory, scenario, pack)
    assert {first: path.read_bytes() for first, path in shelf.batches().items()} == whole


def test_a_poison_draw_is_recorded_and_the_rest_goes_on(begin, in_memory, scenario, pack):
    driven = go(*begin(play=poisoned))
    assert driven.ledger.end == N
    assert [each.plain() for each in driven.ledger.counted_failures()] == [
        {"draw": draw, "seed": SEED, "error": f"ValueError: no way out of {draw}"} for draw in POISON
    ]
    study, _ = in_memory
    assert driven.source.frame("outcome").equals(study.outcome.filter(~pl.col("draw").is_in(POISON)))
    kept = [draw for draw in range(N) if draw not in POISON]
    found = study_of(driven.source, scenario.hours, driven.source.names)
    assert found.hours.tobytes() == np.ascontiguousarray(study.hours[..., kept]).tobytes()
    assert quantities(found, scenario, pack).height == in_memory[1].height


def test_poison_leaves_the_same_bytes_however_draws_are_split(begin, scenario, pack):
    tables = []
    for i, batch in enumerate((43, 4)):
        source = go(*begin(batch, name=f"study{i}", play=poisoned)).source
        tables.append(quantities(study_of(source, scenario.hours, source.names), scenario, pack))
    assert tables[0].equals(tables[1])


def test_a_run_in_memory_does_not_hide_an_error(work):
    with pytest.raises(ValueError, match="no way out of 3"):
        replace(work, play=poisoned, tolerant=False).part(0, 5, 5)


def test_want_of_memory_is_no_fault_of_a_draw(work):
    def short(*_, **__):
        raise MemoryError

    with pytest.raises(MemoryError):
        replace(work, play=short).part(0, 5, 5)


def test_a_study_whose_draws_all_fail_is_not_gone_on_with(begin):
    def never(*_, **__):
        raise ZeroDivisionError("nothing works")

    with pytest.raises(RunError) as caught:
        go(*begin(20, n=2000, play=never), workers=1)
    (fault,) = caught.value.faults
    assert fault.key == "study.all_failed"
    for lang in LANGS:
        assert "nothing works" in fault.text(lang)


def test_a_disk_that_keeps_losing_batches_is_said(begin, monkeypatch):
    shelf, job = begin(43)

    @contextmanager
    def lose():
        monkeypatch.setattr("oberih.study.drive.OnShelf.of", lost)
        yield

    def lost(*_):
        from oberih.study.batches import LostBatchError

        raise LostBatchError(0, "gone")

    monkeypatch.setattr("oberih.study.drive.MOST_MENDED", 1)
    with lose(), pytest.raises(RunError) as caught:
        go(shelf, job)
    assert caught.value.faults[0].key == "study.bad_disk"


def test_batches_carry_their_study(begin):
    shelf, job = begin()
    held = BlockFile.open(job(10))
    assert (held.about["plan"], held.about["first"]) == (shelf.mark, 10)
    assert job(10) == job(10)
