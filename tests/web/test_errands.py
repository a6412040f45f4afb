"""Reports assessed in the background: in turn, to be stopped, and taken up again after a kill."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import oberih.jobs.from_report
from oberih.jobs.errands import Errand, Errands
from oberih.store import Catalogue
from oberih.terms.errors import Fault, InputError, NoRaidError, RunError
from oberih.terms.words import say

from .conftest import REPORT

DEAD = "999999999"  # no process has this number


class Job:
    """Stands for `assess`: goes on when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Semaphore(0)
        self.seen: list[tuple[str, bytes, Any]] = []

    def __call__(self, report: Path, options: Any, *, published: Any) -> Any:
        self.seen.append((report.name, report.read_bytes(), published))
        for done in range(1, 4):
            assert self.go.acquire(timeout=20)
            if b"quiet" in report.read_bytes():
                raise NoRaidError(Fault(key="job.no_raid", where="x"))
            options.tell(SimpleNamespace(done=done, total=3, raid_unserved_mwh=10.0, half_width_mwh=float("inf")))
        return SimpleNamespace(id=f"run-{len(self.seen)}")


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Job:
    found = Job()
    monkeypatch.setattr(oberih.jobs.from_report, "assess", found)
    return found


@pytest.fixture
def errands(tmp_path: Path, job: Job) -> Iterator[Errands]:
    found = Errands(tmp_path / "c.sqlite", tmp_path / "errands")
    yield found
    job.go.release(100)
    found.close()


def add(errands: Errands, data: bytes = b"report", **given: Any) -> Errand:
    return errands.assess(data, **{"name": "a.txt", "published": None, "draws": 3, "seed": 1} | given)


def until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def test_two_asked_for_at_once_are_both_done_in_turn(errands: Errands, job: Job, tmp_path: Path):
    one, two = add(errands, b"first"), add(errands, b"second")
    until(lambda: one.state == "running")
    assert (two.state, errands.ahead(two)) == ("waiting", 1)
    job.go.release()
    until(lambda: one.done == 1)
    assert one.plain()["half_width_mwh"] is None  # one batch has no spread yet
    job.go.release(5)
    until(lambda: two.state == "done")
    assert [data for _, data, _ in job.seen] == [b"first", b"second"]
    assert (one.run, two.run) == ("run-1", "run-2")
    assert list((tmp_path / "errands").iterdir()) == []
    assert errands.all() == [two, one]


def test_what_waits_and_what_runs_can_be_stopped(errands: Errands, job: Job, tmp_path: Path):
    one, two = add(errands), add(errands)
    until(lambda: one.state == "running")
    errands.stop(two)
    assert two.state == "stopped"
    errands.stop(one)
    job.go.release()
    until(lambda: one.state == "stopped")
    assert list((tmp_path / "errands").iterdir()) == []


def test_a_report_that_cannot_be_assessed_says_why_and_the_next_one_goes_on(errands: Errands, job: Job):
    bad, good = add(errands, b"quiet"), add(errands)
    job.go.release(4)
    until(lambda: good.state == "done")
    assert bad.state == "failed"
    assert bad.faults[0].key == "job.no_raid"


def test_what_a_killed_server_left_is_taken_up_and_what_a_living_one_does_is_not(tmp_path: Path, job: Job):
    first = Errands(tmp_path / "c.sqlite", tmp_path / "errands")
    asked = add(first, "звіт".encode(), name="../звіт.txt", seed=7)
    until(lambda: asked.state == "running")
    second = Errands(tmp_path / "c.sqlite", tmp_path / "errands")
    assert second.take_up() == []  # its owner lives
    first.close(0)
    job.go.release()
    time.sleep(0.05)
    owner = tmp_path / "errands" / asked.id / "owner"
    assert owner.exists()  # closing leaves it for the next one
    owner.write_text(f"{DEAD}-{owner.read_text().partition('-')[2]}")
    (tmp_path / "errands" / "half").mkdir()  # one that was being written
    begun = owner.with_name("exported.m")
    begun.write_text("half of it")
    answered = tmp_path / "errands" / ("a" * 16)  # what came of one that was done: nobody can ask for it any more
    answered.mkdir()
    (answered / "owner").write_text(owner.read_text())
    taken = second.take_up()
    assert not begun.exists()
    assert not answered.exists()
    assert [(each.id, each.given["seed"], each.name) for each in taken] == [(asked.id, 7, "звіт.txt")]
    job.go.release(10)
    until(lambda: taken[0].state == "done")
    second.close()


def test_numbers_out_of_range_and_too_many_are_refused(errands: Errands, job: Job):
    with pytest.raises(InputError) as wrong:
        add(errands, draws=0, seed=-1)
    assert [fault.where for fault in wrong.value.faults] == ["draws", "seed"]
    for _ in range(20):
        add(errands)
    with pytest.raises(InputError, match="20 tasks"):
        add(errands)
    with pytest.raises(RunError):
        errands.get("nobody")


def test_progress_comes_as_events_and_the_page_ends_at_the_run(empty, job: Job):
    page = empty()
    assert page.get("/?lang=en").status_code == 200  # from here on English is spoken
    dropped = page.post("/report/example").url.path
    wrong = page.post(f"{dropped}/assess", data={"draws": "many", "seed": "1"})
    assert wrong.status_code == 422
    assert say("web.not_whole", "en", found="many") in wrong.text
    job.go.release(3)
    asked = page.post(f"{dropped}/assess", data={"draws": "200", "seed": "5"}, follow_redirects=False)
    assert asked.status_code == 303
    with page.stream("GET", asked.headers["location"] + "/events") as stream:
        told = [json.loads(line.removeprefix("data: ")) for line in stream.iter_lines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert told[-1]["run"] == "run-1"
    assert page.get(asked.headers["location"], follow_redirects=False).headers["location"] == "/runs/run-1"
    assert job.seen[0][0] == "2022-12-05.uk.txt"
    assert asked.headers["location"] in page.get("/progress").text


@pytest.mark.slow
def test_a_report_dropped_by_a_program_becomes_a_run_of_the_catalogue(empty, tmp_path: Path):
    page = empty()
    asked = [
        page.post("/api/assess", data={"text": REPORT, "published": "2022-12-06", "draws": "4", "seed": str(seed)})
        for seed in (1, 2)
    ]
    assert [each.status_code for each in asked] == [202, 202]
    for each in asked:
        until_done(page, each.json()["id"])
    rows = Catalogue(tmp_path / "c.sqlite").runs()
    assert sorted(row.seed or 0 for row in rows) == [1, 2]
    assert all(row.folder.parent == tmp_path / "oberih-runs" for row in rows)
    assert page.get(f"/runs/{rows[0].id}").status_code == 200


def until_done(page: Any, errand: str, end: str = "done") -> None:
    for _ in range(3000):
        now = page.get(f"/api/progress/{errand}").json()
        if now["state"] == end:
            return
        assert now["state"] in ("waiting", "running"), now
        time.sleep(0.1)
    raise AssertionError("it never came")
