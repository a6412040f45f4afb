"""`oberih calibrate` and `oberih hindcast`: shares stopped from the table of raids, and whether they foretell."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from oberih.cli import options as o
from oberih.cli.console import language, print_json, speaking
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.calibrate import Calibrated
    from oberih.record.raids.calibration import Learnt
    from oberih.record.raids.hindcast import Hindcast

_SHOWN_ASIDE = 10
ENERGY = "Raids on energy"

Raids = Annotated[Path, typer.Argument(help='CSV file of the table "Massive Missile Attacks on Ukraine".')]
Plots = Annotated[
    Path | None, typer.Option(help="Folder for pictures, SVG and PNG.", rich_help_panel=o.OUTPUT)
]


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("calibrate")(calibrate)
    app.command("hindcast")(hindcast)


def calibrate(
    table: Raids,
    as_of: Annotated[
        str | None, typer.Option(help="Day to fit for, from raids before it (the day after the last if not said).")
    ] = None,
    out: Annotated[Path, typer.Option(help="File to write.", rich_help_panel=o.OUTPUT)] = Path("calibration.json"),
    plots: Plots = None,
    draws: Annotated[int, typer.Option(help="Posterior draws by kind and family.", rich_help_panel=o.ADVANCED)] = 400,
    decoys: Annotated[
        float, typer.Option(help="Assume that this share of drones were decoys.", rich_help_panel=o.ADVANCED)
    ] = 0.0,
    claims_over: Annotated[
        float, typer.Option(help="Assume that this part of claims is too much.", rich_help_panel=o.ADVANCED)
    ] = 0.0,
    seed: o.Seed = 1,
    lang: o.Language = None,
    json: o.Json = False,
) -> None:
    """Learn from the table of raids what share of each kind of weapon is stopped, for one day.

    Example: [bold]oberih calibrate raids.csv --as-of 2024-01-01 --plots pictures[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs.calibrate import calibrate_table  # noqa: PLC0415
        from oberih.record.raids.calibration import Assumptions  # noqa: PLC0415

        found = calibrate_table(
            table, out, as_of=None if as_of is None else _day("--as-of", as_of), plots=plots, seed=seed, draws=draws,
            assumptions=Assumptions(decoys=decoys, claims_over=claims_over), lang=spoken,
        )  # fmt: skip
        if json:
            paths = {"file": str(found.path), "pictures": [str(path) for path in found.pictures]}
            print_json({**found.to_json(), **paths})
        else:
            _tell(found, spoken)


def hindcast(
    first: Annotated[str, typer.Option("--from", help="First day, such as 2023-01-01.")],
    table: Annotated[
        Path | None,
        typer.Argument(help='CSV file of the table "Massive Missile Attacks on Ukraine", to foretell shares stopped.'),
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day (the table's last raid if not said).")] = None,
    energy: Annotated[
        Path | None,
        typer.Option(help="CSV file of raids on energy instead, to foretell emergency cuts by region.",
                     rich_help_panel=ENERGY),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(help="Draws of each raid (200 if not said).", rich_help_panel=ENERGY)
    ] = None,
    state: Annotated[
        str | None,
        typer.Option(help="State of the pack for all raids (each raid's latest if not said).", rich_help_panel=ENERGY),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Learn from the file's raids only, not from the shipped record before it.",
                           rich_help_panel=ENERGY)
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the page, model beside record, in both languages.",
                                  rich_help_panel=ENERGY)
    ] = None,
    plots: Plots = None,
    seed: o.Seed = 1,
    lang: o.Language = None,
    json: o.Json = False,
) -> None:
    """Foretell each raid of a period from earlier raids alone, and score it against plain baselines.

    Of the table of weapons it foretells the shares stopped; with --energy, of the table of raids on energy, which
    regions
    have emergency cuts on the day of a raid or the next, what was stopped and where energy was hit being given.

    Example: [bold]oberih hindcast raids.csv --from 2023-01-01 --to 2023-12-31 --json[/bold]

    Example: [bold]oberih hindcast --energy raids_energy.csv --from 2023-01-01 --json[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        given: dict[str, object] = {"--draws": draws, "--state": state, "--alone": alone or None, "--out": out}
        _check_mode(table, energy, plots, given, spoken)
        if energy is not None:
            from oberih.cli.energy import also_of_file, hindcast_of_energy  # noqa: PLC0415

            try:
                days = _days({"--from": first, "--to": last})
            except InputError as error:
                raise also_of_file(error, energy) from None
            hindcast_of_energy(
                energy, days["--from"], days.get("--to"), draws=draws, state=state, alone=alone, out=out, seed=seed,
                lang=spoken, json=json,
            )  # fmt: skip
            return
        from oberih.jobs.calibrate import hindcast_table  # noqa: PLC0415

        assert table is not None  # checked above
        days = _days({"--from": first, "--to": last})
        found, pictures = hindcast_table(table, days["--from"], days.get("--to"), plots=plots, seed=seed, lang=spoken)
        if json:
            print_json(found.plain())
        else:
            _tell_scores(found, spoken)
            for path in pictures:
                print(say("calibrate.picture", spoken, path=path))


def _check_mode(
    table: Path | None, energy: Path | None, plots: Path | None, given: dict[str, object], lang: Lang
) -> None:
    """One table, and only its own options; every fault at once. Raises InputError."""
    faults = []
    if table is None and energy is None:
        faults.append(Fault(key="energy.no_table"))
    if table is not None and energy is not None:
        faults.append(Fault(key="energy.one_table"))
    elif energy is not None and plots is not None:
        what = say("energy.with_table", lang)
        faults.append(Fault(key="energy.other_mode", values={"option": "--plots", "with_what": what}))
    elif table is not None:
        what = say("energy.with_energy", lang)
        faults += [
            Fault(key="energy.other_mode", values={"option": option, "with_what": what})
            for option, value in given.items() if value is not None
        ]  # fmt: skip
    if faults:
        raise InputError(*faults)


def _day(option: str, text: str) -> date:
    return _days({option: text})[option]


def _days(given: dict[str, str | None]) -> dict[str, date]:
    """Days as people type them, by option; every fault at once. Raises InputError."""
    found: dict[str, date] = {}
    faults = []
    for option, text in given.items():
        if text is None:
            continue
        try:
            found[option] = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            faults.append(Fault(key="hindcast.bad_date", values={"option": option, "found": text}))
    if faults:
        raise InputError(*faults)
    return found


def _tell(found: "Calibrated", lang: Lang) -> None:
    from oberih.record.raids.calibration import family_order  # noqa: PLC0415
    from oberih.record.raids.charts import family_name  # noqa: PLC0415

    fit = found.calibration
    print(say("calibrate.read", lang, **found.table.counts))
    faults = found.table.faults()
    for fault in faults[:_SHOWN_ASIDE]:
        print("  " + fault.text(lang))
    if len(faults) > _SHOWN_ASIDE:
        print("  " + say("calibrate.more_aside", lang, n=len(faults) - _SHOWN_ASIDE))
    print(say("calibrate.head", lang, as_of=fit.as_of, n=fit.rows["used"], first=fit.first, last=fit.last))
    if fit.assumptions.decoys or fit.assumptions.claims_over:
        given = fit.assumptions
        print(say("calibrate.switched", lang, decoys=_percent(given.decoys, lang),
                  claims_over=_percent(given.claims_over, lang)))  # fmt: skip
    table = Table(*(say(f"calibrate.column_{name}", lang) for name in ("kind", "raids", "size", "mean", "raid")))
    for kind, learnt in fit.kinds.items():
        table.add_row(*_row(say(f"calibrate.kind_{kind}", lang), learnt, lang))
        families = fit.families[kind]
        for name in family_order(list(families)) if len(families) > 1 else []:
            table.add_row(*_row("  " + family_name(name, lang), families[name], lang))
    Console().print(table)
    print(fit.attribution if lang == "en" else say("calibrate.chart_source", lang))
    print(say("calibrate.written", lang, path=found.path))
    for path in found.pictures:
        print(say("calibrate.picture", lang, path=path))


def _row(name: str, learnt: "Learnt", lang: Lang) -> list[str]:
    mean = learnt.plain()["mean"]
    bands = learnt.bands
    return [
        name, str(learnt.raids), str(learnt.reference_launched),
        f"{_percent(mean['mean'], lang)} ({_range(mean['p05'], mean['p95'], lang)})",
        _range(bands["p05"], bands["p95"], lang),
    ]  # fmt: skip


def _tell_scores(found: "Hindcast", lang: Lang) -> None:
    print(say("hindcast.head", lang, first=found.first, last=found.last))
    names = ("kind", "raids", "coverage_50", "coverage_90", "crps", "baseline", "skill")
    table = Table(*(say(f"hindcast.column_{name}", lang) for name in names))
    for scores in found.kinds:
        low, high = scores.skill_90
        table.add_row(
            say(f"calibrate.kind_{scores.kind}", lang), str(scores.raids), _percent(scores.coverage_50[0], lang),
            _percent(scores.coverage_90[0], lang), _decimal(scores.crps, lang),
            _decimal(min(scores.baselines.values()), lang),
            "—" if scores.skill is None else f"{_percent(scores.skill, lang)} ({_range(low, high, lang)})",
        )  # fmt: skip
    Console().print(table)


def _percent(share: float, lang: Lang) -> str:
    return f"{100 * share:.0f}%" if lang == "en" else f"{100 * share:.0f}\u00a0%"


def _range(low: float, high: float, lang: Lang) -> str:
    return f"{100 * low:.0f}…{_percent(high, lang)}"


def _decimal(value: float, lang: Lang) -> str:
    return f"{value:.4f}" if lang == "en" else f"{value:.4f}".replace(".", ",")
