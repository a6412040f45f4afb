"""Sampled raids: how many, of what kind, when, and at what of which region."""

import numpy as np
import polars as pl
import pytest

from oberih.luck import Key
from oberih.raid import sample
from oberih.raid.base import DISTANCE_KM, SPEED_KM_H
from oberih.scenario import Scenario, load_pack
from oberih.terms.batch import AIM_CLASSES
from oberih.terms.kinds import KIND_OF_REPORT, KINDS, MISSILE_KINDS, REPORT_KINDS


@pytest.fixture(scope="module")
def pack():
    return load_pack()


def fly(pack, raid, n_draws=200, *, energy=1.0, hours=3.0, first=0, seed=5):
    scenario = Scenario.model_validate({"raid": raid})
    doubts = {"raid.energy_share": np.full(n_draws, energy), "raid.duration_h": np.full(n_draws, hours)}
    return sample(scenario, pack, Key(seed), np.arange(first, first + n_draws), doubts)


def test_counts_stay_in_their_range_and_low_ones_are_likelier(pack):
    """71 to 81 missiles: P(size - 71 <= j) = 1 - (1 - (j + 1)/11)^2."""
    n = 20_000
    sizes = np.diff(fly(pack, {"weapons": [{"kind": "cruise", "n_min": 71, "n_max": 81}]}, n).start)
    assert (sizes.min(), sizes.max()) == (71, 81)
    below = 1 - (1 - np.arange(12) / 11) ** 2
    law = np.diff(below)
    seen = np.bincount(sizes - 71, minlength=11) / n
    assert (np.abs(seen - law) < 4 * np.sqrt(law * (1 - law) / n)).all()
    assert (np.diff(law) < 0).all()


def test_an_exact_count_is_exact_and_none_is_none(pack):
    weapons = fly(pack, {"weapons": [{"kind": "uav", "n": 3}, {"kind": "kinzhal", "n": 0}]}, 50)
    assert (np.diff(weapons.start) == 3).all()
    assert {KINDS[k] for k in weapons.kind} == {"drone"}


def test_groups_draw_their_counts_apart(pack):
    both = fly(pack, {"weapons": [{"kind": "uav", "n_min": 0, "n_max": 9}, {"kind": "cruise", "n_min": 0, "n_max": 9}]})
    row = np.repeat(np.arange(200), np.diff(both.start))
    drones, cruise = (np.bincount(row[both.kind == KINDS.index(k)], minlength=200) for k in ("drone", "cruise"))
    assert abs(np.corrcoef(drones, cruise)[0, 1]) < 0.3
    assert len(set(zip(drones, cruise, strict=True))) > 30


@pytest.mark.parametrize("kind", REPORT_KINDS)
def test_every_kind_that_a_report_may_count_flies(pack, kind):
    weapons = fly(pack, {"weapons": [{"kind": kind, "n": 40}]}, 20)
    flown = {KINDS[k] for k in weapons.kind}
    if kind in KIND_OF_REPORT:
        assert flown == {KIND_OF_REPORT[kind]}
    elif kind == "missile":
        assert flown == {"cruise"}  # the default mix
    elif kind == "recon_uav":
        assert flown == {"decoy"}  # no charge
    else:
        assert flown == {"cruise", "drone"}


def test_untyped_missiles_follow_the_stated_mix(pack):
    mix = {"cruise": 3.0, "ballistic": 1.0}
    weapons = fly(pack, {"weapons": [{"kind": "missile", "n": 50}], "missile_mix": mix}, 400)
    n = weapons.kind.size
    ballistic = (weapons.kind == KINDS.index("ballistic")).mean()
    assert ballistic == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / n))
    assert {KINDS[k] for k in weapons.kind} == set(mix)
    targets = fly(pack, {"weapons": [{"kind": "target", "n": 50}], "missile_mix": mix}, 400)
    assert (targets.kind == KINDS.index("drone")).mean() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(n))
    assert np.isin(targets.kind, [KINDS.index(kind) for kind in (*MISSILE_KINDS, "drone")]).all()


def test_only_regions_that_were_hit_are_flown_at_and_evenly(pack):
    hit = ["UA-51", "UA-05", "UA-32"]
    weapons = fly(pack, {"weapons": [{"kind": "cruise", "n": 31}], "hit_regions": hit}, 100)
    index = [pack.regions.index(code) for code in hit]
    assert set(weapons.region.tolist()) == set(index)
    for d in range(100):
        each = np.bincount(weapons.region[weapons.start[d] : weapons.start[d + 1]], minlength=25)[index]
        assert sorted(each.tolist()) == [10, 10, 11]
    extra = {int(np.bincount(weapons.region[weapons.start[d] : weapons.start[d + 1]]).argmax()) for d in range(100)}
    assert extra == set(index)  # the odd one is not always the same region's


def test_without_hit_regions_demand_decides(pack):
    weapons = fly(pack, {"weapons": [{"kind": "cruise", "n": 100}]}, 300)
    n = weapons.region.size
    law = pack.demand_peak_mw / pack.demand_peak_mw.sum()
    seen = np.bincount(weapons.region, minlength=law.size) / n
    assert (np.abs(seen - law) < 4.5 * np.sqrt(law * (1 - law) / n) + 1e-12).all()


def test_aims_are_classes_at_work_there_and_never_nuclear(pack):
    weapons = fly(pack, {"weapons": [{"kind": "cruise", "n": 100}]}, 300)
    at_work = pack.assets.filter(pl.col("available_mw") > 0).select("region", "asset_class").unique().rows()
    seen = {
        (pack.regions[r], AIM_CLASSES[a]) for r, a in zip(weapons.region, weapons.aim, strict=True) if a >= 0
    }
    assert seen <= set(at_work)
    assert "nuclear" not in AIM_CLASSES
    assert {asset_class for _, asset_class in seen} == set(AIM_CLASSES)


