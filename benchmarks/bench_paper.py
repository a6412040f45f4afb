"""A finished run's briefing in each form, and its clip of a minute: from the start of the command to its end.

    python benchmarks/bench_paper.py [--times 5] [--seconds 60] [--run RUN]

Without --run the shipped report is assessed first (2,000 draws), which is not timed. Each form is asked for once before
it is timed: what Python compiles once is no part of it.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import machine

#: PYTHONDONTWRITEBYTECODE would have every command compile its libraries anew
KEPT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
REPORT = Path(__file__).parents[1] / "src" / "oberih" / "examples" / "2022-12-05.uk.txt"
FORMS = {
    "PDF, one language": ("--format", "pdf", "--lang", "uk"),
    "PDF, both languages": ("--format", "pdf", "--lang", "both"),
    "HTML, one language": ("--format", "html", "--lang", "uk"),
    "Markdown, one language": ("--format", "md", "--lang", "uk"),
    "--explain": ("--explain",),
}


def timed(*words: str) -> tuple[float, float]:
    """Seconds by the clock, and of processor time, of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "oberih.cli.main", *words], check=True, env=KEPT, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Time each form and the clip, and print a row for each."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--times", type=int, default=5)
    given.add_argument("--seconds", type=int, default=60)
    given.add_argument("--run")
    asked = given.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        run, own = asked.run or f"{name}/run", ("--catalogue", f"{name}/c.sqlite")
        if not asked.run:
            timed("assess", str(REPORT), "--date", "2022-12-06", "--seed", "5", "--out", run, *own)
        print("| | s, median (least to most) | processor time, s |\n|---|---:|---:|")
        for what, options in FORMS.items():
            words = ("briefing", run, *options, *(() if "--explain" in options else ("--out", name)), *own)
            timed(*words)
            tell(what, [timed(*words) for _ in range(asked.times)])
        clip = ("replay", run, "--mp4", f"{name}/clip.mp4", "--seconds", str(asked.seconds), *own)
        timed(*clip[:4], "--seconds", "15", *own)
        Path(f"{name}/clip.mp4").unlink()
        tell(f"clip of {asked.seconds} s, 1920 × 1080", [timed(*clip)])


def tell(what: str, found: list[tuple[float, float]]) -> None:
    """One row of the table."""
    took, spent = zip(*found, strict=True)
    spread = f" ({min(took):.1f} to {max(took):.1f})" if len(took) > 1 else ""
    print(f"| {what} | {statistics.median(took):.1f}{spread} | {statistics.median(spent):.1f} |", flush=True)


if __name__ == "__main__":
    main()
