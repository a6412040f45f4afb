"""A plan with 40 options over budgets from 50M to 500M in steps of 50M: how long, and whether the first three stay.

    python benchmarks/bench_plan.py [--seeds 1 2 3] [--draws 256]

Each seed has raids of its own. The first three are those of the ranking (one of each option over nothing else, by gain
per cost), places that are close being raced for with up to eight times the draws.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from oberih.jobs.plan import Asked, plan


def main() -> None:
    """Run each seed, and print a row for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    asked.add_argument("--draws", type=int, default=256)
    given = asked.parse_args()
    print(f"processors {len(os.sched_getaffinity(0))}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        # compiling and reading once are no part of it
        plan(Asked(scenario="examples/plan.toml", budget="2M", draws=8, out=Path(folder) / "warm",
                   catalogue=Path(folder) / "c.sqlite"))  # fmt: skip
        tops = []
        for seed in given.seeds:
            began, spent = time.perf_counter(), time.process_time()
            found = plan(
                Asked(
                    scenario="examples/plan.toml", budgets="50M..500M/50M", draws=given.draws, seed=seed,
                    out=Path(folder) / str(seed), catalogue=Path(folder) / "c.sqlite",
                )
            ).to_json()  # fmt: skip
            took, cpu = time.perf_counter() - began, time.process_time() - spent
            tops.append([row["option"] for row in found["ranking"][:3]])
            print(
                f"seed {seed}: {took:.0f} s ({cpu:.0f} s of processor time), {found['played']} draws played; "
                f"first three: {', '.join(tops[-1])}"
            )
            for row in found["frontier"][:: max(len(found["frontier"]) // 3, 1)]:
                chosen = ", ".join(f"{each['n']} {each['option']}" for each in row["chosen"])
                print(f"    {row['budget'] / 1e6:.0f}M: {row['gain']['mean']:.0f} MWh ({chosen})")
    same = all(set(top) == set(tops[0]) for top in tops)
    print(f"the same first three over all seeds: {same}; in the same order: {len(set(map(tuple, tops))) == 1}")


if __name__ == "__main__":
    main()
