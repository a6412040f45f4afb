"""The briefing of a finished run, written again: PDF, page or Markdown, in either language and form."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from oberih.jobs.stored import find_run
from oberih.jobs.young import is_young
from oberih.report.base import Findings
from oberih.report.explain import Traced, explained
from oberih.report.files import written
from oberih.report.findings import Published, findings
from oberih.report.numbers import day, number, short_day
from oberih.report.render import region_name, region_order, regions_of
from oberih.scenario.pack import Pack, load_pack
from oberih.store import read_json
from oberih.store.glance import may_hold_raids
from oberih.terms.errors import Fault, OberihError, RunError
from oberih.terms.words import LANGS, Lang, say

Format = Literal["pdf", "html", "md"]
FORMATS: tuple[Format, ...] = ("pdf", "html", "md")
SIMILAR = 3  #: raids to compare with


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which briefings of which run."""

    run: str  #: id, its unique beginning, or the folder
    langs: tuple[Lang, ...] = LANGS
    form: Literal["public", "internal"] | None = None  #: None: as the run was made
    formats: tuple[Format, ...] = ("pdf",)
    out: Path | None = None  #: a folder; None: the run's own
    plan: str | None = None  #: a plan of `oberih plan`: id, its unique beginning, or the folder
    catalogue: str | Path | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Besides:
    """What a briefing tells that is not in the run's own findings."""

    similar: list[dict[str, Any]]
    plan: dict[str, Any] | None
    days: dict[str, Any] | None  #: hours of cuts by region and day


def briefing(asked: Asked) -> list[Path]:
    """Write the briefings, each whole or not at all, and give their paths. Raises RunError, OutputError."""
    found, pack, folder = _read(asked)
    besides = _besides(found, asked, pack)
    paths = []
    for lang in asked.langs:
        for form in asked.formats:
            path = (asked.out or folder) / f"briefing.{lang}.{form}"
            paths.append(written(path, _made(form, found, lang, pack.geometry, besides)))
    return paths


def explain(asked: Asked) -> list[Traced]:
    """Each number of the briefing in the first of the languages asked for, with where it is from."""
    found, pack, _ = _read(asked)
    lang = asked.langs[0]
    return explained(found, lang, **_said(found, _besides(found, asked, pack), lang))


def _besides(found: Findings, asked: Asked, pack: Pack) -> Besides:
    return Besides(_similar(found, asked), _plan(asked), None if found.run.withheld else _days(asked, pack))


def _said(found: Findings, besides: Besides, lang: Lang) -> dict[str, Any]:
    """What stands beside the run, in words."""
    with regions_of(found.run):
        return {
            "similar": [_told(row, lang) for row in besides.similar],
            "plan": besides.plan,
            "queues": None if besides.days is None else _queues(besides.days, lang),
        }


def _made(
    form: Format, found: Findings, lang: Lang, geometry: dict[str, Any], besides: Besides
) -> str | bytes:
    said = _said(found, besides, lang)
    # each brings libraries of its own: typst and matplotlib, nothing, altair
    if form == "pdf":
        from oberih.report.paper.pdf import pdf  # noqa: PLC0415

        return pdf(found, lang, geometry=geometry, **said)
    if form == "md":
        from oberih.report.paper.markdown import markdown  # noqa: PLC0415

        return markdown(found, lang, **said)
    from oberih.report.page import briefing_html  # noqa: PLC0415

    return briefing_html(found, lang, geometry=geometry)


def _read(asked: Asked) -> tuple[Findings, Pack, Path]:
    run = find_run(asked.run, asked.catalogue)
    about = run.about
    if about.get("kind") not in ("assess", "run"):
        raise RunError(Fault(key="paper.other_kind", where=run.id, values={"found": about.get("kind")}))
    raid, today = about.get("raid_date"), asked.today or datetime.now(UTC).date()
    young = is_young(date.fromisoformat(raid), today) if raid else bool(about.get("young"))
    found = findings(run.folder, as_of=Published(form=asked.form, young=young))
    pack = about.get("pack") or {"id": "ua", "state": ""}
    return found, load_pack(pack["id"], pack["state"]), run.folder


