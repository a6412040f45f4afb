"""Reading a run: tables, and questions in SQL that can read these tables and nothing else."""

from pathlib import Path

import polars as pl
import pytest
from store_samples import served_rows

from oberih.store import new_run, query, read_json, read_table, tables
from oberih.terms.errors import RunError
from oberih.terms.tables import SCHEMAS


@pytest.fixture
def folder(catalogue, tmp_path: Path) -> Path:
    with new_run(catalogue, out=tmp_path / "it's a [2] run*, наліт") as run:
        run.write_table("served", served_rows(300))
        run.write_table("works", pl.DataFrame(schema=SCHEMAS["works"]))
        return run.commit(kind="run", title="A test")


def test_a_run_names_its_tables(folder):
    assert tables(folder) == ["served", "works"]


def test_sql_answers_what_polars_would(folder):
    answer = query(folder, "SELECT hour, sum(served_mw) AS mw FROM served GROUP BY hour ORDER BY hour")
    expected = served_rows(300).group_by("hour").agg(pl.col("served_mw").sum().alias("mw")).sort("hour")
    assert answer["hour"].to_list() == expected["hour"].to_list()
    assert answer["mw"].to_list() == pytest.approx(expected["mw"].to_list())


def test_types_survive_and_so_does_an_empty_answer(folder):
    assert query(folder, "FROM served").schema == pl.Schema(SCHEMAS["served"])
    assert query(folder, "FROM works").schema == pl.Schema(SCHEMAS["works"])
    assert query(folder, "SELECT count(*) AS n FROM served JOIN works USING (draw);").item() == 0
    assert query(folder, "DESCRIBE served")["column_name"].to_list() == list(SCHEMAS["served"])


@pytest.mark.parametrize(
    ("sql", "key"),
    [
        ("SELEC 1", "store.sql_failed"),
        ("SELECT nobody FROM served", "store.sql_failed"),
        ("SELECT * FROM nothing", "store.sql_failed"),
        ("SELECT error('mid way') FROM served", "store.sql_failed"),
        ("SELECT * FROM read_text('/etc/hostname')", "store.sql_failed"),
        ("SELECT * FROM read_parquet('*.parquet')", "store.sql_failed"),
        ("SELECT * FROM read_csv('https://example.org/a.csv')", "store.sql_failed"),
        ("", "store.sql_not_one_question"),
        ("SELECT 1; SELECT 2", "store.sql_not_one_question"),
        ("COPY served TO 'stolen.csv'", "store.sql_not_one_question"),
        ("CREATE TABLE mine AS SELECT 1", "store.sql_not_one_question"),
        ("INSTALL httpfs", "store.sql_not_one_question"),
        ("ATTACH 'other.db'", "store.sql_not_one_question"),
        ("SET enable_external_access = true", "store.sql_not_one_question"),
        ("EXPLAIN ANALYZE COPY served TO 'stolen.csv'", "store.sql_failed"),
    ],
)
def test_sql_that_is_wrong_or_wants_more_is_a_run_error(folder, tmp_path, monkeypatch, sql, key):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(RunError) as refused:
        query(folder, sql)
    assert refused.value.faults[0].key == key
    assert refused.value.text("uk") != refused.value.text("en")
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_not_there_or_broken_is_a_run_error(folder, tmp_path):
    (folder / "tables" / "works.parquet").write_bytes(b"PAR1 and then nothing of the kind PAR1")
    for ask, key in [
        (lambda: tables(tmp_path / "nowhere"), "store.run_folder_missing"),
        (lambda: query(tmp_path, "SELECT 1"), "store.run_folder_missing"),
        (lambda: read_table(folder, "queues"), "store.table_missing"),
        (lambda: read_table(folder, "../run"), "store.table_missing"),
        (lambda: read_table(folder, "works"), "store.table_broken"),
        (lambda: read_json(folder, "facts"), "store.paper_missing"),
    ]:
        with pytest.raises(RunError) as refused:
            ask()
        assert refused.value.faults[0].key == key
        assert refused.value.text("uk") != refused.value.text("en")


def test_a_run_can_be_read_while_it_is_being_written(catalogue, tmp_path):
    with new_run(catalogue, out=tmp_path / "r") as run:
        run.write_table("served", served_rows(3))
        assert query(run.folder, "SELECT count(*) FROM served").item() == 3
        assert read_table(run.folder, "served").height == 3
