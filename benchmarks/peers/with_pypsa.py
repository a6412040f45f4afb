"""Least cut by PyPSA's optimize with HiGHS, asked over a pipe. Runs in PyPSA's own environment.

Plant costs nothing; cut is a generator at each load that costs 1 a MW. Lines that are out, and plant that is lost, are
made inactive; each call builds the model anew, as PyPSA does.
"""

import json
import logging
import os
import sys
import time
import warnings

import numpy as np
import pypsa

KV = 100.0
UNLIMITED_MW = 1e6


def network(case: dict) -> pypsa.Network:
    """The case intact."""
    n, base = case["n"], case["base_mw"]
    net = pypsa.Network()
    net.set_snapshots([0])
    buses = [f"b{i}" for i in range(n)]
    name = np.array(buses)
    net.add("Bus", buses, v_nom=KV)
    lines = [f"l{i}" for i in range(len(case["tail"]))]
    rate = [UNLIMITED_MW if r is None else r for r in case["rate_mw"]]
    net.add("Line", lines, bus0=name[case["tail"]], bus1=name[case["head"]], s_nom=rate, r=0.0,
            x=np.array(case["x_pu"]) * KV**2 / base)  # fmt: skip
    load = np.array(case["load_mw"])
    at = np.flatnonzero(load > 0)
    net.add("Load", [f"d{i}" for i in at], bus=name[at], p_set=load[at])
    net.add("Generator", [f"c{i}" for i in at], bus=name[at], p_nom=load[at], marginal_cost=1.0)
    net.add("Generator", [f"g{i}" for i in range(n)], bus=buses, p_nom=0.0, marginal_cost=0.0)
    return net


def answer(net: pypsa.Network, asked: dict) -> dict:
    """One state."""
    begin = time.perf_counter()
    on = np.ones(len(net.lines), bool)
    on[asked["out"]] = False
    net.lines["active"] = on
    most = np.array(asked["most_mw"])
    plant = [f"g{i}" for i in range(most.size)]
    net.generators.loc[plant, "p_nom"] = most
    net.generators.loc[plant, "active"] = most > 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            options = {"output_flag": False, "threads": 1}
            status, _ = net.optimize(solver_name="highs", solver_options=options, include_objective_constant=False)
        shed = float(net.objective) if status == "ok" else None
    except Exception:
        shed = None  # counted as a failure by whoever asks
    return {"shed_mw": shed, "seconds": time.perf_counter() - begin}


def main() -> None:
    """Read the case, then states, until nobody asks."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is not an answer
    logging.disable(logging.CRITICAL)
    net = network(json.loads(sys.stdin.readline()))
    print(json.dumps({"version": pypsa.__version__}), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(net, json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main()
