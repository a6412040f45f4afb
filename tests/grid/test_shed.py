"""The least cut on a grid with branches: shared answers, whole programmes by HiGHS, cases by hand, laws, refusals."""

import importlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from oberih.grid.dc import shed as shed_room
from oberih.grid.dc import slow as slow_room
from oberih.grid.dc._kernels.simplex import LOST
from oberih.grid.dc.conventions import grid
from oberih.grid.dc.shed import least_shed, served
from oberih.grid.dc.slow import least_cut
from oberih.grid.dc.wiring import wiring
from oberih.scenario.cases import Case, CaseError, State, load_case, load_states, read_matpower_text, shipped
from oberih.scenario.cases.base import BRANCH, BUS, GEN, STORAGE
from oberih.terms.errors import InputError
from oberih.terms.words import LANGS

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "grid"
GROUPS = ("case24_ieee_rts", "case39_epri", "case118_ieee", "case1354_pegase", "case2383wp_k")
KERNELS = ("sparse", "simplex", "shares", "state")


def made(
    load: list[float], lines: list[tuple], plant: list[tuple], critical: float | list[float] = 0.0, **columns: list
) -> Case:
    """A small case. Lines are (from, to, x, rating[, shift, degrees]), plant is (bus, most[, least]); buses from 0."""
    n = len(load)
    share = critical if isinstance(critical, list) else [critical] * n
    bus = pl.DataFrame(
        [
            {"bus": i + 1, "type": 3 if i == 0 else 1, "pd_mw": p, "qd_mvar": 0.0, "gs_mw": 0.0, "base_kv": 110.0,
             "region": None, "critical_share": c} for i, (p, c) in enumerate(zip(load, share, strict=True))
        ],
        schema={name: kind for name, kind in BUS.items() if name != "bs_mvar"},
    )  # fmt: skip
    branch = pl.DataFrame(
        [
            {"row": i, "from_bus": u, "to_bus": v, "r_pu": 0.0, "x_pu": x, "b_pu": 0.0, "tap": 1.0,
             "shift_deg": rest[0] if rest else 0.0, "rate_mw": rate, "angmin_deg": -360.0, "angmax_deg": 360.0}
            for i, (u, v, x, rate, *rest) in enumerate(lines, 1)
        ],
        schema=BRANCH,
    )  # fmt: skip
    gen = pl.DataFrame(
        [
            {"row": i, "bus": b, "pmin_mw": rest[0] if rest else 0.0, "pmax_mw": most, "pg_mw": 0.0, "cost_c2": 0.0,
             "cost_c1": 0.0, "cost_c0": 0.0} for i, (b, most, *rest) in enumerate(plant, 1)
        ],
        schema=GEN,
    )  # fmt: skip
    branch = branch.with_columns(**{name: pl.Series(values, dtype=pl.Float64) for name, values in columns.items()})
    return Case(name="made", source="made", base_mva=100.0, bus=bus, branch=branch, gen=gen)


