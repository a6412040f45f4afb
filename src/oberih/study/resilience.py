"""How well a system stood a blow: the resilience trapezoid and indices of interruption.

Trapezoid: M. Panteli, P. Mancarella, D. N. Trakas, E. Kyriakides, N. D. Hatziargyriou, "Metrics and Quantification of
Operational and Infrastructure Resilience in Power Systems", IEEE Transactions on Power Systems 32 (2017) 4732-4742:
how fast it falls, how low, how long it stays there, and how promptly it comes back. SAIDI and SAIFI as in IEEE Std
1366: hours and interruptions a year for the average customer; here of one run.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from oberih.terms.batch import Flags, Floats

NEAR = 0.05  #: within this share of the deepest loss hourly figures count as the bottom; assumed, range 0.02-0.1
TINY = 1e-6  #: of the reference: no more lost than this is nothing lost
TURN_H = 4.0  #: cuts by order go round in turns of so many hours (as `people` counts them)


@dataclass(frozen=True, slots=True)
class Trapezoid:
    """One blow, from the first loss to the last."""

    phi_mw_per_h: float  #: Φ, how fast service is lost
    lambda_mw: float  #: Λ, how much is lost at the bottom
    e_h: float  #: E, how long it stays at the bottom
    pi_mw_per_h: float  #: Π, how fast it is regained
    area_mwh: float  #: energy not served
    restored: bool  #: False: still short at the end, and Π is what was regained until then


def trapezoid(time_h: ArrayLike, served_mw: ArrayLike, reference_mw: ArrayLike, *, near: float = 0.0) -> Trapezoid:
    """The trapezoid of one curve given by its points, straight between them. `reference_mw` is what would be served
    without the blow: a number or one for each point. `near` is the share of the deepest loss that still is the bottom.

    >>> t = trapezoid([0, 1, 3, 8, 14], [100, 100, 40, 40, 100], 100)
    >>> t.phi_mw_per_h, t.lambda_mw, t.e_h, t.pi_mw_per_h, t.area_mwh
    (30.0, 60.0, 5.0, 10.0, 540.0)
    """
    at = np.asarray(time_h, np.float64)
    reference = np.broadcast_to(np.asarray(reference_mw, np.float64), at.shape)
    lost = np.maximum(reference - np.asarray(served_mw, np.float64), 0.0)
    phi, depth, stay, pi, restored = corners(lost[None, :], reference[None, :] * TINY, at, near)
    return Trapezoid(
        float(phi[0]), float(depth[0]), float(stay[0]), float(pi[0]), float(np.trapezoid(lost, at)), bool(restored[0])
    )


def corners(
    lost_mw: Floats, least_mw: Floats, time_h: Floats, near: float
) -> tuple[Floats, Floats, Floats, Floats, Flags]:
    """Φ, Λ, E, Π and whether all is regained, (draw,) each, of losses (draw, point). Nothing lost gives zeros.

    What is not above `least_mw` counts as nothing.
    """
    n = lost_mw.shape[1]
    rows = np.arange(lost_mw.shape[0])
    some = lost_mw > least_mw
    hit = some.any(axis=1)
    depth = np.where(hit, lost_mw.max(axis=1), 0.0)
    bottom = some & (lost_mw >= (1 - near) * depth[:, None] * (1 - 1e-12))
    onset = np.maximum(np.argmax(some, axis=1) - 1, 0)
    down, up = np.argmax(bottom, axis=1), n - 1 - np.argmax(bottom[:, ::-1], axis=1)
    last = n - 1 - np.argmax(some[:, ::-1], axis=1)
    back = np.minimum(last + 1, n - 1)
    fall, rise = time_h[down] - time_h[onset], time_h[back] - time_h[up]
    with np.errstate(divide="ignore", invalid="ignore"):
        # lost from the first point on: how fast is not seen, and is told as lost within one step
        step = np.where(fall > 0, fall, time_h[min(1, n - 1)] - time_h[0])
        phi = np.where(hit, (lost_mw[rows, down] - np.where(fall > 0, lost_mw[rows, onset], 0.0)) / step, 0.0)
        pi = np.where(hit & (rise > 0), (lost_mw[rows, up] - lost_mw[rows, back]) / rise, 0.0)
    return phi, depth, np.where(hit, time_h[up] - time_h[down], 0.0), pi, ~hit | (last < n - 1)


def total(values: ArrayLike) -> Floats:
    """Sum over the first axis in double precision, one after the other whatever the other axes are: numpy adds a single
    column in pairs and many columns in a row, and the last digit of a draw must not depend on who is beside it."""
    first, *rest = np.asarray(values)
    found = np.array(first, np.float64)
    for each in rest:
        found += each
    return found


def saidi_h(cut_share: Floats) -> Floats:
    """Hours without power of the average customer: the sum over hours of the share of demand that is off; the hour axis
    comes first."""
    return total(cut_share)


def saifi(sudden_share: Floats, order_share: Floats) -> Floats:
    """Interruptions of the average customer; the hour axis comes first. What damage and automatics take off counts when
    it grows: whoever was off stays off. Cuts by order go round, so each turn of four hours is one more."""
    before = np.concatenate([np.zeros_like(sudden_share[:1]), sudden_share[:-1]])
    return total(np.maximum(sudden_share - before, 0.0)) + total(order_share) / TURN_H
