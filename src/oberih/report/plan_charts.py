"""Charts of a plan that answer to a hand: Altair specifications, drawn in the browser. A table says the same as each.

The runtime is the one in vl-convert's wheel (`runtime`). It is run with Vega's interpreter of expressions, so a page
needs to allow no `eval`; see `web/static/plan.js`.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import altair as alt
import numpy as np
import vl_convert

from oberih.report.charts import LOCALES, VEGA_LITE
from oberih.report.colours import INK, MODEL, MODEL_LIGHT
from oberih.report.plan import MILLION, chosen, figure, interval, money
from oberih.terms.words import Lang, say

Row = Mapping[str, Any]
NAMES = ("frontier", "ranking", "one_more", "shares")
MOST_SHARES = 15  #: options whose share is drawn
_OTHER = "#6e7781"  #: what is not in the plan
_CUT = 0.1  #: of the intervals may go on beyond the frame at either end
_STEP_PX = 34  #: of a row: a line of text, and the interval under it
_CONFIG: dict[str, Any] = {
    "font": "system-ui, sans-serif", "background": "#ffffff",
    # the figure has one name, and a table beside it: no mark is read out by itself
    "aria": False, "mark": {"aria": False}, "view": {"stroke": None},
    "axis": {"aria": False, "labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12,
             "gridColor": "#e1e4e8", "titleFontWeight": "normal"},
    "legend": {"aria": False, "labelColor": INK, "labelFontSize": 12, "title": None, "orient": "top", "symbolSize": 90},
}  # fmt: skip


def runtime() -> str:
    """The script that draws: Vega, Vega-Lite and Vega-Embed as vl-convert's wheel holds them."""
    return str(vl_convert.javascript_bundle(vl_version=VEGA_LITE))  # type: ignore[call-arg]  # by itself: all of them


def runtime_version() -> str:
    """Changes whenever the script does."""
    return version("vl-convert-python")


def charts(said: Row, lang: Lang) -> dict[str, dict[str, Any]]:
    """Specifications by name, for a plan that buys something; those with nothing to draw are left out."""
    if "plan" not in said:
        return {}
    made = {"frontier": _frontier(said, lang), "ranking": _ranking(said, lang), "shares": _shares(said, lang)}
    if said["one_more"]:
        made["one_more"] = _one_more(said, lang)
    return {name: _whole(made[name], lang) for name in NAMES if made.get(name) is not None}


def _whole(chart: Any, lang: Lang) -> dict[str, Any]:
    spec = chart.properties(width="container").to_dict(validate=False)
    spec["config"] = _CONFIG | {"locale": {"number": LOCALES[lang]}}
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return dict(spec)


def _word(said: Row, lang: Lang, name: str) -> str:
    values = {"unit": say(f"plan.unit_{said['unit']}", lang), "currency": said.get("currency", "")}
    return say(f"planpage.{name}", lang, **values)


def _data(rows: Sequence[Row]) -> Any:
    return alt.Data(values=[dict(row) for row in rows])  # type: ignore[no-untyped-call]


def _tips(said: Row, lang: Lang, **fields: str) -> list[Any]:
    """What is read out under the pointer: texts that are written already, each by its word."""
    return [alt.Tooltip(f"{field}:N", title=_word(said, lang, word)) for field, word in fields.items()]


