"""Hours of a run as local time: hour 0 is the hour in which the raid begins."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from oberih.report.numbers import day, short_day
from oberih.terms.words import Lang, say

_KYIV = ZoneInfo("Europe/Kyiv")


@dataclass(frozen=True, slots=True)
class Clock:
    """Local time of a run. Without a date days are counted; without an hour, hours are."""

    raid_date: date | None
    raid_hour: int | None

    def at(self, hour: int) -> tuple[date | None, int, int]:
        """The day (and its number, from 1) and the hour of the day; summer time is followed where the date is known."""
        start = self.raid_hour or 0
        if self.raid_date is None:
            return None, (start + hour) // 24 + 1, (start + hour) % 24
        begin = datetime.combine(self.raid_date, time(start), _KYIV).astimezone(UTC)
        now = (begin + timedelta(hours=hour)).astimezone(_KYIV)
        return now.date(), (now.date() - self.raid_date).days + 1, now.hour

    def told(self, hour: int, lang: Lang) -> str:
        """An hour in words: "5 December 2022, 17:00"."""
        if self.raid_hour is None:
            return say("briefing.when_hours", lang, n=hour)
        when, n, of_day = self.at(hour)
        if when is None:
            return say("briefing.when_undated", lang, n=n, hour=of_day)
        return say("briefing.when_dated", lang, day=day(when, lang), hour=of_day)

    def ticks(self, hours: int, lang: Lang, most: int) -> list[tuple[int, tuple[str, ...]]]:
        """Hours to mark on an axis, at most so many, each with its lines: the time, and the day where it begins."""
        apart = next((gap for gap in (1, 2, 3, 6, 12, 24, 48, 72, 168, 336, 720) if hours / gap <= most), 2160)
        if self.raid_hour is None:
            return [(hour, (say("briefing.axis_hours", lang, n=hour),)) for hour in range(0, hours + 1, apart)]
        marks = [hour for hour in range(hours + 1) if self._on(hour, apart)]
        if not marks or marks[0] > apart / 2:  # the raid's own hour is told where the next mark leaves room
            marks.insert(0, 0)
        return [(hour, self._lines(hour, lang, first=hour == marks[0])) for hour in marks]

    def _on(self, hour: int, apart: int) -> bool:
        _, n, of_day = self.at(hour)
        return of_day % apart == 0 if apart <= 24 else of_day == 0 and (n - 1) % (apart // 24) == 0

    def _lines(self, hour: int, lang: Lang, *, first: bool) -> tuple[str, ...]:
        when, n, of_day = self.at(hour)
        clock = f"{of_day}:00"
        if of_day != 0 and not first:
            return (clock,)
        return (clock, short_day(when, lang) if when else say("briefing.axis_day", lang, n=n))
