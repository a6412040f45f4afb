"""Batches as bytes, and the draws of a study read back from its folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.luck import IntArray
from oberih.store.blocks import BlockFile, DamagedError, pack
from oberih.store.shelf import Shelf
from oberih.study.part import Failed, Work

DRAWS = "draws"  #: name of the array of those draws that ended well


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """The draws of a study by their batch. Handed whole to whoever computes; the same call gives the same bytes."""

    work: Work
    batch_draws: int
    total: int
    mark: str  #: of the study's plan
    build: str = ""  #: of who made it; a cluster's workers must have the same

    def __call__(self, first: int) -> bytes:
        """The batch that begins with a draw, as a file of blocks."""
        part = self.work.part(first, self.batch_draws, self.total)
        about = {"plan": self.mark, "first": first, "failed": [each.plain() for each in part.failed]}
        return pack(about, part.frames, {DRAWS: part.draws, **part.arrays})

    def firsts(self) -> range:
        """First draws of all batches."""
        return range(0, self.total, self.batch_draws)


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A job whose batches are laid on the shelf by whoever computes them, as 13 MB are written to the disk in less time
    than they are read from a pipe."""

    job: Job
    shelf: Shelf

    def __call__(self, first: int) -> Path:
        """Where the batch that begins with a draw lies, out of sight."""
        return self.shelf.lay(first, self.job(first))


def failed_of(batch: BlockFile) -> list[Failed]:
    """The draws of a batch that ended in an error."""
    return [Failed(**each) for each in batch.about["failed"]]


class LostBatchError(Exception):
    """A batch turned out to be damaged when its draws were wanted."""

    def __init__(self, first: int, why: str) -> None:
        super().__init__(first, why)
        self.first = first


@dataclass(frozen=True, slots=True, eq=False)
class OnShelf:
    """Draws below `until`, from the batches of a study. Every method raises LostBatchError."""

    held: Mapping[int, BlockFile]  #: batches with a draw below `until` that ended well, by first draw, in order
    sizes: Mapping[int, int]  #: how many of a batch's draws count
    _found: dict[str, pl.DataFrame] = field(default_factory=dict)

    @classmethod
    def of(cls, shelf: Shelf, firsts: Sequence[int], until: int) -> "OnShelf":
        """The batches that begin with `firsts`."""
        held: dict[int, BlockFile] = {}
        sizes: dict[int, int] = {}
        for first in firsts:
            with _watched(first):
                batch = shelf.batch(first)
                n = int((batch.array(DRAWS) < until).sum())
            if n:
                held[first], sizes[first] = batch, n
        return cls(held, sizes)

    @property
    def draws(self) -> int:
        """How many there are."""
        return sum(self.sizes.values())

    @property
    def names(self) -> list[str]:
        """Names of all tables and arrays."""
        return list(next(iter(self.held.values())).blocks)

    def frame(self, name: str) -> pl.DataFrame:
        """A table by name."""
        if name not in self._found:
            frames = []
            for first, batch in self.held.items():
                with _watched(first):
                    last = int(batch.array(DRAWS)[self.sizes[first] - 1])
                    frames.append(batch.frame(name).filter(pl.col("draw") <= last))
            self._found[name] = pl.concat(frames).rechunk()
        return self._found[name]

    def array(self, name: str, rows: slice = slice(None)) -> NDArray[np.generic]:
        """An array by name; `rows` picks from the axis before the draws."""
        out: NDArray[Any] | None = None
        at = 0
        for first, batch in self.held.items():
            n = self.sizes[first]
            with _watched(first):
                whole = batch.array(name)
            picked = whole[:n] if whole.ndim == 1 else whole[..., rows, :n]
            if out is None:
                out = np.empty((*picked.shape[:-1], self.draws), picked.dtype)
            out[..., at : at + n] = picked
            at += n
        assert out is not None
        return out


@dataclass(frozen=True, slots=True)
class _watched:  # noqa: N801 - read as a word: with _watched(batch)
    first: int

    def __enter__(self) -> None:
        """Nothing to do before."""

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, DamagedError | OSError):
            raise LostBatchError(self.first, str(error)) from error


def draws_of(batch: BlockFile) -> IntArray:
    """Numbers of the draws of a batch that ended well."""
    return np.asarray(batch.array(DRAWS), np.int64)
