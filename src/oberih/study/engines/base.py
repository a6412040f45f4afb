"""What every engine does, and which there are."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol

from oberih.study.batches import Laid
from oberih.study.cores import cores
from oberih.study.engines.processes import Processes
from oberih.study.engines.threads import Threads

EngineName = Literal["processes", "threads", "dask"]
ENGINES: tuple[EngineName, ...] = ("processes", "threads", "dask")


class Engine(Protocol):
    """Computes batches, several at once."""

    def run(self, firsts: Iterator[int]) -> Iterator[tuple[int, Path]]:
        """First draws of batches as they are done, in any order, and where each lies out of sight.

        The next `first` is asked for when somebody is free to take it.
        """


def engine(name: str, job: Laid, workers: int | None, scheduler: str | None) -> AbstractContextManager[Engine]:
    """An engine by name, to be used in a `with` statement. Raises InputError where it cannot be had."""
    many = workers or cores()
    if name == "dask":
        from oberih.study.engines.cluster import Cluster  # noqa: PLC0415 - Dask is an extra

        return Cluster(job, many, scheduler)
    return Processes(job, many) if name == "processes" else Threads(job, many)
