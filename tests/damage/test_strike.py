"""What arrivals do: levels against the table, distinct assets against the closed form, debris slight at most."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from oberih.damage import _kernels, load_fragility, strike
from oberih.damage.fragility import PROTECTIONS
from oberih.luck import Key, Stream
from oberih.luck import _kernels as luck_kernels
from oberih.scenario import load_pack
from oberih.terms.batch import AIM_CLASSES, LEAKED, LOST, STOPPED, Weapons
from oberih.terms.kinds import KINDS

DRAWS = 20_000
TABLE = load_fragility()


@pytest.fixture(scope="module")
def whole():
    return load_pack()


def with_assets(pack, mw, asset_class="substation", protection="none", region="UA-30"):
    n = len(mw)
    assets = pl.DataFrame(
        {
            "asset": pl.Series(range(n), dtype=pl.Int32),
            "asset_class": [asset_class] * n,
            "region": [region] * n,
            "capacity_mw": [float(each) for each in mw],
            "available_mw": [float(each) for each in mw],
            "node": ["transmission"] * n,
            "protection": [protection] * n,
            "controlled": [True] * n,
        }
    )
    return replace(pack, assets=assets)


def arrivals(pack, n, draws=DRAWS, kind="cruise", aim="substation", region="UA-30"):
    size = n * draws
    return Weapons(
        draws=np.arange(draws), start=np.arange(draws + 1) * n, draw=np.repeat(np.arange(draws), n),
        weapon=np.tile(np.arange(n), draws), kind=np.full(size, KINDS.index(kind), np.int8),
        launch_s=np.zeros(size), arrival_s=np.tile(3600.0 * (1 + np.arange(n)), draws),
        region=np.full(size, pack.regions.index(region)), aim=np.full(size, AIM_CLASSES.index(aim), np.int8),
        start_hour=np.zeros(draws, np.int64),
    )  # fmt: skip


def struck(pack, weapons, fate=LEAKED, debris=0.0, table=TABLE, seed=2, work_factor=1.0):
    draws = weapons.draws.size
    fates = np.full(weapons.draw.size, fate, np.int8) if isinstance(fate, int) else fate
    doubts = {"damage.debris_chance": np.full(draws, debris), "repair.work_factor": np.full(draws, work_factor)}
    return strike(pack, Key(seed), weapons, fates, doubts, table)


@pytest.mark.parametrize(("q", "expected"), [(1.0, 4.68559), (0.3, 1.67028)])
def test_distinct_assets_hit(whole, q, expected):
    """K (1 - (1 - q/K)^L) for K = 10 equal assets and L = 6 arrivals, each doing anything with chance q."""
    law = np.broadcast_to([1 - q, 1.0, 1.0, 1.0], TABLE.law.shape).copy()
    pack = with_assets(whole, [50] * 10)
    hit = (struck(pack, arrivals(pack, 6), table=replace(TABLE, law=law)).level > 0).sum(axis=1)
    assert hit.mean() == pytest.approx(expected, abs=4 * hit.std() / np.sqrt(DRAWS))


@pytest.mark.parametrize("protection", PROTECTIONS)
@pytest.mark.parametrize("kind", ["cruise", "guided", "drone", "decoy"])
def test_levels_follow_the_table(whole, kind, protection):
    draws = 8000
    pack = with_assets(whole, [50], protection=protection)
    level = struck(pack, arrivals(pack, 1, draws, kind)).level[:, 0]
    chance = np.diff(TABLE.law[KINDS.index(kind), PROTECTIONS.index(protection)], prepend=0)
    seen = np.bincount(level, minlength=4) / draws
    assert (np.abs(seen - chance) <= 4 * np.sqrt(chance * (1 - chance) / draws) + 1e-12).all()


def test_larger_assets_are_struck_likelier_and_idle_ones_never(whole):
    pack = with_assets(whole, [300, 0, 100])
    damage = struck(pack, arrivals(pack, 1))
    seen = np.bincount(damage.leaker_asset, minlength=3) / DRAWS
    assert seen[1] == 0
    assert seen[0] == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / DRAWS))


def test_leakers_are_named_with_what_they_struck(whole):
    pack = with_assets(whole, [50] * 4)
    weapons = arrivals(pack, 5, draws=300)
    damage = struck(pack, weapons)
    assert (damage.leaker == np.arange(1500)).all()
    hit = np.zeros((300, 4), bool)
    hit[weapons.draw[damage.leaker], damage.leaker_asset] = True
    assert (hit >= (damage.level > 0)).all()
    first = np.full((300, 4), np.inf)
    np.minimum.at(first, (weapons.draw[damage.leaker], damage.leaker_asset), weapons.arrival_s[damage.leaker] / 3600)
    seen = damage.level > 0
    assert (damage.from_h[seen] >= first[seen]).all()  # later where the first arrival did nothing
    assert (damage.from_h[seen] == np.round(damage.from_h[seen])).all()


def test_several_arrivals_leave_the_worst_level(whole):
    pack = with_assets(whole, [50])
    one, six = (struck(pack, arrivals(pack, n, draws=3000)).level for n in (1, 6))
    assert (six >= one).all()  # the first of six has the luck of the one alone
    assert six.mean() > one.mean()


def test_debris_does_slight_damage_at_most_and_only_of_those_stopped(whole):
    pack = with_assets(whole, [50] * 3)
    weapons = arrivals(pack, 4, draws=5000)
    damage = struck(pack, weapons, STOPPED, debris=0.2)
    assert set(np.unique(damage.level)) == {0, 1}
    assert damage.leaker.size == 0
    expected = 3 * (1 - (1 - 0.2 / 3) ** 4)
    hit = (damage.level > 0).sum(axis=1)
    assert hit.mean() == pytest.approx(expected, abs=4 * hit.std() / np.sqrt(5000))
    assert not struck(pack, weapons, LOST, debris=1.0).level.any()
    assert not struck(pack, weapons, STOPPED, debris=0.0).level.any()


def test_what_does_not_fly_at_the_grid_or_finds_nothing_there_does_nothing(whole):
    pack = with_assets(whole, [50] * 3)
    weapons = arrivals(pack, 4, draws=200)
    elsewhere = replace(weapons, aim=np.full_like(weapons.aim, -1))
    for each in (elsewhere, arrivals(pack, 4, 200, region="UA-63"), arrivals(pack, 4, 200, aim="hydro")):
        damage = struck(pack, each, debris=1.0)
        assert not damage.level.any()
        assert damage.leaker.size == 0
        assert np.isinf(damage.from_h).all()


@pytest.mark.parametrize("asset_class", AIM_CLASSES)
def test_a_level_means_what_its_row_says(whole, asset_class):
    pack = with_assets(whole, [50] * 2, asset_class)
    damage = struck(pack, arrivals(pack, 3, 3000, aim=asset_class), work_factor=2.0)
    each = AIM_CLASSES.index(asset_class)
    for level in range(4):
        here = damage.level == level
        assert here.any()
        assert (damage.struck_share[here] == TABLE.struck_share[each, level]).all()
        assert (damage.bypass_share[here] == TABLE.bypass_share[each, level]).all()
        assert (damage.needs_spare[here] == (level == 3)).all()
        if level == 0:
            assert (damage.work_h[here] == 0).all()
            assert np.isinf(damage.from_h[here]).all()
            continue
        low, mid, high = TABLE.work_h[each, level] * 2
        work = damage.work_h[here]
        assert ((work >= low) & (work <= high)).all()
        assert work.mean() == pytest.approx((low + mid + high) / 3, rel=0.1)
        wait = damage.bypass_h[here] - damage.from_h[here]
        low, _, high = TABLE.bypass_h[each, level]
        assert ((wait >= low - 1e-9) & (wait <= high + 1e-9)).all()


def test_nuclear_units_are_never_struck(whole):
    rng = np.random.default_rng(1)
    weapons = arrivals(whole, 60, draws=50)
    anywhere = replace(
        weapons, region=rng.integers(0, 25, 3000), aim=rng.integers(0, len(AIM_CLASSES), 3000).astype(np.int8)
    )
    level = struck(whole, anywhere, debris=1.0).level
    classes = whole.assets["asset_class"].to_numpy()
    assert {str(each) for each in np.unique(classes[level.any(axis=0)])} <= set(AIM_CLASSES)
    assert level.any()


def test_the_kernel_uses_the_streams_that_luck_names():
    assert (_kernels.ASSET, _kernels.LEVEL, _kernels.DEBRIS) == (Stream.ASSET, Stream.LEVEL, Stream.DEBRIS)
    assert (_kernels.POINT, _kernels.LEAKED) == (Stream.POINT, LEAKED)


def test_plain_python_says_the_same(whole, monkeypatch):
    pack = with_assets(whole, [50, 20, 70])
    weapons = arrivals(pack, 3, draws=12)
    fates = np.tile(np.array([LEAKED, STOPPED, LOST], np.int8), 12)
    compiled = struck(pack, weapons, fates, debris=0.5)
    monkeypatch.setattr(luck_kernels, "philox", luck_kernels.philox.py_func)
    monkeypatch.setattr(_kernels, "chance", luck_kernels.chance.py_func)
    monkeypatch.setattr(_kernels, "strike", _kernels.strike.py_func)
    plain = struck(pack, weapons, fates, debris=0.5)
    assert (plain.level == compiled.level).all()
    assert (plain.from_h == compiled.from_h).all()
    assert (plain.leaker_asset == compiled.leaker_asset).all()
