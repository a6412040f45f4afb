"""`oberih grid show` and `export`: flows by hand and by Kirchhoff's laws, and what a person and a programme read."""

import json

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from oberih.cli.main import app
from oberih.jobs.grid_show import show, shown
from oberih.scenario.cases import CaseError, State, load_case, read_matpower_text
from oberih.terms.errors import InputError

#: three buses in a triangle of equal reactances; 90 MW from bus 1 to bus 2: two thirds go straight, one third around
TRIANGLE = """\
function mpc = triangle
mpc.baseMVA = 100;
mpc.bus = [
1 3 0 0 0 0 1 1 0 110 1 1.1 0.9;
2 1 90 0 0 0 1 1 0 110 1 1.1 0.9;
3 1 0 0 0 0 1 1 0 110 1 1.1 0.9;
];
mpc.gen = [
1 30 0 0 0 1 100 1 200 0;
];
mpc.branch = [
2 1 0 0.1 0 80 0 0 0 0 1 0 0;
1 3 0 0.1 0 0 0 0 0 0 1 0 0;
3 2 0 0.1 0 60 0 0 0 0 1 0 0;
];
"""


def flows(case, state=None):
    return dict(shown(case, state or State()).flows.select("row", "flow_mw").iter_rows())


def ask(*arguments, code=0, **environment):
    done = CliRunner(env={"COLUMNS": "120", "LC_ALL": "C.UTF-8", **environment}).invoke(app, ["grid", *arguments])
    assert done.exit_code == code
    return done.stdout


def test_a_triangle_by_hand():
    found = shown(read_matpower_text(TRIANGLE), State())
    assert found.flows["row"].to_list() == [1, 3, 2]  # most loaded first, a branch without limit last
    assert found.flows["flow_mw"].to_list() == pytest.approx([-60, 30, 30])
    assert found.flows["loading"].to_list() == [pytest.approx(0.75), pytest.approx(0.5), None]
    assert found.flows["rate_mw"].to_list() == [80.0, 60.0, None]
    assert found.flows.select("from_bus", "to_bus").row(0) == (2, 1)


def test_a_tap_a_shift_and_a_shunt_by_hand():
    tapped = TRIANGLE.replace("2 1 0 0.1 0 80 0 0 0 0 1", "2 1 0 0.1 0 80 0 0 0.5 0 1")  # conducts twice as well
    assert flows(read_matpower_text(tapped)) == pytest.approx({1: -72, 2: 18, 3: 18})
    turned = TRIANGLE.replace("2 1 0 0.1 0 80 0 0 0 0 1", "2 1 0 0.1 0 80 0 0 0 9 1")
    around = 100 * np.radians(9) / 0.3  # what a shift drives around the loop of 0.3 pu
    assert flows(read_matpower_text(turned)) == pytest.approx({1: -60 - around, 2: 30 - around, 3: 30 - around})
    shunt = TRIANGLE.replace("2 1 90 0 0 0", "2 1 80 0 10 0")
    assert flows(read_matpower_text(shunt)) == pytest.approx({1: -60, 2: 30, 3: 30})


def test_what_is_out_carries_nothing_and_an_island_without_plant_is_told():
    case = read_matpower_text(TRIANGLE)
    assert flows(case, State(branches_out=(1,))) == pytest.approx({2: 90, 3: 90})
    alone = shown(case, State(branches_out=(1, 3)))
    assert flows(case, State(branches_out=(1, 3))) == pytest.approx({2: 0})
    assert alone.islands.select("buses", "gens", "load_mw", "dispatch_mw", "short_mw").rows() == [
        (2, 1, 0.0, 0.0, 0.0), (1, 0, 90.0, 0.0, 90.0),
    ]  # fmt: skip
    dark = shown(case, State(gens_out=(1,)))
    assert dark.islands["short_mw"].to_list() == [90.0]
    assert dark.flows["flow_mw"].to_list() == [0.0, 0.0, 0.0]


def test_plant_that_is_too_small_and_injections_that_nobody_takes():
    small = shown(read_matpower_text(TRIANGLE.replace("1 200 0;", "1 45 0;")), State())
    assert small.islands.select("dispatch_mw", "short_mw").row(0) == pytest.approx((45, 45))
    assert small.flows["flow_mw"].abs().to_list() == pytest.approx([30, 15, 15])
    giving = shown(read_matpower_text(TRIANGLE.replace("2 1 90", "2 1 -90")), State())
    assert giving.islands.select("dispatch_mw", "short_mw", "over_mw").row(0) == pytest.approx((0, 0, 90))


