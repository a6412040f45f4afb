"""Where the draws of a study are found again: in memory, or in batches on a disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.study.part import Part


class Source(Protocol):
    """All draws of a study that ended well, in the order of their numbers, however they were split."""

    @property
    def draws(self) -> int:
        """How many there are."""

    def frame(self, name: str) -> pl.DataFrame:
        """A table by name: `outcome`, `outcome_kinds`, or a table of the kept draws as `kept/NAME`."""

    def array(self, name: str, rows: slice = slice(None)) -> NDArray[np.generic]:
        """An array of `figures` by name; the last axis is the draws. `rows` picks from the axis before it."""


@dataclass(frozen=True, slots=True, eq=False)
class InMemory:
    """Parts as they are, in the order of their draws."""

    parts: Sequence[Part]

    @property
    def draws(self) -> int:
        """How many there are."""
        return sum(part.draws.size for part in self.parts)

    def frame(self, name: str) -> pl.DataFrame:
        """A table by name."""
        return pl.concat([part.frames[name] for part in self.parts if part.draws.size])

    def array(self, name: str, rows: slice = slice(None)) -> NDArray[np.generic]:
        """An array by name; `rows` picks from the axis before the draws."""
        held = [part.arrays[name] for part in self.parts if part.draws.size]
        return np.concatenate([each if each.ndim == 1 else each[..., rows, :] for each in held], axis=-1)
