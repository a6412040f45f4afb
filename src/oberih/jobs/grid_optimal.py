"""Cheapest dispatch, most load delivered and adequacy of a grid case: what the command line and the page ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from oberih.grid.dc.adequacy import Adequacy, SampledAdequacy, by_convolution, by_samples, outages
from oberih.grid.dc.delivery import MldResult
from oberih.grid.dc.delivery import mld as deliver
from oberih.grid.dc.optimal import OpfResult
from oberih.grid.dc.optimal import opf as dispatch
from oberih.grid.dc.unit_tables import RTS79, load_curve, load_rates
from oberih.luck import Key
from oberih.scenario.cases import Case, State, load_case, load_states
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say

MOST_SAMPLES = 10_000_000
#: part of its rating at which a line counts as at its limit; below it by rounding alone
AT_LIMIT = 1 - 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Dispatched:
    """The cheapest dispatch of a case, ready to be told."""

    case: Case
    convention: str
    result: OpfResult

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        result = self.result
        return {
            **_head(self.case, self.convention),
            "status": result.status,
            "objective": result.objective,
            "dual_objective": result.dual_objective,
            "gen": _rows(row=result.gen_row, mw=result.gen_mw),
            "branch": _rows(row=result.line_row, flow_mw=result.flow_mw),
            "bus": _rows(bus=self.case.bus["bus"].to_numpy(), angle_rad=result.angle, price=result.lmp),
        }

    def lines(self, lang: Lang) -> list[str]:
        """The same in words, for a terminal."""
        result = self.result
        kept = self.case.branch.filter(pl.col("row").is_in(result.line_row.tolist()))
        rate = kept["rate_mw"].to_numpy()
        full = int(((rate > 0) & (np.abs(result.flow_mw) >= AT_LIMIT * rate)).sum())
        return [
            say("optimal.opf_cost", lang, objective=result.objective, convention=self.convention),
            say("optimal.opf_proof", lang, dual=result.dual_objective),
            say("optimal.opf_prices", lang, low=float(result.lmp.min()), high=float(result.lmp.max())),
            say("optimal.opf_loaded", lang, n=full, lines=rate.size),
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Delivered:
    """The most load that a case delivers, ready to be told."""

    case: Case
    convention: str
    unit_commitment: bool
    result: MldResult

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        result = self.result
        return {
            **_head(self.case, self.convention),
            "unit_commitment": self.unit_commitment,
            "status": result.status,
            "objective": result.objective,
            "bound": result.bound,
            "served_pu": result.served_pu,
            "served_mw": result.served_pu * self.case.base_mva,
            "demand_mw": result.demand_pu * self.case.base_mva,
            "gen": _rows(row=result.gen_row, status=result.gen_status, mw=result.gen_mw),
            "branch": _rows(row=result.line_row, flow_mw=result.flow_mw),
            "bus": _rows(
                bus=self.case.bus["bus"].to_numpy(), load_status=result.load_status, shunt_status=result.shunt_status
            ),
        }

    def lines(self, lang: Lang) -> list[str]:
        """The same in words, for a terminal."""
        result, base = self.result, self.case.base_mva
        on = int((result.gen_status >= AT_LIMIT).sum())
        return [
            say("optimal.mld_served", lang, served=result.served_pu * base, demand=result.demand_pu * base),
            say("optimal.mld_objective", lang, objective=result.objective, convention=self.convention),
            say("optimal.mld_units", lang, n=on, gens=result.gen_row.size),
        ]


@dataclass(frozen=True, slots=True, eq=False)
class AdequacyFound:
    """Whether the generation of a case is enough, ready to be told."""

    case: Case
    units: int
    capacity_mw: float
    peak_mw: float
    hours: int
    load: str  #: "constant", "rts79", or the file that was read
    exact: Adequacy
    step_mw: float | None  #: None where the convolution is exact; else the step that capacities were spread over
    sampled: SampledAdequacy
    seed: int

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "case": self.case.name,
            "units": self.units,
            "capacity_mw": self.capacity_mw,
            "peak_mw": self.peak_mw,
            "hours": self.hours,
            "load": self.load,
            "lole_h": self.exact.lole_h,
            "eens_mwh": self.exact.eens_mwh,
            "spread_over_mw": self.step_mw,
            "samples": {
                "n": self.sampled.samples,
                "seed": self.seed,
                "lole_h": self.sampled.lole_h,
                "lole_se_h": self.sampled.lole_se_h,
                "eens_mwh": self.sampled.eens_mwh,
                "eens_se_mwh": self.sampled.eens_se_mwh,
            },
        }

    def lines(self, lang: Lang) -> list[str]:
        """The same in words, for a terminal."""
        how = {"constant": "adequacy.load_constant", RTS79: "adequacy.load_rts79"}.get(self.load, "adequacy.load_file")
        s = self.sampled
        told = [
            say("adequacy.system", lang, units=self.units, capacity=self.capacity_mw, peak=self.peak_mw),
            say(how, lang, hours=self.hours, name=self.load),
            say("adequacy.by_convolution", lang, lole=self.exact.lole_h, eens=self.exact.eens_mwh, hours=self.hours),
        ]
        if self.step_mw is not None:
            told.append(say("adequacy.rounded", lang, step=self.step_mw))
        values = {"lole": s.lole_h, "lole_se": s.lole_se_h, "eens": s.eens_mwh, "eens_se": s.eens_se_mwh}
        return [*told, say("adequacy.by_samples", lang, samples=s.samples, **values)]


def opf(
    case: Path | str, convention: str = "powermodels", *, states: Path | None = None, state: int | None = None
) -> Dispatched:
    """The cheapest dispatch of a case, intact or in the n-th state (from 1) of a file of states. Raises InputError."""
    given = load_case(case)
    out = _state(given, states, state)
    result = dispatch(given, convention, branches_out=out.branches_out, gens_out=out.gens_out)
    return Dispatched(given, convention, result)


def mld(
    case: Path | str,
    convention: str = "powermodels",
    *,
    unit_commitment: bool = False,
    states: Path | None = None,
    state: int | None = None,
) -> Delivered:
    """The most load that a case delivers, intact or in the n-th state (from 1) of a file of states. Raises
    InputError."""
    given = load_case(case)
    out = _state(given, states, state)
    result = deliver(given, unit_commitment, convention, branches_out=out.branches_out, gens_out=out.gens_out)
    return Delivered(given, convention, unit_commitment, result)


def adequacy(
    case: Path | str,
    *,
    rates: Path | None = None,
    rate: float | None = None,
    curve: Path | str | None = None,
    samples: int = 100_000,
    seed: int = 1,
) -> AdequacyFound:
    """LOLE and EENS of a case's generators against a load curve, exactly and by samples. Raises InputError.

    Generators that can give no power (synchronous condensers) are no units.
    """
    if not 2 <= samples <= MOST_SAMPLES:
        raise InputError(Fault(key="adequacy.samples", values={"found": samples, "most": MOST_SAMPLES}))
    given = load_case(case)
    rate_of = load_rates(rates, given, rate)
    load_mw = load_curve(curve, given)
    units = given.gen["pmax_mw"].to_numpy() > 0
    faults = [Fault(key="adequacy.no_units")] if not units.any() else []
    faults += [Fault(key="adequacy.no_load")] if not (load_mw > 0).any() else []
    if faults:
        raise InputError(*faults)
    capacity, chance = given.gen["pmax_mw"].to_numpy()[units], rate_of[units]
    law = outages(capacity, chance)
    return AdequacyFound(
        case=given,
        units=capacity.size,
        capacity_mw=float(capacity.sum()),
        peak_mw=float(load_mw.max()),
        hours=load_mw.size,
        load="constant" if curve is None else str(curve),
        exact=by_convolution(capacity, chance, load_mw),
        step_mw=None if law.exact else law.step_mw,
        sampled=by_samples(capacity, chance, load_mw, Key(seed), samples),
        seed=seed,
    )


def _state(case: Case, states: Path | None, number: int | None) -> State:
    """The asked-for state; the intact grid where no file is named."""
    if states is None:
        if number is not None:
            raise InputError(Fault(key="optimal.state_without_file", values={"found": number}))
        return State()
    listed = load_states(states, case)
    if number is None or not 1 <= number <= len(listed):
        values = {"found": "—" if number is None else number, "last": len(listed)}
        raise InputError(Fault(key="optimal.no_state", where=str(states), values=values))
    return listed[number - 1]


def _head(case: Case, convention: str) -> dict[str, Any]:
    return {"case": case.name, "convention": convention}


def _rows(**columns: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
    """Columns of arrays as rows of plain numbers."""
    return pl.DataFrame({name: pl.Series(values) for name, values in columns.items()}).to_dicts()
