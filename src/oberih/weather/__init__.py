"""The weather of each draw: daily mean temperature by region, from the month's normal or as the scenario states it."""

from oberih.weather.base import Weather, sample

__all__ = ["Weather", "sample"]
