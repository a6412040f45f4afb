"""Charts: Altair specifications, drawn here as static pictures (SVG): nothing is fetched, nothing runs on the page."""

import re
from typing import Any

import altair as alt
import polars as pl
import vl_convert
from markupsafe import Markup, escape

from oberih.report.base import Comparison, Interval, Reported
from oberih.report.clock import Clock
from oberih.report.colours import BOUNDS, CAUSES, INK, MODEL, MODEL_LIGHT, PAPER, REPORTED, SCALE
from oberih.report.numbers import scale, unit_text
from oberih.report.render import region_name, region_order
from oberih.terms.words import Lang, say

VEGA_LITE = "6.4"
#: how d3 writes numbers, by language
LOCALES: dict[Lang, dict[str, Any]] = {
    "uk": {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", ""], "percent": "\u00a0%"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}
_ID = re.compile(r'\bid="([^"]+)"|url\(#([^)]+)\)|href="#([^"]+)"')
_CONFIG: dict[str, Any] = {
    "font": "sans-serif",
    "aria": False,  # the picture has one title and one description; a label on every mark would be read out one by one
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 11, "titleFontSize": 11, "gridColor": "#e1e4e8",
             "titleFontWeight": "normal"},
    "legend": {"labelColor": INK, "labelFontSize": 11, "title": None, "orient": "top"},
}  # fmt: skip


def picture(chart: Any, lang: Lang, *, name: str, title: str, desc: str, shown: str = "") -> Markup:
    """A chart as SVG for one place of the page: ids begin with `name`, so that two pictures never share one."""
    spec = chart.to_dict(validate=False)
    spec["config"] = _CONFIG
    svg = vl_convert.vegalite_to_svg(
        spec, vl_version=VEGA_LITE, allowed_base_urls=[], format_locale=LOCALES[lang], show_warnings=False
    )
    svg = _ID.sub(lambda found: _renamed(found, name), svg)
    width, height = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg).groups()  # type: ignore[union-attr]
    body = svg[svg.index(">") + 1 :]
    head = (
        f'<svg class="chart {shown}" viewBox="0 0 {width} {height}" style="max-width:{width}px" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(desc)}</desc>'
    )
    return Markup(head + _slim(body))


def _renamed(found: re.Match[str], name: str) -> str:
    one = found.group(1) or found.group(2) or found.group(3)
    return found.group(0).replace(one, f"{name}-{one}")


def _slim(body: str) -> str:
    """Attributes that only a script would use, left out."""
    body = re.sub(r' (?:role|aria-[a-z]+|pointer-events|class)="[^"]*"', "", body)
    return re.sub(r"<g>\s*</g>|<path[^>]* d=\"\"[^>]*/>", "", body)


def _data(values: list[dict[str, Any]]) -> Any:
    return alt.Data(values=values)  # type: ignore[no-untyped-call]


def strip(row: Comparison, found: Interval, lang: Lang) -> Any:
    """One quantity: 90 % and 50 % of the draws as bars, the median, and what was reported with the range it allows."""
    divisor, unit = scale(row.unit, max(abs(found.p95), abs(found.p50)))
    model = {name: getattr(found, name) / divisor for name in ("p05", "p25", "p50", "p75", "p95")}
    said = _mark(row.figure, divisor, max(model.values()))
    top = max([*model.values(), *(x for x in said.values() if isinstance(x, float))]) or 1.0
    x = alt.X(
        "low:Q",
        scale=alt.Scale(domain=[min(0.0, model["p05"]) * 1.04, top * 1.04], nice=False),
        axis=_strip_axis(unit, top, lang),
    )

    def bar(low: str, high: str, colour: str, size: int) -> Any:
        rows = _data([{"low": model[low], "high": model[high]}])
        return alt.Chart(rows).mark_bar(color=colour, size=size).encode(x=x, x2="high:Q")

    layers = [bar("p05", "p95", MODEL_LIGHT, 12), bar("p25", "p75", MODEL, 12)]
    if found.certain:
        points = alt.Chart(_data([{"low": model["p50"]}]))
        layers = [points.mark_tick(color=MODEL, thickness=4, size=14).encode(x=x)]
    else:
        median = alt.Chart(_data([{"low": model["p50"]}]))
        layers.append(median.mark_tick(color=PAPER, thickness=2.5, size=12).encode(x=x))
    layers += _reported_marks(said, x)
    return alt.layer(*layers).properties(width=290, height=34)


