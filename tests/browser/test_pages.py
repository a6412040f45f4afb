"""Every page in a browser, in both languages: reach, quiet, narrow screens, keyboard, and what moves."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from oberih.terms.words import LANGS, say

from .conftest import MANY, REPORT, Look, Served, drawn

pytestmark = pytest.mark.browser

PAGES = {
    "runs": "/", "run": "/runs/{report}", "layered run": "/runs/{layered}", "briefing": "/runs/{report}/briefing",
    "replay": "/runs/{report}/replay", "layered replay": "/runs/{layered}/replay", "report": "/report",
    "compare": "/compare?a={report}&b={layered}", "schedule": "/schedule",
    "queue": "/schedule?run=example&region=north&queue=3.1", "work": "/progress", "api": "/api",
    "scenario": "/scenario", "layered scenario": "/scenario?from=examples/layered.toml",
    "scenario as text": "/scenario?mode=toml",
    "plans": "/plans", "plan": "/plans/{plan}", "plan form": "/plans/new?budget=60M",
}  # fmt: skip


def address(served: Served, name: str, lang: str) -> str:
    path = PAGES[name].format(**served.runs)
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


def serious(page: Any) -> list[tuple[str, str]]:
    """Serious and critical violations that axe finds."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:120]) for each in found if each["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAGES)
def test_no_serious_fault_of_reach_and_no_sideways_scroll(
    look: Callable[..., Look], served: Served, name: str, lang: str
) -> None:
    for width in (1200, 360):
        page = look(address(served, name, lang), width=width).page
        if name == "plan":
            drawn(page)
        assert page.evaluate("document.documentElement.lang") == lang
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert serious(page) == []


def test_contrast_holds_in_the_dark(look: Callable[..., Look], served: Served) -> None:
    for name in ("run", "report", "compare", "queue", "replay", "scenario", "plan", "plan form"):
        assert (name, serious(look(address(served, name, "en"), color_scheme="dark").page)) == (name, [])


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_that_is_dropped_is_a_briefing_within_fifteen_seconds(
    look: Callable[..., Look], served: Served, lang: str
) -> None:
    page = look("/report", lang=lang).page
    page.fill("#text", REPORT)
    page.fill("#published", "2022-12-06")
    began = time.monotonic()
    page.click("#drop button[type=submit]")
    assert page.locator("a.fact").count() > 10
    page.click("form.panel button[type=submit]")
    page.wait_for_url(re.compile(r"/runs/\d{8}-"), timeout=60_000)
    took = time.monotonic() - began
    page.click(f"text={say('web.briefing', lang)}")
    assert say("briefing.h_summary", lang) in page.content()
    print(f"from the drop to the run: {took:.1f} s")
    assert took < 60  # the aim is 15 s on a quiet machine; this says that it ends


def test_the_hour_moves_the_map_and_is_an_address(look: Callable[..., Look], served: Served) -> None:
    page = look(address(served, "run", "en")).page

    def state() -> Any:
        return page.evaluate("[...document.querySelectorAll('[data-share]')].map((each) => each.textContent).join()")

    seen = set()
    for hour in (0, 6, 12, 30, 47):
        page.locator("#hour").fill(str(hour))
        seen.add((state(), page.locator("#when").text_content()))
    assert len(seen) == 5
    page.locator("#hour").dispatch_event("change")
    assert page.url.endswith("#h=47")
    other = look(address(served, "run", "uk") + "#h=12").page
    assert other.locator("#hour").input_value() == "12"
    other.click("#switch")
    other.wait_for_url("**lang=en*")
    assert other.locator("#hour").input_value() == "12"  # the place is kept


@pytest.mark.parametrize("name", ["replay", "layered replay"])
def test_scrubbing_the_replay_changes_what_it_shows(look: Callable[..., Look], served: Served, name: str) -> None:
    page = look(address(served, name, "en")).page

    def state() -> tuple[Any, ...]:
        return page.evaluate(
            "[document.querySelector('canvas').toDataURL().length, document.getElementById('replay').dataset.t, "
            "[...document.querySelectorAll('[data-region]')].map((each) => each.getAttribute('fill')).join()]"
        )

    seen = []
    for at in (0, 250, 450, 700, 1000):
        page.locator(".scrub").fill(str(at))
        seen.append(tuple(state()))
    assert len({t for _, t, _ in seen}) == 5
    assert len({drawn for drawn, _, _ in seen}) > 2
    assert len({fills for _, _, fills in seen}) > 1
    page.goto(page.url.partition("#")[0] + f"#run={served.runs['report']}&t=3600")
    assert float(page.evaluate("document.getElementById('replay').dataset.t")) == pytest.approx(3600, abs=1)


def test_a_frame_of_a_large_raid_is_drawn_in_time(look: Callable[..., Look], served: Served) -> None:
    page = look(address(served, "layered replay", "en")).page
    weapons = page.evaluate("JSON.parse(document.getElementById('replay-data').textContent).weapons.length")
    assert weapons >= MANY - 10
    page.evaluate("for (let i = 0; i < 300; i++) window.oberihReplay.to(i / 600)")
    times = sorted(page.evaluate("window.oberihReplay.frames()"))
    p95 = times[int(0.95 * len(times))]
    print(f"script of a frame with {weapons} weapons: p95 {p95:.2f} ms, median {times[len(times) // 2]:.2f} ms")
    assert p95 < 80  # the aim is 8 ms; ten times as much would be another order of work


def test_every_page_can_be_reached_by_the_keyboard_alone(look: Callable[..., Look], served: Served) -> None:
    page = look("/?lang=en").page

    def to(wanted: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({json.dumps(wanted)})"):
                visible = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert visible != "none", wanted
                return
        raise AssertionError(f"{wanted} is not reached")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for wanted in ("/report", "/scenario", "/schedule", "/plans", "/compare", "/progress"):
        to(f'nav a[href="{wanted}"]')
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{wanted}")
    to('a[href="/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    to(f'a[href="/runs/{served.runs["report"]}"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/*")
    to("#hour")
    before = page.locator("#when").text_content()
    page.keyboard.press("ArrowRight")
    assert page.locator("#when").text_content() != before
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "play"
    page.goto(served.address + f"/runs/{served.runs['layered']}/replay")
    to("#replay .scrub")
    before = page.evaluate("document.getElementById('replay').dataset.t")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.getElementById('replay').dataset.t") != before
    page.goto(served.address + "/report?lang=en")
    to("#text")
    page.keyboard.insert_text(REPORT)
    to("#drop button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/*")
    to("a.fact")
    page.keyboard.press("Enter")
    assert "#fact" in page.url


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    look: Callable[..., Look], served: Served
) -> None:
    found = look("/report?lang=en")
    page = found.page
    page.fill("#text", "Ъ" * 30)
    page.click("#drop button[type=submit]")
    assert page.locator("#text").get_attribute("aria-invalid") == "true"
    described = page.locator("#text").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").is_visible()
    assert page.locator("#text").input_value() == "Ъ" * 30
    found.wrong = [each for each in found.wrong if "422" not in each]  # the browser logs the status; it is meant
    page.click("#switch")
    page.wait_for_url("**lang=uk*")
    assert page.locator("#text").input_value() == "Ъ" * 30
