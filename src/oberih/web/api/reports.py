"""Reports through the API: read, and assessed."""

from typing import Annotated, Any, Literal

from fastapi import File, Form, Request, UploadFile
from fastapi.responses import Response
from pydantic import Field

from oberih.terms.errors import Fault, InputError
from oberih.web.api.base import Asking, Day, Letters, Text, Work, does, mind_days, new_router, plain_json
from oberih.web.reports import MOST_REPORT_BYTES, USUAL_DRAWS, take
from oberih.web.speech import Spoken, desk_of
from oberih.web.work import told

router = new_router()


class ReportGiven(Asking):
    """One report."""

    name: Letters = "report.txt"
    text: Text


class ReadAsked(Asking):
    """What `oberih read` takes of several files."""

    reports: list[ReportGiven] = Field(min_length=1, max_length=100)
    published: Day | None = None
    merge: bool = Field(default=False, description="Make one record of them: all tell of one raid.")
    form: Literal["json", "html"] = Field(default="json", description="html: a page with the facts underlined.")


@router.post("/api/read", summary="Read a report: who said what, where, how many.", **does("read"))
def read_report(
    request: Request,
    text: Annotated[str, Form(description=f"The report's text, at most {MOST_REPORT_BYTES // 2**20} MB.")] = "",
    published: Annotated[str, Form(description="Its day of publication, YYYY-MM-DD.")] = "",
    file: Annotated[UploadFile | None, File(description="A text or HTML file instead.")] = None,
) -> dict[str, Any]:
    """What `oberih read --json` prints."""
    from oberih.jobs.reading import to_json  # noqa: PLC0415

    return to_json(_taken(request, text, published, file).report)


@router.post(
    "/api/read/many", summary="Read several reports; or make one record of them.", response_class=Response,
    responses={200: {"content": {"application/json": {}, "text/html": {}}}}, **does("read"),
)  # fmt: skip
def read_many(asked: ReadAsked, lang: Spoken) -> Response:
    """What `oberih read --json`, `--merge` and `--html` print of several files."""
    from datetime import date  # noqa: PLC0415

    from oberih.jobs import reading  # noqa: PLC0415
    from oberih.jobs.reading.handed import read_all  # noqa: PLC0415

    mind_days(published=asked.published)
    if asked.merge and asked.form == "html":
        raise InputError(Fault(key="reading.merge_page", where="form"))
    day = None if asked.published is None else date.fromisoformat(asked.published)
    reports = read_all([(each.name, each.text.encode()) for each in asked.reports], day)
    if asked.form == "html":
        headers = {"content-disposition": 'attachment; filename="reports.html"'}
        return Response(reading.page(reports, lang), media_type="text/html; charset=utf-8", headers=headers)
    if asked.merge:
        return plain_json(reading.merge(reports).to_json())
    return plain_json([reading.to_json(report) for report in reports])


@router.post("/api/assess", summary="Assess a report in the background.", status_code=202, **does("assess"))
def assess(
    request: Request,
    lang: Spoken,
    text: Annotated[str, Form(description="The report's text.")] = "",
    published: Annotated[str, Form(description="Its day of publication, YYYY-MM-DD.")] = "",
    draws: Annotated[int, Form(description="How often the raid is replayed.")] = USUAL_DRAWS,
    seed: Annotated[int, Form(description="The same seed gives the same tables.")] = 1,
    hours: Annotated[int | None, Form(ge=6, le=336, description="Hours to follow.")] = None,
    form: Annotated[Literal["public", "internal"], Form(description="Who may see what is written.")] = "public",
    keep: Annotated[int, Form(ge=0, le=100, description="Draws of which full tables are kept.")] = 1,
    file: Annotated[UploadFile | None, File(description="A text or HTML file instead.")] = None,
) -> Work:
    """Answers at once: look at /api/progress/{id}, or hear /api/progress/{id}/events, until it is done."""
    desk = desk_of(request)
    dropped = _taken(request, text, published, file)
    errand = desk.errands.assess(
        dropped.data, name=dropped.name, published=dropped.published, draws=draws, seed=seed, hours=hours, form=form,
        keep=keep,
    )  # fmt: skip
    return Work(**told(desk, errand, lang))


def _taken(request: Request, text: str, published: str, file: UploadFile | None) -> Any:
    name, data = "", b""
    if file is not None:
        name, data = file.filename or "", file.file.read(MOST_REPORT_BYTES + 1)
    return take(desk_of(request), text=text, name=name, data=data, published=published)
