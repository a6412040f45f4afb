"""The JSON API: what the pages do, for programs on this machine. Its description is /api/openapi.json."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict

from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang
from oberih.web.replay import Choice, played
from oberih.web.reports import MOST_REPORT_BYTES, USUAL_DRAWS, take
from oberih.web.speech import desk_of, page, spoken
from oberih.web.timetables import made
from oberih.web.work import ENDED, told, told_on


class FaultText(BaseModel):
    """A fault as a sentence: where it stands, what was found, what is expected, how to mend it."""

    uk: str
    en: str


class OneFault(BaseModel):
    """One thing that is wrong."""

    key: str
    where: str
    values: dict[str, str]
    text: FaultText


class Faults(BaseModel):
    """Everything that is wrong, at once."""

    faults: list[OneFault]


class RunListed(BaseModel):
    """One run, as the catalogue lists it."""

    id: str
    kind: str
    title: str
    created: str
    raid_date: str | None
    seed: int | None
    draws: int | None
    hours: float | None
    version: str
    summary: dict[str, Any]


class Work(BaseModel):
    """A report that is assessed in the background."""

    model_config = ConfigDict(extra="allow")

    id: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    run: str | None
    done: int
    total: int


_FAULT = {"model": Faults}
router = APIRouter(
    responses=dict.fromkeys((400, 403, 404, 413, 415, 422, 429, 500), _FAULT),
)
Spoken = Annotated[Lang, Depends(spoken)]


@router.get("/api", include_in_schema=False)
def described(request: Request, lang: Spoken) -> HTMLResponse:
    """The same list for people."""
    schema = request.app.openapi()
    rows = [
        {"method": method.upper(), "path": path, "about": about["summary"], "more": about.get("description", "")}
        for path, methods in schema["paths"].items()
        for method, about in methods.items()
    ]
    return page(request, "api.html.j2", lang, rows=rows)


@router.get("/api/runs", summary="List runs, the newest first.")
def list_runs(request: Request) -> list[RunListed]:
    """What `oberih runs list --json` prints, without the places of folders."""
    rows = [row.plain() for row in desk_of(request).shelf.runs()]
    return [RunListed(**{name: row[name] for name in RunListed.model_fields}) for row in rows]


@router.get("/api/runs/{run}", summary="One run: the report's summary and the model's answer with intervals.")
def one_run(request: Request, run: str) -> dict[str, Any]:
    """What `oberih runs show --json` prints. Regions are left out where the raid is younger than seven days."""
    from oberih.jobs import shelf  # noqa: PLC0415

    desk = desk_of(request)
    row = desk.shelf.row(run)
    held = shelf.names(row)
    if "quantities" not in held:
        return {"run": run, "kind": row.kind, "about": shelf.about(row), "tables": held}
    key = ("answer", run, desk.shelf.stamp(run))
    return {**desk.made.get(key, lambda: shelf.answer(row)), "tables": held}


@router.get(
    "/api/runs/{run}/tables/{table}", summary="One table of a run as JSON, CSV or Parquet.", response_class=Response,
    responses={200: {"content": {"application/json": {}, "text/csv": {}, "application/vnd.apache.parquet": {}}}},
)  # fmt: skip
def one_table(
    request: Request, run: str, table: str,
    form: Annotated[Literal["json", "csv", "parquet"], Query(description="In which form.")] = "json",
) -> Response:  # fmt: skip
    """A cell of text that a spreadsheet would take for a formula begins with an apostrophe in CSV."""
    from oberih.jobs import shelf  # noqa: PLC0415

    row = desk_of(request).shelf.row(run)
    frame = shelf.table(row, table)
    headers = {"content-disposition": f'attachment; filename="{row.id}-{table}.{form}"'}  # a table's name is ours
    if form == "csv":
        return Response(shelf.as_csv(frame), media_type="text/csv; charset=utf-8", headers=headers)
    if form == "parquet":
        return Response(shelf.as_parquet(frame), media_type="application/vnd.apache.parquet", headers=headers)
    return JSONResponse(shelf.as_rows(frame))


@router.get("/api/compare", summary="Two runs side by side.")
def compare(request: Request, a: str, b: str) -> dict[str, Any]:
    """Medians and 90 % intervals of both, for the country and by region."""
    from oberih.jobs.compare import answer  # noqa: PLC0415

    return answer(desk_of(request).shelf, a, b)


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
    errand = desk.errands.add(dropped.data, name=dropped.name, published=dropped.published, draws=draws, seed=seed)
    return Work(**told(desk, errand, lang))


def _taken(request: Request, text: str, published: str, file: UploadFile | None) -> Any:
    name, data = "", b""
    if file is not None:
        name, data = file.filename or "", file.file.read(MOST_REPORT_BYTES + 1)
    return take(desk_of(request), text=text, name=name, data=data, published=published)


@router.get("/api/work", summary="What runs in the background.")
def list_work(request: Request, lang: Spoken) -> list[Work]:
    """The newest first, since the page was opened."""
    desk = desk_of(request)
    return [Work(**told(desk, each, lang)) for each in desk.errands.all()]


@router.get("/api/work/{errand}", summary="How far one errand is.")
def one_work(request: Request, errand: str, lang: Spoken) -> Work:
    """`run` is the id of its run once it is done; `faults` say what was wrong."""
    desk = desk_of(request)
    return Work(**told(desk, desk.errands.get(errand), lang))


@router.delete("/api/work/{errand}", summary="Give an errand up.")
def stop_work(request: Request, errand: str, lang: Spoken) -> Work:
    """It stops after the draws in hand; nothing of it is kept."""
    desk = desk_of(request)
    found = desk.errands.get(errand)
    if found.state in ENDED:
        raise InputError(Fault(key="web.ended", where=errand))
    desk.errands.stop(found)
    return Work(**told(desk, found, lang))


@router.get(
    "/api/work/{errand}/events", summary="Its progress as it comes (server-sent events).", response_class=Response,
    responses={200: {"content": {"text/event-stream": {}}}},
)  # fmt: skip
async def work_events(request: Request, errand: str, lang: Spoken) -> StreamingResponse:
    """One event a change, as /api/work/{id} tells it; the stream ends when the errand does."""
    desk = desk_of(request)
    stream = told_on(desk, desk.errands.get(errand), lang)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})


@router.get("/api/runs/{run}/replay", summary="One draw of a run, to be played: the median one, or a random one.")
def one_replay(request: Request, run: str, draw: Choice = "median") -> dict[str, Any]:
    """An illustration, not a record. No draw can be named: none is sought by the harm that it does."""
    return {"illustration": True, **played(desk_of(request), run, draw).plain()}


@router.get("/api/schedule", summary="The outage schedule of a run.")
def schedule(
    request: Request, run: Annotated[str, Query(description="A run's id; \"example\" for the shipped limits.")]
) -> dict[str, Any]:  # fmt: skip
    """What `oberih schedule --json` prints: exact, by the presets of the day."""
    return made(desk_of(request), run).to_json()
