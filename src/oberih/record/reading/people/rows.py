"""Persons told one by one, as "a woman and two children"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oberih.record.reading.base import Draft
from oberih.record.reading.numbers import Quantity, quantity
from oberih.record.reading.people.counted import is_part_of_name
from oberih.record.reading.people.words import THING, TRIGGERS, no_trigger, type_at
from oberih.record.reading.tokens import Token
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.wordings import Shape

_ONE_OF_MANY = Shape(r"людин[ауи]|чоловік[аи]?|жінк[аиу]|дівчин[аиук]\w*|хлоп(?:чик|ець|ця|чика)|дитин[ауи]"
                          r"|немовля|пенсіонер(?:а|ка|ку)?"
                          r"|рятувальник(?:а)?|водій|водія|син(?:а)?|доньк[ау]|дочк[ау]|мати|матір|батько"
                          r"|бабус[яю]|онук[ау]?"
                          r"|man|woman|girl|boy|child|person|civilian|resident|teenager|toddler|infant|baby"
                          r"|mother|father|son|daughter"
                          r"|husband|wife|grandmother|grandfather|grandson|granddaughter|driver|rescuer|pensioner"
                          r"|worker")  # fmt: skip
_LINKS = frozenset(
    {
        "and",
        "та",
        "і",
        "й",
        "her",
        "his",
        "their",
        "its",
        "її",
        "його",
        "їхня",
        "їхній",
        "a",
        "an",
        "with",
        "разом",
        "з",
    }
)
_BEFORE_LIST = frozenset({",", ":", "–", "—", "-", "(", "including", "among", "зокрема", "серед", "них", "them", "of"})


@dataclass(frozen=True, slots=True)
class _Row:
    """Persons told one by one: "a woman and two children", "чоловіка, жінку та дитину"."""

    first: int
    last: int
    total: int


def _rows(words: Sequence[Token]) -> Iterator[_Row]:
    """Rows of persons of which one at least is told without a number, and no more than a few words apart."""
    items: list[tuple[int, int, int]] = []  # first, last, how many
    at = 0
    while at < len(words):
        count = quantity(words, at)
        if count and count.op == "=" and count.n and count.whole is None and not count.of_them:
            noun = next(
                (
                    here
                    for here in range(count.last, min(count.last + 3, len(words)))
                    if words[here].tag in ("person", "child")
                ),
                None,
            )
            plain = noun is not None and not any(
                words[here].tag or THING.fullmatch(words[here].low) for here in range(count.last, noun)
            )
            if noun is not None and plain and count.n < 100 and not is_part_of_name(words, count):
                items.append((at, noun + 1, count.n))
                at = noun + 1
                continue
            at = count.last
            continue
        if _ONE_OF_MANY.fullmatch(words[at].low):
            items.append((at, at + 1, -1))
        at += 1
    run: list[tuple[int, int, int]] = []
    for item in [*items, (10**6, 10**6, 0)]:
        apposed = run and run[-1][2] > 0 and item[0] < 10**6 and near(words, run[-1][1]) == ","
        if run and item[0] < 10**6 and not apposed and _linked(words, run[-1][1], item[0]):
            run.append(item)
            continue
        if len(run) > 1 and any(number < 0 for _, _, number in run):
            between = [words[each].low for each in range(run[-2][1], run[-1][0])]
            if {"and", "та", "і", "й"} & set(between):
                yield _Row(run[0][0], run[-1][1], sum(abs(number) for _, _, number in run))
        run = [item] if item[0] < 10**6 else []


def _linked(words: Sequence[Token], end: int, start: int) -> bool:
    between = words[end:start]
    if not between or len(between) > 5 or not any(word.low in ("and", "та", "і", "й", ",") for word in between):
        return False
    return all(
        word.low in _LINKS or word.low in (",", "-") or word.number or "year" in word.low or "річн" in word.low
        or word.low.endswith(("ий", "а", "у", "ого", "old", "aged", "elderly", "young", "teenage")) for word in between
    ) and not any(word.tag in TRIGGERS for word in between)  # fmt: skip


def row_drafts(view: View) -> Iterator[tuple[_Row, Draft]]:
    """Rows of persons that were killed or wounded as one number."""
    words = view.words
    triggers = [at for at, word in enumerate(words) if word.tag in ("killed", "wounded") and not no_trigger(words, at)]
    for row in _rows(words) if triggers else ():
        start = row.first
        while start and (
            words[start - 1].low in _LINKS or "річн" in words[start - 1].low or "-year" in words[start - 1].low
        ):
            start -= 1
        if near(words, start - 1) in _BEFORE_LIST and near(words, start - 1) != "of" and start > 0:
            continue  # who those are that were counted before
        far = {at: (row.first - at if at < row.first else at - row.last + 1) for at in triggers}
        at = min(triggers, key=lambda each: far[each])
        low, high = sorted((at, row.first))
        if far[at] > 8 or any(
            words[each].low in (";", ":", ",", "–", "—") for each in range(low, high) if not start <= each < row.last
        ):
            continue
        if words[at].low in ("toll", "number", "bodies") or near(words, at - 1) in ("не", "not", "no", "without"):
            continue
        yield row, view.draft(
            type_at(words, at), view.span(row.first, row.last), "people.row", kind="person", verb=words[at].low,
            **counted(Quantity("=", row.total, row.first, row.last)),
        )  # fmt: skip
