"""Standard output kept clean: HiGHS 1.12 left a print of its own in the search for whole numbers, whatever it is told.

A newer HiGHS has none, but cannot share a process with OR-Tools 9.15, whose copy of the same library it would take.
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

STDOUT = 1  #: the descriptor that compiled code prints to


class _Kept:
    """Standard output, kept until the last one leaves."""

    def __init__(self) -> None:
        self._lock, self._inside, self._kept = Lock(), 0, -1

    def enter(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside > 1:
                return
            _flush()
            try:
                self._kept = os.dup(STDOUT)
            except OSError:  # there is no standard output, so nothing can spoil it
                self._kept = -1
                return
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, STDOUT)
            os.close(nowhere)

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside or self._kept < 0:
                return
            _flush()
            os.dup2(self._kept, STDOUT)
            os.close(self._kept)
            self._kept = -1


_KEPT = _Kept()


@contextmanager
def quiet() -> Iterator[None]:
    """Drop what is printed to standard output meanwhile, by any thread; several may be within at once."""
    _KEPT.enter()
    try:
        yield
    finally:
        _KEPT.leave()


def _flush() -> None:
    """Python's own buffer, then the one of compiled code, which would else come out later."""
    with suppress(AttributeError, OSError, ValueError):
        sys.stdout.flush()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).fflush(None)
