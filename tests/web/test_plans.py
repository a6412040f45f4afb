"""Plans on the page: asked for by a form, made in the background, and looked at with the tables beside each chart."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from oberih.jobs.plan_wanted import OPTIONS, SHIPPED, wanted
from oberih.jobs.shelf import Shelf
from oberih.report.plan_charts import NAMES, runtime_version
from oberih.terms.words import LANGS, say
from oberih.web.app import guarded, make_app

from .conftest import ADDRESS, Place

OWN = """
scenario = "ozeria-defended.toml"
currency = "EUR"
"""


def own_options() -> bytes:
    """Three of the shipped options, as somebody would hand over a catalogue of their own."""
    text = files("oberih").joinpath("examples", "plan.toml").read_text(encoding="utf-8")
    blocks = re.findall(r"\[\[option\]\].*?(?=\n\[\[option\]\]|\n# |\Z)", text, flags=re.S)
    wanted = [each for each in blocks if re.search(r'name = "(gabions|gabions-thermal|imports)"', each)]
    assert len(wanted) == 3
    return (OWN + "\n\n".join(wanted)).encode()


@dataclass(frozen=True)
class Planned:
    """A page with one plan, made through it."""

    page: TestClient
    run: str
    catalogue: Path


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planned]:
    here = tmp_path_factory.mktemp("plans")
    with pytest.MonkeyPatch.context() as patch, TestClient(
        guarded(make_app(here / "c.sqlite")), base_url=ADDRESS
    ) as page:
        patch.chdir(here)
        answer = page.post(
            "/plans?lang=en", data={"budget": "60M", "budgets": "30M, 60M", "draws": "8"},
            files={"options": ("own.toml", own_options(), "application/toml")}, follow_redirects=False,
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
        work = page.get("/api" + answer.headers["location"].partition("?")[0]).json()
        ends = time.monotonic() + 300
        while work["state"] not in ("done", "failed", "stopped"):
            assert time.monotonic() < ends
            time.sleep(0.2)
            work = page.get(f"/api/progress/{work['id']}").json()
        assert work["state"] == "done", work["faults"]
        yield Planned(page, work["run"], here / "c.sqlite")


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_is_looked_at_with_a_table_beside_each_chart(planned: Planned, lang: str) -> None:
    text = planned.page.get(f"/plans/{planned.run}?lang={lang}").text
    drawn = re.findall(r'data-chart="(\w+)"', text)
    assert set(drawn) <= set(NAMES)
    assert {"frontier", "ranking", "one_more"} <= set(drawn)
    for name in drawn:
        after = text[text.index(f'data-chart="{name}"') :]
        assert "<table" in after[: after.index("</section>")], name
    assert say("planpage.base_title", lang) in text
    assert not re.search(r"<script(?! type=\"application/json\"| src=\"/static)", text)
    assert " style=" not in text
    assert text.count(say("planpage.base_row", lang)) == 1


def test_what_a_chart_draws_is_what_the_plan_says(planned: Planned) -> None:
    text = planned.page.get(f"/plans/{planned.run}?lang=en").text
    specs = {
        name: json.loads(found.replace("\\u003c", "<"))
        for name, found in re.findall(
            r'data-chart="(\w+)".*?<script type="application/json">(.*?)</script>', text, flags=re.S
        )
    }  # fmt: skip
    rows: list[dict[str, Any]] = planned.page.get(f"/api/runs/{planned.run}/tables/plan_frontier").json()
    drawn = specs["frontier"]["layer"][0]["data"]["values"][1:]
    assert [each["gain"] for each in drawn] == pytest.approx([each["gain"] for each in rows])
    ranking = specs["ranking"]["layer"][-1]["data"]["values"]
    assert len(ranking) == 3
    assert {each["taken"] for each in ranking} <= {say("planpage.in_plan", "en"), say("planpage.not_in_plan", "en")}


def test_the_list_leads_to_the_plan_and_a_run_that_is_one_too(planned: Planned) -> None:
    assert f'href="/plans/{planned.run}"' in planned.page.get("/plans?lang=en").text
    assert planned.page.get(f"/runs/{planned.run}?lang=en").url.path == f"/plans/{planned.run}"
    markdown = planned.page.get(f"/plans/{planned.run}/plan.md?lang=uk")
    assert markdown.text.startswith("# ")
    assert markdown.headers["content-type"].startswith("text/markdown")
    again = planned.page.get(f"/plans/new?scenario={planned.run}&budget=60M&lang=en").text
    assert f'<option value="{planned.run}" selected>' in again
    assert 'value="60M"' in again


def test_a_plan_asked_anew_keeps_its_own_options(planned: Planned) -> None:
    asked = {"budget": "60M", "draws": "8"}
    again = wanted(asked | {"scenario": planned.run}, Shelf(planned.catalogue), planned.catalogue)
    assert again.files[OPTIONS] == own_options()
    assert SHIPPED in wanted(asked, Shelf(planned.catalogue), planned.catalogue).files


def test_no_draws_are_told_and_not_taken_for_an_empty_field(browse: TestClient) -> None:
    answer = browse.post("/plans?lang=en", data={"budget": "60M", "draws": "0"})
    assert re.search(r'id="draws-faults"><p>found 0\.', answer.text)


def test_everything_wrong_with_what_is_asked_stands_beside_its_field(browse: TestClient) -> None:
    typed = {
        "budget": "lots", "budgets": "9..1", "currency": "eu", "rates": "USD=x", "draws": "1", "seed": "abc",
        "robust": "-1", "first": "tomorrow",
    }  # fmt: skip
    answer = browse.post("/plans?lang=en", data=typed)
    assert answer.status_code == 422
    for field, value in typed.items():
        assert re.search(rf'<div class="faults" role="alert" id="{field}-faults"><p>', answer.text), field
        assert re.search(rf'<input [^>]*value="{value}" name="{field}" [^>]*aria-invalid="true"', answer.text), field
    assert "--" not in "".join(re.findall(r'class="faults".*?</div>', answer.text))  # no word of the command line
    other = re.search(r'id="switch" href="([^"]+)"', answer.text)
    assert other is not None
    again = browse.get(other[1].replace("&amp;", "&")).text  # in the other language nothing that was typed is lost
    assert '<html lang="uk">' in again
    assert all(f'value="{value}" name="{field}"' in again for field, value in typed.items())
    nothing = browse.post("/plans?lang=uk", data={})
    assert say("planpage.no_budget", "uk") in nothing.text
    assert '<html lang="uk">' in nothing.text


@pytest.mark.parametrize("lang", LANGS)
def test_options_that_cannot_be_read_are_told_by_their_lines(browse: TestClient, lang: str) -> None:
    bad = own_options().replace(b"most = ", b"most = -", 1)
    answer = browse.post(
        f"/plans?lang={lang}", data={"budget": "60M"}, files={"options": ("<b>.toml", bad, "application/toml")}
    )
    assert answer.status_code == 422
    assert re.search(r'id="options-faults"><p>options\.toml:\d+', answer.text)
    assert "<b>.toml" not in answer.text
    assert "/tmp" not in answer.text
    assert 'value="60M"' in answer.text


def test_a_scenario_that_is_none_is_refused_whatever_it_is_called(browse: TestClient, place: Place) -> None:
    for scenario in ("../../etc/passwd", "examples/../../x.toml", "20200101-000000-aaaa"):
        answer = browse.post("/plans?lang=en", data={"budget": "60M", "scenario": scenario})
        assert answer.status_code in (404, 422)
        assert 'id="scenario-faults"' in answer.text
        assert "root:" not in answer.text


def test_a_run_that_is_no_plan_is_told_so(browse: TestClient, place: Place) -> None:
    answer = browse.get(f"/plans/{place.runs[0]}?lang=en")
    assert answer.status_code == 422
    assert say("planpage.not_plan", "en") in answer.text
    assert browse.get("/plans/..%2f..%2fetc").status_code == 404


@pytest.mark.slow  # seconds to put the script together; a browser draws with it in tests/browser
def test_what_draws_the_charts_comes_from_the_wheel(browse: TestClient) -> None:
    answer = browse.get(f"/static-vega/{runtime_version()}.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert "vegaEmbed" in answer.text


def test_another_script_than_the_wheels_is_not_to_be_had(browse: TestClient) -> None:
    assert browse.get("/static-vega/0.js").status_code == 404
