"""The catalogue's tables in SQLite, and how one is opened: by several processes at once, and only if it is ours.

`runs` has one row a run. `landings` holds, for the moment between a folder's last rename and its row, the row to come:
if the process dies in between, the next one to open the catalogue finishes it. Source of the settings: SQLite's own
pages on write-ahead logging and on the pragmas named below.
"""

from pathlib import Path

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from oberih.terms.errors import Fault, RunError

#: PRAGMA user_version; raise it with every change of the tables, and write the step that leads there
SCHEMA_VERSION = 1
#: PRAGMA application_id: "OBRG", so that a stranger's database is never taken for a catalogue, nor written into
APPLICATION_ID = int.from_bytes(b"OBRG", "big")
#: how long a writer waits for another; a row takes milliseconds, so this means that something is stuck
BUSY_MS = 15_000

_metadata = MetaData()

runs = Table(
    "runs",
    _metadata,
    Column("id", String, primary_key=True),
    Column("created", String, nullable=False, index=True),  # ISO 8601, UTC, to the microsecond: sorts as text
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("raid_date", String),
    Column("folder", String, nullable=False),
    Column("seed", Integer),
    Column("draws", Integer),
    Column("hours", Float),
    Column("version", String, nullable=False),
    Column("summary", JSON, nullable=False),
)

landings = Table(
    "landings",
    _metadata,
    Column("id", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("row", JSON, nullable=False),
)


def engine_of(file: Path) -> Engine:
    """An engine for a catalogue's file. It keeps no connection open, so it may be used after a fork and in threads."""
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(file)),
        poolclass=NullPool,
        connect_args={"timeout": BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def settings(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # BEGIN is ours: see below
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")  # a row is promised to outlive a power cut
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a transaction that reads first and writes later can fail at once while another writes: ask for the lock first
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def prepare(engine: Engine, where: str) -> None:
    """Make the tables in a new file, or see that an old one is a catalogue this version can read.

    Raises RunError for somebody else's database and for a newer catalogue; database errors pass through.
    """
    with engine.connect() as connection:
        if _is_ready(connection, where):
            return
    with engine.connect() as connection:
        # cannot be set inside a transaction; it stays with the file, so once is enough
        connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if _is_ready(connection, where):  # another process was faster
            return
        _metadata.create_all(connection)
        connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
        connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))


def _is_ready(connection: Connection, where: str) -> bool:
    application = connection.execute(text("PRAGMA application_id")).scalar_one()
    version = connection.execute(text("PRAGMA user_version")).scalar_one()
    n_objects = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
    if application == 0 and version == 0 and n_objects == 0:
        return False
    if application != APPLICATION_ID:
        raise RunError(Fault(key="store.catalogue_foreign", where=where, values={"why": "application_id"}))
    if version > SCHEMA_VERSION:
        values = {"found": version, "known": SCHEMA_VERSION}
        raise RunError(Fault(key="store.catalogue_newer", where=where, values=values))
    return True
