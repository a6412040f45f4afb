"""What one count tells with its verb: launched, stopped, lost, fell, hit."""

from collections.abc import Iterator

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.counts.bare import bare_rule, missed_rule
from oberih.record.reading.counts.memory import Memory, all_of, narrowed
from oberih.record.reading.counts.roles import stopped_by_role
from oberih.record.reading.counts.verbs import EVENTS, Verb
from oberih.record.reading.numbers import Quantity
from oberih.record.reading.triggers import WATCHED
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.weapons import Weapons
from oberih.record.reading.wordings import Shape

#: a single weapon that is only spoken of beside one of these is not counted: "уламки дрона", "влучання ракети"
_OF_ONE = frozenset({"уламки", "уламків", "уламками", "падіння", "влучання", "debris", "from", "від"})
_NAMED = frozenset({"launch", "destroy", "lost", "reach", "left"})


def facts_of(view: View, group: Weapons, verb: Verb | None, part: bool, kind: str, memory: Memory) -> Iterator[Draft]:
    """Facts that one count gives: the whole that it is a part of, and what its verb says of it."""
    span = view.span(group.first, group.last)
    columns: dict[str, object] = {"kind": kind, "model": group.model}
    whole = _whole(view, group, verb)
    if whole:
        yield view.draft("launched", span, "count.whole", **columns, **counted(whole))
        if group.whole or verb is None:
            return
    if group.quantity and group.quantity.op in ("all", "most") and near(view.words, group.first - 1) in ("не", "not"):
        return  # "not all of them could be stopped"
    none = group.quantity is not None and group.quantity.op == "none"
    shot_at = verb is not None and verb.tag == "hit" and near(view.words, group.first - 1) in ("у", "в", "по")
    if (verb is None or shot_at) and (rule := stopped_by_role(view, group, memory, kind)):
        memory.shot.add(kind)
        columns["kind"] = narrowed(kind, "destroyed", memory, group.quantity)
        yield view.draft("destroyed", span, rule, **columns, **counted(group.quantity))
        return
    if verb is None or (verb.negative and not (none and verb.tag == "destroy")):
        rule = bare_rule(view, group) if verb is None else missed_rule(group, verb, kind, memory)
        if rule:
            yield view.draft("launched", span, rule, **columns, **counted(group.quantity))
        return
    if verb.tag == "hit" and group.kind and _flew_in(view, group, verb):
        quantity = group.quantity or Quantity("=", 1, 0, 0)
        yield view.draft("launched", span, "count.flew_in", **columns, **counted(quantity))
        return
    resolved = all_of(group, kind, memory) if verb.tag == "destroy" else None
    if resolved is not None:
        columns.update(counted(Quantity("=", resolved, 0, 0)))
        yield view.draft("destroyed", span, "count.all", **columns, verb=view.words[verb.at].low, whole="launched")
        return
    type_ = _type(view, group, verb, kind, memory)
    if type_ is None:
        return
    if type_ == "destroyed" and _relative(view, group):
        yield view.draft("launched", span, "count.relative", **columns, **counted(group.quantity))
    columns["kind"] = narrowed(kind, type_, memory, group.quantity)
    draft = view.draft(type_, span, f"count.{verb.tag}", **columns, **counted(group.quantity),
                       verb=view.words[verb.at].low)  # fmt: skip
    draft.part = part
    if type_ != "launched" and group.quantity and (group.quantity.of_them or group.quantity.whole):
        draft.columns["whole"] = "launched"
    yield draft


def _whole(view: View, group: Weapons, verb: Verb | None) -> Quantity | None:
    """The whole that a count names: 74 in "28 of 74", 38 in "of the 38 drones"; None where it names none."""
    taken = group.quantity
    if taken is None or not (taken.whole or group.whole):
        return None
    if verb is None:
        named = group.kind is not None
    else:
        named = verb.tag in _NAMED and (group.kind is not None or view.words[verb.at].low not in _WEAK)
    return Quantity("=" if taken.whole else taken.op, taken.whole or taken.n, 0, 0) if named else None


def _type(view: View, group: Weapons, verb: Verb, kind: str, memory: Memory) -> FactType | None:
    """What befell the weapons of a count by its verb; None where the count tells of nothing."""
    type_, taken = EVENTS[verb.tag], group.quantity
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


_HIT_NOUN = Shape(r"влучан\w*|приліт|прильот\w*|попадан\w*|hits?|impacts?|уражен\w+")
_ARTICLES = frozenset({"a", "an", "another"})


def _flew_in(view: View, group: Weapons, verb: Verb) -> bool:
    """Whether weapons that hit are told as what was launched: several, or one of a named kind, as the subject of"
    " the verb."""
    low = view.words[verb.at].low
    if _HIT_NOUN.fullmatch(low) and not (low in ("hit",) and verb.at >= group.last):
        return False
    told_first = (
        low.endswith(("ли", "ла"))
        and group.quantity is not None
        and group.quantity.last > group.quantity.first
        and 1 <= group.first - verb.at <= 2
        and near(view.words, group.first - 1) not in ("у", "в", "по", "на", "з", "із")
    )
    if not (verb.at >= group.last or low.endswith("о") or told_first):
        return (
            (near(view.words, group.first - 1) == "by" or _with(view, verb.at, group.first))
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


def _with(view: View, verb: int, first: int) -> bool:
    """Whether a count is what somebody hit with: "hit us with 18 missiles and 25 Shaheds"."""
    between = view.words[verb + 1 : first]
    if first - verb > 14 or not any(word.low == "with" for word in between[:6]):
        return False
    return not any(word.tag in EVENTS or word.low in (";", ":") for word in between)


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


def _jammed(view: View, verb: Verb) -> bool:
    """Whether a verb tells of jamming alone, not of "shot down or jammed" together."""
    if not view.words[verb.at].low.startswith(("подав", "suppress", "jam", "придуш", "заглуш", "глуш", "придав")):
        return False
    for step in (-1, 1):
        for at in range(verb.at + step, verb.at + 5 * step, step):
            if not 0 <= at < len(view.words) or view.words[at].number or view.words[at].low == ",":
                break
            if view.words[at].tag == "destroy":
                return False
    return True


def _believable(view: View, group: Weapons, verb: Verb) -> bool:
    """Whether a count beside a verb of launching tells of launches: an attack as a noun must stand right beside it."""
    low = view.words[verb.at].low
    if (
        low in _WEAK
        and (group.quantity is None or group.kind is None)
        and near(view.words, group.first - 1) != "numbered"
    ):
        return False
    if low.startswith(WATCHED):
        return group.quantity is not None and group.quantity.n != 1
    return not (
        group.kind == "target"
        and group.quantity is None
        and near(view.words, group.first) in ("target", "targets", "цілі", "цілей")
    )
