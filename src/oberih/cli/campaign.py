"""`oberih campaign`: a winter of raids, with crews, spares and rounds carried over."""

from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say

MOST_TOLD = 8  #: units that are told by name; --json has all


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("campaign")(campaign)


def campaign(
    scenario: Annotated[
        str, typer.Argument(help="Scenario file (TOML) with \\[campaign], or the name of a shipped one: ozeria-winter.")
    ],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day, such as 2022-10-10.")],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day.")],
    draws: Annotated[int, typer.Option(help="How many winters.", rich_help_panel=o.RUNNING)] = 200,
    seed: o.Seed = 1,
    out: o.Out = None,
    lang: o.Language = None,
    json: o.Json = False,
    catalogue: o.Catalogue = None,
    workers: o.Workers = None,
    keep: Annotated[
        int, typer.Option(help="Draws whose course is kept: the first ones.", rich_help_panel=o.ADVANCED)
    ] = 1,
) -> None:
    """A winter of raids in each draw: unserved energy, people without heat and queue-hours by month, with intervals.

    Raids come at the rate of \\[campaign] or of the record's period. Damage, crews, spares and rounds are carried from
    one to the next; deliveries come on their days. What is not restored by the last day is censored, and said.

    Example: [bold]oberih campaign ozeria-winter --from 2020-11-01 --to 2021-03-30[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        days = _days(first, last)
        from oberih.jobs import campaign as jobs  # noqa: PLC0415
        from oberih.jobs.examples import named  # noqa: PLC0415

        with bar(spoken, say("campaign.bar", spoken)) as tell:
            found = jobs.campaign(
                jobs.Asked(
                    scenario=named(scenario), first=days[0], last=days[1], draws=draws, seed=seed, out=out,
                    catalogue=catalogue, workers=workers, keep=keep, tell=tell,
                )
            )  # fmt: skip
        tell_campaign(found, spoken, json)


def _days(first: str, last: str) -> tuple[date, date]:
    """Both days as people type them; every fault at once."""
    days, faults = [], []
    for option, text in (("--from", first), ("--to", last)):
        try:
            days.append(datetime.strptime(text.strip(), "%Y-%m-%d").date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            faults.append(Fault(key="campaign.bad_day", values={"option": option, "found": text}))
    if faults:
        raise InputError(*faults)
    return days[0], days[1]


def tell_campaign(found: Any, lang: Lang, as_json: bool) -> None:
    """A finished campaign on the terminal: a table by month, and what is not seen restored; or as JSON."""
    answer = found.to_json()
    if as_json:
        print_json(answer)
        return
    title = found.about["title"][lang]
    values = {"first": answer["from"], "last": answer["to"], "draws": answer["draws"], "draws_n": answer["draws"]}
    print(say("campaign.head", lang, title=title, seed=answer["seed"], **values))
    if answer["invented"]:
        print(say("campaign.invented", lang))
    months = [*((row["month"], row) for row in answer["months"]), (say("campaign.all", lang), answer["total"])]
    rows = [
        (
            name, _span(row["raids"], 1), _span(row["unserved_mwh"], 1000), _span(row["raid_unserved_mwh"], 1000),
            _span(row["people_without_heat_peak"], 1000), _span(row["queue_hours"], 1),
        )
        for name, row in months
    ]  # fmt: skip
    table = Table(padding=0)  # six columns within 80 letters
    for i, name in enumerate(("month", "raids", "unserved", "raid", "heat", "queues")):
        widest = max(len(row[i]) for row in rows)  # a figure is not broken at the space between its thousands
        table.add_column(say(f"campaign.column_{name}", lang), justify="right" if i else "left", min_width=widest)
    for row in rows:
        table.add_row(*row)
    Console().print(table)
    print(say("campaign.how", lang))
    censored = answer["censored"]
    if censored["raids_not_restored_mean"] > 0:
        raids = f"{answer['total']['raids']['mean']:.1f}"
        n = f"{censored['raids_not_restored_mean']:.1f}"
        print(say("campaign.censored", lang, raids=raids, n=n, last=answer["to"]))
    for row in censored["never_restored"]:
        coming = row["delivered"]
        delivered = say("campaign.some_delivered" if coming else "campaign.none_delivered", lang, n=coming)
        what = say(f"campaign.{row['asset_class']}", lang)
        print(say("campaign.never", lang, n=f"{row['waiting_mean']:.1f}", what=what, delivered=delivered))
    dry = [row["unit"] for row in answer.get("stores", ()) if row["left"] < 1 <= row["held"] + row["come"]]
    if dry:
        print(say("campaign.dry", lang, n=len(dry), of=len(answer["stores"]), units=", ".join(dry[:MOST_TOLD])))
    print(say("console.run", lang, run=found.id))


def _span(figure: dict[str, float], unit: float) -> str:
    """Middle and 90 % interval, in the unit.

    >>> _span({"p50": 5000.0, "p05": 1000.0, "p95": 12000.0}, 1000)
    '5 (1…12)'
    """
    middle, low, high = (
        f"{round(figure[name] / unit) + 0:,d}".replace(",", "\u00a0") for name in ("p50", "p05", "p95")
    )
    return f"{middle} ({low}…{high})"
