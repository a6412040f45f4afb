"""System frequency response: published figures, a general solver of equations, and the automatics."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from oberih.grid import _kernels, frequency_response
from oberih.grid.frequency import STAGE_DELAY_S, STAGE_SHARE, STAGES_HZ

PAPER = {"inertia_s": 4.0, "damping": 1.0, "droop": 0.05, "governor_gain": 0.95, "reheat_share": 0.3, "reheat_s": 8.0}


def test_anderson_and_mirheydar():
    answer = frequency_response(**PAPER, loss_pu=0.1)
    assert answer.nadir_hz == pytest.approx(49.458, abs=5e-4)
    assert answer.nadir_s == pytest.approx(2.369, abs=2e-3)
    assert answer.steady_hz == pytest.approx(49.750, abs=5e-4)
    assert (answer.shed_pu, answer.stages) == (0, 0)


@pytest.mark.parametrize("seed", range(8))
def test_the_same_as_a_general_solver(seed):
    rng = np.random.default_rng(seed)
    H, D, R, Km, FH, TR, loss = rng.uniform([2, 0, 0.03, 0.8, 0.1, 4, 0.02], [8, 2, 0.08, 1, 0.5, 12, 0.15])

    def slope(_, y):
        asked = -Km * y[0] / R
        return [(FH * asked + (1 - FH) * y[1] - loss - D * y[0]) / (2 * H), (asked - y[1]) / TR]

    t = np.arange(0, 40, 0.005)
    w = solve_ivp(slope, (0, 40), [0, 0], t_eval=t, rtol=1e-9, atol=1e-12).y[0]
    answer = frequency_response(
        inertia_s=H, damping=D, droop=R, governor_gain=Km, reheat_share=FH, reheat_s=TR, loss_pu=loss, end_s=40
    )
    assert answer.nadir_hz == pytest.approx(50 * (1 + w.min()), abs=1e-4)
    assert answer.nadir_s == pytest.approx(t[w.argmin()], abs=0.02)
    assert answer.steady_hz == pytest.approx(50 * (1 + w[-1]), abs=1e-3)


def test_free_fall_without_governors():
    """H = 4 s, no damping, 20 % lost: -1.25 Hz/s, and 49.0 Hz after 0.800 s."""
    free = PAPER | {"damping": 0.0, "governor_gain": 0.0}
    answer = frequency_response(**free, loss_pu=0.2, end_s=0.8)
    assert answer.rocof_hz_s == pytest.approx(-1.25)
    assert answer.steady_hz == pytest.approx(49.0, abs=1e-6)
    assert frequency_response(**free, loss_pu=0.2, end_s=0.4).steady_hz == pytest.approx(49.5, abs=1e-6)


def test_a_loss_beyond_the_reserve_falls_on_until_stages_fire():
    free = PAPER | {"damping": 0.0}
    falling = frequency_response(**free, loss_pu=0.10, reserve_pu=0.03, end_s=60)
    assert falling.steady_hz == falling.nadir_hz  # still falling, at (0.10 - 0.03) / 2H: 0.4375 Hz/s
    assert falling.nadir_hz == pytest.approx(50 - 0.4375 * 60, abs=0.2)
    caught = frequency_response(**free, loss_pu=0.10, reserve_pu=0.03, stages_hz=STAGES_HZ, end_s=60)
    assert caught.stages == 1
    assert caught.shed_pu == STAGE_SHARE
    assert 48.8 < caught.nadir_hz < 49.0  # below the first stage by what falls in the relay's delay
    assert caught.nadir_hz == pytest.approx(49.0 - 0.4375 * STAGE_DELAY_S, abs=0.02)
    assert caught.steady_hz > 49.9


def test_a_deeper_loss_fires_more_stages_and_never_more_than_there_are():
    fired = [
        frequency_response(**PAPER, loss_pu=loss, reserve_pu=0.03, stages_hz=STAGES_HZ).stages
        for loss in (0.02, 0.1, 0.2, 0.3, 0.9)
    ]
    assert fired == sorted(fired)
    assert (fired[0], fired[-1]) == (0, len(STAGES_HZ))


def test_a_stage_waits_for_its_relay():
    """A dip that lasts less than the delay sheds nothing."""
    dip = frequency_response(**PAPER, loss_pu=0.1)
    just_above_nadir = dip.nadir_hz + 0.0005  # crossed for some hundredths of a second
    assert frequency_response(**PAPER, loss_pu=0.1, stages_hz=(just_above_nadir,)).stages == 0
    assert frequency_response(**PAPER, loss_pu=0.1, stages_hz=(dip.nadir_hz + 0.2,)).stages == 1


@pytest.mark.parametrize("reserve", [None, 0.03])
def test_too_much_power_mirrors_too_little(reserve):
    under = frequency_response(**PAPER, loss_pu=0.1, reserve_pu=reserve, end_s=10)
    over = frequency_response(**PAPER, loss_pu=-0.1, reserve_pu=reserve, end_s=10)
    assert over.zenith_hz - 50 == pytest.approx(50 - under.nadir_hz, abs=1e-9)
    assert over.steady_hz - 50 == pytest.approx(50 - under.steady_hz, abs=1e-9)
    assert over.nadir_hz == 50


def test_nothing_lost_nothing_moves():
    answer = frequency_response(**PAPER, loss_pu=0.0, stages_hz=STAGES_HZ)
    assert (answer.nadir_hz, answer.zenith_hz, answer.steady_hz, answer.stages) == (50, 50, 50, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"inertia_s": 0}, "inertia_s"),
        ({"droop": -0.05}, "droop"),
        ({"reheat_s": 0}, "reheat_s"),
        ({"nominal_hz": 0}, "nominal_hz"),
        ({"reserve_pu": -0.01}, "reserve_pu"),
        ({"loss_pu": float("nan")}, "loss_pu"),
        ({"stages_hz": (48.0, 49.0)}, "stages_hz"),
    ],
)
def test_what_cannot_be_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        frequency_response(**(PAPER | {"loss_pu": 0.1} | change))


def test_plain_python_says_the_same():
    args = (4.0, 1.0, 0.05, 0.95, 0.3, 8.0, 0.2, 0.03)
    stages = np.array([49.0, 48.8]) / 50 - 1
    out, plain = np.empty(6), np.empty(6)
    _kernels.swing(*args, stages, np.full(2, STAGE_SHARE), 0.3, 0.002, 4.0, out)
    _kernels.swing.py_func(*args, stages, np.full(2, STAGE_SHARE), 0.3, 0.002, 4.0, plain)
    assert plain == pytest.approx(out, abs=1e-12)
