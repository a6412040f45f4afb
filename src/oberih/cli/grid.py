"""`oberih grid`: look at grid cases, and write them for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.grid_show import Shown

app = typer.Typer(no_args_is_help=True, help="Look at a grid case and its damage states, and work with them.")

GridCase = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="Case file (.m of MATPOWER, .nc of PyPSA, .json of pandapower), name of a shipped case, or pack:ua.",
    ),
]
States = Annotated[Path | None, typer.Option(help="File of damage states (JSON).", rich_help_panel=o.RUNNING)]
StateNumber = Annotated[
    int | None, typer.Option("--state", help="Which state of the file, from 1.", rich_help_panel=o.RUNNING)
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.", rich_help_panel=o.OUTPUT)]

#: islands that are told one by one
MOST_ISLANDS = 12


@app.command()
def show(
    case: GridCase,
    states: States = None,
    state: StateNumber = None,
    top: Annotated[int, typer.Option(min=0, help="How many branches to list.", rich_help_panel=o.OUTPUT)] = 20,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """What a case holds, and its flows in a state: the dispatch of the file, moved to balance, by linear (DC) flow.

    Example: [bold]oberih grid show pglib_opf_case24_ieee_rts[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs.grid_show import show as look  # noqa: PLC0415

        found = look(case, states, state)
        if json:
            print_json(found.to_json())
            return
        for note in found.case.notes:
            print(note.text(spoken))
        console = Console()
        console.print(_totals(found, spoken))
        console.print(_islands(found, spoken))
        if found.islands.height > MOST_ISLANDS:
            print(say("cases.more_islands", spoken, n=found.islands.height - MOST_ISLANDS))
        if top and found.flows.height:
            console.print(_flows(found, spoken, top))
            print(say("cases.flow_how", spoken))


@app.command()
def export(
    case: GridCase,
    out: Annotated[Path, typer.Argument(metavar="OUT.m", help="MATPOWER file to write.")],
    force: Force = False,
    lang: o.Language = None,
) -> None:
    """Write a case as a MATPOWER file, which reads back to the same tables.

    Example: [bold]oberih grid export pack:ua ua.m[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.scenario.cases import load_case, write_case  # noqa: PLC0415

        given = load_case(case)
        write_case(given, out, force=force)
        for note in given.notes:
            print(note.text(spoken))
        print(say("cases.written", spoken, path=out))


def _totals(found: "Shown", lang: Lang) -> Table:
    """Buses, branches, generators and storage: how many, and their sums; what a state has out, where there is one."""
    totals = found.totals()
    out, damaged = totals["out_of_service"], bool(totals["branches_out"] or totals["gens_out"])
    numbers = {name: _mw(totals[name]) for name in totals if name.endswith(("_mw", "_mwh"))}
    injected = "sum_injected" if totals["injection_mw"] else "sum_bus"
    rows = [
        ("bus", totals["buses"], out["bus"], "—", say(f"cases.{injected}", lang, **numbers)),
        ("branch", totals["branches"], out["branch"], str(totals["branches_out"]),
         say("cases.sum_branch", lang, limited=totals["limited"])),
        ("gen", totals["gens"], out["gen"], str(totals["gens_out"]), say("cases.sum_gen", lang, **numbers)),
    ]  # fmt: skip
    if totals["storage"]:
        rows.append(("storage", totals["storage"], 0, "—", say("cases.sum_storage", lang, **numbers)))
    table = Table(
        title=say("cases.title", lang, name=found.case.name, base=found.case.base_mva), title_justify="left"
    )
    for name in ("table", "count", "left_out", *(("state_out",) if damaged else ()), "sums"):
        table.add_column(say(f"cases.column_{name}", lang))
    for name, count, left, off, sums in rows:
        table.add_row(say(f"cases.row_{name}", lang), str(count), str(left), *((off,) if damaged else ()), sums)
    return table


def _islands(found: "Shown", lang: Lang) -> Table:
    """Islands with their balance; a column of what does not balance only where something does not."""
    odd = [name for name in ("short_mw", "over_mw") if (found.islands[name] > 0).any()]
    columns = ("island", "buses", "gens", "load_mw", "capacity_mw", "dispatch_mw", *odd)
    table = Table(title=say("cases.title_islands", lang, n=found.islands.height), title_justify="left")
    for name in columns:
        table.add_column(say(f"cases.column_{name}", lang), justify="right")
    for row in found.islands.head(MOST_ISLANDS).select(columns).iter_rows():
        table.add_row(*map(str, row[:3]), *map(_mw, row[3:]))
    return table


def _flows(found: "Shown", lang: Lang, top: int) -> Table:
    """Branches in the direction of their flow; buses with their region where the case knows it."""
    title = say("cases.title_flows", lang, top=min(top, found.flows.height), n=found.flows.height)
    if found.state.shed_mw is not None:
        title += "\n" + say("cases.state_sheds", lang, shed=_mw(found.state.shed_mw))
    table = Table(title=title, title_justify="left")
    for name in ("row", "flow", "flow_mw", "rate_mw", "loading"):
        table.add_column(say(f"cases.column_{name}", lang), justify="right")
    named = {
        bus: f"{bus} ({region})" if region else str(bus)
        for bus, region in found.case.bus.select("bus", "region").iter_rows()
    }
    for row, start, end, flow, rate, loading in found.flows.head(top).iter_rows():
        first, last = (start, end) if flow >= 0 else (end, start)
        limit = say("cases.no_limit", lang) if rate is None else _mw(rate)
        share = "—" if loading is None else f"{loading * 100:.0f}\u00a0%"
        table.add_row(str(row), f"{named[first]} → {named[last]}", _mw(abs(flow)), limit, share)
    return table


def _mw(value: float) -> str:
    """One decimal, thousands apart by a space that does not break; no minus before nothing.

    >>> _mw(24558.44).split(), _mw(-0.001)
    (['24', '558.4'], '0.0')
    """
    return f"{round(value, 1) + 0.0:,.1f}".replace(",", "\u00a0")
