"""The briefing as Markdown: for an e-mail, a wiki, or a text editor."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from oberih.report.base import Findings
from oberih.report.missing import missing
from oberih.report.people import COLUMNS as PEOPLE_COLUMNS
from oberih.report.plan import sections
from oberih.report.render import regions_of
from oberih.report.told import told
from oberih.terms.words import Lang, say

_ESCAPED = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>#|"})


def markdown(
    found: Findings, lang: Lang, *, similar: Sequence[Mapping[str, str]] = (), plan: Mapping[str, Any] | None = None,
    queues: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """The whole briefing in Markdown (CommonMark with tables); the same texts as the page and the paper."""
    with regions_of(found.run):
        return "\n".join(_lines(found, told(found, lang), lang, similar, plan, queues)).rstrip() + "\n"


def _lines(
    found: Findings, t: Mapping[str, Any], lang: Lang, similar: Sequence[Mapping[str, str]],
    plan: Mapping[str, Any] | None, queues: Mapping[str, Any] | None,
) -> list[str]:  # fmt: skip
    run = found.run

    def w(key: str, room: str = "briefing") -> str:
        return say(f"{room}.{key}", lang)

    out = [f"# {_safe(t['title'])}", ""]
    out += [f"**{w('badge_internal')}**", ""] if run.internal else []
    out += [_safe(t["when"]), "", f"*{w('badge_model')}*", ""]
    notices = [w("invented")] * run.invented + [w("withheld")] * run.withheld + [w("one_draw")] * (run.draws == 1)
    out += [line for each in (*notices, *missing(found, lang)) for line in (f"> {each}", "")]
    out += [f"## {w('h_summary')}", "", _safe(" ".join(t["summary"])), ""]
    said = w("said_reported" if run.kind == "assess" else "said_scenario")
    rows = [[row["name"], row["reported"] or w("not_reported"), row["model"]] for row in t["rows"]]
    out += [f"## {w('h_beside', 'paper')}", ""] if rows else []
    out += _table((w("col_figure", "paper"), said, w("said_model")), rows) if rows else []
    if t["stop_shares"]:
        of = ("name", "record", "model", "reported")
        out += [f"### {w('h_calibration', 'paper')}", "", w("cap_calibration", "paper"), ""]
        heads = [w(f"col_share_{name}", "paper") for name in of]
        out += _table(heads, [[row[name] for name in of] for row in t["stop_shares"]])
    for key, heading in (("quotes", "h_reported"), ("toll", "h_toll"), ("elsewhere", "h_elsewhere")):
        if t[key]:
            claims = [(row["claim"], row["words"], row["who"]) for row in t[key]]
            out += [f"## {w(heading)}", "", *([w("toll_note"), ""] if key == "toll" else [])]
            out += _table((w("col_claim"), w("col_words"), w("col_who")), claims)
    if t["regional"]:
        columns = ("region", "peak_share", "raid_share", "peak_mw", "energy", "hours_cut", "people", "emergency")
        cells = [[("◆ " if row["hit"] else "") + row["name"], *map(_cell, row["cells"])] for row in t["regions"]]
        out += [f"## {w('h_regions')}", "", f"{w('table_caption')} {w('hour_note')}", ""]
        out += _table([w(f"col_{name}") for name in columns], cells)
    if t["people"] is not None:
        out += [f"## {w('heading', 'briefing_people')}", "", t["people"]["sentence"], ""]
        for part, first in (("days", w("col_day", "briefing_people")), ("regions", w("col_region"))):
            heads = [first, *(w(f"col_{name}", "briefing_people") for name, _ in PEOPLE_COLUMNS)]
            cells = [[row["name"], *map(_cell, row["cells"])] for row in t["people"][part]]
            out += _table(heads, cells) if cells else []
    if queues is not None:
        out += [f"## {w('h_queues', 'paper')}", "", queues["caption"], "", *_table(queues["columns"], queues["rows"])]
    if plan is not None:
        out += [f"## {w('h_helped', 'paper')}", ""]
        for section in sections(plan, lang):
            out += [f"### {section.heading}", "", *(line for each in section.lines for line in (each, ""))]
            out += _table(section.columns, section.rows) if section.rows else []
    if similar:
        out += [f"## {w('h_similar', 'paper')}", "", w("similar_lead", "paper"), ""]
        names = ("day", "flew", "stopped", "said")
        out += _table([w(f"col_{name}", "paper") for name in names], [[row[name] for name in names] for row in similar])
    if t["restoration"]:
        out += [f"## {w('h_return')}", "", *(line for each in t["restoration"] for line in (each, ""))]
    out += [f"## {w('h_unknown')}", "", *(f"- {_safe(each)}" for each in (*t["gaps"], *t["notes"])), ""]
    if t["assumptions"]:
        rows = [[row["name"], row["value"], row["range"], row["source"] or row["quality"]] for row in t["assumptions"]]
        out += [f"## {w('h_assumptions')}", ""]
        out += _table([w(f"col_{name}") for name in ("assumed", "value", "range", "source")], rows)
    out += [f"## {w('h_run')}", "", *(f"- {name}: {_safe(value)}" for name, value in t["about"]), "", w("footer")]
    return out


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    ruled = ["| " + " | ".join(map(_safe, head)) + " |", "|" + "---|" * len(head)]
    return [*ruled, *("| " + " | ".join(map(_safe, row)) + " |" for row in rows), ""]


def _cell(each: Mapping[str, str]) -> str:
    return f"{each['median']} ({each['most']})" if each["most"] else each["median"]


def _safe(text: str) -> str:
    """Letters that Markdown would take for its own, and HTML, stay letters."""
    return re.sub(r"[ \t\r\n]+", " ", text.translate(_ESCAPED)).strip()  # no-break spaces within numbers stay
