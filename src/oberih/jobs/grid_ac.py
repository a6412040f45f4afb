"""`oberih grid ac`: an AC check of one state of a case: voltages, losses, and how far the DC answer is off."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from oberih.grid.ac.solve import AT_LIMIT_MVAR, Solved, library, solve, units_mva
from oberih.grid.ac.state import Posed, pose
from oberih.jobs.outage_of import outage_faults, outage_of
from oberih.scenario.cases import load_case
from oberih.scenario.cases.base import REACTIVE
from oberih.terms.batch import Floats
from oberih.terms.errors import InputError

#: by which a voltage or a flow must pass its limit to be outside: rounding passes it too
SLACK_OF_LIMITS = 1e-6
#: figures of an island that stand only where its flow has an answer
FIGURES = (
    "served_mw", "losses_mw", "losses_share", "shunts_mw", "slack_extra_mw", "slack_over_mw", "slack_over_mvar",
    "units_at_reactive_limit", "v_low_pu", "v_low_bus", "v_high_pu", "v_high_bus", "outside_limits", "over_rating",
    "off_mean_mw", "off_max_mw", "off_max_row", "off_mean_share", "off_max_share", "off_max_share_row",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class AcFound:
    """One state, island by island. Islands that are dark are counted, no more."""

    posed: Posed
    version: str  #: of pandapower
    #: island (from 1, largest first), buses, status, slack_bus, slack_row (null: an injection of the file), and
    #: FIGURES, null where the island has no answer
    islands: pl.DataFrame
    #: row, from_bus, to_bus, dc_mw, ac_mw (mean of both ends), off_mw (ac less dc), rate_mw (null: no limit), off_share
    #: (|off_mw| of it), ac_mva (the greater end); branches of islands that have an answer
    branches: pl.DataFrame
    buses: pl.DataFrame  #: bus, v_pu, angle_deg; the same
    totals: dict[str, Any] | None  #: FIGURES of all; None unless every island that is alive has an answer
    dark_buses: int
    flat: bool  #: the case names no set-point but 1
    boundless: bool  #: the case names no limit of reactive power

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        posed = self.posed
        return {
            "case": posed.case.name,
            "source": posed.case.source,
            "library": f"pandapower {self.version}",
            "state": {"branches_out": list(posed.state.branches_out), "gens_out": list(posed.state.gens_out)},
            "load_mw": posed.load_mw,
            "shed_mw": posed.shed_mw,
            "dark_buses": self.dark_buses,
            "converged": self.totals is not None,
            "set_points_flat": self.flat,
            "no_reactive_limits": self.boundless,
            "totals": self.totals,
            "islands": self.islands.to_dicts(),
            "branches": self.branches.to_dicts(),
            "buses": self.buses.to_dicts(),
        }


def ac(
    given: str, states: Path | None = None, number: int | None = None, branches: Sequence[int] = (),
    gens: Sequence[int] = (),
) -> AcFound:  # fmt: skip
    """The AC check of a case, whole, in a state of a file, or with rows out. Raises InputError with every fault, and
    where pandapower is not installed."""
    faults = outage_faults(states, number, branches, gens)
    version = ""
    try:
        version = str(library()[0].__version__)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(*faults)
    case = load_case(given)
    return found(pose(case, outage_of(case, states, number, branches, gens)), version)


def found(posed: Posed, version: str) -> AcFound:
    """The check of a state that is posed."""
    solved = [solve(posed, island) for island in posed.slack_bus]
    solved.sort(key=lambda each: (-each.buses.size, each.island))
    number = posed.case.bus["bus"].to_numpy()
    rows, lines, points = [], [], []
    for place, each in enumerate(solved, 1):
        row: dict[str, Any] = {
            "island": place, "buses": each.buses.size, "status": each.status,
            "slack_bus": int(number[posed.slack_bus[each.island]]), "slack_row": posed.slack_row[each.island],
        }  # fmt: skip
        if each.voltage is not None:
            flows = _flows(posed, each)
            lines.append(flows)
            points.append(_points(posed, each))
            row |= _figures(posed, each, flows)
        rows.append(row)
    schema: dict[str, Any] = {"island": pl.Int64, "buses": pl.Int64, "status": pl.String, "slack_bus": pl.Int64,
                              "slack_row": pl.Int64}  # fmt: skip
    whole = ("units_at_reactive_limit", "v_low_bus", "v_high_bus", "outside_limits", "over_rating", "off_max_row",
             "off_max_share_row")  # fmt: skip
    schema |= {name: pl.Int64 if name in whole else pl.Float64 for name in FIGURES}
    islands = pl.DataFrame(rows, schema=schema)
    branches = pl.concat(lines) if lines else pl.DataFrame(schema=LINES)
    complete = all(each.voltage is not None for each in solved)
    gen = posed.case.gen
    return AcFound(
        posed=posed,
        version=version,
        islands=islands,
        branches=_ordered(posed, branches),
        buses=pl.concat(points) if points else pl.DataFrame(schema=POINTS),
        totals=_totals(islands, branches) if complete and solved else None,
        dark_buses=posed.holds.size - sum(each.buses.size for each in solved),
        flat="vg_pu" not in gen.columns or bool((gen["vg_pu"] == REACTIVE["vg_pu"]).all()),
        boundless="qmax_mvar" not in gen.columns or bool((gen["qmax_mvar"] >= REACTIVE["qmax_mvar"]).all()),
    )


LINES: dict[str, Any] = {
    "row": pl.Int64, "from_bus": pl.Int64, "to_bus": pl.Int64, "dc_mw": pl.Float64, "ac_mw": pl.Float64,
    "off_mw": pl.Float64, "rate_mw": pl.Float64, "off_share": pl.Float64, "ac_mva": pl.Float64, "lost_mw": pl.Float64,
}  # fmt: skip
POINTS: dict[str, Any] = {"bus": pl.Int64, "v_pu": pl.Float64, "angle_deg": pl.Float64}


def _flows(posed: Posed, solved: Solved) -> pl.DataFrame:
    assert solved.voltage is not None
    base, at = posed.case.base_mva, solved.lines
    voltage = np.zeros(posed.holds.size, np.complex128)
    voltage[solved.buses] = solved.voltage
    start, end = (each[at] * base for each in posed.lines.powers(voltage))
    number = posed.case.bus["bus"].to_numpy()
    lines = pl.DataFrame(
        {
            "row": posed.branch["row"].to_numpy()[at].astype(np.int64),
            "from_bus": number[posed.lines.from_bus[at]],
            "to_bus": number[posed.lines.to_bus[at]],
            "dc_mw": posed.dc_mw[at],
            "ac_mw": (start.real - end.real) / 2,
            "off_mw": (start.real - end.real) / 2 - posed.dc_mw[at],
            "rate_mw": posed.branch["rate_mw"][at.tolist()].replace(0.0, None),
            "off_share": np.zeros(at.size),
            "ac_mva": np.maximum(np.abs(start), np.abs(end)),
            "lost_mw": start.real + end.real,
        }
    ,
        schema=LINES,
    )
    return lines.with_columns(off_share=pl.col("off_mw").abs() / pl.col("rate_mw"))


def _points(posed: Posed, solved: Solved) -> pl.DataFrame:
    assert solved.voltage is not None
    return pl.DataFrame(
        {
            "bus": posed.case.bus["bus"].to_numpy()[solved.buses],
            "v_pu": np.abs(solved.voltage),
            "angle_deg": np.degrees(np.angle(solved.voltage)),
        },
        schema=POINTS,
    )


def _figures(posed: Posed, solved: Solved, flows: pl.DataFrame) -> dict[str, Any]:
    assert solved.voltage is not None
    at, size = solved.buses, np.abs(solved.voltage)
    number = posed.case.bus["bus"].to_numpy()
    served = float(np.maximum(posed.demand[at].real, 0).sum())
    losses = float(flows["lost_mw"].sum())
    given = units_mva(posed, solved.island, solved.voltage)
    bus = posed.slack_bus[solved.island]
    place = int(np.flatnonzero(at == bus)[0])
    slack = given[place]
    over = max(slack.imag - posed.qmax_mvar[bus], posed.qmin_mvar[bus] - slack.imag, 0.0)
    outside = (size < posed.vmin_pu[at] - SLACK_OF_LIMITS) | (size > posed.vmax_pu[at] + SLACK_OF_LIMITS)
    low, high = int(np.argmin(size)), int(np.argmax(size))
    return {
        "served_mw": served,
        "losses_mw": losses,
        "losses_share": losses / served if served > 0 else None,
        "shunts_mw": float((posed.shunt_pu[at].real * size**2).sum() * posed.case.base_mva),
        "slack_extra_mw": float(slack.real - posed.units_mw[bus]),
        "slack_over_mw": float(max(slack.real - posed.pmax_mw[bus], 0.0)),
        "slack_over_mvar": float(over),
        "units_at_reactive_limit": _at_limit(posed, at, given.imag, place),
        "v_low_pu": float(size[low]), "v_low_bus": int(number[at[low]]),
        "v_high_pu": float(size[high]), "v_high_bus": int(number[at[high]]),
        "outside_limits": int(outside.sum()),
        **_off(flows),
    }  # fmt: skip


def _at_limit(posed: Posed, at: Any, given_mvar: Floats, slack: int) -> int:
    """Buses whose units no longer hold their set-point, for they give what reactive power they can."""
    held = posed.holds[at].copy()
    held[slack] = False
    full = (given_mvar >= posed.qmax_mvar[at] - AT_LIMIT_MVAR) | (given_mvar <= posed.qmin_mvar[at] + AT_LIMIT_MVAR)
    return int((held & full).sum())


def _off(flows: pl.DataFrame) -> dict[str, Any]:
    """How far DC flows are off, and branches over their rating."""
    none = dict.fromkeys(name for name in FIGURES if name.startswith("off_"))
    if not flows.height:
        return {**none, "over_rating": 0}
    off, share = flows["off_mw"].abs(), flows["off_share"]
    rated = share.drop_nulls().len() > 0
    return {
        "over_rating": int((flows["ac_mva"] > flows["rate_mw"] * (1 + SLACK_OF_LIMITS)).sum()),
        "off_mean_mw": off.mean(),
        "off_max_mw": off.max(),
        "off_max_row": int(flows["row"][off.arg_max() or 0]),
        "off_mean_share": share.mean() if rated else None,
        "off_max_share": share.max() if rated else None,
        "off_max_share_row": int(flows["row"][share.arg_max() or 0]) if rated else None,
    }


def _totals(islands: pl.DataFrame, branches: pl.DataFrame) -> dict[str, Any]:
    """Figures of all islands together; a slack's room is an island's own, and so sums of what passes it."""
    low, high = islands["v_low_pu"].arg_min() or 0, islands["v_high_pu"].arg_max() or 0
    sums = ("served_mw", "losses_mw", "shunts_mw", "slack_extra_mw", "slack_over_mw", "slack_over_mvar",
            "units_at_reactive_limit", "outside_limits")  # fmt: skip
    told: dict[str, Any] = {name: islands[name].sum() for name in sums}
    told["losses_share"] = told["losses_mw"] / told["served_mw"] if told["served_mw"] > 0 else None
    told |= {name: islands[name][low] for name in ("v_low_pu", "v_low_bus")}
    told |= {name: islands[name][high] for name in ("v_high_pu", "v_high_bus")}
    told |= _off(branches)
    return {name: told[name] for name in FIGURES}


def _ordered(posed: Posed, branches: pl.DataFrame) -> pl.DataFrame:
    """The furthest off first; those of a country pack in the pack's own order, for it ranks nothing real."""
    branches = branches.drop("lost_mw")
    if posed.case.source.startswith("pack:"):
        return branches.sort("row")
    return branches.sort([pl.col("off_mw").abs().round(6), "row"], descending=[True, False])
