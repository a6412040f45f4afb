"""What is served in one hour, against linear programmes, optimality conditions and cases by hand."""

import numpy as np
import pytest
from scipy.optimize import linprog

CASES = 60


def random_case(seed):
    """A network of 2 to 7 regions, in one to three parts, short of something in many ways."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 8))
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    links = [pair for pair in pairs if rng.random() < 0.5]
    demand = rng.uniform(50, 1000, n)
    critical = demand * rng.uniform(0.1, 0.5, n)
    supply = rng.uniform(0, 1, n) * rng.choice([0, 400, 900, 2500], n)
    ceiling = demand * rng.choice([0.1, 0.6, 1.0, 1.5], n)
    limit = rng.uniform(0, 1, len(links)) * rng.choice([0, 60, 400], len(links))
    return links, supply, limit, critical, demand, ceiling


def best(gain, links, supply, limit, low, high, total=None):
    """The largest gain @ served over all that can be served, between `low` and `high`, by linear programming."""
    n, m = len(supply), len(limit)
    gives = np.zeros((n, n + n + m))  # served, used of supply, flows: served[r] - used[r] - in + out = 0
    gives[:, :n], gives[:, n : 2 * n] = np.eye(n), -np.eye(n)
    for j, (a, b) in enumerate(links):
        gives[a, 2 * n + j], gives[b, 2 * n + j] = 1, -1
    equal, right = gives, np.zeros(n)
    most = None
    if total is not None:  # at least as much in all
        most = np.concatenate([-np.ones(n), np.zeros(n + m)])[None]
    answer = linprog(
        -np.concatenate([gain, np.zeros(n + m)]), A_eq=equal, b_eq=right,
        A_ub=most, b_ub=None if total is None else [-total],
        bounds=[*zip(low, high, strict=True), *((0, s) for s in supply), *((-f, f) for f in limit)],
    )  # fmt: skip
    assert answer.status in (0, 2), answer.message
    return (-answer.fun, answer.x[:n]) if answer.status == 0 else (None, None)


@pytest.mark.parametrize("seed", range(CASES))
def test_no_network_serves_more_and_critical_load_comes_first(seed, serve):
    links, supply, limit, critical, demand, ceiling = random_case(seed)
    served = serve(links, supply, limit, critical, demand, ceiling)[0]
    ones, zero, high = np.ones(len(supply)), np.zeros(len(supply)), np.minimum(demand, ceiling)
    most, _ = best(ones, links, supply, limit, zero, high)
    assert served.sum() == pytest.approx(most, abs=0.01)
    assert (served >= 0).all()
    assert (served <= high + 1e-9).all()
    feasible, _ = best(ones, links, supply, limit, np.maximum(served - 0.01, 0), served)
    assert feasible is not None, "no flow brings what is said to be served"
    most_critical, _ = best(ones, links, supply, limit, zero, np.minimum(critical, ceiling))
    assert np.minimum(served, critical).sum() == pytest.approx(most_critical, abs=0.01)


@pytest.mark.parametrize("seed", range(CASES))
def test_cuts_are_the_equal_shares_that_the_network_allows(seed, serve):
    """sum(cut^2 / (demand - critical)) is least: no step within least cut and critical load first makes it smaller.

    A convex function is least over a polytope exactly where its slope is least there too (a linear programme).
    """
    links, supply, limit, critical, demand, ceiling = random_case(seed)
    served = serve(links, supply, limit, critical, demand, ceiling)[0]
    low = np.minimum(served, np.minimum(critical, ceiling))  # what stage one gave
    want = demand - critical
    slope = (low + want - served) / want
    total = served.sum() - 0.002
    steepest, _ = best(slope, links, supply, limit, np.maximum(low - 1e-3, 0), np.minimum(demand, ceiling), total)
    assert steepest is not None
    assert slope @ served >= steepest - 0.02


@pytest.mark.parametrize("seed", range(CASES))
def test_critical_load_is_shared_alike_where_even_that_is_short(seed, serve):
    links, supply, limit, critical, demand, ceiling = random_case(seed)
    supply = supply * 0.15
    served = serve(links, supply, limit, critical, demand, ceiling)[0]
    first, high = np.minimum(served, critical), np.minimum(critical, ceiling)
    slope = 1 - first / critical
    total = first.sum() - 0.002
    steepest, _ = best(slope, links, supply, limit, np.zeros(len(supply)), high, total)
    assert steepest is not None
    assert slope @ first >= steepest - 0.02


@pytest.mark.parametrize("seed", range(0, CASES, 3))
def test_names_of_regions_and_links_do_not_matter(seed, serve):
    links, supply, limit, critical, demand, ceiling = random_case(seed)
    rng = np.random.default_rng(seed + 1000)
    new = rng.permutation(len(supply))  # region r becomes new[r]
    old = np.argsort(new)
    order = rng.permutation(len(links))
    renamed = [(new[links[j][1]], new[links[j][0]]) for j in order]  # and each link runs the other way
    served = serve(links, supply, limit, critical, demand, ceiling)[0]
    again = serve(renamed, supply[old], limit[order], critical[old], demand[old], ceiling[old])[0]
    assert again[new] == pytest.approx(served, abs=0.01)


def test_a_row_does_not_depend_on_its_neighbours(serve):
    rng = np.random.default_rng(5)
    links, supply, limit, critical, demand, ceiling = random_case(4)
    rows = 40
    supplies = supply * rng.uniform(0, 1.5, (rows, 1))
    limits = limit * rng.uniform(0, 1.5, (rows, 1))
    fixed = [np.tile(each, (rows, 1)) for each in (critical, demand, ceiling)]
    # spread must be one for all rows, as in a study: links of a row differ from it, and the answer does not mind
    together = serve(links, supplies, limits, *fixed)
    turned = serve(links, supplies[::-1], limits[::-1], *fixed)[::-1]
    assert together.tobytes() == turned.tobytes()


@pytest.mark.parametrize("seed", range(0, CASES, 4))
def test_more_supply_links_or_ceiling_never_serve_less(seed, serve):
    links, supply, limit, critical, demand, ceiling = random_case(seed)
    before = serve(links, supply, limit, critical, demand, ceiling)[0].sum()
    for r in range(len(supply)):
        more = supply.copy()
        more[r] += 37
        assert serve(links, more, limit, critical, demand, ceiling)[0].sum() >= before - 1e-3
        wider = ceiling.copy()
        wider[r] += 37
        assert serve(links, supply, limit, critical, demand, wider)[0].sum() >= before - 1e-3
    for j in range(len(links)):
        more = limit.copy()
        more[j] += 37
        assert serve(links, supply, more, critical, demand, ceiling)[0].sum() >= before - 1e-3


PAIR = [(0, 1)]


@pytest.mark.parametrize(
    ("why", "supply", "limit", "critical", "demand", "ceiling", "expected"),
    [
        ("enough for all", [300, 0], [200], [20, 20], [100, 100], [999, 999], [100, 100]),
        ("equal shares beyond critical: 150 - 40 of 160", [150, 0], [200], [20, 20], [100, 100], [999, 999], [75, 75]),
        ("a narrow link: what it brings, no more", [150, 0], [30], [20, 20], [100, 100], [999] * 2, [100, 30]),
        ("an island without supply", [150, 0], [0], [20, 20], [100, 100], [999, 999], [100, 0]),
        ("nothing at all", [0, 0], [50], [20, 20], [100, 100], [999, 999], [0, 0]),
        ("critical short: 30 over 20 and 40 alike", [30, 0], [50], [20, 40], [100, 100], [999, 999], [10, 20]),
        ("a ceiling below critical", [300, 0], [200], [20, 50], [100, 100], [999, 10], [100, 10]),
        ("a ceiling of nothing", [300, 0], [200], [20, 50], [100, 100], [0, 999], [0, 100]),
        ("critical first: 20 + 80 of 120", [120, 0], [200], [20, 80], [100, 100], [999, 999], [36, 84]),
        ("no critical load", [100, 0], [200], [0, 0], [100, 300], [999, 999], [25, 75]),
        ("all load critical", [100, 0], [200], [100, 300], [100, 300], [999, 999], [25, 75]),
    ],
)
def test_two_regions_by_hand(why, supply, limit, critical, demand, ceiling, expected, serve):
    assert serve(PAIR, supply, limit, critical, demand, ceiling)[0] == pytest.approx(expected, abs=1e-3), why


def test_an_unlinked_region_lives_on_its_own(serve):
    assert serve([], [40, 500], [], [10, 10], [100, 100], [999, 999])[0] == pytest.approx([40, 100], abs=1e-3)


def test_an_island_short_of_critical_takes_nothing_from_the_rest(serve):
    """Regions 0 and 1 are joined and well off beyond critical; region 2 is alone with 5 of its 30 critical."""
    links = [(0, 1)]
    served = serve(links, [110, 0, 5], [100], [20, 20, 30], [100, 100, 100], [999] * 3)[0]
    assert served == pytest.approx([55, 55, 5], abs=1e-3)


@pytest.mark.parametrize("seed", [0, 3, 7, 11, 19])
def test_the_same_as_plain_python(seed, serve, plain):
    case = random_case(seed)
    assert serve(*case, kernel=plain.serve_many) == pytest.approx(serve(*case), abs=1e-6)
