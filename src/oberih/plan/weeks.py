"""What promised help changes, by the week in which it comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from oberih.luck import FloatArray
from oberih.plan.base import Evaluator, Tell, more
from oberih.plan.intervals import Mean, mean_of
from oberih.plan.objective import Objective
from oberih.plan.options import Option
from oberih.plan.pledges import Pledge, as_option
from oberih.scenario import Pack, Scenario
from oberih.scenario.options import class_of

Make = Callable[[Sequence[Option]], Evaluator]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Gains by promise and week."""

    weeks: tuple[int, ...]
    gains: tuple[tuple[Mean, ...], ...]  #: (promise, week)


def options_of(
    scenario: Scenario, pack: Pack, pledges: Sequence[Pledge], weeks: Sequence[int]
) -> list[list[Option]]:
    """Each promise as one option a week."""
    standing = {class_of(unit) for unit in scenario.defence.units}
    regions = pack.regions if pack.place_km is not None else ()
    return [
        [as_option(pledge, i, week, regions, standing) for week in weeks] for i, pledge in enumerate(pledges)
    ]


def by_week(
    make: Make, objective: Objective, rows: Sequence[Sequence[Option]], weeks: Sequence[int], draws: int,
    tell: Tell | None = None,
) -> Weeks:  # fmt: skip
    """What each promise gains by itself. A promise keeps its places and luck whatever the week: only the day
    differs."""
    gains = []
    for i, row in enumerate(rows):
        base, *values = _values(make, row, draws)
        gains.append(tuple(mean_of(objective.of(base) - objective.of(each)) for each in values))
        if tell is not None:
            tell(i + 1, len(rows))
    return Weeks(tuple(weeks), tuple(gains))


def _values(make: Make, row: Sequence[Option], draws: int) -> list[FloatArray]:
    """Without the promise, and with it in each week."""
    found: list[FloatArray] = []
    for k, option in enumerate(row):
        evaluator = make([option])
        sets = [(0,), more((0,), 0)] if k == 0 else [more((0,), 0)]
        found += evaluator.values(sets, 0, draws)
    return found

