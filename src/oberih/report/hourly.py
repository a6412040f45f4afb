"""The map by hour, for a page on which the hour can be moved: shapes with classes of colour, and what they change to.

Colours are classes (`s0` to `s5`, `none`), so that one style sheet serves every region and no style stands in the
picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from markupsafe import Markup, escape

from oberih.report.base import Findings
from oberih.report.clock import Clock
from oberih.report.colours import step
from oberih.report.labels import lands
from oberih.report.map import HATCH, WIDTH, share_text
from oberih.report.projection import shapes
from oberih.report.render import region_name, region_order
from oberih.terms.words import Lang, say

_LETTER_SIZE, _LETTER = 12.0, 0.58
DARK_FROM = 4  #: classes from here on take white letters


@dataclass(frozen=True, slots=True)
class HourlyMap:
    """A picture at one hour, and the data for all hours."""

    svg: Markup
    hour: int  #: the one drawn: the hour in which the country loses most
    rows: tuple[Mapping[str, Any], ...]  #: one a region: iso, name, hit, share (text) and step at `hour`
    data: Mapping[str, Any]  #: hours (texts), regions (iso → percent by hour), national (texts)


def hourly_map(found: Findings, geometry: Mapping[str, Any], lang: Lang) -> HourlyMap | None:
    """None where the run holds no region by hour, or may not show any. Within `render.regions_of(found.run)`."""
    rows = found.region_hours.filter(pl.col("quantity") == "cut_share").select("region", "hour", "p50")
    if rows.is_empty():
        return None
    by_region: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
    for (region,), part in rows.sort("hour").group_by("region", maintain_order=True):
        by_region[str(region)] = part["p50"].to_numpy()
    national = found.national_hours.filter(pl.col("quantity") == "cut_share").sort("hour")["p50"].to_numpy()
    if not national.size:
        cut = found.national_hours.filter(pl.col("quantity") == "cut_mw").sort("hour")["p50"].to_numpy()
        hour = int(cut.argmax()) if cut.size else 0
    else:
        hour = int(national.argmax())
    hit = {row.iso for row in found.regions if row.hit}
    clock = Clock(found.run.raid_date, found.run.raid_hour)
    n_hours = min(map(len, by_region.values()))
    order = sorted(by_region, key=lambda iso: region_order(iso, lang))
    return HourlyMap(
        svg=_picture(geometry, {iso: float(by_region[iso][hour]) for iso in order}, hit, lang),
        hour=hour,
        rows=tuple(
            {
                "iso": iso, "name": region_name(iso, lang), "hit": iso in hit,
                "share": share_text(float(by_region[iso][hour]), lang), "step": step(float(by_region[iso][hour])),
            }
            for iso in order
        ),
        data={
            "hours": [clock.told(each, lang) for each in range(n_hours)],
            "regions": {iso: [round(100 * float(x), 1) for x in by_region[iso][:n_hours]] for iso in order},
            "percent": "%" if lang == "en" else "\u00a0%",
        },
    )  # fmt: skip


def _picture(geometry: Mapping[str, Any], shares: Mapping[str, float], hit: set[str], lang: Lang) -> Markup:
    every, height = shapes(geometry, WIDTH)
    every = tuple(sorted(every, key=lambda shape: -_extent(shape.rings)))  # the small lie on the large
    land = lands(every)
    parts = [
        f'<svg class="map" id="map" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" '
        f'aria-labelledby="map-title" font-family="sans-serif">'
        f'<title id="map-title">{escape(say("web.map_title", lang))}</title>'
        f"<defs>{HATCH.format(id='map-hatch')}</defs>"
    ]
    for shape in every:
        kind = f"s{step(shares[shape.iso])}" if shape.iso in shares else "none"
        parts.append(f'<path class="land {kind}" data-region="{escape(shape.iso)}" d="{shape.path()}"/>')
    outlines = [shape.path() for shape in every if shape.iso in hit]
    parts += [f'<path class="hit-below" d="{each}"/><path class="hit" d="{each}"/>' for each in outlines]
    for shape in every:
        if shape.iso not in shares:
            continue
        name = ("◆ " if shape.iso in hit else "") + region_name(shape.iso, lang)
        place = land[shape.iso].fit(len(name) * _LETTER * _LETTER_SIZE + 2, _LETTER_SIZE * 1.2)
        if place is None:
            continue
        dark = " on-dark" if step(shares[shape.iso]) >= DARK_FROM else ""
        parts.append(
            f'<text class="label{dark}" data-label="{escape(shape.iso)}" x="{place[0]:.1f}" y="{place[1] + 4:.1f}" '
            f'font-size="{_LETTER_SIZE:.0f}" text-anchor="middle" aria-hidden="true">{escape(name)}</text>'
        )
    return Markup("".join(parts) + "</svg>")


def _extent(rings: tuple[np.ndarray[Any, np.dtype[np.float64]], ...]) -> float:
    points = np.concatenate(rings)
    return float(np.prod(points.max(axis=0) - points.min(axis=0)))
