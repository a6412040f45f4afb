"""Plans: the list, one plan with its charts, and the form that asks for one."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from oberih.terms.errors import Fault, InputError, OberihError, RunError
from oberih.terms.words import Lang
from oberih.web.desk import Desk
from oberih.web.faults import beside, status_of
from oberih.web.runs import MOST_LISTED, data_block, title_of
from oberih.web.speech import Spoken, desk_of, fragment, onward, page

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
MOST_OPTIONS_BYTES = 2**20
MOST_TYPED = 200  #: letters of a field that an address fills in
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}  #: what changes gets another address


@router.get("/plans")
def plans(request: Request, lang: Spoken) -> HTMLResponse:
    """All plans, the newest first."""
    from oberih.report.numbers import number  # noqa: PLC0415

    desk = desk_of(request)
    found = [row for row in desk.shelf.runs() if row.kind == "plan"]
    rows = [
        {
            "id": row.id, "title": title_of(row, lang), "draws": "—" if row.draws is None else number(row.draws, lang),
            "made": f"{row.created.astimezone():%Y-%m-%d %H:%M}", **_summary(desk, row.id, lang),
        }
        for row in found[:MOST_LISTED]
    ]  # fmt: skip
    return page(request, "plans.html.j2", lang, rows=rows, more=len(found) - len(rows))


def _summary(desk: Desk, run: str, lang: Lang) -> dict[str, str]:
    """Money and gain of a plan; one whose paper cannot be read still stands in the list."""
    from oberih.report.plan import interval, money  # noqa: PLC0415
    from oberih.terms.words import say  # noqa: PLC0415

    try:
        told = said(desk, run)
    except RunError:
        return {"money": "—", "gain": "—"}
    if "plan" not in told:
        return {"money": say("planpage.promises_alone", lang), "gain": "—"}
    unit = say(f"plan.unit_{told['unit']}", lang)
    return {
        "money": money(told["budget"], told["currency"], lang),
        "gain": f"{interval(told['plan']['gain'], lang)} {unit}",
    }


def said(desk: Desk, run: str) -> dict[str, Any]:
    """What a plan says, kept. Raises RunError where it is none."""
    from oberih.jobs.shelf import plan_of  # noqa: PLC0415

    row, stamp = desk.shelf.row(run), desk.shelf.stamp(run)
    return desk.made.get(("plan", run, stamp), lambda: plan_of(row))


@router.get("/plans/new")
def form(request: Request, lang: Spoken) -> HTMLResponse:
    """The form; what the address says is filled in."""
    from oberih.jobs.plan_wanted import FIELDS  # noqa: PLC0415

    return _form(request, lang, {name: request.query_params.get(name, "")[:MOST_TYPED] for name in FIELDS})


@router.get("/plans/{run}")
def one_plan(request: Request, run: str, lang: Spoken) -> HTMLResponse:
    """One plan."""
    desk = desk_of(request)
    head, body = desk.made.get(("plan page", run, desk.shelf.find_stamp(run), lang), lambda: _plan(desk, run, lang))
    return page(request, "plan.html.j2", lang, head=head, body=body, vega=vega_address())


def _plan(desk: Desk, run: str, lang: Lang) -> tuple[str, Markup]:
    from oberih.jobs import shelf  # noqa: PLC0415
    from oberih.report.plan_charts import charts  # noqa: PLC0415
    from oberih.report.plan_page import parts  # noqa: PLC0415
    from oberih.terms.words import say  # noqa: PLC0415

    told, row = said(desk, run), desk.shelf.row(run)
    title = say("plan.title", lang, title=told["titles"][lang])
    drawn = {name: data_block(spec) for name, spec in charts(told, lang).items()}
    body = fragment(
        "plan_body.html.j2", lang, run=run, title=title, told=told, parts=parts(told, lang), charts=drawn,
        links={"tables": shelf.names(row)}, anew=_anew(told, run),
    )  # fmt: skip
    return title, body


def _anew(told: Mapping[str, Any], run: str) -> str:
    """The form's address with what this plan was asked."""
    asked = {"scenario": run, "objective": told["objective"]}
    if "plan" in told:
        asked["budget"] = f"{told['budget'] / 1e6:g}M"
    return f"/plans/new?{urlencode(asked)}"


