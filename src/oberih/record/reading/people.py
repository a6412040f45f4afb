"""People killed and hurt, as a report counts them; "постраждалих немає" is a stated absence, silence is nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.numbers import Quantity, quantity
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import View, counted, near

_TRIGGERS = frozenset({"killed", "wounded", "casualties"})
_CUTS = frozenset({",", ";", ":", "–", "—", "і", "й", "та", "а", "and", "but", "while", "."})
_NONE = frozenset(
    {"немає", "нема", "відсутні", "обійшлося", "обійшлось", "ніхто", "no", "nobody", "none", "без", "without"}
)
_GROWTH = re.compile(r"зрос\w+|збільши\w+|сягну\w+|rose|risen|rises|climbed|grew|grown|increased|reached|up")
_PART = frozenset({"зокрема", "серед", "них", "включно", "including", "among", "them", "одна", "один", "whom", "яких"})
_BARE_AFTER = frozenset(
    {
        ",",
        ".",
        ";",
        ")",
        "",
        "in",
        "and",
        "у",
        "в",
        "та",
        "і",
        "й",
        "others",
        "more",
        "were",
        "was",
        "have",
        "are",
        "–",
        "дістали",
        "отримали",
        "зазнали",
        "були",
        "було",
        "є",
        "suffered",
        "sustained",
        "got",
        "received",
    }
)
_ONE_VERB = re.compile(r"загину(?:в|ла)|постражда(?:в|ла)|поранен(?:ий|а|о)|killed|died|injured|wounded|hurt")
_ONE_NOUN = re.compile(r"людин[ау]|чоловік(?:а)?|жінк[ау]|дівчин\w+|хлоп(?:чик|ець|ця|чика)|дитин[ау]|особа"
                       r"|мешкан(?:ець|ка|ку)|працівник|рятувальник"
                       r"|man|woman|girl|boy|child|person|civilian|resident|worker|rescuer")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Count:
    at: int
    last: int
    quantity: Quantity
    child: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int


def _counts(words: Sequence[Token]) -> Iterator[_Count]:
    here = 0
    while here < len(words):
        count = quantity(words, here) if near(words, here - 1) != "no" else None
        if count is None or (count.op == "none" and near(words, count.last) in ("one", "one's")):
            here += 1
            continue
        noun = _noun(words, count.last)
        if noun is not None:
            yield _Count(here, noun + 1, count, words[noun].tag == "child")
        elif _bare(words, count):
            yield _Count(here, count.last, count, False)
        here = max(count.last, here + 1)


def _noun(words: Sequence[Token], at: int) -> int | None:
    """Index of the people that are counted, among the few words after the number."""
    for here in range(at, min(at + 4, len(words))):
        if words[here].tag in ("person", "child"):
            return here
        if words[here].low in _CUTS:
            return None
    return None


def _bare(words: Sequence[Token], count: Quantity) -> bool:
    """Whether a number without a noun counts people: "15 поранених", "killing six", "п'ятеро дістали поранення"."""
    if count.last < len(words) and words[count.last].tag in _TRIGGERS:
        return True
    if near(words, count.last) not in _BARE_AFTER:
        return False
    before = words[count.first - 1].tag if count.first else ""
    bounded = count.last - count.first > 1
    return bounded or before in ("killed", "wounded") or _personal(words[count.first]) or not before


def _personal(word: Token) -> bool:
    """Numerals that Ukrainian keeps for people: двоє, четверо."""
    return word.low.endswith(("оє", "еро"))


def _pieces(words: Sequence[Token]) -> list[_Piece]:
    cuts = [-1, *(at for at, word in enumerate(words) if word.low in _CUTS), len(words)]
    return [_Piece(first + 1, last) for first, last in pairwise(cuts) if last > first + 1]


def people_facts(view: View) -> Iterator[Draft]:
    """Killed and wounded people that a sentence counts, or says that there are none."""
    words = view.words
    if not any(word.tag in _TRIGGERS for word in words):
        return
    counts = list(_counts(words))
    last: FactType | None = None
    pieces = _pieces(words)
    for number, piece in enumerate(pieces):
        triggers = [at for at in range(piece.start, piece.end) if words[at].tag in _TRIGGERS]
        inside = [count for count in counts if piece.start <= count.at < piece.end]
        if triggers:
            last = "killed" if words[triggers[0]].tag == "killed" else "wounded"
            if any(words[at].tag == "casualties" for at in triggers) and not _absent(words, piece):
                continue
        if not inside and triggers:
            yield from _uncounted(view, pieces, number, triggers, last or "wounded")
        for count in inside:
            type_ = last or (_ahead(words, pieces, number) if not count.child else None)
            if type_ is None or _not_theirs(words, count):
                continue
            if count.quantity.op in ("most", "all"):
                continue
            draft = _counted(view, count, type_)
            near_part = any(near(words, at) in _PART for at in range(max(0, count.at - 3), count.at))
            draft.part = (
                count.quantity.of_them
                or (count.child and bool(near_part or not triggers))
                or (near_part and not triggers)
            )
            if draft.part or triggers or count.last > count.quantity.last:
                yield draft


def _ahead(words: Sequence[Token], pieces: list[_Piece], number: int) -> FactType | None:
    for piece in pieces[number + 1 : number + 3]:
        for at in range(piece.start, piece.end):
            if words[at].tag in ("killed", "wounded"):
                return "killed" if words[at].tag == "killed" else "wounded"
    return None


def _not_theirs(words: Sequence[Token], count: _Count) -> bool:
    """Whether what is counted is houses, years or hours rather than people."""
    after = near(words, count.quantity.last)
    return bool(
        re.match(r"будин|будів|квартир|авто|рок|годин|km|houses|homes|apart|build|cars|years|hours|локац|of\b$", after)
    )


def _counted(view: View, count: _Count, type_: FactType) -> Draft:
    words = view.words
    taken = count.quantity
    if (
        taken.op == "<"
        and near(words, count.at) in ("до", "to")
        and any(_GROWTH.fullmatch(near(words, at)) for at in range(max(0, count.at - 4), count.at))
    ):
        taken = replace(taken, op="=")
    trigger = next((word.low for word in words if word.tag == type_), None)
    return view.draft(
        type_, view.span(count.at, count.last), "people.count", kind="person", verb=trigger, **counted(taken)
    )


def _absent(words: Sequence[Token], piece: _Piece) -> bool:
    return any(words[at].low in _NONE for at in range(piece.start, piece.end))


def _uncounted(view: View, pieces: list[_Piece], number: int, triggers: list[int], type_: FactType) -> Iterator[Draft]:
    words, piece = view.words, pieces[number]
    following = pieces[number + 1] if number + 1 < len(pieces) else None
    joined = (
        following is not None and near(words, piece.end) in ("та", "і", "й", "and", "or") and _absent(words, following)
    )
    preceded = (
        number > 0
        and near(words, piece.start - 1) in ("or", "та", "і", "й")
        and _absent(words, pieces[number - 1])
        and piece.end - piece.start <= 2
    )
    if _absent(words, piece) or joined or preceded:
        span = view.span(piece.start, piece.end)
        none = Quantity("none", None, 0, 0)
        types: tuple[FactType, ...] = ("killed", "wounded") if words[triggers[0]].tag == "casualties" else (type_,)
        for each in types:
            yield view.draft(each, span, "people.absence", kind="person", polarity="negative", **counted(none))
        return
    one = next((at for at in range(piece.start, piece.end) if _ONE_NOUN.fullmatch(words[at].low)), None)
    verb = next((at for at in triggers if _ONE_VERB.fullmatch(words[at].low)), None)
    if one is not None and verb is not None and "не" not in (near(words, verb - 1),):
        first, last = min(one, verb), max(one, verb) + 1
        yield view.draft(type_, view.span(first, last), "people.one", kind="person", verb=words[verb].low,
                         **counted(Quantity("=", 1, 0, 0)))  # fmt: skip
