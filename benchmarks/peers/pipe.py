"""A peer in a process and an environment of its own: one JSON document a line, each way."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from peers.make import python_of

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


class Pipe:
    """The peer `name` of peers/make.py, running peers/with_<name>.py."""

    def __init__(self, name: str) -> None:
        script = Path(__file__).with_name(f"with_{name}.py")
        self._process = subprocess.Popen(
            [str(python_of(name)), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=os.environ | ONE_THREAD,
        )  # fmt: skip

    def ask(self, said: dict[str, Any]) -> dict[str, Any]:
        """Say something, and wait for the answer. Raises OSError where the peer has ended."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise OSError("the peer ended")
        return dict(json.loads(answer))

    def close(self) -> None:
        """Nothing more will be asked."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=60)
