"""The replay on the page: the landed player under the page's policy, and no draw that was sought."""

import re

import pytest
from fastapi.testclient import TestClient

from oberih.terms.words import LANGS, say

from .conftest import Place


@pytest.mark.parametrize("lang", LANGS)
def test_the_player_stands_on_the_page_without_script_or_style_in_it(
    browse: TestClient, place: Place, lang: str
) -> None:
    answer = browse.get(f"/runs/{place.runs[0]}/replay", params={"lang": lang})
    assert answer.status_code == 200
    assert say("replay.illustration", lang) in answer.text
    assert not re.search(r'<script(?! type="application/json"| src="/static)', answer.text)
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    for name in ("replay.js", "replay.css"):
        assert f"/static-replay/{name}" in answer.text
        assert browse.get(f"/static-replay/{name}").status_code == 200


@pytest.mark.parametrize("draw", ["3", "0", "worst", "-1"])
def test_no_draw_can_be_named(browse: TestClient, place: Place, draw: str) -> None:
    for address in ("/runs/{}/replay", "/runs/{}/replay.html", "/api/runs/{}/replay"):
        assert browse.get(address.format(place.runs[0]), params={"draw": draw}).status_code == 422


def test_the_file_and_the_data(browse: TestClient, place: Place):
    file = browse.get(f"/runs/{place.runs[0]}/replay.html", params={"draw": "random"})
    assert "attachment" in file.headers["content-disposition"]
    assert not re.search(r'(?:src|href)="(?!#)', file.text)
    found = browse.get(f"/api/runs/{place.runs[0]}/replay").json()
    assert found["illustration"] is True
    assert browse.get("/static-replay/page.py").status_code == 422
