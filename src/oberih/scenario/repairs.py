"""What repairs of a grid case are done with, as a TOML file: crews, spares, deliveries, pace of work, ways."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from oberih.scenario.file import faults_of, text_of, toml_fault
from oberih.scenario.lines import lines
from oberih.scenario.plane import Frozen
from oberih.terms.errors import ScenarioError

MOST_HELD = 10_000
Word = Annotated[str, Field(min_length=1, max_length=40)]
Hours = Annotated[float, Field(ge=0, le=100_000)]


def _named(what: str) -> str:
    if not re.fullmatch(r"[bg]\d{0,9}", what):
        raise PydanticCustomError("bad_name", "", {"what": what})
    return what


class Crews(Frozen):
    """Crews of one kind and home."""

    n: int = Field(ge=1, le=1000, strict=True)
    """How many."""
    kind: Word | None = None
    """What they can do; left out: everything."""
    region: Word | None = None
    """Where they are at first; left out: with the first repair."""


class Repair(Frozen):
    """What one repair, or all of branches or generators, asks for."""

    what: Annotated[str, AfterValidator(_named)]
    """b5 is branch 5, g2 generator 2; b or g alone: all damaged ones, where no row of their own says otherwise."""
    hours: Annotated[float, Field(gt=0, le=100_000)] | None = None
    """Hours of work; left out: as --hours-each says."""
    spare: Word | None = None
    """Kind of spare that it takes; left out: none."""
    crew: Word | None = None
    """Kind of crew that it needs; left out: any."""
    region: Word | None = None
    """Where it is; left out: the region of the case's bus."""
    first_hours: Annotated[float, Field(gt=0, le=100_000)] | None = None
    """Hours of a partial repair or a bypass that comes first, takes no spare, and gives `first_share`."""
    first_share: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Share of capacity that it gives; the rest comes with the repair itself, of `hours`."""

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.first_hours is None) != (self.first_share is None):
            raise PydanticCustomError("half_first", "")
        return self


class Delivery(Frozen):
    """Spares that come."""

    spare: Word
    """Kind of spare."""
    n: int = Field(ge=1, le=MOST_HELD, strict=True)
    """How many."""
    ordered_h: float = Field(default=0.0, ge=-100_000, le=100_000)
    """Hour at which they are ordered, from the moment of damage."""
    arrives_h: Hours | None = None
    """Hour at which they come; instead of lead_h."""
    lead_h: Hours | None = None
    """Hours from the order until they come."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if (self.arrives_h is None) == (self.lead_h is None):
            raise PydanticCustomError("one_of_two", "", {"one": "arrives_h", "other": "lead_h"})
        if self.arrives_h is not None and self.arrives_h < self.ordered_h:
            raise PydanticCustomError("late_order", "", {"ordered": self.ordered_h, "arrives": self.arrives_h})
        return self

    @property
    def at_h(self) -> float:
        """When they are there."""
        return self.arrives_h if self.arrives_h is not None else self.ordered_h + (self.lead_h or 0.0)


class Conditions(Frozen):
    """What slows work from an hour on, until the next row."""

    from_h: Hours
    """From which hour, counted from the moment of damage."""
    alarm_share: float = Field(default=0.0, ge=0, le=0.95)
    """Share of hours under alarm, in which nobody works."""
    temperature_c: float = Field(default=0.0, ge=-60, le=60)
    """Frost slows work; warmth does not."""


class Way(Frozen):
    """Hours between two regions, there and back alike."""

    between: tuple[Word, Word]
    """The two regions."""
    hours: Hours
    """How long a crew travels."""


class RepairMeans(Frozen):
    """The whole file."""

    crews: tuple[Crews, ...] = ()
    """Crews; left out: as --crews says."""
    repairs: tuple[Repair, ...] = ()
    """What repairs ask for."""
    spares: dict[Word, Annotated[int, Field(ge=0, le=MOST_HELD, strict=True)]] = {}
    """Spares in store by kind."""
    deliveries: tuple[Delivery, ...] = ()
    """What comes."""
    conditions: tuple[Conditions, ...] = ()
    """Alarms and frost."""
    frost_slowdown: float = Field(default=0.01, ge=0, le=1)
    """Work takes 1 + this times as long for each degree of frost (assumed; from 0.003 to 0.03)."""
    travel_h: Hours = 0.0
    """Hours between any two regions that no way of their own joins."""
    ways: tuple[Way, ...] = ()
    """Ways of their own."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        hours = [each.from_h for each in self.conditions]
        if hours != sorted(set(hours)):
            raise PydanticCustomError("not_rising", "")
        named = [each.what for each in self.repairs]
        if len(set(named)) < len(named):
            again = next(each for each in named if named.count(each) > 1)
            raise PydanticCustomError("named_twice", "", {"what": again})
        return self


def load_means(path: Path) -> RepairMeans:
    """Read the file. Raises ScenarioError with all faults, each with its line."""
    text = text_of(path)
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(toml_fault(error, str(path))) from None
    try:
        return RepairMeans.model_validate(tree)
    except ValidationError as error:
        faults = faults_of(error, str(path), lines(text), tree, RepairMeans)
        raise ScenarioError(*{fault.text(): fault for fault in faults}.values()) from None
