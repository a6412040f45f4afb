"""The catalogue of options: what can be had, at what cost and when, and what it changes in a scenario.

An option is a class, a class in regions, or a bundle that the user names; never a single object.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from oberih.scenario.doubt import Doubt, within
from oberih.scenario.plane import Frozen
from oberih.scenario.strengthening import MAY, NEEDS, Figures, whole
from oberih.terms.words import Lang

MOST_OPTIONS = 200
#: kinds of change that are played by the defence; the others stand beside the pack
DEFENCE = ("unit", "rounds", "sensor")
_NEEDS = NEEDS | {"unit": ("of",), "rounds": ("of", "rounds"), "sensor": ("sensor",)}
_MAY = MAY | {"unit": ("regions",), "sensor": ("regions", "range_km")}
#: families of units that are teams against drones; the others are fire units
TEAMS = ("gun", "mobile_group", "jammer", "interceptor_drone")
CLASSES = (
    "fire_unit", "rounds", "counter_drone_team", "sensor", "protection", "spares", "crews", "generation", "backup",
    "storage", "imports", "bundle",
)  # fmt: skip


def _not_negative(value: Doubt) -> Doubt:
    if value.low < 0:
        raise PydanticCustomError("negative_cost", "")
    if value.mid <= 0:
        raise PydanticCustomError("no_cost", "")
    return value


class Change(Figures):
    """One thing that an option changes."""

    add: Literal[
        "unit", "rounds", "sensor", "protection", "spares", "crews", "generation", "storage", "imports", "backup"
    ]
    """unit: a fire unit or a team; rounds: a load into the store of a unit; sensor: a radar or an acoustic net; the
    others as in `strengthening` of a scenario."""
    of: str | None = Field(default=None, min_length=1, max_length=80)
    """Of a unit and rounds: the class, a preset's name or the family of units that name none."""
    rounds: int | None = Field(default=None, ge=1, le=100_000, strict=True)
    """Of a load: how many."""
    sensor: Literal["radar", "acoustic"] | None = None
    """Of a sensor: its kind."""
    range_km: float | None = Field(default=None, gt=0, le=2000)
    """Of a sensor: its range; left out: that of one of its kind that stands."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        whole(self, self.add, _NEEDS, _MAY)
        return self


class Option(Frozen):
    """One option; as many as `most` of it can be had."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    """Short name, by which other options and answers call it: small letters, digits and hyphens."""
    title_uk: str = Field(default="", max_length=120)
    """What it is called in Ukrainian."""
    title_en: str = Field(default="", max_length=120)
    """What it is called in English."""
    cost: Annotated[Doubt, AfterValidator(_not_negative)]
    """Of one, in `currency`: low, mid and high, with source."""
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """Currency of the cost; left out: the catalogue's."""
    lead_days: Annotated[Doubt, within(0, 3650)] = Doubt(low=0, mid=0, high=0, source="assumed")
    """Days from the order until it is there; in a campaign it counts from then on."""
    most: int = Field(default=1, ge=1, le=1000, strict=True)
    """How many can be had."""
    needs: tuple[str, ...] = ()
    """Options of which at least one must be in the plan too."""
    source: str = "assumed"
    """Where limits and effect come from."""
    adds: tuple[Change, ...] = Field(min_length=1)
    """What it changes."""

    @model_validator(mode="before")
    @classmethod
    def _one(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("adds"), dict):
            return {**value, "adds": [value["adds"]]}
        return value

    def title(self, lang: Lang) -> str:
        """What it is called."""
        return (self.title_uk if lang == "uk" else self.title_en) or self.title_en or self.title_uk or self.name


class Options(Frozen):
    """A catalogue of options."""

    scenario: str | None = None
    """Scenario that it belongs to: a file beside it, or a shipped one."""
    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    """Currency of costs that name none."""
    rates: dict[str, Annotated[float, Field(gt=0)]] = {}
    """What one unit of another currency is in the catalogue's, such as USD = 0.92; no rate is looked up."""
    option: tuple[Option, ...] = Field(min_length=1, max_length=MOST_OPTIONS)
    """The options."""


def class_of(option: Option, families: Sequence[str]) -> str:
    """The class of an option; `families` are those of the units that it adds."""
    kinds = {change.add for change in option.adds}
    if len(kinds) > 1:
        return "bundle"
    (kind,) = kinds
    if kind != "unit":
        return kind
    return "counter_drone_team" if all(each in TEAMS for each in families) else "fire_unit"
