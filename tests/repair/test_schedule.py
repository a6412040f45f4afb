"""Order of work: cases by hand, what always holds, and what one crew's order is worth against all orders.

More crews do not delay the last job while jobs are many and travel is nought (tested below). With travel they can:
a job given to a far crew that is free sooner keeps that crew from a job of its own region. The rule is greedy, not
optimal.
"""

from itertools import permutations

import numpy as np
import pytest

from oberih.repair import _kernels
from oberih.repair.base import crew_regions
from oberih.scenario import load_pack


def plan(
    work, *, gain=None, ready=0.0, spare=None, region=None, kind=None, homes=(0,), spares=(0,), travel=0.0, draws=1,
    kernel=_kernels.schedule,
):  # fmt: skip
    """One draw (or several alike) of jobs: (start, done, crew, spare used), each (draw, job)."""
    n = len(work)
    shape = (draws, n)

    def each(values, dtype, default):
        values = np.full(n, default) if values is None else np.asarray(values)
        return np.ascontiguousarray(np.broadcast_to(values, shape).astype(dtype))

    start, done = np.full(shape, np.inf), np.full(shape, np.inf)
    crew, used = np.full(shape, -1, np.int64), np.zeros(shape, np.bool_)
    kernel(
        each(None, bool, True), np.broadcast_to(np.asarray(ready, float), shape).copy(), each(work, float, 0),
        each(gain, float, 1.0), each(spare, bool, False),
        np.zeros(n, np.int64) if region is None else np.asarray(region, np.int64),
        np.zeros(n, np.int64) if kind is None else np.asarray(kind, np.int64),
        np.asarray(homes, np.int64), np.full(draws, len(homes), np.int64),
        np.tile(np.asarray(spares, np.int64), (draws, 1)), np.full(draws, float(travel)), start, done, crew, used,
    )  # fmt: skip
    return start, done, crew, used


def test_one_crew_does_the_greatest_gain_per_hour_first():
    start, done, crew, _ = plan([10, 4, 2], gain=[50, 40, 2], ready=3.0)  # 5, 10 and 1 MW per hour
    assert start[0].tolist() == [7, 3, 17]
    assert done[0].tolist() == [17, 7, 19]
    assert crew[0].tolist() == [0, 0, 0]


@pytest.mark.parametrize("seed", range(10))
def test_with_one_crew_no_order_waits_less(seed):
    """Megawatt-hours waited for, gain x done summed, against every order of five jobs (Smith's rule is exact)."""
    rng = np.random.default_rng(seed)
    work, gain = rng.uniform(1, 50, 5), rng.uniform(1, 300, 5)
    _, done, _, _ = plan(work, gain=gain)
    least = min(float(np.cumsum(work[list(order)]) @ gain[list(order)]) for order in permutations(range(5)))
    assert float(done[0] @ gain) == pytest.approx(least)


def test_two_crews_share_the_jobs():
    start, done, crew, _ = plan([6, 4, 3], gain=[60, 36, 3], homes=(0, 0))
    assert start[0].tolist() == [0, 0, 4]
    assert done[0].tolist() == [6, 4, 7]
    assert crew[0].tolist() == [0, 1, 1]


def test_a_crew_of_the_region_comes_before_one_that_must_travel():
    start, _, crew, _ = plan([5], region=[1], homes=(0, 1), travel=6)
    assert (start[0, 0], crew[0, 0]) == (0, 1)
    late = plan([5], region=[1], homes=(0, 1), travel=6, ready=8)  # either is there in time: its own is taken
    assert (late[0][0, 0], late[2][0, 0]) == (8, 1)


def test_a_crew_travels_where_its_own_is_busy_longer():
    start, _, crew, _ = plan([20, 5], gain=[200, 5], region=[1, 1], homes=(0, 1), travel=6)
    assert start[0].tolist() == [0, 6]
    assert crew[0].tolist() == [1, 0]