def whole(
    case: Case, state: State, *, convention: str = "plain", factor: float = 1.0, minimum_output: bool = False
) -> tuple[float, float] | None:
    """Least critical cut, and least cut with it, MW, by two programmes with every angle, flow, unit and cut in them.

    None where no flow keeps the limits.
    """
    g = grid(case, convention, branches_out=state.branches_out, gens_out=state.gens_out)
    base, n, n_lines, n_gens = g.base_mva, g.bus_number.size, g.from_bus.size, g.gen_bus.size
    at = np.cumsum([0, n, n_lines, n_gens, n, n, n])  # angles, flows, units, given power, cuts, critical cuts
    # negative load is given and does not grow with the factor
    load = (g.load_pu + g.shunt_pu) * base
    given_mw, load = np.maximum(-load, 0), factor * np.maximum(load, 0)
    critical = load * case.bus["critical_share"].to_numpy()
    rows = np.zeros((n + n_lines, at[-1]))
    lines, gens, buses = np.arange(n_lines), np.arange(n_gens), np.arange(n)
    np.add.at(rows, (g.from_bus, at[1] + lines), -1.0)
    np.add.at(rows, (g.to_bus, at[1] + lines), 1.0)
    rows[g.gen_bus, at[2] + gens] = 1.0
    for start in at[3:6]:
        rows[buses, start + buses] = 1.0
    rows[n + lines, at[1] + lines] = 1.0 / (g.b_pu * base)
    np.add.at(rows, (n + lines, g.from_bus), -1.0)
    np.add.at(rows, (n + lines, g.to_bus), 1.0)
    right = np.concatenate([load, -g.shift_rad])
    ends = np.sort([g.b_pu * base * (g.low_rad - g.shift_rad), g.b_pu * base * (g.high_rad - g.shift_rad)], axis=0)
    left = case.gen.filter(pl.col("row").is_in(g.gen_row.tolist()))
    least = left["pmin_mw"].to_numpy() if minimum_output else np.zeros(n_gens)
    low = np.concatenate([np.full(n, -np.inf), ends[0], least, np.zeros(3 * n)])
    high = np.concatenate([np.full(n, np.inf), ends[1], np.maximum(g.pmax_pu * base, least), given_mw,
                           load - critical, critical])  # fmt: skip
    costs = np.zeros((2, at[-1]))
    costs[0, at[5] :], costs[1, at[4] :] = 1.0, 1.0
    equal, bounds = csr_array(rows), np.stack([low, high], axis=1)
    first = linprog(costs[0], A_eq=equal, b_eq=right, bounds=bounds, method="highs")
    if first.status == 2:
        return None
    assert first.status == 0
    if first.fun < 1e-9:
        bounds[at[5] :, 1] = 0.0
        second = linprog(costs[1], A_eq=equal, b_eq=right, bounds=bounds, method="highs")
    else:
        both, held = csr_array(vstack([equal, csr_array(costs[:1])])), np.append(right, first.fun)
        second = linprog(costs[1], A_eq=both, b_eq=held, bounds=bounds, method="highs")
    assert second.status == 0
    return float(first.fun), float(second.fun)


def random_state(case: Case, rng: np.random.Generator, lines: float = 0.2, units: float = 0.3) -> State:
    return State(
        branches_out=tuple((np.flatnonzero(rng.random(case.branch.height) < lines) + 1).tolist()),
        gens_out=tuple((np.flatnonzero(rng.random(case.gen.height) < units) + 1).tolist()),
    )


def shed(case: Case, state: State | None = None, **how) -> float:
    return float(least_shed(case, [state or State()], **how).shed_mw[0, 0])


# --- against answers of others


@pytest.mark.parametrize("name", GROUPS)
def test_shared_states_have_the_answer_that_others_found(name):
    if not SHARED.is_dir():
        pytest.skip("the shared folder with grids and their states is not here")
    case = load_case(SHARED / f"pglib_opf_{name}.m")
    states = load_states(SHARED / "states.json", case)
    found = least_shed(case, states)
    assert len(states) >= 100
    assert found.slow == ()
    # the shared answers are good to 1e-5 pu
    assert np.abs(found.shed_mw[:, 0] - [each.shed_mw for each in states]).max() < 1e-3
    assert np.abs(found.gap_mw).max() < 1e-5


@pytest.mark.parametrize("name", [*GROUPS, "case500_goc", "case5_pjm"])
def test_severe_random_states_are_proved_without_the_slow_way(name):
    if not SHARED.is_dir():
        pytest.skip("the shared folder with grids is not here")
    case = load_case(SHARED / f"pglib_opf_{name}.m")
    rng = np.random.default_rng(20221123)
    states = [random_state(case, rng, lines=0.15, units=share) for share in (0.1, 0.3, 0.6) for _ in range(6)]
    found = least_shed(case, states)
    assert found.slow == ()
    assert np.abs(found.gap_mw).max() < 1e-5 * max(1.0, found.shed_mw.max())


