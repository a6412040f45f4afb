"""The hourly pictures of a briefing, each in two widths: a page chooses by the width of the reader's screen."""

from collections.abc import Callable
from typing import Any

import polars as pl
from markupsafe import Markup

from oberih.report import charts
from oberih.report.base import Findings
from oberih.report.clock import Clock
from oberih.report.colours import CAUSES
from oberih.report.described import cause_desc, curve_desc, heat_desc
from oberih.terms.words import Lang, say

_WIDTHS = {"wide": 680, "narrow": 270}
_HEAT_WIDTHS = {"wide": 590, "narrow": 190}  #: beside them stand the names of regions


def hourly_pictures(found: Findings, clock: Clock, lang: Lang) -> dict[str, Markup]:
    """National curve, causes and heat map, by name; those without data are left out."""
    rows, hours = found.national_hours, found.run.hours
    out: dict[str, Markup] = {}
    if _has(rows, "cut_mw"):
        out["curve"] = _both(
            "curve", lambda w: charts.national(rows, clock, hours, lang, w), curve_desc(rows, clock, lang), lang
        )
    if any(_has(rows, f"cut_{cause}_mw") for cause in CAUSES):
        out["cause"] = _both(
            "cause", lambda w: charts.causes(rows, clock, hours, lang, w), cause_desc(rows, lang), lang
        )
    regional = found.region_hours
    if _has(regional, "cut_share"):
        hit = frozenset(row.iso for row in found.regions if row.hit)
        desc = heat_desc(regional, clock, lang)
        out["heat"] = _both(
            "heat", lambda w: charts.heat(regional, clock, hours, lang, w, hit=hit), desc, lang, _HEAT_WIDTHS
        )
    return out


def _has(rows: pl.DataFrame, quantity: str) -> bool:
    return rows.filter(pl.col("quantity") == quantity).height > 0


def _both(name: str, chart: Callable[[int], Any], desc: str, lang: Lang, widths: dict[str, int] = _WIDTHS) -> Markup:
    title = say(f"briefing.{name}_title", lang)
    drawn = [
        charts.picture(chart(width), lang, name=f"{name}-{shown}", title=title, desc=desc, shown=shown)
        for shown, width in widths.items()
    ]
    return Markup("").join(drawn)
