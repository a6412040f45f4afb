"""Drop a report: paste or upload it, see its facts underlined with who says them, and have it assessed."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from oberih.terms.errors import Fault, InputError, OberihError
from oberih.terms.words import Lang
from oberih.web.desk import Desk, Dropped
from oberih.web.faults import beside, status_of
from oberih.web.speech import Spoken, desk_of, onward, page

router = APIRouter(include_in_schema=False)

KINDS = (".txt", ".html", ".htm", ".md", "")
MOST_REPORT_BYTES = 2 * 2**20
DRAWS = (200, 500, 2000, 5000)
USUAL_DRAWS = 500


def take(desk: Desk, *, text: str, name: str, data: bytes, published: str) -> Dropped:
    """Read what was pasted or uploaded. Raises InputError with every fault, each with the field that it is of."""
    from oberih.jobs.typed import day as day_of  # noqa: PLC0415

    faults: list[Fault] = []
    day = day_of("published", published, faults)
    if data and text.strip():
        faults.append(Fault(key="web.one_report", where="file"))
    if data and not name.lower().endswith(KINDS[:-1]) and "." in name:
        faults.append(Fault(key="web.file_kind", where="file", values={"found": name.rpartition(".")[2][:20]}))
    if not data and not text.strip():
        faults.append(Fault(key="web.no_report", where="text"))
    content = data or text.encode("utf-8", errors="replace")
    if len(content) > MOST_REPORT_BYTES:
        faults.append(Fault(key="web.refused_size", where="file", values={"mb": MOST_REPORT_BYTES // 2**20}))
    if faults:
        raise InputError(*faults)
    return desk.drop(content, name if data else "report.txt", day)


@router.get("/report")
def form(request: Request, lang: Spoken) -> HTMLResponse:
    """The empty form."""
    return _form(request, lang)


def _form(
    request: Request, lang: Lang, faults: tuple[Fault, ...] = (), text: str = "", published: str = "", status: int = 200
) -> HTMLResponse:
    by_field = beside(faults, ("text", "file", "published"), lang, lambda _: "text" if text.strip() else "file")
    return page(
        request, "report.html.j2", lang, status=status, here="/report", faults=by_field, text=text,
        published=published, most_mb=MOST_REPORT_BYTES // 2**20, kinds=", ".join(KINDS[:-1]),
    )  # fmt: skip


@router.post("/report")
def drop(
    request: Request, lang: Spoken, text: Annotated[str, Form()] = "", published: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | str | None, File()] = None,
) -> Response:  # fmt: skip
    """Read it, and go to the page of what was read."""
    name, data = "", b""
    if file is not None and not isinstance(file, str):
        name, data = file.filename or "", file.file.read(MOST_REPORT_BYTES + 1)
    try:
        dropped = take(desk_of(request), text=text, name=name, data=data, published=published)
    except OberihError as error:
        return _form(request, lang, error.faults, text, published, status_of(error.faults))
    return onward(request, f"/report/{dropped.key}")


@router.post("/report/example")
def example(request: Request) -> Response:
    """The shipped report, read as if it had been dropped."""
    from importlib.resources import files  # noqa: PLC0415

    data = files("oberih").joinpath("examples", "2022-12-05.uk.txt").read_bytes()
    dropped = desk_of(request).drop(data, "2022-12-05.uk.txt", date(2022, 12, 6))
    return onward(request, f"/report/{dropped.key}")


@router.get("/report/{key}")
def look(request: Request, key: str, lang: Spoken) -> HTMLResponse:
    """The text with its facts underlined, and who says them."""
    return _look(request, desk_of(request).dropped(key), lang)


def _look(
    request: Request, dropped: Dropped, lang: Lang, faults: tuple[Fault, ...] = (), draws: str = str(USUAL_DRAWS),
    seed: str = "1", status: int = 200, hours: str = "", form: str = "public",
) -> HTMLResponse:  # fmt: skip
    from oberih.jobs.base import LEAST_HOURS, MOST_HOURS  # noqa: PLC0415
    from oberih.jobs.reading.handed import pieces, rows  # noqa: PLC0415
    from oberih.report.numbers import day  # noqa: PLC0415

    report = dropped.report
    return page(
        request, "facts.html.j2", lang, status=status, here=f"/report/{dropped.key}", key=dropped.key,
        name=dropped.name, language=report.document.language, pieces=pieces(report), rows=rows(report, lang),
        notes=list(report.notes), tells=report.tells_of_raid, choices=DRAWS, draws=draws, seed=seed,
        hours=hours, form=form, least_hours=LEAST_HOURS, most_hours=MOST_HOURS,
        raid_day=None if report.raid_date is None else day(report.raid_date, lang),
        faults=beside(faults, ("draws", "seed", "hours", "other"), lang, lambda _: "other"),
    )  # fmt: skip


@router.post("/report/{key}/assess")
def assess(
    request: Request, key: str, lang: Spoken, draws: Annotated[str, Form()] = str(USUAL_DRAWS),
    seed: Annotated[str, Form()] = "1", hours: Annotated[str, Form()] = "",
    form: Annotated[Literal["public", "internal"], Form()] = "public",
) -> Response:  # fmt: skip
    """Have it assessed in the background, and go to where its progress is seen."""
    desk = desk_of(request)
    dropped = desk.dropped(key)
    try:
        errand = desk.errands.assess(
            dropped.data, name=dropped.name, published=dropped.published, form=form, **_numbers(draws, seed, hours),
        )  # fmt: skip
    except OberihError as error:
        status = status_of(error.faults)
        return _look(request, dropped, lang, error.faults, draws, seed, status, hours=hours, form=form)
    return onward(request, f"/progress/{errand.id}")


def _numbers(draws: str, seed: str, hours: str) -> dict[str, Any]:
    """What was typed as numbers; hours that were not are left to the job. Raises InputError with every fault."""
    from oberih.jobs.base import LEAST_HOURS, MOST_HOURS  # noqa: PLC0415
    from oberih.jobs.typed import whole  # noqa: PLC0415

    typed = {"draws": draws, "seed": seed} | ({"hours": hours} if hours.strip() else {})
    faults: list[Fault] = []
    found = {name: whole(name, text, faults) for name, text in typed.items()}
    asked = found.get("hours")
    if asked is not None and not LEAST_HOURS <= asked <= MOST_HOURS:
        values: dict[str, object] = {"found": asked, "low": LEAST_HOURS, "high": MOST_HOURS}
        faults.append(Fault(key="downloads.bad_hours", where="hours", values=values))
    if faults:
        raise InputError(*faults)
    return found
