"""What a run gives to take away: its briefing, its schedule, its replay, made when they are asked for."""

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from oberih.terms.errors import RunError
from oberih.terms.words import LANGS
from oberih.web.desk import Desk
from oberih.web.speech import Spoken, desk_of
from oberih.web.timetables import made

router = APIRouter(include_in_schema=False)
Paper = Literal["pdf", "md", "html"]
ForWhom = Literal["public", "internal", ""]
Table = Literal["html", "csv", "json", "ics", "dtek", "yasno", "png", "text", "cap"]
PAPERS: tuple[Paper, ...] = ("pdf", "md", "html")
TABLES: tuple[Table, ...] = ("html", "csv", "json", "ics", "dtek", "yasno", "png", "text", "cap")
MOST_PLANS = 20  #: that are offered to be told of in a briefing
_KINDS = {
    "pdf": "application/pdf", "md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8", "json": "application/json", "ics": "text/calendar; charset=utf-8",
    "txt": "text/plain; charset=utf-8", "xml": "application/xml", "png": "image/png", "zip": "application/zip",
}  # fmt: skip


@router.get("/runs/{run}/paper")
def paper(
    request: Request, run: str, lang: Spoken, kind: Annotated[Paper, Query()] = "pdf",
    form: Annotated[ForWhom, Query()] = "", plan: Annotated[str, Query()] = "",
) -> Response:  # fmt: skip
    """The briefing in a language, for whom it is; with a plan, what would have helped. As today has it: a raid that was
    young when it was run may be so no more."""
    from oberih.jobs.briefing import Asked, briefing  # noqa: PLC0415

    desk = desk_of(request)
    folder = str(desk.shelf.row(run).folder)
    plan_folder = str(desk.shelf.row(plan).folder) if plan else None
    with tempfile.TemporaryDirectory(prefix="oberih-") as out:
        asked = Asked(
            run=folder, langs=(lang,), form=form or None, formats=(kind,), out=Path(out), plan=plan_folder,
            catalogue=desk.catalogue,
        )  # fmt: skip
        (path,) = briefing(asked)
        data = path.read_bytes()
    return _file(f"briefing-{run}{f'-{form}' if form else ''}.{lang}.{kind}", data)


@router.get("/runs/{run}/timetable")
def timetable(request: Request, run: str, lang: Spoken, kind: Annotated[Table, Query()] = "html") -> Response:
    """The schedule of all regions and queues in one form; what is several files comes as a ZIP archive."""
    from oberih.jobs.schedule.write import documents  # noqa: PLC0415

    desk = desk_of(request)
    found = made(desk, run)
    parts = list(documents(found, kind, lang))
    if len(parts) == 1:
        name, data = parts[0]
        return _file(f"{run}-{name}", data)
    return _file(f"{run}-{kind}.{lang}.zip", _zip(parts))


def _zip(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _file(name: str, data: bytes) -> Response:
    """To be kept, not shown: nothing in it runs on the page."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, media_type=_KINDS[name.rsplit(".", 1)[-1]], headers=headers)


def offered(desk: Desk, run: str, held: list[str]) -> dict[str, Any]:
    """What of this a run's page offers."""
    from oberih.jobs.shelf import about, withheld  # noqa: PLC0415

    row = desk.shelf.row(run)
    said = about(row)
    country = (said.get("pack") or {}).get("id")
    return {
        "papers": PAPERS if row.kind in ("assess", "run") else (),
        "langs": LANGS,
        "form": said.get("form", "public"),
        "tables": TABLES if "served" in held and said.get("raid_date") and not withheld(row) else (),
        "replay": "served" in held and not withheld(row),
        "plans": [each.id for each in desk.shelf.runs() if each.kind == "plan" and _of(each, country)][:MOST_PLANS],
    }


def _of(row: Any, country: object) -> bool:
    from oberih.jobs.shelf import about  # noqa: PLC0415

    try:
        return bool((about(row).get("pack") or {}).get("id") == country)
    except RunError:
        return False
