"""Hours that bind together: cases by hand, independent programmes, and the hours alone where nothing binds them."""

import dataclasses
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog
from typer.testing import CliRunner

from oberih.cli.grid_horizon import commands
from oberih.grid.dc.binding import Limits
from oberih.grid.dc.horizon import horizon
from oberih.grid.dc.limits_table import load_limits
from oberih.grid.dc.shed import least_shed, served
from oberih.jobs import grid_horizon
from oberih.luck import Key, Stream, uniforms
from oberih.scenario.cases import Case, State, load_case
from oberih.scenario.cases.base import BRANCH, BUS, GEN, STORAGE
from oberih.terms.errors import InputError
from oberih.terms.words import LANGS


def made(
    load_mw: list[float], gens: list[tuple[int, float]], lines: list[tuple[int, int, float]] = (), *,
    stores: list[tuple[int, float, float, float]] = (), critical: float = 0.0, least: float = 0.0,
) -> Case:  # fmt: skip
    """Buses by load; units (bus, most); lines (from, to, rating); stores (bus, MW, MWh, efficiency)."""
    bus = [
        {"bus": i + 1, "type": 3 if i == 0 else 1, "pd_mw": mw, "qd_mvar": 0.0, "gs_mw": 0.0, "bs_mvar": 0.0,
         "base_kv": 110.0, "region": None, "critical_share": critical}
        for i, mw in enumerate(load_mw)
    ]  # fmt: skip
    branch = [
        {"row": i, "from_bus": a, "to_bus": b, "r_pu": 0.0, "x_pu": 0.1, "b_pu": 0.0, "tap": 1.0, "shift_deg": 0.0,
         "rate_mw": rate, "angmin_deg": -360.0, "angmax_deg": 360.0}
        for i, (a, b, rate) in enumerate(lines, 1)
    ]  # fmt: skip
    gen = [
        {"row": i, "bus": at, "pmin_mw": least, "pmax_mw": most, "pg_mw": 0.0, "cost_c2": 0.0, "cost_c1": 0.0,
         "cost_c0": 0.0}
        for i, (at, most) in enumerate(gens, 1)
    ]  # fmt: skip
    storage = [
        {"name": f"s{i}", "bus": at, "p_mw": mw, "energy_mwh": mwh, "efficiency": share}
        for i, (at, mw, mwh, share) in enumerate(stores, 1)
    ]
    return Case(
        name="made", source="made", base_mva=100.0, bus=pl.DataFrame(bus, schema=BUS),
        branch=pl.DataFrame(branch, schema=BRANCH), gen=pl.DataFrame(gen, schema=GEN),
        storage=pl.DataFrame(storage, schema=STORAGE),
    )  # fmt: skip


def keeps_mass(found, rel=1e-6):
    """What is given and not cut is what is drawn, in every hour; a line loses nothing."""
    given = found.plant_mw.sum(1) + found.given_mw.sum(1) + found.discharge_mw.sum(1) - found.charge_mw.sum(1)
    np.testing.assert_allclose(given, (found.load_mw - found.cut_mw).sum(1), atol=1e-4, rtol=rel)


def test_a_store_bridges_the_evening_as_far_as_it_holds():
    # 40 MWh at 0.9 one way give 36 of the 40 that are short; the 4 left are shared by the two hours
    case = made([100.0], [(0, 100.0)], stores=[(0, 30.0, 40.0, 0.81)])
    found = horizon(case, [0.5, 0.8, 1.2, 1.2, 0.9], start_share=0.0)
    np.testing.assert_allclose(found.shed_mw, [0, 0, 2, 2, 0], atol=1e-3)
    assert found.shed_mw.sum() == pytest.approx(4.0, abs=1e-6)
    np.testing.assert_allclose(found.stored_mwh[:, 0], [27, 40, 20, 0, 9], atol=0.01)
    assert found.even.all()
    keeps_mass(found)


def test_power_of_a_store_and_the_line_to_it_bind():
    case = made([80.0, 0.0], [(0, 50.0)], [(0, 1, 12.0)], stores=[(1, 20.0, 100.0, 1.0)])
    found = horizon(case, [1.0, 1.0], start_share=1.0)
    np.testing.assert_allclose(found.shed_mw, [18.0, 18.0], atol=1e-6)  # 80 - 50 - 12


def test_a_ramp_holds_output_back():
    case = made([100.0], [(0, 100.0)])
    found = horizon(case, [0.4, 1.0, 1.0], limits=[Limits(row=1, ramp_mw_per_h=20.0)])
    np.testing.assert_allclose(found.shed_mw, [0, 40, 20], atol=1e-6)
    np.testing.assert_allclose(found.plant_mw[:, 0], [40, 60, 80], atol=1e-6)


