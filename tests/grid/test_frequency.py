"""System frequency response: published figures, a closed form, and a general solver of equations."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

import oberih
from oberih.grid import frequency_path, frequency_response, time_to_hz
from oberih.grid._kernels import swing as kernel
from oberih.terms.errors import InputError

PAPER = {"inertia_s": 4.0, "damping": 1.0, "droop": 0.05, "governor_gain": 0.95, "reheat_share": 0.3, "reheat_s": 8.0}
FREE = {"inertia_s": 4.0, "damping": 0.0}


def closed_form(H, D, R, Km, FH, TR, loss):
    """Nadir (pu) and its time, as the paper states them for a system that swings."""
    wn = math.sqrt((D * R + Km) / (2 * H * R * TR))
    z = (2 * H * R + (D * R + Km * FH) * TR) / (2 * (D * R + Km)) * wn
    wr = wn * math.sqrt(1 - z * z)
    t = math.atan2(wr * TR, z * wn * TR - 1) / wr
    a = math.sqrt((1 - 2 * TR * z * wn + (TR * wn) ** 2) / (1 - z * z))
    phi = math.atan2(wr * TR, 1 - z * wn * TR) - math.atan2(math.sqrt(1 - z * z), -z)
    return -R * loss / (D * R + Km) * (1 + a * math.exp(-z * wn * t) * math.sin(wr * t + phi)), t


def integrated(H, D, gain, FH, TR, loss, reserve, end=60.0):
    def slope(_, y):
        asked = -gain * y[0]
        given_pm = np.clip(FH * asked + (1 - FH) * y[1], -reserve, reserve)
        return [(given_pm - loss - D * y[0]) / (2 * H), (asked - y[1]) / TR]

    t = np.arange(0, end + 1e-9, 0.002)
    return t, solve_ivp(slope, (0, end), [0, 0], t_eval=t, rtol=1e-8, atol=1e-10, max_step=0.05).y[0]


def test_anderson_and_mirheydar():
    answer = frequency_response(**PAPER, loss_pu=0.1)
    assert answer.nadir_hz == pytest.approx(49.458, abs=5e-4)
    assert answer.nadir_s == pytest.approx(2.369, abs=1e-3)
    assert answer.steady_hz == pytest.approx(49.750, abs=1e-9)
    assert answer.rocof_hz_s == pytest.approx(-0.625)
    assert answer.settles


@pytest.mark.parametrize("nominal", [50.0, 60.0])
@pytest.mark.parametrize("loss", [0.02, 0.3, -0.1])
def test_the_closed_form(loss, nominal):
    nadir, when = closed_form(4.0, 1.0, 0.05, 0.95, 0.3, 8.0, loss)
    answer = frequency_response(**PAPER, loss_pu=loss, nominal_hz=nominal)
    assert answer.nadir_hz == pytest.approx(nominal * (1 + nadir), abs=1e-6)
    assert answer.nadir_s == pytest.approx(when, abs=1e-5)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    H=st.floats(0.5, 12), D=st.floats(0, 3), R=st.floats(0.01, 0.2), Km=st.floats(0, 1.2), FH=st.floats(0, 1),
    TR=st.floats(0.2, 15), loss=st.floats(-0.3, 0.3), reserve=st.one_of(st.none(), st.floats(0.0, 0.3)),
)  # fmt: skip
def test_the_same_as_a_general_solver(H, D, R, Km, FH, TR, loss, reserve):
    t, w = integrated(H, D, Km / R, FH, TR, loss, np.inf if reserve is None else reserve)
    if w.min() <= -1:
        return
    answer = frequency_response(H, D, R, Km, FH, TR, loss, 50, reserve)
    extreme = w.argmin() if loss >= 0 else w.argmax()
    assert answer.nadir_hz == pytest.approx(50 * (1 + w[extreme]), abs=1e-3)
    peaked = abs(w[extreme] - w[-1]) > 1e-5
    if peaked:
        assert abs(50 * (1 + w[np.abs(t - answer.nadir_s).argmin()]) - answer.nadir_hz) < 1e-3
        assert answer.nadir_s == pytest.approx(t[extreme], abs=0.01) or abs(w[extreme] - w[max(extreme - 5, 0)]) < 1e-7


def test_a_closed_form_says_where_it_settles_even_after_the_end():
    """Reserve 3 % against 10 %, damping 1: 7 % below in the end."""
    answer = frequency_response(**PAPER, loss_pu=0.1, reserve_pu=0.03)
    assert answer.settles
    assert answer.steady_hz == pytest.approx(50 * 0.93)
    late = frequency_response(**PAPER, loss_pu=0.1, reserve_pu=0.03, end_s=200)
    assert late.nadir_hz == pytest.approx(46.5, abs=1e-6)


def test_free_fall_without_governors():
    """H = 4 s, no damping, 20 % lost: -1.25 Hz/s, and 49.0 Hz after 0.800 s."""
    answer = frequency_response(**FREE, loss_pu=0.2, end_s=0.8)
    assert answer.rocof_hz_s == pytest.approx(-1.25)
    assert answer.steady_hz == pytest.approx(49.0, abs=1e-6)
    assert not answer.settles
    assert time_to_hz(49.0, **FREE, loss_pu=0.2) == pytest.approx(0.8, abs=1e-5)
    assert time_to_hz(51.0, **FREE, loss_pu=-0.2) == pytest.approx(0.8, abs=1e-5)
    assert time_to_hz(51.0, **FREE, loss_pu=0.2) == np.inf
    for none in ({"droop": np.inf}, {"droop": None}, {"droop": 0.05, "governor_gain": 0.0}):
        assert frequency_response(**FREE, **none, loss_pu=0.2, end_s=0.8) == answer


def test_damping_alone():
    """2H / D is the time constant: 8 s to 63 % of the way to 10 %."""
    answer = frequency_response(inertia_s=4, damping=1, loss_pu=0.1, end_s=8)
    assert answer.steady_hz == pytest.approx(45.0)
    assert answer.nadir_hz == pytest.approx(50 * (1 - 0.1 * (1 - math.exp(-1))), abs=1e-6)


def test_a_loss_beyond_the_reserve_falls_on():
    answer = frequency_response(**(PAPER | {"damping": 0.0}), loss_pu=0.10, reserve_pu=0.03)
    assert answer.steady_hz == answer.nadir_hz  # still falling, at (0.10 - 0.03) / 2H: 0.4375 Hz/s
    assert answer.nadir_s == pytest.approx(60)
    assert answer.nadir_hz == pytest.approx(50 - 0.4375 * 60, abs=0.2)
    assert not answer.settles
    assert frequency_response(**FREE, loss_pu=0.5).nadir_hz == 0  # nothing turns any more


def test_too_much_power_mirrors_too_little():
    for change in ({}, {"reserve_pu": 0.03}, {"damping": 0.0, "reserve_pu": 0.03, "end_s": 5.0}):
        under = frequency_response(**(PAPER | change), loss_pu=0.1)
        over = frequency_response(**(PAPER | change), loss_pu=-0.1)
        assert over.nadir_hz - 50 == pytest.approx(50 - under.nadir_hz, abs=1e-11)
        assert over.steady_hz - 50 == pytest.approx(50 - under.steady_hz, abs=1e-11)
        assert (over.nadir_s, over.rocof_hz_s, over.settles) == (under.nadir_s, -under.rocof_hz_s, under.settles)
        assert (over.highest_hz, over.lowest_hz) == (over.nadir_hz, 50)


def test_nothing_lost_nothing_moves():
    answer = frequency_response(**PAPER, loss_pu=0.0)
    assert (answer.nadir_hz, answer.highest_hz, answer.steady_hz, answer.rocof_hz_s) == (50, 50, 50, 0)


def test_the_path_meets_the_answer_and_the_solver():
    path = frequency_path(**PAPER, loss_pu=0.1, reserve_pu=0.05, end_s=20, every_s=0.05)
    t, w = integrated(4.0, 1.0, 19.0, 0.3, 8.0, 0.1, 0.05, 20.0)
    assert np.abs(np.interp(path["t_s"], t, 50 * (1 + w)) - path["hz"].to_numpy()).max() < 2e-3
    assert path["t_s"][-1] == 20
    assert path["governor_pu"].max() == pytest.approx(0.05)


def test_the_package_offers_it_by_itself():
    assert oberih.frequency_response is frequency_response
    assert frequency_response(4.0, 1.0, 0.05, 0.95, 0.3, 8.0, 0.1, 50.0, None) == frequency_response(
        **PAPER, loss_pu=0.1
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"inertia_s": -4}, "inertia_s is -4: it must be a number above 0"),
        ({"damping": -1}, "damping is -1"),
        ({"droop": -0.05}, "droop is -0.05"),
        ({"droop": 0}, "droop is 0: .* governor_gain = 0"),
        ({"governor_gain": float("nan")}, "governor_gain is nan"),
        ({"reheat_share": 30}, r"reheat_share is 30: a share is from 0 to 1 \(10 % is 0.1\)"),
        ({"reheat_s": 0}, "reheat_s is 0"),
        ({"nominal_hz": 0}, "nominal_hz is 0"),
        ({"reserve_pu": -0.01}, "reserve_pu is -0.01"),
        ({"loss_pu": 10}, "loss_pu is 10: .*a loss of 10 % is 0.1"),
        ({"loss_pu": float("nan")}, "loss_pu is nan"),
        ({"inertia_s": "four"}, "inertia_s is four"),
        ({"end_s": 0}, "end_s is 0"),
    ],
)
def test_what_cannot_be_is_refused(change, words):
    with pytest.raises(InputError, match=words):
        frequency_response(**(PAPER | {"loss_pu": 0.1} | change))


def test_all_faults_at_once():
    with pytest.raises(InputError) as caught:
        frequency_response(inertia_s=-4, damping=-1, droop=0, reheat_share=2, loss_pu=7, reserve_pu=5)
    assert len(caught.value.faults) == 6


def test_plain_python_says_the_same(monkeypatch):
    at = np.array([-0.01, -0.02, 0.01])

    def run(swing):
        out, fired, path = np.zeros(kernel.N_OUT), np.full(3, np.inf), np.zeros((900, 4))
        rows = swing(
            4.0, 1.0, 19.0, 0.3, 8.0, 0.2, 0.03, at, np.full(3, 0.3), np.array([0.1, 0.1, -0.1]), np.zeros(3),
            np.array([0.0, 0.0, 0.2]), np.full(3, -1), 0.01, 6.0, True, fired, path, out,
            np.empty((2, kernel.LEVELS, 6)), np.empty(3),
        )  # fmt: skip
        return np.concatenate((out, fired, [rows], path.ravel()))

    fast = run(kernel.swing)
    for name in ("steady", "_prepare", "step_s"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    assert run(kernel.swing.py_func) == pytest.approx(fast, abs=1e-9)
