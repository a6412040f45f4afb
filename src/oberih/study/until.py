"""When a study has seen enough: the wanted half width of the 90 % interval of a mean.

It is looked at after fixed numbers of draws, in the order of the draws. So the answer is a function of the draws alone,
whatever batch comes in first: however the work is split, the study ends with the same draw.
"""

import math
import re
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from oberih.luck import FloatArray
from oberih.terms.errors import Fault, InputError
from oberih.terms.tables import SCHEMAS

LEAST = 1000  #: draws before the first look: a spread that is told by few draws may be far too small
STEP = 500  #: draws between two looks
Z90 = 1.645

#: what may be named: figures of a draw that are always finite
NAMES = tuple(
    name
    for name, kind in SCHEMAS["outcome"].items()
    if kind in (pl.Float64, pl.Int32) and name != "draw" and not name.startswith("hours_to_")
)
_FORM = re.compile(
    r"\s*(?P<name>[a-z0-9_]+)\s*(?:±|\+/-|\+-)\s*(?P<width>[0-9]+(?:[.,][0-9]+)?)\s*(?P<percent>%)?\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Until:
    """A quantity, and the half width that is wanted."""

    quantity: str
    width: float  #: in the unit of the quantity, or a share of its mean
    relative: bool

    @classmethod
    def of(cls, text: str) -> Self:
        """What a user wrote. Raises InputError.

        >>> Until.of("raid_unserved_mwh ±2%"), Until.of("peak_cut_mw +-50")
        (Until(quantity='raid_unserved_mwh', width=0.02, relative=True),
         Until(quantity='peak_cut_mw', width=50.0, relative=False))
        """
        found = _FORM.fullmatch(text)
        if found is None:
            raise InputError(Fault(key="study.until_form", where="--until", values={"found": text}))
        name, width = found["name"].lower(), float(found["width"].replace(",", "."))
        faults = []
        if name not in NAMES:
            values = {"found": name, "known": ", ".join(NAMES)}
            faults.append(Fault(key="study.until_name", where="--until", values=values))
        if width <= 0:
            faults.append(Fault(key="study.until_width", where="--until", values={"found": found["width"]}))
        if faults:
            raise InputError(*faults)
        relative = found["percent"] is not None
        return cls(name, width / 100 if relative else width, relative)

    @property
    def text(self) -> str:
        """As it may be written.

        >>> Until.of("raid_unserved_mwh +/- 2 %").text
        'raid_unserved_mwh ±2%'
        """
        return f"{self.quantity} ±{100 * self.width:g}%" if self.relative else f"{self.quantity} ±{self.width:g}"

    def wanted(self, mean: float) -> float:
        """The half width that is enough at a mean."""
        return self.width * abs(mean) if self.relative else self.width

    def is_met(self, values: FloatArray) -> bool:
        """Whether these draws are enough."""
        mean, half = interval(values)
        return half <= self.wanted(mean)


def looks(total: int) -> range:
    """Numbers of draws after which it is looked."""
    return range(LEAST, total, STEP)


def interval(values: FloatArray) -> tuple[float, float]:
    """Mean, and half the width of its 90 % interval: infinite of a single draw."""
    if values.size < 2:
        return (float(values[0]) if values.size else math.nan), math.inf
    return float(values.mean()), Z90 * float(values.std(ddof=1)) / math.sqrt(values.size)


def figures_of(outcome: pl.DataFrame, quantity: str) -> FloatArray:
    """One figure a draw."""
    return np.asarray(outcome[quantity].to_numpy(), np.float64)
