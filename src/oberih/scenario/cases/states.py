"""Lists of damage states of a case: which branches and generators are out."""

import json
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

from oberih.scenario.cases.base import Case, CaseError, State
from oberih.scenario.cases.raw import shortened
from oberih.scenario.cases.read import read_text
from oberih.terms.errors import Fault


def load_states(path: Path | str, case: Case) -> list[State]:
    """The states of a JSON file that are of this case. Raises CaseError with every fault.

    The file is either `{"states": [...]}`, or names groups, each with `file` and `states`; then the groups whose `file`
    is the case's own name are read. A state is `{"branches_out": [...], "gens_out": [...], "shed_mw": 0.0}`, rows
    counted from 1 among those in service; each of the three may be left out.
    """
    where = str(path)
    try:
        tree = json.loads(read_text(Path(path)))
    except (json.JSONDecodeError, RecursionError) as error:
        raise CaseError(Fault(key="cases.not_json", where=where, values={"why": str(error)})) from None
    faults: list[Fault] = []
    states = []
    for place, given in _of_case(tree, case, where):
        wrong = list(_faults(given, case, f"{where}, {place}"))
        faults += wrong
        if not wrong:
            shed = given.get("shed_mw")
            states.append(
                State(
                    branches_out=tuple(given.get("branches_out", ())),
                    gens_out=tuple(given.get("gens_out", ())),
                    shed_mw=None if shed is None else float(shed),
                )
            )
    if faults:
        raise CaseError(*shortened(faults))
    return states


def check_state(state: State, case: Case, where: str = "state") -> State:
    """The state itself, if the case has all rows that it names. Raises CaseError."""
    given = {"branches_out": list(state.branches_out), "gens_out": list(state.gens_out)}
    if faults := list(_faults(given, case, where)):
        raise CaseError(*shortened(faults))
    return state


def _of_case(tree: Any, case: Case, where: str) -> list[tuple[str, Any]]:
    """Each state of this case with its place in the file."""
    if isinstance(tree, dict) and isinstance(tree.get("states"), list):
        return [(f"states[{i}]", each) for i, each in enumerate(tree["states"], 1)]
    groups = {
        name: group
        for name, group in (tree.items() if isinstance(tree, dict) else ())
        if isinstance(group, dict) and isinstance(group.get("states"), list)
    }
    if not groups:
        raise CaseError(Fault(key="cases.no_states", where=where))
    mine = {name: group for name, group in groups.items() if PurePath(str(group.get("file", ""))).stem == case.name}
    if not mine:
        known = ", ".join(sorted({str(group.get("file", "-")) for group in groups.values()}))
        raise CaseError(Fault(key="cases.other_states", where=where, values={"value": case.name, "known": known}))
    return [
        (f"{name}.states[{i}]", each) for name, group in mine.items() for i, each in enumerate(group["states"], 1)
    ]


def _faults(given: Any, case: Case, where: str) -> Iterator[Fault]:
    if not isinstance(given, dict):
        yield Fault(key="cases.state_shape", where=where, values={"value": str(given)[:40]})
        return
    for column, table, most in (
        ("branches_out", "branch", case.branch.height),
        ("gens_out", "gen", case.gen.height),
    ):
        rows = given.get(column, [])
        if not isinstance(rows, list):
            yield Fault(key="cases.state_rows", where=where, values={"column": column, "value": str(rows)[:40]})
            continue
        for row in rows:
            whole = isinstance(row, int) and not isinstance(row, bool)
            if not (whole and 1 <= row <= most):
                values = {"column": column, "table": table, "value": row, "most": most}
                yield Fault(key="cases.state_row", where=where, values=values)
        for row in sorted({str(each) for each in rows if rows.count(each) > 1}):
            yield Fault(key="cases.state_twice", where=where, values={"column": column, "value": row})
    shed = given.get("shed_mw")
    if shed is not None and (isinstance(shed, bool) or not isinstance(shed, int | float) or not shed >= 0):
        yield Fault(key="cases.state_shed", where=where, values={"column": "shed_mw", "value": shed})
