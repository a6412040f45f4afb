"""Scenarios as a page or a program hands them over: as text, which names no file of this machine."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from oberih.jobs.errands import fault_of
from oberih.jobs.examples import FOLDER, examples
from oberih.jobs.shelf import withheld
from oberih.scenario import Scenario, dump, parse, schema
from oberih.scenario.file import toml_fault
from oberih.store import RunRow
from oberih.terms.errors import Fault, InputError, RunError, ScenarioError

NAME = "scenario.toml"
MOST_LETTERS = 1_000_000
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}(\.[A-Za-z0-9_-]{1,20}){0,3}")

__all__ = [
    "MOST_LETTERS",
    "NAME",
    "checked",
    "enter_pledges",
    "example",
    "listed",
    "of_options",
    "of_run",
    "presets_of",
    "said",
    "schema",
]


def checked(
    text: str, files: Mapping[str, str] | None = None, where: str = NAME, *, power: bool = False
) -> Scenario:  # fmt: skip
    """The scenario, by the same checks as a file's; it may name the files that come with it, and no other.

    Raises ScenarioError with every fault; with `power`, for one that has no power system too.
    """
    with beside(files or {}) as folder:
        try:
            scenario = parse(text, where, folder, only=files or {})
        except ScenarioError as error:
            raise ScenarioError(*(fault_of(folder, fault) for fault in error.faults)) from None
    if power and scenario.map is not None:
        raise ScenarioError(Fault(key="layered.defence_only", where=where, values={"file": "SCENARIO"}))
    return scenario


@contextmanager
def beside(files: Mapping[str, str]) -> Iterator[Path]:
    """A folder with these files, for as long as they are looked at. Raises InputError for names that are no names."""
    bad = [name for name in files if not _FILE.fullmatch(name) or name == NAME]
    if bad:
        raise InputError(*(Fault(key="editor.bad_name", where=f"files.{name[:40]}") for name in bad))
    with TemporaryDirectory(prefix="oberih-") as made:
        for name, content in files.items():
            (Path(made) / name).write_text(content, encoding="utf-8")
        yield Path(made)


def presets_of(text: str) -> list[dict[str, Any]]:
    """Figures of presets that were handed over. Raises ScenarioError."""
    from oberih.jobs.defence import presets  # noqa: PLC0415

    name = "presets.toml"
    with beside({name: text}) as folder:
        try:
            return presets(folder / name)
        except ScenarioError as error:
            raise ScenarioError(*(fault_of(folder, fault) for fault in error.faults)) from None


def enter_pledges(
    facts: Mapping[str, Any] | None, listed: str | None, name: str, catalogue: str | Path | None
) -> tuple[int, int]:
    """Promises that were handed over, into the ledger: how many were new, and how many there are. Raises InputError."""
    from oberih.jobs.pledges import add  # noqa: PLC0415

    short = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:40].lstrip("_-") or "page"
    file = f"{short}.json" if listed is None else f"{short}.toml"
    with beside({file: json.dumps(facts) if listed is None else listed}) as folder:
        try:
            return add(folder / file, catalogue)
        except InputError as error:
            raise InputError(*(fault_of(folder, fault) for fault in error.faults)) from None


def said(scenario: Scenario) -> dict[str, Any]:
    """With everything said, defaults and learnt shares too: as TOML, and as JSON."""
    return {"toml": dump(scenario), "scenario": scenario.model_dump(mode="json", exclude_none=True, by_alias=True)}


def listed() -> list[dict[str, str]]:
    """Shipped scenarios by name, with what the first line of each says."""
    return [{"name": each.name, "about": each.about} for each in examples()]


def example(name: str) -> str:
    """The text of a shipped scenario, comments and all. Raises InputError."""
    short = name.removeprefix("examples/").removesuffix(".toml")
    known = [each.name.removeprefix("examples/").removesuffix(".toml") for each in examples()]
    if short not in known:
        raise InputError(Fault(key="editor.no_example", values={"found": name, "known": ", ".join(known)}))
    return (FOLDER / f"{short}.toml").read_text(encoding="utf-8")


def of_options(text: str) -> str | None:
    """The shipped scenario that a catalogue of options names; None where it names none. Raises InputError for any
    other name, ScenarioError for what is not TOML."""
    try:
        found = tomllib.loads(text).get("scenario")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(toml_fault(error, "options.toml")) from None
    return None if found is None else example(str(found))


def of_run(row: RunRow) -> str:
    """The scenario of a finished run, with everything said. Raises RunError where it holds none, or its regions must
    not be shown."""
    if withheld(row):
        raise RunError(Fault(key="shelf.withheld", where=row.id))
    try:
        return (row.folder / NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise RunError(Fault(key="editor.no_scenario", where=row.id)) from None
