"""A catalogue with two short runs, and the page on it as a browser on the same machine meets it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from oberih.jobs import Options, assess
from oberih.web.app import guarded, make_app

ADDRESS = "http://127.0.0.1:8411"
REPORT = files("oberih").joinpath("examples", "2022-12-05.uk.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Place:
    """A catalogue and the ids of its runs."""

    catalogue: Path
    runs: tuple[str, ...]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Not to be changed."""
    here = tmp_path_factory.mktemp("web")
    report = here / "2022-12-05.uk.txt"
    report.write_text(REPORT, encoding="utf-8")

    def make(seed: int) -> str:
        options = Options(
            draws=4, workers=1, hours=12, seed=seed, out=here / str(seed), catalogue=here / "data" / "c.sqlite",
            langs=("uk",),
        )  # fmt: skip
        return assess(report, options, published=date(2022, 12, 6)).id

    return Place(here / "data" / "c.sqlite", (make(1), make(2)))


@pytest.fixture(scope="session")
def browse(place: Place) -> Iterator[TestClient]:
    """Asks of the page whatever is asked of it; redirects are followed."""
    with TestClient(guarded(make_app(place.catalogue)), base_url=ADDRESS) as client:
        yield client


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], TestClient]]:
    """A page on a catalogue of its own, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    opened: list[TestClient] = []

    def open_page() -> TestClient:
        opened.append(TestClient(guarded(make_app(tmp_path / "c.sqlite")), base_url=ADDRESS))
        opened[-1].__enter__()
        return opened[-1]

    yield open_page
    for client in opened:
        client.__exit__(None, None, None)
