"""`oberih schedule`: outages that people can plan by."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oberih.cli import options as o
from oberih.cli.console import language, leave, print_json, speaking
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.schedule import Scheduled


class FormatChoice(StrEnum):
    """What a schedule is written as."""

    TEXT = "text"
    JSON = "json"
    DTEK = "dtek"
    YASNO = "yasno"
    ICS = "ics"
    CSV = "csv"
    PNG = "png"
    HTML = "html"
    CAP = "cap"


def _option(help_text: str, *names: str, panel: str = o.RUNNING, metavar: str | None = None) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(*names, help=help_text, rich_help_panel=panel, metavar=metavar)
    return found


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schedule")(schedule)


def schedule(
    run: Annotated[
        str | None, typer.Argument(help="A finished run: its id (or the unique beginning), or its folder.")
    ] = None,
    limit_file: Annotated[
        Path | None,
        _option("Limits by region and hour: CSV or JSON with start and limit (queues), or unserved_mw and demand_mw; "
                "see docs/outages.md. examples/limits.csv ships.", "--limit-file", metavar="FILE"),
    ] = None,
    form: Annotated[
        FormatChoice,
        _option("text; csv; json (all of it, and what --carry and --revise read); dtek, yasno: JSON of outage apps; "
                "ics: a calendar a queue; png, html: pictures; cap: CAP 1.2 for exercises.", "--format",
                panel=o.OUTPUT),
    ] = FormatChoice.TEXT,
    out: Annotated[
        Path | None,
        _option("File or folder to write. [default: print]", "--out", panel=o.OUTPUT),
    ] = None,
    region: Annotated[
        list[str] | None, _option("Only this region; may be said several times.", "--region", panel=o.OUTPUT)
    ] = None,
    queue: Annotated[
        list[str] | None,
        _option("Only this queue (ics), or a picture of it too (png).", "--queue", panel=o.OUTPUT),
    ] = None,
    draw: Annotated[int | None, _option("Which kept draw of the run. [default: the first]")] = None,
    start: Annotated[
        str | None, _option("Local time of the run's first hour, where it does not know it.", metavar="TIME")
    ] = None,
    preset: Annotated[
        str | None,
        _option("Queues: ua-2023, ua-2022, eskom, or a TOML file of your own. [default: Ukraine's of the day]"),
    ] = None,
    rule: Annotated[
        bool, _option("By the plain rule of mass studies instead of exactly.", "--rule")
    ] = False,
    carry: Annotated[
        Path | None,
        _option("The schedule of the day before (json): hours off, nights and peaks go on from it.", metavar="FILE"),
    ] = None,
    revise: Annotated[
        Path | None,
        _option("The schedule in force (json): change it as little as the new limits allow, from --now on.",
                metavar="FILE"),
    ] = None,
    now: Annotated[str | None, _option("When the limits change, such as 2024-11-20T14:00.", metavar="TIME")] = None,
    announced: Annotated[
        str | None,
        _option("When a schedule is ordered: until it can begin, at a midnight, cuts are emergency cuts.",
                metavar="TIME"),
    ] = None,
    hold_hours: Annotated[
        float, _option("A computed limit falls only once less has done for so many hours.")
    ] = 2.0,
    least_block: Annotated[float | None, _option("Least hours of a turn. [default: the preset's]")] = None,
    most_block: Annotated[float | None, _option("Most hours of a turn. [default: the preset's]")] = None,
    industry_share: Annotated[
        float,
        _option("Share of demand that limits of industry's power take first, told apart in a run's kinds_mwh.",
                panel=o.ADVANCED),
    ] = 0.0,
    as_of: Annotated[
        str | None, _option("What the schedule says of when it was made. [default: now]", metavar="TIME",
                            panel=o.OUTPUT)
    ] = None,
    alarm: Annotated[
        int, _option("Minutes before a turn at which a calendar warns; 0: never.", panel=o.OUTPUT)
    ] = 30,
    force: Annotated[bool, _option("Write over what is there.", "--force", panel=o.OUTPUT)] = False,
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:  # fmt: skip
    """Make an outage schedule by queue, fair and with as few surprises as the limits allow, and publish it.

    Exact by default: the limit is met in every slot, turns are within their least and most length wherever the limits
    allow it, hours off even out between queues over the days. Computed, for planning and exercises: it is not the
    operator's word.

    Example: [bold]oberih schedule --limit-file examples/limits.csv --format html --out schedule[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import schedule as job  # noqa: PLC0415
        from oberih.jobs.schedule.write import documents, write  # noqa: PLC0415

        made = job.schedule(
            job.Asked(
                run=run, limit_file=limit_file, preset=preset, draw=draw, start=start, regions=tuple(region or ()),
                rule=rule, hold_h=hold_hours, announced=announced, carry=carry, revise=revise, now=now, as_of=as_of,
                least_block_h=least_block, most_block_h=most_block, industry_share=industry_share,
                catalogue=catalogue,
            )
        )  # fmt: skip
        if out is None and form is FormatChoice.PNG and not json:
            leave(say("schedule.binary", spoken), 2)
        found: dict[str, bytes] = {}
        for each in (spoken,) if out is None else o.langs(lang):
            if json and out is None:
                break
            found |= documents(made, form.value, each, tuple(queue or ()), alarm)
        if out is not None:
            written = write(list(found.items()), out, force=force)
            if json:
                print_json(made.to_json())
                return
            _tell(made, spoken, rule)
            print(say("schedule.written", spoken, n=len(written), path=out))
        elif json:
            print_json(made.to_json())
        elif len(found) > 1:
            leave(say("schedule.needs_out", spoken, form=form.value, n=len(found)), 2)
        else:
            sys.stdout.write(next(iter(found.values())).decode())
            if form is FormatChoice.TEXT:
                _tell(made, spoken, rule)


def _tell(made: "Scheduled", lang: Lang, rule: bool) -> None:
    """How good the schedule is, in a line."""
    of = made.plans.measures

    def number(value: float) -> str:
        return f"{value:g}" if lang == "en" else f"{value:g}".replace(".", ",")

    least = min((each.least_block_h for each in of if each.least_block_h is not None), default=0.0)
    most = max((each.most_block_h for each in of if each.most_block_h is not None), default=0.0)
    key = "schedule.measures"
    if made.plans.changed is not None:
        key = "schedule.measures_revised"
    elif rule:
        key = "schedule.measures_rule"
    elif made.plans.windows:
        key = "schedule.measures_windows"
    told = {
        "spread": max(each.spread_h for each in of), "night": max(each.night_spread_h for each in of),
        "peak": max(each.peak_spread_h for each in of), "least": least, "most": most,
        "violation": sum(each.violation_h for each in of),
    }  # fmt: skip
    print(say(key, lang, regions=len(of), **{name: number(value) for name, value in told.items()}))
    if made.plans.changed is not None:
        print(say("schedule.changed", lang, hours=number(sum(made.plans.changed) * made.preset.slot_h)))
