"""How little can be cut when so many hours of repair are done: the best choice of what to mend, as a bound.

Of all sets of repairs of at most so many hours the one that leaves the least cut, by a mixed-integer programme of the
DC model in which each damaged line or unit is mended or not. The sets of later hours need not hold those of earlier
ones, so the answer is a bound on every order of work. With many repairs whole choices are let go (a linear programme);
the bound stays one, and is lower. Then a price on hours says more: the least of the cut and the price of the hours
spent, with whole choices, is one line below the cut at every amount of work (Lagrange), and its search need not end to
be a bound.
"""

from collections.abc import Sequence

import highspy
import numpy as np
from scipy.sparse import coo_array, csr_array

from oberih.grid.dc.highs import Program, _highs
from oberih.grid.dc.quiet import quiet
from oberih.grid.dc.wiring import Wiring
from oberih.scenario.cases.base import State
from oberih.terms.batch import Floats, Ints

HALF_GAP = 1e-2  #: a half is good enough within it
MARGIN = 1e-6  #: of 1 MW and of the answer, taken off against the solver's tolerance


class Mended:
    """The programme of one damaged case; asked again and again with other hours."""

    def __init__(
        self, wires: Wiring, damaged: State, hours: Sequence[float], *, critical_weight: float = 1.0,
        whole: bool = True, seconds: float = 2.0, at_most: Sequence[tuple[Sequence[int], int]] = (),
    ) -> None:  # fmt: skip
        """`hours` of the damaged branches, then of the damaged generators, in the order of the state. `at_most` names
        jobs of which no more than a number can be done. `seconds` may each answer take."""
        self.n_jobs = len(hours)
        self._highs = _highs(_program(wires, damaged, np.asarray(hours, float), critical_weight, whole, at_most))
        self._first_job = self._highs.getNumCol() - self.n_jobs
        self._row = self._highs.getNumRow() - 1
        self._hours, self._whole, self._done = np.asarray(hours, float), whole, np.zeros(self.n_jobs)
        self._highs.setOptionValue("primal_feasibility_tolerance", 1e-7)
        self._highs.setOptionValue("dual_feasibility_tolerance", 1e-7)
        self._highs.setOptionValue("mip_rel_gap", 1e-7)
        self._highs.setOptionValue("mip_feasibility_tolerance", 1e-7)
        self._seconds = seconds

    def floor_mw(self, worked_h: float) -> tuple[float, Floats]:
        """No set of repairs of at most these hours leaves less cut, MW (critical load weighted), and which repairs the
        best choice holds, 0 to 1."""
        highs = self._highs
        highs.changeRowBounds(self._row, -highspy.kHighsInf, float(worked_h) + 1e-9 * max(1.0, float(worked_h)))
        # the clock of the solver goes on from run to run
        highs.setOptionValue("time_limit", highs.getRunTime() + self._seconds)
        with quiet():
            highs.run()
        info, status = highs.getInfo(), highs.getModelStatus()
        kinds = highspy.HighsModelStatus
        if self._whole:
            bound = float(info.mip_dual_bound)
        else:
            bound = float(info.objective_function_value) if status == kinds.kOptimal else 0.0
        solution = highs.getSolution()
        if len(solution.col_value):
            self._done = np.clip(np.asarray(solution.col_value[self._first_job :], np.float64), 0.0, 1.0)
        if not np.isfinite(bound):
            bound = 0.0
        return max(bound - MARGIN * max(1.0, abs(bound)), 0.0), self._done


def priced_mw(
    wires: Wiring, damaged: State, hours: Sequence[float], price_mw: float, *, critical_weight: float = 1.0,
    seconds: float = 2.0, at_most: Sequence[tuple[Sequence[int], int]] = (),
) -> float:  # fmt: skip
    """No set of repairs has a lower sum of the cut, MW, and `price_mw` for each of its hours; as far as the search
    comes in the time."""
    each = np.asarray(hours, float)
    program = _program(wires, damaged, each, critical_weight, True, at_most)
    program.cost[-each.size :] = price_mw * each
    highs = _highs(program)
    highs.setOptionValue("mip_rel_gap", 1e-3)
    highs.setOptionValue("mip_feasibility_tolerance", 1e-7)
    highs.setOptionValue("time_limit", seconds)
    with quiet():
        highs.run()
    bound = float(highs.getInfo().mip_dual_bound)
    return max(bound - MARGIN * max(1.0, abs(bound)), 0.0) if np.isfinite(bound) else 0.0


