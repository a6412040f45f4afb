"""Words of a sentence that tell what happened: a launch, a hit, a cut, people hurt; an attack without a count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from oberih.record.reading import power
from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.numbers import quantity
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.wordings import Wording

Happening = Literal["launch", "attack", "destroy", "defend", "hit", "damage", "debris", "fell", "people", "outage"]

_DEFEND = Wording(
    r"\bпрацю(?:вал\w+|є|ють|вала)\b|\bв межах\b|\bвідбива\w+|\b(?:air defen[cs]es?|air defen[cs]e forces) (?:worked"
    r"|operated|was at work|were at work|was active)"
    r"|\bпро(?:леті|літа)\w+|\bflew over\b|\bзафіксовано роботу\b"
)
_HARDEST = Wording(
    r"\b(?:hardest|worst|badly|hard)[ -]hit by (?:the )?(?:outages|blackouts|cuts|cold)"
    r"|\bhit by (?:outages|blackouts)"
)
#: verbs of whoever watches the sky: they may tell of launches, but say nothing of a place
WATCHED = ("зафіксован", "виявл", "супровод", "detect", "track")
_CAME_DOWN = Wording(
    r"\bcame down (?:on|in|near|onto)\b|\b(?:caught|set on) fire\b|\bfires? (?:broke|erupted|started|at|in)\b|\bset"
    r" ablaze\b|\blanded (?:on|in)\b|\bripped through\b"
    r"|\bpunched\b|\bвиникл\w+ пожеж\w+|\bвибит\w+ вікн\w+|\bпробил\w+"
)
_CAME_UPON = Wording(
    r"\b(?:удар\w*|атак\w*|влучанн\w+|прильот\w*)\s+(?:\w+\s+)?припа(?:ли|в|ла|ло) на\b|\b(?:зазна|потерпі)\w+"
    r" (?:\w+ )?(?:удар|атак|обстріл|влучан)\w*"
    r"|\b(?:was|were) (?:also )?(?:attacked|struck|hit|shelled|bombed)\b|\bbore the brunt\b|\btook (?:a"
    r" )?(?:direct )?hits?\b|\bнаслідки\b(?= (?:атаки|удару|обстрілу|є\b|в\b|у\b|[–—]))|\bпережи(?:в|ла|ло"
    r"|ли) (?:\w+ ){0,4}?(?:атак|удар|обстріл)\w*"
    r"|\b(?:took|bore) the brunt\b|\bblast (?:wave )?(?:tore|ripped|took|blew|shattered|damaged|smashed|wrecked)\b"
    r"|\bвибухов\w+ хвил\w+"
    r"|\b(?:дісталося|дісталось|перепало)\b|\bcame in for\b|\btook (?:damage|a battering|a pounding)\b"
    r"|\bsuffered (?:\w+ ){0,2}?(?:damage|hits?|strikes?)\b"
    r"|\bwreckage (?:hit|struck|landed|came down)\b|\b(?:вибух|прильот|влучання|удар)\w* (?:пролунал|прогримі|стал)\w+"
)
_UNDER_FIRE = Wording(r"\bunder (?:\w+ )?(?:fire|attack)\b|\bпід (?:\w+ )?(?:ударом|атакою|обстрілом|вогнем)\b")
_OPEN_GROUND = re.compile(
    r"(?:^|\b).{0,25}?\b(?:(?:in|on|into|onto) (?:a |the |an )?(?:open |empty |vacant )?(?:fields?|forest|woods?"
    r"|river|lake"
    r"|sea|wasteland|marsh)\b"
    r"|(?:у|в|на) (?:пол[еія]|полях|ліс\w*|відкрит\w+|пустир\w*|водойм\w+|лук[аиу]|болот\w+)\b)"
)
#: where weapons fall that did not fall on open ground
_IN_TOWN = frozenset({"центрі", "подвір'ї", "подвір'я", "двір", "дворі", "дах", "будинок", "місто", "місті", "школу",
    "завод",
                      "підприємство", "дорогу", "вулицю", "парк", "ринок"})  # fmt: skip
_INSTALLATION = re.compile(r"substation|power plant|\bplant\b|power line|transformer|підстанці|station")
_NOBODY = frozenset(
    {
        "absent",
        "neither",
        "nor",
        "zero",
        "відсутній",
        "минулося",
        "нікого",
        "немає",
        "нема",
        "ніхто",
        "nobody",
        "none",
        "обійшлося",
        "обійшлось",
        "no",
    }
)
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


def _refined(view: View, at: int, what: Happening, after: set[str]) -> Happening | None:
    """What a fall or a stop tells by the words around it; None where it tells of nothing that happened to a place."""
    word, low, base = view.words[at], view.sentence.low, view.sentence.start
    if what == "fell":
        return _fallen(view, at, after)
    if what == "debris" and _OPEN_GROUND.match(low, word.end - base):
        return "fell"
    if (
        what == "destroy"
        and not view.weapons
        and word.low.startswith(("знищ", "destroy", "destruct", "зупин", "took", "taken", "stopp", "knock"))
    ):
        crippled = word.low.startswith("knock") and _INSTALLATION.search(low)
        return "damage" if crippled or word.low.startswith(("знищ", "destroy", "destruct")) else None
    return what


def _fallen(view: View, at: int, after: set[str]) -> Happening:
    if "to" in after and after & {"air", "ukrainian", "defenders"}:
        return "destroy"
    if _OPEN_GROUND.match(view.sentence.low, view.words[at].end - view.sentence.start):
        return "fell"
    if after & _IN_TOWN:
        return "hit"
    if {view.words[each].tag for each in range(max(0, at - 2), at)} & {"debris"}:
        sites = {word.low for word in view.words} & {"локаціях", "локаціям", "locations", "sites"}
        return "debris" if sites else "hit"
    onto = after & {"on", "upon", "onto"} or near(view.words, at + 1) in ("по", "на")
    return "hit" if onto else "fell"


def triggers(view: View) -> list[Trigger]:
    """Words of a sentence that tell what happened, in order."""
    base, low = view.sentence.start, view.sentence.low
    found = [Trigger("outage", cut.start, cut.end, cut.kind) for cut in power.cuts(low) if not cut.lifted]
    covered = [(trigger.start, trigger.end) for trigger in found]
    covered += [match.span() for match in _HARDEST.finditer(low)]
    for at, word in enumerate(view.words):
        tagged = _TAGGED.get(word.tag)
        if tagged is None:
            continue
        after = {near(view.words, at + step) for step in range(1, 4)}
        what = _refined(view, at, tagged, after)
        if what is None or near(view.words, at - 1) in ("не", "not", "no", "без"):
            continue
        if what == "attack" and (
            near(view.words, at - 2) == "direction" or near(view.words, at - 1).startswith(("напрям", "тривог"))
        ):
            continue  # where an attack was headed is not where it hit
        if what == "people" and _NOBODY & {near(view.words, each) for each in range(at - 4, at + 4)}:
            continue
        if word.low in ("shoot", "shoots", "shot", "shooting", "brought") and "down" not in (
            near(view.words, at + 1),
            near(view.words, at + 2),
        ):
            continue
        if what == "launch" and word.low.startswith(WATCHED):
            continue
        if word.low in ("used", "using", "sent", "dead", "up") or any(a <= word.start - base < b for a, b in covered):
            continue
        found.append(Trigger(what, word.start - base, word.end - base))
    found += [Trigger("hit", *match.span()) for match in _CAME_DOWN.finditer(low)]
    found += [Trigger("hit", *match.span()) for match in _CAME_UPON.finditer(low)]
    found += [Trigger("hit", *match.span()) for match in _UNDER_FIRE.finditer(low)]
    found += [Trigger("defend", *match.span()) for match in _DEFEND.finditer(low)]
    return sorted(found, key=lambda trigger: trigger.start)


#: an attack that is told without a count of what flew; ground fighting is told alike, so the air is asked for
_ATTACK = Wording(
    r"\b(?:завда\w+|здійсни\w+|вчини\w+|провел[аи])\s+(?:\w+[\s,]+){0,6}?(?:удар|атак|обстріл)\w*"
    r"|\b(?:атакува(?:в|ла|ли)|обстріля(?:в|ла|ли)|вдари(?:в|ла|ли))\b"
    r"|\b(?:carried out|launched|conducted|unleashed|mounted)\s+(?:[\w-]+[\s,]+){0,6}?(?:attacks?|strikes?|assault"
    r"|barrage)\b"
    r"|\b(?:attacked|bombarded|pounded)\b"
)
_BY_AIR = Wording(
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


_LOCATIONS = re.compile(
    r"локаці\w+|locations?|sites?|places|адрес(?:ах|и|ів)?|addresses|точк(?:ах|и)|спот\w*|spots"
    r"|місц(?:ях|я|ь)"
)


def location_facts(view: View) -> Iterator[Draft]:
    """Numbers of places where weapons hit, and where debris fell; "падіння збитих – на семи" goes on from the last."""
    if not _LOCATIONS.search(view.sentence.low):
        return
    found = [each for each in triggers(view) if each.what in ("hit", "debris", "damage", "fell")]
    words, base = view.words, view.sentence.start
    here, counting = 0, False
    while here < len(words):
        count = quantity(words, here)
        if count is None or count.n is None:
            here += 1
            continue
        noun = next(
            (at for at in range(count.last, min(count.last + 3, len(words))) if _LOCATIONS.fullmatch(words[at].low)),
            None,
        )
        bare = (
            counting
            and near(words, here - 1) in ("на", "у", "в", "at", "in")
            and near(words, count.last) in (".", ",", ";", "–", "—", "")
        )
        here = max(count.last, here + 1)
        if noun is None and not bare:
            continue
        counting = True
        start = words[count.first].start - base
        before = [each for each in found if each.end <= start]
        after = [each for each in found if each.start >= start and each.start - start < 60]
        dashed = near(words, (noun or count.last - 1) + 1) in ("–", "—") or bare
        if re.search(r"падінн|debris|falling|уламк", view.sentence.low[start : start + 70].split(",")[0]) and not after:
            yield view.draft("debris", view.span(count.first, noun + 1 if noun is not None else count.last),
            "locations",
                             kind="location", **counted(count))  # fmt: skip
            continue
        trigger = after[0] if after and (dashed or not before) else before[-1] if before else None
        if bare and not after and before:
            trigger = before[-1]
        if trigger is None:
            continue
        last = noun + 1 if noun is not None else count.last
        kind: FactType = "debris" if trigger.what in ("debris", "fell") else "hit"
        yield view.draft(kind, view.span(count.first, last), "locations", kind="location", **counted(count))
