"""Pages in a language: which one, the sentences of the page by short names, and templates."""

from functools import cache, partial
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from oberih.terms.words import Lang, say
from oberih.web.desk import Desk

COOKIE = "oberih_lang"
_YEAR_S = 365 * 24 * 3600


@cache
def templates() -> Environment:
    """Everything that is filled in is escaped."""
    return Environment(
        loader=ChoiceLoader([PackageLoader("oberih.web"), PackageLoader("oberih.report.replay", ".")]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def spoken(request: Request) -> Lang:
    """The language asked for in the address, else chosen before, else the browser's, else Ukrainian."""
    for said in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if said in ("uk", "en"):
            return "uk" if said == "uk" else "en"
    for wish in request.headers.get("accept-language", "").lower().split(","):
        if wish.strip()[:2] in ("uk", "en"):
            return "uk" if wish.strip().startswith("uk") else "en"
    return "uk"


Spoken = Annotated[Lang, Depends(spoken)]


def desk_of(request: Request) -> Desk:
    """The desk of the program that answers."""
    desk: Desk = request.app.state.desk
    return desk


def fragment(template: str, lang: Lang, **values: Any) -> Markup:
    """A part of a page, which may be kept."""
    return Markup(templates().get_template(template).render(lang=lang, t=_words(lang), word=_any(lang), **values))


def page(
    request: Request, template: str, lang: Lang, *, status: int = 200, here: str | None = None, **values: Any
) -> HTMLResponse:
    """A whole page. `here` is the address that shows the same in the other language; by itself this one."""
    other: Lang = "en" if lang == "uk" else "uk"
    asked = [(k, v) for k, v in parse_qsl(request.url.query, keep_blank_values=True) if k != "lang"]
    body = templates().get_template(template).render(
        lang=lang,
        other=other,
        switch=_switch(request.url.path, asked, other) if here is None else _switch(here, [], other),
        at=request.url.path,
        t=_words(lang),
        word=_any(lang),
        **values,
    )  # fmt: skip
    answer = HTMLResponse(body, status_code=status, headers={"content-language": lang, "vary": "cookie"})
    if request.query_params.get("lang") in ("uk", "en"):
        answer.set_cookie(COOKIE, lang, max_age=_YEAR_S, samesite="strict", httponly=True)
    return answer


def _switch(path: str, asked: list[tuple[str, str]], other: Lang) -> str:
    return f"{path}{'&' if '?' in path else '?'}{urlencode([*asked, ('lang', other)])}"


def onward(request: Request, path: str) -> RedirectResponse:
    """To the page that shows what was asked for, in the language of this address."""
    said = request.query_params.get("lang")
    return RedirectResponse(f"{path}?lang={said}" if said in ("uk", "en") else path, 303)


def _words(lang: Lang) -> Any:
    return partial(_say, lang)


def _say(lang: Lang, short: str, /, **values: object) -> str:
    return say(f"web.{short}", lang, **values)


def _any(lang: Lang) -> Any:
    return lambda key, **values: say(key, lang, **values)
