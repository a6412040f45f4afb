"""`oberih record`: the book of past raids in the user's own catalogue."""

from datetime import date as day_of
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from oberih.cli import options as o
from oberih.cli.console import bar, language, leave, print_json, speaking
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    import polars as pl
    from rich.table import Table

app = typer.Typer(
    no_args_is_help=True,
    help="Keep a record of past raids: read the public table and reports in, list, show, compare and export raids.",
)

Day = Annotated[str, typer.Argument(help="Day on which the raid began, such as 2022-12-05.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.", rich_help_panel=o.OUTPUT)]


@app.command("import")
def import_(
    table: Annotated[Path, typer.Argument(help="The public table of raids (CSV): one row a model and report.")],
    aside: Annotated[
        Path | None, typer.Option(help="CSV file to write doubtful rows into.", rich_help_panel=o.OUTPUT)
    ] = None,
    source: Annotated[
        str, typer.Option(help="Name of the table in the record.", rich_help_panel=o.ADVANCED)
    ] = "daily",
    replace: Annotated[
        bool, typer.Option("--replace", help="Remove rows that this file lacks.", rich_help_panel=o.ADVANCED)
    ] = False,
    force: Force = False,
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """Read the public table of raids into your catalogue; again, to bring it up to date.

    Example: [bold]oberih record import missile_attacks_daily.csv --aside doubtful.csv[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.cli.record_words import reasons  # noqa: PLC0415
        from oberih.jobs import record  # noqa: PLC0415

        with bar(spoken, say("recordbook.rows_written", spoken)) as tell:
            done = record.import_table(
                table, source=source, replace=replace, aside=aside, force=force, lang=spoken, catalogue=catalogue,
                tell=tell,
            )  # fmt: skip
        if json:
            print_json(done.to_json())
            return
        counts = {name: done.table.counts[name] for name in ("read", "kept", "mended", "aside")}
        print(say("recordbook.imported", spoken, name=table.name, **counts))
        if done.reasons.height:
            _print(reasons(done.reasons, spoken))
        changes = done.changes
        print(say("recordbook.changes", spoken, source=source, added=changes.added, updated=changes.updated,
                  unchanged=changes.unchanged))  # fmt: skip
        if changes.absent:
            print(say("recordbook.absent", spoken, absent=changes.absent))
        if changes.removed:
            print(say("recordbook.removed", spoken, removed=changes.removed))
        if aside:
            print(say("recordbook.aside_written", spoken, path=aside))
        if source == record.DAILY:
            print(say("recordbook.licence", spoken, title=record.DAILY_TITLE, licence=record.DAILY_LICENCE))


@app.command()
def add(
    reports: Annotated[list[str], typer.Argument(help="Reports: text or HTML files in Ukrainian or English.")],
    date: o.Published = None,
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """Read reports into the record, beside what is there: all of them or, if one cannot be read, none.

    Where a report contradicts another source, both are kept and shown.

    Example: [bold]oberih record add 2022-12-05.uk.txt --date 2022-12-06[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        published = o.day(date)
        from oberih.cli.record_words import contradictions  # noqa: PLC0415
        from oberih.jobs import record  # noqa: PLC0415

        with bar(spoken, say("recordbook.reports_read", spoken)) as tell:
            done = record.add_reports(reports, published=published, catalogue=catalogue, tell=tell)
        if json:
            print_json([each.to_json() for each in done])
            return
        for each in done:
            key = "added" if each.changes.added else "added_updated" if each.changes.updated else "added_same"
            values = {"name": each.name, "day": each.raid_date, "source": each.source}
            print(say(f"recordbook.{key}", spoken, **values, n=each.said.height))
            if each.told_date != each.raid_date:
                print(say("recordbook.linked", spoken, told=each.told_date, day=each.raid_date))
            for note in each.notes:
                print(say(note, spoken))
            if each.namesakes:
                values = {"sources": ", ".join(each.namesakes), "first": each.namesakes[0]}
                print(say("recordbook.namesake", spoken, **values))
            _conflicts(contradictions(each.conflicts, spoken), spoken)


@app.command("list")
def list_(
    first: Annotated[str | None, typer.Option("--from", help="First day.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(help="Raids with: missile, cruise, guided, ballistic, aeroballistic, drone, jet_drone or decoy."),
    ] = None,
    limit: Annotated[int, typer.Option(help="At most so many, the newest.", rich_help_panel=o.OUTPUT)] = 20,
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """List raids, newest first: how much flew, how much was stopped, who reports it."""
    spoken = language(lang)
    with speaking(spoken):
        period = {"first": first and _day(first, "--from"), "last": last and _day(last, "--to")}
        from oberih.cli.record_words import listing  # noqa: PLC0415
        from oberih.jobs import record  # noqa: PLC0415

        found = record.raids(**period, kind=kind, limit=limit, catalogue=catalogue)  # type: ignore[arg-type]
        if json:
            print_json(found.to_dicts())
        elif found.is_empty():
            empty = record.sources(catalogue=catalogue).is_empty()
            print(say("recordbook.nothing_yet" if empty else "recordbook.nobody", spoken))
        else:
            _print(listing(found, spoken))
            if found.height == limit:
                n = record.raids(**period, kind=kind, catalogue=catalogue).height  # type: ignore[arg-type]
                print(say("recordbook.listed", spoken, shown=found.height, n=n))


@app.command()
def show(raid: Day, json: o.Json = False, lang: o.Language = None, catalogue: o.Catalogue = None) -> None:
    """Show all that the record has of one raid, sources side by side, and where they contradict each other."""
    spoken = language(lang)
    with speaking(spoken):
        day = _day(raid, "DATE")
        from oberih.cli.record_words import beside, contradictions, sheet  # noqa: PLC0415
        from oberih.jobs import record  # noqa: PLC0415

        found = record.raid(day, catalogue=catalogue)
        if json:
            print_json(found.to_json())
            return
        print(say("recordbook.raid_of", spoken, day=day))
        rows = [row for row in found.said.iter_rows(named=True) if row["official"] is not False]
        for table in beside(found.side_by_side, spoken):
            _print(table)
        _conflicts(contradictions(found.conflicts, spoken), spoken, otherwise=len(found.sources) > 1)
        if rows:
            print(say("recordbook.in_full", spoken))
            _print(sheet(rows, spoken))
        if len(rows) < found.said.height:
            print(say("recordbook.unofficial", spoken, n=found.said.height - len(rows)))


@app.command()
def similar(
    raid: Day,
    n: Annotated[int, typer.Option("--number", "-n", help="How many.")] = 5,
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """Find the raids most like one: by size, mix of kinds, share stopped, and number of regions hit where known.

    Each difference is measured in the record's own spread; the distance is their root mean square. What is not known
    of both raids is left out, and said.
    """
    spoken = language(lang)
    with speaking(spoken):
        day = _day(raid, "DATE")
        from oberih.cli.record_words import nearest, parts  # noqa: PLC0415
        from oberih.jobs import record  # noqa: PLC0415

        found = record.similar(day, n=n, catalogue=catalogue)
        if json:
            print_json(found.to_json())
            return
        if found.rows.is_empty():
            print(say("recordbook.similar_alone", spoken))
            return
        print(say("recordbook.similar_to", spoken, day=day, n=found.n_raids))
        _print(nearest(found.rows, spoken))
        if found.missing:
            print(say("recordbook.similar_missing", spoken, day=day, parts=parts(found.missing, spoken)))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="File to write; .csv, .parquet or .json says the format.")],
    form: Annotated[
        o.FormChoice,
        typer.Option(help="public leaves out regions of raids younger than seven days.", rich_help_panel=o.OUTPUT),
    ] = o.FormChoice.PUBLIC,
    force: Force = False,
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """Write all that the record says into one file: one row a statement, with its source."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import record  # noqa: PLC0415

        internal = form is o.FormChoice.INTERNAL
        n, left_out = record.export(file, internal=internal, force=force, catalogue=catalogue)
        if json:
            print_json({"file": str(file), "rows": n, "left_out": left_out})
            return
        print(say("recordbook.exported", spoken, n=n, path=file))
        if left_out:
            print(say("recordbook.left_out", spoken, n=left_out))
        if record.DAILY in record.sources(catalogue=catalogue)["source"]:
            print(say("recordbook.licence", spoken, title=record.DAILY_TITLE, licence=record.DAILY_LICENCE))


@app.command()
def sources(json: o.Json = False, lang: o.Language = None, catalogue: o.Catalogue = None) -> None:
    """List where the record comes from: tables and reports, with the names that delete takes."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.cli.record_words import NOT_SAID, head  # noqa: PLC0415
        from oberih.jobs import record  # noqa: PLC0415

        found = record.sources(catalogue=catalogue)
        if json:
            print_json(found.to_dicts())
            return
        if found.is_empty():
            print(say("recordbook.nothing_yet", spoken))
            return
        table = head(spoken, "source", "file", "raid", "rows")
        for row in found.iter_rows(named=True):
            table.add_row(row["source"], row["name"], str(row["raid_date"] or NOT_SAID), str(row["rows"]))
        _print(table)


@app.command()
def delete(
    source: Annotated[str, typer.Argument(help="Name of the source, as `oberih record sources` lists it.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """Delete all that came from one source, and nothing else."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import record  # noqa: PLC0415

        held = None if yes else _rows_of(source, record.sources(catalogue=catalogue))
        if held is not None and not typer.confirm(say("recordbook.really_delete", spoken, source=source, n=held)):
            leave(say("recordbook.kept", spoken), 1)
        n = record.delete(source, catalogue=catalogue)
        print(say("recordbook.deleted", spoken, source=source, n=n))


def _print(table: "Table") -> None:
    """A table as it is: words of a report are no markup, and no colours."""
    Console(markup=False, emoji=False, highlight=False).print(table)


def _rows_of(source: str, listed: "pl.DataFrame") -> int | None:
    found = listed.filter(listed["source"] == source)
    return None if found.is_empty() else int(found["rows"][0])


def _conflicts(lines: list[str], lang: Lang, *, otherwise: bool = False) -> None:
    if lines:
        print(say("recordbook.conflicts", lang))
        for line in lines:
            print(f"  {line}")
    elif otherwise:
        print(say("recordbook.no_conflicts", lang))


def _day(text: str, name: str) -> day_of:
    """A day as people type it. Raises InputError."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day of a raid has no zone
    except ValueError:
        raise InputError(Fault(key="recordbook.bad_day", values={"name": name, "found": text})) from None
