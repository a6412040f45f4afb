"""Where the catalogue is, and whether it holds past raids, by the standard library alone.

The library that reads the catalogue takes longer to come than most answers; who only needs to know that there is
nothing to ask does not wait for it.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import platformdirs

#: names another catalogue than the one in the user's data folder
VARIABLE = "OBERIH_CATALOGUE"


def users_own() -> Path:
    """The file of the catalogue where nobody names another."""
    return platformdirs.user_data_path("oberih") / "catalogue.sqlite"


def may_hold_raids(location: str | Path | None = None) -> bool:
    """False only where it is sure that the catalogue holds no past raid: then it need not be opened.

    >>> may_hold_raids("/there/is/no/such/catalogue.sqlite"), may_hold_raids("postgresql://server/oberih")
    (False, True)
    """
    named = location or os.environ.get(VARIABLE) or users_own()
    if isinstance(named, str) and "://" in named:
        return True
    file = Path(named).expanduser().absolute()
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM raid_sources LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True  # what is the matter is said where it is opened
