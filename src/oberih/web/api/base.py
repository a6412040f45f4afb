"""What all requests of the API share: how faults and errands look, and how something long is asked for."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang
from oberih.web.speech import desk_of
from oberih.web.work import told


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


class Work(BaseModel):
    """Something that is done in the background."""

    model_config = ConfigDict(extra="allow")

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    run: str | None = Field(description="Id of the run that came of it.")
    answered: bool = Field(description="Whether /api/progress/{id}/answer has what came of it.")
    files: list[str] = Field(description="Files that came of it, at /api/progress/{id}/files/NAME.")
    done: int
    total: int


class Asking(BaseModel):
    """A request's body: no field beside the named ones, and no number in the place of a truth value."""

    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class FileAs:
    """Marks a field whose content the job reads from a file of this name; what it says of faults names it so."""

    name: str


Seed = Annotated[int, Field(ge=0, le=2**32 - 1, description="The same seed gives the same figures.")]
Text = Annotated[str, Field(max_length=2_500_000)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="A day, such as 2022-12-05.")]
Letters = Annotated[str, Field(max_length=400)]
Language = Annotated[Literal["uk", "en"] | None, Field(description="Of what is written; left out: as for pages.")]
Told = Annotated[Literal["uk", "en", "both"], Field(description="Languages of what is written.")]
Form = Annotated[
    Literal["public", "internal"] | None,
    Field(description="public: of a raid younger than seven days national figures only; left out: as the run was made"),
]
_FAULT = {"model": Faults}
STATUSES = (400, 403, 404, 405, 413, 415, 422, 429, 500)


def new_router() -> APIRouter:
    """A router whose every answer of trouble is described."""
    return APIRouter(responses=dict.fromkeys(STATUSES, _FAULT))


def does(*commands: str) -> dict[str, Any]:
    """What a route's description says of the commands that do the same: for `openapi_extra`."""
    return {"openapi_extra": {"x-oberih-commands": list(commands)}}


def ask_for(
    request: Request, lang: Lang, kind: str, asked: Asking, name: str, *, beside: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Work:  # fmt: skip
    """Ask for something long by what a body says; `more` goes before it, and files `beside` go with it.

    Raises InputError, OutputError.
    """
    given: dict[str, Any] = {}
    files: dict[str, str] = dict(beside or {})
    for field, about in type(asked).model_fields.items():
        value = getattr(asked, field)
        file = next((each.name for each in about.metadata if isinstance(each, FileAs)), None)
        if file is None or value is None:
            given[field] = value
        else:
            given[field] = file
            files[file] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    given = {field: value for field, value in given.items() if field not in ("files", "name")}
    return ask(request, lang, kind, given | dict(more or {}), files, name)


def ask(
    request: Request, lang: Lang, kind: str, given: Mapping[str, Any], files: Mapping[str, str | bytes], name: str
) -> Work:
    """Ask for something long. Raises InputError, OutputError."""
    desk = desk_of(request)
    kept = {each: data if isinstance(data, bytes) else data.encode() for each, data in files.items()}
    asked = {each: value for each, value in given.items() if value is not None}
    return Work(**told(desk, desk.errands.add(kind, asked, kept, name=name), lang))


def mind_days(**days: str | None) -> None:
    """Raises InputError for each that only looks like a day."""
    faults = []
    for name, text in days.items():
        try:
            date.fromisoformat(text or "2000-01-01")
        except ValueError:
            faults.append(Fault(key="campaign.bad_day", where=name, values={"option": name, "found": text}))
    if faults:
        raise InputError(*faults)


def plain_json(value: Any) -> JSONResponse:
    """As `--json` prints it on the command line; a number that JSON has no word for is null."""
    return JSONResponse(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    item = getattr(value, "item", None)  # a number of NumPy's
    return _plain(item()) if callable(item) else str(value)
