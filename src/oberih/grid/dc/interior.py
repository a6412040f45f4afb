"""Least sum of squares within a linear programme's limits by an interior point: some thirty sparse factors at any size.

Tangents (`convex`) take a run of the simplex each round, which is too slow on grids of ten thousand buses. Here a step
towards the optimum is worked out, then corrected, with one factor (Mehrotra, "On the implementation of a primal-dual
interior point method", SIAM J. Optim. 2, 1992, doi 10.1137/0802028). The answer is near; its own bound says how near.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_array, csc_array, csr_array, diags_array, eye_array
from scipy.sparse.linalg import splu

from oberih.grid.dc.convex import lower_bound
from oberih.grid.dc.highs import Answer, Program, SolverError, proved
from oberih.terms.batch import Flags, Floats
from oberih.terms.errors import Fault

STEPS = 40
BACK = 0.995  #: part of the way to the nearest limit that a step may go
UNIT_MW = 100.0  #: the system is set up in it, so that most figures are of the order of one
DONE = 1e-10  #: mean product of distance and multiplier that ends the search
LEVEL = 1e-9  #: slope that is taken for none
NEXT = 1e-13  #: a distance below it is rounding
ROW_EASE = 1e-12  #: on the diagonal, for rows that depend on each other
REFINED = 4
OUTSIDE = 1e-7  #: UNIT_MW; how far outside a limit of a row an answer may be
PROVED = 1e-8  #: distance of the sum of squares and its bound taken for none, relative to the larger of 1 and it
TINY = 1e-12


def near_squares(program: Program, square: Floats) -> Answer:
    """The point of least square·x² within the limits of a programme in MW, nearly; its cost is not looked at.

    Raises SolverError where the search ends outside a limit, or where the sum and its bound are apart.
    """
    free = program.low < program.high
    largest = np.asarray(np.abs(program.matrix).max(axis=0).todense(), np.float64).ravel()
    across = np.where(free, UNIT_MW / np.maximum(largest, TINY), 1.0)  # angles have far larger entries than powers
    scaled = Program(
        cost=np.zeros(square.size),
        low=program.low / across,
        high=program.high / across,
        matrix=csr_array(program.matrix @ diags_array(across) / UNIT_MW),
        row_low=program.row_low / UNIT_MW,
        row_high=program.row_high / UNIT_MW,
    )
    curve = square * across**2
    x, dual = _search(scaled, curve, free)
    x = np.clip(x, scaled.low, scaled.high)
    activity = scaled.matrix @ x
    outside = float(max((scaled.row_low - activity).max(), (activity - scaled.row_high).max()))
    upper, lower = float(curve @ x**2), lower_bound(scaled, curve, x, dual)
    unlimited = np.isinf(scaled.low) & np.isinf(scaled.high)  # angles: their slope is nothing but for rounding
    lower -= float(np.abs((scaled.matrix.T @ dual) * x)[unlimited].sum())
    if not (outside <= OUTSIDE and proved(upper, lower, PROVED)):
        told = f"{outside!r} ({lower!r}, {upper!r})"
        raise SolverError(Fault(key="optimal.no_status", values={"status": told}))
    return Answer(across * x, dual / UNIT_MW, upper, lower)


@dataclass(slots=True, eq=False)
class _Point:
    """Values (of free columns, then of rows that have a range), multipliers of rows, and of the two limits."""

    value: Floats
    dual: Floats
    at_low: Floats
    at_high: Floats

    def moved(self, move: "_Point", part: float) -> "_Point":
        return _Point(
            self.value + part * move.value, self.dual + part * move.dual,
            self.at_low + part * move.at_low, self.at_high + part * move.at_high,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Box:
    """Least sum of curve·value² / 2 with system·value = right and low <= value <= high."""

    curve: Floats
    system: csc_array
    right: Floats
    low: Floats
    high: Floats

    def start(self) -> _Point:
        below, above = np.isfinite(self.low), np.isfinite(self.high)
        value = np.where(below, self.low + 1, np.where(above, self.high - 1, 0.0))
        both = below & above
        value[both] = 0.5 * (self.low[both] + self.high[both])
        return _Point(value, np.zeros(self.right.size), below.astype(np.float64), above.astype(np.float64))

    def distances(self, value: Floats) -> tuple[Floats, Floats]:
        """From the low limits and to the high ones; endless where there is none."""
        return np.maximum(value - self.low, NEXT), np.maximum(self.high - value, NEXT)

    def slope(self, at: _Point) -> Floats:
        pulled: Floats = self.curve * at.value - self.system.T @ at.dual - at.at_low + at.at_high
        return pulled


def _search(program: Program, square: Floats, free: Flags) -> tuple[Floats, Floats]:
    """Values of columns and multipliers of rows."""
    ranged, columns = np.flatnonzero(program.row_low < program.row_high), np.flatnonzero(free)
    x, rows = np.where(free, 0.0, program.low), program.matrix.shape[0]
    slack = csr_array((-np.ones(ranged.size), (ranged, np.arange(ranged.size))), shape=(rows, ranged.size))
    right = np.where(program.row_low < program.row_high, 0.0, program.row_low) - program.matrix @ x
    box = _Box(
        np.concatenate([2 * square[columns], np.zeros(ranged.size)]),
        csc_array(block_array([[program.matrix[:, columns], slack]], format="csc")),
        right,
        np.concatenate([program.low[columns], program.row_low[ranged]]),
        np.concatenate([program.high[columns], program.row_high[ranged]]),
    )
    at = box.start()
    limits = max(int(np.isfinite(box.low).sum() + np.isfinite(box.high).sum()), 1)
    for _ in range(STEPS):
        mean = _product(box, at) / limits
        if mean <= DONE and float(np.abs(box.slope(at)).max()) <= LEVEL:
            break
        try:
            step = _Step(box, at)
        except RuntimeError:  # the factor broke down: how good the point is, its bound says
            break
        first = step.towards(np.zeros(box.low.size), np.zeros(box.low.size))
        after = _product(box, at.moved(first, step.room(first, 1.0))) / limits
        centre = (after / mean) ** 3 * mean if mean > 0 else 0.0
        move = step.towards(centre - first.value * first.at_low, centre + first.value * first.at_high)
        if not np.isfinite(move.value).all():
            break
        at = at.moved(move, step.room(move, BACK))
    x[columns] = at.value[: columns.size]
    return x, at.dual


def _product(box: _Box, at: _Point) -> float:
    """Sum of distance times multiplier, over the limits there are."""
    below, above = np.isfinite(box.low), np.isfinite(box.high)
    from_low, to_high = box.distances(at.value)
    return float(from_low[below] @ at.at_low[below] + to_high[above] @ at.at_high[above])


class _Step:
    """Directions from one point, by one factor."""

    def __init__(self, box: _Box, at: _Point) -> None:
        self.at, self.slope = at, box.slope(at)
        self.missing = box.right - box.system @ at.value - ROW_EASE * at.dual
        self.from_low, self.to_high = box.distances(at.value)
        weight = box.curve + at.at_low / self.from_low + at.at_high / self.to_high
        rows = -ROW_EASE * eye_array(box.right.size)
        self.exact = csc_array(block_array([[diags_array(weight), box.system.T], [box.system, rows]], format="csc"))
        self.factor = splu(self.exact)

    def towards(self, low_product: Floats, high_product: Floats) -> _Point:
        """The move to products of distance and multiplier that are these."""
        low_change = low_product / self.from_low - self.at.at_low  # nothing where there is no limit
        high_change = high_product / self.to_high - self.at.at_high
        told = np.concatenate([-self.slope + low_change - high_change, self.missing])
        found = self.factor.solve(told)
        for _ in range(REFINED):
            found += self.factor.solve(told - self.exact @ found)
        n = self.slope.size
        low_change -= self.at.at_low / self.from_low * found[:n]
        high_change += self.at.at_high / self.to_high * found[:n]
        return _Point(found[:n], -found[n:], low_change, high_change)

    def room(self, move: _Point, part: float) -> float:
        """How much of a move keeps distances and multipliers above nothing; one length for all, as squares curve."""
        pairs = (
            (self.from_low, move.value), (self.to_high, -move.value),
            (self.at.at_low, move.at_low), (self.at.at_high, move.at_high),
        )  # fmt: skip
        return min(1.0, *(part * float((at[by < 0] / -by[by < 0]).min(initial=np.inf)) for at, by in pairs))
