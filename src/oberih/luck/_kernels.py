"""Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
1, 2, 3", SC'11, doi 10.1145/2063384.2063405. Letters as in the paper; words are 32 bits wide, held in uint64.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

M0 = np.uint64(0xD2511F53)
M1 = np.uint64(0xCD9E8D57)
W0 = np.uint64(0x9E3779B9)  # golden ratio
W1 = np.uint64(0xBB67AE85)  # sqrt(3) - 1
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


@njit(cache=True, inline="never")
def philox(  # type: ignore[no-untyped-def]
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
):
    """Four 32-bit words (in uint64) from a counter of four and a key of two."""
    for _ in range(10):
        p0 = M0 * c0
        p1 = M1 * c2
        c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
        k0 = (k0 + W0) & LOW
        k1 = (k1 + W1) & LOW
    return c0, c1, c2, c3


@njit(cache=True)
def chance(seed: np.uint64, draw: int, stream: int, entity: int, k: int) -> float:
    """Uniform on (0, 1), both ends excluded so that any quantile of it is finite: (i + 1/2) / 2^52.

    The same for the same five answers on any machine, in any order. `seed` has 64 bits, the others 32 each.
    """
    s = np.uint64(seed)
    x0, x1, _, _ = philox(
        np.uint64(k) & LOW, np.uint64(entity) & LOW, np.uint64(draw) & LOW, np.uint64(stream) & LOW, s & LOW, s >> HALF
    )
    i = ((x0 >> np.uint64(6)) << np.uint64(26)) | (x1 >> np.uint64(6))
    return (np.float64(i) + 0.5) * 2.220446049250313e-16


@njit(cache=True)
def fill(
    seed: np.uint64, stream: int, draws: NDArray[np.int64], entities: NDArray[np.int64], k: int,
    out: NDArray[np.float64],
) -> None:  # fmt: skip
    """Uniforms, one row a draw, one column an entity."""
    for i in range(draws.shape[0]):
        for j in range(entities.shape[0]):
            out[i, j] = chance(seed, draws[i], stream, entities[j], k)


@njit(cache=True)
def fill_pairs(
    seed: np.uint64, stream: int, draws: NDArray[np.int64], entities: NDArray[np.int64], k: int,
    out: NDArray[np.float64],
) -> None:  # fmt: skip
    """Uniforms, one for each (draw, entity)."""
    for i in range(draws.shape[0]):
        out[i] = chance(seed, draws[i], stream, entities[i], k)
