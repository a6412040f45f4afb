"""The replay as one HTML file: own script, no request, both languages."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from oberih.report.colours import BOUNDS, SCALE
from oberih.report.map import HATCH
from oberih.report.projection import shapes
from oberih.report.replay.base import Replay
from oberih.terms.words import LANGS, Lang, say

WIDTH = 1000.0


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("oberih.report.replay", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def replay_html(shown: Replay, lang: Lang) -> str:
    """The whole file, in this language to begin with."""
    return _templates().get_template("replay.html.j2").render(
        lang=lang, say=lambda key, **values: say(f"replay.{key}", lang, **values), **parts(shown, lang)
    )


def parts(shown: Replay, lang: Lang) -> dict[str, Any]:
    """What a page that holds a replay fills in: pictures, data, script and style."""
    every, height = shapes(shown.geometry, WIDTH)
    modelled = [region["iso"] for region in shown.regions]
    ordered = sorted(every, key=lambda shape: -_size(shape.rings))
    areas = [
        {
            "path": shape.path(), "number": modelled.index(shape.iso) if shape.iso in modelled else -1,
            "hit": shape.iso in modelled and bool(shown.regions[modelled.index(shape.iso)]["hit"]),
        }
        for shape in ordered
    ]  # fmt: skip
    labels = {shape.iso: shape.label for shape in every if shape.label is not None}
    middles = [_middle(labels.get(iso), iso, every) for iso in modelled]
    data = shown.plain() | {"middles": middles, "height": round(height, 1), "colours": list(SCALE)}
    folder = files("oberih.report.replay")
    return {
        "shown": shown, "title": shown.title.get(lang) or say("briefing.title_default", lang), "areas": areas,
        "width": WIDTH, "height": height, "hatch": Markup(HATCH.format(id="replay-hatch")),
        "events": shown.events(lang), "clock": [shown.told_at(at, lang) for at, _ in shown.events(lang)],
        "kinds": sorted({int(row[0]) for row in shown.weapons}),
        "data": _json(data), "texts": _json({each: shown.texts(each) | {"page": _page(shown, each)} for each in LANGS}),
        "style": Markup(folder.joinpath("replay.css").read_text(encoding="utf-8")),
        "script": Markup(folder.joinpath("replay.js").read_text(encoding="utf-8")),
        "legend": _legend(lang),
    }  # fmt: skip


_PAGE = ("illustration", "play", "speed", "previous", "next", "time", "events", "map", "chosen", "keys", "invented",
         "drawn")  # fmt: skip


def _page(shown: Replay, lang: Lang) -> dict[str, str]:
    """Sentences of the page itself, so that it can change its language where it stands."""
    own = {key: say(f"replay.{key}", lang) for key in _PAGE if key != "chosen"}
    counts = say("replay.counts", lang, **shown.counts)
    title = shown.title.get(lang) or say("briefing.title_default", lang)
    chosen = say(f"replay.chosen_{shown.chosen}", lang, draw=shown.draw)
    return own | {"chosen": chosen, "counts": counts, "title": title}


def _legend(lang: Lang) -> list[tuple[str, str]]:
    mark = "%" if lang == "en" else "\u00a0%"
    edges = [0.0, *BOUNDS]
    return [
        (colour, f"{100 * low:.0f}{mark}+" if low == edges[-1] else f"{100 * low:.0f}–{100 * high:.0f}{mark}")
        for low, high, colour in zip(edges, [*BOUNDS, 1.0], SCALE, strict=True)
    ]


def _json(value: Any) -> Markup:
    """JSON inside a script element: no sign in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _size(rings: Any) -> float:
    return max(float(np.prod(np.ptp(ring, axis=0))) for ring in rings)


def _middle(label: Any, iso: str, every: Any) -> list[float]:
    """Where marks of a region stand: its label's place, else the middle of its largest ring."""
    if label is not None:
        return [round(float(each), 1) for each in label]
    ring = max(next(shape.rings for shape in every if shape.iso == iso), key=len)
    return [round(float(each), 1) for each in (ring.max(axis=0) + ring.min(axis=0)) / 2]
