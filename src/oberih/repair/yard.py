"""Crews and spares of one draw through many raids: what is begun goes on, what is not is planned anew.

Every raid brings new work. Jobs that a crew has begun are finished; all others, old and new, are ordered anew by the
plain rule, with the crews and spares that are left. Spares come from the store, by deliveries, and where they are
reordered each time one is needed a lead time later (a base-stock policy: with Poisson needs and many crews the chance
that none waits is Palm's, C. Palm, Ericsson Technics (1938); for spares C. C. Sherbrooke, Operations Research 16
(1968) 122-141).
"""

from dataclasses import dataclass, field

import numpy as np

from oberih.repair import _kernels
from oberih.terms.batch import Flags, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Works:
    """What is to be done at one moment: arrays by asset."""

    needed: Flags  #: assets that this raid has damaged
    ready_h: float  #: when work may begin
    work_h: Floats  #: on the clock
    gain_mw: Floats
    needs_spare: Flags


@dataclass(slots=True, eq=False)
class Yard:
    """Crews, spares and open jobs of one draw. Hours count from the campaign's first hour."""

    asset_region: Ints
    spare_kind: Ints  #: of each asset
    work_kind: Ints  #: of each asset; -1: any crew can do it
    crew_region: Ints
    crew_kind: Ints  #: -1: does any work
    travel_h: float
    stock_h: list[list[float]]  #: for each kind of spare the hours from which each one is there; -inf: from the start
    crew_from_h: Floats | None = None  #: when each crew is there; None: from the start
    lead_h: float = float("inf")  #: from a need to the spare that was ordered for it; inf: nothing is reordered
    start_h: Floats = field(init=False)  #: of each asset's last job; inf where none was begun
    done_h: Floats = field(init=False)
    crew: Ints = field(init=False)
    spare_h: Floats = field(init=False)  #: when the spare of a job comes; -inf: none is needed, inf: none comes
    open: Flags = field(init=False)  #: has a job, finished or not, that the yard still looks at
    needs_spare: Flags = field(init=False)
    used: Ints = field(init=False)  #: spares of jobs seen begun, by kind
    work_h: Floats = field(init=False)
    _gain_mw: Floats = field(init=False)
    ready_h: Floats = field(init=False)
    _counted: Flags = field(init=False)

    def __post_init__(self) -> None:
        n = self.asset_region.size
        self.start_h, self.done_h, self.spare_h = np.full(n, np.inf), np.full(n, np.inf), np.full(n, -np.inf)
        self.crew, self.used = np.full(n, -1, np.int64), np.zeros(len(self.stock_h), np.int64)
        self.open, self.needs_spare, self._counted = (np.zeros(n, np.bool_) for _ in range(3))
        self.work_h, self._gain_mw, self.ready_h = (np.zeros(n) for _ in range(3))

    def add(self, at_h: float, new: Works) -> None:
        """New work at an hour: all that is not begun is planned anew. What is struck again before it was mended is
        begun from the start, with the longer of its hours; a spare that was already built in is lost."""
        self.count(at_h)
        self.open &= self.done_h > at_h
        again = self.open & new.needed
        for mine, theirs in ((self.work_h, new.work_h), (self._gain_mw, new.gain_mw)):
            mine[new.needed] = np.where(again, np.maximum(mine, theirs), theirs)[new.needed]
        built_in = again & self._counted
        known = again & self.needs_spare & ~built_in
        self.needs_spare = np.where(new.needed, new.needs_spare | (again & self.needs_spare), self.needs_spare)
        self._counted &= ~new.needed
        running = self.open & ~new.needed & (self.start_h <= at_h)
        self.open |= new.needed
        waiting = self.open & ~running
        self.ready_h[new.needed] = 0.0
        self.ready_h[waiting] = np.maximum(self.ready_h, new.ready_h)[waiting]
        if np.isfinite(self.lead_h):
            for a in np.flatnonzero(new.needed & self.needs_spare & ~known):
                self.stock_h[self.spare_kind[a]].append(at_h + self.lead_h)
        free_h = np.zeros(self.crew_region.size) if self.crew_from_h is None else self.crew_from_h.copy()
        np.maximum.at(free_h, self.crew[running], self.done_h[running])
        self.start_h[waiting], self.done_h[waiting], self.crew[waiting] = np.inf, np.inf, -1
        _kernels.plan(
            waiting, self.ready_h, self.work_h, self._gain_mw, self.needs_spare, self.asset_region, self.spare_kind,
            self.work_kind, self.crew_region, self.crew_kind, self.travel_h, self._left(),
            np.zeros(len(self.stock_h), np.int64), free_h, self.start_h, self.done_h, self.crew, self.spare_h,
        )  # fmt: skip

    def count(self, until_h: float) -> None:
        """Count the spares of jobs begun by an hour."""
        begun = self.open & self.needs_spare & ~self._counted & np.isfinite(self.start_h) & (self.start_h <= until_h)
        np.add.at(self.used, self.spare_kind[begun], 1)
        self._counted |= begun

    def _left(self) -> Floats:
        """Spares that nobody took yet, (kind, place): jobs that began took the earliest."""
        left = [sorted(hours)[used:] for hours, used in zip(self.stock_h, self.used.tolist(), strict=True)]
        width = max((len(each) for each in left), default=0)
        return np.array([[*each, *[np.inf] * (width - len(each))] for each in left]).reshape(len(left), width)
