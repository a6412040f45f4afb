"""Damage states: both forms of file, and a fault for each row that the case does not have."""

import json
from pathlib import Path

import pytest

from oberih.scenario.cases import CaseError, State, check_state, load_case, load_states

SHARED = Path(__file__).parents[3] / "shared" / "data" / "grid" / "states.json"


@pytest.fixture(scope="module")
def case5():
    return load_case("pglib_opf_case5_pjm")  # 6 branches, 5 generators


def states(folder, tree, case):
    path = folder / "states.json"
    path.write_text(tree if isinstance(tree, str) else json.dumps(tree), encoding="utf-8")
    return load_states(path, case)


def test_a_bare_list_and_a_group_of_the_case(tmp_path, case5):
    listed = [{"branches_out": [2, 6], "gens_out": [1], "shed_mw": 3, "islands": 1}, {"gens_out": [5]}, {}]
    wanted = [State(branches_out=(2, 6), gens_out=(1,), shed_mw=3.0), State(gens_out=(5,)), State()]
    assert states(tmp_path, {"states": listed}, case5) == wanted
    other = {"file": "pglib_opf_case14_ieee.m", "states": [{"branches_out": [20]}]}
    tree = {"a": other, "b": {"file": "pglib_opf_case5_pjm.m", "states": listed}, "note": "text"}
    assert states(tmp_path, tree, case5) == wanted


def test_states_of_another_case_alone(tmp_path, case5):
    with pytest.raises(CaseError, match=r"no states of pglib_opf_case5_pjm.*case14"):
        states(tmp_path, {"a": {"file": "case14.m", "states": [{}]}}, case5)


@pytest.mark.parametrize(
    ("state", "key", "words"),
    [
        ({"branches_out": [9999]}, "state_row", ("states[2]", "branches_out", "9999", "1 to 6")),
        ({"gens_out": [6]}, "state_row", ("gens_out", "6", "1 to 5")),
        ({"gens_out": [0]}, "state_row", ("0",)),
        ({"branches_out": [-1]}, "state_row", ("-1",)),
        ({"branches_out": [1.5]}, "state_row", ("1.5",)),
        ({"branches_out": [True]}, "state_row", ("True",)),
        ({"branches_out": ["1"]}, "state_row", ("1",)),
        ({"branches_out": [1, 2, 1]}, "state_twice", ("branches_out", "1")),
        ({"branches_out": 3}, "state_rows", ("branches_out", "3")),
        ({"shed_mw": -1}, "state_shed", ("shed_mw", "-1")),
        ({"shed_mw": "much"}, "state_shed", ("much",)),
        ({"shed_mw": float("nan")}, "state_shed", ("nan",)),
        ([1, 2], "state_shape", ("[1, 2]",)),
    ],
)
def test_a_state_that_cannot_be(tmp_path, case5, state, key, words):
    with pytest.raises(CaseError) as caught:
        states(tmp_path, {"states": [{}, state]}, case5)
    (fault,) = caught.value.faults
    assert fault.key == f"cases.{key}"
    assert [word for word in words if word not in fault.text("en")] == []
    assert fault.text("uk") != fault.text("en")


def test_all_faults_come_at_once(tmp_path, case5):
    with pytest.raises(CaseError) as caught:
        states(tmp_path, {"states": [{"branches_out": [7, 8]}, {}, {"gens_out": [9]}]}, case5)
    assert [fault.values["value"] for fault in caught.value.faults] == [7, 8, 9]
    assert [fault.where.rpartition(", ")[2] for fault in caught.value.faults] == ["states[1]", "states[1]", "states[3]"]


@pytest.mark.parametrize(
    ("tree", "key"),
    [
        ("", "empty"), ("{", "not_json"), ("[" * 100_000, "not_json"), ("[]", "no_states"), ("{}", "no_states"),
        ('{"states": 3}', "no_states"), ("\0\0", "binary"),
    ],
)  # fmt: skip
def test_files_that_hold_no_states(tmp_path, case5, tree, key):
    with pytest.raises(CaseError) as caught:
        states(tmp_path, tree, case5)
    assert [fault.key for fault in caught.value.faults] == [f"cases.{key}"]


def test_a_state_made_in_python_is_checked_too(case5):
    state = State(branches_out=(6,), gens_out=(1, 5))
    assert check_state(state, case5) is state
    with pytest.raises(CaseError, match="no row 7"):
        check_state(State(branches_out=(7,)), case5)


@pytest.mark.parametrize(
    ("name", "count", "shed_mw"),
    [("pglib_opf_case24_ieee_rts", 200, 281.0), ("pglib_opf_case39_epri", 200, None),
     ("pglib_opf_case118_ieee", 200, None)],
)  # fmt: skip
def test_the_shared_states_are_of_their_cases(name, count, shed_mw):
    if not SHARED.exists():
        pytest.skip("the file of states is not part of the project, and no copy lies beside this checkout")
    found = load_states(SHARED, load_case(name))
    assert len(found) == count
    assert all(each.shed_mw is not None and each.shed_mw >= 0 for each in found)
    if shed_mw is not None:
        assert found[2] == State(
            branches_out=(23, 24, 28, 29, 34, 35, 36), gens_out=(19, 21, 22, 33), shed_mw=shed_mw
        )
