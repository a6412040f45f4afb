"""An order of repairs by pyincore's INDP: one repair a step, step by step (INDP) or over all steps at once (td-INDP).

Run in its own environment, with a problem on standard input: {"nodes": [[number, demand_mw, damaged]], "arcs": [[a, b,
capacity_mw]], "window": steps planned together}; prints one line of JSON. A load has a demand below 0, a plant one
above. Solved by HiGHS, as pyincore's own choice (SCIP) is a program that has to be installed beside it. Its flow is
that of a commodity: what leaves a node comes to the next, whatever Kirchhoff says.
"""

import json
import sys
import time
from contextlib import redirect_stdout
from importlib.metadata import version
from io import StringIO

import pyomo.environ as pyo
from pyincore.analyses.indp import indp as room
from pyincore.analyses.indp.infrastructurearc import InfrastructureArc
from pyincore.analyses.indp.infrastructurenetwork import InfrastructureNetwork
from pyincore.analyses.indp.infrastructurenode import InfrastructureNode

LAYER = 3  #: power
UNDERSUPPLY = 1000.0  #: penalty for a MW, beside which nothing else costs


class Offline(room.INDP):
    """INDP without the service that pyincore usually fetches data from."""

    def __init__(self) -> None:
        """Nothing is fetched."""

    def get_parameter(self, key: str) -> object:
        """Whatever is not said."""
        return None


def network(given: dict) -> InfrastructureNetwork:
    """The problem as INDP holds it."""
    net = InfrastructureNetwork("case")
    for i, (number, demand, damaged) in enumerate(given["nodes"]):
        node = InfrastructureNode(i, LAYER, number)
        node.demand, node.undersupply_penalty = demand, UNDERSUPPLY
        node.resource_usage = {"p_": 1}
        node.functionality = node.repaired = 0.0 if damaged else 1.0
        net.G.add_node((number, LAYER), data={"inf_data": node})
    for a, b, capacity in given["arcs"]:
        for start, end in ((a, b), (b, a)):
            arc = InfrastructureArc(start, end, LAYER)
            arc.capacity, arc.resource_usage = capacity, {"h_": 1}
            net.G.add_edge((start, LAYER), (end, LAYER), data={"inf_data": arc})
    return net


def main() -> None:
    """Order the repairs and say how long it took."""
    given = json.load(sys.stdin)
    room.SolverFactory = lambda *_, **__: pyo.SolverFactory("appsi_highs")
    net, window, order = network(given), int(given["window"]), []
    left = [number for number, _, damaged in given["nodes"] if damaged]
    start = time.perf_counter()
    while left:
        steps = 1 if window == 1 else min(window, len(left)) + 1  # the first of several is before any repair
        with redirect_stdout(StringIO()):
            _, results = Offline().indp(net, {"": 1}, T=steps, layers=[LAYER], co_location=False)
        done = [
            int(action.split(".")[0])
            for step in range(steps)
            for action in (results.results[step]["actions"] if step in results.results else ())
        ]
        done = list(dict.fromkeys(each for each in done if each in left))
        for number in done or left[:1]:  # where nothing helps at once, the next of the list
            node = net.G.nodes[(number, LAYER)]["data"]["inf_data"]
            node.functionality = node.repaired = 1.0
            order.append(number)
            left.remove(number)
    print(json.dumps({"version": version("pyincore"), "order": order, "seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main()
