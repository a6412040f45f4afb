"""The JSON API against its own description, by schemathesis: whatever is asked, the answer is one that is described.

What is asked for in the background is taken as done at once here: this is about requests, and the jobs have their own
tests.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from oberih.jobs import Options, assess, errands
from oberih.jobs.chores import Chore, Outcome
from oberih.web import serve

pytestmark = pytest.mark.fuzz
CONFIG = Path(__file__).with_name("schemathesis.toml")


def done(kind: str, chore: Chore) -> Outcome:
    """Takes the place of every job."""
    (chore.home / "answer.txt").write_text(kind, encoding="utf-8")
    return Outcome(answer={"kind": kind}, files=("answer.txt",))


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """The page with one run, served as a user has it."""
    pytest.importorskip("schemathesis", reason="`make test-web` installs it")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(errands, "do", done)
    report = tmp_path / "2022-12-05.uk.txt"
    report.write_text(files("oberih").joinpath("examples", report.name).read_text(encoding="utf-8"), encoding="utf-8")
    options = Options(draws=4, hours=12, out=tmp_path / "run", catalogue=tmp_path / "c.sqlite", langs=("uk",))
    run = assess(report, options, published=date(2022, 12, 6)).id
    with serve.served(tmp_path / "c.sqlite", take_up=False) as address:
        yield address, run


def test_every_answer_is_a_described_one(served: tuple[str, str], tmp_path: Path) -> None:
    address, run = served
    program = Path(sys.executable).with_name("schemathesis")
    ran = subprocess.run(
        [program, "--config-file", CONFIG, "run", f"{address}/api/openapi.json", "--no-color"],
        cwd=tmp_path, env=os.environ | {"NO_PROXY": "127.0.0.1", "OBERIH_RUN": run}, capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip
    _, _, failures = ran.stdout.partition("= FAILURES =")
    assert ran.returncode == 0, (failures or ran.stdout)[:12_000] + ran.stderr[-2000:]
    print(ran.stdout[-1200:])