@pytest.mark.parametrize("name", ["pglib_opf_case24_ieee_rts", "pglib_opf_case118_ieee", "pack:ua"])
@pytest.mark.parametrize("out", [(), (2, 5, 11, 17, 20, 25, 30)])
def test_what_enters_a_bus_leaves_it(name, out):
    """Kirchhoff's first law summed over each island, and a plant's output within its limits where the load asks it."""
    case = load_case(name)
    found = shown(case, State(branches_out=out))
    assert set(found.flows["row"]) == set(range(1, case.branch.height + 1)) - set(out)
    islands = found.islands
    left = islands["load_mw"] - islands["short_mw"] + islands["over_mw"] - islands["dispatch_mw"]
    assert left.abs().max() < 1e-6
    net = dict.fromkeys(case.bus["bus"].to_list(), 0.0)
    for start, end, mw in found.flows.select("from_bus", "to_bus", "flow_mw").iter_rows():
        net[start] += mw
        net[end] -= mw
    idle = set(case.bus.filter(pl.col("pd_mw") == 0, pl.col("gs_mw") == 0)["bus"])
    idle -= set(case.bus["bus"].gather(case.gen["bus"]))
    assert all(abs(net[bus]) < 1e-6 for bus in idle)  # nothing is made or lost where nothing stands
    assert abs(sum(net.values())) < 1e-6
    assert sum(mw for mw in net.values() if mw > 0) <= islands["dispatch_mw"].sum() + 1e-6


def test_reactances_that_cancel_are_a_fault():
    text = TRIANGLE.replace("1 3 0 0.1 0 0", "2 1 0 -0.1 0 0").replace("3 2 0 0.1", "3 1 0 0.1")
    with pytest.raises(CaseError, match="cancel"):
        shown(read_matpower_text(text), State())


def test_a_state_is_picked_by_its_number(tmp_path):
    path = tmp_path / "states.json"
    path.write_text(json.dumps({"states": [{}, {"branches_out": [1], "shed_mw": 12.5}]}), encoding="utf-8")
    assert show("pglib_opf_case5_pjm", path).state == State()
    assert show("pglib_opf_case5_pjm", path, 2).flows.height == 5
    for number in (0, 3, -1):
        with pytest.raises(CaseError, match="from 1 to 2"):
            show("pglib_opf_case5_pjm", path, number)
    with pytest.raises(InputError, match="--states"):
        show("pglib_opf_case5_pjm", None, 1)


def test_what_a_person_reads(tmp_path):
    path = tmp_path / "states.json"
    path.write_text(json.dumps({"states": [{"branches_out": [1], "gens_out": [2], "shed_mw": 12.5}]}), encoding="utf-8")
    english = ask("show", "pglib_opf_case5_pjm", "--states", str(path), "--state", "1", "--top", "3", "--lang", "en")
    for words in ("pglib_opf_case5_pjm", "1\u00a0000.0 MW", "1 island", " → ", "12.5 MW", "3 most loaded of 5"):
        assert words in english
    ukrainian = ask("show", "pglib_opf_case5_pjm", "--lang", "uk")
    for words in ("Мережа pglib_opf_case5_pjm", "1 острів", "Переток", "навантаження"):
        assert words in ukrainian
    assert "→" not in ask("show", "pglib_opf_case5_pjm", "--top", "0")
    assert "110 (UA-32)" in ask("show", "pack:ua")
    assert "Assumed: each branch" in ask("show", "pack:ua", "--lang", "en").replace("\n", " ")


def test_what_a_programme_reads():
    told = json.loads(ask("show", "pglib_opf_case5_pjm", "--json"))
    assert set(told) == {"case", "source", "base_mva", "notes", "state", "totals", "islands", "flows"}
    assert told["totals"]["load_mw"] == 1000.0
    assert told["totals"]["capacity_mw"] == 1530.0
    assert len(told["flows"]) == 6
    loading = [row["loading"] for row in told["flows"]]
    assert loading == sorted(loading, reverse=True)
    assert json.loads(ask("show", "pack:ua", "--json"))["notes"]


def test_export_and_back(tmp_path):
    out = tmp_path / "out.m"
    assert str(out) in ask("export", "pack:ua", str(out)).replace("\n", "")
    assert load_case(out).branch.equals(load_case("pack:ua").branch)
    told, wanted = (json.loads(ask("show", name, "--json")) for name in (str(out), "pack:ua"))
    assert told["islands"] == wanted["islands"]
