"""The scenario editor in a browser: faults beside fields in both languages, text and form, and a run with progress."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from oberih.terms.words import LANGS, say

from .conftest import Look, Served
from .test_pages import serious

pytestmark = pytest.mark.browser


def press(found: Look, do: str, *, refused: bool = False) -> None:
    """A button of the form; the browser logs the status of a refusal, which is meant."""
    with found.page.expect_navigation():
        found.page.locator(f"button[name=do][value={do}]").last.click()
    if refused:
        found.wrong = [each for each in found.wrong if "422" not in each]


def field(page: Any, name: str) -> Any:
    return page.locator(f'[id="{name}"]')


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_wrong_stands_beside_its_field_in_the_reader_s_language(
    look: Callable[..., Look], served: Served, lang: str
) -> None:
    found = look(f"/scenario?lang={lang}", width=360)
    page = found.page
    for name, typed in (("hours", "5"), ("raid.duration_h.low", "9"), ("raid.weapons[1].least", "вісім")):
        field(page, name).fill(typed)
    press(found, "run", refused=True)
    for name, beside in (
        ("hours", "hours"), ("raid.duration_h.low", "raid.duration_h"), ("raid.weapons[1].least", "raid.weapons[1]"),
    ):  # fmt: skip
        assert field(page, name).get_attribute("aria-invalid") == "true"
        assert field(page, name).get_attribute("aria-describedby") == f"{beside}-faults"
        assert field(page, f"{beside}-faults").is_visible()
    assert field(page, "raid.weapons[1].least").input_value() == "вісім"
    assert page.evaluate("document.activeElement.id") == "summary"
    assert say("editor.wrong_count", lang, n=3) in page.locator("#summary").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert serious(page) == []
    page.click("#switch")  # the other language: the same faults are not told again, what was typed stays
    page.wait_for_url("**lang=*")
    assert page.evaluate("document.documentElement.lang") != lang
    assert field(page, "raid.weapons[1].least").input_value() == "вісім"
    assert field(page, "hours").input_value() == "5"


def test_form_and_text_show_the_same_and_another_pack_has_other_regions(
    look: Callable[..., Look], served: Served
) -> None:
    found = look("/scenario?lang=en")
    page = found.page
    field(page, "name_en").fill("My = \"raid\"")
    press(found, "toml")
    assert 'name_en = "My = \\"raid\\""' in page.locator("#text").input_value()
    assert serious(page) == []
    press(found, "form")
    assert field(page, "name_en").input_value() == 'My = "raid"'
    before = page.locator("input[name='raid.hit_regions']").count()
    with page.expect_navigation():
        field(page, "grid.pack").select_option("ozeria")
    assert page.locator("input[name='raid.hit_regions']").count() != before
    rows = page.locator("select[name='raid.weapons.kind']").count()
    press(found, "rows")
    assert page.locator("select[name='raid.weapons.kind']").count() == rows + 3
    with page.expect_download() as download:
        found.page.goto(served.address + "/scenario?lang=en")
        page.locator("button[name=do][value=download]").click()
    assert download.value.suggested_filename == "scenario.toml"


def test_a_scenario_is_filled_in_and_run_by_the_keyboard_alone(look: Callable[..., Look], served: Served) -> None:
    page = look("/scenario?lang=en").page

    def to(name: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id || document.activeElement.value") == name:
                return
        raise AssertionError(f"{name} is not reached")

    to("hours")
    page.keyboard.press("Control+A")
    page.keyboard.type("6")
    to("raid.weapons[1].least")
    page.keyboard.press("Control+A")
    page.keyboard.type("72")
    to("draws")
    page.keyboard.press("ArrowUp")
    to("run")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(work|runs)/"))
    page.wait_for_url(re.compile(r"/runs/\d{8}-"), timeout=120_000)
