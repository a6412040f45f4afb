"""How long the main job takes: the shipped report to a whole folder, 72 hours, on two workers.

Prints tables in Markdown; docs/benchmarks.md keeps a run of them. Each measurement is a process of its own, so that one
does not warm up or fatten another. Run: python benchmarks/bench_assess.py (some three minutes).
"""

import contextlib
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from machine import machine

from oberih import jobs
from oberih.jobs import write
from oberih.store import RunWriter
from oberih.study import draw, engine

DRAWS, WORKERS, HOURS, TIMES = 2000, 2, 72, 5
CURVE = (250, 500, 1000, 2000, 4000)
KEPT = "study: outcome and kept tables"
REPORT = Path(str(files("oberih").joinpath("examples", "2022-12-05.uk.txt")))


def assess(draws: int, workers: int, place: Path) -> float:
    """Seconds of one assessment within this process."""
    options = jobs.Options(
        draws=draws, workers=workers, hours=HOURS, out=place / str(time.monotonic_ns()), catalogue=place / "c.sqlite"
    )
    begin = time.perf_counter()
    jobs.assess(REPORT, options)
    return time.perf_counter() - begin


class Clock:
    """Adds up the time of functions by room; time inside another watched function counts once, in the inner one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = threading.local()

    def watch(self, module: Any, name: str, room: str | Callable[..., str]) -> None:
        whole = getattr(module, name)

        def timed(*args: Any, **named: Any) -> Any:
            stack = self._inner.__dict__.setdefault("stack", [])
            stack.append(0.0)
            begin = time.perf_counter()
            try:
                return whole(*args, **named)
            finally:
                took = time.perf_counter() - begin
                within = stack.pop()
                if stack:
                    stack[-1] += took
                self.seconds[room if isinstance(room, str) else room(*args, **named)] += took - within

        setattr(module, name, timed)


def hours_of(*args: Any, **_: Any) -> str:
    """Which hours a call of `dispatch` works out: damage is its eighth argument."""
    return "grid: hours with the raid" if len(args) > 7 else "grid: hours without it"


def by_room(draws: int, place: Path) -> dict[str, float]:
    """Seconds in each room on one worker, so that the parts make the whole."""
    job = importlib.import_module("oberih.jobs.from_report")
    clock = Clock()
    for module, name, room in (
        (job, "load", "record"), (job, "read", "record"), (job, "load_pack", "scenario and pack"),
        (job, "derive", "scenario and pack"), (write, "load_pack", "scenario and pack"),
        (draw, "sample_doubts", "luck: what is assumed"), (draw, "levels", "luck: what is assumed"),
        (draw, "sample", "raid"), (draw, "engage", "defence"), (draw, "strike", "damage"),
        (draw, "sample_weather", "weather"), (draw, "count", "people"),
        (draw, "first_minute", "grid: the first minute"), (draw, "mend", "repair"),
        (draw, "dispatch", hours_of),
        (draw, "causes", "outage: cuts by cause"),
        (engine, "outcome", KEPT), (engine, "outcome_kinds", KEPT), (engine, "kept_tables", KEPT),
        (engine, "kept_hours", KEPT),
        (write, "quantities", "study: quantities"), (write, "write_briefing", "report: two briefings"),
        (RunWriter, "write_table", "store"), (RunWriter, "write_json", "store"), (RunWriter, "commit", "store"),
    ):  # fmt: skip
        clock.watch(module, name, room)
    assess(50, 1, place)
    clock.seconds.clear()
    whole = assess(draws, 1, place)
    clock.seconds["the rest"] = whole - sum(clock.seconds.values())
    return dict(clock.seconds)


def one(task: str, draws: int, place: Path) -> Any:
    """One measurement in this process."""
    if task == "rooms":
        return by_room(draws, place)
    assess(50, WORKERS, place)  # loads what is compiled
    seconds = assess(draws, WORKERS, place)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"seconds": seconds, "peak_mb": peak / 1e6}


def measured(task: str, draws: int) -> Any:
    """The same in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, __file__, task, str(draws), place]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@contextlib.contextmanager
def no_compiled_code() -> Iterator[dict[str, str]]:
    """An environment in which nothing has been compiled yet."""
    with tempfile.TemporaryDirectory() as cache:
        yield dict(os.environ) | {"NUMBA_CACHE_DIR": cache}


def command_seconds(environment: dict[str, str]) -> float:
    """Seconds of the whole command, from the shell and back."""
    with tempfile.TemporaryDirectory() as place:
        command = [
            sys.executable, "-m", "oberih.cli.main", "assess", str(REPORT), "--draws", str(DRAWS), "--workers",
            str(WORKERS), "--out", f"{place}/run", "--catalogue", f"{place}/c.sqlite",
        ]  # fmt: skip
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment)
        return time.perf_counter() - begin


def main() -> None:
    """Measure everything and print it."""
    print(machine())
    runs = [measured("whole", DRAWS) for _ in range(TIMES)]
    seconds = [each["seconds"] for each in runs]
    print(f"\n## {DRAWS} draws of {HOURS} hours on {WORKERS} workers\n")
    print(
        f"Median of {TIMES}: {statistics.median(seconds):.2f} s (from {min(seconds):.2f} to {max(seconds):.2f}); peak "
        f"memory {max(each['peak_mb'] for each in runs):.0f} MB."
    )
    with no_compiled_code() as environment:
        cold, warm = command_seconds(environment), command_seconds(environment)
    print(f"The command from the shell: {warm:.1f} s; the first time, with compilation, {cold:.1f} s.")
    print("\n## Where the time goes, on one worker\n\n| room | s | share |\n|---|---:|---:|")
    rooms = measured("rooms", DRAWS)
    whole = sum(rooms.values())
    for room, took in sorted(rooms.items(), key=lambda each: -each[1]):
        print(f"| {room} | {took:.2f} | {took / whole:.1%} |")
    print(f"| whole | {whole:.2f} | 100% |")
    print("\n## Draws against time\n\n| draws | s | ms a draw | peak MB |\n|---:|---:|---:|---:|")
    curve = []
    for draws in CURVE:
        each = [measured("whole", draws) for _ in range(3)]
        took = statistics.median(run["seconds"] for run in each)
        curve.append(took)
        print(f"| {draws} | {took:.2f} | {took / draws * 1e3:.2f} | {max(run['peak_mb'] for run in each):.0f} |")
    line = statistics.linear_regression(CURVE, curve)
    fit = statistics.correlation(CURVE, curve) ** 2
    print(f"\nThe best line: {line.intercept:.2f} s and {line.slope * 1e3:.2f} ms a draw; R² {fit:.3f}.")
    print(f"Load average at the end {', '.join(f'{load:.2f}' for load in os.getloadavg())}.")


if __name__ == "__main__":
    if len(sys.argv) == 4:
        print(json.dumps(one(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))))
    else:
        main()
