"""What an order of repairs, a winter, and a recovery cost; orders beside pyincore's INDP, recovery beside pyrecodes.

Orders: 12 and 20 repairs of case24, several draws of damage each, and 500 of case1354 (from ../shared/data/grid, left
out where that is not there). Winter: 150 days on the pack ua, processor time a draw in one thread. Recovery: 719
components of which 200 are damaged, crews 16, 131 steps: 700 consumers of 1 MW and 18 plants of 50 MW; each repair
takes one crew. Ours plans with crews, writes each component's share hour by hour, and serves in each hour;
pyrecodes, where its own environment exists (benchmarks/peers/make.py), does the same in its own way. Reading of files
is left out on both sides.

INDP gets the buses, lines and plants of case24 with 8 repairs and no Kirchhoff, as that is its flow, and plans step by
step, or all steps at once (td-INDP). Its orders are priced here by the DC model, as ours are.
Run: python benchmarks/bench_repair.py (three to four minutes).
"""

import datetime as dt
import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from machine import machine

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from make import python_of

from oberih.grid._kernels.hours import play
from oberih.jobs.repair_order import Asked, repair_order
from oberih.luck import Key
from oberih.repair.yard import Works, Yard
from oberih.scenario import load_pack, parse
from oberih.scenario.cases import load_case
from oberih.study.campaign import prepare
from oberih.study.campaign.tables import run_campaign

CASE24 = "pglib_opf_case24_ieee_rts"
GRIDS = Path(__file__).parents[1] / "../shared/data/grid"
WINTER = """
hours = 168
[raid]
date = 2022-10-10
[[raid.weapons]]
kind = "cruise"
n_min = 50
n_max = 90
[[raid.weapons]]
kind = "uav"
n_min = 5
n_max = 20
[campaign]
raids_per_30_days = { low = 4, mid = 6, high = 8, source = "assumed" }
"""
CREWS, STEPS, DAMAGED = 16, 131, 200
CONSUMERS, PLANTS, PLANT_MW = 700, 18, 50.0
CONSUMER_H, PLANT_H = 10.0, 20.0


def rows(rng, n: int, last: int) -> str:
    """Some rows of a case."""
    return ",".join(map(str, sorted(int(i) for i in rng.choice(last, n, replace=False) + 1)))


def orders() -> None:
    """Orders of 12, 20 and 500 repairs: seconds, gap, and how far the plain rules are above."""
    for n_branches, n_gens, times in ((4, 8, 6), (8, 12, 6)):
        found, seconds = [], []
        for seed in range(times):
            rng = np.random.default_rng(seed)
            for crews in (1, 2):
                asked = Asked(
                    case=CASE24, damaged_branches=rows(rng, n_branches, 38), damaged_gens=rows(rng, n_gens, 33),
                    crews=crews,
                )  # fmt: skip
                start = time.perf_counter()
                found.append(repair_order(asked))
                seconds.append(time.perf_counter() - start)
        exact = sum(each.found.exact for each in found)
        cut = [each for each in found if each.ens_mwh > 0]
        gain = [each.found.rules[0].unserved_mwh / each.ens_mwh - 1 for each in cut]
        print(
            f"case24, {n_branches + n_gens} repairs, {len(found)} draws: {exact} exact, worst gap "
            f"{max(each.gap_share for each in found):.2%}, median {statistics.median(seconds):.1f} s, most "
            f"{max(seconds):.1f} s; greatest gain above the best: median {statistics.median(gain):.1%}, most "
            f"{max(gain):.1%}"
        )
    path = GRIDS / "pglib_opf_case1354_pegase.m"
    if not path.exists():
        print("case1354: not here")
        return
    case, rng = load_case(path), np.random.default_rng(3)
    asked = Asked(
        case=path, damaged_branches=rows(rng, 400, case.branch.height), damaged_gens=rows(rng, 100, case.gen.height)
    )
    start = time.perf_counter()
    told = repair_order(asked).to_json()
    rules = ", ".join(f"{name} {each['ens_mwh']:,.0f}" for name, each in told["rules"].items())
    print(
        f"case1354, 500 repairs: {time.perf_counter() - start:.0f} s, {told['ens_mwh']:,.0f} MWh, bound "
        f"{told['bound_mwh']:,.0f} (gap {told['gap_share']:.0%}); {rules}"
    )