@pytest.mark.parametrize("critical", [0.0, 0.4])
@pytest.mark.parametrize("name", shipped())
def test_random_states_of_shipped_cases_as_whole_programmes_have_them(name, critical):
    case = load_case(name)
    shares = np.random.default_rng(3).random(case.bus.height) * 2 * critical
    case = replace(case, bus=case.bus.with_columns(critical_share=pl.Series(shares)))
    rng = np.random.default_rng(len(name))
    states = [random_state(case, rng, *how) for how in ((0, 0), (0.1, 0.1), (0.3, 0.2), (0.1, 0.6), (0.2, 0.8))]
    found = least_shed(case, states, load_factors=(1.0, 1.3))
    for i, state in enumerate(states):
        for h, factor in enumerate((1.0, 1.3)):
            dire, total = whole(case, state, factor=factor)
            assert found.critical_shed_mw[i, h] == pytest.approx(dire, abs=1e-4)
            assert found.shed_mw[i, h] == pytest.approx(total, abs=1e-3)


@pytest.mark.parametrize("convention", ["powermodels", "matpower"])
@pytest.mark.parametrize("name", ["pglib_opf_case5_pjm", "pglib_opf_case14_ieee", "pglib_opf_case24_ieee_rts"])
def test_angle_limits_bind_as_in_whole_programmes(name, convention):
    case = load_case(name)
    tight = case.branch.with_columns(angmin_deg=pl.lit(-3.0), angmax_deg=pl.lit(2.5))
    case = replace(case, branch=tight)
    rng = np.random.default_rng(8)
    states = [random_state(case, rng, 0.1, 0.2) for _ in range(6)]
    found = least_shed(case, states, convention=convention)
    answers = [whole(case, state, convention=convention)[1] for state in states]
    assert found.shed_mw[:, 0] == pytest.approx(answers, abs=1e-3)
    loose = least_shed(case, states).shed_mw[:, 0]  # the plain convention has no angle limits
    assert (found.shed_mw[:, 0] > loose + 1.0).any()


def test_random_hard_cases_as_whole_programmes_have_them():
    """Tight and ample ratings, reactances over five powers of ten, shifters, negative and tiny loads, ties."""
    compared = 0
    for seed in range(60):
        rng = np.random.default_rng([7, seed])
        n = int(rng.integers(4, 9))
        load = rng.choice([0.0, 1e-3, 10.0, 10.0, 50.0, -15.0], n).tolist()
        pairs = [(int(rng.integers(i)), i) for i in range(1, n)] + [(0, n - 1), (1, n - 1), (n - 1, 1)]
        lines = [
            (u, v, float(0.1 * 10.0 ** rng.choice([0, 0, 0, -3, 2])), float(rng.choice([0.0, 1.0, 5.0, 20.0])),
             float(rng.choice([0.0, 0.0, 0.0, 0.05, -0.05])))
            for u, v in pairs
        ]  # fmt: skip
        plant = [
            (int(b), float(p)) for b, p in zip(rng.integers(0, n, 3), rng.choice([0.0, 20.0, 60.0], 3), strict=True)
        ]
        case = made(load, lines, plant, critical=rng.choice([0.0, 0.5, 1.0], n).tolist())
        factor = float(rng.choice([0.0, 1.0, 3.0]))
        answer = whole(case, State(), factor=factor)
        if answer is None:
            with pytest.raises(InputError, match="no flow keeps the limits"):
                least_shed(case, [State()], load_factors=(factor,))
            continue
        found = least_shed(case, [State()], load_factors=(factor,))
        dire, total = answer
        assert found.critical_shed_mw[0, 0] == pytest.approx(dire, abs=1e-4)
        assert found.shed_mw[0, 0] == pytest.approx(total, abs=2e-3)
        compared += 1
    assert compared > 40


