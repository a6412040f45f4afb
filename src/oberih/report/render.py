"""Findings into sentences: the last step, where a language is chosen."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from oberih.report.base import Amount, Finding, Interval, Name, Quote, Regions, Reported, Run, Unit
from oberih.report.names import shown_name
from oberih.report.numbers import amount, day, number
from oberih.terms.regions import REGIONS
from oberih.terms.words import Lang, plural, say, word_list

_UK_ORDER = {letter: place for place, letter in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")}


def render(finding: Finding, lang: Lang) -> str:
    """The sentence of a finding. A field `x` that counts something can be met again as `x_n`, for plural forms."""
    fields: dict[str, object] = {}
    for name, value in finding.values.items():
        fields[name] = _figure(finding.key, value, lang) if isinstance(value, Reported) else text(value, lang)
        fields[f"{name}_n"] = _count(value)
    return say(finding.key, lang, **fields)


def text(value: object, lang: Lang) -> str:
    """One value of a finding in words."""
    match value:
        case Finding():
            return render(value, lang)
        case Amount():
            return amount(value, lang)
        case Reported():
            return reported(value, lang)
        case Regions():
            return ", ".join(region_name(code, lang) for code in value.codes)
        case Name():
            return shown_name(value.given, lang)
        case date():
            return day(value, lang)
        case tuple():
            return ", ".join(text(each, lang) for each in value)
        case int() | float():
            return number(value, lang)
        case _:
            return str(value)


def _figure(key: str, said: Reported, lang: Lang) -> str:
    """A reported figure as its sentence needs it: with the weapons' name, bare, or as a share."""
    if key == "finding.plain_figure":
        return plain_figure(said, lang)
    return plain_figure(said, lang, Unit.SHARE) if key == "finding.share_figure" else reported(said, lang)


def _count(value: object) -> float:
    inner = value.value if isinstance(value, Amount) else value
    inner = inner.p50 if isinstance(inner, Interval) else inner
    return float(inner) if isinstance(inner, int | float) else 0.0


def known(key: str) -> bool:
    """True where the word list holds the key: a report's own codes may be ones that nobody foresaw."""
    return key in word_list()


def word(table: str, code: str, lang: Lang) -> str:
    """A code in words, or the code itself with spaces where nobody foresaw it."""
    key = f"{table}.{code}"
    return say(key, lang) if known(key) else code.replace("_", " ")


def weapon(kind: str | None, n: float | None, lang: Lang) -> str:
    """The noun for weapons of a kind; without a number, their plural as a heading has it."""
    forms = word("briefing_kind", kind or "target", lang).split("|")
    if len(forms) == 1:
        return forms[0]
    return forms[1] if n is None else plural(n, lang, *forms)


def reported(said: Reported, lang: Lang) -> str:
    """A reported figure with its operator: "over 70 missiles", "most of over 70 missiles".

    >>> over = Reported(">", 70, 71, None, "missile")
    >>> reported(over, "en"), reported(Reported("most", None, 36, None, "missile", over), "en")
    ('over 70 missiles', 'most of over 70 missiles')
    """
    many = word("briefing_kind", said.kind or "target", lang).split("|")[-1]
    if said.op == "range":
        return say("briefing_op.range", lang, low=_plain(said.low, lang), high=_plain(said.high, lang), what=many)
    if said.n is None:
        if said.whole is not None and said.op in ("most", "all"):
            return say(f"briefing_op.{said.op}_of", lang, whole=reported(said.whole, lang))
        name = {"most": "most", "all": "all", "none": "none"}.get(said.op, "some")
        return say(f"briefing_op.{name}", lang, what=many)
    what = many if said.op in ("~", "<") and lang == "uk" else weapon(said.kind, said.n, lang)
    return say(f"briefing_op.{_OPS.get(said.op, 'exact')}", lang, n=_plain(said.n, lang), what=what).strip()


_OPS = {"=": "exact", ">": "over", ">=": "at_least", "~": "about", "<": "up_to"}


def _plain(n: float | None, lang: Lang) -> str:
    return "?" if n is None else number(n, lang, 0 if n == int(n) else 1)


def plain_figure(said: Reported, lang: Lang, unit: Unit = Unit.COUNT) -> str:
    """A reported figure without a noun: "over 70", "some"."""
    if said.n is None:
        return say("briefing_op.some", lang, what="").strip()
    n = amount(Amount(said.n, unit), lang) if unit is not Unit.COUNT else _plain(said.n, lang)
    return say(f"briefing_op.{_OPS.get(said.op, 'exact')}", lang, n=n, what="").strip()


#: names of the regions of the run whose page is being made: a pack may bring regions of its own
_OWN_NAMES: ContextVar[Mapping[str, Mapping[str, str]]] = ContextVar("region_names")


@contextmanager
def regions_of(run: Run) -> Iterator[None]:
    """Within it, regions are named as the run's pack names them."""
    token = _OWN_NAMES.set(run.region_names)
    try:
        yield
    finally:
        _OWN_NAMES.reset(token)


def region_name(code: str, lang: Lang) -> str:
    """A region's short name: as the run's pack has it, else as Ukraine's list has it, else the code."""
    own = _OWN_NAMES.get({}).get(code, {})
    return own.get(lang) or (REGIONS[code].name(lang) if code in REGIONS else code)


def region_order(code: str, lang: Lang) -> tuple[object, ...]:
    """Sorting key by name as the language sorts; "м. Київ" stands under К."""
    return alphabetical(region_name(code, lang), lang)


def alphabetical(name: str, lang: Lang) -> tuple[object, ...]:
    """Sorting key of a name as the language sorts."""
    name = name.removeprefix("м. ").lower()
    return tuple(_UK_ORDER.get(letter, -1) for letter in name) if lang == "uk" else (name,)


def claim(quote: Quote, lang: Lang) -> str:
    """What a quoted claim says, in our words: "launched: over 70 missiles", "hit: Kyiv Oblast, Odesa"."""
    parts = [word("briefing_object", quote.object, lang)] if quote.object else []
    if quote.figure is not None:
        parts.append(_claimed_figure(quote, lang))
    if quote.places:
        parts.append(text(Regions(quote.places), lang))
    name = word("briefing_fact", quote.type, lang)
    return f"{name}: {', '.join(parts)}" if parts else name


def _claimed_figure(quote: Quote, lang: Lang) -> str:
    said = quote.figure
    if said is None:
        return ""
    if quote.type in ("killed", "wounded"):
        return say("briefing_op.none_of_people", lang) if said.op == "none" else plain_figure(said, lang)
    if quote.type in ("launched", "destroyed", "lost"):
        return reported(said, lang)
    return plain_figure(said, lang)


def who(quote: Quote, lang: Lang) -> str:
    """Who says it and where, or that the report does not name a source."""
    names = [shown_name(name, lang) for name in (quote.speaker, quote.organisation) if name]
    channel = word("briefing_channel", quote.channel, lang) if quote.channel else ""
    if not names and not channel:
        return say("briefing.the_report_itself", lang)
    return ", ".join(dict.fromkeys(names)) + (f" ({channel})" if channel and names else channel)
