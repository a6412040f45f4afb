"""What one row (an hour of all regions) costs: our least cut with equal shares against an LP by HiGHS.

The rows are those that the shipped raid really asks for: supply, links, load and ceilings of each hour of some draws,
with the raid and without. HiGHS finds the least total cut, by scipy.optimize.linprog and as one model whose bounds are
changed and which goes on from its last basis; ours finds that, critical load first and equal shares besides.
Run: python benchmarks/bench_served.py (some ten seconds).
"""

import statistics
import time
from collections.abc import Callable
from importlib.resources import files
from typing import NamedTuple
from unittest import mock

import highspy
import numpy as np
from machine import machine
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from oberih.grid import _kernels, network
from oberih.grid.network import Network
from oberih.luck import Key
from oberih.scenario import load_pack, parse
from oberih.study import simulate

DRAWS, TIMES, LP_ROWS = 20, 7, 400
NEAR_MW = 1e-3  #: two answers within this are the same; national load is some 15,000 MW


class Rows(NamedTuple):
    """What each row asks, MW: (row, region), links (row, link)."""

    supply: np.ndarray
    limit: np.ndarray
    critical: np.ndarray
    demand: np.ndarray
    ceiling: np.ndarray


def rows_of_the_raid() -> tuple[Network, Rows]:
    """The rows of some draws, caught where the hour's kernel, run as plain Python, hands them on."""
    text = files("oberih").joinpath("examples", "2022-12-05.toml").read_text(encoding="utf-8")
    scenario, pack = parse(text), load_pack()
    net = network(pack, scenario)
    caught: list[tuple[np.ndarray, ...]] = []
    serve = _kernels.serve

    def catch(*args):
        serve(*args)
        caught.append(tuple(each.copy() for each in args[7:12]))

    with mock.patch.object(_kernels, "hours", _kernels.hours.py_func), mock.patch.object(_kernels, "serve", catch):
        simulate(scenario, pack, Key(1), np.arange(DRAWS), net)
    return net, Rows(*(np.stack(part) for part in zip(*caught, strict=True)))


def ours(net: Network, rows: Rows, served: np.ndarray) -> float:
    """Seconds for all rows, in one thread."""
    begin = time.perf_counter()
    _kernels.serve_many(net.peak_mw.size, net.link_a, net.link_b, net.spread, *rows, served)
    return time.perf_counter() - begin


class Flow:
    """The least cut of a row as a linear programme: what is used of supply, what flows over links, what is served."""

    def __init__(self, net: Network, rows: Rows) -> None:
        n, m = net.peak_mw.size, net.link_a.size
        at = np.arange(m)
        ends = csr_array(
            (np.r_[-np.ones(m), np.ones(m)], (np.r_[net.link_a, net.link_b], np.r_[at, at])), shape=(n, m)
        )
        self.n, self.rows = n, rows
        self.balance = hstack([eye_array(n), ends, -eye_array(n)]).tocsc()  # used + what comes over links = served
        self.cost = np.r_[np.zeros(n + m), -np.ones(n)]

    def bounds(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        n, rows = self.n, self.rows
        most = np.minimum(rows.demand[row], rows.ceiling[row])
        return np.r_[np.zeros(n), -rows.limit[row], np.zeros(n)], np.r_[rows.supply[row], rows.limit[row], most]

    def by_linprog(self, row: int) -> float:
        """Total served, MW; NaN where the solver fails."""
        zero = np.zeros(self.n)
        answer = linprog(self.cost, A_eq=self.balance, b_eq=zero, bounds=np.c_[self.bounds(row)], method="highs")
        return -answer.fun if answer.status == 0 else np.nan

    def by_basis(self) -> Callable[[int], float]:
        """The same by one HiGHS model, rows in order, each begun from the basis of the one before."""
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        low, high = self.bounds(0)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.cost.size, self.n
        model.col_cost_, model.col_lower_, model.col_upper_ = self.cost, low, high
        model.row_lower_ = model.row_upper_ = np.zeros(self.n)
        model.a_matrix_.start_, model.a_matrix_.index_ = self.balance.indptr, self.balance.indices
        model.a_matrix_.value_ = self.balance.data
        solver.passModel(model)
        columns = np.arange(self.cost.size, dtype=np.int32)

        def total(row: int) -> float:
            solver.changeColsBounds(columns.size, columns, *self.bounds(row))
            solver.run()
            found = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            return -solver.getInfo().objective_function_value if found else np.nan

        return total


def timed(total: Callable[[int], float], picked: np.ndarray) -> tuple[np.ndarray, float]:
    """Totals of rows, and the median of seconds a row."""
    totals, seconds = np.empty(picked.size), np.empty(picked.size)
    for i, row in enumerate(picked):
        begin = time.perf_counter()
        totals[i] = total(int(row))
        seconds[i] = time.perf_counter() - begin
    return totals, float(np.median(seconds))


def main() -> None:
    """Compare, and print what was found."""
    print(machine())
    net, rows = rows_of_the_raid()
    n_rows = rows.supply.shape[0]
    served = np.empty_like(rows.demand)
    ours(net, rows, served)  # compiles
    took = statistics.median(ours(net, rows, served) for _ in range(TIMES)) / n_rows
    total = served.sum(axis=1)
    short = total < rows.demand.sum(axis=1) - 1
    local = np.minimum(rows.demand, rows.ceiling).sum(axis=1)
    bound = total < np.minimum(rows.supply.sum(axis=1), local) - 1
    print(f"\n## One row: {net.peak_mw.size} regions, {net.link_a.size} links\n")
    print(
        f"{n_rows} rows of {DRAWS} draws, half of them with the raid: {short.mean():.0%} cut load, and in "
        f"{bound.mean():.0%} links hold supply back. One thread, medians.\n"
    )
    print("| | microseconds a row | against ours | rows | failures | least cut differs |")
    print("|---|---:|---:|---:|---:|---:|")
    print(f"| Oberih, all three stages | {took * 1e6:.1f} | 1 | {n_rows} | {int(np.isnan(total).sum())} | |")
    flow = Flow(net, rows)
    every = np.arange(n_rows)
    for name, solve, picked in (
        ("linprog, least cut alone", flow.by_linprog, every[:: max(1, n_rows // LP_ROWS)]),
        ("HiGHS from the last basis, least cut alone", flow.by_basis(), every),
    ):
        found, seconds = timed(solve, picked)
        apart = np.abs(total[picked] - found)
        print(
            f"| {name} | {seconds * 1e6:.0f} | {seconds / took:.0f} | {picked.size} | {int(np.isnan(found).sum())} | "
            f"{int((apart > NEAR_MW).sum())}; at most {np.nanmax(apart):.0e} MW |"
        )


if __name__ == "__main__":
    main()
