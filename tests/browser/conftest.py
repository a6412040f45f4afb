"""The page served as a user has it, and Debian's Chromium to look at it. `make test-web` sets both up."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from oberih.jobs import Options, assess, run
from oberih.jobs.plan import Asked, plan
from oberih.report.plan_charts import NAMES
from oberih.web import serve

REPORT = files("oberih").joinpath("examples", "2022-12-05.uk.txt").read_text(encoding="utf-8")
MANY = 700  #: weapons of the crowded raid


@dataclass(frozen=True)
class Served:
    """Where the page is, and its runs by name."""

    address: str
    runs: dict[str, str]


def crowded() -> str:
    """The shipped layered raid with as many weapons as a large raid has."""
    text = files("oberih").joinpath("examples", "layered.toml").read_text(encoding="utf-8")
    found = text.replace("n_min = 40, n_max = 55", f"n_min = {MANY - 43}, n_max = {MANY - 43}")
    assert found != text
    return found


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    here = tmp_path_factory.mktemp("browser")
    os.chdir(here)  # runs made from the page lie in ./oberih-runs
    catalogue = here / "data" / "c.sqlite"
    (here / "2022-12-05.uk.txt").write_text(REPORT, encoding="utf-8")
    (here / "crowded.toml").write_text(crowded(), encoding="utf-8")

    def options(out: str, hours: int) -> Options:
        return Options(draws=4, hours=hours, out=here / out, catalogue=catalogue)

    runs = {
        "report": assess(here / "2022-12-05.uk.txt", options("report", 48), published=date(2022, 12, 6)).id,
        "layered": run(here / "crowded.toml", options("layered", 24)).id,
        "plan": plan(
            Asked(options="examples/plan.toml", budget="40M", budgets="20M,40M", draws=8, out=here / "plan",
                  catalogue=catalogue)
        ).id,
    }  # fmt: skip
    with serve.served(catalogue) as address:
        yield Served(address, runs)


@dataclass
class Look:
    """A page in the browser, and what went wrong on it."""

    page: Any
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api", reason="`make test-web` installs what drives a browser")
    chromium = os.environ.get("OBERIH_CHROMIUM", "/usr/bin/chromium")
    if not Path(chromium).exists():
        pytest.skip("there is no chromium: apt-get install chromium")
    with sync.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        )
        yield browser
        browser.close()


@pytest.fixture
def look(browser: Any, served: Served) -> Iterator[Callable[..., Look]]:
    """Open a page; at the end nothing may have been asked of another machine, nor an error been logged."""
    opened: list[tuple[Any, Look]] = []

    def open_page(path: str, *, lang: str = "en", width: int = 1200, **more: Any) -> Look:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=lang, **more)
        found = Look(context.new_page())
        found.page.on("request", lambda request: None if request.url.startswith((served.address, "data:", "blob:"))
                      else found.wrong.append(f"asks of {request.url}"))  # fmt: skip
        found.page.on("console", lambda said: found.wrong.append(said.text) if said.type == "error" else None)
        found.page.on("pageerror", lambda error: found.wrong.append(str(error)))
        if path:
            found.page.goto(served.address + path, wait_until="load")
        opened.append((context, found))
        return found

    yield open_page
    for context, _ in opened:
        context.close()
    assert [wrong for _, found in opened for wrong in found.wrong] == []


def drawn(page: Any) -> None:
    """Wait for the charts of a plan."""
    for each in NAMES:
        page.wait_for_selector(f"figure[data-chart={each}][data-drawn]")