class Halving:
    """The programme of one damaged case, asked which half of some repairs is best done first."""

    def __init__(
        self, wires: Wiring, damaged: State, hours: Sequence[float], *, critical_weight: float = 1.0,
        at_most: Sequence[tuple[Sequence[int], int]] = (),
    ) -> None:  # fmt: skip
        self._hours = np.asarray(hours, float)
        self._highs = _highs(_program(wires, damaged, self._hours, critical_weight, True, at_most))
        self._first_job = self._highs.getNumCol() - self._hours.size
        self._row = self._highs.getNumRow() - 1
        self._highs.setOptionValue("mip_rel_gap", HALF_GAP)
        self._highs.setOptionValue("mip_feasibility_tolerance", 1e-7)

    def split(self, order: Sequence[int], first: int, last: int, seconds: float) -> list[int] | None:
        """The order with repairs `first` to `last` anew: those that leave the least cut after half of them come first.

        What comes before them is done, and nothing after them. None where nothing was found in the time.
        """
        highs, middle = self._highs, (first + last) // 2
        low, high = np.zeros(self._hours.size), np.zeros(self._hours.size)
        low[list(order[:first])] = 1.0
        high[list(order[:last])] = 1.0
        jobs = np.arange(self._first_job, self._first_job + self._hours.size, dtype=np.int32)
        highs.changeColsBounds(jobs.size, jobs, low, high)
        most = float(self._hours[list(order[:middle])].sum())
        highs.changeRowBounds(self._row, -highspy.kHighsInf, most + 1e-9 * max(1.0, most))
        highs.setOptionValue("time_limit", highs.getRunTime() + seconds)  # its clock goes on from run to run
        with quiet():
            highs.run()
        if not np.isfinite(highs.getInfo().objective_function_value):
            return None
        done = np.asarray(highs.getSolution().col_value[self._first_job :], np.float64) > 0.5
        window = order[first:last]
        chosen, rest = [j for j in window if done[j]], [j for j in window if not done[j]]
        return [*order[:first], *chosen, *rest, *order[last:]]


class _Rows:
    """Rows of a programme as they are written down: entries (row, column, value) and the two ends of each row."""

    def __init__(self) -> None:
        self.n = 0
        self._row: list[Ints] = []
        self._column: list[Ints] = []
        self._value: list[Floats] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []

    def add(self, low: Floats, high: Floats, *entries: tuple[Ints, Ints, Floats]) -> None:
        """Rows with their ends; rows of entries count from 0 among these."""
        for row, column, value in entries:
            self._row.append(self.n + row)
            self._column.append(column)
            self._value.append(value)
        self.low.append(low)
        self.high.append(high)
        self.n += low.size

    def matrix(self, columns: int) -> csr_array:
        """All entries; those of one place are summed."""
        at = (np.concatenate(self._row), np.concatenate(self._column))
        return csr_array(coo_array((np.concatenate(self._value), at), shape=(self.n, columns)))