# --- by hand


def test_a_line_that_binds_leaves_the_rest_of_the_load_without_power():
    assert shed(made([0, 100], [(0, 1, 0.1, 60)], [(0, 200)])) == pytest.approx(40)


def test_a_rating_of_0_is_no_limit_and_is_not_an_open_line():
    free = made([0, 100], [(0, 1, 0.1, 0)], [(0, 200)])
    assert shed(free) == 0
    assert shed(free, State(branches_out=(1,))) == 100


def test_opening_a_line_may_lower_the_cut_and_may_raise_it():
    # a third of what goes from 0 to 1 takes the way over 2, whose line binds at 10
    case = made([0, 90, 0], [(0, 1, 0.1, 0), (0, 2, 0.1, 10), (2, 1, 0.1, 0)], [(0, 200)])
    assert shed(case) == pytest.approx(60)
    assert shed(case, State(branches_out=(2,))) == pytest.approx(0)
    assert shed(case, State(branches_out=(1,))) == pytest.approx(80)


def test_opening_a_line_lowers_the_cut_of_a_shipped_case():
    """Braess's paradox (Braess, "Über ein Paradoxon aus der Verkehrsplanung", 1968) on a public test system."""
    case = load_case("pglib_opf_case39_epri")
    states = [State(gens_out=(2, 3)), *(State(branches_out=(row,), gens_out=(2, 3)) for row in case.branch["row"])]
    found = least_shed(case, states, load_factors=(1.1,)).shed_mw[:, 0]
    assert found[1:].min() < found[0] - 1.0


def test_parallel_lines_in_both_directions_share_a_flow_by_their_reactance():
    # 0.1 and 0.2 beside each other: two thirds and one third; the first binds at 40
    for pair in (
        [(0, 1, 0.1, 40), (0, 1, 0.2, 0)],
        [(0, 1, 0.1, 40), (1, 0, 0.2, 0)],
        [(1, 0, 0.1, 40), (0, 1, 0.2, 0)],
    ):
        assert shed(made([0, 100], pair, [(0, 200)])) == pytest.approx(40)


@pytest.mark.parametrize("degrees", [0.5, -0.5])
def test_a_phase_shifter_moves_flow_from_one_line_to_its_neighbour(degrees):
    pushed = 100 / 0.1 * np.radians(degrees)  # MW around the loop of two: half of b times the shift on each side
    case = made([0, 100], [(0, 1, 0.1, 50, degrees), (0, 1, 0.1, 50)], [(0, 200)])
    assert shed(case) == pytest.approx(abs(pushed))
    alone = State(branches_out=(2,))
    assert shed(case, alone) == pytest.approx(50)  # nothing to go around


def test_a_loop_that_a_shifter_overloads_has_no_answer_even_without_load():
    case = made([0, 10], [(0, 1, 0.1, 5, 5.0), (0, 1, 0.1, 5)], [(0, 200)])
    with pytest.raises(InputError) as caught:
        least_shed(case, [State(), State(branches_out=(1,)), State()], load_factors=(1.0, 0.0))
    assert [fault.where for fault in caught.value.faults] == ["states[1]", "states[3]"]
    assert {fault.key for fault in caught.value.faults} == {"dc.no_answer"}
    for lang in LANGS:
        assert "--convention plain" in caught.value.faults[0].text(lang)


def test_negative_load_is_power_that_may_be_used_or_not():
    case = made([-30, 100], [(0, 1, 0.1, 0)], [(1, 50)])
    assert shed(case) == pytest.approx(20)
    assert shed(case, load_factors=(0.0,)) == 0
    assert shed(case, load_factors=(0.1,)) == 0


