"""The main job: from the report of a raid to who loses power."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from oberih.jobs.base import Options, Run
from oberih.jobs.write import run_scenario
from oberih.record import Report, load, read
from oberih.scenario import derive, load_pack
from oberih.scenario.derived import Derived
from oberih.terms.errors import Fault, NoRaidError, ScenarioError
from oberih.terms.words import LANGS, say

DEFAULT_HOURS = 72


def assess(report: Path | str, options: Options | None = None, *, published: date | None = None) -> Run:
    """Read a report, replay its raid, and write a folder with facts, tables and briefings.

    `report` is a text or HTML file, or "-" for standard input; `published` is its day of publication, from which
    the year of "5 December" comes. Raises ReportError where it cannot be read, NoRaidError where it tells of no raid.
    """
    options = options or Options()
    found = read(load(report, published=published))
    if not found.tells_of_raid:
        raise NoRaidError(Fault(key="job.no_raid", where=found.document.name))
    derived = scenario_of(found, options.hours or DEFAULT_HOURS)
    document = found.document
    return run_scenario(
        derived.scenario,
        options,
        kind="assess",
        title={lang: _title(found, lang) for lang in LANGS},
        published=document.published,
        report={
            "name": document.name,
            "sha256": document.sha256,
            "language": document.language,
            "published_from": document.published_from,
        },
        facts={
            "summary": found.summary,
            "facts": [fact.to_dict() for fact in found.facts],
            "notes": list(found.notes),
            "text_sha256": document.sha256,
        },
        notes=derived.open_questions,
    )


def scenario_of(report: Report, hours: int) -> Derived:
    """The scenario that a report gives, on the pack `ua` in the state of its day.

    Raises ScenarioError where no raid can have its counts.
    """
    pack = load_pack(on=report.raid_date)
    try:
        return derive(
            report.summary,
            raid_date=report.raid_date,
            time_of_day=report.time_of_day,
            start_hour=None if report.start_hour is None else int(report.start_hour) % 24,
            hours=hours,
            regions=pack.regions,
        )
    except ScenarioError as error:
        raise ScenarioError(*(replace(fault, where=report.document.name) for fault in error.faults)) from error


def _title(report: Report, lang: str) -> str:
    if report.raid_date is None:
        return say("job.title_undated", lang)  # type: ignore[arg-type]
    day = report.raid_date
    return say("job.title", lang, day=day.day, month=say(f"job.month_{day.month}", lang), year=day.year)  # type: ignore[arg-type]
