"""A winter of raids: how often they come, what is delivered when, and what is held to begin with."""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from oberih.scenario.doubt import Doubt, within
from oberih.scenario.plane import Frozen
from oberih.terms.kinds import Kind

SpareClass = Literal["substation", "thermal", "chp", "hydro"]
MOST_HELD = 10_000


class Delivery(Frozen):
    """Spares or rounds that come on a day."""

    what: Literal["substation", "thermal", "chp", "hydro", "rounds"]
    """Class of asset whose spare it is, or rounds of the magazine."""
    n: int = Field(ge=1, le=MOST_HELD, strict=True)
    """How many."""
    to: str | None = Field(default=None, min_length=1, max_length=80)
    """Rounds for a layered defence: name of a unit, or a preset, whose units then share them as evenly as they go."""
    ordered: dt.date
    """Day on which they are ordered."""
    arrives: dt.date | None = None
    """Day on which they come; instead of lead_days."""
    lead_days: Annotated[Doubt, within(0, 3650)] | None = None
    """Days from the order until they come."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if (self.arrives is None) == (self.lead_days is None):
            raise PydanticCustomError("one_of_two", "", {"one": "arrives", "other": "lead_days"})
        if self.arrives is not None and self.arrives < self.ordered:
            days = {"ordered": self.ordered.isoformat(), "arrives": self.arrives.isoformat()}
            raise PydanticCustomError("before_its_order", "", days)
        return self


class Magazine(Frozen):
    """Rounds that are held for some kinds of weapon; what finds none left is not stopped."""

    rounds: int = Field(ge=0, le=MOST_HELD, strict=True)
    """Held on the first day."""
    rounds_per_stop: Annotated[Doubt, within(0.1, 100)] = Doubt(low=1, mid=1.5, high=2.5, source="assumed")
    """Rounds that one stopped weapon takes."""
    kinds: tuple[Kind, ...] = ("cruise", "guided", "ballistic", "aeroballistic")
    """Weapons that these rounds are for."""


class Campaign(Frozen):
    """Raids of the scenario's kind, one after another, with what is held carried over and resupplied."""

    raids_per_30_days: Annotated[Doubt, within(0, 300)] | None = None
    """Rate at which raids come, each day as likely; left out: that of the record's period, where the raid is from
    one."""
    dates: tuple[dt.date, ...] = ()
    """Days of raids that are known; instead of a rate."""
    crews: int | None = Field(default=None, ge=1, le=10_000, strict=True)
    """Repair crews; left out: the pack's."""
    plant_crews: int = Field(default=0, ge=0, le=10_000, strict=True)
    """Crews of plants beside them; where there are any, each kind does its own work."""
    spares: dict[SpareClass, Annotated[int, Field(ge=0, le=MOST_HELD, strict=True)]] = {}
    """Spares in store by class, in place of the pack's."""
    reorder_days: Annotated[Doubt, within(0, 3650)] | None = None
    """Each spare that is needed is ordered at once and comes after so many days; left out: nothing is reordered."""
    deliveries: tuple[Delivery, ...] = ()
    """What comes on which day."""
    full_stores: bool = False
    """Units of a layered defence have their stores full before each raid; else what they fired is gone until more
    comes."""
    magazine: Magazine | None = None
    """Rounds held; left out: there are always enough."""
    alarm_share: dict[str, Annotated[float, Field(ge=0, le=0.95)]] = {}
    """Share of hours under alarm by month ("2022-11"), in place of the pack's; "all" stands for every month without a
    row of its own."""
    bypass: bool = True
    """Damaged objects are switched around or patched up before their repair."""
    temporary: dict[Literal["work_share", "capacity_share"], Annotated[float, Field(gt=0, le=1)]] = {}
    """Temporary repair of what waits for a spare: share of the work that it takes, and of capacity that it gives."""

    @model_validator(mode="before")
    @classmethod
    def _crews(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("crews") == 0 and not isinstance(value["crews"], bool):
            raise PydanticCustomError("no_crews", "")
        return value

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.dates and self.raids_per_30_days is not None:
            raise PydanticCustomError("rate_and_dates", "")
        if len(set(self.dates)) < len(self.dates):
            raise PydanticCustomError("two_on_a_day", "")
        if self.temporary and len(self.temporary) < 2:
            raise PydanticCustomError("half_temporary", "")
        return self
