"""Where least output is above load: which island, and by how much."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State


def surplus(wires: Wiring, state: State, load_factor: float) -> dict[str, object]:
    """Of the island whose units exceed its load by most: lowest bus number, how many buses, `least` and `load` MW."""
    on = wires.lines_on(state)
    links = coo_array((np.ones(int(on.sum())), (wires.tail[on], wires.head[on])), shape=(wires.n, wires.n))
    count, label = connected_components(links, directed=False)
    least = np.bincount(label, wires.plant(state)[0], count)
    load = np.bincount(label, load_factor * (wires.load_mw + wires.critical_mw), count)
    worst = int(np.argmax(least - load))
    inside = label == worst
    return {
        "bus": int(wires.number[inside].min()),
        "buses": int(inside.sum()),
        "least": float(least[worst]),
        "load": float(load[worst]),
    }
