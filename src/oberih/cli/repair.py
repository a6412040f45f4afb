"""`oberih repair`: in which order a damaged grid case is best repaired."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking, tell_notes
from oberih.cli.grid import GridCase, StateNumber, States
from oberih.cli.grid_optimal import ConventionChoice
from oberih.cli.grid_shed import Convention, CriticalShare
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.repair_order import Repaired

MOST_TOLD = 40  #: repairs that are told one by one; --json has all


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("repair")(repair)


def repair(
    case: GridCase,
    damaged_branches: Annotated[
        str,
        typer.Option(
            metavar="ROWS",
            help="Damaged branches: rows counted from 1 among those in service, 1,2 or 4-9.",
            rich_help_panel=o.RUNNING,
        ),
    ] = "",
    damaged_gens: Annotated[
        str, typer.Option(metavar="ROWS", help="Damaged generators, in the same way.", rich_help_panel=o.RUNNING)
    ] = "",
    states: States = None,
    state: StateNumber = None,
    crews: Annotated[
        int | None, typer.Option(help="Crews, all alike; none waits. [default: 1]", rich_help_panel=o.RUNNING)
    ] = None,
    hours_each: Annotated[
        str,
        typer.Option(
            metavar="H",
            help="Hours of each repair: one number for all, or one for each with commas, branches first.",
            rich_help_panel=o.RUNNING,
        ),
    ] = "1",
    spares: Annotated[
        str, typer.Option(metavar="LIST", help="Spares in store by kind: transformer=2.", rich_help_panel=o.RUNNING)
    ] = "",
    needs: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help="Repairs that take a spare: b5=transformer, or g=turbine for all damaged generators.",
            rich_help_panel=o.RUNNING,
        ),
    ] = "",
    alarm_share: Annotated[
        float | None, typer.Option(help="Share of hours under alarm, when nobody works.", rich_help_panel=o.RUNNING)
    ] = None,
    temperature: Annotated[
        float | None, typer.Option(metavar="C", help="Frost slows work.", rich_help_panel=o.RUNNING)
    ] = None,
    means: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.toml",
            help="Crews with kinds and homes, spares, deliveries, ways, alarms and frost by hour (docs/repair.md).",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    horizon: Annotated[
        float | None,
        typer.Option(
            metavar="H",
            help="A repair that cannot end by then is a fault. Where spares do not suffice, counted until then.",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    order: Annotated[
        str,
        typer.Option(metavar="LIST", help="An order of your own to compare: b2,g1,b1.", rich_help_panel=o.RUNNING),
    ] = "",
    critical_share: CriticalShare = None,
    critical_weight: Annotated[
        float,
        typer.Option(help="How many times an unserved MWh of critical load counts.", rich_help_panel=o.RUNNING),
    ] = 1.0,
    convention: Convention = ConventionChoice.PLAIN,
    seconds: Annotated[
        float, typer.Option(help="Time to look for the order, where it is not found sooner.", rich_help_panel=o.RUNNING)
    ] = 40.0,
    seed: o.Seed = 1,
    workers: o.Workers = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """The order of repairs that leaves the least energy unserved until the last repair ends.

    Up to some twelve repairs the answer is exact, and often beyond; else a bound says how far it can be from the best.
    Plain rules stand beside it. A repaired line or unit is back in service as soon as its repair ends.

    Example: [bold]oberih repair pglib_opf_case24_ieee_rts --damaged-branches 11,12,13 --damaged-gens 23,32,33[/bold]
    """  # fmt: skip
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import repair_order  # noqa: PLC0415

        with bar(spoken, say("repair.bar", spoken)) as tell:
            found = repair_order.repair_order(
                repair_order.Asked(
                    case=case, damaged_branches=damaged_branches, damaged_gens=damaged_gens, states=states, state=state,
                    crews=crews, hours_each=hours_each, horizon_h=horizon, convention=convention.value,
                    critical_share=critical_share, critical_weight=critical_weight, order=order, seconds=seconds,
                    seed=seed, workers=workers, tell=tell, means=means, spares=spares, needs=needs,
                    alarm_share=alarm_share, temperature_c=temperature,
                )
            )  # fmt: skip
        tell_notes(found.case.notes, spoken)
        if json:
            print_json(found.to_json())
        else:
            _tell(found, spoken)


def _tell(found: "Repaired", lang: Lang) -> None:
    played, console = found.found.schedule, Console()
    table = Table(
        title=say("repair.title", lang, name=found.case.name, n=len(found.hours), crews=found.ready.crews),
        title_justify="left",
    )
    for name in ("place", "what", "crew", "start", "end", "served"):
        table.add_column(say(f"repair.column_{name}", lang), justify="left" if name == "what" else "right")
    served = dict(zip(played.from_h, (found.load_mw - cut for cut in found.cut_mw), strict=True))
    for i, job in enumerate(played.order[:MOST_TOLD]):
        after = served.get(min(played.from_h, key=lambda at: abs(at - played.end_h[i])))
        last = abs(played.end_h[i] - played.end_of_all_h) < 1e-9
        table.add_row(
            str(i + 1), _what(found, job, lang), str(played.crew[i] + 1), f"{played.start_h[i]:g}",
            f"{played.end_h[i]:g}", "—" if last or after is None else _number(after),
        )  # fmt: skip
    console.print(table)
    told: dict[str, list[dict[str, Any]]] = {}
    for each in found.never:
        told.setdefault(each["spare"], []).append(each)
    for kind, rows in told.items():
        names = ", ".join(row["name"] for row in rows)
        counts = {name: rows[0][name] for name in ("needed", "held", "come")}
        until = found.found.schedule.end_of_all_h
        print(say("repairs.never_told", lang, names=names, kind=kind, until=until, **counts))
    console.print(_rules(found, lang))
    values = {
        "ens": _number(found.found.unserved_mwh),
        "bound": _number(found.found.bound_mwh),
        "gap": f"{found.gap_share * 100:.2g} %" if math.isfinite(found.gap_share) else "∞",
    }
    print(say("repair.exact" if found.found.exact else "repair.bounded", lang, **values))
    greedy = {rule.name: rule.unserved_mwh for rule in found.found.rules}["gain"]
    if math.isfinite(greedy) and greedy > found.found.unserved_mwh * (1 + 1e-9) + 1e-6:
        print(say("repair.greedy_loses", lang, more=_number(greedy - found.found.unserved_mwh)))


def _rules(found: "Repaired", lang: Lang) -> Table:
    table = Table(title_justify="left")
    for name in ("rule", "ens", "more"):
        table.add_column(say(f"repair.column_{name}", lang), justify="left" if name == "rule" else "right")
    best = found.found.unserved_mwh
    rows = [(say("repair.best", lang), best)]
    for rule in found.found.rules:
        key = "repair.gain_part" if rule.name == "gain" and not rule.whole else f"repair.{rule.name}"
        rows.append((say(key, lang, seed=found.asked.seed), rule.unserved_mwh))
    if found.given is not None:
        rows.append((say("repair.given", lang), found.given[1]))
    for name, value in rows:
        if not math.isfinite(value):
            table.add_row(name, say("repair.no_time", lang), "—")
            continue
        more = f"{(value / best - 1) * 100:.1f} %" if best > 0 else _number(value - best)
        table.add_row(name, _number(value), more)
    return table


def _what(found: "Repaired", job: int, lang: Lang) -> str:
    name, row = found.names[job][0], int(found.names[job][1:].rstrip("t"))
    buses = found.case.bus["bus"]
    if name == "b":
        a, b = found.case.branch.select("from_bus", "to_bus").row(row - 1)
        what = say("repair.branch", lang, row=row, a=buses[a], b=buses[b])
    else:
        what = say("repair.gen", lang, row=row, bus=buses[found.case.gen.row(row - 1, named=True)["bus"]])
    return say("repairs.first", lang, what=what) if found.names[job].endswith("t") else what


def _number(value: float) -> str:
    return f"{round(value, 1) + 0.0:,.1f}".replace(",", "\u00a0")
