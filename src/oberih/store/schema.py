"""The catalogue's tables, and how one is opened: by several processes at once, and only if it is ours.

`runs` has one row a run. `landings` holds, for the moment between a folder's last rename and its row, the row to come:
if the process dies in between, the next one to open the catalogue finishes it. `raid_sources`, `raid_rows` and
`raid_claims` are the book of past raids (see `raids`): where it comes from, the rows of tables, and what reports say.
Source of the settings: SQLite's own pages on write-ahead logging and on the pragmas named below, and PostgreSQL's
manual on advisory locks and on isolation. In SQLite version and owner stand in the head of the file; a database of
PostgreSQL has a table for them, `oberih_catalogue`, and may hold tables of others beside ours.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy import String as _String
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from oberih.terms.errors import Fault, RunError

#: PRAGMA user_version; raise it with every change of the tables, and write the step that leads there
SCHEMA_VERSION = 3
#: PRAGMA application_id: "OBRG", so that a stranger's database is never taken for a catalogue, nor written into
APPLICATION_ID = int.from_bytes(b"OBRG", "big")
#: how long a writer waits for another; a row takes milliseconds, so this means that something is stuck
BUSY_MS = 15_000

#: how long a server may take to answer, seconds
PATIENCE_S = 8

#: text that sorts by its bytes, as SQLite sorts it: ids and times, whatever language a server speaks
String = _String().with_variant(_String(collation="C"), "postgresql")


class Seed(TypeDecorator[int]):
    """A number from 0 to 2^64 - 1 in a column that holds -2^63 to 2^63 - 1."""

    impl = BigInteger().with_variant(Integer, "sqlite")
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """From here to there."""
        return value if value is None or value < 2**63 else value - 2**64

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:
        """And back."""
        return value if value is None or value >= 0 else value + 2**64


_metadata = MetaData()

_mark = Table(  # PostgreSQL alone
    "oberih_catalogue",
    MetaData(),
    Column("application", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)

runs = Table(
    "runs",
    _metadata,
    Column("id", String, primary_key=True),
    Column("created", String, nullable=False, index=True),  # ISO 8601, UTC, to the microsecond: sorts as text
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("raid_date", String),
    Column("folder", String, nullable=False),
    Column("seed", Seed),
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


raid_sources = Table(
    "raid_sources",
    _metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),  # table or report
    Column("name", String, nullable=False),  # of the file, without its folders
    Column("sha256", String, nullable=False),
    Column("entered", String, nullable=False),  # ISO 8601, UTC
    Column("changed", String, nullable=False),
    Column("raid_date", String),  # of a report: the day of its raid; days stand as YYYY-MM-DD, so they sort as text
    Column("about", JSON, nullable=False),
)

raid_rows = Table(
    "raid_rows",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, ForeignKey("raid_sources.id", ondelete="CASCADE"), nullable=False),
    Column("time_start", String, nullable=False),
    Column("time_end", String),
    Column("start_date", String, nullable=False),
    Column("has_clock", Boolean, nullable=False),
    Column("model", String, nullable=False),
    Column("family", String),
    Column("kind", String),
    Column("launched", Integer),
    Column("destroyed", Integer),
    Column("not_reach_goal", Integer),
    Column("stopped", Integer),
    Column("post", String, nullable=False),  # what the table itself names as its source
    Column("official", Boolean, nullable=False),
    Index("raid_rows_by_day", "start_date"),
    Index("raid_rows_by_source", "source"),
)

raid_claims = Table(
    "raid_claims",
    _metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, ForeignKey("raid_sources.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),  # the order of the report
    Column("what", String, nullable=False),
    Column("kind", String),
    Column("region", String),
    Column("op", String),
    Column("n", Integer),
    Column("n_min", Integer),
    Column("n_max", Integer),
    Column("scope", String, nullable=False),
    Column("part", Boolean, nullable=False),  # counts a part of a whole that the report counts too
    Column("superseded", Boolean, nullable=False),  # the report itself corrects it later
    Column("speaker", String),
    Column("organisation", String),
    Column("channel", String),
    Column("quote", String, nullable=False),
    Index("raid_claims_by_source", "source"),
)


pledges = Table(  # see `store.pledges`
    "pledges",
    _metadata,
    Column("id", String, primary_key=True),
    Column("entered", String, nullable=False),  # ISO 8601, UTC
    Column("source", String, nullable=False),
    Column("name", String, nullable=False),
    Column("by", String, nullable=False),
    Column("quote", String, nullable=False),
    Column("promised", String),
    Column("delivered", String),
    Column("note", String, nullable=False),
)


def _add_pledges(connection: Connection) -> None:
    """From version 2 to 3: the ledger of promised help. Nothing that was there is touched."""
    _metadata.create_all(connection, tables=[pledges])


def _add_raids(connection: Connection) -> None:
    """From version 1 to 2: the book of raids. Nothing that was there is touched.

    Once these tables change in a later version, this step must hold a copy of them as they are now.
    """
    _metadata.create_all(connection, tables=[raid_sources, raid_rows, raid_claims])


#: what leads from a version to the next
_STEPS: Mapping[int, Callable[[Connection], None]] = {1: _add_raids, 2: _add_pledges}


def engine_of(url: URL) -> Engine:
    """An engine for a catalogue. It keeps no connection open, so it may be used after a fork and in threads."""
    lite = url.get_backend_name() == "sqlite"
    patience: dict[str, Any] = {"timeout": BUSY_MS / 1000} if lite else {"connect_timeout": PATIENCE_S}
    engine = create_engine(url, poolclass=NullPool, connect_args=patience)
    return _mind_sqlite(engine) if lite else _mind_postgresql(engine)


def _mind_sqlite(engine: Engine) -> Engine:
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


def _mind_postgresql(engine: Engine) -> Engine:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):  # one writer at a time, as in SQLite
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")
        else:  # a reader sees one moment
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    return engine


def prepare(engine: Engine, where: str) -> None:
    """Make the tables in a new catalogue, bring an older one to this version, or see that it is ours and current.

    Raises RunError for somebody else's database and for a newer catalogue; database errors pass through. An older
    catalogue is brought up to date in one transaction: killed half way, it is as it was.
    """
    found = version_of(engine, where)
    if found == SCHEMA_VERSION:
        return
    lite = engine.dialect.name == "sqlite"
    if found is None and lite:
        with engine.connect() as connection:
            # cannot be set inside a transaction; it stays with the file, so once is enough
            connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        found = _version(connection, where)  # another process may have been faster
        if found is None:
            _metadata.create_all(connection)
        else:
            for version in range(found, SCHEMA_VERSION):
                _STEPS[version](connection)
        if lite:
            connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
            connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))
        else:
            _mark.create(connection, checkfirst=True)
            connection.execute(_mark.delete())
            connection.execute(_mark.insert().values(application=APPLICATION_ID, version=SCHEMA_VERSION))


def version_of(engine: Engine, where: str) -> int | None:
    """The version of a catalogue's tables; None where nothing of a catalogue stands yet. Raises as `prepare` does."""
    with engine.connect() as connection:
        return _version(connection, where)


def _version(connection: Connection, where: str) -> int | None:
    lite = connection.dialect.name == "sqlite"
    found = _lite_version(connection, where) if lite else _server_version(connection, where)
    if found is not None and found > SCHEMA_VERSION:
        values = {"found": found, "known": SCHEMA_VERSION}
        raise RunError(Fault(key="store.catalogue_newer", where=where, values=values))
    return found


def _lite_version(connection: Connection, where: str) -> int | None:
    application = connection.execute(text("PRAGMA application_id")).scalar_one()
    version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
    n_objects = connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one()
    if application == 0 and version == 0 and n_objects == 0:
        return None
    if application != APPLICATION_ID or version < 1:
        raise RunError(Fault(key="store.catalogue_foreign", where=where, values={"why": "application_id"}))
    return version


def _server_version(connection: Connection, where: str) -> int | None:
    names = set(inspect(connection).get_table_names())
    if _mark.name not in names:
        if taken := sorted(names & set(_metadata.tables)):  # somebody else's table of a name that we need
            raise RunError(Fault(key="store.catalogue_taken", where=where, values={"found": ", ".join(taken)}))
        return None
    return int(connection.execute(_mark.select()).one().version)
