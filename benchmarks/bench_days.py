"""What equal shares cost beside the least cut: one hour and a whole day of every listed state, one thread.

Cases and states lie beside the checkout, as for `bench_grid.py`. Name cases to take fewer: `bench_days.py 39 118`.
"""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine

from oberih.grid.dc.load_curves import rts79
from oberih.grid.dc.shed import least_shed, served
from oberih.grid.dc.wiring import wiring
from oberih.scenario.cases import load_case, load_states

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "grid"
CASES = {
    "24": "pglib_opf_case24_ieee_rts", "39": "pglib_opf_case39_epri", "118": "pglib_opf_case118_ieee",
    "1354": "pglib_opf_case1354_pegase", "2383": "pglib_opf_case2383wp_k",
}  # fmt: skip
#: the day of the RTS-79 curve that holds the year's peak: Tuesday of week 51
PEAK_DAY = rts79()[50 * 168 + 24 : 50 * 168 + 48].tolist()


def seconds(what: Callable[..., Any], *args: Any, **named: Any) -> float:
    """Time of one call; an answer that took the slow way would spoil the comparison."""
    begin = time.perf_counter()
    answer = what(*args, **named)
    took = time.perf_counter() - begin
    assert not answer.slow, answer.slow
    return took


def row(name: str, hours: Sequence[float]) -> str:
    """One line of the table for one case."""
    case = load_case(DATA / f"{CASES[name]}.m")
    states, wires = load_states(DATA / "states.json", case), wiring(case)
    for each in (least_shed, served):
        each(wires, states[:1], load_factors=hours)  # compiled loops are loaded once
    cut = np.array([[seconds(each, wires, [state], load_factors=hours) for each in (least_shed, served)]
                    for state in states]) * 1e3 / len(hours)  # fmt: skip
    least, shares = np.median(cut, axis=0)
    of_states, means = np.median(cut[:, 1] / cut[:, 0]), cut.mean(axis=0)
    return (
        f"| case{name}, {len(hours)} h | {len(states)} | {least:.4f} | {shares:.4f} | {shares / least:.2f} | "
        f"{of_states:.2f} | {means[1] / means[0]:.2f} |"
    )


def main() -> None:
    """Print the table."""
    if not DATA.exists():
        print(f"{DATA.name}: the cases and states are not part of the project and are not here; left out")
        return
    print(machine())
    print("| case | states | least cut, ms an hour | equal shares | ratio of medians | median of ratios | of means |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in sys.argv[1:] or CASES:
        for hours in ([1.0], PEAK_DAY):
            print(row(name, hours), flush=True)


if __name__ == "__main__":
    main()
