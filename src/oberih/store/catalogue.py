"""The catalogue: which runs there are, and where. One SQLite file, shared by the command line and the page; or a
database of PostgreSQL, shared by several machines."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs
from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from oberih.store import schema
from oberih.store.glance import VARIABLE, users_own
from oberih.store.parts import is_dead, owner, part_of
from oberih.store.rows import RunRow, run_of
from oberih.store.trouble import catalogue_trouble
from oberih.terms.errors import Fault, RunError


class Catalogue:
    """The list of runs.

    `location` is a path, an `sqlite:///` or `postgresql://` address, or None: then what OBERIH_CATALOGUE names, else a
    file in the user's data folder.

    Nothing is touched before it is needed, and a catalogue that is only read is not created. Every method raises
    RunError where the catalogue cannot be used: not a catalogue, made by a newer version, in a place that cannot be
    written, on a server that does not answer.
    """

    def __init__(self, location: str | Path | None = None) -> None:
        self._url = _url_of(location or os.environ.get(VARIABLE) or None)
        #: where a catalogue in SQLite is; None for one on a server
        self.file = Path(str(self._url.database)) if self._url.get_backend_name() == "sqlite" else None
        self._engine: Engine | None = None

    @property
    def url(self) -> str:
        """The catalogue's address, as SQLAlchemy writes it, without a password."""
        return _bare(self._url) if self.file is None else f"sqlite:///{self.file}"

    @property
    def name(self) -> str:
        """How the catalogue is called in messages: its file, or its address without a password."""
        return self.url if self.file is None else str(self.file)

    @property
    def home(self) -> Path:
        """A folder of this machine for what goes with the catalogue: that of its file, or the user's data folder."""
        return platformdirs.user_data_path("oberih") if self.file is None else self.file.parent

    def runs(self) -> list[RunRow]:
        """All runs, the newest first."""
        with self.reading() as connection:
            if connection is None:
                return []
            newest_first = select(schema.runs).order_by(schema.runs.c.created.desc(), schema.runs.c.id.desc())
            return [RunRow.from_plain(row._asdict()) for row in connection.execute(newest_first)]

    def get(self, id_or_prefix: str) -> RunRow:
        """The run of an id, or of the start of one. Raises RunError where none fits, or several do."""
        wanted = id_or_prefix.strip().lower()
        fitting = [row for row in self.runs() if wanted and row.id.startswith(wanted)]
        for row in fitting:
            if row.id == wanted or len(fitting) == 1:
                return row
        if fitting:
            found = ", ".join(row.id for row in fitting[:5]) + (", …" if len(fitting) > 5 else "")
            raise RunError(Fault(key="store.run_ambiguous", values={"wanted": id_or_prefix, "found": found}))
        raise RunError(Fault(key="store.run_unknown", values={"wanted": id_or_prefix, "catalogue": self.name}))

    def delete(self, run: str) -> bool:
        """Remove a run: its row, then its folder; say whether the folder went.

        `run` is the whole id: the start of one is not enough to destroy by. A folder that does not hold this very run
        (moved, or something else put in its place) is left alone. Raises RunError for an unknown run, OSError where the
        folder cannot be removed.
        """
        row = self.get(run)
        if row.id != run:
            raise RunError(Fault(key="store.run_unknown", values={"wanted": run, "catalogue": self.name}))
        with self.writing() as connection:
            connection.execute(delete(schema.runs).where(schema.runs.c.id == run))
        if row.folder.is_symlink() or run_of(row.folder) != run:
            return False
        # out of sight in one step: if this process dies half way, the next run beside it sweeps what is left
        hidden = part_of(row.folder, run)
        row.folder.rename(hidden)
        shutil.rmtree(hidden)
        return True

    def announce(self, row: RunRow) -> None:
        """Note that a whole folder is about to get its name. For `writer` alone."""
        with self.writing() as connection:
            connection.execute(insert(schema.landings).values(id=row.id, owner=owner(), row=row.plain()))

    def enter(self, row: RunRow) -> None:
        """Insert a run's row, whose folder now has its name, and drop the note. For `writer` alone."""
        with self.writing() as connection:
            _enter(connection, row)

    def forget(self, run: str) -> None:
        """Drop the note of a run whose folder did not get its name. For `writer` alone."""
        with self.writing() as connection:
            connection.execute(delete(schema.landings).where(schema.landings.c.id == run))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start."""
        with catalogue_trouble(self.name):
            engine = self._open()
            with engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """A connection that sees one moment of the catalogue; None where there is no catalogue yet."""
        if not self._exists():
            yield None
            return
        with catalogue_trouble(self.name):
            engine = self._open()
            with engine.connect() as connection:
                yield connection

    def _exists(self) -> bool:
        if self.file is not None:
            return self.file.exists()
        if self._engine is not None:
            return True
        with catalogue_trouble(self.name):
            return schema.version_of(self._engine_of_url(), self.name) is not None

    def _open(self) -> Engine:
        if self._engine is None:
            if self.file is not None:
                try:
                    self.file.parent.mkdir(parents=True, exist_ok=True)
                except OSError as error:
                    values = {"why": error.strerror}
                    raise RunError(Fault(key="store.catalogue_denied", where=self.name, values=values)) from error
            engine = self._engine_of_url()
            schema.prepare(engine, self.name)
            self._engine = engine
        self._finish_landings(self._engine)
        return self._engine

    def _engine_of_url(self) -> Engine:
        try:
            return schema.engine_of(self._url)
        except ImportError as error:
            raise RunError(Fault(key="store.no_psycopg", where=self.name, values={"why": error})) from error

    @staticmethod
    def _finish_landings(engine: Engine) -> None:
        """Enter the runs whose process died between the name of their folder and their row; drop notes of no folder."""
        with engine.connect() as connection:
            left = connection.execute(select(schema.landings.c.id, schema.landings.c.owner)).all()
        dead = [note.id for note in left if is_dead(note.owner)]
        if not dead:
            return
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            for note in connection.execute(select(schema.landings).where(schema.landings.c.id.in_(dead))).all():
                row = RunRow.from_plain(note.row)
                if run_of(row.folder) == row.id:
                    _enter(connection, row)
                else:
                    connection.execute(delete(schema.landings).where(schema.landings.c.id == row.id))


def _enter(connection: Connection, row: RunRow) -> None:
    connection.execute(delete(schema.landings).where(schema.landings.c.id == row.id))
    connection.execute(insert(schema.runs).values(**row.plain()))


def without_password(location: str | Path | None) -> str | None:
    """How a catalogue may be named in a paper that others read. Raises RunError for an address that is none."""
    return None if location is None else Catalogue(location).url


def _bare(url: URL) -> str:
    bare = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string()


def _url_of(location: str | Path | None) -> URL:
    if location is None:
        return _sqlite(users_own())
    if isinstance(location, str) and "://" in location:
        with suppress(ArgumentError):
            url = make_url(location)
            if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
                return _sqlite(Path(url.database).expanduser().absolute())
            if url.drivername in ("postgresql", "postgresql+psycopg") and url.database:
                return url.set(drivername="postgresql+psycopg")
        # the address may hold a password, so only what stands before it is repeated
        values = {"found": location.split("://", maxsplit=1)[0]}
        raise RunError(Fault(key="store.catalogue_address", values=values))
    return _sqlite(Path(location).expanduser().absolute())


def _sqlite(file: Path) -> URL:
    return URL.create("sqlite+pysqlite", database=str(file))
