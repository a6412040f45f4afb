"""A study from its first batch to its last: what is there is taken, what is missing is computed and written."""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from oberih.store.shelf import PROGRESS, Shelf
from oberih.study.batches import Job, Laid, LostBatchError, OnShelf
from oberih.study.engines.base import engine
from oberih.study.ledger import Ledger
from oberih.study.until import Until
from oberih.terms.errors import Fault, RunError

NOTE_S = 1.0  #: how often a word is left for `status`
TELL_S = 0.2  #: how often it is told to who looks on
#: so often are damaged batches made anew in one go; a disk that loses more is no place for a study
MOST_MENDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a study is."""

    done: int  #: draws that are there
    total: int  #: at most so many; fewer where the interval is narrow enough before
    quantity: str
    mean: float
    half_width: float  #: of the 90 % interval of the mean
    wanted: float | None  #: the half width that ends the study
    failed: int  #: draws that ended in an error
    rate: float | None  #: draws a second, of this sitting
    left_s: float | None  #: as far as can be told

    def plain(self) -> dict[str, Any]:
        """For JSON: what is not finite is null."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in values.items()
        }

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """What `plain` said."""
        values = {each.name: said[each.name] for each in fields(cls)}
        if values["half_width"] is None:
            values["half_width"] = math.inf
        if values["mean"] is None:
            values["mean"] = math.nan
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """How a sitting ended."""

    ledger: Ledger
    source: OnShelf | None  #: None: it was stopped before the end
    redone: int  #: damaged batches that were made anew


Tell = Callable[[Step], None]


def drive(
    shelf: Shelf, job: Job, until: Until | None, *, engine_name: str, workers: int | None, scheduler: str | None,
    tell: Tell | None = None,
) -> Driven:  # fmt: skip
    """Compute what is missing, until the end or until somebody asks to stop. The caller holds `shelf.working()`.

    Damaged batches are found and made anew. Raises RunError where no draw ends well or a batch cannot be computed, and
    OutputError where the disk refuses: all that was written before stays.
    """
    damaged = shelf.damaged()
    for first in damaged:
        shelf.discard(first)
    redone = len(damaged)
    for _ in range(MOST_MENDED + 1):
        ledger = Ledger(job.total, job.batch_draws, until)
        for first in shelf.batches():
            ledger.add(first, shelf.batch(first))
        if not _compute(shelf, job, ledger, engine_name, workers, scheduler, tell):
            return Driven(ledger=ledger, source=None, redone=redone)
        try:
            assert ledger.end is not None
            source = OnShelf.of(shelf, ledger.firsts(), ledger.end)
            return Driven(ledger=ledger, source=source, redone=redone)
        except LostBatchError as error:
            shelf.discard(error.first)
            redone += 1
    raise RunError(Fault(key="study.bad_disk", where=str(shelf.folder), values={"n": redone}))


def _compute(
    shelf: Shelf, job: Job, ledger: Ledger, engine_name: str, workers: int | None, scheduler: str | None,
    tell: Tell | None,
) -> bool:  # fmt: skip
    """Whether all is there now; False where it was stopped."""
    watch = _Watch(shelf, ledger, tell)
    if not ledger.whole():
        with engine(engine_name, Laid(job, shelf), workers, scheduler) as working:
            for first, half in working.run(_missing(shelf, job, ledger)):
                shelf.settle(first, half)
                ledger.add(first, shelf.batch(first))
                if ledger.is_hopeless:
                    worst = ledger.failed[0]
                    values = {"n": len(ledger.failed), "draw": worst.draw, "seed": worst.seed, "error": worst.error}
                    raise RunError(Fault(key="study.all_failed", values=values))
                watch.step()
                if ledger.whole():
                    break
    watch.end()
    return ledger.whole()


def _missing(shelf: Shelf, job: Job, ledger: Ledger) -> Iterator[int]:
    for first in job.firsts():
        if shelf.stop_is_asked() or (ledger.end is not None and first >= ledger.end):
            return
        if first not in ledger:
            yield first


class _Watch:
    """Tells how far it is: to who looks on, and to who asks later."""

    def __init__(self, shelf: Shelf, ledger: Ledger, tell: Tell | None) -> None:
        self._shelf, self._ledger, self._tell = shelf, ledger, tell
        self._before = ledger.done
        self._noted = self._told = self._begun = time.monotonic()

    def step(self) -> None:
        """A batch more."""
        now = time.monotonic()
        if self._tell is not None and now - self._told > TELL_S:
            self._told = now
            self._tell(self._now())
        if now - self._noted > NOTE_S:
            self._noted = now
            self._shelf.note(PROGRESS, self._now().plain())

    def end(self) -> None:
        """For now."""
        self._shelf.note(PROGRESS, self._now().plain())
        if self._tell is not None:
            self._tell(self._now())

    def _now(self) -> Step:
        return step_of(self._ledger, self._ledger.done - self._before, time.monotonic() - self._begun)


def step_of(ledger: Ledger, fresh: int = 0, seconds: float = 0.0) -> Step:
    """How far a study is; `fresh` draws took so many seconds."""
    mean, half = ledger.interval()
    wanted = None if ledger.until is None else ledger.until.wanted(mean)
    done, total = ledger.done, ledger.total
    end = ledger.end if ledger.end is not None else total
    if ledger.end is None and wanted and math.isfinite(half):  # halving an interval takes four times the draws
        end = min(total, max(done, int(done * (half / wanted) ** 2)))
    rate = fresh / seconds if fresh and seconds > 0 else None
    return Step(
        done=done, total=total, quantity=ledger.quantity, mean=mean, half_width=half, wanted=wanted,
        failed=len(ledger.failed), rate=rate, left_s=None if rate is None else max(0.0, (end - done) / rate),
    )  # fmt: skip
