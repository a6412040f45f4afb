"""What a run gives to take away: briefings in either language and form, schedules, and hours and form asked before."""

import io
import re
import zipfile

import pytest
from fastapi.testclient import TestClient

from oberih.terms.words import LANGS, say

from .conftest import REPORT, Place


@pytest.mark.parametrize("lang", LANGS)
def test_a_runs_page_offers_what_there_is(browse: TestClient, place: Place, lang: str) -> None:
    run = place.runs[0]
    text = browse.get(f"/runs/{run}?lang={lang}").text
    assert f'action="/runs/{run}/paper"' in text
    assert f'action="/runs/{run}/timetable"' in text
    assert f'href="/runs/{run}/replay.html?lang=uk"' in text
    assert say("downloads.kind_pdf", lang) in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_briefing_is_written_in_the_language_and_form_asked_for(browse: TestClient, place: Place, lang: str) -> None:
    run = place.runs[0]
    public = browse.get(f"/runs/{run}/paper", params={"kind": "md", "lang": lang})
    assert public.headers["content-type"].startswith("text/markdown")
    assert public.headers["content-disposition"] == f"attachment; filename*=UTF-8''briefing-{run}.{lang}.md"
    internal = browse.get(f"/runs/{run}/paper", params={"kind": "md", "lang": lang, "form": "internal"})
    assert say("briefing.badge_internal", lang) in internal.text
    assert say("briefing.badge_internal", lang) not in public.text
    page = browse.get(f"/runs/{run}/paper", params={"kind": "html", "lang": lang})
    assert f'<html lang="{lang}"' in page.text


@pytest.mark.slow  # typst sets it
def test_a_briefing_comes_as_pdf(browse: TestClient, place: Place) -> None:
    answer = browse.get(f"/runs/{place.runs[0]}/paper", params={"kind": "pdf", "lang": "uk"})
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_schedule_is_one_file_or_an_archive(browse: TestClient, place: Place) -> None:
    run = place.runs[0]
    table = browse.get(f"/runs/{run}/timetable", params={"kind": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.count("\n") > 10
    archive = browse.get(f"/runs/{run}/timetable", params={"kind": "dtek"})
    names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
    assert len(names) == 25
    assert all(re.fullmatch(r"dtek-[\w-]+\.json", name) for name in names)


def test_what_cannot_be_had_is_told(browse: TestClient, place: Place) -> None:
    run = place.runs[0]
    assert browse.get(f"/runs/{run}/paper", params={"kind": "exe"}).status_code == 422
    assert browse.get(f"/runs/{run}/paper", params={"kind": "md", "plan": "../x"}).status_code == 404
    no_plan = browse.get(f"/runs/{run}/paper", params={"kind": "md", "plan": place.runs[1], "lang": "en"})
    assert no_plan.status_code == 422
    assert "Traceback" not in no_plan.text
    assert browse.get("/runs/nobody/timetable").status_code == 404


def test_hours_and_form_are_asked_before_and_what_is_wrong_stands_beside(browse: TestClient) -> None:
    key = browse.post("/report", data={"text": REPORT, "published": "2022-12-06"}).url.path
    wrong = browse.post(f"{key}/assess?lang=en", data={"seed": "x", "hours": "9999", "form": "internal"})
    assert wrong.status_code == 422
    assert 'id="seed-faults"' in wrong.text
    assert 'id="hours-faults"' in wrong.text
    assert 'value="9999"' in wrong.text
    assert '<option value="internal" selected>' in wrong.text
