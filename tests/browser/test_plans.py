"""The plan's page in a browser: charts that answer, tables for who sees none, a form by keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from oberih.terms.words import LANGS, say

from .conftest import Look, Served, drawn

pytestmark = pytest.mark.browser


def opened(look: Callable[..., Look], served: Served, **more: Any) -> Any:
    """The plan's page with its charts drawn."""
    page = look(f"/plans/{served.runs['plan']}?lang={more.get('lang', 'en')}", **more).page
    drawn(page)
    return page


@pytest.mark.parametrize("lang", LANGS)
def test_a_mark_that_is_pointed_at_is_read_out_and_a_choice_changes_the_chart(
    look: Callable[..., Look], served: Served, lang: str
) -> None:
    page = opened(look, served, lang=lang)
    page.locator("figure[data-chart=frontier] .role-mark.mark-symbol path").last.hover(force=True)
    told = page.locator("#vg-tooltip-element.visible").inner_text()
    assert say("planpage.tip_budget", lang) in told  # type: ignore[arg-type]
    assert "40" in told
    assert "undefined" not in told
    chart = page.locator("figure[data-chart=ranking]")
    marks = chart.locator(".role-mark.mark-symbol path")
    assert marks.count() == 40
    before = [marks.nth(i).get_attribute("transform") for i in range(5)]
    chart.locator("select").nth(0).select_option(index=1)  # by what it gains in all
    page.wait_for_timeout(200)
    assert [marks.nth(i).get_attribute("transform") for i in range(5)] != before
    chart.locator("select").nth(1).select_option(index=1)  # one class alone
    page.wait_for_timeout(200)
    assert 0 < marks.count() < 40


def test_without_a_script_the_tables_say_everything(look: Callable[..., Look], served: Served) -> None:
    page = look(f"/plans/{served.runs['plan']}?lang=en", java_script_enabled=False).page
    assert page.locator("figure.drawn:visible").count() == 0
    for name in ("frontier", "base", "ranking", "one-more"):
        assert page.locator(f"section[aria-labelledby={name}] table tbody tr").count() >= 2, name


def test_on_paper_nothing_is_cut_off(look: Callable[..., Look], served: Served) -> None:
    page = opened(look, served)
    page.emulate_media(media="print")
    assert page.locator(".picks:visible, form:visible, nav:visible").count() == 0
    cut = "[...document.querySelectorAll('.scroll')].filter((e) => e.scrollHeight > e.clientHeight + 2).length"
    assert page.evaluate(cut) == 0


def test_a_plan_is_asked_for_by_the_keyboard_and_what_is_wrong_stands_beside_its_field(
    look: Callable[..., Look], served: Served
) -> None:
    found = look("/plans/new?lang=en", width=360)
    page = found.page
    page.focus("#budget")
    page.keyboard.type("lots")
    page.keyboard.press("Enter")
    page.wait_for_selector("#budget-faults")
    assert "budget-faults" in page.locator("#budget").get_attribute("aria-describedby")
    assert page.locator("#budget").input_value() == "lots"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found.wrong = [each for each in found.wrong if "422" not in each]  # the browser logs the status; it is meant
    page.click("#switch")
    page.wait_for_url("**lang=uk*")
    assert page.locator("#budget").input_value() == "lots"
    page.fill("#budget", "40M")
    page.fill("#budgets", "40M")
    page.fill("#draws", "8")
    page.focus("#draws")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/progress/"))
    page.wait_for_url(re.compile(r"/plans/\d{8}-"), timeout=120_000)
    page.wait_for_selector("figure[data-chart=frontier][data-drawn]")
