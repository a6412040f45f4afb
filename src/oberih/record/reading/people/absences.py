"""Absences that a report states: nobody was killed, "постраждалих немає"."""

from collections.abc import Iterator, Sequence

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.numbers import Quantity
from oberih.record.reading.people.counted import Count
from oberih.record.reading.people.words import COMMA, NONE, pieces_of, type_at
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.wordings import Wording

#: absences told of the living: "люди цілі", "all survived", "не обійшлося" aside
_UNHURT = Wording(
    r"\b(?:люд(?:и|ей)|мешканц(?:і|ів)|усі|всі|персонал|пасажири|ніхто з людей"
    r"|нікого)\s+(?:\w+\s+)?(?:(?<!всі )(?<!усі )цілі"
    r"|не зачепило|неушкоджені|вціліли|уціліли"
    r"|не поранило|без ушкоджень)\b|\bбез шкоди для людей\b|\b(?:all|everyone|everybody|residents|staff|people"
    r"|passengers|nobody)\s+(?:\w+\s+)?"
    r"(?:escaped (?:unharmed|unhurt|injury)|(?:was|were) (?:unharmed|unhurt|uninjured|safe)|suffered(?! \w))\b"
    r"|\b(?:nobody|no one) (?:\w+ )?(?:suffered|(?:was|is) harmed)\b"
    r"|\bno (?:one|body) (?:came to|was) harm(?:ed)?\b|\bпоранень ніхто не\b|\b(?:постраждалих|потерпілих"
    r"|травмованих|поранених) (?:\w+ ){0,2}?(?:не зафіксовано|не зареєстровано|нема|не було)\b"
)
_ALIVE = Wording(
    r"\bсмертельн\w+ випадк\w+ (?:\w+ )?(?:не|немає)\b|\b(?:усі|всі) (?:\w+ )?живі\b|\b(?:all|everyone"
    r"|everybody)(?: of them)? (?:has |have |had )?survived\b"
    r"|\bзагиблих (?:\w+ ){0,2}?(?:не зафіксовано|не зареєстровано|нема|не було)\b|\bno (?:fatal|deadly) (?:cases"
    r"|outcomes)\b"
)


def unharmed(view: View) -> Iterator[Draft]:
    """Absences that are told of the living: "люди цілі", "all survived"."""
    at = view.sentence.start
    cases: tuple[tuple[FactType, Wording], ...] = (("wounded", _UNHURT), ("killed", _ALIVE))
    for type_, pattern in cases:
        if match := pattern.search(view.sentence.low):
            span = (at + match.start(), at + match.end())
            yield view.draft(type_, span, "people.absence", kind="person", polarity="negative",
                             **counted(Quantity("none", None, 0, 0)))  # fmt: skip


_INSERTED = frozenset({"на", "за", "по", "попередньо", "слава", "як", "fortunately", "thankfully", "luckily",
    "according",
                       "mercifully", "дякувати", "наразі", "поки", "by"})  # fmt: skip


def _joined(words: Sequence[Token], pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Pieces of a sentence, those on both sides of an insertion as one: "загиблих, на щастя, немає"."""
    here = 0
    while here < len(pieces):
        start, end = pieces[here]
        while here + 2 < len(pieces) and words[pieces[here + 1][0]].low in _INSERTED and (
            pieces[here + 1][1] - pieces[here + 1][0] <= 5 and near(words, end) == ","
        ):  # fmt: skip
            here += 2
            end = pieces[here][1]
        yield start, end
        here += 1


def absences(view: View, triggers: list[int], counts: list[Count]) -> Iterator[Draft]:
    """ "Загиблих і постраждалих немає", "nobody was killed or injured": both kinds at once."""
    words = view.words
    for start, end in _joined(words, pieces_of(words, COMMA | {"але", "but"})):
        own = [at for at in triggers if start <= at < end]
        unhurt = [at for at in own if near(words, at - 1) in ("не", "not") and words[at].tag != "casualties"]
        none = unhurt or [at for at in range(start, end) if words[at].low in NONE]
        if not own or not none or any(start <= count.at < end and count.quantity.op != "none" for count in counts):
            continue
        first = none[0]
        if unhurt:
            own = unhurt
        if words[first].low in ("no", "without", "без", "neither") and not 0 < own[0] - first <= (
            7 if words[first].low == "neither" else 4
        ):
            continue
        if "інформації" in {word.low for word in words[start:end]} or "information" in {
            word.low for word in words[start:end]
        }:
            continue
        types: list[FactType] = []
        for at in own:
            both = words[at].tag == "casualties"
            for each in ("killed", "wounded") if both else (type_at(words, at),):
                if each not in types:
                    types.append(each)
        span = view.span(min(first, own[0]), max(own[-1], none[-1]) + 1)
        for type_ in types:
            yield view.draft(
                type_,
                span,
                "people.absence",
                kind="person",
                polarity="negative",
                **counted(Quantity("none", None, 0, 0)),
            )
