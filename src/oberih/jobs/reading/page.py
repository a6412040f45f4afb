"""The article with its facts underlined: a page that needs no script and no network.

A fact's words can be reached with the keyboard; hovering or reaching them shows what was read, from whom, and by which
rule. Whatever the report holds is text here: every sign that HTML knows is written as its entity.
"""

from collections.abc import Iterator, Sequence
from html import escape

from oberih.record import Fact, Report
from oberih.terms.regions import REGIONS
from oberih.terms.words import Lang, say

_STYLE = """
:root { color-scheme: light dark; --line: #b3261e; --quiet: #5f6368; --box: #fff; --ink: #1f1f1f; }
@media (prefers-color-scheme: dark) { :root { --line: #f2b8b5; --quiet: #9aa0a6; --box: #2d2e31; --ink: #e8eaed; } }
body { font: 1.05rem/1.7 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color:
var(--ink); } h1 { font-size: 1.2rem; } .about { color: var(--quiet); font-size: .9rem; } article { white-space:
pre-line; } .fact { position: relative; text-decoration: underline; text-decoration-color: var(--line);
 text-underline-offset: .25em; text-decoration-thickness: 2px; cursor: help; }
.fact:focus { outline: 2px solid var(--line); outline-offset: 2px; }
.aside { text-decoration-style: dotted; text-decoration-color: var(--quiet); }
.read { display: none; position: absolute; left: 0; top: 1.8em; z-index: 1; width: max-content; max-width: min(26rem,
 80vw); padding: .5rem .8rem; background: var(--box); border: 1px solid var(--line); border-radius: .4rem; font-size:
 .85rem; line-height: 1.45; white-space: normal; box-shadow: 0 2px 8px #0004; }
.fact:hover > .read, .fact:focus > .read { display: block; }
.read b { display: block; } .read i { color: var(--quiet); font-style: normal; display: block; }
@media print { .read { display: none !important; } }
"""


def page(reports: Sequence[Report], lang: Lang) -> str:
    """One self-contained HTML page with the text of each report, its facts underlined, in the words of `lang`."""
    title = escape(say("reading.page_title", lang, count=len(reports)))
    bodies = "".join(_article(report, number, lang) for number, report in enumerate(reports))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<p class="about">{escape(say("reading.page_help", lang))}</p>\n{bodies}</body>\n</html>\n'
    )


def _article(report: Report, number: int, lang: Lang) -> str:
    document = report.document
    day = report.raid_date.isoformat() if report.raid_date else say("reading.no_raid_day", lang)
    about = say("reading.page_about", lang, day=day, facts=len(report.facts))
    text = "".join(_marked(report, number, lang))
    return (
        f'<h1>{escape(document.name)}</h1>\n<p class="about">{escape(about)}</p>\n'
        f'<article lang="{document.language}">{text}</article>\n'
    )


def _marked(report: Report, number: int, lang: Lang) -> Iterator[str]:
    """The text with each group of facts that overlap as one underlined stretch."""
    text, at = report.document.text, 0
    for start, end, facts in groups(report.facts):
        yield escape(text[at:start])
        box = f"r{number}-{facts[0].id}"
        kept = any(fact.scope in ("event", "day") and fact.modality == "fact" for fact in facts)
        rows = "".join(_row(fact, lang) for fact in facts)
        style = "fact" if kept else "fact aside"
        yield (
            f'<span class="{style}" tabindex="0" aria-describedby="{box}">{escape(text[start:end])}'
            f'<span class="read" role="tooltip" id="{box}" lang="{lang}">{rows}</span></span>'
        )
        at = end
    yield escape(text[at:])


def groups(facts: Sequence[Fact]) -> Iterator[tuple[int, int, list[Fact]]]:
    """Facts whose words overlap, together: first character, the one after the last, and the facts."""
    start = end = -1
    held: list[Fact] = []
    for fact in sorted(facts, key=lambda fact: fact.span):
        if held and fact.span[0] < end:
            held.append(fact)
            end = max(end, fact.span[1])
            continue
        if held:
            yield start, end, held
        start, end, held = *fact.span, [fact]
    if held:
        yield start, end, held


def _row(fact: Fact, lang: Lang) -> str:
    notes = "".join(f"<i>{escape(note)}</i>" for note in told_of(fact, lang))
    return f"<b>{escape(fact_words(fact, lang))}</b>{notes}"


def told_of(fact: Fact, lang: Lang) -> Iterator[str]:
    """What is to be known of a fact: who says it, why it is left out, what it corrects, and the rule that found it."""
    yield say("reading.says", lang, who=fact.speaker) if fact.speaker else say("reading.narrator", lang)
    if fact.scope not in ("event", "day") or fact.modality != "fact":
        yield say("reading.left_out", lang, why=_why(fact, lang))
    if fact.supersedes or fact.conflicts_with:
        yield say("reading.corrects" if fact.supersedes else "reading.contradicts", lang)
    yield say("reading.by_rule", lang, rule=fact.rule)


def _why(fact: Fact, lang: Lang) -> str:
    return say(f"reading.modality_{fact.modality}" if fact.modality != "fact" else f"reading.scope_{fact.scope}", lang)


def fact_words(fact: Fact, lang: Lang) -> str:
    """A fact in short words: what happened, how many of what, where."""
    words = [count_words(fact.type, fact.kind if fact.type != "speech_act" else None, fact.op, fact.n, lang)]
    if fact.object and fact.object != fact.kind:
        words.append(_named("object", fact.object, lang))
    if fact.type == "speech_act" and fact.channel:
        words.append(_named("channel", fact.channel, lang))
    if fact.place:
        words.append(REGIONS[fact.place].name(lang) if fact.place in REGIONS else fact.place)
    if fact.place_role:
        words.append(f"({_named('role', fact.place_role, lang)})")
    return " ".join(words)


def count_words(type_: str, kind: str | None, op: str | None, n: int | None, lang: Lang) -> str:
    """A count in short words: "launched > 70 missiles"."""
    words = [say(f"reading.type_{type_}", lang)]
    if op in ("most", "all", "some", "none"):
        words.append(say(f"reading.op_{op}", lang))
    elif n is not None:
        words.append({">": "> ", ">=": "≥ ", "<": "≤ ", "~": "≈ "}.get(op or "", "") + str(n))
    if kind:
        words.append(_kind(kind, lang))
    return " ".join(words)


def _kind(kind: str, lang: Lang) -> str:
    """A weapon by the briefing's word for it, in the plural; anything else by the reading's own."""
    try:
        return say(f"briefing_kind.{kind}", lang).split("|")[-1]
    except KeyError:
        return _named("kind", kind, lang)


def _named(group: str, code: str, lang: Lang) -> str:
    try:
        return say(f"reading.{group}_{code}", lang)
    except KeyError:
        return code.replace("_", " ")  # a name from the report, such as what was promised
