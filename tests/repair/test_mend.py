"""Repairs of the shipped pack: when work may begin, how long alarms stretch it, and what is in store."""

import numpy as np
import pytest

from oberih.repair import mend
from oberih.scenario import load_pack
from oberih.terms.batch import Damage

DRAWS = 4
SAFETY_H, RAID_END_H = 2.0, 3.0


@pytest.fixture(scope="module")
def pack():
    return load_pack()


def mended(pack, assets, *, level=3, work=50.0, spares=3.0, crews=1.0, mean_c=None):
    shape = (DRAWS, pack.assets.height)
    levels = np.zeros(shape, np.int8)
    levels[:, assets] = level
    damage = Damage(
        level=levels, from_h=np.where(levels > 0, 1.0, np.inf), struck_share=np.zeros(shape),
        bypass_share=np.zeros(shape), bypass_h=np.zeros(shape), work_h=np.where(levels > 0, work, 0.0),
        needs_spare=levels == 3, leaker=np.empty(0, np.int64), leaker_asset=np.empty(0, np.int64),
    )  # fmt: skip
    doubts = {
        "repair.safety_h": np.full(DRAWS, SAFETY_H), "repair.travel_h": np.full(DRAWS, 6.0),
        "pack.crew_factor": np.full(DRAWS, crews), "pack.spare_transformers": np.full(DRAWS, spares),
        "pack.frost_slowdown": np.full(DRAWS, 0.01),
    }  # fmt: skip
    return mend(pack, damage, np.full(DRAWS, RAID_END_H), doubts, mean_c)


def of_class(pack, name):
    return pack.assets.with_row_index().filter(asset_class=name)["index"].to_numpy().astype(np.int64)


def test_work_begins_after_the_raid_and_alarms_stretch_it(pack):
    one = of_class(pack, "substation")[:1]
    repairs = mended(pack, one, level=2)
    assert (repairs.start_h[:, one] >= RAID_END_H + SAFETY_H).all()
    assert repairs.done_h[:, one] - repairs.start_h[:, one] == pytest.approx(50 / (1 - pack.alarm_share))
    assert np.isinf(np.delete(repairs.done_h, one, axis=1)).all()
    assert (np.delete(repairs.crew, one, axis=1) == -1).all()


@pytest.mark.parametrize("held", [0, 1, 5])
def test_spares_used_are_those_held(pack, held):
    struck = of_class(pack, "substation")[:4]
    repairs = mended(pack, struck, spares=held)
    assert (repairs.spare.sum(axis=1) == min(held, 4)).all()
    assert (np.isfinite(repairs.done_h).sum(axis=1) == min(held, 4)).all()


@pytest.mark.parametrize("name", ["thermal", "chp", "hydro"])
def test_each_class_has_its_own_store(pack, name):
    struck = np.concatenate([of_class(pack, name)[:4], of_class(pack, "substation")[:2]])
    repairs = mended(pack, struck, spares=0)
    assert (repairs.spare.sum(axis=1) == pack.spares[name][1]).all()
    assert np.isinf(repairs.done_h[:, of_class(pack, "substation")]).all()


def test_there_is_always_a_crew(pack):
    one = of_class(pack, "hydro")[:1]
    assert np.isfinite(mended(pack, one, level=1, crews=0.0).done_h[:, one]).all()


def test_a_country_without_damage_sends_nobody(pack):
    assert (mended(pack, np.empty(0, np.int64)).crew == -1).all()


def test_frost_makes_work_longer_and_warmth_does_not(pack):
    """Ten degrees of frost at 1 % each; the region is that of the asset."""
    (asset,) = of_class(pack, "substation")[:1]
    region = pack.regions.index(pack.assets["region"][int(asset)])
    at = np.full((DRAWS, len(pack.regions)), 5.0)
    warm, plain = mended(pack, [asset], mean_c=at), mended(pack, [asset])
    at[:, region] = -10.0
    cold = mended(pack, [asset], mean_c=at)
    took = [out.done_h[:, asset] - out.start_h[:, asset] for out in (plain, warm, cold)]
    assert took[1] == pytest.approx(took[0])
    assert took[2] == pytest.approx(1.1 * took[0])
