"""Towns, districts and communities named in a sentence: the region that each lies in, where that can be told.

A name that several regions have is told apart by the regions that the report names; a name that stays in doubt is
left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from oberih.record.reading.declension import folded, forms, latin, listed
from oberih.record.reading.tokens import Token

#: names that are common words, first names or adjectives too; a word before them has to say that a place is meant
_DOUBTFUL = listed(
    "бар українськ українка щастя дружба володимир мена перемога надія зоря слобода мир вільне нове центральне берег "
    "гірник антрацит комарно середина сокіл калинівка березівка люботин самар радісне миколаївка первомайське ягідне "
    "веселе покровське світлодарськ хрестівка лиман глиняни рахів вишневе сватове степове південне судова городок "
    "російська російське ставки старий нікополь зимогір'я золоте гірське сніжне південноукраїнськ"
)
#: never taken for a place: forms of them are words of every report
_NEVER = listed("українськ російське ударне ранкове денне польове")
_LATIN_NEVER = frozenset({"bar", "mena", "rava", "shchastya", "myrne", "nove", "ukrayynka"})
#: words before a name that say a place is meant
_CUES = listed(
    "у в на під біля поблизу до від над м с смт селищі селище селища місті місто міста селі село села поруч неподалік "
    "in at near of around over on from city town village settlement outside"
)
_ADJECTIVE = re.compile(r"(?:ськ|цьк)(?:ий|ого|ому|им|их|ими|а|ої|ій|у|ою|і)$")
_DISTRICT = re.compile(r"район\w*|р-н\w*|districts?|raions?")
_COMMUNITY = re.compile(r"(?:тер)?громад\w*|тг|отг|міськ\w+|сільськ\w+|селищн\w+|hromadas?|communit(?:y|ies)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the gazetteer: what follows its first word, its region and class (M, T, P or H)."""

    rest: tuple[frozenset[str], ...]
    iso: str
    group: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Town:
    """A place named in a sentence: words `first` to `last` (not included), and the region that it lies in."""

    first: int
    last: int
    iso: str


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
    """First word of every name, in every case → entries; the same in Latin letters, folded."""
    cyrillic: dict[str, list[Entry]] = defaultdict(list)
    roman: dict[str, list[Entry]] = defaultdict(list)
    known: dict[str, frozenset[str]] = {}
    table = files("oberih.record.reading").joinpath("gazetteer.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        iso, group, names = line.split("\t")
        for name in names.split(","):
            words = name.split()
            low = words[0].lower()
            if low in _NEVER:
                continue
            doubtful = (len(words) == 1 and low in _DOUBTFUL) or group == "T"
            for word in words:
                if word not in known:
                    known[word] = frozenset(forms(word))
            entry = Entry(tuple(known[word] for word in words[1:]), iso, group, doubtful)
            for form in known[words[0]]:
                cyrillic[form].append(entry)
            rest = tuple(frozenset({folded(latin(word))}) for word in words[1:])
            roman[folded(latin(words[0]))].append(Entry(rest, iso, group, doubtful))
    return dict(cyrillic), dict(roman)


def _matches(words: Sequence[Token], at: int, *, english: bool) -> tuple[int, list[Entry]]:
    """The longest name that begins at a word, and its entries; the index after it."""
    cyrillic, roman = _index()
    found = roman.get(folded(words[at].low), []) if english else cyrillic.get(words[at].low, [])
    best = 0
    entries: list[Entry] = []
    for entry in found:
        length = len(entry.rest)
        if length < best or at + length >= len(words):
            continue
        rest = [folded(word.low) if english else word.low for word in words[at + 1 : at + 1 + length]]
        if all(word in allowed for word, allowed in zip(rest, entry.rest, strict=True)):
            if length > best:
                best, entries = length, []
            entries.append(entry)
    return at + 1 + best, entries


def towns(words: Sequence[Token], around: Sequence[str]) -> Iterator[Town]:
    """Places of a sentence in order; `around` are the regions that the report has named, the latest first."""
    here = 0
    while here < len(words):
        word = words[here]
        if not (word.capital and len(word.low) > 2 and word.low[0].isalpha()):
            here += 1
            continue
        english = word.low[0] < "\u0250"
        last, entries = _matches(words, here, english=english)
        iso = _told(words, here, last, entries, around, english=english) if entries else None
        if iso:
            yield Town(here, last, iso)
        here = last if iso else here + 1


def _told(
    words: Sequence[Token], at: int, last: int, entries: Sequence[Entry], around: Sequence[str], *, english: bool
) -> str | None:
    """The region that a name means here; None where it is in doubt or means something else."""
    follows = {word.low for word in words[last : last + 3]}
    nearer = words[last].low if last < len(words) else ""
    listed = " ".join(word.low for word in words[last : last + 8])
    adjective = _ADJECTIVE.search(words[last - 1].low) is not None
    joined = adjective and nearer in (",", "та", "і", "й")
    if any(_DISTRICT.fullmatch(each) for each in follows) or (joined and _DISTRICT.search(listed)):
        kept = [entry for entry in entries if entry.group == "P"]
        entries = kept or [entry for entry in entries if english]
    elif any(_COMMUNITY.fullmatch(each) for each in follows) or (joined and _COMMUNITY.search(listed)):
        kept = [entry for entry in entries if entry.group == "H"]
        entries = kept or [entry for entry in entries if english]
    else:
        before = words[at - 1].low if at else ""
        cued = before in _CUES
        entries = [
            entry for entry in entries
            if (entry.group == "M" and (cued or not entry.doubtful)) or (entry.group == "T" and cued
                and entry.iso in around)
        ]  # fmt: skip
        if english and words[at].low in _LATIN_NEVER and not cued:
            return None
        if at and words[at - 1].capital and not cued and words[at - 1].start != words[0].start and not english:
            return None  # a first name before it makes it a person's
    return _region(entries, around)


def _region(entries: Sequence[Entry], around: Sequence[str]) -> str | None:
    regions = {entry.iso for entry in entries}
    if len(regions) <= 1:
        return next(iter(regions), None)
    near = next((iso for iso in around if iso in regions), None)
    if near:
        return near
    cities = {entry.iso for entry in entries if entry.group == "M"}
    return next(iter(cities)) if len(cities) == 1 else None
