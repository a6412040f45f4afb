"""Files of PyPSA and pandapower: the same flows as those programmes find; a clear word where they are not installed."""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from oberih.jobs.grid_show import shown
from oberih.scenario.cases import CaseError, State, load_case, matpower_text, read_matpower_text
from oberih.scenario.cases.base import SLACK

#: what both programmes, and the libraries beneath them, warn of among themselves
quiet = pytest.mark.filterwarnings("ignore")


def flows(case):
    return shown(case, State()).flows.sort("row")["flow_mw"].to_numpy()


@pytest.fixture
def pypsa():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pypsa", reason="the extra oberih[pypsa] is not installed")


@pytest.fixture
def pandapower():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pandapower", reason="the extra oberih[pandapower] is not installed")


def hand_made(pypsa):
    """Three buses, a line, a transformer with tap and shift, a line that is off; two snapshots."""
    network = pypsa.Network()
    network.set_snapshots(range(2))
    network.add("Bus", ["north", "mid", "south"], v_nom=[220.0, 220.0, 110.0])
    network.add("Line", "a", bus0="north", bus1="mid", x=10.0, r=1.0, s_nom=100, s_max_pu=0.7)
    network.add("Line", "b", bus0="north", bus1="mid", x=10.0, r=1.0, s_nom=100, active=False)
    network.add("Line", "c", bus0="mid", bus1="north", x=20.0, r=1.0, s_nom=80)
    network.add("Transformer", "t", bus0="mid", bus1="south", x=0.1, r=0.01, s_nom=50, tap_ratio=1.02, model="pi")
    network.add("Transformer", "u", bus0="mid", bus1="south", x=0.2, s_nom=40, phase_shift=3.0, model="pi")
    network.add("Generator", "g", bus="north", p_nom=100, p_min_pu=0.1, marginal_cost=10, marginal_cost_quadratic=0.1,
                p_set=30.0)  # fmt: skip
    network.add("Load", "l", bus="south", p_set=[30.0, 40.0])
    network.add("StorageUnit", "s", bus="mid", p_nom=10, max_hours=4, efficiency_store=0.9, efficiency_dispatch=0.8)
    network.add("Link", "dc", bus0="north", bus1="south", p_nom=5)
    return network


@quiet
def test_a_pypsa_network_flows_as_in_pypsa(pypsa, tmp_path):
    network = hand_made(pypsa)
    path = tmp_path / "hand.nc"
    network.export_to_netcdf(str(path))
    case = load_case(path)
    assert case.bus["bus"].to_list() == [1, 2, 3]
    assert case.bus["pd_mw"].to_list() == [0.0, 0.0, 30.0]  # of the first snapshot
    assert case.bus["type"].to_list() == [SLACK, 1, 1]
    assert case.branch["rate_mw"].to_list() == pytest.approx([70, 80, 50, 40])
    assert case.out_of_service["branch"] == 1
    assert case.gen.select("pmin_mw", "pmax_mw", "cost_c2", "cost_c1").row(0) == pytest.approx((10, 100, 0.1, 10))
    assert case.storage.rows() == [("s", 1, 10.0, 40.0, pytest.approx(0.72))]
    assert [note.key for note in case.notes] == ["cases.note_snapshot", "cases.note_left_out"]
    network.lpf(network.snapshots[:1])
    wanted = np.concatenate([network.lines_t.p0.iloc[0][["a", "c"]], network.transformers_t.p0.iloc[0]])
    assert flows(case) == pytest.approx(wanted)
    back = read_matpower_text(matpower_text(case))
    assert all(getattr(back, each).equals(getattr(case, each)) for each in ("bus", "branch", "gen", "storage"))


@quiet
def test_faults_of_a_pypsa_network_come_at_once(pypsa, tmp_path):
    network = hand_made(pypsa)
    network.lines.loc["a", "s_nom"] = 0.0
    network.lines.loc["c", "x"] = 0.0
    network.generators.loc["g", "p_min_pu"] = 2.0
    network.export_to_netcdf(str(tmp_path / "bad.nc"))
    with pytest.raises(CaseError) as caught:
        load_case(tmp_path / "bad.nc")
    told = {fault.key: fault.where.rpartition(", ")[2] for fault in caught.value.faults}
    assert told == {
        "cases.no_rating": "lines a", "cases.zero_reactance": "lines c", "cases.limits": "generators g",
    }  # fmt: skip