def _program(
    wires: Wiring, damaged: State, hours: Floats, critical_weight: float, whole: bool,
    at_most: Sequence[tuple[Sequence[int], int]],
) -> Program:  # fmt: skip
    """Columns: plant that is left and flow of each line, angles, cut and critical cut by bus, output of each damaged
    unit, then whether each repair is done."""
    n, m = wires.n, wires.tail.size
    lines = np.array([wires.line_place[row] for row in damaged.branches_out], np.int64)
    units = np.array([wires.gen_place[row] for row in damaged.gens_out], np.int64)
    k, g = lines.size, units.size
    flow, angle, cut, critical = n, n + m, 2 * n + m, 3 * n + m
    unit, job = 4 * n + m, 4 * n + m + g
    columns = job + k + g
    low, high = np.zeros(columns), np.full(columns, np.inf)
    high[:n] = wires.plant(State(gens_out=damaged.gens_out))[1]
    low[flow:angle], high[flow:angle] = wires.low_mw, wires.high_mw
    low[angle:cut] = -np.inf
    high[cut:critical], high[critical:unit] = wires.load_mw, wires.critical_mw
    high[unit:job] = wires.gen_most_mw[units]
    high[job:] = 1.0
    cost = np.zeros(columns)
    cost[cut:critical], cost[critical:unit] = 1.0, critical_weight
    bus, line, rows = np.arange(n), np.arange(m), _Rows()
    load = wires.load_mw + wires.critical_mw
    rows.add(
        load, load, (bus, bus, np.ones(n)), (wires.tail, flow + line, -np.ones(m)),
        (wires.head, flow + line, np.ones(m)), (bus, cut + bus, np.ones(n)), (bus, critical + bus, np.ones(n)),
        (wires.gen_bus[units], unit + np.arange(g), np.ones(g)),
    )  # fmt: skip
    _kirchhoff(rows, wires, lines, flow, angle, job)
    usable_low, usable_high = _usable(wires)
    line_job, unit_job = job + np.arange(k), job + k + np.arange(g)
    at, of_unit = np.arange(k), np.arange(g)
    nothing = np.full(k, np.inf)
    rows.add(-nothing, np.zeros(k), (at, flow + lines, np.ones(k)), (at, line_job, -usable_high[lines]))
    rows.add(np.zeros(k), nothing, (at, flow + lines, np.ones(k)), (at, line_job, -usable_low[lines]))
    rows.add(
        np.full(g, -np.inf), np.zeros(g), (of_unit, unit + of_unit, np.ones(g)),
        (of_unit, unit_job, -wires.gen_most_mw[units]),
    )  # fmt: skip
    for jobs, most in at_most:
        some = np.asarray(jobs, np.int64)
        rows.add(np.array([-np.inf]), np.array([float(most)]), (np.zeros_like(some), job + some, np.ones(some.size)))
    everything = np.array([float(hours.sum())])
    rows.add(np.array([-np.inf]), everything, (np.zeros(k + g, np.int64), job + np.arange(k + g), hours))
    chosen = np.zeros(columns, np.bool_)
    chosen[job:] = whole
    return Program(cost, low, high, rows.matrix(columns), np.concatenate(rows.low), np.concatenate(rows.high), chosen)


def _kirchhoff(rows: _Rows, wires: Wiring, lines: Ints, flow: int, angle: int, job: int) -> None:
    """flow = b (angle - angle - shift); of a damaged line let go as far as angles can be apart, and tightened as its
    repair is done."""
    m, b, ones = wires.tail.size, wires.b_mw, np.ones(wires.tail.size)
    line, right = np.arange(m), -wires.b_mw * wires.shift_rad
    slack = np.zeros(m)
    slack[lines] = np.abs(b[lines]) * (_reach(wires) + np.abs(wires.shift_rad[lines]))
    known = np.isfinite(slack)
    low = np.where(known, right - np.where(known, slack, 0.0), -np.inf)
    high = np.where(known, right + np.where(known, slack, 0.0), np.inf)
    rows.add(low, high, (line, flow + line, ones), (line, angle + wires.tail, -b), (line, angle + wires.head, b))
    jobs = np.flatnonzero(np.isfinite(slack[lines]) & (slack[lines] > 0))
    at, ls = np.arange(jobs.size), lines[jobs]
    for sign in (1.0, -1.0):  # one side each
        rows.add(
            np.full(jobs.size, -np.inf), sign * right[ls] + slack[ls], (at, flow + ls, sign * np.ones(jobs.size)),
            (at, angle + wires.tail[ls], -sign * b[ls]), (at, angle + wires.head[ls], sign * b[ls]),
            (at, job + jobs, slack[ls]),
        )  # fmt: skip


def _usable(wires: Wiring) -> tuple[Floats, Floats]:
    """Limits of flow, where there are none all plant and load of the case."""
    all_mw = float(wires.gen_most_mw.sum() + wires.given_mw.sum() + wires.load_mw.sum() + wires.critical_mw.sum())
    return np.maximum(wires.low_mw, -all_mw), np.minimum(wires.high_mw, all_mw)


def _reach(wires: Wiring) -> float:
    """Two buses of one island are never further apart in angle than the widest lines of a path through all buses allow;
    islands may be turned against each other until they are no further apart. Infinite where a line has no limit."""
    ends = np.maximum(np.abs(wires.low_mw), np.abs(wires.high_mw)) / np.abs(wires.b_mw) + np.abs(wires.shift_rad)
    return float(np.sort(ends)[::-1][: wires.n - 1].sum())
