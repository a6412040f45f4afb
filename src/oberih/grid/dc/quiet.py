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
_ONE_AT_A_TIME = Lock()


@contextmanager
def quiet() -> Iterator[None]:
    """Drop what is printed to standard output meanwhile, by any thread; one at a time."""
    with _ONE_AT_A_TIME:
        _flush()
        try:
            kept = os.dup(STDOUT)
        except OSError:  # there is no standard output, so nothing can spoil it
            yield
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, STDOUT)
            yield
        finally:
            _flush()
            os.dup2(kept, STDOUT)
            os.close(kept)
            os.close(nowhere)


def _flush() -> None:
    """Python's own buffer, then the one of compiled code, which would else come out later."""
    with suppress(AttributeError, OSError, ValueError):
        sys.stdout.flush()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).fflush(None)
