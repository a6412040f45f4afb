"""With which letters words of a pattern's matches begin: read off the pattern as the engine parses it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

_code: Any
_parse: Any
_REPEATS: tuple[Any, ...]
try:
    _code, _parse = import_module("re._constants"), import_module("re._parser").parse
    _REPEATS = (_code.MAX_REPEAT, _code.MIN_REPEAT)
except (ImportError, AttributeError):  # Python promises neither: without them nothing is told of a pattern
    _code, _parse, _REPEATS = None, None, ()

#: how the letters stand in a word: at its beginning, at that of the text's first word, as the whole of it, or anywhere;
#: a sign stands between words
Stand = Literal["open", "first", "whole", "inside", "sign"]
#: what is known of where a word begins: nothing, that it does, that it is the text's first one
_Edge = Literal[0, 1, 2]
#: letters of one word of a match, and how they stand in it
Opening = tuple[str, Stand]
#: where a match begins: with that word, with the signs before it, in the midst of it, or anywhere in the text
Begins = Literal["word", "gap", "inside", "anywhere"]
_ORDER: tuple[Begins, ...] = ("word", "gap", "inside")

LONGEST = 7  #: letters looked at of an opening: more would tell hardly more apart
LONGEST_INSIDE = 6  #: the same of one that may stand anywhere
_MANY = 2_000  #: with more openings a pattern is left as it is
_WIDE = 40  #: a class of more signs is not told apart
_OPAQUE = ("opaque", None)  #: what may be more of the same


class _NoOpeningError(Exception):
    """A match may begin with any word, or with none."""


@dataclass(frozen=True, slots=True)
class Openings:
    """Every match of a pattern has one of these; `begins` says where it begins, seen from that word."""

    every: frozenset[Opening]
    begins: Begins


def openings(pattern: str, flags: int = 0) -> Openings | None:
    """Openings of a pattern, "0" standing for every digit; None where they cannot be told.

    >>> sorted(openings(r"\\b(?:збит(?:о|і)|3 ракет)").every)
    [('0', 'whole'), ('збито', 'open'), ('збиті', 'open')]
    >>> openings(r"\\w+\\s+drones").every
    frozenset({('drones', 'open')})
    """
    if _parse is None:
        return None
    parsed = _parse(pattern, flags)
    if parsed.state.flags & re.IGNORECASE or "(?i" in pattern:
        return None
    found = _first(_chain(parsed, None), edge=0)
    if found is None and (best := _best(list(parsed))):
        found = Openings(best, "anywhere")
    if found and parsed.state.flags & re.MULTILINE:  # a line begins anywhere in a text
        every = frozenset((letters, "open" if stand == "first" else stand) for letters, stand in found.every)
        found = Openings(every, found.begins)
    return found


def folded_digits(word: str) -> str:
    """A word with "0" for every digit."""
    return "".join(map(_folded, word)) if any(map(str.isdecimal, word)) else word


def _folded(sign: str) -> str:
    return "0" if sign.isdecimal() else sign


def _best(items: list[Any]) -> frozenset[Opening] | None:
    """The most telling openings that some stretch of a sequence has: a match needs all of its stretches."""
    found: list[frozenset[Opening]] = []
    edge: _Edge = 0
    for at, (code, value) in enumerate(items):
        own = _first(_chain(items[at:], None), edge=edge)
        if own is not None:
            found.append(own.every)
        each = [_best(list(branch)) for branch in _inner(code, value)]
        if each and all(each):
            found.append(frozenset[Opening]().union(*(one for one in each if one)))
        if code is _code.LITERAL and not _in_word(chr(value)) and not chr(value).isspace():
            found.append(frozenset({(chr(value), "sign")}))
        blank = code in _REPEATS and all(_blank(item) for item in value[2])
        ends = _blank((code, value)) or (blank and (edge or value[0] > 0)) or value is _code.AT_BOUNDARY
        edge = 1 if ends else 0
    return max((each for each in found if len(each) <= _MANY), key=_telling, default=None)


def _inner(code: Any, value: Any) -> Any:
    """The branches of an item that a match has to hold one of."""
    if code is _code.SUBPATTERN:
        return [value[3]]
    if code is _code.BRANCH:
        return value[1]
    if (code in _REPEATS and value[0] > 0) or (code is _code.ASSERT and value[0] > 0):
        return [value[2] if code in _REPEATS else value[1]]
    return []


def _telling(found: frozenset[Opening]) -> tuple[int, int]:
    return min(_weight(letters, stand) for letters, stand in found), -len(found)


def _weight(letters: str, stand: Stand) -> int:
    if stand == "sign":
        return 4 if letters in ";–—" else 1  # few sentences have one; commas and stops have all
    return min(len(letters), 6) + {"open": 1, "whole": 3, "inside": 0, "first": 3}[stand]


def _first(todo: Any, *, edge: _Edge) -> Openings | None:
    """Openings of what a sequence begins with."""
    found: set[Opening] = set()
    begins: Begins = "word"
    try:
        for letters, stand, exact in _walk(todo, "", edge=edge, exact=True):
            found.add((letters, stand))
            begins = max(begins, "inside" if stand == "inside" else "word" if exact else "gap", key=_ORDER.index)
            if len(found) > _MANY:
                return None
    except _NoOpeningError:
        return None
    return Openings(frozenset(found), begins)


def _chain(items: Any, rest: Any) -> Any:
    for item in reversed(getattr(items, "data", items)):
        rest = (item, rest)
    return rest


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _stop(letters: str, stand: Stand, *, edge: _Edge, exact: bool) -> Iterator[tuple[str, Stand, bool]]:
    if not letters:
        raise _NoOpeningError
    if edge:
        yield letters, "first" if edge == 2 else stand, exact
    else:
        yield letters[:LONGEST_INSIDE], "inside", False


def _walk(  # noqa: PLR0912 - one branch a code of the engine
    todo: Any, letters: str, *, edge: _Edge, exact: bool
) -> Iterator[tuple[str, Stand, bool]]:
    """Openings of what is still to be matched, `letters` of the first word being known; `edge` says that a word begins
    with them, `exact` that the match does."""
    stand: Stand = "open"
    while todo is not None and len(letters) < LONGEST:
        (code, value), todo = todo
        if code is _code.SUBPATTERN:
            todo = _chain(value[3], todo)
        elif code is _code.BRANCH:
            for branch in value[1]:
                yield from _walk(_chain(branch, todo), letters, edge=edge, exact=exact)
            return
        elif code is _code.LITERAL and _in_word(chr(value)):
            letters += _folded(chr(value))
        elif _blank((code, value)):
            if letters:
                stand = "whole"
                break
            edge, exact = edge or 1, False
        elif code is _code.IN and (signs := _signs(value)):
            for sign in signs:
                yield from _walk(_chain([(_code.LITERAL, ord(sign))], todo), letters, edge=edge, exact=exact)
            return
        elif code in _REPEATS:
            least, most, part = value
            if least == 0:
                yield from _walk(todo, letters, edge=edge, exact=exact)
            only_blank = all(_blank(item) for item in part)
            todo = _chain(part, todo if most == 1 or only_blank else (_OPAQUE, None))
        elif code is _code.AT:
            if value is _code.AT_NON_BOUNDARY or letters:
                stand = "open" if value is _code.AT_NON_BOUNDARY else "whole"
                break
            begins = value in (_code.AT_BEGINNING, _code.AT_BEGINNING_STRING)
            edge, exact = 2 if begins else edge or 1, exact and not begins
            if value in (_code.AT_END, _code.AT_END_STRING):
                break
        elif code in (_code.ASSERT, _code.ASSERT_NOT):
            no_word = code is _code.ASSERT_NOT and _any_word(value[1])
            if letters:
                stand = "whole" if no_word and value[0] > 0 else "open"
                break
            edge = edge or (1 if no_word and value[0] < 0 else 0)
        else:
            break
    yield from _stop(letters, stand, edge=edge, exact=exact)


def _any_word(items: Any) -> bool:
    """Whether a sequence stands for any letter at least, and for one sign alone: where it is barred no word goes on."""
    return len(items) == 1 and items[0][0] is _code.IN and (_code.CATEGORY, _code.CATEGORY_WORD) in items[0][1]


def _blank(item: Any) -> bool:
    """Whether an item stands for one sign that is part of no word."""
    code, value = item
    if code is _code.LITERAL:
        return not _in_word(chr(value))
    return code is _code.IN and not any(_in_word(sign) for sign in _signs(value) or "a")


def _signs(members: Any) -> list[str]:
    """Signs of a class, a space for all that are part of no word; none where it is wide."""
    signs: set[str] = set()
    for code, value in members:
        if code is _code.LITERAL:
            signs.add(chr(value))
        elif code is _code.RANGE and value[1] - value[0] <= _WIDE:
            signs.update(chr(number) for number in range(value[0], value[1] + 1))
        elif code is _code.CATEGORY and value is _code.CATEGORY_DIGIT:
            signs.add("0")
        elif code is _code.CATEGORY and value in (_code.CATEGORY_SPACE, _code.CATEGORY_NOT_WORD):
            signs.add(" ")
        else:
            return []
    return sorted({_folded(sign) if _in_word(sign) else " " for sign in signs})
