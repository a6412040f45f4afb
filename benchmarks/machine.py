"""Which machine a benchmark ran on, in one paragraph."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("numpy", "numba", "scipy", "polars", "duckdb", "altair")


def machine() -> str:
    """Processor, processors that this process may use, memory, load, versions."""
    try:
        rows = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(row.partition(":")[2].strip() for row in rows if row.startswith("model name"))
    except (OSError, StopIteration):  # not Linux
        model = platform.processor() or platform.machine()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    load = ", ".join(f"{each:.2f}" for each in os.getloadavg())
    return (
        f"{model}, {cores} cores, {memory:.0f} GB; {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}, {libraries}; load average at the start {load}."
    )
