"""`oberih grid horizon`: the least cut over hours that bind together."""

from pathlib import Path
from typing import Annotated

import typer

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking, tell_notes
from oberih.cli.grid import GridCase
from oberih.cli.grid_optimal import ConventionChoice

commands = typer.Typer()


@commands.command("horizon")
def horizon(
    case: GridCase,
    hours: Annotated[
        Path,
        typer.Option(
            metavar="FILE.csv", help="Load factors: a column `factor`, an hour a row (0.8 is four fifths of all load).",
            rich_help_panel=o.RUNNING,
        ),
    ],
    window: Annotated[int, typer.Option(help="Hours solved together.", rich_help_panel=o.RUNNING)] = 24,
    step: Annotated[
        int, typer.Option(help="Hours kept of each window before the next begins.", rich_help_panel=o.RUNNING)
    ] = 12,
    units: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            help="What binds the hours of units: columns row, and any of ramp_mw_per_h, min_mw, off_hours (hours in "
            "which it may stand still, such as 0-6 22-24), energy_mwh in each energy_hours (limited imports, fuel, "
            "water).",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    states: Annotated[
        Path | None, typer.Option(help="File of damage states (JSON) to take one from.", rich_help_panel=o.RUNNING)
    ] = None,
    state: Annotated[
        int | None,
        typer.Option("--state", help="Which state of the file, from 1. [default: 1]", rich_help_panel=o.RUNNING),
    ] = None,
    start_share: Annotated[
        float, typer.Option(help="Of their energy, what stores hold at first.", rich_help_panel=o.RUNNING)
    ] = 0.5,
    end_share: Annotated[
        float | None,
        typer.Option(help="The least that they hold after the last hour. [default: nothing]",
                     rich_help_panel=o.RUNNING),
    ] = None,
    convention: Annotated[
        ConventionChoice,
        typer.Option(help="How a case becomes a linear flow; see oberih grid shed --help.", rich_help_panel=o.RUNNING),
    ] = ConventionChoice.PLAIN,
    minimum_output: Annotated[
        bool,
        typer.Option(
            "--minimum-output", help="Units must give the case's least output in every hour that the file of units "
            "does not let them stand still.",
            rich_help_panel=o.RUNNING,
        ),
    ] = False,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:  # fmt: skip
    """The least load cut over hours that bind together: stores, ramps, units that must run, limited energy.

    A rolling horizon: each window is solved exactly, its first hours are kept, and the next begins with what they
    leave.

    Example: [bold]oberih grid horizon case.nc --hours day.csv --units units.csv --window 24 --step 12[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import grid_horizon  # noqa: PLC0415

        found = grid_horizon.horizon(
            grid_horizon.Asked(
                case=case, hours=hours, states=states, state=state, units=units, window=window, step=step,
                start_share=start_share, end_share=end_share, convention=convention.value,
                minimum_output=minimum_output,
            )
        )  # fmt: skip
        tell_notes(found.case.notes, spoken)
        if json:
            print_json(found.to_json())
            return
        for line in found.lines(spoken):
            print(line)