def _frontier(said: Row, lang: Lang) -> Any:
    """Gain by money spent, from nothing on."""
    currency = said["currency"]
    rows = [
        {
            "cost": row["cost"] / MILLION, "budget": row["budget"] / MILLION, "gain": row["gain"]["mean"],
            "low": row["gain"]["low"], "high": row["gain"]["high"], "money": money(row["budget"], currency, lang),
            "spent": money(row["cost"], currency, lang), "gain_text": interval(row["gain"], lang),
            "chosen": chosen(row["chosen"], lang) or "—",
        }
        for row in said["frontier"]
    ]  # fmt: skip
    rows.sort(key=lambda row: row["budget"])
    nothing = {"cost": 0, "budget": 0, "gain": 0, "low": 0, "high": 0}
    near = alt.selection_point(name="near", on="pointerover", clear="pointerout", fields=["budget"], empty=False)
    base = alt.Chart(_data([nothing, *rows]))
    x = alt.X("cost:Q", title=_word(said, lang, "axis_spent"), axis=alt.Axis(grid=False, tickCount=6, format="~s"))
    y = alt.Y("low:Q", title=_word(said, lang, "axis_gain"), axis=alt.Axis(tickCount=5, format=",~f"))
    tips = _tips(said, lang, money="tip_budget", spent="tip_spent", gain_text="tip_gain", chosen="tip_chosen")
    band = base.mark_area(color=MODEL_LIGHT, opacity=0.55).encode(x=x, y=y, y2="high:Q")
    line = base.mark_line(color=MODEL, strokeWidth=2).encode(x=x, y=alt.Y("gain:Q"))
    bought = alt.Chart(_data(rows))
    points = bought.mark_point(filled=True, color=MODEL, opacity=1).encode(
        x=x, y="gain:Q", size=alt.condition(near, alt.value(220), alt.value(80))
    )
    # what is pointed at is larger than what is seen: a finger is
    under = bought.mark_point(filled=True, opacity=0, size=1500).encode(x=x, y="gain:Q", tooltip=tips).add_params(near)
    return alt.layer(band, line, points, under).properties(height=280)


def _interval_rows(rows: Sequence[Row], said: Row, lang: Lang) -> list[dict[str, Any]]:
    bought = {row["option"] for row in said["plan"]["chosen"]}
    words = {True: _word(said, lang, "in_plan"), False: _word(said, lang, "not_in_plan")}
    classes = {row["option"]: row["class"] for row in said["ranking"]}
    return [
        {
            "title": row["titles"][lang], "class": say(f"plan.class_{classes[row['option']]}", lang),
            "cost": money(_mid(row["cost"]), said["currency"], lang),
            "gain": interval(row["gain"], lang), "per_million": interval(row["per_million"], lang),
            "taken": words[row["option"] in bought],
            **{f"{name}_{end}": row[name][end] for name in ("gain", "per_million") for end in ("mean", "low", "high")},
        }
        for row in rows
    ]  # fmt: skip


def _mid(cost: Any) -> float:
    return float(cost["mid"] if isinstance(cost, Mapping) else cost)


def _intervals(rows: list[dict[str, Any]], said: Row, lang: Lang, prefix: str) -> Any:
    """A line of text a row, and under it mean and 90 % interval: per million or in all, of one class or of each."""
    per, gain = _word(said, lang, "axis_per"), _word(said, lang, "axis_gain")
    every = _word(said, lang, "all_classes")
    kinds = list(dict.fromkeys(row["class"] for row in rows))
    # names are shared by all charts of a page's bindings, so they carry the chart's
    shown = alt.param(
        name=f"{prefix}_shown", value=per,
        bind=alt.binding_select(options=[per, gain], name=_word(said, lang, "pick_measure")),
    )
    kind = alt.param(
        name=f"{prefix}_kind", value=every,
        bind=alt.binding_select(options=[every, *kinds], name=_word(said, lang, "pick_class")),
    )
    whole = f"{prefix}_shown == {_js(gain)}"
    base = (
        alt.Chart(_data(rows))
        .transform_filter(f"{prefix}_kind == {_js(every)} || datum.class == {prefix}_kind")
        .transform_calculate(
            **{end: f"{whole} ? datum.gain_{end} : datum.per_million_{end}" for end in ("mean", "low", "high")}
        )
    )
    y = alt.Y("title:N", sort=[row["title"] for row in rows], axis=None)
    taken = [_word(said, lang, "in_plan"), _word(said, lang, "not_in_plan")]
    colour = alt.Color("taken:N", scale=alt.Scale(domain=taken, range=[MODEL, _OTHER]))
    shape = alt.Shape("taken:N", scale=alt.Scale(domain=taken, range=["diamond", "circle"]))
    axis = alt.Axis(tickCount=5, format=",~f", orient="top")
    frames = {name: _frame(rows, name) for name in ("gain", "per_million")}
    least, most = (alt.expr(f"{whole} ? {frames['gain'][i]} : {frames['per_million'][i]}") for i in (0, 1))
    scale = alt.Scale(domainMin=least, domainMax=most, nice=False)
    tips = _tips(said, lang, title="tip_option", **{"class": "tip_class"}, cost="tip_cost", gain="tip_gain",
                 per_million="tip_per")  # fmt: skip
    rule = base.mark_rule(strokeWidth=3, opacity=0.55, yOffset=9, clip=True).encode(
        x=alt.X("low:Q", title=None, axis=axis, scale=scale), x2="high:Q", y=y, color=colour
    )
    dots = base.mark_point(filled=True, size=90, opacity=1, yOffset=9).encode(
        x=alt.X("mean:Q", title=None, axis=axis, scale=scale), y=y, color=colour, shape=shape, tooltip=tips
    )
    zero = alt.Chart(_data([{"at": 0}])).mark_rule(color=_OTHER, strokeDash=[3, 3]).encode(x="at:Q")
    return alt.layer(zero, *_names(base, y), rule, dots).add_params(shown, kind).properties(height=alt.Step(_STEP_PX))


