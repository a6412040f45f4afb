"""Looking up intervals in the table of quantities."""

import math
from collections.abc import Iterable, Sequence

import polars as pl

from oberih.report.base import Interval, QuantityRow

QUANTILES = ("p05", "p25", "p50", "p75", "p95")


def _finite_or_nan(x: float | None) -> float:
    return math.nan if x is None else float(x)


def _interval(numbers: Sequence[float | None], row: QuantityRow) -> Interval:
    mean, se, p05, p25, p50, p75, p95 = (_finite_or_nan(x) for x in numbers)
    return Interval(mean, se, p05, p25, p50, p75, p95, row)


class Quantities:
    """The table of one run, by (quantity, region, kind) for the whole run and by hour for the rest."""

    def __init__(self, table: pl.DataFrame) -> None:
        whole = table.filter(pl.col("hour").is_null()).select("quantity", "region", "kind", "mean", "se", *QUANTILES)
        self._whole = {
            (quantity, region, kind): _interval(numbers, QuantityRow(quantity, region, None, kind))
            for quantity, region, kind, *numbers in whole.iter_rows()
        }
        self._national: dict[tuple[str, int], Interval] | None = None
        self._hourly = table.filter(pl.col("hour").is_not_null())

    def get(self, quantity: str, region: str | None = None, kind: str | None = None) -> Interval | None:
        """The interval over the whole run, or None where the run does not hold it."""
        return self._whole.get((quantity, region, kind))

    def regions(self) -> tuple[str, ...]:
        """Every region with a quantity of its own, by code."""
        return tuple(sorted({region for _, region, _ in self._whole if region is not None}))

    def kinds(self, quantity: str) -> Iterable[str]:
        """Every kind of weapon for which the quantity is held."""
        return sorted(kind for name, _, kind in self._whole if name == quantity and kind is not None)

    def at_hour(self, quantity: str, hour: int) -> Interval | None:
        """One quantity of the whole country at an hour; None where the table has none."""
        if self._national is None:
            rows = self._hourly.filter(pl.col("region").is_null(), pl.col("kind").is_null())
            rows = rows.select("quantity", "hour", "mean", "se", *QUANTILES)
            self._national = {
                (name, at): _interval(numbers, QuantityRow(name, None, at))
                for name, at, *numbers in rows.iter_rows()
            }
        return self._national.get((quantity, hour))

    def national_hours(self) -> pl.DataFrame:
        """Rows of the whole country by hour: quantity, hour, mean and quantiles.

        Where the raid's own part is held by region only, its national mean is the sum of the regions' means.
        """
        columns = ["quantity", "hour", "mean", *QUANTILES]
        national = self._hourly.filter(pl.col("region").is_null()).select(columns)
        if "raid_cut_mw" in national["quantity"].to_list():
            return national.sort("quantity", "hour")
        parts = self._hourly.filter(pl.col("region").is_not_null(), pl.col("quantity") == "raid_cut_mw")
        summed = parts.group_by("hour").agg(pl.col("mean").sum()).with_columns(quantity=pl.lit("raid_cut_mw"))
        return pl.concat([national, summed.cast({"hour": pl.Int16})], how="diagonal").sort("quantity", "hour")

    def region_hours(self) -> pl.DataFrame:
        """Rows by region and hour: quantity, region, hour, mean and quantiles."""
        rows = self._hourly.filter(pl.col("region").is_not_null())
        return rows.select("quantity", "region", "hour", "mean", *QUANTILES).sort("quantity", "region", "hour")
