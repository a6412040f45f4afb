"""The AC check: admittances by hand, arrays as the converter needs them, and pandapower's own answers."""

import warnings

import numpy as np
import polars as pl
import pytest

from oberih.grid.ac.admittance import branches, leaving
from oberih.grid.ac.solve import ppc, worst_mva
from oberih.grid.ac.state import pose
from oberih.scenario.cases import Case, State, load_case, read_matpower_text
from oberih.terms.errors import InputError

TWO = """
function mpc = two
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
1 3 0 0 0 0 1 1 0 110 1 1.1 0.9;
2 1 50 20 1 4 1 1 0 110 1 1.05 0.95;
];
mpc.gen = [
1 0 0 60 -30 1.02 100 1 100 0;
];
mpc.branch = [
1 2 0.02 0.1 0.06 80 0 0 0.98 30 1 -360 360;
];
"""


@pytest.fixture(scope="module")
def two() -> Case:
    return read_matpower_text(TWO, "two.m")


@pytest.fixture(scope="module")
def pandapower():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it stands on
        return pytest.importorskip("pandapower", reason="the extra oberih[pandapower] is not installed")


def test_admittances_by_hand():
    one = np.ones(1)
    line = branches(np.array([0]), np.array([1]), 0.02 * one, 0.1 * one, 0.06 * one, 0.98 * one, 30 * one)
    series = 1 / (0.02 + 0.1j)
    assert line.y_tt[0] == pytest.approx(series + 0.03j)
    assert line.y_ff[0] == pytest.approx((series + 0.03j) / 0.98**2)
    # an ideal transformer turns the voltage of the from end: V1 = V_from / (tap·e^{j·shift})
    start, end = 1.02 + 0j, 0.99 * np.exp(-0.6j)
    inner = start / (0.98 * np.exp(1j * np.pi / 6))
    into = series * (inner - end) + 0.03j * inner
    at_from, at_to = line.powers(np.array([start, end]))
    assert at_from[0] == pytest.approx(inner * np.conj(into))
    assert at_to[0] == pytest.approx(end * np.conj(series * (end - inner) + 0.03j * end))
    shunt = np.array([0, 0.01 + 0.04j])
    assert leaving(line, np.array([start, end]), shunt)[1] == pytest.approx(at_to[0] + (0.01 - 0.04j) * 0.99**2)


def test_a_case_keeps_what_an_ac_flow_asks_for(two):
    assert two.gen.select("vg_pu", "qmin_mvar", "qmax_mvar").row(0) == (1.02, -30.0, 60.0)
    assert two.bus.select("vmin_pu", "vmax_pu").row(1) == (0.95, 1.05)


def test_arrays_of_two_buses(two):
    posed = pose(two, State())
    assert (posed.shed_mw, posed.slack_bus, posed.slack_row) == (0.0, {0: 0}, {0: 1})
    assert posed.dc_mw[0] == pytest.approx(50)
    arrays = ppc(posed, 0)
    # the line is a transformer: its charging stands as shunts, 3 MVAr at the to end, 3/0.98² at the from end
    assert arrays["bus"][:, 5] == pytest.approx([3 / 0.98**2, 4 + 3])
    assert arrays["branch"][0, [2, 3, 4, 8, 9]] == pytest.approx([0.02, 0.1, 0, 0.98, 30])
    assert arrays["bus"][:, 1].tolist() == [3, 1]
    assert arrays["bus"][1, [2, 3]] == pytest.approx([50, 20])
    assert arrays["gen"][0, [1, 3, 4, 5]] == pytest.approx([50, 60, -30, 1.02])


def test_reactive_load_is_served_as_active_load_is(two):
    small = Case(
        name="two", source="two", base_mva=100.0, bus=two.bus, branch=two.branch,
        gen=two.gen.with_columns(pmax_mw=pl.lit(30.0)),
    )  # fmt: skip
    posed = pose(small, State())
    assert posed.shed_mw == pytest.approx(20)
    assert posed.demand[1] == pytest.approx(30 + 12j)


def test_a_wrong_voltage_is_seen(two):
    assert worst_mva(pose(two, State()), 0, np.array([1.02, 1.0 + 0j])) > 10


def test_a_dark_island_takes_no_part(two):
    posed = pose(two, State(branches_out=(1,)))
    assert list(posed.slack_bus) == []  # the unit has nothing to feed, the load nothing to feed it


