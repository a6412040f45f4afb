"""All draws of one scenario, held in memory: for runs of some thousand draws. A study (`drive`) has its draws on disk.

Threads, not processes: nearly all time is spent in compiled loops that let other threads run, and a thread starts at
once and shares the pack, where a process would first import and load everything again.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.luck import IntArray, Key
from oberih.scenario import Pack, Scenario
from oberih.study.cores import cores
from oberih.study.figures import hour_name
from oberih.study.part import KEPT, Part, Work
from oberih.study.source import InMemory, Source

if TYPE_CHECKING:
    from oberih.study.anchor import Anchor  # it plays draws too

BATCH_DRAWS = 50  #: enough to fill vectors, few enough that Ctrl-C waits no longer than a part of a second


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a study is: draws done, and the main figure so far with half the width of its 90 % interval."""

    done: int
    total: int
    raid_unserved_mwh: float
    half_width_mwh: float


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """All draws of one scenario, in the order of their numbers, however they were split."""

    source: Source
    n_hours: int
    kept: dict[str, pl.DataFrame]

    @property
    def outcome(self) -> pl.DataFrame:
        """One row a draw."""
        return self.source.frame("outcome")

    @property
    def outcome_kinds(self) -> pl.DataFrame:
        """One row a draw and kind of weapon."""
        return self.source.frame("outcome_kinds")

    @property
    def start_hour(self) -> IntArray:
        """Local hour in which the raid begins, (draw,)."""
        return np.asarray(self.source.array("start_hour"), np.int64)

    @property
    def hours(self) -> NDArray[np.float32]:
        """(field, hour, region, draw); fields as in `outcome.FIELDS`. The whole of it: of few draws only."""
        every = [self.source.array(hour_name(hour), slice(-1)) for hour in range(self.n_hours)]
        return np.stack(every, axis=1).astype(np.float32, copy=False)


def run_study(
    scenario: Scenario,
    pack: Pack,
    key: Key,
    n_draws: int,
    *,
    anchor: "Anchor | None" = None,
    workers: int | None = None,
    batch_draws: int = BATCH_DRAWS,
    keep: int = 1,
    tell: Callable[[Progress], None] | None = None,
) -> Study:
    """Run draws 0 to n_draws - 1; full tables are kept of the first `keep` of them, which are as random as any.

    Ctrl-C stops within the batch in hand.
    """
    job = Work.of(scenario, pack, key, anchor=anchor, keep=keep)
    stopping = threading.Event()

    def work(first: int) -> Part | None:
        return None if stopping.is_set() else job.part(first, batch_draws, n_draws)

    parts: list[Part] = []
    pool = ThreadPoolExecutor(max_workers=workers or cores())
    waiting: set[Future[Part | None]] = {pool.submit(work, first) for first in range(0, n_draws, batch_draws)}
    try:
        while waiting:
            done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            parts += [part for future in done if (part := future.result()) is not None]
            if done and tell is not None:
                tell(_progress(parts, n_draws))
    except BaseException:  # Ctrl-C too: what runs is not waited for, what waits is not begun
        stopping.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    parts.sort(key=lambda part: part.first)
    return study_of(InMemory(parts), scenario.hours, parts[0].frames)


def study_of(source: Source, n_hours: int, tables: Iterable[str]) -> Study:
    """A study with its kept tables, which are small, at hand. `tables` are the names of all that the source has."""
    kept = {name.removeprefix(KEPT): source.frame(name) for name in tables if name.startswith(KEPT)}
    return Study(source, n_hours, kept)


def _progress(parts: Sequence[Part], total: int) -> Progress:
    figures = np.concatenate([part.frames["outcome"]["raid_unserved_mwh"].to_numpy() for part in parts])
    spread = float(figures.std(ddof=1)) if figures.size > 1 else float("inf")
    return Progress(figures.size, total, float(figures.mean()), 1.645 * spread / np.sqrt(figures.size))
