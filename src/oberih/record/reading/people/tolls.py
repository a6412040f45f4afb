"""What befell those that a sentence counts: killed or wounded, of the whole or of a part, now or before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.numbers import quantity
from oberih.record.reading.people.absences import absences, unharmed
from oberih.record.reading.people.counted import Count, counts_of, people
from oberih.record.reading.people.single import single
from oberih.record.reading.people.words import (
    CUTS,
    GROWTH,
    IN_HOSPITAL,
    PART,
    TRIGGERS,
    no_trigger,
    personal,
    pieces_of,
    type_at,
)
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.wordings import Shape, Wording

#: people in the same breath who came to no harm
_SAVED = Shape(r"деблок|врят|евакуй|евакую|вивел|визвол|rescued|evacuat|saved|freed|sheltered")
#: a toll that a report gives only to say that it has changed
_EARLIER = re.compile(
    r"\b(?:спершу|спочатку|раніше (?:\w+ )?(?:повідомля|йшлося|говорил|називал)\w*|до цього (?:\w+ )?повідомля\w+"
    r"|попередньо повідомля\w+|ще (?:вранці|вночі|зранку) (?:\w+ )?(?:повідомля|йшлося)\w*"
    r"|earlier|initially|initial \w+|preliminary \w+|first \w+ (?:spoke|put|gave)|at first|previously|first"
    r" (?:bulletin|report|count|reports)|had (?:said|reported|spoken"
    r"|written))\b[^;.]*$"
)
_NOW = re.compile(r"\b(?:тепер|вже|уже|нині|станом|згодом|потім|now|later|since|by (?:evening|morning|noon)|then)\b")


def counted_people(view: View) -> Iterator[Draft]:
    words = view.words
    yield from unharmed(view)
    triggers = [at for at, word in enumerate(words) if word.tag in TRIGGERS and not no_trigger(words, at)]
    if not triggers:
        yield from _in_hospital(view)
        return
    counts = list(counts_of(words))
    yield from absences(view, triggers, counts)
    last: FactType | None = None
    pieces = pieces_of(words, CUTS)
    for number, (start, end) in enumerate(pieces):
        own = [at for at in triggers if start <= at < end]
        inside = [count for count in counts if start <= count.at < end]
        if own:
            last = type_at(words, own[0])
        if own and not inside:
            yield from single(view, start, end, own)
        for count in inside:
            type_ = _befell(words, count, own, last, pieces, number)
            if type_ is None or count.quantity.op in ("most", "all", "none"):
                continue
            if any(_SAVED.match(words[at].low) for at in range(start, end)):
                continue
            last = type_
            draft = _counted(view, count, type_)
            draft.part = _is_part(words, count, own)
            before = view.sentence.low[: words[count.at].start - view.sentence.start]
            earlier = _EARLIER.search(before)
            if earlier and not _NOW.search(earlier.group()):
                draft.columns["scope"] = "background"
            if (
                not _risen(words, count)
                and near(words, count.at - 1) in ("from", "з", "із")
                and GROWTH.fullmatch(near(words, count.at - 2))
            ):
                draft.columns["scope"] = "background"  # "up from five": the toll of before
            if near(words, count.at - 1) in ("not", "не") or (
                near(words, count.at - 2) == "не" and not words[count.at - 2].tag
            ):
                draft.columns["scope"] = "background"
            yield draft


def _in_hospital(view: View) -> Iterator[Draft]:
    """ "Четверо – в лікарні": hurt, though no word says so; those who are still there were counted before."""
    words = view.words
    if not any(word.low in IN_HOSPITAL for word in words):
        return
    for count in counts_of(words):
        ahead = [near(words, at) for at in range(count.last, min(count.last + 6, len(words)))]
        if not IN_HOSPITAL & set(ahead) or not (personal(words[count.at]) or count.last > count.quantity.last):
            continue
        draft = _counted(view, count, "wounded")
        draft.part = any(each.startswith(("залиша", "перебува", "досі", "ще", "remain", "still")) for each in ahead)
        yield draft


#: where a sentence turns to a later toll: "nine were killed, rescuers said; by evening the minister spoke of 12"
_LATER = Wording(
    r"(?:;|,? but|, and|, а|\bа|,)\s+(?:by (?:the )?(?:\w+ )?(?:evening|morning|noon|midday|night|nightfall"
    r"|afternoon|end)|later|since then|now|hours later"
    r"|згодом|пізніше|потім|тепер|(?:до|на|під|ближче до) (?:вечор\w|вечір|ран\w+|обід\w?|полудн\w)|за годину"
    r"|через (?:\w+ )?годин\w+)\b"
)


def _number(draft: Draft) -> int:
    """The number that a fact holds; 0 where it holds none."""
    return int(str(draft.get("n") or 0))


def superseded(view: View, drafts: list[Draft]) -> list[Draft]:
    """A toll before a later one in the same sentence is one of before."""
    if not drafts:
        return drafts
    grown = any(GROWTH.fullmatch(word.low) for word in view.words)
    for draft in drafts if grown else ():
        if draft.rule == "people.one" and any(
            other.type == draft.type and other.rule == "people.count" for other in drafts
        ):
            draft.part = True  # "the toll rose to nine: a woman died in hospital"
    turn = _LATER.search(view.sentence.low)
    if turn is None:
        return drafts
    at = view.sentence.start + turn.start()
    for draft in drafts:
        grew = any(
            other.type == draft.type and other.span[0] > at and _number(other) > _number(draft) > 0 for other in drafts
        )
        if draft.span[0] < at and grew:
            draft.columns["scope"] = "background"
    return drafts


def _befell(
    words: Sequence[Token],
    count: Count,
    own: list[int],
    last: FactType | None,
    pieces: list[tuple[int, int]],
    number: int,
) -> FactType | None:
    """Whether those counted were killed or wounded: by the nearest word that says so."""
    if count.trigger is not None:
        if words[count.trigger].tag == "casualties":
            return "wounded" if words[count.trigger].low.startswith("victim") else None
        return type_at(words, count.trigger)
    sure = [at for at in own if words[at].tag != "casualties"]
    if sure:
        return type_at(words, min(sure, key=lambda at: (abs(at - count.at), at < count.at)))
    if own:
        return None
    now = near(words, count.at - 1) in ("їх", "тепер", "now")
    if last is not None and number and (now or count.child or personal(words[count.at]) or _is_part(words, count, own)):
        return last
    if count.last > count.quantity.last or personal(words[count.at]):
        ahead = _ahead(words, pieces, number)
        late = [words[at].low for at in range(count.last, len(words))]
        late = late[: late.index(";")] if ";" in late else late
        if last == "killed" and ahead is None and set(late) & IN_HOSPITAL:
            return "wounded"
        # "троє людей, з них одна дитина, загинули": what befell them comes later; else what came before goes on
        return ahead or last
    return None


def _ahead(words: Sequence[Token], pieces: list[tuple[int, int]], number: int) -> FactType | None:
    for start, end in pieces[number + 1 : number + 5]:
        if near(words, start - 1) in (";", ".", ":"):
            return None
        for at in range(start, end):
            if words[at].tag in ("killed", "wounded"):
                return type_at(words, at)
            other = quantity(words, at)
            part = bool(PART & {near(words, before) for before in range(at - 3, at)})
            if other and not other.of_them and not part and people(words, other) is not None:
                return None  # others are counted from here on
    return None


def _is_part(words: Sequence[Token], count: Count, own: list[int]) -> bool:
    trigger = near(words, count.trigger) if count.trigger is not None else ""
    if (
        trigger.startswith(("госпітал", "hospitali"))
        and count.at
        and any(
            words[at].tag == "wounded" and not words[at].low.startswith(("госпітал", "hospitali"))
            for at in range(count.at)
        )
    ):
        return True
    marks = any(near(words, at) in PART for at in range(max(0, count.at - 3), count.at))
    after = {near(words, count.last + step) for step in range(3)}
    if near(words, count.last) in ("among",) or (
        near(words, count.last) in ("were", "was", "are", "is") and near(words, count.last + 1) == "among"
    ):
        return True
    of_them = count.quantity.of_them or count.quantity.whole is not None
    hospital = (
        bool(after & {"in", "у", "в", "remain", "remained", "тяжкі", "важкі", "critical", "лікарні", "–"})
        and not own
        and not count.child
    )
    clinic = any(
        re.match(r"реанімац|тяжк|важк|лікарн|critical|serious|intensive|hospital|школ", near(words, at))
        for at in range(count.last, count.last + 4)
    )
    return of_them or (count.child and (marks or not own)) or (marks and not own) or ((hospital or not own) and clinic)


def _risen(words: Sequence[Token], count: Count) -> bool:
    """Whether a range tells how a toll grew: "has risen from 25 to 28"."""
    before = near(words, count.at - 1) in ("from", "від", "з", "із")
    return count.quantity.n_max is not None and before and bool(GROWTH.fullmatch(near(words, count.at - 2)))


def _counted(view: View, count: Count, type_: FactType) -> Draft:
    words = view.words
    taken = count.quantity
    if _risen(words, count):
        taken = replace(taken, op="=", n=taken.n_max, n_max=None)
    if taken.op == "<" and near(words, count.at) in ("до", "to") and any(
        GROWTH.fullmatch(near(words, at)) for at in range(max(0, count.at - 5), min(count.at + 5, len(words)))
    ):  # fmt: skip
        taken = replace(taken, op="=")
    trigger = next((word.low for word in words if word.tag == type_), None)
    last = max(count.last, (count.trigger or 0) + 1) if count.trigger and count.trigger >= count.last else count.last
    return view.draft(type_, view.span(count.at, last), "people.count", kind="person", verb=trigger, **counted(taken))
