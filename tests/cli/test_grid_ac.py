"""`oberih grid ac`: tables and JSON where pandapower is there; a clear word where it is not, and all faults at once."""

import json
import sys
import warnings

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app
from oberih.jobs.grid_ac import ac
from oberih.terms.errors import InputError
from oberih.terms.words import say

CASE = "pglib_opf_case14_ieee"


def run(*words):
    return CliRunner().invoke(app, ["grid", "ac", *words])


@pytest.fixture
def pandapower():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pandapower", reason="the extra oberih[pandapower] is not installed")


def test_without_pandapower_the_extra_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pandapower", None)
    with pytest.raises(InputError, match=r"pip install 'oberih\[pandapower\]'") as caught:
        ac(CASE)
    assert caught.value.exit_code == 2
    with pytest.raises(InputError) as caught:  # beside what else is wrong
        ac(CASE, tmp_path / "states.json", None, [1], [])
    assert [each.key for each in caught.value.faults] == ["minute.two_outages", "ac.no_extra"]
    assert "встановлено" in say("ac.no_extra", "uk", extra="pandapower")


def test_a_state_without_a_file(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandapower", None)
    with pytest.raises(InputError) as caught:
        ac(CASE, None, 2)
    assert caught.value.faults[0].key == "cases.state_alone"


def test_rows_that_the_case_does_not_have(pandapower):
    with pytest.raises(InputError) as caught:
        ac(CASE, None, None, [99], [77])
    assert len(caught.value.faults) == 2


def test_as_json(pandapower):
    answer = json.loads(run(CASE, "--out-branches", "3", "--json").stdout)
    assert answer["state"] == {"branches_out": [3], "gens_out": []}
    assert answer["converged"]
    totals = answer["totals"]
    assert 0 < totals["losses_mw"] < 0.15 * answer["load_mw"]
    assert totals["losses_mw"] == pytest.approx(totals["slack_extra_mw"] - totals["shunts_mw"], abs=1e-3)
    assert len(answer["branches"]) == 19
    off = [abs(each["off_mw"]) for each in answer["branches"]]
    assert off == sorted(off, reverse=True)
    assert totals["off_max_mw"] == off[0]
    assert totals["off_mean_mw"] == pytest.approx(sum(off) / len(off))


def test_a_state_of_a_file_in_both_languages(pandapower, tmp_path):
    states = tmp_path / "states.json"
    states.write_text('{"states": [{"branches_out": [1]}, {"branches_out": [14], "gens_out": [2]}]}', encoding="utf-8")
    for lang, words in (("en", "DC flows are off by"), ("uk", "Лінійні потоки хибні")):
        told = run(CASE, "--states", str(states), "--state", "2", "--lang", lang)
        assert told.exit_code == 0
        assert words in told.stdout
        assert "iwamoto" not in told.stdout