def test_islands_without_slack_without_plant_and_without_load():
    # 0-1 has the slack, 2-3 has plant and load of its own, 4 has load alone, 5 plant alone
    case = made([0, 50, 0, 40, 30, 0], [(0, 1, 0.1, 0), (2, 3, 0.1, 25)], [(0, 100), (2, 100), (5, 100)])
    assert shed(case) == pytest.approx(15 + 30)
    assert shed(case, State(gens_out=(1,))) == pytest.approx(50 + 15 + 30)
    assert shed(case, State(branches_out=(1, 2))) == pytest.approx(50 + 40 + 30)
    assert shed(made([0, 0], [(0, 1, 0.1, 1)], [])) == 0
    assert shed(made([5.0], [], [(0, 3.0)])) == pytest.approx(2)


def test_a_negative_reactance_turns_the_flow_of_its_line_around():
    # 0.2 and -0.1 in a row beside 0.1: both ways have 0.1
    case = made([0, 100, 0], [(0, 1, 0.1, 40), (0, 2, 0.2, 0), (2, 1, -0.1, 0)], [(0, 200)])
    assert shed(case) == pytest.approx(20)
    # -0.1 beside 0.1 is an open circuit of endless reactance: no flow but around, which the rating forbids
    odd = made([0, 100], [(0, 1, 0.1, 40), (0, 1, -0.1, 0)], [(0, 200)])
    _, total = whole(odd, State())
    found = least_shed(odd, [State()])
    assert found.shed_mw[0, 0] == pytest.approx(total, abs=1e-4)
    assert found.slow == ((0, 0),)  # its matrix has no inverse


def test_extreme_reactances_ties_and_small_loads():
    for x in (1e-6, 1e-3, 1e3):
        assert shed(made([0, 100], [(0, 1, x, 60)], [(0, 200)])) == pytest.approx(40)
    ring = [(i, (i + 1) % 6, 0.1, 10) for i in range(6)]
    assert shed(made([10] * 6, ring, [(0, 60)])) == pytest.approx(50 - 20)
    assert shed(made([1e-3] * 6, ring, [(0, 2e-3)])) == pytest.approx(4e-3, abs=1e-9)
    assert shed(made([1e-3, 1e-3], [(0, 1, 0.1, 4e-4)], [(0, 1.0)])) == pytest.approx(6e-4, abs=1e-9)


def test_load_factors_give_what_each_hour_alone_gives():
    case = load_case("pglib_opf_case24_ieee_rts")
    rng = np.random.default_rng(2)
    states = [random_state(case, rng, 0.15, 0.3) for _ in range(20)]
    factors = (1.0, 0.0, 3.0, 0.7, 1.0)
    found = least_shed(case, states, load_factors=factors)
    for h, factor in enumerate(factors):
        alone = least_shed(case, states, load_factors=(factor,))
        assert found.shed_mw[:, h] == pytest.approx(alone.shed_mw[:, 0], abs=1e-6)
    assert (found.shed_mw[:, 1] == 0).all()


def test_full_stores_count_for_an_hour_where_asked_for():
    stores = pl.DataFrame(
        [("big", 1, 30.0, 10.0, 0.7), ("plain", 1, 5.0, 0.0, 0.7)], schema=STORAGE, orient="row"
    )  # the second states no energy
    case = replace(made([0, 100], [(0, 1, 0.1, 60)], [(0, 200)]), storage=stores)
    assert shed(case) == pytest.approx(40)
    assert least_shed(wiring(case, storage=True), [State()]).shed_mw[0, 0] == pytest.approx(40 - 10 - 5)


def test_least_output_binds_where_asked_for():
    # unit 2 must give 30 at bus 1, where 20 are needed and 5 can leave
    case = made([10, 20], [(0, 1, 0.1, 5)], [(0, 100), (1, 100, 24)])
    assert shed(case, minimum_output=True) == 0
    assert shed(case) == 0
    case = made([10, 20], [(0, 1, 0.1, 5)], [(0, 100), (1, 100, 30)])
    with pytest.raises(InputError) as caught:  # the island has room for 30, the line has not
        least_shed(case, [State()], minimum_output=True)
    assert caught.value.faults[0].key == "dc.no_answer"


