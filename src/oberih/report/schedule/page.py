"""A schedule as one HTML file that needs nothing else: pictures by region and day, hours as text under each, and what
the kinds of cuts are. With few regions on it, a picture a queue too."""

from markupsafe import Markup, escape

from oberih.report.numbers import day as day_in_words
from oberih.report.schedule.picture import queue_picture, region_picture
from oberih.report.schedule.text import as_of, hours, limits
from oberih.terms.timetable import PLANNED, POSSIBLE, Timetable
from oberih.terms.words import Lang, say

KINDS = ("achr", "savn", "sgav", "gav", "gop", "gpv")
MOST_WITH_QUEUES = 3  #: regions on a page that also has a picture a queue
_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif; color: #1b1f24; background: #fff;
  max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; margin: .2rem 0; } h2 { font-size: 1.25rem; margin: 2rem 0 .3rem; }
.muted { color: #57606a; margin: .2rem 0; }
.wide { overflow-x: auto; } .wide svg { width: 100%; min-width: 40rem; height: auto; display: block; }
nav a { display: inline-block; margin: 0 .9rem .3rem 0; color: #08519c; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d0d7de; }
summary { cursor: pointer; color: #08519c; margin: .4rem 0; }
a:focus-visible, summary:focus-visible { outline: 3px solid #0072b2; }
@media print { details > * { display: block; } nav { display: none; } }
"""


def page(table: Timetable, lang: Lang) -> str:
    """The whole page."""
    title = say("timetable.title", lang)
    parts: list[Markup] = [
        Markup("<h1>{}</h1>").format(title),
        _muted(say("timetable.head", lang, source=table.source, preset=table.preset, as_of=as_of(table, lang))),
        _muted(say("timetable.model_note", lang)),
    ]
    if len(table.regions) > 1:
        links = (Markup('<a href="#r{}">{}</a>').format(i, table.name(code, lang)) for i, code in _ordered(table, lang))
        parts.append(Markup('<nav aria-label="{}">{}</nav>').format(say("timetable.regions", lang), _join(links)))
    for number, code in _ordered(table, lang):
        parts.append(Markup('<h2 id="r{}">{}</h2>').format(number, table.name(code, lang)))
        for which, (_, day) in enumerate(table.slots.each_day()):
            if table.known[day].any():
                parts.append(own_ids(region_picture(table, number, which, lang), f"d{number}-{which}"))
                parts.append(_as_text(table, number, which, lang))
        if len(table.regions) <= MOST_WITH_QUEUES:
            pictures = _join(
                own_ids(queue_picture(table, number, queue, lang), f"q{number}-{queue}")
                for queue in range(len(table.queues))
            )
            told = say("timetable.by_queue", lang)
            parts.append(Markup("<details><summary>{}</summary>{}</details>").format(told, pictures))
    parts.append(_kinds(lang))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = _join(parts)
    head += f"<style>{_STYLE}</style>"
    return f'<!doctype html>\n<html lang="{lang}"><head>{head}</head><body>{body}</body></html>\n'


def _ordered(table: Timetable, lang: Lang) -> list[tuple[int, str]]:
    """Regions by name, as a reader looks for them."""
    alphabet = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"

    def place(code: str) -> tuple[object, ...]:
        name = table.name(code, lang).removeprefix("м. ").lower()
        return tuple((alphabet.index(x) + 1000 if x in alphabet else ord(x)) for x in name)

    return sorted(enumerate(table.regions), key=lambda each: place(each[1]))


def own_ids(svg: str, key: str) -> Markup:
    """Patterns of one picture under names that no other picture of the page has."""
    for name in ("possible", "emergency"):
        svg = svg.replace(f'id="{name}"', f'id="{key}-{name}"').replace(f"url(#{name})", f"url(#{key}-{name})")
    return Markup('<div class="wide">{}</div>').format(Markup(svg))


def _as_text(table: Timetable, region: int, number: int, lang: Lang) -> Markup:
    day = slice(table.slots.first[number], table.slots.first[number + 1])
    heads = [say(f"timetable.column_{name}", lang) for name in ("queue", "planned", "possible", "hours")]
    rows = []
    off = table.hours_off(region, day)
    for queue, name in enumerate(table.queues):
        status = table.status[region, :, queue]
        cells = (
            hours(table, status == PLANNED, day) or "—", hours(table, status == POSSIBLE, day) or "—",
            say("timetable.hours_off", lang, hours=f"{off[queue]:g}".replace(".", "," if lang == "uk" else ".")),
        )  # fmt: skip
        rows.append(Markup('<tr><th scope="row">{}</th>{}</tr>').format(name, _cells("td", cells)))
    told = [say("timetable.limits", lang, limits=limits(table, region, day, lang))]
    if table.emergency[region, day].any():
        told.append(say("timetable.emergency_hours", lang, hours=hours(table, table.emergency[region], day)))
    table_of = "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
    return Markup("<details><summary>{}</summary>{}" + table_of + "</details>").format(
        say("timetable.in_words", lang, day=day_in_words(table.slots.days[number], lang)),
        _join(_muted(line) for line in told), _cells('th scope="col"', heads), _join(rows),
    )  # fmt: skip


def _kinds(lang: Lang) -> Markup:
    heads = [say(f"timetable.kind_{name}", lang) for name in ("name", "trigger", "speed", "who", "schedule")]
    rows = _join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            say(f"cuts.{kind}_name", lang),
            _cells("td", [say(f"cuts.{kind}_{what}", lang) for what in ("trigger", "speed", "who", "schedule")]),
        )
        for kind in KINDS
    )
    table_of = "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
    return Markup('<h2>{}</h2><div class="wide">' + table_of + "</div>").format(
        say("timetable.kinds", lang), _cells('th scope="col"', heads), rows
    )


def _cells(tag: str, texts: object) -> Markup:
    end = tag.split(maxsplit=1)[0]
    assert isinstance(texts, list | tuple)
    return _join(Markup("<{}>{}</{}>").format(Markup(tag), text, Markup(end)) for text in texts)


def _muted(text: str) -> Markup:
    return Markup('<p class="muted">{}</p>').format(text)


def _join(parts: object) -> Markup:
    return Markup("").join(parts)  # type: ignore[arg-type]
