"""The resilience trapezoid of worked ramps, and indices of interruption by hand."""

import numpy as np
import pytest

from oberih.study.resilience import corners, saidi_h, saifi, trapezoid


@pytest.mark.parametrize("step", [1.0, 0.25])
def test_a_worked_ramp(step):
    """100 MW fall to 40 in two hours, stay for five, and come back in six."""
    at = np.arange(0, 20 + step, step)
    served = np.interp(at, [0, 1, 3, 8, 14, 20], [100, 100, 40, 40, 100, 100])
    found = trapezoid(at, served, 100)
    assert found.phi_mw_per_h == pytest.approx(30)
    assert found.lambda_mw == pytest.approx(60)
    assert found.e_h == pytest.approx(5)
    assert found.pi_mw_per_h == pytest.approx(10)
    assert found.area_mwh == pytest.approx(60 * (2 / 2 + 5 + 6 / 2))
    assert found.restored


def test_a_system_that_does_not_come_back_says_so():
    found = trapezoid([0, 1, 2, 6], [10, 0, 0, 5], [10, 10, 10, 10])
    assert not found.restored
    assert found.pi_mw_per_h == pytest.approx(5 / 4)
    assert found.area_mwh == pytest.approx(5 + 10 + 4 * 7.5)


def test_nothing_lost_is_all_zeros():
    found = trapezoid([0, 1, 2], [5, 5, 5], 5)
    assert (found.phi_mw_per_h, found.lambda_mw, found.e_h, found.pi_mw_per_h, found.area_mwh) == (0, 0, 0, 0, 0)
    assert found.restored


def test_a_loss_from_the_first_hour_is_told_as_lost_within_an_hour():
    phi, depth, stay, pi, back = corners(np.array([[8.0, 8.0, 4.0, 0.0]]), np.full((1, 4), 0.1), np.arange(4.0), 0.0)
    assert (phi[0], depth[0], stay[0], pi[0], back[0]) == (8, 8, 1, 4, True)


def test_interruptions_by_hand():
    sudden = np.array([0.0, 0.5, 0.5, 0.2, 0.6])
    order = np.array([0.25, 0.25, 0.25, 0.25, 0.0])
    assert saidi_h(sudden + order) == pytest.approx(2.8)
    assert saifi(sudden, order) == pytest.approx(0.5 + 0.4 + 1.0 / 4)
