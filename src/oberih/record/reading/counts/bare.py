"""Counts beside no verb of flight, or beside a denied one."""

from oberih.record.reading.counts.memory import Memory
from oberih.record.reading.counts.verbs import Verb
from oberih.record.reading.numbers import REST
from oberih.record.reading.view import View, near
from oberih.record.reading.weapons import Weapons
from oberih.record.reading.wordings import Wording

#: what makes a bare count of weapons something else than an attack
NO_RAID = Wording(
    r"\bможе\b|\bможуть\b|виробн\w+|\bвиготов\w+|запас\w*|арсенал\w*|склад(?:и|ах|і)\b|накопич\w+|\bкупити\b"
    r"|\bзакуп\w+|постав\w+|переда\w+"
    r"|виділ(?:яє|яють|ить|ив|или)|фунтів|pounds|надати|надасть|надала|обіця\w+|контракт\w*|замов\w+|produc\w+"
    r"|stockpil\w+|arsenal|manufactur\w+|deliver\w*"
    r"|suppl(?:y|ied|ies)|pledg\w+"
    r"|provid\w+|purchas\w+|contract\w*|\bbuy\b|donat\w+|promis\w+|interceptors?\b|перехоплювач\w*|\bбез\s+(?:дрон"
    r"|ракет)\w+|carriers?\b|носі(?:ї|їв|й)\b"
    r"|\bstill in the air|\bдосі у|залиша\w+ся в повітр"
)


#: behind these a bare number tells how many flew: "дронів було 40", "the number of drones reached 45"
_COUNTED = frozenset({"було", "numbered", "reached", "сягнула", "сягала", "становила", "totalled", "totaled", "склала"})


_PEOPLE = frozenset({"killed", "wounded", "person", "child", "casualties"})


def missed_rule(group: Weapons, verb: Verb, kind: str, memory: Memory) -> str | None:
    """ "Six S-300 missiles were not intercepted": they flew, if the report has not counted those of their kind yet."""
    taken = group.quantity
    counts = verb.tag == "destroy" and group.kind is not None and taken is not None and bool(taken.n)
    return "count.not_stopped" if counts and kind not in memory.launched else None


def bare_rule(view: View, group: Weapons) -> str | None:
    """The rule by which a count without any verb tells of a launch; None where it tells of none."""
    if group.quantity is None:
        return None
    if group.kind is None and near(view.words, group.first - 1) in _COUNTED:
        beside = any(each.kind and each.first < group.first for each in view.weapons)
        meant = near(view.words, group.first - 2) == "їх" and not any(w.tag in _PEOPLE for w in view.words)
        return "count.number" if (beside or meant) and not group.quantity.of_them and group.quantity.n else None
    if group.launched:
        return "count.participle"  # also "put the number at 69", of the kind spoken of last
    return "count.nominal" if group.kind and _nominal(view, group) else None


def _nominal(view: View, group: Weapons) -> bool:
    """Whether weapons beside no verb of flight were launched: "48 «Гераней», дві ракети", "a raid of 242 drones"."""
    zone = view.zone(view.words[group.first].start - view.sentence.start)
    low = view.sentence.low[zone.start : zone.end]
    if zone.modality != "fact" or NO_RAID.search(low):
        return False
    quantity = group.quantity
    if quantity is not None and quantity.of_them and near(view.words, quantity.first) in REST:
        return False  # "the remaining 30 drones": counted with the others
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
