"""What the first minute costs: a draw of the pack, case118 over ten rounds, and one swing beside ANDES.

The pack's draws are those of the shipped raid, in one thread. Case118 starts from random outages of 12
lines, with lines that open at 0.8 of what they bear, so that rounds follow; only runs of ten rounds or more count.
ANDES, where its own environment exists (benchmarks/peers/make.py), integrates one machine with the same governor
(TGOV1 without limits: R = 0.05, T1 = 1 ms, T2 = FH TR, T3 = TR) and a load that jumps by 10 %.
Run: python benchmarks/bench_minute.py (a minute).
"""

import json
import statistics
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import numpy as np
from machine import machine

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from make import python_of

from oberih.damage import strike
from oberih.defence import engage
from oberih.grid import first_minute, frequency_response, levels, network
from oberih.grid.cascade import Settings, cascade
from oberih.grid.dc.wiring import wiring
from oberih.luck import Key
from oberih.raid import sample
from oberih.scenario import load_pack, parse
from oberih.scenario.cases import State, load_case
from oberih.study.draw import sample_doubts

DRAWS, TIMES = 1000, 7
CASE = Path(__file__).parents[1] / "../shared/data/grid/pglib_opf_case118_ieee.m"


def pack_ms() -> list[float]:
    """Milliseconds a draw, several times."""
    scenario = parse(files("oberih").joinpath("examples", "2022-12-05.toml").read_text(encoding="utf-8"))
    pack = load_pack(scenario.grid.pack, scenario.grid.state)
    key, draws, net = Key(1), np.arange(DRAWS), network(pack, scenario)
    doubts = sample_doubts(scenario, pack, key, draws)
    weapons = sample(scenario, pack, key, draws, doubts)
    damage = strike(pack, key, weapons, engage(scenario, pack, key, weapons, doubts), doubts)
    level = levels(pack, key, draws, doubts)
    args = (pack, net, key, draws, damage, weapons.start_hour, level.demand_factor, level.class_factor, doubts)
    first_minute(*args)
    return [_seconds(lambda: first_minute(*args)) / DRAWS * 1e3 for _ in range(TIMES)]


def case_ms() -> list[tuple[int, float]]:
    """Rounds and milliseconds of outages of case118 that went ten rounds or more."""
    wires, rng, found = wiring(load_case(CASE), "plain"), np.random.default_rng(1), []
    settings = Settings(overload=0.8, reserve=0.2)
    for _ in range(800):
        state = State(branches_out=tuple(sorted(int(i) for i in rng.choice(186, 12, replace=False) + 1)))

        def run(state: State = state):
            return cascade(wires, state, settings, paths=False, redispatch=False)

        rounds = run().rounds.height
        if rounds >= 10:
            found.append((rounds, min(_seconds(run) for _ in range(3)) * 1e3))
    return found


def _seconds(call) -> float:
    start = time.process_time()  # of this process alone: others on the machine do not count
    call()
    return time.process_time() - start


def main() -> None:
    """Measure and say."""
    print(machine())
    times = pack_ms()
    print(f"pack ua, a draw: median {statistics.median(times):.3f} ms, least {min(times):.3f}, most {max(times):.3f}")
    if CASE.exists():
        runs = case_ms()
        if runs:
            ms = [each for _, each in runs]
            rounds = statistics.median(n for n, _ in runs)
            print(f"case118, {len(runs)} outages of ten rounds or more (median {rounds}): median "
                  f"{statistics.median(ms):.2f} ms, most {max(ms):.2f}")  # fmt: skip
    paper = {"inertia_s": 4, "damping": 1, "droop": 0.05, "governor_gain": 1, "reheat_share": 0.3, "reheat_s": 8}
    frequency_response(**paper, loss_pu=0.1)
    ours = min(_seconds(lambda: frequency_response(**paper, loss_pu=0.1)) for _ in range(20))
    answer = frequency_response(**paper, loss_pu=0.1)
    print(f"one swing of 60 s: {ours * 1e3:.2f} ms; nadir {answer.nadir_hz:.4f} Hz at {answer.nadir_s:.3f} s")
    python = python_of("andes")
    if not python.exists():
        print("ANDES is not there: benchmarks/peers/make.py sets it up; left out")
        return
    script = Path(__file__).parent / "peers" / "with_andes.py"
    ran = subprocess.run([str(python), str(script)], check=False, capture_output=True, text=True)
    if ran.returncode:
        print(f"ANDES could not be run: {ran.stderr.strip().splitlines()[-1:]}")
        return
    peer = json.loads(ran.stdout.strip().splitlines()[-1])
    print(f"ANDES {peer['version']}: {peer['seconds'] * 1e3:.0f} ms; nadir {peer['nadir_hz']:.4f} Hz at "
          f"{peer['nadir_s']:.3f} s; {peer['seconds'] / ours:.0f} times as long")  # fmt: skip


if __name__ == "__main__":
    main()
