"""A schedule as plain text in words, and as CSV, a row a stretch of one queue."""

import io
from csv import writer
from datetime import datetime
from itertools import pairwise

from oberih.report.numbers import day as day_in_words
from oberih.terms.batch import Flags
from oberih.terms.timetable import PLANNED, POSSIBLE, Timetable, stretches
from oberih.terms.words import Lang, say

COLUMNS = ("region", "queue", "start", "end", "status", "hours", "as_of")


def clock(moment: datetime) -> str:
    """Time on the wall; an hour that comes twice says which one it is by its offset.

    >>> from zoneinfo import ZoneInfo
    >>> [clock(datetime(2024, 10, 27, 3, 30, fold=fold, tzinfo=ZoneInfo("Europe/Kyiv"))) for fold in (0, 1)]
    ['03:30 (+03)', '03:30 (+02)']
    """
    twice = moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset()
    return f"{moment:%H:%M}" + (f" ({moment:%z})".replace("00)", ")") if twice else "")


def hours(table: Timetable, flags: Flags, day: slice) -> str:
    """Stretches of a day by the clock, the end of the day being 24:00."""
    told = []
    for begin, end in stretches(flags[day]):
        stop = "24:00" if day.start + end == day.stop else clock(table.slots.at(day.start + end))
        told.append(f"{clock(table.slots.at(day.start + begin))}–{stop}")
    return ", ".join(told)


def queues_in_words(number: float, lang: Lang) -> str:
    """A limit: 1.5, with the decimal mark of the language."""
    return f"{number:g}" if lang == "en" else f"{number:g}".replace(".", ",")


def limits(table: Timetable, region: int, day: slice, lang: Lang) -> str:
    """The limits of a day: "00:00–06:00 2, 06:00–24:00 3,5"."""
    now = table.limit[region, day]
    edges = [0, *(i for i in range(1, len(now)) if now[i] != now[i - 1]), len(now)]
    told = []
    for begin, end in pairwise(edges):
        stop = "24:00" if end == len(now) else clock(table.slots.at(day.start + end))
        told.append(f"{clock(table.slots.at(day.start + begin))}–{stop} {queues_in_words(now[begin], lang)}")
    return ", ".join(told)


def text(table: Timetable, lang: Lang) -> str:
    """The schedule in words: by region and day the limits, then each queue's hours."""
    lines = [say("timetable.head", lang, source=table.source, preset=table.preset, as_of=as_of(table, lang))]
    for number, code in enumerate(table.regions):
        for date, day in table.slots.each_day():
            lines += ["", f"{table.name(code, lang)} — {day_in_words(date, lang)}"]
            if not table.known[day].any():
                continue
            lines.append("  " + say("timetable.limits", lang, limits=limits(table, number, day, lang)))
            if table.emergency[number, day].any():
                when = hours(table, table.emergency[number], day)
                lines.append("  " + say("timetable.emergency_hours", lang, hours=when))
            for queue, name in enumerate(table.queues):
                lines.append("  " + queue_line(table, number, queue, day, lang, name))
    return "\n".join(lines) + "\n"


def queue_line(table: Timetable, region: int, queue: int, day: slice, lang: Lang, name: str) -> str:
    """One queue's day: planned hours, then possible ones."""
    planned = hours(table, table.status[region, :, queue] == PLANNED, day)
    possible = hours(table, table.status[region, :, queue] == POSSIBLE, day)
    told = say("timetable.off", lang, hours=planned) if planned else say("timetable.all_on", lang)
    return f"{name}: {told}" + ("; " + say("timetable.maybe", lang, hours=possible) if possible else "")


def as_of(table: Timetable, lang: Lang) -> str:
    """When the schedule was made, in words."""
    return f"{day_in_words(table.as_of.date(), lang)}, {table.as_of:%H:%M}"


def csv(table: Timetable) -> str:
    """A row a stretch. Times are ISO 8601 with their offset; a region's emergency hours have no queue."""
    out = io.StringIO()
    rows = writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    made = table.as_of.isoformat(timespec="minutes")

    def row(region: str, queue: str, begin: int, end: int, status: str) -> None:
        ends = [table.slots.at(slot).isoformat(timespec="minutes") for slot in (begin, end)]
        rows.writerow([region, queue, *ends, status, f"{(end - begin) * table.slots.slot_h:g}", made])

    for number, code in enumerate(table.regions):
        for queue, name in enumerate(table.queues):
            for status, word in ((PLANNED, "planned"), (POSSIBLE, "possible")):
                for begin, end in table.spans(number, queue, status):
                    row(code, name, begin, end, word)
        for begin, end in stretches(table.emergency[number]):
            row(code, "", begin, end, "emergency")
    return out.getvalue()
