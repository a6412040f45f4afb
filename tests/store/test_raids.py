"""The book of raids: rows and claims put in, read, changed, removed, and a catalogue of an older version."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from oberih.store import Catalogue, schema
from oberih.store.raids import CLAIMS, ROWS, Changes, RaidBook, RaidSource
from oberih.terms.errors import RunError

EVENING = datetime(2022, 12, 5, 19, 30)  # noqa: DTZ001 - the public table gives Kyiv time without a zone
TABLE = RaidSource(id="daily", kind="table", name="a.csv", sha256="0" * 64, about={"licence": "a licence"})
REPORT = RaidSource(id="report-1", kind="report", name="r.txt", sha256="1" * 64, raid_date=date(2022, 12, 5))


def rows(*given: dict) -> pl.DataFrame:
    usual = {
        "time_start": EVENING, "time_end": None, "start_date": date(2022, 12, 5), "has_clock": True,
        "model": "Kalibr", "family": "kalibr", "kind": "cruise", "launched": 20, "destroyed": 15,
        "not_reach_goal": None, "stopped": 15, "post": "kpszsu/1", "official": True,
    }  # fmt: skip
    return pl.DataFrame([usual | row for row in given], schema=ROWS)


def claims(*given: dict) -> pl.DataFrame:
    usual = dict.fromkeys(CLAIMS) | {
        "what": "launched", "kind": "missile", "op": ">", "n": 70, "n_min": 71, "scope": "event", "part": False,
        "superseded": False, "quote": "понад 70 ракет",
    }  # fmt: skip
    return pl.DataFrame([usual | {"position": i} | row for i, row in enumerate(given)], schema=CLAIMS)


@pytest.fixture
def book(catalogue: Catalogue) -> RaidBook:
    return RaidBook(catalogue)


@pytest.fixture
def lite_book(lite: Catalogue) -> RaidBook:
    return RaidBook(lite)


def test_rows_come_back_as_they_went_in(book):
    given = rows({}, {"time_end": EVENING.replace(day=6), "model": "X-22", "launched": None, "kind": None})
    assert book.put_rows(TABLE, given) == Changes(added=2)
    found = book.read()
    assert found.rows.drop("source").equals(given)
    assert found.rows["source"].to_list() == ["daily", "daily"]
    assert (found.sources[0].id, found.sources[0].n, found.sources[0].about) == ("daily", 2, {"licence": "a licence"})


def test_the_same_rows_again_add_nothing_in_any_order(book):
    given = rows({}, {"launched": 7}, {"model": "X-22"})  # the first two are twins: same time, model and post
    book.put_rows(TABLE, given)
    before = book.read().sources[0].changed
    assert book.put_rows(TABLE, given.reverse()) == Changes(unchanged=3)
    assert book.read().sources[0].changed == before


def test_one_change_among_twins_is_one_update(book):
    book.put_rows(TABLE, rows({"launched": 1}, {"launched": 2}, {"launched": 3}))
    changes = book.put_rows(TABLE, rows({"launched": 1}, {"launched": 20}, {"launched": 3}))
    assert changes == Changes(updated=1, unchanged=2)
    assert sorted(book.read().rows["launched"]) == [1, 3, 20]


def test_rows_that_a_newer_file_lacks_stay_unless_they_are_to_go(book):
    book.put_rows(TABLE, rows({}, {"model": "X-22"}))
    assert book.put_rows(TABLE, rows({})) == Changes(unchanged=1, absent=1)
    assert book.read().rows.height == 2
    assert book.put_rows(TABLE, rows({}), replace=True) == Changes(unchanged=1, removed=1)
    assert book.read().rows["model"].to_list() == ["Kalibr"]


def test_two_tables_stand_side_by_side(book):
    other = RaidSource(id="mine", kind="table", name="b.csv", sha256="2" * 64)
    book.put_rows(TABLE, rows({"launched": 20}))
    assert book.put_rows(other, rows({"launched": 21})) == Changes(added=1)
    assert dict(book.read().rows.select("source", "launched").iter_rows()) == {"daily": 20, "mine": 21}


def test_claims_come_back_in_the_order_of_the_report_and_are_read_anew(book):
    said = claims({}, {"what": "killed", "kind": "person", "op": "=", "n": 4, "n_min": 4, "n_max": 4, "scope": "day"})
    assert book.put_reports([(REPORT, said)]) == [Changes(added=2)]
    assert book.read().claims.drop("source").equals(said)
    assert book.read().sources[0].raid_date == date(2022, 12, 5)
    assert book.put_reports([(REPORT, said)]) == [Changes(unchanged=2)]
    assert book.put_reports([(REPORT, said.head(1))]) == [Changes(updated=1)]
    moved = RaidSource(id="report-1", kind="report", name="r.txt", sha256="1" * 64, raid_date=date(2023, 12, 5))
    assert book.put_reports([(moved, said.head(1))]) == [Changes(updated=1)]
    assert book.read().sources[0].raid_date == date(2023, 12, 5)


def test_of_several_reports_all_go_in_or_none(book):
    book.put_rows(TABLE, rows({}))
    taken = RaidSource(id="daily", kind="report", name="r.txt", sha256="1" * 64, raid_date=date(2022, 12, 5))
    with pytest.raises(RunError) as refused:
        book.put_reports([(REPORT, claims({})), (taken, claims({}))])
    assert refused.value.faults[0].key == "recordbook.source_is_table"
    assert [source.id for source in book.read().sources] == ["daily"]
    assert book.read().claims.is_empty()


def test_a_source_is_removed_with_all_that_came_from_it_and_nothing_else(book):
    book.put_rows(TABLE, rows({}, {"model": "X-22"}))
    book.put_reports([(REPORT, claims({}))])
    assert book.drop("daily") == 2
    found = book.read()
    assert ([source.id for source in found.sources], found.rows.height, found.claims.height) == (["report-1"], 0, 1)
    with pytest.raises(RunError) as refused:
        book.drop("daily")
    assert refused.value.faults[0].key == "recordbook.source_unknown"
    assert "report-1" in refused.value.text()
    assert refused.value.text("uk") != refused.value.text("en")


def test_other_columns_than_promised_are_refused(book):
    with pytest.raises(TypeError, match="columns must be"):
        book.put_rows(TABLE, rows({}).drop("post"))
    assert not book.catalogue._exists()


def test_an_empty_book_is_read_without_being_made(book):
    found = book.read()
    assert (found.sources, found.rows.height, found.claims.height) == ((), 0, 0)
    assert found.rows.drop("source").schema == rows({}).schema
    assert found.claims.drop("source").schema == claims({}).schema
    assert not book.catalogue._exists()


def test_four_thousand_rows_go_in_within_a_second(book):
    many = pl.concat([rows({"post": f"kpszsu/{n}", "launched": n}) for n in range(40)])
    many = pl.concat([many.with_columns(time_start=pl.col("time_start") + pl.duration(days=day)) for day in range(100)])
    told: list[tuple[int, int]] = []
    begun = time.process_time()
    assert book.put_rows(TABLE, many, tell=lambda done, total: told.append((done, total))).added == 4000
    assert time.process_time() - begun < 1
    assert told[-1] == (4000, 4000)
    assert len(told) > 2


KILLED = """
import sys
sys.path.insert(0, sys.argv[2])
from test_raids import REPORT, TABLE, rows
from oberih.store import Catalogue
from oberih.store.raids import RaidBook
import polars as pl
many = pl.concat([rows({"post": f"kpszsu/{n}"}) for n in range(1200)])

