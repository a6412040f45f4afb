"""People behind the megawatts, as a briefing shows them: by day for the country, and by region for the whole run."""

from collections.abc import Iterable, Sequence
from typing import Any

from oberih.report.base import Interval, People, Row, Unit
from oberih.report.numbers import number, span, texts
from oberih.report.quantities import Quantities
from oberih.report.render import region_name, region_order
from oberih.terms.words import Lang, say

#: the columns of both tables: quantity, and what it counts
COLUMNS: tuple[tuple[str, Unit], ...] = (
    ("person_hours_without_power", Unit.PERSON_HOURS),
    ("person_hours_without_heat", Unit.PERSON_HOURS),
    ("person_hours_without_water", Unit.PERSON_HOURS),
    ("critical_sites_past_backup", Unit.COUNT),
)
DAY_H = 24

def people(held: Quantities, regions: Iterable[str]) -> People:
    """What a run holds of people; empty where it was made before they were counted."""
    whole = tuple(held.get(name) for name, _ in COLUMNS)
    if None in whole:
        return People()
    days: list[Row] = []
    while None not in (row := tuple(held.at_hour(f"{name}_day", len(days) * DAY_H) for name, _ in COLUMNS)):
        days.append(row)
    rows = tuple((iso, tuple(held.get(name, iso) for name, _ in COLUMNS)) for iso in regions)
    return People(days=tuple(days), whole=whole, regions=rows)


def people_tables(found: People, hours: int, lang: Lang) -> dict[str, Any] | None:
    """Both tables as a page needs them: named rows of cells, each with its median and 90 % interval."""
    if not found.whole:
        return None
    days = [
        {"name": _day_name(day, hours, lang), "cells": _cells(row, lang), "total": False}
        for day, row in enumerate(found.days)
    ]
    days.append({"name": say("briefing_people.whole", lang), "cells": _cells(found.whole, lang), "total": True})
    regions = [
        {"name": region_name(iso, lang), "cells": _cells(row, lang)}
        for iso, row in sorted(found.regions, key=lambda pair: region_order(pair[0], lang))
    ]
    return {"days": days, "regions": regions, "sentence": _sentence(found, hours, lang)}


def _day_name(day: int, hours: int, lang: Lang) -> str:
    first, last = day * DAY_H + 1, min((day + 1) * DAY_H, hours)
    return say("briefing_people.day", lang, day=day + 1, hours=f"{first}–{last}")


def _cells(row: Sequence[Interval | None], lang: Lang) -> list[dict[str, str]]:
    cells = []
    for each, (_, unit) in zip(row, COLUMNS, strict=True):
        if each is None:
            cells.append({"median": "—", "most": ""})
            continue
        low, median, high = texts([each.p05, each.p50, each.p95], unit, lang)
        cells.append({"median": median, "most": "" if low == high else span(low, high)})
    return cells


def _sentence(found: People, hours: int, lang: Lang) -> str:
    """The first day in one sentence: how many people, on average over it, have no power."""
    power = found.days[0][0] if found.days else None
    if power is None or power.p95 <= 0:
        return say("briefing_people.nobody", lang)
    over = min(DAY_H, hours)
    low, median, high = texts([each / over for each in (power.p05, power.p50, power.p95)], Unit.PEOPLE, lang)
    return say("briefing_people.first_day", lang, people=median, most=span(low, high), hours=number(over, lang))
