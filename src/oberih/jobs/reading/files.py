"""Many reports at once, each in whichever process is free; the answer stands in the order of the question."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from oberih.record import Report, load, read
from oberih.terms.errors import Fault, ReportError

#: fewer files than this are read here: a second process takes longer to begin than they take to read
ALONE = 24
_CHUNK = 16

Answer = tuple[Report | None, tuple[Fault, ...]]


def read_files(
    paths: Sequence[Path | str],
    *,
    published: date | None = None,
    workers: int | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> list[Report]:
    """Read reports from files ("-" is standard input), in processes where there are many.

    `published` holds for every file. `tell` is told how many are done, of how many. Raises ReportError with the
    faults of all files at once; then nothing is returned.
    """
    found: list[Answer] = []
    total = len(paths)
    for done, answer in enumerate(_answers(paths, published, workers), start=1):
        found.append(answer)
        if tell is not None:
            tell(done, total)
    faults = [fault for _, own in found for fault in own]
    if faults:
        raise ReportError(*faults)
    return [report for report, _ in found if report is not None]


def _answers(paths: Sequence[Path | str], published: date | None, workers: int | None) -> Iterator[Answer]:
    count = min(workers or os.cpu_count() or 1, max(1, len(paths) // _CHUNK))
    if count <= 1 or len(paths) < ALONE or any(str(path) == "-" for path in paths):
        yield from map(_one, paths, repeat(published))
        return
    # a forked child would inherit compiled loops' threads; a fresh one begins clean
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_settle) as pool:
        yield from pool.map(_one, paths, repeat(published), chunksize=_CHUNK)


def _settle() -> None:
    """What is loaded stays, and is not searched for rubbish again and again while small things come and go."""
    gc.freeze()
    gc.set_threshold(50_000)


def _one(path: Path | str, published: date | None) -> Answer:
    try:
        return read(load(path, published=published)), ()
    except ReportError as error:
        return None, error.faults
