"""Where something was hit, flown over or launched from, what was struck, and where power was cut.

Each region of a sentence belongs to the nearest word that tells what happened there; a list of regions goes together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from oberih.record.reading import power
from oberih.record.reading.base import Draft, PlaceRole
from oberih.record.reading.objects import object_facts, struck_objects
from oberih.record.reading.places import Place
from oberih.record.reading.triggers import Trigger, triggers
from oberih.record.reading.view import View
from oberih.record.reading.wordings import Wording

_FROM = re.compile(
    r"(?:\b(?:з|із|зі)\s+(?:\w+\s+){0,3}|\bfrom\s+(?:\w+\s+){0,4}|\bокупован\w+\s+(?:\w+\s+){0,2}"
    r"|\boccupied\s+(?:part of\s+)?(?:the\s+)?(?:\w+\s+)?)$"
)
_OVER = re.compile(
    r"\b(?:над|через|повз|over|above|past|by way of|in the skies? (?:of|over))\s+(?:the\s+"
    r"|частиною\s+|територією\s+)?$"
)
_ONTO = re.compile(
    r"\b(?:по|on|against|at|targeting|toward|towards)\s+(?:the\s+)?(?:територі\w+\s+|місту\s+|столиці\s+"
    r"|енергетиці\s+|city of\s+)?$"
)
_STRUCK = re.compile(
    r"\b(?:атак\w+|обстріл\w+|вдари\w+|ударив|ударил\w|attack(?:ed|s|ing)|hit|hits|hitting|struck|targeted|targeting"
    r"|shelled|bombed|pounded)\s+(?:(?:місто|the|central|столицю)\s+)?$"
)
_IN = re.compile(r"\b(?:in|across|у|в|на|near|біля|поблизу)\s+(?:the\s+)?(?:\w+\s+(?:and\s+)?){0,2}$")
_LIST_GAP = re.compile(
    r"[\s,]*(?:(?:та|і|й|а також|and|as well as|oblasts?|regions?|област\w+|у|в|на|in|the|районах?)[\s,]*)*"
)
_ASIDE = re.compile(r",\s+(?:а|але|while|but)\b")
_THERE = Wording(r"\b(?:міста|місті|області|громад\w*|там|тут|city|region|town|there)\b")


#: a sentence about the whole country belongs to no region that was spoken of before
_NATIONAL = Wording(
    r"\b(?:україн[іиою]|країн\w+|nationwide|country|ukraine|all regions|several regions|many regions|в усіх|у всіх"
    r"|областях|регіонах|загалом"
    r"|regions of|region after region)\b"
)


@dataclass(slots=True)
class Trail:
    """What earlier sentences leave behind for one that names no region of its own."""

    paragraph: int = -1
    struck: tuple[Place, ...] = ()  #: regions where something fell or hit
    outage: power.OutageKind | None = None
    pending: tuple[Place, ...] = ()  #: "it is hardest in …", said before the cuts themselves
    power: bool = False  #: cuts or the grid were spoken of
    energy: int = -9  #: the paragraph in which energy was told to be struck
    focus: tuple[Place, ...] = ()  #: the one or two regions that the report spoke of last


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
        turns += len(_ASIDE.findall(between)) if "," in between else 0
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
    stopped = any(each.what == "destroy" for each in found)
    if re.search(r"(?:крим|crimea)", low[group[0].start : group[0].end]) and re.search(r"\b(?:from|з|із)\s+$", before):
        return "launched_from", False
    if _ONTO.search(before) and trigger.what in ("launch", "attack", "hit"):
        return "target", not stopped or trigger.what == "hit"
    if trigger.what in ("attack", "launch") and not stopped and struck_objects(low) and _IN.search(before):
        return "target", True
    harmed = any(each.what in ("people", "hit", "damage") for each in found)
    if trigger.what in ("attack", "launch") and harmed and not stopped and len(_groups(view)) == 1:
        return "target", True  # the only region of a sentence that tells what an attack did
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
            hit = hit or ((cause or trail.energy == view.sentence.paragraph) and kind == "loss")
        if hit and not (trigger and trigger.what == "attack" and power.tripped(view)):
            struck += group
    yield from _hits(view, found, struck, offices, trail)
    yield from _outages(view, found, dark, offices, trail)
    yield from power.unit_facts(view)
    for draft in object_facts(view, found, trail.power):
        trail.power = trail.power or draft.get("object") == "energy_facility"
        if draft.get("object") == "energy_facility":
            trail.energy = view.sentence.paragraph
        yield draft
    falling = [place for place in view.places if not place.body and any(each.what == "fell" for each in found)]
    if struck or falling:
        trail.struck = tuple(struck or falling)
    trail.paragraph = view.sentence.paragraph
    own = [place for place in view.places if not place.body] or (offices if not trail.focus else [])
    if own:
        regions = list({place.iso: place for place in own}.values())
        trail.focus = tuple(regions) if len(regions) <= 2 else ()


def _hits(view: View, found: list[Trigger], struck: list[Place], offices: list[Place], trail: Trail) -> Iterator[Draft]:
    base = view.sentence.start
    hit = next((each for each in found if each.what in ("hit", "damage", "debris", "people")), None)
    span = (base + hit.start, base + hit.end) if hit else None
    named = [place for place in view.places if not place.body]
    for place in struck:
        yield view.draft(
            "hit", span or (base + place.start, base + place.end), "hit.place", place=place.iso, place_role="target"
        )
    if struck or hit is None or span is None:
        return
    if not named and (offices or trail.struck or trail.focus) and not _NATIONAL.search(view.sentence.low):
        # the head of a region tells of "one of the communities", or the damage belongs to what the last sentence told
        for place in offices or trail.struck or trail.focus:
            yield view.draft("hit", span, "hit.carried", place=place.iso, place_role="target")
    elif hit.what == "people":
        return
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
        trail.pending = tuple(place for place, _ in dark)
        return
    count = power.customers(view)
    rule = "power.cut.raid" if power.CAUSED_BY_RAID.search(view.sentence.low) or _raided(found) else "power.cut"
    named = [place for place in view.places if not place.body]
    if not dark and len({place.iso for place in named}) == 1 and spoken[-1].kind in ("loss", "emergency"):
        dark = [(named[0], spoken[-1].kind)]
    if (
        not dark
        and named
        and spoken[-1].kind == "loss"
        and re.search(r"\bleaving\b|\bleft\b|\bзалиши\w+|\bлиши\w+", view.sentence.low)
    ):
        dark = [(place, "loss") for place in named]
    if not dark and not view.places and len(trail.struck) == 1 and _THERE.search(view.sentence.low):
        dark = [(trail.struck[0], spoken[-1].kind or "loss")]
    if (
        not dark
        and not view.places
        and trail.focus
        and not trail.pending
        and spoken[-1].kind == "loss"
        and not _NATIONAL.search(view.sentence.low)
    ):
        dark = [(place, "loss") for place in trail.focus]
    if not dark and not view.places and trail.pending:
        dark, trail.pending = [(place, spoken[-1].kind or "loss") for place in trail.pending], ()
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
