"""The two JSON shapes that outage apps of Ukraine read, as public integrations for Home Assistant read them.

DTEK: `data[midnight]["GPV1.1"]["1" … "24"]` with yes, no, first, second, maybe, mfirst, msecond; midnight in seconds
of Unix time, `update` as 20.11.2024 14:00, `today`. YASNO: queue → `today` and `tomorrow`, each with `slots` of start,
end (minutes from midnight) and type (NotPlanned, Definite), `date`, `status`; `updatedOn`.

What is only possible has no place in YASNO's plan: it is in one more key of the day, `possible`. Both count by the
clock on the wall: a day has 24 hours, also when it has 23 or 25. In the hour that comes twice, off in either is off;
the hour that does not come is on. Neither can say which hours an emergency takes: DTEK's has one more key,
`emergency`, which apps pass over; YASNO's has a status for the whole day. iCalendar, CSV and CAP lose nothing.
"""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from oberih.terms.batch import Codes
from oberih.terms.timetable import ON, PLANNED, POSSIBLE, Timetable, stretches

_HALVES = {
    (ON, ON): "yes", (PLANNED, PLANNED): "no", (PLANNED, ON): "first", (ON, PLANNED): "second",
    (POSSIBLE, POSSIBLE): "maybe", (POSSIBLE, ON): "mfirst", (ON, POSSIBLE): "msecond",
    # no word for half of one and half of the other: what is sure is said
    (PLANNED, POSSIBLE): "first", (POSSIBLE, PLANNED): "second",
}  # fmt: skip
_WORST = (ON, POSSIBLE, PLANNED)


def wall_halves(table: Timetable, region: int, day: slice) -> Codes:
    """Status of each half hour of the clock on the wall, (48, queue)."""
    out = np.zeros((48, len(table.queues)), np.int8)
    rank = np.argsort(_WORST)
    for slot in range(day.start, day.stop):
        start = table.slots.starts[slot]
        first = (start.hour * 60 + start.minute) // 30
        for half in range(first, min(48, first + max(1, table.slots.minutes // 30))):
            now = table.status[region, slot]
            out[half] = np.where(rank[now] > rank[out[half]], now, out[half])
    return out


def dtek(table: Timetable, region: int) -> dict[str, Any]:
    """What DTEK's page of outages holds as `DisconSchedule.fact`, of one region."""
    data: dict[str, Any] = {}
    emergency: dict[str, list[str]] = {}
    for _, day in table.slots.each_day():
        midnight = str(_unix(table.slots.starts[day.start]))
        halves = wall_halves(table, region, day)
        data[midnight] = {
            f"GPV{name}": {
                str(hour + 1): _HALVES[int(halves[2 * hour, queue]), int(halves[2 * hour + 1, queue])]
                for hour in range(24)
            }
            for queue, name in enumerate(table.queues)
        }
        hours = {table.slots.starts[slot].hour for slot in range(day.start, day.stop) if table.emergency[region, slot]}
        if hours:
            emergency[midnight] = [str(hour + 1) for hour in sorted(hours)]
    today = _unix(_midnight(table, _today(table)))
    found = {"data": data, "update": table.as_of.strftime("%d.%m.%Y %H:%M"), "today": today}
    return found | ({"emergency": emergency} if emergency else {})


def yasno(table: Timetable, region: int) -> dict[str, Any]:
    """What YASNO answers for planned outages: the day of `as_of` and the next, of one region."""
    today = _today(table)
    return {name: _yasno_queue(table, region, queue, today) for queue, name in enumerate(table.queues)}


def _yasno_queue(table: Timetable, region: int, queue: int, today: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, number in (("today", today), ("tomorrow", today + 1)):
        midnight = _midnight(table, number).isoformat()
        if not 0 <= number < table.slots.n_days:
            found[key] = {"slots": [], "date": midnight, "status": "WaitingForSchedule"}
            continue
        day = slice(table.slots.first[number], table.slots.first[number + 1])
        halves = wall_halves(table, region, day)[:, queue]
        emergency = bool(table.emergency[region, day].any())
        slots = sorted(
            (30 * begin, 30 * end, word)
            for word, flags in (("Definite", halves == PLANNED), ("NotPlanned", halves != PLANNED))
            for begin, end in stretches(flags)
        )
        found[key] = {
            "slots": [{"start": begin, "end": end, "type": word} for begin, end, word in slots],
            "date": midnight,
            "status": "EmergencyShutdowns" if emergency else "ScheduleApplies",
        }
        if possible := [{"start": 30 * begin, "end": 30 * end} for begin, end in stretches(halves == POSSIBLE)]:
            found[key]["possible"] = possible
    return found | {"updatedOn": table.as_of.isoformat()}


def _today(table: Timetable) -> int:
    """Number of the day of `as_of`, −1 on the eve; of a schedule made at another time, its first day."""
    number = (table.as_of.date() - table.slots.first_day).days
    return number if -1 <= number < table.slots.n_days else 0


def _midnight(table: Timetable, number: int) -> datetime:
    date = table.slots.first_day + timedelta(days=number)
    return datetime(date.year, date.month, date.day, tzinfo=table.slots.starts[0].tzinfo)


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())
