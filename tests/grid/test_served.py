"""Who is served: the one most equal answer of least cut, the same to the last byte whatever is solved beside it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import nnls

from oberih.grid.dc._kernels.settle import settle
from oberih.grid.dc.shed import Served, least_shed, served
from oberih.grid.dc.wiring import Wiring, wiring
from oberih.scenario.cases import Case, State, load_case, load_states, read_matpower_text

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "grid"
GROUPS = ("case24_ieee_rts", "case39_epri", "case118_ieee", "case1354_pegase", "case2383wp_k")
TABLES = ("load_mw", "cut_mw", "critical_cut_mw", "plant_mw")


def made(load: list[float], lines: list[tuple], plant: list[tuple], critical: float = 0.0) -> Case:
    """A small case. Lines are (from, to, x, rating), plant is (bus, most); buses count from 1."""
    bus = "\n".join(f"{i} {3 if i == 1 else 1} {p} 0 0 0 1 1 0 110 1 1.1 0.9;" for i, p in enumerate(load, 1))
    gen = "\n".join(f"{b} 0 0 0 0 1 100 1 {most} 0;" for b, most in plant)
    branch = "\n".join(f"{u} {v} 0 {x} 0 {rating} 0 0 0 0 1 -360 360;" for u, v, x, rating in lines)
    text = (
        f"function mpc = made\nmpc.version = '2';\nmpc.baseMVA = 100;\nmpc.bus = [\n{bus}\n];\n"
        f"mpc.gen = [\n{gen}\n];\nmpc.branch = [\n{branch}\n];\n"
    )
    return with_critical(read_matpower_text(text, "made.m"), critical)


def with_critical(case: Case, share: float | np.ndarray) -> Case:
    shares = np.broadcast_to(np.asarray(share, np.float64), case.bus.height)
    return replace(case, bus=case.bus.with_columns(critical_share=pl.Series(shares)))


def random_states(case: Case, seed: int, n: int, lines: float = 0.15, units: float = 0.4) -> list[State]:
    rng = np.random.default_rng(seed)

    def out(rows: int, share: float) -> tuple[int, ...]:
        return tuple((np.flatnonzero(rng.random(rows) < share) + 1).tolist())

    return [State(branches_out=out(case.branch.height, lines), gens_out=out(case.gen.height, units)) for _ in range(n)]


def carried(wires: Wiring, state: State) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flows as a function of what is injected at buses, (line, bus), and their limits; lines that are left.

    What an island injects too much or too little of is spread over its buses evenly.
    """
    on = wires.lines_on(state)
    ends = np.zeros((int(on.sum()), wires.n))
    rows = np.arange(ends.shape[0])
    ends[rows, wires.tail[on]], ends[rows, wires.head[on]] = 1.0, -1.0
    weighed = wires.b_mw[on][:, None] * ends
    matrix = ends.T @ weighed
    island = wires.islands(state)
    tied = np.unique(island, return_index=True)[1]
    matrix[tied, tied] += 1000.0
    beside = island[:, None] == island
    balanced = np.eye(wires.n) - beside / beside.sum(axis=1)
    return np.linalg.solve(matrix, weighed.T).T @ balanced, wires.low_mw[on], wires.high_mw[on]


def least_distance(g: np.ndarray, h: np.ndarray) -> np.ndarray | None:
    """The shortest y with g y >= h, by nonnegative least squares; None where rounding has the better of it.

    Lawson and Hanson, "Solving Least Squares Problems", 1974, chapter 23.
    """
    norm = np.abs(g).max(axis=1)
    norm[norm == 0] = 1.0
    g, h = g / norm[:, None], h / norm
    far = float(np.abs(h).max())
    dual, target = np.vstack([g.T, h / far]), np.append(np.zeros(g.shape[1]), 1.0)
    rest = dual @ nnls(dual, target, maxiter=100 * g.shape[0])[0] - target
    y = -far * rest[:-1] / rest[-1]
    return y if (g @ y >= h - 1e-7 * far).all() else None


