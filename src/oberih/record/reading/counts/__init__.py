"""Weapons launched, stopped and lost: which count belongs to which verb.

A sentence is cut at commas, dashes and "and"; a count belongs to the verb of its own piece, else to the last verb
before, else to the next one ("п'ять дронів та п'ять ракет знищено").
"""

from collections.abc import Iterator
from dataclasses import replace

from oberih.record.reading.base import Draft
from oberih.record.reading.counts.memory import Memory, respective
from oberih.record.reading.counts.pieces import assigned_to
from oberih.record.reading.counts.tables import heading, row
from oberih.record.reading.counts.told import facts_of
from oberih.record.reading.numbers import quantity
from oberih.record.reading.view import View, near
from oberih.record.reading.weapons import Weapons

__all__ = ["Memory", "weapon_facts"]


def weapon_facts(view: View, memory: Memory) -> Iterator[Draft]:
    """Counts of weapons launched, destroyed, lost or arrived that a sentence tells."""
    assigned = list(assigned_to(view))
    groups = [group for group, _, _ in assigned]
    paired = respective(groups, view, memory)
    heading(view, memory)
    whole_of = {group.first: memory.of_total(group, groups) for group in groups if group.kind is None}
    memory.sum_up(groups)
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
        of_the = [near(view.words, group.first - step) for step in (2, 1)]
        topic = topic or _inverted(view, group)
        topic = topic or (group.quantity is None and near(view.words, group.last) == "," and of_the == ["of", "the"])
        if group.kind and (group.quantity or topic or (verb and verb.tag in ("launch", "attack"))):
            memory.kind, memory.paragraph = group.kind, view.sentence.paragraph
        kind = (
            group.kind
            or paired.get(group.first)
            or memory.summed(group)
            or whole_of.get(group.first)
            or memory.flying(group)
            or memory.kind
        )
        if group.kind is None and group.quantity and group.quantity.but is not None and memory.launched:
            kind = max(memory.launched, key=lambda each: memory.launched[each])
        if group.ours or kind is None:
            continue
        if group.kind is None and view.sentence.paragraph - memory.paragraph > 1:
            continue
        rows = list(row(view, group, memory))
        for draft in rows or facts_of(view, group, verb, part, kind, memory):
            if draft.type == "launched" and draft.get("n") and draft.get("scope") == "event":
                memory.launched[kind] = int(str(draft.get("n")))
            yield draft
        if group.kind and group.quantity and group.quantity.n and group.kind not in told:
            told.append(group.kind)
            amounts.append(group.quantity.n)
            memory.told = tuple(told)
    if len(told) > 1:
        memory.pair, memory.amounts = tuple(told[-2:]), tuple(amounts[-2:])


def _inverted(view: View, group: Weapons) -> bool:
    """Whether a number follows its noun and verb: "ракет випустили дванадцять", "дронів було 40"."""
    if group.quantity is not None or group.kind is None:
        return False
    words = view.words
    if group.first and not (words[group.first - 1].low in (",", ";", "–", "—", ".", ":") or group.first <= 2):
        return False
    for at in range(group.last, min(group.last + 3, len(words))):
        if quantity(words, at) is not None:
            return at > group.last
        if not (words[at].tag in ("launch", "destroy", "lost") or words[at].low in _WAS):
            return False
    return False


_WAS = frozenset({"було", "були", "numbered", "вдалося", "загалом", "всього", "усього", "сягнула", "сягала",
    "становила",
                  "reached", "totalled", "totaled", "склала"})  # fmt: skip
