"""A catalogue of the test's own: in SQLite, or on the PostgreSQL server that OBERIH_TEST_POSTGRESQL names."""

import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from oberih.store import Catalogue

sys.path.insert(0, str(Path(__file__).parent))  # processes that tests start use the same samples, by the same name

SERVER = os.environ.get("OBERIH_TEST_POSTGRESQL")


@pytest.fixture
def location(tmp_path: Path) -> Iterator[str]:
    """Where a catalogue may be made that nobody else knows."""
    if SERVER is None:
        yield str(tmp_path / "data" / "catalogue.sqlite")
        return
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url
    from sqlalchemy.pool import NullPool

    (tmp_path / "data").mkdir()  # beside which tests look for what is left
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def catalogue(location: str) -> Catalogue:
    return Catalogue(location)


@pytest.fixture
def lite(tmp_path: Path) -> Catalogue:
    """One in SQLite, for what is about its file."""
    return Catalogue(tmp_path / "data" / "catalogue.sqlite")


@pytest.fixture
def served() -> pl.DataFrame:
    from store_samples import served_rows

    return served_rows(300)
