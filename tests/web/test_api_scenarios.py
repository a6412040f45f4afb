"""Scenarios and studies through the API: checked as the command line checks them, and run in the background."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from oberih.jobs.shelf import Shelf
from oberih.scenario import Scenario, parse

from .conftest import Place
from .test_errands import until_done

SHIPPED = files("oberih").joinpath("examples", "2022-12-05.toml").read_text(encoding="utf-8")
SMALL = SHIPPED.replace("hours = 72", "hours = 6")


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(each["key"], each["where"]) for each in answer.json()["faults"]]


def test_shipped_scenarios_are_listed_shown_and_right(browse: TestClient):
    names = [each["name"] for each in browse.get("/api/scenarios").json()]
    assert "examples/layered.toml" in names
    text = browse.get("/api/scenarios/example", params={"name": names[0]}).text
    checked = browse.post("/api/scenarios/check", json={"scenario": text}).json()
    assert parse(checked["toml"]) == parse(text)
    assert Scenario.model_validate(checked["scenario"]) == parse(text)
    assert browse.get("/api/scenarios/example", params={"name": "../../pyproject"}).status_code == 404
    assert browse.get("/api/scenarios/schema").json()["properties"]["raid"]


def test_every_fault_of_a_scenario_is_told_at_once_with_its_line(browse: TestClient):
    bad = SHIPPED.replace("hours = 72", "hours = 1").replace('"missile"', '"misile"').replace("UA-32", "UA-99")
    found = faults(browse.post("/api/run", json={"scenario": bad}))
    words = ("hours = 1", "misile", "UA-99")
    lines = {n for n, line in enumerate(bad.split("\n"), 1) if any(word in line for word in words)}
    assert {int(where.rpartition(":")[2]) for _, where in found} == lines
    assert ("scenario.toml", "scenario.toml:1") in faults(browse.post("/api/run", json={"scenario": "[[["}))


def test_a_scenario_from_the_page_reads_no_file_of_the_machine(browse: TestClient, tmp_path: Path):
    secret = tmp_path / "w.csv"
    secret.write_text("date,region,temperature_c\n2022-12-05,secret,1\n")
    bad = SHIPPED + f'[weather]\nfile = "{secret}"\n[defence]\ncalibration = "c.json"\n'
    answer = browse.post("/api/scenarios/check", json={"scenario": bad})
    assert [key for key, _ in faults(answer)] == ["scenario.no_files"] * 2
    assert "secret" not in answer.text.replace(str(secret), "")
    pack = SHIPPED.replace('pack = "ua"', f'pack = "{tmp_path}"')
    assert [key for key, _ in faults(browse.post("/api/scenarios/check", json={"scenario": pack}))] == [
        "scenario.no_files"
    ]


def test_the_scenario_of_a_run_gives_the_same_run(browse: TestClient, place: Place):
    text = browse.get(f"/api/runs/{place.runs[0]}/scenario").text
    assert text == (Shelf(place.catalogue).row(place.runs[0]).folder / "scenario.toml").read_text(encoding="utf-8")
    assert browse.post("/api/scenarios/check", json={"scenario": text}).status_code == 200


@pytest.mark.parametrize(
    ("address", "body", "key"),
    [
        ("/api/run", {"scenario": SHIPPED, "draws": 0}, "web.bad_field"),
        ("/api/run", {"scenario": SHIPPED, "out": "/tmp/x"}, "web.bad_field"),
        ("/api/campaign", {"scenario": SHIPPED, "first": "2022-13-01", "last": "x"}, "web.bad_field"),
        ("/api/campaign", {"scenario": SHIPPED, "first": "2022-13-01", "last": "2022-12-01"}, "campaign.bad_day"),
        ("/api/studies", {"scenario": SHIPPED, "until": "soon"}, "study.until_form"),
        ("/api/vary", {"scenario": SHIPPED, "design": "guess"}, "web.bad_field"),
    ],
)
def test_what_cannot_be_is_refused_before_it_waits(browse: TestClient, address: str, body: Any, key: str) -> None:
    before = browse.get("/api/progress").json()
    assert key in [found for found, _ in faults(browse.post(address, json=body))]
    assert len(browse.get("/api/progress").json()) == len(before)


@pytest.mark.parametrize("name", ["nobody", "%2E%2E", "a%2F..%2Fb", "-x"])
def test_a_study_is_found_by_its_name_alone(browse: TestClient, name: str) -> None:
    for answer in (browse.get(f"/api/studies/{name}"), browse.post(f"/api/studies/{name}/stop")):
        assert answer.status_code == 404


@pytest.mark.slow
def test_two_runs_a_study_and_what_is_varied_asked_for_at_once_are_all_done(empty, tmp_path: Path):
    page = empty()
    asked = [page.post("/api/run", json={"scenario": SMALL, "draws": 4, "seed": seed}) for seed in (1, 2)]
    asked.append(page.post("/api/studies", json={"scenario": SMALL, "draws": 600, "seed": 1}))
    varied = {"scenario": SMALL, "fields": ["repair.work_factor"], "draws": 32, "points": 2}
    asked.append(page.post("/api/vary", json=varied))
    assert [each.status_code for each in asked] == [202] * 4, [each.text for each in asked]
    for each in asked:
        until_done(page, each.json()["id"])
    assert sorted(row.draws or 0 for row in Shelf(tmp_path / "c.sqlite").runs()) == [4, 4, 600]
    study = asked[2].json()["given"]["study"]
    assert page.get(f"/api/studies/{study}").json()["state"] == "finished"
    assert [each["study"] for each in page.get("/api/studies").json()] == [study]
    assert page.post(f"/api/studies/{study}/resume").status_code == 422
    answer = page.get(f"/api/progress/{asked[3].json()['id']}/answer").json()
    assert answer["design"] == "curve"
    assert str(tmp_path) not in json.dumps(answer)
    assert page.get(f"/api/progress/{asked[0].json()['id']}/answer").status_code == 404