def _strip_axis(unit: str, top: float, lang: Lang) -> Any:
    """Whole numbers for what is counted; the unit on every label, as the axis has no title."""
    mark = unit_text(unit, 5, lang)
    label = f"format(datum.value, ',~f') + '{mark}'"
    least = 1.0 if unit in ("none", "people") or top >= 5 else 0.0
    return alt.Axis(
        title=None, tickCount=4, tickMinStep=least, labelExpr=label, labelFlush=False, domain=False, ticks=False
    )


def _mark(said: Reported | None, divisor: float, top: float) -> dict[str, Any]:
    """Where the reported figure stands: a point, or a range; an open end runs to the right edge."""
    if said is None or (said.low is None and said.high is None):
        return {}
    low = (said.low if said.low is not None else 0.0) / divisor
    if said.high is not None and said.high / divisor == low:
        return {"point": float(low)}
    high = said.high / divisor if said.high is not None else max(top, low * 1.1)
    return {"low": float(low), "high": float(high), "open": said.high is None}


def _reported_marks(said: dict[str, Any], x: Any) -> list[Any]:
    y = alt.value(4)
    if "point" in said:
        at = alt.Chart(_data([{"low": said["point"]}]))
        return [at.mark_point(shape="diamond", filled=True, size=90, color=REPORTED, opacity=1).encode(x=x, y=y)]
    if not said:
        return []
    line = alt.Chart(_data([{"low": said["low"], "high": said["high"]}]))
    start = line.mark_tick(color=REPORTED, thickness=2.5, size=10).encode(x=x, y=y)
    rule = line.mark_rule(color=REPORTED, strokeWidth=2.5, strokeDash=[5, 3]).encode(x=x, x2="high:Q", y=y)
    arrow = alt.Chart(_data([{"low": said["high"]}])).mark_point(
        shape="triangle-right", filled=True, size=60, color=REPORTED, opacity=1
    )
    return [rule, start, arrow.encode(x=x, y=y)] if said["open"] else [rule, start]


def _hour_axis(clock: Clock, hours: int, lang: Lang, width: int) -> Any:
    ticks = clock.ticks(hours, lang, most=max(3, width // 62))
    label = "{" + ",".join(f"'{hour}':{_js(lines)}" for hour, lines in ticks) + "}[datum.value]"
    return alt.Axis(title=None, values=[hour for hour, _ in ticks], labelExpr=label, labelOverlap=False, grid=True)


def _js(lines: tuple[str, ...]) -> str:
    return "[" + ",".join(f"'{line}'" for line in lines) + "]"


def _hour_x(field: str, clock: Clock, hours: int, lang: Lang, width: int) -> Any:
    return alt.X(
        f"{field}:Q", scale=alt.Scale(domain=[0, hours], nice=False), axis=_hour_axis(clock, hours, lang, width)
    )


def _mw_y(field: str, stack: bool | None = None) -> Any:
    axis = alt.Axis(labelExpr="format(datum.value, ',~f')", tickCount=5)
    return alt.Y(f"{field}:Q", title=None, axis=axis, stack=stack)


def national(rows: pl.DataFrame, clock: Clock, hours: int, lang: Lang, width: int) -> Any:
    """Demand cut across the country: median with 50 % and 90 % bands, and the mean part that the raid caused."""
    cut = _closed(rows.filter(pl.col("quantity") == "cut_mw"), hours)
    raid = _closed(rows.filter(pl.col("quantity") == "raid_cut_mw"), hours)
    names = [say(f"briefing.curve_{name}", lang) for name in ("most", "half", "median", "raid")]
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=names, range=[MODEL_LIGHT, "#4292c6", "#08306b", REPORTED]),
        legend=alt.Legend(columns=2 if width < 500 else 4, symbolType="square", labelLimit=240),
    )
    x = _hour_x("hour", clock, hours, lang, width)
    bands = [
        alt.Chart(_values(cut, names[i], low=low, high=high))
        .mark_area(interpolate="step-after")
        .encode(x=x, y=_mw_y("low"), y2="high:Q", color=colour)
        for i, (low, high) in enumerate((("p05", "p95"), ("p25", "p75")))
    ]
    lines = [
        alt.Chart(_values(table, name, low=column))
        .mark_line(interpolate="step-after", strokeWidth=2, strokeDash=dash)
        .encode(x=x, y=_mw_y("low"), color=colour)
        for table, name, column, dash in ((cut, names[2], "p50", [1, 0]), (raid, names[3], "mean", [6, 3]))
        if table.height
    ]
    return alt.layer(*bands, *lines).properties(width=width, height=220)


