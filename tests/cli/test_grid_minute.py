"""`oberih grid minute`: both kinds of input, the picture, and what cannot be."""

import json

import pytest
from typer.testing import CliRunner

from oberih.cli.main import app
from oberih.grid.cascade import Settings
from oberih.jobs.grid_minute import case_minute, draw_plot, scenario_minute
from oberih.terms.errors import InputError

CASE = "pglib_opf_case24_ieee_rts"


def run(*words):
    return CliRunner().invoke(app, ["grid", "minute", *words])


def test_a_case_as_json():
    answer = json.loads(run(CASE, "--out-units", "21,22,23", "--json").stdout)
    assert answer["outage"] == {"branches_out": [], "gens_out": [21, 22, 23]}
    assert {each["what"] for each in answer["events"]} >= {"frequency", "stage", "governors"}
    assert all(abs(each["error_mw"]) < 1e-6 for each in answer["rounds"])
    assert answer["result"]["settled"]


def test_the_shipped_raid_in_both_languages():
    for lang, words in (("uk", "перша хвилина"), ("en", "the first minute")):
        told = run("2022-12-05", "--draw", "2", "--lang", lang)
        assert told.exit_code == 0
        assert words in told.stdout
    one, two = (scenario_minute("2022-12-05", 2, 1).to_json() for _ in range(2))
    assert one == two
    assert one["outage"] == {"draw": 2, "seed": 1}


@pytest.mark.parametrize("suffix", [".svg", ".png", ".html"])
def test_the_picture(tmp_path, suffix):
    found = case_minute(CASE, None, None, [], [21, 22, 23], Settings())
    file = tmp_path / f"minute{suffix}"
    draw_plot(found, file, "uk")
    assert file.stat().st_size > 5000
    with pytest.raises(InputError, match="exist"):
        draw_plot(found, file, "uk")
    draw_plot(found, file, "en", force=True)


def test_nothing_to_draw_is_said(tmp_path):
    found = scenario_minute("2022-12-05", 0, 1)
    with pytest.raises(InputError, match="nothing to draw"):
        draw_plot(found, tmp_path / "a.svg", "en")


def test_faults_come_together():
    with pytest.raises(InputError) as caught:
        case_minute(CASE, None, None, [], [], Settings(inertia_s=-4, scheme="none"))
    assert len(caught.value.faults) == 3
