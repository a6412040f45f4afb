"""`oberih grid shed` and `served` as a user meets them: answers, tables and files, refusals with a remedy."""

import json
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from oberih.grid.dc.shed import least_shed, served
from oberih.jobs import grid_shed
from oberih.jobs.grid_shed import Asked
from oberih.scenario.cases import State, load_case, load_states, write_case
from oberih.terms.errors import InputError

RTS = "pglib_opf_case24_ieee_rts"
OUT = [
    {"branches_out": [11], "gens_out": [22, 23, 24, 30, 31]},
    {"branches_out": [], "gens_out": []},
    {"branches_out": [7, 27, 24, 25, 26], "gens_out": [32, 33, 1]},
    {"branches_out": list(range(1, 39)), "gens_out": []},
]
DCLINE = "mpc.dcline = [\n1 2 1 10 9 0 0 1 1 0 10 0 0 0 0 0 0;\n];\n"


@pytest.fixture
def states(door) -> Path:
    path = door.here / "states.json"
    groups = {
        "rts": {"file": f"{RTS}.m", "states": OUT},
        "other": {"file": "pglib_opf_case5_pjm.m", "states": [{"gens_out": [4, 5]}]},
    }
    path.write_text(json.dumps(groups), encoding="utf-8")
    return path


@pytest.fixture
def hours(door) -> Path:
    path = door.here / "hours.csv"
    path.write_text("hour,factor\n1,1.0\n2,0.6\n3,1.2\n", encoding="utf-8")
    return path


def test_one_figure_a_state_in_order(say, states):
    said = say("grid", "shed", RTS, "--states", states, "--json")
    answer = json.loads(said.out)
    case = load_case(RTS)
    assert answer["shed_mw"] == least_shed(case, load_states(states, case)).shed_mw[:, 0].tolist()
    assert answer["shed_mw"][0] > 100
    assert answer["shed_mw"][1] == 0
    assert (answer["states"], answer["hours"], answer["slow"]) == (4, 1, [])
    assert 0 <= answer["certificate_gap_mw_max"] < 1e-6
    # the name of the case chooses the group
    other = json.loads(say("grid", "shed", "pglib_opf_case5_pjm", "--states", states, "--json").out)
    assert len(other["shed_mw"]) == 1


def test_with_hours_a_list_for_each_state(say, states, hours):
    said = say("grid", "shed", RTS, "--states", states, "--hours", hours, "--json", "--workers", 2)
    answer = json.loads(said.out)
    case = load_case(RTS)
    expected = least_shed(case, load_states(states, case), load_factors=(1.0, 0.6, 1.2)).shed_mw
    assert answer["shed_mw"] == expected.tolist()
    assert answer["hours"] == 3


def test_without_states_the_intact_case(say):
    assert json.loads(say("grid", "shed", RTS, "--json").out)["shed_mw"] == [0.0]
    assert "intact" in say("grid", "shed", RTS, "--lang", "en").out
    assert "неушкоджена" in say("grid", "shed", RTS, "--lang", "uk").out


def test_a_table_in_both_languages(say, states, hours):
    english = say("grid", "shed", RTS, "--states", states, "--lang", "en").out
    assert "Shed, MW" in english
    assert "2\u00a0850.000" not in english  # with all lines out, units still serve their own buses
    assert "Proved" in english
    assert len([row for row in english.splitlines() if "│" in row]) == len(OUT)
    ukrainian = say("grid", "shed", RTS, "--states", states, "--hours", hours, "--lang", "uk").out
    assert "МВт·год" in ukrainian
    assert re.search(r"\d,\d{3} ", ukrainian)


def test_conventions_least_output_and_storage_change_the_answer(say, door):
    def shed(*arguments):
        return json.loads(say("grid", "shed", *arguments, "--json").out)["shed_mw"][0]

    full, empty = shed("pack:ua", "--storage"), shed("pack:ua")
    assert full < empty - 100
    case = load_case("pglib_opf_case30_ieee")
    states = [State()]
    for convention in ("plain", "matpower", "powermodels"):
        expected = float(least_shed(case, states, convention=convention).shed_mw[0, 0])
        assert shed(case.name, "--convention", convention) == pytest.approx(expected, abs=1e-9)
    text = """function mpc = must
    mpc.version = '2';
    mpc.baseMVA = 100;
    mpc.bus = [1 3 50 0 0 0 1 1 0 110 1 1.1 0.9; 2 1 30 0 0 0 1 1 0 110 1 1.1 0.9; 3 2 0 0 0 0 1 1 0 110 1 1.1 0.9;];
    mpc.gen = [1 0 0 0 0 1 100 1 40 0; 3 0 0 0 0 1 100 1 100 90;];
    mpc.branch = [1 2 0 0.1 0 0 0 0 0 0 1 -360 360; 2 3 0 0.1 0 0 0 0 0 0 1 -360 360;];
    """
    (door.here / "must.m").write_text(text, encoding="utf-8")
    assert shed("must.m") == 0
    for lang, word in (("en", "island of bus 1 (3 buses) must give at least 90.0 MW"), ("uk", "Приберіть")):
        said = say("grid", "shed", "must.m", "--minimum-output", "--lang", lang)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("must.m: ")
        assert word in said.err


