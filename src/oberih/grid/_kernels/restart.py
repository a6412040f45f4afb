"""Restart: which region has start-up supply when, along an energised path."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@njit(cache=True, nogil=True)
def energised(
    dark_h: Floats, link_a: Ints, link_b: Ints, link_mw: Floats, node_h: Floats, has_tie: Flags, has_black_start: Flags,
    tie_h: Floats, black_start_h: Floats, step_h: Floats, out: Floats,
) -> None:  # fmt: skip
    """When each region is energised, (draw, region); 0 where it never went dark.

    A region that kept its light, a tie to a large area (after `tie_h`) or water that starts by itself (after
    `black_start_h`) is where a path begins; each further region takes `step_h`. No node is energised before `node_h`,
    when one of its substations works again. inf: not within what is known.
    """
    n_draws, n = dark_h.shape
    done = np.empty(n, np.bool_)
    for d in range(n_draws):
        any_dark = False
        for r in range(n):
            done[r] = False
            out[d, r] = 0.0
            if dark_h[d, r] < np.inf:
                any_dark = True
                out[d, r] = np.inf
                if has_tie[r]:
                    out[d, r] = dark_h[d, r] + tie_h[d]
                if has_black_start[r]:
                    out[d, r] = min(out[d, r], dark_h[d, r] + black_start_h[d])
                if out[d, r] < np.inf:
                    out[d, r] = max(out[d, r], node_h[d, r])
        if not any_dark:
            continue
        for _ in range(n):
            best, at = np.inf, -1
            for r in range(n):
                if not done[r] and out[d, r] < best:
                    best, at = out[d, r], r
            if at < 0:
                break
            done[at] = True
            for j in range(link_a.shape[0]):
                if link_mw[j] <= 0.0:
                    continue
                other = link_b[j] if link_a[j] == at else (link_a[j] if link_b[j] == at else -1)
                if other >= 0 and not done[other]:
                    when = max(best, dark_h[d, other]) + step_h[d]
                    out[d, other] = min(out[d, other], max(when, node_h[d, other]))
