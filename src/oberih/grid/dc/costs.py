"""What generators cost, as a convex programme takes it: square, line and constant, or a chain of straight pieces."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from oberih.grid.dc.conventions import Grid
from oberih.scenario.cases.base import Case
from oberih.terms.batch import Floats, Ints
from oberih.terms.errors import Fault, InputError

POINTS = 1  #: MATPOWER's cost model 1: points (MW, $/h) joined by straight pieces


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """$/h of per-unit output. A generator with pieces has no square and no line."""

    square: Floats  #: (gen,)
    line: Floats
    constant: Floats
    piece_gen: Ints  #: position of the generator, one entry a piece
    piece_slope: Floats  #: $/h per unit
    piece_at_zero: Floats  #: $/h where the piece, drawn on, meets an output of 0


def costs(case: Case, grid: Grid) -> Costs:
    """Costs of a grid's generators.

    Raises InputError, naming every generator whose cost is missing, falls in slope (not convex), or is of a higher
    power than the square.
    """
    kept = case.gen.filter(pl.col("row").is_in(grid.gen_row.tolist()))
    given = kept.select("row", "cost_c2", "cost_c1", "cost_c0")
    other = {row["row"]: row for row in case.costs.iter_rows(named=True)}
    faults: list[Fault] = []
    terms = np.zeros((kept.height, 3))
    pieces: list[tuple[int, float, float]] = []
    for position, (row, *known) in enumerate(given.iter_rows()):
        if None not in known:
            terms[position] = known
            if terms[position, 0] < 0:
                faults.append(Fault(key="optimal.cost_not_convex", values={"row": row}))
        elif row not in other:
            faults.append(Fault(key="optimal.cost_missing", values={"row": row}))
        elif other[row]["model"] != POINTS:
            faults.append(Fault(key="optimal.cost_power", values={"row": row}))
        else:
            chain = _pieces(np.asarray(other[row]["values"], dtype=np.float64))
            if not chain or any(after[0] < before[0] - 1e-9 for before, after in pairwise(chain)):
                faults.append(Fault(key="optimal.cost_not_convex", values={"row": row}))
            pieces += [(position, slope, at_zero) for slope, at_zero in chain]
    if faults:
        raise InputError(*faults)
    base = grid.base_mva
    table = np.array(pieces, dtype=np.float64).reshape(-1, 3)
    return Costs(
        square=terms[:, 0] * base**2,
        line=terms[:, 1] * base,
        constant=terms[:, 2],
        piece_gen=table[:, 0].astype(np.int64),
        piece_slope=table[:, 1] * base,
        piece_at_zero=table[:, 2],
    )


def _pieces(values: Floats) -> list[tuple[float, float]]:
    """Slope ($/MWh) and value at zero ($/h) of each piece of p1, c1, p2, c2…"""
    power, cost = values[0::2], values[1::2]
    return [
        (float(slope), float(c - slope * p))
        for p, c, slope in zip(power[:-1], cost[:-1], np.diff(cost) / np.diff(power), strict=True)
    ]
