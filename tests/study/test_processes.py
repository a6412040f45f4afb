"""The pool of processes: every batch once, whoever dies."""

import os
import signal
import time

import pytest

from oberih.study.engines.processes import MOST_DEATHS, Processes
from oberih.terms.errors import RunError
from oberih.terms.words import LANGS


@pytest.fixture(autouse=True)
def _nothing_beforehand(monkeypatch):
    """These batches need no library."""
    monkeypatch.setattr("oberih.study.engines.processes.PRELOAD", ())


def test_every_batch_comes_once_and_a_killed_worker_costs_its_batch_alone():
    firsts = [1] * 2 + [0] * 4  # seconds to sleep: the first two are in hand when the signal comes
    with Processes(time.sleep, 2) as pool:
        running = pool.run(iter(firsts))
        found = [next(running)]
        victim = pool._workers[0].process
        before = [worker.process.pid for worker in pool._workers]
        os.kill(victim.pid, signal.SIGKILL)
        found += list(running)
        after = [worker.process.pid for worker in pool._workers]
    assert sorted(first for first, _ in found) == sorted(firsts)
    assert before[0] not in after
    assert before[1] in after
    assert not victim.is_alive()


def test_a_batch_that_kills_whoever_takes_it_is_named():
    with Processes(os._exit, 1) as pool, pytest.raises(RunError) as caught:
        list(pool.run(iter([7])))
    (fault,) = caught.value.faults
    assert fault.key == "study.workers_die"
    for lang in LANGS:
        assert str(MOST_DEATHS) in fault.text(lang)


def test_an_error_of_a_batch_is_told_with_its_number():
    with Processes(bytes.fromhex, 1) as pool, pytest.raises(RunError) as caught:
        list(pool.run(iter([7])))
    assert caught.value.faults[0].key == "study.batch_failed"
    assert "TypeError" in str(caught.value)
