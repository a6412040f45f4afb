"""Where something was hit, flown over or launched from, what was struck, and where power was cut.

Each region of a sentence belongs to the nearest word that tells what happened there; a list of regions goes together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from oberih.record import power
from oberih.record.base import Draft, PlaceRole
from oberih.record.places import Place
from oberih.record.view import View, near

Happening = Literal["launch", "attack", "destroy", "defend", "hit", "damage", "debris", "fell", "people", "outage"]

_DEFEND = re.compile(
    r"\bпрацю(?:вал\w+|є|ють|вала)\b|\bв межах\b|\bвідбива\w+|\b(?:air defen[cs]es?|air defen[cs]e forces) (?:worked"
    r"|operated|was at work|were at work|was active)"
    r"|\bпро(?:леті|літа)\w+|\bflew over\b|\bзафіксовано роботу\b"
)
_FROM = re.compile(
    r"(?:\b(?:з|із|зі)\s+(?:\w+\s+){0,3}|\bfrom\s+(?:\w+\s+){0,4}|\bокупован\w+\s+(?:\w+\s+){0,2}"
    r"|\boccupied\s+(?:part of\s+)?(?:the\s+)?(?:\w+\s+)?)$"
)
_OVER = re.compile(r"\b(?:над|over|above|in the skies? (?:of|over))\s+(?:the\s+|частиною\s+|територією\s+)?$")
_ONTO = re.compile(
    r"\b(?:по|on|against|at|targeting|toward|towards)\s+(?:the\s+)?(?:територі\w+\s+|місту\s+|столиці\s+"
    r"|енергетиці\s+|city of\s+)?$"
)
_STRUCK = re.compile(
    r"\b(?:атак\w+|обстріл\w+|вдари\w+|ударив|ударил\w|attack(?:ed|s|ing)|hit|hits|hitting|struck|targeted|targeting"
    r"|shelled|bombed|pounded)\s+(?:(?:місто|the|central|столицю)\s+)?$"
)
_HARDEST = re.compile(r"\b(?:hardest|worst|badly|hard)[ -]hit\b|\bhit by (?:outages|blackouts)")
_LIST_GAP = re.compile(
    r"[\s,]*(?:(?:та|і|й|а також|and|as well as|oblasts?|regions?|област\w+|у|в|на|in|the|районах?)[\s,]*)*"
)
#: what was struck or is named as the aim; the codes are those of the annotated reports
_OBJECTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("energy_facility", re.compile(
        r"\bенергооб'?єкт\w*|\bенергетичн\w+ (?:\w+ )?(?:інфраструктур|об'?єкт|систем|споруд|потужност)\w*|\b(?:по"
        r"|на) енергети(?:ці|ку)\b|\bоб'?єкт\w+ енергетик\w+"
        r"|\bенергосистем\w+|\bенергоінфраструктур\w+|\bпідстанці\w+|\b(?:тес|тец|гес)\b|\bелектростанці\w+"
        r"|\bоб'?єкт\w* (?:генерації|укренерго)"
        r"|\benergy (?:\w+ )?(?:facilit\w+|infrastructure|system|sites?|targets?)|\bpower (?:facilit\w+|plants?"
        r"|stations?|grid|infrastructure|installations?)"
        r"|\bsubstations?\b|\belectricity infrastructure"
    )),
    ("civil_infrastructure", re.compile(r"\bцивільн\w+ (?:\w+ )?(?:інфраструктур|об'?єкт)\w*"
                                        r"|\bcivil(?:ian)? (?:infrastructure|objects?|facilities|sites?|targets?)")),
    ("critical_infrastructure", re.compile(r"\bкритичн\w+ інфраструктур\w*|\bcritical infrastructure")),
    ("residential", re.compile(
        r"\b(?:багато\w+\s+|приватн\w+\s+|житлов\w+\s+)?будин(?:ок|к(?:и|ів|у|ах|ам))\b|\bжитлов\w+ (?:забудов"
        r"|квартал|масив|сектор|будів)\w*|\bбагатоповерхів\w+"
        r"|\bбудів(?:ель|лі|лю)\b|\bквартир\w*|\bосел(?:і|я|ь)\b|\b(?:apartment|residential|private"
        r"|tower)\s+(?:buildings?|blocks?|houses?|areas?|homes?)"
        r"|\bhouses\b|\bhomes\b|\bbuildings\b|\bapartments\b|\bhigh-rises?\b"
    )),
    ("hospital", re.compile(r"\bлікарн\w+|\bгоспітал\w+|\bполіклінік\w+|\bпологов\w+|\bhospitals?\b|\bclinics?\b")),
    ("school", re.compile(r"\bшкол\w+|\bліце\w+|\bдитяч\w+ сад\w*|\bдитсад\w*|\bуніверситет\w*|\bschools?\b"
                          r"|\bkindergartens?\b|\buniversit\w+")),
    ("port", re.compile(r"\bпорт(?:у|ова|ової|ову|ів|и)\b|\bports?\b")),
    ("railway", re.compile(r"\bзалізниц\w+|\bзалізничн\w+|\brailways?\b")),
    ("industry", re.compile(r"\bпідприємств\w*|\bзавод\w*|\bскладськ\w+|\bfactor(?:y|ies)\b|\bwarehouses?\b"
                            r"|\bindustrial\b")),
)  # fmt: skip
_EQUIPMENT = re.compile(r"\bобладнання\b|\bequipment\b")
#: an aim is named rather than struck: "condemned the attacks on civilian infrastructure"
_AIMED = frozenset({"attack", "hit", "damage", "launch", "debris"})
_THERE = re.compile(r"\b(?:міста|місті|області|громад\w*|там|тут|city|region|town|there)\b")
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


@dataclass(slots=True)
class Trail:
    """What earlier sentences leave behind for one that names no region of its own."""

    paragraph: int = -1
    struck: tuple[Place, ...] = ()  #: regions where something fell or hit
    outage: power.OutageKind | None = None
    power: bool = False  #: cuts or the grid were spoken of
    seen: set[tuple[str, str]] = field(default_factory=set)


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
        if word.low in ("used", "using", "sent", "dead", "up") or any(a <= word.start - base < b for a, b in covered):
            continue
        found.append(Trigger(what, word.start - base, word.end - base))
    found += [Trigger("defend", *match.span()) for match in _DEFEND.finditer(low)]
    return sorted(found, key=lambda trigger: trigger.start)


def _groups(view: View) -> list[list[Place]]:
    low = view.sentence.low
    groups: list[list[Place]] = []
    for place in view.places:
        if groups and _LIST_GAP.fullmatch(low, groups[-1][-1].end, place.start) and not groups[-1][-1].body:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _nearest(found: list[Trigger], group: list[Place], low: str) -> Trigger | None:
    """The trigger that a list of regions belongs to: near is better, before is better, across a turn is worse."""
    start, end = group[0].start, group[-1].end

    def cost(trigger: Trigger) -> float:
        if trigger.end <= start:
            between, far = low[trigger.end : start], float(start - trigger.end)
        else:
            between, far = low[end : trigger.start], 1.2 * (trigger.start - end)
        turns = sum(between.count(sign) for sign in (";", ":", " – ", " — ", ". "))
        turns += len(re.findall(r",\s+(?:а|але|while|but)\b", between))
        weak = 40 if trigger.what == "attack" else 0  # "after the attack" frames what the other words tell
        return far + 60 * turns + weak

    return min(found, key=cost, default=None)


def _role(
    view: View, group: list[Place], trigger: Trigger | None, found: list[Trigger]
) -> tuple[PlaceRole | None, bool]:
    """Role of a list of regions, and whether the sentence says that they were struck."""
    low = view.sentence.low
    before = low[max(0, group[0].start - 60) : group[0].start]
    launch = any(each.what == "launch" for each in found)
    if (
        _FROM.search(before)
        and (launch or re.search(r"окупован|occupied", before))
        and not re.search(r"\b(?:до|to|по|at|on|against|towards?)\s+(?:\w+\s+)?$", before)
    ):
        return "launched_from", False
    if trigger is None:
        return ("overflown", False) if _OVER.search(before) else (None, False)
    if _ONTO.search(before) and trigger.what in ("launch", "attack", "hit"):
        return "target", True
    if _STRUCK.search(before) and not re.search(r"\b(?:не|not)\s+\w+\s*$", before):
        return "target", True
    if _OVER.search(before) or trigger.what in ("destroy", "defend"):
        return "overflown", False
    if trigger.what in ("hit", "damage", "people"):
        return "target", True
    if trigger.what in ("debris", "fell"):
        return "debris", trigger.what == "debris"
    return ("target", False) if trigger.what in ("launch", "attack") else (None, False)


def place_facts(view: View, trail: Trail) -> Iterator[Draft]:
    """Regions of a sentence with their roles; hits, cuts and what was struck."""
    found = triggers(view)
    base = view.sentence.start
    if trail.paragraph != view.sentence.paragraph:
        trail.struck = ()
    struck: list[Place] = []
    dark: list[tuple[Place, power.OutageKind]] = []
    cause = bool(power.CAUSED_BY_RAID.search(view.sentence.low))
    offices = [place for place in view.places if place.body]
    for group in _groups(view):
        group_found = [] if group[0].body else found
        trigger = _nearest(group_found, group, view.sentence.low)
        role, hit = _role(view, group, trigger, found) if not group[0].body else (None, False)
        for place in group:
            yield view.draft("place", (base + place.start, base + place.end), "place", place=place.iso, place_role=role)
        hard = any(each.kind == "hard" for each in group_found)
        if trigger and (trigger.what == "outage" or hard) and role not in ("launched_from", "overflown"):
            kind = trigger.kind or "hard"
            dark += [(place, kind) for place in group]
            hit = hit or (cause and kind == "loss")
        if hit:
            struck += group
    yield from _hits(view, found, struck, offices, trail)
    yield from _outages(view, found, dark, offices, trail)
    yield from power.unit_facts(view)
    yield from _objects(view, found, trail)
    falling = [place for place in view.places if not place.body and any(each.what == "fell" for each in found)]
    if struck or falling:
        trail.struck = tuple(struck or falling)
    trail.paragraph = view.sentence.paragraph


def _hits(view: View, found: list[Trigger], struck: list[Place], offices: list[Place], trail: Trail) -> Iterator[Draft]:
    base = view.sentence.start
    hit = next((each for each in found if each.what in ("hit", "damage", "debris")), None)
    span = (base + hit.start, base + hit.end) if hit else None
    named = [place for place in view.places if not place.body]
    for place in struck:
        yield view.draft(
            "hit", span or (base + place.start, base + place.end), "hit.place", place=place.iso, place_role="target"
        )
    if struck or hit is None or span is None:
        return
    if hit.what != "debris" and not named and (offices or trail.struck):
        # the head of a region tells of "one of the communities", or the damage belongs to what the last sentence told
        for place in offices or trail.struck:
            yield view.draft("hit", span, "hit.carried", place=place.iso, place_role="target")
    elif hit.what == "hit" or (hit.what == "damage" and (trail.power or len(found) > 1)):
        yield view.draft("hit", span, "hit.nowhere")


def _outages(view: View, found: list[Trigger], dark: list[tuple[Place, power.OutageKind]], offices: list[Place],
             trail: Trail) -> Iterator[Draft]:  # fmt: skip
    base = view.sentence.start
    for cut in power.cuts(view.sentence.low):
        if cut.lifted:
            yield view.draft(
                "outage_lifted", (base + cut.start, base + cut.end), "power.lifted", kind=cut.kind, polarity="negative"
            )
    spoken = [each for each in found if each.what == "outage"]
    if not spoken:
        return
    if spoken[0].kind == "hard" and trail.outage is None:
        return
    count = power.customers(view)
    rule = "power.cut.raid" if power.CAUSED_BY_RAID.search(view.sentence.low) or _raided(found) else "power.cut"
    if not dark and not view.places and len(trail.struck) == 1 and _THERE.search(view.sentence.low):
        dark = [(trail.struck[0], spoken[-1].kind or "loss")]
    placed = dark or [(place, spoken[-1].kind or "loss") for place in offices]
    for trigger in spoken:
        kind = (trail.outage if trigger.kind == "hard" else trigger.kind) or "loss"
        span = (base + trigger.start, base + trigger.end)
        regions = [place for place, of in placed if of == trigger.kind]
        for place in regions:
            yield view.draft("outage", span, rule, kind=kind, place=place.iso, **count)
        if not regions and trigger.kind != "hard":
            yield view.draft("outage", span, rule, kind=kind, **count)
        trail.outage = kind
    trail.power = True


def _raided(found: list[Trigger]) -> bool:
    return any(each.what in ("attack", "launch", "hit") for each in found)


def _objects(view: View, found: list[Trigger], trail: Trail) -> Iterator[Draft]:
    low, base = view.sentence.low, view.sentence.start
    if not any(each.what in _AIMED for each in found):
        return
    damaged = any(each.what in ("hit", "damage") for each in found)
    for name, pattern in _OBJECTS:
        match = pattern.search(low)
        if match is None or (name == "residential" and not (damaged or any(each.what == "debris" for each in found))):
            continue
        yield view.draft("object", (base + match.start(), base + match.end()), "object", object=name)
        trail.power = trail.power or name == "energy_facility"
    match = _EQUIPMENT.search(low)
    if match and damaged and trail.power:
        yield view.draft(
            "object", (base + match.start(), base + match.end()), "object.equipment", object="energy_facility"
        )


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
