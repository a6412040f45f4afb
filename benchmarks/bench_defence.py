"""A raid against a layered defence: ours against the same model in SimPy and in plain numpy.

Everything counts, from sampling the weapons' paths to their fates. Contenders take turns, so that whatever else the
machine does hits all of them; medians over turns, wall clock and processor time. Each peer runs in an environment and a
process of its own, on one core; what each of them finds is held against ours within standard errors. Answers differ by
more than chance where a model was misread: the run then ends with an error.

Run: make bench-defence, or python benchmarks/bench_defence.py [--turns 5] [--quick] (some eight minutes).
"""

import argparse
import math
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from machine import machine
from numba import njit
from peers.make import python_of
from peers.pipe import ONE_THREAD, Pipe
from peers.told import told

os.environ |= ONE_THREAD

from oberih.defence import Layout, engage_layered, layered, layout
from oberih.defence._kernels import columns
from oberih.defence._kernels.reach import find_windows
from oberih.luck import Key
from oberih.raid import flights, sample_waves
from oberih.scenario import Scenario, parse
from oberih.study.defence import ASKED, fitting_draws, keep_memory, play_defence, run_defence
from oberih.study.draw import sample_doubts
from oberih.terms.batch import LEAKED, STOPPED, Paths, Weapons
from oberih.terms.kinds import KINDS

SMALL, LARGE = (70, 30), (700, 100)
#: classes of the benchmark's units, in turn: a third of medium range, the rest short; presets' own figures
CLASSES = (
    "NASAMS", "gun", "mobile-group", "interceptor-drone", "Buk",
    "mobile-group", "gun", "jammer", "Hawk", "mobile-group",
)  # fmt: skip
WIDTH, HEIGHT = 600, 400
TARGETS, RADARS = 12, 4
SIZES = ((70, 30), (140, 30), (70, 60), (140, 60), (280, 60), (280, 100), (700, 30), (700, 100))
FAR = 4.5  #: standard errors beyond which two answers are not the same; some twenty are looked at
LEAST_S = 0.4  #: of a turn of ours


