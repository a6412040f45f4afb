"""Days cut into slots by the clock of a place: a day of 23 hours has 46 half hours, one of 25 hours has 50."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo


def day_slots(day: date, zone: str, minutes: int = 30) -> tuple[datetime, ...]:
    """Starts of a day's slots, local and aware, midnight to midnight.

    >>> [len(day_slots(date(2024, 3, 31), "Europe/Kyiv")), len(day_slots(date(2024, 10, 27), "Europe/Kyiv"))]
    [46, 50]
    """
    place = ZoneInfo(zone)
    begin = datetime(day.year, day.month, day.day, tzinfo=place).astimezone(UTC)
    after = day + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=place).astimezone(UTC)
    step = timedelta(minutes=minutes)
    return tuple((begin + i * step).astimezone(place) for i in range(-((begin - end) // step)))


@dataclass(frozen=True)
class Slots:
    """Slots of whole days in a row."""

    first_day: date
    n_days: int
    zone: str
    minutes: int = 30

    @cached_property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first_day + timedelta(days=i) for i in range(self.n_days))

    @cached_property
    def starts(self) -> tuple[datetime, ...]:
        """Start of each slot, local and aware."""
        return tuple(start for day in self.days for start in day_slots(day, self.zone, self.minutes))

    @cached_property
    def first(self) -> tuple[int, ...]:
        """Number of each day's first slot, and at the end the number of all slots."""
        edges = [0]
        for day in self.days:
            edges.append(edges[-1] + len(day_slots(day, self.zone, self.minutes)))
        return tuple(edges)

    @property
    def n(self) -> int:
        return self.first[-1]

    @property
    def slot_h(self) -> float:
        return self.minutes / 60

    def each_day(self) -> Iterator[tuple[date, slice]]:
        """Days and the slots of each."""
        for i, day in enumerate(self.days):
            yield day, slice(self.first[i], self.first[i + 1])

    def at(self, slot: int) -> datetime:
        """Start of a slot; of the number after the last one, the end of the last day."""
        if slot < self.n:
            return self.starts[slot]
        step = timedelta(minutes=self.minutes)
        return (self.starts[-1].astimezone(UTC) + step).astimezone(ZoneInfo(self.zone))

    def within(self, spans: tuple[tuple[float, float], ...]) -> tuple[bool, ...]:
        """Whether each slot begins in one of the spans of local hours.

        >>> sum(Slots(date(2024, 1, 1), 1, "Europe/Kyiv").within(((0, 6), (22, 24))))
        16
        """
        hours = (start.hour + start.minute / 60 for start in self.starts)
        return tuple(any(low <= hour < high for low, high in spans) for hour in hours)
