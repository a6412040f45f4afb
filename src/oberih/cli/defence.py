"""`oberih defence`: a layered defence against a raid, before the power system is asked."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking
from oberih.cli.defence_words import tell_anchored
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.defence import Replayed

app = typer.Typer(
    no_args_is_help=True,
    help="Play a layered defence against a raid: who comes through, with what certainty, and what was fired.",
)

ScenarioFile = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="Scenario file (TOML) with a layered defence, or the name of a shipped one (`oberih scenario examples`).",
    ),
]
Draws = Annotated[
    int, typer.Option(help="How many draws: more narrow the intervals of means.", rich_help_panel=o.RUNNING)
]


@app.command("run")
def run(
    scenario: ScenarioFile,
    draws: Draws = 20_000,
    seed: o.Seed = 1,
    workers: o.Workers = None,
    catalogue: o.Catalogue = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """How many weapons of each kind come through, with intervals; engagements and rounds by unit.

    Needs no power system: a scenario with [map] is enough.

    Example: [bold]oberih defence run examples/layered.toml --draws 20000 --json[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import defence  # noqa: PLC0415
        from oberih.jobs.examples import named  # noqa: PLC0415

        solving, playing = say("anchor.solving", spoken), say("defence.draws", spoken)
        with bar(spoken, solving) as tell_anchor, bar(spoken, playing) as tell:
            found = defence.run(
                defence.Asked(
                    scenario=named(scenario), draws=draws, seed=seed, workers=workers, catalogue=catalogue, tell=tell,
                    tell_anchor=tell_anchor,
                )
            )  # fmt: skip
        answer = found.to_json()
        if json:
            print_json(answer)
        else:
            _tell(answer, bool(found.scenario.raid.targets) and found.scenario.map is not None, spoken)
            if found.anchor is not None:
                tell_anchored(found.anchor.plain(), spoken)


@app.command("replay")
def replay(
    scenario: ScenarioFile,
    draw: Annotated[
        int | None,
        typer.Option(
            help="Number of the draw, from 0. Without it: one in which the median number came through.",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option(help="Draws among which the median one is found.", rich_help_panel=o.ADVANCED)
    ] = 1001,
    seed: o.Seed = 1,
    catalogue: o.Catalogue = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """One draw alone: the way of every weapon, and every engagement attempt. The same draw as in a run of that seed.

    Example: [bold]oberih defence replay examples/layered.toml --draw 7[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import defence  # noqa: PLC0415
        from oberih.jobs.examples import named  # noqa: PLC0415

        found = defence.replay(
            defence.Asked(scenario=named(scenario), draws=draws, seed=seed, catalogue=catalogue), draw
        )
        if json:
            print_json(found.to_json())
        else:
            _tell_replay(found, spoken)


@app.command("presets")
def presets(
    own: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="A preset file of your own instead of the shipped.")
    ] = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """Families of fire units with rounded figures, each with range and source; for illustration.

    Write your own the same way, and name the file by `presets` in [defence].
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import defence  # noqa: PLC0415

        rows = defence.presets(own)
        if json:
            print_json(rows)
            return
        table = _columns(("preset", "figure", "value", "range", "source"), spoken)
        before = ""
        for row in rows:
            if row["figure"] in ("family", "about"):
                continue
            name = "" if row["preset"] == before else row["preset"]
            before = row["preset"]
            span = "" if row["low"] is None else f"{row['low']}…{row['high']}"
            table.add_row(name, row["figure"], str(row["value"]), span, row["source"], end_section=False)
        Console().print(table)
        print(say("defence.illustrative", spoken))


def _columns(names: tuple[str, ...], lang: Lang) -> Table:
    left = ("what", "unit", "family", "preset", "figure", "source", "way", "fate", "result")
    table = Table()
    for name in names:
        table.add_column(say(f"defence.column_{name}", lang), justify="left" if name in left else "right")
    return table


def _number(value: float, lang: Lang, digits: int = 2) -> str:
    text = f"{value:,.{digits}f}".replace(",", "\u00a0")
    return text if lang == "en" else text.replace(".", ",")


def _tell(answer: Mapping[str, Any], with_points: bool, lang: Lang) -> None:
    table = _columns(("what", "launched", "stopped", "lost", "leaked", "share"), lang)
    rows = {say(f"calibrate.kind_{kind}", lang): row for kind, row in answer["kinds"].items()}
    if len(answer["waves"]) > 1:
        rows |= {say("defence.wave", lang, n=row["wave"]): row for row in answer["waves"]}
    for name, row in {**rows, say("defence.all", lang): answer}.items():
        leaked, share = row["leaked"], row["leak_share"]
        table.add_row(
            name, *(_number(row[each]["mean"], lang) for each in ("launched", "stopped", "lost")),
            f"{_number(leaked['mean'], lang)} ({leaked['p05']:.0f}…{leaked['p95']:.0f})",
            "—" if share is None else f"{_number(100 * share['mean'], lang, 1)} ± "
            f"{_number(100 * (share['high'] - share['mean']), lang, 1)} %",
        )  # fmt: skip
    console = Console()
    console.print(table)
    table = _columns(("unit", "family", "held", "fired", "stops"), lang)
    for row in answer["units"]:
        table.add_row(
            row["name"] if row["count"] == 1 else f"{row['name']} × {row['count']}",
            say(f"defence.family_{row['family']}", lang),
            "—" if row["rounds_held"] is None else str(row["rounds_held"]),
            _number(row["rounds"]["mean"], lang), _number(row["stopped"]["mean"], lang),
        )  # fmt: skip
    console.print(table)
    print(
        say(
            "defence.told", lang, draws=answer["draws"], seed=answer["seed"],
            shots=_number(answer["shots"]["mean"], lang), rounds=_number(answer["rounds"]["mean"], lang),
            none=f"{_number(100 * answer['none_leaked']['mean'], lang, 1)} %",
        )
    )  # fmt: skip
    if with_points:
        print(say("defence.points", lang, mean=_number(answer["points_lost"]["mean"], lang)))


def _tell_replay(found: "Replayed", lang: Lang) -> None:
    print(
        say("defence.replayed", lang, draw=found.draw, why=say(f"defence.chosen_{found.chosen}", lang), **found.outcome)
    )
    console = Console()
    table = _columns(("weapon", "what", "fate", "way"), lang)
    for (weapon,), rows in found.tracks.group_by(["weapon"], maintain_order=True):
        first = rows.row(0, named=True)
        way = " → ".join(
            f"{row['x_km']:.0f}, {row['y_km']:.0f} @ {row['time_s']:.0f}" for row in rows.iter_rows(named=True)
        )
        kind, fate = say(f"calibrate.kind_{first['kind']}", lang), say(f"defence.fate_{first['fate']}", lang)
        table.add_row(str(weapon), kind, fate, way)
    console.print(table)
    table = _columns(("time", "unit", "weapon", "rounds", "result"), lang)
    for row in found.shots.iter_rows(named=True):
        table.add_row(
            f"{row['time_s']:.1f}", row["fire_unit"], str(row["weapon"]), str(row["rounds"]) if row["rounds"] else "—",
            say("defence.hit" if row["stopped"] else "defence.miss", lang),
        )  # fmt: skip
    console.print(table)