def scenario_of(weapons: int, units: int) -> Scenario:
    """Two waves of drones and cruise missiles, seven to three, with a turn each; places are even, by a fixed rule."""
    rng = np.random.default_rng(1)

    def place(edge: float) -> str:
        x, y = rng.uniform(edge, WIDTH - edge), rng.uniform(edge, HEIGHT - edge)
        return f"x_km = {x:.1f}\ny_km = {y:.1f}\n"

    text = f'[map]\nwidth_km = {WIDTH}\nheight_km = {HEIGHT}\n[defence]\nlevel = "layered"\n'
    for i in range(TARGETS):
        text += f'[[raid.targets]]\nname = "t{i}"\nradius_km = 5\nstake = {i % 4 + 1}\n{place(60)}'
    for wave in range(2):
        text += f"[[raid.waves]]\nat_h = {2 * wave}\nduration_h = 1\n"
        drones = round(weapons / 2 * 0.7)
        for kind, n in (("drone", drones), ("cruise", weapons // 2 - drones)):
            text += f'[[raid.waves.weapons]]\nkind = "{kind}"\nn = {n}\n'
    for i in range(units):
        text += f'[[defence.units]]\nname = "u{i}"\npreset = "{CLASSES[i % len(CLASSES)]}"\n{place(0)}'
    for i in range(RADARS):
        text += f'[[defence.sensors]]\nname = "r{i}"\nkind = "radar"\nrange_km = 150\nheight_m = 30\n'
        text += f"x_km = {WIDTH * (i + 0.5) / RADARS}\ny_km = {HEIGHT / 2}\n"
    text += '[[defence.sensors]]\nname = "a"\nkind = "acoustic"\nrange_km = 300\n'
    return parse(text + f"x_km = {WIDTH / 2}\ny_km = {HEIGHT / 2}\n", "benchmark")


class Ours:
    """Batches of draws on one core, as a study plays them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.stands, self.fly, self.key = scenario, layout(scenario), flights(scenario, None), Key(1)
        self.batch, self.next = fitting_draws(self.fly), 0
        keep_memory()
        self.found: list[dict[str, float]] = []

    def __call__(self, draws: int) -> tuple[float, float]:
        """Seconds by the clock and by the processor; later calls go on to new draws."""
        began, cpu = time.perf_counter(), time.process_time()
        batches = []
        for first in range(self.next, self.next + draws, self.batch):
            numbers = np.arange(first, min(first + self.batch, self.next + draws))
            batches.append(play_defence(self.scenario, None, self.key, numbers, self.stands, fly=self.fly))
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        self.next += draws
        for batch in batches:
            self.found += _figures(batch)
        return took, cpu

    def draws_for(self, seconds: float) -> int:
        """How many draws take so long, in whole batches."""
        self(self.batch)
        took, _ = self(self.batch)
        return self.batch * max(1, round(seconds / took))


def _figures(batch: Any) -> list[dict[str, float]]:
    """What each draw of a batch came to, under the names that peers use."""
    weapons, engaged = batch.weapons, batch.engaged
    row = np.repeat(np.arange(weapons.draws.size), np.diff(weapons.start))
    n = weapons.draws.size
    columns = {"rounds": engaged.rounds.sum(axis=1), "salvos": engaged.salvos.sum(axis=1)}
    for name, fate in (("leaked", LEAKED), ("stopped", STOPPED)):
        columns[name] = np.bincount(row[engaged.fates == fate], minlength=n)
        for kind in sorted(set(weapons.kind.tolist())):
            here = (engaged.fates == fate) & (weapons.kind == kind)
            columns[f"{name} {KINDS[kind]}"] = np.bincount(row[here], minlength=n)
    return [dict(zip(columns, map(float, each), strict=True)) for each in zip(*columns.values(), strict=True)]


class Peer:
    """A program asked over a pipe."""

    def __init__(self, name: str, scenario: Scenario) -> None:
        self.name, self.seed = name, 0
        self.pipe = Pipe(name)
        greeting = self.pipe.ask(told(scenario))
        self.version, self.refused = str(greeting["version"]), str(greeting.get("refused", ""))
        self.found: list[dict[str, float]] = []

    def __call__(self, draws: int) -> tuple[float, float]:
        self.seed += 1
        answer = self.pipe.ask({"draws": draws, "seed": self.seed})
        self.found += answer["draws"]
        return float(answer["seconds"]), float(answer["cpu_s"])


Rows = dict[str, list[tuple[float, float]]]


def turns(contenders: dict[str, tuple[Callable[[int], tuple[float, float]], int]], n: int) -> Rows:
    """Seconds a raid, by the clock and by the processor, turn by turn."""
    found: Rows = {name: [] for name in contenders}
    for _ in range(n):
        for name, (play, draws) in contenders.items():
            wall, cpu = play(draws)
            found[name].append((wall / draws, cpu / draws))
    return found


def median(rows: list[tuple[float, float]], column: int) -> float:
    """Of seconds a raid: 0 by the clock, 1 by the processor."""
    return statistics.median(row[column] for row in rows)


def same_answers(ours: Ours, peers: list[Peer]) -> bool:
    """Print means beside each other; whether all agree within `FAR` standard errors."""
    print("\n| mean a raid | ours | " + " | ".join(f"{peer.name} | apart, se" for peer in peers) + " |")
    print("|---|---:|" + "---:|---:|" * len(peers))
    agree = True
    for name in ours.found[0]:
        a = np.array([each[name] for each in ours.found])
        cells = [f"{a.mean():.3f}"]
        for peer in peers:
            b = np.array([each.get(name, 0.0) for each in peer.found])
            se = math.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
            apart = (b.mean() - a.mean()) / se if se > 0 else 0.0
            agree &= abs(apart) < FAR
            cells += [f"{b.mean():.3f}", f"{apart:+.1f}"]
        print(f"| {name} | " + " | ".join(cells) + " |")
    theirs = ", ".join(f"{len(peer.found)} of {peer.name}" for peer in peers)
    print(f"\n{len(ours.found)} raids of ours, {theirs}.")
    return agree


def against_peers(size: tuple[int, int], n: int, peer_s: float) -> bool:
    """Rates beside each other for one size."""
    scenario = scenario_of(*size)
    ours = Ours(scenario)
    peers = []
    for name in ("simpy", "numpy"):
        if not python_of(name).exists():
            print(f"\n{name} is not there: python benchmarks/peers/make.py sets it up.")
            continue
        peer = Peer(name, scenario)
        if peer.refused:
            print(f"\n{name} leaves out {peer.refused}.")
        else:
            peers.append(peer)
    contenders: dict[str, Any] = {"ours": (ours, ours.draws_for(LEAST_S))}
    for peer in peers:
        took, _ = peer(2)
        contenders[f"{peer.name} {peer.version}"] = (peer, max(2, round(2 * peer_s / took)))
    rows = turns(contenders, n)
    print(f"\n### {size[0]} weapons × {size[1]} units, one core\n")
    print("| | raids a turn | ms a raid | ms of processor | raids a second of processor | ours is faster, processor "
          "(turn by turn) | by the clock |\n|---|---:|---:|---:|---:|---:|---:|")  # fmt: skip
    for name, each in rows.items():
        ratios = [
            [theirs[column] / own[column] for theirs, own in zip(each, rows["ours"], strict=True)] for column in (1, 0)
        ]
        told_ratio = [
            "" if name == "ours" else f"{statistics.median(r):.0f} × ({min(r):.0f} to {max(r):.0f})" for r in ratios
        ]
        print(f"| {name} | {contenders[name][1]} | {median(each, 0) * 1e3:.3f} | {median(each, 1) * 1e3:.3f} | "
              f"{1 / median(each, 1):,.0f} | {told_ratio[0]} | {told_ratio[1]} |")  # fmt: skip
    return same_answers(ours, peers) if peers else True


def two_cores(n: int) -> None:
    """One and two threads of a study in turn."""
    print("\n### Two cores against one\n")
    print("| | raids | s, 1 thread | s, 2 threads | faster (turn by turn) |\n|---|---:|---:|---:|---:|")
    for size in (SMALL, LARGE):
        scenario = scenario_of(*size)
        draws = Ours(scenario).draws_for(3.0)
        for workers in (1, 2):
            run_defence(scenario, None, Key(1), 200, workers=workers)
        times: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(n):
            for workers, each in times.items():
                began = time.perf_counter()
                run_defence(scenario, None, Key(1), draws, workers=workers)
                each.append(time.perf_counter() - began)
        ratios = [one / two for one, two in zip(times[1], times[2], strict=True)]
        print(f"| {size[0]} × {size[1]} | {draws} | {statistics.median(times[1]):.2f} | "
              f"{statistics.median(times[2]):.2f} | {statistics.median(ratios):.2f} × "
              f"({min(ratios):.2f} to {max(ratios):.2f}) |")  # fmt: skip
    print(f"\nWhat two threads of bare arithmetic gain here at the same time: {bare_gain(n):.2f} ×.")


@njit(nogil=True)
def _spin(n: int) -> float:
    x = 0.5
    for _ in range(n):
        x = 3.9 * x * (1.0 - x)
    return x


def bare_gain(n: int) -> float:
    """The gain that the machine grants to a loop without memory: no program gains more."""
    _spin(10)
    gains = []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(n):
            took = []
            for workers in (1, 2):
                began = time.perf_counter()
                if workers == 1:
                    _spin(200_000_000), _spin(200_000_000)
                else:
                    list(pool.map(_spin, [200_000_000] * 2))
                took.append(time.perf_counter() - began)
            gains.append(took[0] / took[1])
    return statistics.median(gains)


def growth(n: int) -> None:
    """Time against weapons × units, each size in every turn."""
    print("\n### Growth\n\n| weapons | units | pairs | windows a raid | events a raid | ms of processor | ns a pair | "
          "ns an event |\n|---:|---:|---:|---:|---:|---:|---:|---:|")  # fmt: skip
    contenders, about = {}, {}
    for size in SIZES:
        ours = Ours(scenario_of(*size))
        batch = play_defence(ours.scenario, None, ours.key, np.arange(100), ours.stands)
        about[size] = (float(batch.engaged.windows.mean()), float(batch.engaged.events.mean()))
        contenders[str(size)] = (ours, ours.draws_for(LEAST_S))
    rows = turns(contenders, n)
    took = {size: median(rows[str(size)], 1) for size in SIZES}
    for size in SIZES:
        windows, events = about[size]
        pairs = size[0] * size[1]
        print(f"| {size[0]} | {size[1]} | {pairs:,} | {windows:,.0f} | {events:,.0f} | {took[size] * 1e3:.3f} | "
              f"{took[size] * 1e9 / pairs:.1f} | {took[size] * 1e9 / events:.0f} |")  # fmt: skip
    logs = np.log([size[0] * size[1] for size in SIZES])
    line = statistics.linear_regression(logs, np.log(list(took.values())))
    windows = statistics.linear_regression(logs, np.log([about[size][0] for size in SIZES]))
    print(f"\nTime grows as pairs to the power {line.slope:.2f}, windows as pairs to the power {windows.slope:.2f}.")


@njit(nogil=True)
def _windows_of_all(seed, draws, flown, units, sensors, any_linked, scale, work, told_of):  # type: ignore[no-untyped-def]
    n = 0
    for d in range(draws.shape[0]):
        n += find_windows(seed, draws[d], d, flown, units, sensors, any_linked, scale, work, told_of)
    return n


def where_time_goes(size: tuple[int, int], n: int) -> None:
    """Parts of one batch: figures and paths drawn, crossings solved, events worked off."""
    scenario = scenario_of(*size)
    stands, fly, key = layout(scenario), flights(scenario, None), Key(1)
    draws = np.arange(fitting_draws(fly))
    keep_memory()
    times: dict[str, list[float]] = {name: [] for name in ("paths", "crossings", "engage", "whole")}
    events = 0
    for turn in range(n + 1):
        began = time.process_time()
        doubts = sample_doubts(scenario, None, key, draws, ASKED)
        weapons, paths = sample_waves(scenario, None, key, draws, doubts, fly)
        sampled = time.process_time()
        engaged = engage_layered(stands, key, weapons, paths, lost_share=doubts["defence.lost_share"])
        done = time.process_time()
        events = int(engaged.events.sum())
        play_defence(scenario, None, key, draws, stands, fly=fly)
        whole = time.process_time()
        crossings = _crossings_alone(stands, key, weapons, paths)
        if turn:
            took = {"paths": sampled - began, "engage": done - sampled, "whole": whole - done, "crossings": crossings}
            for name, seconds in took.items():
                times[name].append(seconds / draws.size * 1e6)
    paths_us, crossings_us, engage_us, whole_us = (statistics.median(times[name]) for name in times)
    parts = {
        "ranges and paths drawn": paths_us, "crossings of legs and rings": crossings_us,
        "events": engage_us - crossings_us, "the rest": max(whole_us - paths_us - engage_us, 0.0),
    }  # fmt: skip
    print(f"\n{size[0]} × {size[1]}: {whole_us:.1f} µs a raid, {events / draws.size:.0f} events a raid; "
          f"{1e3 * parts['events'] / (events / draws.size):.0f} ns an event when crossings are known.\n")  # fmt: skip
    print("| | µs a raid | share |\n|---|---:|---:|")
    for name, took in parts.items():
        print(f"| {name} | {took:.1f} | {took / whole_us:.0%} |")


def _crossings_alone(stands: Layout, key: Key, weapons: Weapons, paths: Paths) -> float:
    """Seconds to find the windows of a batch and do nothing with them, in the room of this thread."""
    n_draws, n_units = weapons.draws.size, len(stands.names)
    flown = columns.Flown(
        start=weapons.start, weapon=weapons.weapon, kind=weapons.kind, x_km=paths.x_km, y_km=paths.y_km,
        at_s=paths.at_s, n_points=paths.n_points, speed_km_s=paths.speed_km_s, altitude_m=paths.altitude_m,
        stake=paths.stake, flies=paths.flies,
    )  # fmt: skip
    counts = np.zeros((5, n_draws, n_units), np.int32)
    told_of = columns.Told(
        fate=np.empty(0, np.int8), stopped_s=np.empty(0), salvos=counts[0], rounds=counts[1], stops=counts[2],
        crossed=counts[3], inside_km=np.zeros((n_draws, n_units)), events=np.zeros(n_draws, np.int64),
        windows=np.zeros(n_draws, np.int64),
    )  # fmt: skip
    scale = np.ones((n_draws, len(KINDS)))
    began = time.process_time()
    _windows_of_all(
        np.uint64(key.seed), weapons.draws, flown, stands.units, stands.sensors, bool(stands.units.linked.any()), scale,
        layered._room().work, told_of,
    )  # fmt: skip
    return time.process_time() - began


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=7, help="how often each is measured")
    parser.add_argument("--quick", action="store_true", help="few and short turns: whether it works")
    given = parser.parse_args()
    n = 2 if given.quick else given.turns
    print(machine())
    print("\n## Layered defence")
    agree = against_peers(SMALL, n, 0.5 if given.quick else 3.0)
    agree &= against_peers(LARGE, min(n, 5), 0.5 if given.quick else 6.0)
    print("\n### Where the time goes, one core")
    where_time_goes(SMALL, 3 * n)
    where_time_goes(LARGE, n)
    growth(n)
    two_cores(n)
    print(f"\nLoad average at the end {', '.join(f'{load:.2f}' for load in os.getloadavg())}.")
    if not agree:
        sys.exit("Answers differ by more than chance: one of the models was misread.")


if __name__ == "__main__":
    main()
