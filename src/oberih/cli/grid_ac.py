"""`oberih grid ac`: an AC check of one state: voltages, losses, and how far the DC answer is off."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking, tell_notes
from oberih.cli.grid import MOST_ISLANDS, GridCase
from oberih.cli.grid_minute import OUTAGE, rows
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.grid_ac import AcFound

commands = typer.Typer()


@commands.command("ac")
def ac(
    case: GridCase,
    states: Annotated[Path | None, typer.Option(help="File of damage states (JSON).", rich_help_panel=OUTAGE)] = None,
    state: Annotated[
        int | None, typer.Option("--state", help="Which state of it, from 1. [default: 1]", rich_help_panel=OUTAGE)
    ] = None,
    out_branches: Annotated[
        str, typer.Option(metavar="ROWS", help="Branches that are out, such as 3,7.", rich_help_panel=OUTAGE)
    ] = "",
    out_units: Annotated[
        str, typer.Option(metavar="ROWS", help="Units that are out, such as 1,2.", rich_help_panel=OUTAGE)
    ] = "",
    top: Annotated[int, typer.Option(min=0, help="How many branches to list.", rich_help_panel=o.OUTPUT)] = 10,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """An AC check of a state: voltages, losses, how far the DC answer is off. Needs the extra oberih[pandapower].

    The least shed by linear (DC) flow, its served load and its dispatch, go into an AC power flow of each island: the
    largest unit balances it, units hold their voltages within their limits of reactive power. Without an outage, the
    intact case. Where the flow has no answer, that is said and no figure given.

    Example: [bold]oberih grid ac pglib_opf_case24_ieee_rts --out-branches 1,2 --out-units 3[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import grid_ac as job  # noqa: PLC0415

        found = job.ac(case, states, state, rows("--out-branches", out_branches), rows("--out-units", out_units))
        tell_notes(found.posed.case.notes, spoken)
        if json:
            print_json(found.to_json())
            return
        _tell(found, spoken, top)


def _tell(found: "AcFound", lang: Lang, top: int) -> None:
    posed = found.posed
    figures = {"load": _number(posed.load_mw, lang), "shed": _number(posed.shed_mw, lang)}
    print(say("ac.title", lang, name=posed.case.name, version=found.version, **figures))
    if found.islands.height:
        Console().print(_islands(found, lang))
    if found.islands.height > MOST_ISLANDS:
        print(say("cases.more_islands", lang, n=found.islands.height - MOST_ISLANDS))
    for status, island in found.islands.select("status", "island").iter_rows():
        if status != "converged":
            print(say(f"ac.means_{status}", lang, island=island))
    if found.branches.height and top:
        Console().print(_branches(found, lang, top))
    if found.totals is not None:
        _summary(found, lang)
    elif found.islands.height:
        print(say("ac.no_totals", lang))
    for key, holds in (
        ("dark", found.dark_buses > 0), ("flat", found.flat), ("boundless", found.boundless), ("how", True),
    ):  # fmt: skip
        if holds:
            print(say(f"ac.{key}", lang, n=found.dark_buses))


def _summary(found: "AcFound", lang: Lang) -> None:
    totals = found.totals
    assert totals is not None
    mw = {name: _number(totals[name], lang) for name in totals if name.endswith(("_mw", "_mvar"))}
    pu = {name: _number(totals[name], lang, 3) for name in ("v_low_pu", "v_high_pu")}
    plain = {
        name: totals[name] for name in
        ("v_low_bus", "v_high_bus", "outside_limits", "over_rating", "off_max_row", "units_at_reactive_limit")
    }  # fmt: skip
    shares = {name: _percent(totals[name], lang) for name in ("losses_share", "off_mean_share", "off_max_share")}
    print(say("ac.voltages", lang, **mw, **pu, **plain))
    print(say("ac.losses", lang, **mw, **shares))
    if totals["off_max_row"] is not None:
        print(say("ac.off", lang, **mw, **plain, **shares))
    if totals["over_rating"]:
        print(say("ac.over_rating", lang, n=totals["over_rating"]))
    if totals["slack_over_mw"] > 0.05 or totals["slack_over_mvar"] > 0.05:  # less is told as 0.0
        print(say("ac.slack_over", lang, **mw))


def _islands(found: "AcFound", lang: Lang) -> Table:
    table = Table()
    names = ("island", "buses", "answer", "slack", "losses", "losses_share", "v_low", "v_high", "outside", "over")
    for name in names:
        table.add_column(say(f"ac.column_{name}", lang), justify="left" if name == "answer" else "right")
    for row in found.islands.head(MOST_ISLANDS).iter_rows(named=True):
        head = (str(row["island"]), str(row["buses"]), say(f"ac.status_{row['status']}", lang), str(row["slack_bus"]))
        if row["status"] != "converged":
            table.add_row(*head, *["—"] * (len(names) - len(head)))
            continue
        table.add_row(
            *head, _number(row["losses_mw"], lang), _percent(row["losses_share"], lang),
            _number(row["v_low_pu"], lang, 3), _number(row["v_high_pu"], lang, 3), str(row["outside_limits"]),
            str(row["over_rating"]),
        )  # fmt: skip
    return table


def _branches(found: "AcFound", lang: Lang, top: int) -> Table:
    title = say("ac.title_branches", lang, top=min(top, found.branches.height), n=found.branches.height)
    table = Table(title=title, title_justify="left")
    for name in ("row", "ends", "dc", "ac", "off", "rate", "off_share", "mva"):
        table.add_column(say(f"ac.column_{name}", lang), justify="right")
    for row in found.branches.head(top).iter_rows(named=True):
        table.add_row(
            str(row["row"]), f"{row['from_bus']} → {row['to_bus']}",
            *(_number(row[name], lang) for name in ("dc_mw", "ac_mw", "off_mw")),
            "—" if row["rate_mw"] is None else _number(row["rate_mw"], lang), _percent(row["off_share"], lang),
            _number(row["ac_mva"], lang),
        )  # fmt: skip
    return table


def _number(value: float | None, lang: Lang, digits: int = 1) -> str:
    if value is None:
        return "—"
    told = f"{round(value, digits) + 0.0:,.{digits}f}".replace(",", "\u00a0")
    return told if lang == "en" else told.replace(".", ",")


def _percent(share: float | None, lang: Lang) -> str:
    return "—" if share is None else f"{_number(100 * share, lang)}\u00a0%"
