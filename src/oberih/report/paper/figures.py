"""Charts of a briefing on paper: intervals as bands, names beside what they name."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from oberih.report.base import Comparison, Findings, Interval
from oberih.report.clock import Clock
from oberih.report.colours import BOUNDS, INK, MODEL, MODEL_LIGHT, PAPER, REPORTED, SCALE
from oberih.report.findings import TRAPEZOID
from oberih.report.numbers import number
from oberih.report.paper import style
from oberih.report.render import region_name, region_order, weapon
from oberih.terms.words import Lang, say


def stopped(found: Findings, lang: Lang) -> str | None:
    """Stopped by kind: the model's interval, and what was reported."""
    rows = [row for row in found.comparisons if row.key == "stopped" and row.interval and row.interval.drawable]
    if not rows:
        return None
    made, axes = style.figure(0.5 + 0.42 * len(rows))
    for y, row in enumerate(reversed(rows)):
        assert row.interval is not None
        _bar(axes, y, row.interval)
        _reported(axes, y, row)
    names = [weapon(row.kind, None, lang) for row in reversed(rows)]
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(left=0)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: number(value, lang))
    return style.svg(made)


def _bar(axes: Axes, y: float, found: Interval) -> None:
    if found.certain:
        axes.plot([found.p50], [y], "|", color=MODEL, markersize=12, markeredgewidth=3)
        return
    axes.barh(y, found.p95 - found.p05, left=found.p05, height=0.36, color=MODEL_LIGHT)
    axes.barh(y, found.p75 - found.p25, left=found.p25, height=0.36, color=MODEL)
    axes.plot([found.p50, found.p50], [y - 0.18, y + 0.18], color=PAPER, linewidth=1.6)


def _reported(axes: Axes, y: float, row: Comparison) -> None:
    said = row.figure
    if said is None or (said.low is None and said.high is None):
        return
    low = 0.0 if said.low is None else said.low
    if said.high is not None and said.high == low:
        axes.plot([low], [y + 0.32], "D", color=REPORTED, markersize=5)
        return
    high = said.high if said.high is not None else max(axes.get_xlim()[1], low * 1.1)
    axes.plot([low, high], [y + 0.32] * 2, color=REPORTED, linewidth=1.6, linestyle=(0, (4, 2)))
    axes.plot([low], [y + 0.32], "|", color=REPORTED, markersize=7, markeredgewidth=1.8)
    if said.high is None:
        axes.plot([high], [y + 0.32], ">", color=REPORTED, markersize=5)


def calibration(found: Findings, lang: Lang) -> str | None:
    """Share stopped by kind: the record's mean with nine raids in ten, this run's draws beneath, and what was reported.

    The record is an outline and the run is filled, so that they are told apart in grey."""
    rows = found.stop_shares
    if not rows:
        return None
    made, axes = style.figure(0.55 + 0.5 * len(rows))
    for y, row in enumerate(reversed(rows)):
        wide = row.high - row.low
        axes.barh(y + 0.2, wide, left=row.low, height=0.26, facecolor=PAPER, edgecolor=style.SOFT, linewidth=1.1)
        axes.plot([row.mean] * 2, [y + 0.07, y + 0.33], color=INK, linewidth=2)
        _bar(axes, y - 0.18, row.model)
        if row.reported is not None:
            axes.plot([row.reported], [y + 0.42], "D", color=REPORTED, markersize=5, clip_on=False)
        for key, at, end in (("share_record", y + 0.2, row.high), ("share_model", y - 0.18, row.model.p95)):
            _named(axes, say(f"paper.{key}", lang), at, end)
    axes.set_yticks(range(len(rows)), [weapon(row.kind, None, lang) for row in reversed(rows)])
    axes.set_ylim(-0.55, len(rows) - 0.4)
    axes.set_xlim(0, 1)
    mark = "%" if lang == "en" else "\u00a0%"
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}{mark}")
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return style.svg(made)


