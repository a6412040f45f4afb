"""What a grid case holds, and how power flows in it: the dispatch of the file, moved to balance, by linear (DC) flow.

A look at a case, and no judgement of it: nothing is optimised, limits do not bind, and what a damage state would shed
is not asked here.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from oberih.grid.dc.conventions import Grid, grid
from oberih.grid.dc.flow import flows_pu
from oberih.scenario.cases import Case, CaseError, State, load_case, load_states
from oberih.terms.batch import Floats
from oberih.terms.errors import Fault, InputError

#: MW; below it two sums are the same
SAME_MW = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A case in one state: its islands, and the flow of each branch that is in."""

    case: Case
    state: State
    #: island (from 1, largest first), buses, gens, load_mw (shunts too), capacity_mw, dispatch_mw, short_mw (load that
    #: no generation of the island can meet, left out of the flow), over_mw (injection that no load takes, left out too)
    islands: pl.DataFrame
    #: row, from_bus, to_bus (numbers as in the file), flow_mw (above 0: from from_bus to to_bus), rate_mw (null: no
    #: limit), loading (share of the limit; null: no limit); largest loading first, then largest flow
    flows: pl.DataFrame

    def totals(self) -> dict[str, Any]:
        """Counts and sums of the three tables, storage and what is out."""
        bus, gen, branch = self.case.bus, self.case.gen, self.case.branch
        load = bus["pd_mw"]
        return {
            "buses": bus.height,
            "load_mw": float(load.filter(load > 0).sum()),
            "injection_mw": float(-load.filter(load < 0).sum()),
            "branches": branch.height,
            "limited": int((branch["rate_mw"] > 0).sum()),
            "branches_out": len(self.state.branches_out),
            "gens": gen.height,
            "capacity_mw": float(gen["pmax_mw"].sum()),
            "dispatch_mw": float(gen["pg_mw"].sum()),
            "gens_out": len(self.state.gens_out),
            "storage": self.case.storage.height,
            "storage_mw": float(self.case.storage["p_mw"].sum()),
            "storage_mwh": float(self.case.storage["energy_mwh"].sum()),
            "out_of_service": dict(self.case.out_of_service),
        }

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "case": self.case.name,
            "source": self.case.source,
            "base_mva": self.case.base_mva,
            "notes": [note.text("en") for note in self.case.notes],
            "state": {
                "branches_out": list(self.state.branches_out),
                "gens_out": list(self.state.gens_out),
                "shed_mw": self.state.shed_mw,
            },
            "totals": self.totals(),
            "islands": self.islands.to_dicts(),
            "flows": self.flows.to_dicts(),
        }


def show(given: Path | str, states: Path | None = None, number: int | None = None) -> Shown:
    """A case, whole or in a state of a file (numbers from 1). Raises CaseError.

    >>> shown = show("pglib_opf_case5_pjm")
    >>> shown.totals()["buses"], shown.islands.height
    (5, 1)
    """
    if states is None and number is not None:
        raise InputError(Fault(key="cases.state_alone"))
    case = load_case(given)
    state = State()
    if states is not None:
        listed, wanted = load_states(states, case), 1 if number is None else number
        if not 1 <= wanted <= len(listed):
            values = {"value": wanted, "most": len(listed)}
            raise CaseError(Fault(key="cases.state_number", where=str(states), values=values))
        state = listed[wanted - 1]
    return shown(case, state)


