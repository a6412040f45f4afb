"""`oberih briefing`: a finished run as a paper, a page or plain text, and where each number is from."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.report.explain import Traced


class FormatChoice(StrEnum):
    """What is written."""

    PDF = "pdf"
    HTML = "html"
    MD = "md"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("briefing")(briefing)


def briefing(
    run: Annotated[str, typer.Argument(help="A finished run: its id (or the unique beginning), or its folder.")],
    form: Annotated[
        o.FormChoice | None,
        typer.Option(
            help="public: a raid younger than seven days gets national figures only. internal: all, marked. "
            "\\[default: as the run was made]",
            rich_help_panel=o.OUTPUT,
        ),
    ] = None,
    formats: Annotated[
        list[FormatChoice] | None,
        typer.Option("--format", help="pdf, html or md; may be said several times. \\[default: pdf]",
                     rich_help_panel=o.OUTPUT),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write into. \\[default: the run's]", rich_help_panel=o.OUTPUT)
    ] = None,
    plan: Annotated[
        str | None, typer.Option(help="A plan of `oberih plan` (id or folder): what would have helped, for the money.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Write nothing; list each number with its table, query and key.")
    ] = False,
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """Write the briefing of a run: two printed pages first, then all of it.

    Facts with who said them, the model beside them with intervals, regions and
    hours, people without light, heat and water, when the light returns, raids to
    compare, what is not known and what was assumed. The PDF is tagged (PDF/UA-1).

    Example: [bold]oberih briefing RUN --lang uk --format pdf --format md[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import briefing as jobs  # noqa: PLC0415

        asked = jobs.Asked(
            run=run, langs=o.langs(lang), form=None if form is None else form.value,
            formats=tuple(each.value for each in formats or (FormatChoice.PDF,)), out=out, plan=plan,
            catalogue=catalogue,
        )  # fmt: skip
        if explain:
            rows = jobs.explain(replace(asked, langs=(spoken,)))
            if json:
                print_json([row.plain() for row in rows])
                return
            tell_explained(rows, spoken)
            return
        paths = jobs.briefing(asked)
        if json:
            print_json([str(path) for path in paths])
            return
        for path in paths:
            print(say("console.briefing", spoken, path=path))


def tell_explained(rows: "list[Traced]", lang: Lang) -> None:
    """Each number with where it is from, part by part."""
    part = ""
    for row in rows:
        if row.part != part:
            part = row.part
            print(f"\n{part}")
        print(f"  {row.shown}" + (f" — {row.name}" if row.name else "") + f"\n      {row.table}: {row.key}")
    print(f"\n{say('paper.explain_how', lang)}")
