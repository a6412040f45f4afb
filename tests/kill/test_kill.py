"""Thirty times SIGKILL at a random moment, to the study or to one of its workers; gone on with each time, the study
ends in the same bytes as one that nothing befell."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from oberih.store import Catalogue, read_json
from oberih.store.shelf import PLAN, Shelf

pytestmark = pytest.mark.kill
KILLS = 30
ASKED = ("--draws", "500", "--hours", "12", "--seed", "7", "--batch", "5", "--keep", "2", "--lang", "en")
MOST_S = 600  #: without an end by then something hangs


class Study:
    """One study in a folder of its own."""

    def __init__(self, place: Path, engine: str) -> None:
        place.mkdir()
        self.place, self.engine = place, engine
        self.environment = os.environ | {"OBERIH_CATALOGUE": str(place / "c.sqlite"), "LC_ALL": "C.UTF-8"}

    def start(self) -> subprocess.Popen[bytes]:
        """Begin it, or go on with it."""
        more = ("--engine", self.engine, "--workers", "2", "--json")
        if (self.place / "s" / PLAN).exists():
            command = ("resume", "s", *more)
        else:
            command = ("run", "2022-12-05", *ASKED, "--study", "s", "--out", "r", *more)
        return subprocess.Popen(
            [sys.executable, "-m", "oberih.cli.main", "study", *command], cwd=self.place, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def batches(self) -> int:
        """How many are there."""
        return len(list((self.place / "s" / "batches").glob("*.batch")))

    @property
    def is_landed(self) -> bool:
        """Whether it says that it has become a run."""
        return (self.place / "s" / "run.json").exists()

    def content(self) -> dict[str, bytes]:
        """All that the run says, but for its name and the time at which it was made."""
        held = {path.name: path.read_bytes() for path in sorted((self.place / "r" / "tables").iterdir())}
        for name in ("scenario.toml", "assumptions.json"):
            held[name] = (self.place / "r" / name).read_bytes()
        about = read_json(self.place / "r", "run.json")
        assert about.pop("id")
        assert about.pop("created")
        assert about["study"].pop("id")
        return held | {"run.json": json.dumps(about).encode()}


def descendants(pid: int) -> list[int]:
    """Processes below one, that server included from which workers come."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found: list[int] = []
    todo = [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


def is_there(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_gone(pids: list[int]) -> list[int]:
    """Those that are still there after a while: a worker ends with the batch that it has in hand."""
    for _ in range(200):
        if not (left := [pid for pid in pids if is_there(pid)]):
            return []
        time.sleep(0.1)
    return left


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory) -> tuple[dict[str, bytes], float]:
    """What the run says that nothing befell, and how long it took."""
    study = Study(tmp_path_factory.mktemp("whole") / "w", "threads")
    begun = time.monotonic()
    out, err = (process := study.start()).communicate(timeout=MOST_S)
    assert process.returncode == 0, err.decode()
    assert json.loads(out)["draws"] == 500
    return study.content(), time.monotonic() - begun


@pytest.mark.skipif(sys.platform != "linux", reason="looks for workers in /proc")
def test_thirty_kills_leave_no_trace(unbroken, tmp_path):
    whole, lasted = unbroken
    moments = random.Random(20221205)
    kills = {"study": 0, "worker": 0}
    n_studies = 0
    while sum(kills.values()) < KILLS:
        study = Study(tmp_path / f"study{n_studies}", ("processes", "processes", "threads")[n_studies % 3])
        n_studies += 1
        while not study.is_landed:
            process = study.start()
            before, below = study.batches(), []
            # from the first import to the last file; workers are there once a batch of this sitting is
            at = time.monotonic() + moments.uniform(0.0, 1.2) * lasted
            n_workers = moments.choice((0, 1, 3)) if study.engine == "processes" else 0
            while process.poll() is None and (time.monotonic() < at or (n_workers and study.batches() == before)):
                time.sleep(0.01)
            for victim in [*["worker"] * n_workers, "study"]:
                below += descendants(process.pid)
                there = [pid for pid in set(below) if is_there(pid)] if victim == "worker" else [process.pid]
                if process.poll() is not None or not there or sum(kills.values()) >= KILLS:
                    break
                with suppress(ProcessLookupError):  # it was just done
                    os.kill(moments.choice(sorted(there)), signal.SIGKILL)
                    kills[victim] += 1
                time.sleep(moments.uniform(0.0, 0.4))
            _, err = process.communicate(timeout=MOST_S)
            assert process.returncode in (0, -signal.SIGKILL), err.decode()
            assert not wait_gone(below)
            if (study.place / "s" / PLAN).exists():
                assert not Shelf.open(study.place / "s").damaged()
        assert study.content() == whole
        assert len(Catalogue(study.place / "c.sqlite").runs()) == 1
    assert min(kills.values()) > 0
    print(f"{kills['study']} kills of the study, {kills['worker']} of its workers, {n_studies} studies")
