"""Cosine and sine of shares of a turn, against the library's."""

import numpy as np
import pytest

from oberih.raid._kernels import around


def test_all_round_the_turn():
    shares = np.concatenate([np.linspace(-1, 2, 3001), [0.125, 0.375, 0.625, 0.875, 1 - 2**-53]])
    found = np.array([around(share) for share in shares])
    exact = np.column_stack([np.cos(2 * np.pi * shares), np.sin(2 * np.pi * shares)])
    assert found == pytest.approx(exact, abs=2e-15)
    assert (found**2).sum(axis=1) == pytest.approx(np.ones(len(shares)), abs=1e-15)
