"""A peer in a process of its own, asked for one state at a time: one JSON document a line, each way."""

from types import TracebackType
from typing import Self

import numpy as np
from peers.pipe import Pipe
from peers.programs import BASE_MW, Found

from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State


class Peer:
    """A program in its own environment with one case loaded."""

    def __init__(self, name: str, wires: Wiring) -> None:
        self._pipe = Pipe(name)
        load = wires.load_mw + wires.critical_mw
        self.wires = wires
        told = self._pipe.ask({
            "n": wires.n, "tail": wires.tail.tolist(), "head": wires.head.tolist(),
            "x_pu": (BASE_MW / wires.b_mw).tolist(),
            "rate_mw": [float(high) if np.isfinite(high) else None for high in wires.high_mw],
            "load_mw": load.tolist(), "base_mw": BASE_MW,
        })  # fmt: skip
        self.version = str(told["version"])

    def find(self, state: State) -> Found:
        """The peer's least cut; its own seconds, the pipe not counted."""
        wires = self.wires
        _, most = wires.plant(state)
        told = self._pipe.ask({"out": np.flatnonzero(~wires.lines_on(state)).tolist(), "most_mw": most.tolist()})
        shed = told["shed_mw"]
        return Found(np.nan if shed is None else float(shed), float(told["seconds"]), 0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        self._pipe.close()
