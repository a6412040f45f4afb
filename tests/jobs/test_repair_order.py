"""Orders of repair of shipped grid cases, against all orders and against floors by hand."""

import itertools

import numpy as np
import pytest

from oberih.grid.dc.mended import Halving, Mended, priced_mw
from oberih.grid.dc.shed import least_shed
from oberih.grid.dc.wiring import wiring
from oberih.jobs.repair_order import Asked, repair_order
from oberih.scenario.cases import State, load_case
from oberih.terms.errors import InputError

CASE24 = "pglib_opf_case24_ieee_rts"
#: eight repairs of case24 where taking the greatest gain each time is not the best order
GREEDY_LOSES = {"damaged_branches": "5,7,10", "damaged_gens": "1,9,12,22,33"}


def all_orders(damaged, hours=1.0):
    """Least energy unserved of one crew over all orders, each order priced by itself from the states' least sheds."""
    case = load_case(CASE24)
    names = [("b", row) for row in damaged.branches_out] + [("g", row) for row in damaged.gens_out]
    sets = [frozenset(each) for n in range(len(names) + 1) for each in itertools.combinations(range(len(names)), n)]
    states = [
        State(
            branches_out=tuple(row for j, (kind, row) in enumerate(names) if kind == "b" and j not in each),
            gens_out=tuple(row for j, (kind, row) in enumerate(names) if kind == "g" and j not in each),
        )
        for each in sets
    ]
    cut = dict(zip(sets, least_shed(case, states).shed_mw[:, 0].tolist(), strict=True))
    return (
        min(
            sum(cut[frozenset(order[:k])] for k in range(len(order)))
            for order in itertools.permutations(range(len(names)))
        )
        * hours
    )


@pytest.mark.parametrize(
    ("branches", "gens", "hours"),
    [
        ((11, 12), (13, 22, 23, 33), 1.0),
        pytest.param((5, 7, 10), (1, 9, 12, 22, 33), 2.5, marks=pytest.mark.slow),
    ],
)
def test_network_cases_against_all_orders(branches, gens, hours):
    found = repair_order(
        Asked(
            case=CASE24, damaged_branches=",".join(map(str, branches)), damaged_gens=",".join(map(str, gens)),
            hours_each=str(hours),
        )
    )  # fmt: skip
    best = all_orders(State(branches_out=branches, gens_out=gens), hours)
    assert best > 0
    assert found.ens_mwh == pytest.approx(best, abs=1e-6)
    told = found.to_json()
    assert told["exact"]
    assert told["bound_mwh"] == pytest.approx(best, abs=1e-6)
    assert sum(period["cut_mw"] * (period["to_h"] - period["from_h"]) for period in told["periods"]) == pytest.approx(
        told["ens_mwh"]
    )


def test_the_greatest_gain_is_not_the_best_order_and_it_is_shown():
    told = repair_order(Asked(case=CASE24, **GREEDY_LOSES, order="b5,b7,b10,g1,g9,g12,g22,g33")).to_json()
    assert told["exact"]
    assert told["rules"]["gain"]["ens_mwh"] > 1.1 * told["ens_mwh"]
    assert told["rules"]["given"]["ens_mwh"] == pytest.approx(told["rules"]["file"]["ens_mwh"])


def test_more_crews_never_leave_more():
    unserved = [repair_order(Asked(case=CASE24, **GREEDY_LOSES, crews=crews)).ens_mwh for crews in (1, 2, 4, 8, 20)]
    assert unserved == sorted(unserved, reverse=True)
    assert unserved[-1] == unserved[-2]


@pytest.mark.slow
def test_twenty_repairs_have_a_bound_below_them():
    found = repair_order(
        Asked(case=CASE24, damaged_branches="3-14", damaged_gens="1,9,12,13,21,22,23,32", crews=2, seconds=8)
    )
    assert found.found.bound_mwh <= found.ens_mwh + 1e-9
    assert found.gap_share < 0.02
    assert found.ens_mwh <= min(rule.unserved_mwh for rule in found.found.rules) + 1e-9


def test_critical_load_weighs_more():
    light = repair_order(Asked(case=CASE24, **GREEDY_LOSES, critical_share=0.9))
    heavy = repair_order(Asked(case=CASE24, **GREEDY_LOSES, critical_share=0.9, critical_weight=5))
    width = [1.0] * len(heavy.cut_mw)
    weighted = np.dot(np.array(heavy.cut_mw) + 4 * np.array(heavy.critical_cut_mw), width)
    assert heavy.to_json()["weighted_ens_mwh"] == pytest.approx(weighted)
    assert np.sum(heavy.critical_cut_mw) <= np.sum(light.critical_cut_mw) + 1e-6