@quiet
def test_a_file_that_is_no_netcdf(pypsa, tmp_path):
    (tmp_path / "text.nc").write_text("no network", encoding="utf-8")
    with pytest.raises(CaseError, match="cannot be read as PyPSA netCDF"):
        load_case(tmp_path / "text.nc")


@quiet
@pytest.mark.parametrize("name", ["case5", "case14"])
def test_a_pandapower_network_flows_as_in_pandapower(pandapower, tmp_path, name):
    import pandapower.networks

    net = getattr(pandapower.networks, name)()
    net.ext_grid[["min_p_mw", "max_p_mw"]] = [-1e4, 1e4]
    path = tmp_path / f"{name}.json"
    pandapower.to_json(net, str(path))
    case = load_case(path)
    assert case.load_mw == pytest.approx(net.load["p_mw"].sum())
    assert (case.bus["type"] == SLACK).sum() == 1
    assert sorted(case.gen["cost_c1"].to_list()) == pytest.approx(sorted(net.poly_cost["cp1_eur_per_mw"]))
    pandapower.rundcpp(net)
    wanted = np.concatenate([net.res_line["p_from_mw"], net.res_trafo["p_hv_mw"]])
    assert sorted(np.abs(flows(case))) == pytest.approx(sorted(np.abs(wanted)), abs=1e-9)
    assert [note.key for note in case.notes] == ["cases.note_converter"]


@quiet
def test_storage_costs_and_limits_of_pandapower(pandapower, tmp_path):
    net = pandapower.create_empty_network()
    buses = [pandapower.create_bus(net, 110.0) for _ in range(3)]
    pandapower.create_ext_grid(net, buses[0])
    pandapower.create_load(net, buses[2], 10.0)
    pandapower.create_gen(net, buses[1], 5.0, min_p_mw=1, max_p_mw=8)
    pandapower.create_storage(net, buses[2], p_mw=3.0, max_e_mwh=20.0, name="cell")
    for start, end in ((0, 1), (1, 2)):
        pandapower.create_line(net, buses[start], buses[end], 10.0, "149-AL1/24-ST1A 110.0")
    pandapower.to_json(net, str(tmp_path / "own.json"))
    case = load_case(tmp_path / "own.json")
    assert case.bus["pd_mw"].to_list() == [0.0, 0.0, 10.0]  # storage is no load
    assert case.storage.rows() == [("cell", 2, 3.0, 20.0, 1.0)]
    assert case.gen["cost_c1"].to_list() == [0.0, 0.0]  # the converter would say 1
    assert case.gen.select("pmin_mw", "pmax_mw").rows() == [(-1e6, 1e6), (1.0, 8.0)]
    assert {note.key for note in case.notes} == {
        "cases.note_converter", "cases.note_no_costs", "cases.note_unlimited",
    }  # fmt: skip


@quiet
def test_a_pandapower_network_without_a_slack(pandapower, tmp_path):
    net = pandapower.create_empty_network()
    pandapower.create_bus(net, 110.0)
    pandapower.to_json(net, str(tmp_path / "bare.json"))
    with pytest.raises(CaseError, match="cannot be read as pandapower JSON"):
        load_case(tmp_path / "bare.json")


@pytest.mark.parametrize(("suffix", "extra"), [(".nc", "pypsa"), (".json", "pandapower")])
def test_a_missing_extra_says_what_to_install(monkeypatch, tmp_path, suffix, extra):
    monkeypatch.setitem(sys.modules, extra, None)  # as if it were not installed
    path = tmp_path / f"case{suffix}"
    path.write_text('{"_module": "pandapower.auxiliary", "_class": "pandapowerNet", "_object": {}}', encoding="utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(path)
    (fault,) = caught.value.faults
    assert fault.where == str(path)
    assert f"pip install oberih[{extra}]" in fault.text("en")
    assert f"pip install oberih[{extra}]" in fault.text("uk")


def test_a_file_that_asks_for_strange_modules_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandapower", None)  # refused before it is even looked for
    inner = json.dumps({"_module": "subprocess", "_class": "Popen", "_object": "x"})
    net = {"_module": "pandapower.auxiliary", "_class": "pandapowerNet", "_object": {"bus": {"_object": inner}}}
    path = Path(tmp_path / "net.json")
    path.write_text(json.dumps(net), encoding="utf-8")
    with pytest.raises(CaseError, match="asks to load subprocess"):
        load_case(path)