def shown(case: Case, state: State) -> Shown:
    """Islands and flows of a case in a state.

    In each island the dispatch of the file moves up towards the limits of its units, or down towards 0, all units by
    the same part of their room; load that they cannot meet, and injections that no load takes, are cut in equal
    shares. Susceptance is 1/(x·tap), phase shifts are kept and shunts draw their MW at nominal voltage, as in
    MATPOWER's DC power flow. Raises CaseError where reactances of opposite sign cancel and no flow is defined.
    """
    network = grid(case, "matpower", branches_out=state.branches_out, gens_out=state.gens_out)
    kept = case.gen.filter(~pl.col("row").is_in(list(state.gens_out)))
    base, n_islands = case.base_mva, int(network.island.max(initial=-1)) + 1
    load = network.load_pu * base + network.shunt_pu * base
    gen_island = network.island[network.gen_bus]
    pg = np.empty(kept.height)
    short, over = np.zeros(n_islands), np.zeros(n_islands)
    drawn = load.copy()
    for each in range(n_islands):
        mine, here = gen_island == each, network.island == each
        pg[mine], left = balanced(
            kept["pg_mw"].to_numpy()[mine], kept["pmax_mw"].to_numpy()[mine], float(load[here].sum())
        )
        if abs(left) > SAME_MW:
            (short if left > 0 else over)[each] = abs(left)
            side = here & (load > 0 if left > 0 else load < 0)
            drawn[side] *= 1 - min(1.0, abs(left) / max(float(np.abs(load[side]).sum()), SAME_MW))
    put = np.bincount(network.gen_bus, pg, load.size) - drawn
    flow = flows_pu(network, put / base, case.source) * base
    return Shown(case, state, _islands(network, kept, load, pg, short, over), _table(case, network, flow))


def balanced(pg: Floats, pmax: Floats, load_mw: float) -> tuple[Floats, float]:
    """Outputs that meet a load as far as they can, and what is left of the load (below 0: of injections), MW.

    >>> balanced(np.array([50.0, 0.0]), np.array([100.0, 50.0]), 100.0)
    (array([75., 25.]), 0.0)
    >>> balanced(np.array([50.0, 50.0]), np.array([60.0, 60.0]), 150.0)
    (array([60., 60.]), 30.0)
    >>> balanced(np.array([60.0, 40.0]), np.array([60.0, 60.0]), 50.0)
    (array([30., 20.]), 0.0)
    """
    missing = load_mw - float(pg.sum())
    room = np.clip(pmax - pg, 0, None) if missing > 0 else -np.clip(pg, 0, None)
    whole = float(room.sum())
    if abs(whole) <= SAME_MW:
        return pg.copy(), missing
    part = min(1.0, missing / whole)
    return pg + part * room, missing - part * whole


def _islands(
    network: Grid, gen: pl.DataFrame, load: Floats, pg: Floats, short: Floats, over: Floats
) -> pl.DataFrame:
    n = short.size
    at = network.island[network.gen_bus]
    table = pl.DataFrame(
        {
            "buses": np.bincount(network.island, minlength=n),
            "gens": np.bincount(at, minlength=n),
            "load_mw": np.bincount(network.island, load, n),
            "capacity_mw": np.bincount(at, gen["pmax_mw"].to_numpy(), n),
            "dispatch_mw": np.bincount(at, pg, n),
            "short_mw": short,
            "over_mw": over,
        }
    ).sort("buses", descending=True, maintain_order=True)
    return table.select(pl.int_range(1, n + 1).alias("island"), pl.all())


def _table(case: Case, network: Grid, flow_mw: Floats) -> pl.DataFrame:
    """Lines, the most loaded first; those of a country pack in the pack's own order, for it ranks nothing real."""
    rate = case.branch.select("row", pl.col("rate_mw").replace(0.0, None))
    lines = (
        pl.DataFrame(
            {
                "row": network.line_row.astype(np.int32),
                "from_bus": network.bus_number[network.from_bus],
                "to_bus": network.bus_number[network.to_bus],
                "flow_mw": flow_mw,
            }
        )
        .join(rate, on="row", how="left", maintain_order="left")
        .with_columns(loading=pl.col("flow_mw").abs() / pl.col("rate_mw"))
    )
    if case.source.startswith("pack:"):
        return lines.sort("row")
    return lines.sort(
        [pl.col("loading").round(9), pl.col("flow_mw").abs().round(6), "row"],
        descending=[True, True, False],
        nulls_last=True,
    )
