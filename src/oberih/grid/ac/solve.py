"""The AC power flow of one island, solved by pandapower (an extra), and held against Kirchhoff's laws here.

An answer is taken only if the power that leaves each bus by our own admittances is what the state puts in: a converter
that read the island otherwise cannot pass a wrong answer on.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any, Literal

import numpy as np

from oberih.grid.ac.admittance import Branches, Complexes, leaving
from oberih.grid.ac.state import Posed, members
from oberih.terms.batch import Floats, Ints
from oberih.terms.errors import Fault, InputError

Status = Literal["converged", "reactive", "none", "differs"]
EXTRA = "pandapower"
#: kV; one level for all buses, since then pandapower's converter keeps the taps of MATPOWER where they are
KV = 100.0
#: MVA; what is put in and what leaves may differ by so much
AGREES_MVA = 1e-3
TOLERANCE_MVA = 1e-6
ROUNDS = 50
#: MVAr by which a unit may pass its limit and be at it
AT_LIMIT_MVAR = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """One island. Without a voltage there is no answer, and no figure either."""

    island: int
    #: converged; reactive: an answer exists only if units gave more reactive power than they can; none: the method
    #: found no answer at all; differs: pandapower's answer breaks Kirchhoff's laws of the case
    status: Status
    buses: Ints
    lines: Ints
    voltage: Complexes | None = None  #: (bus of the island,)


def library() -> Any:
    """pandapower and its converter. Raises InputError that says how to install it."""
    try:
        with _quiet():
            import pandapower  # noqa: PLC0415 - an extra, and seconds of imports
            from pandapower.converter.pypower.from_ppc import from_ppc  # noqa: PLC0415
    except ImportError:
        raise InputError(Fault(key="ac.no_extra", values={"extra": EXTRA})) from None
    return pandapower, from_ppc


def solve(posed: Posed, island: int) -> Solved:
    """The AC flow of an island: slack at its largest unit, limits of reactive power enforced (PV becomes PQ)."""
    buses, lines = members(posed, island)
    arrays = ppc(posed, island)
    for limited in (True, False):
        voltage = _run(arrays, limited=limited)
        if voltage is None:
            continue
        if not limited:
            return Solved(island, "reactive", buses, lines)
        off = worst_mva(posed, island, voltage)
        if not off <= AGREES_MVA:
            return Solved(island, "differs", buses, lines)
        return Solved(island, "converged", buses, lines, voltage)
    return Solved(island, "none", buses, lines)


def ppc(posed: Posed, island: int) -> dict[str, Any]:
    """MATPOWER's arrays of an island, buses numbered from 0 in the case's order.

    Charging of a branch with a tap or a shift stands as shunts at its ends, which is the same pi: pandapower's
    transformers know magnetising only, below 0.
    """
    buses, lines = members(posed, island)
    place = np.full(posed.holds.size, -1)
    place[buses] = np.arange(buses.size)
    base, slack = posed.case.base_mva, posed.slack_bus[island]
    part = posed.branch[lines.tolist()]
    start, end = place[posed.lines.from_bus[lines]], place[posed.lines.to_bus[lines]]
    r, x, b, tap, shift = (
        part[each].to_numpy().copy() for each in ("r_pu", "x_pu", "b_pu", "tap", "shift_deg")
    )
    turned = (tap != 1) | (shift != 0)
    susceptance = posed.shunt_pu[buses].imag * base
    np.add.at(susceptance, start[turned], (b / 2 / tap**2 * base)[turned])
    np.add.at(susceptance, end[turned], (b / 2 * base)[turned])
    b[turned] = 0
    none, one = np.zeros(buses.size), np.ones(buses.size)
    kind = np.where(posed.holds[buses], 2, 1)
    kind[place[slack]] = 3
    demand = posed.demand[buses]
    bus = np.column_stack(
        (np.arange(buses.size), kind, demand.real, demand.imag, posed.shunt_pu[buses].real * base, susceptance, one,
         one, none, KV * one, one, 2 * one, none)
    )  # fmt: skip
    at = buses[kind > 1]
    gen = np.zeros((at.size, 21))
    gen[:, :10] = np.column_stack(
        (place[at], posed.units_mw[at], np.zeros(at.size), posed.qmax_mvar[at], posed.qmin_mvar[at],
         posed.setpoint_pu[at], np.full(at.size, base), np.ones(at.size), posed.pmax_mw[at], np.zeros(at.size))
    )  # fmt: skip
    full, still = np.zeros(lines.size), np.ones(lines.size)
    ratio = np.where(turned & (tap == 1), 1.0, np.where(turned, tap, 0.0))
    branch = np.column_stack(
        (start, end, r, x, b, full, full, full, ratio, shift, still, -360 * still, 360 * still)
    )  # fmt: skip
    return {"version": "2", "baseMVA": base, "bus": bus, "gen": gen, "branch": branch}


def worst_mva(posed: Posed, island: int, voltage: Complexes) -> float:
    """Largest difference between what buses put in and what leaves them by our own admittances, MVA.

    Where units hold a voltage only their active power is known, and at the slack bus neither; reactive power of units
    must keep their limits.
    """
    buses, _ = members(posed, island)
    left = _leaving(posed, island, voltage) * posed.case.base_mva + posed.demand[buses]
    off = left - posed.units_mw[buses]
    over = np.maximum(left.imag - posed.qmax_mvar[buses], posed.qmin_mvar[buses] - left.imag)
    off = off.real + 1j * np.where(posed.holds[buses], np.maximum(over, 0), off.imag)
    off[buses == posed.slack_bus[island]] = 0
    return float(np.abs(off).max(initial=0.0))


def units_mva(posed: Posed, island: int, voltage: Complexes) -> Complexes:
    """What the units of each bus of the island must give, MW + j·MVAr, (bus of the island,)."""
    buses, _ = members(posed, island)
    return _leaving(posed, island, voltage) * posed.case.base_mva + posed.demand[buses]


def _leaving(posed: Posed, island: int, voltage: Complexes) -> Complexes:
    buses, lines = members(posed, island)
    place = np.full(posed.holds.size, -1)
    place[buses] = np.arange(buses.size)
    whole = posed.lines
    part = Branches(
        place[whole.from_bus[lines]], place[whole.to_bus[lines]],
        *(getattr(whole, each)[lines] for each in ("y_ff", "y_ft", "y_tf", "y_tt")),
    )  # fmt: skip
    return leaving(part, voltage, posed.shunt_pu[buses])


def _run(arrays: dict[str, Any], *, limited: bool) -> Complexes | None:
    """Voltages that pandapower finds, from a DC start, a flat one, or what it finds without limits (by the steadier
    method of Iwamoto, if need be); None where it finds none."""
    pandapower, from_ppc = library()
    with _quiet():
        net = from_ppc({name: each.copy() if hasattr(each, "copy") else each for name, each in arrays.items()})
        def found(start: str, method: str, *, limited: bool) -> Complexes | None:
            try:
                pandapower.runpp(
                    net, algorithm=method, init=start, calculate_voltage_angles=True, trafo_model="pi",
                    enforce_q_lims=limited, numba=False, lightsim2grid=False, tolerance_mva=TOLERANCE_MVA,
                    max_iteration=ROUNDS,
                )  # fmt: skip
            except (pandapower.LoadflowNotConverged, np.linalg.LinAlgError, IndexError):
                return None  # IndexError: how its method of Iwamoto ends where a step has one root
            table = net.res_bus.sort_index()
            size: Floats = table["vm_pu"].to_numpy()
            voltage = size * np.exp(1j * np.radians(table["va_degree"].to_numpy()))
            return np.asarray(voltage, dtype=np.complex128) if np.isfinite(voltage).all() else None

        for start, method in (("dc", "nr"), ("flat", "nr"), ("flat", "iwamoto_nr")):
            if limited and method == "iwamoto_nr":  # pandapower enforces limits by Newton's method alone
                if found(start, method, limited=False) is None:
                    return None
                return found("results", "nr", limited=True)
            answer = found(start, method, limited=limited)
            if answer is not None:
                return answer
    return None


@contextmanager
def _quiet() -> Iterator[None]:
    """pandapower warns of what is meant here (transformers between equal levels), and prints steps."""
    logger = logging.getLogger("pandapower")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
