"""`oberih grid shed` and `served`: the least load that damage states cut, and who is served in them."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking, tell_notes
from oberih.cli.grid import GridCase
from oberih.cli.grid_optimal import ConventionChoice
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.grid_shed import ServedFound, ShedFound

commands = typer.Typer()


class ByChoice(StrEnum):
    """What one row of the answer is."""

    BUS = "bus"
    REGION = "region"


States = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help='Damage states, JSON: {"states": [{"branches_out": [3, 7], "gens_out": [1]}]}, rows counted from 1 among '
        "those in service; or groups with `file` and `states`, of which the case's own are taken. "
        "Without it: the intact case.",
        rich_help_panel=o.RUNNING,
    ),
]
Convention = Annotated[
    ConventionChoice,
    typer.Option(
        help="plain: b = 1/(x·tap), phase shifts, no angle limits, no shunts. powermodels: b = x/(r²+x²), no taps and "
        "shifts, angle limits. matpower: as plain, with angle limits and shunts.",
        rich_help_panel=o.RUNNING,
    ),
]
MinimumOutput = Annotated[
    bool,
    typer.Option(
        "--minimum-output", help="Units left must give their least output; without it they may give less.",
        rich_help_panel=o.RUNNING,
    ),
]  # fmt: skip
Storage = Annotated[
    bool,
    typer.Option(
        "--storage", help="Count stores as plant, full, for one hour; without it they are left out.",
        rich_help_panel=o.RUNNING,
    ),
]  # fmt: skip
HoursFile = Annotated[
    Path | None,
    typer.Option(
        "--hours", metavar="FILE.csv",
        help="Load factors: a column `factor`, an hour a row (0.8 is four fifths of all load). "
        "Without it: one hour, the case's load.",
        rich_help_panel=o.RUNNING,
    ),
]  # fmt: skip

CriticalShare = Annotated[
    float | None,
    typer.Option(
        help="Share of each bus's load that is critical, 0 to 1; without it, the case's own.",
        rich_help_panel=o.RUNNING,
    ),
]


@commands.command("shed")
def shed(
    case: GridCase,
    states: States = None,
    convention: Convention = ConventionChoice.PLAIN,
    minimum_output: MinimumOutput = False,
    storage: Storage = False,
    hours: HoursFile = None,
    workers: o.Workers = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """The least load that must be shed in each damage state, each answer proved by its dual.

    Lines and units that are out carry and give nothing; all else is dispatched so that the least MW are cut. Where the
    case marks critical load, that is cut last. The gap between the answers and their proofs is told.

    Example: [bold]oberih grid shed pglib_opf_case24_ieee_rts --states states.json --json[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import grid_shed  # noqa: PLC0415

        with bar(spoken, say("dc.bar", spoken)) as tell:
            found = grid_shed.shed(
                grid_shed.Asked(
                    case=case, states=states, convention=convention.value, minimum_output=minimum_output,
                    storage=storage, hours=hours, workers=workers, tell=tell,
                )
            )  # fmt: skip
        tell_notes(found.case.notes, spoken)
        if json:
            print_json(found.to_json())
        else:
            _tell_shed(found, spoken)


@commands.command("served")
def served(
    case: GridCase,
    states: States = None,
    state: Annotated[
        int | None, typer.Option("--state", help="Only this state of the file, from 1.", rich_help_panel=o.RUNNING)
    ] = None,
    by: Annotated[ByChoice, typer.Option(help="What one row is.", rich_help_panel=o.OUTPUT)] = ByChoice.BUS,
    critical_share: CriticalShare = None,
    convention: Convention = ConventionChoice.PLAIN,
    minimum_output: MinimumOutput = False,
    storage: Storage = False,
    hours: HoursFile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the rows to a new file; .parquet or .csv says the format.",
            rich_help_panel=o.OUTPUT,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite the file of --out.", rich_help_panel=o.OUTPUT)
    ] = False,
    workers: o.Workers = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:  # fmt: skip
    """Who is served in each damage state, in three stages: critical load, the least cut, equal shares of it.

    The least cut is one figure, but many ways to share it out exist: the third stage takes the one in which the shares
    cut are as equal as lines allow, so the answer does not hang on order or chance.

    Example: [bold]oberih grid served pglib_opf_case24_ieee_rts --states states.json --state 1 --critical-share
    0.25[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import grid_shed  # noqa: PLC0415

        with bar(spoken, say("dc.bar", spoken)) as tell:
            found = grid_shed.served_by(
                grid_shed.Asked(
                    case=case, states=states, state=state, convention=convention.value, minimum_output=minimum_output,
                    storage=storage, hours=hours, critical_share=critical_share, workers=workers, tell=tell,
                ),
                "region" if by is ByChoice.REGION else "bus", out, force=force,
            )  # fmt: skip
        tell_notes(found.case.notes, spoken)
        if json:
            print_json(found.to_json())
        else:
            _tell_served(found, out, spoken)


def _tell_shed(found: "ShedFound", lang: Lang) -> None:
    by_hour = found.asked.hours is not None
    names = ("state", "branches_out", "gens_out", *(("shed_mwh", "shed_peak") if by_hour else ("shed",)), "share")
    table = _columns(names, lang)
    load = float(found.load_mw.sum())
    for number, state, shed_mw in zip(found.numbers, found.states, found.found.shed_mw, strict=True):
        figures = [_mw(float(shed_mw.sum()), lang), *([_mw(float(shed_mw.max()), lang)] if by_hour else [])]
        share = float(shed_mw.sum()) / load if load > 0 else 0.0
        out = (str(len(state.branches_out)), str(len(state.gens_out)))
        table.add_row(_state(number, lang), *out, *figures, _percent(share, lang))
    Console().print(table)
    gap = found.to_json()["certificate_gap_mw_max"]
    _tell_proof(found.asked.convention, gap, len(found.found.slow), lang)


def _tell_served(found: "ServedFound", out: Path | None, lang: Lang) -> None:
    hours = found.asked.hours is not None
    shown = found.totals if out is not None else found.table
    label = () if out is not None else (found.by,)
    names = ("state", *(("hour",) if hours else ()), *label, "load", "served", "cut", "critical", "plant")
    table = _columns(names, lang)
    for row in shown.iter_rows(named=True):
        table.add_row(
            _state(row["state"], lang), *([str(row["hour"])] if hours else []),
            *("—" if row[name] is None else str(row[name]) for name in label),
            *(_mw(row[name], lang) for name in ("load_mw", "served_mw", "cut_mw", "critical_cut_mw", "plant_mw")),
        )  # fmt: skip
    Console().print(table)
    _tell_proof(found.asked.convention, found.gap_mw_max, len(found.slow), lang)
    if out is not None:
        print(say("dc.written", lang, path=out, n=found.table.height))


def _columns(names: tuple[str, ...], lang: Lang) -> Table:
    table = Table()
    for name in names:
        table.add_column(say(f"dc.column_{name}", lang), justify="left" if name in ("state", "region") else "right")
    return table


def _tell_proof(convention: str, gap_mw: float, slow: int, lang: Lang) -> None:
    print(say("dc.proved", lang, convention=convention, gap=f"{gap_mw:.1e}"))
    if slow:
        print(say("dc.slow", lang, n=slow))


def _state(number: int, lang: Lang) -> str:
    return str(number) if number else say("dc.intact", lang)


def _mw(value: float, lang: Lang) -> str:
    told = f"{value + 0.0:,.3f}".replace(",", "\u00a0")
    return told if lang == "en" else told.replace(".", ",")


def _percent(share: float, lang: Lang) -> str:
    return f"{100 * share:.2f}%" if lang == "en" else f"{100 * share:.2f}\u00a0%".replace(".", ",")