def test_a_ramp_goes_on_over_the_border_of_two_windows():
    case = made([100.0], [(0, 100.0)])
    limits = [Limits(row=1, ramp_mw_per_h=20.0)]
    found = horizon(case, [0.4, 1.0, 1.0, 1.0], limits=limits, window=2, step=1)
    np.testing.assert_allclose(found.shed_mw, [0, 40, 20, 0], atol=1e-6)
    assert found.starts == (0, 1, 2)


def test_two_windows_spend_on_any_load_what_one_long_one_keeps_for_the_critical():
    # 100 MWh for four hours of 100 MW, a quarter critical: one window serves all that is critical, two the first half
    case = made([100.0], [(0, 100.0)], critical=0.25)
    limits = [Limits(row=1, energy_mwh=100.0)]
    long = horizon(case, [1.0] * 4, limits=limits, window=4, step=4)
    short = horizon(case, [1.0] * 4, limits=limits, window=2, step=2)
    assert long.shed_mw.sum() == pytest.approx(300.0, abs=1e-5)
    assert short.shed_mw.sum() == pytest.approx(300.0, abs=1e-5)
    assert long.critical_cut_mw.sum() == pytest.approx(0.0, abs=1e-5)
    assert short.critical_cut_mw.sum() == pytest.approx(50.0, abs=1e-5)


def test_units_that_must_run_leave_no_answer_in_a_low_hour_unless_they_may_stand_still():
    case = made([100.0], [(0, 100.0), (0, 30.0)])
    with pytest.raises(InputError, match="hours 1 to 2"):
        horizon(case, [0.3, 1.0], limits=[Limits(row=1, min_mw=40.0)])
    found = horizon(case, [0.3, 1.0], limits=[Limits(row=1, min_mw=40.0, off_hours=((0, 1),))])
    assert found.running[:, 0].tolist() == [False, True]
    np.testing.assert_allclose(found.shed_mw, [0, 0], atol=1e-6)
    assert found.plant_mw[0, 0] == pytest.approx(0.0, abs=1e-6)


def test_a_unit_that_starts_may_jump_to_its_least_output_and_one_ramp():
    case = made([100.0], [(0, 100.0)])
    limits = [Limits(row=1, min_mw=40.0, ramp_mw_per_h=10.0, off_hours=((0, 1),))]
    found = horizon(case, [0.2, 1.0, 1.0], limits=limits)
    np.testing.assert_allclose(found.plant_mw[:, 0], [0, 50, 60], atol=1e-6)
    # the same over a border of windows, where it stood still in the hour before
    again = horizon(case, [0.2, 1.0, 1.0], limits=limits, window=1, step=1)
    np.testing.assert_allclose(again.plant_mw[:, 0], [0, 50, 60], atol=1e-6)


def test_the_case_s_least_output_holds_where_asked_for():
    case = made([100.0], [(0, 100.0)], least=60.0)
    assert horizon(case, [0.5]).shed_mw.sum() == pytest.approx(0.0, abs=1e-6)
    with pytest.raises(InputError, match="hours 1 to 1"):
        horizon(case, [0.5], minimum_output=True)
    with_store = dataclasses.replace(
        case, storage=pl.DataFrame([{"name": "s", "bus": 0, "p_mw": 10.0, "energy_mwh": 50.0, "efficiency": 1.0}],
                                   schema=STORAGE))  # fmt: skip
    found = horizon(with_store, [0.5], minimum_output=True, start_share=0.0)  # what is too much goes into the store
    assert found.plant_mw[0, 0] == pytest.approx(60.0, abs=1e-6)
    assert found.stored_mwh[0, 0] == pytest.approx(10.0, abs=1e-6)


@pytest.mark.parametrize(("window", "step"), [(4, 4), (3, 1), (2, 2), (1, 1)])
def test_limited_energy_is_counted_over_windows(window, step):
    # 20 MW of load, 10 of plant, 10 MWh in each two hours of import: 10 MWh short in each two hours
    case = made([20.0], [(0, 10.0), (0, 10.0)])
    limits = [Limits(row=2, energy_mwh=10.0, energy_hours=2)]
    found = horizon(case, [1.0] * 4, limits=limits, window=window, step=step)
    assert found.shed_mw[:2].sum() == pytest.approx(10.0, abs=1e-5)
    assert found.shed_mw[2:].sum() == pytest.approx(10.0, abs=1e-5)


