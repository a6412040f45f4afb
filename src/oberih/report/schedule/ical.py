"""iCalendar (RFC 5545): one calendar a queue, an event a turn, an alarm ahead.

A turn keeps its UID when it is moved, made longer or shorter: it is the region, the queue, the day on which it begins
and its number on that day. SEQUENCE grows with `as_of`, so that a calendar knows which version is the newer one.
Planned turns are CONFIRMED, possible ones TENTATIVE; emergency cuts have no schedule, so an event of a region's
emergency hours says just that. Times are in UTC: the hour that comes twice is not a question.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from oberih.terms.timetable import PLANNED, POSSIBLE, Timetable, stretches
from oberih.terms.words import Lang, say


def calendar(table: Timetable, region: int, queue: int, lang: Lang, alarm_minutes: int = 30) -> bytes:
    """The calendar of one queue of one region. No alarm where `alarm_minutes` is 0."""
    made = Calendar()
    place, name = table.name(table.regions[region], lang), table.queues[queue]
    title = say("timetable.calendar", lang, queue=name, region=place)
    head = {"prodid": "-//Oberih//schedule//EN", "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH"}
    for key, value in (head | {"x-wr-calname": title, "x-wr-timezone": table.slots.zone}).items():
        made.add(key, value)
    code = table.regions[region]
    for kind, spans in (
        ("planned", table.spans(region, queue, PLANNED)),
        ("possible", table.spans(region, queue, POSSIBLE)),
        ("emergency", stretches(table.emergency[region])),
    ):
        count: Counter[str] = Counter()
        for begin, end in spans:
            start, stop = table.slots.at(begin), table.slots.at(end)
            day = f"{start:%Y%m%d}"
            count[day] += 1
            event = Event()
            event.add("uid", f"{code}-{name}-{day}-{kind}-{count[day]}@oberih")
            event.add("dtstamp", table.as_of.astimezone(UTC))
            event.add("last-modified", table.as_of.astimezone(UTC))
            event.add("sequence", _minutes(table.as_of))
            event.add("dtstart", start.astimezone(UTC))
            event.add("dtend", stop.astimezone(UTC))
            event.add("summary", say(f"timetable.event_{kind}", lang, queue=name))
            event.add("description", say("timetable.event_about", lang, queue=name, region=place, **_as_of(table)))
            event.add("location", place)
            event.add("categories", [say(f"timetable.{kind}", lang)])
            event.add("status", "CONFIRMED" if kind == "planned" else "TENTATIVE")
            if alarm_minutes > 0 and kind == "planned":
                event.add_component(_alarm(alarm_minutes, name, lang))
            made.add_component(event)
    return bytes(made.to_ical())


def _alarm(minutes: int, queue: str, lang: Lang) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(minutes=-minutes))
    alarm.add("description", say("timetable.alarm", lang, queue=queue, minutes=minutes))
    return alarm


def _as_of(table: Timetable) -> dict[str, str]:
    return {"as_of": f"{table.as_of:%d.%m.%Y %H:%M}"}


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
