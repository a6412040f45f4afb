"""A table into a file of the user's, whole or not at all."""

import io
import json
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import polars as pl

from oberih.terms.errors import Fault, OutputError

FORMATS = (".csv", ".parquet", ".json")


def check_free(path: Path, *, force: bool, formats: Sequence[str] = FORMATS) -> None:
    """See that a file may be written, before the work. Raises OutputError: exists, or an ending that is no format."""
    if path.suffix.lower() not in formats:
        values = {"found": path.suffix, "known": ", ".join(formats)}
        raise OutputError(Fault(key="recordbook.bad_format", where=str(path), values=values))
    if path.is_dir():
        raise OutputError(Fault(key="recordbook.is_folder", where=str(path)))
    if path.exists() and not force:
        raise OutputError(Fault(key="recordbook.exists", where=str(path)))


def packed(table: pl.DataFrame, suffix: str) -> bytes:
    """A table as CSV, Parquet or JSON (a list of rows)."""
    if suffix == ".parquet":
        buffer = io.BytesIO()
        table.write_parquet(buffer)
        return buffer.getvalue()
    if suffix == ".json":
        return (json.dumps(table.to_dicts(), ensure_ascii=False, indent=1, default=str) + "\n").encode()
    return table.write_csv().encode()


def write_whole(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file under a hidden name beside it, then name it in one step. Raises OutputError.

    Without `force`, a file that somebody else put there meanwhile is not overwritten.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.oberih-part")
    try:
        try:
            with part.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if force:
                part.replace(path)
            else:
                _name_new(part, path)
        finally:
            with suppress(OSError):
                part.unlink()
    except FileExistsError:
        raise OutputError(Fault(key="recordbook.exists", where=str(path))) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise OutputError(Fault(key="recordbook.not_written", where=str(path), values={"why": why})) from error


def _name_new(part: Path, path: Path) -> None:
    """Give a file its name, if nobody has it. Raises FileExistsError."""
    try:
        os.link(part, path)  # a rename would overwrite; a second name does not
    except FileExistsError:
        raise
    except OSError:  # a file system without second names, as on memory sticks
        if path.exists():
            raise FileExistsError from None
        part.rename(path)
