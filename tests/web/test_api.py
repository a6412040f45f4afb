"""The JSON API: what pages do, as data; faults as data too."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from fastapi.testclient import TestClient

from oberih.jobs import shelf
from oberih.store import Catalogue, RunRow, new_run
from oberih.terms.tables import SCHEMAS
from oberih.terms.words import LANGS

from .conftest import ADDRESS, REPORT, Place


def test_runs_and_their_tables_come_as_they_are_stored(browse: TestClient, place: Place):
    rows = browse.get("/api/runs").json()
    assert {row["id"] for row in rows} == set(place.runs)
    assert "folder" not in rows[0]  # a place of this machine
    run = place.runs[0]
    one = browse.get(f"/api/runs/{run}").json()
    assert one["model"]["launched_by_kind"]
    assert "folder" not in one
    stored = shelf.table(shelf.Shelf(place.catalogue).row(run), "outcome_kinds")
    address = f"/api/runs/{run}/tables/outcome_kinds"
    assert browse.get(address).json() == stored.to_dicts()
    assert pl.read_csv(io.StringIO(browse.get(address, params={"form": "csv"}).text)).equals(
        pl.read_csv(io.StringIO(stored.write_csv()))
    )
    assert pl.read_parquet(io.BytesIO(browse.get(address, params={"form": "parquet"}).content)).equals(stored)


def test_a_number_that_json_has_no_word_for_is_null():
    assert shelf.as_rows(pl.DataFrame({"x": [1.0, float("inf"), None]})) == [{"x": 1.0}, {"x": None}, {"x": None}]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_is_a_formula_is_told_as_text(text: str) -> None:
    table = pl.DataFrame({"name": [text, "north"], "mw": [-1.5, 2.0]})
    back = pl.read_csv(io.StringIO(shelf.as_csv(table)))
    assert back["name"].to_list() == [f"'{text}", "north"]
    assert back["mw"].to_list() == [-1.5, 2.0]  # a number below zero is a number


@pytest.mark.parametrize(
    ("address", "status", "key"),
    [
        ("/api/runs/nobody", 404, "store.run_unknown"),
        ("/api/runs/{run}/tables/secrets", 404, "store.table_missing"),
        ("/api/runs/{run}/tables/..%2F..%2Frun", 404, "web.nothing_here"),
        ("/api/runs/{run}/tables/outcome?form=xls", 422, "web.bad_field"),
        ("/api/compare?a={run}&b=", 422, "compare.not_chosen"),
        ("/api/progress/nobody", 404, "errands.unknown"),
        ("/api/schedule?run=nobody", 404, "store.run_unknown"),
        ("/api/nothing", 404, "web.nothing_here"),
    ],
)
def test_faults_come_as_data(browse: TestClient, place: Place, address: str, status: int, key: str) -> None:
    answer = browse.get(address.format(run=place.runs[0]))
    assert answer.status_code == status
    fault = answer.json()["faults"][0]
    assert fault["key"] == key
    assert set(fault["text"]) == set(LANGS)
    assert "Traceback" not in answer.text


def test_a_report_is_read_and_every_fault_of_a_bad_one_is_told(browse: TestClient):
    read = browse.post("/api/read", data={"text": REPORT, "published": "2022-12-06"}).json()
    assert read["raid_date"] == "2022-12-05"
    assert {"kind": "missile", "op": ">", "n": 70}.items() <= read["summary"]["launched"][0].items()
    bad = browse.post("/api/read", data={"text": " ", "published": "5 грудня"})
    assert bad.status_code == 422
    assert [fault["where"] for fault in bad.json()["faults"]] == ["published", "text"]


def test_a_schedule_and_a_comparison(browse: TestClient, place: Place):
    assert browse.get("/api/schedule", params={"run": "example"}).json()["regions"]
    both = browse.get("/api/compare", params={"a": place.runs[0], "b": place.runs[1]}).json()
    first, second = both["national"]["launched"]
    assert first["p05"] <= first["p50"] <= first["p95"]
    assert second is not None


def test_what_may_not_be_asked_says_what_may(browse: TestClient):
    answer = browse.put("/api/progress/nobody")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, GET"
    assert answer.json()["faults"][0]["key"] == "web.wrong_method"


def test_the_description_names_what_there_is(browse: TestClient):
    paths = browse.get("/api/openapi.json").json()["paths"]
    assert {"/api/runs", "/api/assess", "/api/read", "/api/schedule", "/api/runs/{run}/tables/{table}"} <= set(paths)
    assert all(path.startswith("/api/") for path in paths)


def test_a_fault_of_ours_is_told_without_a_traceback(place: Place, monkeypatch: pytest.MonkeyPatch):
    from oberih.web.app import guarded, make_app

    def broken(self: object) -> None:
        raise RuntimeError("a secret of the program")

    monkeypatch.setattr(shelf.Shelf, "runs", broken)
    app = guarded(make_app(place.catalogue))
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as page:
        for address in ("/?lang=en", "/api/runs"):
            answer = page.get(address)
            assert answer.status_code == 500
            assert "secret" not in answer.text
        assert answer.json()["faults"][0]["key"] == "web.broken"


def young_run(catalogue: Path) -> RunRow:
    """A run of a raid of yesterday in its public form."""
    with new_run(Catalogue(catalogue), out=catalogue.parent / "young") as run:
        rows = [
            {"quantity": "unserved_mwh", "region": region, "mean": 1.0, **dict.fromkeys(("p05", "p50", "p95"), 1.0)}
            for region in (None, "UA-51")
        ]
        run.write_table("quantities", pl.DataFrame(rows, schema=SCHEMAS["quantities"]))
        run.write_table("served", pl.DataFrame(schema=SCHEMAS["served"]))
        run.write_json("run.json", {"young": True, "form": "public", "title": {"en": "x", "uk": "x"}, "inputs": {}})
        run.commit(kind="assess", title="x", raid_date=date(2022, 12, 5), seed=1, draws=1, hours=6)
        made = run.id
    assert datetime.now(UTC).year > 2022
    return shelf.Shelf(catalogue).row(made)


def test_regions_of_a_young_raid_are_nowhere_on_the_page(empty, tmp_path):
    row = young_run(tmp_path / "c.sqlite")
    page = empty()
    held = page.get(f"/api/runs/{row.id}/tables/quantities").json()
    assert [each["region"] for each in held] == [None]
    for address in (f"/api/runs/{row.id}/tables/served", f"/api/schedule?run={row.id}"):
        answer = page.get(address)
        assert answer.status_code == 403
        assert answer.json()["faults"][0]["key"] == "shelf.withheld"
    whole = page.get(f"/api/runs/{row.id}")
    assert whole.json()["tables"] == ["quantities"]
    assert "UA-51" not in json.dumps(whole.json())
    assert 'id="hours"' not in page.get(f"/runs/{row.id}").text
