"""The best set of linear options by a stochastic programme in two stages: what is bought, then what is served.

Mobile generation and imports add megawatts to each hour, so what can be served in sampled states is a linear programme
in what was bought, and the whole is one programme in whole numbers (HiGHS). It proves how far a set that was searched
for falls short, in its own terms: energy that the network must leave unserved in the sampled hours, with demand as it
was without the options, and without the operator's rules of cutting.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import coo_array

from oberih.luck import FloatArray
from oberih.plan.options import Option
from oberih.plan.states import States
from oberih.scenario import Pack
from oberih.scenario.strengthened import shares

LINEAR = ("generation", "imports")


@dataclass(frozen=True, slots=True)
class Solved:
    """The best set of linear options, and what stays unserved."""

    chosen: tuple[int, ...]
    unserved_mwh: float  #: mean over draws
    bound_mwh: float  #: proved: no set leaves less


def is_linear(option: Option) -> bool:
    """Whether a programme can hold an option."""
    return all(change.add in LINEAR for change in option.adds)


def solve(
    states: States, weights: FloatArray, pack: Pack, options: Sequence[Option], costs: Sequence[float],
    most: Sequence[int], budget: float, fixed: Sequence[int] | None = None,
) -> Solved:  # fmt: skip
    """The best set for a budget; with `fixed`, what that set leaves unserved. `weights` of draws sum to 1; options that
    are not linear must have most = 0."""
    n_states, n = states.demand_mw.shape
    n_links, k = states.link_a.size, len(options)
    weight = weights[states.of_draw]
    low, high = ([0.0] * k, [float(each) for each in most]) if fixed is None else ([float(x) for x in fixed],) * 2
    # columns: options; then in each state what is served by region, and flows by link
    width = n + n_links
    first = k + width * np.arange(n_states)
    served = first[:, None] + np.arange(n)
    flow = first[:, None] + n + np.arange(n_links)
    cost = np.zeros(k + width * n_states)
    cost[served] = -weight[:, None]
    lower, upper = np.zeros_like(cost), np.zeros_like(cost)
    lower[:k], upper[:k] = low, high
    upper[served] = np.maximum(states.demand_mw, 0.0)
    lower[flow], upper[flow] = -states.limit_mw, states.limit_mw
    balance = 2 * n * np.arange(n_states)[:, None] + np.arange(n)
    deliver = balance + n
    rows = [balance, deliver, balance[:, states.link_a], balance[:, states.link_b]]
    columns = [served, served, flow, flow]
    values = [np.ones_like(served), np.ones_like(served), np.ones_like(flow), -np.ones_like(flow)]
    for o, option in enumerate(options):
        own, imported = _given(option, pack, states)
        for at, given in ((balance, own + imported), (deliver, np.broadcast_to(own, served.shape))):
            rows.append(at)
            columns.append(np.full(served.shape, o))
            values.append(-given)
    last = 2 * n * n_states
    rows.append(np.full(k, last))
    columns.append(np.arange(k))
    values.append(np.array(costs) / max(budget, 1e-9))
    table = coo_array(
        (
            np.concatenate([np.asarray(each, np.float64).ravel() for each in values]),
            (np.concatenate([each.ravel() for each in rows]), np.concatenate([each.ravel() for each in columns])),
        ),
        shape=(last + 1, cost.size),
    ).tocsc()  # fmt: skip
    most_rows = np.empty(last + 1)
    most_rows[balance], most_rows[deliver] = states.supply_mw, states.ceiling_mw
    most_rows[last] = np.inf if fixed is not None else 1.0 + 1e-9
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = cost.size, last + 1
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    lp.row_lower_, lp.row_upper_ = np.full(last + 1, -np.inf), most_rows
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = table.indptr, table.indices, table.data
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [whole] * k + [part] * (cost.size - k)
    return _run(lp, k, float(weight @ states.demand_mw.sum(axis=1)))


def _run(lp: highspy.HighsLp, k: int, demand_mwh: float) -> Solved:
    highs = highspy.Highs()
    for name, value in (("output_flag", False), ("mip_rel_gap", 1e-6), ("time_limit", 120.0)):
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    highs.run()
    info = highs.getInfo()
    found, proved = float(info.objective_function_value), float(info.mip_dual_bound)
    if highs.getModelStatus() not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit):
        raise RuntimeError(f"the programme ended as {highs.modelStatusToString(highs.getModelStatus())}")
    chosen = tuple(round(x) for x in highs.getSolution().col_value[:k])
    return Solved(chosen, demand_mwh + found, demand_mwh + (proved if np.isfinite(proved) else found))


def _given(option: Option, pack: Pack, states: States) -> tuple[FloatArray, FloatArray]:
    """MW of one of an option: on the consumers' side by region, and over the ties by state and region."""
    own, imported = np.zeros(len(pack.regions)), np.zeros(states.demand_mw.shape)
    for change in option.adds:
        if change.add == "generation":
            own = own + shares(pack, change.regions) * (change.mw or 0.0)
        elif change.add == "imports":
            imported = imported + (change.mw or 0.0) * states.tied[:, None] * states.import_share
    return own, imported
