"""A draw of a run played again: the very draw of the run, and no place of a real country."""

import shutil
from datetime import date

import numpy as np
import polars as pl
import pytest

from oberih import Options, run
from oberih.jobs.briefing import Asked as Wanted
from oberih.jobs.briefing import briefing
from oberih.jobs.examples import named
from oberih.jobs.replay import Asked, replay
from oberih.scenario import load
from oberih.terms.errors import OberihError


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A short run in the invented country with fire units, and one of the country pack."""
    made = {}
    for name in ("layered", "2022-12-05"):
        folder = tmp_path_factory.mktemp("replay")
        scenario = load(named(name)).model_copy(update={"hours": 12})
        options = Options(draws=5, hours=12, out=folder / "run", catalogue=folder / "c.sqlite", langs=("en",), keep=5)
        made[name] = run(scenario, options)
    return made


@pytest.mark.parametrize("name", ["layered", "2022-12-05"])
def test_it_is_the_very_draw_of_the_run(runs, name):
    whole = runs[name]
    shown = replay(Asked(run=str(whole.folder)))
    outcome = whole.table("outcome")
    row = outcome.filter(outcome["draw"] == shown.draw).row(0, named=True)
    assert {key: row[key] for key in shown.counts} == dict(shown.counts)
    assert sorted(outcome["raid_unserved_mwh"])[2] == row["raid_unserved_mwh"]  # the median of five
    assert sum(fate == 2 for _, fate, *_ in shown.weapons) == row["leaked"]
    served = whole.table("served").filter(whole.table("served")["draw"] == shown.draw).sort("hour", "region")
    cut = 1 - served["served_mw"].to_numpy() / served["demand_mw"].to_numpy()
    assert [round(1000 * each) for each in cut] == [each for hour in shown.cut for each in hour]
    assert len(shown.events("uk")) == len(shown.events("en"))


def test_places_are_of_the_invented_country_alone(runs):
    invented, real = (replay(Asked(run=str(runs[name].folder))) for name in ("layered", "2022-12-05"))
    assert invented.tracks
    assert invented.units
    assert invented.shots
    assert not (real.tracks)
    assert not (real.units)
    assert not (real.shots)
    assert {len(row) for row in real.weapons} == {5}  # kind, fate, two times and a region


def test_a_random_draw_is_the_first(runs):
    shown = replay(Asked(run=str(runs["2022-12-05"].folder), draw="random"))
    assert (shown.chosen, shown.draw) == ("random", 0)


def test_a_young_raid_is_for_those_who_may_see_it(runs):
    folder = str(runs["2022-12-05"].folder)
    with pytest.raises(OberihError) as caught:
        replay(Asked(run=folder, today=date(2022, 12, 8)))
    assert [fault.key for fault in caught.value.faults] == ["replay.young"]
    assert replay(Asked(run=folder, today=date(2022, 12, 8), form="internal")).internal


def test_a_shot_comes_from_a_unit_that_reaches_so_far(runs):
    shown = replay(Asked(run=str(runs["layered"].folder)))
    far = []
    for time_s, unit, weapon, _ in shown.shots:
        way = np.array(shown.tracks[int(weapon)]).reshape(-1, 3)
        x, y = (np.interp(time_s, way[:, 0], way[:, axis]) for axis in (1, 2))
        stands = shown.units[int(unit)]
        far.append(np.hypot(x - stands["x"], y - stands["y"]) / stands["reach"])
    assert len(far) > 20
    assert max(far) < 2  # the weapon flies on while the round does, so it may still be outside when one is fired


def test_a_briefing_of_the_run_tells_hours_off_by_queue(runs, tmp_path):
    folder = runs["2022-12-05"].folder
    (path,) = briefing(Wanted(run=str(folder), langs=("en",), formats=("md",), out=tmp_path, catalogue=tmp_path / "c"))
    text = path.read_text(encoding="utf-8")
    table = text[text.index("## Hours off by queue") :].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    assert len(rows) == 26  # a head, and every region of the pack
    assert all(" h" in row for row in rows[1:])


def test_a_run_of_another_version_is_told_apart(runs, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(runs["2022-12-05"].folder, folder)
    table = folder / "tables" / "outcome.parquet"
    pl.read_parquet(table).with_columns(stopped=pl.col("stopped") + 1).write_parquet(table)
    with pytest.raises(OberihError) as caught:
        replay(Asked(run=str(folder)))
    assert [fault.key for fault in caught.value.faults] == ["replay.other_version"]
