"""The plane on which layered defence is played: kilometres east and north of its south-west corner."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Frozen(BaseModel):
    """A part of a scenario: immutable, and no field beside the named ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


class Map(Frozen):
    """A bare plane, for scenarios that ask of the defence alone and have no power system."""

    width_km: float = Field(gt=0, le=5000)
    """From west to east."""
    height_km: float = Field(gt=0, le=5000)
    """From south to north."""


def _span(value: Any) -> Any:
    """A bare number is a span without width."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value, value)
    return value


def _ordered(value: tuple[float, float]) -> tuple[float, float]:
    if value[0] > value[1]:
        raise PydanticCustomError("disordered_span", "", {"low": value[0], "high": value[1]})
    return value


def _chance(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool) and not 0 <= value <= 1:
        raise PydanticCustomError("chance_range", "", {"share": f"{value / 100:g}" if value > 1 else "0.5"})
    return value


#: [low, high], each value between as likely; a bare number stands for both
Span = Annotated[tuple[float, float], BeforeValidator(_span), AfterValidator(_ordered)]
#: a chance from 0 to 1
Chance = Annotated[float, BeforeValidator(_chance)]
#: a place on the plane, which may lie outside the map: weapons come from there
Point = tuple[float, float]
