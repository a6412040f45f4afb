"""The briefing as PDF: tagged, PDF/UA-1, with alt texts, set by typst from the same findings as the page."""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst

from oberih.report.base import Amount, Findings
from oberih.report.described import curve_desc, heat_desc
from oberih.report.files import kept_together
from oberih.report.map import draw
from oberih.report.missing import missing
from oberih.report.numbers import amount
from oberih.report.paper import figures, style
from oberih.report.people import COLUMNS as PEOPLE_COLUMNS
from oberih.report.plan import PAPER_ROWS, sections
from oberih.report.render import regions_of
from oberih.report.stop_shares import desc
from oberih.report.told import clock_of, told
from oberih.terms.words import Lang, say

#: sentences of the page that the paper says too, by their names in the word list
_WORDS = (
    "badge_internal", "badge_model", "brand", "cap_assumptions", "cap_elsewhere", "cap_quotes", "cap_toll",
    "col_assumed", "col_claim", "col_range", "col_source", "col_value", "col_who", "col_words", "curve_caption",
    "footer", "h_assumptions", "h_elsewhere", "h_gaps", "h_method", "h_regions", "h_reported",
    "h_return", "h_run", "h_summary", "h_toll", "h_unknown", "heat_caption", "hour_note", "invented", "map_caption",
    "not_reported", "notes", "one_draw", "said_model", "said_reported", "said_scenario", "table_caption", "toll_note",
    "withheld",
)  # fmt: skip
#: and those of paper alone
_OWN = (
    "calibration_caption", "cap_about", "cap_beside", "cap_calibration", "cap_key", "cap_similar", "col_about",
    "col_day", "col_figure", "col_flew", "col_said", "col_share_model", "col_share_name", "col_share_record",
    "col_share_reported", "col_stopped", "h_beside", "h_calibration", "h_helped", "h_queues", "h_similar", "h_sure",
    "map_short", "quote_close", "quote_open", "restoration_caption", "similar_lead", "sure",
)  # fmt: skip
#: the figures of the first page, where a run has them
_KEY = ("launched", "stopped", "generation_lost_mw", "peak_cut_share", "next_day_deficit_share", "raid_unserved_mwh")
KEY_ROWS = 8  #: on the first page, which must stay one page
_REGION_COLUMNS = ("region", "peak_share", "raid_share", "peak_mw", "energy", "hours_cut", "people", "emergency")


def pdf(
    found: Findings, lang: Lang, *, geometry: Mapping[str, Any], similar: Sequence[Mapping[str, str]] = (),
    plan: Mapping[str, Any] | None = None, queues: Mapping[str, Any] | None = None,
) -> bytes:  # fmt: skip
    """The briefing as a PDF file; the same findings give the same bytes. `plan` is what `oberih plan` wrote."""
    with regions_of(found.run), style.styled(), tempfile.TemporaryDirectory(prefix="oberih-") as name:
        folder = Path(name)
        pictures = pictures_of(found, lang, geometry, plan)
        for key, (svg, _) in pictures.items():
            (folder / f"{key}.svg").write_text(svg, encoding="utf-8")
        data = _data(found, lang, similar, plan)
        data |= {"queues": dict(queues) if queues else None}
        data |= {"pictures": {key: alt for key, (_, alt) in pictures.items()}}
        whole = kept_together(json.dumps(data, ensure_ascii=False))
        (folder / "data.json").write_text(whole, encoding="utf-8")
        page = files("oberih.report.paper").joinpath("briefing.typ").read_text(encoding="utf-8")
        (folder / "briefing.typ").write_text(page, encoding="utf-8")
        made: bytes = typst.compile(
            str(folder / "briefing.typ"), root=name, font_paths=[_fonts()], ignore_system_fonts=True,
            pdf_standards=["ua-1"], timestamp=0,
        )  # fmt: skip
        return made


@cache
def _fonts() -> str:
    """DejaVu, which comes with matplotlib; Libertinus comes with typst."""
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf")