def test_a_job_without_its_spare_is_never_begun_and_keeps_no_crew():
    start, done, crew, used = plan([5, 5, 5], gain=[30, 20, 10], spare=[1, 1, 0], spares=[1])
    assert done[0].tolist() == [5, np.inf, 10]
    assert start[0, 1] == np.inf
    assert crew[0].tolist() == [0, -1, 0]
    assert used[0].tolist() == [True, False, False]


def test_spares_of_one_kind_do_not_mend_another():
    _, done, _, used = plan([5, 5], spare=[1, 1], kind=[0, 1], spares=[0, 2])
    assert np.isinf(done[0, 0])
    assert np.isfinite(done[0, 1])
    assert used[0].tolist() == [False, True]


def test_without_crews_no_work_begins_and_no_spare_is_used():
    start, done, crew, used = plan([5], spare=[1], spares=[1], homes=())
    assert np.isinf(start).all()
    assert np.isinf(done).all()
    assert (crew == -1).all()
    assert not used.any()


@pytest.mark.parametrize("seed", range(25))
def test_what_always_holds(seed):
    rng = np.random.default_rng(seed)
    n, homes = int(rng.integers(1, 25)), rng.integers(0, 3, int(rng.integers(1, 6)))
    work, ready = rng.uniform(1, 200, n), rng.uniform(0, 9, n)
    spare, kind, held = rng.random(n) < 0.5, rng.integers(0, 2, n), rng.integers(0, 4, 2)
    start, done, crew, used = plan(
        work, gain=rng.uniform(0, 500, n), ready=ready, spare=spare, region=rng.integers(0, 3, n), kind=kind,
        homes=homes, spares=held, travel=5, draws=2,
    )  # fmt: skip
    assert start[0].tobytes() == start[1].tobytes()  # a draw leaves nothing behind for the next
    start, done, crew, used = start[0], done[0], crew[0], used[0]
    begun = crew >= 0
    assert (np.isfinite(done) == begun).all()
    assert (start[begun] >= ready[begun]).all()
    assert done[begun] == pytest.approx(start[begun] + work[begun])
    assert (used == (spare & begun)).all()
    for k in range(2):
        wanted = int((spare & (kind == k)).sum())
        assert int((used & (kind == k)).sum()) == min(wanted, held[k])
    for c in range(len(homes)):
        mine = np.flatnonzero(crew == c)
        mine = mine[np.argsort(start[mine])]
        assert (start[mine][1:] >= done[mine][:-1] - 1e-9).all()


@pytest.mark.parametrize("seed", range(20))
def test_more_crews_never_end_later_without_travel(seed):
    """Any list of jobs without travel: each further crew ends it no later (list scheduling of jobs without order)."""
    rng = np.random.default_rng(seed)
    work, gain = rng.uniform(1, 100, 15), rng.uniform(1, 500, 15)
    last = [plan(work, gain=gain, homes=(0,) * crews)[1].max() for crews in range(1, 8)]
    assert last == sorted(last, reverse=True)


def test_the_first_crews_are_spread_like_all_of_them():
    """Homes of the first n do not depend on how many follow, so that a draw is the same in any batch."""
    pack = load_pack()
    many = crew_regions(pack, 91)
    assert (crew_regions(pack, 40) == many[:40]).all()
    whole = np.bincount(crew_regions(pack, int(pack.crews.sum())), minlength=pack.crews.size)
    assert np.abs(whole - pack.crews).max() <= 1


def test_plain_python_says_the_same():
    rng = np.random.default_rng(3)
    work, gain = rng.uniform(1, 100, 9), rng.uniform(1, 500, 9)
    given = {"gain": gain, "spare": rng.random(9) < 0.4, "region": rng.integers(0, 2, 9), "homes": (0, 1, 0)}
    compiled = plan(work, **given, spares=[2], travel=4)
    plain = plan(work, **given, spares=[2], travel=4, kernel=_kernels.schedule.py_func)
    assert all((a == b).all() for a, b in zip(compiled, plain, strict=True))
