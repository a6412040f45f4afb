"""Weapons launched, stopped and lost: which count belongs to which verb.

A sentence is cut at commas, dashes and "and"; a count belongs to the verb of its own piece, else to the last verb
before, else to the next one ("п'ять дронів та п'ять ракет знищено").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.numbers import Quantity
from oberih.record.reading.triggers import WATCHED
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.weapons import Weapons

_STRONG = frozenset({";", ":", "–", "—", "…"})
_SOFT = frozenset({",", "і", "й", "та", "а", "але", "and", "but", "while", "або", "чи", "or", "(", ")"})
_EVENTS: dict[str, FactType] = {
    "launch": "launched", "attack": "launched", "destroy": "destroyed", "lost": "lost", "reach": "lost", "fell": "fell",
    "left": "lost", "hit": "hit",
}  # fmt: skip
_DOWN = frozenset({"shoot", "shoots", "shot", "shooting", "brought", "took", "taken", "knocked"})
_AWAY = frozenset(
    {
        "for",
        "back",
        "ukrainian",
        "ukraine's",
        "russia",
        "belarus",
        "towards",
        "toward",
        "belarusian",
        "russian",
        "airspace",
    }
)
_NOT = frozenset({"не", "not", "never", "ні", "failed", "without"})
_THEM = frozenset({"них", "яких", "котрих", "them", "which", "these", "those"})
#: a single weapon that is only spoken of beside one of these is not counted: "уламки дрона", "влучання ракети"
_OF_ONE = frozenset({"уламки", "уламків", "уламками", "падіння", "влучання", "debris", "from", "від"})
_NAMED = frozenset({"launch", "destroy", "lost", "reach", "left"})


@dataclass(slots=True)
class _Verb:
    at: int
    tag: str
    negative: bool


@dataclass(slots=True)
class _Piece:
    strong: bool  #: what stands before it cuts more than a comma does
    mark: str = ""  #: what stands before it
    verbs: list[_Verb] = field(default_factory=list)
    counts: list[Weapons] = field(default_factory=list)


def _down_later(view: View, at: int) -> bool:
    """Whether "shot" means shot down, told only behind what was shot: "shot 33 of the 40 drones out of the sky"."""
    late = [near(view.words, at + step) for step in range(5, 13)]
    return view.words[at].low.startswith("sho") and ("down" in late or "out of the" in " ".join(late))


def _verb(view: View, at: int) -> _Verb | None:
    word = view.words[at]
    if word.tag not in _EVENTS and word.tag != "damage":
        return None
    before = (near(view.words, at - 1), near(view.words, at - 2))
    after = {near(view.words, at + step) for step in range(1, 5)}
    if word.low in _DOWN and not after & {"down", "out"} and not _down_later(view, at):
        return None
    if word.low in ("left", "returned", "turned", "lost") and word.tag == "left" and not after & _AWAY:
        return None
    if word.low == "dropped" and not {near(view.words, at + step) for step in range(1, 3)} & {"off", "from"}:
        return None
    if (
        word.tag == "launch"
        and word.low in ("flew", "летіло", "летіли")
        and after & {"belarus", "russia", "back", "away"}
    ):
        return _Verb(at, "left", False) if "towards" not in after else None
    if word.low in ("counted", "tracked", "accounted") and word.tag == "destroy" and "for" not in after:
        return None
    negative = bool(_NOT & set(before)) if before[0] in _NOT or before[0] in ("been", "be", "to") else False
    if word.tag == "reach":
        return _Verb(at, "reach", False) if negative or _NOT & set(before) else None
    if word.tag == "fell" and "to" in after and after & {"air", "ukrainian", "defenders", "defences", "defenses"}:
        return _Verb(at, "destroy", negative)
    if word.tag == "damage" and word.low.endswith(("ив", "ала", "ила", "ало", "ило", "али", "или", "ував")):
        return _Verb(at, "hit", negative)
    if word.tag == "fell":
        return _Verb(at, "fell", False) if negative or not word.low.startswith("долет") else None
    if word.tag == "launch" and word.low.startswith(WATCHED):
        # radar that saw so many weapons tells how many flew, if nothing nearer says what they did
        return _Verb(at, "launch", negative)
    return _Verb(at, word.tag, negative) if word.tag in _EVENTS else None


def _pieces(view: View) -> list[_Piece]:
    pieces = [_Piece(True)]
    starts = {group.first: group for group in view.weapons}
    at = 0
    while at < len(view.words):
        group = starts.get(at)
        if group:
            pieces[-1].counts.append(group)
            at = max(group.last, at + 1)
            continue
        low = view.words[at].low
        if low in ("that", "що") and near(view.words, at - 1) in ("and", "та", "і", "й", "а"):
            pieces.append(_Piece(True, low))  # "said ... and that 10 of the missiles were shot down"
        elif low in _STRONG or low in _SOFT or (low == "-" and at):
            pieces.append(_Piece(low in _STRONG, low))
        elif verb := _verb(view, at):
            pieces[-1].verbs.append(verb)
        at += 1
    return pieces


def _governs(piece: _Piece, group: Weapons) -> _Verb | None:
    """The verb of a piece that a count belongs to: the nearest before it, else the nearest after."""
    before = [verb for verb in piece.verbs if verb.at < group.first]
    after = [verb for verb in piece.verbs if verb.at >= group.last]
    nouns = [verb for verb in before if verb.tag == "attack"]
    if len(after) > 1 and not before and after[0].tag == "launch" and _participle(after[0].at - group.last, group):
        after = after[1:]  # "two of three Kinzhals aimed at Kyiv were intercepted"
    if nouns and before[-1] is nouns[-1] and group.first - nouns[-1].at > 3 and after:
        return after[0]
    return before[-1] if before else after[0] if after else None


def _participle(distance: int, group: Weapons) -> bool:
    """Whether a verb of launching right behind a noun only describes it."""
    return distance <= 1 and group.kind is not None


def _passive(pieces: list[_Piece], at: int) -> _Verb | None:
    """The verb that counts joined by "and" wait for."""
    for piece in pieces[at + 1 :]:
        if piece.strong:
            return None
        if any(group.quantity and group.quantity.op == "none" for group in piece.counts):
            return None
        if any(group.kind is None or (group.quantity and group.quantity.of_them) for group in piece.counts):
            return None  # "71 missiles, 61 of them shot down": the later count is a part of the earlier one
        if piece.verbs:
            late = piece.verbs[0]
            counted = [group for group in piece.counts if group.quantity]
            return late if counted and all(group.first < late.at for group in counted) else None
    return None


def _new_clause(pieces: list[_Piece], at: int) -> bool:
    """Whether a count opens a clause of its own: "..., 16 ракет і 63 дрони влучили"."""
    if at + 1 >= len(pieces) or pieces[at].mark not in (",", ")"):
        return False
    following = pieces[at + 1]
    return (
        following.mark in ("і", "й", "та", "and")
        and bool(following.verbs)
        and following.verbs[0].tag in ("hit", "reach", "lost")
    )


def _after_dash(view: View, pieces: list[_Piece], at: int, group: Weapons) -> _Verb | None:
    """The verb right behind a dash: "46 – локаційно втрачено", "Kh-101 – 13 shot down"."""
    if near(view.words, group.last) not in ("–", "—", "-") or at + 1 >= len(pieces) or not pieces[at + 1].verbs:
        return None
    verb = pieces[at + 1].verbs[0]
    return verb if verb.at - group.last <= 3 and verb.tag in ("destroy", "lost", "left", "reach", "fell") else None


def _assigned(view: View) -> Iterator[tuple[Weapons, _Verb | None, bool]]:
    """Each count of a sentence with its verb, and whether it counts a part of the one before."""
    ends: dict[int, int] = {}  # where the counts of a verb end so far
    for group, verb, part in _proposed(view):
        if verb is not None and verb.tag == "attack":
            if (
                not view.words[verb.at].low.endswith(("ed", "ing"))
                and not 0 < group.first - ends.get(verb.at, verb.at) <= 3
            ):
                yield group, _launch_before(view, verb), part
                continue
            ends[verb.at] = group.last
        yield group, verb, part


def _launch_before(view: View, noun: _Verb) -> _Verb | None:
    """The verb that an attack as a noun depends on: "launched a massive attack overnight with 36 missiles"."""
    for at in range(noun.at - 1, max(-1, noun.at - 6), -1):
        if view.words[at].tag == "launch":
            return _verb(view, at)
    return None


def _parted(pieces: list[_Piece], at: int, group: Weapons) -> bool:
    """Whether a part of a count is told right behind it ("28 drones, 24 of which")."""
    following = pieces[at + 1].counts[:1] if at + 1 < len(pieces) and pieces[at].counts[-1] is group else []
    return any(
        part.kind is None and part.quantity is not None and part.quantity.of_them and group.quantity is not None
        and (part.quantity.n or 0) < (group.quantity.n or 0) for part in following
    )  # fmt: skip


def _proposed(view: View) -> Iterator[tuple[Weapons, _Verb | None, bool]]:
    pieces = _pieces(view)
    last: _Verb | None = None
    launch: _Verb | None = None
    cut = parts = False
    for number, piece in enumerate(pieces):
        cut = cut or piece.strong
        for group in piece.counts:
            if group.downed is not None:
                yield group, _Verb(group.downed, "destroy", False), False
                continue
            verb = _governs(piece, group) or _after_dash(view, pieces, number, group)
            them = near(view.words, group.first - 1) in _THEM or near(view.words, group.first - 2) in _THEM
            if verb is None:
                waiting = _passive(pieces, number) if last is None or cut or _new_clause(pieces, number) else None
                verb = waiting or last
                if (
                    verb is last
                    and verb is not None
                    and verb.tag in ("destroy", "lost")
                    and _parted(pieces, number, group)
                ):
                    verb = launch  # "36 missiles, 34 of which were intercepted, and 28 drones, 24 of which ..."
                parts = parts or (them and waiting is None)
            else:
                parts = False
            yield group, verb, parts and group.kind is None
        if piece.verbs:
            last, cut = piece.verbs[-1], False
            launch = last if last.tag in ("launch", "attack") else launch


@dataclass(slots=True)
class Memory:
    """The weapons spoken of last, which "них" and a bare number mean."""

    kind: str | None = None
    paragraph: int = -1
    launched: dict[str, int] = field(default_factory=dict)  #: kind → the exact number told to have flown
    pair: tuple[str, ...] = ()  #: kinds counted together last, for "respectively"
    amounts: tuple[int, ...] = ()  #: and how many of each
    told: tuple[str, ...] = ()  #: kinds of the last sentence that counted any
    shot: set[str] = field(default_factory=set)  #: kinds told to have been shot down

    def summed(self, group: Weapons) -> str | None:
        """The kind of a bare number that is the sum of the two counted last: "every one of the eleven"."""
        quantity = group.quantity
        if (
            quantity
            and quantity.of_them
            and quantity.n
            and len(self.told) > 1
            and quantity.n > self.launched.get(self.told[-1], 10**9)
        ):
            return "target" if "uav" in self.told else "missile"  # more than the last kind had: of all of them
        if quantity is None or len(self.pair) < 2 or quantity.n != sum(self.amounts) or quantity.n in self.amounts:
            return None
        return "target" if "uav" in self.pair else "missile"


def weapon_facts(view: View, memory: Memory) -> Iterator[Draft]:
    """Counts of weapons launched, destroyed, lost or arrived that a sentence tells."""
    assigned = list(_assigned(view))
    paired = _respective([group for group, _, _ in assigned], view, memory)
    told: list[str] = []
    amounts: list[int] = []
    joint = False  # a whole goes on over "and": "of 415 drones and 43 missiles, 386 and 27 were downed"
    for number, (group, own, part) in enumerate(assigned):
        verb = own
        if group.first in paired:
            part = False  # noqa: PLW2901 - "of which 34 and 100": neither is a part of the other
        if group.first in paired and number + 1 < len(assigned) and assigned[number + 1][0].first in paired:
            verb = assigned[number + 1][1] or own
        if joint and group.kind and near(view.words, group.first - 1) in ("and", "та", "і", "й") and not group.whole:
            group = replace(group, whole=True)  # noqa: PLW2901 - the same group, better understood
        joint = group.whole
        topic = near(view.words, group.last) in (":", "–", "—") and group.first <= 1
        if group.kind and (group.quantity or topic or (verb and verb.tag in ("launch", "attack"))):
            memory.kind, memory.paragraph = group.kind, view.sentence.paragraph
        kind = group.kind or paired.get(group.first) or memory.summed(group) or memory.kind
        if group.kind is None and group.quantity and group.quantity.but is not None and memory.launched:
            kind = max(memory.launched, key=lambda each: memory.launched[each])
        if group.ours or kind is None:
            continue
        if group.kind is None and view.sentence.paragraph - memory.paragraph > 1:
            continue
        for draft in _facts(view, group, verb, part, kind, memory):
            if draft.type == "launched" and draft.get("n") and draft.get("scope") == "event":
                memory.launched[kind] = int(str(draft.get("n")))
            yield draft
        if group.kind and group.quantity and group.quantity.n and group.kind not in told:
            told.append(group.kind)
            amounts.append(group.quantity.n)
            memory.told = tuple(told)
    if len(told) > 1:
        memory.pair, memory.amounts = tuple(told[-2:]), tuple(amounts[-2:])


def _respective(groups: list[Weapons], view: View, memory: Memory) -> dict[int, str]:
    """Kinds of two bare numbers side by side: "of 415 drones and 43 missiles, 386 and 27 were downed"."""
    found: dict[int, str] = {}
    kinds = [group.kind for group in groups if group.kind and group.quantity]
    bare = [group for group in groups if group.kind is None and group.quantity and group.quantity.n]
    pair = tuple(kinds[:2]) if len(kinds) >= 2 and bare and bare[0].first > groups[0].first else memory.pair
    for first, second in pairwise(bare):
        if (
            len(pair) == 2
            and second.first - first.last == 1
            and near(view.words, first.last) in ("and", "та", "і", "й")
        ):
            found[first.first], found[second.first] = str(pair[0]), str(pair[1])
    for group in bare:
        after = {near(view.words, group.last + step) for step in range(-1, 3)}
        if memory.told and "first" in after and near(view.words, group.last) == "of":
            found[group.first] = memory.told[0]
        if len(pair) == 2 and "former" in after:
            found[group.first] = str(pair[0])
        if len(pair) == 2 and "latter" in after:
            found[group.first] = str(pair[1])
    return found


_MISSILES = frozenset(
    {"cruise", "ballistic", "kh101", "kalibr", "kinzhal", "iskander_m", "iskander_k", "kh59", "kh22", "s300",
     "zircon", "onyx", "banderol"}
)  # fmt: skip


def _narrowed(kind: str, type_: str | None, memory: Memory, quantity: Quantity | None) -> str:
    """ "15 missiles" of which only ballistic ones flew were ballistic."""
    if (
        kind != "missile"
        or type_ not in ("destroyed", "lost")
        or quantity is None
        or not quantity.n
        or quantity.op != "="
    ):
        return kind
    flown = [each for each in memory.launched if each not in ("uav", "recon_uav")]
    if len(flown) == 1 and flown[0] in _MISSILES and memory.launched[flown[0]] >= quantity.n:
        return flown[0]
    return kind


def _facts(view: View, group: Weapons, verb: _Verb | None, part: bool, kind: str, memory: Memory) -> Iterator[Draft]:
    """Facts that one count gives: the whole that it is a part of, and what its verb says of it."""
    span = view.span(group.first, group.last)
    columns: dict[str, object] = {"kind": kind, "model": group.model}
    whole = _whole(view, group, verb)
    if whole:
        yield view.draft("launched", span, "count.whole", **columns, **counted(whole))
        if group.whole or verb is None:
            return
    if verb is None or verb.negative:
        rule = _bare_rule(view, group) if verb is None else _missed_rule(group, verb, kind, memory)
        if rule:
            yield view.draft("launched", span, rule, **columns, **counted(group.quantity))
        return
    if verb.tag == "hit" and group.kind and _flew_in(view, group, verb):
        quantity = group.quantity or Quantity("=", 1, 0, 0)
        yield view.draft("launched", span, "count.flew_in", **columns, **counted(quantity))
        return
    resolved = _all_of(group, kind, memory) if verb.tag == "destroy" else None
    if resolved is not None:
        columns.update(counted(Quantity("=", resolved, 0, 0)))
        yield view.draft("destroyed", span, "count.all", **columns, verb=view.words[verb.at].low, whole="launched")
        return
    type_ = _type(view, group, verb, kind, memory)
    if type_ is None:
        return
    if type_ == "destroyed" and _relative(view, group):
        yield view.draft("launched", span, "count.relative", **columns, **counted(group.quantity))
    columns["kind"] = _narrowed(kind, type_, memory, group.quantity)
    draft = view.draft(type_, span, f"count.{verb.tag}", **columns, **counted(group.quantity),
                       verb=view.words[verb.at].low)  # fmt: skip
    draft.part = part
    if type_ != "launched" and group.quantity and (group.quantity.of_them or group.quantity.whole):
        draft.columns["whole"] = "launched"
    yield draft


def _whole(view: View, group: Weapons, verb: _Verb | None) -> Quantity | None:
    """The whole that a count names: 74 in "28 of 74", 38 in "of the 38 drones"; None where it names none."""
    taken = group.quantity
    if taken is None or not (taken.whole or group.whole):
        return None
    if verb is None:
        named = group.kind is not None
    else:
        named = verb.tag in _NAMED and (group.kind is not None or view.words[verb.at].low not in _WEAK)
    return Quantity("=" if taken.whole else taken.op, taken.whole or taken.n, 0, 0) if named else None


def _type(view: View, group: Weapons, verb: _Verb, kind: str, memory: Memory) -> FactType | None:
    """What befell the weapons of a count by its verb; None where the count tells of nothing."""
    type_, taken = _EVENTS[verb.tag], group.quantity
    if taken is None:
        return type_ if type_ == "launched" and _believable(view, group, verb) else None
    if view.words[verb.at].low.startswith("долет") and taken.last > taken.first:
        type_ = "lost"  # "чотири не долетіли до цілей" counts; one that fell short is told with where it fell
    if type_ == "launched" and not _believable(view, group, verb):
        return None
    if taken.last == taken.first and (near(view.words, group.first - 1) in _OF_ONE or type_ == "hit"):
        return None
    if type_ == "destroyed":
        jammed = _jammed(view, verb)
        if jammed and kind in memory.shot:
            return "lost"  # jammed apart from what was shot down
        if not jammed:
            memory.shot.add(kind)
    return type_


#: what makes a bare count of weapons something else than an attack
_NO_RAID = re.compile(
    r"\bможе\b|\bможуть\b|виробн\w+|\bвиготов\w+|запас\w*|арсенал\w*|склад(?:и|ах|і)\b|накопич\w+|\bкупити\b"
    r"|\bзакуп\w+|постав\w+|переда\w+"
    r"|виділ(?:яє|яють|ить|ив|или)|фунтів|pounds|надати|надасть|надала|обіця\w+|контракт\w*|замов\w+|produc\w+"
    r"|stockpil\w+|arsenal|manufactur\w+|deliver\w*"
    r"|suppl(?:y|ied|ies)|pledg\w+"
    r"|provid\w+|purchas\w+|contract\w*|\bbuy\b|donat\w+|promis\w+|interceptors?\b|перехоплювач\w*|\bбез\s+(?:дрон"
    r"|ракет)\w+|carriers?\b|носі(?:ї|їв|й)\b"
    r"|\bstill in the air|\bдосі у|залиша\w+ся в повітр"
)
_HIT_NOUN = re.compile(r"влучан\w*|приліт|прильот\w*|попадан\w*|hits?|impacts?|уражен\w+")


def _missed_rule(group: Weapons, verb: _Verb, kind: str, memory: Memory) -> str | None:
    """ "Six S-300 missiles were not intercepted": they flew, if the report has not counted those of their kind yet."""
    taken = group.quantity
    counts = verb.tag == "destroy" and group.kind is not None and taken is not None and bool(taken.n)
    return "count.not_stopped" if counts and kind not in memory.launched else None


def _bare_rule(view: View, group: Weapons) -> str | None:
    """The rule by which a count without any verb tells of a launch; None where it tells of none."""
    if group.quantity is None:
        return None
    if group.launched:
        return "count.participle"  # also "put the number at 69", of the kind spoken of last
    return "count.nominal" if group.kind and _nominal(view, group) else None


def _nominal(view: View, group: Weapons) -> bool:
    """Whether weapons beside no verb of flight were launched: "48 «Гераней», дві ракети", "a raid of 242 drones"."""
    zone = view.zone(view.words[group.first].start - view.sentence.start)
    low = view.sentence.low[zone.start : zone.end]
    if zone.modality != "fact" or _NO_RAID.search(low):
        return False
    quantity = group.quantity
    if (
        quantity is None
        or quantity.op in ("none", "most", "all")
        or (quantity.last == quantity.first and group.kind in ("target", "missile", "uav"))
    ):
        return False
    before = {near(view.words, at) for at in range(max(0, group.first - 3), group.first)}
    return not before & {
        "проти",
        "against",
        "debris",
        "уламки",
        "уламків",
        "record",
        "рекорд",
        "without",
        "із",
        "ефективність",
    } or bool(before & {"із"} and quantity.last > quantity.first)


_ARTICLES = frozenset({"a", "an", "another"})


def _flew_in(view: View, group: Weapons, verb: _Verb) -> bool:
    """Whether weapons that hit are told as what was launched: several, or one of a named kind, as the subject of"
    " the verb."""
    low = view.words[verb.at].low
    if _HIT_NOUN.fullmatch(low) and not (low in ("hit",) and verb.at >= group.last):
        return False
    if not (verb.at >= group.last or view.words[verb.at].low.endswith("о")):
        return (
            near(view.words, group.first - 1) == "by"
            and group.quantity is not None
            and group.quantity.last > group.quantity.first
        )
    zone = view.zone(view.words[group.first].start - view.sentence.start)
    if zone.modality != "fact":
        return False
    if near(view.words, group.first) in _ARTICLES and group.kind in ("uav", "missile", "target"):
        return False  # "a drone hit a house": of how many is not said
    if group.quantity and group.quantity.last > group.quantity.first:
        return group.quantity.op not in ("none", "most", "all") and not (group.quantity.of_them or group.quantity.whole)
    single = (
        group.quantity is not None
        or near(view.words, group.first) in ("the", "")
        or group.first == 0
        or group.model is not None
    )
    return (
        single
        and (group.model is not None or group.kind in ("cruise", "ballistic"))
        and group.kind not in ("uav", "missile", "target")
    )


