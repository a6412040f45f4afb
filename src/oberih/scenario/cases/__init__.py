"""Grid cases that a user brings, or that come with Oberih: one checked, frozen `Case` whatever the file."""

from oberih.scenario.cases.base import Case, CaseError, Note, State
from oberih.scenario.cases.load import load_case, shipped
from oberih.scenario.cases.matpower import read_matpower_text
from oberih.scenario.cases.states import check_state, load_states
from oberih.scenario.cases.write import matpower_text, write_case

__all__ = [
    "Case",
    "CaseError",
    "Note",
    "State",
    "check_state",
    "load_case",
    "load_states",
    "matpower_text",
    "read_matpower_text",
    "shipped",
    "write_case",
]
