"""Patterns that are tried only where one of their words begins.

A rule's pattern is a long list of wordings. The engine tries each at every letter of a sentence, and most sentences
have none: that was where half of the reader's time went. So each pattern is asked, once, with which letters the first
word of a match begins. The words of a sentence are looked up together for all patterns; a pattern none of whose
openings is there is not run at all, and the others are run at those words alone. The answers are those of the plain
pattern.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import count

from oberih.record.reading.openings import LONGEST, LONGEST_INSIDE, Stand, folded_digits, openings

_RUN = re.compile(r"\w+")
#: letters → the patterns that they open, by number
_OPENS: dict[Stand, dict[str, tuple[int, ...]]] = {"open": {}, "first": {}, "whole": {}, "inside": {}, "sign": {}}
_NUMBERS = count()

#: a word that opens a pattern: where the word before it ends, where it begins and ends itself
_Word = tuple[int, int, int]


class Wording:
    """A pattern that finds what the plain one finds, sooner.

    >>> Wording(r"\\bзбит(?:о|і)\\b|\\bdowned").search("п'ять ракет збито").group()
    'збито'
    """

    __slots__ = ("_gap", "_inside", "_match", "_number", "_placed", "plain", "within")

    #: whether any stretch of a text, cut wherever, may hold a match
    within: Callable[[str], bool]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.plain = re.compile(pattern, flags)
        self._match = self.plain.match
        found = openings(pattern, flags)
        self._number = next(_NUMBERS) if found else -1  #: -1: run as it is
        self._placed = found is not None and found.begins != "anywhere"  #: whether it is known where matches begin
        self._gap = found is not None and found.begins in ("gap", "inside")
        self._inside = found is not None and found.begins == "inside"
        if found is not None:
            for letters, stand in found.every:
                _OPENS[stand][letters] = (*_OPENS[stand].get(letters, ()), self._number)
            _opened.cache_clear()
            _opened_by.cache_clear()
        self.within = lru_cache(maxsize=64)(partial(_holds, {letters for letters, _ in found.every} if found else {""}))

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, as `re.Pattern.search` finds it."""
        if self._number >= 0:
            words = _opened(text).get(self._number)
            if words is None:
                return None
            if self._placed:
                return next(self._each(text, words), None)
        return self.plain.search(text)

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """Every match, as `re.Pattern.finditer` finds them."""
        if self._number >= 0:
            words = _opened(text).get(self._number)
            if words is None:
                return ()
            if self._placed:
                return self._each(text, words)
        return self.plain.finditer(text)

    def _each(self, text: str, words: list[_Word]) -> Iterator[re.Match[str]]:
        done, match = 0, self._match
        for before, start, end in words:
            if not self._gap:
                if start >= done and (found := match(text, start)):
                    yield found
                    done = found.end()
                continue
            for at in range(max(before, done), end if self._inside else start + 1):
                if at >= done and (found := match(text, at)):
                    yield found
                    done = found.end()

    def blank(self, text: str) -> str:
        """The text with a space in place of every match."""
        parts, done = [], 0
        for found in self.finditer(text):
            parts += [text[done : found.start()], " "]
            done = found.end()
        return "".join([*parts, text[done:]]) if parts else text


class Shape:
    """A pattern that whole words are held against, the same ones again and again: what was said of each is remembered.

    >>> bool(Shape(r"збит(?:о|і)").fullmatch("збиті"))
    True
    """

    __slots__ = ("fullmatch", "match")

    def __init__(self, pattern: str) -> None:
        plain = re.compile(pattern)
        self.fullmatch: Callable[[str], re.Match[str] | None] = lru_cache(maxsize=4096)(plain.fullmatch)
        self.match: Callable[[str], re.Match[str] | None] = lru_cache(maxsize=4096)(plain.match)


@lru_cache(maxsize=256)
def _opened(text: str) -> dict[int, list[_Word]]:
    """The patterns that a text's words open, and the words."""
    found: dict[int, list[_Word]] = {}
    before = 0
    for run in _RUN.finditer(text):
        start, end = run.span()
        numbers = _opened_by(run.group())
        if not before:
            numbers = (*numbers, *_opened_first(run.group()))
        if numbers:
            word = (before, start, end)
            for number in numbers:
                if number in found:
                    found[number].append(word)
                else:
                    found[number] = [word]
        before = end
    for sign, numbers in _OPENS["sign"].items():
        if sign in text:
            found |= {number: [] for number in numbers}  # such a pattern is not placed
    return found


def _holds(parts: set[str], text: str) -> bool:
    text = folded_digits(text)
    return any(part in text for part in parts)


def _opened_first(word: str) -> set[int]:
    """The patterns that only the first word of a text may open."""
    word = folded_digits(word[:LONGEST])
    return {number for end in range(1, len(word) + 1) for number in _OPENS["first"].get(word[:end], ())}


@lru_cache(maxsize=50_000)
def _opened_by(word: str) -> tuple[int, ...]:
    word = folded_digits(word)
    beginnings, anywhere = _OPENS["open"], _OPENS["inside"]
    found = {*_OPENS["whole"].get(word, ())}
    for end in range(1, min(len(word), LONGEST) + 1):
        found.update(beginnings.get(word[:end], ()))
    for start in range(len(word)):
        for end in range(start + 1, min(start + LONGEST_INSIDE, len(word)) + 1):
            found.update(anywhere.get(word[start:end], ()))
    return tuple(found)
