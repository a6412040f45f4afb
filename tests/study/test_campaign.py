"""A winter's campaign: one raid is the single run, bytes, mass, rounds, deliveries and rates."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.scenario import load, load_pack
from oberih.scenario.campaign import Campaign
from oberih.scenario.strengthened import pack_of
from oberih.scenario.strengthening import Addition
from oberih.study.campaign import play_winter, prepare, raid_days, raid_key
from oberih.study.campaign.tables import MONTH_COLUMNS, WHOLE, run_campaign
from oberih.study.draw import simulate
from oberih.terms.batch import LEAKED, STOPPED

KEY = Key(3)
FIRST = dt.date(2020, 1, 15)


@pytest.fixture(scope="module")
def ozeria():
    scenario = load(named("ozeria"))
    return scenario, load_pack(scenario.grid.pack, scenario.grid.state)


def winter_of(ozeria, days, **given):
    scenario, pack = ozeria
    if given:
        scenario = scenario.model_copy(update={"campaign": Campaign(**given)})
    return prepare(scenario, pack, FIRST, FIRST + dt.timedelta(days=days - 1))


MORE = (
    Addition(add="generation", mw=150.0), Addition(add="storage", mw=100.0, mwh=300.0), Addition(add="crews", n=6),
    Addition(add="spares", asset_class="thermal", n=2),
    Addition(add="protection", asset_class="hydro", level="shelter"),
)  # fmt: skip


@pytest.mark.parametrize("strengthening", [None, MORE])
def test_a_campaign_of_one_raid_is_the_single_run(ozeria, strengthening):
    scenario, pack = ozeria
    scenario = scenario.model_copy(update={"strengthening": strengthening})
    draws = np.arange(12)
    single = simulate(scenario, pack_of(scenario), KEY, draws)
    winter = winter_of((scenario, pack), 3)
    for d in draws:
        played = play_winter(winter, KEY, int(d))
        for name in ("demand_mw", "ceiling_mw", "served_mw"):
            assert (getattr(played.hours, name)[0] == getattr(single.hours, name)[d]).all()
            assert (getattr(played.base, name)[0] == getattr(single.base, name)[d]).all()
        for name in ("served_mw", "damage_mw", "automatic_mw", "emergency_mw", "scheduled_mw"):
            assert (getattr(played.cuts, name)[0] == getattr(single.cuts, name)[d]).all()
        assert (played.people.counts[0] == single.people.counts[d]).all()
        assert (played.done_h[0] == np.where(single.damage.level[d] > 0, single.repairs.done_h[d], 0.0)).all()


def test_what_comes_in_the_course_of_a_winter_counts_from_its_day(ozeria):
    scenario, pack = ozeria
    dates = Campaign(dates=[FIRST, FIRST + dt.timedelta(days=4)])

    def unserved(day, additions=MORE):
        comes = None if day is None else FIRST + dt.timedelta(days=day)
        given = [each.model_copy(update={"arrives": comes}) for each in additions]
        given = scenario.model_copy(update={"campaign": dates, "strengthening": given})
        winter = prepare(given, pack, FIRST, FIRST + dt.timedelta(days=9))
        played = [play_winter(winter, KEY, draw) for draw in range(3)]
        return np.array([(each.hours.demand_mw - each.hours.served_mw).sum(axis=2)[0] for each in played])

    at_once, middle, never = (unserved(day) for day in (0, 5, 10))
    assert (unserved(None) == at_once).all()  # no day: from the start
    assert (unserved(0, ()) == never).all()
    until = 5 * 24 - 24  # hours count from the raid of the first day
    assert (middle[:, :until] == never[:, :until]).all()
    assert at_once.sum() < middle.sum() < never.sum()
    later = Addition(add="imports", mw=1.0, arrives=FIRST + dt.timedelta(days=8))
    given = [each.model_copy(update={"arrives": FIRST}) for each in MORE]
    given = scenario.model_copy(update={"campaign": dates, "strengthening": [*given, later]})
    winter = prepare(given, pack, FIRST, FIRST + dt.timedelta(days=9))
    hours = play_winter(winter, KEY, 0).hours  # what is there from the start stays, whatever else comes
    assert ((hours.demand_mw - hours.served_mw).sum(axis=2)[0, :168] == at_once[0, :168]).all()
    sites = [Addition(add="backup", site="hospital", hours=48.0), Addition(add="imports", mw=200.0)]
    assert unserved(3, sites).sum() < unserved(10, sites).sum()


def test_a_later_raid_changes_nothing_before_it(ozeria):
    one = play_winter(winter_of(ozeria, 20, dates=[FIRST]), KEY, 1)
    two = play_winter(winter_of(ozeria, 20, dates=[FIRST, FIRST + dt.timedelta(days=10)]), KEY, 1)
    at = int(two.raids[1].at_h)
    assert 9 * 24 < at < 11 * 24
    # water is spread a day at a time, so the day of the raid may know of it
    until = at // 24 * 24
    assert (one.hours.served_mw[0, :until] == two.hours.served_mw[0, :until]).all()
    assert not (one.hours.served_mw[0, at:] == two.hours.served_mw[0, at:]).all()
    assert (two.raids[0].fates == one.raids[0].fates).all()


@pytest.fixture(scope="module")
def example():
    scenario = load(named("ozeria-winter"))
    pack = load_pack(scenario.grid.pack, scenario.grid.state)
    return prepare(scenario, pack, dt.date(2020, 11, 1), dt.date(2020, 12, 31))


def test_same_key_same_bytes_however_it_is_split(example):
    one, two = run_campaign(example, KEY, 4, workers=1), run_campaign(example, KEY, 4, workers=3)
    for name in ("months", "raids", "hours", "quantities", "totals"):
        assert_frame_equal(getattr(one, name), getattr(two, name), check_exact=True)
    alone = play_winter(example, KEY, 2)
    row = one.months.filter((pl.col("draw") == 2) & (pl.col("month") == WHOLE))
    assert row["unserved_mwh"][0] == (alone.hours.demand_mw[0].sum(axis=1) - alone.cuts.served_mw[0].sum(axis=1)).sum()


def test_what_is_demanded_is_served_or_cut_and_nothing_is_used_that_is_not_held(example):
    for draw in range(4):
        played = play_winter(example, KEY, draw)
        cuts = played.cuts
        parts = cuts.served_mw + cuts.damage_mw + cuts.automatic_mw + cuts.emergency_mw + cuts.scheduled_mw
        assert parts == pytest.approx(played.hours.demand_mw)
        for part in (cuts.served_mw, cuts.damage_mw, cuts.automatic_mw, cuts.emergency_mw, cuts.scheduled_mw):
            assert part.min() >= -1e-9
        assert (played.spares_used <= played.spares_come).all()
        assert played.rounds_used <= 90 + 60


def test_months_add_up_to_the_whole(example):
    months = run_campaign(example, KEY, 2, workers=1).months
    for draw in (0, 1):
        rows = months.filter(pl.col("draw") == draw)
        whole, parts = rows.filter(pl.col("month") == WHOLE), rows.filter(pl.col("month") != WHOLE)
        assert parts["month"].to_list() == ["2020-11", "2020-12"]
        for name in MONTH_COLUMNS:
            if not name.endswith("_peak"):
                assert parts[name].sum() == pytest.approx(whole[name][0])


def test_the_course_is_hourly_for_a_week_after_each_raid_and_daily_between(ozeria):
    course = run_campaign(winter_of(ozeria, 20, dates=[FIRST]), KEY, 1, workers=1).hours
    assert course["hours"].sum() == 20 * 24
    assert (course.filter(pl.col("hour") < 7 * 24)["hours"] == 1).all()
    assert (course.filter(pl.col("hour") >= 8 * 24)["hours"] == 24).all()


def test_without_rounds_every_missile_comes_through(ozeria):
    dry = play_winter(winter_of(ozeria, 3, dates=[FIRST], magazine={"rounds": 0, "kinds": ["cruise"]}), KEY, 0)
    full = play_winter(winter_of(ozeria, 3, dates=[FIRST]), KEY, 0)
    cruise = dry.raids[0].weapons.kind == 0
    assert (dry.raids[0].fates[cruise] != STOPPED).all()
    assert (dry.raids[0].fates[~cruise] == full.raids[0].fates[~cruise]).all()
    assert (dry.raids[0].fates == LEAKED).sum() > (full.raids[0].fates == LEAKED).sum()


def test_spares_that_come_bring_back_what_waited(ozeria):
    spares = dict.fromkeys(("substation", "thermal", "chp", "hydro"), 0)
    day = FIRST + dt.timedelta(days=5)
    comes = [{"what": name, "n": 20, "ordered": FIRST, "arrives": day} for name in spares]
    for draw in range(6):
        never = play_winter(winter_of(ozeria, 40, dates=[FIRST], spares=spares), KEY, draw)
        if never.unmended.sum():
            break
    assert np.isinf(never.done_h[0]).any()
    come = play_winter(winter_of(ozeria, 40, dates=[FIRST], spares=spares, deliveries=comes), KEY, draw)
    waited = np.isinf(never.done_h[0])
    assert np.isfinite(come.done_h[0]).all()
    assert (come.done_h[0][waited] >= 5 * 24 - come.start_hour).all()
    assert come.hours.served_mw.sum() >= never.hours.served_mw.sum()
    patched = play_winter(
        winter_of(
            ozeria, 40, dates=[FIRST], spares=spares, temporary={"work_share": 0.3, "capacity_share": 0.8}
        ), KEY, draw,
    )  # fmt: skip
    assert patched.hours.served_mw.sum() >= never.hours.served_mw.sum()


def test_alarms_slow_work(ozeria):
    done = [
        play_winter(winter_of(ozeria, 40, dates=[FIRST], alarm_share={"all": share}), KEY, 0).done_h[0]
        for share in (0.0, 0.5)
    ]
    struck = (done[0] > 0) & np.isfinite(done[0])
    assert (done[1][struck] >= done[0][struck]).all()
    assert done[1][struck].max() > done[0][struck].max()


def test_raids_come_at_their_rate_and_one_a_day_at_most(ozeria):
    winter = winter_of(ozeria, 150, raids_per_30_days=6)
    days = [raid_days(winter, KEY, draw) for draw in range(200)]
    assert all(len(set(each)) == len(each) for each in days)
    expected = 150 * (1 - np.exp(-0.2))
    assert np.mean([len(each) for each in days]) == pytest.approx(expected, abs=4 * np.sqrt(expected / 200))


def test_a_short_winter_may_have_no_raid(ozeria):
    short = winter_of(ozeria, 3, raids_per_30_days=0.01)
    found = run_campaign(short, KEY, 1, workers=1)
    assert found.raids.is_empty()
    assert found.months.height > 0


def test_a_raids_key_is_its_own_and_the_first_is_the_campaigns():
    assert raid_key(KEY, 0) == KEY
    assert len({raid_key(KEY, i).seed for i in range(100)}) == 100
