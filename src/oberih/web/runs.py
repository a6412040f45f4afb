"""Pages of finished runs: the list, one run with its map by hour, its briefing, and two runs side by side."""

import json
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from markupsafe import Markup

from oberih.terms.errors import Fault, InputError, RunError
from oberih.terms.words import LANGS, Lang
from oberih.web.desk import Desk
from oberih.web.speech import Spoken, desk_of, fragment, onward, page

router = APIRouter(include_in_schema=False)
#: a briefing is a file that may come from elsewhere: nothing in it may run or load
BRIEFING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
MOST_LISTED = 200



def data_block(value: Any) -> Markup:
    """Data for a page's script, as JSON in which nothing can end the block.

    >>> data_block({"name": "</script><b>"})
    Markup('{"name":"\\\\u003c/script>\\\\u003cb>"}')
    """
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


@router.get("/")
def runs(request: Request, lang: Spoken) -> HTMLResponse:
    """All runs, the newest first."""
    from oberih.report.base import Unit  # noqa: PLC0415
    from oberih.report.numbers import day, number, texts  # noqa: PLC0415

    rows = []
    found = desk_of(request).shelf.runs()
    for row in found[:MOST_LISTED]:
        summary = row.summary
        peak, unserved = summary.get("peak_cut_share_p50"), summary.get("raid_unserved_mwh")
        rows.append(
            {
                "id": row.id,
                "title": title_of(row, lang),
                "day": "—" if row.raid_date is None else day(row.raid_date, lang),
                "draws": "—" if row.draws is None else number(row.draws, lang),
                "peak": "—" if peak is None else texts([peak, 1.0], Unit.SHARE, lang)[0],
                "unserved": "—" if unserved is None else texts([unserved], Unit.MWH, lang)[0],
                "made": f"{row.created.astimezone():%Y-%m-%d %H:%M}",
            }
        )
    return page(request, "runs.html.j2", lang, rows=rows, more=len(found) - len(rows))


def title_of(row: Any, lang: Lang) -> str:
    """A run's title in a language, from its own paper; the catalogue's where that cannot be read."""
    from oberih.jobs.shelf import about  # noqa: PLC0415

    try:
        return str((about(row).get("title") or {}).get(lang) or row.title)
    except RunError:
        return str(row.title)


@router.get("/runs/{run}")
def one_run(request: Request, run: str, lang: Spoken) -> Response:
    """One run."""
    desk = desk_of(request)
    if desk.shelf.row(run).kind == "plan":
        return onward(request, f"/plans/{run}")
    plans = tuple(row.id for row in desk.shelf.runs() if row.kind == "plan")  # a briefing can tell of one
    head, body = desk.made.get(("run", run, desk.shelf.stamp(run), plans, lang), lambda: _run(desk, run, lang))
    return page(request, "run.html.j2", lang, run=run, head=head, body=body)


def _run(desk: Desk, run: str, lang: Lang) -> tuple[str, Markup]:
    from oberih.jobs import shelf  # noqa: PLC0415

    row = desk.shelf.row(run)
    held = shelf.names(row)
    links = {
        "briefings": [each for each in LANGS if (row.folder / f"briefing.{each}.html").is_file()],
        "tables": held,
        "schedule": "served" in held,
        "replay": "served" in held,
    }
    if "quantities" not in held:
        title = title_of(row, lang)
        return title, fragment("run_other.html.j2", lang, run=run, row=row, title=title, links=links)
    from oberih.report.findings import findings  # noqa: PLC0415
    from oberih.report.hourly import hourly_map  # noqa: PLC0415
    from oberih.report.render import regions_of  # noqa: PLC0415
    from oberih.report.strips import strip  # noqa: PLC0415
    from oberih.report.told import told  # noqa: PLC0415
    from oberih.terms.words import say  # noqa: PLC0415
    from oberih.web.downloads import offered  # noqa: PLC0415

    found = findings(row.folder)
    with regions_of(found.run):
        words = told(found, lang)
        for each, said in zip(found.comparisons, words["rows"], strict=True):
            reported = said["reported"] or say("briefing.not_reported", lang)
            desc = say("briefing.strip_alt", lang, row=said["name"], model=said["model"], reported=reported)
            said["chart"] = strip(each, desc, lang)
        outlines = shelf.geometry(row) if words["regional"] else None
        moved = None if outlines is None else hourly_map(found, outlines, lang)
    body = fragment(
        "run_body.html.j2", lang, run=run, about=found.run, words=words, map=moved, links=links, legend=legend(lang),
        take=offered(desk, run, held), data=None if moved is None else data_block({**moved.data, "hour": moved.hour}),
    )  # fmt: skip
    return words["title"], body


def legend(lang: Lang) -> list[str]:
    """The classes of colour with their numbers."""
    from oberih.report.base import Unit  # noqa: PLC0415
    from oberih.report.colours import BOUNDS  # noqa: PLC0415
    from oberih.report.numbers import span, texts  # noqa: PLC0415
    from oberih.terms.words import say  # noqa: PLC0415

    edges = [0.0, *BOUNDS]
    out = []
    for low, high in zip(edges, [*BOUNDS, None], strict=True):
        if high is None:
            out.append(say("briefing.legend_from_up", lang, low=texts([low], Unit.SHARE, lang)[0]))
        else:
            out.append(span(f"{low * 100:.0f}", f"{high * 100:.0f}") + ("%" if lang == "en" else "\u00a0%"))
    return out


@router.get("/runs/{run}/briefing")
def briefing(request: Request, run: str, lang: Spoken) -> Response:
    """The briefing as it was written with the run: in the language asked for where it is there."""
    row = desk_of(request).shelf.row(run)
    for each in (lang, *LANGS):
        path = row.folder / f"briefing.{each}.html"
        if path.is_file():
            return FileResponse(
                path, media_type="text/html; charset=utf-8", headers={"content-security-policy": BRIEFING_POLICY}
            )
    raise RunError(Fault(key="web.no_briefing", where=run))


@router.get("/compare")
def compare(
    request: Request, lang: Spoken, a: Annotated[str, Query()] = "", b: Annotated[str, Query()] = ""
) -> HTMLResponse:
    """Two runs side by side; without two, the form to choose them."""
    from oberih.jobs.compare import compared  # noqa: PLC0415

    desk = desk_of(request)
    choices = [
        {"id": row.id, "title": title_of(row, lang)}
        for row in desk.shelf.runs()[:MOST_LISTED] if row.draws and row.kind != "plan"
    ]  # fmt: skip
    faults: list[str] = []
    table = None
    if a or b:
        try:
            stamps = [desk.shelf.find_stamp(each) for each in (a, b)]
            make = partial(compared, desk.shelf, a, b, lang)  # tells every fault, so a run that is not there comes here
            table = make() if None in stamps else desk.made.get(("compared", a, b, *stamps, lang), make)
        except (InputError, RunError) as error:
            faults = [fault.text(lang) for fault in error.faults]
    return page(
        request, "compare.html.j2", lang, status=422 if faults else 200,
        choices=choices, a=a, b=b, faults=faults, table=table,
    )  # fmt: skip
