"""Reading a run: its tables, its papers, and any question that SQL can put."""

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from oberih.store.rows import RUN_FILE
from oberih.terms.errors import Fault, RunError

#: the folder in a run's folder that holds its tables
TABLES = "tables"


def tables(folder: Path) -> list[str]:
    """Names of the tables that a run holds, sorted. Raises RunError if the folder holds no run.

    A run that is still being written may be read too: a briefing is made from its tables before it gets its name.
    """
    if not (folder / RUN_FILE).is_file() and not (folder / TABLES).is_dir():
        raise RunError(Fault(key="store.run_folder_missing", where=str(folder)))
    return sorted(path.stem for path in (folder / TABLES).glob("*.parquet"))


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """One table of a run. Raises RunError where the run has no such table or its file is damaged."""
    held = tables(folder)
    if name not in held:
        values = {"wanted": name, "held": ", ".join(held) or "–"}
        raise RunError(Fault(key="store.table_missing", where=str(folder), values=values))
    path = folder / TABLES / f"{name}.parquet"
    try:
        return pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise RunError(Fault(key="store.table_broken", where=str(path), values={"why": error})) from error


def read_json(folder: Path, name: str) -> Any:
    """What `RunWriter.write_json` wrote under a name. Raises RunError where the run has no such paper."""
    path = folder / (name if name.endswith(".json") else f"{name}.json")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(Fault(key="store.paper_missing", where=str(path), values={"why": error})) from error


def query(folder: Path, sql: str) -> pl.DataFrame:
    """The answer to one SELECT (DuckDB's SQL) over the tables of a run, each a view of its own name.

    The question can read these tables and nothing else: no other file, no network, no extension from outside, and it
    can write nothing. Raises RunError with DuckDB's words where the SQL is wrong, is no question, or is several.
    """
    paths = {name: str(folder / TABLES / f"{name}.parquet") for name in tables(folder)}
    with duckdb.connect(":memory:") as connection:
        allowed = [each for path in paths.values() for each in (path, _plain(path))]  # checks both
        try:
            connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
            for name, path in paths.items():
                connection.read_parquet(_plain(path)).create_view(name)
            connection.execute("SET allowed_paths = $paths", {"paths": allowed})
            connection.execute("SET enable_external_access = false; SET lock_configuration = true")
            statements = connection.extract_statements(sql)
            kinds = {statement.type for statement in statements}
            if len(statements) != 1 or not kinds <= {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}:
                raise RunError(Fault(key="store.sql_not_one_question", values={"sql": sql}))
            return pl.DataFrame(connection.sql(sql))
        except duckdb.Error as error:
            raise RunError(Fault(key="store.sql_failed", values={"why": error, "held": ", ".join(paths)})) from error


def _plain(path: str) -> str:
    """The path with DuckDB's wildcards made to mean themselves: a folder may well be called "winter [2]"."""
    return re.sub(r"[*?\[]", r"[\g<0>]", path)