def _closed(rows: pl.DataFrame, hours: int) -> pl.DataFrame:
    """The rows with the last hour's value held to its end, so that a step chart shows that hour too."""
    if not rows.height:
        return rows
    end = rows.sort("hour").tail(1).with_columns(hour=pl.lit(hours, rows.schema["hour"]))
    return pl.concat([rows.sort("hour"), end])


def _values(rows: pl.DataFrame, what: str, **columns: str) -> Any:
    picked = rows.select("hour", **{name: pl.col(column).round(1) for name, column in columns.items()})
    return _data([{**row, "what": what} for row in picked.to_dicts()])


def causes(rows: pl.DataFrame, clock: Clock, hours: int, lang: Lang, width: int) -> Any:
    """Mean demand cut by cause, one on another."""
    names = {cause: say(f"briefing.cause_{cause}", lang) for cause in CAUSES}
    values = [
        {"hour": row["hour"], "mw": round(row["mean"], 1), "what": name, "order": order}
        for order, (cause, name) in enumerate(names.items())
        for row in _closed(rows.filter(pl.col("quantity") == f"cut_{cause}_mw"), hours).to_dicts()
    ]
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=list(names.values()), range=list(CAUSES.values())),
        legend=alt.Legend(columns=2 if width < 500 else 4, symbolType="square"),
    )
    chart = alt.Chart(_data(values)).mark_area(interpolate="step-after", stroke=PAPER, strokeWidth=0.4)
    return chart.encode(
        x=_hour_x("hour", clock, hours, lang, width), y=_mw_y("mw", stack=True), color=colour, order="order:Q"
    ).properties(width=width, height=180)


def heat(
    rows: pl.DataFrame, clock: Clock, hours: int, lang: Lang, width: int, *, hit: frozenset[str] = frozenset()
) -> Any:
    """Median share of demand cut, region by hour; neighbouring hours of one colour are one mark."""
    runs = _runs(rows)
    order = [
        _row_name(iso, lang, hit)
        for iso in sorted({row["iso"] for row in runs}, key=lambda iso: region_order(iso, lang))
    ]
    values = [{**row, "region": _row_name(row["iso"], lang, hit)} for row in runs]
    colour = alt.Color(
        "step:Q", scale=alt.Scale(domain=list(range(1, len(SCALE))), range=list(SCALE), type="threshold"), legend=None
    )
    return (
        alt.Chart(_data(values))
        .mark_rect()
        .encode(
            x=_hour_x("start", clock, hours, lang, width),
            x2="end:Q",
            y=alt.Y(
                "region:N",
                sort=order,
                title=None,
                axis=alt.Axis(ticks=False, domain=False, labelLimit=150, labelPadding=4),
                scale=alt.Scale(paddingInner=0.1),
            ),
            color=colour,
        )
        .properties(width=width, height=alt.Step(17))
    )


def _row_name(iso: str, lang: Lang, hit: frozenset[str]) -> str:
    return ("◆ " if iso in hit else "") + region_name(iso, lang)


def _runs(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Spans of hours over which a region keeps one class of colour."""
    shares = rows.filter(pl.col("quantity") == "cut_share").sort("region", "hour")
    step = pl.sum_horizontal([(pl.col("p50") >= bound).cast(pl.Int32) for bound in BOUNDS])
    stepped = shares.select(iso="region", hour=pl.col("hour").cast(pl.Int32), step=step)
    changed = (pl.col("step") != pl.col("step").shift(1)).fill_null(True).cum_sum().over("iso")
    spans = stepped.with_columns(span=changed).group_by("iso", "span", maintain_order=True)
    told = spans.agg(pl.col("step").first(), start=pl.col("hour").min(), end=pl.col("hour").max() + 1)
    return told.drop("span").to_dicts()
