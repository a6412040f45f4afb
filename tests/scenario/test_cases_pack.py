"""The country pack as a case: its sums are the pack's, its flows spread as the pack's limits do, no object shows."""

import numpy as np
import polars as pl
import pytest

from oberih.scenario import load_pack
from oberih.scenario.cases import load_case
from oberih.scenario.cases.base import SLACK
from oberih.terms.errors import PackError


@pytest.fixture(scope="module")
def pack():
    return load_pack()


@pytest.fixture(scope="module")
def case():
    return load_case("pack:ua")


def test_each_region_is_a_pair_of_buses_and_carries_its_load_below(pack, case):
    assert case.bus["region"].to_list() == [*pack.regions, *pack.regions]
    load = case.bus["pd_mw"].to_numpy()
    n = len(pack.regions)
    assert not load[:n].any()
    assert load[n:] == pytest.approx(pack.demand_peak_mw)
    assert case.bus["critical_share"].to_numpy()[n:] == pytest.approx(pack.critical_share)
    assert (case.bus["type"] == SLACK).sum() == 1


def test_sums_are_those_of_the_pack(pack, case):
    plant = pack.assets.filter(pl.col("controlled"), ~pl.col("asset_class").is_in(["substation", "pumped"]))
    capacity = plant["available_mw"].sum() + pack.imports["limit_mw"].sum()
    assert case.gen["pmax_mw"].sum() == pytest.approx(capacity)
    assert case.storage["energy_mwh"].sum() == pytest.approx(pack.pumped_energy_mwh)
    assert set(case.storage["efficiency"]) == {pack.pumped_efficiency}
    links = case.branch.head(pack.links.height)
    assert links["rate_mw"].to_list() == pytest.approx(pack.links["limit_mw"].to_list())
    substations = pack.assets.filter(pl.col("controlled"), pl.col("asset_class") == "substation")
    below = case.branch.tail(case.branch.height - pack.links.height)
    assert below["rate_mw"].sum() == pytest.approx(substations["available_mw"].sum())
    assert below.height == len(pack.regions)  # a region's substations are one branch: no object shows


def test_dispatch_meets_demand_as_far_as_plant_goes(pack, case):
    dispatch, capacity = case.gen["pg_mw"], case.gen["pmax_mw"]
    assert ((dispatch >= 0) & (dispatch <= capacity + 1e-9)).all()
    most = capacity.sum() - pack.imports["limit_mw"].sum() + pack.imports["expected_mw"].sum()
    assert dispatch.sum() == pytest.approx(min(most, pack.demand_peak_mw.sum()))


def test_a_branch_at_its_limit_has_the_stated_angle_across_it(case):
    angle = case.branch["rate_mw"] / case.base_mva * case.branch["x_pu"]
    assert angle.to_numpy() == pytest.approx(np.full(case.branch.height, 0.1))
    assert [note.key for note in case.notes] == ["cases.note_pack_angle", "cases.note_no_costs"]


def test_names_of_packs(pack, case):
    assert case.source == "pack:ua/2022-12"
    assert load_case("pack:ua/2022-12").bus.equals(case.bus)
    assert load_case(pack).branch.equals(case.branch)
    for name in ("pack:atlantis", "pack:ua/1999-01", "pack:"):
        with pytest.raises(PackError):
            load_case(name)
