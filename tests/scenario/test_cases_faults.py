"""Broken cases: every fault at once, with table, row, value and remedy, in both languages."""

import pytest

from oberih.scenario.cases import CaseError, load_case, read_matpower_text

GOOD = """\
function mpc = good
mpc.baseMVA = 100;
mpc.bus = [
1 3 0 0 0 0 1 1 0 110 1 1.1 0.9;
2 1 50 10 0 0 1 1 0 110 1 1.1 0.9;
];
mpc.gen = [
1 50 0 10 -10 1 100 1 80 5;
];
mpc.gencost = [
2 0 0 3 0.01 20 7;
];
mpc.branch = [
1 2 0.01 0.1 0 60 0 0 0 0 1 -30 30;
1 2 0.01 0.2 0 60 0 0 0 0 1 -30 30;
];
"""
BUS_2, GEN, COST = "2 1 50 10 0 0 1 1 0 110 1 1.1 0.9;", "1 50 0 10 -10 1 100 1 80 5;", "2 0 0 3 0.01 20 7;"
LINE = "1 2 0.01 0.2 0 60 0 0 0 0 1 -30 30;"

#: what is broken: found → put in its place; the fault's key, its line, and words that the sentence must hold
BROKEN = {
    "branch to nowhere": (LINE, "1 99 0.01 0.2 0 60 0 0 0 0 1 -30 30;", "no_such_bus", 15, ("branch", "row 2", "99")),
    "branch from nowhere": (LINE, "98 2 0.01 0.2 0 60 0 0 0 0 1 0 0;", "no_such_bus", 15, ("branch", "row 2", "98")),
    "generator nowhere": (GEN, "9 50 0 10 -10 1 100 1 80 5;", "no_such_bus", 8, ("gen", "row 1", "9")),
    "zero reactance": (LINE, "1 2 0.01 0 0 60 0 0 0 0 1 0 0;", "zero_reactance", 15, ("branch", "row 2", "x_pu", "0")),
    "negative rating": (LINE, "1 2 0.01 0.2 0 -60 0 0 0 0 1 0 0;", "negative_rating", 15, ("row 2", "-60")),
    "negative tap": (LINE, "1 2 0.01 0.2 0 60 0 0 -1 0 1 0 0;", "negative_tap", 15, ("row 2", "-1")),
    "loop": (LINE, "2 2 0.01 0.2 0 60 0 0 0 0 1 0 0;", "loop", 15, ("row 2", "bus 2")),
    "angles": (LINE, "1 2 0.01 0.2 0 60 0 0 0 0 1 30 -30;", "angles", 15, ("row 2", "30", "-30")),
    "no slack": ("1 3 0 0 0 0", "1 2 0 0 0 0", "no_slack", None, ("bus", "type 3")),
    "twice": (BUS_2, BUS_2 + "\n" + BUS_2, "twice", 6, ("bus", "row 3", "bus 2", "good.m:5")),
    "part of a bus": (BUS_2, BUS_2 + "\n2.5" + BUS_2[1:], "bus_number", 6, ("row 3", "2.5")),
    "type": (BUS_2, BUS_2.replace("2 1", "2 7", 1), "bus_type", 5, ("row 2", "7")),
    "NaN": (BUS_2, BUS_2.replace("50", "NaN"), "not_finite", 5, ("bus", "row 2", "pd_mw", "nan")),
    "Inf": (GEN, GEN.replace("80", "Inf"), "not_finite", 8, ("gen", "row 1", "pmax_mw", "inf")),
    "NaN in a cost": (COST, COST.replace("20", "NaN"), "not_finite", 11, ("gencost", "row 1")),
    "a word": (BUS_2, BUS_2.replace("50", "fifty"), "not_number", 5, ("bus", "row 2", "column 3", "fifty")),
    "an expression": (BUS_2, BUS_2.replace("50", "100/2"), "not_number", 5, ("row 2", "100/2")),
    "limits": (GEN, GEN.replace("80 5", "5 80"), "limits", 8, ("gen", "row 1", "80", "5")),
    "a short row": (LINE, "1 2 0.01;", "row_length", 15, ("branch", "row 2", "3", "13")),
    "a long row": (LINE, LINE.replace("30;", "30 1 2;"), "row_length", 15, ("branch", "row 2", "15", "13")),
    "cost model": (COST, COST.replace("2 0 0", "3 0 0"), "cost_model", 11, ("gencost", "row 1", "3")),
    "a short cost": (COST, "2 0 0 5 0.01 20 7;", "cost_length", 11, ("gencost", "row 1", "5", "7")),
    "too many costs": (COST, COST * 3, "row_count", 10, ("gencost", "3", "1")),
    "base": ("baseMVA = 100", "baseMVA = 0", "base_mva", None, ("0",)),
    "base that is no number": ("baseMVA = 100", "baseMVA = 'x'", "base_mva", 2, ("x",)),
    "no base": ("mpc.baseMVA = 100;\n", "", "base_mva", None, ("baseMVA",)),
    "computed": ("mpc.gencost", "mpc.branch(:, 3) = mpc.branch(:, 3) / 2;\nmpc.gencost", "computed", 10, ("savecase",)),
    "a call": ("function mpc = good\n", "function mpc = good\nmpc = loadcase('x');\n", "computed", 2, ("loadcase",)),
    "no table": (GOOD[GOOD.index("mpc.branch") :], "", "no_table", None, ("branch", "cut short")),
    "unclosed": ("30;\n];\n", "30;\n", "unclosed", 13, ("branch", "[")),
    "unclosed before another": ("80 5;\n];\n", "80 5;\n", "unclosed", 7, ("gen", "[")),
    "unopened": ("mpc.gencost", "];\nmpc.gencost", "unopened", 10, ("]",)),
}  # fmt: skip


