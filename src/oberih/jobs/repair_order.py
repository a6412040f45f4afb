"""The order in which a damaged grid case is best repaired: what the command line and the page ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from oberih.grid.dc.mended import Halving, Mended, priced_mw
from oberih.grid.dc.shed import least_shed
from oberih.grid.dc.wiring import Wiring, wiring
from oberih.jobs.repair_asked import Asked, damage_of, faults_of
from oberih.jobs.repair_means import Ready
from oberih.jobs.repair_parts import in_parts
from oberih.luck import Key
from oberih.repair.order import Found, Shop, best_order
from oberih.repair.order.best import MIDDLE
from oberih.repair.order.floor import equal_hours
from oberih.scenario.cases import Case, State, load_case
from oberih.terms.batch import Floats
from oberih.terms.errors import InputError

__all__ = ["Asked", "Repaired", "repair_order"]

FLOOR_PART = 0.4  #: of the time, for all floors together
LINEAR_PART = 0.2  #: of the time, for one linear programme, which nearly always takes less than a second
TOGETHER = 4  #: states from which threads are worth it


@dataclass(frozen=True, slots=True, eq=False)
class Repaired:
    """An order of repairs, ready to be told."""

    case: Case
    asked: Asked
    damaged: State
    ready: Ready
    found: Found
    load_mw: float
    cut_mw: tuple[float, ...]  #: in each period
    critical_cut_mw: tuple[float, ...]
    given: tuple[tuple[int, ...], float] | None  #: the user's order, and what it leaves

    @property
    def hours(self) -> tuple[float, ...]:
        """Hours that each job takes: on the clock where alarms and frost do not change, else of work."""
        return self.ready.hours

    @property
    def never(self) -> list[dict[str, Any]]:
        """Jobs whose spare never comes in the best order, and why."""
        jobs = [(self.names[j], self.ready.spare_of[j] or "") for j in self.found.schedule.never]
        return [{"name": name, "spare": kind, **self.ready.short[kind]} for name, kind in jobs]

    @property
    def names(self) -> tuple[str, ...]:
        """Each job's name, b for branches and g for generators; a t at the end for what comes before the repair."""
        return self.ready.names

    @property
    def ens_mwh(self) -> float:
        """Energy not served until the last repair ends, each MWh once."""
        return float(np.dot(self.cut_mw, self._widths()))

    def _widths(self) -> Floats:
        schedule = self.found.schedule
        return np.diff([*schedule.from_h, schedule.end_of_all_h])

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        played, found = self.found.schedule, self.found
        weighted = self.asked.critical_weight != 1.0
        ends = [*played.from_h[1:], played.end_of_all_h]
        done: set[int] = set()
        periods = []
        for k, (begin, end) in enumerate(zip(played.from_h, ends, strict=True)):
            now = {j for j in range(len(self.hours)) if played.mended[k] >> j & 1}
            periods.append(
                {
                    "from_h": begin, "to_h": end, "mended": [self.names[j] for j in sorted(now - done)],
                    "served_mw": self.load_mw - self.cut_mw[k], "cut_mw": self.cut_mw[k],
                    "critical_cut_mw": self.critical_cut_mw[k],
                }
            )  # fmt: skip
            done = now
        order = [
            {
                "place": i + 1, "name": self.names[job], "kind": "branch" if self.names[job][0] == "b" else "gen",
                "row": int(self.names[job][1:].rstrip("t")), "crew": crew + 1, "start_h": start, "end_h": end,
                **self._asks(job),
            }
            for i, (job, crew, start, end) in enumerate(
                zip(played.order, played.crew, played.start_h, played.end_h, strict=True)
            )
        ]  # fmt: skip
        rules = {
            rule.name: {
                "ens_mwh": rule.unserved_mwh if np.isfinite(rule.unserved_mwh) else None,
                "order": [self.names[j] for j in rule.order], "whole": rule.whole,
            }
            for rule in found.rules
        }  # fmt: skip
        if self.given is not None:
            rules["given"] = {"ens_mwh": self.given[1], "order": [self.names[j] for j in self.given[0]], "whole": True}
        answer = {
            "case": self.case.name, "convention": self.asked.convention, "crews": self.ready.crews,
            "load_mw": self.load_mw, "order": order, "periods": periods,
            "served_mw": [period["served_mw"] for period in periods],
            "end_h": played.end_of_all_h, "ens_mwh": self.ens_mwh, "bound_mwh": found.bound_mwh,
            "exact": found.exact, "gap_share": self.gap_share if np.isfinite(self.gap_share) else None,
            "method": found.method, "rules": rules,
        }  # fmt: skip
        if self.ready.means is not None:
            answer["never_restored"] = self.never
        if weighted:
            answer |= {"critical_weight": self.asked.critical_weight, "weighted_ens_mwh": found.unserved_mwh}
        return answer

    def _asks(self, job: int) -> dict[str, Any]:
        """Spare and region of a job, where anything hangs on them."""
        ready = self.ready
        if ready.means is None:
            return {}
        asks: dict[str, Any] = {"spare": ready.spare_of[job]} if any(ready.spare_of) else {}
        if ready.first_share:
            asks["first"] = self.names[job].endswith("t")
        return asks | ({"region": ready.region_of[job]} if len(ready.means.travel_h) > 1 else {})

    @property
    def gap_share(self) -> float:
        """How far the order may be above the best one, as a share of the bound; 0 where exact."""
        gap = self.found.unserved_mwh - self.found.bound_mwh
        return 0.0 if gap <= 0 else gap / self.found.bound_mwh if self.found.bound_mwh > 0 else float("inf")


