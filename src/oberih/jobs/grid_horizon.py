"""Least cut over hours that bind together: what the command line and the page ask for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from oberih.grid.dc.horizon import START_SHARE, Horizon
from oberih.grid.dc.horizon import horizon as roll
from oberih.grid.dc.limits_table import load_limits
from oberih.grid.dc.shed import least_shed
from oberih.jobs.load_factors import load_factors
from oberih.scenario.cases import Case, State, load_case, load_states
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say

AS_MUCH = 1e-6  #: two hours' cuts within this part are the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One state of a case over hours."""

    case: Path | str  #: a file, or what `load_case` knows by name
    hours: Path  #: CSV of load factors, an hour a row
    states: Path | None = None  #: file of damage states; None: the intact case
    state: int | None = None  #: which of the file, from 1; None: the first
    units: Path | None = None  #: CSV of what binds the hours of units
    window: int = 24  #: hours solved together
    step: int = 12  #: hours kept of each window
    start_share: float = START_SHARE  #: of their energy that stores hold at first
    end_share: float | None = None  #: least that they hold at the end
    convention: str = "plain"
    minimum_output: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Rolled:
    """Least cut over hours that bind together, ready to be told."""

    case: Case
    asked: Asked
    found: Horizon
    alone_mwh: float | None  #: the same hours each by itself; None where units must run, which it leaves out

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints; lists are by hour."""
        found = self.found
        return {
            "case": self.case.name,
            "convention": self.asked.convention,
            "window_h": self.asked.window,
            "step_h": self.asked.step,
            "windows": len(found.starts),
            "shed_mwh": float(found.shed_mw.sum()),
            "critical_shed_mwh": float(found.critical_cut_mw.sum()),
            "alone_shed_mwh": self.alone_mwh,
            "shares_equal": bool(found.even.all()),
            "gap_mwh": found.gap_mw,
            "load_mw": found.load_mw.sum(axis=1).tolist(),
            "shed_mw": found.shed_mw.tolist(),
            "charge_mw": found.charge_mw.sum(axis=1).tolist(),
            "discharge_mw": found.discharge_mw.sum(axis=1).tolist(),
            "stored_mwh": found.stored_mwh.sum(axis=1).tolist(),
            "units_still": (~found.running).sum(axis=1).tolist(),
            "bus": [
                {"bus": number, "cut_mw": cut, "critical_cut_mw": critical}
                for number, cut, critical in zip(
                    self.case.bus["bus"].to_list(), found.cut_mw.T.tolist(), found.critical_cut_mw.T.tolist(),
                    strict=True,
                )
            ],
        }  # fmt: skip

    def lines(self, lang: Lang) -> list[str]:
        """The same in words, for a terminal."""
        found, asked = self.found, self.asked
        shed, load = found.shed_mw, float(found.load_mw.sum())
        # the first of hours that are equal but for rounding
        mwh, worst = float(shed.sum()), int(np.argmax(shed >= shed.max() * (1 - AS_MUCH)))
        told = [
            say("horizon.shed", lang, mwh=mwh, load=load, share=mwh / load if load else 0.0, hours=shed.size,
                peak=float(shed[worst]), worst=worst + 1),
        ]  # fmt: skip
        if (self.case.bus["critical_share"] > 0).any():
            told.append(say("horizon.critical", lang, mwh=float(found.critical_cut_mw.sum())))
        if self.alone_mwh is not None:
            told.append(say("horizon.alone", lang, mwh=self.alone_mwh))
        if self.case.storage.height:
            first = float(self.case.storage["energy_mwh"].sum()) * asked.start_share
            told.append(
                say("horizon.stored", lang, n=self.case.storage.height, first=first,
                    last=float(found.stored_mwh[-1].sum()), out=float(found.discharge_mw.sum()),
                    into=float(found.charge_mw.sum()))
            )  # fmt: skip
        told.append(say("horizon.windows", lang, n=len(found.starts), window=asked.window, step=asked.step))
        uneven = int((~found.even).sum())
        if mwh > 0:
            told.append(say("horizon.uneven", lang, n=uneven) if uneven else say("horizon.even", lang))
        told.append(say("horizon.proved", lang, convention=asked.convention, gap=f"{found.gap_mw:.0e}"))
        return told


def horizon(asked: Asked) -> Rolled:
    """The least cut of one state over hours that bind together. Raises InputError with what is wrong."""
    case = load_case(asked.case)
    factors = load_factors(asked.hours)
    limits = load_limits(asked.units) if asked.units else []
    state = _state(asked, case)
    found = roll(
        case, factors.tolist(), state=state, window=asked.window, step=asked.step, limits=limits,
        start_share=asked.start_share, end_share=asked.end_share, convention=asked.convention,
        minimum_output=asked.minimum_output,
    )  # fmt: skip
    must_run = asked.minimum_output or any(each.min_mw for each in limits)
    alone = None
    if not must_run:
        each = least_shed(case, [state], convention=asked.convention, load_factors=factors.tolist())
        alone = float(each.shed_mw.sum())
    return Rolled(case, asked, found, alone)


def _state(asked: Asked, case: Case) -> State:
    if asked.states is None:
        if asked.state is not None:
            raise InputError(Fault(key="optimal.state_without_file", values={"found": asked.state}))
        return State()
    listed = load_states(asked.states, case)
    number = 1 if asked.state is None else asked.state
    if not 1 <= number <= len(listed):
        values = {"found": number, "last": len(listed)}
        raise InputError(Fault(key="optimal.no_state", where=str(asked.states), values=values))
    return listed[number - 1]