def most_equal(wires: Wiring, state: State, critical_cut: float, cut: float) -> tuple[np.ndarray, np.ndarray]:
    """Cut and critical cut by bus of least sum of squares over load, for known totals.

    A least distance problem: another way than anything in the program. Plant weighs a millionth, so that it has an
    answer.
    """
    n = wires.n
    most = wires.plant(state)[1]
    tops = np.concatenate([most, wires.load_mw, wires.critical_mw])
    kept = tops > 0
    scale = np.sqrt(np.where(np.arange(3 * n) < n, 1e6, 1.0) * tops)[kept]
    total = wires.load_mw + wires.critical_mw
    each = np.tile(np.eye(n), 3)[:, kept] * scale  # what one unit of the unknown injects
    spread, low, high = carried(wires, state)
    island = wires.islands(state)
    sums = (np.arange(island.max() + 1)[:, None] == island).astype(float)
    size = int(kept.sum())
    is_cut, is_critical = np.repeat([0, 1, 0], n)[kept], np.repeat([0, 0, 1], n)[kept]
    limited = np.isfinite(high)
    for room in (1e-7, 3e-7, 1e-6):  # for rounding: a face of least cut has no width of its own
        rows = [  # what is at least what
            (np.eye(size), np.zeros(size)),
            (-np.eye(size) * scale, -tops[kept]),
            (sums @ each, sums @ total - room),
            (-sums @ each, -sums @ total - room),
            (-(spread @ each)[limited], -(high + spread @ total)[limited] - room),
            ((spread @ each)[limited], (low + spread @ total)[limited] - room),
            (-(is_cut * scale)[None], [-cut - room]),
            (-(is_critical * scale)[None], [-critical_cut - room]),
        ]
        y = least_distance(*(np.concatenate(part) for part in zip(*rows, strict=True)))
        if y is not None:
            found = np.zeros(3 * n)
            found[kept] = y * scale
            return found[n : 2 * n], found[2 * n :]
    raise AssertionError("the other way found no answer")


def same(one: Served, other: Served, rows: np.ndarray | slice = slice(None)) -> bool:
    return all(np.array_equal(getattr(one, name)[rows], getattr(other, name)) for name in ("shed_mw", *TABLES))


# --- the one answer


LOOP = [(1, 2, 0.1, 15), (2, 3, 0.2, 9), (3, 4, 0.1, 7), (5, 1, 0.3, 8)]
SMALL = {
    "one line binds": made([0, 60, 30], [(1, 2, 0.1, 40), (2, 3, 0.1, 0)], [(1, 200)]),
    "ring": made([10, 40, 25, 30, 20], [*LOOP, (4, 5, 0.1, 20)], [(1, 70), (4, 12)]),
    "critical": made([10, 40, 25, 30, 20], [*LOOP, (4, 5, 0.1, 5)], [(1, 70), (4, 2)], critical=0.6),
    "all equal": made([10] * 6, [(i, i % 6 + 1, 0.1, 10) for i in range(1, 7)], [(1, 60)]),
}


@pytest.mark.parametrize("name", SMALL)
def test_small_cases_are_shared_out_as_least_squares_have_it(name):
    case = SMALL[name]
    wires = wiring(case)
    found = served(case, [State()])
    assert found.shed_mw[0, 0] > 10
    critical = found.critical_cut_mw[0, 0]
    cut, dire = most_equal(wires, State(), critical.sum(), found.shed_mw[0, 0] - critical.sum())
    assert found.cut_mw[0, 0] - critical == pytest.approx(cut, abs=1e-4)
    assert critical == pytest.approx(dire, abs=1e-4)


@pytest.mark.parametrize("critical", [0.0, 0.5])
@pytest.mark.parametrize("name", ["pglib_opf_case5_pjm", "pglib_opf_case14_ieee", "pglib_opf_case24_ieee_rts"])
def test_shipped_cases_are_shared_out_as_least_squares_have_it(name, critical):
    case = load_case(name)
    # tighter lines, so that who is cut is a question of lines too
    case = with_critical(replace(case, branch=case.branch.with_columns(pl.col("rate_mw") * 0.5)), critical)
    wires = wiring(case)
    states = random_states(case, 6, 8)
    found = served(wires, states)
    asked = 0
    for i, state in enumerate(states):
        dire_mw = found.critical_cut_mw[i, 0]
        if found.shed_mw[i, 0] < 1e-3:
            continue
        cut, dire = most_equal(wires, state, dire_mw.sum(), found.shed_mw[i, 0] - dire_mw.sum())
        assert found.cut_mw[i, 0] - dire_mw == pytest.approx(cut, abs=5e-4)
        assert dire_mw == pytest.approx(dire, abs=5e-4)
        asked += 1
    assert asked >= 4


def test_where_only_plant_is_short_all_shares_are_equal():
    case = made([0, 60, 30], [(1, 2, 0.1, 0), (2, 3, 0.1, 90)], [(1, 60)])
    assert served(case, [State()]).cut_mw[0, 0] == pytest.approx([0, 20, 10])


