"""What no scenario may break: mass is kept, nothing is served from nothing, spares are not made."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oberih.grid import network
from oberih.grid.network import CLASS_CODE
from oberih.luck import Key
from oberih.scenario import Scenario, load_pack
from oberih.study import simulate
from oberih.study.draw import sample_doubts
from oberih.study.outcome import outcome, outcome_kinds
from oberih.terms.batch import AIM_CLASSES, LEAKED
from oberih.terms.kinds import REPORT_KINDS

PACK = load_pack()
#: the same with ties that carry nothing more, so that nearly every raid separates it
WEAK = replace(
    PACK, ranges=PACK.ranges | {"tie_headroom_mw": replace(PACK.ranges["tie_headroom_mw"], low=0, mid=0, high=0)}
)


def doubt(low, high):
    """A range within [low, high]."""
    ends = st.lists(st.floats(low, high), min_size=3, max_size=3).map(sorted)
    return ends.map(lambda three: dict(zip(("low", "mid", "high"), three, strict=True)))


@st.composite
def scenarios(draw):
    low = st.integers(0, 60)
    weapons = draw(st.lists(st.tuples(st.sampled_from(REPORT_KINDS), low, st.integers(0, 40)), min_size=1, max_size=3))
    groups = [{"kind": kind, "n_min": n, "n_max": n + more} for kind, n, more in weapons]
    groups[0]["n_max"] += 1
    share = {"mean": draw(st.floats(0.05, 0.95)), "sd": 0.05}
    raid = {
        "weapons": groups,
        "start_hour": draw(st.none() | st.integers(0, 23)),
        "hit_regions": draw(st.lists(st.sampled_from(PACK.regions), max_size=4, unique=True)),
        "duration_h": draw(doubt(0, 12)),
        "energy_share": draw(doubt(0, 1)),
    }
    if draw(st.booleans()):
        raid["date"] = "2022-12-10"
    return Scenario.model_validate(
        {
            "hours": draw(st.integers(6, 12)),
            "raid": raid,
            "defence": {"shares": {"cruise": share, "drone": share}, "lost_share": draw(doubt(0, 1))},
            "damage": {"debris_chance": draw(doubt(0, 1))},
            "grid": {
                "trip_chance": draw(doubt(0, 1)),
                "transit_loss": draw(doubt(0, 1)),
                "schedule_share": draw(doubt(0, 1)),
            },
            "repair": {"safety_h": draw(doubt(0, 5)), "work_factor": draw(doubt(0.01, 2))},
        }
    )


def supply_mw(batch, scenario, doubts, pack):
    """All that plant and imports could give, (draw, hour), in vectors of its own rather than by the kernel."""
    net = network(pack, scenario)
    damage, minute, done = batch.damage, batch.minute, batch.repairs.done_h
    unit = net.asset_class != CLASS_CODE["substation"]
    out = np.empty(batch.hours.demand_mw.shape[:2])
    for h in range(out.shape[1]):
        t = h + 0.5
        share = np.where(t < damage.bypass_h, damage.struck_share, damage.bypass_share)
        share = np.where((t < damage.from_h) | (t >= done), 1.0, share)
        share = np.where((t >= minute.off_h) & (t < minute.back_h), 0.0, share)
        sun = net.sun[(batch.weapons.start_hour + h) % 24][:, None]
        share = share * np.where(net.asset_class == CLASS_CODE["solar"], sun, 1.0)
        mw = net.asset_mw * batch.level.class_factor[:, net.asset_class] * share
        alone = (minute.separated_h <= t) & (t < minute.resynchronised_h)
        out[:, h] = mw[:, unit].sum(axis=1) + np.where(alone, 0.0, doubts["pack.import_mw"])
    return out


@settings(max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    scenario=scenarios(),
    seed=st.integers(0, 2**64 - 1),
    n_draws=st.integers(3, 6),
    pack=st.sampled_from([PACK, WEAK]),
)
def test_laws(scenario, seed, n_draws, pack):
    draws = np.arange(n_draws) * 7
    key = Key(seed)
    batch = simulate(scenario, pack, key, draws)
    doubts = sample_doubts(scenario, pack, key, draws)
    row, kinds = outcome(batch, pack), outcome_kinds(batch)
    # what flew
    assert (row["launched"] == row["stopped"] + row["lost"] + row["leaked"]).all()
    assert (row["launched"].to_numpy() == np.diff(batch.weapons.start)).all()
    for name in ("launched", "stopped", "lost", "leaked"):
        assert (kinds[name].to_numpy().reshape(n_draws, -1).sum(axis=1) == row[name].to_numpy()).all()
        assert (row[name] >= 0).all()
    # what is served, and what is cut
    cuts, demand = batch.cuts, batch.hours.demand_mw
    parts = (cuts.served_mw, cuts.damage_mw, cuts.automatic_mw, cuts.emergency_mw, cuts.scheduled_mw)
    assert all(np.isfinite(each).all() and (each >= 0).all() for each in parts)
    assert np.abs(sum(parts) - demand).max() < 1e-6
    greater = doubts["pack.pickup_peak"][:, None, None]  # load that comes back after an outage
    assert (demand <= batch.base.demand_mw * greater * (1 + 1e-12)).all()
    assert (demand * greater * (1 + 1e-12) >= batch.base.demand_mw).all()
    for hours in (batch.hours, batch.base):
        assert (hours.served_mw <= np.minimum(hours.demand_mw, hours.ceiling_mw) + 1e-9).all()
    assert (batch.hours.served_mw.sum(axis=2) <= supply_mw(batch, scenario, doubts, pack) + 0.01).all()
    # what is mended
    repairs = batch.repairs
    held = {name: np.full(n_draws, pack.spares[name][1]) for name in AIM_CLASSES}
    held["substation"] = np.round(doubts["pack.spare_transformers"])
    for name, most in held.items():
        used = repairs.spare[:, (pack.assets["asset_class"] == name).to_numpy()].sum(axis=1)
        assert (used <= most).all()
    assert not np.isfinite(repairs.done_h[batch.damage.level == 0]).any()
    work = np.isfinite(repairs.done_h)
    assert (repairs.start_h[work] >= np.broadcast_to(doubts["raid.duration_h"][:, None], work.shape)[work]).all()
    assert (repairs.spare == (batch.damage.needs_spare & work)).all()
    # what arrived
    assert (batch.fates[batch.damage.leaker] == LEAKED).all()
    # people
    people = batch.people.counts
    hours_of_day = np.bincount(np.arange(demand.shape[1]) // 24)[:, None, None]
    assert (people >= 0).all()
    assert (people[..., :3] <= pack.population[:, None] * hours_of_day * (1 + 1e-9)).all()
    assert (people[..., 3] <= pack.sites.sum(axis=0) * (1 + 1e-9)).all()
    cut = (demand - cuts.served_mw) / np.maximum(demand, 1e-9)
    for day in range(people.shape[1]):
        of_day = cut[:, 24 * day : 24 * (day + 1)].sum(axis=1) * pack.population
        assert np.allclose(people[:, day, :, 0], of_day, rtol=1e-6, atol=1e-3)
    totals = row.select("unserved_mwh", "raid_unserved_mwh", "peak_cut_mw", "peak_cut_share").to_numpy()
    assert np.isfinite(totals).all()


def test_without_leakers_nothing_changes(pack, scenario_of):
    """All that is not stopped falls by itself, and debris does nothing."""
    scenario = scenario_of(raid={"hit_regions": []}, defence={"lost_share": 1.0}, damage={"debris_chance": 0.0})
    batch = simulate(scenario, pack, Key(4), np.arange(20))
    row = outcome(batch, pack)
    assert (row["leaked"] == 0).all()
    assert (row["raid_unserved_mwh"] == 0).all()
    assert (row["struck_assets"] == 0).all()
    assert (row["hours_to_90"] == 0).all()
    assert (row["hours_to_lifted"] == 0).all()
    assert not row["censored"].any()
    assert batch.hours.served_mw.tobytes() == batch.base.served_mw.tobytes()


@pytest.mark.parametrize("share", ["low", "high"])
def test_a_worse_defence_serves_no_more_on_average(pack, scenario_of, share):
    """The same luck at two stop shares: fewer leakers in every draw, less unserved over 40 of them."""
    worse = {"low": 0.3, "high": 0.6}[share]
    rows = []
    for mean in (worse, worse + 0.3):
        law = {"mean": mean, "sd": 0.05}
        scenario = scenario_of(raid={"hit_regions": []}, defence={"shares": {"cruise": law, "drone": law}})
        rows.append(outcome(simulate(scenario, pack, Key(4), np.arange(40)), pack))
    assert (rows[0]["leaked"] >= rows[1]["leaked"]).all()
    assert rows[0]["raid_unserved_mwh"].sum() > rows[1]["raid_unserved_mwh"].sum()


def test_weak_ties_separate_the_country_and_a_raid_costs_more(scenario_of):
    """So that the laws above are tried where automatics shed and imports stop: a very large raid at units."""
    scenario = scenario_of(
        raid={
            "weapons": [{"kind": "cruise", "n": 400}],
            "hit_regions": [],
            "aim": {"thermal": 1, "chp": 1, "hydro": 1},
        },
        defence={"shares": {"cruise": {"mean": 0.1, "sd": 0.05}}},
    )
    strong, weak = (simulate(scenario, pack, Key(4), np.arange(30)) for pack in (PACK, WEAK))
    assert weak.minute.separated.sum() > 20
    assert weak.minute.separated.sum() > strong.minute.separated.sum()
    assert (weak.cuts.automatic_mw.sum(axis=(1, 2)) > 0).sum() > 5
    assert weak.minute.error_mw.max() < 1e-6
    cost = [outcome(batch, PACK)["raid_unserved_mwh"].sum() for batch in (strong, weak)]
    assert cost[1] > cost[0]
