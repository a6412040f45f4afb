"""A briefing in one language, without pictures: what a page, a paper and a plain text all say."""

import math
from typing import Any

from oberih.report.base import Assumption, Comparison, Findings, Interval, Quote, RegionRow, Run, Unit
from oberih.report.clock import Clock
from oberih.report.folder import stands_alone
from oberih.report.numbers import day, number, span, texts, unit_text
from oberih.report.people import COLUMNS as PEOPLE_COLUMNS
from oberih.report.people import people_tables
from oberih.report.render import claim, known, region_name, region_order, render, weapon, who
from oberih.report.stop_shares import told_shares
from oberih.terms.words import Lang, say


def told(found: Findings, lang: Lang) -> dict[str, Any]:
    """All texts of a briefing by name. To be called within `render.regions_of(found.run)`."""
    run = found.run
    return {
        "title": title(run, lang),
        "when": _when(run, lang),
        "summary": _summary(found, lang),
        "quotes": [_quote(each, lang) for each in found.quotes],
        "toll": [_quote(each, lang) for each in found.toll],
        "elsewhere": [_quote(each, lang) for each in found.elsewhere],
        "rows": [_comparison(each, lang) for each in found.comparisons],
        "any_reported": any(each.figure is not None for each in found.comparisons),
        "stop_shares": told_shares(found.stop_shares, lang),
        "regional": bool(found.regions) and not run.withheld,
        "regions": _region_table(found.regions, lang),
        "people": people_tables(found.people, run.hours, lang),
        "people_columns": [name for name, _ in PEOPLE_COLUMNS],
        "restoration": [render(each, lang) for each in found.restoration],
        "gaps": [render(each, lang) for each in found.gaps],
        "notes": [_note(each, lang) for each in found.notes],
        "assumptions": [_assumption(each, lang) for each in found.assumptions],
        "about": _about(run, lang),
    }


def clock_of(run: Run) -> Clock:
    """The run's hours as people say them."""
    return Clock(run.raid_date, run.raid_hour)


def title(run: Run, lang: Lang) -> str:
    """The run's title in a language, or the house's own."""
    return run.title.get(lang) or say("briefing.title_default", lang)


def row_name(row: Comparison, lang: Lang) -> str:
    """What a comparison is of: "Missiles: stopped"."""
    kind, many = weapon(row.kind, None, lang), weapon(row.kind, 0, lang)
    return say(f"briefing_row.{row.key}", lang, kind=kind[:1].upper() + kind[1:], many=many)


def _summary(found: Findings, lang: Lang) -> list[str]:
    """One paragraph; brackets are explained where there are any."""
    told = [render(each, lang) for each in found.summary] or [say("paper.no_summary", lang)]
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


def _comparison(row: Comparison, lang: Lang) -> dict[str, Any]:
    reported = None if row.reported is None else render(row.reported, lang)
    return {"name": row_name(row, lang), "reported": reported, "model": render(row.model, lang)}


def _cell(found: Interval | None, unit: Unit, lang: Lang, beyond_h: float | None = None) -> dict[str, str]:
    if found is None:
        return {"median": "—", "most": ""}
    low, median, high = texts([found.p05, found.p50, found.p95], unit, lang, beyond_h)
    return {"median": median, "most": "" if low == high else span(low, high)}


def _region_table(rows: tuple[RegionRow, ...], lang: Lang) -> list[dict[str, Any]]:
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


def _unit(unit: str, value: object, lang: Lang) -> str:
    """A unit as this language writes it beside the value; a count needs none."""
    if unit in ("", "count", "factor"):
        return ""
    key = unit.lower().replace(" ", "_")
    return unit_text(key, float(str(value)), lang).strip() if known(f"briefing_unit.{key}") else unit


def _assumption(each: Assumption, lang: Lang) -> dict[str, str]:
    low, high = _figure(each.low, lang), _figure(each.high, lang)
    quality = f"briefing.quality_{each.quality}"
    return {
        "name": each.name.get(lang) or each.key,
        "value": f"{_figure(each.value, lang)} {_unit(each.unit, each.value, lang)}".strip(),
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
