"""What the API answers is what the command line prints."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from oberih.cli.main import app as program

from .conftest import REPORT, Place
from .test_api_scenarios import SHIPPED
from .test_errands import until_done

CASE = "pglib_opf_case5_pjm"
STATES = {"states": [{"branches_out": [1, 2], "gens_out": [1]}]}
LAYERED = (Path(__file__).parents[2] / "src" / "oberih" / "examples" / "layered.toml").read_text(encoding="utf-8")
DAY = "factor\n" + "0.9\n1.0\n0.8\n"
PLEDGES = '[[pledge]]\nname = "trucks"\nby = "Somebody"\nquote = "two trucks"\n[[pledge.adds]]\nadd = "crews"\nn = 2\n'

#: address, body, words of the command; {name} is a file with that part of the body
SAME: list[tuple[str, dict[str, Any], list[str]]] = [
    ("grid/show", {"case": CASE}, ["grid", "show", CASE]),
    ("grid/mld", {"case": CASE}, ["grid", "mld", CASE]),
    ("grid/adequacy", {"case": CASE, "rate": 0.05}, ["grid", "adequacy", CASE, "--rate", "0.05"]),
    ("grid/horizon", {"case": CASE, "hours": DAY, "window": 3, "step": 3},
     ["grid", "horizon", CASE, "--hours", "{hours}", "--window", "3", "--step", "3"]),
    ("grid/shed", {"case": CASE, "states": STATES}, ["grid", "shed", CASE, "--states", "{states}"]),
    ("grid/served", {"case": CASE, "states": STATES}, ["grid", "served", CASE, "--states", "{states}"]),
    ("grid/minute", {"case": CASE, "out_units": [1]}, ["grid", "minute", CASE, "--out-units", "1"]),
    ("grid/minute", {"scenario": SHIPPED, "draw": 2}, ["grid", "minute", "{scenario}", "--draw", "2"]),
    ("repair", {"case": CASE, "damaged_branches": "1-3"}, ["repair", CASE, "--damaged-branches", "1-3"]),
    ("defence/run", {"scenario": LAYERED, "draws": 50}, ["defence", "run", "{scenario}", "--draws", "50"]),
    ("defence/replay", {"scenario": LAYERED, "draws": 51}, ["defence", "replay", "{scenario}", "--draws", "51"]),
    ("defence/worth", {"scenario": LAYERED, "draws": 20}, ["defence", "worth", "{scenario}", "--draws", "20"]),
]  # fmt: skip


def printed(words: list[str], body: dict[str, Any], folder: Path) -> Any:
    """What the command line prints, of files that hold what the body does."""
    ends = {"states": "json", "hours": "csv", "scenario": "toml"}
    files = {name: folder / f"{name}.{end}" for name, end in ends.items() if name in body}
    for name, path in files.items():
        content = body[name]
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    told = CliRunner().invoke(program, [word.format(**files) for word in words] + ["--json"])
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def answered(page: TestClient, address: str, body: dict[str, Any]) -> Any:
    asked = page.post(f"/api/{address}", json=body)
    assert asked.status_code == 202, asked.text
    until_done(page, asked.json()["id"])
    return page.get(f"/api/progress/{asked.json()['id']}/answer").json()


def test_the_cheapest_dispatch_is_the_command_line_s(browse: TestClient, tmp_path: Path):
    body = {"case": CASE, "states": {"states": [{"branches_out": [4], "gens_out": []}]}, "state": 1}
    words = ["grid", "opf", CASE, "--states", "{states}", "--state", "1"]
    assert answered(browse, "grid/opf", body) == printed(words, body, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("address", "body", "words"), SAME, ids=[f"{n}-{each[0]}" for n, each in enumerate(SAME)])
def test_answers_are_the_command_line_s(
    browse: TestClient, tmp_path: Path, address: str, body: dict[str, Any], words: list[str]
) -> None:
    assert answered(browse, address, body) == printed(words, body, tmp_path)


def test_a_case_that_was_sent_is_written_as_a_file_and_names_no_place(browse: TestClient):
    asked = browse.post("/api/grid/export", json={"case": CASE}).json()
    until_done(browse, asked["id"])
    assert browse.get(f"/api/progress/{asked['id']}").json()["files"] == ["exported.m"]
    text = browse.get(f"/api/progress/{asked['id']}/files/exported.m").text
    found = answered(browse, "grid/opf", {"case_text": text})
    assert found["case"] == "case"
    for wrong in ("ask.json", "owner", "..%2Fowner", "%2E%2E"):
        assert browse.get(f"/api/progress/{asked['id']}/files/{wrong}").status_code == 404


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"case": "/etc/passwd"}, "cases.suffix"), ({"case": "../../x.m"}, "cases.suffix"),
        ({"case": "pack:../../x"}, "cases.suffix"), ({"case": "pack:/etc"}, "cases.suffix"),
        ({}, "editor.one_case"), ({"case": CASE, "case_text": "x"}, "editor.one_case"),
        ({"case": CASE, "state": 0}, "web.bad_field"), ({"case": CASE, "out": "/tmp/x"}, "web.bad_field"),
    ],
)  # fmt: skip
def test_a_case_is_named_or_sent_and_no_file_of_the_machine_is_one(browse: TestClient, body: Any, key: str) -> None:
    answer = browse.post("/api/grid/show", json=body)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["key"] == key


def test_what_is_wrong_with_a_sent_file_is_told_by_its_name(browse: TestClient):
    asked = browse.post("/api/grid/opf", json={"case_text": "mpc.bus = [1 2"}).json()
    until_done(browse, asked["id"], "failed")
    (first, *_) = browse.get(f"/api/progress/{asked['id']}").json()["faults"]
    assert first.startswith("case.m")
    assert browse.get(f"/api/progress/{asked['id']}/answer").status_code == 404


def test_packs_are_looked_at_by_name_and_fetched_as_a_copy(browse: TestClient):
    import io
    import zipfile

    names = {row["pack"] for row in browse.get("/api/packs").json()}
    assert browse.get("/api/packs/ozeria").json()["invented"]
    assert browse.get("/api/packs/ozeria/check").json()["states"]
    rows = browse.get("/api/packs/ozeria/figures").json()
    assert browse.get("/api/packs/ozeria/figures?form=csv").text.count("\n") > len(rows) > 100
    copy = zipfile.ZipFile(io.BytesIO(browse.get("/api/packs/ozeria/copy?name=mine").content))
    assert all(name.startswith("mine/") for name in copy.namelist())
    assert 'id = "mine"' in copy.read(next(name for name in copy.namelist() if name.endswith("pack.toml"))).decode()
    for wrong in ("nowhere", "..", "%2E%2E%2Fua", ".%2Fua", "~"):
        assert browse.get(f"/api/packs/{wrong}/check").status_code == 404
    for wrong in ("../mine", "ua", "Ж"):
        assert browse.get("/api/packs/ozeria/copy", params={"name": wrong}).status_code in (422, 500)
    assert names >= {"ua", "ozeria"}


def test_the_record_is_read_in_listed_exported_and_cleared(empty):
    page = empty()
    report = {"name": "=1+1.txt", "text": REPORT}
    asked = page.post("/api/record/reports", json={"reports": [report], "published": "2022-12-06"}).json()
    until_done(page, asked["id"])
    (added,) = page.get(f"/api/progress/{asked['id']}/answer").json()
    assert added["raid_date"] == "2022-12-05"
    assert [row["raid_date"] for row in page.get("/api/record/raids").json()] == ["2022-12-05"]
    assert page.get("/api/record/raids", params={"kind": "catapult"}).status_code == 422
    assert page.get("/api/record/raids/2022-12-05").json()["said"]
    assert page.get("/api/record/raids/2022-12-04").status_code == 422
    assert page.get("/api/record/raids/2022-13-04").status_code == 422
    assert page.get("/api/record/raids/2022-12-05/similar").json()["similar"] == []
    (source,) = page.get("/api/record/sources").json()
    for form, begins in (("json", b"[{"), ("csv", b"raid_date,"), ("parquet", b"PAR1")):
        out = page.get("/api/record/export", params={"file": form})
        assert out.content.startswith(begins)
    assert page.delete(f"/api/record/sources/{source['source']}").json()["rows"] == source["rows"]
    assert page.get("/api/record/sources").json() == []


def test_promises_are_entered_once_and_delivered(empty):
    page = empty()
    for new in (1, 0):
        assert page.post("/api/pledges", json={"pledges": PLEDGES}).json() == {"pledges": 1, "new": new}
    (row,) = page.get("/api/pledges").json()
    kept = page.post(f"/api/pledges/{row['id']}/deliver", json={"on": "2024-01-31"}).json()
    assert kept["delivered"] == "2024-01-31"
    assert page.post(f"/api/pledges/{row['id']}/deliver", json={"undo": True}).json()["delivered"] is None
    assert page.post("/api/pledges/nobody/deliver", json={}).status_code == 422
    assert page.post("/api/pledges", json={"pledges": "[[["}).status_code == 422
    assert page.post("/api/pledges", json={}).status_code == 422


def test_several_reports_are_read_and_made_one(browse: TestClient):
    two = [{"name": "a.txt", "text": REPORT}, {"name": "b.txt", "text": REPORT}]
    read = browse.post("/api/read/many", json={"reports": two, "published": "2022-12-06"}).json()
    assert [each["name"] for each in read] == ["a.txt", "b.txt"]
    merged = browse.post("/api/read/many", json={"reports": two, "published": "2022-12-06", "merge": True}).json()
    assert merged["reports"] == ["a.txt", "b.txt"]
    shown = browse.post("/api/read/many", json={"reports": two, "form": "html"})
    assert "attachment" in shown.headers["content-disposition"]
    assert browse.post("/api/read/many", json={"reports": two, "merge": True, "form": "html"}).status_code == 422


def test_a_run_is_published_as_files(browse: TestClient, place: Place):
    run = place.runs[0]
    asked = browse.post(f"/api/runs/{run}/briefing", json={"formats": ["md"], "lang": "en"}).json()
    played = browse.post(f"/api/runs/{run}/replay", json={"lang": "en"}).json()
    planned = browse.post("/api/schedule", json={"run": run, "formats": ["csv"], "lang": "en", "rule": True}).json()
    home = str(Path(str(place.catalogue)).parents[1])
    assert home not in json.dumps([asked, played, planned])  # no place of this machine
    for each, file in ((asked, "briefing.en.md"), (played, "replay.html"), (planned, "schedule.csv")):
        until_done(browse, each["id"])
        assert browse.get(f"/api/progress/{each['id']}").json()["files"] == [file]
        answer = browse.get(f"/api/progress/{each['id']}/files/{file}")
        assert len(answer.content) > 500
        assert "attachment" in answer.headers["content-disposition"]
    assert browse.get(f"/api/runs/{run}/explain").json()[0]["table"]
    assert browse.post("/api/runs/nobody/briefing", json={}).status_code == 404
    assert browse.post("/api/schedule", json={"run": "nobody"}).status_code == 404
    assert not (Path(str(place.catalogue)).parents[1] / "1" / "briefing.en.md").exists()


def test_a_run_is_deleted_by_its_whole_id(empty, tmp_path: Path):
    from .test_api import young_run

    row = young_run(tmp_path / "c.sqlite")
    page = empty()
    assert page.delete(f"/api/runs/{row.id[:-1]}").status_code == 404
    assert page.delete(f"/api/runs/{row.id}").json() == {"deleted": row.id}
    assert page.get("/api/runs").json() == []
    assert not row.folder.exists()


TABLE = "time_start,time_end,model,launched,destroyed,not_reach_goal,source\n" + "".join(
    f"{2023 + month // 12}-{month % 12 + 1:02}-{day:02} 13:00,{2023 + month // 12}-{month % 12 + 1:02}-{day:02} 15:00,"
    f"X-101/X-555,{20 + month},{12 + month % 5},,kpszsu/{month}-{day}\n"
    for month in range(14) for day in (3, 13, 23)
)  # fmt: skip


def test_a_table_of_raids_is_read_in_and_no_cell_of_what_was_put_aside_is_a_formula(empty):
    page = empty()
    odd = '2023-05-05 13:00,2023-05-05 15:00,"=HYPERLINK(""http://evil.example"")",many,1,,kpszsu/x\n'
    asked = page.post("/api/record/import", json={"table": TABLE + odd}).json()
    until_done(page, asked["id"])
    found = page.get(f"/api/progress/{asked['id']}/answer").json()
    assert found["added"] == TABLE.count("\n") - 1
    aside = page.get(f"/api/progress/{asked['id']}/files/aside.csv").text
    assert "=HYPERLINK" in aside
    assert not [cell for cell in re.split(r'[,\n]"?', aside) if cell.startswith("=")]
    again = page.post("/api/record/import", json={"table": TABLE, "replace": True}).json()
    until_done(page, again["id"])
    assert page.get(f"/api/progress/{again['id']}/answer").json()["unchanged"] == TABLE.count("\n") - 1
    csv = page.get("/api/record/export", params={"file": "csv"}).text
    assert csv.count("\n") > 40
    assert page.post("/api/record/import", json={"table": TABLE, "replace": 1}).status_code == 422


@pytest.mark.slow
def test_shares_are_learnt_and_foretold_a_winter_and_a_plan_are_runs(empty):
    page = empty()
    winter = page.get("/api/scenarios/example", params={"name": "ozeria-winter"}).text
    options = (Path(__file__).parents[2] / "src" / "oberih" / "examples" / "plan.toml").read_text(encoding="utf-8")
    asked = {
        "calibrate": {"table": TABLE, "draws": 40, "plots": True},
        "hindcast": {"table": TABLE, "first": "2024-01-01"},
        "campaign": {"scenario": winter, "first": "2024-12-01", "last": "2024-12-10", "draws": 4},
        "plan": {"options": options, "budget": "100M", "draws": 16},
    }
    begun = {}
    for name, body in asked.items():
        answer = page.post(f"/api/{name}", json=body)
        assert answer.status_code == 202, answer.text
        begun[name] = answer.json()["id"]
    for each in begun.values():
        until_done(page, each)
    told = {name: page.get(f"/api/progress/{each}").json() for name, each in begun.items()}
    assert "calibration.json" in told["calibrate"]["files"]
    assert len(told["calibrate"]["files"]) > 1
    assert "draws" not in page.get(f"/api/progress/{begun['calibrate']}/answer").json()["kinds"]["cruise"]
    assert page.get(f"/api/progress/{begun['hindcast']}/answer").json()["kinds"]
    for name, part in (("campaign", "months"), ("plan", "budget")):
        run = page.get(f"/api/runs/{told[name]['run']}").json()
        assert run[part]
        assert "folder" not in run


@pytest.mark.parametrize(
    ("address", "body", "key"),
    [
        ("plan", {"options": 'scenario = "/etc/passwd"\n'}, "editor.no_example"),
        ("plan", {"options": "[[["}, "scenario.toml"),
        ("plan", {"scenario": SHIPPED, "first": "2022-02-30"}, "campaign.bad_day"),
        ("hindcast", {"first": "2023-01-01"}, "energy.no_table"),
        ("hindcast", {"first": "2023-01-01", "table": "x", "energy": "y"}, "energy.one_table"),
        ("defence/run", {"scenario": SHIPPED, "files": {"../x": "1"}}, "editor.bad_name"),
        ("defence/presets", {"file": "x = 1"}, "layered.preset_no_table"),
        ("schedule", {"run": "nobody"}, "store.run_unknown"),
        ("pledges", {"pledges": "x", "facts": {}}, "editor.one_pledge"),
    ],
)
def test_what_cannot_be_asked_is_told_at_once(browse: TestClient, address: str, body: Any, key: str) -> None:
    answer = browse.post(f"/api/{address}", json=body)
    assert answer.status_code in (404, 422)
    assert answer.json()["faults"][0]["key"] == key


def test_files_that_a_scenario_names_come_along_and_no_other_is_read(browse: TestClient):
    weather = "date,region,temperature_c\n" + "".join(f"2022-12-0{day},all,-5\n" for day in range(5, 9))
    scenario = SHIPPED + '[weather]\nfile = "cold.csv"\n'
    said = browse.post("/api/scenarios/check", json={"scenario": scenario, "files": {"cold.csv": weather}})
    assert said.status_code == 200, said.text
    assert said.json()["scenario"]["weather"]["temperature_c"]["all"][0] == -5
    bad = browse.post("/api/scenarios/check", json={"scenario": scenario, "files": {"cold.csv": "date\n"}})
    assert bad.status_code == 422
    assert bad.json()["faults"][0]["where"].startswith("cold.csv")
    none = browse.post("/api/scenarios/check", json={"scenario": scenario, "files": {"warm.csv": weather}})
    assert none.json()["faults"][0]["key"] == "scenario.no_files"
