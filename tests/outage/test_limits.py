"""From what cannot be served to limits in half queues: the closed forms of the operator's own sentences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oberih.outage.limits import cut_share_of, lifted, steps_for, taken_over
from oberih.outage.presets import load_preset, read_preset

UA = load_preset("ua-2023")
QUEUES = [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]


@pytest.mark.parametrize("queues", QUEUES)
def test_each_half_queue_is_a_sixteenth_of_consumption(queues):
    steps = round(queues * UA.parts)
    assert cut_share_of(np.array(steps), UA) == pytest.approx(queues * 0.125)
    assert steps_for(np.array([queues * 0.125]), UA).tolist() == [steps]


def test_a_deficit_of_a_tenth_takes_one_queue():
    assert steps_for(np.array([0.1]), UA)[0] / UA.parts == 1


def test_the_critical_share_is_the_regions_own():
    share = np.array([0.1, 0.1, 0.1])
    assert steps_for(share, UA, np.array([0.0, 0.25, 0.6])).tolist() == [2, 2, 3]
    assert steps_for(np.array([0.1]), UA, 1.0).tolist() == [12]  # nothing is in queues: all of them do not do


@given(st.floats(0, 1.2), st.floats(0, 0.9))
def test_the_limit_covers_and_no_smaller_one_does(share, critical):
    steps = int(steps_for(np.array([share]), UA, critical)[0])
    covered = cut_share_of(np.array(steps), UA, critical)
    assert covered >= min(share, 1 - critical) - 1e-6
    if steps:
        assert cut_share_of(np.array(steps - 1), UA, critical) < share + 1e-9


def test_where_queues_differ_the_lightest_count():
    text = """
id = "mine"
country = "XX"
since = 2020-01-01
zone = "UTC"
queues = 3
least_block_h = 1
usual_block_h = 2
most_block_h = 3
critical_share = 0
queue = [{name = "a", share = 6}, {name = "b", share = 3}, {name = "c", share = 1}]
"""
    mine = read_preset(text, "mine.toml")
    assert steps_for(np.array([0.1, 0.11, 0.4, 0.41]), mine).tolist() == [1, 2, 2, 3]


def test_a_limit_ends_only_once_less_has_held():
    steps = np.array([0, 4, 2, 3, 1, 1, 0, 0, 0])
    assert lifted(steps, 1).tolist() == steps.tolist()
    assert lifted(steps, 3).tolist() == [0, 4, 4, 4, 3, 3, 1, 1, 0]
    assert lifted(steps, 100).tolist() == [0, *[4] * 8]
    two = np.stack([steps, steps[::-1]], axis=1)
    assert (lifted(two, 3)[:, 0] == lifted(steps, 3)).all()


def test_emergency_holds_until_a_schedule_can():
    emergency, scheduled = taken_over(np.array([[2, 1]] * 4), 3)
    assert emergency.tolist() == [[2, 1]] * 3 + [[0, 0]]
    assert scheduled.tolist() == [[0, 0]] * 3 + [[2, 1]]
