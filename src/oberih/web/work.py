"""What runs in the background: the list, one errand, and its progress as it comes (server-sent events)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from oberih.jobs.chores import KINDS
from oberih.terms.words import Lang, say
from oberih.web.desk import Desk
from oberih.web.speech import Spoken, desk_of, onward, page

if TYPE_CHECKING:
    from oberih.jobs.errands import Errand

router = APIRouter(include_in_schema=False)
ENDED = ("done", "failed", "stopped")
_LOOK_EVERY_S = 0.2
_SAY_EVERY_S = 10.0  #: a line at least so often, so that a connection that is gone is noticed


def told(desk: Desk, errand: "Errand", lang: Lang) -> dict[str, Any]:
    """How far it is, with the sentence for it."""
    found = errand.plain(desk.errands.ahead(errand))
    key = str(errand.state)
    if errand.state == "running":
        in_draws = KINDS[errand.kind].in_draws and "draws" in errand.given
        key = "compiling" if not errand.done else "running" if in_draws else "steps"
    values: dict[str, object] = {"done": found["done"], "total": found["total"], "n": found["ahead"]}
    found["text"] = say(f"web.work_{key}", lang, **values)
    if errand.state == "running" and found["half_width_mwh"] is not None:
        from oberih.report.base import Unit  # noqa: PLC0415
        from oberih.report.numbers import texts  # noqa: PLC0415

        mean, half = texts([errand.raid_unserved_mwh or 0.0, found["half_width_mwh"]], Unit.MWH, lang)
        found["text"] += " " + say("web.work_figure", lang, mean=mean, half=half)
    found["title"] = say("web.doing", lang, kind=say(f"errands.kind_{errand.kind}", lang), name=errand.name)
    found["faults"] = [fault.text(lang) for fault in errand.faults]
    return found


@router.get("/progress")
def all_work(request: Request, lang: Spoken) -> HTMLResponse:
    """What was asked for since the page was opened."""
    desk = desk_of(request)
    return page(request, "works.html.j2", lang, rows=[told(desk, each, lang) for each in desk.errands.all()])


@router.get("/progress/{errand}")
def one(request: Request, errand: str, lang: Spoken) -> Response:
    """One errand; once it is done, its run."""
    desk = desk_of(request)
    found = desk.errands.get(errand)
    if found.run is not None:
        return onward(request, f"/runs/{found.run}")
    return page(request, "work.html.j2", lang, work=told(desk, found, lang), ended=found.state in ENDED)


@router.post("/progress/{errand}/stop")
def stop(request: Request, errand: str) -> Response:
    """Give it up."""
    desk = desk_of(request)
    desk.errands.stop(desk.errands.get(errand))
    return onward(request, f"/progress/{errand}")


@router.get("/progress/{errand}/events")
async def events(request: Request, errand: str, lang: Spoken) -> StreamingResponse:
    """Its progress as it comes: an event whenever something changed, the last one where it has ended."""
    desk = desk_of(request)
    return StreamingResponse(
        told_on(desk, desk.errands.get(errand), lang), media_type="text/event-stream",
        headers={"cache-control": "no-store"},
    )  # fmt: skip


async def told_on(desk: Desk, errand: "Errand", lang: Lang) -> AsyncIterator[str]:
    """Lines of an event stream until the errand has ended."""
    last, silent_s = "", 0.0
    while True:
        ended = errand.state in ENDED  # asked first: what is told after may be newer, never older
        now = json.dumps(told(desk, errand, lang), ensure_ascii=False)
        if now != last:
            yield f"data: {now}\n\n"
            last, silent_s = now, 0.0
        if ended:
            return
        await asyncio.sleep(_LOOK_EVERY_S)
        silent_s += _LOOK_EVERY_S
        if silent_s >= _SAY_EVERY_S:
            yield ": still here\n\n"
            silent_s = 0.0
