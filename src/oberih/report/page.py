"""The briefing: one HTML page that needs no script and asks nothing of the network."""

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from oberih.report import charts
from oberih.report.base import Comparison, Findings, Unit
from oberih.report.colours import BOUNDS, SCALE
from oberih.report.files import kept_together, written
from oberih.report.findings import findings
from oberih.report.map import draw, share_of, share_text
from oberih.report.missing import missing
from oberih.report.numbers import span, texts
from oberih.report.pictures import hourly_pictures
from oberih.report.render import region_name, regions_of
from oberih.report.told import clock_of, told
from oberih.terms.words import Lang, say


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("oberih.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def write_briefing(folder: Path | str, lang: Lang, *, geometry: Mapping[str, Any]) -> Path:
    """Write briefing.<lang>.html into a finished run's folder, whole or not at all.

    `geometry` is a GeoJSON collection of regions (properties `id`, and `label` as lon, lat where known).
    Raises RunError where the folder is not a finished run, OutputError where the page cannot be written.
    """
    folder = Path(folder)
    page = briefing_html(findings(folder), lang, geometry=geometry)
    return written(folder / f"briefing.{lang}.html", page)


def briefing_html(found: Findings, lang: Lang, *, geometry: Mapping[str, Any]) -> str:
    """The whole page as text."""
    with regions_of(found.run):
        return _page(found, lang, geometry)


def _page(found: Findings, lang: Lang, geometry: Mapping[str, Any]) -> str:
    run = found.run
    words = told(found, lang)
    picture, unlabelled = draw(found.regions, geometry, lang) if words["regional"] else (None, ())
    words["rows"] = [
        {**row, "chart": _strip(i, each, row, lang)}
        for i, (each, row) in enumerate(zip(found.comparisons, words["rows"], strict=True))
    ]
    page = _templates().get_template("briefing.html.j2").render(
        lang=lang,
        other="en" if lang == "uk" else "uk",
        say=partial(_say, lang),
        run=run,
        **words,
        map=picture,
        unlabelled=_named_shares(found, unlabelled, lang),
        legend=legend(lang),
        missing=missing(found, lang),
        hatch_hit=any(row.hit for row in found.regions),
        pictures=hourly_pictures(found, clock_of(run), lang),
        word=lambda key: say(key, lang),
    )  # fmt: skip
    return kept_together(page)


def _say(lang: Lang, key: str, **values: object) -> str:
    return say(f"briefing.{key}", lang, **values)


def _strip(i: int, each: Comparison, row: Mapping[str, Any], lang: Lang) -> Markup | None:
    """The picture of a comparison, where there is something to draw."""
    if each.interval is None or not each.interval.drawable:
        return None
    reported = row["reported"] or say("briefing.not_reported", lang)
    desc = say("briefing.strip_alt", lang, row=row["name"], model=row["model"], reported=reported)
    return charts.picture(charts.strip(each, each.interval, lang), lang, name=f"strip{i}", title=row["name"], desc=desc)


def _named_shares(found: Findings, codes: tuple[str, ...], lang: Lang) -> str:
    """Regions with the figure of the map, in one line."""
    shares = {row.iso: share_text(share_of(row), lang) for row in found.regions}
    return ", ".join(f"{region_name(iso, lang)} — {shares[iso]}" for iso in sorted(codes))


def legend(lang: Lang) -> list[dict[str, str]]:
    """The classes of colour with their numbers."""
    edges = [0.0, *BOUNDS]
    out = []
    for low, high, colour in zip(edges, [*BOUNDS, None], SCALE, strict=True):
        if high is None:
            label = say("briefing.legend_from_up", lang, low=texts([low], Unit.SHARE, lang)[0])
        else:
            label = span(f"{low * 100:.0f}", f"{high * 100:.0f}") + ("%" if lang == "en" else "\u00a0%")
        out.append({"colour": colour, "label": label})
    return out
