"""Networks of regions as the kernels take them, and the same kernels as plain Python."""

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from oberih.grid import _kernels


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The kernels of the grid as plain Python, so that each line may be seen to run."""
    for name, compiled in vars(_kernels).items():
        if hasattr(compiled, "py_func"):
            monkeypatch.setattr(_kernels, name, compiled.py_func)
    return _kernels


@pytest.fixture(scope="session")
def serve() -> Callable[..., np.ndarray]:
    """`serve_many` for links given as pairs; spread is what `network` makes of them."""

    compiled = _kernels.serve_many

    def run(links, supply, limit, critical, demand, ceiling, kernel=compiled):
        supply, limit, critical, demand, ceiling = (
            np.ascontiguousarray(np.atleast_2d(each), dtype=np.float64)
            for each in (supply, limit, critical, demand, ceiling)
        )
        n, m = supply.shape[1], len(links)
        a, b = (np.array([pair[end] for pair in links], np.int64) for end in (0, 1))
        incidence = np.zeros((m, n))
        incidence[np.arange(m), a], incidence[np.arange(m), b] = 1, -1
        weighted = limit.mean(axis=0).reshape(m, 1) * incidence
        spread = np.ascontiguousarray(weighted @ np.linalg.pinv(incidence.T @ weighted))
        served = np.empty_like(supply)
        kernel(n, a, b, spread, supply, limit.reshape(supply.shape[0], m), critical, demand, ceiling, served)
        return served

    return run
