"""Batches over the cores of one machine.

Threads, not processes: nearly all time is spent in compiled loops that let other threads run, and a thread starts at
once and shares the pack, where a process would first import and load everything again.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.defence import layout
from oberih.grid import network
from oberih.luck import IntArray, Key
from oberih.scenario import Pack, Scenario
from oberih.study.draw import Batch, simulate
from oberih.study.kept import kept_tables
from oberih.study.outcome import FIELDS, kept_hours, outcome, outcome_kinds, people_counts

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

    outcome: pl.DataFrame
    outcome_kinds: pl.DataFrame
    kept: dict[str, pl.DataFrame]
    hours: NDArray[np.float32]  #: (field, hour, region, draw); fields as in `outcome.FIELDS`
    start_hour: IntArray  #: (draw,)
    people: NDArray[np.float32]  #: (what, day, region, draw); what as in `people.COLUMNS`


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    first: int
    outcome: pl.DataFrame
    outcome_kinds: pl.DataFrame
    kept: dict[str, pl.DataFrame]
    hours: NDArray[np.float32]
    start_hour: IntArray
    people: NDArray[np.float32]


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
    net = network(pack, scenario)
    stands = layout(scenario)
    stopping = threading.Event()
    hours = np.empty((len(FIELDS), scenario.hours, len(pack.regions), n_draws), np.float32)

    def work(first: int) -> _Part | None:
        if stopping.is_set():
            return None
        draws = np.arange(first, min(first + batch_draws, n_draws))
        batch = simulate(scenario, pack, key, draws, net, stands, anchor=anchor, record=first < keep)
        part = _part(batch, pack, range(min(keep, n_draws)), scenario.raid.date)
        hours[:, :, :, first : first + draws.size] = part.hours
        return part

    parts: list[_Part] = []
    pool = ThreadPoolExecutor(max_workers=workers or cores())
    waiting: set[Future[_Part | None]] = {pool.submit(work, first) for first in range(0, n_draws, batch_draws)}
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
    return Study(
        outcome=pl.concat([part.outcome for part in parts]),
        outcome_kinds=pl.concat([part.outcome_kinds for part in parts]),
        kept={name: pl.concat([part.kept[name] for part in parts]) for name in parts[0].kept},
        hours=hours,
        start_hour=np.concatenate([part.start_hour for part in parts]),
        people=np.concatenate([part.people for part in parts], axis=3),
    )


def _part(batch: Batch, pack: Pack, kept: Sequence[int], day: date | None) -> _Part:
    return _Part(
        first=int(batch.draws[0]),
        outcome=outcome(batch, pack),
        outcome_kinds=outcome_kinds(batch),
        kept=kept_tables(batch, pack, kept, day),
        hours=kept_hours(batch),
        start_hour=batch.weapons.start_hour,
        people=people_counts(batch),
    )


def _progress(parts: Sequence[_Part], total: int) -> Progress:
    figures = np.concatenate([part.outcome["raid_unserved_mwh"].to_numpy() for part in parts])
    spread = float(figures.std(ddof=1)) if figures.size > 1 else float("inf")
    return Progress(figures.size, total, float(figures.mean()), 1.645 * spread / np.sqrt(figures.size))
