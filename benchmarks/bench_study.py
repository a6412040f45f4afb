"""How fast studies are, what engines cost, how much memory they take, and whether states of the grid repeat.

    python benchmarks/bench_study.py [DRAWS]      # of the large study; 20,000 by itself, 100,000 for the full figure
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from oberih.jobs.examples import named
from oberih.luck import Key
from oberih.scenario import load, load_pack
from oberih.store.shelf import PROGRESS, Shelf
from oberih.study import simulate
from oberih.study.batches import Job, Laid
from oberih.study.drive import drive
from oberih.study.engines.base import engine
from oberih.study.part import Work
from oberih.study.until import Until

SCENARIO = "2022-12-05"
STATE_DRAWS = 10_000


def work_of() -> Work:
    scenario = load(named(SCENARIO))
    return Work.of(scenario, load_pack(scenario.grid.pack, scenario.grid.state), Key(1), tolerant=True)


def processor_s(play, n: int) -> float:
    begun = time.process_time()
    play()
    return (time.process_time() - begun) / n * 1000


def parts(work: Work, n: int = 500) -> None:
    """What a draw costs on one core, and how much of it is not the model."""
    scenario, pack = work.scenario, work.pack

    def model() -> None:
        for first in range(0, n, 50):
            simulate(scenario, pack, work.key, np.arange(first, first + 50), work.net, work.stands)

    job = Job(work, n, n, "")
    model()
    job(0)
    alone = min(processor_s(model, n) for _ in range(3))
    whole = min(processor_s(lambda: job(0), n) for _ in range(3))
    print(f"the model alone {alone:.2f} ms a draw; with figures, packing and checksums {whole:.2f} ms"
          f" (+{100 * (whole / alone - 1):.0f} %); a batch of {n}: {len(job(0)) / n / 1000:.1f} KB a draw")  # fmt: skip


def engines(work: Work, n: int = 4000) -> None:
    """Draws a second by engine and number of workers, from the first batch that comes back on; and where time goes."""
    print(f"{'engine':10s} workers  draws a second  to the first batch")
    for name in ("processes", "threads"):
        for workers in (1, 2):
            job = Job(work, 250, n, "")
            with tempfile.TemporaryDirectory() as place:
                shelf = Shelf.create({}, "", Path(place, "study"))
                begun = time.perf_counter()
                with engine(name, Laid(job, shelf), workers, None) as pool:
                    arrivals = [time.perf_counter() - begun for _ in pool.run(iter(job.firsts()))]
            rest = arrivals[-1] - arrivals[workers - 1]
            rate = (len(arrivals) - workers) * 250 / rest
            print(f"{name:10s} {workers:7d}  {rate:14.0f}  {arrivals[0]:16.1f} s")


class Watched:
    """A study's draws whose processor time is written down, by process, at the beginning and end of each batch."""

    def __init__(self, work: Work, place: Path) -> None:
        self.work, self.place = work, place

    def part(self, *what):
        """The model and its figures."""
        begun = time.process_time()
        found = self.work.part(*what)
        with (self.place / str(os.getpid())).open("a") as file:
            file.write(f"{begun} {time.process_time()}\n")
        return found


def overhead(work: Work, n: int = 10_000, batch: int = 500) -> None:
    """Processor time of everything beside the model and its figures, in the processes and in the one that writes:
    packing, checksums, pipes, writing, the ledger and its interval. The first batch of a process loads its loops, and
    is left out."""
    with tempfile.TemporaryDirectory() as place:
        said, study = Path(place, "said"), Path(place, "study")
        said.mkdir()
        shelf = Shelf.create({"out": str(Path(place, "out"))}, "", study)
        job = Job(Watched(work, said), batch, n, shelf.mark)
        until = Until.of("raid_unserved_mwh ±0.001%")
        begun = time.process_time()
        drive(shelf, job, until, engine_name="processes", workers=2, scheduler=None)
        writer = (time.process_time() - begun) / n * 1000
        own, other = [], []
        for each in said.iterdir():
            rows = np.loadtxt(each, ndmin=2)
            own += (rows[1:, 1] - rows[1:, 0]).tolist()
            other += (rows[2:, 0] - rows[1:-1, 1]).tolist()
    own_ms, other_ms = 1000 * np.mean(own) / batch, 1000 * np.mean(other) / batch
    print(
        f"processor time a draw: model and figures {own_ms:.2f} ms; packing, checksums and pipe {other_ms:.3f} ms, "
        f"whoever writes {writer:.3f} ms: the engine is {100 * (other_ms + writer) / own_ms:.1f} %"
    )


