"""Crews with kinds and places, spares and an uneven clock: against all schedules, and what more of them is worth."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oberih.luck import Key
from oberih.repair.order import Shop, best_order
from oberih.repair.order.floor import floor_of
from oberih.repair.order.means import ANY, Clock, Means
from oberih.repair.order.rules import plain_rules
from oberih.repair.order.search import search
from oberih.terms.errors import InputError

FROST = Clock((0.0, 3.0, 8.0), (0.5, 1.0, 0.8))


def shop_of(
    hours, gains, needed, *, kinds, crews, spare, spares, travel, clock=FROST, places=None, until=None, after=()
):
    """A grid of pairs: a gain comes only when all jobs that it needs are done. Crews are (kind, place)."""

    def cut(sets):
        return np.array(
            [sum(gain for gain, need in zip(gains, needed, strict=True) if each & need != need) for each in sets], float
        )

    n = len(hours)
    means = Means(
        crew_kind=tuple(kind for kind, _ in crews), crew_place=tuple(place for _, place in crews),
        job_kind=tuple(kinds), job_place=tuple(places or [j % 2 for j in range(n)]),
        job_spare=tuple(spare), spares_h=(tuple(sorted(spares)),), travel_h=((0.0, travel), (travel, 0.0)), clock=clock,
        job_after=tuple(after),
    )  # fmt: skip
    return Shop(np.array(hours, float), len(crews), cut, means, until)


def by_all_schedules(shop):
    """Every order, and in it every crew for every job: each begins as soon as crew and spare are there."""
    means, best = shop.means, np.inf
    for order in itertools.permutations(range(shop.n)):
        if any(means.before(j) in order[i:] for i, j in enumerate(order)):
            continue
        for who in itertools.product(range(len(means.crew_kind)), repeat=shop.n):
            if not all(means.fits(means.crew_kind[c], j) for j, c in zip(order, who, strict=True)):
                continue
            free, at, taken, ends = [0.0] * shop.crews, list(means.crew_place), 0, {}
            for j, c in zip(order, who, strict=True):
                comes = means.spare_h(j, taken)
                if means.before(j) >= 0:
                    comes = max(comes, ends[means.before(j)])
                if comes == np.inf:
                    continue
                taken += means.job_spare[j] >= 0
                start = max(free[c] + means.travel_h[at[c]][means.job_place[j]], comes)
                free[c], at[c] = means.clock.end(start, shop.hours[j]), means.job_place[j]
                ends[j] = free[c]
            last = max(ends.values(), default=0.0) if shop.until_h is None else shop.until_h
            edges = sorted({0.0, last, *(end for end in ends.values() if end < last)})
            total = 0.0
            for a, b in itertools.pairwise(edges):
                done = sum(1 << j for j, end in ends.items() if end <= a + 1e-9)
                total += shop.cut_of(done) * (b - a)
            best = min(best, total)
    return best


@st.composite
def given_shops(draw, most=3):
    n = draw(st.integers(1, most))
    each = st.integers(1, 2**n - 1)
    spare = draw(st.lists(st.sampled_from([-1, -1, 0]), min_size=n, max_size=n))
    needs = spare.count(0)
    spares = draw(st.lists(st.sampled_from([-np.inf, 2.0, 7.0]), max_size=3))
    after = [-1] * n
    if n > 1 and spare[0] < 0 and draw(st.booleans()):  # the last can only follow the first
        after[-1] = 0
    return {
        "hours": draw(st.lists(st.integers(1, 5), min_size=n, max_size=n)),
        "gains": draw(st.lists(st.integers(1, 9), min_size=3, max_size=3)),
        "needed": draw(st.lists(each, min_size=3, max_size=3)),
        "kinds": draw(st.lists(st.sampled_from([ANY, 0]), min_size=n, max_size=n)),
        "crews": [(0, 0), *draw(st.lists(st.tuples(st.sampled_from([0, 1, ANY]), st.integers(0, 1)), max_size=1))],
        "spare": spare, "spares": spares, "travel": draw(st.sampled_from([0.0, 1.5])),
        "clock": draw(st.sampled_from([Clock(), FROST])), "until": 25.0 if len(spares) < needs else None,
        "after": after,
    }  # fmt: skip


@given(given_shops())
@settings(max_examples=25, deadline=None)
def test_the_search_against_all_schedules(given):
    found = best_order(shop := shop_of(**given))
    assert found.exact
    assert found.unserved_mwh == pytest.approx(by_all_schedules(shop))
    played = found.schedule
    assert len(played.order) == shop.possible
    for rule in found.rules:
        assert rule.unserved_mwh >= found.unserved_mwh - 1e-9
        _keeps(shop, shop.play(rule.order))
    _keeps(shop, played)
    widths = np.diff([*played.from_h, played.end_of_all_h])
    assert sum(shop.cut_of(each) * w for each, w in zip(played.mended, widths, strict=True)) == pytest.approx(
        found.unserved_mwh
    )


def _keeps(shop, played):
    """No crew is in two places, none does another's work, and no spare is used before it is there."""
    means = shop.means
    jobs = list(zip(played.order, played.crew, played.start_h, played.end_h, strict=True))
    for crew in range(shop.crews):
        at, free = means.crew_place[crew], 0.0
        for job, _, start, end in sorted((each for each in jobs if each[1] == crew), key=lambda each: each[2]):
            assert means.fits(means.crew_kind[crew], job)
            assert start >= free + means.travel_h[at][means.job_place[job]] - 1e-9
            assert end == pytest.approx(means.clock.end(start, shop.hours[job]))
            at, free = means.job_place[job], end
    uses = sorted(start for job, _, start, _ in jobs if means.job_spare[job] >= 0)
    comes = means.spares_h[0]
    assert len(uses) <= len(comes)
    assert all(use >= come - 1e-9 for use, come in zip(uses, comes, strict=False))


