"""Least cut by pandapower's rundcopp, asked over a pipe. Runs in pandapower's own environment.

All branches are lines at one voltage with the reactance b = 1/(x·tap) asks for. Cut is a static generator at each load
that costs 1 a MW. pandapower leaves out an island without an external grid, so each island of a state gets one that
gives nothing.
"""

import json
import os
import sys
import time
import warnings

import numpy as np
import pandapower as pp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

KV = 100.0
UNLIMITED_KA = 1e5


def network(case: dict) -> tuple[pp.pandapowerNet, dict[str, np.ndarray]]:
    """The case intact, and the rows of what is changed later."""
    n, base = case["n"], case["base_mw"]
    net = pp.create_empty_network(sn_mva=base)
    pp.create_buses(net, n, vn_kv=KV)
    x_ohm = np.array(case["x_pu"]) * KV**2 / base
    rate = np.array([UNLIMITED_KA if r is None else r / (3**0.5 * KV) for r in case["rate_mw"]])
    pp.create_lines_from_parameters(
        net, case["tail"], case["head"], length_km=1.0, r_ohm_per_km=0.0, x_ohm_per_km=x_ohm, c_nf_per_km=0.0,
        max_i_ka=rate, max_loading_percent=100.0,
    )  # fmt: skip
    load = np.array(case["load_mw"])
    at = np.flatnonzero(load > 0)
    pp.create_loads(net, at, p_mw=load[at], q_mvar=0.0)
    limits = {"min_p_mw": 0.0, "controllable": True, "q_mvar": 0.0, "min_q_mvar": 0.0, "max_q_mvar": 0.0}
    cut = pp.create_sgens(net, at, p_mw=0.0, max_p_mw=load[at], **limits)
    plant = pp.create_sgens(net, range(n), p_mw=0.0, max_p_mw=np.zeros(n), **limits)
    for row in cut:
        pp.create_poly_cost(net, row, "sgen", cp1_eur_per_mw=1.0)
    for bus in range(n):
        pp.create_ext_grid(net, bus, min_p_mw=0.0, max_p_mw=0.0, controllable=True, in_service=False)
    return net, {"cut": np.asarray(cut), "plant": np.asarray(plant)}


def answer(case: dict, net: pp.pandapowerNet, rows: dict[str, np.ndarray], asked: dict) -> dict:
    """One state."""
    begin = time.perf_counter()
    on = np.ones(len(case["tail"]), bool)
    on[asked["out"]] = False
    tail, head = np.array(case["tail"])[on], np.array(case["head"])[on]
    _, island = connected_components(coo_array((np.ones(tail.size), (tail, head)), shape=(case["n"],) * 2), False)
    _, first = np.unique(island, return_index=True)
    most = np.array(asked["most_mw"])
    net.line["in_service"] = on
    net.ext_grid["in_service"] = np.isin(np.arange(case["n"]), first)
    net.sgen.loc[rows["plant"], "max_p_mw"] = most
    net.sgen.loc[rows["plant"], "in_service"] = most > 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pp.rundcopp(net, verbose=False)
        shed = float(net.res_sgen.loc[rows["cut"], "p_mw"].sum()) if net["OPF_converged"] else None
    except Exception:
        shed = None  # counted as a failure by whoever asks
    return {"shed_mw": shed, "seconds": time.perf_counter() - begin}


def main() -> None:
    """Read the case, then states, until nobody asks."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is not an answer
    case = json.loads(sys.stdin.readline())
    net, rows = network(case)
    print(json.dumps({"version": pp.__version__}), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(case, net, rows, json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main()