def beside_indp() -> None:
    """Orders of pyincore's INDP, priced by the DC model, against the best."""
    python = python_of("pyincore")
    if not python.exists():
        print("pyincore: not set up (benchmarks/peers/make.py pyincore)")
        return
    script, case = Path(__file__).parent / "peers" / "with_indp.py", load_case(CASE24)
    above: dict[int, list[float]] = {1: [], 8: []}
    seconds: dict[int, list[float]] = {0: [], 1: [], 8: []}
    told = ""
    for draw in range(20):
        rng = np.random.default_rng(draw)
        branches, gens = ("5,7,10", "1,9,12,22,33") if draw == 0 else (rows(rng, 3, 38), rows(rng, 5, 33))
        asked = Asked(case=CASE24, damaged_branches=branches, damaged_gens=gens)
        start = time.perf_counter()
        best = repair_order(asked)
        if best.ens_mwh == 0:  # a draw of damage that cuts nothing
            continue
        seconds[0].append(time.perf_counter() - start)
        for window, gaps in above.items():
            problem = json.dumps(as_commodity(case, branches, gens) | {"window": window})
            done = subprocess.run(
                [str(python), str(script)], check=False, capture_output=True, text=True, input=problem
            )
            if done.returncode:
                print(f"INDP did not run: {done.stderr.strip().splitlines()[-1:]}")
                return
            answer = json.loads(done.stdout.strip().splitlines()[-1])
            told = answer["version"]
            seconds[window].append(answer["seconds"])
            order = ",".join(f"{'b' if each < GENS_FROM else 'g'}{each % 1000}" for each in answer["order"])
            theirs = repair_order(replace(asked, order=order)).given
            if theirs is not None:
                gaps.append(theirs[1] / best.ens_mwh - 1)
    ours = statistics.median(seconds[0])
    for window, name in ((1, "INDP"), (8, "td-INDP")):
        print(
            f"{name} of pyincore {told}, 8 repairs of case24, {len(above[window])} draws: orders above the best: "
            f"median {statistics.median(above[window]):.1%}, most {max(above[window]):.1%}; median "
            f"{statistics.median(seconds[window]):.2f} s, ours {ours:.2f} s"
        )


BRANCHES_FROM, GENS_FROM = 1000, 2000  #: numbers of what is damaged, beside those of buses


def as_commodity(case, branches: str, gens: str) -> dict:
    """A case as nodes and arcs: what is damaged is a node of its own, as two lines may join the same buses."""
    out_b, out_g = (set(map(int, each.split(","))) for each in (branches, gens))
    nodes = [[i, -load, 0] for i, load in enumerate(case.bus["pd_mw"].to_list())]
    arcs, whole = [], {}
    for row, a, b, rate in case.branch.select("row", "from_bus", "to_bus", "rate_mw").iter_rows():
        if row in out_b:
            nodes.append([BRANCHES_FROM + row, 0.0, 1])
            arcs += [[a, BRANCHES_FROM + row, rate], [BRANCHES_FROM + row, b, rate]]
        else:
            whole[min(a, b), max(a, b)] = whole.get((min(a, b), max(a, b)), 0.0) + rate
    arcs += [[a, b, rate] for (a, b), rate in whole.items()]
    for row, bus, most in case.gen.select("row", "bus", "pmax_mw").iter_rows():
        nodes.append([GENS_FROM + row, most, int(row in out_g)])
        arcs.append([GENS_FROM + row, bus, most])
    return {"nodes": nodes, "arcs": arcs}


