"""Defence by shares: the number stopped follows a beta-binomial law, and regions that were hit are hit."""

import numpy as np
import pytest
from scipy.stats import betabinom

from oberih.defence import _kernels, engage
from oberih.luck import Key
from oberih.scenario import Scenario, load_pack
from oberih.terms.batch import LEAKED, LOST, STOPPED, Weapons
from oberih.terms.kinds import KINDS

DRAWS, N = 20_000, 40
MEAN, SD = 0.7, 0.15


@pytest.fixture(scope="module")
def pack():
    return load_pack()


def raid(kind="cruise", n=N, draws=DRAWS, regions=(0,), at_grid=1.0):
    """`n` weapons in each draw, regions in turn, the first `at_grid` of them at the grid."""
    weapon = np.tile(np.arange(n), draws)
    return Weapons(
        draws=np.arange(draws), start=np.arange(draws + 1) * n, draw=np.repeat(np.arange(draws), n), weapon=weapon,
        kind=np.full(weapon.size, KINDS.index(kind), np.int8), launch_s=np.zeros(weapon.size),
        arrival_s=np.zeros(weapon.size), region=np.asarray(regions, np.int64)[weapon % len(regions)],
        aim=np.where(weapon < at_grid * n, 0, -1).astype(np.int8), start_hour=np.zeros(draws, np.int64),
    )  # fmt: skip


def fates(pack, weapons, *, hit=(), lost=0.0, mean=MEAN, sd=SD, seed=1):
    shares = {kind: {"mean": mean, "sd": sd} for kind in KINDS}
    raid_part = {"weapons": [{"kind": "cruise", "n": 1}], "hit_regions": list(hit)}
    scenario = Scenario.model_validate({"raid": raid_part, "defence": {"shares": shares}})
    out = engage(scenario, pack, Key(seed), weapons, {"defence.lost_share": np.full(weapons.draws.size, lost)})
    return out.reshape(weapons.draws.size, -1)


def law(n=N, mean=MEAN, sd=SD):
    strength = mean * (1 - mean) / sd**2 - 1
    return betabinom(n, mean * strength, (1 - mean) * strength)


def near_the_law(stopped, expected):
    """Mean, variance and every count's share within 4 to 4.5 standard errors."""
    n = stopped.size
    _, variance, _, kurtosis = expected.stats(moments="mvsk")
    assert stopped.mean() == pytest.approx(expected.mean(), abs=4 * np.sqrt(variance / n))
    spread = np.sqrt((kurtosis + 2) / n) * variance
    assert stopped.var() == pytest.approx(variance, abs=4 * spread)
    chance = expected.pmf(np.arange(N + 1))
    seen = np.bincount(stopped, minlength=N + 1) / n
    assert (np.abs(seen - chance) < 4.5 * np.sqrt(chance * (1 - chance) / n) + 2 / n).all()


def test_the_number_stopped_is_beta_binomial(pack):
    out = fates(pack, raid())
    assert set(np.unique(out)) == {STOPPED, LEAKED}
    near_the_law((out == STOPPED).sum(axis=1), law())


def test_regions_that_were_hit_are_hit_and_the_number_stopped_keeps_its_law(pack):
    hit = ("UA-05", "UA-30", "UA-63")
    index = [pack.regions.index(code) for code in hit]
    weapons = raid(regions=index, at_grid=0.3)
    out = fates(pack, weapons, hit=hit)
    free = fates(pack, weapons)
    leaked = (out == LEAKED) & (weapons.aim >= 0).reshape(out.shape)
    region = weapons.region.reshape(out.shape)
    for r in index:
        assert (leaked & (region == r)).any(axis=1).all()
    assert not (((free == LEAKED) & (weapons.aim >= 0).reshape(out.shape) & (region == r)).any(axis=1)).all()
    stopped, as_free = (out == STOPPED).sum(axis=1), (free == STOPPED).sum(axis=1)
    enough = (free == LEAKED).sum(axis=1) >= 3  # with fewer leakers than regions, somebody more must leak
    assert (stopped[enough] == as_free[enough]).all()
    assert (stopped <= as_free).all()
    assert (~enough).mean() < 0.05


def test_one_weapon_at_a_region_that_must_be_hit_arrives(pack):
    out = fates(pack, raid(n=1, draws=500), hit=("UA-05",), mean=0.9, sd=0.05)
    assert (out == LEAKED).all()


def test_a_region_without_a_weapon_at_its_grid_is_left_alone(pack):
    weapons = raid(n=5, draws=500, at_grid=0)
    assert (fates(pack, weapons, hit=("UA-05",)) == fates(pack, weapons)).all()


def test_the_share_that_falls_by_itself_is_of_those_not_stopped(pack):
    out = fates(pack, raid(draws=4000), lost=0.25)
    missed = out != STOPPED
    assert (out[missed] == LOST).mean() == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / missed.sum()))
    alike = fates(pack, raid(draws=4000))
    assert ((out == STOPPED) == (alike == STOPPED)).all()  # who is stopped does not hang on who falls
    assert not (fates(pack, raid(draws=500), lost=1.0) == LEAKED).any()


def test_kinds_have_their_own_luck_and_one_share_for_a_raid(pack):
    cruise = (fates(pack, raid("cruise", draws=4000)) == STOPPED).mean(axis=1)
    drone = (fates(pack, raid("drone", draws=4000)) == STOPPED).mean(axis=1)
    # weapons of a draw have the same chances by number, so only a share of its own moves the two apart
    assert abs(np.corrcoef(cruise, drone)[0, 1]) < 0.2
    assert cruise.std() > 1.5 * np.sqrt(MEAN * (1 - MEAN) / N)  # wider than weapons by themselves


def test_a_better_defence_lets_through_none_that_a_worse_one_stops(pack):
    """Common luck: raising the mean share at one draw's chance only ever turns leakers into stopped ones."""
    worse = fates(pack, raid(draws=2000), mean=0.6, sd=0.1)
    better = fates(pack, raid(draws=2000), mean=0.8, sd=0.1)
    assert not ((worse == STOPPED) & (better != STOPPED)).any()
    assert (better == STOPPED).sum() > (worse == STOPPED).sum()


def test_plain_python_says_the_same():
    rng = np.random.default_rng(2)
    n = 60
    given = (
        np.array([0, 20, 20, 60]), rng.integers(0, 3, n).astype(np.int8), rng.integers(0, 4, n),
        rng.integers(-1, 2, n).astype(np.int8), rng.random(n), rng.uniform(0.7, 1.0, (3, 3)), rng.uniform(0, 0.3, 3),
        np.array([0, 1, 2]),
    )  # fmt: skip
    compiled, plain = np.empty(n, np.int8), np.empty(n, np.int8)
    _kernels.fates(*given, compiled)
    _kernels.fates.py_func(*given, plain)
    assert (plain == compiled).all()
