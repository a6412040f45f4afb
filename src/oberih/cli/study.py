"""`oberih study`: many draws of one scenario, in batches that survive whatever happens."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from oberih.cli import options as o
from oberih.cli.console import CTRL_C, language, leave, print_json, speaking
from oberih.cli.study_vary import play_varied
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.study.drive import Step

app = typer.Typer(
    no_args_is_help=True,
    help="Many draws of one scenario, in batches on the disk: stop, kill or lose power, and go on where it was.",
)

Study = Annotated[str, typer.Argument(help="Folder of the study, or its id or the start of one in ./oberih-studies.")]
Engine = Annotated[
    str,
    typer.Option(
        help="Who computes: processes (of this machine), threads (quicker to begin: for some thousand draws), or dask "
        "(many machines). The results are the same bytes.",
        rich_help_panel=o.RUNNING,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        help="Dask: address of the scheduler, such as tcp://host:8786. [default: a cluster on this machine]",
        rich_help_panel=o.RUNNING,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes or threads at once. [default: all processors]", rich_help_panel=o.ADVANCED),
]


@app.command("run")
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario file (TOML), or the name of a shipped one.")],
    draws: Annotated[int, typer.Option(help="How many draws, at most.", rich_help_panel=o.RUNNING)] = 100_000,
    until: Annotated[
        str | None,
        typer.Option(
            help="Stop once the mean of a quantity is known well enough: 'raid_unserved_mwh ±2%' or 'peak_cut_mw +-50' "
            "(half the width of its 90 % interval). Looked at every 500 draws from 1000 on.",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD[=RANGE]",
            help="Vary fields of defence, grid, repair or pack instead of landing one run: as `oberih study vary`, "
            "which has more to choose from. May be said several times.",
            rich_help_panel=o.RUNNING,
        ),
    ] = None,
    seed: o.Seed = 1,
    hours: o.Hours = None,
    engine: Engine = "processes",
    scheduler: Scheduler = None,
    out: o.Out = None,
    lang: o.Language = None,
    json: o.Json = False,
    form: o.Form = o.FormChoice.PUBLIC,
    study: Annotated[
        Path | None,
        typer.Option(help="Folder for the batches, new or empty. [default: ./oberih-studies/ID]",
                     rich_help_panel=o.OUTPUT),
    ] = None,
    catalogue: o.Catalogue = None,
    workers: Workers = None,
    batch: Annotated[
        int,
        typer.Option(help="Draws in one batch, written at once; changes no figure.", rich_help_panel=o.ADVANCED),
    ] = 500,
    keep: o.Keep = 1,
) -> None:  # fmt: skip
    """Run many draws of a scenario and land them as a run, like `oberih run`: same tables, same briefings.

    Batches are written once, whole and under a checksum. Whatever ends the study, `oberih study resume` goes on where
    it was, and the run is the same, byte for byte. Draws may be as many as a disk holds: 20 KB each while it runs.

    Example: [bold]oberih study run examples/2022-12-05.toml --draws 100000 --until "raid_unserved_mwh ±2%"[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        if vary:
            play_varied(scenario, tuple(vary), spoken, as_json=json, seed=seed, workers=workers, catalogue=catalogue)
            return
        from oberih.jobs import study as jobs  # noqa: PLC0415
        from oberih.jobs.examples import named  # noqa: PLC0415

        options = jobs.StudyOptions(
            draws=draws, seed=seed, hours=hours, out=out, catalogue=catalogue, langs=o.langs(lang), form=form.value,
            batch_draws=batch, keep=keep,
        )  # fmt: skip
        place = _Place(spoken, silent=json)
        with place.minding_ctrl_c(), _watching(spoken) as tell:
            how = jobs.How(engine=engine, workers=workers, scheduler=scheduler, tell=tell, begun=place.begun)
            sitting = jobs.begin(named(scenario), options, how, until=until, folder=study)
        _tell(sitting, spoken, json)


@app.command("resume")
def resume(
    study: Study,
    engine: Engine = "processes",
    scheduler: Scheduler = None,
    lang: o.Language = None,
    json: o.Json = False,
    catalogue: o.Catalogue = None,
    workers: Workers = None,
) -> None:
    """Go on with a study that was stopped, killed or cut off. Damaged batches are found and made anew.

    The engine and the number of workers may be others than before.

    Example: [bold]oberih study resume 20221206-0815[/bold]
    """
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import study as jobs  # noqa: PLC0415

        place = _Place(spoken, silent=json)
        with place.minding_ctrl_c(), _watching(spoken) as tell:
            how = jobs.How(engine=engine, workers=workers, scheduler=scheduler, tell=tell, begun=place.begun)
            sitting = jobs.resume(study, how, catalogue=catalogue)
        _tell(sitting, spoken, json)


@app.command("status")
def status(
    study: Annotated[
        str | None, typer.Argument(help="Folder or id of a study; without one, all in ./oberih-studies.")
    ] = None,
    lang: o.Language = None,
    json: o.Json = False,
) -> None:
    """How far studies are: draws, rate, time left, and the interval so far. Works from any shell while they run."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import study as jobs  # noqa: PLC0415
        from oberih.store.shelf import HOME  # noqa: PLC0415

        found = jobs.all_studies() if study is None else [jobs.status(study)]
        if json:
            print_json([each.to_json() for each in found] if study is None else found[0].to_json())
            return
        if not found:
            print(say("study.none_yet", spoken, home=HOME))
        for each in found:
            _tell_status(each, spoken)


@app.command("stop")
def stop(study: Study, lang: o.Language = None) -> None:
    """Ask a running study to stop once the batches in hand are done. Nothing is lost; `resume` goes on."""
    spoken = language(lang)
    with speaking(spoken):
        from oberih.jobs import study as jobs  # noqa: PLC0415

        print(say("study.asked", spoken, study=jobs.stop(study)))


def _tell(sitting: Any, lang: Lang, as_json: bool) -> None:
    """How a sitting ended; of a finished study the run as `oberih run` tells it."""
    from oberih.cli.main import tell_run  # noqa: PLC0415 - it knows this module

    if as_json:
        print_json(sitting.to_json())
        return
    step = sitting.step
    if sitting.redone:
        print(say("study.redone", lang, n=sitting.redone))
    if sitting.failed:
        first = sitting.failed[0]
        print(say("study.failed", lang, n=len(sitting.failed), **first))
    if sitting.run is None:
        print(_figure(step, lang))
        print(say("study.stopped", lang, done=step.done, total=step.total, study=sitting.study))
        return
    if step.wanted is not None:
        said = sitting.run.about["study"]
        enough = said["half_width"] is not None and said["half_width"] <= step.wanted
        print(say("study.enough" if enough else "study.not_enough", lang, draws=sitting.run.about["draws"],
                  total=step.total))  # fmt: skip
    tell_run(sitting.run, lang, as_json=False)


def _tell_status(found: Any, lang: Lang) -> None:
    step = found.step
    state = say(f"study.state_{found.state}", lang)
    print(say("study.status", lang, id=found.study.name, state=state, title=found.title[lang]))
    print(say("study.status_draws", lang, done=step.done, total=step.total))
    if step.rate and step.left_s is not None:
        print(say("study.status_rate", lang, rate=f"{step.rate:.0f}", left=_clock(step.left_s)))
    print("  " + _figure(step, lang))
    if found.failed:
        print("  " + say("study.failed", lang, n=len(found.failed), **found.failed[0]))
    if found.run is not None:
        print(say("study.status_run", lang, run=found.run, folder=found.run_folder))


def _figure(step: "Step", lang: Lang) -> str:
    values = {"quantity": step.quantity, "mean": _number(step.mean), "half": _number(step.half_width)}
    if step.wanted is None:
        return say("study.figure", lang, **values)
    return say("study.figure_wanted", lang, wanted=_number(step.wanted), **values)


def _number(value: float) -> str:
    """A figure with enough digits for its size.

    >>> _number(12345.6), _number(0.01234), _number(float("inf"))
    ('12 346', '0.0123', '∞')
    """
    if not math.isfinite(value):
        return "∞" if value == math.inf else "–"
    return f"{value:,.0f}".replace(",", " ") if abs(value) >= 100 else f"{value:.3g}"


def _clock(seconds: float) -> str:
    """A time that is left.

    >>> _clock(59.6), _clock(3725)
    ('1:00', '1:02:05')
    """
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


class _Place:
    """The study's folder, once there is one: told on standard error before anything can go wrong with it."""

    def __init__(self, lang: Lang, *, silent: bool) -> None:
        self._lang, self._silent = lang, silent
        self._folder: Path | None = None

    def begun(self, folder: Path) -> None:
        """A sitting begins."""
        self._folder = folder
        if not self._silent:
            terminal = Console(stderr=True, soft_wrap=True, highlight=False)
            terminal.print(say("study.begun", self._lang, study=folder, id=folder.name))

    @contextmanager
    def minding_ctrl_c(self) -> Iterator[None]:
        """Ctrl-C ends a sitting, and says how to go on."""
        try:
            yield
        except KeyboardInterrupt:
            if self._folder is None:
                raise
            leave(say("study.interrupted", self._lang, study=self._folder), CTRL_C)


@contextmanager
def _watching(lang: Lang) -> Iterator["Callable[[Step], None] | None"]:
    """A bar with the rate, the time left and the shrinking interval; none where nobody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[left]}"), TextColumn("{task.fields[figure]}"),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(
            say("study.bar", lang), total=None, rate="", left="", figure=say("console.compiling", lang)
        )

        def tell(step: "Step") -> None:
            rate = "" if step.rate is None else say("console.rate", lang, rate=f"{step.rate:.0f}")
            left = "" if step.left_s is None else _clock(step.left_s)
            bar.update(
                task, completed=step.done, total=step.total, rate=rate, left=left, figure=_figure(step, lang)
            )

        yield tell
