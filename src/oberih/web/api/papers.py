"""What is published of a run, through the API: briefings, replays, schedules, as files."""

from typing import Annotated, Any, Literal

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from oberih.web.api.base import Asking, FileAs, Form, Letters, Told, Work, ask_for, does, new_router, plain_json
from oberih.web.speech import Spoken, desk_of

router = new_router()
Moment = Annotated[str | None, Field(max_length=40, description="Such as 2024-11-20T14:00.")]
Earlier = Annotated[dict[str, Any] | None, FileAs("carry.json"), Field(description="The schedule of the day before.")]
InForce = Annotated[dict[str, Any] | None, FileAs("revise.json"), Field(description="The schedule to change.")]


class BriefingAsked(Asking):
    """What `oberih briefing` takes."""

    formats: list[Literal["pdf", "html", "md"]] = Field(default=["pdf"], min_length=1, max_length=3)
    form: Form = None
    plan: Letters | None = Field(default=None, description="Id of a plan: what would have helped, for the money.")
    lang: Told = "both"


class ReplayAsked(Asking):
    """What `oberih replay` takes. No draw can be named: none is sought by the harm that it does."""

    formats: list[Literal["html", "mp4", "webm", "gif"]] = Field(default=["html"], min_length=1, max_length=4)
    draw: Literal["median", "random"] = "median"
    square: bool = False
    seconds: float = Field(default=60.0, ge=15, le=300)
    form: Form = None
    lang: Literal["uk", "en"] = "uk"


class ScheduleAsked(Asking):
    """What `oberih schedule` takes: a run, or limits."""

    run: Letters | None = None
    limits: Annotated[
        str | None, FileAs("limits.csv"), Field(max_length=1_000_000, description="Limits as CSV; see docs/outages.md.")
    ] = None
    formats: list[Literal["text", "json", "dtek", "yasno", "ics", "csv", "png", "html", "cap"]] = Field(
        default=[], max_length=9, description="Files to write besides the answer."
    )
    regions: list[Letters] = Field(default=[], max_length=100)
    queues: list[Letters] = Field(default=[], max_length=100)
    draw: int | None = Field(default=None, ge=0, lt=2**31)
    start: Moment = None
    preset: Literal["ua-2023", "ua-2022", "eskom"] | None = None
    preset_text: Annotated[
        str | None, FileAs("preset.toml"), Field(max_length=1_000_000, description="Queues of your own as TOML.")
    ] = None
    rule: bool = False
    carry: Earlier = None
    revise: InForce = None
    now: Moment = None
    announced: Moment = None
    hold_hours: float = Field(default=2.0, ge=0, le=24)
    least_block: float | None = Field(default=None, gt=0, le=48)
    most_block: float | None = Field(default=None, gt=0, le=48)
    industry_share: float = Field(default=0.0, ge=0, le=1)
    as_of: Moment = None
    alarm: int = Field(default=30, ge=0, le=10_000)
    lang: Told = "both"


@router.post(
    "/api/runs/{run}/briefing", summary="The briefing of a run, as files.", status_code=202, **does("briefing")
)
def briefing(request: Request, lang: Spoken, run: str, asked: BriefingAsked) -> Work:
    """PDF, HTML or Markdown, in one language or both."""
    shelf = desk_of(request).shelf
    for each in (run, asked.plan):
        if each is not None:
            shelf.row(each)
    return ask_for(request, lang, "briefing", asked, run, more={"run": run})


@router.get("/api/runs/{run}/explain", summary="Where each number of the briefing is from.", **does("briefing"))
def explain(request: Request, lang: Spoken, run: str) -> Response:
    """What `oberih briefing --explain --json` prints."""
    from oberih.jobs.briefing import Asked  # noqa: PLC0415
    from oberih.jobs.briefing import explain as rows  # noqa: PLC0415

    desk = desk_of(request)
    found = rows(Asked(run=str(desk.shelf.row(run).folder), langs=(lang,), catalogue=desk.catalogue))
    return plain_json([row.plain() for row in found])


@router.post(
    "/api/runs/{run}/replay", summary="One draw to be watched, as files.", status_code=202, **does("replay")
)
def replay(request: Request, lang: Spoken, run: str, asked: ReplayAsked) -> Work:
    """An illustration, not a record: one HTML file, and clips."""
    desk_of(request).shelf.row(run)
    return ask_for(request, lang, "replay", asked, run, more={"run": run})


@router.post("/api/schedule", summary="An outage schedule by queue.", status_code=202, **does("schedule"))
def schedule(request: Request, lang: Spoken, asked: ScheduleAsked) -> Work:
    """What `oberih schedule --json` prints is its answer; the forms that are wanted are files."""
    if asked.run is not None:
        from oberih.web.timetables import seen  # noqa: PLC0415

        seen(desk_of(request), asked.run)
    return ask_for(request, lang, "schedule", asked, asked.run or "limits.csv")
