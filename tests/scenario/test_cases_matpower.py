"""MATPOWER files: what is read, against the library that others use, and in every shape that the format allows."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oberih.scenario.cases import Case, CaseError, load_case, read_matpower_text, shipped
from oberih.scenario.cases.base import BRANCH, BUS, GEN

SHARED = Path(__file__).parents[3] / "shared" / "data" / "grid"
#: buses, branches, generators as PGLib-OPF 23.07 states them, and load (MW)
SIZES = {
    "case3_mld": (3, 3, 2, 200.0),
    "pglib_opf_case3_lmbd": (3, 3, 3, 315.0),
    "pglib_opf_case5_pjm": (5, 6, 5, 1000.0),
    "pglib_opf_case14_ieee": (14, 20, 5, 259.0),
    "pglib_opf_case24_ieee_rts": (24, 38, 33, 2850.0),
    "pglib_opf_case30_ieee": (30, 41, 6, 283.4),
    "pglib_opf_case39_epri": (39, 46, 10, 6254.23),
    "pglib_opf_case118_ieee": (118, 186, 54, 4242.0),
}
SMALL = """\
function mpc = small
mpc.version = '2';
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
];
"""


def same(one: Case, other: Case) -> bool:
    """Whether all tables of two cases agree, to the last bit."""
    return one.base_mva == other.base_mva and all(
        getattr(one, name).equals(getattr(other, name)) for name in ("bus", "branch", "gen", "storage", "costs")
    )


@pytest.mark.parametrize("name", shipped())
def test_shipped_cases_have_their_published_size_and_promised_columns(name):
    case = load_case(name)
    found = (case.bus.height, case.branch.height, case.gen.height)
    assert (*found, pytest.approx(case.load_mw)) == SIZES[name]
    assert [dict(table.schema) for table in (case.bus, case.branch, case.gen)] == [BUS, BRANCH, GEN]
    assert case.name == name
    assert case.out_of_service == {"bus": 0, "branch": 0, "gen": 0}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of pandas, at how the library calls it
@pytest.mark.parametrize("name", shipped())
def test_every_number_is_the_one_that_matpowercaseframes_reads(name):
    from importlib.resources import as_file, files

    from matpowercaseframes import CaseFrames

    case = load_case(name)
    with as_file(files("oberih").joinpath("examples", "cases", f"{name}.m")) as path:
        other = CaseFrames(str(path))
    assert case.bus["bus"].to_list() == other.bus["BUS_I"].tolist()
    for table, pairs in {
        "bus": {"pd_mw": "PD", "qd_mvar": "QD", "gs_mw": "GS", "bs_mvar": "BS", "base_kv": "BASE_KV"},
        "branch": {"r_pu": "BR_R", "x_pu": "BR_X", "b_pu": "BR_B", "rate_mw": "RATE_A", "shift_deg": "SHIFT"},
        "gen": {"pg_mw": "PG", "pmax_mw": "PMAX", "pmin_mw": "PMIN"},
    }.items():
        for ours, theirs in pairs.items():
            assert getattr(case, table)[ours].to_list() == getattr(other, table)[theirs].tolist()
    number = case.bus["bus"]
    assert number.gather(case.branch["from_bus"]).to_list() == other.branch["F_BUS"].tolist()
    assert number.gather(case.gen["bus"]).to_list() == other.gen["GEN_BUS"].tolist()
    assert case.gen["cost_c1"].to_list() == other.gencost["C1"].tolist()


def test_a_ratio_of_0_is_1_and_rows_count_what_is_in_service():
    off, on = "1 2 0 0.1 0 9 0 0 0.98 5 0 0 0;", "1 2 0.01 0.2 0 60 0 0 0 0 1 0 0;"
    text = SMALL.replace("1 2 0.01 0.1 0 60 0 0 0 0 1 -30 30;", f"{off}\n{on}")
    case = read_matpower_text(text)
    assert case.branch.select("row", "x_pu", "tap").rows() == [(1, 0.2, 1.0)]
    assert case.out_of_service == {"bus": 0, "branch": 1, "gen": 0}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rows on one line", lambda text: text.replace(";\n2 1 50", "; 2 1 50")),
        ("no semicolons", lambda text: text.replace(";\n2 1 50", "\n2 1 50")),
        ("commas", lambda text: text.replace("1 50 0 10 -10", "1, 50, 0,10 ,-10")),
        ("a row in two lines", lambda text: text.replace("1 50 0 10 -10", "1 50 0 ... % the rest\n 10 -10")),
        ("a commented table", lambda text: "% mpc.bus = [ 9 9 9 ];\n" + text),
        ("a commented block", lambda text: text.replace("mpc.gen = ", "%{\nmpc.gen = [ 1 ];\n%}\nmpc.gen = ")),
        ("comments in rows", lambda text: text.replace("0.9;\n2", "0.9; % 100 % of 'it\n2")),
        ("bracket after a row", lambda text: text.replace("80 5;\n];", "80 5];")),
        ("no last semicolon", lambda text: text.replace("80 5;\n];", "80 5;\n]")),
        ("carriage returns", lambda text: text.replace("\n", "\r\n")),
        ("tabs", lambda text: text.replace("2 0 0 3 0.01", "\t2\t0\t0\t3\t0.01")),
        ("another struct", lambda text: text.replace("mpc", "s")),
        ("more fields", lambda text: text + "mpc.bus_name = {\n'a [1';\n'b; %';\n};\nmpc.order = 'ext';\nend\n"),
        ("an old branch", lambda text: text.replace(" -30 30;", ";")),
        ("a solved case", lambda text: text.replace("60 0 0 0 0 1 -30 30;", "60 0 0 0 0 1 -30 30 50 1 -50 2;")),
        ("exponents", lambda text: text.replace("0.01 20 7", "1e-2 2.0E+1 7.")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_same_case_however_it_is_written(name, change):
    text = change(SMALL)
    case = read_matpower_text(text)
    base = read_matpower_text(SMALL)
    if name == "an old branch":  # no limits of angle
        assert case.branch.select("angmin_deg", "angmax_deg").row(0) == (-360.0, 360.0)
        assert case.branch.drop("angmin_deg", "angmax_deg").equals(base.branch.drop("angmin_deg", "angmax_deg"))
    else:
        assert same(case, base)


def test_costs_of_other_shapes_are_kept_as_given():
    gens = "1 50 0 10 -10 1 100 1 80 5;\n" * 4
    costs = "1 0 0 2 0 0 80 900 0;\n2 0 0 4 0.1 0.2 20 7 0;\n2 0 0 4 0 0.2 20 7 0;\n2 0 0 2 20 7 0 0 0;\n"
    text = SMALL.replace("1 50 0 10 -10 1 100 1 80 5;\n", gens).replace("2 0 0 3 0.01 20 7;\n", costs)
    case = read_matpower_text(text)
    assert case.gen.select("cost_c2", "cost_c1", "cost_c0").rows() == [
        (None, None, None), (None, None, None), (0.2, 20.0, 7.0), (0.0, 20.0, 7.0),
    ]  # fmt: skip
    assert case.costs.rows() == [(1, 1, [0.0, 0.0, 80.0, 900.0]), (2, 2, [0.1, 0.2, 20.0, 7.0])]


def test_costs_of_reactive_power_are_passed_over_and_none_at_all_is_said():
    twice = SMALL.replace("2 0 0 3 0.01 20 7;", "2 0 0 3 0.01 20 7;\n2 0 0 3 9 9 9;")
    assert same(read_matpower_text(twice), read_matpower_text(SMALL))
    start, end = SMALL.index("mpc.gencost"), SMALL.index("mpc.branch")
    case = read_matpower_text(SMALL[:start] + SMALL[end:])
    assert case.gen.select("cost_c2", "cost_c1", "cost_c0").row(0) == (0.0, 0.0, 0.0)
    assert [note.key for note in case.notes] == ["cases.note_no_costs"]


def test_isolated_buses_stay_out_with_what_hangs_on_them_and_it_is_said():
    text = SMALL.replace("2 1 50 10", "7 4 50 10 0 0 1 1 0 110 1 1.1 0.9;\n2 1 50 10")
    text = text.replace("mpc.branch = [\n", "mpc.branch = [\n1 7 0 0.5 0 0 0 0 0 0 1 0 0;\n")
    text = text.replace("mpc.gen = [\n", "mpc.gen = [\n7 5 0 0 0 1 100 1 9 0;\n")
    text = text.replace("2 0 0 3 0.01", "2 0 0 3 9 9 9;\n2 0 0 3 0.01")
    case = read_matpower_text(text)
    assert same(case, read_matpower_text(SMALL))
    assert case.out_of_service == {"bus": 1, "branch": 1, "gen": 1}
    assert [note.text("en") for note in case.notes] == [
        "1 isolated bus (type 4) left out, with all that hangs on them: 7."
    ]


def test_direct_current_lines_are_left_out_and_it_is_said():
    case = read_matpower_text(SMALL + "mpc.dcline = [\n1 2 1 10 9 0 0 1 1 0 10 0 0 0 0 0 0;\n];\n")
    assert [(note.key, note.values["table"], note.values["n"]) for note in case.notes] == [
        ("cases.note_left_out", "dcline", 1)
    ]


@pytest.mark.parametrize("name", ["pglib_opf_case500_goc", "pglib_opf_case1354_pegase", "pglib_opf_case2383wp_k"])
def test_large_cases_load_whole(name):
    path = SHARED / f"{name}.m"
    if not path.exists():
        pytest.skip(f"{name}.m is too large to ship, and no copy lies beside this checkout")
    case = load_case(path)
    assert (case.bus.height, case.branch.height, case.gen.height, case.out_of_service) == {
        "pglib_opf_case500_goc": (500, 728, 171, {"bus": 0, "branch": 5, "gen": 53}),
        "pglib_opf_case1354_pegase": (1354, 1991, 260, {"bus": 0, "branch": 0, "gen": 0}),
        "pglib_opf_case2383wp_k": (2383, 2896, 327, {"bus": 0, "branch": 0, "gen": 0}),
    }[name]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SMALL)))
def test_a_file_cut_anywhere_is_refused_unless_nothing_of_it_is_lost(at):
    if at >= len(SMALL.rstrip().rstrip(";")):
        assert same(read_matpower_text(SMALL[:at]), read_matpower_text(SMALL))
    else:
        with pytest.raises(CaseError):
            read_matpower_text(SMALL[:at])


def test_positions_are_right_where_numbers_have_gaps_and_no_order():
    text = SMALL.replace("\n1 3 0", "\n300 3 0").replace("\n1 50", "\n300 50").replace("\n1 2 0.01", "\n2 300 0.01")
    case = read_matpower_text(text)
    assert case.bus["bus"].to_list() == [300, 2]
    assert case.branch.select("from_bus", "to_bus").row(0) == (1, 0)
    assert case.gen["bus"].to_list() == [0]


def test_a_table_of_the_wrong_kind_is_a_mistake_of_the_program():
    case = read_matpower_text(SMALL)
    with pytest.raises(TypeError, match="bus"):
        Case(name="x", source="x", base_mva=1, bus=case.bus.with_columns(pl.col("bus").cast(pl.Int32)),
             branch=case.branch, gen=case.gen)  # fmt: skip
    bare = Case(name="x", source="x", base_mva=1, bus=case.bus.drop("bs_mvar"), branch=case.branch, gen=case.gen)
    assert bare.storage.height == 0
