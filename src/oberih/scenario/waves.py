"""Raids in waves with paths on a plane: inputs only, sampled from stated distributions. Nothing searches over them."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from oberih.scenario.plane import Chance, Frozen, Point, Span
from oberih.terms.kinds import FlownKind

MOST_IN_GROUP = 2000
MOST_TURNS = 3
MOST_POINTS = 8

Timing = Literal["even", "together", "spaced"]


class Target(Frozen):
    """A stand-in for something defended, with `points` aim points; it is nobody's place."""

    name: str = Field(min_length=1, max_length=80)
    """Its own name."""
    x_km: float
    """East of the map's south-west corner."""
    y_km: float
    """North of it."""
    weight: float = Field(default=1.0, ge=0, le=10**6)
    """How often it is flown at, against the others."""
    stake: float = Field(default=1.0, ge=0, le=10**6)
    """What `most-at-stake` goes by."""
    points: int = Field(default=1, ge=1, le=10_000, strict=True)
    """Aim points (K): each weapon flies at one of them, each as likely."""
    destroy_chance: Chance = 1.0
    """Chance that an arrival destroys its aim point (q)."""
    radius_km: float = Field(default=0.0, ge=0, le=500)
    """Weapons arrive evenly over the disc of this radius."""


class Flight(Frozen):
    """Weapons of one kind in a wave: `n`, or n_min to n_max (low ones likelier), or `rate_per_h` of them at random."""

    kind: FlownKind
    """Kind of weapon; reports' kinds are taken too."""
    n_min: int | None = Field(default=None, ge=0, le=MOST_IN_GROUP, strict=True)
    """Fewest that fly. A field `n` stands for both."""
    n_max: int | None = Field(default=None, ge=0, le=MOST_IN_GROUP, strict=True)
    """Most that fly."""
    rate_per_h: float | None = Field(default=None, gt=0, le=10_000)
    """Poisson arrivals over the wave's `duration_h`, instead of a count."""
    speed_km_h: Span | None = None
    """Speed, or [low, high]; none: as of the kind."""
    altitude_m: Span | None = None
    """Altitude, or [low, high], the same all along the path; none: as of the kind."""
    reliability: Chance = 1.0
    """Chance that it flies at all; else it falls by itself before anybody sees it."""
    target: str | None = None
    """Name of the target; none: drawn by weight."""
    path: tuple[Point, ...] = Field(default=(), max_length=MOST_POINTS)
    """Points [x, y] in km in the order flown; the target, if one is named, is the last."""
    offset_km: float = Field(default=0.0, ge=0, le=2000)
    """The whole given path is displaced to one side by up to this, each value as likely."""

    @model_validator(mode="before")
    @classmethod
    def _exact(cls, value: Any) -> Any:
        if isinstance(value, dict) and "n" in value and "n_min" not in value and "n_max" not in value:
            rest = {name: field for name, field in value.items() if name != "n"}
            return {**rest, "n_min": value["n"], "n_max": value["n"]}
        return value

    @model_validator(mode="after")
    def _possible(self) -> Self:
        counted = self.n_min is not None and self.n_max is not None
        if counted == (self.rate_per_h is not None) or (self.n_min is None) != (self.n_max is None):
            raise PydanticCustomError("count_or_rate", "")
        if self.n_min is not None and self.n_max is not None and self.n_min > self.n_max:
            raise PydanticCustomError("disordered_count", "", {"low": self.n_min, "high": self.n_max})
        for name in ("speed_km_h", "altitude_m"):
            span = getattr(self, name)
            if span is not None and span[0] <= 0:
                raise PydanticCustomError("not_positive", "", {"field": name})
        if self.path and len(self.path) + (self.target is not None) < 2:
            raise PydanticCustomError("short_path", "")
        if any(a == b for a, b in zip(self.path, self.path[1:], strict=False)):
            raise PydanticCustomError("standing_leg", "")
        return self


class Wave(Frozen):
    """Weapons that arrive together or over a while. Arrival is at the path's end."""

    at_h: float = Field(default=0.0, ge=0, le=24 * 60)
    """First arrival, in hours from the raid's start."""
    duration_h: float = Field(default=1.0, ge=0, le=24 * 60)
    """How long weapons keep arriving."""
    timing: Timing = "even"
    """even: each at a moment of its own within the duration, each moment as likely; together: all at `at_h`; spaced:
    one every `spacing_s`."""
    spacing_s: float | None = Field(default=None, gt=0, le=36_000)
    """Between arrivals of one group, where they are spaced."""
    bearing_deg: Span = (0.0, 360.0)
    """Sector from which they come, seen from the map's middle; 0 is north, 90 east."""
    distance_km: float | None = Field(default=None, gt=0, le=5000)
    """From the map's middle to where the path begins; none: well outside the map."""
    turns: int = Field(default=1, ge=0, le=MOST_TURNS, strict=True)
    """Turns on the way."""
    wander_km: float = Field(default=30.0, ge=0, le=1000)
    """How far a turning point lies beside the straight way, at most."""
    weapons: tuple[Flight, ...] = ()
    """What flies, group by group."""

    @model_validator(mode="after")
    def _spaced(self) -> Self:
        if (self.timing == "spaced") != (self.spacing_s is not None):
            raise PydanticCustomError("spacing", "")
        if not self.weapons:
            raise PydanticCustomError("empty_wave", "")
        return self