@given(given_shops(most=4))
@settings(max_examples=15, deadline=None)
def test_more_spares_more_crews_and_less_travel_never_raise_the_optimum(given):
    given["until"] = 30.0
    base = best_order(shop_of(**given)).unserved_mwh
    for more in (
        {"spares": [*given["spares"], 3.0]},
        {"spares": [-np.inf] * len(given["spares"])},
        {"crews": [*given["crews"], (ANY, 1)]},
        {"travel": 0.0},
        {"clock": Clock()},
    ):
        assert best_order(shop_of(**(given | more))).unserved_mwh <= base + 1e-9


@pytest.mark.parametrize("until", [None, 9.0])
def test_a_floor_is_never_above_a_schedule_and_leads_to_the_same_answer(until):
    rng = np.random.default_rng(5)
    n = 6
    hours = rng.integers(1, 4, n).astype(float)
    shop = shop_of(
        hours, rng.integers(1, 9, 5), [int(each) for each in rng.integers(1, 2**n, 5)], kinds=[0, ANY, 1, ANY, 1, 0],
        crews=[(0, 0), (1, 1)], spare=[-1, 0, -1, 0, -1, -1], spares=[0.0, 4.0], travel=1.0, until=until,
    )  # fmt: skip

    def floor_mw(worked_h):
        fit = [each for each in range(2**n) if sum(hours[j] for j in range(n) if each >> j & 1) <= worked_h + 1e-9]
        return float(shop.cut(fit).min()), np.zeros(n)

    best = best_order(shop)
    floor, _ = floor_of(shop, floor_mw, 64, float("inf"))
    assert best.exact
    assert 0 < floor.after(0.0) <= best.unserved_mwh + 1e-9
    order = tuple(range(n))
    found = search(shop, floor, order, shop.unserved(order), most_states=10**6, until_s=float("inf"))
    assert found.unserved_mwh == pytest.approx(best.unserved_mwh)
    assert shop.unserved(found.order, found.by) == pytest.approx(found.unserved_mwh)


def test_who_gets_the_only_spare_is_part_of_the_question():
    """Two jobs and one spare: the job that gives more gets it, and the other is told as never done."""
    shop = shop_of(
        [1, 1], [2, 5], [1, 2], kinds=[ANY, ANY], crews=[(ANY, 0)], spare=[0, 0], spares=[1.0], travel=0.0,
        clock=Clock(), until=10.0,
    )  # fmt: skip
    found = best_order(shop)
    assert found.schedule.order == (1,)
    assert found.schedule.never == (0,)
    assert found.unserved_mwh == 7 * 2 + 2 * 8


def test_what_is_lacking_is_named_together():
    with pytest.raises(InputError) as error:
        shop_of(
            [1, 1], [2, 5], [1, 2], kinds=[0, 1], crews=[(0, 0)], spare=[0, 0], spares=[], travel=0.0,
        )  # fmt: skip
    assert [fault.key for fault in error.value.faults] == ["repair.no_crew_for", "repair.spares_short"]


def test_a_clock_that_stops_for_alarms():
    clock = Clock((0.0, 3.0, 8.0), (0.5, 1.0, 0.8))
    assert clock.end(1.0, 2.0) == 4.0
    assert clock.end(0.0, 6.5 + 0.8) == pytest.approx(9.0)
    for hour in (0.0, 2.0, 3.0, 7.5, 20.0):
        assert clock.when(clock.worked(hour)) == pytest.approx(hour)


def test_plain_rules_wait_for_no_spare_while_there_is_other_work():
    shop = shop_of(
        [1, 1, 1], [9, 1, 1], [1, 2, 4], kinds=[ANY] * 3, crews=[(ANY, 0)], spare=[0, -1, -1], spares=[50.0],
        travel=0.0, clock=Clock(),
    )  # fmt: skip
    for rule in plain_rules(shop, Key(1), 100):
        assert shop.play(rule.order).order[-1] == 0


def test_past_what_is_searched_a_crew_waits_for_a_spare_where_that_is_better():
    """The spare of what gives back most comes in the second hour, and all other work takes a hundred: a crew that
    never waits while there is work begins with that."""
    n, gains = 70, [1] * 69 + [1000]

    def cut(sets):
        return np.array([sum(gain for j, gain in enumerate(gains) if not each >> j & 1) for each in sets], float)

    means = Means(
        crew_kind=(0,), crew_place=(0,), job_kind=(ANY,) * n, job_place=(0,) * n, job_spare=(-1,) * (n - 1) + (0,),
        spares_h=((1.0,),), travel_h=((0.0,),), clock=Clock(), job_after=(),
    )  # fmt: skip
    shop = Shop(np.array([100.0] * (n - 1) + [1.0]), 1, cut, means)
    found = best_order(shop, seconds=2.0)
    assert all(rule.unserved_mwh > 100_000 for rule in found.rules)
    assert found.schedule.start_h[found.schedule.order.index(n - 1)] == 1.0
    assert found.unserved_mwh == pytest.approx(1000 * 2.0 + sum(2.0 + 100 * (i + 1) for i in range(n - 1)))
    _keeps(shop, found.schedule)
    assert len(found.schedule.order) == n