def stop(done, total):
    print("half", flush=True)
    sys.stdin.readline()

RaidBook(Catalogue(sys.argv[1])).put_rows(TABLE, many, tell=stop)
"""


def test_a_killed_import_leaves_nothing(book, location):
    book.put_reports([(REPORT, claims({}))])
    command = [sys.executable, "-c", KILLED, location, str(Path(__file__).parent)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"half\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    found = book.read()
    assert ([source.id for source in found.sources], found.rows.height) == (["report-1"], 0)
    assert book.put_rows(TABLE, rows({})) == Changes(added=1)


SHARING = """
import sys
sys.path.insert(0, sys.argv[2])
from test_raids import TABLE, rows
from oberih.store import Catalogue
from oberih.store.raids import RaidBook
import polars as pl
print("ready", flush=True)
sys.stdin.readline()
many = pl.concat([rows({"post": f"kpszsu/{n}"}) for n in range(300)])
for _ in range(3):
    RaidBook(Catalogue(sys.argv[1])).put_rows(TABLE, many)
"""


def test_two_processes_import_the_same_table_at_once_and_it_is_there_once(tmp_path):
    file = tmp_path / "catalogue.sqlite"
    version_one(file)
    command = [sys.executable, "-c", SHARING, str(file), str(Path(__file__).parent)]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    for worker in workers:
        assert worker.stdout.readline() == b"ready\n"
    for worker in workers:
        worker.stdin.write(b"go\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate(timeout=60)
    assert [worker.returncode for worker in workers] == [0, 0]
    catalogue = Catalogue(file)
    assert RaidBook(catalogue).read().rows.height == 300
    assert [row.title for row in catalogue.runs()] == ["Old"]


#: the tables of version 1 as that version made them
VERSION_ONE = """
CREATE TABLE runs (
    id VARCHAR NOT NULL, created VARCHAR NOT NULL, kind VARCHAR NOT NULL, title VARCHAR NOT NULL, raid_date VARCHAR,
    folder VARCHAR NOT NULL, seed INTEGER, draws INTEGER, hours FLOAT, version VARCHAR NOT NULL, summary JSON NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_runs_created ON runs (created);
CREATE TABLE landings (id VARCHAR NOT NULL, owner VARCHAR NOT NULL, "row" JSON NOT NULL, PRIMARY KEY (id));
INSERT INTO runs VALUES ('20221206-081530-aaaa', '2022-12-06T08:15:30.000000+00:00', 'run', 'Old', '2022-12-05',
    '/nowhere', 1, 10, 72.0, '0.1.0', '{"raid_unserved_mwh": 12.5}');
PRAGMA application_id = 1329746503;
PRAGMA user_version = 1;
"""


def version_one(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(VERSION_ONE)
    connection.close()


def shape(file: Path) -> set[tuple[str, str, tuple]]:
    """Tables and indices of a database with their columns."""
    connection = sqlite3.connect(file)
    names = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
    found = {
        (kind, name, tuple(connection.execute(f"PRAGMA {kind}_info({name})").fetchall())) for kind, name in names
    }
    connection.close()
    return found


def test_a_catalogue_of_version_one_is_brought_to_this_version_and_keeps_its_runs(tmp_path):
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    version_one(old)
    run = Catalogue(old).runs()[0]
    assert (run.title, run.raid_date, run.summary) == ("Old", date(2022, 12, 5), {"raid_unserved_mwh": 12.5})
    assert RaidBook(Catalogue(new)).put_rows(TABLE, rows({})) == Changes(added=1)
    assert RaidBook(Catalogue(old)).put_rows(TABLE, rows({})) == Changes(added=1)
    assert shape(old) == shape(new)
    with sqlite3.connect(old) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
    connection.close()


def test_a_step_that_fails_leaves_the_older_catalogue_as_it_was(tmp_path, monkeypatch):
    file = tmp_path / "old.sqlite"
    version_one(file)
    before = shape(file)

    def half(connection):
        schema.raid_sources.create(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "_STEPS", {1: half})
    with pytest.raises(KeyboardInterrupt):
        Catalogue(file).runs()
    assert shape(file) == before
    monkeypatch.undo()
    assert [run.title for run in Catalogue(file).runs()] == ["Old"]


def test_a_program_of_version_one_refuses_this_catalogue_and_leaves_it_as_it_is(lite_book, monkeypatch):
    lite_book.put_rows(TABLE, rows({}))
    before = shape(lite_book.catalogue.file)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", 1)
    with pytest.raises(RunError) as refused:
        Catalogue(lite_book.catalogue.file).runs()
    assert refused.value.faults[0].key == "store.catalogue_newer"
    assert shape(lite_book.catalogue.file) == before
