"""Least load shed and who is served, for many damage states of a grid case: what the command line and the page ask for.

States are solved in batches, so that memory stays small and a bar can move; no figure depends on the batch.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from oberih.grid.dc.shed import Served, least_shed, served
from oberih.grid.dc.wiring import Wiring, wiring
from oberih.jobs.load_factors import load_factors
from oberih.jobs.record.file import check_free, packed, write_whole
from oberih.scenario.cases import Case, State, load_case, load_states
from oberih.terms.batch import Floats
from oberih.terms.errors import Fault, InputError

By = Literal["bus", "region"]
Tell = Callable[[int, int], None]  #: states done, states in all
FORMATS = (".parquet", ".csv")
AT_ONCE = 2_000_000  #: figures that one batch holds: (state, hour, bus), four arrays of them, 64 MB
BATCHES = 50  #: at least, so that the bar moves
MOST_ROWS = 20_000_000  #: of an answer: some 2 GB in memory
MOST_FAULTS = 10  #: told one by one
FIGURES = ("load_mw", "served_mw", "cut_mw", "critical_cut_mw", "plant_mw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which states of a case, and how they are looked at. Every fault is named at once."""

    case: Path | str  #: a file, or what `load_case` knows by name
    states: Path | None = None  #: file of damage states; None: the intact case
    state: int | None = None  #: only this one of the file, from 1
    convention: str = "plain"
    minimum_output: bool = False  #: units that are there must run
    storage: bool = False  #: full stores give what they can in an hour
    hours: Path | None = None  #: CSV of load factors, an hour a row; None: one hour, the case's own load
    critical_share: float | None = None  #: of each bus's load, in place of the case's own shares
    workers: int | None = None  #: threads; None: as many as there are processors
    tell: Tell | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ShedFound:
    """The least shed of each state, ready to be told."""

    case: Case
    asked: Asked
    states: tuple[State, ...]
    numbers: tuple[int, ...]  #: of the states in their file, from 1; 0: the intact case
    load_mw: Floats  #: all load, (hour,); injections that a case states as negative load do not count against it
    found: Served

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints: one figure a state in order, or with hours a list of them."""
        by_hour = self.asked.hours is not None
        return {
            "case": self.case.name,
            "convention": self.asked.convention,
            "states": len(self.states),
            "hours": self.load_mw.size,
            "shed_mw": _plain(self.found.shed_mw, by_hour),
            "critical_shed_mw": _plain(self.found.critical_shed_mw, by_hour),
            "certificate_gap_mw_max": _worst(self.found.gap_mw),
            "slow": [{"state": self.numbers[state], "hour": hour + 1} for state, hour in self.found.slow],
        }


@dataclass(frozen=True, slots=True, eq=False)
class ServedFound:
    """Who is served in each state, ready to be told or written."""

    case: Case
    asked: Asked
    by: By
    #: state (number in its file; 0: the intact case), hour (from 1), bus or region, load_mw, served_mw, cut_mw,
    #: critical_cut_mw (part of cut_mw), plant_mw
    table: pl.DataFrame
    gap_mw_max: float
    slow: tuple[tuple[int, int], ...]  #: state and hour, numbers as in the table

    @property
    def totals(self) -> pl.DataFrame:
        """The same, one row a state and hour."""
        return self.table.group_by("state", "hour", maintain_order=True).agg(pl.col(*FIGURES).sum())

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "case": self.case.name,
            "convention": self.asked.convention,
            "by": self.by,
            "totals": self.totals.to_dicts(),
            "rows": self.table.to_dicts(),
            "certificate_gap_mw_max": self.gap_mw_max,
            "slow": [{"state": state, "hour": hour} for state, hour in self.slow],
        }

    def write(self, path: Path, *, force: bool = False) -> None:
        """The table into a .parquet or .csv file, whole or not at all. Raises OutputError."""
        write_whole(path, packed(self.table, path.suffix.lower()), force=force)


def shed(asked: Asked) -> ShedFound:
    """The least load shed of each state; critical load, where the case has any, goes before all other.

    Raises InputError with every fault.
    """
    case, listed, factors, wires = _prepared(asked)
    parts: list[Served] = []
    faults: list[Fault] = []
    for first, batch in _batches(asked, listed, factors.size):
        try:
            names = [_where(asked, number) for number, _ in batch]
            parts.append(
                least_shed(
                    wires, [state for _, state in batch], load_factors=factors, workers=asked.workers, names=names
                )
            )
        except InputError as error:
            faults += error.faults
        if asked.tell is not None:
            asked.tell(first + len(batch), len(listed))
    if faults:
        raise InputError(*_first(faults))
    starts = np.cumsum([0, *(part.shed_mw.shape[0] for part in parts)])
    found = Served(
        np.concatenate([part.shed_mw for part in parts]),
        np.concatenate([part.critical_shed_mw for part in parts]),
        np.concatenate([part.gap_mw for part in parts]),
        tuple((int(start) + i, h) for start, part in zip(starts, parts, strict=False) for i, h in part.slow),
    )
    load = factors * float((wires.load_mw + wires.critical_mw).sum())
    return ShedFound(case, asked, tuple(each for _, each in listed), tuple(number for number, _ in listed), load, found)


def served_by(asked: Asked, by: By = "bus", out: Path | None = None, *, force: bool = False) -> ServedFound:
    """Who is served in each state, by bus or region: critical load first, then the least cut, then equal shares of it.

    With `out`, the table is written there too. Raises InputError with every fault; a place that cannot be written is
    told before the work.
    """
    if out is not None:
        check_free(out, force=force, formats=FORMATS)
    case, listed, factors, wires = _prepared(asked)
    if by == "region" and case.bus["region"].is_null().all():
        raise InputError(Fault(key="dc.no_regions", where=case.source))
    groups, place = _groups(case, by)
    rows = len(listed) * factors.size * groups.len()
    if rows > MOST_ROWS:
        raise InputError(Fault(key="dc.too_many_rows", where=case.source, values={"found": rows, "most": MOST_ROWS}))
    tables: list[pl.DataFrame] = []
    slow: list[tuple[int, int]] = []
    faults: list[Fault] = []
    gap = 0.0
    for first, batch in _batches(asked, listed, factors.size * wires.n):
        try:
            names = [_where(asked, number) for number, _ in batch]
            found = served(
                wires, [state for _, state in batch], load_factors=factors, workers=asked.workers, names=names
            )
            numbers = [number for number, _ in batch]
            tables.append(_table(found, numbers, groups, place))
            slow += [(numbers[i], h + 1) for i, h in found.slow]
            gap = max(gap, _worst(found.gap_mw))
        except InputError as error:
            faults += error.faults
        if asked.tell is not None:
            asked.tell(first + len(batch), len(listed))
    if faults:
        raise InputError(*_first(faults))
    answer = ServedFound(case, asked, by, pl.concat(tables), gap, tuple(slow))
    if out is not None:
        answer.write(out, force=force)
    return answer


def _prepared(asked: Asked) -> tuple[Case, list[tuple[int, State]], Floats, Wiring]:
    """The case, its states with their numbers, load factors by hour, and the case as the kernels need it."""
    faults = []
    if asked.workers is not None and not 1 <= asked.workers <= 1024:
        values = {"name": "workers", "found": asked.workers, "low": 1, "high": 1024}
        faults.append(Fault(key="job.out_of_range", values=values))
    share = asked.critical_share
    if share is not None and not 0 <= share <= 1:
        faults.append(Fault(key="dc.critical_share", values={"found": share}))
    if asked.state is not None and asked.states is None:
        faults.append(Fault(key="optimal.state_without_file", values={"found": asked.state}))
    if faults:
        raise InputError(*faults)
    case = load_case(asked.case)
    if share is not None:
        case = replace(case, bus=case.bus.with_columns(pl.lit(float(share)).alias("critical_share")))
    factors = np.ones(1) if asked.hours is None else load_factors(asked.hours)
    wires = wiring(case, asked.convention, minimum_output=asked.minimum_output, storage=asked.storage)
    if asked.states is None:
        return case, [(0, State())], factors, wires
    listed = list(enumerate(load_states(asked.states, case), start=1))
    where = str(asked.states)
    if not listed:
        raise InputError(Fault(key="dc.no_states", where=where))
    if asked.state is None:
        return case, listed, factors, wires
    if not 1 <= asked.state <= len(listed):
        raise InputError(Fault(key="optimal.no_state", where=where, values={"found": asked.state, "last": len(listed)}))
    return case, [listed[asked.state - 1]], factors, wires


def _batches(
    asked: Asked, listed: Sequence[tuple[int, State]], figures: int
) -> Iterator[tuple[int, Sequence[tuple[int, State]]]]:
    """States in batches with the place of their first; `figures` is how many one state gives."""
    size = max(1, min(AT_ONCE // max(figures, 1), len(listed) // BATCHES if asked.tell is not None else len(listed)))
    for first in range(0, len(listed), size):
        yield first, listed[first : first + size]


def _groups(case: Case, by: By) -> tuple[pl.Series, Floats | None]:
    """Labels in the case's order of buses, and a matrix (group, bus) that sums buses; None where each is its own."""
    if by == "bus":
        return case.bus["bus"], None
    labels = case.bus["region"].unique(maintain_order=True)
    codes = {label: i for i, label in enumerate(labels.to_list())}
    sums = np.zeros((len(codes), case.bus.height))
    sums[[codes[region] for region in case.bus["region"].to_list()], np.arange(case.bus.height)] = 1.0
    return labels, sums


