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
SHARE = 1 / 4294967296.0
FINE = 1 / 4503599627370496.0


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


#: the same where many are wanted at once: inside the caller's loop the compiler works off several counters together
_philox_in_place = njit(inline="always")(philox.py_func)


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


@njit(cache=True)
def deal(
    seed: np.uint64, draw: int, stream: int, k: int, n: int, words: NDArray[np.uint32], out: NDArray[np.float64]
) -> None:
    """Luck of entities 0 to n - 1 at once. In each of the first four rows of `out` (5, n or more) stands one share
    made of one word, in the fifth the finer one that `chance(seed, draw, stream, entity, k)` gives. `words`
    (4, n or more) is room to work in.
    """
    s = np.uint64(seed)
    k0, k1 = s & LOW, s >> HALF
    c0, c2, c3 = np.uint64(k) & LOW, np.uint64(draw) & LOW, np.uint64(stream) & LOW
    w0, w1, w2, w3 = words[0], words[1], words[2], words[3]
    for i in range(n):
        x0, x1, x2, x3 = _philox_in_place(c0, np.uint64(i), c2, c3, k0, k1)
        w0[i], w1[i], w2[i], w3[i] = x0, x1, x2, x3
    out0, out1, out2, out3, out4 = out[0], out[1], out[2], out[3], out[4]
    for i in range(n):
        out0[i] = (np.float64(w0[i]) + 0.5) * SHARE
        out1[i] = (np.float64(w1[i]) + 0.5) * SHARE
        out2[i] = (np.float64(w2[i]) + 0.5) * SHARE
        out3[i] = (np.float64(w3[i]) + 0.5) * SHARE
        out4[i] = (np.float64(w0[i] >> np.uint32(6)) * 67108864.0 + np.float64(w1[i] >> np.uint32(6)) + 0.5) * FINE
