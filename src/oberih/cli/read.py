"""`oberih read`: reports into facts, each with its words and its speaker."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking
from oberih.terms.errors import Fault, InputError, OberihError
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.reading import Merged
    from oberih.record import Report

Files = Annotated[
    list[str], typer.Argument(help="Text or HTML files in Ukrainian or English, or - for standard input.")
]
AsTable = Annotated[bool, typer.Option("--table", help="Print a table of facts. [default]", rich_help_panel=o.OUTPUT)]
AsHtml = Annotated[
    bool,
    typer.Option(
        "--html", help="Print one HTML page: the article with its facts underlined.", rich_help_panel=o.OUTPUT
    ),
]
Merge = Annotated[
    bool,
    typer.Option(
        "--merge",
        help="Make one record of several reports of one raid: agreement strengthens, later official figures supersede, "
        "conflicts stay visible.",
        rich_help_panel=o.RUNNING,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to a program."""
    app.command("read")(read)


def read(
    files: Files,
    date: o.Published = None,
    merge: Merge = False,
    json: o.Json = False,
    table: AsTable = False,
    html: AsHtml = False,
    workers: o.Workers = None,
    lang: o.Language = None,
) -> None:
    """Read reports of raids: who said what, where, how many.

    Each fact points at its words and names its speaker and the rule that found it. --json gives facts and a summary,
    a list for several files. Nothing is looked up: no network, no learned weights.

    Examples:

    [bold]oberih read report.txt --date 2022-12-06[/bold]

    [bold]oberih read air-force.txt governor.html --merge --json[/bold]

    [bold]oberih read report.txt --html > report.html[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        faults = _asked(json=json, table=table, html=html, merge=merge)
        published = None
        try:
            published = o.day(date)
        except OberihError as error:
            faults += error.faults
        from oberih.jobs import reading  # noqa: PLC0415

        reports: list[Report] = []
        try:
            with bar(spoken, say("reading.reading_files", spoken)) as tell:
                reports = reading.read_files(files, published=published, workers=workers, tell=tell)
        except OberihError as error:
            faults += error.faults
        if faults:
            raise InputError(*faults)
        if merge:
            _tell_merged(reading.merge(reports), spoken, json=json)
        elif json:
            found = [reading.to_json(report) for report in reports]
            print_json(found[0] if len(files) == 1 else found)
        elif html:
            print(reading.page(reports, spoken), end="")
        else:
            _tell(reports, spoken)


def _asked(*, json: bool, table: bool, html: bool, merge: bool) -> tuple[Fault, ...]:
    faults = []
    if json + table + html > 1:
        faults.append(Fault(key="reading.one_form"))
    if merge and html:
        faults.append(Fault(key="reading.merge_page"))
    return tuple(faults)


def _tell(reports: "list[Report]", lang: Lang) -> None:
    from oberih.jobs.reading.page import fact_words  # noqa: PLC0415

    columns = ("report",) * (len(reports) > 1) + ("type", "scope", "speaker", "words")
    shown = Table(*(say(f"reading.column_{name}", lang) for name in columns))
    notes: list[str] = []
    for report in reports:
        for fact in report.facts:
            scope = fact.scope if fact.modality == "fact" else f"modality_{fact.modality}"
            key = scope if scope.startswith("modality") else f"scope_{scope}"
            cells = [
                fact_words(fact, lang),
                say(f"reading.{key}", lang),
                fact.speaker or "—",
                " ".join(fact.quote.split()),
            ]
            shown.add_row(*([report.document.name] if len(reports) > 1 else []), *cells)
        notes += [f"{report.document.name}: {say(note, lang)}" for note in report.notes]
    if not shown.row_count:
        print(say("reading.no_facts", lang))
    else:
        Console(markup=False).print(shown)
    for note in notes:
        print(note)


def _tell_merged(merged: "Merged", lang: Lang, *, json: bool) -> None:
    if json:
        print_json(merged.to_json())
        return
    from oberih.jobs.reading.page import count_words  # noqa: PLC0415

    day = merged.raid_date or say("reading.no_raid_day", lang)
    print(say("reading.merged", lang, count=len(merged.reports), day=day))
    shown = Table(
        *(say(f"reading.column_{name}", lang) for name in ("type", "status", "agreement", "speaker", "words"))
    )
    for figure in merged.figures:
        shown.add_row(
            count_words(figure.type, figure.kind, figure.op, figure.n, lang), say(f"reading.status_{figure.status}",
            lang),
            str(len(figure.voices)), ", ".join(figure.voices.values()),
            " · ".join(" ".join(quote.split()) for quote in figure.quotes),
        )  # fmt: skip
    Console(markup=False).print(shown)