def test_critical_load_is_cut_last_and_then_in_equal_shares_too():
    case = made([0, 60, 30], [(1, 2, 0.1, 0), (2, 3, 0.1, 0)], [(1, 18)], critical=0.4)
    found = served(case, [State()], load_factors=(1.0, 0.4))
    assert found.critical_cut_mw[0, 0] == pytest.approx([0, 12, 6])  # 36 are critical, 18 are there
    assert found.cut_mw[0, 0] == pytest.approx([0, 36 + 12, 18 + 6])
    assert found.critical_cut_mw[0, 1] == pytest.approx([0, 0, 0])
    assert found.cut_mw[0, 1] == pytest.approx([0, 12, 6])


def test_a_line_that_binds_cuts_behind_it_alone_and_evenly():
    case = made([50, 60, 30], [(1, 2, 0.1, 45), (2, 3, 0.1, 0)], [(1, 200)])
    assert served(case, [State()]).cut_mw[0, 0] == pytest.approx([0, 30, 15], abs=1e-4)


# --- what always holds


@pytest.mark.parametrize("name", ["pglib_opf_case24_ieee_rts", "pglib_opf_case39_epri", "pglib_opf_case118_ieee"])
def test_balance_limits_and_critical_load(name):
    case = load_case(name)
    shares = np.random.default_rng(1).choice([0.0, 0.3, 0.7, 1.0], case.bus.height)
    case = with_critical(case, shares)
    wires = wiring(case)
    states = random_states(case, 9, 15) + random_states(case, 10, 5, units=0.8)
    found = served(wires, states, load_factors=(1.0, 1.4))
    assert found.slow == ()
    dire = 0
    for i, state in enumerate(states):
        island = wires.islands(state)
        spread, low, high = carried(wires, state)
        least, most = wires.plant(state)
        for h, factor in enumerate((1.0, 1.4)):
            load, cut, critical, plant = (getattr(found, each)[i, h] for each in TABLES)
            assert load == pytest.approx(factor * (wires.load_mw + wires.critical_mw))
            assert cut.sum() == pytest.approx(found.shed_mw[i, h], abs=1e-9)
            assert critical.sum() == pytest.approx(found.critical_shed_mw[i, h], abs=1e-9)
            assert ((critical >= -1e-9) & (critical <= factor * wires.critical_mw + 1e-9)).all()
            assert ((cut >= critical - 1e-9) & (cut <= load + 1e-9)).all()
            assert ((plant >= least - 1e-6) & (plant <= most + 1e-6)).all()
            injected = plant + cut - load
            assert np.bincount(island, injected) == pytest.approx(0, abs=1e-5)
            flow = spread @ injected
            assert ((flow >= low - 1e-4) & (flow <= high + 1e-4)).all()
            # no critical load is cut while other load at its bus has power
            struck = critical > 1e-6
            assert (cut - critical)[struck] == pytest.approx(factor * wires.load_mw[struck], abs=1e-6)
            dire += int(struck.any())
    assert dire > 3  # or the law above was not asked
    totals = least_shed(wires, states, load_factors=(1.0, 1.4))
    assert found.shed_mw == pytest.approx(totals.shed_mw, abs=1e-5)
    assert found.critical_shed_mw == pytest.approx(totals.critical_shed_mw, abs=1e-5)


def test_names_of_buses_and_order_of_lines_do_not_say_who_is_cut():
    case = load_case("pglib_opf_case24_ieee_rts")
    case = replace(case, branch=case.branch.with_columns(pl.col("rate_mw") * 0.5))
    rng = np.random.default_rng(3)
    states = random_states(case, 12, 12)
    found = served(case, states)
    buses, lines = rng.permutation(case.bus.height), rng.permutation(case.branch.height)
    place = np.argsort(buses).astype(np.int32)  # where each old bus stands now
    mixed = replace(
        case,
        bus=case.bus[buses.tolist()],
        branch=case.branch[lines.tolist()].with_columns(
            row=pl.Series(np.arange(1, lines.size + 1), dtype=pl.Int32),
            from_bus=pl.Series(place[case.branch["from_bus"].to_numpy()[lines]]),
            to_bus=pl.Series(place[case.branch["to_bus"].to_numpy()[lines]]),
        ),
        gen=case.gen.with_columns(bus=pl.Series(place[case.gen["bus"].to_numpy()])),
    )
    row = np.argsort(lines) + 1
    again = served(
        mixed, [replace(each, branches_out=tuple(int(row[out - 1]) for out in each.branches_out)) for each in states]
    )
    assert found.shed_mw.max() > 100
    assert again.cut_mw[:, 0] == pytest.approx(found.cut_mw[:, 0][:, buses], abs=2e-3)


# --- the same bytes


