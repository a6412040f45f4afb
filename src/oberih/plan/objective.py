"""What is to be made small over draws: a mean, its worst twentieth, or the worst mean of a ball of reweightings.

Each objective gives a value a draw whose mean is the objective itself and whose spread is that of its estimate, to
first order (its influence function). So gains of two sets are paired differences of such values, whatever is asked.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import minimize_scalar

from oberih.luck import FloatArray
from oberih.plan.base import MEASURES

Name = Literal["raid_unserved_mwh", "unserved_mwh", "cvar95", "heat"]
NAMES: tuple[Name, ...] = ("raid_unserved_mwh", "unserved_mwh", "cvar95", "heat")
COLUMN: dict[Name, int] = {
    "raid_unserved_mwh": 0, "unserved_mwh": 1, "cvar95": 0, "heat": MEASURES.index("person_hours_without_heat"),
}  # fmt: skip
TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Objective:
    """What is made small. `radius` above 0: the worst mean over reweightings of the draws within a chi-square ball."""

    name: Name = "raid_unserved_mwh"
    radius: float = 0.0

    def of(self, measured: FloatArray, weights: FloatArray | None = None) -> FloatArray:
        """A value a draw, (draw,) from (draw, measure); `weights` of draws sum to their number."""
        x = measured[:, COLUMN[self.name]]
        if self.name == "cvar95":
            return tail(x, weights)
        return worst(x, self.radius, weights) if self.radius > 0 else x


def tail(x: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Values whose mean is the mean of the worst twentieth: q + (x - q)+ / 0.05, q the quantile (Rockafellar and
    Uryasev, J. Risk 2 (2000) 21-41).

    >>> float(tail(np.arange(100.0)).mean())
    97.0
    """
    order = np.argsort(x, kind="stable")
    below = np.cumsum(np.ones(x.size) if weights is None else weights[order])
    q = x[order][min(int(np.searchsorted(below, (1 - TAIL) * x.size - 1e-9)), x.size - 1)]
    return np.asarray(q + np.maximum(x - q, 0.0) / TAIL)


def worst(x: FloatArray, radius: float, weights: FloatArray | None = None) -> FloatArray:
    """Values whose mean is the largest mean over weights v of the draws with mean(v) = 1 and mean((v - 1)^2) / 2 <=
    radius, by the dual in one unknown (Duchi and Namkoong, Ann. Statist. 49 (2021) 1378-1406, k = 2):

        min over eta of  eta + c sqrt(mean((x - eta)+^2)),   c = sqrt(1 + 2 radius)

    Where the ball is small and cuts no weight to nothing this is mean + sqrt(2 radius) sd.
    """
    w = np.ones(x.size) if weights is None else weights
    eta, c = _eta(x, radius, w), np.sqrt(1 + 2 * radius)
    over = np.maximum(x - eta, 0.0) ** 2
    root = np.sqrt(np.mean(w * over))
    if root <= 0:  # all are alike, or all weight is on the largest
        return np.full_like(x, x.max())
    return np.asarray(eta + c * (over / root + root) / 2)


def reweighted(x: FloatArray, radius: float) -> FloatArray:
    """The weights of that worst mean, which sum to 1."""
    over = np.maximum(x - _eta(x, radius, np.ones(x.size)), 0.0)
    return np.asarray(over / over.sum()) if over.sum() > 0 else np.where(x == x.max(), 1.0, 0.0) / (x == x.max()).sum()


def _eta(x: FloatArray, radius: float, w: FloatArray) -> float:
    """Where the dual is least: convex, so a search within bounds finds it."""
    spread = float(x.std())
    if spread <= 0:
        return float(x.max())
    c = np.sqrt(1 + 2 * radius)
    low = float(x.min()) - 2 * spread * (1 + 1 / np.sqrt(2 * radius))
    found = minimize_scalar(
        lambda eta: float(eta + c * np.sqrt(np.mean(w * np.maximum(x - eta, 0.0) ** 2))),
        bounds=(low, float(x.max())), method="bounded", options={"xatol": 1e-9 * spread},
    )  # fmt: skip
    return float(found.x)