def test_least_output_as_whole_programmes_have_it():
    case = load_case("pglib_opf_case39_epri")
    case = replace(case, gen=case.gen.with_columns(pmin_mw=pl.col("pmax_mw") * 0.5))
    rng = np.random.default_rng(5)
    states = [random_state(case, rng, 0.05, 0.3) for _ in range(12)]
    answers = [whole(case, state, minimum_output=True) for state in states]
    solved = [state for state, answer in zip(states, answers, strict=True) if answer]
    found = least_shed(case, solved, minimum_output=True)
    assert found.shed_mw[:, 0] == pytest.approx([answer[1] for answer in answers if answer], abs=1e-3)
    assert (found.shed_mw[:, 0] > least_shed(case, solved).shed_mw[:, 0] + 1.0).any()
    assert 4 <= len(solved) < len(states)
    for state in (state for state in states if state not in solved):
        with pytest.raises(InputError):
            least_shed(case, [state], minimum_output=True)


def test_least_output_above_all_load_is_refused_with_its_island():
    case = made([50, 10, 20], [(0, 1, 0.1, 0), (1, 2, 0.1, 0)], [(0, 60), (2, 100, 45.5)])
    states = [State(), State(branches_out=(1,)), State(branches_out=(1,), gens_out=(2,))]
    with pytest.raises(InputError) as caught:
        least_shed(case, states, minimum_output=True, load_factors=(1.0, 0.5), names=["a", "b", "c"])
    first, second = caught.value.faults
    assert (first.where, first.values["bus"], first.values["hour"]) == ("a", 1, 2)
    assert (second.where, second.values) == ("b", {"bus": 2, "buses": 2, "least": 45.5, "load": 30.0, "hour": 1})
    assert "45.5 MW" in second.text("en")
    assert "30.0 МВт" in second.text("uk")


def test_a_line_from_a_bus_to_itself_is_refused_by_the_reader():
    text = """function mpc = odd
    mpc.version = '2';
    mpc.baseMVA = 100;
    mpc.bus = [1 3 10 0 0 0 1 1 0 110 1 1.1 0.9;];
    mpc.gen = [1 0 0 0 0 1 100 1 50 0;];
    mpc.branch = [1 1 0 0.1 0 0 0 0 0 0 1 -360 360;];
    """
    with pytest.raises(CaseError, match="both ends are at bus 1"):
        read_matpower_text(text, "odd.m")


def test_an_unknown_convention_is_refused():
    with pytest.raises(InputError) as caught:
        least_shed(made([1.0], [], []), [State()], convention="ac")
    assert "powermodels" in caught.value.text()


# --- critical load goes first, whatever it costs other load


def outbid(dire: float) -> Case:
    """6 MW of critical load at bus 1, or 12,000 MW of other load at bus 2: both relieve the line 0-1 alike.

    Bus 3 holds critical load that no line can bring, `dire` MW of it.
    """
    x02 = 5e-5
    around = 0.1 + 0.1 + x02
    rating = 100 * (x02 + 0.1) / around + 20000 * x02 / around - 12000 * x02 / around
    lines = [(0, 1, 0.1, rating), (0, 2, x02, 0.0), (1, 2, 0.1, 0.0), (0, 3, 0.1, 10.0)]
    return made([0.0, 100.0, 20000.0, 10.0 + dire], lines, [(0, 30000)], critical=[0.0, 1.0, 0.0, 1.0])


