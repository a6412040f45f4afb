"""Fates of the weapons of a draw at level `shares`."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]


@njit(cache=True, nogil=True)
def fates(
    start: Ints, kind: Codes, region: Ints, aim: Codes, chance: Floats, share: Floats, lost: Floats, must_hit: Ints,
    out: Codes,
) -> None:  # fmt: skip
    """0 stopped, 1 lost, 2 leaked. `share` is (draw, kind); `must_hit` are regions that the report says were hit.

    A region that must be hit and is not takes the weapon at its grid that came nearest to leaking; in its stead another
    leaker is stopped, so the number stopped keeps its law.
    """
    for d in range(start.shape[0] - 1):
        first, last = start[d], start[d + 1]
        for i in range(first, last):
            p = share[d, kind[i]]
            if chance[i] < p:
                out[i] = 0
            elif chance[i] < p + (1 - p) * lost[d]:
                out[i] = 1
            else:
                out[i] = 2
        for r in must_hit:
            hit, nearest = False, -1
            for i in range(first, last):
                if region[i] == r and aim[i] >= 0:
                    if out[i] == 2:
                        hit = True
                        break
                    if nearest < 0 or chance[i] > chance[nearest]:
                        nearest = i
            if hit or nearest < 0:
                continue
            spare = -1
            for i in range(first, last):
                if out[i] == 2 and (spare < 0 or chance[i] < chance[spare]):
                    alone = aim[i] >= 0
                    if alone:
                        for j in range(first, last):
                            if j != i and out[j] == 2 and aim[j] >= 0 and region[j] == region[i]:
                                alone = False
                                break
                    if not alone:
                        spare = i
            if spare >= 0:
                out[spare] = out[nearest]
            out[nearest] = 2
