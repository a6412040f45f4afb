"""A toll that a sentence corrects without saying again what befell the people: "by nightfall it had climbed to six"."""

from collections.abc import Iterator

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.numbers import quantity
from oberih.record.reading.people.words import THING
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.wordings import Wording

_TOLL = Wording(
    r"\b(?:the |that |this |their |correct |real )*(?:count|figure|toll|tally|number)\s+(?:\w+ ){0,3}?(?:had |has "
    r"|have )?"
    r"(?:climbed|risen|rose|grew|grown|reached|increased|stands|stood|is|was|now)\b"
    r"|\bit (?:is|was|rose|grew|had (?:risen|grown)) (?=\d|[a-z-]+, not)"
    r"|\b(?:правильна |остаточна |нова |точна )?(?:цифра|кількість|число|лічба|рахунок|показник)\s*(?:\w+ ){0,2}?"
    r"(?:зросл\w+|зріс|сягну\w+|становить|дійш\w+|[–—-])|\b(?:зросл[ао]|сягнул[ао]|уточнили) до\b"
    r"|\b(?:тепер|нині|вже|уже|згодом) їх (?:вже |уже )?(?=\w)"
)
_BEFORE = Wording(r"\b(?:ago|earlier|before|initially|тому|раніше|спершу)\b")
_KIND = Wording(r"\b(?:missiles?|drones?|ракет\w*|дрон\w*|customers?|споживач\w*|homes|км|per ?cent|відсот\w+)\b")


def later_toll(view: View, before: FactType | None) -> Iterator[Draft]:
    """The toll of a sentence without any word for killed or hurt, of those that the last one counted."""
    match = _TOLL.search(view.sentence.low)
    if before is None or match is None or _KIND.search(view.sentence.low):
        return
    if _BEFORE.search(view.sentence.low):
        return
    base = view.sentence.start
    for at, word in enumerate(view.words):
        if word.start - base < match.end() - 2 or near(view.words, at - 1) == "not":
            continue
        count = quantity(view.words, at)
        if count is not None and count.n and not THING.fullmatch(near(view.words, count.last)):
            yield view.draft(
                before, view.span(count.first, count.last), "people.later", kind="person", **counted(count)
            )
            return
