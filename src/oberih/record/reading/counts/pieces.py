"""A sentence in pieces, and which count belongs to which verb."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from oberih.record.reading.counts.verbs import VERB_TAGS, Verb, verb_at
from oberih.record.reading.view import View, near
from oberih.record.reading.weapons import Weapons

_STRONG = frozenset({";", ":", "–", "—", "…"})
_SOFT = frozenset({",", "і", "й", "та", "а", "але", "and", "but", "while", "або", "чи", "or", "(", ")"})
_THEM = frozenset({"них", "яких", "котрих", "them", "which", "these", "those"})


@dataclass(slots=True)
class _Piece:
    strong: bool  #: what stands before it cuts more than a comma does
    mark: str = ""  #: what stands before it
    verbs: list[Verb] = field(default_factory=list)
    counts: list[Weapons] = field(default_factory=list)


def _pieces(view: View) -> list[_Piece]:
    pieces = [_Piece(True)]
    starts = {group.first: group for group in view.weapons}
    words = view.words
    at = 0
    while at < len(words):
        group = starts.get(at)
        if group:
            pieces[-1].counts.append(group)
            at = max(group.last, at + 1)
            continue
        low = words[at].low
        if low in ("that", "що") and near(view.words, at - 1) in ("and", "та", "і", "й", "а"):
            pieces.append(_Piece(True, low))  # "said ... and that 10 of the missiles were shot down"
        elif low in _STRONG or low in _SOFT or (low == "-" and at):
            pieces.append(_Piece(low in _STRONG, low))
        elif words[at].tag in VERB_TAGS and (verb := verb_at(view, at)):
            pieces[-1].verbs.append(verb)
        at += 1
    return pieces


def _governs(piece: _Piece, group: Weapons) -> Verb | None:
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


def _passive(pieces: list[_Piece], at: int) -> Verb | None:
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


def _later(pieces: list[_Piece], at: int, group: Weapons) -> Verb | None:
    """The verb behind an insertion: "решту, 17, приземлили", "twelve drones, the command says, were shot down"."""
    for piece in pieces[at + 1 : at + 4]:
        if piece.strong or piece.counts or piece.mark not in (",", "(", ")"):
            return None
        if piece.verbs:
            verb = piece.verbs[0]
            return verb if verb.tag in ("destroy", "lost", "left", "reach") and verb.at - group.last <= 12 else None
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


def _after_dash(view: View, pieces: list[_Piece], at: int, group: Weapons) -> Verb | None:
    """The verb right behind a dash: "46 – локаційно втрачено", "Kh-101 – 13 shot down"."""
    if near(view.words, group.last) not in ("–", "—", "-") or at + 1 >= len(pieces) or not pieces[at + 1].verbs:
        return None
    verb = pieces[at + 1].verbs[0]
    return verb if verb.at - group.last <= 3 and verb.tag in ("destroy", "lost", "left", "reach", "fell") else None


def assigned_to(view: View) -> Iterator[tuple[Weapons, Verb | None, bool]]:
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


def _launch_before(view: View, noun: Verb) -> Verb | None:
    """The verb that an attack as a noun depends on: "launched a massive attack overnight with 36 missiles"."""
    for at in range(noun.at - 1, max(-1, noun.at - 6), -1):
        if view.words[at].tag == "launch":
            return verb_at(view, at)
    return None


def _parted(pieces: list[_Piece], at: int, group: Weapons) -> bool:
    """Whether a part of a count is told right behind it ("28 drones, 24 of which")."""
    following = pieces[at + 1].counts[:1] if at + 1 < len(pieces) and pieces[at].counts[-1] is group else []
    return any(
        part.kind is None and part.quantity is not None and part.quantity.of_them and group.quantity is not None
        and (part.quantity.n or 0) < (group.quantity.n or 0) for part in following
    )  # fmt: skip


def _proposed(view: View) -> Iterator[tuple[Weapons, Verb | None, bool]]:
    pieces = _pieces(view) if view.weapons else []
    last: Verb | None = None
    launch: Verb | None = None
    cut = parts = False
    for number, piece in enumerate(pieces):
        cut = cut or piece.strong
        for group in piece.counts:
            if group.downed is not None:
                yield group, Verb(group.downed, "destroy", False), False
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
                verb = verb or _later(pieces, number, group)
            else:
                parts = False
            yield group, verb, parts and group.kind is None
        if piece.verbs:
            last, cut = piece.verbs[-1], False
            launch = last if last.tag in ("launch", "attack") else launch
