"""A Dask cluster: its scheduler by address, or one of its own on this machine. Dask is an extra: `oberih[dask]`.

Workers send their batches back and need no disk in common. One that dies is Dask's affair: its batch goes to another.
"""

import asyncio
import pickle
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from oberih.study.batches import Job, Laid
from oberih.study.build import build
from oberih.terms.errors import Fault, InputError, OberihError, RunError

#: how long a scheduler, and then its first worker, may take to answer
PATIENCE_S = 8
#: of it, how long whoever opens the door may take to say who is there: Dask itself would wait for ever
KNOCK_S = 5
#: batches at hand for each thread of the cluster
AT_HAND = 2


class Cluster:
    """A client of a cluster; of one of its own, with so many worker processes, where no scheduler is named."""

    def __init__(self, job: Laid, workers: int, scheduler: str | None) -> None:
        try:
            import distributed  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise InputError(Fault(key="study.no_dask", values={"why": error})) from error
        self._dask = distributed
        self._job, self._shelf = job.job, job.shelf
        self._own: Any = None
        self._client: Any = None
        try:
            if scheduler is None:
                self._own = distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=":0", processes=True
                )
            self._client = self._reach(self._own or scheduler)
            self._check_workers(scheduler or "")
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in (self._client, self._own):
            if each is not None:
                each.close()

    def run(self, firsts: Iterator[int]) -> Iterator[tuple[int, Path]]:
        """Batches as they are done. Raises RunError where the cluster is lost or a batch cannot be computed."""
        client, mark = self._client, self._job.mark[:12]
        # the job is the result of a task, and not scattered: if the worker that has it dies, Dask makes it anew
        packed = client.submit(_carry, pickle.dumps(self._job), key=f"oberih-{mark}", pure=False)
        running: dict[str, int] = {}
        done = self._dask.as_completed([], loop=client.loop)
        try:
            while True:
                room = AT_HAND * max(sum(client.nthreads().values()), 1)
                while len(running) < room and (first := next(firsts, None)) is not None:
                    future = client.submit(_play, packed, first, key=f"oberih-{mark}-{first}", pure=False)
                    running[future.key] = first
                    done.add(future)
                if not running:
                    return
                future = next(done)
                first = running.pop(future.key)
                yield first, self._shelf.lay(first, future.result())
                future.release()
        except OberihError:
            raise
        except self._dask.KilledWorker as error:
            values = {"first": first, "n": error.allowed_failures + 1}
            raise RunError(Fault(key="study.workers_die", values=values)) from error
        except (OSError, CancelledError) as error:
            raise RunError(Fault(key="study.scheduler_lost", values={"why": error})) from error

    def _reach(self, scheduler: Any) -> Any:
        begun = time.monotonic()
        try:
            if isinstance(scheduler, str):
                self._knock_at(scheduler)
            left_s = max(PATIENCE_S - (time.monotonic() - begun), 1.0)
            return self._dask.Client(scheduler, timeout=left_s, set_as_default=False)
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            values = {"found": scheduler, "why": error, "patience": PATIENCE_S}
            raise InputError(Fault(key="study.no_scheduler", where="--scheduler", values=values)) from error

    @staticmethod
    def _knock_at(scheduler: str) -> None:
        try:
            with ThreadPoolExecutor(1) as apart:  # a loop may run in this thread
                apart.submit(asyncio.run, _knock(scheduler)).result()
        except TimeoutError as error:
            values = {"found": scheduler, "patience": KNOCK_S}
            raise InputError(Fault(key="study.silent_scheduler", where="--scheduler", values=values)) from error

    def _check_workers(self, scheduler: str) -> None:
        """There is a worker, and each has this very build. One that comes later is asked with its first batch."""
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError as error:
            raise InputError(Fault(key="study.no_workers", where="--scheduler", values={"found": scheduler})) from error
        here = build()
        try:
            found = self._client.run(_build)
        except Exception as error:  # no Oberih there, or one too old to say
            raise InputError(_other("?", here, f"{type(error).__name__}: {error}")) from error
        others = {where: said for where, said in found.items() if said != here}
        if others:
            where, said = next(iter(others.items()))
            raise InputError(_other(where, here, said))


async def _knock(scheduler: str) -> None:
    """Whoever is at the address speaks Dask's language. Raises OSError, TimeoutError, ValueError."""
    from distributed.comm import connect  # noqa: PLC0415 - an extra
    from distributed.security import Security  # noqa: PLC0415 - an extra

    # the door itself gives up earlier, so that the two are told apart
    asked = connect(scheduler, timeout=KNOCK_S - 1, **Security().get_connection_args("client"))
    (await asyncio.wait_for(asked, KNOCK_S)).abort()


def _other(where: str, here: str, found: str) -> Fault:
    return Fault(key="study.worker_version", where=where, values={"found": found, "here": here})


def _build() -> str:
    """Of whoever runs it."""
    return build()


def _carry(packed: bytes) -> bytes:
    return packed


def _play(packed: bytes, first: int) -> bytes:
    return _job(packed)(first)


@lru_cache(maxsize=1)
def _job(packed: bytes) -> Job:
    job: Job = pickle.loads(packed)
    if job.build != build():
        raise RunError(_other("", job.build, build()))
    return job