def test_who_is_served_by_bus(say, states):
    said = say("grid", "served", RTS, "--states", states, "--state", 3, "--critical-share", 0.25, "--json")
    answer = json.loads(said.out)
    rows = pl.DataFrame(answer["rows"])
    assert rows["bus"].to_list() == list(range(1, 25))
    assert rows["state"].unique().to_list() == [3]
    assert rows["load_mw"].to_numpy() == pytest.approx((rows["served_mw"] + rows["cut_mw"]).to_numpy())
    total = answer["totals"][0]
    assert total["cut_mw"] == pytest.approx(rows["cut_mw"].sum())
    assert total["plant_mw"] == pytest.approx(total["served_mw"], abs=1e-4)
    shed = json.loads(say("grid", "shed", RTS, "--states", states, "--json").out)["shed_mw"][2]
    assert total["cut_mw"] == pytest.approx(shed, abs=1e-5)
    assert total["cut_mw"] > 50
    struck = rows.filter(pl.col("critical_cut_mw") > 1e-6)
    assert (struck["cut_mw"] >= 0.75 * struck["load_mw"] - 1e-6).all()


def test_who_is_served_by_region_sums_buses(say):
    answer = json.loads(say("grid", "served", "pack:ua", "--by", "region", "--json").out)
    case = load_case("pack:ua")
    found = served(case, [State()])
    by_bus = pl.DataFrame({"region": case.bus["region"], "cut_mw": found.cut_mw[0, 0], "load_mw": found.load_mw[0, 0]})
    expected = by_bus.group_by("region", maintain_order=True).sum()
    assert [row["region"] for row in answer["rows"]] == expected["region"].to_list()
    assert [row["cut_mw"] for row in answer["rows"]] == pytest.approx(expected["cut_mw"].to_list())
    assert sum(row["load_mw"] for row in answer["rows"]) == pytest.approx(expected["load_mw"].sum())
    table = say("grid", "served", "pack:ua", "--by", "region", "--lang", "uk").out
    assert "Регіон" in table
    assert expected["region"][0] in table


@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv"])
def test_rows_into_a_file(say, door, states, hours, name):
    out = door.here / name
    said = say("grid", "served", RTS, "--states", states, "--hours", hours, "--out", out, "--lang", "en")
    assert said.code == 0
    assert f"{4 * 3 * 24} rows" in said.out
    rows = pl.read_parquet(out) if name.endswith("parquet") else pl.read_csv(out)
    assert rows.columns == ["state", "hour", "bus", *grid_shed.FIGURES]
    assert rows.height == 4 * 3 * 24
    case = load_case(RTS)
    found = served(case, load_states(states, case), load_factors=(1.0, 0.6, 1.2))
    assert rows["cut_mw"].to_numpy() == pytest.approx(found.cut_mw.ravel(), abs=1e-9)
    again = say("grid", "served", RTS, "--out", out)
    assert again.code == 2
    assert "--force" in again.err
    assert say("grid", "served", RTS, "--out", out, "--force").code == 0
    assert pl.scan_parquet(out).collect().height == 24 if name.endswith("parquet") else pl.read_csv(out).height == 24


