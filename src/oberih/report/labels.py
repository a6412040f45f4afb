"""Where a label fits inside a region: the place nearest to its label point where the whole box stands on land."""

import numpy as np
from numpy.typing import NDArray

from oberih.report.projection import FloatArray, Shape

_STEP = 2.5  #: grid on which places are tried, in the picture's units


def inside(rings: tuple[FloatArray, ...], points: FloatArray) -> NDArray[np.bool_]:
    """Which points lie within the rings, by the even-odd rule.

    >>> square = np.array([[0.0, 0], [4, 0], [4, 4], [0, 4]])
    >>> inside((square,), np.array([[1.0, 1], [5, 1]])).tolist()
    [True, False]
    """
    odd = np.zeros(len(points), bool)
    x, y = points[:, 0, None], points[:, 1, None]
    for ring in rings:
        x1, y1 = ring[:, 0], ring[:, 1]
        x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
        rise = np.where(y2 == y1, 1.0, y2 - y1)
        crosses = ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / rise + x1)
        odd ^= crosses.sum(axis=1) % 2 == 1
    return odd


class Land:
    """One region's land as a grid, less the regions that lie within it."""

    def __init__(self, shape: Shape, enclaves: tuple[Shape, ...]) -> None:
        points = np.concatenate(shape.rings)
        self._low = points.min(axis=0)
        across, down = np.maximum(np.ceil((points.max(axis=0) - self._low) / _STEP).astype(int), 1)
        xs = self._low[0] + (np.arange(across) + 0.5) * _STEP
        ys = self._low[1] + (np.arange(down) + 0.5) * _STEP
        grid = np.column_stack([each.ravel() for each in np.meshgrid(xs, ys)])
        free = inside(shape.rings, grid)
        for enclave in enclaves:
            free &= ~inside(enclave.rings, grid)
        self._centre = shape.label if shape.label is not None else points.mean(axis=0)
        sums = np.zeros((down + 1, across + 1), np.int64)
        sums[1:, 1:] = free.reshape(down, across).cumsum(axis=0).cumsum(axis=1)
        self._sums = sums

    def fit(self, width: float, height: float) -> tuple[float, float] | None:
        """The centre of a box of this size that stands wholly on the land, or None.

        Among such places one with room around it is taken where there is one, then the nearest to the label point.
        """
        roomy = (self._fit(width + room, height + room) for room in (24.0, 12.0, 5.0, 0.0))
        return next((place for place in roomy if place is not None), None)

    def _fit(self, width: float, height: float) -> tuple[float, float] | None:
        w, h = int(np.ceil(width / _STEP)), int(np.ceil(height / _STEP))
        sums = self._sums
        if sums.shape[0] <= h or sums.shape[1] <= w:
            return None
        filled = sums[h:, w:] - sums[:-h, w:] - sums[h:, :-w] + sums[:-h, :-w]
        rows, columns = np.nonzero(filled == w * h)
        if not rows.size:
            return None
        xs = self._low[0] + (columns + w / 2) * _STEP
        ys = self._low[1] + (rows + h / 2) * _STEP
        best = int(np.argmin((xs - self._centre[0]) ** 2 + (ys - self._centre[1]) ** 2))
        return float(xs[best]), float(ys[best])


def lands(every: tuple[Shape, ...]) -> dict[str, Land]:
    """The land of each region; a region whose box lies within another's is cut out of it."""
    boxes = {
        shape.iso: (np.concatenate(shape.rings).min(axis=0), np.concatenate(shape.rings).max(axis=0)) for shape in every
    }

    def within(small: str, big: str) -> bool:
        (low, high), (big_low, big_high) = boxes[small], boxes[big]
        return small != big and bool((low >= big_low).all() and (high <= big_high).all())

    return {shape.iso: Land(shape, tuple(other for other in every if within(other.iso, shape.iso))) for shape in every}
