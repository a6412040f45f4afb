"""The briefing: one HTML page that needs no script and asks nothing of the network."""

import math
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from oberih.report import charts
from oberih.report.base import Assumption, Comparison, Findings, Interval, Quote, RegionRow, Run, Unit
from oberih.report.clock import Clock
from oberih.report.colours import BOUNDS, SCALE
from oberih.report.findings import findings
from oberih.report.folder import stands_alone
from oberih.report.map import draw, share_of, share_text
from oberih.report.numbers import day, number, span, texts
from oberih.report.people import COLUMNS as PEOPLE_COLUMNS
from oberih.report.people import people_tables
from oberih.report.pictures import hourly_pictures
from oberih.report.render import claim, known, region_name, region_order, regions_of, render, weapon, who
from oberih.terms.errors import Fault, OutputError
from oberih.terms.words import Lang, say


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("oberih.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write_briefing(folder: Path | str, lang: Lang, *, geometry: Mapping[str, Any]) -> Path:
    """Write briefing.<lang>.html into a finished run's folder, whole or not at all.

    `geometry` is a GeoJSON collection of regions (properties `id`, and `label` as lon, lat where known).
    Raises RunError where the folder is not a finished run, OutputError where the page cannot be written.
    """
    folder = Path(folder)
    page = briefing_html(findings(folder), lang, geometry=geometry)
    return written(folder / f"briefing.{lang}.html", page)


def written(path: Path, page: str) -> Path:
    """Write a page, whole or not at all. Raises OutputError."""
    part = ""
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(page)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as trouble:
        if part:
            Path(part).unlink(missing_ok=True)
        fault = Fault(
            key="briefing.cannot_write", where=str(path), values={"trouble": trouble.strerror or str(trouble)}
        )
        raise OutputError(fault) from trouble
    return path


def briefing_html(found: Findings, lang: Lang, *, geometry: Mapping[str, Any]) -> str:
    """The whole page as text."""
    with regions_of(found.run):
        return _page(found, lang, geometry)


def _page(found: Findings, lang: Lang, geometry: Mapping[str, Any]) -> str:
    run = found.run
    clock = Clock(run.raid_date, run.raid_hour)
    say_here: Callable[..., str] = partial(_say, lang)
    regional = bool(found.regions) and not run.withheld
    picture, unlabelled = draw(found.regions, geometry, lang) if regional else (None, ())
    page = _templates().get_template("briefing.html.j2").render(
        lang=lang,
        other="en" if lang == "uk" else "uk",
        say=say_here,
        run=run,
        title=title(run, lang),
        when=_when(run, lang),
        summary=_summary(found, lang),
        quotes=[_quote(each, lang) for each in found.quotes],
        toll=[_quote(each, lang) for each in found.toll],
        elsewhere=[_quote(each, lang) for each in found.elsewhere],
        rows=[_comparison(i, each, lang, run) for i, each in enumerate(found.comparisons)],
        any_reported=any(each.figure is not None for each in found.comparisons),
        regional=regional,
        map=picture,
        unlabelled=_named_shares(found, unlabelled, lang),
        legend=_legend(lang),
        hatch_hit=any(row.hit for row in found.regions),
        pictures=hourly_pictures(found, clock, lang),
        regions=_region_table(found.regions, lang, run),
        people=people_tables(found.people, run.hours, lang),
        people_columns=[name for name, _ in PEOPLE_COLUMNS],
        word=lambda key: say(key, lang),
        restoration=[render(each, lang) for each in found.restoration],
        gaps=[render(each, lang) for each in found.gaps],
        notes=[_note(each, lang) for each in found.notes],
        assumptions=[_assumption(each, lang) for each in found.assumptions],
        about=_about(run, lang),
    )  # fmt: skip
    return _kept_together(page)


def _kept_together(page: str) -> str:
    """Ranges and "90-відсотковий" are not parted at a line's end."""
    page = re.sub(r"(?<=\d)–(?=\d)", "\u2060–\u2060", page)
    return re.sub(r"(?<=\d)-(?=відсотков)", "\u2011", page)


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(f"briefing.{key}", lang, **values)


def title(run: Run, lang: Lang) -> str:
    """The run's title in a language, or the house's own."""
    return run.title.get(lang) or say("briefing.title_default", lang)


def row_name(row: Comparison, lang: Lang) -> str:
    """What a comparison is of: "Missiles: stopped"."""
    kind, many = weapon(row.kind, None, lang), weapon(row.kind, 0, lang)
    return say(f"briefing_row.{row.key}", lang, kind=kind[:1].upper() + kind[1:], many=many)


def _summary(found: Findings, lang: Lang) -> list[str]:
    """One paragraph; brackets are explained where there are any."""
    told = [render(each, lang) for each in found.summary]
    brackets = found.run.draws > 1 and any("(" in each for each in told)
    return [*told, say("briefing.brackets", lang)] if brackets else told


def _when(run: Run, lang: Lang) -> str:
    if run.raid_date is None:
        return say("briefing.raid_undated" if run.kind == "assess" else "briefing.raid_of_scenario", lang)
    if run.raid_hour is None:
        return say("briefing.raid_of_day", lang, day=day(run.raid_date, lang))
    return say("briefing.raid_of", lang, day=day(run.raid_date, lang), hour=run.raid_hour)


def _quote(quote: Quote, lang: Lang) -> dict[str, str]:
    return {"claim": claim(quote, lang), "words": quote.text, "who": who(quote, lang), "scope": quote.scope}


def _comparison(i: int, row: Comparison, lang: Lang, run: Run) -> dict[str, Any]:
    name, model = row_name(row, lang), render(row.model, lang)
    reported = None if row.reported is None else render(row.reported, lang)
    chart = None
    if row.interval is not None and row.interval.drawable:
        told = say(
            "briefing.strip_alt", lang, row=name, model=model, reported=reported or say("briefing.not_reported", lang)
        )
        chart = charts.picture(charts.strip(row, row.interval, lang), lang, name=f"strip{i}", title=name, desc=told)
    return {"name": name, "reported": reported, "model": model, "chart": chart}


def _named_shares(found: Findings, codes: tuple[str, ...], lang: Lang) -> str:
    shares = {row.iso: share_text(share_of(row), lang) for row in found.regions}
    return ", ".join(f"{region_name(iso, lang)} — {shares[iso]}" for iso in sorted(codes))


def _legend(lang: Lang) -> list[dict[str, str]]:
    """The classes of colour with their numbers."""
    edges = [0.0, *BOUNDS]
    out = []
    for low, high, colour in zip(edges, [*BOUNDS, None], SCALE, strict=True):
        if high is None:
            label = say("briefing.legend_from_up", lang, low=texts([low], Unit.SHARE, lang)[0])
        else:
            label = span(f"{low * 100:.0f}", f"{high * 100:.0f}") + ("%" if lang == "en" else "\u00a0%")
        out.append({"colour": colour, "label": label})
    return out


def _cell(found: Interval | None, unit: Unit, lang: Lang, beyond_h: float | None = None) -> dict[str, str]:
    if found is None:
        return {"median": "—", "most": ""}
    low, median, high = texts([found.p05, found.p50, found.p95], unit, lang, beyond_h)
    return {"median": median, "most": "" if low == high else span(low, high)}


def _region_table(rows: tuple[RegionRow, ...], lang: Lang, run: Run) -> list[dict[str, Any]]:
    return [
        {
            "name": region_name(row.iso, lang),
            "hit": row.hit,
            "cells": [
                _cell(row.peak_cut_share, Unit.SHARE, lang),
                _cell(row.raid_peak_cut_share, Unit.SHARE, lang),
                _cell(row.peak_cut_mw, Unit.MW, lang),
                _cell(row.raid_unserved_mwh, Unit.MWH, lang),
                _cell(row.hours_cut, Unit.HOURS, lang),
                _cell(row.people, Unit.PEOPLE, lang),
                {"median": "—" if row.emergency is None else texts([row.emergency], Unit.SHARE, lang)[0], "most": ""},
            ],
        }
        for row in sorted(rows, key=lambda row: region_order(row.iso, lang))
    ]


def _note(note: str, lang: Lang) -> str:
    """A note of the reader: a key of the word list, or its own words."""
    return say(note, lang) if stands_alone(note) else note


def _figure(value: object, lang: Lang) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value == int(value):
            return number(value, lang)
        digits = max(0, 2 - math.floor(math.log10(abs(value))))  # three significant ones
        digits = next(fewer for fewer in range(digits + 1) if round(value, fewer) == round(value, digits))
        return number(value, lang, digits)
    return "" if value is None else str(value)


def _unit(unit: str, lang: Lang) -> str:
    """A unit as this language writes it; a count needs none."""
    if unit in ("", "count", "factor"):
        return ""
    return "МВт" if (unit, lang) == ("MW", "uk") else unit


def _assumption(each: Assumption, lang: Lang) -> dict[str, str]:
    low, high = _figure(each.low, lang), _figure(each.high, lang)
    quality = f"briefing.quality_{each.quality}"
    return {
        "name": each.name.get(lang) or each.key,
        "value": f"{_figure(each.value, lang)} {_unit(each.unit, lang)}".strip(),
        "range": f"{low}–{high}" if low and high else "—",
        "source": "" if each.source == each.quality else each.source,  # the mark beside it says the same
        "quality": say(quality, lang) if known(quality) else each.quality,
    }


def _about(run: Run, lang: Lang) -> list[tuple[str, str]]:
    rows = [
        ("run_version", run.version),
        ("run_seed", str(run.seed)),
        ("run_draws", number(run.draws, lang)),
        ("run_hours", number(run.hours, lang)),
        ("run_form", say(f"briefing.form_{'internal' if run.internal else 'public'}", lang)),
        ("run_id", run.id),
        ("run_created", run.created),
        ("run_report", run.report_name or ""),
        ("run_sha", run.report_sha256 or ""),
    ]
    return [(say(f"briefing.{key}", lang), value) for key, value in rows if value]
