"""Cheapest dispatch and most load delivered: published costs, cases by hand, other solvers, and clear refusals."""

import ctypes
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import highspy
import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog, minimize
from scipy.sparse import csr_array
from typer.testing import CliRunner

from oberih.cli.main import app
from oberih.grid.dc.conventions import CONVENTIONS, grid
from oberih.grid.dc.convex import solve_squares
from oberih.grid.dc.delivery import mld
from oberih.grid.dc.highs import Program, Solver, SolverError, dual_objective, solve
from oberih.grid.dc.optimal import opf
from oberih.grid.dc.quiet import quiet
from oberih.jobs import grid_optimal
from oberih.scenario.cases import load_case
from oberih.scenario.cases.base import BRANCH, BUS, COSTS, GEN, Case
from oberih.terms.errors import InputError

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "grid"


def make(
    buses: list[dict], branches: list[dict], gens: list[dict], costs: pl.DataFrame | None = None
) -> Case:
    """A case from what is said; the rest is ordinary. Branches and generators name buses by number."""
    place = {each["bus"]: i for i, each in enumerate(buses)}
    bus = [{"type": 1, "pd_mw": 0.0, "qd_mvar": 0.0, "gs_mw": 0.0, "bs_mvar": 0.0, "base_kv": 110.0,
            "critical_share": 0.0, **each} for each in buses]  # fmt: skip
    branch = [{"row": i, "r_pu": 0.0, "x_pu": 0.1, "b_pu": 0.0, "tap": 1.0, "shift_deg": 0.0, "rate_mw": 0.0,
               "angmin_deg": -360.0, "angmax_deg": 360.0, **each, "from_bus": place[each["from_bus"]],
               "to_bus": place[each["to_bus"]]} for i, each in enumerate(branches, 1)]  # fmt: skip
    gen = [{"row": i, "pmin_mw": 0.0, "pmax_mw": 100.0, "pg_mw": 0.0, "cost_c2": 0.0, "cost_c1": 0.0, "cost_c0": 0.0,
            **each, "bus": place[each["bus"]]} for i, each in enumerate(gens, 1)]  # fmt: skip
    return Case(
        name="made",
        source="made",
        base_mva=100.0,
        bus=pl.DataFrame([{"region": None, **each} for each in bus], schema=BUS),
        branch=pl.DataFrame(branch, schema=BRANCH),
        gen=pl.DataFrame(gen, schema=GEN),
        costs=pl.DataFrame(schema=COSTS) if costs is None else costs,
    )


def line(start: int, end: int, **more: float) -> dict:
    return {"from_bus": start, "to_bus": end, **more}


def random_case(rng: np.random.Generator, n: int = 6, square: bool = False) -> Case:
    """A connected grid with loops, taps, shifts, ratings, and more generation than load."""
    buses = [{"bus": 10 * i, "type": 3 if i == 0 else 1, "pd_mw": float(rng.uniform(-10, 60)),
              "gs_mw": float(rng.choice([0.0, 3.0]))} for i in range(n)]  # fmt: skip
    pairs = [(int(rng.integers(i)), i) for i in range(1, n)] + [(0, n - 1), (1, n - 2), (0, n - 1)]
    branches = [
        line(10 * a, 10 * b, r_pu=float(rng.uniform(0, 0.05)), x_pu=float(rng.uniform(0.05, 0.3)),
             tap=float(rng.choice([1.0, 0.97])), shift_deg=float(rng.choice([0.0, 2.0])),
             rate_mw=float(rng.choice([0.0, 90.0])), angmin_deg=-25.0, angmax_deg=25.0)
        for a, b in pairs
    ]  # fmt: skip
    gens = [{"bus": 10 * i, "pmax_mw": 150.0, "pmin_mw": float(rng.choice([0.0, 5.0])),
             "cost_c1": float(rng.uniform(10, 50)), "cost_c0": 7.0,
             "cost_c2": float(rng.uniform(0.01, 0.2)) if square else 0.0} for i in range(0, n, 2)]  # fmt: skip
    return make(buses, branches, gens)