def test_a_store_is_not_emptied_for_nothing():
    case = made([100.0], [(0, 100.0)], stores=[(0, 50.0, 50.0, 0.8)])
    found = horizon(case, [0.9, 0.9, 0.9, 0.9, 1.5], window=2, step=1, start_share=1.0)
    np.testing.assert_allclose(found.stored_mwh[:4, 0], 50.0, atol=1e-4)
    assert found.shed_mw.sum() == pytest.approx(50 - 50 * 0.8**0.5, abs=1e-4)


def test_what_stores_must_hold_at_the_end_is_held_or_said_to_be_impossible():
    case = made([100.0], [(0, 100.0)], stores=[(0, 50.0, 50.0, 1.0)])
    found = horizon(case, [1.2, 1.2], start_share=1.0, end_share=0.5)
    assert found.shed_mw.sum() == pytest.approx(15.0, abs=1e-5)
    assert found.stored_mwh[-1, 0] >= 25 - 1e-5
    dark = made([10.0], [], stores=[(0, 50.0, 50.0, 1.0)])
    with pytest.raises(InputError, match="end-share"):
        horizon(dark, [1.0], start_share=0.2, end_share=0.9)


def shipped_states(case: Case, count: int) -> list[State]:
    """States drawn with a fixed seed."""
    lost = uniforms(Key(3), Stream.ASSET, range(count), case.branch.height) < 0.2
    out = uniforms(Key(3), Stream.TRIP, range(count), case.gen.height) < 0.15
    return [
        State(branches_out=tuple((np.flatnonzero(a) + 1).tolist()), gens_out=tuple((np.flatnonzero(b) + 1).tolist()))
        for a, b in zip(lost, out, strict=True)
    ]


@pytest.mark.parametrize("name", ["pglib_opf_case24_ieee_rts", "pglib_opf_case39_epri"])
def test_where_nothing_binds_hours_each_is_the_least_cut_alone(name):
    case = load_case(name)
    factors = [0.7, 1.0, 0.9, 1.05]
    cutting = 0
    for state in shipped_states(case, 8):
        found = horizon(case, factors, state=state, window=3, step=2)
        alone = served(case, [state], load_factors=factors)
        np.testing.assert_allclose(found.shed_mw, alone.shed_mw[0], atol=1e-6 * max(1.0, alone.shed_mw.max()))
        np.testing.assert_allclose(found.cut_mw, alone.cut_mw[0], atol=0.05)
        keeps_mass(found)
        cutting += bool(alone.shed_mw.max() > 1)
    assert cutting >= 4


@pytest.mark.parametrize("seed", range(8))
def test_one_window_is_what_an_independent_programme_finds_and_short_ones_cut_no_less(seed):
    # one bus; the store's energy by sums of charge and discharge instead of a row an hour
    rng = np.random.default_rng(seed)
    hours, plant, power, energy, way = 8, 100.0, 40.0, float(rng.uniform(20, 90)), float(rng.uniform(0.7, 1.0))
    factors = rng.uniform(0.5, 1.5, hours)
    case = made([100.0], [(0, plant)], stores=[(0, power, energy, way**2)])
    total = np.tril(np.ones((hours, hours)))
    stored = np.hstack([np.zeros((hours, 2 * hours)), way * total, -total / way])  # plant, cut, charge, discharge
    first = 0.3 * energy
    balance = np.hstack([np.eye(hours), np.eye(hours), -np.eye(hours), np.eye(hours)])
    found = linprog(
        np.repeat([0.0, 1.0, 0.0, 0.0], hours), A_ub=np.vstack([stored, -stored]),
        b_ub=np.r_[np.full(hours, energy - first), np.full(hours, first)], A_eq=balance, b_eq=100 * factors,
        bounds=[(0, plant)] * hours + [(0, 100 * f) for f in factors] + [(0, power)] * (2 * hours),
    )  # fmt: skip
    one = horizon(case, factors.tolist(), start_share=0.3)
    assert one.shed_mw.sum() == pytest.approx(found.fun, abs=1e-5)
    short = horizon(case, factors.tolist(), start_share=0.3, window=3, step=1)
    assert short.shed_mw.sum() >= one.shed_mw.sum() - 1e-5
    keeps_mass(short)


