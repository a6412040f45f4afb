"""Where each number of a briefing is from: table, query and key, so that every line can be checked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oberih.report.base import Amount, Finding, Findings, Interval, QuantityRow, Reported, Unit
from oberih.report.described import curve_desc, heat_desc
from oberih.report.findings import TRAPEZOID
from oberih.report.numbers import amount, number, texts
from oberih.report.people import COLUMNS as PEOPLE_COLUMNS
from oberih.report.people import people_tables
from oberih.report.plan import PAPER_ROWS, sections
from oberih.report.render import claim, region_name, regions_of, render, reported, who
from oberih.report.stop_shares import QUERY as STOP_SHARE
from oberih.report.stop_shares import told_shares
from oberih.report.told import clock_of, row_name, told
from oberih.report.traced import Traced, hourly, interval, quantity
from oberih.terms.words import Lang, say

__all__ = ["Traced", "explained"]

_UNITS = {
    "peak_cut_mw": Unit.MW, "peak_cut_share": Unit.SHARE, "raid_peak_cut_share": Unit.SHARE,
    "raid_unserved_mwh": Unit.MWH, "hours_cut": Unit.HOURS, "people": Unit.PEOPLE,
}  # fmt: skip
_EMERGENCY = (
    "SELECT count(*) FILTER (mean >= 0.5), count(*) FROM quantities "
    "WHERE quantity = 'emergency' AND region IS NOT NULL AND hour IS NULL"
)
_SERVED = (
    "SELECT hour, demand_mw, cut_scheduled_mw, cut_emergency_mw FROM served "
    "WHERE draw = {draw} AND region = '{region}' ORDER BY hour"
)
#: fields of run.json that the last table shows, in its order
_ABOUT = ("version", "seed", "draws", "hours", "form", "id", "created", "report.name", "report.sha256")


def explained(
    found: Findings, lang: Lang, *, similar: Sequence[Mapping[str, str]] = (), plan: Mapping[str, Any] | None = None,
    queues: Mapping[str, Any] | None = None,
) -> list[Traced]:  # fmt: skip
    """Every number of the briefing of these findings, in its order. The rest is as a paper takes it."""
    with regions_of(found.run):
        content = told(found, lang)
        rows = [*_head(found, content, lang), *_compared(found, lang), *_claims(found, lang), *_regions(found, lang)]
        rows += [*_people(found, lang), *_queues(queues, lang), *_plan(plan, lang), *_similar(similar, lang)]
        return [*rows, *_return(found, lang), *_rest(found, content, lang)]


def _head(found: Findings, content: Mapping[str, Any], lang: Lang) -> Iterator[Traced]:
    top, part = say("briefing.brand", lang), _part("h_summary", lang)
    yield Traced(top, "", content["title"], "run.json", "[key]", "title")
    yield Traced(top, "", content["when"], "run.json", "[key]", "raid_date, raid_hour")
    for each in found.summary:
        yield from _sentence(part, "", each, found, lang)
    if found.national_hours.height:
        yield hourly(_part("h_national", lang), curve_desc(found.national_hours, clock_of(found.run), lang), "cut_mw")


def _compared(found: Findings, lang: Lang) -> Iterator[Traced]:
    part = say("paper.h_beside", lang)
    for row in found.comparisons:
        for said in (row.reported, row.model):
            if said is not None:
                yield from _sentence(part, row_name(row, lang), said, found, lang)
    part = say("paper.h_calibration", lang)
    for share, words in zip(found.stop_shares, told_shares(found.stop_shares, lang), strict=True):
        kind = share.kind
        yield Traced(part, words["name"], words["record"], share.file, "[key]", share.key)
        yield Traced(part, words["name"], words["model"], "outcome_kinds", STOP_SHARE.format(kind=kind), f"kind={kind}")
        if share.reported is not None:
            key = f"summary.destroyed, summary.launched: {kind}"
            yield Traced(part, words["name"], words["reported"], "facts.json", "[key]", key)


def _claims(found: Findings, lang: Lang) -> Iterator[Traced]:
    for part, quotes in (("h_reported", found.quotes), ("h_toll", found.toll), ("h_elsewhere", found.elsewhere)):
        for quote in quotes:
            name, key = f"{claim(quote, lang)}; {who(quote, lang)}", ", ".join(quote.facts)
            yield Traced(_part(part, lang), name, quote.text, "facts.json", "facts[id]", key)


def _regions(found: Findings, lang: Lang) -> Iterator[Traced]:
    part = _part("h_regions", lang)
    if found.region_hours.height:
        shown = heat_desc(found.region_hours, clock_of(found.run), lang)
        yield hourly(part, shown, "cut_share", regional=True)
    for region in found.regions:
        name = region_name(region.iso, lang)
        for key, unit in _UNITS.items():
            yield from interval(part, name, getattr(region, key), unit, lang)
        if region.emergency is not None:
            shown = texts([region.emergency], Unit.SHARE, lang)[0]
            yield from quantity(part, name, shown, QuantityRow("emergency", region.iso))


def _people(found: Findings, lang: Lang) -> Iterator[Traced]:
    part = say("briefing_people.heading", lang)
    tables = people_tables(found.people, found.run.hours, lang)
    if tables is None:
        return
    if found.people.days and (power := found.people.days[0][0]) is not None:
        yield from quantity(part, "", tables["sentence"], power.row)
    names = [row["name"] for row in tables["days"]]
    regions = [(region_name(iso, lang), row) for iso, row in found.people.regions]
    days = zip(names, (*found.people.days, found.people.whole), strict=True)
    for name, row in (*days, *regions):
        for (_, unit), each in zip(PEOPLE_COLUMNS, row, strict=False):
            yield from interval(part, name, each, unit, lang)


def _queues(queues: Mapping[str, Any] | None, lang: Lang) -> Iterator[Traced]:
    if queues is None:
        return
    part = say("paper.h_queues", lang)
    yield Traced(part, "", f"{queues['caption']} {'; '.join(queues['columns'][1:])}", "run.json", "[key]", "raid_date")
    for iso, (name, *cells) in zip(queues["regions"], queues["rows"], strict=True):
        query = _SERVED.format(draw=queues["draw"], region=iso)
        yield Traced(part, name, "; ".join(cells), "served", query, f"draw={queues['draw']}, region={iso}")


def _plan(plan: Mapping[str, Any] | None, lang: Lang) -> Iterator[Traced]:
    if plan is None:
        return
    part = say("paper.h_helped", lang)
    whole = sections(plan, lang)
    for section, short in zip(whole, sections(plan, lang, most=PAPER_ROWS), strict=True):
        # a paper ends long tables with a line that a text has not
        for line in dict.fromkeys((*section.lines, *short.lines, *(" | ".join(row) for row in section.rows))):
            if re.search(r"\d", line):
                yield Traced(part, section.heading, line, "plan.json", "[key]", section.of)


def _similar(similar: Sequence[Mapping[str, str]], lang: Lang) -> Iterator[Traced]:
    part = say("paper.h_similar", lang)
    for row in similar:
        shown = "; ".join(row[name] for name in ("flew", "stopped", "said"))
        yield Traced(part, row["day"], shown, say("paper.explain_record", lang), "oberih record show DAY", row["day"])


def _return(found: Findings, lang: Lang) -> Iterator[Traced]:
    part = _part("h_return", lang)
    for each in found.restoration:
        yield from _sentence(part, "", each, found, lang)
    if len(found.trapezoid) == len(TRAPEZOID):
        for name in TRAPEZOID:
            unit = Unit.HOURS if name.endswith("_h") and "mw" not in name else Unit.MW
            yield from interval(part, say("paper.trapezoid", lang), found.trapezoid[name], unit, lang)
    raid = found.national_hours.filter(found.national_hours["quantity"] == "raid_cut_mw")
    if raid["p95"].is_not_null().any():
        yield hourly(part, say("paper.alt_restoration", lang), "raid_cut_mw")


def _rest(found: Findings, content: Mapping[str, Any], lang: Lang) -> Iterator[Traced]:
    for note in content["notes"]:
        yield Traced(_part("h_unknown", lang), "", note, "facts.json", "[key]", "notes")
    part = _part("h_assumptions", lang)
    for assumed, row in zip(found.assumptions, content["assumptions"], strict=True):
        shown = f"{row['value']} ({row['range']})" + (f"; {row['source']}" if row["source"] else "")
        yield Traced(part, row["name"], shown, "assumptions.json", "[key]", assumed.key)
    keys = dict(zip((say(f"briefing.run_{_short(key)}", lang) for key in _ABOUT), _ABOUT, strict=True))
    for name, value in content["about"]:
        yield Traced(_part("h_run", lang), name, value, "run.json", "[key]", keys[name])


def _short(key: str) -> str:
    """The name in the word list of a field of run.json."""
    return {"report.name": "report", "report.sha256": "sha"}.get(key, key)


def _sentence(part: str, name: str, said: Finding, found: Findings, lang: Lang) -> Iterator[Traced]:
    for key, value in _parts(said.values):
        match value:
            case Amount():
                row = value.value.row if isinstance(value.value, Interval) else value.row
                yield from quantity(part, name, amount(value, lang), row)
            case Reported():
                assessed = found.run.kind == "assess"
                file, where = ("facts.json", "summary, facts") if assessed else ("run.json", "inputs.launched")
                yield Traced(part, name, _figure(said, value, lang), file, "[key]", where)
            case int() if key == "draws":
                yield Traced(part, name, number(value, lang), "run.json", "[key]", "draws")
    if said.key == "finding.emergency_regions":
        yield Traced(part, name, render(said, lang), "quantities", _EMERGENCY, "quantity=emergency, region")


def _figure(said: Finding, value: Reported, lang: Lang) -> str:
    """A reported figure as its sentence has it."""
    simple = not any(isinstance(each, Finding | tuple) for each in said.values.values())
    return render(said, lang) if simple else reported(value, lang)


def _parts(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in values.items():
        match value:
            case Finding():
                yield from _parts(value.values)
            case tuple():
                yield from _parts({str(i): each for i, each in enumerate(value)})
            case _:
                yield key, value


def _part(key: str, lang: Lang) -> str:
    return say(f"briefing.{key}", lang)