def faults(text: str) -> CaseError:
    with pytest.raises(CaseError) as caught:
        read_matpower_text(text, "good.m")
    return caught.value


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_named_with_its_place_its_value_and_a_remedy(name):
    found, put, key, line, words = BROKEN[name]
    assert found in GOOD
    error = faults(GOOD.replace(found, put, 1))
    fitting = [fault for fault in error.faults if fault.key == f"cases.{key}"]
    assert len(fitting) == 1
    assert {fault.key for fault in error.faults} == {f"cases.{key}"}  # and nothing that only follows from it
    assert fitting[0].where == (f"good.m:{line}" if line else "good.m")
    text = fitting[0].text("en")
    assert [word for word in words if word not in text] == []
    assert fitting[0].text("uk") != text
    assert error.exit_code == 2


def test_all_faults_come_at_once():
    text = GOOD.replace(LINE, "1 99 0.01 0 0 -60 0 0 0 0 1 -30 30;").replace(GEN, GEN.replace("80 5", "5 80"))
    text = text.replace(BUS_2, BUS_2.replace("50", "NaN")).replace("1 3 0", "1 2 0")
    assert {fault.key.removeprefix("cases.") for fault in faults(text).faults} == {
        "no_such_bus", "zero_reactance", "negative_rating", "limits", "not_finite", "no_slack",
    }  # fmt: skip


def test_a_file_of_another_kind_does_not_fill_the_screen():
    error = faults(GOOD.replace(LINE, "1 99 0.01 0.2 0 60 0 0 0 0 1 -30 30;\n" * 500))
    assert len(error.faults) == 11
    assert error.faults[-1].text() == "and 490 more faults of the same kinds."


def test_what_is_out_of_service_may_be_odd_but_not_hang_on_nothing():
    assert read_matpower_text(GOOD.replace(LINE, "1 2 0 0 0 -60 0 0 0 0 0 0 0;")).branch.height == 1
    assert [fault.key for fault in faults(GOOD.replace(LINE, "1 9 0 0 0 -60 0 0 0 0 0 0 0;")).faults] == [
        "cases.no_such_bus"
    ]


def test_a_rating_without_end_is_none_and_a_bus_that_nothing_names_is_fine():
    text = GOOD.replace(LINE, LINE.replace("60", "Inf")).replace(BUS_2, BUS_2 + BUS_2.replace("2 1 50", "5 1 0"))
    case = read_matpower_text(text)
    assert case.branch["rate_mw"].to_list() == [60.0, 0.0]
    assert case.bus["bus"].to_list() == [1, 2, 5]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("empty.m", b"", "empty"),
        ("blank.m", b" \n\t\n", "empty"),
        ("empty.json", b"", "empty"),
        ("empty.nc", b"", "empty"),
        ("zeros.m", b"mpc.bus\0\0\0", "binary"),
        ("picture.m", b"\x89PNG\r\n\x1a\n\x01\x02", "binary"),
        ("picture.json", b"\x89PNG\r\n\x1a\n\x01\x02", "binary"),
        ("words.m", "мережа".encode(), "computed"),
        ("list.json", b"[1, 2]", "not_pandapower"),
        ("case.txt", GOOD.encode(), "suffix"),
        ("case", GOOD.encode(), "suffix"),
    ],
)
def test_files_that_are_no_case(tmp_path, name, content, key):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path / name)
    assert f"cases.{key}" in {fault.key for fault in caught.value.faults}
    assert caught.value.faults[0].where.startswith(str(tmp_path / name))


def test_a_missing_file_a_folder_and_a_name_nobody_knows(tmp_path):
    (tmp_path / "folder.m").mkdir()
    for path, key in (("none.m", "missing"), ("folder.m", "folder"), ("none.nc", "missing"), ("a\0b.m", "unreadable")):
        with pytest.raises(CaseError) as caught:
            load_case(tmp_path / path)
        assert [fault.key for fault in caught.value.faults] == [f"cases.{key}"]
    with pytest.raises(CaseError, match="pglib_opf_case5_pjm"):  # the shipped ones are offered
        load_case("pglib_opf_case5")


def test_names_of_authors_in_an_old_encoding_do_no_harm(tmp_path):
    (tmp_path / "old.m").write_bytes(b"% M\xfcller\n" + GOOD.encode())
    assert load_case(tmp_path / "old.m").bus.height == 2
