"""The slow way: the whole linear programme of one state and hour, by HiGHS. Taken where the fast way has no proof."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, diags_array, hstack, vstack

from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State
from oberih.terms.batch import Floats


def least_cut(
    wires: Wiring, state: State, load_factor: float, dear: float
) -> tuple[Floats, Floats, Floats, float] | None:
    """Plant, cut and critical cut by bus, and the dual objective; None where the programme has no optimum.

    Unknowns: angles, plant, cut, critical cut. Which of several answers of least cut comes back is HiGHS's choice.
    """
    n, on = wires.n, wires.lines_on(state)
    tail, head, b, shift = wires.tail[on], wires.head[on], wires.b_mw[on], wires.shift_rad[on]
    lines = np.arange(tail.size)
    ends = np.concatenate([np.ones(tail.size), -np.ones(tail.size)])
    incidence = csr_array((ends, (np.tile(lines, 2), np.concatenate([tail, head]))), shape=(tail.size, n))
    flow = diags_array(b) @ incidence
    least, most = wires.plant(state)
    load, critical = load_factor * wires.load_mw, load_factor * wires.critical_mw
    one = diags_array(np.ones(n))
    balance = hstack([-incidence.T @ flow, one, one, one])
    pushed = incidence.T @ (b * shift)
    low, high = wires.low_mw[on] + b * shift, wires.high_mw[on] + b * shift
    bounded = np.isfinite(low) | np.isfinite(high)
    nothing = csr_array((int(bounded.sum()), 3 * n))
    limits = hstack([flow[bounded], nothing]) if bounded.any() else None
    free = np.full(n, np.inf)
    found = linprog(
        np.concatenate([np.zeros(2 * n), np.ones(n), np.full(n, dear)]),
        A_ub=None if limits is None else vstack([limits, -limits]),
        b_ub=None if limits is None else np.concatenate([high[bounded], -low[bounded]]),
        A_eq=balance,
        b_eq=load + critical - pushed,
        bounds=np.stack(
            [np.concatenate([-free, least, np.zeros(2 * n)]), np.concatenate([free, most, load, critical])], axis=1
        ),
        method="highs",
    )
    if found.status != 0:
        return None
    plant, cut, dire = found.x[n : 2 * n], found.x[2 * n : 3 * n], found.x[3 * n :]
    upper = np.concatenate([free, most, load, critical])
    dual = found.eqlin.marginals @ (load + critical - pushed)
    if limits is not None:
        dual += found.ineqlin.marginals @ np.concatenate([high[bounded], -low[bounded]])
    held = np.isfinite(upper)
    dual += found.upper.marginals[held] @ upper[held] + found.lower.marginals[n : 2 * n] @ least
    return plant, cut, dire, float(dual)
