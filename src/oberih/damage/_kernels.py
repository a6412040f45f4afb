"""What arrivals and debris do to assets."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oberih.luck._kernels import chance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int8]

# streams of luck.Stream; a kernel knows numbers only, and a test holds the two together
ASSET, LEVEL, DEBRIS, POINT = 7, 8, 12, 19
LEAKED = 2  # of terms.batch
DEBRIS_LEVEL = 1  # debris never does more than slight damage


@njit(cache=True, nogil=True)
def strike(
    seed: np.uint64, draws: Ints, start: Ints, weapon: Ints, kind: Codes, region: Ints, aim: Codes, arrival_s: Floats,
    fate: Codes, debris: Floats, cell_start: Ints, cell_asset: Ints, cell_law: Floats, n_aims: int, protection: Ints,
    law: Floats, level: Codes, from_h: Floats, leaker: Ints, leaker_asset: Ints,
) -> int:  # fmt: skip
    """Fill level and from_h, (draw, asset); returns how many leakers struck something, named in the last two.

    Cells are (region, aim) with their working assets and the running sum of their shares of capacity.
    `law` is (kind, protection, level): running sums of the chances of each level.
    """
    count = 0
    for d in range(draws.shape[0]):
        for i in range(start[d], start[d + 1]):
            if aim[i] < 0 or fate[i] == 1:
                continue
            if fate[i] == 0 and chance(seed, draws[d], DEBRIS, weapon[i], 0) >= debris[d]:
                continue
            cell = region[i] * n_aims + aim[i]
            first, last = cell_start[cell], cell_start[cell + 1]
            if first == last:
                continue
            u = chance(seed, draws[d], ASSET, weapon[i], 0)
            j = first
            while j < last - 1 and u >= cell_law[j]:
                j += 1
            a = cell_asset[j]
            if fate[i] == 0:
                done = DEBRIS_LEVEL
            else:
                u = chance(seed, draws[d], LEVEL, weapon[i], 0)
                done = 0
                while done < 3 and u >= law[kind[i], protection[a], done]:
                    done += 1
                leaker[count] = i
                leaker_asset[count] = a
                count += 1
            if done > 0:
                level[d, a] = max(level[d, a], done)
                from_h[d, a] = min(from_h[d, a], arrival_s[i] / 3600.0)
    return count


@njit(cache=True, nogil=True)
def strike_points(
    seed: np.uint64, start: Ints, draw: Ints, weapon: Ints, place: Ints, fate: Codes, first_point: Ints,
    destroy_chance: Floats, struck_in: Ints, lost: Ints,
) -> None:  # fmt: skip
    """Aim points destroyed in each draw. Those of place p are first_point[p] to first_point[p + 1]; `struck_in` says in
    which draw's entry each was last struck, and begins below 0."""
    for d in range(start.shape[0] - 1):
        lost[d] = 0
        for i in range(start[d], start[d + 1]):
            p = place[i]
            if fate[i] != LEAKED or p < 0 or chance(seed, draw[i], POINT, weapon[i], 1) >= destroy_chance[p]:
                continue
            among = first_point[p + 1] - first_point[p]
            which = first_point[p] + int(chance(seed, draw[i], POINT, weapon[i], 0) * among)
            if struck_in[which] != d:
                struck_in[which] = d
                lost[d] += 1
