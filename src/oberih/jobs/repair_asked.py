"""What is damaged and who repairs it, as the command line says it: read, and every fault named at once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from oberih.jobs.repair_means import Given, Ready, ready
from oberih.scenario.cases import Case, State, load_states
from oberih.terms.errors import Fault

Tell = Callable[[int, int], None]
NOT_SAID = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is damaged, and who repairs it. Every fault is named at once."""

    case: Path | str  #: a file, or what `load_case` knows by name
    damaged_branches: str = ""  #: rows as in a file of states, "1,2" or "3-8"
    damaged_gens: str = ""
    states: Path | None = None  #: file of damage states, instead of rows
    state: int | None = None  #: which of them, from 1
    crews: int | None = None  #: None: one, or as `means` says
    means: Path | None = None  #: file of crews, spares, deliveries, conditions and ways
    spares: str = ""  #: in store: "transformer=2"
    needs: str = ""  #: which repair takes which spare: "b5=transformer,g=turbine"
    alarm_share: float | None = None  #: of hours, in which nobody works
    temperature_c: float | None = None  #: frost slows work
    hours_each: str = NOT_SAID  #: of all repairs, or one for each: branches, then generators
    horizon_h: float | None = None  #: no repair may end later; where spares do not suffice, counted until then
    convention: str = "plain"
    critical_share: float | None = None
    critical_weight: float = 1.0  #: how many times an unserved MWh of critical load counts
    order: str = ""  #: an order of the user's own, to be compared: "b2,g1,b1"
    seconds: float = 40.0
    seed: int = 1
    workers: int | None = None
    tell: Tell | None = None


def faults_of(asked: Asked) -> list[Fault]:
    faults = []
    if asked.crews is not None and asked.crews < 1:
        faults.append(Fault(key="repair.no_crews", values={"found": asked.crews}))
    if not (asked.critical_weight >= 1 and np.isfinite(asked.critical_weight)):
        faults.append(Fault(key="repair.bad_weight", values={"found": asked.critical_weight}))
    if asked.critical_share is not None and not 0 <= asked.critical_share <= 1:
        faults.append(Fault(key="dc.critical_share", values={"found": asked.critical_share}))
    if not 1 <= asked.seconds <= 3600:
        faults.append(Fault(key="repair.bad_seconds", values={"found": asked.seconds}))
    if asked.workers is not None and not 1 <= asked.workers <= 1024:
        values = {"name": "workers", "found": asked.workers, "low": 1, "high": 1024}
        faults.append(Fault(key="job.out_of_range", values=values))
    if asked.state is not None and asked.states is None:
        faults.append(Fault(key="optimal.state_without_file", values={"found": asked.state}))
    return faults


def damage_of(asked: Asked, case: Case, faults: list[Fault]) -> tuple[State, Ready, tuple[int, ...] | None]:
    """What is damaged, what each repair is done with, and the user's own order. Faults are added to the list."""
    branches = _rows(asked.damaged_branches, case.branch.height, "--damaged-branches", faults)
    gens = _rows(asked.damaged_gens, case.gen.height, "--damaged-gens", faults)
    damaged = State(branches_out=branches, gens_out=gens)
    if asked.states is not None and not faults:
        listed = load_states(asked.states, case)
        number = asked.state or 1
        if not 1 <= number <= len(listed):
            values = {"found": number, "last": len(listed)}
            faults.append(Fault(key="optimal.no_state", where=str(asked.states), values=values))
        else:
            given = listed[number - 1]
            damaged = State(
                branches_out=tuple(dict.fromkeys((*branches, *given.branches_out))),
                gens_out=tuple(dict.fromkeys((*gens, *given.gens_out))),
            )
    n = len(damaged.branches_out) + len(damaged.gens_out)
    if n == 0 and not faults:
        faults.append(Fault(key="repair.nothing"))
    hours = _hours(asked.hours_each, n, faults)
    names = _names(damaged)
    means = Given(
        file=asked.means, crews=asked.crews, spares=asked.spares, needs=asked.needs, alarm_share=asked.alarm_share,
        temperature_c=asked.temperature_c,
    )  # fmt: skip
    done_with = ready(means, case, names, hours, asked.horizon_h, faults)
    return damaged, done_with, _own(asked.order, done_with.names, faults) if asked.order else None


def _names(damaged: State) -> tuple[str, ...]:
    return (*(f"b{row}" for row in damaged.branches_out), *(f"g{row}" for row in damaged.gens_out))


def _rows(text: str, last: int, option: str, faults: list[Fault]) -> tuple[int, ...]:
    """Rows of "1,2,7-9"."""
    rows: list[int] = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        match = re.fullmatch(r"(\d{1,9})(?:\s*-\s*(\d{1,9}))?", part)
        if match is None or (match[2] is not None and int(match[2]) < int(match[1])):
            faults.append(Fault(key="repair.bad_rows", where=option, values={"found": part}))
            continue
        first, end = int(match[1]), int(match[2] or match[1])
        wrong = first if not 1 <= first <= last else end if end > last else None
        if wrong is not None:
            faults.append(Fault(key="repair.no_row", where=option, values={"found": wrong, "last": last}))
            continue
        rows += range(first, end + 1)
    ordered = sorted(rows)
    again = sorted({a for a, b in pairwise(ordered) if a == b})
    faults.extend(Fault(key="repair.twice", where=option, values={"found": row}) for row in again)
    return tuple(dict.fromkeys(rows))


def _hours(text: str, n: int, faults: list[Fault]) -> list[float]:
    """One number for all, or one for each."""
    try:
        given = [float(part) for part in str(text).split(",")]
    except ValueError:
        given = []
    if len(given) not in (1, n) or not all(np.isfinite(each) and each > 0 for each in given):
        faults.append(Fault(key="repair.bad_each", values={"found": text, "n": n}))
        return []
    return given * n if len(given) == 1 else given


def _own(text: str, names: Sequence[str], faults: list[Fault]) -> tuple[int, ...] | None:
    """The user's order as places in `names`."""
    before, order = len(faults), []
    for part in filter(None, (each.strip().lower() for each in text.split(","))):
        if not re.fullmatch(r"[bg]\d{1,9}t?", part):
            faults.append(Fault(key="repair.bad_order", values={"found": part}))
        elif part not in names:
            faults.append(Fault(key="repair.undamaged", values={"found": part}))
        elif names.index(part) in order:
            faults.append(Fault(key="repair.order_twice", values={"found": part}))
        else:
            order.append(names.index(part))
    left = [name for i, name in enumerate(names) if i not in order]
    if left and len(faults) == before:
        faults.append(Fault(key="repair.missing", values={"found": ", ".join(left)}))
    return tuple(order)
