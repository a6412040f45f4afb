"""Processes of this machine, each with a pipe. A killed one costs its batch, and another takes its place.

Not `concurrent.futures`: there one dead process ends the whole pool, and with it the batches of all others. New
processes come from a server process that has no threads (where the system has such), so none is forked out of the
midst of somebody's locks. They hold nothing but the job: if this process dies, their pipes end, and they end too.
"""

import contextlib
import multiprocessing as mp
import os
import pickle
import signal
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Self

from oberih.terms.errors import Fault, OberihError, RunError

if TYPE_CHECKING:
    from oberih.study.batches import Laid  # a process that stands in needs it only once it has work

#: so many processes may die over one batch before the batch is held to be the reason
MOST_DEATHS = 3
#: batches that a process has at hand: while one is computed the next one already waits
AT_HAND = 2
#: libraries that start no threads by being imported: a new process has them at once. Polars does start some
PRELOAD = ("numpy", "numba", "scipy.optimize", "pydantic")


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    tasks: deque[int] = field(default_factory=deque)  #: the first is in hand


class Processes:
    """So many processes."""

    def __init__(self, job: "Laid", workers: int) -> None:
        self._packed = pickle.dumps(job)
        self._n = workers
        self._context = _context()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.kill()  # what it has in hand is not wanted
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def run(self, firsts: Iterator[int]) -> Iterator[tuple[int, Path]]:
        """Batches as they are done. Raises RunError where a batch fails for another reason than one of its draws."""
        again: deque[int] = deque()
        deaths: Counter[int] = Counter()
        while True:
            self._hand_out(firsts, again)
            busy = {worker.pipe: worker for worker in self._workers if worker.tasks}
            if not busy:
                return
            for pipe in wait(list(busy), timeout=0.5):
                worker = busy[pipe]  # type: ignore[index]  # all that is waited for are these pipes
                try:
                    first, content, error = pickle.loads(worker.pipe.recv_bytes())
                except (EOFError, OSError):
                    deaths[worker.tasks[0]] += 1
                    if deaths[worker.tasks[0]] >= MOST_DEATHS:
                        values = {"first": worker.tasks[0], "n": MOST_DEATHS}
                        raise RunError(Fault(key="study.workers_die", values=values)) from None
                    self._bury(worker, again)
                    continue
                worker.tasks.remove(first)
                if error is not None:
                    raise error
                yield first, content

    def _hand_out(self, firsts: Iterator[int], again: deque[int]) -> None:
        for depth in range(1, AT_HAND + 1):
            for i in range(self._n):
                while (i >= len(self._workers) or len(self._workers[i].tasks) < depth) and (
                    first := again.popleft() if again else next(firsts, None)
                ) is not None:
                    if i >= len(self._workers):  # begun when there is work for it
                        self._workers.append(self._start())
                    worker = self._workers[i]
                    worker.tasks.append(first)
                    try:
                        worker.pipe.send_bytes(pickle.dumps(first))
                    except OSError:  # died while it had nothing to do, or just now
                        self._bury(worker, again)

    def _bury(self, worker: _Worker, again: deque[int]) -> None:
        again.extend(worker.tasks)
        worker.pipe.close()
        worker.process.kill()  # it may only have closed its pipe
        worker.process.join()
        self._workers[self._workers.index(worker)] = self._start()

    def _start(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there, self._packed), daemon=True)  # type: ignore[attr-defined]
        with _single_threads():
            process.start()
        there.close()
        return _Worker(process, here)


def _context() -> BaseContext:
    if "forkserver" not in mp.get_all_start_methods():
        return mp.get_context("spawn")
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOAD))
    return context


@contextlib.contextmanager
def _single_threads() -> Iterator[None]:
    """What is started now computes with one thread: there are as many processes as processors, more would only wait."""
    names = ("POLARS_MAX_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(pipe: Connection, packed: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; who asked for the work ends it
    job: Laid = pickle.loads(packed)
    with contextlib.suppress(EOFError, OSError):  # whoever asked is gone
        while True:
            first = pickle.loads(pipe.recv_bytes())
            answer: tuple[int, Path | None, OberihError | None]
            try:
                answer = (first, job(first), None)
            except OberihError as error:
                answer = (first, None, error)
            except Exception as error:
                values = {"first": first, "why": f"{type(error).__name__}: {error}"}
                answer = (first, None, RunError(Fault(key="study.batch_failed", values=values)))
            pipe.send_bytes(pickle.dumps(answer))