def states(work: Work, n: int = STATE_DRAWS) -> None:
    """How many hours' states are met twice: what the grid is asked and can do in an hour, and the damage by itself."""
    seen: set[bytes] = set()
    damage: set[bytes] = set()
    for first in range(0, n, 250):
        batch = simulate(work.scenario, work.pack, work.key, np.arange(first, first + 250), work.net, work.stands)
        damage |= {each.tobytes() for each in batch.damage.level}
        for hours in (batch.base, batch.hours):
            for demand, ceiling in zip(hours.demand_mw, hours.ceiling_mw, strict=True):
                for hour in np.concatenate([demand, ceiling], axis=1):
                    seen.add(hashlib.blake2b(hour.tobytes(), digest_size=12).digest())
    total = n * 2 * work.scenario.hours
    print(f"{n:,} draws: {len(seen):,} of {total:,} state-hours are unique ({100 * len(seen) / total:.3f} %), "
          f"and {len(damage):,} of {n:,} damage states")  # fmt: skip


def memory_of(pid: int) -> tuple[int, int]:
    """Bytes held by a process and all below it: shared pages counted once (PSS), and counted each time (RSS)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    todo, pss, rss = [pid], 0, 0
    while todo:
        each = todo.pop()
        todo += parents.get(each, [])
        try:
            lines = (Path("/proc") / str(each) / "smaps_rollup").read_text().splitlines()[1:]
        except OSError:
            continue
        said = dict(line.split(":", 1) for line in lines)
        pss += int(said["Pss"].split()[0]) * 1024
        rss += int(said["Rss"].split()[0]) * 1024
    return pss, rss


def study(n: int, engine_name: str, workers: int = 2) -> None:
    """A whole study from the command line: seconds until the last batch and until the run has landed, peak memory."""
    with tempfile.TemporaryDirectory() as place:
        command = [
            sys.executable, "-m", "oberih.cli.main", "study", "run", SCENARIO, "--draws", str(n), "--study", "s",
            "--out", "r", "--engine", engine_name, "--workers", str(workers), "--catalogue", "c.sqlite",
            "--lang", "en", "--json",
        ]  # fmt: skip
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL)
        most = [0, 0, 0]  # PSS, RSS, bytes of batches
        done_at: list[float] = []

        def look() -> None:
            while process.poll() is None:
                pss, rss = memory_of(process.pid)
                most[0], most[1] = max(most[0], pss), max(most[1], rss)
                batches = list(Path(place, "s", "batches").glob("*.batch"))
                if len(batches) * 500 >= n and not done_at:
                    done_at.append(time.perf_counter() - begun)
                    most[2] = sum(each.stat().st_size for each in batches)
                time.sleep(0.25)

        watch = threading.Thread(target=look)
        watch.start()
        code = process.wait()
        watch.join()
        whole = time.perf_counter() - begun
        rate = (Shelf.open(Path(place, "s")).noted(PROGRESS) or {}).get("rate")
        at = done_at[0] if done_at else float("nan")
        print(
            f"{n:,} draws, {workers} {engine_name}: {whole:.0f} s ({at:.0f} s to the last batch, {whole - at:.0f} s to "
            f"land; {rate or 0:.0f} draws a second), memory {most[0] / 1e9:.2f} GB (shared pages once), "
            f"{most[1] / 1e9:.2f} GB (each time), batches {most[2] / 1e9:.2f} GB, exit {code}"
        )


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(subprocess.run(["uptime"], capture_output=True, text=True, check=False).stdout.strip())
    work = work_of()
    parts(work)
    overhead(work)
    engines(work)
    states(work)
    for size in sorted({5000, n}):
        study(size, "processes")
    print(subprocess.run(["uptime"], capture_output=True, text=True, check=False).stdout.strip())


if __name__ == "__main__":
    main()
