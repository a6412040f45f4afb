"""A logistic regression whose coefficients have normal priors, at its mode, with its spread: small, and the same
every time.

Rows of one raid share an effect of that raid, so twenty-four regions that all had cuts count as little more than one
observation of how bad the raid was, and still tell the regions apart where they differ.
"""

from dataclasses import dataclass

import numpy as np

from oberih.luck import FloatArray, IntArray

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(31)
_STEPS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Mode and covariance (Laplace) of the coefficients, raid effects summed out."""

    mean: FloatArray  #: (coefficient,)
    covariance: FloatArray
    raid_sd: float

    def chance(self, rows: FloatArray) -> FloatArray:
        """Chance of 1 in each row of a raid that was not seen: over the doubt of coefficients and of the raid's
        effect."""
        centre = rows @ self.mean
        spread = np.sqrt(np.einsum("ij,jk,ik->i", rows, self.covariance, rows) + self.raid_sd**2)
        grid = centre[:, None] + spread[:, None] * _NODES
        return np.asarray((1 / (1 + np.exp(-grid))) @ _WEIGHTS / _WEIGHTS.sum())


def fit(
    rows: FloatArray, seen: FloatArray, raid: IntArray, weight: FloatArray, prior_mean: FloatArray, prior_sd:
    FloatArray,
    raid_sd: float,
) -> Fit:  # fmt: skip
    """Fit `seen` (0 or 1) to `rows` (observation, coefficient); `raid` numbers the raids from 0, `weight` is each
    row's.

    Newton's method on a concave function, so there is one answer. Without rows, the prior is the answer.

    >>> none = fit(np.zeros((0, 1)), np.zeros(0), np.zeros(0, int), np.zeros(0), np.array([0.0]), np.array([1.0]), 0.0)
    >>> none.chance(np.array([[1.0]])).round(3).tolist()
    [0.5]
    """
    n_raids = int(raid.max()) + 1 if raid.size else 0
    whole = np.hstack([rows, (raid[:, None] == np.arange(n_raids)).astype(float)])
    centre = np.concatenate([prior_mean, np.zeros(n_raids)])
    precision = 1 / np.concatenate([prior_sd, np.full(n_raids, max(raid_sd, 1e-6))]) ** 2
    at = centre.copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-whole @ at))
        slope = whole.T @ (weight * (seen - chance)) - precision * (at - centre)
        curve = (whole * (weight * chance * (1 - chance))[:, None]).T @ whole + np.diag(precision)
        step = np.linalg.solve(curve, slope)
        at = at + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-9:
            break
    covariance = np.linalg.inv(curve)[: rows.shape[1], : rows.shape[1]]
    return Fit(at[: rows.shape[1]], covariance, raid_sd)
