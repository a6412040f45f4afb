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


def ask(address: str, **form: str) -> Any:
    data = urllib.parse.urlencode(form).encode() if form else None
    with urllib.request.urlopen(urllib.request.Request(address, data=data), timeout=60) as answer:
        return json.load(answer)


def test_a_server_killed_during_a_run_leaves_a_whole_catalogue_and_the_next_one_makes_the_run(tmp_path: Path):
    first, address = start(tmp_path)
    try:
        asked = ask(f"{address}/api/assess", text=REPORT, published="2022-12-06", draws="400", seed="3")
        for _ in range(1500):
            now = ask(f"{address}/api/work/{asked['id']}")
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
        for _ in range(3000):
            runs = ask(f"{address}/api/runs")
            if runs:
                break
            time.sleep(0.05)
        assert [(run["seed"], run["draws"]) for run in runs] == [(3, 400)]
        left = [path.name for path in (tmp_path / "oberih-runs").iterdir()]
        assert left == [runs[0]["id"]]  # what the dead one left is swept
    finally:
        second.send_signal(signal.SIGINT)
        second.wait(30)
    assert len(Catalogue(tmp_path / "c.sqlite").runs()) == 1
