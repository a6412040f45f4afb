"""The map: regions coloured by the share of demand cut in their worst hour, drawn as SVG without a library."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from oberih.report.base import RegionRow, Unit
from oberih.report.colours import INK, fill, letters_on
from oberih.report.labels import Land, lands
from oberih.report.numbers import texts
from oberih.report.projection import Shape, shapes
from oberih.report.render import region_name
from oberih.terms.words import Lang, say

WIDTH = 760.0
_WIDE, _NARROW = (
    11.0,
    23.0,
)  #: sizes of letters on a wide page, and on a phone, where the picture shrinks to under a half
_LETTER = 0.58  #: mean width of a sans-serif letter, as a share of its size


def draw(rows: tuple[RegionRow, ...], geometry: Mapping[str, Any], lang: Lang) -> tuple[Markup, tuple[str, ...]]:
    """The picture, and the regions too small for a label on it. Regions without a row are hatched."""
    every, height = shapes(geometry, WIDTH)
    every = tuple(sorted(every, key=_extent, reverse=True))  # the small lie on the large
    by_iso = {row.iso: row for row in rows}
    land = lands(every)
    parts = [_head(rows, height, lang)]
    parts += [_area(shape, by_iso.get(shape.iso)) for shape in every]
    parts += [_hit(shape) for shape in every if shape.iso in by_iso and by_iso[shape.iso].hit]
    labels = {iso: _label(row, land[iso], lang) for iso, row in by_iso.items() if iso in land}
    missing = tuple(iso for iso, label in labels.items() if 'class="wide"' not in label)
    return Markup("".join([*parts, *labels.values()]) + "</svg>"), missing


def _extent(shape: Shape) -> float:
    xs = [x for ring in shape.rings for x in ring[:, 0]]
    ys = [y for ring in shape.rings for y in ring[:, 1]]
    return float((max(xs) - min(xs)) * (max(ys) - min(ys)))


def share_of(row: RegionRow) -> float:
    """The figure that the map shows: the median share of demand cut in the worst hour, 0 to 1."""
    return 0.0 if row.peak_cut_share is None else row.peak_cut_share.p50


def _head(rows: tuple[RegionRow, ...], height: float, lang: Lang) -> str:
    top = sorted(rows, key=lambda row: (-share_of(row), row.iso))[:3]
    named = ", ".join(f"{region_name(row.iso, lang)} {share_text(share_of(row), lang)}" for row in top) or "—"
    title = escape(say("briefing.map_title", lang))
    desc = escape(say("briefing.map_desc", lang, n=len(rows), n_n=len(rows), worst=named))
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-labelledby="map-title map-desc" '
        f'font-family="sans-serif"><title id="map-title">{title}</title><desc id="map-desc">{desc}</desc>'
        f"<defs>{HATCH.format(id='map-hatch')}</defs>"
    )


#: grey stripes for what is not modelled
HATCH = (
    '<pattern id="{id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" fill="#f3f4f6"/><path d="M0 0V7" stroke="#8b949e" stroke-width="2"/></pattern>'
)


def _area(shape: Shape, row: RegionRow | None) -> str:
    colour = "url(#map-hatch)" if row is None else fill(share_of(row))
    return f'<path d="{shape.path()}" fill="{colour}" fill-rule="evenodd" stroke="#57606a" stroke-width=".7"/>'


def _hit(shape: Shape) -> str:
    """A heavy dashed outline, white below, so that it is seen on any colour without colour."""
    line = f'<path d="{shape.path()}" fill="none" stroke-linejoin="round"'
    return f'{line} stroke="#fff" stroke-width="4.2"/>{line} stroke="{INK}" stroke-width="2.4" stroke-dasharray="7 3"/>'


def share_text(share: float, lang: Lang) -> str:
    return texts([share, 1.0], Unit.SHARE, lang)[0]  # beside 100 % a share is rounded to a whole percent


def _label(row: RegionRow, land: Land, lang: Lang) -> str:
    """The name with the figure where both fit; else the figure; else nothing (the table has it)."""
    share = share_of(row)
    figure, name = share_text(share, lang), ("◆ " if row.hit else "") + region_name(row.iso, lang)
    bare = figure.rstrip("%\u00a0")
    colour = letters_on(share)
    out = ""
    for shown, size, choices in (
        ("wide", _WIDE, ((name, figure), (figure,), (bare,))),
        ("narrow", _NARROW, ((bare,),)),
    ):
        for lines in choices:
            place = land.fit(max(map(len, lines)) * _LETTER * size + 2, len(lines) * size * 1.15 + 1)
            if place is not None:
                out += _text(lines, place, size, colour, shown)
                break
    return out


def _text(lines: tuple[str, ...], place: tuple[float, float], size: float, colour: str, shown: str) -> str:
    x, y = place
    first = y - (len(lines) - 1) * size * 0.575 + size * 0.35
    last = len(lines) - 1  # the figure is the last line, and stands out
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{first + i * size * 1.15:.1f}" font-weight="{700 if i == last else 400}">'
        f"{escape(line)}</tspan>"
        for i, line in enumerate(lines)
    )
    head = f'<text class="{shown}" font-size="{size:.0f}" text-anchor="middle" fill="{colour}" aria-hidden="true">'
    return f"{head}{spans}</text>"
