"""Trouble as an answer: on a page in the reader's language, under /api as data; a status, and never a traceback."""

from collections.abc import Callable, Collection
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from oberih.terms.errors import Fault, InputError, OberihError, OutputError
from oberih.terms.words import LANGS, Lang
from oberih.web.speech import page, spoken

#: by the key of the first fault; what a user gave that cannot be used is 422
_STATUS = {
    "store.run_unknown": 404, "store.run_folder_missing": 404, "store.table_missing": 404, "errands.unknown": 404,
    "web.report_gone": 404, "web.nothing_here": 404, "web.no_briefing": 404, "errands.no_answer": 404,
    "errands.answer_gone": 404, "errands.no_file": 404, "editor.no_scenario": 404, "editor.no_example": 404,
    "editor.no_study": 404, "editor.gone": 404, "pack.unknown": 404, "web.wrong_method": 405,
    "shelf.withheld": 403, "schedule.young": 403, "record.too_large": 413, "web.refused_size": 413,
    "record.binary": 415, "web.file_kind": 415, "errands.full": 429,
}  # fmt: skip


def status_of(faults: tuple[Fault, ...], otherwise: int = 422) -> int:
    """The status of an answer that tells of these faults."""
    return _STATUS.get(faults[0].key, otherwise) if faults else otherwise


def plain(faults: tuple[Fault, ...]) -> dict[str, Any]:
    """As JSON: each fault with where it stands, its values, and the sentence in both languages."""
    return {
        "faults": [
            {
                "key": fault.key, "where": fault.where, "values": {k: str(v) for k, v in fault.values.items()},
                "text": {lang: fault.text(lang) for lang in LANGS},
            }
            for fault in faults
        ]
    }  # fmt: skip


def beside(
    faults: tuple[Fault, ...], fields: Collection[str], lang: Lang, field_of: Callable[[Fault], str]
) -> dict[str, list[str]]:
    """Sentences by the field that they stand beside. One that is told beside its own field does not name it; one that
    is of none of them keeps its place, and stands where `field_of` has it."""
    found: dict[str, list[str]] = {name: [] for name in fields}
    for fault in faults:
        field = fault.where if fault.where in fields else field_of(fault)
        shown = Fault(key=fault.key, values=fault.values) if field == fault.where else fault
        found[field].append(shown.text(lang))
    return found


def answer(request: Request, faults: tuple[Fault, ...], status: int) -> Response:
    """The same faults to a program or to a person."""
    if request.url.path.startswith("/api/"):
        return JSONResponse(plain(faults), status)
    lang = spoken(request)
    return page(request, "fault.html.j2", lang, status=status, faults=[fault.text(lang) for fault in faults])


def _methods(request: Request) -> list[str]:
    """What may be asked at this address, of all its routes: the router itself names those of one alone."""
    found: set[str] = set()
    for route in request.app.state.routes:
        if route.path_regex.match(request.url.path):
            found |= set(route.methods or ())
    return sorted(found)


def mind_faults(app: FastAPI) -> None:
    """Have the program answer so."""

    def on_purpose(request: Request, error: Exception) -> Response:
        assert isinstance(error, OberihError)
        otherwise = 422 if isinstance(error, InputError) and not isinstance(error, OutputError) else 500
        return answer(request, error.faults, status_of(error.faults, otherwise))

    def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        key = "web.wrong_method" if error.status_code == 405 else "web.nothing_here"
        key = key if error.status_code in (404, 405) else "web.bad_request"
        found = answer(request, (Fault(key=key, where=request.url.path),), error.status_code)
        if error.status_code == 405:
            found.headers["allow"] = ", ".join(_methods(request))
        return found

    def of_fields(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = tuple(
            Fault(
                key="web.bad_field", where=".".join(str(part) for part in each["loc"][1:]),
                values={"found": str(each.get("input"))[:200], "expected": each["msg"]},
            )
            for each in error.errors()
        )  # fmt: skip
        return answer(request, faults, 422)

    def of_ours(request: Request, error: Exception) -> Response:
        del error  # the server writes it onto the terminal
        return answer(request, (Fault(key="web.broken"),), 500)

    app.add_exception_handler(OberihError, on_purpose)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_fields)
    app.add_exception_handler(Exception, of_ours)
