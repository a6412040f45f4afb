"""Studies: many draws of one scenario in batches on a disk, begun, gone on with, looked at and stopped."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import oberih
from oberih.jobs.base import Options, Run
from oberih.jobs.from_scenario import given_scenario
from oberih.jobs.write import anchor_of, land, staged
from oberih.luck import Key
from oberih.scenario import Pack, Scenario, dump, parse
from oberih.store import Catalogue, new_run, read_json
from oberih.store.blocks import DamagedError
from oberih.store.catalogue import without_password
from oberih.store.shelf import DONE, HOME, PROGRESS, Shelf, find, studies
from oberih.study.batches import Job
from oberih.study.build import build
from oberih.study.drive import Driven, Step, drive, step_of
from oberih.study.engine import study_of
from oberih.study.engines.base import ENGINES
from oberih.study.ledger import Ledger
from oberih.study.part import Work
from oberih.study.until import Until
from oberih.terms.errors import Fault, InputError, OutputError, RunError

MOST_DRAWS = 1_000_000
#: draws in a batch: some seconds of work, and as much as a killed worker can cost
BATCH_DRAWS = 500
FAILED_NOTE = "study.open_failed"  #: said in briefings of a run some of whose draws failed


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """Who computes. It changes no figure."""

    engine: str = "processes"
    workers: int | None = None  #: None: as many as there are processors
    scheduler: str | None = None
    tell: Callable[[Step], None] | None = field(default=None, compare=False)
    begun: Callable[[Path], None] | None = field(default=None, compare=False)  #: told the study's folder

    def faults(self) -> list[Fault]:
        """All that cannot be."""
        found = []
        if self.engine not in ENGINES:
            values = {"found": self.engine, "known": ", ".join(ENGINES)}
            found.append(Fault(key="study.engine", where="--engine", values=values))
        if self.scheduler is not None and self.engine != "dask":
            found.append(Fault(key="study.scheduler_alone", where="--scheduler", values={"found": self.engine}))
        if self.workers is not None and not 1 <= self.workers <= 1024:
            limits: dict[str, object] = {"name": "workers", "found": self.workers, "low": 1, "high": 1024}
            found.append(Fault(key="job.out_of_range", values=limits))
        return found


class StudyOptions(Options):
    """Options of a run, for more draws than fit into memory."""

    def __post_init__(self) -> None:
        """Checked with everything else, by `begin`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """How a sitting at a study ended: with a run, or before it."""

    study: Path  #: its folder
    step: Step
    run: Run | None  #: None: it was stopped before the end
    redone: int  #: damaged batches that were made anew
    failed: list[dict[str, Any]]  #: draws that ended in an error, with key and error

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints: of a finished study the run's answer too."""
        said: dict[str, Any] = {
            "study": str(self.study), "progress": self.step.plain(), "batches_redone": self.redone,
            "failed_draws": self.failed,
        }  # fmt: skip
        return said | ({"run": None} if self.run is None else self.run.to_json())


def begin(
    scenario: Path | str | Scenario, options: Options, how: How, *, until: str | None = None,
    folder: Path | None = None,
) -> Sitting:  # fmt: skip
    """Begin a study and go on to its end. All faults of what was asked are named at once."""
    faults = [*options.faults(MOST_DRAWS), *how.faults()]
    wish = None
    try:
        wish = None if until is None else Until.of(until)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(*faults)
    given, title = given_scenario(scenario, options)
    given, pack = staged(given, options.hours)
    with Catalogue(options.catalogue).writing():  # now, and not after an hour's work
        pass
    plan = {
        "version": oberih.__version__,
        "build": build(),
        "title": title,
        "seed": options.seed,
        "draws": options.draws,
        "hours": given.hours,
        "batch_draws": options.batch_draws,
        "keep": options.keep,
        "until": None if wish is None else wish.text,
        "form": options.form,
        "langs": list(options.langs),
        "out": None if options.out is None else str(options.out.expanduser().resolve()),
        "catalogue": without_password(options.catalogue),
        "pack": {"id": pack.pack_id, "state": pack.state, "sha256": digest(pack)},
    }
    if faults := _taken(options.out, folder):  # now, and not after an hour's work
        raise OutputError(*faults)
    home = HOME.exists()
    shelf = Shelf.create(plan, dump(given), folder)
    try:
        return _sit(shelf, given, pack, options.catalogue, how)
    except InputError:  # what was asked for cannot be had: there is nothing to go on with
        if not shelf.batches():
            shelf.remove()
        if not home:
            with suppress(OSError):  # another study may have begun there
                HOME.rmdir()
        raise


