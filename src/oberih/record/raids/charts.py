"""Pictures of what was fitted: the share stopped over time, and how reliable the predictions were.

They show fitted summaries only, never a raid of the table.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from oberih.record.raids.calibration import Calibration, Learnt, family_order
from oberih.record.raids.hindcast import LEVELS, Hindcast
from oberih.terms.errors import Fault, OutputError
from oberih.terms.words import Lang, say

VEGA_LITE = "6.4"
LINE, BAND, WIDE, INK = "#08519c", "#6baed6", "#c6dbef", "#1b1f24"
_CONFIG: dict[str, Any] = {
    "font": "sans-serif", "background": "#ffffff", "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": INK, "gridColor": "#e1e4e8", "titleFontWeight": "normal"},
    "header": {"labelColor": INK, "labelFontSize": 12}, "title": {"color": INK, "anchor": "start", "fontSize": 13},
    "legend": {"orient": "top", "labelColor": INK},
}  # fmt: skip
_MOST_PANELS = 24
#: d3's names of months and its decimal sign in Ukrainian; English is d3's own
_TIME_UK = {
    "dateTime": "%A, %e %B %Y, %X", "date": "%d.%m.%Y", "time": "%H:%M:%S", "periods": ["", ""],
    "days": ["неділя", "понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота"],
    "shortDays": ["нд", "пн", "вт", "ср", "чт", "пт", "сб"],
    "months": ["січень", "лютий", "березень", "квітень", "травень", "червень", "липень", "серпень", "вересень",
               "жовтень", "листопад", "грудень"],
    "shortMonths": ["січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру"],
}  # fmt: skip
_NUMBER_UK = {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", ""], "percent": "\u00a0%"}


def shares_over_time(calibration: Calibration, lang: Lang) -> dict[str, Any]:
    """A panel a kind and a family: the mean share stopped, and where one raid's share falls in 50 and 90 of 100."""
    panels: list[tuple[str, Learnt]] = []
    for kind, learnt in calibration.kinds.items():
        panels.append((say(f"calibrate.kind_{kind}", lang), learnt))
        families = calibration.families[kind]
        if len(families) > 1:  # a kind of one family would be drawn twice
            panels += [(family_name(name, lang), families[name]) for name in family_order(list(families))]
    panels = [(title, learnt) for title, learnt in panels if len(learnt.path) > 1][:_MOST_PANELS]
    span = [calibration.first.isoformat(), calibration.as_of.isoformat()]
    drawn = [_panel(title, learnt, span, lang) for title, learnt in panels]
    title = say("calibrate.chart_title", lang, first=calibration.first, last=calibration.last)
    return {"concat": drawn, "columns": 3, "title": {"text": title, "subtitle": say("calibrate.chart_source", lang)}}


def _panel(title: str, learnt: Learnt, span: list[str], lang: Lang) -> dict[str, Any]:
    quantiles = ("mean", "p05", "p25", "p75", "p95")
    rows = [
        {"date": str(point["date"]), **{name: 100 * float(point[name]) for name in quantiles}} for point in learnt.path
    ]
    x = alt.X("date:T", title=None, scale=alt.Scale(domain=span), axis=alt.Axis(tickCount=4, format="%b %Y"))
    scale = alt.Scale(domain=[0, 100])
    base = alt.Chart(alt.Data(values=rows), title=title, width=230, height=110)  # type: ignore[no-untyped-call]
    wide = base.mark_area(color=WIDE).encode(
        x=x, y=alt.Y("p05:Q", scale=scale, title=say("calibrate.share", lang)), y2="p95:Q"
    )
    band = base.mark_area(color=BAND).encode(x=x, y=alt.Y("p25:Q", scale=scale), y2="p75:Q")
    line = base.mark_line(color=LINE).encode(x=x, y=alt.Y("mean:Q", scale=scale))
    made: dict[str, Any] = (wide + band + line).to_dict(validate=False)
    return made


def reliability(result: Hindcast, lang: Lang) -> dict[str, Any]:
    """A panel a kind: of the raids, how many fell inside the central interval of each probability; right is on the
    diagonal, above it too wide, below too narrow."""
    ends = alt.Data(values=[{"level": 0, "inside": 0}, {"level": 100, "inside": 100}])  # type: ignore[no-untyped-call]
    drawn = []
    for scores in result.kinds:
        rows = [
            {"level": 100 * level, "inside": 100 * got} for level, got in zip(LEVELS, scores.reliability, strict=True)
        ]
        title = f"{say(f'calibrate.kind_{scores.kind}', lang)} ({scores.raids})"
        scale = alt.Scale(domain=[0, 100])
        x = alt.X("level:Q", scale=scale, title=say("hindcast.nominal", lang))
        y = alt.Y("inside:Q", scale=scale, title=say("hindcast.observed", lang))
        right = alt.Chart(ends, title=title, width=200, height=200).mark_line(color=INK, strokeDash=[4, 4])
        seen = alt.Chart(alt.Data(values=rows)).mark_line(color=LINE, point=True)  # type: ignore[no-untyped-call]
        drawn.append((right.encode(x=x, y=y) + seen.encode(x=x, y=y)).to_dict(validate=False))
    title = say("hindcast.chart_title", lang, first=result.first, last=result.last)
    return {"concat": drawn, "columns": 3, "title": {"text": title, "subtitle": say("calibrate.chart_source", lang)}}


def family_name(family: str, lang: Lang) -> str:
    """What a family is called.

    >>> family_name("kh101", "en"), family_name("cruise_mix", "en")
    ('Kh-101/555', 'Several cruise missiles together')
    """
    return say(f"calibrate.family_{family}", lang)


def write_pictures(folder: Path, pictures: Iterable[tuple[str, dict[str, Any]]], lang: Lang) -> list[Path]:
    """Write each (name, specification) as SVG and PNG into a folder, made if need be. Raises OutputError."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, spec in pictures:
            words: dict[str, Any] = (
                {"format_locale": _NUMBER_UK, "time_format_locale": _TIME_UK} if lang == "uk" else {}
            )
            whole = {**spec, "config": _CONFIG}
            svg = vl_convert.vegalite_to_svg(whole, vl_version=VEGA_LITE, allowed_base_urls=[], **words)
            png = vl_convert.vegalite_to_png(whole, vl_version=VEGA_LITE, allowed_base_urls=[], scale=1.5, **words)
            written += [folder / f"{name}.svg", folder / f"{name}.png"]
            written[-2].write_text(svg, encoding="utf-8")
            written[-1].write_bytes(png)
    except OSError as error:
        values = {"reason": error.strerror or str(error)}
        raise OutputError(Fault(key="calibrate.not_written", where=str(folder), values=values)) from None
    return written