@pytest.mark.parametrize("convention", ["plain", "powermodels", "matpower"])
@pytest.mark.parametrize("whole", [True, False])
def test_no_set_of_repairs_goes_below_the_floor(convention, whole):
    case = load_case(CASE24)
    wires = wiring(case, convention)
    branches, gens = (2, 6, 11, 12, 13, 27), (22, 23, 33)
    damaged = State(branches_out=branches, gens_out=gens)
    mended = Mended(wires, damaged, [1.0] * 9, whole=whole)
    for k in (0, 2, 4, 9):
        floor, _ = mended.floor_mw(float(k))
        states = [
            State(
                branches_out=tuple(row for j, row in enumerate(branches) if j not in done),
                gens_out=tuple(row for j, row in enumerate(gens) if j + 6 not in done),
            )
            for done in itertools.combinations(range(9), k)
        ]
        least = least_shed(wires, states).shed_mw.min()
        assert floor <= least + 1e-6
        if whole:
            assert floor == pytest.approx(least, abs=1e-2)


@pytest.mark.parametrize("price", [5.0, 60.0, 400.0])
def test_a_price_on_hours_says_the_least_of_cut_and_price(price):
    wires = wiring(load_case(CASE24), "plain")
    branches, gens, hours = (11, 12, 13), (22, 23, 33), np.array([1.0, 2, 1, 3, 1, 2])
    sums = []
    for done in itertools.product((False, True), repeat=6):
        left = State(
            branches_out=tuple(row for j, row in enumerate(branches) if not done[j]),
            gens_out=tuple(row for j, row in enumerate(gens) if not done[j + 3]),
        )
        sums.append(least_shed(wires, [left]).shed_mw.min() + price * hours[np.array(done)].sum())
    bound = priced_mw(wires, State(branches_out=branches, gens_out=gens), hours.tolist(), price)
    assert bound == pytest.approx(min(sums), rel=2e-3)
    assert bound <= min(sums) + 1e-6


def test_the_better_half_of_some_repairs_is_found():
    wires, case = wiring(load_case(CASE24), "plain"), load_case(CASE24)
    branches, gens = (5, 7, 10), (1, 9, 12, 22, 33)

    def cut(done):
        left = State(
            branches_out=tuple(row for j, row in enumerate(branches) if j not in done),
            gens_out=tuple(row for j, row in enumerate(gens) if j + 3 not in done),
        )
        return least_shed(case, [left]).shed_mw[0, 0]

    halving = Halving(wires, State(branches_out=branches, gens_out=gens), [1.0] * 8)
    for first, last in ((0, 8), (2, 8), (0, 4)):
        order = [3, 0, 4, 1, 5, 2, 6, 7]
        found = halving.split(order, first, last, 10.0)
        middle = (first + last) // 2
        best = min(
            cut({*order[:first], *half}) for half in itertools.combinations(order[first:last], middle - first)
        )
        assert sorted(found) == list(range(8))
        assert found[:first] == order[:first]
        assert found[last:] == order[last:]
        assert cut(set(found[:middle])) <= best * 1.011 + 1e-6


def test_every_fault_at_once():
    with pytest.raises(InputError) as error:
        repair_order(
            Asked(
                case=CASE24, damaged_branches="1,1,99,x", damaged_gens="", crews=0, hours_each="2,3", critical_weight=0,
                horizon_h=1, order="b9",
            )
        )  # fmt: skip
    keys = {fault.key.split(".")[1] for fault in error.value.faults}
    assert keys == {"no_crews", "bad_weight", "bad_rows", "no_row", "twice", "bad_each", "undamaged"}
    assert all(fault.text(lang) for fault in error.value.faults for lang in ("en", "uk"))


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({}, "repair.nothing"),
        ({"damaged_branches": "1", "hours_each": "9", "horizon_h": 5.0}, "repair.longer"),
        ({"damaged_branches": "1,2", "order": "b1"}, "repair.missing"),
        ({"damaged_branches": "1", "order": "b1,b1"}, "repair.order_twice"),
        ({"damaged_branches": "1", "order": "first"}, "repair.bad_order"),
        ({"damaged_branches": "1", "seconds": 0.0}, "repair.bad_seconds"),
        ({"damaged_branches": "1", "state": 2}, "optimal.state_without_file"),
    ],
)
def test_bad_input_is_named(asked, key):
    with pytest.raises(InputError) as error:
        repair_order(Asked(case=CASE24, **asked))
    assert key in [fault.key for fault in error.value.faults]
