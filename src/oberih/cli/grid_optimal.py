"""`oberih grid opf`, `mld` and `adequacy`: the cheapest dispatch, the most load delivered, enough generation or not."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking, tell_notes
from oberih.cli.grid import GridCase, StateNumber, States
from oberih.terms.words import Lang

if TYPE_CHECKING:
    from oberih.jobs.grid_optimal import AdequacyFound, Delivered, Dispatched

commands = typer.Typer()


class ConventionChoice(StrEnum):
    """How a case becomes a linear flow."""

    POWERMODELS = "powermodels"
    MATPOWER = "matpower"
    PLAIN = "plain"


Convention = Annotated[
    ConventionChoice,
    typer.Option(
        help="powermodels: b = x/(r²+x²), no taps and shifts, angle limits. matpower: b = 1/(x·tap), shifts, angle "
        "limits. plain: as matpower without angle limits, shunts and minimum output.",
        rich_help_panel=o.RUNNING,
    ),
]


@commands.command()
def opf(
    case: GridCase,
    convention: Convention = ConventionChoice.POWERMODELS,
    states: States = None,
    state: StateNumber = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """The cheapest dispatch by linear (DC) flow, proved by its dual.

    Example: [bold]oberih grid opf pglib_opf_case5_pjm --json[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import grid_optimal  # noqa: PLC0415

        _tell(grid_optimal.opf(case, convention.value, states=states, state=state), spoken, json)


@commands.command()
def mld(
    case: GridCase,
    unit_commitment: Annotated[
        bool, typer.Option("--unit-commitment", help="Units are on or off, not in parts.", rich_help_panel=o.RUNNING)
    ] = False,
    convention: Convention = ConventionChoice.POWERMODELS,
    states: States = None,
    state: StateNumber = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """The most load that can be delivered, as PowerModelsRestoration's maximum load delivery works it out.

    Example: [bold]oberih grid mld case3_mld --unit-commitment[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import grid_optimal  # noqa: PLC0415

        found = grid_optimal.mld(
            case, convention.value, unit_commitment=unit_commitment, states=states, state=state
        )
        _tell(found, spoken, json)


@commands.command()
def adequacy(
    case: GridCase,
    rates: Annotated[
        Path | None,
        typer.Option(
            "--for", help="Forced outage rates: CSV with columns row (of the generator, from 1) and rate (0 to 1).",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(help="One rate for all generators that no file names (5 % is 0.05).", rich_help_panel=o.RUNNING),
    ] = None,
    load_curve: Annotated[
        str | None,
        typer.Option(
            help="CSV with one column, load_mw or share (of the case's load), a row an hour; or rts79, a shipped year. "
            "[default: the case's load in all hours]",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    samples: Annotated[int, typer.Option(help="Sampled states of the units.", rich_help_panel=o.RUNNING)] = 100_000,
    seed: o.Seed = 1,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """Whether generation is enough, lines left aside: LOLE and EENS, exactly by convolution and beside it by samples.

    Example: [bold]oberih grid adequacy pglib_opf_case24_ieee_rts --rate 0.05 --load-curve rts79[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import grid_optimal  # noqa: PLC0415

        found = grid_optimal.adequacy(case, rates=rates, rate=rate, curve=load_curve, samples=samples, seed=seed)
        _tell(found, spoken, json)


def _tell(found: "Dispatched | Delivered | AdequacyFound", lang: Lang, as_json: bool) -> None:
    tell_notes(found.case.notes, lang)
    if as_json:
        print_json(found.to_json())
        return
    for line in found.lines(lang):
        print(line)
