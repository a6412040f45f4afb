"""Text into sentences and words, each with its place in the text; what only furnishes a page is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from oberih.record.reading import idioms
from oberih.record.reading.lexicon import TAGS

#: a sentence longer than this is cut: no reported sentence is, and rules that look around must stay quick
LONGEST_SENTENCE = 1500
#: a word longer than this is no word
LONGEST_WORD = 40

_TOKEN = re.compile(
    r"\d{1,2}:\d\d(?!\d)"  # a time
    r"|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?![\d,])"  # thousands
    r"|\d+(?:[.,]\d+)?(?:[-‑][^\W\d_]+)*"
    r"|[^\W\d_](?:[\w'’ʼ`]|[-‑](?=\w))*"
    r"|\S"
)
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "‑": "-"})
#: Latin letters that stand in Cyrillic model names ("X-101" typed on the wrong keyboard)
_LOOKALIKE = str.maketrans("xcmkta", "хсмкта")
_END = re.compile(r"[.!?…]{1,6}[»”\")\]]{0,4}\s+(?=[«“\"(\[–—-]*\s*[^\W_])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:м|обл|р|рр|тис|млн|млрд|ім|вул|с|смт|ст|о|кв|просп|пл|див|напр|гр|mr|mrs|dr|st|no|gen|col|lt|sen|rep"
    r"|gov|u\.s|a\.m|p\.m|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
    r"|(?<![\w-])[^\W\d_])\.$",
    re.IGNORECASE,
)
#: the network, not an abbreviation: "wrote on X. Then"
_ON_X = re.compile(r"\b(?:on|in|в|у|via)\s+[XХ]$")
_BULLET = re.compile(r"\s*[-–—•*·▪]\s")

_FURNITURE = re.compile(
    r"\s*(?:відео дня|фото|реклама|читайте також|дивіться також|також читайте|підписуй\w*|слідкуйте|долучайтесь"
    r"|поділитися"
    r"|джерело:|автор:|теги:|теґи:|коментар\w*$|advertisement|read (?:also|more)|see also|related (?:articles|stories)"
    r"|subscribe|follow us|share this|photo:|video of the day|tags:|sign up)",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"[^\n]{0,120}/\s*(?:фото|скріншот|photo)\b[^\n]{0,60}$", re.IGNORECASE)
#: what follows is a list of other headlines, to the end of the page
_TAIL = re.compile(
    r"\s*(?:вас (?:також )?мо(?:же|жуть) зацікавити|новини за темою|більше новин|you may also|most read)", re.IGNORECASE
)


@dataclass(slots=True)
class Token:
    """One word, number or sign; never changed (a frozen one takes three times as long to make)."""

    text: str
    low: str  #: lower case, one kind of apostrophe
    start: int
    end: int
    tag: str  #: what the word list calls it, "" for nothing
    number: bool  #: begins with a digit
    capital: bool  #: begins with a capital letter


class Words(tuple[Token, ...]):
    """The words of a sentence, with what is worked out of them once: the counts among them."""

    counts: "dict[int, Any]"  #: word at which a count begins → the count, filled by `numbers.quantity`


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its place in the text and its words."""

    index: int
    paragraph: int
    start: int
    end: int
    text: str
    low: str
    tokens: Words


def _known(word: str) -> tuple[str, str, bool, bool, bool]:
    """A word in small letters, its tag, and whether it begins with a digit, with a capital, an idiom."""
    low = word.lower().translate(_APOSTROPHES)
    if len(low) > 1 and not low[0].isdigit() and any(sign.isdigit() for sign in low[:8]):
        low = low.translate(_LOOKALIKE) if low[0] in "xcхс" else low
    short = len(low) <= LONGEST_WORD
    match = TAGS.fullmatch(low) if short else None
    tag = match.lastgroup or "" if match else ""
    return low, tag, low[0].isdigit(), word[0].isupper(), short and idioms.begins(low)


_remembered = lru_cache(maxsize=50_000)(_known)


def lower(text: str) -> str:
    """Small letters, one kind of apostrophe, and as many characters as before, so that offsets stay true."""
    low = text.lower()
    if len(low) != len(text):  # a few capitals have a small form of two characters
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return low.translate(_APOSTROPHES)


def tokens(text: str, offset: int = 0) -> Words:
    """Words, numbers and signs of a text; `offset` is where the text itself begins."""
    found: list[Token] = []
    heads: list[int] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        low, tag, number, capital, head = (_remembered if len(word) <= LONGEST_WORD else _known)(word)
        if head:
            heads.append(len(found))
        start, end = match.span()
        found.append(Token(word, low, offset + start, offset + end, tag, number, capital))
    for at in heads:
        idiom = idioms.tag_of([word.low for word in found[max(0, at - 1) : at + 1 + idioms.REACH]], at > 0)
        if idiom:
            found[at] = replace(found[at], tag=idiom)
    words = Words(found)
    words.counts = {}
    return words


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Lines that carry the report, a list joined to the line that opens it."""
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        if not line.strip():
            continue
        if _TAIL.match(line):
            break
        if (_FURNITURE.match(line) and len(line) < 200) or _CREDIT.fullmatch(line.strip()):
            continue
        if spans and _BULLET.match(line) and match.end() - spans[-1][0] < LONGEST_SENTENCE:
            opening = text[spans[-1][0] : spans[-1][1]].rstrip()
            if opening.endswith((":", ";", ",")):
                spans[-1] = (spans[-1][0], match.end())
                continue
        spans.append(match.span())
    yield from spans


def _cuts(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(line):
        dot = line[match.start()] == "."
        if dot and _ABBREVIATION.search(line, max(start, match.start() - 8), match.start() + 1) and not (
            _ON_X.search(line, max(start, match.start() - 6), match.start())
        ):  # fmt: skip
            continue
        yield start, match.end()
        start = match.end()
    yield start, len(line)


def sentences(text: str) -> Iterator[Sentence]:
    """The report's sentences in order, page furniture left out."""
    index = 0
    for paragraph, (first, last) in enumerate(_paragraphs(text)):
        for start, end in _cuts(text[first:last]):
            for piece in range(start, end, LONGEST_SENTENCE):
                begin, stop = first + piece, first + min(end, piece + LONGEST_SENTENCE)
                words = text[begin:stop]
                if words.strip():
                    yield Sentence(index, paragraph, begin, stop, words, lower(words),
                                   tokens(words, begin))  # fmt: skip
                    index += 1
