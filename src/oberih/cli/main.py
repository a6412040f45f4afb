"""`oberih`: commands and their help. Rooms are imported inside commands, so that help comes at once."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

import oberih
from oberih.cli import (
    briefing,
    calibrate,
    campaign,
    defence,
    defence_worth,
    grid,
    grid_ac,
    grid_horizon,
    grid_minute,
    grid_optimal,
    grid_shed,
    pack,
    plan,
    pledges,
    read,
    record,
    repair,
    replay,
    schedule,
    serve,
    study,
    study_vary,
)
from oberih.cli import options as o
from oberih.cli.compiled import mind_compiled
from oberih.cli.console import language, leave, print_json, progress, speaking
from oberih.cli.defence_words import tell_anchored
from oberih.terms.words import Lang, say

app = typer.Typer(
    name="oberih",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From the report of an air raid to who loses power, when, for how long. "
    "A planning instrument: no positions of real facilities, no live feed, nothing that helps to attack.",
)
scenarios = typer.Typer(no_args_is_help=True, help="Check, explain or show scenario files.")
runs = typer.Typer(no_args_is_help=True, help="List, show or delete what was run.")
app.add_typer(scenarios, name="scenario")
app.add_typer(runs, name="runs")
app.add_typer(record.app, name="record")
app.add_typer(grid.app, name="grid")
app.add_typer(pack.app, name="pack")
app.add_typer(defence.app, name="defence")
app.add_typer(study.app, name="study")
study.app.add_typer(study_vary.commands)
defence.app.add_typer(defence_worth.commands)
grid.app.add_typer(grid_shed.commands)
grid.app.add_typer(grid_optimal.commands)
grid.app.add_typer(grid_horizon.commands)
grid.app.add_typer(grid_minute.commands)
grid.app.add_typer(grid_ac.commands)
calibrate.register(app)
read.register(app)
repair.register(app)
schedule.register(app)
campaign.register(app)
plan.register(app)
app.add_typer(pledges.app, name="pledges")
briefing.register(app)
serve.register(app)
replay.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"oberih {oberih.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Nothing to do before a command."""


