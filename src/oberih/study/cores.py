"""How many processors there are to use, and work spread over them in threads."""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Task = TypeVar("Task")


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(
    work: Callable[[Task], None], tasks: Iterable[Task], workers: int | None, stopping: threading.Event
) -> None:
    """Do each task in a thread. An error ends it, Ctrl-C too: what runs is not waited for, and may look at `stopping`;
    what waits is not begun."""

    def one(task: Task) -> None:
        if not stopping.is_set():
            work(task)

    pool = ThreadPoolExecutor(max_workers=workers or cores())
    waiting = [pool.submit(one, task) for task in tasks]
    try:
        for future in waiting:
            future.result()
    except BaseException:
        stopping.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
