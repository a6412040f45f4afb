"""Options whose worth may be asked of a layered defence: one more unit of a class, or a load of rounds for it.

An option is a class, never a place: those of one class and one gift are one row of the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from oberih.scenario.layered import Rounds, Unit
from oberih.scenario.plane import Frozen

Gift = Literal["unit", "rounds"]


class Option(Frozen):
    """One more of a class, for `oberih defence worth`."""

    add: Gift
    """unit: one more of the class; rounds: a load into the store of one unit of the class."""
    of: str = Field(min_length=1, max_length=80)
    """The class: a preset's name, or the family of units that name none. Of a class that does not stand yet, a unit
    takes its preset's figures, and needs a place."""
    rounds: Rounds | None = None
    """Of a load; none: as many as the unit has ready."""
    x_km: float | None = None
    """Where a new unit stands; none: where a unit of its class stands, each as likely."""
    y_km: float | None = None
    """North of the south-west corner."""
    unit: Unit | None = None
    """Figures of a new unit; none: those of a unit of its class, else of its preset."""


@dataclass(frozen=True, slots=True)
class Row:
    """All options of one class and one gift. A draw plays one of its ways, each as likely."""

    add: Gift
    of: str
    family: str
    rounds: int  #: of a load; 0 for a unit
    units: tuple[Unit, ...]  #: new units, one a way
    hosts: tuple[int, ...]  #: entries of the scenario's units that a load may go to
    placed: bool  #: the options say where; else units of the class do


def class_of(unit: Unit) -> str:
    """What units are alike in: their preset, else their family.

    >>> class_of(Unit(name="a", preset="jammer", x_km=0, y_km=0))
    'jammer'
    """
    return unit.preset or unit.family


def rows_of(units: Sequence[Unit], options: Sequence[Option]) -> list[Row]:
    """Options as rows, in the order of the file; without any, one more unit of each class that stands, and a load of
    rounds for each that fires them."""
    if not options:
        options = [
            option
            for of in dict.fromkeys(class_of(unit) for unit in units)
            for option in (Option(add="unit", of=of), Option(add="rounds", of=of))
            if option.add == "unit" or _loads(units, of)
        ]
    rows: dict[tuple[str, str, int | None], list[Option]] = {}
    for option in options:
        rows.setdefault((option.add, option.of, option.rounds), []).append(option)
    return [_row(units, of_class) for of_class in rows.values()]


def _loads(units: Sequence[Unit], of: str) -> bool:
    return any(class_of(unit) == of and unit.ready is not None for unit in units)


def _row(units: Sequence[Unit], options: Sequence[Option]) -> Row:
    add, of = options[0].add, options[0].of
    standing = [(at, unit) for at, unit in enumerate(units) if class_of(unit) == of]
    if add == "rounds":
        hosts = tuple(at for at, unit in standing if unit.ready is not None)
        ready = next(unit.ready or 0 for at, unit in standing if at == hosts[0])
        rounds = ready if options[0].rounds is None else options[0].rounds
        return Row(add, of, standing[0][1].family, rounds, (), hosts, placed=False)
    new: list[Unit] = []
    for option in options:
        place = {"x_km": option.x_km, "y_km": option.y_km}
        if option.x_km is None or option.y_km is None:
            # as many ways as units stand, so that a place with two of them is twice as likely
            new += [
                _one(unit if option.unit is None else option.unit.model_copy(update=_place(unit)), of)
                for _, unit in standing
                for _ in range(unit.count)
            ]
            continue
        like = option.unit or (
            standing[0][1] if standing else Unit.model_validate({"name": of, "preset": of, **place})
        )
        new.append(_one(like.model_copy(update=place), of))
    placed = any(option.x_km is not None for option in options)
    return Row(add, of, new[0].family, 0, tuple(new), (), placed=placed)


def _place(unit: Unit) -> dict[str, float]:
    return {"x_km": unit.x_km, "y_km": unit.y_km}


def _one(like: Unit, of: str) -> Unit:
    """A new unit with another's figures; deliveries stay with those that they were meant for."""
    return like.model_copy(update={"name": f"one more {of}", "count": 1, "resupply": ()})


