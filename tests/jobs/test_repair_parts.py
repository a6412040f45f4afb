"""Repairs in two parts: nothing changes in the whole case, and what comes first is worth what it gives back."""

import numpy as np
import pytest

from oberih.grid.dc.shed import least_shed
from oberih.jobs.repair_order import Asked, repair_order
from oberih.jobs.repair_parts import in_parts
from oberih.scenario.cases import State, load_case

CASE24 = "pglib_opf_case24_ieee_rts"
DAMAGE = {"damaged_branches": "5,10", "damaged_gens": "22,33"}
FIRST = """
[[repairs]]
what = "b5"
spare = "line"
[[repairs]]
what = "b10"
hours = 20
spare = "line"
first_hours = 2
first_share = 0.5
[[repairs]]
what = "g22"
hours = 10
first_hours = 1
first_share = 0.9
[[deliveries]]
spare = "line"
n = 2
lead_h = 40
"""


def test_two_parts_are_the_whole():
    case = load_case(CASE24)
    split, damaged = in_parts(case, State(branches_out=(5, 10), gens_out=(22, 33)), {"b10": 0.3, "g22": 0.9})
    assert damaged == State(branches_out=(5, 10, 39), gens_out=(22, 33, 34))
    assert split.gen["pmax_mw"].sum() == pytest.approx(case.gen["pmax_mw"].sum())
    rng = np.random.default_rng(2)
    for _ in range(4):  # whatever else is out, both parts are as the whole, and neither is as none
        others = {int(i) for i in rng.choice(38, 6, replace=False) + 1} - {10}
        gens = tuple(int(i) for i in rng.choice([23, 24, 25, 32, 33], 2, replace=False))
        for mine, parts in (((), ()), ((10,), (10, 39))):
            whole = least_shed(case, [State(branches_out=(*others, *mine), gens_out=gens)]).shed_mw
            both = least_shed(split, [State(branches_out=(*others, *parts), gens_out=gens)]).shed_mw
            assert both == pytest.approx(whole, abs=1e-6)


def test_what_comes_first_comes_first_and_is_worth_it(tmp_path):
    (tmp_path / "first.toml").write_text(FIRST, encoding="utf-8")
    told = repair_order(Asked(case=CASE24, **DAMAGE, means=tmp_path / "first.toml")).to_json()
    times = {each["name"]: each for each in told["order"]}
    assert told["exact"]
    assert set(times) == {"b5", "b10", "b10t", "g22", "g22t", "g33"}
    assert times["b10"]["start_h"] >= max(times["b10t"]["end_h"], 40)
    assert times["g22"]["start_h"] >= times["g22t"]["end_h"]
    assert (times["b10t"]["row"], times["b10t"]["first"], times["b10"]["first"]) == (10, True, False)
    plain = "\n".join(line for line in FIRST.splitlines() if not line.startswith("first"))
    (tmp_path / "plain.toml").write_text(plain, encoding="utf-8")
    alone = repair_order(Asked(case=CASE24, **DAMAGE, means=tmp_path / "plain.toml"))
    assert told["ens_mwh"] < alone.ens_mwh


def test_half_of_a_first_repair_is_refused(tmp_path):
    (tmp_path / "bad.toml").write_text('[[repairs]]\nwhat = "b10"\nfirst_hours = 2\n', encoding="utf-8")
    with pytest.raises(Exception, match="needs both first_hours and first_share"):
        repair_order(Asked(case=CASE24, **DAMAGE, means=tmp_path / "bad.toml"))
