"""What is published of a run, in the background: schedules, briefings, replays."""

from typing import Any, Literal, cast

from oberih.jobs import briefing as briefings
from oberih.jobs import replay as replays
from oberih.jobs import schedule as schedules
from oberih.jobs.chores import Chore, Outcome
from oberih.jobs.shelf import Shelf
from oberih.terms.words import LANGS, Lang


def schedule(chore: Chore) -> Outcome:
    """As `oberih schedule` does it: the answer, and files of the forms that are wanted."""
    from oberih.jobs.schedule.write import documents  # noqa: PLC0415

    preset, hold_h = chore.file("preset_text"), chore.given.get("hold_hours")
    made = schedules.schedule(
        schedules.Asked(
            run=_folder(chore, "run"), limit_file=chore.file("limits"), carry=chore.file("carry"),
            revise=chore.file("revise"), preset=chore.given.get("preset") if preset is None else str(preset),
            regions=tuple(chore.given.get("regions") or ()),
            least_block_h=chore.given.get("least_block"), most_block_h=chore.given.get("most_block"),
            catalogue=chore.catalogue, **({"hold_h": hold_h} if hold_h is not None else {}),
            **chore.some("draw", "start", "rule", "announced", "now", "as_of", "industry_share"),
        )
    )  # fmt: skip
    files: dict[str, bytes] = {}
    for form in chore.given.get("formats") or ():
        for lang in _langs(chore):
            files |= documents(
                made, form, lang, tuple(chore.given.get("queues") or ()), chore.given.get("alarm", 30)
            )
    for name, data in files.items():
        (chore.home / name).write_bytes(data)
    return Outcome(answer=made.to_json(), files=tuple(files))


def briefing(chore: Chore) -> Outcome:
    """As `oberih briefing` does it: files in the chore's folder, none in the run's."""
    paths = briefings.briefing(
        briefings.Asked(
            run=str(_folder(chore, "run")), langs=_langs(chore), form=chore.given.get("form"),
            formats=tuple(chore.given.get("formats") or ("pdf",)), out=chore.home, plan=_folder(chore, "plan"),
            catalogue=chore.catalogue,
        )
    )  # fmt: skip
    return Outcome(files=tuple(path.name for path in paths))


def replay(chore: Chore) -> Outcome:
    """As `oberih replay` does it: a page and clips."""
    shown = replays.replay(
        replays.Asked(
            run=str(_folder(chore, "run")), draw=chore.given.get("draw", "median"), form=chore.given.get("form"),
            catalogue=chore.catalogue,
        )
    )  # fmt: skip
    forms, lang = chore.given.get("formats") or ["html"], _langs(chore)[0]
    paths = [replays.write_html(shown, lang, chore.home / "replay.html")] if "html" in forms else []
    clips = {
        cast(Literal["mp4", "webm", "gif"], form): chore.home / f"replay.{form}" for form in forms if form != "html"
    }
    if clips:
        more: dict[str, Any] = chore.some("square", "seconds")
        paths += replays.write_clips(shown, lang, clips, tell=chore.steps, **more)
    return Outcome(files=tuple(path.name for path in paths))


def _folder(chore: Chore, name: str) -> str | None:
    """The folder of a run that is named by its whole id. Raises RunError."""
    run = chore.given.get(name)
    return None if run is None else str(Shelf(chore.catalogue).row(run).folder)


def _langs(chore: Chore) -> tuple[Lang, ...]:
    wanted = chore.given.get("lang")
    return LANGS if wanted in (None, "both") else (cast(Lang, wanted),)
