"""`oberih grid minute`: what happens in the first minute after an outage or a raid."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking, tell_notes
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.grid_minute import MinuteFound

commands = typer.Typer()
PLANT, OUTAGE = "Plant and lines that the file does not tell of", "Outage"


@commands.command("minute")
def minute(
    given: Annotated[
        str,
        typer.Argument(
            metavar="CASE|SCENARIO",
            help="Case file, name of a shipped case or pack:ua; or a scenario (.toml, or a shipped one: 2022-12-05).",
        ),
    ],
    states: Annotated[
        Path | None, typer.Option(help="Case: file of damage states (JSON).", rich_help_panel=OUTAGE)
    ] = None,
    state: Annotated[
        int | None, typer.Option("--state", help="Case: which state, from 1.", rich_help_panel=OUTAGE)
    ] = None,
    out_branches: Annotated[
        str, typer.Option(metavar="ROWS", help="Case: branches that go out, such as 3,7.", rich_help_panel=OUTAGE)
    ] = "",
    out_units: Annotated[
        str, typer.Option(metavar="ROWS", help="Case: units that go out, such as 1,2.", rich_help_panel=OUTAGE)
    ] = "",
    draw: Annotated[int, typer.Option(help="Scenario: number of the draw, from 0.", rich_help_panel=OUTAGE)] = 0,
    seed: o.Seed = 1,
    inertia: Annotated[
        float, typer.Option(help="H, seconds, on the MW that run; plants have 2-7.", rich_help_panel=PLANT)
    ] = 4.0,
    damping: Annotated[
        float, typer.Option(help="Change of load per change of frequency.", rich_help_panel=PLANT)
    ] = 1.0,
    droop: Annotated[float, typer.Option(help="Of governors; inf is none.", rich_help_panel=PLANT)] = 0.05,
    reserve: Annotated[
        float, typer.Option(help="Share of the running MW that governors hold.", rich_help_panel=PLANT)
    ] = 0.03,
    overload: Annotated[
        float, typer.Option(help="Flow against rating at which a line opens.", rich_help_panel=PLANT)
    ] = 1.25,
    overload_delay: Annotated[float, typer.Option(help="Seconds until it does.", rich_help_panel=PLANT)] = 10.0,
    nominal: Annotated[float, typer.Option(help="Hz.", rich_help_panel=PLANT)] = 50.0,
    scheme: Annotated[
        str | None,
        typer.Option(
            help="Stages of automatic shedding: eu-2017 or ua-2022. [default: eu-2017; ua-2022 for the pack ua]",
            rich_help_panel=PLANT,
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Case: draw frequency over time; .svg, .png or .html.", rich_help_panel=o.OUTPUT
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite the file of --plot.", rich_help_panel=o.OUTPUT)
    ] = False,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:  # fmt: skip
    """The first minute, event by event: frequency, automatic shedding, trips, overloads, islands, redispatch.

    Example: [bold]oberih grid minute pglib_opf_case24_ieee_rts --out-units 21,22 --plot minute.svg[/bold]

    Example: [bold]oberih grid minute 2022-12-05 --draw 3[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.grid.cascade import Settings  # noqa: PLC0415
        from oberih.jobs import grid_minute as job  # noqa: PLC0415

        if job.is_scenario(given):
            found = job.scenario_minute(given, draw, seed, scheme)
        else:
            settings = Settings(
                inertia_s=inertia, damping=damping, droop=droop, reserve=reserve, overload=overload,
                overload_s=overload_delay, nominal_hz=nominal, scheme=scheme or "eu-2017",
            )  # fmt: skip
            found = job.case_minute(
                given, states, state, rows("--out-branches", out_branches), rows("--out-units", out_units), settings
            )
        if plot is not None:
            job.draw_plot(found, plot, spoken, force=force)
        tell_notes(found.notes, spoken)
        if json:
            print_json(found.to_json())
            return
        Console().print(_events(found, spoken))
        _tell(found, spoken)
        if plot is not None:
            print(say("cases.written", spoken, path=plot))


def rows(name: str, text: str) -> list[int]:
    """Rows as people type them. Raises InputError."""
    try:
        return [int(each) for each in text.replace(" ", "").split(",") if each]
    except ValueError:
        raise InputError(Fault(key="minute.rows", values={"name": name, "found": text})) from None


def _events(found: "MinuteFound", lang: Lang) -> Table:
    table = Table(title=say("minute.title", lang, name=found.name), title_justify="left")
    scenario = found.kind == "scenario"
    for name in (*(("hour",) if scenario else ()), "second", "round", "what", "where", "mw", "hz"):
        table.add_column(say(f"minute.column_{name}", lang), justify="left" if name in ("what", "where") else "right")
    for row in found.events.iter_rows(named=True):
        hz = "" if row["hz"] is None else f"{row['hz']:.3f}"
        table.add_row(
            *([f"{row['hour']:.2f}"] if scenario else []), f"{row['second']:.2f}", str(row["round"]),
            say(f"minute.event_{row['what']}", lang, subject=row["subject"]), str(_place(row)),
            f"{row['mw']:.1f}", hz,
        )  # fmt: skip
    return table


def _place(row: dict[str, Any]) -> Any:
    return row["region"] if "region" in row else row["bus"]


def _tell(found: "MinuteFound", lang: Lang) -> None:
    result = found.result
    if found.kind == "case":
        keys = ("load_mw", "shed_mw", "served_mw", "least_shed_mw")
        numbers = {key: f"{result[key]:.1f}" for key in keys}
        print(say("minute.result_case", lang, **numbers))
        if not result["settled"]:
            print(say("minute.unsettled", lang))
    else:
        print(say("minute.result_separated" if result["separated"] else "minute.result_tied", lang))
        numbers = {key: f"{result[key]:.0f}" for key in ("generation_lost_mw", "load_lost_mw")}
        counts = {"units": result["units_tripped"], "dark": len(result["regions_dark"])}
        print(say("minute.result_draw", lang, **numbers, **counts))
