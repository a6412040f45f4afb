"""The scenario editor: nothing that is typed is lost, and every fault stands beside its field."""

import re
import tomllib
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from oberih.jobs.scenario_form import INPUTS, SECTIONS, filled, parts_of_schema, text_of, written
from oberih.jobs.scenarios import example, listed
from oberih.scenario import dump, parse
from oberih.terms.words import LANGS, say

from .conftest import ADDRESS, Place
from .test_errands import until_done

SHIPPED = [each["name"] for each in listed()]


class Fields(HTMLParser):
    """What a form would send, and which fields are told to be wrong."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        self.ids: set[str] = set()
        self.inside = False
        self._select = self._area = ""
        self._options: list[tuple[str | None, bool]] = []
        self._text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.add(str(found["id"]))
        if tag == "form":
            self.inside = found.get("id") == "scenario"
        if found.get("aria-invalid") and found.get("id"):
            self.wrong.append(str(found["id"]))
        if not self.inside:
            return
        name = found.get("name")
        if tag == "input" and name and found.get("type") != "file":
            if found.get("type") != "checkbox" or "checked" in found:
                self.sent.append((name, found.get("value") or ""))
        elif tag == "select":
            self._select, self._options = str(name), []
        elif tag == "option":
            self._options.append((found.get("value"), "selected" in found))
            self._text = ""
        elif tag == "textarea":
            self._area, self._text = str(name), ""

    def handle_data(self, data: str) -> None:
        self._text += data
        if self._select and self._options and self._options[-1][0] is None:
            self._options[-1] = (self._text, self._options[-1][1])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.inside:
            chosen = [value for value, marked in self._options if marked] or [self._options[0][0]]
            self.sent.append((self._select, str(chosen[-1])))
            self._select = ""
        elif tag == "textarea" and self.inside:
            self.sent.append((self._area, self._text.removeprefix("\n")))
            self._area = ""


def post(page: TestClient, sent: list[tuple[str, str]], do: str, lang: str = "en", **changed: str) -> Any:
    body: dict[str, list[str]] = {}
    for name, value in sent:
        body.setdefault(name, []).append(value)
    body |= {name.replace("__", "."): [value] for name, value in changed.items()}
    return page.post(f"/scenario?lang={lang}", data={**body, "do": do}, follow_redirects=False)


def opened(page: TestClient, name: str = SHIPPED[0]) -> list[tuple[str, str]]:
    return Fields(page.get("/scenario", params={"from": name, "lang": "en"}).text).sent


@pytest.mark.parametrize("name", SHIPPED)
def test_a_form_says_all_that_the_file_says(name: str) -> None:
    text = example(name)
    assert parse(written(filled(text))) == parse(text)
    whole = dump(parse(text))  # and where everything is said
    assert parse(written(filled(whole))) == parse(text)


def test_every_part_of_the_schema_is_in_the_form_or_in_its_rest():
    of_form = {each.path[0] for section in SECTIONS.values() for each in section}
    assert set(parts_of_schema()) - of_form == {"schema_version", "map", "campaign", "strengthening"}
    schema = {name: parse(example(name)).model_dump() for name in SHIPPED[:1]}[SHIPPED[0]]
    for each in INPUTS.values():
        assert each.path[0] in schema


def test_what_is_left_empty_is_told_and_is_what_the_scenario_takes(browse: TestClient):
    page = browse.get("/scenario", params={"from": SHIPPED[0], "lang": "en"}).text
    taken = filled(dump(parse(example(SHIPPED[0])))).texts
    names = ("raid.energy_share.mid", "defence.shares.cruise.mean", "repair.work_factor.high", "grid.schedule_hour")
    for name in names:
        assert re.search(rf'id="{re.escape(name)}" value="" placeholder="{re.escape(taken[name])}"', page), name


def test_a_tree_is_written_as_toml_that_reads_back():
    tree = {
        "hours": 24, "on": date(2022, 12, 5), "a b": {"x": [1.5, True], "y": {"z": {"low": 1}, "w": {"high": 2}}},
        "list": [{"k": "q\"\\\n", "n": [{"m": 1}]}], "empty": {}, "none": [],
    }  # fmt: skip
    assert tomllib.loads(text_of(tree)) == tree


@pytest.mark.parametrize("name", ["examples/2022-12-05.toml", "examples/layered.toml"])
def test_the_page_sends_back_what_it_shows(browse: TestClient, name: str) -> None:
    answer = post(browse, opened(browse, name), "download")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert parse(answer.text) == parse(example(name))


@pytest.mark.parametrize("lang", LANGS)
def test_every_fault_stands_beside_its_field_and_what_was_typed_stays(browse: TestClient, lang: str) -> None:
    bad = {
        "hours": "багато", "raid__date": "5 грудня", "raid__duration_h__low": "9", "grid__schedule_hour": "25",
        "weather__temperature_c__all": "-4, cold", "repair__safety_h__mid": "<script>",
        "defence__shares__drone__sd": "2",
    }  # fmt: skip
    sent = opened(browse)
    answer = post(browse, [*sent, ("raid.weapons.kind", ""), ("raid.weapons.least", "x"), ("raid.weapons.most", "")],
                  "run", lang, **bad)  # fmt: skip
    assert answer.status_code == 422
    fields = Fields(answer.text)
    told = {name.rpartition(".")[0] if name.count(".") > 1 else name for name in fields.wrong}
    assert {"hours", "raid.date", "raid.duration_h", "grid.schedule_hour", "weather.temperature_c", "repair.safety_h",
            "defence.shares.drone", "raid.weapons[2]"} <= told  # fmt: skip
    for name in fields.wrong:
        assert any(f"{part}-faults" in fields.ids for part in (name, name.rpartition(".")[0])), name
    kept = dict(fields.sent)
    assert kept["hours"] == "багато"
    assert kept["raid.date"] == "5 грудня"
    assert "<script>" not in answer.text
    assert "Traceback" not in answer.text
    assert say("editor.wrong_count", lang, n=answer.text.count("<li><a href=")) in answer.text
    assert all(each["kind"] != "run" for each in browse.get("/api/progress").json())


def test_an_unknown_kind_is_told_beside_its_row_and_an_empty_raid_beside_the_rows(browse: TestClient):
    sent = [each for each in opened(browse) if not each[0].startswith("raid.weapons")]
    row = [("raid.weapons.kind", "=cmd|x"), ("raid.weapons.least", "3"), ("raid.weapons.most", "")]
    answer = post(browse, [*sent, *row], "check")
    assert "raid.weapons[1].kind" in Fields(answer.text).wrong
    assert dict(Fields(answer.text).sent[:40])["raid.weapons.kind"] is not None
    assert ("raid.weapons.kind", "=cmd|x") in Fields(answer.text).sent
    assert "raid.weapons-faults" in Fields(post(browse, sent, "check").text).ids


def test_the_rest_is_kept_and_what_is_wrong_in_it_is_told_there(browse: TestClient):
    sent = opened(browse)
    for rest in ("[[[", "nonsense = 1", "[raid]\ndate = 2022-12-05", "[defence]\nlevel = \"odd\"",
                 '[weather]\nfile = "/etc/passwd"'):  # fmt: skip
        answer = post(browse, sent, "check", rest=rest)
        assert answer.status_code == 422, rest
        assert Fields(answer.text).wrong == ["rest"], rest
        assert dict(Fields(answer.text).sent)["rest"].strip() == rest
        assert "root:" not in answer.text


def test_toml_and_form_are_two_ways_to_the_same(browse: TestClient):
    toml = post(browse, opened(browse), "toml")
    sent = Fields(toml.text).sent
    assert parse(dict(sent)["text"]) == parse(example(SHIPPED[0]))
    back = post(browse, sent, "form")
    assert parse(post(browse, Fields(back.text).sent, "download").text) == parse(example(SHIPPED[0]))
    bad = post(browse, sent, "form", text="[raid\nx = 1")
    assert bad.status_code == 422
    assert Fields(bad.text).wrong == ["text"]
    assert dict(Fields(bad.text).sent)["text"] == "[raid\nx = 1"
    assert re.search(r"scenario\.toml:\d", bad.text)
    checked = post(browse, sent, "run", text=example(SHIPPED[0]).replace("hours = 72", "hours = 1"))
    assert "scenario.toml:8" in checked.text or re.search(r"scenario\.toml:\d+: hours", checked.text)


def test_files_that_are_opened_are_limited_in_size_and_kind(browse: TestClient):
    def opening(name: str, data: bytes) -> Any:
        return browse.post("/scenario?lang=en", data={"do": "open", "mode": "form"}, files={"file": (name, data)})

    good = opening("mine.toml", example(SHIPPED[0]).encode())
    assert good.status_code == 200
    assert dict(Fields(good.text).sent)["name_en"] == "The raid of 5 December 2022"
    for name, data, key in (
        ("mine.exe", b"MZ", "not_toml"), ("big.toml", b"#" * 1_000_001, "too_large"),
        ("odd.toml", b"\xff\xfe", "not_text"),
    ):  # fmt: skip
        answer = opening(name, data)
        assert answer.status_code == 422
        assert say(f"editor.{key}", "en", found="exe") in answer.text.replace("&#34;", '"')
        assert Fields(answer.text).wrong == ["file"]
    assert browse.post("/scenario", data={"do": "check", "mode": "toml", "text": "#" * 3_200_000}).status_code == 413


def test_only_the_page_s_own_origin_and_host_may_ask(browse: TestClient):
    for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}, {"sec-fetch-site": "cross-site"}):
        for address in ("/scenario", "/api/run", "/api/grid/opf", "/api/record/import", "/api/plan"):
            answer = browse.post(address, headers=headers, data={"do": "run"})
            assert answer.status_code == 403, (address, headers)
        assert browse.delete("/api/record/sources/daily", headers=headers).status_code == 403
    own = browse.post("/scenario", headers={"origin": ADDRESS}, data={"do": "check", "mode": "toml"})
    assert own.status_code == 422  # there is no raid in it


def test_what_one_begins_from_is_found_by_name_alone(browse: TestClient, place: Place):
    run = browse.get("/scenario", params={"from": f"run:{place.runs[0]}", "lang": "en"})
    assert run.status_code == 200
    for name in ("../../etc/passwd", "run:../..", "run:nobody", "/etc/passwd"):
        answer = browse.get("/scenario", params={"from": name})
        assert answer.status_code == 422
        assert "root:" not in answer.text


def test_a_layered_defence_without_a_grid_is_not_run_and_says_why(browse: TestClient):
    answer = post(browse, opened(browse, "examples/defence/chord.toml"), "run")
    assert answer.status_code == 422
    assert "run-faults" in Fields(answer.text).ids
    wrong = post(browse, opened(browse), "run", seed="-1", draws="many")
    assert {"seed", "draws"} <= set(Fields(wrong.text).wrong)
    assert dict(Fields(wrong.text).sent)["seed"] == "-1"


def test_a_scenario_is_run_in_the_background(empty):
    page = empty()
    begun = post(page, opened(page), "run", hours="6", draws="200")
    assert begun.status_code == 303, begun.text
    errand = begun.headers["location"].split("/")[2].partition("?")[0]
    until_done(page, errand)
    (row,) = page.get("/api/runs").json()
    assert (row["draws"], row["hours"], row["title"]) == (200, 6, "The raid of 5 December 2022") or row["hours"] == 6
