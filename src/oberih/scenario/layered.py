"""Air defence at level `layered`: fire units with place, ring, rounds and doctrine, and the sensors that see for them.

Every figure of a unit may come from a preset (`presets.toml`, or a file of the user's own); what the unit says itself
wins.
"""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from oberih.scenario.plane import Chance, Frozen
from oberih.scenario.presets import load_presets, with_preset
from oberih.terms.kinds import Kind

#: families whose units fire rounds at what they see
ShooterFamily = Literal["missile", "gun", "mobile_group", "interceptor_drone"]
#: families that act at a rate on all that is inside their ring
RateFamily = Literal["jammer", "patrol"]
Family = Literal["missile", "gun", "mobile_group", "interceptor_drone", "jammer", "patrol"]
Order = Literal["first-come", "least-time-left", "most-at-stake"]

SHOOTERS: tuple[ShooterFamily, ...] = get_args(ShooterFamily)
FAMILIES: tuple[Family, ...] = get_args(Family)
ORDERS: tuple[Order, ...] = get_args(Order)
MOST_ROUNDS = 100_000
MOST_UNITS = 2000  #: fire units in all, `count` multiplied out


def _ring(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool) and value <= 0:
        raise PydanticCustomError("no_ring", "")
    return value


def _rounds(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        raise PydanticCustomError("negative_rounds", "")
    return value


Ring = Annotated[float, BeforeValidator(_ring), Field(le=2000)]
Rounds = Annotated[int, BeforeValidator(_rounds), Field(le=MOST_ROUNDS, strict=True)]


class Delivery(Frozen):
    """Rounds that reach a unit's store."""

    at_h: float = Field(ge=0, le=24 * 60)
    """When, in hours from the raid's start."""
    rounds: Rounds
    """How many."""


class Unit(Frozen):
    """One fire unit, or `count` alike in one place, each with channels and rounds of its own."""

    name: str = Field(min_length=1, max_length=80)
    """Its own name: chances are keyed by it."""
    preset: str | None = None
    """Preset that gives the figures which are not said here."""
    family: Family
    """missile, gun, mobile_group and interceptor_drone fire rounds; jammer and patrol act at a rate inside a ring."""
    x_km: float
    """East of the map's south-west corner."""
    y_km: float
    """North of it."""
    count: int = Field(default=1, ge=1, le=1000, strict=True)
    """How many such units stand there, named "name 1", "name 2" …"""
    range_km: Ring
    """Farthest intercept; of a jammer or patrol, the ring's radius."""
    range_by_kind: dict[Kind, Ring] = {}
    """Farthest intercept of single kinds, where it differs."""
    min_range_km: float = Field(default=0.0, ge=0, le=2000)
    """Nearest intercept."""
    min_altitude_m: float = Field(default=0.0, ge=0, le=100_000)
    """Weapons that fly lower are not reached."""
    max_altitude_m: float = Field(default=30_000.0, gt=0, le=100_000)
    """Weapons that fly higher are not reached."""
    chance: dict[Kind, Chance] = {}
    """Chance that one round stops one weapon, by kind. A kind that is not named is let pass; decoys are taken for
    drones unless they are named."""
    chance_per_minute: dict[Kind, Annotated[float, Field(ge=0, lt=1)]] = {}
    """Of a jammer: chance that a weapon inside the ring is stopped within a minute, by kind."""
    ready: Rounds | None = None
    """Rounds on the launchers at the start."""
    store: Rounds = 0
    """Rounds beside them."""
    reload_s: float = Field(default=0.0, ge=0, le=10**7)
    """From the last ready round fired until as many as `ready` stand there again, as far as the store goes."""
    resupply: tuple[Delivery, ...] = ()
    """Rounds that reach the store during the raid."""
    channels: int = Field(default=1, ge=1, le=1000, strict=True)
    """Engagements at once."""
    reaction_s: float = Field(default=0.0, ge=0, le=3600)
    """From detection to launch, and from a miss to the next launch at the same weapon."""
    assess_s: float = Field(default=0.0, ge=0, le=3600)
    """How long a channel is still held after the intercept."""
    interceptor_km_h: float | None = Field(default=None, gt=0, le=100_000)
    """Mean speed of the round; none: it arrives at once."""
    service: Literal["flight", "exponential"] = "flight"
    """How long a channel is held: for the round's flight, or for a random time with the mean `service_mean_s`."""
    service_mean_s: float | None = Field(default=None, gt=0, le=36_000)
    """Mean of the exponential time."""
    salvo: int = Field(default=1, ge=1, le=100, strict=True)
    """Rounds fired at one weapon at once."""
    look: bool = True
    """Shoot-look-shoot: nothing more is fired at a weapon before the rounds in flight at it have arrived. False: rounds
    are spread over the weapons in reach as evenly as they go, without looking."""
    most_salvos: int | None = Field(default=None, ge=1, le=1000, strict=True)
    """Most salvos at one weapon; none: as many as reach allows."""
    order: Order = "first-come"
    """Which weapon first: first-come, least-time-left or most-at-stake."""
    coordinated: bool | None = None
    """Knows the engagements of other coordinated units; none: as `coordination` of the defence says."""
    sensor_km: float = Field(default=0.0, ge=0, le=2000)
    """How far its own sensor sees, horizon aside; 0: none."""
    sensor_height_m: float = Field(default=10.0, ge=0, le=20_000)
    """Height of that sensor above ground, for the radar horizon."""
    linked: bool = True
    """Hears the defence's sensors."""
    aircraft: int | None = Field(default=None, ge=1, le=1000, strict=True)
    """Of a patrol: aircraft in the ring at once."""
    patrol_km_h: float | None = Field(default=None, gt=0, le=5000)
    """Of a patrol: speed."""
    sweep_km: float | None = Field(default=None, gt=0, le=500)
    """Of a patrol: width that an aircraft searches."""

    @model_validator(mode="before")
    @classmethod
    def _preset(cls, value: Any) -> Any:
        """Figures of a shipped preset; a file of the user's own was looked up while the scenario was read."""
        if isinstance(value, dict) and isinstance(value.get("preset"), str):
            return with_preset(value, load_presets())
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [name for name in _NEEDS[self.family] if getattr(self, name) in (None, {})]
        if missing:
            raise PydanticCustomError(
                "unit_lacks", "", {"family": self.family, "missing": ", ".join(missing)}
            )
        if self.min_range_km >= min([self.range_km, *self.range_by_kind.values()]):
            raise PydanticCustomError("ring_inside_out", "", {"low": self.min_range_km, "high": self.range_km})
        if self.min_altitude_m > self.max_altitude_m:
            raise PydanticCustomError("disordered_span", "", {"low": self.min_altitude_m, "high": self.max_altitude_m})
        if self.service == "exponential" and self.service_mean_s is None:
            raise PydanticCustomError("unit_lacks", "", {"family": "service", "missing": "service_mean_s"})
        if self.family in SHOOTERS and self.sensor_km == 0 and not self.linked:
            raise PydanticCustomError("blind_unit", "")
        return self


_NEEDS: dict[Family, tuple[str, ...]] = {
    "missile": ("chance", "ready"), "gun": ("chance", "ready"), "mobile_group": ("chance", "ready"),
    "interceptor_drone": ("chance", "ready"), "jammer": ("chance_per_minute",),
    "patrol": ("chance", "ready", "aircraft", "patrol_km_h", "sweep_km"),
}  # fmt: skip


class Sensor(Frozen):
    """A sensor that reports to all linked units."""

    name: str = Field(min_length=1, max_length=80)
    """Its own name."""
    kind: Literal["radar", "acoustic"]
    """A radar sees over the horizon's distance at most; an acoustic net hears what is low and slow."""
    x_km: float
    """East of the map's south-west corner."""
    y_km: float
    """North of it."""
    range_km: Ring
    """How far it sees, horizon aside; of a net, the radius of what it covers."""
    height_m: float = Field(default=10.0, ge=0, le=20_000)
    """Height of the radar above ground."""
    max_altitude_m: float = Field(default=1500.0, gt=0, le=100_000)
    """Of a net: weapons that fly higher are not heard."""
    max_speed_km_h: float = Field(default=300.0, gt=0, le=100_000)
    """Of a net: faster weapons are not heard."""
    delay_s: float = Field(default=0.0, ge=0, le=3600)
    """From detection until units know."""
