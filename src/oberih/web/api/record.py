"""The record of past raids through the API: read in, listed, compared, exported; shares learnt from tables."""

from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field

from oberih.terms.errors import Fault, InputError
from oberih.web.api.base import (
    Asking,
    Day,
    FileAs,
    Language,
    Letters,
    Seed,
    Text,
    Work,
    ask,
    ask_for,
    does,
    mind_days,
    new_router,
    plain_json,
)
from oberih.web.api.reports import ReportGiven
from oberih.web.speech import Spoken, desk_of

router = new_router()
Table = Annotated[Text, FileAs("raids.csv"), Field(description='CSV: "Massive Missile Attacks on Ukraine".')]
AskedDay = Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class ImportAsked(Asking):
    """What `oberih record import` takes."""

    table: Table
    source: Letters = "daily"
    replace: bool = False
    lang: Language = None


class AddAsked(Asking):
    """What `oberih record add` takes."""

    reports: list[ReportGiven] = Field(min_length=1, max_length=100)
    published: Day | None = None


class CalibrateAsked(Asking):
    """What `oberih calibrate` takes."""

    table: Table
    as_of: Day | None = None
    draws: int = Field(default=400, ge=1, le=100_000)
    decoys: float = Field(default=0.0, ge=0, lt=1)
    claims_over: float = Field(default=0.0, ge=0, lt=1)
    seed: Seed = 1
    plots: bool = False
    lang: Language = None


class HindcastAsked(Asking):
    """What `oberih hindcast` takes: one of the two tables."""

    first: Day
    last: Day | None = None
    table: Annotated[str | None, FileAs("raids.csv"), Field(max_length=2_500_000)] = None
    energy: Annotated[
        str | None, FileAs("energy.csv"), Field(max_length=2_500_000, description="CSV of raids on energy instead.")
    ] = None
    draws: int | None = Field(default=None, ge=1, le=100_000)
    state: Letters | None = None
    alone: bool | None = None
    pages: bool = Field(default=False, description="With energy: the model beside the record, as files.")
    plots: bool = Field(default=False, description="With the table: pictures, as files.")
    seed: Seed = 1
    lang: Language = None


@router.post(
    "/api/record/import", summary="Read the public table into the record.", status_code=202, **does("record import")
)
def import_table(request: Request, lang: Spoken, asked: ImportAsked) -> Work:
    """Its answer is what `oberih record import --json` prints; doubtful rows are a file."""
    return ask_for(request, lang, "record_import", asked, asked.source, more={"lang": asked.lang or lang})


@router.post("/api/record/reports", summary="Read reports into the record.", status_code=202, **does("record add"))
def add(request: Request, lang: Spoken, asked: AddAsked) -> Work:
    """All of them or none. Its answer is what `oberih record add --json` prints."""
    mind_days(published=asked.published)
    files = {f"{number}.txt": each.text for number, each in enumerate(asked.reports, 1)}
    given = {"published": asked.published, "reports": [each.name for each in asked.reports]}
    return ask(request, lang, "record_add", given, files, asked.reports[0].name)


@router.get("/api/record/raids", summary="Raids, the newest first.", **does("record list"))
def raids(
    request: Request, first: AskedDay = None, last: AskedDay = None,
    kind: Annotated[str | None, Query(max_length=40, description="Raids with weapons of this kind.")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 20,
) -> Response:  # fmt: skip
    """What `oberih record list --json` prints."""
    from oberih.jobs.record import raids as found  # noqa: PLC0415

    mind_days(first=first, last=last)
    desk = desk_of(request)
    period = {"first": _day(first), "last": _day(last)}
    return plain_json(found(**period, kind=kind, limit=limit, catalogue=desk.catalogue).to_dicts())


@router.get("/api/record/raids/{day}", summary="All that the record has of one raid.", **does("record show"))
def raid(request: Request, day: str) -> Response:
    """What `oberih record show --json` prints."""
    from oberih.jobs.record import raid as found  # noqa: PLC0415

    mind_days(day=day)
    return plain_json(found(_day(day), catalogue=desk_of(request).catalogue).to_json())


@router.get("/api/record/raids/{day}/similar", summary="The raids most like one.", **does("record similar"))
def similar(request: Request, day: str, number: Annotated[int, Query(ge=1, le=10_000)] = 5) -> Response:
    """What `oberih record similar --json` prints."""
    from oberih.jobs.record import similar as found  # noqa: PLC0415

    mind_days(day=day)
    return plain_json(found(_day(day), n=number, catalogue=desk_of(request).catalogue).to_json())


@router.get(
    "/api/record/export", summary="All that the record says: a statement a row.", response_class=Response,
    responses={200: {"content": {"application/json": {}, "text/csv": {}, "application/vnd.apache.parquet": {}}}},
    **does("record export"),
)  # fmt: skip
def export(
    request: Request, file: Literal["json", "csv", "parquet"] = "json", form: Literal["public", "internal"] = "public"
) -> Response:
    """public leaves out regions of raids younger than seven days; the header x-oberih-left-out says how many rows."""
    from oberih.jobs import shelf  # noqa: PLC0415
    from oberih.jobs.record import exported  # noqa: PLC0415

    table, left_out = exported(internal=form == "internal", catalogue=desk_of(request).catalogue)
    headers = {"content-disposition": f'attachment; filename="record.{file}"', "x-oberih-left-out": str(left_out)}
    if file == "csv":
        return Response(shelf.as_csv(table), media_type="text/csv; charset=utf-8", headers=headers)
    if file == "parquet":
        return Response(shelf.as_parquet(table), media_type="application/vnd.apache.parquet", headers=headers)
    answer = plain_json(shelf.as_rows(table))
    answer.headers.update(headers)
    return answer


@router.get("/api/record/sources", summary="Where the record comes from.", **does("record sources"))
def sources(request: Request) -> Response:
    """What `oberih record sources --json` prints."""
    from oberih.jobs.record import sources as found  # noqa: PLC0415

    return plain_json(found(catalogue=desk_of(request).catalogue).to_dicts())


@router.delete(
    "/api/record/sources/{source}", summary="Delete all that came from one source.", **does("record delete")
)
def delete(request: Request, source: str) -> dict[str, int]:
    """It is not asked twice."""
    from oberih.jobs.record import delete as drop  # noqa: PLC0415

    return {"rows": drop(source, catalogue=desk_of(request).catalogue)}


@router.post("/api/calibrate", summary="Learn shares stopped from a table.", status_code=202, **does("calibrate"))
def calibrate(request: Request, lang: Spoken, asked: CalibrateAsked) -> Work:
    """Its answer is what `oberih calibrate --json` prints; calibration.json is a file."""
    mind_days(as_of=asked.as_of)
    return ask_for(request, lang, "calibrate", asked, asked.as_of or "raids.csv", more={"lang": asked.lang or lang})


@router.post("/api/hindcast", summary="Foretell past raids, and score it.", status_code=202, **does("hindcast"))
def hindcast(request: Request, lang: Spoken, asked: HindcastAsked) -> Work:
    """What `oberih hindcast --json` prints is its answer."""
    mind_days(first=asked.first, last=asked.last)
    if (asked.table is None) == (asked.energy is None):
        key = "energy.no_table" if asked.table is None else "energy.one_table"
        raise InputError(Fault(key=key, where="table"))
    return ask_for(request, lang, "hindcast", asked, asked.first, more={"lang": asked.lang or lang})


def _day(text: str | None) -> Any:
    from datetime import date  # noqa: PLC0415

    return None if text is None else date.fromisoformat(text)
