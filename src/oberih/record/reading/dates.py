"""Dates, relative days and hours that a sentence names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from oberih.record.reading.base import TimeOfDay
from oberih.record.reading.wordings import Wording

_MONTHS = {
    1: r"січн\w+|january|jan", 2: r"лют(?:ого|ий|ому)|february|feb", 3: r"берез(?:ня|ень|ні)|march|mar",
    4: r"квіт(?:ня|ень|ні)|april|apr", 5: r"трав(?:ня|ень|ні)|may", 6: r"черв(?:ня|ень|ні)|june|jun",
    7: r"лип(?:ня|ень|ні)|july|jul", 8: r"серп(?:ня|ень|ні)|august|aug", 9: r"верес(?:ня|ень|ні)|september|sept|sep",
    10: r"жовт(?:ня|ень|ні)|october|oct", 11: r"листопад[ауі]?|november|nov", 12: r"груд(?:ня|ень|ні)|december|dec",
}  # fmt: skip
_MONTH = "|".join(f"(?P<m{number}>{names})" for number, names in _MONTHS.items())
_WHICH = re.compile(_MONTH)
_ANY = "|".join(_MONTHS.values())
#: ordinals in words: "шостого грудня", "the fifth of December"
_ONES = (
    "перш", "друг", "трет", "четверт", "п'ят", "шост", "сьом", "восьм", "дев'ят", "десят", "одинадцят", "дванадцят",
    "тринадцят", "чотирнадцят", "п'ятнадцят", "шістнадцят", "сімнадцят", "вісімнадцят", "дев'ятнадцят",
)  # fmt: skip
_ORDINALS: dict[str, int] = {
    **{stem: number for number, stem in enumerate(_ONES, start=1)}, "двадцят": 20, "тридцят": 30,
    **{f"двадцять {stem}": 20 + number for number, stem in enumerate(_ONES[:9], start=1)}, "тридцять перш": 31,
}  # fmt: skip
_ENGLISH = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", *(f"twenty-{each}" for each in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh",
    "eighth", "ninth")), "thirtieth", "thirty-first",
)  # fmt: skip
_ENGLISH_ORDINALS = {word: number for number, word in enumerate(_ENGLISH, start=1)}
_SPELT = Wording(
    rf"\b(?:(?P<uk>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})(?:ого|ього|є|е|ому|ьому)\s+(?P<wuk>{_ANY})"
    rf"|(?P<en>{'|'.join(sorted(_ENGLISH_ORDINALS, key=len, reverse=True))})\s+of\s+(?P<wen>{_ANY}))\b"
)
_DATE = Wording(
    rf"(?<![\d.:])(?P<d1>\d{{1,2}})(?:-?(?:го|те|ше|ге|тє|му|й|е)|st|nd|rd"
    rf"|th)?(?:\s+(?:day\s+)?of)?\s+(?P<w1>{_ANY})\b(?:,?\s+(?P<y1>20\d\d))?"
    rf"|\b(?P<w2>{_ANY})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)(?:(?:\s?[–—/-]\s?|\s+(?:to"
    rf"|into)\s+(?:the\s+)?)(?P<d6>\d{{1,2}})\b(?!\s*(?:drones"
    rf"|missiles)))?(?:,?\s+(?P<y2>20\d\d))?"
    rf"|(?<![\d.:])(?P<d0>\d{{1,2}})(?:st|nd|rd|th|-го|-е)?(?:\s?[–—/-]\s?|\s+(?:to|into|and|на"
    rf"|проти)\s+(?:the\s+)?)(?P<d5>\d{{1,2}})(?:st|nd|rd|th|-те|-го"
    rf"|-е)?(?:\s+of)?\s+(?P<w5>{_ANY})\b(?:,?\s+(?P<y5>20\d\d))?"
    r"|(?<![\d.])(?P<d3>\d{1,2})[./](?P<n3>\d{1,2})[./](?P<y3>20\d\d)(?!\d)"
    r"|(?<!\d)(?P<y4>20\d\d)-(?P<n4>\d\d)-(?P<d4>\d\d)(?!\d)"
)
#: "20.07." at the head of a line, "у ніч на 20.07": elsewhere it may be a time
_SHORT = Wording(
    r"(?:^\W*|\bніч (?:на|проти) |\(|\bза |\bзведення (?:на|за)"
    r" )(?P<day>\d{1,2})[./](?P<month>\d\d)(?![\d.]\d|\d)(?=[\s.,:)]|$)"
    r"|(?<![\d.,:])(?<!\b[озоб] )(?<!\bдо )(?<!\bвід )(?P<day2>0[1-9]|[12]\d|3[01])\.(?P<month2>0[1-9]"
    r"|1[0-2])(?=[:;)]|,\s|\s*$)",
    re.MULTILINE,
)
_RELATIVE = (
    (-2, Wording(r"\bпозавчора\b|\bthe day before yesterday\b")),
    (-1, Wording(r"\b[ву]чора(?:шн\w+)?\b|\bпопереднього (?:дня|вечора)\b|\bthe (?:night|evening|previous"
                    r" evening) before\b|\byesterday\b|\bнапередодні\b|\bthe previous day\b|\bthe day before\b"
                    r"|\b(?:a|one)"
                    r" day earlier\b"
                    r"|\bминулого дня\b")),
    (0, Wording(r"\bсьогодні(?:шн\w+)?\b|\bцієї ночі\b|\bцього (?:ранку|дня|вечора)\b|\bминул(?:ої|у|а) н(?:о"
                   r"|і)ч\w*|\bза ніч\b|\bнині\b|\bearlier in the day\b|\btoday\b"
                   r"|\bthis (?:morning|afternoon|evening)\b"
                   r"|\btonight\b|\bovernight\b|\blast night\b")),
)  # fmt: skip
_WEEKDAYS = ("понеділ(?:ок|ка)|monday", "вівтор(?:ок|ка)|tuesday", "серед[уи]|wednesday", "четвер(?:га)?|thursday",
             "п'ятниц[юі]|friday", "субот[уи]|saturday", "неділ[юі]|sunday")  # fmt: skip
_DAY_NAMES = "|".join(_WEEKDAYS)
_WEEKDAY = Wording(
    r"\b(?:(?:у|в|on|late on|early on|this|last)\s+)?(?:"
    + "|".join(f"(?P<w{i}>{names})" for i, names in enumerate(_WEEKDAYS))
    + r")\b(?P<after>,?\s+(?:a|one|the)\s+day\s+after)?(?!\s+(?:midnight|through|to\b)(?! (?:mon|tues|wednes"
    r"|thurs|fri|satur|sun)day))"
)
_OPENS = 8  #: characters within which a date opens its sentence
_NIGHTS = frozenset({"overnight", "last night", "за ніч", "цієї ночі", "минулої ночі", "уночі", "вночі"})
#: "overnight into Sunday": the night is told by the day behind it
_NIGHT_OF = re.compile(
    rf"\s*,?\s*(?:(?:in)?to|on|from|of|до|на|проти|в|у|,)\s+(?:the )?(?:early )?(?:{_DAY_NAMES}|(?:{_ANY})\.? \d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:{_ANY}))"
)
#: a date told as the beginning of a long sum: "з 24 лютого", "since 10 October"
_SINCE = re.compile(r"(?:\bпочинаючи (?:з|із|від)|\bз|\bіз|\bвід|\bsince(?: the)?|\bfrom)\s+$")
_SAID_ON = re.compile(
    r"\b(?:said|says|told|wrote|announced|reported|added|posted|declared)(?: \w+){0,2}(?: (?:on|late|early))?\s*$"
    r"|\b(?:повідоми\w+|сказа\w+|заяви\w+|розпові\w+|написа\w+)(?: (?:у|в))?\s*$"
)
#: when a night began, which is told by its end
_FROM_EVENING = re.compile(
    r"\b(?:з|із|від) (?:вечора|полудня|ранку|ночі)\s+$|\bsince the (?:evening|night"
    r"|morning) of\s+$"
)
#: the same before a weekday: "із 18:30 суботи"
#: an hour of the evening from which a night raid is told: "from 19:30 on 16 June"
_NIGHTFALL = re.compile(r"\b(?:з|із|від|since|from) (?:1[89]|2[0-3])[:.]\d\d(?: години)?(?: on| of)?\s+$")
_FROM_HOUR = re.compile(r"\b(?:з|із|від|since|from) (?:\d{1,2}[:.]\d\d(?: години)?|вечора)(?: on| of)?\s+$")
#: the day of a count rather than of what is counted: "станом на 23 листопада", "as of 23 Nov."
_AS_OF = re.compile(
    r"(?:\bстаном на(?: ранок| вечір)?|\bas of(?: the morning of)?|\bby the end"
    r" of)\s+(?:\d{1,2}:\d\d,?\s+)?$"
)
#: a day that is named for another reason than the raid
_OTHER_DAY = re.compile(r"[^.]{0,40}(?:жалоб|\bmourning)|\s*(?:днем|день|роковин|оголошен|a day of|as a day)")

_TIMES: tuple[tuple[TimeOfDay, Wording], ...] = (
    ("night", Wording(r"\b(?:в|у) ніч\b|\bвночі\b|\bуночі\b|\bцієї ночі\b|\bминулої ночі\b|\bночі\b|\bovernight\b"
                         r"|\bat night\b|\bduring the night\b|\blast night\b|\bnight of\b|\bin the early hours\b"
                         r"|\bsince midnight\b|\bby night\b|\bafter midnight\b|\bвід опівночі\b|\bпісля опівночі\b"
                         r"|\bвпродовж ночі\b|\bупродовж ночі\b|\bпротягом ночі\b|\bовночі\b|\bothers? overnight\b")),
    ("morning", Wording(r"\b(?:вранці|уранці|зранку|ранку|ранком)\b|\b(?:this|in the|on \w+|early) morning\b"
                           r"|\bat (?:dawn|daybreak|first light|breakfast\w*)\b|\bbefore (?:dawn|daybreak|sunrise)\b"
                           r"|\bpre-dawn\b"
                           r"|\bна світанку\b|\bдосвіта\b|\bпередранков\w+|\bпід ранок\b|\bудосвіта\b")),
    ("day", Wording(r"\bвдень\b|\bудень\b|\bпополудні\b|\bafternoon\b|\bmidday\b|\bnoon\b|\bопівдні\b"
                       r"|\bпо обіді\b|\bв обід\b|\bсеред (?:білого )?дня\b|\bdaylight\b|\bin the daytime\b|\bby day\b"
                       r"|\bduring the day\b|\bin broad daylight\b")),
    ("evening", Wording(r"\b(?:ввечері|увечері|надвечір|цього вечора|того ж вечора)\b|\b(?:this|in the"
                           r"|\w+day) evening\b")),
)  # fmt: skip
_HOURS = {"першої": 1, "другої": 2, "третьої": 3, "четвертої": 4, "п'ятої": 5, "шостої": 6, "сьомої": 7, "восьмої": 8,
          "дев'ятої": 9, "десятої": 10, "одинадцятої": 11, "дванадцятої": 12}  # fmt: skip
_FROM = Wording(
    r"\b(?:з|із|близько|о|об|від|between|from|at|around|about|since)\s+(?:близько\s+|about\s+|around\s+)?"
    r"(?:(?P<h>\d{1,2})(?::(?P<min>\d\d)|(?=\s*(?:a\.?m|p\.?m|ранку|ночі|вечора|годин))|-ї)|(?P<w>"
    + "|".join(_HOURS)
    + r"))"
    r"(?:\s+годин\w*)?\s*(?P<half>a\.?m|p\.?m|ранку|ночі|вечора|дня)?"
)
_MIDNIGHT = Wording(
    r"\b(?:від|з|із|після|since|from|after|at)\s+(?:самої\s+)?(?:опівночі|midnight|(?P<noon>полудня|noon|midday))\b"
)
_UNTIL = Wording(r"\b(?:до|to|until|till|and)\s+(?P<h>\d{1,2}):(?P<min>\d\d)")


_AHEAD = 45  #: days: a date without a year so soon after publication is to come, not last year's
_TOMORROW = re.compile(r"(?:завтра|післязавтра|tomorrow|next day)\W*(?:on )?$")


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a sentence names; `year` is None where it is not said, `offset` means "yesterday" and its like."""

    start: int
    end: int
    month: int = 0
    day: int = 0
    year: int | None = None
    offset: int | None = None
    weekday: int | None = None
    earlier: int = 0  #: days before the weekday: "on Tuesday, a day after"
    since: bool = False
    said: bool = False  #: the day on which something was said: the raid may have been earlier

    def on(self, published: date | None) -> date | None:
        """The date, its year taken from the day of publication: the latest that is not after it."""
        if self.offset is not None:
            return published + timedelta(days=self.offset) if published else None
        if self.weekday is not None:
            if published is None:
                return None
            back = (published.weekday() - self.weekday) % 7
            # the end of "Thursday night", for a paper of Friday; later it is told by its name
            return published - timedelta(days=back + (self.earlier if self.earlier > 0 or back == 1 else 0))
        for year in (self.year,) if self.year else (published.year, published.year - 1) if published else ():
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                continue
            if self.year or (published and found <= published + timedelta(days=1)):
                return found
            if published and (found - published).days <= _AHEAD:
                return None  # a day to come: "repairs on 27 December would leave a street without power"
        return None

    def next(self) -> "Day":
        """The day after, by which a night is told that began on this one."""
        after = date(self.year or 2024, self.month, min(self.day, 28)) + timedelta(days=1 + max(0, self.day - 28))
        return replace(self, month=after.month, day=after.day, year=after.year if self.year else None, since=False)

    def follows(self, other: "Day") -> bool:
        """Whether this is the day after another one, whatever the year."""
        year = other.year or 2024  # a leap year knows every day
        try:
            after = date(year, other.month, other.day) + timedelta(days=1)
        except ValueError:
            return False
        return (after.month, after.day) == (self.month, self.day)

    @property
    def key(self) -> tuple[int, int, int]:
        """What the day is told by when no year is known."""
        return (self.month, self.day, self.offset if self.offset is not None else -99)


