"""`oberih replay`: one draw of a run as a page of its own, or as a clip."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say


class DrawChoice(StrEnum):
    """Which draw is played."""

    MEDIAN = "median"
    RANDOM = "random"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(replay)


def _file(what: str) -> typer.models.OptionInfo:
    info: typer.models.OptionInfo = typer.Option(help=what, metavar="FILE", rich_help_panel=o.OUTPUT)
    return info


def replay(
    run: Annotated[str, typer.Argument(help="A finished run: its id (or the unique beginning), or its folder.")],
    html: Annotated[Path | None, _file("One HTML file: plays, scrubs, jumps; needs no network.")] = None,
    mp4: Annotated[Path | None, _file("A clip for most players.")] = None,
    webm: Annotated[Path | None, _file("A clip for web pages.")] = None,
    gif: Annotated[Path | None, _file("A small clip for where only pictures go.")] = None,
    draw: Annotated[
        DrawChoice, typer.Option(help="Which draw: the median one by energy lost to the raid, or a random one.")
    ] = DrawChoice.MEDIAN,
    square: Annotated[
        bool, typer.Option("--square", help="Clip of 1080 × 1080 instead of 1920 × 1080.", rich_help_panel=o.OUTPUT)
    ] = False,
    seconds: Annotated[
        float, typer.Option(min=15, max=300, help="How long the clip is.", rich_help_panel=o.OUTPUT)
    ] = 60.0,
    form: Annotated[
        o.FormChoice | None,
        typer.Option(help="internal: for a raid younger than seven days too. \\[default: as the run was made]",
                     rich_help_panel=o.OUTPUT),
    ] = None,
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:  # fmt: skip
    """Play one draw of a run: tracks and rings (in an invented country), hits by region, then the hours without power.

    The draw is the median one or a random one: none can be looked for by the
    harm it does. "Illustration, not a record" stands on it.

    Example: [bold]oberih replay RUN --html replay.html --mp4 replay.mp4 --lang uk[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        clips: dict[Literal["mp4", "webm", "gif"], Path] = {}
        if mp4 is not None:
            clips["mp4"] = mp4
        if webm is not None:
            clips["webm"] = webm
        if gif is not None:
            clips["gif"] = gif
        if html is None and not clips:
            raise InputError(Fault(key="replay.nothing_asked"))
        from oberih.jobs import replay as jobs  # noqa: PLC0415

        shown = jobs.replay(
            jobs.Asked(run=run, draw=draw.value, form=None if form is None else form.value, catalogue=catalogue)
        )
        paths = [] if html is None else [jobs.write_html(shown, spoken, html)]
        if clips:
            with bar(spoken, say("replay.filming", spoken)) as tell:
                paths += jobs.write_clips(shown, spoken, clips, square=square, seconds=seconds, tell=tell)
        _tell(paths, spoken, json)


def _tell(paths: list[Path], lang: Lang, as_json: bool) -> None:
    if as_json:
        print_json([str(path) for path in paths])
        return
    for path in paths:
        print(say("replay.written", lang, path=path))
