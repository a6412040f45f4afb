"""The most that can be served on a grid with branches, for very many damage states: exact, and certified.

Three stages: critical load, then the least cut, then equal shares of what is cut (least sum of cut^2 / load). Every
answer carries the dual objective beside it; where the two do not agree, or the fast way ends without a status, the
whole linear programme is solved by HiGHS, and where that fails too the answer is an error, never a number.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from oberih.grid.dc._kernels.simplex import SOLVED, SURPLUS
from oberih.grid.dc._kernels.state import state as solve_state
from oberih.grid.dc.slow import PLANT_EASE, LeastCut, least_cut
from oberih.grid.dc.surplus import surplus
from oberih.grid.dc.wiring import Wiring, wiring
from oberih.scenario.cases.base import Case, State
from oberih.terms.batch import Floats
from oberih.terms.errors import Fault, InputError

UNPROVED = -1  #: status of an answer that its dual does not meet
AGREES = 1e-6  #: relative difference of primal and dual objective that counts as none


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """Answers for (state, hour), and by bus where asked; MW."""

    shed_mw: Floats  #: all load cut, (state, hour)
    critical_shed_mw: Floats  #: of it, critical
    gap_mw: Floats  #: primal less dual objective
    slow: tuple[tuple[int, int], ...]  #: (state, hour) that took the slow way
    load_mw: Floats | None = None  #: (state, hour, bus), all four
    cut_mw: Floats | None = None
    critical_cut_mw: Floats | None = None
    plant_mw: Floats | None = None


def least_shed(
    case: Case | Wiring, states: Sequence[State], *, convention: str = "plain", minimum_output: bool = False,
    load_factors: Sequence[float] | Floats = (1.0,), workers: int | None = 1, names: Sequence[str] | None = None,
) -> Served:  # fmt: skip
    """Least load shed of each state, for each factor on all load. Raises InputError where an answer does not exist.

    `case` may be a `Wiring` made before; then `convention` and `minimum_output` are its own. `names` is what faults
    call the states.
    """
    return _run(case, states, convention, minimum_output, load_factors, workers, names, even=False)


def served(
    case: Case | Wiring, states: Sequence[State], *, convention: str = "plain", minimum_output: bool = False,
    load_factors: Sequence[float] | Floats = (1.0,), workers: int | None = 1, names: Sequence[str] | None = None,
) -> Served:  # fmt: skip
    """All three stages, by bus: who is cut is unique, whatever the order of states, their batch, or what was solved
    before."""
    return _run(case, states, convention, minimum_output, load_factors, workers, names, even=True)


def _run(
    case: Case | Wiring, states: Sequence[State], convention: str, minimum_output: bool,
    load_factors: Sequence[float] | Floats, workers: int | None, names: Sequence[str] | None, *, even: bool,
) -> Served:  # fmt: skip
    wires = case if isinstance(case, Wiring) else wiring(case, convention, minimum_output=minimum_output)
    factors = np.asarray(load_factors, np.float64)
    shape = (len(states), factors.size)
    shed, critical, gap = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    by_bus = [np.zeros((*shape, wires.n)) for _ in range(4)] if even else None
    slow: list[tuple[int, int]] = []
    faults: list[tuple[int, Fault]] = []

    def work(i: int) -> None:
        answer = _solve(wires, states[i], factors, even=even)
        for h in np.flatnonzero(answer.status != SOLVED):
            where = names[i] if names is not None else f"states[{i + 1}]"
            if answer.status[h] == SURPLUS:
                values = surplus(wires, states[i], float(factors[h])) | {"hour": int(h) + 1}
                faults.append((i, Fault(key="dc.surplus", where=where, values=values)))
                break  # the first hour says it for all
            cut = least_cut(wires, states[i], float(factors[h]), even=even)
            if cut is None:
                faults.append((i, Fault(key="dc.no_answer", where=where, values={"hour": int(h) + 1})))
                break
            slow.append((i, int(h)))
            answer.take(int(h), cut)
        shed[i], critical[i] = answer.shed, answer.critical
        gap[i] = answer.gap()
        if by_bus is not None:
            for kept, found in zip(by_bus, answer.by_bus(), strict=True):
                kept[i] = found

    if workers == 1:
        for i in range(len(states)):
            work(i)
    else:
        with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
            list(pool.map(work, range(len(states))))
    if faults:
        raise InputError(*(fault for _, fault in sorted(faults, key=lambda each: each[0])))
    return Served(shed, critical, gap, tuple(sorted(slow)), *(by_bus or (None,) * 4))


@dataclass(slots=True, eq=False)
class _Answer:
    """One state as it comes back from the kernel."""

    status: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    shed: Floats
    critical: Floats
    certificate: Floats
    critical_certificate: Floats
    load: Floats
    plant: Floats
    cut: Floats
    critical_cut: Floats

    def by_bus(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.load, self.cut + self.critical_cut, self.critical_cut, self.plant

    def gap(self) -> Floats:
        """Primal less dual objective, of all load or of critical load: whichever is further from nothing; (hour,)."""
        of_all, of_critical = self.shed - self.certificate, self.critical - self.critical_certificate
        return np.where(np.abs(of_all) >= np.abs(of_critical), of_all, of_critical)

    def take(self, hour: int, found: LeastCut) -> None:
        """The slow way's answer in place of the kernel's."""
        self.plant[hour], self.cut[hour], self.critical_cut[hour] = found.plant_mw, found.cut_mw, found.critical_cut_mw
        self.certificate[hour], self.critical_certificate[hour] = found.certificate_mw, found.critical_certificate_mw
        self.critical[hour] = self.critical_cut[hour].sum()
        self.shed[hour] = self.cut[hour].sum() + self.critical[hour]


def _solve(wires: Wiring, state: State, factors: Floats, *, even: bool) -> _Answer:
    hours = factors.size
    least, most = wires.plant(state)
    load, critical = np.outer(factors, wires.load_mw), np.outer(factors, wires.critical_mw)
    status = np.zeros(hours, np.int64)
    shed, critical_shed, certificate, critical_certificate = (np.zeros(hours) for _ in range(4))
    plant, cut, critical_cut = (np.zeros((hours, wires.n)) for _ in range(3))
    solve_state(
        wires.n, wires.tail, wires.head, wires.b_mw, wires.shift_rad, wires.low_mw, wires.high_mw,
        wires.lines_on(state), wires.order, wires.columns, wires.rows, wires.slot, wires.parent, wires.factor_start,
        np.tile(least, (hours, 1)), np.tile(most, (hours, 1)), load, critical, even, PLANT_EASE,
        status, shed, critical_shed, certificate, critical_certificate, plant, cut, critical_cut, np.zeros(5, np.int64),
    )  # fmt: skip
    answer = _Answer(
        status, shed, critical_shed, certificate, critical_certificate, load + critical, plant, cut, critical_cut
    )
    status[(status == SOLVED) & (np.abs(answer.gap()) > AGREES * np.maximum(1.0, shed))] = UNPROVED
    return answer
