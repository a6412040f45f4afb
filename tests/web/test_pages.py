"""Pages as a person meets them: both languages, one place, no script from a report, nothing outside the catalogue."""

import re

import pytest
from fastapi.testclient import TestClient

from oberih.terms.words import LANGS, say
from oberih.web.speech import COOKIE

from .conftest import REPORT, Place


@pytest.mark.parametrize("lang", LANGS)
def test_each_page_speaks_the_language_asked_for(browse: TestClient, place: Place, lang: str) -> None:
    one, two = place.runs
    for address in ("/", f"/runs/{one}", f"/compare?a={one}&b={two}", "/report", "/progress", "/schedule", "/api"):
        answer = browse.get(address, params={**dict(re.findall(r"(\w+)=([^&]+)", address)), "lang": lang})
        assert answer.status_code == 200, address
        assert f'<html lang="{lang}">' in answer.text
        assert "{" + "n" not in answer.text


def test_the_language_is_remembered_and_the_place_is_kept(empty):
    page = empty()
    first = page.get("/compare?a=&b=&lang=en")
    assert first.cookies[COOKIE] == "en"
    assert 'href="/compare?a=&amp;b=&amp;lang=uk"' in first.text
    assert '<html lang="en">' in page.get("/").text
    page.cookies.clear()
    assert '<html lang="en">' in page.get("/", headers={"accept-language": "de, en;q=0.8"}).text
    assert '<html lang="uk">' in page.get("/", headers={"accept-language": "de"}).text


def test_a_run_shows_figures_facts_and_a_map_whose_hours_are_all_there(browse: TestClient, place: Place):
    text = browse.get(f"/runs/{place.runs[0]}?lang=uk").text
    assert "понад 70 ракет" in text  # what was reported stands beside
    assert len(re.findall(r'class="land ', text)) == 27
    assert len(re.findall(r"data-share=", text)) == 25
    assert 'max="11"' in text  # twelve hours
    assert "<style" not in text  # the policy allows none
    assert not re.search(r"<script(?! type=\"application/json\"| src=\"/static/)", text)
    assert " style=" not in text


def test_the_briefing_is_the_file_of_the_run_and_may_run_nothing(browse: TestClient, place: Place):
    answer = browse.get(f"/runs/{place.runs[0]}/briefing?lang=en")  # only the Ukrainian one was written
    assert '<html lang="uk">' in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("run", ["..", "../../etc", "%2e%2e%2f%2e%2e%2fetc", "20221206-000000-aaaa", "."])
def test_a_run_is_found_by_its_id_alone(browse: TestClient, place: Place, run: str) -> None:
    for address in (f"/runs/{run}", f"/runs/{run}/briefing", f"/api/runs/{run}/tables/outcome"):
        answer = browse.get(address)
        assert answer.status_code in (200, 404)
        assert "root:" not in answer.text
        if answer.status_code == 200:
            assert answer.url.path in ("/", "/runs", "/api/runs")  # the client itself went up
    assert browse.get(f"/runs/{place.runs[0][:12]}").status_code == 404  # nor by its beginning


def test_what_is_not_there_is_said_plainly(browse: TestClient):
    answer = browse.get("/nothing/here?lang=en")
    assert answer.status_code == 404
    assert say("web.nothing_here", "en") in answer.text
    assert "Traceback" not in answer.text
    assert browse.get("/static/../app.py").status_code == 404


def test_an_empty_catalogue_says_where_to_begin_and_is_not_made(empty, tmp_path):
    page = empty()
    assert say("web.runs_none", "en") in page.get("/?lang=en").text
    assert not (tmp_path / "c.sqlite").exists()


def test_compare_names_every_fault_and_keeps_what_was_chosen(browse: TestClient, place: Place):
    answer = browse.get("/compare", params={"a": place.runs[0], "b": "", "lang": "en"})
    assert answer.status_code == 422
    assert say("compare.not_chosen", "en") in answer.text
    assert f'<option value="{place.runs[0]}" selected>' in answer.text
    both = browse.get("/compare", params={"a": "nobody", "b": "", "lang": "en"}).text
    assert "nobody" in both
    assert say("compare.not_chosen", "en") in both


