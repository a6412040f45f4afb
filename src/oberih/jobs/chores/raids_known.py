"""What is known of past raids, in the background: tables read into the record, shares learnt and foretold."""

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from oberih.jobs import calibrate as fits
from oberih.jobs import record, shelf
from oberih.jobs.chores import Chore, Outcome, plain_name


def calibrate(chore: Chore) -> Outcome:
    """As `oberih calibrate` does it; the calibration itself, with all its draws, is a file."""
    from oberih.record.raids.calibration import Assumptions  # noqa: PLC0415

    name, pictures = "calibration.json", chore.home / "pictures"
    found = fits.calibrate_table(
        chore.home / chore.given["table"], chore.home / name, as_of=_day(chore, "as_of"),
        plots=pictures if chore.given.get("plots") else None, assumptions=Assumptions(**chore.some("decoys",
        "claims_over")), **chore.some("draws", "seed", "lang"),
    )  # fmt: skip
    return Outcome(answer=found.to_json(), files=(name, *_brought_up(chore, found.pictures)))


def hindcast(chore: Chore) -> Outcome:
    """As `oberih hindcast` does it, of weapons or of energy."""
    first, last = _day(chore, "first"), _day(chore, "last")
    assert first is not None
    if chore.given.get("energy"):
        from oberih.jobs.energy.hindcast import hindcast_energy  # noqa: PLC0415
        from oberih.report.energy import write_pages  # noqa: PLC0415

        answer = hindcast_energy(
            chore.home / chore.given["energy"], first, last, tell=chore.steps,
            **chore.some("draws", "seed", "state", "alone"),
        ).plain()  # fmt: skip
        pages = write_pages(answer, chore.home / "pages") if chore.given.get("pages") else []
        return Outcome(answer=answer, files=_brought_up(chore, pages))
    plots = chore.home / "pictures" if chore.given.get("plots") else None
    found, pictures = fits.hindcast_table(
        chore.home / chore.given["table"], first, last, plots=plots, **chore.some("seed", "lang")
    )
    return Outcome(answer=found.plain(), files=_brought_up(chore, pictures))


def record_import(chore: Chore) -> Outcome:
    """As `oberih record import` does it; doubtful rows are a file."""
    from oberih.terms.words import say  # noqa: PLC0415

    done = record.import_table(
        chore.home / chore.given["table"], catalogue=chore.catalogue, tell=chore.steps,
        **chore.some("source", "replace"),
    )  # fmt: skip
    lang = chore.given.get("lang", "en")
    why = [say(reason, lang, found=found) for _, reason, found in done.table.aside.iter_rows()]
    doubtful = done.table.aside.with_columns(why=pl.Series(why, dtype=pl.String))
    (chore.home / "aside.csv").write_text(shelf.as_csv(doubtful), encoding="utf-8")
    return Outcome(answer=done.to_json(), files=("aside.csv",))


def record_add(chore: Chore) -> Outcome:
    """As `oberih record add` does it."""
    paths = []
    for number, name in enumerate(chore.given["reports"], 1):  # by its own name, each in a folder: two may have one
        folder = chore.home / f"report-{number}"
        folder.mkdir(exist_ok=True)
        paths.append(folder / plain_name(name))
        shutil.copyfile(chore.home / f"{number}.txt", paths[-1])
    done = record.add_reports(
        paths, published=_day(chore, "published"),
        catalogue=chore.catalogue, tell=chore.steps,
    )  # fmt: skip
    return Outcome(answer=[each.to_json() for each in done])


def _day(chore: Chore, name: str) -> date | None:
    return date.fromisoformat(chore.given[name]) if chore.given.get(name) else None


def _brought_up(chore: Chore, paths: Iterable[Path]) -> tuple[str, ...]:
    """Files of a folder inside the chore's own, moved up into it."""
    return tuple(path.rename(chore.home / path.name).name for path in paths)
