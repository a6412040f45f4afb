"""What runs in the background, through the API."""

from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, Response, StreamingResponse

from oberih.terms.errors import Fault, InputError
from oberih.web.api.base import Work, new_router, plain_json
from oberih.web.speech import Spoken, desk_of
from oberih.web.work import ENDED, told, told_on

router = new_router()


@router.get("/api/progress", summary="What runs in the background.")
def list_work(request: Request, lang: Spoken) -> list[Work]:
    """The newest first, since the page was opened."""
    desk = desk_of(request)
    return [Work(**told(desk, each, lang)) for each in desk.errands.all()]


@router.get("/api/progress/{errand}", summary="How far one errand is.")
def one_work(request: Request, errand: str, lang: Spoken) -> Work:
    """`run` is the id of its run once it is done; `faults` say what was wrong."""
    desk = desk_of(request)
    return Work(**told(desk, desk.errands.get(errand), lang))


@router.delete("/api/progress/{errand}", summary="Give an errand up.")
def stop_work(request: Request, errand: str, lang: Spoken) -> Work:
    """It stops after the draws in hand; nothing of it is kept."""
    desk = desk_of(request)
    found = desk.errands.get(errand)
    if found.state in ENDED:
        raise InputError(Fault(key="web.ended", where=errand))
    desk.errands.stop(found)
    return Work(**told(desk, found, lang))


@router.get(
    "/api/progress/{errand}/events", summary="Its progress as it comes (server-sent events).", response_class=Response,
    responses={200: {"content": {"text/event-stream": {}}}},
)  # fmt: skip
async def work_events(request: Request, errand: str, lang: Spoken) -> StreamingResponse:
    """One event a change, as /api/progress/{id} tells it; the stream ends when the errand does."""
    desk = desk_of(request)
    stream = told_on(desk, desk.errands.get(errand), lang)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})


@router.get("/api/progress/{errand}/answer", summary="What came of an errand that ends with an answer and no run.")
def work_answer(request: Request, errand: str) -> Any:
    """What `--json` prints on the command line. The last 30 answers are kept while the page is open."""
    return plain_json(desk_of(request).errands.answer(errand))


@router.get(
    "/api/progress/{errand}/files/{file}", summary="A file that came of an errand.", response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}}},
)  # fmt: skip
def work_file(request: Request, errand: str, file: str) -> FileResponse:
    """A paper, a clip, a table: `files` of the errand names them. They are kept as answers are."""
    place = desk_of(request).errands.file(errand, file)
    return FileResponse(place, media_type="application/octet-stream", filename=file)
