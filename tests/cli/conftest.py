"""The command as a user meets it: a process with its own folder and catalogue, and no settings of this machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NoReturn

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app
from oberih.jobs import Options, Run, assess
from oberih.store import Catalogue


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Door:
    """The command, run in a folder of the test's own."""

    here: Path
    #: a run as short as it can be; a later --lang takes the place of this one
    brief = ("--draws", "8", "--workers", "1", "--hours", "12", "--lang", "en")

    @property
    def catalogue(self) -> Path:
        return self.here / "data" / "catalogue.sqlite"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "NUMBA_CACHE_DIR") if name in os.environ}
        return kept | {"LC_ALL": "C.UTF-8", "OBERIH_CATALOGUE": str(self.catalogue)}

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-W", "error", "-m", "oberih.cli.main", *map(str, arguments)]

    def __call__(self, *arguments: str | Path, given: bytes | None = b"", **more: Any) -> Said:
        environment = self.environment | more.pop("environment", {})
        options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more
        done = subprocess.run(
            self.command(*arguments), input=given, cwd=self.here, env=environment, timeout=240, check=False, **options
        )
        return Said(done.returncode, (done.stdout or b"").decode(), (done.stderr or b"").decode())

    def start(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """The command in the background, by itself in its group of processes."""
        return subprocess.Popen(
            self.command(*arguments), cwd=self.here, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def left(self) -> list[str]:
        """What lies in the folder, hidden things too, but for the catalogue's own."""
        return sorted(path.name for path in self.here.iterdir() if path.name != "data")

    def rows(self) -> list[str]:
        """Ids of the catalogue's runs."""
        return [row.id for row in Catalogue(self.catalogue).runs()]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


@pytest.fixture
def say(door: Door, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """The same commands without a process for each: for what does not hang on being one."""

    def leave(code: int) -> NoReturn:
        raise SystemExit(code)

    monkeypatch.setattr("oberih.cli.console.os._exit", leave)
    monkeypatch.chdir(door.here)
    monkeypatch.setenv("OBERIH_CATALOGUE", str(door.catalogue))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERMINAL_WIDTH", "200")

    def say(*arguments: str | Path, given: bytes | None = None) -> Said:
        done = CliRunner().invoke(app, [*map(str, arguments)], input=given)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    return say


@pytest.fixture(scope="session")
def report() -> Path:
    with as_file(files("oberih").joinpath("examples", "2022-12-05.uk.txt")) as path:
        return path


@pytest.fixture(scope="session")
def two_runs(tmp_path_factory: pytest.TempPathFactory, report: Path) -> tuple[Door, Run, Run]:
    """A catalogue with two finished runs, made in this process: the older, the newer. Not to be changed."""
    door = Door(tmp_path_factory.mktemp("runs"))

    def make(seed: int) -> Run:
        settings = Options(
            draws=8, workers=1, hours=12, seed=seed, out=door.here / str(seed), catalogue=door.catalogue
        )
        return assess(report, settings)

    return door, make(1), make(2)
