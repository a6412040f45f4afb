"""What was found, kept: a folder a run, written once and whole, and one catalogue that lists the runs and
holds the book of past raids.

>>> import polars as pl, tempfile
>>> from oberih.store import Catalogue, new_run, query, tables
>>> with tempfile.TemporaryDirectory() as place:
...     catalogue = Catalogue(Path(place) / "catalogue.sqlite")
...     with new_run(catalogue, out=Path(place) / "first") as run:
...         run.write_table("outcome_kinds", pl.DataFrame(schema=SCHEMAS["outcome_kinds"]))
...         folder = run.commit(kind="run", title="An example", seed=5, draws=0, hours=72)
...     (catalogue.runs()[0].title, tables(folder), query(folder, "select count(*) as n from outcome_kinds").item())
('An example', ['outcome_kinds'], 0)
"""

from pathlib import Path
from typing import TYPE_CHECKING

from oberih.terms.on_demand import on_demand
from oberih.terms.tables import SCHEMAS

if TYPE_CHECKING:
    from oberih.store.catalogue import Catalogue
    from oberih.store.raids import Book, Changes, RaidBook, RaidSource
    from oberih.store.reader import query, read_json, read_table, tables
    from oberih.store.rows import RunRow
    from oberih.store.writer import RunWriter, new_run

__all__ = [
    "SCHEMAS",
    "Book",
    "Catalogue",
    "Changes",
    "Path",
    "RaidBook",
    "RaidSource",
    "RunRow",
    "RunWriter",
    "new_run",
    "query",
    "read_json",
    "read_table",
    "tables",
]

#: tables are read without the library of the catalogue, which takes longer to come than they do
__getattr__ = on_demand(
    __name__,
    {
        "Catalogue": "catalogue",
        **dict.fromkeys(("Book", "Changes", "RaidBook", "RaidSource"), "raids"),
        **dict.fromkeys(("query", "read_json", "read_table", "tables"), "reader"),
        "RunRow": "rows",
        **dict.fromkeys(("RunWriter", "new_run"), "writer"),
    },
)
