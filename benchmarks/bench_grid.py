"""What one damage state costs on grids with branches: ours against HiGHS, scipy, pandapower and PyPSA.

One run, one thread. Contenders take turns, ten states each, so that whatever else the machine does hits all of them. A
contender whose time is up stops; how many states it had is printed. Ratios are of medians over the same states.
Answers are held against ours, MW. Cases and states: shipped, or of a folder `shared` beside the repository where there
is one; states that nobody listed are drawn with a fixed seed. pandapower and PyPSA run where benchmarks/peers/make.py
has set them up, and are left out elsewhere.

Run: make bench-grid, or python benchmarks/bench_grid.py [--seconds 15] [CASE ...] (some ten minutes for all).
"""

import argparse
import contextlib
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
from machine import machine
from peers.link import Peer
from peers.make import LARGE_CASE, folder, python_of
from peers.pipe import ONE_THREAD
from peers.programs import Angles, Floor, Flows, Found

from oberih.grid.dc.load_curves import rts79
from oberih.grid.dc.shed import least_shed, served
from oberih.grid.dc.wiring import Wiring, wiring
from oberih.luck import Key, Stream, uniforms
from oberih.scenario.cases import Case, State, load_case, load_states
from oberih.terms.errors import InputError

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "grid"
CASES = {
    "24": "pglib_opf_case24_ieee_rts.m",
    "39": "pglib_opf_case39_epri.m",
    "118": "pglib_opf_case118_ieee.m",
    "1354": "pglib_opf_case1354_pegase.m",
    "2383": "pglib_opf_case2383wp_k.m",
    "9241": LARGE_CASE,
}
TURN = 10  #: states in a row; one alone would find the processor's caches full of the others' data
LARGE = 1000  #: buses beyond which a state of HiGHS takes tenths of a second
HUGE = 5000  #: buses beyond which whole days, and the larger model that is kept, would take minutes a state
LEAST_STATES = 20  #: states that HiGHS gets on large grids, whatever its time
HOURS_OF = slice(50 * 168 + 24, 50 * 168 + 48)  #: the peak day of the 1979 test system's year: Tuesday of week 51
DRAWN_STATES, LINE_LOST, UNIT_LOST = 20, 0.016, 0.05  #: chances as in the listed states of case1354 and case2383
OURS = "ours, least cut"
EVEN = "ours, equal shares too"
COLD = "HiGHS cold"
WARM = "HiGHS going on"
DAY = " (day, per hour)"


@dataclass(slots=True)
class Log:
    """What a contender did on a case: state → seconds, building, MW."""

    seconds: dict[int, list[float]] = field(default_factory=dict)
    building: list[float] = field(default_factory=list)
    shed: dict[int, float] = field(default_factory=dict)
    spent: float = 0.0

    def add(self, state: int, found: Found) -> None:
        self.seconds.setdefault(state, []).append(found.seconds)
        self.building.append(found.building)
        self.shed[state] = found.shed_mw
        self.spent += found.seconds

    def median(self, states: set[int] | None = None) -> float:
        """Median seconds, of some states or all."""
        kept = [s for i, each in self.seconds.items() if states is None or i in states for s in each]
        return statistics.median(kept)

    def mean(self) -> float:
        return statistics.fmean(s for each in self.seconds.values() for s in each)


def find(name: str) -> Case | None:
    """A case where it is to be had."""
    file = CASES[name]
    for place in (SHARED / file, folder() / file):
        if place.exists():
            return load_case(place)
    shipped = files("oberih").joinpath("examples", "cases", file)
    return load_case(file.removesuffix(".m")) if shipped.is_file() else None


def states_of(case: Case) -> list[State]:
    """The listed states of a case, or drawn ones."""
    listed = SHARED / "states.json"
    if listed.exists() and case.name != Path(LARGE_CASE).stem:
        return load_states(listed, case)
    lost = [uniforms(Key(1), stream, range(DRAWN_STATES), count) < chance for stream, count, chance in (
        (Stream.ASSET, case.branch.height, LINE_LOST), (Stream.TRIP, case.gen.height, UNIT_LOST))]  # fmt: skip
    rows = [[tuple(int(i) + 1 for i in np.flatnonzero(each)) for each in table] for table in lost]
    return [State(branches_out=b, gens_out=g) for b, g in zip(*rows, strict=True)]


def timed(work: Callable[[], float]) -> Found:
    begin = time.perf_counter()
    try:
        shed = work()
    except InputError:  # no proved answer: counted as a failure
        shed = float("nan")
    return Found(shed, time.perf_counter() - begin, 0.0)


def contenders(wires: Wiring) -> dict[str, Callable[[State], Found]]:
    """Everything that runs in this process, by name."""
    angles, floor = Angles(wires), Floor(wires)
    alone = {
        OURS: lambda state: timed(lambda: float(least_shed(wires, [state]).shed_mw[0, 0])),
        EVEN: lambda state: timed(lambda: float(served(wires, [state]).shed_mw[0, 0])),
        COLD: angles.cold,
        "scipy linprog": angles.scipy,
        "floor: one factor and its flows": floor.ours,
        "the same by SuperLU": floor.superlu,
    }
    if wires.n > HUGE:
        return alone
    flows, by_day = Flows(wires), Flows(wires)
    day = rts79()[HOURS_OF].tolist()

    def ours_day(solve: Callable[..., object]) -> Callable[[State], Found]:
        def hours(state: State) -> Found:
            found = timed(lambda: float(solve(wires, [state], load_factors=day).shed_mw.sum()))  # type: ignore[attr-defined]
            return Found(found.shed_mw, found.seconds / len(day), 0.0)

        return hours

    def warm_day(state: State) -> Found:
        each = [by_day.warm(state, factor) for factor in day]
        return Found(sum(e.shed_mw for e in each), sum(e.seconds for e in each) / len(day), 0.0)

    def cold_day(state: State) -> Found:
        each = [angles.cold(state, factor) for factor in day]
        return Found(sum(e.shed_mw for e in each), sum(e.seconds for e in each) / len(day), 0.0)

    return alone | {
        WARM: flows.warm,
        OURS + DAY: ours_day(least_shed),
        EVEN + DAY: ours_day(served),
        WARM + DAY: warm_day,
        COLD + DAY: cold_day,
    }