def test_aim_weights_are_kept_where_all_classes_are_at_work(pack):
    """In a region that has all four, shares are those stated; a weight of nought is never flown at."""
    working = pack.assets.filter(pl.col("available_mw") > 0, pl.col("asset_class").is_in(AIM_CLASSES))
    classes = working.group_by("region").agg(pl.col("asset_class").n_unique()).filter(asset_class=4)
    region = classes["region"].sort()[0]
    raid = {"weapons": [{"kind": "cruise", "n": 100}], "hit_regions": [region], "aim": {"substation": 3, "hydro": 1}}
    weapons = fly(pack, raid, 200)
    n = weapons.aim.size
    seen = np.bincount(weapons.aim, minlength=4) / n
    assert seen[AIM_CLASSES.index("substation")] == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / n))
    assert seen[AIM_CLASSES.index("thermal")] == seen[AIM_CLASSES.index("chp")] == 0


@pytest.mark.parametrize("energy", [0.0, 0.4, 1.0])
def test_the_share_that_flies_at_the_grid(pack, energy):
    weapons = fly(pack, {"weapons": [{"kind": "cruise", "n": 100}]}, 200, energy=energy)
    share = (weapons.aim >= 0).mean()
    assert share == pytest.approx(energy, abs=4 * np.sqrt(energy * (1 - energy) / weapons.aim.size))


def test_times_are_within_the_raid_and_flights_are_plausible(pack):
    kinds = [kind for kind in REPORT_KINDS if kind in KIND_OF_REPORT]
    weapons = fly(pack, {"weapons": [{"kind": kind, "n": 20} for kind in kinds]}, 50, hours=2.5)
    assert weapons.arrival_s.min() >= 0
    assert 2.4 * 3600 < weapons.arrival_s.max() <= 2.5 * 3600
    flight_h = (weapons.arrival_s - weapons.launch_s) / 3600
    for i, kind in enumerate(KINDS):
        here = flight_h[weapons.kind == i]
        if here.size:
            assert here.min() >= DISTANCE_KM[kind][0] / SPEED_KM_H[kind][1] - 1e-9
            assert here.max() <= DISTANCE_KM[kind][1] / SPEED_KM_H[kind][0] + 1e-9


def test_the_hour_of_a_raid_is_the_stated_one_or_any(pack):
    stated = fly(pack, {"weapons": [{"kind": "uav", "n": 1}], "start_hour": 13}, 20)
    assert (stated.start_hour == 13).all()
    n = 4800
    counts = np.bincount(fly(pack, {"weapons": [{"kind": "uav", "n": 1}]}, n).start_hour, minlength=24)
    assert counts.size == 24
    assert (np.abs(counts - n / 24) < 4.5 * np.sqrt(n / 24)).all()


def test_a_draw_alone_is_the_same_draw_among_many(pack):
    raid = {"weapons": [{"kind": "target", "n_min": 5, "n_max": 40}], "hit_regions": ["UA-30", "UA-63"]}
    many, alone = fly(pack, raid, 30), fly(pack, raid, 1, first=17)
    rows = slice(many.start[17], many.start[18])
    for name in ("weapon", "kind", "launch_s", "arrival_s", "region", "aim"):
        assert getattr(many, name)[rows].tobytes() == getattr(alone, name).tobytes(), name
    assert many.start_hour[17] == alone.start_hour[0]
    other = fly(pack, raid, 30, seed=6)
    assert other.arrival_s.tobytes() != many.arrival_s.tobytes()


POOL = {
    "pool": [
        {"date": "2022-11-23", "start_hour": 14, "weapons": [{"kind": "cruise", "n": 70}, {"kind": "uav", "n": 5}]},
        {"date": "2022-12-05", "weapons": [{"kind": "missile", "n_min": 71, "n_max": 75}]},
        {"date": "2022-12-29", "start_hour": 7, "weapons": [{"kind": "uav", "n": 16}]},
    ]
}


def test_a_draw_takes_one_raid_of_the_record_whole(pack):
    n = 3000
    weapons = fly(pack, POOL, n)
    row = np.repeat(np.arange(n), np.diff(weapons.start))
    cruise, drone = (
        np.bincount(row[weapons.kind == KINDS.index(kind)], minlength=n) for kind in ("cruise", "drone")
    )
    seen = set(zip(cruise.tolist(), drone.tolist(), strict=True))
    assert seen == {(70, 5), (0, 16)} | {(missiles, 0) for missiles in range(71, 76)}
    first, last = (cruise == 70) & (drone == 5), drone == 16
    for share in (first.mean(), last.mean()):
        assert share == pytest.approx(1 / 3, abs=4 * np.sqrt(2 / 9 / n))
    assert (weapons.start_hour[first] == 14).all()
    assert (weapons.start_hour[last] == 7).all()
    assert len(set(weapons.start_hour[~first & ~last].tolist())) == 24  # not stated there: any hour


def test_a_recorded_raid_is_the_same_alone_as_among_many(pack):
    many, alone = fly(pack, POOL, 30), fly(pack, POOL, 1, first=17)
    rows = slice(many.start[17], many.start[18])
    assert many.kind[rows].tobytes() == alone.kind.tobytes()
    assert many.arrival_s[rows].tobytes() == alone.arrival_s.tobytes()


def test_a_record_that_is_not_filled_in_is_not_flown(pack):
    with pytest.raises(ValueError, match="record"):
        fly(pack, {"from": "record:2022-12-05"}, 3)
