"""What the sentences before have told: kinds and numbers that "them" and a bare number mean."""

from dataclasses import dataclass, field
from itertools import pairwise

from oberih.record.reading.numbers import Quantity
from oberih.record.reading.view import View, near
from oberih.record.reading.weapons import Weapons


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
    total: tuple[str, int] | None = None  #: kind and number of a whole that was told with its kinds
    columns: tuple[str, ...] = ()  #: what the columns of a table tell
    headed: int = -99  #: the sentence that headed it

    def sum_up(self, groups: list[Weapons]) -> None:
        """Keep the whole that a sentence tells together with its kinds: "56 targets: 40 drones and 16 missiles"."""
        named = [group for group in groups if group.kind and group.quantity and group.quantity.n]
        if not named:
            return
        first = named[0]
        parts = [group for group in named[1:] if group.kind != first.kind]
        whole = first.quantity.n if first.quantity and first.quantity.n else 0
        fits = parts and sum(group.quantity.n or 0 for group in parts if group.quantity) <= whole
        if first.kind == "target" and (fits or len(named) == 1):
            self.total = ("target", whole)
        elif first.kind == "missile" and fits and not any(group.kind in ("uav", "recon_uav") for group in parts):
            self.total = ("missile", whole)
        elif len({group.kind for group in named}) == 1:
            self.total = None

    def of_total(self, group: Weapons, groups: list[Weapons]) -> str | None:
        """The kind of a bare number that counts all that flew: it opens its sentence, and its kinds follow or were"
        " told."""
        taken = group.quantity
        if group.kind or taken is None or not taken.n or taken.of_them:
            return None
        if any(each.first < group.first for each in groups):
            return None
        after = [
            each for each in groups if each.first > group.first and each.kind and each.quantity and each.quantity.n
        ]
        if after and sum(each.quantity.n or 0 for each in after if each.quantity) == taken.n:
            kinds = {str(each.kind) for each in after}
            if len(kinds) == 1:
                return kinds.pop()
            return "target" if kinds & {"uav", "recon_uav"} else "missile"
        if self.total and taken.n <= self.total[1]:
            return self.total[0]
        return None

    def flying(self, group: Weapons) -> str | None:
        """The kind spoken of last of which as many flew as a bare number counts, if the very last had fewer."""
        taken = group.quantity
        if taken is None or not taken.n or self.kind is None or len(self.launched) < 2:
            return None
        if taken.n <= self.launched.get(self.kind, 10**9):
            return None
        enough = [kind for kind, n in self.launched.items() if n >= taken.n]
        return enough[0] if len(enough) == 1 else None

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


def respective(groups: list[Weapons], view: View, memory: Memory) -> dict[int, str]:
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


def narrowed(kind: str, type_: str | None, memory: Memory, quantity: Quantity | None) -> str:
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


def all_of(group: Weapons, kind: str, memory: "Memory") -> int | None:
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
