"""What is known of a study's draws while it runs: which are there, the figure that it is stopped by, and its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from oberih.luck import FloatArray, IntArray
from oberih.store.blocks import BlockFile
from oberih.study.batches import draws_of, failed_of
from oberih.study.part import Failed
from oberih.study.until import Until, figures_of, interval, looks

MAIN = "raid_unserved_mwh"  #: what is told of a study that has no wish of its own
#: a study none of whose first draws ends well is not gone on with
FIRST_DRAWS = 100


@dataclass(slots=True)
class Ledger:
    """Batches that are there, in whatever order they came."""

    total: int
    batch_draws: int
    until: Until | None
    failed: list[Failed] = field(default_factory=list)
    end: int | None = None  #: the study ends before this draw; None: not known yet
    _figures: dict[int, tuple[IntArray, FloatArray]] = field(default_factory=dict)
    _looked: int = 0  #: the last number of draws at which it was looked

    @property
    def quantity(self) -> str:
        """What the interval is of."""
        return MAIN if self.until is None else self.until.quantity

    def __contains__(self, first: object) -> bool:
        return first in self._figures

    def add(self, first: int, batch: BlockFile) -> None:
        """Note a batch. Raises DamagedError."""
        draws = draws_of(batch)
        figures = figures_of(batch.frame("outcome"), self.quantity) if draws.size else np.empty(0)
        self._figures[first] = (draws, figures)
        self.failed += failed_of(batch)
        self._look()

    def firsts(self) -> Sequence[int]:
        """Batches that the study consists of, as far as its end is known."""
        return range(0, self.total if self.end is None else self.end, self.batch_draws)

    def whole(self) -> bool:
        """Whether all draws up to the end are there."""
        return self.end is not None and all(first in self for first in self.firsts())

    @property
    def done(self) -> int:
        """How many draws are there, those that failed too."""
        return sum(min(self.batch_draws, self.total - first) for first in self._figures)

    @property
    def is_hopeless(self) -> bool:
        """Whether so many draws failed, and none ended well, that going on is of no use."""
        tried = min(FIRST_DRAWS, self.total)
        return len(self.failed) >= tried and not any(draws.size for draws, _ in self._figures.values())

    def interval(self) -> tuple[float, float]:
        """Mean and half width of all that is there."""
        return interval(self._all(self._figures))

    def interval_at_end(self) -> tuple[float, float]:
        """Mean and half width of the draws that count."""
        return interval(self._below(self.total if self.end is None else self.end))

    def counted_failures(self) -> list[Failed]:
        """Failed draws before the end, in order."""
        end = self.total if self.end is None else self.end
        return sorted((each for each in self.failed if each.draw < end), key=lambda each: each.draw)

    def _look(self) -> None:
        whole = 0
        while whole in self._figures:
            whole += self.batch_draws
        whole = min(whole, self.total)
        if self.until is not None and self.end is None:
            for n in looks(self.total):
                if self._looked < n <= whole:
                    self._looked = n
                    if self.until.is_met(self._below(n)):
                        self.end = n
                        return
        if self.end is None and whole == self.total:
            self.end = self.total

    def _below(self, n: int) -> FloatArray:
        return self._all({first: pair for first, pair in self._figures.items() if first < n}, n)

    @staticmethod
    def _all(figures: Mapping[int, tuple[IntArray, FloatArray]], n: int | None = None) -> FloatArray:
        """Figures in the order of the draws."""
        parts = [
            values if n is None else values[draws < n] for _, (draws, values) in sorted(figures.items())
        ]
        return np.concatenate(parts) if parts else np.empty(0)