def repair_order(asked: Asked) -> Repaired:
    """The order that leaves the least energy unserved until the last repair ends. Raises InputError with all faults."""
    faults = list(faults_of(asked))
    case = load_case(asked.case)
    damaged, done_with, own = damage_of(asked, case, faults)
    if faults:
        raise InputError(*faults)
    if asked.critical_share is not None:
        case = replace(case, bus=case.bus.with_columns(pl.lit(float(asked.critical_share)).alias("critical_share")))
    case, damaged = in_parts(case, damaged, done_with.first_share)
    wires = wiring(case, asked.convention)
    looked = _Looked(asked, wires, damaged)
    until_h = asked.horizon_h if done_with.short else None
    shop = Shop(np.array(done_with.hours), done_with.crews, looked.weighted, done_with.means, until_h)
    whole = shop.n <= MIDDLE
    n_floors = max(len(range(0, shop.n, done_with.crews)), 1) if equal_hours(shop) is not None else 4 * shop.n
    mended = Mended(
        wires, damaged, done_with.hours, critical_weight=asked.critical_weight, whole=whole,
        seconds=asked.seconds * (FLOOR_PART / n_floors if whole else LINEAR_PART), at_most=_spares(done_with),
    )  # fmt: skip

    def priced(price_mw: float, seconds: float) -> float:
        return priced_mw(
            wires, damaged, done_with.hours, price_mw, critical_weight=asked.critical_weight, seconds=seconds,
            at_most=_spares(done_with),
        )  # fmt: skip

    split = None
    if not whole:
        halving = Halving(
            wires, damaged, done_with.hours, critical_weight=asked.critical_weight, at_most=_spares(done_with)
        )
        split = halving.split
    found = best_order(
        shop, floor_mw=mended.floor_mw, priced_mw=priced, split=split, seconds=asked.seconds, key=Key(asked.seed)
    )
    cuts = [looked.kept[each] for each in found.schedule.mended]
    return Repaired(
        case, asked, damaged, done_with, found, float((wires.load_mw + wires.critical_mw).sum()),
        tuple(cut for cut, _ in cuts), tuple(critical for _, critical in cuts),
        None if own is None else (own, shop.unserved(own)),
    )  # fmt: skip


def _spares(done_with: Ready) -> list[tuple[list[int], int]]:
    """Jobs of each kind of spare that does not suffice, and how many can be done."""
    if done_with.means is None:
        return []
    return [
        ([j for j, each in enumerate(done_with.means.job_spare) if each == k], come)
        for k, (_, come) in done_with.means.short().items()
    ]


class _Looked:
    """What is cut in the states that were asked for."""

    def __init__(self, asked: Asked, wires: Wiring, damaged: State) -> None:
        self._asked, self._wires, self._damaged = asked, wires, damaged
        self.kept: dict[int, tuple[float, float]] = {}

    def weighted(self, sets: Sequence[int]) -> Floats:
        """Cut of each set of mended jobs, critical load counted `critical_weight` times, MW."""
        n = len(self._damaged.branches_out)
        states = [
            State(
                branches_out=tuple(row for j, row in enumerate(self._damaged.branches_out) if not each >> j & 1),
                gens_out=tuple(row for j, row in enumerate(self._damaged.gens_out) if not each >> (n + j) & 1),
            )
            for each in sets
        ]
        workers = 1 if len(states) < TOGETHER else self._asked.workers
        found = least_shed(self._wires, states, workers=workers)
        shed, critical = found.shed_mw[:, 0], found.critical_shed_mw[:, 0]
        self.kept.update(zip(sets, zip(shed.tolist(), critical.tolist(), strict=True), strict=True))
        if self._asked.tell is not None:
            self._asked.tell(len(self.kept), 0)
        return np.asarray(shed + (self._asked.critical_weight - 1) * critical)
