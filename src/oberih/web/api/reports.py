"""Reports through the API: read, and assessed."""

from typing import Annotated, Any

from fastapi import File, Form, Request, UploadFile

from oberih.web.api.base import Spoken, Work, new_router
from oberih.web.reports import MOST_REPORT_BYTES, USUAL_DRAWS, take
from oberih.web.speech import desk_of
from oberih.web.work import told

router = new_router()


@router.post("/api/read", summary="Read a report: who said what, where, how many.")
def read_report(
    request: Request,
    text: Annotated[str, Form(description=f"The report's text, at most {MOST_REPORT_BYTES // 2**20} MB.")] = "",
    published: Annotated[str, Form(description="Its day of publication, YYYY-MM-DD.")] = "",
    file: Annotated[UploadFile | None, File(description="A text or HTML file instead.")] = None,
) -> dict[str, Any]:
    """What `oberih read --json` prints."""
    from oberih.jobs.reading import to_json  # noqa: PLC0415

    return to_json(_taken(request, text, published, file).report)


@router.post("/api/assess", summary="Assess a report in the background.", status_code=202)
def assess(
    request: Request,
    lang: Spoken,
    text: Annotated[str, Form(description="The report's text.")] = "",
    published: Annotated[str, Form(description="Its day of publication, YYYY-MM-DD.")] = "",
    draws: Annotated[int, Form(description="How often the raid is replayed.")] = USUAL_DRAWS,
    seed: Annotated[int, Form(description="The same seed gives the same tables.")] = 1,
    file: Annotated[UploadFile | None, File(description="A text or HTML file instead.")] = None,
) -> Work:
    """Answers at once: look at /api/work/{id}, or hear /api/work/{id}/events, until it is done."""
    desk = desk_of(request)
    dropped = _taken(request, text, published, file)
    errand = desk.errands.assess(dropped.data, name=dropped.name, published=dropped.published, draws=draws, seed=seed)
    return Work(**told(desk, errand, lang))


def _taken(request: Request, text: str, published: str, file: UploadFile | None) -> Any:
    name, data = "", b""
    if file is not None:
        name, data = file.filename or "", file.file.read(MOST_REPORT_BYTES + 1)
    return take(desk_of(request), text=text, name=name, data=data, published=published)
