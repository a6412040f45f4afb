"""The scenario editor: a form with every fault beside its field, the same as TOML, downloaded or run."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from oberih.terms.errors import Fault, InputError, OberihError, ScenarioError
from oberih.terms.words import Lang, say
from oberih.web.desk import Desk
from oberih.web.runs import MOST_LISTED, title_of
from oberih.web.speech import Spoken, desk_of, onward, page

if TYPE_CHECKING:
    from oberih.jobs.scenario_form import Filled, Input

router = APIRouter(include_in_schema=False)
Mode = Literal["form", "toml"]

FIRST = "examples/2022-12-05.toml"
DRAWS = (200, 500, 2000, 5000)
USUAL_DRAWS, USUAL_SEED = "500", "1"
MOST_BYTES = 1_000_000
_SPARE_ROWS = 2
_MOST_FIELDS = 1000


async def _form(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=MOST_BYTES) as posted:
        yield posted


Posted = Annotated[FormData, Depends(_form)]


class _Page:
    """What is shown: a form or a text, with what is wrong beside each field."""

    def __init__(self, desk: Desk, lang: Lang, mode: Mode = "form") -> None:
        from oberih.jobs.scenario_form import Filled  # noqa: PLC0415

        self.desk, self.lang, self.mode = desk, lang, mode
        self.form, self.text = Filled(), ""
        self.faults: dict[str, list[Fault]] = {}
        self.draws, self.seed, self.rows = USUAL_DRAWS, USUAL_SEED, _SPARE_ROWS
        self.right = False

    def wrong(self, error: OberihError, where: str) -> None:
        """Faults of one field."""
        self.faults.setdefault(where, []).extend(error.faults)

    def open(self, text: str) -> None:
        """Show a scenario file; where it is no TOML, as text with its fault."""
        from oberih.jobs.scenario_form import filled  # noqa: PLC0415

        self.text = text
        try:
            self.form, self.mode = filled(text), "form"
        except ScenarioError as error:
            self.mode = "toml"
            self.wrong(error, "text")

    def answer(self, request: Request) -> HTMLResponse:
        """The page."""
        told = {
            name: [fault.text(self.lang) for fault in faults] for name, faults in self.faults.items()
        }
        n = sum(map(len, told.values()))
        return page(
            request, "scenario.html.j2", self.lang, status=422 if n else 200, mode=self.mode,
            text=self.text, faults=told, n_faults=n, right=self.right, draws=self.draws, seed=self.seed, choices=DRAWS,
            **_begin(self.desk, self.lang), **(_shown(self) if self.mode == "form" else {}),
        )  # fmt: skip


@router.get("/scenario")
def edit(
    request: Request, lang: Spoken, begin: Annotated[str, Query(alias="from", max_length=200)] = FIRST,
    mode: Mode = "form",
) -> HTMLResponse:  # fmt: skip
    """A shipped scenario, or that of a run, to begin from."""
    from oberih.jobs.scenarios import example, of_run  # noqa: PLC0415

    desk = desk_of(request)
    shown = _Page(desk, lang, mode)
    try:
        text = of_run(desk.shelf.row(begin[4:])) if begin.startswith("run:") else example(begin)
    except OberihError:
        shown.wrong(InputError(Fault(key="editor.gone")), "from")
        text = example(FIRST)
    shown.open(text)
    if mode == "toml":
        shown.mode = "toml"
    return shown.answer(request)


@router.post("/scenario")
async def do(request: Request, lang: Spoken, posted: Posted) -> Response:
    """What a button asks for: checked, downloaded, run, opened, or shown the other way. What was typed is kept."""
    opened = posted.get("file")
    data = await opened.read(MOST_BYTES + 1) if isinstance(opened, UploadFile) else b""
    name = (opened.filename or "") if isinstance(opened, UploadFile) else ""
    return await run_in_threadpool(_do, request, lang, posted, name, data)


def _do(request: Request, lang: Lang, posted: FormData, name: str, data: bytes) -> Response:
    wanted = str(posted.get("do", "keep"))
    shown = _Page(desk_of(request), lang, "toml" if posted.get("mode") == "toml" else "form")
    shown.draws, shown.seed = str(posted.get("draws", USUAL_DRAWS))[:12], str(posted.get("seed", USUAL_SEED))[:12]
    if wanted == "open":
        try:
            shown.open(_file(name, data))
            return shown.answer(request)
        except InputError as error:
            shown.wrong(error, "file")
    text = _typed(shown, posted)
    if text is None or wanted in ("keep", "open"):
        return shown.answer(request)
    if wanted == "rows":
        shown.rows += 3
        return shown.answer(request)
    if wanted in ("form", "toml"):
        shown.text = text
        shown.mode = "toml" if wanted == "toml" else "form"
        if wanted == "form":
            shown.open(text)
        return shown.answer(request)
    shown.faults |= _faults(shown.mode, text)
    if not shown.faults and wanted == "run":
        try:
            return onward(request, f"/progress/{_begun(shown, text)}")
        except OberihError as error:
            for fault in error.faults:
                shown.wrong(InputError(Fault(key=fault.key, values=fault.values)), _place(fault))
    if not shown.faults and wanted == "download":
        headers = {"content-disposition": 'attachment; filename="scenario.toml"'}
        return Response(text.encode(), media_type="application/toml; charset=utf-8", headers=headers)
    shown.right = not shown.faults
    return shown.answer(request)


def _typed(shown: _Page, posted: FormData) -> str | None:
    """The text of what was typed; None where it cannot be one, and why stands on the page."""
    from oberih.jobs.scenario_form import REST, written  # noqa: PLC0415

    if shown.mode == "toml":
        shown.text = str(posted.get("text", "")).replace("\r\n", "\n")
        return shown.text
    shown.form = _form_of(posted)
    try:
        return written(shown.form)
    except ScenarioError as error:
        shown.wrong(InputError(*(Fault(key=fault.key, values=fault.values) for fault in error.faults)), REST)
        return None


def _form_of(posted: FormData) -> "Filled":
    from oberih.jobs.scenario_form import INPUTS, MOST_ROWS, Filled  # noqa: PLC0415

    names = [part for each in INPUTS.values() for part in each.parts]
    columns = [
        [str(each) for each in posted.getlist(f"raid.weapons.{part}")[:MOST_ROWS]] for part in ("kind", "least", "most")
    ]
    rows = [row for row in zip(*columns, strict=False) if any(text.strip() for text in row)]
    return Filled(
        texts={name: str(posted[name]) for name in names if name in posted},
        regions=tuple(dict.fromkeys(str(each) for each in posted.getlist("raid.hit_regions"))),
        weapons=cast(tuple[tuple[str, str, str], ...], tuple(rows)),
        rest=str(posted.get("rest", "")).replace("\r\n", "\n"),
    )


def _faults(mode: Mode, text: str) -> dict[str, list[Fault]]:
    from oberih.jobs.scenario_form import faults_beside  # noqa: PLC0415
    from oberih.jobs.scenarios import checked  # noqa: PLC0415

    if mode == "form":
        return faults_beside(text)
    try:
        checked(text)
    except ScenarioError as error:
        return {"text": list(error.faults)}
    return {}


def _begun(shown: _Page, text: str) -> str:
    """Ask for a run of it. Raises InputError with every fault of the two numbers."""
    from oberih.jobs.scenarios import NAME, checked  # noqa: PLC0415
    from oberih.jobs.typed import whole  # noqa: PLC0415

    faults: list[Fault] = []
    given = {"draws": whole("draws", shown.draws, faults), "seed": whole("seed", shown.seed, faults), "scenario": NAME}
    if faults:
        raise InputError(*faults)
    scenario = checked(text, power=True)
    title = (scenario.name_uk if shown.lang == "uk" else scenario.name_en) or NAME
    return shown.desk.errands.add("run", given, {NAME: text.encode()}, name=title[:120]).id


def _place(fault: Fault) -> str:
    """Beside which field a fault of a wish to run stands."""
    return fault.where if fault.where in ("draws", "seed") else "run"


def _file(name: str, data: bytes) -> str:
    """The text of an opened file. Raises InputError."""
    key, values = "", {"found": name.rpartition(".")[2][:20]}
    if not name:
        key = "editor.no_file"
    elif not name.lower().endswith(".toml"):
        key = "editor.not_toml"
    elif len(data) > MOST_BYTES:
        key = "editor.too_large"
    if key:
        raise InputError(Fault(key=key, values=values))
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError(Fault(key="editor.not_text")) from None


def _begin(desk: Desk, lang: Lang) -> dict[str, Any]:
    """What one may begin from."""
    from oberih.jobs.scenarios import listed  # noqa: PLC0415

    rows = [row for row in desk.shelf.runs()[:MOST_LISTED] if row.kind in ("assess", "run")]
    return {
        "shipped": [(each["name"], each["name"].removeprefix("examples/").removesuffix(".toml")) for each in listed()],
        "runs": [(f"run:{row.id}", f"{title_of(row, lang)} · {row.id}") for row in rows],
    }


def _shown(shown: _Page) -> dict[str, Any]:
    """The form's sections with labels, and what stands in each input."""
    from oberih.jobs.scenario_form import KINDS_OF_WEAPON, SECTIONS, defaults, packs_and_regions  # noqa: PLC0415

    form, lang = shown.form, shown.lang
    packs, states, regions = packs_and_regions(form.texts.get("grid.pack", ""), lang)
    names = dict(regions)
    first = [(code, names.get(code, code)) for code in form.regions]  # in their own order, which the file keeps
    rows = [*form.weapons, *[("", "", "")] * shown.rows]
    return {
        "sections": {
            name: [{"name": each.name, "kind": each.kind, "label": _label(each, lang),
                    "parts": _parts(each, lang)} for each in inputs]
            for name, inputs in SECTIONS.items()
        },
        "texts": form.texts, "usual": defaults(form), "rest": form.rest, "weapons": rows, "packs": packs,
        "states": states,
        "kinds": [(kind, _kind(kind, lang)) for kind in KINDS_OF_WEAPON],
        "regions": [*first, *(each for each in regions if each[0] not in form.regions)],
        "chosen": set(form.regions),
    }  # fmt: skip


def _label(each: "Input", lang: Lang) -> str:
    flat = each.name.replace(".", "_")
    if each.kind == "law":
        return say(f"assumption.share_{each.path[-1]}", lang)
    return say(f"{'assumption' if each.kind == 'range' else 'editor'}.{flat}", lang)


def _parts(each: "Input", lang: Lang) -> list[tuple[str, str]]:
    """Names of the inputs of a field with what each is called."""
    if each.kind not in ("range", "law", "weights"):
        return [(each.name, "")]
    found = []
    for name in each.parts:
        last = name.rpartition(".")[2]
        if each.kind != "weights":
            found.append((name, say(f"editor.{last}", lang)))
        else:
            found.append((name, say(f"editor.aim_{last}", lang) if each.name == "raid.aim" else _kind(last, lang)))
    return found


def _kind(kind: str, lang: Lang) -> str:
    return say(f"briefing_kind.{kind}", lang).partition("|")[0]

