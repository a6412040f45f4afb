"""Finished runs through the API: the list, one, its tables, its replay, and two side by side."""

from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from oberih.web.api.base import does, new_router
from oberih.web.replay import Choice, played
from oberih.web.speech import desk_of

router = new_router()


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


@router.get("/api/runs", summary="List runs, the newest first.", **does("runs list"))
def list_runs(request: Request) -> list[RunListed]:
    """What `oberih runs list --json` prints, without the places of folders."""
    rows = [row.plain() for row in desk_of(request).shelf.runs()]
    return [RunListed(**{name: row[name] for name in RunListed.model_fields}) for row in rows]


@router.get(
    "/api/runs/{run}", summary="One run: the report's summary and the model's answer with intervals.",
    **does("runs show"),
)  # fmt: skip
def one_run(request: Request, run: str) -> dict[str, Any]:
    """What `oberih runs show --json` prints. Regions are left out where the raid is younger than seven days."""
    from oberih.jobs import shelf  # noqa: PLC0415

    desk = desk_of(request)
    row = desk.shelf.row(run)
    held = shelf.names(row)
    if row.kind in ("campaign", "plan"):
        return {**shelf.answer_of_kind(row), "tables": held}
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


@router.get("/api/runs/{run}/replay", summary="One draw of a run, to be played: the median one, or a random one.")
def one_replay(request: Request, run: str, draw: Choice = "median") -> dict[str, Any]:
    """An illustration, not a record. No draw can be named: none is sought by the harm that it does."""
    return {"illustration": True, **played(desk_of(request), run, draw).plain()}


@router.delete("/api/runs/{run}", summary="Delete a run: its row and its folder.", **does("runs delete"))
def delete_run(request: Request, run: str) -> dict[str, str]:
    """It is not asked twice."""
    desk_of(request).shelf.catalogue.delete(run)
    return {"deleted": run}