def _all_of(group: Weapons, kind: str, memory: "Memory") -> int | None:
    """The number that "all the drones" means, where the report has said how many flew."""
    quantity = group.quantity
    if quantity is None or quantity.op != "all" or quantity.n is not None:
        return None
    if quantity.but is not None:
        base = memory.launched.get(kind)
        return base - quantity.but if base and base > quantity.but else None
    if group.kind is None and len(memory.launched) > 1:
        return None  # "all of them", where several kinds flew: which is not said
    return memory.launched.get(kind)


def _relative(view: View, group: Weapons) -> bool:
    """Whether a relative clause tells that what was stopped had been launched: "all 89 Shaheds with which they
    attacked"."""
    words = view.words
    if group.quantity is None or not group.quantity.n or group.quantity.op != "=" or group.quantity.whole:
        return False
    following = words[group.last].tag if group.last < len(words) else ""
    if (group.launched or group.downed is not None or following == "launch") and words[group.quantity.first].low in (
        "all", "усі", "всі", "усіх", "всіх", "both", "обидва", "обидві", "обох",
    ):  # fmt: skip
        return True  # "all 18 missiles launched overnight were shot down"
    for at in range(group.last, min(group.last + 3, len(words))):
        if words[at].low in ("which", "якими", "that", "що", "котрими"):
            return any(words[each].tag in ("launch", "attack") for each in range(at + 1, min(at + 6, len(words))))
    return False


