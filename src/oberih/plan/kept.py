"""What was played already: values by set and draw, and what is missing dealt out over threads."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import numpy as np

from oberih.luck import FloatArray, IntArray
from oberih.plan.base import MEASURES, Chosen

Play = Callable[[Chosen, IntArray], FloatArray]


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Kept:
    """Values of sets, by the set and the draw. A draw is a pure function of its number, so no order matters."""

    def __init__(self, play: Play, workers: int | None, batch_draws: int) -> None:
        self._play, self._workers, self._batch = play, workers or cores(), batch_draws
        self._of: dict[Chosen, FloatArray] = {}
        self.played = 0

    def values(self, sets: Sequence[Chosen], first: int, n: int) -> list[FloatArray]:
        """Measures of each set in draws first to first + n - 1, (draw, measure)."""
        waiting = []
        for chosen in dict.fromkeys(sets):
            held = self._room(chosen, first + n)
            missing = first + np.flatnonzero(np.isnan(held[first : first + n, 0]))
            waiting += [(chosen, missing[i : i + self._batch]) for i in range(0, missing.size, self._batch)]
            self.played += missing.size
        self._work(waiting)
        return [self._of[chosen][first : first + n] for chosen in sets]

    def complete(self, n: int) -> list[Chosen]:
        """Sets that were played in each of the first n draws, in the order in which they were first asked for."""
        return [each for each, held in self._of.items() if held.shape[0] >= n and not np.isnan(held[:n, 0]).any()]

    def _room(self, chosen: Chosen, size: int) -> FloatArray:
        held = self._of.get(chosen, np.empty((0, len(MEASURES))))
        if held.shape[0] < size:
            held = np.concatenate([held, np.full((size - held.shape[0], len(MEASURES)), np.nan)])
            self._of[chosen] = held
        return held

    def _work(self, waiting: Sequence[tuple[Chosen, IntArray]]) -> None:
        stopping = threading.Event()

        def work(chosen: Chosen, draws: IntArray) -> None:
            if not stopping.is_set():
                self._of[chosen][draws] = self._play(chosen, draws)

        if not waiting:
            return
        if len(waiting) == 1 or self._workers == 1:
            for chosen, draws in waiting:
                work(chosen, draws)
            return
        pool = ThreadPoolExecutor(max_workers=self._workers)
        left = {pool.submit(work, *each) for each in waiting}
        try:
            while left:
                done, left = wait(left, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
        except BaseException:  # Ctrl-C too: what runs is not waited for
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()
