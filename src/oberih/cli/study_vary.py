"""`oberih study vary`: which doubt matters most, and how an answer follows a field."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import bar, language, print_json, speaking
from oberih.cli.defence_words import percent, plain
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.vary import Found

commands = typer.Typer()


@commands.command("vary")
def vary(
    scenario: Annotated[str, typer.Argument(help="Scenario file (TOML), or the name of a shipped one.")],
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--vary", metavar="FIELD[=RANGE]",
            help="A field of defence, grid, repair or pack; RANGE is LOW..HIGH, LOW..LIKELIEST..HIGH, ±20% or A,B,C. "
            "A range of the scenario may stand without one. None named: every range.",
        ),
    ] = None,
    answer: Annotated[
        str, typer.Option("--of", help="raid_unserved_mwh, unserved_mwh, peak_cut_mw or peak_cut_share.")
    ] = "raid_unserved_mwh",
    design: Annotated[
        str | None,
        typer.Option(
            help="curve: one field, value by value. ends: each field at its ends, the others as they are. sobol: "
            "shares of variance, first-order and total. lhs: points of a Latin hypercube. \\[default: curve for one "
            "field, ends for several]",
        ),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            help="Draws at each value, or in each set of sobol (a power of two). \\[default: 1000, 500, 1024, 200]",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(help="Values of a curve, points of a hypercube. \\[default: 9, 50]", rich_help_panel=o.RUNNING),
    ] = None,
    seed: o.Seed = 1,
    workers: o.Workers = None,
    catalogue: o.Catalogue = None,
    csv: Annotated[Path | None, typer.Option(help="Write the table to this file.", rich_help_panel=o.OUTPUT)] = None,
    json: o.Json = False,
    lang: o.Language = None,
) -> None:
    """Which doubt matters most, and how the answer follows a field of defence, grid or repair.

    Every value meets the same raids with the same luck. Fields of the raid and
    places of units are not varied: the question is what protects.

    Examples:
    [bold]oberih study vary raid.toml[/bold]
    [bold]oberih study vary raid.toml --vary repair.work_factor=0.5..2[/bold]
    [bold]oberih study vary raid.toml --vary grid.trip_chance --vary pack.import_mw=±30% --design sobol[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        if csv is not None and not csv.absolute().parent.is_dir():
            raise InputError(Fault(key="vary.no_folder", where=str(csv)))
        asked = {"answer": answer, "design": design, "draws": draws, "points": points}
        found = play_varied(
            scenario, tuple(fields or ()), spoken, as_json=json, seed=seed, workers=workers, catalogue=catalogue,
            **asked,
        )  # fmt: skip
        if csv is not None:
            found.table().write_csv(csv)


def play_varied(scenario: str, fields: tuple[str, ...], lang: Lang, *, as_json: bool, **asked: Any) -> "Found":
    """Vary fields and tell the answer; `asked` are fields of `jobs.vary.Asked`."""
    from oberih.jobs import vary as jobs  # noqa: PLC0415
    from oberih.jobs.examples import named  # noqa: PLC0415

    with bar(lang, say("vary.bar", lang)) as tell:
        found = jobs.vary(jobs.Asked(scenario=named(scenario), fields=fields, tell=tell, **asked))
    if as_json:
        print_json(found.to_json())
    else:
        tell_varied(found.to_json(), lang)
    return found


def tell_varied(answer: Mapping[str, Any], lang: Lang) -> None:
    """The answer in words and a table."""
    if answer["design"] == "sobol":
        _tell_shares(answer, lang)
        return
    figure = {name: plain(answer["base"][name], lang) for name in ("mean", "low", "high")}
    print(
        say("vary.base", lang, answer=answer["answer"], draws=answer["draws"], seed=answer["seed"], **figure)
    )
    if answer["design"] == "lhs":
        _print(("field", "rank"), [(name, plain(r, lang)) for name, r in answer["rank_correlation"].items()], lang)
        print(say("vary.ranks", lang))
        return
    if answer["design"] == "curve":
        rows = [
            (plain(next(iter(row["values"].values())), lang), _interval(row["mean"], lang),
             _interval(row["change"], lang))
            for row in answer["points"]
        ]  # fmt: skip
        _print(("value", "mean", "change"), rows, lang)
    else:
        _print(("field", "value", "change"), _by_reach(answer["points"], lang), lang)
    print(say("vary.same_luck", lang))


def _by_reach(points: list[Mapping[str, Any]], lang: Lang) -> list[tuple[str, ...]]:
    """Each field's two ends, the farthest apart first."""
    pairs = list(zip(points[::2], points[1::2], strict=True))
    pairs.sort(key=lambda pair: -abs(pair[1]["change"]["mean"] - pair[0]["change"]["mean"]))
    return [
        (field if end is pair[0] else "", plain(value, lang), _interval(end["change"], lang))
        for pair in pairs
        for end in pair
        for field, value in end["values"].items()
    ]


def _tell_shares(answer: Mapping[str, Any], lang: Lang) -> None:
    print(
        say(
            "vary.mean", lang, answer=answer["answer"], mean=plain(answer["mean"], lang), sd=plain(answer["sd"], lang),
            draws=answer["draws"], seed=answer["seed"],
        )
    )  # fmt: skip
    rows = [
        (
            say("vary.luck", lang) if row is answer["luck"] else row["field"],
            *(_share(row[part], lang) for part in ("first", "total")),
        )
        for row in (*answer["indices"], answer["luck"])
    ]
    _print(("field", "first", "total"), rows, lang)
    print(say("vary.shares", lang, known=percent(answer["fields_together"], lang)))


def _print(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], lang: Lang) -> None:
    table = Table()
    for i, name in enumerate(columns):
        table.add_column(
            say(f"vary.column_{name}", lang), justify="right" if i else "left", no_wrap=bool(i), overflow="fold"
        )
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _share(figure: Mapping[str, float], lang: Lang) -> str:
    share, low, high = (percent(figure[name], lang) for name in ("share", "low", "high"))
    return f"{share} ({low}…{high})"


def _interval(figure: Mapping[str, float], lang: Lang) -> str:
    mean, low, high = (plain(figure[name], lang) for name in ("mean", "low", "high"))
    return f"{mean} ({low}…{high})"
