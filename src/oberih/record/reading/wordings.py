"""Patterns that are tried only where one of their words begins.

A rule's pattern is a long list of wordings. The engine tries each at every letter of a sentence, and most sentences
have none: that was where half of the reader's time went. So each pattern is asked, once, with which letters the first
word of a match begins. The words of a sentence are looked up together for all patterns; a pattern none of whose
openings is there is not run at all, and the others are run at those words alone. The answers are those of the plain
pattern.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from oberih.record.reading.openings import LONGEST, LONGEST_INSIDE, Stand, folded_digits, openings

_RUN = re.compile(r"\w+")
#: letters → the patterns that they open, a bit each
_OPENS: dict[Stand, dict[str, int]] = {"open": {}, "whole": {}, "inside": {}, "sign": {}}
_KNOWN: list[str] = []  #: patterns in the order of their bits

#: a word that opens something: the patterns (bits), where the word before ends, where it begins and ends itself
_Opened = tuple[int, int, int, int]


class Wording:
    """A pattern that finds what the plain one finds, sooner.

    >>> Wording(r"\\bзбит(?:о|і)\\b|\\bdowned").search("п'ять ракет збито").group()
    'збито'
    """

    __slots__ = ("_begins", "_bit", "_match", "plain")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.plain = re.compile(pattern, flags)
        self._match = self.plain.match
        found = openings(pattern, flags)
        self._bit = 0  # 0: run as it is
        self._begins = found.begins if found else "anywhere"
        if found is not None:
            self._bit = 1 << len(_KNOWN)
            _KNOWN.append(pattern)
            for letters, stand in found.every:
                _OPENS[stand][letters] = _OPENS[stand].get(letters, 0) | self._bit
            _opened.cache_clear()
            _opened_by.cache_clear()

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, as `re.Pattern.search` finds it."""
        bit = self._bit
        if bit:
            every, words = _opened(text)
            if not every & bit:
                return None
            if self._begins == "word":
                match = self._match
                for bits, _, start, _ in words:
                    if bits & bit and (found := match(text, start)):
                        return found
                return None
            if self._begins != "anywhere":
                return next(self._each(text, words), None)
        return self.plain.search(text)

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """Every match, as `re.Pattern.finditer` finds them."""
        bit = self._bit
        if bit:
            every, words = _opened(text)
            if not every & bit:
                return ()
            if self._begins != "anywhere":
                return self._each(text, words)
        return self.plain.finditer(text)

    def _each(self, text: str, words: list[_Opened]) -> Iterator[re.Match[str]]:
        done = 0
        for bits, before, start, end in words:
            if not bits & self._bit:
                continue
            first = start if self._begins == "word" else before
            last = end if self._begins == "inside" else start + 1
            for at in range(max(first, done), last):
                if at >= done and (found := self._match(text, at)):
                    yield found
                    done = found.end()

    def blank(self, text: str) -> str:
        """The text with a space in place of every match."""
        parts, done = [], 0
        for found in self.finditer(text):
            parts += [text[done : found.start()], " "]
            done = found.end()
        return "".join([*parts, text[done:]]) if parts else text


@lru_cache(maxsize=256)
def _opened(text: str) -> tuple[int, list[_Opened]]:
    """The patterns that a text's words open, all together and word by word."""
    every = before = 0
    words = []
    for run in _RUN.finditer(text):
        bits = _opened_by(run.group())
        start, end = run.span()
        if bits:
            every |= bits
            words.append((bits, before, start, end))
        before = end
    for sign, bits in _OPENS["sign"].items():
        if sign in text:
            every |= bits
    return every, words


@lru_cache(maxsize=50_000)
def _opened_by(word: str) -> int:
    word = folded_digits(word)
    beginnings, anywhere = _OPENS["open"], _OPENS["inside"]
    bits = _OPENS["whole"].get(word, 0)
    for end in range(1, min(len(word), LONGEST) + 1):
        bits |= beginnings.get(word[:end], 0)
    for start in range(len(word)):
        for end in range(start + 1, min(start + LONGEST_INSIDE, len(word)) + 1):
            bits |= anywhere.get(word[start:end], 0)
    return bits