_WEAK = frozenset(
    {
        "counted",
        "numbered",
        "involved",
        "involving",
        "used",
        "using",
        "sent",
        "entered",
        "crossed",
        "нарахував",
        "нарахувала",
        "підняв",
        "підняла",
    }
)


def _jammed(view: View, verb: _Verb) -> bool:
    """Whether a verb tells of jamming alone, not of "shot down or jammed" together."""
    if not view.words[verb.at].low.startswith(("подав", "suppress", "jam", "придуш")):
        return False
    for step in (-1, 1):
        for at in range(verb.at + step, verb.at + 5 * step, step):
            if not 0 <= at < len(view.words) or view.words[at].number or view.words[at].low == ",":
                break
            if view.words[at].tag == "destroy":
                return False
    return True


def _believable(view: View, group: Weapons, verb: _Verb) -> bool:
    """Whether a count beside a verb of launching tells of launches: an attack as a noun must stand right beside it."""
    low = view.words[verb.at].low
    if low in _WEAK and (group.quantity is None or group.kind is None):
        return False
    if low.startswith(WATCHED):
        return group.quantity is not None and group.quantity.n != 1
    return not (
        group.kind == "target"
        and group.quantity is None
        and near(view.words, group.first) in ("target", "targets", "цілі", "цілей")
    )