def _frame(rows: Sequence[Row], name: str) -> tuple[float, float]:
    """What of the axis is shown: all means, and most intervals whole. One that is many times as wide as the others
    would leave nothing to see of them; its line goes on beyond the frame."""
    means = np.array([row[f"{name}_mean"] for row in rows])
    low, high = (np.array([row[f"{name}_{end}"] for row in rows]) for end in ("low", "high"))
    least = min(0.0, means.min(), float(np.quantile(low, _CUT)))
    most = max(0.0, means.max(), float(np.quantile(high, 1 - _CUT)))
    rim = 0.04 * (most - least)
    return float(least - rim), float(most + rim)


def _names(base: Any, y: Any) -> list[Any]:
    """What a row is called, above its mark, on a rim of white: lines of the grid pass behind it."""
    text = {"align": "left", "baseline": "bottom", "dy": 1, "fontSize": 12, "limit": alt.expr("width")}
    rim, ink = {"stroke": "#ffffff", "strokeWidth": 4, "strokeJoin": "round"}, {"color": INK}
    return [base.mark_text(**text, **look).encode(x=alt.value(0), y=y, text="title:N") for look in (rim, ink)]


def _js(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _ranking(said: Row, lang: Lang) -> Any:
    return _intervals(_interval_rows(said["ranking"], said, lang), said, lang, "ranking")


def _one_more(said: Row, lang: Lang) -> Any:
    return _intervals(_interval_rows(said["one_more"], said, lang), said, lang, "more")


def _shares(said: Row, lang: Lang) -> Any:
    """How often each option is in the best set; None where none ever is."""
    found = sorted((row for row in said["ranking"] if row["chosen_share"] > 0), key=lambda row: -row["chosen_share"])
    if not found:
        return None
    rows = [
        {
            "title": row["titles"][lang], "share": 100 * row["chosen_share"],
            "share_text": figure(100 * row["chosen_share"], lang) + ("%" if lang == "en" else "\u00a0%"),
        }
        for row in found[:MOST_SHARES]
    ]  # fmt: skip
    y = alt.Y("title:N", sort=[row["title"] for row in rows], axis=None)
    base = alt.Chart(_data(rows))
    axis = alt.Axis(tickCount=5, orient="top", format=",~f")
    bars = base.mark_bar(color=MODEL, height=9, yOffset=9).encode(
        x=alt.X("share:Q", title=_word(said, lang, "axis_share"), scale=alt.Scale(domain=[0, 100]), axis=axis), y=y,
        tooltip=_tips(said, lang, title="tip_option", share_text="axis_share"),
    )  # fmt: skip
    return alt.layer(bars, *_names(base, y)).properties(height=alt.Step(_STEP_PX))