def _plan(asked: Asked) -> dict[str, Any] | None:
    """What a plan says. Raises RunError where it is no plan, or one of another country or state."""
    if asked.plan is None:
        return None
    run, of = find_run(asked.run, asked.catalogue), find_run(asked.plan, asked.catalogue)
    if not (of.folder / "plan.json").is_file():
        raise RunError(Fault(key="paper.no_plan", where="--plan", values={"found": asked.plan}))
    said: dict[str, Any] = read_json(of.folder, "plan.json")
    pack = (run.about.get("pack") or {}).get("id", "ua")
    if said["pack"] != pack:
        raise RunError(Fault(key="paper.other_country", where="--plan", values={"found": said["pack"], "pack": pack}))
    return said


def _similar(found: Findings, asked: Asked) -> list[dict[str, Any]]:
    """The nearest raids of the user's record, by size, mix and regions hit; none where there is no record."""
    run = found.run
    if run.invented or run.raid_date is None or not run.launched or not may_hold_raids(asked.catalogue):
        return []
    from oberih.jobs.record.distance import Profile  # noqa: PLC0415
    from oberih.jobs.record.nearby import near  # noqa: PLC0415

    counts = [(str(each["kind"]), int(str(each["n_min"])), int(str(each["n_max"]))) for each in run.launched]
    total = sum(low + high for _, low, high in counts) / 2
    if total <= 0:
        return []
    typed = all(kind not in ("missile", "target", "uav") for kind, _, _ in counts)
    mix = {kind: (low + high) / 2 / total for kind, low, high in counts} if typed else None
    bound = any(low != high for _, low, high in counts)
    profile = Profile(run.raid_date, round(total), bound, mix, None, len(run.regions_hit) or None)
    return near(profile, n=SIMILAR, catalogue=asked.catalogue).to_dicts()


def _days(asked: Asked, pack: Pack) -> dict[str, Any] | None:
    """Hours that a queue is off by plan, and hours of emergency cuts, by region and day of the first kept draw; none
    where the run keeps no draw or does not know its hour."""
    run = find_run(asked.run, asked.catalogue)
    if not run.about.get("raid_date"):
        return None
    from oberih.jobs.schedule.from_run import limits_of_run  # noqa: PLC0415
    from oberih.outage.presets import preset_on  # noqa: PLC0415

    try:
        preset = preset_on(date.fromisoformat(run.about["raid_date"]))
        found = limits_of_run(run, preset, pack=pack)
    except OberihError:
        return None
    limits, edges = found.limits, found.limits.slots.first
    days = [slice(first, last) for first, last in pairwise(edges)]
    return {
        "draw": found.draw,
        "days": list(limits.slots.days),
        "rows": [
            (iso, [
                (float(limits.planned[i, day].sum()) * preset.slot_h / preset.n,
                 float((limits.emergency[i, day] > 0).sum()) * preset.slot_h)
                for day in days
            ])
            for i, iso in enumerate(limits.regions)
        ],
    }  # fmt: skip


def _queues(found: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """The same in words, regions in their order."""
    ordered = sorted(found["rows"], key=lambda row: region_order(row[0], lang))
    rows = [
        (region_name(iso, lang), [
            say("paper.queue_cell", lang, off=number(off, lang, 1), emergency=number(emergency, lang, 1))
            if emergency else say("paper.queue_cell_calm", lang, off=number(off, lang, 1))
            for off, emergency in cells
        ])
        for iso, cells in ordered
    ]  # fmt: skip
    columns = [say("briefing.col_region", lang), *(short_day(each, lang) for each in found["days"])]
    return {
        "draw": found["draw"],
        "regions": [iso for iso, _ in ordered],
        "columns": columns,
        "rows": [[name, *cells] for name, cells in rows],
        "caption": say("paper.queue_caption", lang, draw=found["draw"]),
    }


def _told(row: dict[str, Any], lang: Lang) -> dict[str, str]:
    launched = number(row["launched"], lang)
    share = row["stopped_share"]
    regions = row["regions_hit"]
    return {
        "day": day(row["raid_date"], lang),
        "flew": say("paper.at_least", lang, n=launched) if row["launched_is_bound"] else launched,
        "stopped": "—" if share is None else f"{round(100 * share)}" + ("%" if lang == "en" else "\u00a0%"),
        "said": "—" if regions is None else number(regions, lang),
    }


