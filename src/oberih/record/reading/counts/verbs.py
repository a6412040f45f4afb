"""Verbs that say what became of weapons, and those that only look like them."""

import re
from dataclasses import dataclass

from oberih.record.reading.base import FactType
from oberih.record.reading.view import View, near

EVENTS: dict[str, FactType] = {
    "launch": "launched", "attack": "launched", "destroy": "destroyed", "lost": "lost", "reach": "lost", "fell": "fell",
    "left": "lost", "hit": "hit",
}  # fmt: skip
VERB_TAGS = frozenset(EVENTS) | {"damage"}
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


#: what falls that is no weapon: "its main weight fell on western Ukraine"
_NO_WEAPON = frozenset(
    {"weight", "brunt", "burden", "blow", "night", "darkness", "silence", "snow", "rain", "удар", "ніч"}
)
#: whom weapons fall to where they are stopped: "27 fell to the gunners"
_FALL_TO = frozenset({"air", "ukrainian", "defenders", "defences", "defenses", "gunners", "crews", "guns"})


#: what weapons fall to that were stopped, and how they fall that nobody stopped: "упали самі"
_PREY = frozenset({"victim", "prey"})
_ALONE = frozenset({"самі", "самостійно", "themselves", "own", "accord"})
#: "не дали долетіти", "не пропустили": stopped, though denied
_BARRED = re.compile(r"да(?:л|в|н)|дозв|пропу|проґа")
_VAIN = re.compile(r"вдал|змог|пощаст|встиг|спромог|вдаєт")


def _in_vain(view: View, at: int) -> bool:
    """Whether an infinitive tells of what did not succeed: "збити не вдалося", "не вдалося перехопити"."""
    if not view.words[at].low.endswith("ти"):
        return False
    for step in (*range(-4, 0), *range(1, 4)):
        if near(view.words, at + step) == "не" and _VAIN.match(near(view.words, at + step + 1)):
            return True
    return False


@dataclass(slots=True)
class Verb:
    at: int
    tag: str
    negative: bool


def _down_later(view: View, at: int) -> bool:
    """Whether "shot" means shot down, told only behind what was shot: "shot 33 of the 40 drones out of the sky"."""
    late = [near(view.words, at + step) for step in range(5, 13)]
    return view.words[at].low.startswith("sho") and ("down" in late or "out of the" in " ".join(late))


def _fell(view: View, at: int, before: tuple[str, str], after: set[str]) -> Verb | None:
    """What a fall tells: stopped ("fell to the gunners"), lost by itself, or where a weapon came down."""
    if after & _PREY and "to" in after:
        return Verb(at, "destroy", False)
    if after & _ALONE:
        return Verb(at, "lost", False)
    if before[0] in _NO_WEAPON:
        return None
    if "to" in after and after & _FALL_TO:
        return Verb(at, "destroy", _denied(before))
    return Verb(at, "fell", False) if _denied(before) or not view.words[at].low.startswith("долет") else None


def _denied(before: tuple[str, str]) -> bool:
    return bool(_NOT & set(before)) if before[0] in _NOT or before[0] in ("been", "be", "to") else False


def verb_at(view: View, at: int) -> Verb | None:
    word = view.words[at]
    if word.tag not in VERB_TAGS:
        return None
    before = (near(view.words, at - 1), near(view.words, at - 2))
    after = {near(view.words, at + step) for step in range(1, 5)}
    if word.low in _DOWN and not after & {"down", "out", "care"} and not _down_later(view, at):
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
        return Verb(at, "left", False) if "towards" not in after else None
    if word.low in ("counted", "tracked", "accounted") and word.tag == "destroy" and "for" not in after:
        return None
    if word.tag == "fell":
        return _fell(view, at, before, after)
    negative = _denied(before)
    if word.tag == "destroy":
        negative = not _BARRED.match(word.low) and (negative or _in_vain(view, at))
    if word.tag == "reach":
        return Verb(at, "reach", False) if negative or _NOT & set(before) else None
    if word.tag == "damage" and word.low.endswith(("ив", "ала", "ила", "ало", "ило", "али", "или", "ував")):
        return Verb(at, "hit", negative)
    # radar that saw so many weapons tells how many flew, if nothing nearer says what they did
    return Verb(at, word.tag, negative) if word.tag in EVENTS else None
