"""Which numbers of a sentence count people."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oberih.record.reading.declension import listed
from oberih.record.reading.lexicon import KIND_TAGS
from oberih.record.reading.numbers import Quantity, quantity
from oberih.record.reading.people.words import COMMA, CUTS, GROWTH, THING, TRIGGERS, personal
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import near

_BARE_AFTER = listed(
    ", . ; ) … in and у в та і й with others more were was have are – — - дістали отримали зазнали були було є"
    " suffered sustained got "
    'received on at across after over by from important під на від ( so as інших ще : “ ” » " ! when including'
    " among of за внаслідок "
    "що today yesterday overnight there here now alone altogether nationwide while died is has"
) | {""}


@dataclass(frozen=True, slots=True)
class Count:
    at: int
    last: int  #: index after the words that are counted
    quantity: Quantity
    child: bool
    trigger: int | None  #: index of the word that says what befell them, where it stands at once beside


def counts_of(words: Sequence[Token]) -> Iterator[Count]:
    here = 0
    while here < len(words):
        count = quantity(words, here)
        if (
            count is None
            or near(words, here - 1) == "no"
            or (count.op == "none" and near(words, count.last) in ("one", "one's"))
            or is_part_of_name(words, count)
        ):
            here += 1
            continue
        found = people(words, count)
        if found:
            yield found
            here = max(found.last, here + 1)
        else:
            here = max(count.last, here + 1)


def is_part_of_name(words: Sequence[Token], count: Quantity) -> bool:
    """Whether a number is an age, a time, a date or a length: "60-year-old", "13 років", "14-річна"."""
    text = words[count.first].low
    if (
        near(words, count.first - 1) in ("of", "aged", ",")
        and words[count.first - 2].tag in ("person", "child")
        and count.first >= 2
        and (near(words, count.first - 1) != "," or near(words, count.last) in (",", "."))
        and count.op == "="
        and (count.n or 0) < 110
    ):
        return True
    after = near(words, count.last)
    return (
        "-year" in text or "річн" in text or ":" in text or bool(re.match(r"річн|-year|year-old|yo\b", after))
        or (after in ("років", "роки", "рік", "years", "year") ) or (near(words, count.first - 1) in ("of",
        "aged") and after in ("has", "was", "died"))
    )  # fmt: skip


def people(words: Sequence[Token], count: Quantity) -> Count | None:
    """What a number counts, if it counts people; None for anything else."""
    unknown = 0
    for here in range(count.last, min(count.last + 5, len(words))):
        word = words[here]
        if word.tag in ("person", "child"):
            return Count(count.first, here + 1, count, word.tag == "child", None)
        if word.tag in TRIGGERS:
            if unknown <= 2:
                return Count(count.first, count.last, count, False, here)
            break
        if word.low in CUTS or word.number or word.tag in KIND_TAGS or THING.fullmatch(word.low):
            break
        unknown += word.low not in (
            "were",
            "was",
            "are",
            "have",
            "been",
            "had",
            "has",
            "is",
            "було",
            "були",
            "people",
            "too",
            "also",
            "of",
            "them",
            "the",
            "її",
            "з",
            "них",
            "left",
            "confirmed",
            "reported",
            "feared",
        )
    growth = any(GROWTH.fullmatch(near(words, at)) for at in range(count.first - 2, count.first + 1))
    reach = range(count.first - 1, max(-1, count.first - (30 if growth else 5)), -1)
    before = next((at for at in reach if words[at].tag in TRIGGERS), None)
    if before is not None and any(
        words[at].low in COMMA or (words[at].number and not growth) for at in range(before + 1, count.first)
    ):
        between = [words[at].low for at in range(before + 1, count.first)]
        if between not in (["–"], ["—"], [":"], ["-"]):
            before = None
    after = near(words, count.last)
    if (
        before is not None
        and not THING.fullmatch(after)
        and (words[count.last].tag if count.last < len(words) else "") not in KIND_TAGS
        and (after in _BARE_AFTER or (words[before].tag in ("killed", "wounded") and count.first - before <= 3))
    ):
        return Count(count.first, count.last, count, False, before)
    told = near(words, count.first - 1) in ("їх", "тепер", "now") and after in _BARE_AFTER
    if told or (personal(words[count.first]) and (after in _BARE_AFTER or after in ("–", "—", "у", "в"))):
        return Count(count.first, count.last, count, False, None)
    return None
