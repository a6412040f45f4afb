"""A winter against a layered defence: rounds are carried, protection comes on its day, one raid is the single run."""

import datetime as dt

import numpy as np
import pytest
from polars.testing import assert_frame_equal

from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.scenario import load, load_pack
from oberih.scenario.campaign import Campaign
from oberih.scenario.strengthening import Addition
from oberih.study.campaign import play_winter, prepare
from oberih.study.campaign.stores import shared
from oberih.study.campaign.tables import run_campaign
from oberih.study.draw import simulate

KEY = Key(5)
SOON = {"low": 3, "mid": 5, "high": 9}
FIRST = dt.date(2020, 1, 15)


@pytest.fixture(scope="module")
def layered():
    scenario = load(named("layered"))
    scenario = scenario.model_copy(update={"raid": scenario.raid.model_copy(update={"date": FIRST})})
    return scenario, load_pack(scenario.grid.pack, scenario.grid.state)


def winter_of(layered, days, works=None, **given):
    scenario, pack = layered
    scenario = scenario.model_copy(update={"strengthening": works})
    if given:
        scenario = scenario.model_copy(update={"campaign": Campaign(**given)})
    return prepare(scenario, pack, FIRST, FIRST + dt.timedelta(days=days - 1))


def days_of(*numbers):
    return [FIRST + dt.timedelta(days=each) for each in numbers]


def test_a_campaign_of_one_raid_is_the_single_run(layered):
    scenario, pack = layered
    single = simulate(scenario, pack, KEY, np.arange(3))
    winter = winter_of(layered, 3)
    for d in range(3):
        played = play_winter(winter, KEY, d)
        assert (played.raids[0].fates == single.fates[slice(*single.weapons.start[d : d + 2])]).all()
        fires = played.stores.stands.units.ready >= 0
        assert (played.stores.used == np.where(fires, single.fought.engaged.rounds[d], 0)).all()
        assert (played.hours.served_mw[0] == single.hours.served_mw[d]).all()
        assert (played.cuts.served_mw[0] == single.cuts.served_mw[d]).all()
        assert (played.people.counts[0] == single.people.counts[d]).all()


def test_rounds_are_kept_count_of_over_the_winter(layered):
    """What was held and came is what was fired and is left, unit by unit; none fires what it has not."""
    comes = [
        {"what": "rounds", "n": 40, "to": "Patriot", "ordered": FIRST, "arrives": FIRST + dt.timedelta(days=12)},
        {"what": "rounds", "n": 7, "to": "mobile-group", "ordered": FIRST, "lead_days": SOON},
    ]
    winter = winter_of(layered, 30, dates=days_of(0, 4, 8, 16, 20, 24), deliveries=comes)
    dry = winter_of(layered, 30, dates=days_of(0, 4, 8, 16, 20, 24))
    names = winter.stands.names
    for d in range(2):
        stores = play_winter(winter, KEY, d).stores
        assert (stores.first + stores.come == stores.used + stores.held).all()
        assert stores.held.min() >= 0
        groups = [u for u, name in enumerate(names) if name.startswith("mobile group")]
        assert sorted(stores.come[groups].tolist()) == [0, 1, 1, 1, 1, 1, 1, 1]
        assert stores.come[names.index("capital")] == 40
        assert stores.come[names.index("fighters")] == 6 * 8  # what reaches them in the course of every raid
        without = play_winter(dry, KEY, d).stores
        assert (without.used <= without.first + without.come).all()
        assert stores.used[names.index("capital")] >= without.used[names.index("capital")]


def test_units_run_dry_where_nothing_comes_and_do_not_where_stores_are_full(layered):
    dates = days_of(*range(0, 40, 2))
    carried = [play_winter(winter_of(layered, 42, dates=dates), KEY, d) for d in range(2)]
    full = [play_winter(winter_of(layered, 42, dates=dates, full_stores=True), KEY, d) for d in range(2)]
    assert all(each.stores is None for each in full)
    for one, other in zip(carried, full, strict=True):
        assert (one.raids[0].fates == other.raids[0].fates).all()  # the first raid meets full stores
        assert len(one.raids) == len(other.raids) == 20
        late = [sum((raid.fates == 0).sum() for raid in each.raids[10:]) for each in (one, other)]
        assert late[0] < late[1]
        assert one.stores.held.sum() < one.stores.first.sum() / 2


def test_rounds_for_a_preset_are_shared_as_evenly_as_they_go(layered):
    winter = winter_of(layered, 3, dates=[FIRST])
    names, units = winter.stands.names, winter.scenario.defence.units
    for to, n in (("mobile-group", 19), ("gun", 2), ("capital", 5), ("Patriot", 5), ("jammer", 4)):
        got = shared(winter, to, n)
        mine = [
            u for u, i in enumerate(winter.stands.given)
            if to in (units[i].preset, units[i].name) and units[i].ready is not None
        ]  # fmt: skip
        assert got.sum() == (n if mine else 0)
        assert not mine or np.ptp(got[mine]) <= 1
        assert (np.delete(got, mine) == 0).all(), names


def test_protection_holds_from_its_day_on(layered):
    """Before it has come nothing differs; from then on, with the same luck, nothing is worse and something better."""
    works = [
        Addition(add="protection", asset_class=name, level="shelter", arrives=FIRST + dt.timedelta(days=6))
        for name in ("substation", "thermal", "chp", "hydro")
    ]
    given = {"dates": days_of(0, 3, 9, 12), "full_stores": True}
    better = 0
    for d in range(4):
        plain = play_winter(winter_of(layered, 20, **given), KEY, d)
        safe = play_winter(winter_of(layered, 20, **given, works=works), KEY, d)
        for i, (a, b) in enumerate(zip(plain.raids, safe.raids, strict=True)):
            assert (a.fates == b.fates).all()
            if i < 2:
                assert (a.damage.level == b.damage.level).all()
            else:
                assert (b.damage.level <= a.damage.level).all()
                better += int((b.damage.level < a.damage.level).sum())
    assert better > 0


def test_same_key_same_bytes_however_it_is_split(layered):
    winter = winter_of(
        layered, 20, raids_per_30_days=9,
        deliveries=[{"what": "rounds", "n": 9, "to": "gun", "ordered": FIRST, "lead_days": SOON}],
    )  # fmt: skip
    one, two = run_campaign(winter, KEY, 3, workers=1), run_campaign(winter, KEY, 3, workers=2)
    for name in ("months", "raids", "hours", "quantities", "totals", "stores"):
        assert_frame_equal(getattr(one, name), getattr(two, name), check_exact=True)
    held, come, used, left = (one.stores[name].to_numpy() for name in ("held", "come", "used", "left"))
    assert held + come == pytest.approx(used + left)
