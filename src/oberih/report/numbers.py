"""Numbers and dates as each language writes them, rounded to what a model can know (three significant digits at most).

Ukrainian groups thousands with a narrow no-break space and has a decimal comma; English has commas and a point.
"""

import math
from collections.abc import Sequence
from datetime import date

from oberih.report.base import Amount, Interval, Unit
from oberih.terms.words import Lang, plural, say

_NARROW, _NBSP = "\u202f", "\u00a0"
_MONTHS = {
    "uk": [
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_DAYS_FROM_H = 72  #: durations this long are told in days


def number(x: float, lang: Lang, digits: int = 0) -> str:
    """A number with so many decimals.

    >>> number(12345.6, "en", 1), number(-2, "en")
    ('12,345.6', '\u22122')
    >>> number(12345.6, "uk", 1) == "12\u202f345,6"
    True
    """
    text = f"{abs(x):,.{digits}f}"
    minus = "\u2212" if x < 0 and float(text.replace(",", "")) != 0 else ""
    if lang == "uk":
        text = text.replace(",", _NARROW).replace(".", ",")
    return minus + text


def day(when: date, lang: Lang) -> str:
    r"""A date in words; day and month stay on one line.

    >>> day(date(2022, 12, 5), "en"), day(date(2022, 12, 5), "uk")
    ('5\xa0December 2022', '5\xa0грудня 2022 року')
    """
    month = _MONTHS[lang][when.month - 1]
    return f"{when.day}{_NBSP}{month} {when.year}" + (" року" if lang == "uk" else "")


def short_day(when: date, lang: Lang) -> str:
    """A date for an axis: day and month in figures.

    >>> short_day(date(2022, 12, 5), "uk"), short_day(date(2022, 12, 5), "en")
    ('05.12', '5 Dec')
    """
    return f"{when.day:02}.{when.month:02}" if lang == "uk" else f"{when.day} {_MONTHS['en'][when.month - 1][:3]}"


def scale(unit: Unit, largest: float) -> tuple[float, str]:
    """What to divide by, and the key of the unit's name."""
    match unit:
        case Unit.SHARE:
            return 0.01, "percent"
        case Unit.MW:
            return (1e3, "gw") if largest >= 1e4 else (1.0, "mw")
        case Unit.MWH:
            return (1e3, "gwh") if largest >= 1e4 else (1.0, "mwh")
        case Unit.HOURS:
            return (24.0, "days") if largest >= _DAYS_FROM_H else (1.0, "hours")
        case Unit.PEOPLE:
            return (1e6, "million") if largest >= 1e6 else (1e3, "thousand") if largest >= 1e4 else (1.0, "people")
        case Unit.PERSON_HOURS:
            return (1e6, "million") if largest >= 1e6 else (1e3, "thousand") if largest >= 1e4 else (1.0, "none")
        case Unit.COUNT:
            return 1.0, "none"


def _step(unit: Unit, largest: float) -> float:
    """The last digit worth writing, in the written unit."""
    if largest <= 0 or not math.isfinite(largest):
        return 1.0
    finest = {Unit.COUNT: 1.0, Unit.SHARE: 1.0 if largest >= 10 else 0.1, Unit.HOURS: 1.0 if largest >= 10 else 0.5}
    three_digits = 10.0 ** (math.floor(math.log10(largest)) - 2)
    return max(three_digits, finest.get(unit, 0.0), 0.01)


def _written(x: float, step: float, lang: Lang) -> str:
    digits = 0 if step >= 1 else 1 if step >= 0.1 else 2
    rounded = round(x / step) * step
    return number(rounded, lang, 0 if step == 0.5 and rounded == int(rounded) else digits)


def unit_text(key: str, shown: float, lang: Lang) -> str:
    if key == "none":
        return ""
    if key == "percent":
        return "%" if lang == "en" else f"{_NBSP}%"
    name = say(f"briefing_unit.{key}", lang)
    return _NBSP + (plural(shown, lang, *name.split("|")) if "|" in name else name)


def _is_beyond(x: float, beyond_h: float | None) -> bool:
    return not math.isfinite(x) or (beyond_h is not None and x >= beyond_h)


def texts(values: Sequence[float], unit: Unit, lang: Lang, beyond_h: float | None = None) -> list[str]:
    """Several values of one quantity, all rounded to the same digit, each with its unit.

    >>> texts([0.173, 0.0004], Unit.SHARE, "en"), texts([1234.5], Unit.MW, "en"), texts([30], Unit.HOURS, "en")
    (['17%', '0%'], ['1,230\\xa0MW'], ['30\\xa0hours'])
    """
    within = [x for x in values if not _is_beyond(x, beyond_h)]
    written = within if len(within) == len(values) else [*within, beyond_h or 0.0]
    divisor, key = scale(unit, max((abs(x) for x in written), default=0.0))
    shown = [x / divisor for x in values]
    step = _step(unit, max((abs(x / divisor) for x in within), default=0.0))
    out = []
    for x, scaled in zip(values, shown, strict=True):
        if _is_beyond(x, beyond_h):
            last = (beyond_h or 0.0) / divisor
            limit = _written(last, 1.0, lang) + unit_text(key, round(last), lang)
            out.append(say("briefing.beyond", lang, limit=limit) if beyond_h else say("briefing.unknown_value", lang))
            continue
        out.append(_written(scaled, step, lang) + unit_text(key, round(scaled / step) * step, lang))
    return out


def amount(what: Amount, lang: Lang) -> str:
    """An amount in words; an interval as median, 50 % and 90 % interval."""
    if not isinstance(what.value, Interval):
        return texts([what.value], what.unit, lang, what.beyond_h)[0]
    each = what.value
    p05, p25, p50, p75, p95 = texts([each.p05, each.p25, each.p50, each.p75, each.p95], what.unit, lang, what.beyond_h)
    if p05 == p95:
        return p50
    if what.brief:
        return say("briefing.brief_interval", lang, median=p50, most=span(p05, p95))
    return say("briefing.interval", lang, median=p50, half=span(p25, p75), most=span(p05, p95))


def span(low: str, high: str) -> str:
    """Two written values as a range; the unit is written once where both share it.

    >>> span("12%", "20%"), span("3", "3"), span("700\\xa0MW", "900\\xa0MW")
    ('12–20%', '3', '700–900\\xa0MW')
    """
    if low == high:
        return low
    plain = low[:1].isdigit() and high[:1].isdigit()
    low_number, _, low_unit = low.partition(_NBSP)
    if plain and _NBSP in low and _NBSP in high:  # the unit of the last number serves both
        return f"{low_number}–{high}"
    if plain and low.endswith("%") and high.endswith("%"):
        return f"{low[:-1]}–{high}"
    return f"{low}–{high}" if plain and not low_unit else f"{low} – {high}"
