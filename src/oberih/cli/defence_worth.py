"""`oberih defence worth` and `oberih defence anchor`."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking
from oberih.cli.defence import ScenarioFile
from oberih.cli.defence_words import percent, plain, tell_anchored
from oberih.terms.words import Lang, say

commands = typer.Typer()


@commands.command("worth")
def worth(
    scenario: ScenarioFile,
    draws: Annotated[
        int | None,
        typer.Option(
            help="How many raids: more narrow the intervals. [default: 20000; 2000 with a power system]",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    seed: o.Seed = 1,
    workers: o.Workers = None,
    catalogue: o.Catalogue = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """What one more of each option changes: a unit, a team, a jammer, a load of rounds.

    Each option meets the same raids with the same luck as the defence without
    it, so few draws show small effects: fewer weapons that come through and,
    with a power system, fewer MWh unserved, with 90 % intervals of the mean.

    Options are `defence.options` of the scenario; without any, one more unit of
    each class that stands, and a load of rounds for each that fires them.
    Answers are by class of option, never by place: in each raid a new unit
    stands where one of its class stands, each as likely, or as the option says.

    Example: [bold]oberih defence worth examples/layered.toml --draws 2000 --json[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import worth as jobs  # noqa: PLC0415
        from oberih.jobs.examples import named  # noqa: PLC0415

        solving, playing = say("anchor.solving", spoken), say("worth.draws", spoken)
        with bar(spoken, solving) as tell_anchor, bar(spoken, playing) as tell:
            found = jobs.worth(
                jobs.asked(
                    named(scenario), draws=draws, seed=seed, workers=workers, catalogue=catalogue, tell=tell,
                    tell_anchor=tell_anchor,
                )
            )  # fmt: skip
        if json:
            print_json(found.to_json())
        else:
            _tell_worth(found.to_json(), spoken)
            if found.anchor is not None:
                tell_anchored(found.anchor.plain(), spoken)


@commands.command("anchor")
def anchor(
    scenario: ScenarioFile,
    seed: o.Seed = 1,
    workers: o.Workers = None,
    catalogue: o.Catalogue = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """How far the share stopped follows the calibration that the scenario's `anchor` names, and by which scales.

    One scale a kind on single-shot chances is solved so that the base case
    stops the share that each draw takes from the calibration. Where units lack
    rounds, channels or reach for it, that is said, with what is attainable.

    Example: [bold]oberih calibrate raids.csv --out calibration.json; oberih defence anchor mine.toml[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import defence  # noqa: PLC0415
        from oberih.jobs.examples import named  # noqa: PLC0415

        with bar(spoken, say("anchor.solving", spoken)) as tell:
            found = defence.anchor(
                defence.Asked(
                    scenario=named(scenario), draws=1, seed=seed, workers=workers, catalogue=catalogue, tell_anchor=tell
                )
            )
        if json:
            print_json({"seed": seed, **found.plain()})
        else:
            tell_anchored(found.plain(), spoken)


def _tell_worth(answer: Mapping[str, Any], lang: Lang) -> None:
    print(
        say(
            "worth.base", lang, leaked=plain(answer["leaked"]["mean"], lang),
            launched=plain(answer["launched"], lang), draws=answer["draws"], seed=answer["seed"],
        )
    )  # fmt: skip
    power = answer["raid_unserved_mwh"] is not None
    if power:
        print(say("worth.base_mwh", lang, mwh=plain(answer["raid_unserved_mwh"]["mean"], lang)))
    table = Table()
    for i, name in enumerate(("option", "leaked", *(("mwh",) if power else ()), "changed")):
        table.add_column(say(f"worth.column_{name}", lang), justify="right" if i else "left")
    for row in answer["options"]:
        cells = [_interval(row["leakers_avoided"], lang)]
        if power:
            cells.append(_interval(row["raid_unserved_mwh_avoided"], lang))
        cells.append(percent(row["draws_changed"], lang))
        table.add_row(say(f"worth.{row['add']}", lang, of=row["of"], rounds=row["rounds"] or 0), *cells)
    Console().print(table)
    print(say("worth.luck", lang))
    print(say("worth.places", lang))


def _interval(figure: Mapping[str, float], lang: Lang) -> str:
    mean, low, high = (plain(figure[name], lang) for name in ("mean", "low", "high"))
    return f"{mean} ({low}…{high})"