def _table(found: Served, numbers: Sequence[int], groups: pl.Series, sums: Floats | None) -> pl.DataFrame:
    load, cut, critical, plant = found.load_mw, found.cut_mw, found.critical_cut_mw, found.plant_mw
    if load is None or cut is None or critical is None or plant is None:
        raise TypeError("answers of `served` are by bus")
    states, hours = found.shed_mw.shape
    columns = {}
    for name, values in zip(FIGURES, (load, load - cut, cut, critical, plant), strict=True):
        columns[name] = (values if sums is None else values @ sums.T).reshape(-1)
    n = groups.len()
    return pl.DataFrame(
        {
            "state": np.repeat(np.asarray(numbers, np.int32), hours * n),
            "hour": np.tile(np.repeat(np.arange(1, hours + 1, dtype=np.int32), n), states),
            groups.name: pl.concat([groups] * (states * hours)),
            **columns,
        }
    )


def _where(asked: Asked, number: int) -> str:
    return str(asked.case) if asked.states is None else f"{asked.states}, states[{number}]"


def _first(faults: Sequence[Fault]) -> list[Fault]:
    """The first faults, and how many more there are: a file of eight hundred states would fill the screen."""
    more = len(faults) - MOST_FAULTS
    return [*faults[:MOST_FAULTS], *([Fault(key="dc.more", values={"n": more})] if more > 0 else [])]


def _worst(gap_mw: Floats) -> float:
    return float(np.abs(gap_mw).max(initial=0.0))


def _plain(values: Floats, by_hour: bool) -> list[Any]:
    return list(values.tolist() if by_hour else values[:, 0].tolist())
