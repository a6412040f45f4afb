"""Stages of automatic shedding: they wait, fire one by one, and hold the frequency."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oberih.grid import Stage, frequency_response, under_frequency_shedding
from oberih.grid.frequency import Machine
from oberih.grid.shedding import shedding_path
from oberih.terms.errors import InputError

PAPER = {"inertia_s": 4.0, "damping": 1.0, "droop": 0.05, "governor_gain": 0.95, "reheat_share": 0.3, "reheat_s": 8.0}
SIX = [Stage(hz, 0.075, 0.3) for hz in (49.0, 48.8, 48.6, 48.4, 48.2, 48.0)]


def test_stages_catch_a_loss_beyond_the_reserve():
    free = PAPER | {"damping": 0.0}
    caught = under_frequency_shedding(**free, loss_pu=0.10, reserve_pu=0.03, stages=SIX)
    assert (caught.stages_fired, caught.shed_pu) == (1, 0.075)
    # below the first stage by what falls in the relay's delay, at (0.10 - 0.03) / 2H: 0.4375 Hz/s
    assert caught.nadir_hz == pytest.approx(49.0 - 0.4375 * 0.3, abs=1e-3)
    assert caught.nadir_s == pytest.approx(caught.fired[0][1], abs=1e-3)
    assert caught.settles
    assert caught.final_hz == pytest.approx(50 * (1 - 0.025 / 19))


def test_by_hand_without_governors():
    """1.25 Hz/s: 49.0 Hz at 0.8 s, shed at 1.0 s; then half as fast."""
    answer = under_frequency_shedding(inertia_s=4, loss_pu=0.2, stages=[(49.0, 0.1, 0.2), (48.0, 0.1, 0.2)])
    assert [stage for stage, _ in answer.fired] == [1, 2]
    assert [when for _, when in answer.fired] == pytest.approx([1.0, 1.0 + 0.75 / 0.625 + 0.2], abs=1e-5)
    assert answer.nadir_hz == pytest.approx(48.0 - 0.2 * 0.625, abs=1e-5)
    assert answer.final_hz == pytest.approx(answer.nadir_hz, abs=1e-5)  # nothing lifts it again


def test_a_dip_shorter_than_the_delay_sheds_nothing():
    dip = frequency_response(**PAPER, loss_pu=0.1)
    assert under_frequency_shedding(**PAPER, loss_pu=0.1, stages=[(dip.nadir_hz + 0.0005, 0.1, 0.3)]).stages_fired == 0
    assert under_frequency_shedding(**PAPER, loss_pu=0.1, stages=[(dip.nadir_hz + 0.2, 0.1, 0.3)]).stages_fired == 1


def test_two_schemes_may_lie_over_each_other():
    """A slow stage lifts what the quick ones left hanging."""
    slow = [Stage(49.2, 0.05, 10, "slow")]
    quick = [Stage(49.0, 0.05, 0.2, "quick"), Stage(48.8, 0.05, 0.2, "quick")]
    answer = under_frequency_shedding(inertia_s=4, damping=1, loss_pu=0.12, stages=[*quick, *slow])
    assert [stage for stage, _ in answer.fired] == [1, 2, 3]
    assert answer.fired[2][1] == pytest.approx(10 + 0.8 / 0.75, abs=0.2)


def test_no_stage_fires_above_nominal():
    over = under_frequency_shedding(**PAPER, loss_pu=-0.3, reserve_pu=0.03, stages=SIX)
    assert (over.stages_fired, over.shed_pu, over.lowest_hz) == (0, 0, 50)
    assert over.nadir_hz == frequency_response(**PAPER, loss_pu=-0.3, reserve_pu=0.03, end_s=60.3).nadir_hz


@settings(max_examples=40, deadline=None)
@given(loss=st.floats(0, 0.6), reserve=st.floats(0, 0.1), damping=st.floats(0, 2))
def test_what_stages_shed(loss, reserve, damping):
    machine = PAPER | {"damping": damping}
    answer = under_frequency_shedding(**machine, loss_pu=loss, reserve_pu=reserve, stages=SIX, end_s=60)
    assert answer.shed_pu == pytest.approx(0.075 * answer.stages_fired)
    assert [stage for stage, _ in answer.fired] == list(range(1, answer.stages_fired + 1))
    assert answer.nadir_hz >= frequency_response(**machine, loss_pu=loss, reserve_pu=reserve).nadir_hz - 1e-6
    if answer.settles and answer.stages_fired < 6:
        assert answer.final_hz > SIX[answer.stages_fired].threshold_hz


def test_the_path_shows_the_steps():
    machine = Machine(**(PAPER | {"damping": 0.0}), loss_pu=0.1, reserve_pu=0.03)
    path = shedding_path(machine, SIX, 10)
    answer = under_frequency_shedding(**(PAPER | {"damping": 0.0}), loss_pu=0.1, reserve_pu=0.03, stages=SIX)
    assert path.filter(path["t_s"] < answer.fired[0][1])["shed_pu"].max() == 0
    assert path["shed_pu"][-1] == 0.075
    assert path["hz"].min() == pytest.approx(answer.nadir_hz, abs=0.03)


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ([(48.0, 0.1, 0.2), (49.0, 0.1, 0.2)], r"stages\[2\]: the threshold of 49.0 Hz is above the one before it"),
        ([(49.0, 1.5, 0.2)], r"stages\[1\]: share is 1.5: a share is from 0 to 1"),
        ([(49.0, 0.6, 0.2), (48.0, 0.6, 0.2)], "the stages together take off 1.2 of load"),
        ([(51.0, 0.1, 0.2)], "the threshold is 51.0 Hz: it must lie below the nominal 50.0 Hz"),
        ([(49.0, 0.1, -1)], "the delay is -1 s"),
        ([{"hz": 49.0}], r"stages\[1\]: {'hz': 49.0} is no stage"),
        ([49.0], "49.0 is no stage"),
    ],
)
def test_bad_stages_are_named(stages, words):
    with pytest.raises(InputError, match=words):
        under_frequency_shedding(**PAPER, loss_pu=0.1, stages=stages)


def test_all_faults_at_once():
    with pytest.raises(InputError) as caught:
        under_frequency_shedding(inertia_s=-1, loss_pu=0.1, stages=[(48.0, 0.8, 0.2), (49.0, 1.2, -1)])
    assert len(caught.value.faults) == 5