def test_two_runs_differ_by_what_was_given(browse: TestClient, place: Place):
    one, two = place.runs
    text = browse.get("/compare", params={"a": one, "b": two, "lang": "en"}).text
    assert say("web.compare_differ", "en", names="seed") in text
    assert say("web.compare_same", "en") in browse.get("/compare", params={"a": one, "b": one, "lang": "en"}).text


def test_a_report_is_underlined_and_what_it_holds_stays_text(browse: TestClient):
    evil = "<script>alert(1)</script> 05.12.2022. Збито 60 ракет із 70.\n" + "Ворог завдав удару по Одеській області."
    answer = browse.post("/report", data={"text": evil, "lang": "uk"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert re.search(r'<a class="fact[^"]*" id="in\d+" href="#fact\d+">', answer.text)
    linked = set(re.findall(r'href="#(fact\d+)"', answer.text))
    assert linked <= set(re.findall(r'<li id="(fact\d+)"', answer.text))
    assert browse.get(answer.url.path + "?lang=en").status_code == 200  # the same place in the other language


def test_everything_wrong_with_a_report_is_said_beside_its_field_and_what_was_typed_is_kept(browse: TestClient):
    answer = browse.post(
        "/report?lang=en", data={"text": "<b>Збито 5 ракет", "published": "yesterday"},
        files={"file": ("report.exe", b"MZ\x00", "application/octet-stream")},
    )  # fmt: skip
    assert answer.status_code == 422
    for key, values in (
        ("bad_day", {"found": "yesterday"}), ("one_report", {}), ("file_kind", {"found": "exe"}),
    ):  # fmt: skip
        assert say(f"web.{key}", "en", **values).replace("'", "&#39;") in answer.text
    assert "&lt;b&gt;Збито 5 ракет</textarea>" in answer.text
    assert 'value="yesterday"' in answer.text
    nothing = browse.post("/report?lang=en", data={"text": " "})
    assert say("web.no_report", "en") in nothing.text


def test_a_file_that_is_no_text_is_refused_whatever_its_name(browse: TestClient):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
    answer = browse.post("/report?lang=en", files={"file": ("report.txt", picture, "text/plain")})
    assert answer.status_code == 415
    large = browse.post("/report?lang=en", files={"file": ("report.txt", b"a" * (2 * 2**20 + 1), "text/plain")})
    assert large.status_code == 413
    assert "Traceback" not in answer.text + large.text


def test_a_text_of_no_raid_is_read_and_not_assessed(browse: TestClient):
    text = browse.post("/report?lang=en", data={"text": "Сьогодні в місті було тихо, працювали школи й магазини."}).text
    assert say("web.no_raid", "en") in text
    assert "/assess" not in text


def test_when_is_my_queue(browse: TestClient):
    asked = {"run": "example", "region": "north", "queue": "3.1", "lang": "en"}
    text = browse.get("/schedule", params=asked).text
    assert say("web.queue_answer", "en", queue="3.1", region="north") in text
    assert "No power by schedule" in text
    calendar = browse.get("/schedule/calendar", params=asked)
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in calendar.text
    wrong = browse.get("/schedule", params={**asked, "region": "<b>", "queue": "99"})
    assert wrong.status_code == 422
    assert "&lt;b&gt;" in wrong.text
    assert "99" in wrong.text
    assert '<select name="region"' in wrong.text  # still to be chosen


def test_the_shipped_report_can_be_taken_with_one_press(browse: TestClient):
    answer = browse.post("/report/example?lang=uk")
    assert answer.url.path.startswith("/report/")
    assert REPORT.split("\n", maxsplit=1)[0][:20] in answer.text
