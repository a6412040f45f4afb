"""Where least output is above load: which island, and by how much."""

import numpy as np

from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State


def surplus(wires: Wiring, state: State, load_factor: float) -> dict[str, object]:
    """Of the island whose units exceed its load by most: lowest bus number, how many buses, `least` and `load` MW."""
    island = wires.islands(state)
    least = np.bincount(island, wires.plant(state)[0])
    load = np.bincount(island, load_factor * (wires.load_mw + wires.critical_mw))
    worst = int(np.argmax(least - load))
    inside = island == worst
    return {
        "bus": int(wires.number[inside].min()),
        "buses": int(inside.sum()),
        "least": float(least[worst]),
        "load": float(load[worst]),
    }
