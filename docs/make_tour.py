"""Pictures of docs/tour.md, taken of the real program: the page is served on a catalogue of its own, made anew from
the shipped report and the shipped invented country, and Chromium looks at it. `make tour`; some minutes.

Pictures are small: few colours, and no more of a page than is told of.
"""

import io
import os
import tempfile
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from oberih.jobs import Options, assess, run
from oberih.jobs.examples import named
from oberih.jobs.plan import Asked, plan
from oberih.report.plan_charts import NAMES
from oberih.web.serve import served

OUT = Path(__file__).resolve().parent / "img" / "tour"
WIDE, PHONE = (1100, 760), (360, 720)
COLOURS = 96  #: of a picture
LAYERED, OPTIONS = "examples/layered.toml", "examples/plan.toml"


def keep(name: str, picture: bytes) -> None:
    """A picture in few colours."""
    found = Image.open(io.BytesIO(picture)).convert("RGB")
    found = found.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    found.save(OUT / f"{name}.png", optimize=True)
    print(f"{name}.png {(OUT / f'{name}.png').stat().st_size / 1000:.0f} kB")


class Camera:
    """Looks at pages of one address."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser = browser
        self.address = address

    def open(self, path: str, lang: str, size: tuple[int, int] = WIDE) -> Any:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=lang, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(f"{self.address}{path}{'&' if '?' in path else '?'}lang={lang}", wait_until="load")
        return page


def take(camera: Camera, runs: dict[str, str]) -> None:
    """All pictures."""
    page = camera.open("/report", "en")
    page.click("form[action='/report/example'] button")
    page.wait_for_selector("a.fact")
    keep("report", page.screenshot())
    page.click("form.panel button[type=submit]")
    page.wait_for_url("**/progress/**")
    page.wait_for_url("**/runs/**", timeout=300_000)
    keep("run", page.screenshot(clip={"x": 0, "y": 0, "width": WIDE[0], "height": 1150}, full_page=True))

    page = camera.open(f"/runs/{runs['report']}", "uk", PHONE)
    page.locator("#by-hour").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, document.getElementById('by-hour').getBoundingClientRect().top - 8)")
    keep("phone", page.screenshot())

    page = camera.open(f"/runs/{runs['report']}", "en")
    keep("take", page.locator("section[aria-labelledby=take]").screenshot())

    page = camera.open(f"/runs/{runs['layered']}/replay", "en")
    page.locator(".scrub").fill("330")
    keep("replay", page.screenshot(clip={"x": 0, "y": 0, "width": WIDE[0], "height": 1000}, full_page=True))

    page = camera.open("/schedule?run=example&region=north&queue=3.1", "uk")
    keep("queue", page.screenshot(clip={"x": 0, "y": 0, "width": WIDE[0], "height": 900}, full_page=True))

    page = camera.open(f"/plans/{runs['plan']}", "en")
    for name in NAMES:
        page.wait_for_selector(f"figure[data-chart={name}][data-drawn]")
    page.locator("section[aria-labelledby=frontier]").scroll_into_view_if_needed()
    page.locator("figure[data-chart=frontier] .role-mark.mark-symbol path").last.hover(force=True)
    page.wait_for_timeout(300)
    keep("plan", page.screenshot())
    page.locator("figure[data-chart=ranking] select").nth(0).select_option(index=1)
    page.wait_for_timeout(300)
    page.evaluate("scrollBy(0, document.querySelector('figure[data-chart=ranking]').getBoundingClientRect().top - 8)")
    keep("options", page.screenshot())

    page = camera.open("/plans/new?budget=lots&draws=3", "uk")
    page.click("form button[type=submit]")
    page.wait_for_selector("#budget-faults")
    keep("form", page.screenshot(clip={"x": 0, "y": 0, "width": WIDE[0], "height": 560}, full_page=True))

    page = camera.open("/scenario?from=examples/layered.toml", "en")
    keep("scenario", page.screenshot())

    page = camera.open(f"/compare?a={runs['report']}&b={runs['other']}", "en")
    keep("compare", page.screenshot())


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="oberih-tour-") as made:
        here = Path(made)
        os.chdir(here)  # runs made from the page lie in ./oberih-runs
        catalogue = here / "c.sqlite"
        report = here / "2022-12-05.uk.txt"
        report.write_bytes(files("oberih").joinpath("examples", report.name).read_bytes())

        def options(name: str, seed: int, draws: int) -> Options:
            return Options(draws=draws, seed=seed, out=here / name, catalogue=catalogue)

        runs = {
            "report": assess(report, options("report", 5, 500), published=date(2022, 12, 6)).id,
            "other": assess(report, options("other", 6, 200), published=date(2022, 12, 6)).id,
            "layered": run(named(LAYERED), options("layered", 1, 50)).id,
            "plan": plan(
                Asked(options=OPTIONS, budget="200M", draws=64, out=here / "plan", catalogue=catalogue)
            ).id,
        }  # fmt: skip
        with served(catalogue) as address, sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=os.environ.get("OBERIH_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
            )
            take(Camera(browser, address), runs)
            browser.close()
    print(f"{sum(each.stat().st_size for each in OUT.glob('*.png')) / 1e6:.2f} MB in all")


if __name__ == "__main__":
    main()