def _month(word: str) -> int:
    match = _WHICH.fullmatch(word)
    return int((match.lastgroup or "m0")[1:]) if match else 0


def _named(low: str) -> Iterator[Day]:
    for match in _DATE.finditer(low):
        got = match.groupdict()
        day = next(int(got[name]) for name in ("d6", "d5", "d1", "d2", "d3", "d4") if got[name])
        year = next((int(got[name]) for name in ("y1", "y2", "y3", "y4", "y5") if got[name]), None)
        word = got["w1"] or got["w2"] or got["w5"]
        night = got["d5"] and int(got["d5"]) == int(got["d0"]) + 1
        if got["d5"] and not night and re.search(r"\band\b", match.group()):
            night = True  # two days side by side: the later is told
        if got["d5"] and not night:
            continue  # a period, not a night
        month = _month(word) if word else int(got["n3"] or got["n4"])
        if not (1 <= month <= 12 and 1 <= day <= 31) or _OTHER_DAY.match(low, match.end()):
            continue
        counted = bool(_FROM_EVENING.search(low[max(0, match.start() - 24) : match.start()])) or bool(
            _AS_OF.search(low[max(0, match.start() - 24) : match.start()])
        )
        if _TOMORROW.search(low[max(0, match.start() - 18) : match.start()]):
            continue
        since = not night and bool(_SINCE.search(low[max(0, match.start() - 24) : match.start()]))
        until = re.match(r"\s+(?:до|to|until)\b", low[match.end() : match.end() + 8])
        found = Day(match.start(), match.end(), month, day, year, since=since and not until, said=counted)
        evening = _NIGHTFALL.search(low[max(0, match.start() - 16) : match.start()])
        yield found.next() if evening else found
    for match in _SPELT.finditer(low):
        number = _ORDINALS[match["uk"]] if match["uk"] else _ENGLISH_ORDINALS[match["en"]]
        if not _OTHER_DAY.match(low, match.end()):
            yield Day(match.start(), match.end(), _month(match["wuk"] or match["wen"]), number)
    for match in _SHORT.finditer(low):
        day, month = int(match["day"] or match["day2"]), int(match["month"] or match["month2"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            start = match.start("day") if match["day"] else match.start("day2")
            yield Day(start, match.end(), month, day)


def days(low: str) -> list[Day]:
    """Days of a sentence (in lower case) in order.

    >>> [day.on(date(2022, 12, 6)) for day in days("після атаки 5 грудня")]
    [datetime.date(2022, 12, 5)]
    >>> days("on 5 december 2022")[0].year
    2022
    """
    found = list(_named(low))
    anchored = bool(found and found[0].start < _OPENS and found[0].month)
    for offset, pattern in _RELATIVE:
        found += [
            Day(match.start(), match.end(), offset=offset)
            for match in pattern.finditer(low)
            if not (match.group() in _NIGHTS and _NIGHT_OF.match(low, match.end()))
            and not (
                anchored and match.group() in _NIGHTS and match.start() > found[0].end
            )  # "on 2 May ... last night"
        ]
    for match in _WEEKDAY.finditer(low):
        if re.search(r"\b(?:since|from|з|від|до|until|till)\s+$", low[max(0, match.start() - 8) : match.start()]) and (
            not low.startswith("'s", match.end())
        ):  # fmt: skip
            continue  # the end of a stretch of time, as "since Sunday evening"
        if re.match(
            rf"\s*(?:night |evening )?(?:and )?(?:to|into|[–—-]|на|проти)\s*(?:the"
            rf" )?(?:{_DAY_NAMES})\b",
            low[match.end() : match.end() + 34],
        ):
            continue  # "the night of Monday to Tuesday" is told by the later
        which = next(name for name, value in match.groupdict().items() if value and name != "after")
        earlier = 1 if match["after"] else -1 if low.startswith(" night's", match.end()) else 0
        evening = bool(_FROM_HOUR.search(low[max(0, match.start() - 24) : match.start()]))
        found.append(Day(match.start(), match.end(), weekday=int(which[1:]), earlier=earlier, said=evening))
    found = [
        replace(day, said=True) if _SAID_ON.search(low[max(0, day.start - 45) : day.start]) else day for day in found
    ]
    return sorted(found, key=lambda day: day.start)


def time_of_day(low: str) -> TimeOfDay | None:
    """Part of the day that a sentence names, the first one."""
    hits = [(match.start(), name) for name, pattern in _TIMES if (match := pattern.search(low))]
    return min(hits)[1] if hits else None


def part_of_day(hour: float) -> TimeOfDay:
    """The part of the day that an hour lies in.

    >>> part_of_day(3.7), part_of_day(14)
    ('night', 'day')
    """
    return "night" if hour < 6 or hour >= 22 else "morning" if hour < 11 else "day" if hour < 17 else "evening"


def hours(low: str) -> tuple[float | None, float | None]:
    """Local hours at which something began and ended, as a sentence says.

    >>> hours("з 20:00 21 листопада до 03:00 22 листопада"), hours("з сьомої ранку")
    ((20.0, 3.0), (7.0, None))
    """
    start = end = None
    match = _FROM.search(low)
    if not match and (word := _MIDNIGHT.search(low)):
        start = 12.0 if word["noon"] else 0.0
    if match:
        start = float(match["h"] or _HOURS[match["w"]]) + int(match["min"] or 0) / 60
        half = (match["half"] or "").replace(".", "")
        if (half in ("pm", "вечора") or (half == "дня" and start < 6)) and start < 12:
            start += 12
    until = _UNTIL.search(low)
    if until:
        end = int(until["h"]) + int(until["min"]) / 60
    return (start if start is not None and start < 24 else None, end if end is not None and end <= 24 else None)
