"""`oberih pack`: which countries there are, what is known of one, and every figure with its source."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking
from oberih.terms.words import Lang, say

app = typer.Typer(
    no_args_is_help=True,
    help="Look at country packs: what is known of a country in one dated state, each figure with source and range.",
)
Named = Annotated[
    str,
    typer.Argument(metavar="PACK[:STATE]", help="Name of a shipped pack or a folder, and its state: ua:2022-12."),
]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV, as in the pack's own files.", rich_help_panel=o.OUTPUT)]


def _table(lang: Lang, *columns: str) -> Table:
    return Table(*(say(f"packs.column_{name}", lang) for name in columns))


@app.command("list")
def list_packs(json: o.Json = False, lang: o.Language = None) -> None:
    """List the packs that ship, with their dated states."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import packs  # noqa: PLC0415

        rows = packs.listed()
        if json:
            print_json(rows)
            return
        table = _table(spoken, "pack", "state", "from", "regions", "sourced", "derived", "assumed")
        for row in rows:
            table.add_row(
                row["pack"], row["state"], row["from"], str(row["regions"]), *map(str, row["figures"].values())
            )
        Console().print(table)


@app.command()
def show(pack: Named, json: o.Json = False, lang: o.Language = None) -> None:
    """Show what a pack holds: people, demand, plant before the raid, imports, crews, regions with their codes.

    Example: [bold]oberih pack show ozeria[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import packs  # noqa: PLC0415

        found = packs.held(pack)
        told = found.to_json()
        if json:
            print_json(told)
            return
        print(say("packs.title", spoken, pack=told["pack"], state=told["state"]))
        if told["invented"]:
            print(say("packs.invented", spoken))
        print(say("packs.people", spoken, people=f"{told['population'] / 1e6:.1f}"))
        degrees = f"{told['reference_temperature_c']:g}"
        print(say("packs.demand", spoken, mw=f"{told['demand_peak_mw']:.0f}", degrees=degrees))
        expected, limit = (f"{told[f'import_{name}_mw']:.0f}" for name in ("expected", "limit"))
        print(say("packs.imports", spoken, expected=expected, limit=limit))
        print(say("packs.crews", spoken, crews=told["crews"]))
        print(say("packs.quality", spoken, pack=told["pack"], state=told["state"], **told["figures"]))
        plant = _table(spoken, "class", "n", "capacity", "available")
        for row in told["plant"]:
            plant.add_row(row["asset_class"], str(row["n"]), f"{row['capacity_mw']:.0f}", f"{row['available_mw']:.0f}")
        regions = _table(spoken, "code", "name", "people", "demand")
        for row in told["regions"]:
            people = f"{row['population'] / 1e3:.0f}"
            regions.add_row(row["region"], row[f"name_{spoken}"], people, f"{row['demand_peak_mw']:.0f}")
        Console().print(plant, regions)


@app.command()
def check(pack: Named, lang: o.Language = None) -> None:
    """Check a pack: every fault of all its states at once, with file, line, value and remedy.

    Example: [bold]oberih pack check ./mypack[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import packs  # noqa: PLC0415

        states = packs.check(pack)
        print(say("packs.right", spoken, pack=packs.split(pack)[0], states=", ".join(states)))


@app.command()
def figures(
    pack: Named,
    json: o.Json = False,
    csv: Csv = False,
    lang: o.Language = None,
) -> None:
    """Print every figure of a pack's state with its range and its source, or "assumed".

    Example: [bold]oberih pack figures ua:2024-03 --csv > figures.csv[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import packs  # noqa: PLC0415

        table = packs.figures(pack)
        if json:
            print_json(table.to_dicts())
            return
        if csv:
            sys.stdout.write(table.write_csv())
            return
        shown = _table(spoken, "figure", "code", "value", "range", "source")
        for row in table.iter_rows(named=True):
            source = row["source"] if row["quality"] == row["source"] else f"{row['quality']}: {row['source']}"
            value, span = f"{row['value']:g} {row['unit']}", f"{row['low']:g}–{row['high']:g}"
            shown.add_row(row["metric"], row["region"], value, span, source)
        Console().print(shown)


@app.command()
def copy(
    pack: Named,
    folder: Annotated[Path, typer.Argument(help="New folder; its name becomes the id of the copy.")],
    lang: o.Language = None,
) -> None:
    """Copy a pack into a folder of your own, to make one of another country from it (docs/packs.md).

    Example: [bold]oberih pack copy ozeria ./mypack[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import packs  # noqa: PLC0415

        print(say("packs.copied", spoken, folder=packs.copy(pack, folder)))
