"""How many draws fit into this machine's memory: told before the work begins, not by a killed process at its end."""

import os
from contextlib import suppress
from pathlib import Path

from oberih.study.outcome import FIELDS

#: the program, its libraries and the pack at rest, bytes; measured at 250 draws: 0.42 to 0.56 GB
REST = 560_000_000
#: peak beyond rest against the bytes of the hours kept, one hour of which is sorted at a time for quantiles; measured
#: between 250 and 4,000 draws of 72 hours: 1.1 to 1.2
COPIES = 1.5
#: share of the memory that a run may take
SHARE = 0.9

_CGROUP = Path("/sys/fs/cgroup/memory.max")


def memory_bytes() -> int | None:
    """Memory that this process may use: the machine's, or less where a container has a limit. None where the system
    does not say."""
    try:
        limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    except (AttributeError, OSError, ValueError):  # Windows has no sysconf
        return None
    with suppress(OSError, ValueError):  # no such limit ("max"), or another system
        limits.append(int(_CGROUP.read_text(encoding="ascii")))
    return min(limits)


def draws_that_fit(hours: int, regions: int, memory: int) -> int:
    """The most draws of so many hours and regions that this much memory (bytes) holds; at least 1.

    >>> draws_that_fit(72, 25, 16 * 2**30), draws_that_fit(336, 25, 8 * 2**30)
    (229967, 23713)
    """
    a_draw = len(FIELDS) * hours * regions * 4 * COPIES
    return max(1, int((memory * SHARE - REST) / a_draw))
