"""Why a grid has no flow that keeps its limits: which island, by how much, and because of which generators."""

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from oberih.grid.dc.conventions import Grid
from oberih.grid.dc.highs import InfeasibleError, Program, solve
from oberih.scenario.cases.raw import shortened
from oberih.terms.batch import Flags
from oberih.terms.errors import Fault, InputError

#: most generators that one sentence names
NAMED = 8
#: imbalance below which an island is in order, per unit
NOTHING = 1e-7


def explain(grid: Grid, program: Program) -> InputError:
    """The reason why a programme whose first rows are the buses' balances has no answer; one fault an island."""
    faults = [fault for island in range(grid.reference.size) for fault in _by_sums(grid, island)]
    if not faults:
        faults = _by_limits(grid, program)
    return InputError(*shortened(faults))


def _by_sums(grid: Grid, island: int) -> list[Fault]:
    inside = grid.island == island
    units = inside[grid.gen_bus]
    need = float((grid.load_pu + grid.shunt_pu)[inside].sum())
    least, most = float(grid.pmin_pu[units].sum()), float(grid.pmax_pu[units].sum())
    base = grid.base_mva
    where = _island(grid, island)
    if least > need + NOTHING:
        values = {"least": least * base, "need": need * base, "units": _units(grid, units & (grid.pmin_pu > 0))}
        return [Fault(key="optimal.minimum_too_high", values={**where, **values})]
    if most < need - NOTHING:
        return [Fault(key="optimal.too_little", values={**where, "most": most * base, "need": need * base})]
    return []


def _by_limits(grid: Grid, program: Program) -> list[Fault]:
    """The least imbalance that would have to be let through, island by island."""
    n, columns = grid.bus_number.size, program.matrix.shape[1]
    slack = vstack((hstack((eye_array(n), -eye_array(n))), csr_array((program.matrix.shape[0] - n, 2 * n))))
    elastic = Program(
        cost=np.append(np.zeros(columns), np.ones(2 * n)),
        low=np.append(program.low, np.zeros(2 * n)),
        high=np.append(program.high, np.full(2 * n, np.inf)),
        matrix=csr_array(hstack((program.matrix, slack), format="csr")),
        row_low=program.row_low,
        row_high=program.row_high,
    )
    try:
        x = solve(elastic).x[columns:]
    except InfeasibleError:
        return [Fault(key="optimal.angles")]
    short, surplus = x[:n], x[n:]
    faults = []
    for island in range(grid.reference.size):
        inside = grid.island == island
        missing, too_much = float(short[inside].sum()), float(surplus[inside].sum())
        if missing + too_much <= NOTHING:
            continue
        units = inside[grid.gen_bus] & (grid.pmin_pu > 0)
        values = {"short": missing * grid.base_mva, "surplus": too_much * grid.base_mva, "units": _units(grid, units)}
        faults.append(Fault(key="optimal.limits", values={**_island(grid, island), **values}))
    return faults or [Fault(key="optimal.angles")]


def _island(grid: Grid, island: int) -> dict[str, object]:
    inside = grid.island == island
    return {"bus": int(grid.bus_number[inside].min()), "buses": int(inside.sum())}


def _units(grid: Grid, chosen: Flags) -> str:
    rows = grid.gen_row[chosen].tolist()
    named = ", ".join(str(row) for row in rows[:NAMED])
    return f"{named}, …" if len(rows) > NAMED else named or "—"
