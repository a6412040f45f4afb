"""Which rows of a grid case are out: those of a state of a file, or rows that are named."""

from collections.abc import Sequence
from pathlib import Path

from oberih.scenario.cases import Case, State, load_states
from oberih.scenario.cases.states import check_state
from oberih.terms.errors import Fault, InputError


def outage_faults(states: Path | None, number: int | None, branches: Sequence[int], gens: Sequence[int]) -> list[Fault]:
    """What cannot be asked for at once, before anything is read."""
    faults = []
    if states is None and number is not None:
        faults.append(Fault(key="cases.state_alone"))
    if states is not None and (branches or gens):
        faults.append(Fault(key="minute.two_outages", where=str(states)))
    return faults


def outage_of(
    case: Case, states: Path | None, number: int | None, branches: Sequence[int], gens: Sequence[int]
) -> State:
    """The n-th state (from 1; the first where no number is given) of a file, else the named rows. Raises InputError."""
    if states is None:
        return check_state(State(branches_out=tuple(branches), gens_out=tuple(gens)), case)
    listed, wanted = load_states(states, case), 1 if number is None else number
    if not 1 <= wanted <= len(listed):
        values = {"value": wanted, "most": len(listed)}
        raise InputError(Fault(key="cases.state_number", where=str(states), values=values))
    return listed[wanted - 1]