def pictures_of(
    found: Findings, lang: Lang, geometry: Mapping[str, Any], plan: Mapping[str, Any] | None = None
) -> dict[str, tuple[str, str]]:
    """Each picture with its text for those who do not see it."""
    clock = clock_of(found.run)
    rows = found.national_hours
    out: dict[str, tuple[str, str]] = {}

    def put(key: str, svg: str | None, alt: str) -> None:
        if svg is not None:
            out[key] = (svg, alt)

    put("stopped", figures.stopped(found, lang), say("paper.alt_stopped", lang))
    put("calibration", figures.calibration(found, lang), desc(found.stop_shares, lang))
    if rows.height:
        put("country", figures.country(found, clock, lang), curve_desc(rows, clock, lang))
    if plan is not None:
        put("frontier", figures.frontier(plan, lang), say("paper.alt_frontier", lang))
    put("restoration", figures.restoration(found, clock, lang), say("paper.alt_restoration", lang))
    if found.regions and not found.run.withheld:
        drawn, _ = draw(found.regions, geometry, lang)
        out["map"] = (_for_paper(str(drawn)), say("briefing.map_title", lang))
        if found.region_hours.height:
            put("heat", figures.heat(found, clock, lang), heat_desc(found.region_hours, clock, lang))
    return out


def _for_paper(svg: str) -> str:
    """The page's map with the letters of a wide page only, in a font that is there."""
    svg = re.sub(r'<text class="narrow".*?</text>', "", svg)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace("sans-serif", "DejaVu Sans", 1)


def _data(
    found: Findings, lang: Lang, similar: Sequence[Mapping[str, str]], plan: Mapping[str, Any] | None
) -> dict[str, Any]:
    run = found.run
    words = {key: say(f"briefing.{key}", lang) for key in _WORDS} | {key: say(f"paper.{key}", lang) for key in _OWN}
    words["h_people"] = say("briefing_people.heading", lang)
    assessed = run.kind == "assess"
    content = told(found, lang)
    method = ("method_1" if assessed else "method_1_scenario", "method_2", "method_3", "method_4", "method_5")
    return {
        "lang": lang,
        "told": content,
        "words": words,
        "internal": run.internal,
        "invented": run.invented,
        "withheld": run.withheld,
        "one_draw": run.draws == 1,
        "assessed": assessed,
        "missing": missing(found, lang),
        "key": _key(found, content["rows"], lang),
        "helped": [] if plan is None else helped(plan, lang),
        "plan": [] if plan is None else [asdict(each) for each in sections(plan, lang, most=PAPER_ROWS)],
        "strip_key": say("briefing.strip_key" if content["any_reported"] else "briefing.strip_key_model", lang),
        "region_columns": [say(f"briefing.col_{name}", lang) for name in _REGION_COLUMNS],
        "people_columns": [say(f"briefing_people.col_{name}", lang) for name, _ in PEOPLE_COLUMNS],
        "people_first": {"days": say("briefing_people.col_day", lang), "regions": say("briefing.col_region", lang)},
        "people_captions": {part: say(f"briefing_people.caption_{part}", lang) for part in ("days", "regions")},
        "method": " ".join(say(f"briefing.{key}", lang) for key in method),
        "similar": list(similar),
        "frontier_caption": say("paper.frontier_caption", lang),
    }


def helped(plan: Mapping[str, Any], lang: Lang) -> list[str]:
    """What the first page says of a plan: the first in line, and the whole for the money."""
    parts = sections(plan, lang, most=1)
    return [line for part in parts[:2] for line in part.lines[:1]] if "plan" in plan else []


def _key(found: Findings, rows: Sequence[Mapping[str, Any]], lang: Lang) -> list[dict[str, str]]:
    """The first page's figures in short: the median with nine draws in ten."""
    out = [
        {
            "name": row["name"],
            "reported": row["reported"] or "—",
            "model": amount(Amount(each.interval, each.unit, brief=True), lang),
        }
        for each, row in zip(found.comparisons, rows, strict=True)
        if each.key in _KEY and each.interval is not None
    ]
    over = max(0, len(out) - KEY_ROWS)  # of many kinds the first are told here, and all of them overleaf
    weapons = sum(each.key in ("launched", "stopped") and each.interval is not None for each in found.comparisons)
    return out[: max(weapons - over, 0)] + out[weapons:]
