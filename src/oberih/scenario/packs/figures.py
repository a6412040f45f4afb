"""The figures of a pack, as rows with provenance and as numbers to compute with."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.scenario.packs.metrics import METRICS
from oberih.scenario.packs.places import figure_files, shown

FloatArray = NDArray[np.float64]

COLUMNS = ("metric", "region", "value", "unit", "low", "high", "as_of", "source", "quality", "note")
NUMBERS = ("value", "low", "high")
QUALITIES = ("sourced", "derived", "assumed")
NATION = "UA"  #: the nation in the rows of a pack whose pack.toml names no other code


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A national uncertainty that a draw samples: `mid` is the pack's own value."""

    low: float
    mid: float
    high: float
    unit: str
    source: str
    quality: str  #: sourced, derived or assumed


@dataclass(frozen=True, slots=True)
class Figures:
    """All rows of a pack that `check` has passed; a name that METRICS does not know is a programmer's mistake."""

    table: pl.DataFrame

    def rows(self, metric: str) -> dict[str, float]:
        """Region, nation or pair → value."""
        if metric not in METRICS:
            raise KeyError(metric)
        found = self.table.filter(pl.col("metric") == metric)
        return dict(zip(found["region"].to_list(), found["value"].to_list(), strict=True))

    def national(self, metric: str) -> float:
        """The one value for the nation."""
        (value,) = self.rows(metric).values()
        return value

    def regional(self, metric: str, regions: Sequence[str]) -> FloatArray:
        """Values in the order of `regions`; 0 for a region that has no row (only metrics of scope "some" lack rows)."""
        rows = self.rows(metric)
        return np.array([rows.get(region, 0.0) for region in regions])

    def range(self, metric: str) -> Range:
        """Low, value and high of a national figure. Raises KeyError where the metric has no row."""
        row = self.table.row(by_predicate=pl.col("metric") == metric, named=True)
        return Range(low=row["low"], mid=row["value"], high=row["high"], unit=row["unit"], source=row["source"],
                     quality=row["quality"])  # fmt: skip


def read_figures(folder: Path) -> Figures:
    """The figures of a state, its own and those that the country's states share, each with its file's name.

    Expects what `faults.find` has passed.
    """
    types = {column: pl.Float64 if column in NUMBERS else pl.String for column in COLUMNS}
    frames = [
        pl.read_csv(file, schema_overrides=types, encoding="utf8")
        .select(COLUMNS)
        .with_columns(pl.col(pl.String).fill_null(""), file=pl.lit(shown(file, folder)))
        for file in figure_files(folder)
    ]
    return Figures(pl.concat(frames))
