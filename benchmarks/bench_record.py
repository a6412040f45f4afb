"""How long the record takes: import, fit and hindcast of a table of raids, on a made-up one of 4,000 rows.

Prints a table in Markdown. Another table may be named: bench_record.py TABLE.csv. It takes a minute.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
from machine import machine

from oberih.record.raids.calibration import calibrate
from oberih.record.raids.hindcast import hindcast
from oberih.record.raids.table import COLUMNS, RaidTable, raids, read_table

ROWS, FIRST = 4000, date(2022, 10, 1)
MODELS = (("Shahed-136/131", 60, 0.85), ("X-101/X-555", 14, 0.8), ("Kalibr", 4, 0.75), ("X-59/X-69", 3, 0.5),
          ("Iskander-M", 2, 0.1), ("X-47 Kinzhal", 2, 0.3))  # fmt: skip
T = TypeVar("T")


def made_up(place: Path) -> Path:
    """A table whose drones grow from tens to hundreds, three nights of four; missiles come one night of three."""
    rng = np.random.default_rng(1)
    lines, night = [",".join(COLUMNS)], 0
    while len(lines) <= ROWS:
        night += 1
        for index, (model, size, share) in enumerate(MODELS):
            if rng.random() > (0.75 if index == 0 else 0.35):
                continue
            usual = size * (1 + night / 250 if index == 0 else 1)
            launched = max(1, int(rng.gamma(2, usual / 2)))
            stopped = rng.binomial(launched, rng.beta(20 * share, 20 * (1 - share)))
            day = FIRST + timedelta(days=night)
            lines.append(f"{day} 21:00,,{model},{launched},{stopped},,kpszsu/made-up/{night}")
    path = place / "raids.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def timed(job: Callable[[], T]) -> tuple[T, float]:
    """What a job gives, and its seconds."""
    begin = time.perf_counter()
    found = job()
    return found, time.perf_counter() - begin


def main() -> None:
    """Measure and print."""
    print(machine() + "\n")
    with tempfile.TemporaryDirectory() as place:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else made_up(Path(place))
        table, seconds = timed(lambda: read_table(path, today=date.max))
    print(f"| job | s |\n|---|---:|\n| read and check {table.counts['read']:,} rows | {seconds:.2f} |")
    measure(table)


def measure(table: RaidTable) -> None:
    """Fit all, and hindcast the last year."""
    frame = raids(table)
    last = max(frame["start_date"].to_list())
    _, seconds = timed(lambda: calibrate(table))
    print(f"| fit {frame.height:,} raids by family, with the line over time and 400 draws each | {seconds:.1f} |")
    found, seconds = timed(lambda: hindcast(frame, last - timedelta(days=364), last))
    print(f"| hindcast the last 365 days: {sum(kind.raids for kind in found.kinds)} raids | {seconds:.1f} |")


if __name__ == "__main__":
    main()