def winter() -> None:
    """Processor time of a winter's draw."""
    scenario = parse(WINTER)
    ready = prepare(
        scenario, load_pack(scenario.grid.pack, scenario.grid.state), dt.date(2022, 10, 10), dt.date(2023, 3, 8)
    )
    run_campaign(ready, Key(1), 1, workers=1)
    times = []
    for seed in range(2, 9):
        start = time.process_time()
        found = run_campaign(ready, Key(seed), 4, workers=1)
        times.append((time.process_time() - start) / 4)
    raids = found.raids.height / 4
    print(
        f"150 days of pack ua, some {raids:.0f} raids a draw: median {statistics.median(times):.3f} s a draw, least "
        f"{min(times):.3f}, most {max(times):.3f}"
    )


def recovery() -> tuple[float, int]:
    """Our seconds for the like recovery, and hours until the last repair ends."""
    n = CONSUMERS + PLANTS
    struck = random.Random(1).sample(range(n), DAMAGED)
    plant = np.arange(n) >= CONSUMERS
    needed = np.zeros(n, np.bool_)
    needed[struck] = True
    zeros = np.zeros(n, np.int64)
    start = time.process_time()
    yard = Yard(
        asset_region=zeros, spare_kind=zeros, work_kind=np.full(n, -1), crew_region=np.zeros(CREWS, np.int64),
        crew_kind=np.full(CREWS, -1), travel_h=0.0, stock_h=[[]],
    )  # fmt: skip
    hours, mw = np.where(plant, PLANT_H, CONSUMER_H), np.where(plant, PLANT_MW, 1.0)
    yard.add(0.0, Works(needed, 0.0, hours, mw, np.zeros(n, np.bool_)))
    whole = ~needed | (np.arange(STEPS)[:, None] + 0.5 >= yard.done_h)
    demand = whole[:, ~plant].sum(axis=1, dtype=np.float64)[:, None]
    one, none = np.ones(1), np.zeros(0, np.int64)
    ceiling, served, stored = np.empty((STEPS, 1)), np.empty((STEPS, 1)), np.zeros((STEPS, 1))
    play(
        1, none, none, np.zeros((0, 1)), np.zeros(0), zeros[plant], np.ones(PLANTS, np.int64), mw[plant],
        np.ones(PLANTS, np.bool_), np.zeros(1), one, np.ones(7), one, 1.0, 0.0, 0.0, stored, stored, 1.0, 1.0, 1.0, 1.0,
        whole[:, plant].astype(np.float64), np.zeros(STEPS), np.zeros(STEPS), demand, ceiling, served,
    )  # fmt: skip
    return time.process_time() - start, int(yard.done_h[struck].max())


def main() -> None:
    """Measure and say."""
    print(machine())
    orders()
    beside_indp()
    winter()
    recovery()
    ours = [recovery() for _ in range(20)]
    seconds = statistics.median(each for each, _ in ours)
    n = CONSUMERS + PLANTS + 1
    print(f"recovery of {n} components, ours: {seconds * 1e3:.2f} ms, {ours[0][1]} hours until all is mended")
    python = python_of("pyrecodes")
    if not python.exists():
        print("pyrecodes: not set up (benchmarks/peers/make.py pyrecodes)")
        return
    script = Path(__file__).parent / "peers" / "with_pyrecodes.py"
    command = [str(python), str(script), *map(str, (CREWS, STEPS, DAMAGED, 1))]
    runs = []
    for _ in range(3):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"pyrecodes did not run: {done.stderr.strip().splitlines()[-1:]}")
            return
        runs.append(json.loads(done.stdout.strip().splitlines()[-1]))
    theirs = statistics.median(each["seconds"] for each in runs)
    print(
        f"pyrecodes {runs[0]['version']}: {theirs:.2f} s, {runs[0]['steps']} steps, {runs[0]['damaged_at_the_end']} "
        f"not mended; {theirs / seconds:,.0f} times as long"
    )


if __name__ == "__main__":
    main()