# --- published


#: $/h, DC, from PGLib-OPF v23.07's baseline and its case files; digits as printed
PUBLISHED = {
    "case3_lmbd": "5695.8959", "case5_pjm": "17479.8969", "case14_ieee": "2051.5263", "case24_ieee_rts": "61001.2403",
    "case30_ieee": "7472.8147", "case39_epri": "136889.692", "case118_ieee": "93100.730",
    "case500_goc": "440548.506", "case1354_pegase": "1218182.036",
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_costs_of_the_public_library_come_out_to_every_printed_digit(name):
    path = SHARED / f"pglib_opf_{name}.m"
    if not path.exists():
        pytest.skip("the library's cases do not lie beside the project")
    printed = PUBLISHED[name]
    result = opf(load_case(path))
    assert result.status == "optimal"
    assert abs(result.objective - float(printed)) <= 0.5001 * 10 ** -len(printed.split(".")[1])
    assert result.dual_objective == pytest.approx(result.objective, rel=1e-9)


def test_a_cost_of_matpower_comes_out():
    # MATPOWER's case9 (Schulz, Turner and Ewart; costs of Zimmerman): rundcopf prints 5216.03 $/h
    loads = {5: 90.0, 7: 100.0, 9: 125.0}
    buses = [{"bus": i, "type": 3 if i == 1 else 1, "pd_mw": loads.get(i, 0.0)} for i in range(1, 10)]
    rows = [(1, 4, 0, 0.0576, 250), (4, 5, 0.017, 0.092, 250), (5, 6, 0.039, 0.17, 150), (3, 6, 0, 0.0586, 300),
            (6, 7, 0.0119, 0.1008, 150), (7, 8, 0.0085, 0.072, 250), (8, 2, 0, 0.0625, 250),
            (8, 9, 0.032, 0.161, 250), (9, 4, 0.01, 0.085, 250)]  # fmt: skip
    units = [(1, 250, 0.11, 5.0, 150.0), (2, 300, 0.085, 1.2, 600.0), (3, 270, 0.1225, 1.0, 335.0)]
    case9 = make(
        buses,
        [line(a, b, r_pu=r, x_pu=x, rate_mw=rate) for a, b, r, x, rate in rows],
        [{"bus": b, "pmin_mw": 10.0, "pmax_mw": most, "cost_c2": c2, "cost_c1": c1, "cost_c0": c0}
         for b, most, c2, c1, c0 in units],
    )  # fmt: skip
    result = opf(case9, "matpower")
    assert result.objective == pytest.approx(5216.026607, abs=1e-6)
    # nothing binds, so every bus has the price of the cheapest split: Σ (λ − c1) / 2 c2 = 315 MW
    price = (315 + sum(c1 / (2 * c2) for _, _, c2, c1, _ in units)) / sum(1 / (2 * c2) for _, _, c2, _, _ in units)
    np.testing.assert_allclose(result.lmp, price, rtol=1e-9)


def mld_case(gens: list[dict], *, out: tuple[int, ...] = (), shunts: tuple[dict, dict] = ({}, {})) -> Case:
    """The three-bus cases of PowerModelsRestoration.jl's tests, which differ in generators, shunts and one branch."""
    rows = [(1, 3, 0.065, 0.62, 30.0), (3, 2, 0.025, 0.75, 30.0), (1, 2, 0.042, 0.9, 60.0)]
    buses = [{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 100.0, **shunts[0]}, {"bus": 3, "pd_mw": 100.0, **shunts[1]}]
    branches = [line(a, b, r_pu=r, x_pu=x, rate_mw=rate, angmin_deg=-30.0, angmax_deg=30.0)
                for i, (a, b, r, x, rate) in enumerate(rows, 1) if i not in out]  # fmt: skip
    return make(buses, branches, gens)


PLAIN = [{"bus": 1}, {"bus": 3, "pmax_mw": 40.0}]
UC = [{"bus": 1, "pmin_mw": 95.0}, {"bus": 3, "pmax_mw": 50.0}]
LOAD_ONLY = [{"bus": 1}]
#: the second conducts nothing, so that DC sees it in the objective alone
SHUNTS = ({"gs_mw": 1.0, "bs_mvar": -30.0}, {"bs_mvar": -30.0})
SHUNT = mld_case([{"bus": 1}, {"bus": 3, "pmax_mw": 50.0}], out=(2,), shunts=SHUNTS)
#: the tests of PowerModelsRestoration.jl (test/mld.jl, test/mld_uc.jl), DC: objective, served per unit, states of
#: generators; theirs come from an interior-point solver at 1e-6
DELIVERED = {
    "3-bus": (mld_case(PLAIN), False, 21.158217744648525, 1.1582177246877814, (1, 1)),
    "3-bus, whole units": (mld_case(PLAIN), True, 21.1582, 1.15821772, (1, 1)),
    "shunts": (SHUNT, False, 41.37051189714199, 1.370511858660896, (1, 1)),
    "uc": (mld_case(UC), False, 19.239460676642224, 1.2582176367462893, (0.7981242774648455, 1)),
    "uc, whole units": (mld_case(UC), True, 10.5, 0.5, (0, 1)),
    "line charge": (mld_case(LOAD_ONLY, out=(1,)), False, 10.58051212014409, 0.5805121110548641, (1,)),
    "line charge, whole units": (mld_case(LOAD_ONLY, out=(1,)), True, 10.58051219078263, 0.58051219078263, (1,)),
}


@pytest.mark.parametrize("name", DELIVERED)
def test_published_deliveries_come_out(name):
    case, whole, objective, served, states = DELIVERED[name]
    result = mld(case, whole)
    assert result.objective == pytest.approx(objective, abs=5e-5)
    assert result.served_pu == pytest.approx(served, abs=5e-5)
    np.testing.assert_allclose(result.gen_status, states, atol=1e-5)
    assert result.bound == pytest.approx(result.objective, abs=1e-8)


def test_the_delivery_of_the_24_bus_system_comes_out():
    # PowerModels.jl's case24 is PGLib's with other angle limits: 7.100016 degrees, none at the last branch. Published
    # with whole units by a simplex solver: 1160.653542372048, served 28.45354237204865 per unit
    given = load_case("pglib_opf_case24_ieee_rts")
    limit = pl.Series([7.100016] * (given.branch.height - 1) + [0.0])
    case = replace(given, branch=given.branch.with_columns(angmin_deg=-limit, angmax_deg=limit))
    for whole in (False, True):
        result = mld(case, whole)
        assert result.objective == pytest.approx(1160.653542372048, abs=1e-9)
        assert result.served_pu == pytest.approx(28.45354237204865, abs=1e-9)


def test_the_delivery_of_three_buses_is_exact():
    # both lines into bus 3's triangle are full, so the third's flow follows from angles: b₁₂ (0.3/b₁₃ + 0.3/b₃₂)
    def b(r: str, x: str) -> Fraction:
        return Fraction(x) / (Fraction(r) ** 2 + Fraction(x) ** 2)

    tenths = Fraction(3, 10)
    flow = b("0.042", "0.9") * (tenths / b("0.065", "0.62") + tenths / b("0.025", "0.75"))
    result = mld(DELIVERED["3-bus"][0])
    assert result.served_pu == pytest.approx(float(flow + Fraction(7, 10)), abs=1e-12)
    np.testing.assert_allclose(result.flow_mw, [30.0, 30.0, float(100 * flow)], atol=1e-9)


# --- by hand, and against other solvers


def test_a_full_line_parts_the_prices():
    case = make(
        [{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 80.0}],
        [line(1, 2, rate_mw=50.0)],
        [{"bus": 1, "cost_c1": 10.0}, {"bus": 2, "cost_c1": 30.0, "cost_c0": 4.0}],
    )
    result = opf(case)
    assert result.objective == pytest.approx(50 * 10 + 30 * 30 + 4)
    np.testing.assert_allclose(result.gen_mw, [50.0, 30.0], atol=1e-9)
    np.testing.assert_allclose(result.lmp, [10.0, 30.0], atol=1e-9)
    np.testing.assert_allclose(result.flow_mw, [50.0], atol=1e-9)


def test_a_phase_shift_drives_a_loop_where_the_convention_keeps_it():
    # two equal lines side by side, one shifted by 3 degrees: half of b·shift goes round
    case = make(
        [{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 60.0}],
        [line(1, 2, x_pu=0.1), line(1, 2, x_pu=0.1, shift_deg=3.0)],
        [{"bus": 1, "cost_c1": 1.0}],
    )
    round_mw = 100 * 10 * np.radians(3.0) / 2
    np.testing.assert_allclose(opf(case, "matpower").flow_mw, [30 + round_mw, 30 - round_mw], atol=1e-9)
    np.testing.assert_allclose(opf(case, "powermodels").flow_mw, [30, 30], atol=1e-9)


def test_conventions_differ_as_they_say():
    case = make(
        [{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 50.0, "gs_mw": 2.0}],
        [line(1, 2, r_pu=0.1, x_pu=0.2, tap=0.8, shift_deg=4.0, angmin_deg=0.0, angmax_deg=0.0)],
        [{"bus": 1, "pmin_mw": 20.0}],
    )
    power, mat, plain = (grid(case, each) for each in CONVENTIONS)
    np.testing.assert_allclose([power.b_pu[0], mat.b_pu[0], plain.b_pu[0]], [4.0, 6.25, 6.25])
    assert (power.shift_rad[0], mat.shift_rad[0]) == (0.0, pytest.approx(np.radians(4)))
    assert (power.low_rad[0], power.high_rad[0]) == (-1.0472, 1.0472)  # 0 and 0 are 60 degrees there
    assert (mat.low_rad[0], mat.high_rad[0]) == (-np.inf, np.inf)  # and no limit here
    assert [g.shunt_pu[1] for g in (power, mat, plain)] == [0.02, 0.02, 0.0]
    assert [g.pmin_pu[0] for g in (power, mat, plain)] == [0.2, 0.2, 0.0]


def test_one_sided_angle_limits_of_matpower():
    sides = [(0.0, 20.0), (-20.0, 0.0), (-360.0, 360.0), (-30.0, 360.0)]
    case = make(
        [{"bus": 1, "type": 3}, {"bus": 2}],
        [line(1, 2, angmin_deg=low, angmax_deg=high) for low, high in sides],
        [{"bus": 1}],
    )
    net = grid(case, "matpower")
    np.testing.assert_allclose(np.degrees(net.low_rad), [-np.inf, -20.0, -np.inf, -30.0])
    np.testing.assert_allclose(np.degrees(net.high_rad), [20.0, np.inf, np.inf, 360.0])


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("seed", range(4))
def test_straight_costs_against_another_solver(seed, convention):
    case = random_case(np.random.default_rng(seed))
    net = grid(case, convention)
    g, n, m = net.gen_row.size, net.bus_number.size, net.line_row.size
    # outputs, angles and flows as columns; every law written out line by line
    balance, right = np.zeros((n + m, g + n + m)), np.zeros(n + m)
    for i, bus in enumerate(net.gen_bus):
        balance[bus, i] = 1
    for k in range(m):
        balance[net.from_bus[k], g + n + k] -= 1
        balance[net.to_bus[k], g + n + k] += 1
        balance[n + k, g + n + k] = 1
        balance[n + k, g + net.from_bus[k]] -= net.b_pu[k]
        balance[n + k, g + net.to_bus[k]] += net.b_pu[k]
        right[n + k] = -net.b_pu[k] * net.shift_rad[k]
    right[:n] = net.load_pu + net.shunt_pu
    differences = np.zeros((m, g + n + m))
    for k in range(m):
        differences[k, g + net.from_bus[k]], differences[k, g + net.to_bus[k]] = 1, -1
    some = np.isfinite(net.high_rad)
    cost = np.concatenate((case.gen["cost_c1"].to_numpy() * 100, np.zeros(n + m)))
    found = linprog(
        cost, A_eq=balance, b_eq=right, A_ub=np.vstack((differences[some], -differences[some])),
        b_ub=np.concatenate((net.high_rad[some], -net.low_rad[some])),
        bounds=[*zip(net.pmin_pu, net.pmax_pu, strict=True), *[(None, None)] * (n + m)],
    )  # fmt: skip
    if found.status == 2:
        with pytest.raises(InputError):
            opf(case, convention)
        return
    assert opf(case, convention).objective == pytest.approx(found.fun + case.gen["cost_c0"].sum(), rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_squares_keep_every_law_of_an_optimum(seed):
    case = random_case(np.random.default_rng(100 + seed), square=True)
    result, net = opf(case, "plain"), grid(case, "plain")
    assert result.dual_objective == pytest.approx(result.objective, rel=1e-11)
    injected = np.bincount(net.gen_bus, result.gen_mw, net.bus_number.size)
    left = np.bincount(net.from_bus, result.flow_mw, net.bus_number.size)
    left -= np.bincount(net.to_bus, result.flow_mw, net.bus_number.size)
    np.testing.assert_allclose(injected - left, 100 * net.load_pu, atol=1e-8)
    marginal = 2 * case.gen["cost_c2"].to_numpy() * result.gen_mw + case.gen["cost_c1"].to_numpy()
    price = result.lmp[net.gen_bus]
    inside = (result.gen_mw > 1e-6) & (result.gen_mw < 100 * net.pmax_pu - 1e-6)
    np.testing.assert_allclose(price[inside], marginal[inside], atol=1e-6)
    assert inside.any()
    assert (price[result.gen_mw <= 1e-6] <= marginal[result.gen_mw <= 1e-6] + 1e-6).all()


def test_squares_against_another_solver():
    rng = np.random.default_rng(3)
    square, cost = rng.uniform(0.5, 3, 4), rng.uniform(-5, 5, 4)
    rows = np.array([[1.0, 1.0, 1.0, 1.0], [1.0, -1.0, 2.0, 0.0]])
    low, high = np.array([5.0, -np.inf]), np.array([5.0, 2.0])
    program = Program(cost, np.zeros(4), np.full(4, 4.0), csr_array(rows), low, high)
    found = minimize(
        lambda x: cost @ x + square @ x**2, np.full(4, 1.25), bounds=[(0, 4)] * 4, method="SLSQP",
        constraints=[{"type": "eq", "fun": lambda x: rows[0] @ x - 5},
                     {"type": "ineq", "fun": lambda x: 2 - rows[1] @ x}],
        options={"ftol": 1e-13},
    )  # fmt: skip
    answer = solve_squares(program, square)
    assert answer.objective == pytest.approx(found.fun, abs=1e-7)
    np.testing.assert_allclose(answer.x, found.x, atol=1e-4)
    assert answer.objective - answer.dual_objective <= 1e-9


def test_costs_in_straight_pieces():
    # 40 MW at 10, then 40 at 20, against a neighbour at 15 that gives 30
    pieces = pl.DataFrame({"row": [1], "model": [1], "values": [[0.0, 5.0, 40.0, 405.0, 80.0, 1205.0]]}, schema=COSTS)
    case = make(
        [{"bus": 1, "type": 3, "pd_mw": 90.0}],
        [],
        [{"bus": 1, "pmax_mw": 80.0, "cost_c2": None, "cost_c1": None, "cost_c0": None},
         {"bus": 1, "pmax_mw": 30.0, "cost_c1": 15.0}],
        pieces,
    )  # fmt: skip
    result = opf(case)
    assert result.objective == pytest.approx(405 + 20 * 20 + 30 * 15)
    np.testing.assert_allclose(result.gen_mw, [60.0, 30.0], atol=1e-9)
    assert result.lmp[0] == pytest.approx(20.0)


def test_every_island_has_its_own_reference():
    # the file's slack bus stands in the first island only; the third is a bus that nothing reaches and nobody uses
    case = make(
        [{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 30.0}, {"bus": 3}, {"bus": 4, "pd_mw": 20.0}, {"bus": 5}],
        [line(1, 2), line(3, 4)],
        [{"bus": 1, "cost_c1": 5.0}, {"bus": 3, "cost_c1": 7.0}],
    )
    result = opf(case)
    assert result.objective == pytest.approx(30 * 5 + 20 * 7)
    np.testing.assert_allclose(result.lmp[:4], [5, 5, 7, 7], atol=1e-9)
    assert result.angle[[0, 2, 4]].tolist() == [0, 0, 0]


def test_what_is_out_is_out():
    case = make(
        [{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 30.0}],
        [line(1, 2, rate_mw=20.0), line(1, 2, rate_mw=20.0)],
        [{"bus": 1, "cost_c1": 5.0}, {"bus": 2, "cost_c1": 9.0}, {"bus": 2, "cost_c1": 8.0}],
    )
    whole, damaged = opf(case), opf(case, branches_out=[1], gens_out=[3])
    assert whole.objective == pytest.approx(150.0)
    assert damaged.objective == pytest.approx(20 * 5 + 10 * 9)
    assert (damaged.line_row.tolist(), damaged.gen_row.tolist()) == ([2], [1, 2])


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_nothing_is_cut_where_nothing_binds(convention):
    case = make([{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 70.0}], [line(1, 2)], [{"bus": 1}])
    result = mld(case, convention=convention)
    assert result.served_pu == pytest.approx(0.7)
    assert result.objective == pytest.approx(0.7 + 7.0)


def test_whole_units_never_deliver_more_than_parts_of_units():
    rng = np.random.default_rng(5)
    for _ in range(5):
        case = random_case(rng)
        gen = case.gen.with_columns(pmin_mw=pl.lit(60.0))
        heavy = Case(name="heavy", source="made", base_mva=100.0, bus=case.bus, branch=case.branch, gen=gen)
        parts, whole = mld(heavy), mld(heavy, unit_commitment=True)
        assert whole.objective <= parts.objective + 1e-9
        assert np.isin(whole.gen_status.round(9), [0.0, 1.0]).all()
        assert ((parts.load_status >= -1e-9) & (parts.load_status <= 1 + 1e-9)).all()


# --- refusals


def refusal(case: Case, *args: object, **more: object) -> InputError:
    with pytest.raises(InputError) as caught:
        opf(case, *args, **more)
    return caught.value


def test_too_high_a_minimum_names_island_and_generators():
    case = make(
        [{"bus": 1, "type": 3, "pd_mw": 10.0}, {"bus": 7}, {"bus": 9, "pd_mw": 20.0}],
        [line(7, 9)],
        [{"bus": 1}, {"bus": 7, "pmin_mw": 15.0}, {"bus": 9, "pmin_mw": 12.0}, {"bus": 9}],
    )
    error = refusal(case)
    (fault,) = error.faults
    assert fault.key == "optimal.minimum_too_high"
    assert (fault.values["bus"], fault.values["units"]) == (7, "2, 3")
    assert (fault.values["least"], fault.values["need"]) == (pytest.approx(27.0), pytest.approx(20.0))
    assert "2, 3" in error.text("uk")
    assert mld(case, unit_commitment=True).served_pu == pytest.approx(0.3)  # the remedy that the sentence names


def test_too_little_generation_is_said_for_every_island():
    case = make(
        [{"bus": 1, "type": 3, "pd_mw": 120.0}, {"bus": 2, "pd_mw": 5.0}, {"bus": 3, "pd_mw": 5.0}],
        [line(2, 3)],
        [{"bus": 1}, {"bus": 2}],
    )
    assert [(f.key, f.values["bus"]) for f in refusal(case).faults] == [("optimal.too_little", 1)]
    alone = refusal(case, gens_out=[2])
    assert [(f.key, f.values["bus"]) for f in alone.faults] == [("optimal.too_little", 1), ("optimal.too_little", 2)]


def test_limits_of_lines_say_how_much_they_hold_back():
    case = make([{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 80.0}], [line(1, 2, rate_mw=50.0)], [{"bus": 1}])
    (fault,) = refusal(case).faults
    assert fault.key == "optimal.limits"
    assert (fault.values["short"], fault.values["surplus"]) == (pytest.approx(30.0), pytest.approx(0.0, abs=1e-6))


def test_angles_that_no_flow_can_have():
    case = make(
        [{"bus": 1, "type": 3}, {"bus": 2, "pd_mw": 5.0}],
        [line(1, 2, angmin_deg=10.0, angmax_deg=20.0), line(1, 2, angmin_deg=-20.0, angmax_deg=-10.0)],
        [{"bus": 1}],
    )
    assert [f.key for f in refusal(case).faults] == ["optimal.angles"]
    with pytest.raises(InputError, match="contradict"):
        mld(case)


def test_costs_that_cannot_be_taken_are_named_together():
    costs = pl.DataFrame(
        {"row": [2, 3], "model": [1, 2], "values": [[0.0, 0.0, 10.0, 200.0, 20.0, 300.0], [1.0, 0.0, 0.0, 0.0]]},
        schema=COSTS,
    )
    none = {"cost_c2": None, "cost_c1": None, "cost_c0": None}
    gens = [{"bus": 1, "cost_c2": -1.0}, {"bus": 1, **none}, {"bus": 1, **none}, {"bus": 1, **none}]
    faults = refusal(make([{"bus": 1, "type": 3, "pd_mw": 9.0}], [], gens, costs)).faults
    assert [(f.key.removeprefix("optimal.cost_"), f.values["row"]) for f in faults] == [
        ("not_convex", 1), ("not_convex", 2), ("power", 3), ("missing", 4),
    ]  # fmt: skip


def test_unknown_convention_and_rows():
    case = make([{"bus": 1, "type": 3, "pd_mw": 9.0}], [], [{"bus": 1}])
    assert [f.key for f in refusal(case, "dcplus").faults] == ["optimal.convention"]
    keys = [f.key for f in refusal(case, branches_out=[9999], gens_out=[0, 2]).faults]
    assert keys == ["optimal.unknown_branch", "optimal.unknown_gen", "optimal.unknown_gen"]


# --- proof


def test_a_programme_without_an_end_is_an_error_and_not_a_number():
    endless = Program(
        np.array([-1.0]), np.array([0.0]), np.array([np.inf]), csr_array((0, 1)), np.empty(0), np.empty(0)
    )
    with pytest.raises(SolverError, match="proved"):
        Solver(endless).solve()
    with pytest.raises(SolverError, match="proved"):
        solve(Program(endless.cost, endless.low, endless.high, endless.matrix, *[np.empty(0)] * 2, np.array([True])))


def test_another_user_of_the_solver_in_the_process_does_no_harm():
    # HiGHS keeps one pool of threads a process, and refuses whoever asks for another size
    highspy.Highs.resetGlobalScheduler(True)
    other = highspy.Highs()
    other.setOptionValue("output_flag", False)
    other.setOptionValue("threads", 3)
    column = other.addVariable(0, 5, -1.0, highspy.HighsVarType.kInteger)
    other.addConstr(2 * column <= 7)
    other.run()
    try:
        assert opf(load_case("pglib_opf_case5_pjm")).objective == pytest.approx(17479.8969, abs=5e-5)
    finally:
        highspy.Highs.resetGlobalScheduler(True)


def test_no_multipliers_prove_more_than_the_optimum():
    rng = np.random.default_rng(2)
    rows = csr_array(rng.normal(size=(3, 5)))
    at = rows @ rng.uniform(0, 1, 5)
    program = Program(rng.normal(size=5), np.zeros(5), np.ones(5), rows, at - 0.1, at + 0.1)
    best = solve(program)
    assert best.dual_objective == pytest.approx(best.objective, abs=1e-9)
    others = [dual_objective(program, best.x, best.row_dual + rng.normal(size=3)) for _ in range(200)]
    assert max(others) <= best.objective + 1e-9
    assert min(others) < best.objective - 1e-3
    free = Program(program.cost, np.full(5, -np.inf), program.high, rows, program.row_low, program.row_high)
    assert dual_objective(free, best.x, np.array([9.0, -9.0, 9.0])) == -np.inf  # a price on a limit that is not there


def test_a_print_of_compiled_code_does_not_spoil_an_answer(capfd):
    printer = ctypes.CDLL(None)
    printer.puts(b"before")
    with quiet():
        printer.puts(b"stray")
    printer.puts(b"after")
    printer.fflush(None)
    assert capfd.readouterr().out.split() == ["before", "after"]


# --- what users ask for


def test_a_state_of_a_file(tmp_path):
    states = tmp_path / "states.json"
    states.write_text('{"states": [{"branches_out": [], "gens_out": []}, {"branches_out": [1], "gens_out": [1]}]}')
    intact = grid_optimal.mld("pglib_opf_case5_pjm")
    damaged = grid_optimal.mld("pglib_opf_case5_pjm", states=states, state=2)
    assert grid_optimal.mld("pglib_opf_case5_pjm", states=states, state=1).to_json() == intact.to_json()
    assert [each["row"] for each in damaged.to_json()["gen"]] == [2, 3, 4, 5]
    assert damaged.to_json()["served_mw"] <= intact.to_json()["served_mw"] == pytest.approx(1000.0)
    for state in (None, 0, 3):
        with pytest.raises(InputError) as caught:
            grid_optimal.opf("pglib_opf_case5_pjm", states=states, state=state)
        assert [f.key for f in caught.value.faults] == ["optimal.no_state"]
    with pytest.raises(InputError) as caught:
        grid_optimal.opf("pglib_opf_case5_pjm", state=1)
    assert [f.key for f in caught.value.faults] == ["optimal.state_without_file"]


def test_both_languages_tell_the_same_figures():
    found = grid_optimal.opf("pglib_opf_case5_pjm")
    assert found.to_json()["objective"] == pytest.approx(17479.8969, abs=5e-5)
    assert "17,479.8969" in found.lines("en")[0]
    assert "17479.8969" in found.lines("uk")[0]  # a comma would be the decimal mark
    assert found.lines("uk")[0].startswith("Найдешевший")
    assert grid_optimal.mld("pglib_opf_case5_pjm").lines("en")[0] == "Most load delivered: 1,000.00 MW of 1,000.00 MW."


def test_the_commands_print_one_json_document():
    # most load delivered: five units of M = 10 · 4 per unit each, and all 10 per unit of load
    for command, objective in (("opf", 17479.8969), ("mld", 5 * 40 + 10)):
        told = CliRunner().invoke(app, ["grid", command, "pglib_opf_case5_pjm", "--json"])
        assert told.exit_code == 0
        assert json.loads(told.stdout)["objective"] == pytest.approx(objective, abs=5e-5)
