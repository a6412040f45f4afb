"""A figure that is not known, as a range."""

from typing import Any, Self

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from oberih.scenario.plane import Frozen


class Doubt(Frozen):
    """A figure that is not known: drawn once a draw from the triangular law on [low, high] with mode mid.

    In TOML a bare number is a figure without doubt.
    """

    low: float
    """Least."""
    mid: float
    """Likeliest."""
    high: float
    """Most."""
    source: str = "assumed"
    """Where the figure comes from."""

    @model_validator(mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {"low": value, "mid": value, "high": value, "source": "given"}
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.mid <= self.high:
            raise PydanticCustomError("disordered", "", {"low": self.low, "mid": self.mid, "high": self.high})
        return self


def within(low: float, high: float) -> AfterValidator:
    """A range that must lie within these ends."""

    def check(value: Doubt) -> Doubt:
        if value.low < low or value.high > high:
            raise PydanticCustomError("doubt_range", "", {"low": low, "high": high})
        return value

    return AfterValidator(check)