def test_what_no_ac_flow_can_use_is_named_at_once(two):
    bad = Case(
        name="two", source="two", base_mva=100.0, branch=two.branch,
        bus=two.bus.with_columns(vmin_pu=pl.lit(1.2)),
        gen=two.gen.with_columns(vg_pu=pl.lit(0.0), qmin_mvar=pl.lit(99.0)),
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        pose(bad, State())
    assert [each.key for each in caught.value.faults] == [
        "ac.setpoint", "ac.reactive_limits", "ac.voltage_limits", "ac.voltage_limits",
    ]  # fmt: skip


def test_regions_have_nothing_to_check():
    with pytest.raises(InputError, match="neither resistances nor reactive load"):
        pose(load_case("pack:ua"), State())


@pytest.mark.filterwarnings("ignore")  # of pandas, at how pandapower calls it
@pytest.mark.parametrize("name", ["pglib_opf_case14_ieee", "pglib_opf_case118_ieee"])
def test_voltages_and_losses_are_those_of_pandapower_s_own_reading(pandapower, name):
    from importlib.resources import as_file, files

    from pandapower.converter.matpower.from_mpc import from_mpc

    from oberih.jobs.grid_ac import found

    posed = pose(load_case(name), State())
    answer = found(posed, pandapower.__version__)
    entry = files("oberih").joinpath("examples", "cases", f"{name}.m")
    with as_file(entry) as path:
        net = from_mpc(str(path))
    number = posed.case.bus["bus"].to_list()
    # pandapower's converter numbers buses by MATPOWER's number less 1, and keeps its own slack, which must be ours
    assert len(net.ext_grid) == 1
    assert net.ext_grid["bus"].iloc[0] == number[posed.slack_bus[0]] - 1
    assert not len(net.sgen)  # one unit a bus
    net.gen["p_mw"] = [posed.units_mw[number.index(bus + 1)] for bus in net.gen["bus"]]
    pandapower.runpp(
        net, enforce_q_lims=True, trafo_model="pi", calculate_voltage_angles=True, numba=False, init="dc",
    )  # fmt: skip
    theirs = net.res_bus["vm_pu"].sort_index().to_numpy()
    assert answer.buses["v_pu"].to_numpy() == pytest.approx(theirs, abs=1e-6)
    lost = sum(net[f"res_{each}"]["pl_mw"].sum() for each in ("line", "trafo", "impedance") if len(net[each]))
    assert answer.totals["losses_mw"] == pytest.approx(lost, abs=1e-3)
    assert answer.totals["slack_extra_mw"] == pytest.approx(lost + net.res_shunt["p_mw"].sum(), abs=1e-3)


def test_two_buses_close_by_hand(pandapower, two):
    from oberih.jobs.grid_ac import found

    answer = found(pose(two, State()), pandapower.__version__)
    posed, totals = answer.posed, answer.totals
    v = answer.buses["v_pu"].to_numpy() * np.exp(1j * np.radians(answer.buses["angle_deg"].to_numpy()))
    assert v[0] == pytest.approx(1.02)
    at_from, at_to = posed.lines.powers(v)
    assert at_to[0] * 100 == pytest.approx(-(50 + 20j) - (1 - 4j) * abs(v[1]) ** 2, abs=1e-3)
    assert totals["losses_mw"] == pytest.approx((at_from[0] + at_to[0]).real * 100)
    assert totals["slack_extra_mw"] == pytest.approx(totals["losses_mw"] + totals["shunts_mw"], abs=1e-3)
    assert totals["off_max_mw"] == pytest.approx((at_from[0] - at_to[0]).real * 50 - 50)


def test_no_answer_gives_no_figure(pandapower, two):
    from oberih.jobs.grid_ac import FIGURES, found

    heavy = Case(
        name="two", source="two", base_mva=100.0, branch=two.branch.with_columns(rate_mw=pl.lit(0.0)),
        bus=two.bus.with_columns(pd_mw=pl.Series([0.0, 900.0])), gen=two.gen.with_columns(pmax_mw=pl.lit(2000.0)),
    )  # fmt: skip
    answer = found(pose(heavy, State()), pandapower.__version__)
    assert answer.islands["status"].to_list() == ["none"]
    assert answer.totals is None
    assert not answer.branches.height
    assert all(answer.islands[name].is_null().all() for name in FIGURES)


def test_reactive_power_that_no_unit_can_give(pandapower, two):
    from oberih.jobs.grid_ac import found

    # bus 2 holds its voltage by a unit without active power; without limits it would give some 300 MVAr
    unit = two.gen.with_columns(
        row=pl.lit(2, pl.Int32), bus=pl.lit(1, pl.Int32), pmax_mw=pl.lit(0.0), vg_pu=pl.lit(1.0),
        qmin_mvar=pl.lit(0.0), qmax_mvar=pl.lit(10.0),
    )  # fmt: skip
    gen = pl.concat([two.gen.with_columns(pmax_mw=pl.lit(2000.0)), unit])
    far = Case(
        name="two", source="two", base_mva=100.0, branch=two.branch.with_columns(rate_mw=pl.lit(0.0)),
        bus=two.bus.with_columns(pd_mw=pl.Series([0.0, 500.0])), gen=gen,
    )  # fmt: skip
    answer = found(pose(far, State()), pandapower.__version__)
    assert answer.islands["status"].to_list() == ["reactive"]
    assert answer.totals is None
