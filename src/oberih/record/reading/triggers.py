"""Words of a sentence that tell what happened: a launch, a hit, a cut, people hurt; an attack without a count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from oberih.record.reading import power
from oberih.record.reading.base import Draft
from oberih.record.reading.view import View, near

Happening = Literal["launch", "attack", "destroy", "defend", "hit", "damage", "debris", "fell", "people", "outage"]

_DEFEND = re.compile(
    r"\bпрацю(?:вал\w+|є|ють|вала)\b|\bв межах\b|\bвідбива\w+|\b(?:air defen[cs]es?|air defen[cs]e forces) (?:worked"
    r"|operated|was at work|were at work|was active)"
    r"|\bпро(?:леті|літа)\w+|\bflew over\b|\bзафіксовано роботу\b"
)
_HARDEST = re.compile(r"\b(?:hardest|worst|badly|hard)[ -]hit\b|\bhit by (?:outages|blackouts)")
#: verbs of whoever watches the sky: they may tell of launches, but say nothing of a place
WATCHED = ("зафіксован", "виявл", "супровод", "detect", "track")
_NOBODY = frozenset({"немає", "нема", "ніхто", "nobody", "none", "обійшлося", "обійшлось", "no"})
_TAGGED: dict[str, Happening] = {
    "launch": "launch", "attack": "attack", "destroy": "destroy", "hit": "hit", "damage": "damage", "debris": "debris",
    "fell": "fell", "killed": "people", "wounded": "people",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells what happened; offsets are within the sentence."""

    what: Happening
    start: int
    end: int
    kind: power.OutageKind | None = None


def triggers(view: View) -> list[Trigger]:
    """Words of a sentence that tell what happened, in order."""
    base, low = view.sentence.start, view.sentence.low
    found = [Trigger("outage", cut.start, cut.end, cut.kind) for cut in power.cuts(low) if not cut.lifted]
    covered = [(trigger.start, trigger.end) for trigger in found]
    covered += [match.span() for match in _HARDEST.finditer(low)]
    for at, word in enumerate(view.words):
        what = _TAGGED.get(word.tag)
        if what is None or near(view.words, at - 1) in ("не", "not", "no", "без"):
            continue
        if what == "people" and _NOBODY & {near(view.words, each) for each in range(at - 4, at + 4)}:
            continue
        if word.low in ("shot", "shooting", "brought") and "down" not in (
            near(view.words, at + 1),
            near(view.words, at + 2),
        ):
            continue
        if what == "launch" and word.low.startswith(WATCHED):
            continue
        if word.low in ("used", "using", "sent", "dead", "up") or any(a <= word.start - base < b for a, b in covered):
            continue
        found.append(Trigger(what, word.start - base, word.end - base))
    found += [Trigger("defend", *match.span()) for match in _DEFEND.finditer(low)]
    return sorted(found, key=lambda trigger: trigger.start)


#: an attack that is told without a count of what flew; ground fighting is told alike, so the air is asked for
_ATTACK = re.compile(
    r"\b(?:завда\w+|здійсни\w+|вчини\w+|провел[аи])\s+(?:\w+[\s,]+){0,6}?(?:удар|атак|обстріл)\w*"
    r"|\b(?:атакува(?:в|ла|ли)|обстріля(?:в|ла|ли)|вдари(?:в|ла|ли))\b"
    r"|\b(?:carried out|launched|conducted|unleashed|mounted)\s+(?:[\w-]+[\s,]+){0,6}?(?:attacks?|strikes?|assault"
    r"|barrage)\b"
    r"|\b(?:attacked|bombarded|pounded)\b"
)
_BY_AIR = re.compile(
    r"ракет|дрон|безпілот|бпла|шахед|повітрян|масован\w+ (?:удар|атак|обстріл)|комбінован|missile|drone|shahed"
    r"|\bair\b|aerial|from the air"
)


def attack_facts(view: View) -> Iterator[Draft]:
    """That an attack from the air took place, where a sentence says so in words alone."""
    match = _ATTACK.search(view.sentence.low)
    if (
        match is None
        or not _BY_AIR.search(view.sentence.low)
        or "кібер" in view.sentence.low
        or "cyber" in view.sentence.low
    ):
        return
    if view.sentence.low[max(0, match.start() - 4) : match.start()].strip() in ("не", "not"):
        return
    span = (view.sentence.start + match.start(), view.sentence.start + match.end())
    yield view.draft("attack", span, "attack", verb=match.group().split()[0])


_LOCATIONS = re.compile(r"(\d{1,3})\s+(?:\w+\s+)?(?:локаці\w+|locations?|sites?\b|places\b)")


def location_facts(view: View) -> Iterator[Draft]:
    """Numbers of places where weapons hit, and where debris fell."""
    found = [each for each in triggers(view) if each.what in ("hit", "debris", "damage")]
    for match in _LOCATIONS.finditer(view.sentence.low):
        before = [each for each in found if each.end <= match.start()]
        trigger = before[-1] if before else (found[0] if found else None)
        if trigger is None:
            continue
        span = (view.sentence.start + match.start(), view.sentence.start + match.end())
        n = int(match.group(1))
        kind = "debris" if trigger.what == "debris" else "hit"
        yield view.draft(
            "debris" if kind == "debris" else "hit", span, "locations", kind="location", op="=", n=n, n_min=n, n_max=n
        )