def _named(axes: Axes, text: str, y: float, end: float) -> None:
    """What a bar is, beside its right end; before the axis's end where there is no room left."""
    inside = end > 0.84
    axes.annotate(
        text, (1.0 if inside else end, y), xytext=(4, 0), textcoords="offset points", fontsize=7.5, va="center",
        color=INK, annotation_clip=False,
    )  # fmt: skip


def country(found: Findings, clock: Clock, lang: Lang) -> str | None:
    """Demand cut across the country by hour: median and bands."""
    rows = found.national_hours.filter(pl.col("quantity") == "cut_mw").sort("hour")
    if not rows["p95"].sum():
        return None  # nothing to see, and the paper says so at its top
    made, axes = style.figure(2.3)
    _bands(axes, rows, found.run.hours)
    _beside(axes, rows, lang)
    style.hours(axes, clock, found.run.hours, lang)
    style.megawatts(axes, lang)
    return style.svg(made)


def restoration(found: Findings, clock: Clock, lang: Lang) -> str | None:
    """What the raid alone cuts by hour, with the resilience trapezoid of the median corners."""
    rows = found.national_hours.filter(pl.col("quantity") == "raid_cut_mw").sort("hour")
    if not rows.height or rows["p95"].is_null().all():
        return None
    made, axes = style.figure(2.3)
    _bands(axes, rows, found.run.hours)
    corners = _trapezoid(found)
    if corners is not None:
        axes.plot(*corners, color=REPORTED, linewidth=1.5, linestyle=(0, (5, 2)))
        x, y = corners[0][1], corners[1][1]
        axes.annotate(
            say("paper.trapezoid", lang), (x, y), xytext=(8, 6), textcoords="offset points", color=REPORTED,
            fontsize=7.5,
        )  # fmt: skip
    style.hours(axes, clock, found.run.hours, lang)
    style.megawatts(axes, lang)
    axes.set_ylim(0, max(*rows["p95"].to_list(), corners[1].max() if corners is not None else 0.0) * 1.12)
    return style.svg(made)


def _trapezoid(found: Findings) -> tuple[np.ndarray, np.ndarray] | None:
    """Hours and MW of the corners: falls at Φ to Λ, stays E hours, rises at Π."""
    medians = [found.trapezoid[name].p50 for name in TRAPEZOID if name in found.trapezoid]
    if len(medians) < len(TRAPEZOID) or not np.isfinite(medians).all():
        return None
    phi, depth, stay, pi = medians
    if min(phi, depth, pi) <= 0:
        return None
    fall = depth / phi
    return np.cumsum([0.0, fall, stay, depth / pi]), np.array([0.0, depth, depth, 0.0])


def _bands(axes: Axes, rows: pl.DataFrame, n_hours: int) -> None:
    at = [*rows["hour"].to_list(), n_hours]

    def held(name: str) -> list[float]:
        values = rows[name].to_list()
        return [*values, values[-1]]

    axes.fill_between(at, held("p05"), held("p95"), step="post", color=MODEL_LIGHT, linewidth=0)
    axes.fill_between(at, held("p25"), held("p75"), step="post", color=MODEL, alpha=0.55, linewidth=0)
    axes.step(at, held("p50"), where="post", color=INK, linewidth=1.4)


def _beside(axes: Axes, rows: pl.DataFrame, lang: Lang) -> None:
    """Names of the bands at the right edge, apart from one another where bands are thin."""
    last = rows.row(-1, named=True)
    top = axes.get_ylim()[1]
    below = np.inf
    names = (("briefing.curve_most", "p95"), ("briefing.curve_median", "p50"), ("briefing.curve_half", "p25"))
    for key, name in names if (rows["p05"] != rows["p95"]).any() else (("paper.curve_alone", "p50"),):
        wanted = float(last[name])
        y = min(wanted, below - 0.075 * top)
        below = y
        axes.annotate(
            say(key, lang), (1.005, y), xycoords=("axes fraction", "data"), fontsize=7.5, va="center", color=INK,
        )  # fmt: skip


