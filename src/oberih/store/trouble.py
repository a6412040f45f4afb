"""What a disk or a database can say, put into faults that tell the user what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from oberih.terms.errors import Fault, OutputError, RunError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_OUT_KEYS = {
    **dict.fromkeys(_FULL, "store.out_full"),
    errno.EACCES: "store.out_denied",
    errno.EPERM: "store.out_denied",
    errno.EROFS: "store.out_denied",
    errno.ENOTDIR: "store.out_under_file",
    errno.EEXIST: "store.out_not_empty",
    errno.ENOTEMPTY: "store.out_not_empty",
}
#: by the start of SQLite's name of the error
_CATALOGUE_KEYS = {
    "SQLITE_NOTADB": "store.catalogue_foreign",
    "SQLITE_CORRUPT": "store.catalogue_broken",
    "SQLITE_READONLY": "store.catalogue_denied",
    "SQLITE_CANTOPEN": "store.catalogue_denied",
    "SQLITE_PERM": "store.catalogue_denied",
    "SQLITE_BUSY": "store.catalogue_busy",
    "SQLITE_LOCKED": "store.catalogue_busy",
    "SQLITE_FULL": "store.catalogue_full",
    "SQLITE_IOERR": "store.catalogue_full",
}
#: by PostgreSQL's code of the error (its manual, appendix A), or the start of one
_SERVER_KEYS = {
    "55P03": "store.catalogue_busy",  # lock_timeout
    "57014": "store.catalogue_busy",
    "40": "store.catalogue_busy",
    "53100": "store.catalogue_full",
    "53": "store.catalogue_unreachable",  # too many connections, no memory
    "42501": "store.catalogue_denied_there",
    "25006": "store.catalogue_denied_there",
    "28": "store.catalogue_denied_there",
    "3D000": "store.catalogue_no_database",
    "08": "store.catalogue_unreachable",
    "57P": "store.catalogue_unreachable",  # shut down
}


def out_error(where: Path, error: OSError) -> OutputError:
    """An OutputError for what the disk said of a place."""
    key = _OUT_KEYS.get(error.errno or 0, "store.out_failed")
    return OutputError(Fault(key=key, where=str(where), values={"why": error.strerror or str(error)}))


def is_about_room(error: OSError) -> bool:
    """Whether the disk, the quota or the limit on a file's size is what ran out."""
    return error.errno in _FULL


@contextmanager
def catalogue_trouble(where: str) -> Iterator[None]:
    """Turn what the database raises inside into a RunError."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _catalogue_error(where, error) from error


def _catalogue_error(where: str, error: SQLAlchemyError) -> RunError:
    cause = getattr(error, "orig", None)
    name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, sqlite3.Error) else ""
    for start, key in _CATALOGUE_KEYS.items():
        if name.startswith(start):
            return RunError(Fault(key=key, where=where, values={"why": str(cause)}))
    if where.startswith("postgresql"):
        why = " ".join(str(cause or error).split())
        return RunError(Fault(key=_server_key(cause, why), where=where, values={"why": why}))
    return RunError(Fault(key="store.catalogue_failed", where=where, values={"why": str(cause or error)}))


def _server_key(cause: object, why: str) -> str:
    code = getattr(cause, "sqlstate", None)
    if code is None:  # refused before there was a connection: the server's words are all there is
        if "does not exist" in why and "database" in why:
            return "store.catalogue_no_database"
        if any(word in why for word in ("authentication", "password", "role", "pg_hba")):
            return "store.catalogue_denied_there"
        return "store.catalogue_unreachable"
    fitting = [key for start, key in _SERVER_KEYS.items() if code.startswith(start)]
    return fitting[0] if fitting else "store.catalogue_failed"