@contextlib.contextmanager
def peers(wires: Wiring) -> Iterator[dict[str, Peer]]:
    """Those that are set up. None where the case shifts phases: the peers' models made here have none, which would be
    another problem."""
    with contextlib.ExitStack() as stack:
        found: dict[str, Peer] = {}
        for name, module in (("pandapower", "pandapower"), ("PyPSA", "pypsa")):
            if wires.shift_rad.any() or not python_of(module).exists():
                continue
            with contextlib.suppress(OSError, KeyError):
                found[name] = stack.enter_context(Peer(module, wires))
        yield found


def race(case: Case, seconds: float) -> tuple[dict[str, Log], dict[str, str]]:
    """Everybody at each state in turn; the order turns too."""
    wires = wiring(case)
    states = states_of(case)
    logs: dict[str, Log] = {}
    versions = {}
    with peers(wires) as others:
        versions = {name: peer.version for name, peer in others.items()}
        runners = contenders(wires) | {name: peer.find for name, peer in others.items()}
        logs = {name: Log() for name in runners}
        for name, runner in runners.items():
            if wires.n <= LARGE or not name.startswith(("HiGHS", "scipy")):
                runner(states[-1])  # compiles, imports, fills caches
        names = list(runners)
        large = LARGE < wires.n <= HUGE
        for turn, first in enumerate(range(0, len(states), TURN)):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                log = logs[name]
                for i in range(first, min(first + TURN, len(states))):
                    promised = large and name in (COLD, WARM, "scipy linprog") and i < LEAST_STATES
                    spent = log.spent * (24 if DAY in name else 1)
                    if name.startswith(("ours", "floor")) or promised or spent < seconds:
                        log.add(i, runners[name](states[i]))
    return logs, versions


def told(case: Case, logs: dict[str, Log]) -> None:
    """One table."""
    ours = logs[OURS]
    n_states = len(ours.seconds)
    cutting = sum(shed > 1e-3 for shed in ours.shed.values())
    size = f"{case.bus.height} buses, {case.branch.height} branches"
    print(f"\n## {case.name}: {size}; {n_states} states, {cutting} cut load\n")
    print("| | ms, median | mean | of it building | against ours | states | failures | furthest from ours, MW |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, log in logs.items():
        if not log.seconds:
            continue
        kept = set(log.seconds)
        against = logs[OURS + DAY] if DAY in name else ours
        ratio = log.median() / against.median(kept)
        failed = sum(np.isnan(shed) for shed in log.shed.values())
        no_answer = name.startswith(("floor", "the same"))
        apart = [abs(shed - against.shed[i]) for i, shed in log.shed.items() if not np.isnan(shed)]
        build = statistics.median(log.building)
        print(
            f"| {name} | {log.median() * 1e3:.3g} | {log.mean() * 1e3:.3g} | {f'{build * 1e3:.3g}' if build else ''} | "
            f"{ratio:.3g} | {len(kept)} | {'' if no_answer else failed} | "
            f"{'' if no_answer or not apart or name == OURS else f'{max(apart):.0e}'} |"
        )
    states = states_of(case)
    listed = [abs(shed - known) for i, shed in ours.shed.items() if (known := states[i].shed_mw) is not None]
    if listed:
        print(f"\nOurs against the listed answers: at most {max(listed):.0e} MW in {len(listed)} states.")


def peak_mb(n_states: int) -> float:
    """Peak memory of a process that solves so many states of case118, MB."""
    command = [sys.executable, __file__, "--memory", str(n_states)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def memory(n_states: int) -> None:
    """The same, in the process measured."""
    case = find("118")
    assert case is not None
    states = states_of(case)
    least_shed(case, [states[i % len(states)] for i in range(n_states)])
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count the process that this one was started from
        kib = next(int(row.split()[1]) for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        print(kib * 1024 / 1e6)
    else:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6)


def main() -> None:
    """Race on each case, then memory."""
    parser = argparse.ArgumentParser(description="What one damage state costs.")
    parser.add_argument("cases", nargs="*", default=list(CASES))
    parser.add_argument("--seconds", type=float, default=15.0, help="for each contender on each case")
    parser.add_argument("--memory", type=int, help="only measure the memory of so many states")
    asked = parser.parse_args()
    if asked.memory:
        memory(asked.memory)
        return
    print(machine())
    versions = {}
    for name in asked.cases:
        case = find(name)
        if case is None:
            print(f"\n{CASES[name]} is not here: left out.")
            continue
        logs, seen = race(case, asked.seconds)
        versions |= seen
        told(case, logs)
        sys.stdout.flush()
    if versions:
        print("\nPeers: " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".")
    print("\n## Memory, case118\n\n| states | peak MB |\n|---:|---:|")
    for n in (100, 1000, 10_000, 50_000):
        print(f"| {n:,} | {peak_mb(n):.0f} |")
    print(f"\nLoad average at the end {', '.join(f'{load:.2f}' for load in os.getloadavg())}.")


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        # libraries look at these when they are loaded, so once more with them set
        sys.exit(subprocess.run([sys.executable, *sys.argv], check=False, env=os.environ | ONE_THREAD).returncode)
    main()