def frontier(said: Mapping[str, Any], lang: Lang) -> str | None:
    """What more and less money gains: the best set's mean with its 90 % interval, by budget."""
    rows = said.get("frontier") or []
    if len(rows) < 2:
        return None
    made, axes = style.figure(2.2)
    at = [row["budget"] / 1e6 for row in rows]
    low, mean, high = ([row["gain"][name] for row in rows] for name in ("low", "mean", "high"))
    axes.fill_between(at, low, high, color=MODEL_LIGHT, linewidth=0)
    axes.plot(at, mean, "o-", color=INK, markersize=4, linewidth=1.4)
    for text, y in ((say("paper.frontier_interval", lang), high[-1]), (say("paper.frontier_mean", lang), mean[-1])):
        axes.annotate(text, (1.005, y), xycoords=("axes fraction", "data"), fontsize=7.5, va="center", color=INK)
    axes.set_xlim(at[0], at[-1])
    axes.set_ylim(bottom=min(0.0, *low))
    axes.xaxis.set_major_formatter(lambda value, _: number(value, lang))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, lang))
    axes.set_xlabel(say("paper.frontier_budget", lang, currency=said["currency"]), fontsize=8, color=style.SOFT)
    unit = say(f"plan.unit_{said['unit']}", lang)
    axes.set_title(say("paper.frontier_gain", lang, unit=unit), loc="left", fontsize=8, color=style.SOFT)
    return style.svg(made)


def heat(found: Findings, clock: Clock, lang: Lang) -> str | None:
    """Median share of demand cut, a row a region, a column an hour; classes of the map."""
    shares = found.region_hours.filter(pl.col("quantity") == "cut_share")
    if not shares["p50"].sum():
        return None
    order = sorted(shares["region"].unique(), key=lambda iso: region_order(iso, lang))
    grid = shares.pivot(on="region", index="hour", values="p50").sort("hour").select(order).to_numpy().T
    hit = {row.iso for row in found.regions if row.hit}
    made, axes = style.figure(0.75 + 0.165 * len(order))
    for colour, cells in zip(SCALE, _cells(np.digitize(grid, BOUNDS)), strict=True):
        if cells is not None:
            axes.add_patch(PathPatch(cells, facecolor=colour, linewidth=0))
    axes.set_ylim(0, len(order))
    axes.set_yticks(
        np.arange(len(order)) + 0.5, [("◆ " if iso in hit else "") + region_name(iso, lang) for iso in order]
    )
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False)
    for y in range(1, len(order)):
        axes.axhline(y, color=PAPER, linewidth=0.8)
    style.hours(axes, clock, found.run.hours, lang)
    shown = ScalarMappable(BoundaryNorm([0.0, *BOUNDS, 1.0], len(SCALE)), ListedColormap(SCALE))
    bar = made.colorbar(shown, ax=axes, orientation="horizontal", aspect=60, pad=0.02, shrink=0.6)
    mark = "%" if lang == "en" else "\u00a0%"
    bar.set_ticks([*BOUNDS], labels=[f"{100 * each:.0f}{mark}" for each in BOUNDS])
    bar.outline.set_visible(False)
    return style.svg(made)


def _cells(classes: np.ndarray) -> list[Path | None]:
    """(row, column) classes into one path a class; neighbours in a row are one rectangle: a hundredth of the shapes
    that a mesh would have, and no seams between them."""
    corners: list[list[tuple[float, float]]] = [[] for _ in SCALE]
    for y, row in enumerate(classes):
        edges = [0, *(np.flatnonzero(np.diff(row)) + 1), len(row)]
        for left, right in pairwise(edges):
            corners[row[left]] += [(left, y), (right, y), (right, y + 1), (left, y + 1), (left, y)]
    one = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return [Path(each, one * (len(each) // 5)) if each else None for each in corners]