@pytest.mark.parametrize("dire", [0.0, 5.0])
def test_no_amount_of_other_load_outbids_critical_load(dire):
    case = outbid(dire)
    found = least_shed(case, [State()])
    assert found.critical_shed_mw[0, 0] == pytest.approx(dire, abs=1e-6)
    assert found.shed_mw[0, 0] == pytest.approx(12000 + dire, abs=1e-3)
    assert whole(case, State()) == pytest.approx((dire, 12000 + dire), abs=0.1)
    assert found.slow == ()
    # were all load alike, six MW at bus 1 would do
    alike = replace(case, bus=case.bus.with_columns(critical_share=pl.lit(0.0)))
    assert shed(alike) == pytest.approx(12000 * 5e-5 / (0.1 + 5e-5) + dire, rel=1e-3)


# --- the slow way, and the same in plain Python


#: places of what the kernel writes among its arguments
STATUS, CERTIFICATE = -9, -6


def changed(monkeypatch: pytest.MonkeyPatch, place: int, change: float) -> None:
    """Let the kernel end with other figures than it found."""
    solve = shed_room.solve_state

    def off(*arguments):
        solve(*arguments)
        arguments[place][:] += change

    monkeypatch.setattr(shed_room, "solve_state", off)


@pytest.mark.parametrize("critical", [0.0, 0.3])
def test_the_slow_way_gives_the_same(monkeypatch, critical):
    case = load_case("pglib_opf_case24_ieee_rts")
    case = replace(case, bus=case.bus.with_columns(critical_share=pl.lit(critical)))
    rng = np.random.default_rng(4)
    states = [random_state(case, rng, 0.2, 0.5) for _ in range(6)]
    fast = served(case, states, load_factors=(1.0, 0.8))
    changed(monkeypatch, STATUS, LOST)
    slow = served(case, states, load_factors=(1.0, 0.8))
    assert slow.slow == tuple((i, h) for i in range(6) for h in range(2))
    assert fast.slow == ()
    assert fast.shed_mw.max() > 100
    assert slow.shed_mw == pytest.approx(fast.shed_mw, abs=1e-5)
    assert slow.critical_shed_mw == pytest.approx(fast.critical_shed_mw, abs=1e-5)
    assert np.abs(slow.gap_mw).max() < 1e-5
    assert np.abs(slow.cut_mw - fast.cut_mw).max() < 5e-3
    monkeypatch.setattr(slow_room, "LARGE", 0)  # as on grids of ten thousand buses
    large = served(case, states, load_factors=(1.0, 0.8))
    assert large.shed_mw == pytest.approx(fast.shed_mw, abs=1e-5)
    assert np.abs(large.cut_mw - fast.cut_mw).max() < 5e-3


def test_an_answer_whose_proof_is_off_goes_the_slow_way(monkeypatch):
    changed(monkeypatch, CERTIFICATE, -1.0)
    found = least_shed(made([0, 100], [(0, 1, 0.1, 60)], [(0, 200)]), [State()])
    assert found.slow == ((0, 0),)
    assert found.shed_mw[0, 0] == pytest.approx(40)
    assert found.gap_mw[0, 0] == pytest.approx(0, abs=1e-6)


def test_the_slow_way_says_where_there_is_no_answer():
    case = made([0, 10], [(0, 1, 0.1, 5, 5.0), (0, 1, 0.1, 5)], [(0, 200)])
    assert least_cut(wiring(case), State(), 1.0) is None


@pytest.fixture
def plain_python(monkeypatch):
    """Kernels as plain Python, so that each line may be seen to run."""
    modules = [importlib.import_module(f"oberih.grid.dc._kernels.{name}") for name in KERNELS]
    for module in modules:
        for name, compiled in list(vars(module).items()):
            if hasattr(compiled, "py_func"):
                monkeypatch.setattr(module, name, compiled.py_func)
    monkeypatch.setattr(shed_room, "solve_state", modules[-1].state)


