"""A day's water over its hours, and the share of its capacity that an asset has at a time."""

import numpy as np
import pytest
from scipy.optimize import minimize

from oberih.grid import _kernels


def spread(need, cap, energy):
    out = np.empty(len(need))
    _kernels.level_water(np.asarray(need, float), np.asarray(cap, float), float(energy), out)
    return out


@pytest.mark.parametrize("seed", range(12))
def test_water_leaves_what_is_missing_as_even_as_can_be(seed):
    """Against a general solver of the same problem: least sum of squares of what is left."""
    rng = np.random.default_rng(seed)
    need, cap = rng.uniform(-50, 300, 6), rng.uniform(0, 200, 6)
    energy = rng.uniform(0.1, 0.9) * np.minimum(np.maximum(need, 0), cap).sum()
    out = spread(need, cap, energy)
    assert out.sum() == pytest.approx(energy, rel=1e-6)
    assert (out >= 0).all()
    assert (out <= cap).all()
    scale = 100.0
    answer = minimize(
        lambda x: (((need / scale - x) ** 2).sum(), -2 * (need / scale - x)), np.full(6, energy / 6 / scale),
        jac=True, method="SLSQP", bounds=[(0, c / scale) for c in cap], options={"ftol": 1e-12, "maxiter": 500},
        constraints={"type": "ineq", "fun": lambda x: energy / scale - x.sum(), "jac": lambda x: -np.ones(6)},
    )  # fmt: skip
    assert answer.success
    assert ((need - out) ** 2).sum() <= scale**2 * answer.fun * (1 + 1e-6) + 1e-6
    assert out == pytest.approx(scale * answer.x, abs=0.05)


def test_water_is_not_poured_where_nothing_is_missing():
    assert spread([-10, 0, 30], [50, 50, 20], 1000).tolist() == [0, 0, 20]


def test_water_by_hand():
    """60 MWh over needs of 100, 50 and 10: down to 45 the first two, nothing for the third."""
    assert spread([100, 50, 10], [90, 90, 90], 60) == pytest.approx([55, 5, 0], abs=1e-9)
    assert spread([100, 50, 10], [20, 90, 90], 60) == pytest.approx([20, 40, 0], abs=1e-9)
    assert spread([100, 50], [90, 90], 0).tolist() == [0, 0]


STRUCK = {"from_h": 2.0, "struck": 0.0, "bypass_h": 5.0, "bypass": 0.6, "done_h": 40.0}
NEVER_OFF = {"off_h": np.inf, "back_h": np.inf}


@pytest.mark.parametrize(
    ("t", "change", "share"),
    [
        (1.9, {}, 1.0),
        (2.0, {}, 0.0),
        (4.9, {}, 0.0),
        (5.0, {}, 0.6),
        (39.9, {}, 0.6),
        (40.0, {}, 1.0),
        (50.0, {"done_h": np.inf}, 0.6),
        (1.0, {"off_h": 0.5, "back_h": 3.0}, 0.0),
        (3.0, {"off_h": 0.5, "back_h": 3.0, "from_h": np.inf}, 1.0),
        (9.0, {"done_h": 4.0}, 1.0),  # mended before the bypass would have been ready
    ],
)
def test_share_of_an_asset_over_time(t, change, share):
    given = STRUCK | NEVER_OFF | change
    order = ("from_h", "struck", "bypass_h", "bypass", "done_h", "off_h", "back_h")
    assert _kernels.share_at(t, *(given[name] for name in order)) == share
    assert _kernels.share_at.py_func(t, *(given[name] for name in order)) == share


def test_water_as_plain_python(plain):
    out = np.empty(3)
    plain.level_water(np.array([100.0, 50, 10]), np.array([90.0, 90, 90]), 60.0, out)
    assert out == pytest.approx([55, 5, 0], abs=1e-9)
