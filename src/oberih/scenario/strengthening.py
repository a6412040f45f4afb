"""What stands beside the country pack: bought, promised or delivered, by class of asset and region.

A scenario without it is as before, to the last byte. Values are by class and region, never by a single object.
"""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from oberih.scenario.plane import Frozen

StruckClass = Literal["substation", "thermal", "chp", "hydro"]
Level = Literal["gabions", "concrete", "shelter"]
Site = Literal["hospital", "water", "telecom", "boiler"]
#: what each kind of addition must say, and what it may say
NEEDS: dict[str, tuple[str, ...]] = {
    "protection": ("asset_class", "level"), "spares": ("asset_class", "n"), "crews": ("n",), "generation": ("mw",),
    "storage": ("mw", "mwh"), "imports": ("mw",), "backup": ("site", "hours"),
}  # fmt: skip
MAY: dict[str, tuple[str, ...]] = {
    "protection": ("regions",), "generation": ("regions",), "storage": ("regions", "efficiency"),
}  # fmt: skip


class Figures(Frozen):
    """What an addition may say of itself."""

    regions: tuple[str, ...] = ()
    """Regions of the pack where it goes, in shares of their demand; none: all of them."""
    asset_class: StruckClass | None = None
    """Of protection and spares: class of asset."""
    level: Level | None = None
    """Of protection: what stands around each object of the class; where more stands already nothing changes."""
    n: int | None = Field(default=None, ge=1, le=10_000, strict=True)
    """Of spares and crews: how many."""
    mw: float | None = Field(default=None, gt=0, le=100_000)
    """Of generation, storage and imports."""
    mwh: float | None = Field(default=None, gt=0, le=10_000_000)
    """Of storage: what it holds when full."""
    efficiency: Annotated[float, Field(gt=0, le=1)] | None = None
    """Of storage: what comes back of a MWh put in; left out: 0.85."""
    hours: float | None = Field(default=None, gt=0, le=24 * 60)
    """Of backup: hours more that each site of the class lasts."""
    site: Site | None = None
    """Of backup: class of site."""


class Addition(Figures):
    """One thing that stands beside the pack."""

    add: Literal["protection", "spares", "crews", "generation", "storage", "imports", "backup"]
    """protection: around objects of a class; spares: transformers and the like in store; crews: of repair; generation:
    mobile, on the consumers' side of substations; storage: the same; imports: over the ties; backup: of critical
    sites."""
    arrives: dt.date | None = None
    """Day from which it is there; left out: from the first."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        whole(self, self.add, NEEDS, MAY)
        return self


def whole(figures: Any, add: str, needs: dict[str, tuple[str, ...]], may: dict[str, tuple[str, ...]]) -> None:
    """Raise where a kind of addition lacks a figure, or has one that says nothing of it."""
    said = {name for name in figures.model_fields_set if getattr(figures, name) not in (None, ())}
    said &= {name for each in (*needs.values(), *may.values()) for name in each}
    if missing := [name for name in needs[add] if name not in said]:
        raise PydanticCustomError("addition_lacks", "", {"add": add, "missing": ", ".join(missing)})
    if extra := sorted(said - {*needs[add], *may.get(add, ())}):
        known = ", ".join((*needs[add], *may.get(add, ())))
        raise PydanticCustomError("addition_has", "", {"add": add, "extra": ", ".join(extra), "known": known})
