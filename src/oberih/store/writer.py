"""Writing a run: out of sight until it is whole, then named in one step, then listed.

The order is fixed: every file in a hidden part folder, all of it onto the disk, a note in the catalogue, the rename,
the row. A process killed before the rename leaves no visible folder and no row; one killed after it leaves a whole
folder, and the next process enters its row. Nothing that can be seen is ever half written.
"""

import io
import json
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

import polars as pl

import oberih
from oberih.store.catalogue import Catalogue
from oberih.store.ids import new_id
from oberih.store.parts import part_of, sweep, sync, sync_tree
from oberih.store.reader import TABLES, read_json
from oberih.store.rows import RUN_FILE, RunRow, run_of
from oberih.store.trouble import is_about_room, out_error
from oberih.terms.errors import Fault, OutputError
from oberih.terms.tables import check

#: fixed, because the size of a row group is part of a file's bytes
ROWS_A_GROUP = 131_072
#: Zstandard's own default: twice the effort gains a few per cent on tables like these
ZSTD_LEVEL = 3


def new_run(catalogue: Catalogue, *, out: Path | None = None) -> "RunWriter":
    """Begin a run that is to become the folder `out` (by itself `./oberih-runs/<id>`). Use it in a `with` statement.

    Left-overs of dead processes beside `out` are swept first. Raises OutputError where `out` is taken or cannot be
    written, and RunError where the catalogue cannot be: now, and not after an hour's work.
    """
    with catalogue.writing():
        pass
    now = datetime.now(UTC)
    run = new_id(now)
    wanted = Path("oberih-runs") / run if out is None else out
    try:
        folder = wanted.expanduser().resolve()
        made = _begin(folder, part_of(folder, run))
    except OSError as error:
        raise out_error(wanted, error) from error
    except (ValueError, RuntimeError) as error:  # a zero byte in the path, a loop of links, no home to expand
        raise OutputError(Fault(key="store.out_failed", where=str(wanted), values={"why": error})) from error
    return RunWriter(catalogue, run, now, folder, made)


class RunWriter:
    """One run that is being written. Every method raises OutputError where the disk refuses (full, a quota, a limit).

    Leaving the `with` statement without `commit`, or by an exception, removes all that was written.
    """

    def __init__(self, catalogue: Catalogue, run: str, created: datetime, out: Path, made: list[Path]) -> None:
        self.id = run
        self.folder = part_of(out, run)  #: where files may be put until `commit`
        self.out = out
        self.created = created  #: when the run began, UTC
        self._catalogue = catalogue
        self._made = made
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._abandon()
        if isinstance(error, OSError) and is_about_room(error):  # somebody wrote into `folder` without these methods
            raise out_error(self.out, error) from error

    def write_table(self, name: str, table: pl.DataFrame) -> None:
        """Write a table of `terms.tables`: the same rows give the same bytes, with the same versions of the libraries.

        Raises TypeError where the table is not what its name promises.
        """
        promised = check(name, table).rechunk()  # pages follow chunks, and chunks follow how a table was put together
        # not straight to the disk: Polars would hide what the disk says; packed, a table is small
        packed = io.BytesIO()
        promised.write_parquet(
            packed, compression="zstd", compression_level=ZSTD_LEVEL, row_group_size=ROWS_A_GROUP, statistics=True
        )
        self.write_bytes(f"{TABLES}/{name}.parquet", packed.getbuffer())

    def write_json(self, name: str, obj: object) -> None:
        """Write an object as `<name>.json`: UTF-8, keys sorted. Raises ValueError for not-a-number and infinity."""
        words = json.dumps(obj, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
        self.write_text(name if name.endswith(".json") else f"{name}.json", words + "\n")

    def write_text(self, name: str, text: str) -> None:
        """Write text as UTF-8, lines ended as they come."""
        self.write_bytes(name, text.encode())

    def write_bytes(self, name: str, content: bytes | memoryview) -> None:
        """Write bytes: a picture, a PDF."""
        try:
            with self._path(name).open("wb") as file:
                file.write(content)
        except OSError as error:
            raise out_error(self.out, error) from error

    def commit(
        self,
        *,
        kind: str,
        title: str,
        raid_date: date | None = None,
        seed: int | None = None,
        draws: int | None = None,
        hours: float | None = None,
        summary: Mapping[str, Any] | None = None,
    ) -> Path:
        """Give the folder its name, list the run, and say where it is. `hours` is the length of what was simulated.

        `run.json` in the folder says which run it is: what the run's author wrote there stays, what is missing comes
        from the row. Raises ValueError where it names another run.
        """
        row = RunRow(
            id=self.id,
            created=self.created,
            kind=kind,
            title=title,
            folder=self.out,
            version=oberih.__version__,
            raid_date=raid_date,
            seed=seed,
            draws=draws,
            hours=hours,
            summary=summary or {},
        )
        self._sign(row)
        try:
            sync_tree(self.folder)
            self._catalogue.announce(row)
            self._name()
        except OSError as error:
            raise out_error(self.out, error) from error
        self._catalogue.enter(row)
        self._open = False
        return self.out

    def _sign(self, row: RunRow) -> None:
        said = read_json(self.folder, RUN_FILE) if (self.folder / RUN_FILE).exists() else {}
        if not isinstance(said, dict) or said.get("id", self.id) != self.id:
            raise ValueError(f"{RUN_FILE} must be an object with id(={self.id!r})")
        listed = {key: value for key, value in row.plain().items() if key != "folder"}  # it may be moved
        self.write_json(RUN_FILE, listed | said)

    def _name(self) -> None:
        try:
            self.folder.rename(self.out)  # takes the place of an empty folder; fails if it has filled up meanwhile
            sync(self.out.parent)
        except OSError:
            self._catalogue.forget(self.id)
            raise

    def _path(self, name: str) -> Path:
        pure = PurePosixPath(name)
        if not self._open:
            raise RuntimeError(f"run {self.id} is closed: nothing more can be written into it")
        if pure.is_absolute() or ".." in pure.parts or not pure.parts:
            raise ValueError(f"name(={name!r}) must be a path inside the run's folder")
        path = self.folder / pure
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise out_error(self.out, error) from error
        return path

    def _abandon(self) -> None:
        if not self._open:
            return
        self._open = False
        if run_of(self.out) == self.id:  # named, but the catalogue refused the row: out of sight again, then away
            with suppress(OSError):
                self.out.rename(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        _remove_empty(self._made)


def _begin(folder: Path, part: Path) -> list[Path]:
    """Make the part folder and the parents that it needs; give those made. Raises OSError, OutputError."""
    with suppress(FileNotFoundError):
        if not stat.S_ISDIR(folder.stat().st_mode):  # a name too long, a file on the way: the disk says so here
            raise OutputError(Fault(key="store.out_is_file", where=str(folder)))
        if any(folder.iterdir()):
            raise OutputError(Fault(key="store.out_not_empty", where=str(folder)))
    missing = [parent for parent in folder.parents if not parent.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        sweep(folder.parent)
        part.mkdir()
    except OSError:
        _remove_empty(missing)
        raise
    return missing


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders, the deepest first, as long as they are empty."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()
