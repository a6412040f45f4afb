"""`oberih plan`: which strengthening helps most for the money."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking
from oberih.terms.words import Lang, say

MONEY, GOAL, WINTER = "Money", "What is made small", "Over a winter"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plan")(plan)


def plan(
    scenario: Annotated[
        str | None,
        typer.Argument(
            help="Scenario file, the name of a shipped one, or a file of options that names its scenario: "
            "examples/plan.toml."
        ),
    ] = None,
    options: Annotated[
        str | None, typer.Option("--options", metavar="FILE", help="Catalogue of options (TOML).")
    ] = None,
    budget: Annotated[
        str | None, typer.Option(help="How much money there is: 500M, 1.5B.", rich_help_panel=MONEY)
    ] = None,
    budgets: Annotated[
        str | None,
        typer.Option(
            help="Budgets of the frontier: 50M..500M/50M, or 50M,200M. [default: five steps up to the budget]",
            rich_help_panel=MONEY,
        ),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Currency of the answer. [default: that of the options]", rich_help_panel=MONEY)
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option(
            help="What one unit of a currency is in that of the options: USD=0.92. No rate is looked up.",
            rich_help_panel=MONEY,
        ),
    ] = None,
    campaign: Annotated[
        bool,
        typer.Option(
            "--campaign", help="Over a winter of raids at the scenario's rate: an option counts from its lead time on.",
            rich_help_panel=WINTER,
        ),
    ] = False,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY", help="Its first day. [default: the raid's]", rich_help_panel=WINTER),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="DAY", help="Its last day. [default: after 120 days]", rich_help_panel=WINTER),
    ] = None,
    pledge: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", rich_help_panel=WINTER,
            help="Promises: facts.json of a report (`oberih read --json`) or a list (TOML). Effect by week.",
        ),
    ] = None,
    weeks: Annotated[
        str | None,
        typer.Option(help="Weeks in which promises may come: 1,4,8. [default: six]", rich_help_panel=WINTER),
    ] = None,
    objective: Annotated[
        str,
        typer.Option(
            help="raid_unserved_mwh, unserved_mwh, cvar95 (worst twentieth of raids), heat (person-hours without).",
            rich_help_panel=GOAL,
        ),
    ] = "raid_unserved_mwh",
    robust: Annotated[
        float | None,
        typer.Option(
            metavar="RADIUS", help="Against the worst reweighting of raids within a chi-square ball of this radius.",
            rich_help_panel=GOAL,
        ),
    ] = None,
    exact: Annotated[
        bool,
        typer.Option(
            "--exact", rich_help_panel=GOAL,
            help="Prove on mobile generation and imports alone how far the search falls short (HiGHS).",
        ),
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print the ranking as CSV.", rich_help_panel=o.OUTPUT)] = False,
    draws: Annotated[
        int | None,
        typer.Option(
            help="Raids of the search, and as many fresh ones. [default: 512; 64 winters]", rich_help_panel=o.RUNNING
        ),
    ] = None,
    seed: o.Seed = 1,
    out: o.Out = None,
    lang: o.Language = None,
    json: o.Json = False,
    catalogue: o.Catalogue = None,
    workers: o.Workers = None,
) -> None:
    """What lowers unserved energy most for the money: fire units, rounds, teams, sensors, protection, spares, crews,
    generation, storage, imports, backup.

    Sets of options meet the same raids with the same luck. The best set for
    the budget is searched for, then looked at on fresh draws: gains with 90 %
    intervals, per million, for more and less money, what one more of each
    would add, how often each is chosen on other draws, and which doubt would
    change the answer. Values are by class, region or bundle, never by place.

    Example: [bold]oberih plan examples/plan.toml --budget 100M[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import plan as jobs  # noqa: PLC0415

        words = [say(f"plan.{name}", spoken) for name in ("searching", "checking")]
        promises = say("pledges.playing", spoken)
        days = [o.day(each) for each in (first, last)]
        with bar(spoken, words[0]) as tell, bar(spoken, words[1]) as tell_fresh, bar(spoken, promises) as tell_weeks:
            found = jobs.plan(
                jobs.Asked(
                    scenario=scenario, options=options, budget=budget, budgets=budgets, currency=currency,
                    rates=tuple(rate or ()), objective=objective, robust=robust, exact=exact, draws=draws,
                    seed=seed, out=out,
                    catalogue=catalogue, workers=workers, campaign=campaign, first=days[0], last=days[1],
                    pledge=pledge, weeks=weeks, tell=tell, tell_fresh=tell_fresh, tell_weeks=tell_weeks,
                )
            )  # fmt: skip
        if csv:
            print(found.csv(), end="")
            return
        tell_plan(found, spoken, json)


def tell_plan(found: Any, lang: Lang, as_json: bool) -> None:
    """A finished plan on the terminal, or as JSON."""
    from oberih.report.plan import MOST_ROWS, sections  # noqa: PLC0415

    if as_json:
        print_json(found.to_json())
        return
    for i, section in enumerate(sections(found.to_json(), lang, MOST_ROWS)):
        if i:
            print(f"\n{section.heading}")
        for line in section.lines:
            print(line)
        if section.rows:
            table = Table()
            for k, name in enumerate(section.columns):
                table.add_column(name, justify="right" if k else "left")
            for row in section.rows:
                table.add_row(*row)
            Console().print(table)
    print(say("console.run", lang, run=found.id))
