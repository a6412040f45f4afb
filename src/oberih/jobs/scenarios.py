"""Scenarios as a page or a program hands them over: as text, which names no file of this machine."""

from typing import Any

from oberih.jobs.examples import FOLDER, examples
from oberih.scenario import Scenario, dump, parse, schema
from oberih.store import RunRow
from oberih.terms.errors import Fault, InputError, RunError, ScenarioError

NAME = "scenario.toml"
MOST_LETTERS = 1_000_000

__all__ = ["MOST_LETTERS", "NAME", "checked", "example", "listed", "of_run", "said", "schema"]


def checked(text: str, where: str = NAME, *, power: bool = False) -> Scenario:
    """The scenario, by the same checks as a file's. Raises ScenarioError with every fault; with `power`, for one that
    has no power system too."""
    scenario = parse(text, where, files=False)
    if power and scenario.map is not None:
        raise ScenarioError(Fault(key="layered.defence_only", where=where, values={"file": "SCENARIO"}))
    return scenario


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


def of_run(row: RunRow) -> str:
    """The scenario of a finished run, with everything said. Raises RunError where it holds none."""
    try:
        return (row.folder / NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise RunError(Fault(key="editor.no_scenario", where=row.id)) from None
