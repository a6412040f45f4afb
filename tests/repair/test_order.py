"""Orders of work: lists of jobs against all orders, floors below every order, and what more crews are worth."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oberih.repair.order import Shop, best_order
from oberih.repair.order.floor import floor_of, raised
from oberih.repair.order.refine import halved
from oberih.repair.order.schedule import weighted_jobs
from oberih.repair.order.search import search
from oberih.terms.errors import InputError

HOURS = st.lists(st.integers(1, 6), min_size=1, max_size=5)


def by_all_orders(shop):
    return min(shop.unserved(order) for order in itertools.permutations(range(shop.n)))


def parallel(hours, gains, needed, crews):
    """A grid of pairs: a gain comes only when all jobs that it needs are done."""

    def cut(sets):
        return np.array(
            [sum(gain for gain, need in zip(gains, needed, strict=True) if each & need != need) for each in sets], float
        )

    return Shop(np.array(hours, float), crews, cut)


@given(HOURS, st.data(), st.sampled_from([1, 2]))
@settings(max_examples=25, deadline=None)
def test_lists_of_jobs_against_all_orders(hours, data, crews):
    weights = data.draw(st.lists(st.integers(0, 9), min_size=len(hours), max_size=len(hours)))
    shop = weighted_jobs(hours, weights, crews)
    found = best_order(shop)
    assert found.exact
    assert found.unserved_mwh == pytest.approx(by_all_orders(shop))
    assert shop.unserved(found.schedule.order) == pytest.approx(found.unserved_mwh)


@given(HOURS, st.data())
@settings(max_examples=25, deadline=None)
def test_with_one_crew_smiths_ratio_is_the_best_order_of_a_list(hours, data):
    weights = data.draw(st.lists(st.integers(0, 9), min_size=len(hours), max_size=len(hours)))
    found = best_order(weighted_jobs(hours, weights))
    smith = {rule.name: rule.unserved_mwh for rule in found.rules}["smith"]
    assert found.unserved_mwh == pytest.approx(smith)


@given(HOURS, st.data())
@settings(max_examples=25, deadline=None)
def test_jobs_that_need_each_other_and_more_crews(hours, data):
    n = len(hours)
    gains = data.draw(st.lists(st.integers(1, 9), min_size=3, max_size=3))
    needed = data.draw(st.lists(st.integers(1, 2**n - 1), min_size=3, max_size=3))
    best = []
    for crews in (1, 2, 3):
        shop = parallel(hours, gains, needed, crews)
        found = best_order(shop)
        assert found.exact
        assert found.unserved_mwh == pytest.approx(by_all_orders(shop))
        assert all(rule.unserved_mwh >= found.unserved_mwh - 1e-9 for rule in found.rules)
        best.append(found.unserved_mwh)
    assert best[0] >= best[1] - 1e-9
    assert best[1] >= best[2] - 1e-9


@pytest.mark.parametrize("crews", [1, 2, 3])
@pytest.mark.parametrize("even", [True, False])
def test_a_floor_is_never_above_an_order_and_leads_to_the_same_answer(crews, even):
    rng = np.random.default_rng(crews)
    n = 7
    hours = np.full(n, 2.0) if even else rng.integers(1, 5, n).astype(float)
    gains, needed = rng.integers(1, 9, 6), [int(each) for each in rng.integers(1, 2**n, 6)]
    shop = parallel(hours, gains, needed, crews)

    def floor_mw(worked_h):
        """Of all sets that fit, by trying all: what a solver is asked for."""
        fit = [each for each in range(2**n) if need_hours(each, hours) <= worked_h + 1e-9]
        return float(shop.cut(fit).min()), np.zeros(n)

    best = best_order(shop)
    for most in (3, 64):
        floor, _ = floor_of(shop, floor_mw, most, float("inf"))
        assert floor.after(0.0) <= best.unserved_mwh + 1e-9
        order = tuple(range(n))
        found = search(shop, floor, order, shop.unserved(order), most_states=10**6, until_s=float("inf"))
        assert found.unserved_mwh == pytest.approx(best.unserved_mwh)
        assert found.bound_mwh == pytest.approx(best.unserved_mwh)
        narrow = search(shop, floor, order, shop.unserved(order), most_states=3, until_s=float("inf"))
        assert narrow.bound_mwh <= best.unserved_mwh + 1e-9 <= narrow.unserved_mwh + 2e-9


@pytest.mark.parametrize("even", [True, False])
def test_prices_on_hours_raise_a_low_floor_and_never_above_an_order(even):
    rng = np.random.default_rng(9)
    n = 7
    hours = np.full(n, 2.0) if even else rng.integers(1, 5, n).astype(float)
    shop = parallel(hours, rng.integers(1, 9, 6), [1 << int(j) for j in rng.integers(0, n, 6)], 2)
    work = np.array([need_hours(each, hours) for each in range(2**n)])

    def half(worked_h):
        """A floor that is true and far too low, as where jobs may be done by halves."""
        return float(shop.cut(np.flatnonzero(work <= worked_h + 1e-9).tolist()).min()) / 2, np.zeros(n)

    low, _ = floor_of(shop, half, 64, float("inf"))
    cuts = shop.cut(range(2**n))
    high = raised(low, lambda price, _: float((cuts + price * work).min()), float("inf"))
    assert low.after(0.0) < high.after(0.0) <= best_order(shop).unserved_mwh + 1e-9
    assert (raised(low, lambda *_: 1e9, 0.0).cut_mw == low.cut_mw).all()  # no time, nothing asked


def test_halves_of_halves_lead_from_a_poor_order_to_a_better_one():
    rng = np.random.default_rng(4)
    n = 7
    needed = [1 << int(a) | 1 << int(b) for a, b in rng.integers(0, n, (6, 2))]
    shop = parallel([1] * n, rng.integers(1, 9, 6), needed, 1)

    def split(order, first, last, _):
        """The better half by trying all."""
        window, size = order[first:last], (last - first) // 2
        done = sum(1 << j for j in order[:first])
        half = min(itertools.combinations(window, size), key=lambda each: shop.cut_of(done | sum(1 << j for j in each)))
        return [*order[:first], *half, *(j for j in window if j not in half), *order[last:]]

    order = tuple(range(n))
    before, best = shop.unserved(order), by_all_orders(shop)
    found, value = halved(shop, order, before, split, n, float("inf"))
    assert sorted(found) == list(range(n))
    assert value == pytest.approx(shop.unserved(found))
    assert best <= value < before
    assert value - best <= (before - best) / 2
    assert halved(shop, order, before, split, n, 0.0) == (order, before)  # no time, nothing asked


def need_hours(need, hours):
    return sum(hours[j] for j in range(len(hours)) if need >> j & 1)


def test_crews_take_turns_and_none_waits():
    shop = weighted_jobs([3, 1, 2], [1, 1, 1], crews=2)
    played = shop.play([0, 1, 2])
    assert played.crew == (0, 1, 1)
    assert played.start_h == (0, 0, 1)
    assert played.end_h == (3, 1, 3)
    assert played.end_of_all_h == 3
    assert played.from_h == (0, 1)
    assert played.mended == (0, 0b010)


def test_no_crew_and_no_hours_are_named_together():
    with pytest.raises(InputError) as error:
        weighted_jobs([0, 1], [1, 1], crews=0)
    assert [fault.key for fault in error.value.faults] == ["repair.no_crews", "repair.bad_hours"]
    with pytest.raises(InputError):
        weighted_jobs([1, 1], [1])


def test_nothing_to_do_leaves_nothing():
    assert best_order(weighted_jobs([], [])).unserved_mwh == 0
