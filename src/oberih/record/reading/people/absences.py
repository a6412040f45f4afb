"""Absences that a report states: nobody was killed, "постраждалих немає"."""

from collections.abc import Iterator

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.numbers import Quantity
from oberih.record.reading.people.counted import Count
from oberih.record.reading.people.words import COMMA, NONE, pieces_of, type_at
from oberih.record.reading.view import View, counted, near


def absences(view: View, triggers: list[int], counts: list[Count]) -> Iterator[Draft]:
    """ "Загиблих і постраждалих немає", "nobody was killed or injured": both kinds at once."""
    words = view.words
    for start, end in pieces_of(words, COMMA | {"але", "but"}):
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
