"""Threads of this process: they start at once and share everything, and wait for each other outside compiled loops."""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Self

from oberih.study.batches import Laid


class Threads:
    """So many threads."""

    def __init__(self, job: Laid, workers: int) -> None:
        self._job = job
        self._workers = workers
        self._pool = ThreadPoolExecutor(workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def run(self, firsts: Iterator[int]) -> Iterator[tuple[int, Path]]:
        """Batches as they are done, and where they lie."""
        running: dict[Future[Path], int] = {}
        while True:
            while len(running) < self._workers and (first := next(firsts, None)) is not None:
                running[self._pool.submit(self._job, first)] = first
            if not running:
                return
            done, _ = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)  # a timeout lets Ctrl-C through
            for future in done:
                yield running.pop(future), future.result()
