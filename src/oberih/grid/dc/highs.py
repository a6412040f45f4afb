"""Linear programmes by HiGHS, with a status that is looked at and a proof that is worked out again here.

Every answer carries its dual objective, summed up by this file from the multipliers, and not as the solver states it.
An answer whose two objectives differ is solved again cold; if they still differ, that is an error and never a number.
"""

from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy.sparse import csr_array, vstack

from oberih.grid.dc.quiet import quiet
from oberih.terms.batch import Flags, Floats
from oberih.terms.errors import Fault, OberihError

#: most that primal and dual objective may differ, relative to the larger of 1 and the objective
GAP = 1e-8
#: a multiplier of a bound that does not exist is noise below this, relative to the largest cost
NOISE = 1e-7
#: how near a whole number counts as one
WHOLE = 1e-9
TIME_LIMIT_S = 300.0

#: ways to try, one after another: warm or as HiGHS sees fit, then cold, without presolve, then by interior point
_WAYS: tuple[dict[str, object], ...] = (
    {},
    {"presolve": "on", "solver": "simplex"},
    {"presolve": "off", "solver": "simplex"},
    {"presolve": "on", "solver": "ipm"},
)


class SolverError(OberihError):
    """The solver ended without an answer that could be proved."""


class InfeasibleError(OberihError):
    """No point keeps all limits; whoever set up the programme says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Least cost·x, with row_low <= matrix·x <= row_high and low <= x <= high; some x may have to be whole."""

    cost: Floats
    low: Floats
    high: Floats
    matrix: csr_array
    row_low: Floats
    row_high: Floats
    whole: Flags | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A proved optimum."""

    x: Floats
    row_dual: Floats  #: change of the objective for one more on the row's side
    objective: float
    dual_objective: float  #: no point costs less; for whole numbers the bound of the search


class Solver:
    """One programme that may get further rows; each solution starts from the one before."""

    def __init__(self, program: Program, gap: float = GAP) -> None:
        self.program, self.gap = program, gap
        self._highs = _highs(program)

    def add_rows(self, matrix: csr_array, low: Floats, high: Floats) -> None:
        """Add rows, keeping what is known of the last optimum."""
        p = self.program
        self._highs.addRows(
            matrix.shape[0], low, high, matrix.nnz, matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32), matrix.data,
        )  # fmt: skip
        stacked = csr_array(vstack((p.matrix, matrix)))
        self.program = replace(
            p, matrix=stacked, row_low=np.append(p.row_low, low), row_high=np.append(p.row_high, high)
        )

    def solve(self) -> Answer:
        """The optimum. Raises InfeasibleError, or SolverError where no way gives a proved one."""
        told = ""
        for number, way in enumerate(_WAYS):
            if number:
                self._highs = _highs(self.program)
                for name, value in way.items():
                    self._highs.setOptionValue(name, value)
            self._highs.run()
            status = self._highs.getModelStatus()
            told = self._highs.modelStatusToString(status)
            if status == highspy.HighsModelStatus.kInfeasible:
                raise InfeasibleError(Fault(key="optimal.infeasible"))
            if status == highspy.HighsModelStatus.kOptimal:
                answer = self._answer()
                if proved(answer.objective, answer.dual_objective, self.gap):
                    return answer
                told = f"{told}, {answer.objective!r} / {answer.dual_objective!r}"
        raise SolverError(Fault(key="optimal.no_status", values={"status": told}))

    def _answer(self) -> Answer:
        solution = self._highs.getSolution()
        x = np.asarray(solution.col_value, dtype=np.float64)
        duals = np.asarray(solution.row_dual, dtype=np.float64)
        objective = float(self.program.cost @ x)
        return Answer(x, duals, objective, dual_objective(self.program, x, duals))


def solve(program: Program, gap: float = GAP) -> Answer:
    """The proved optimum of a programme; `gap` is how far its two objectives may be apart, relative to the larger of 1
    and the objective. Raises InfeasibleError or SolverError.

    With whole numbers: if the optimum without them has them whole already, that is it. Else a search is made, its best
    choice held, and the rest solved again as a linear programme and proved; `dual_objective` is the search's bound.
    """
    parts = Solver(replace(program, whole=None), gap).solve()
    if program.whole is None or not (np.abs(parts.x - np.round(parts.x)) > WHOLE)[program.whole].any():
        return parts
    search = _highs(program)
    with quiet():
        search.run()
    status = search.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise InfeasibleError(Fault(key="optimal.infeasible"))
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(Fault(key="optimal.no_status", values={"status": search.modelStatusToString(status)}))
    chosen = np.round(np.asarray(search.getSolution().col_value, dtype=np.float64))
    low, high = np.where(program.whole, chosen, program.low), np.where(program.whole, chosen, program.high)
    held = Solver(replace(program, low=low, high=high, whole=None), gap).solve()
    bound = float(search.getInfo().mip_dual_bound)
    if not proved(held.objective, bound, gap):
        raise SolverError(Fault(key="optimal.no_status", values={"status": f"{held.objective!r} / {bound!r}"}))
    return Answer(held.x, held.row_dual, held.objective, bound)


def proved(objective: float, dual: float, gap: float = GAP) -> bool:
    """Whether a point's objective and the proved bound agree.

    >>> proved(1e6, 1e6 - 1e-4), proved(1.0, 0.999)
    (True, False)
    """
    return bool(abs(objective - dual) <= gap * max(1.0, abs(objective)))


def dual_objective(program: Program, x: Floats, row_dual: Floats) -> float:
    """The dual objective of multipliers: each takes the side that it prices, -inf where that side has no limit.

    Multipliers within the noise of rounding on sides without a limit are priced at the point itself.
    """
    noise = NOISE * max(1.0, float(np.abs(program.cost).max(initial=0.0)))
    reduced = program.cost - program.matrix.T @ row_dual
    activity = program.matrix @ x
    return float(
        _priced(row_dual, program.row_low, program.row_high, activity, noise).sum()
        + _priced(reduced, program.low, program.high, x, noise).sum()
    )


def _priced(multiplier: Floats, low: Floats, high: Floats, at: Floats, noise: float) -> Floats:
    side = np.where(multiplier > 0, low, high)
    side = np.where(np.isinf(side) & (np.abs(multiplier) <= noise), at, side)
    priced = np.zeros_like(multiplier)
    used = multiplier != 0
    priced[used] = multiplier[used] * side[used]
    return priced


def _highs(program: Program) -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    # the same path whatever else the machine does; "threads" would clash with any other user of HiGHS in the process
    highs.setOptionValue("parallel", "off")
    highs.setOptionValue("primal_feasibility_tolerance", 1e-9)
    highs.setOptionValue("dual_feasibility_tolerance", 1e-9)
    highs.setOptionValue("mip_rel_gap", 1e-10)
    highs.setOptionValue("mip_abs_gap", 1e-10)
    highs.setOptionValue("mip_feasibility_tolerance", 1e-9)
    highs.setOptionValue("time_limit", TIME_LIMIT_S)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = program.matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.low, program.high
    lp.row_lower_, lp.row_upper_ = program.row_low, program.row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = program.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = program.matrix.data
    if program.whole is not None and program.whole.any():
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in program.whole]
    highs.passModel(lp)
    return highs