def test_what_cannot_be_used_is_refused_with_its_place_and_a_remedy(say, door, states):
    def write(name: str, text: str) -> Path:
        (door.here / name).write_text(text, encoding="utf-8")
        return Path(name)

    refused = {
        ("shed", RTS, "--states", "none.json"): ("none.json: ", "no such file"),
        ("shed", "pglib_opf_case14_ieee", "--states", states): ("states.json: ", "pglib_opf_case5_pjm.m"),
        ("shed", RTS, "--states", write("empty.json", '{"states": []}')): ("empty.json: ", "intact"),
        ("shed", RTS, "--hours", write("mw.csv", "load\n1200\n")): ("mw.csv: ", "factor"),
        ("shed", RTS, "--hours", write("odd.csv", "factor\n0.5\n-1\nx\nnan\n")): ("odd.csv:3: ", "odd.csv:5: "),
        ("shed", RTS, "--hours", write("short.csv", "factor\n")): ("short.csv: ", "no hour"),
        ("shed", RTS, "--workers", 0): ("workers", "1024"),
        ("served", RTS, "--state", 2): ("--state 2", "--states FILE"),
        ("served", RTS, "--states", states, "--state", 5): ("states.json: ", "from 1 to 4"),
        ("served", RTS, "--critical-share", 25): ("--critical-share 25", "0.25"),
        ("served", RTS, "--critical-share", "nan"): ("--critical-share nan",),
        ("served", RTS, "--by", "region"): (f"{RTS}.m: ", "--by bus"),
        ("served", RTS, "--out", "rows.txt"): ("rows.txt: ", ".parquet"),
    }
    for command, words in refused.items():
        english = say("grid", *command, "--lang", "en")
        ukrainian = say("grid", *command, "--lang", "uk")
        assert (english.code, english.out) == (2, ""), command
        assert (ukrainian.code, ukrainian.out) == (2, ""), command
        assert [word for word in words if word not in english.err] == [], command
        assert english.err != ukrainian.err
        assert "Traceback" not in english.err


def test_faults_of_many_states_are_told_by_state_and_not_all(say, door):
    listed = [{"branches_out": [], "gens_out": []}] * 14
    (door.here / "states.json").write_text(json.dumps({"states": listed}), encoding="utf-8")
    (door.here / "hours.csv").write_text("factor\n1\n0\n", encoding="utf-8")
    # a shift of 60 degrees forces flows that no line here may carry
    case = load_case("pglib_opf_case5_pjm")
    shifted = case.branch.with_columns(
        shift_deg=pl.when(pl.col("row") == 1).then(60.0).otherwise(0.0), rate_mw=pl.lit(5.0)
    )
    write_case(replace(case, branch=shifted), door.here / "shifted.m")
    said = say("grid", "shed", "shifted.m", "--states", "states.json", "--hours", "hours.csv", "--lang", "en")
    assert said.code == 2
    lines = said.err.strip().splitlines()
    assert len(lines) == grid_shed.MOST_FAULTS + 1
    assert lines[0].startswith("states.json, states[1]: hour 1: no flow keeps")
    assert "4 more" in lines[-1]


def test_help_teaches(say):
    for command, words in (("shed", ("intact case", "proved", "Example")), ("served", ("equal shares", "Example"))):
        said = say("grid", command, "--help")
        assert said.code == 0
        assert [word for word in words if word not in " ".join(said.out.split())] == []


def test_batches_change_no_figure_and_the_bar_gets_to_its_end(states, monkeypatch):
    told: list[tuple[int, int]] = []
    whole = grid_shed.served_by(Asked(case=RTS, states=states))
    stepwise = grid_shed.served_by(Asked(case=RTS, states=states, tell=lambda done, total: told.append((done, total))))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert stepwise.table.equals(whole.table)
    told.clear()
    monkeypatch.setattr(grid_shed, "AT_ONCE", 1)
    again = grid_shed.shed(Asked(case=RTS, states=states))
    assert again.found.shed_mw[:, 0] == pytest.approx(whole.totals["cut_mw"].to_numpy(), abs=1e-5)


def test_an_answer_that_does_not_fit_is_refused_before_the_work(states, monkeypatch):
    monkeypatch.setattr(grid_shed, "MOST_ROWS", 24 * 3)
    with pytest.raises(InputError, match="--state N"):
        grid_shed.served_by(Asked(case=RTS, states=states))
    assert grid_shed.served_by(Asked(case=RTS, states=states, state=1)).table.height == 24


SLOWER = [pytest.param(each, marks=pytest.mark.slow) for each in ("served", "opf", "mld", "horizon", "adequacy")]


@pytest.mark.parametrize("command", ["shed", *SLOWER])
def test_what_a_file_left_out_is_said_beside_the_answer(door, command):
    path = door.here / "ties.m"
    write_case(load_case("pglib_opf_case5_pjm"), path)
    path.write_text(path.read_text(encoding="utf-8") + DCLINE, encoding="utf-8")
    asked = {"horizon": ["--hours", "hours.csv"], "adequacy": ["--rate", "0.05", "--samples", "10"]}.get(command, [])
    (door.here / "hours.csv").write_text("hour,factor\n1,1.0\n2,0.6\n", encoding="utf-8")
    said = door("grid", command, path, *asked, "--json")
    assert said.code == 0, said.err
    assert "dcline" in said.err
    json.loads(said.out)  # one document, and nothing else