def test_a_store_is_worth_something_on_a_grid_with_lines():
    case = load_case("pglib_opf_case24_ieee_rts")
    state = State(gens_out=tuple(range(20, 31)))
    stored = dataclasses.replace(
        case, storage=pl.DataFrame([{"name": "s", "bus": 2, "p_mw": 100.0, "energy_mwh": 200.0, "efficiency": 0.8}],
                                   schema=STORAGE))  # fmt: skip
    factors = [0.6, 0.8, 1.0, 1.0]
    alone = least_shed(case, [state], load_factors=factors).shed_mw.sum()
    found = horizon(stored, factors, state=state, start_share=0.0)
    assert 1.0 < alone - found.shed_mw.sum() <= 200.0 + 1e-6
    keeps_mass(found)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ({"window": 0}, "horizon.window"), ({"window": 4, "step": 5}, "horizon.step"), ({"step": 0}, "horizon.step"),
        ({"start_share": 1.5}, "horizon.share"), ({"limits": [Limits(row=9)]}, "horizon.row"),
        ({"limits": [Limits(row=1), Limits(row=1)]}, "horizon.twice"), ({"load_factors": []}, "horizon.no_hours"),
        ({"load_factors": [np.nan]}, "horizon.factors"), ({"limits": [Limits(row=1, min_mw=999.0)]}, "horizon.least"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(words, key):
    with pytest.raises(InputError) as told:
        horizon(made([10.0], [(0, 10.0)]), **({"load_factors": [1.0]} | words))
    assert [fault.key for fault in told.value.faults] == [key]
    assert all(told.value.text(lang) for lang in LANGS)


def test_limits_are_read_from_a_table_with_every_fault_named(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text("row,ramp_mw_per_h,off_hours,energy_mwh,energy_hours\n1,20,,,\n2,,0-6 22-24,100,24\n")
    assert load_limits(path) == [
        Limits(row=1, ramp_mw_per_h=20.0),
        Limits(row=2, off_hours=((0, 6), (22, 24)), energy_mwh=100.0, energy_hours=24),
    ]
    path.write_text("row,ramp_mw_per_h,off_hours,energy_hours\nx,1,,\n1,-3,6,0\n2,1,6-0,\n")
    with pytest.raises(InputError) as told:
        load_limits(path)
    assert [(f.key, f.where.rpartition(":")[2]) for f in told.value.faults] == [
        ("horizon.value_whole", "2"), ("horizon.value_number", "3"), ("horizon.value_off", "3"),
        ("horizon.value_whole", "3"), ("horizon.off", "4"),
    ]  # fmt: skip
    for text, key in (("ramp\n1\n", "horizon.no_row"), ("row,rampe\n1,2\n", "horizon.columns")):
        path.write_text(text)
        with pytest.raises(InputError) as told:
            load_limits(path)
        assert [fault.key for fault in told.value.faults] == [key]


def test_the_command_says_the_same_in_json_and_in_words(tmp_path: Path):
    case, hours = tmp_path / "case24.m", tmp_path / "hours.csv"
    name = "pglib_opf_case24_ieee_rts"
    case.write_text(files("oberih").joinpath("examples", "cases", f"{name}.m").read_text(encoding="utf-8"))
    hours.write_text("factor\n0.8\n1.0\n1.1\n")
    states = tmp_path / "states.json"
    states.write_text(json.dumps({"states": [{"gens_out": list(range(20, 31))}]}))
    command = [str(case), "--hours", str(hours), "--states", str(states), "--state", "1"]
    ran = CliRunner().invoke(commands, [*command, "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    expected = least_shed(load_case(case), [State(gens_out=tuple(range(20, 31)))], load_factors=[0.8, 1.0, 1.1])
    np.testing.assert_allclose(told["shed_mw"], expected.shed_mw[0], atol=1e-4)
    assert told["alone_shed_mwh"] == pytest.approx(told["shed_mwh"], abs=1e-4)
    assert sum(sum(bus["cut_mw"]) for bus in told["bus"]) == pytest.approx(told["shed_mwh"], abs=1e-4)
    words = CliRunner().invoke(commands, [*command, "--lang", "uk"])
    assert f"{told['shed_mwh']:,.3f} МВт·год" in words.stdout


def test_each_sentence_of_an_answer_can_be_said_in_both_languages(tmp_path):
    hours = tmp_path / "hours.csv"
    hours.write_text("factor\n1.2\n1.0\n")
    case = made([100.0], [(0, 100.0)], stores=[(0, 5.0, 5.0, 1.0)], critical=0.2)
    asked = grid_horizon.Asked(case="made", hours=hours)
    found = horizon(case, [1.2, 1.0], start_share=0.5)
    rolled = grid_horizon.Rolled(case, asked, found, 20.0)
    uneven = grid_horizon.Rolled(case, asked, dataclasses.replace(found, even=np.array([False])), None)
    for lang in LANGS:
        assert len(rolled.lines(lang)) == 7
        assert len(uneven.lines(lang)) == 6