def resume(wanted: str | Path, how: How, *, catalogue: str | Path | None = None) -> Sitting:
    """Go on with a study to its end. Raises RunError for one that is finished, of another version, or at work."""
    if faults := how.faults():
        raise InputError(*faults)
    shelf = Shelf.open(find(str(wanted)))
    if (done := shelf.noted(DONE)) is not None:
        raise RunError(Fault(key="study.finished", where=str(shelf.folder), values={"run": done["run"]}))
    if shelf.plan["build"] != build():
        values = {"found": shelf.plan["build"], "here": build(), "version": shelf.plan["version"]}
        raise RunError(Fault(key="study.other_version", where=str(shelf.folder), values=values))
    scenario = parse(shelf.scenario, str(shelf.folder / "scenario.toml"), shelf.folder)
    scenario, pack = staged(scenario, shelf.plan["hours"])
    if digest(pack) != shelf.plan["pack"]["sha256"]:
        values = {"pack": f"{pack.pack_id} {pack.state}"}
        raise RunError(Fault(key="study.pack_changed", where=str(shelf.folder), values=values))
    return _sit(shelf, scenario, pack, catalogue or shelf.plan["catalogue"], how)


def stop(wanted: str | Path) -> Path:
    """Ask the process that is at work on a study to stop at the end of the batches in hand. Raises RunError where
    nobody is."""
    shelf = Shelf.open(find(str(wanted)))
    if not shelf.is_at_work():
        raise RunError(Fault(key="study.idle", where=str(shelf.folder)))
    shelf.ask_stop()
    return shelf.folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What can be said of a study from outside."""

    study: Path
    state: str  #: running, stopping, stopped, finished
    title: dict[str, str]
    step: Step
    run: str | None  #: id of the run that it became
    run_folder: str | None
    version: str
    failed: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """For `--json`."""
        said = {name: getattr(self, name) for name in ("state", "title", "run", "run_folder", "version")}
        return {"study": str(self.study), **said, "progress": self.step.plain(), "failed_draws": self.failed}


def status(wanted: str | Path) -> Status:
    """How far a study is. Nothing is changed, and a damaged batch is not looked for."""
    shelf = Shelf.open(find(str(wanted)))
    done, noted = shelf.noted(DONE), shelf.noted(PROGRESS)
    at_work = shelf.is_at_work()
    state = "finished" if done else "stopped"
    if at_work:
        state = "stopping" if shelf.stop_is_asked() else "running"
    if done:
        step, failed = Step.of(done["progress"]), done["failed_draws"]
    else:
        ledger = _ledger(shelf)
        step, failed = step_of(ledger), [each.plain() for each in ledger.counted_failures()]
        if at_work and noted:
            step = replace(step, rate=noted["rate"], left_s=noted["left_s"])
    return Status(
        study=shelf.folder, state=state, title=shelf.plan["title"], step=step, run=(done or {}).get("run"),
        run_folder=(done or {}).get("folder"), version=shelf.plan["version"], failed=failed,
    )  # fmt: skip


def all_studies(home: Path = HOME) -> list[Status]:
    """Studies in `./oberih-studies`, the oldest first."""
    return [status(folder) for folder in studies(home)]


def digest(pack: Pack) -> str:
    """SHA-256 of all that a pack says."""
    total = hashlib.sha256()
    for each in fields(pack):
        total.update(each.name.encode() + b"\0" + json.dumps(_plain(getattr(pack, each.name)), sort_keys=True).encode())
    return total.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, pl.DataFrame):
        return value.to_dict(as_series=False)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else repr(value)


def _sit(shelf: Shelf, scenario: Scenario, pack: Pack, catalogue: str | Path | None, how: How) -> Sitting:
    """Go on with a study, and land its run when all is there."""
    plan = shelf.plan
    until = None if plan["until"] is None else Until.of(plan["until"])
    with shelf.working():
        if how.begun is not None:
            how.begun(shelf.folder)
        anchor = anchor_of(scenario, pack, plan["seed"], how.workers)
        work = Work.of(scenario, pack, Key(plan["seed"]), anchor=anchor, keep=plan["keep"], tolerant=True)
        job = Job(work, plan["batch_draws"], plan["draws"], shelf.mark, plan["build"])
        driven = drive(
            shelf, job, until, engine_name=how.engine, workers=how.workers, scheduler=how.scheduler, tell=how.tell
        )
        step = step_of(driven.ledger)
        failed = [each.plain() for each in driven.ledger.counted_failures()]
        if driven.source is None:
            return Sitting(study=shelf.folder, step=step, run=None, redone=driven.redone, failed=failed)
        run = _landed(shelf) or _land(shelf, scenario, pack, anchor, driven, catalogue, how.workers, failed)
        said = {"run": run.id, "folder": str(run.folder), "failed_draws": failed, "progress": step.plain()}
        shelf.note(DONE, said)
        shelf.clear()
        return Sitting(study=shelf.folder, step=step, run=run, redone=driven.redone, failed=failed)


def _taken(out: Path | None, folder: Path | None) -> list[Fault]:
    """Why the run cannot become the folder that was named for it."""
    if out is None:
        return []
    place = out.expanduser().resolve()
    if folder is not None and folder.expanduser().resolve() == place:
        return [Fault(key="study.same_folder", values={"found": out})]
    if place.is_file():
        return [Fault(key="store.out_is_file", where=str(out))]
    return [Fault(key="store.out_not_empty", where=str(out))] if place.exists() and any(place.iterdir()) else []


def _landed(shelf: Shelf) -> Run | None:
    """The run, if this study became one just before its process was killed."""
    folder = Path(shelf.plan["out"])
    with suppress(RunError):
        about = read_json(folder, "run.json")
        if about.get("study", {}).get("id") == shelf.plan["id"]:
            return Run(about["id"], folder)
    return None


def _land(
    shelf: Shelf, scenario: Scenario, pack: Pack, anchor: Any, driven: Driven, catalogue: str | Path | None,
    workers: int | None, failed: list[dict[str, Any]],
) -> Run:  # fmt: skip
    plan, source, end = shelf.plan, driven.source, driven.ledger.end
    assert source is not None
    assert end is not None
    options = StudyOptions(
        draws=end, seed=plan["seed"], langs=tuple(plan["langs"]), form=plan["form"], workers=workers, keep=plan["keep"]
    )
    mean, half = driven.ledger.interval_at_end()
    about = {
        "id": plan["id"], "until": plan["until"], "asked_draws": plan["draws"], "quantity": driven.ledger.quantity,
        "mean": mean, "half_width": half if half < float("inf") else None,
    }  # fmt: skip
    with new_run(Catalogue(catalogue), out=Path(plan["out"])) as writer:
        return land(
            writer, scenario, pack, study_of(source, scenario.hours, source.names), options, kind="run",
            title=plan["title"], anchor=anchor, notes=[FAILED_NOTE] if failed else [],
            more={"study": about, "failed_draws": failed},
        )  # fmt: skip


def _ledger(shelf: Shelf) -> Ledger:
    """What whole batches say; a damaged one is passed over, as whoever goes on will make it anew."""
    until = shelf.plan["until"]
    ledger = Ledger(shelf.plan["draws"], shelf.plan["batch_draws"], None if until is None else Until.of(until))
    for first in shelf.batches():
        with suppress(DamagedError, OSError):
            ledger.add(first, shelf.batch(first))
    return ledger
