"""`oberih pledges`: the ledger of promised help."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking
from oberih.terms.words import say

app = typer.Typer(no_args_is_help=True, help="Promised help: what was promised by whom, and what of it came.")


@app.command("add")
def pledges_add(
    file: Annotated[Path, typer.Argument(help="facts.json of a report (`oberih read --json`), or a list (TOML).")],
    catalogue: o.Catalogue = None,
    lang: o.Language = None,
) -> None:
    """Enter the promises of a report or a list; the same promise is entered once.

    Example: [bold]oberih read report.txt --json > facts.json; oberih pledges add facts.json[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs.pledges import add  # noqa: PLC0415

        new, n = add(file, catalogue)
        print(say("pledges.entered", spoken, new=new, n=n))


@app.command("list")
def pledges_list(json: o.Json = False, catalogue: o.Catalogue = None, lang: o.Language = None) -> None:
    """Show all promises, and which have come."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs.pledges import ledger  # noqa: PLC0415

        rows = ledger(catalogue)
        if json:
            print_json([row.plain() for row in rows])
            return
        if not rows:
            print(say("pledges.none", spoken))
            return
        table = Table()
        for name in ("id", "name", "by", "promised", "delivered", "quote"):
            table.add_column(say(f"pledges.column_{name}", spoken))
        for row in rows:
            came = row.delivered or say("pledges.open", spoken)
            table.add_row(row.id, row.name, row.by or "—", row.promised or "—", came, row.quote)
        Console().print(table)
        print(say("pledges.sum", spoken, n=len(rows), came=sum(row.delivered is not None for row in rows)))


@app.command("deliver")
def pledges_deliver(
    pledge: Annotated[str, typer.Argument(help="Id of the promise, or its unique beginning.")],
    on: Annotated[str | None, typer.Option(metavar="DAY", help="Day on which it came. [default: today]")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="It has not come after all.")] = False,
    note: Annotated[str, typer.Option(help="What else there is to say.")] = "",
    catalogue: o.Catalogue = None,
    lang: o.Language = None,
) -> None:
    """Note that a promise was kept."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs.pledges import deliver  # noqa: PLC0415

        day = None if undo else o.day(on) or datetime.now(UTC).date()
        row = deliver(pledge, day, note, catalogue)
        key = "pledges.undone" if undo else "pledges.delivered"
        print(say(key, spoken, id=row.id, name=row.name, on=row.delivered))