@pytest.mark.parametrize("name", GROUPS)
def test_shared_states_have_the_same_bytes_in_any_order_batch_and_with_any_workers(name):
    if not SHARED.is_dir():
        pytest.skip("the shared folder with grids and their states is not here")
    case = load_case(SHARED / f"pglib_opf_{name}.m")
    states = load_states(SHARED / "states.json", case)
    found = served(case, states)
    assert found.slow == ()
    assert np.abs(found.shed_mw[:, 0] - [each.shed_mw for each in states]).max() < 1e-3
    order = np.random.default_rng(5).permutation(len(states))
    wires = wiring(case)
    assert same(found, served(wires, [states[i] for i in order], workers=3), order)
    for rows in (slice(7, 8), slice(30, 45)):
        assert same(found, served(wires, states[rows], workers=None), rows)


@pytest.mark.parametrize("critical", [0.0, 0.6])
def test_an_hour_has_the_same_bytes_alone_and_beside_others(critical):
    case = with_critical(load_case("pglib_opf_case39_epri"), critical)
    states = random_states(case, 2, 20)
    factors = np.array([1.0, 0.0, 1.3, 0.6, 3.0, 1.0])
    together = served(case, states, load_factors=factors)
    backwards = served(case, states, load_factors=factors[::-1])
    assert together.slow == ()
    assert together.shed_mw.max() > 100
    for h, factor in enumerate(factors):
        alone = served(case, states, load_factors=(factor,))
        for name in ("shed_mw", *TABLES):
            assert np.array_equal(getattr(together, name)[:, h], getattr(alone, name)[:, 0])
            assert np.array_equal(getattr(backwards, name)[:, -1 - h], getattr(alone, name)[:, 0])


@pytest.mark.parametrize("name", ["case39_epri", "case118_ieee", "case1354_pegase", "case2383wp_k"])
@pytest.mark.parametrize("critical", [0.0, 0.5])
def test_hours_of_shared_states_that_lean_on_each_other_have_the_bytes_of_hours_alone(name, critical):
    if not SHARED.is_dir():
        pytest.skip("the shared folder with grids and their states is not here")
    case = with_critical(load_case(SHARED / f"pglib_opf_{name}.m"), critical)
    states = load_states(SHARED / "states.json", case)[::17][:5]
    wires = wiring(case)
    factors = np.array([0.62, 0.7, 0.85, 0.97, 1.0, 0.9, 0.5])
    together = served(wires, states, load_factors=factors)
    some = served(wires, states, load_factors=factors[[5, 2, 4]])
    assert together.slow == ()
    for at, h in enumerate((5, 2, 4)):
        alone = served(wires, states, load_factors=factors[[h]])
        for table in ("shed_mw", "critical_shed_mw", *TABLES):
            assert np.array_equal(getattr(together, table)[:, h], getattr(alone, table)[:, 0])
            assert np.array_equal(getattr(some, table)[:, at], getattr(alone, table)[:, 0])


def test_where_nothing_is_cut_plant_is_used_as_evenly_as_lines_let():
    # 20 of the 60 at bus 3 may come over the line from bus 1; the unit at bus 2 gives the rest
    case = made([0, 0, 60], [(1, 3, 0.1, 20), (2, 3, 0.1, 0)], [(1, 100), (2, 100)])
    found = served(case, [State()], load_factors=(1.0, 0.5))
    assert found.shed_mw[0] == pytest.approx([0, 0])
    assert found.plant_mw[0] == pytest.approx(np.array([[20, 40, 0], [15, 15, 0]]), abs=1e-6)


# --- the last digits


def test_lines_that_say_the_same_thing_and_columns_at_their_ends_settle_to_one_answer():
    # two buses cut 6 of 10 and 20 together; the second row is the first again, as that of a parallel line
    rows = np.array([[1.0, 1.0, 1.0], [0.5, 0.5, 0.0], [0.5, 0.5, 0.0]])
    amount = np.array([0.0, 2.0 + 1e-9, 4.0 - 1e-9])
    worked, clear = settle(
        3, 3, 3, np.array([2, 0, 1]), np.array([0, 1, 1]), np.array([50.0, 10.0, 20.0]), 1e6, rows,
        np.array([0.0, -1.0, -1.0]), np.array([-2.0, -6.0, 2.0]), amount,
    )  # fmt: skip
    assert (worked, clear) == (True, True)
    assert amount == pytest.approx([0.0, 2.0, 4.0], abs=1e-12)


def test_what_stands_too_near_its_end_to_tell_is_not_clear():
    amount = np.array([2.0, 20.0 * (1 - 1e-7)])
    rows, target, base = np.ones((1, 2)), np.zeros(1), np.array([-2.0, -20.0])
    bus, kind, top = np.array([0, 1]), np.array([1, 1]), np.array([10.0, 20.0])
    assert settle(1, 2, 2, bus, kind, top, 1e6, rows, target, base, amount)[1] is False
