"""The replay of a run on the page: the median draw or a random one; no other is asked for here."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from oberih.terms.words import Lang, say
from oberih.web.desk import Desk
from oberih.web.speech import Spoken, desk_of, page
from oberih.web.timetables import seen

if TYPE_CHECKING:
    from oberih.report.replay import Replay

router = APIRouter(include_in_schema=False)
Choice = Literal["median", "random"]
Draw = Annotated[Choice, Query()]


def played(desk: Desk, run: str, draw: Choice) -> "Replay":
    """A draw, played once and kept. Raises OberihError."""
    from oberih.jobs.replay import Asked, replay  # noqa: PLC0415

    seen(desk, run)
    stamp = desk.shelf.stamp(run)
    return desk.made.get(
        ("replay", run, stamp, draw), lambda: replay(Asked(run=run, draw=draw, catalogue=desk.catalogue))
    )


@router.get("/runs/{run}/replay")
def replay(request: Request, run: str, lang: Spoken, draw: Draw = "median") -> HTMLResponse:
    """The player. Its script and style are files of ours, so the page's policy holds."""
    desk = desk_of(request)
    found = played(desk, run, draw)
    key = ("player", run, desk.shelf.stamp(run), draw, lang)
    made: dict[str, Any] = desk.made.get(key, lambda: _parts(found, lang))

    def words(name: str, **values: object) -> str:
        return say(f"replay.{name}", lang, **values)

    return page(request, "replay.html.j2", lang, run=run, draw=draw, say=words, **made)


def _parts(found: "Replay", lang: Lang) -> dict[str, Any]:
    from oberih.report.replay.page import parts  # noqa: PLC0415

    return {name: value for name, value in parts(found, lang).items() if name not in ("script", "style")}


@router.get("/runs/{run}/replay.html")
def as_file(request: Request, run: str, lang: Spoken, draw: Draw = "median") -> Response:
    """The same as one file."""
    from oberih.report.replay import replay_html  # noqa: PLC0415

    text = replay_html(played(desk_of(request), run, draw), lang)
    headers = {"content-disposition": f'attachment; filename="replay-{run}.html"'}
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/static-replay/{name}")
def asset(name: Literal["replay.js", "replay.css"]) -> Response:
    """The player's script and style."""
    from importlib.resources import files  # noqa: PLC0415

    body = files("oberih.report.replay").joinpath(name).read_text(encoding="utf-8")
    return Response(body, media_type="text/javascript" if name.endswith(".js") else "text/css")
