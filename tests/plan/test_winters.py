"""Sets over a winter: nothing chosen is the plain campaign, lead times count, and late help is worth less."""

import datetime as dt

import numpy as np
import pytest

from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.plan.options import Option
from oberih.plan.winters import Winters, measures
from oberih.scenario import load, load_pack
from oberih.scenario.strengthening import Addition
from oberih.study.campaign import play_winter, prepare, raid_days
from oberih.study.growth import grown

FIRST, LAST = dt.date(2020, 11, 15), dt.date(2020, 12, 14)
COST = {"low": 1.0, "mid": 2.0, "high": 3.0}


def option(name, lead, *adds):
    return Option.model_validate({"name": name, "cost": COST, "most": 3, "lead_days": lead, "adds": list(adds)})


@pytest.fixture(scope="module")
def given():
    scenario = load(named("ozeria-defended"))
    return scenario, load_pack(scenario.grid.pack, scenario.grid.state)


def winters(given, *options):
    return Winters(*given, options, Key(1), FIRST, LAST, workers=1)


def test_nothing_chosen_is_the_plain_campaign(given):
    evaluator = winters(given, option("crews", 0, {"add": "crews", "n": 5}))
    plain = prepare(*given, FIRST, LAST)
    expected = [measures(play_winter(plain, Key(1), draw)) for draw in range(2)]
    assert np.array_equal(evaluator.values([(0,)], 0, 2)[0], expected)


def test_what_comes_after_the_last_day_changes_nothing_and_late_help_is_worth_less(given):
    help_ = (
        {"add": "unit", "of": "Hawk", "regions": ["XO-01", "XO-02"]},
        {"add": "protection", "asset_class": "substation", "level": "concrete"},
        {"add": "generation", "mw": 100},
        {"add": "storage", "mw": 50, "mwh": 100},
        {"add": "imports", "mw": 100},
        {"add": "backup", "site": "boiler", "hours": 24},
        {"add": "spares", "asset_class": "thermal", "n": 2},
        {"add": "crews", "n": 5},
    )
    evaluator = winters(given, *(option("help", lead, *help_) for lead in (0, 15, 30)))
    base, first, middle, late = evaluator.values([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], 0, 6)
    assert np.array_equal(base, late)
    assert evaluator.followed == 6 * 3
    for measure in (0, 1, 2):
        gains = [(base - each)[:, measure].mean() for each in (first, middle, late)]
        assert gains[0] > gains[1] > gains[2] == 0


def test_units_rounds_and_sensors_sleep_until_their_day(given):
    adds = (
        {"add": "unit", "of": "Hawk", "regions": ["XO-01"]}, {"add": "unit", "of": "jammer", "regions": ["XO-02"]},
        {"add": "rounds", "of": "NASAMS", "rounds": 50}, {"add": "sensor", "sensor": "radar", "range_km": 200},
    )  # fmt: skip
    evaluator = winters(given, *(option("help", lead, *adds) for lead in (0, 12, 29)))
    plain = prepare(*given, FIRST, LAST)
    draw = next(each for each in range(50) if len(raid_days(plain, Key(1), each)) > 3)
    base = play_winter(plain, Key(1), draw)
    fates = {}
    for o in (0, 1, 2):
        chosen = tuple(int(o == each) for each in range(3))
        scenario, defence = evaluator._defence(chosen, {o: (0, 12, 29)[o]}, draw)
        growth = grown(given[1], [], evaluator.days, defence)
        fates[o] = play_winter(prepare(scenario, given[1], FIRST, LAST, None, growth), Key(1), draw).raids
    for i, raid in enumerate(base.raids):
        day = int(raid.at_h + base.start_hour) // 24
        for o, since in enumerate((0, 12, 29)):
            if day < since:
                assert np.array_equal(raid.fates, fates[o][i].fates)
    assert any(not np.array_equal(raid.fates, fates[0][i].fates) for i, raid in enumerate(base.raids))


def test_lead_times_are_one_for_all_sets_and_follow_their_range(given):
    one = winters(given, option("spares", {"low": 5, "mid": 10, "high": 20}, {"add": "crews", "n": 1}))
    other = winters(
        given, option("other", 3, {"add": "crews", "n": 1}),
        option("spares", {"low": 5, "mid": 10, "high": 20}, {"add": "crews", "n": 1}),
    )  # fmt: skip
    days = [one.comes(0, draw) for draw in range(50)]
    assert days == [other.comes(1, draw) for draw in range(50)]
    assert min(days) >= 5
    assert max(days) <= 20
    assert len(set(days)) > 5


def test_growth_has_everything_from_its_day_on(given):
    _, pack = given
    rows = (
        (3, {"add": "generation", "mw": 10}), (1, {"add": "protection", "asset_class": "chp", "level": "gabions"}),
        (2, {"add": "imports", "mw": 7}), (4, {"add": "storage", "mw": 6, "mwh": 12, "regions": ("XO-01",)}),
        (5, {"add": "crews", "n": 2}),
    )  # fmt: skip
    found = grown(pack, [(day, Addition.model_validate(each)) for day, each in rows], 10)
    there = found.there(240, 0)
    assert there[:, : pack.assets.height].all()
    assert not there[:72, pack.assets.height :].any()
    assert there[72:, pack.assets.height :].all()
    assert found.protection_on(0).sum() < found.protection_on(1).sum() == found.protection_on(9).sum()
    assert found.import_mw.tolist()[:3] == [0, 0, 7]
    assert found.by_hour(found.storage_mw, 240, 0)[95].sum() == 0
    assert found.by_hour(found.storage_mw, 240, 0)[96].sum() == pytest.approx(6)
    assert found.crews == (5, 5)
    assert found.pack.storage_efficiency == 0.85
