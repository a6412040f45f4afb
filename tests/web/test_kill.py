"""A server that is killed while a run is made: the catalogue is whole, and the next server makes the run."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from oberih.store import Catalogue

from .conftest import REPORT

pytestmark = pytest.mark.slow


def start(here: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server in a process of its own, and its address."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "NUMBA_CACHE_DIR") if name in os.environ}
    command = [sys.executable, "-m", "oberih.cli.main", "serve", "--port", "0", "--lang", "en"]
    process = subprocess.Popen(
        command, cwd=here, env=kept | {"OBERIH_CATALOGUE": str(here / "c.sqlite")}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    with process.stdout as told:
        line = told.readline().decode()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    return process, found.group(0)


def ask(address: str, asked: dict[str, Any] | None = None, **form: str) -> Any:
    """GET, or POST of a form or of JSON."""
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(address, data=data)
    if asked is not None:
        request = urllib.request.Request(address, json.dumps(asked).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def until(address: str, good: Callable[[Any], bool]) -> Any:
    """What an address answers once it is good."""
    for _ in range(3000):
        if good(now := ask(address)):
            return now
        time.sleep(0.05)
    raise AssertionError(now)


def test_a_server_killed_during_a_run_leaves_a_whole_catalogue_and_the_next_one_makes_the_run(tmp_path: Path):
    first, address = start(tmp_path)
    try:
        asked = ask(f"{address}/api/assess", text=REPORT, published="2022-12-06", draws="400", seed="3")
        for _ in range(1500):
            now = ask(f"{address}/api/progress/{asked['id']}")
            if now["done"]:
                break
            time.sleep(0.05)
        assert now["state"] == "running", now
        first.send_signal(signal.SIGKILL)
        first.wait(20)
    finally:
        first.kill()
    assert Catalogue(tmp_path / "c.sqlite").runs() == []
    visible = [path for path in (tmp_path / "oberih-runs").glob("*") if not path.name.startswith(".")]
    assert visible == []
    second, address = start(tmp_path)
    try:
        runs = until(f"{address}/api/runs", bool)
        assert [(run["seed"], run["draws"]) for run in runs] == [(3, 400)]
        left = [path.name for path in (tmp_path / "oberih-runs").iterdir()]
        assert left == [runs[0]["id"]]  # what the dead one left is swept
    finally:
        second.send_signal(signal.SIGINT)
        second.wait(30)
    assert len(Catalogue(tmp_path / "c.sqlite").runs()) == 1


def test_a_study_and_a_scenario_killed_half_way_are_gone_on_with_and_one_that_was_stopped_can_be(tmp_path: Path):
    scenario = files("oberih").joinpath("examples", "2022-12-05.toml").read_text(encoding="utf-8")
    scenario = scenario.replace("hours = 72", "hours = 6")
    first, address = start(tmp_path)
    try:
        study = ask(f"{address}/api/studies", {"scenario": scenario, "draws": 1500, "seed": 4})
        ask(f"{address}/api/run", {"scenario": scenario, "draws": 150, "seed": 5})
        name = study["given"]["study"]
        until(f"{address}/api/progress/{study['id']}", lambda now: 0 < now["done"] < 1500 or now["state"] == "done")
        first.send_signal(signal.SIGKILL)
        first.wait(20)
    finally:
        first.kill()
    assert [run for run in Catalogue(tmp_path / "c.sqlite").runs() if run.draws == 1500] == []
    second, address = start(tmp_path)
    try:
        runs = until(f"{address}/api/runs", lambda rows: len(rows) == 2)
        assert {(run["seed"], run["draws"]) for run in runs} == {(4, 1500), (5, 150)}
        assert ask(f"{address}/api/studies/{name}")["state"] == "finished"
        stopped = ask(f"{address}/api/studies", {"scenario": scenario, "draws": 100_000, "seed": 6})
        name = stopped["given"]["study"]
        until(f"{address}/api/progress/{stopped['id']}", lambda now: now["done"] > 0)
        ask(f"{address}/api/studies/{name}/stop", {})
        until(f"{address}/api/progress/{stopped['id']}", lambda now: now["state"] == "stopped")
        assert ask(f"{address}/api/studies/{name}")["state"] == "stopped"
        resumed = ask(f"{address}/api/studies/{name}/resume", {})
        until(f"{address}/api/progress/{resumed['id']}", lambda now: now["done"] > 500)
    finally:
        second.send_signal(signal.SIGINT)
        second.wait(30)
    assert len(Catalogue(tmp_path / "c.sqlite").runs()) == 2
