"""Studies in the background: begun, or gone on with where a killed server left them; and what is varied."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oberih.jobs import study as studies
from oberih.jobs import vary as varied
from oberih.jobs.chores import Chore, Outcome
from oberih.store.ids import new_id
from oberih.store.shelf import HOME
from oberih.study.until import Until
from oberih.terms.errors import Fault, RunError

#: a study is found by its name in the folder of studies, never by a path
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def study(chore: Chore) -> Outcome:
    """As `oberih study run` does it, or `resume` where its folder is there already: a study is whole batches, so
    nothing that was done is done again."""
    folder = place(chore.given["study"])
    how = studies.How(engine="threads", tell=lambda step: _tell(chore, step))
    if folder.exists():
        sitting = studies.resume(folder, how, catalogue=chore.catalogue)
    elif not chore.given.get("scenario"):
        raise RunError(Fault(key="study.none_here", where=str(folder)))
    else:
        options = studies.StudyOptions(
            catalogue=chore.catalogue, batch_draws=studies.BATCH_DRAWS,
            **chore.some("draws", "seed", "hours", "form", "keep"),
        )  # fmt: skip
        scenario = chore.home / chore.given["scenario"]
        sitting = studies.begin(scenario, options, how, until=chore.given.get("until"), folder=folder)
    if sitting.run is None:
        return Outcome(stopped=True)
    return Outcome(run=sitting.run.id)


def place(study: str) -> Path:
    """The folder of a study by its id, as `oberih study` finds it from the folder where the page was opened."""
    return HOME / study


def found(study: str) -> Path:
    """The folder of a study that is there. Raises RunError, for a name that is a path too."""
    if not _NAME.fullmatch(study) or not place(study).is_dir():
        raise RunError(Fault(key="editor.no_study", where=study[:80]))
    return place(study)


def new_study(until: str | None) -> str:
    """An id for a study that ends by this wish. Raises InputError for a wish that is none."""
    if until is not None:
        Until.of(until)
    return new_id(datetime.now(UTC))


def _tell(chore: Chore, step: Any) -> None:
    raid = step.quantity == "raid_unserved_mwh"  # the figure that a page tells
    chore.tell(step.done, step.total, step.mean if raid else None, step.half_width if raid else None)


def vary(chore: Chore) -> Outcome:
    """As `oberih study vary` does it."""
    asked = varied.Asked(
        scenario=chore.home / chore.given["scenario"], fields=tuple(chore.given.get("fields") or ()),
        catalogue=chore.catalogue, tell=chore.steps, **chore.some("answer", "design", "draws", "points", "seed"),
    )  # fmt: skip
    return Outcome(answer=varied.vary(asked).to_json())