@router.get("/plans/{run}/plan.md")
def as_text(request: Request, run: str, lang: Spoken) -> Response:
    """The plan as Markdown."""
    from oberih.report.plan import page as written  # noqa: PLC0415

    text = written(said(desk_of(request), run), lang)
    headers = {"content-disposition": f'attachment; filename="plan-{run}.{lang}.md"'}
    return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)


def vega_address() -> str:
    """Where the script that draws charts is to be had."""
    from oberih.report.plan_charts import runtime_version  # noqa: PLC0415

    return f"/static-vega/{runtime_version()}.js"


@router.get("/static-vega/{version}.js")
def vega(request: Request, version: str) -> Response:
    """The script that draws charts, out of vl-convert's wheel: put together once, in some two seconds."""
    from oberih.report.plan_charts import runtime, runtime_version  # noqa: PLC0415

    if version != runtime_version():
        raise RunError(Fault(key="web.nothing_here", where=request.url.path))
    script = desk_of(request).made.get(("vega", version), runtime)
    return Response(script, media_type="text/javascript; charset=utf-8", headers=FOREVER)


@router.post("/plans")
def ask(
    request: Request, lang: Spoken, budget: Text = "", budgets: Text = "", currency: Text = "", rates: Text = "",
    scenario: Text = "", objective: Text = "", robust: Text = "", draws: Text = "", seed: Text = "",
    campaign: Text = "", first: Text = "", last: Text = "", exact: Text = "",
    options: Annotated[UploadFile | str | None, File()] = None,
) -> Response:  # fmt: skip
    """Check what was typed, have the plan made in the background, and go to where its progress is seen."""
    from oberih.jobs.plan_wanted import wanted  # noqa: PLC0415

    desk = desk_of(request)
    typed = {
        "budget": budget, "budgets": budgets, "currency": currency, "rates": rates, "scenario": scenario,
        "objective": objective, "robust": robust, "draws": draws, "seed": seed, "campaign": campaign, "first": first,
        "last": last, "exact": exact,
    }  # fmt: skip
    try:
        errand = wanted(typed, desk.shelf, desk.catalogue, own_options(options)).put(desk.errands)
    except OberihError as error:
        return _form(request, lang, typed, error.faults, status_of(error.faults))
    return onward(request, f"/progress/{errand.id}")


def own_options(file: UploadFile | str | None) -> bytes:
    """A catalogue of options that was handed over; nothing for the shipped one. Raises InputError."""
    if file is None or isinstance(file, str) or not file.filename:
        return b""
    data = file.file.read(MOST_OPTIONS_BYTES + 1)
    if len(data) > MOST_OPTIONS_BYTES:
        raise InputError(Fault(key="web.refused_size", where="options", values={"mb": MOST_OPTIONS_BYTES // 2**20}))
    if not data.strip():
        raise InputError(Fault(key="planpage.no_options", where="options"))
    return data


def _form(
    request: Request, lang: Lang, typed: Mapping[str, str], faults: tuple[Fault, ...] = (), status: int = 200
) -> HTMLResponse:
    from oberih.jobs import plan_wanted  # noqa: PLC0415

    shelf = desk_of(request).shelf
    of_runs = [
        (row.id, title_of(row, lang)) for row in shelf.runs()[:MOST_LISTED] if row.kind in plan_wanted.OF_RUNS
    ]
    filled = dict.fromkeys(plan_wanted.FIELDS, "") | dict(typed)
    here = "/plans/new?" + urlencode({name: value for name, value in typed.items() if value})  # nothing typed is lost
    return page(
        request, "plan_form.html.j2", lang, status=status, here=here.rstrip("?"), typed=filled,
        faults=beside(faults, plan_wanted.FIELDS, lang, plan_wanted.field_of),
        shipped=plan_wanted.scenarios(), of_runs=of_runs, objectives=plan_wanted.objectives(),
        usual=plan_wanted.DRAWS, winters=plan_wanted.WINTERS,
    )  # fmt: skip
