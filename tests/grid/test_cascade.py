"""The first minute of cases: a worked two-bus case, balances of random outages, and what the command says."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oberih.grid.cascade import Settings, cascade
from oberih.grid.dc.wiring import wiring
from oberih.scenario.cases import State, load_case
from oberih.terms.errors import InputError

GRID = Path(__file__).parents[3] / "shared" / "data" / "grid"
CASE24 = wiring(load_case("pglib_opf_case24_ieee_rts"), "plain")


def test_a_loss_within_reserve_sheds_nothing():
    found = cascade(CASE24, State(gens_out=(1,)))
    assert found.settled
    assert found.shed_mw == 0
    assert found.events["what"].to_list() == ["frequency", "governors"]
    assert 49 < found.events["hz"][0] < 50
    assert found.least_shed_mw == pytest.approx(0, abs=1e-6)


def test_a_loss_beyond_the_reserve_fires_stages_in_turn():
    found = cascade(CASE24, State(gens_out=(21, 22, 23)))
    stages = found.events.filter(what="stage")
    assert stages["subject"].to_list() == list(range(1, stages.height + 1))
    assert stages["second"].is_sorted()
    assert found.shed_mw == pytest.approx(0.075 * stages.height * 2850)


def test_nothing_out_nothing_happens():
    found = cascade(CASE24, State())
    assert found.events.is_empty()
    assert (found.shed_mw, found.served_mw) == (0, found.load_mw)


def test_all_plant_out_is_dark():
    found = cascade(CASE24, State(gens_out=tuple(CASE24.gen_place)))
    assert found.events["what"].to_list() == ["dark"]
    assert found.shed_mw == pytest.approx(found.load_mw)


def test_an_overloaded_line_opens_and_the_rest_follows():
    """Lines bear what they bore before; with a low threshold each that takes over more opens in its turn."""
    tight = Settings(overload=0.35)
    found = cascade(CASE24, State(branches_out=(1,)), tight)
    opened = found.events.filter(what="line_opens")
    assert opened.height > 0
    assert set(opened["subject"]) <= set(found.state.branches_out)
    assert found.rounds.height > 1
    calm = cascade(CASE24, State(branches_out=(1,)), Settings(overload=5.0))
    assert calm.state.branches_out == (1,)


@settings(max_examples=30, deadline=None)
@given(
    branches=st.sets(st.integers(1, 38), max_size=10), gens=st.sets(st.integers(1, 33), max_size=12),
    overload=st.floats(0.4, 1.5), scheme=st.sampled_from(["eu-2017", "ua-2022"]), reserve=st.floats(0, 0.2),
)  # fmt: skip
def test_every_round_balances(branches, gens, overload, scheme, reserve):
    state = State(branches_out=tuple(sorted(branches)), gens_out=tuple(sorted(gens)))
    found = cascade(CASE24, state, Settings(overload=overload, scheme=scheme, reserve=reserve))
    assert found.settled
    assert found.rounds["error_mw"].max() < 1e-6
    assert ((found.rounds["generation_mw"] - found.rounds["load_mw"]).abs() < 1e-6).all()
    left = [g for row, g in CASE24.gen_place.items() if row not in found.state.gens_out]
    assert found.rounds["generation_mw"][-1] <= CASE24.gen_most_mw[left].sum() + 1e-6  # no energy from nowhere
    assert 0 <= found.shed_mw <= found.load_mw + 1e-6
    assert set(state.branches_out) <= set(found.state.branches_out)
    assert set(state.gens_out) <= set(found.state.gens_out)
    again = cascade(CASE24, state, Settings(overload=overload, scheme=scheme, reserve=reserve), paths=False)
    assert again.events.equals(found.events)


def test_the_flow_before_is_that_of_the_linear_programme_of_angles():
    """Kirchhoff: what runs into a bus over lines is what it takes."""
    from oberih.grid.cascade import _dispatch, _flow

    load = CASE24.load_mw + CASE24.critical_mw
    gen = _dispatch(CASE24, load)
    flow = _flow(CASE24, load, gen, np.ones(CASE24.tail.size, np.bool_))
    into = np.bincount(CASE24.head, flow, CASE24.n) - np.bincount(CASE24.tail, flow, CASE24.n)
    assert into == pytest.approx(load - np.bincount(CASE24.gen_bus, gen, CASE24.n), abs=1e-6)


@pytest.mark.skipif(not GRID.exists(), reason="shared cases are not here")
def test_case118_goes_through_many_rounds():
    case = wiring(load_case(GRID / "pglib_opf_case118_ieee.m"), "plain")
    found = cascade(case, State(branches_out=(7, 8, 9), gens_out=(5,)), Settings(overload=0.5))
    assert found.rounds.height >= 3
    assert found.rounds["error_mw"].max() < 1e-6


def test_all_faults_at_once():
    with pytest.raises(InputError) as caught:
        cascade(CASE24, State(), Settings(inertia_s=-1, reserve=2, overload=0, scheme="none"))
    assert len(caught.value.faults) == 4
