"""When is my queue: the schedule of a run, or of the shipped limits, asked by region and queue."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from oberih.terms.errors import Fault, InputError, OberihError, RunError
from oberih.terms.words import Lang
from oberih.web.desk import Desk
from oberih.web.faults import status_of
from oberih.web.runs import MOST_LISTED, title_of
from oberih.web.speech import Spoken, desk_of, page

if TYPE_CHECKING:
    from oberih.jobs.schedule import Scheduled
    from oberih.store import RunRow

router = APIRouter(include_in_schema=False)
EXAMPLE = "example"  #: stands for the shipped limits where a run is asked for


def made(desk: Desk, run: str) -> "Scheduled":
    """The schedule of a run, made once. Raises OberihError."""
    from pathlib import Path  # noqa: PLC0415

    from oberih.jobs.schedule import Asked, schedule  # noqa: PLC0415

    if run == EXAMPLE:
        return desk.made.get("schedule", lambda: schedule(Asked(limit_file=Path("examples/limits.csv"))))
    seen(desk, run)
    stamp = desk.shelf.stamp(run)
    return desk.made.get(("schedule", run, stamp), lambda: schedule(Asked(run=run, catalogue=desk.catalogue)))


def seen(desk: Desk, run: str) -> "RunRow":
    """A run whose regions may be shown. Raises RunError."""
    from oberih.jobs.shelf import withheld  # noqa: PLC0415

    row = desk.shelf.row(run)
    if withheld(row):
        raise RunError(Fault(key="shelf.withheld", where=run))
    return row


@router.get("/schedule")
def when(
    request: Request, lang: Spoken, run: Annotated[str, Query()] = "", region: Annotated[str, Query()] = "",
    queue: Annotated[str, Query()] = "",
) -> HTMLResponse:  # fmt: skip
    """The form; with a run, its regions; with a region, its days; with a queue, its hours."""
    desk = desk_of(request)
    faults: tuple[Fault, ...] = ()
    values: dict[str, Any] = {
        "regions": [], "queues": [], "days": [], "answer": None, "region": region, "region_name": "",
    }  # fmt: skip
    if run:
        try:
            found = made(desk, run)
            values |= _choices(found, lang)
            if region or queue:
                key = ("timetable", run, id(found), region, queue, lang)  # `found` is kept as long as it is shown
                values |= desk.made.get(key, lambda: {"found": found, **_shown(found, region, queue, lang)})
        except OberihError as error:
            faults = error.faults
    choices: list[tuple[str, str | None]] = [(EXAMPLE, None)]
    choices += [(row.id, title_of(row, lang)) for row in desk.shelf.runs()[:MOST_LISTED] if row.draws]
    return page(
        request, "schedule.html.j2", lang, status=status_of(faults) if faults else 200, run=run, queue=queue,
        choices=choices, faults=[fault.text(lang) for fault in faults], **values,
    )  # fmt: skip


def _choices(found: "Scheduled", lang: Lang) -> dict[str, Any]:
    """Regions by name, and queues."""
    from oberih.report.render import alphabetical  # noqa: PLC0415

    named = [(code, found.table.name(code, lang)) for code in found.table.regions]
    return {"regions": sorted(named, key=lambda each: alphabetical(each[1], lang)), "queues": found.table.queues}


def _shown(found: "Scheduled", region: str, queue: str, lang: Lang) -> dict[str, Any]:
    """The days of a region, and of a queue. Raises InputError with every fault."""
    from oberih.report.numbers import day as day_in_words  # noqa: PLC0415
    from oberih.report.schedule.page import own_ids  # noqa: PLC0415
    from oberih.report.schedule.picture import queue_picture, region_picture  # noqa: PLC0415
    from oberih.report.schedule.text import hours  # noqa: PLC0415
    from oberih.terms.timetable import PLANNED, POSSIBLE  # noqa: PLC0415

    table = found.table
    if len(table.regions) == 1:
        region = region or table.regions[0]
    faults = []
    if region not in table.regions:
        values = {"found": region or "—", "known": ", ".join(table.regions)}
        faults.append(Fault(key="schedule.no_region", where="region", values=values))
    if queue and queue not in table.queues:
        faults.append(
            Fault(key="schedule.no_queue", where="queue", values={"found": queue, "known": ", ".join(table.queues)})
        )
    if faults:
        raise InputError(*faults)
    number = table.regions.index(region)
    shown: dict[str, Any] = {"region": region, "region_name": table.name(region, lang)}
    days = []
    for which, (date, slots) in enumerate(table.slots.each_day()):
        if not table.known[slots].any():
            continue
        status = None if not queue else table.status[number, :, table.queues.index(queue)]
        days.append(
            {
                "day": day_in_words(date, lang),
                "planned": "" if status is None else hours(table, status == PLANNED, slots),
                "possible": "" if status is None else hours(table, status == POSSIBLE, slots),
                "emergency": hours(table, table.emergency[number], slots),
                "picture": Markup(own_ids(region_picture(table, number, which, lang), f"d{which}")),
            }
        )
    shown["days"] = days
    if queue:
        at = table.queues.index(queue)
        shown["answer"] = Markup(own_ids(queue_picture(table, number, at, lang), "q"))
    return shown


@router.get("/schedule/calendar")
def calendar(
    request: Request, lang: Spoken, run: Annotated[str, Query()], region: Annotated[str, Query()],
    queue: Annotated[str, Query()],
) -> Response:  # fmt: skip
    """The queue's hours as iCalendar."""
    from oberih.report.schedule import calendar as written  # noqa: PLC0415

    found = made(desk_of(request), run)
    _shown(found, region, queue, lang)  # its faults
    table = found.table
    if queue not in table.queues:
        values = {"found": queue or "—", "known": ", ".join(table.queues)}
        raise InputError(Fault(key="schedule.no_queue", where="queue", values=values))
    body = written(table, table.regions.index(region), table.queues.index(queue), lang, 30)
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in f"{region}-{queue}")
    headers = {"content-disposition": f'attachment; filename="{name}.ics"'}
    return Response(body, media_type="text/calendar", headers=headers)