def test_kernels_give_the_same_as_plain_python(request):
    rng = np.random.default_rng(12)
    pjm = load_case("pglib_opf_case5_pjm")
    ring = [(i, (i + 1) % 5, 0.1 * (1 + i % 2), 12.0) for i in range(5)]
    cases = [
        (pjm, [State(), State(branches_out=(1,), gens_out=(3,)), State(branches_out=(2, 6), gens_out=(4, 5))]),
        (made([20, 30, 10, 25, 15], [*ring, (0, 2, -0.5, 9.0, 0.1)], [(0, 60), (3, 20)], critical=0.7),
         [random_state(made([1] * 5, ring, [(0, 1), (1, 1)]), rng, 0.1, 0.2) for _ in range(3)]),
        (outbid(5.0), [State()]),
    ]  # fmt: skip
    compiled = [served(case, states, load_factors=(1.0, 0.5, 2.0)) for case, states in cases]
    request.getfixturevalue("plain_python")
    for (case, states), found in zip(cases, compiled, strict=True):
        again = served(case, states, load_factors=(1.0, 0.5, 2.0))
        assert again.shed_mw == pytest.approx(found.shed_mw, abs=1e-6)
        assert again.cut_mw == pytest.approx(found.cut_mw, abs=1e-4)
        assert again.slow == found.slow


# --- laws


@st.composite
def grids(draw: st.DrawFn) -> Case:
    n = draw(st.integers(2, 7))
    power = st.floats(0, 80).map(lambda mw: round(mw, 1))
    load = draw(st.lists(power, min_size=n, max_size=n))
    pairs = [(draw(st.integers(0, i - 1)), i) for i in range(1, n)]
    pairs += draw(
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] != p[1]), max_size=4)
    )
    reactance = st.sampled_from([0.02, 0.1, 0.1, 0.3])
    rating = st.sampled_from([0.0, 3.0, 10.0, 30.0])
    lines = [(u, v, draw(reactance), draw(rating)) for u, v in pairs]
    plant = draw(st.lists(st.tuples(st.integers(0, n - 1), power), max_size=4))
    return made(load, lines, plant, critical=draw(st.sampled_from([0.0, 0.3])))


@settings(max_examples=60, deadline=None)
@given(grids(), st.data())
def test_laws_that_hold_for_every_grid(case, data):
    out = data.draw(st.sets(st.integers(1, case.branch.height), max_size=3))
    state = State(branches_out=tuple(sorted(out)))
    found = least_shed(case, [state])
    cut, demand = found.shed_mw[0, 0], float(case.bus["pd_mw"].sum())
    wires = wiring(case)
    island = wires.islands(state)
    need = np.bincount(island, case.bus["pd_mw"].to_numpy())
    have = np.bincount(island, wires.plant(state)[1])
    assert -1e-9 <= found.critical_shed_mw[0, 0] <= cut + 1e-9 <= demand + 1e-6
    assert cut >= np.maximum(need - have, 0).sum() - 1e-6
    assert cut >= found.shed_mw[0, 0] - abs(found.gap_mw[0, 0])
    # all load alike from here on: critical load first may cost other load more
    alike = replace(case, bus=case.bus.with_columns(critical_share=pl.lit(0.0)))
    before = shed(alike, state)
    assert before <= cut + 1e-6
    row = data.draw(st.integers(1, case.branch.height))
    raised = alike.branch.with_columns(
        rate_mw=pl.when((pl.col("row") == row) & (pl.col("rate_mw") > 0))
        .then(pl.col("rate_mw") * 1.5)
        .otherwise(pl.col("rate_mw"))
    )
    assert shed(replace(alike, branch=raised), state) <= before + 1e-6
    unit = alike.gen.clear(1).with_columns(row=pl.lit(alike.gen.height + 1, pl.Int32), bus=pl.lit(0, pl.Int32),
                                           pmin_mw=pl.lit(0.0), pmax_mw=pl.lit(25.0))  # fmt: skip
    assert shed(replace(alike, gen=pl.concat([alike.gen, unit])), state) <= before + 1e-6
    assert shed(alike, State(branches_out=tuple(range(1, case.branch.height + 1)))) <= demand + 1e-6
