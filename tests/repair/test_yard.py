"""Crews and spares through many raids: Palm's spares, what is begun goes on, and nothing is used that is not there."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from oberih.repair.yard import Works, Yard

RATE, LEAD, STOCK = 1.0, 3.0, 4  # the closed form's lambda T = 3, s = 4


def yard(n=8, *, crews=2, stock=(99,), lead=np.inf, travel=0.0, kinds=None, work_kinds=None, crew_kinds=None):
    zeros = np.zeros(n, np.int64)
    return Yard(
        asset_region=zeros, spare_kind=zeros if kinds is None else np.asarray(kinds),
        work_kind=np.full(n, -1) if work_kinds is None else np.asarray(work_kinds),
        crew_region=np.zeros(crews, np.int64),
        crew_kind=np.full(crews, -1) if crew_kinds is None else np.asarray(crew_kinds),
        travel_h=travel, stock_h=[[-np.inf] * each for each in stock], lead_h=lead,
    )  # fmt: skip


def works(n, assets, *, ready=0.0, work=1.0, gain=1.0, spare=False):
    needed = np.zeros(n, np.bool_)
    needed[list(assets)] = True
    return Works(
        needed, ready, np.broadcast_to(np.asarray(work, float), n).copy(),
        np.broadcast_to(np.asarray(gain, float), n).copy(), needed & spare,
    )  # fmt: skip


def test_palms_spares():
    """Needs by Poisson's law, each reordered at once with a lead of three: how often none waits, and how many do."""
    assert poisson.cdf(STOCK, RATE * LEAD) == pytest.approx(0.815263, abs=1e-6)
    rng = np.random.default_rng(7)
    needs = np.cumsum(rng.exponential(1 / RATE, 5000))
    n, here = 40, yard(40, crews=40, stock=(STOCK,), lead=LEAD)
    waits = np.empty(needs.size)
    for i, at in enumerate(needs):
        a = i % n
        here.add(at, works(n, [a], ready=at, work=1e-6, spare=True))
        waits[i] = max(here.spare_h[a] - at, 0.0)
    moments = np.arange(needs[0] + 20, needs[-1] - 20, 0.5)
    waiting = np.searchsorted(needs, moments, side="right") - np.searchsorted(
        np.sort(needs + waits), moments, side="right"
    )
    blocks = np.array_split(waiting, 50)
    for values, law in (([np.mean(b == 0) for b in blocks], 0.815263), ([np.mean(b) for b in blocks], 0.319357)):
        assert np.mean(values) == pytest.approx(law, abs=4 * np.std(values, ddof=1) / np.sqrt(50))


def test_what_is_begun_goes_on_and_what_waits_is_planned_anew():
    here = yard(crews=1)
    here.add(0.0, works(8, [0, 1], work=10.0, gain=[5, 1, 9, 9, 9, 9, 9, 9]))
    assert here.done_h[[0, 1]].tolist() == [10, 20]
    here.add(5.0, works(8, [2], ready=6.0, work=10.0, gain=9.0))
    assert here.done_h[[0, 2, 1]].tolist() == [10, 20, 30]


def test_struck_again_begins_from_the_start():
    here = yard(crews=1)
    here.add(0.0, works(8, [0], work=10.0))
    here.add(4.0, works(8, [0], ready=5.0, work=2.0))
    assert here.done_h[0] == 15  # with the longer of the hours


def test_a_spare_built_in_before_the_next_strike_is_lost():
    here = yard(crews=1, stock=(1,))
    here.add(0.0, works(8, [0], work=10.0, spare=True))
    here.add(4.0, works(8, [0], ready=5.0, work=10.0, spare=True))
    assert np.isinf(here.done_h[0])
    assert np.isinf(here.spare_h[0])


def test_no_crew_waits_for_a_spare_that_is_still_to_come():
    here = yard(crews=1, stock=(0,))
    here.stock_h[0].append(50.0)
    here.add(0.0, works(8, [0, 1], work=10.0, gain=[9, 1, 1, 1, 1, 1, 1, 1]))
    here.add(0.0, works(8, [2], work=10.0, gain=99.0, spare=True))
    assert here.done_h[[0, 1, 2]].tolist() == [10, 20, 60]


def test_each_kind_of_crew_does_its_own_work():
    here = yard(4, crews=2, work_kinds=[0, 0, 1, 1], crew_kinds=[0, 1])
    here.add(0.0, works(4, range(4), work=10.0))
    assert here.crew.tolist() == [0, 0, 1, 1]


RAIDS = st.lists(
    st.tuples(
        st.floats(0.1, 40), st.sets(st.integers(0, 5), min_size=1, max_size=5), st.integers(1, 20), st.booleans()
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(RAIDS, st.integers(1, 3), st.integers(0, 3), st.sampled_from([np.inf, 15.0]))
@settings(max_examples=40, deadline=None)
def test_spares_used_are_never_more_than_have_come_and_no_crew_is_in_two_places(raids, crews, held, lead):
    here, at, jobs = yard(6, crews=crews, stock=(held,), lead=lead), 0.0, []
    for gap, assets, hours, spare in raids:
        at += gap
        before = (here.open & (here.start_h <= at) & (here.done_h > at), here.done_h.copy())
        here.add(at, works(6, assets, ready=at + 1, work=float(hours), spare=spare))
        going = before[0] & ~np.isin(np.arange(6), list(assets))
        assert (here.done_h[going] == before[1][going]).all()
        new = here.open & (here.start_h > at) & np.isfinite(here.start_h)
        assert (here.start_h[new] >= at + 1).all()
        assert (here.start_h[new] >= here.spare_h[new]).all()
        jobs = [(here.crew[a], here.start_h[a], here.done_h[a]) for a in np.flatnonzero(here.open) if here.crew[a] >= 0]
        for crew in range(crews):
            mine = sorted((start, end) for each, start, end in jobs if each == crew)
            assert all(end <= start + 1e-9 for (_, end), (start, _) in pairwise(mine))
    for moment in (at, at + 30, np.inf):
        come = sum(hour <= moment for hour in here.stock_h[0])
        here.count(moment)
        assert here.used[0] <= come
