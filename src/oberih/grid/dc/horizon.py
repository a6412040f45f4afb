"""Hours that bind together: storage, ramps, units that must run, and energy that is limited, by a rolling horizon.

A window of hours is solved exactly as one programme (`window`), its first `step` hours are kept, and the next window
begins with what they leave: energy in stores, output of units, energy that may still be used. The last window reaches
the end and is kept whole. No window sees beyond its own end: short ones can cut more than one over all hours does.

In each window, in this order: least critical load cut; least load cut; equal shares (least sum of cut² / load over
buses and hours); then what is stored, and energy not yet used, kept as long as may be. Who is cut is unique for the
units that run, and found to within some 0.01 MW; which unit gives what is not, where it makes no difference to that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oberih.grid.dc.binding import Left, Limits, budget_after, first_left, limits_of
from oberih.grid.dc.conventions import Grid, grid
from oberih.grid.dc.highs import InfeasibleError
from oberih.grid.dc.window import Stores, Window, solve_window
from oberih.scenario.cases.base import Case, State
from oberih.terms.batch import Flags, Floats, Ints
from oberih.terms.errors import Fault, InputError

MOST_WINDOW = 168  #: hours; one programme over more is too large to be of use
START_SHARE = 0.5  #: of its energy a store holds at first, assumed (0 to 1) where nobody says


@dataclass(frozen=True, slots=True, eq=False)
class Horizon:
    """Who is served over hours that bind together; MW and MWh, hours of one hour each."""

    load_mw: Floats  #: all load, (hour, bus)
    cut_mw: Floats  #: of it cut, critical or not, (hour, bus)
    critical_cut_mw: Floats  #: (hour, bus)
    gen_row: Ints  #: row in the case, 1-based, (gen,)
    plant_mw: Floats  #: output of each unit left, (hour, gen)
    running: Flags  #: whether it runs, (hour, gen)
    given_mw: Floats  #: used of the injections that the case states as negative load, (hour, bus)
    charge_mw: Floats  #: taken by each store, (hour, store)
    discharge_mw: Floats
    stored_mwh: Floats  #: at the end of the hour, (hour, store)
    starts: tuple[int, ...]  #: first hour of each window, from 0
    even: Flags  #: whether shares were made equal in each window; else who is cut is one of several answers, (window,)
    gap_mw: float  #: largest difference of least cut and its proof, over windows

    @property
    def shed_mw(self) -> Floats:
        """All load cut, (hour,)."""
        return np.asarray(self.cut_mw.sum(axis=1))


def horizon(
    case: Case,
    load_factors: Sequence[float],
    *,
    state: State | None = None,
    window: int = 24,
    step: int = 12,
    limits: Sequence[Limits] = (),
    start_share: float = START_SHARE,
    end_share: float | None = None,
    convention: str = "plain",
    minimum_output: bool = False,
) -> Horizon:
    """Least cut of one state over hours, for a factor on all load in each.

    Stores are those of the case and begin with `start_share` of their energy; `end_share`, if given, is the least that
    they hold after the last hour. `limits` says what binds the hours of a unit; with `minimum_output` units whose least
    output it does not state must give the case's in every hour. Raises InputError where that cannot be, naming the
    window.
    """
    factors = np.asarray(load_factors, np.float64)
    faults = _faults(case, factors, window, step, start_share, end_share, limits)
    if faults:
        raise InputError(*faults)
    out = state or State()
    net = grid(case, convention, branches_out=out.branches_out, gens_out=out.gens_out)
    binding = limits_of(case, net, limits, minimum_output=minimum_output, hours=factors.size)
    stores = Stores.of(case, end_share)
    critical_share = np.clip(case.bus["critical_share"].to_numpy(), 0, 1)
    left = first_left(binding, stores.energy_mwh * start_share)
    parts: list[Window] = []
    starts: list[int] = []
    kept: list[int] = []
    start = 0
    while start < factors.size:
        end = min(start + window, factors.size)
        keep = factors.size - start if end == factors.size else step
        try:
            part = solve_window(net, binding, stores, left, critical_share, factors[start:end], start,
                                last=end == factors.size)  # fmt: skip
        except InfeasibleError:
            key = "horizon.surplus" if end_share is None else "horizon.surplus_or_end"
            raise InputError(Fault(key=key, values={"first": start + 1, "last": end})) from None
        starts.append(start)
        kept.append(keep)
        parts.append(part)
        left = Left(
            stored_mwh=part.stored_mwh[keep - 1],
            plant_mw=part.plant_mw[keep - 1],
            running=part.running[keep - 1],
            budget_mwh=budget_after(binding, left.budget_mwh, part.plant_mw[:keep][:, binding.budget_unit], start),
        )
        start += keep
    return _joined(net, factors, parts, starts, kept)


def _joined(net: Grid, factors: Floats, parts: list[Window], starts: list[int], kept: list[int]) -> Horizon:
    def joined(name: str) -> Floats:
        return np.concatenate([getattr(part, name)[:keep] for part, keep in zip(parts, kept, strict=True)])

    load = np.outer(factors, np.maximum(net.load_pu + net.shunt_pu, 0) * net.base_mva)
    return Horizon(
        load_mw=load,
        cut_mw=joined("cut_mw"),
        critical_cut_mw=joined("critical_cut_mw"),
        gen_row=net.gen_row,
        plant_mw=joined("plant_mw"),
        running=np.concatenate([part.running[:keep] for part, keep in zip(parts, kept, strict=True)]),
        given_mw=joined("given_mw"),
        charge_mw=joined("charge_mw"),
        discharge_mw=joined("discharge_mw"),
        stored_mwh=joined("stored_mwh"),
        starts=tuple(starts),
        even=np.array([part.even for part in parts]),
        gap_mw=max(part.gap_mw for part in parts),
    )


def _faults(
    case: Case, factors: Floats, window: int, step: int, start_share: float, end_share: float | None,
    limits: Sequence[Limits],
) -> list[Fault]:  # fmt: skip
    faults = []
    if not factors.size:
        faults.append(Fault(key="horizon.no_hours"))
    if not (np.isfinite(factors).all() and (factors >= 0).all()):
        faults.append(Fault(key="horizon.factors"))
    if not 1 <= window <= MOST_WINDOW:
        faults.append(Fault(key="horizon.window", values={"found": window, "most": MOST_WINDOW}))
    elif not 1 <= step <= window:
        faults.append(Fault(key="horizon.step", values={"found": step, "window": window}))
    for name, share in (("start", start_share), ("end", end_share)):
        if share is not None and not 0 <= share <= 1:
            faults.append(Fault(key="horizon.share", values={"name": name, "found": share}))
    known = set(case.gen["row"].to_list())
    rows = [each.row for each in limits]
    for row in sorted(set(rows)):
        if row not in known:
            faults.append(Fault(key="horizon.row", values={"found": row, "last": len(known)}))
        elif rows.count(row) > 1:
            faults.append(Fault(key="horizon.twice", values={"row": row}))
    return faults
