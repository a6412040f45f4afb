"""A catalogue on a server of PostgreSQL: what is its own. All other tests of the catalogue run on it too, where
OBERIH_TEST_POSTGRESQL names one (`make test-cluster`)."""

import threading
import time

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from oberih.store import Catalogue, new_run
from oberih.store.schema import APPLICATION_ID, SCHEMA_VERSION
from oberih.terms.errors import RunError
from oberih.terms.words import LANGS

from .conftest import SERVER

pytestmark = pytest.mark.skipif(SERVER is None, reason="needs a PostgreSQL server: make test-cluster")


def engine_of(location):
    return create_engine(location, poolclass=NullPool)


def add(catalogue, out, title="A test"):
    with new_run(catalogue, out=out) as run:
        run.commit(kind="run", title=title)
    return run.id


def refused_key(use):
    with pytest.raises(RunError) as refused:
        use()
    (fault,) = refused.value.faults
    for lang in LANGS:
        assert fault.text(lang)
    assert "secret" not in fault.text()
    return fault.key


def test_two_catalogues_of_one_address_see_the_same_runs(location, tmp_path):
    run = add(Catalogue(location), tmp_path / "r")
    assert [row.id for row in Catalogue(location).runs()] == [run]


def test_reading_makes_no_tables(location):
    assert Catalogue(location).runs() == []
    with engine_of(location).connect() as connection:
        n = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one()
    assert n == 0


def test_tables_of_others_may_stand_beside_but_not_in_the_way(location, tmp_path):
    engine = engine_of(location)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (n int)"))
    add(Catalogue(location), tmp_path / "r")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE oberih_catalogue"))
    assert refused_key(lambda: Catalogue(location).runs()) == "store.catalogue_taken"
    assert refused_key(lambda: new_run(Catalogue(location), out=tmp_path / "s")) == "store.catalogue_taken"


def test_a_newer_one_is_refused(location, tmp_path):
    add(Catalogue(location), tmp_path / "r")
    with engine_of(location).begin() as connection:
        connection.execute(text(f"UPDATE oberih_catalogue SET version = {SCHEMA_VERSION + 1}"))
    assert refused_key(lambda: Catalogue(location).runs()) == "store.catalogue_newer"


def test_an_address_where_nothing_answers_and_one_without_the_database(location):
    address = make_url(location)
    begun = time.monotonic()
    nowhere = address.set(port=1, password="secret").render_as_string(hide_password=False)
    assert refused_key(lambda: Catalogue(nowhere).runs()) == "store.catalogue_unreachable"
    assert time.monotonic() - begun < 10
    absent = address.set(database="no_such_database").render_as_string(hide_password=False)
    assert refused_key(lambda: Catalogue(absent).runs()) == "store.catalogue_no_database"
    stranger = address.set(username="stranger", password="secret").render_as_string(hide_password=False)
    assert refused_key(lambda: Catalogue(stranger).runs()) == "store.catalogue_denied_there"


def test_who_holds_it_too_long_is_named_and_who_reads_need_not_wait(location, tmp_path, monkeypatch):
    add(Catalogue(location), tmp_path / "first")
    monkeypatch.setattr("oberih.store.schema.BUSY_MS", 200)
    with engine_of(location).begin() as holder:
        holder.execute(text(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})"))
        assert refused_key(lambda: new_run(Catalogue(location), out=tmp_path / "second")) == "store.catalogue_busy"
        assert len(Catalogue(location).runs()) == 1


def test_a_writer_waits_for_another(location, tmp_path):
    catalogue = Catalogue(location)
    add(catalogue, tmp_path / "first")
    engine = engine_of(location)
    connection = engine.connect()
    held = connection.begin()
    connection.execute(text(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})"))
    timer = threading.Timer(0.3, held.commit)
    timer.start()
    add(catalogue, tmp_path / "second")
    timer.join()
    connection.close()
    assert len(catalogue.runs()) == 2