@app.command()
def assess(
    report: Annotated[str, typer.Argument(help="Text or HTML file in Ukrainian or English, or - for standard input.")],
    date: o.Published = None,
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    hours: o.Hours = None,
    out: o.Out = None,
    lang: o.Language = None,
    json: o.Json = False,
    form: o.Form = o.FormChoice.PUBLIC,
    catalogue: o.Catalogue = None,
    workers: o.Workers = None,
    batch: o.Batch = 50,
    keep: o.Keep = 1,
) -> None:
    """Read the report of a raid and compute who loses power.

    Facts with their words and speakers; the raid replayed against air defence; what gets through followed into the
    power system; a folder with briefings in both languages, facts.json and tables.

    Example: [bold]oberih assess report.txt --date 2022-12-06[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        published = o.day(date)
        from oberih import jobs  # noqa: PLC0415

        with progress(spoken) as tell:
            settings = jobs.Options(
                draws=draws, seed=seed, hours=hours, out=out, catalogue=catalogue, langs=o.langs(lang),
                form=form.value, workers=workers, batch_draws=batch, keep=keep, tell=tell,
            )  # fmt: skip
            run = jobs.assess(report, settings, published=published)
        tell_run(run, spoken, json)


@app.command()
def run(
    scenario: Annotated[
        str,
        typer.Argument(
            help="Scenario file (TOML), or the name of a shipped one (`oberih scenario examples`); "
            "`oberih scenario show` prints one."
        ),
    ],
    draws: o.Draws = 2000,
    seed: o.Seed = 1,
    hours: o.Hours = None,
    out: o.Out = None,
    lang: o.Language = None,
    json: o.Json = False,
    form: o.Form = o.FormChoice.PUBLIC,
    catalogue: o.Catalogue = None,
    workers: o.Workers = None,
    batch: o.Batch = 50,
    keep: o.Keep = 1,
) -> None:
    """Run a scenario that somebody wrote: as assess does, from a file instead of a report.

    Example: [bold]oberih scenario show > mine.toml; oberih run mine.toml[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih import jobs  # noqa: PLC0415
        from oberih.jobs.examples import named  # noqa: PLC0415

        with progress(spoken) as tell:
            settings = jobs.Options(
                draws=draws, seed=seed, hours=hours, out=out, catalogue=catalogue, langs=o.langs(lang),
                form=form.value, workers=workers, batch_draws=batch, keep=keep, tell=tell,
            )  # fmt: skip
            finished = jobs.run(named(scenario), settings)
        tell_run(finished, spoken, json)


def tell_run(finished: Any, lang: Lang, as_json: bool) -> None:
    """A finished run on the terminal: in short words with the files to open, or as JSON."""
    from oberih.report.console import console_summary  # noqa: PLC0415

    if as_json:
        print_json(finished.to_json())
        return
    for line in console_summary(finished.folder, lang):
        print(line)
    if "anchor" in finished.about:
        tell_anchored(finished.about["anchor"], lang)
    for name in sorted(path.name for path in finished.folder.glob("briefing.*.html")):
        print(say("console.briefing", lang, path=finished.folder / name))
    print(say("console.run", lang, run=finished.id))


@scenarios.command("check")
def scenario_check(
    scenario: Annotated[str, typer.Argument(help="Scenario file (TOML), or the name of a shipped one.")],
    lang: o.Language = None,
) -> None:
    """Check a scenario file: every fault at once, with line, value and remedy."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs.examples import named  # noqa: PLC0415
        from oberih.scenario import load  # noqa: PLC0415

        load(named(scenario))
        print(say("console.scenario_right", spoken, path=scenario))


@scenarios.command("schema")
def scenario_schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check TOML."""
    with speaking(language(None)):
        from oberih.scenario import schema  # noqa: PLC0415

        print_json(schema())


@scenarios.command("show")
def scenario_show(
    scenario: Annotated[
        str | None,
        typer.Argument(
            help="Scenario file, or the name of a shipped one; if none is named, the shipped example is printed."
        ),
    ] = None,
    lang: o.Language = None,
) -> None:
    """Print a scenario with everything said, defaults and learnt shares too; or the shipped example to begin from."""
    with speaking(language(lang)):
        from oberih.scenario import dump, load  # noqa: PLC0415

        if scenario is None:
            from importlib.resources import files  # noqa: PLC0415

            print(files("oberih").joinpath("examples", "2022-12-05.toml").read_text(encoding="utf-8"), end="")
        else:
            from oberih.jobs.examples import named  # noqa: PLC0415

            print(dump(load(named(scenario))), end="")


@scenarios.command("examples")
def scenario_examples(json: o.Json = False, lang: o.Language = None) -> None:
    """List the shipped scenarios. Their names stand for files in every command: `oberih run examples/layered.toml`."""
    with speaking(language(lang)):
        from oberih.jobs.examples import examples  # noqa: PLC0415

        rows = examples()
        if json:
            print_json([{"name": row.name, "about": row.about} for row in rows])
            return
        for row in rows:
            print(f"{row.name}\n    {row.about}")


@runs.command("list")
def runs_list(json: o.Json = False, lang: o.Language = None, catalogue: o.Catalogue = None) -> None:
    """List runs, newest first."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.store import Catalogue  # noqa: PLC0415

        rows = Catalogue(catalogue).runs()
        if json:
            print_json([row.plain() for row in rows])
            return
        if not rows:
            print(say("console.no_runs", spoken))
            return
        table = Table(*(say(f"console.column_{name}", spoken) for name in ("id", "raid", "title", "draws", "folder")))
        for row in rows:
            there = str(row.folder) if row.folder.exists() else say("console.gone", spoken, path=row.folder)
            table.add_row(row.id, str(row.raid_date or "—"), row.title, str(row.draws or "—"), there)
        Console().print(table)


@runs.command("show")
def runs_show(
    run: Annotated[str, typer.Argument(help="Id of the run, or its unique beginning.")],
    json: o.Json = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """Show a run again: the same summary, or with --json all intervals."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import Run  # noqa: PLC0415
        from oberih.store import Catalogue  # noqa: PLC0415

        row = Catalogue(catalogue).get(run)
        if row.kind == "campaign":
            from oberih.jobs.campaign import CampaignRun  # noqa: PLC0415

            campaign.tell_campaign(CampaignRun(row.id, row.folder), spoken, json)
            return
        if row.kind == "plan":
            from oberih.jobs.plan import PlanRun  # noqa: PLC0415

            plan.tell_plan(PlanRun(row.id, row.folder), spoken, json)
            return
        tell_run(Run(row.id, row.folder), spoken, json)


@runs.command("delete")
def runs_delete(
    run: Annotated[str, typer.Argument(help="Id of the run, whole.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    lang: o.Language = None,
    catalogue: o.Catalogue = None,
) -> None:
    """Delete a run: its row and its folder."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.store import Catalogue  # noqa: PLC0415

        rows = Catalogue(catalogue)
        row = rows.get(run)
        if not yes and not typer.confirm(say("console.really_delete", spoken, run=row.id, path=row.folder)):
            leave(say("console.kept", spoken), 1)
        gone = rows.delete(row.id)
        print(say("console.deleted" if gone else "console.deleted_row", spoken, run=row.id, path=row.folder))


def main() -> None:
    """Entry point of the `oberih` command."""
    mind_compiled()
    app()


if __name__ == "__main__":
    main()
