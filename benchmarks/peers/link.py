"""A peer in a process of its own, asked for one state at a time: one JSON document a line, each way."""

import json
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from peers.make import python_of
from peers.programs import BASE_MW, Found

from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


class Peer:
    """A program in its own environment with one case loaded."""

    def __init__(self, name: str, wires: Wiring) -> None:
        script = Path(__file__).with_name(f"with_{name}.py")
        self._process = subprocess.Popen(
            [str(python_of(name)), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=os.environ | ONE_THREAD,
        )  # fmt: skip
        load = wires.load_mw + wires.critical_mw
        self.wires = wires
        told = self._ask({
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
        told = self._ask({"out": np.flatnonzero(~wires.lines_on(state)).tolist(), "most_mw": most.tolist()})
        shed = told["shed_mw"]
        return Found(np.nan if shed is None else float(shed), float(told["seconds"]), 0.0)

    def _ask(self, said: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise OSError("the peer ended")
        return dict(json.loads(answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=60)
