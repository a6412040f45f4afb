"""A schedule as it is published: who is off when, what may come, and what an emergency took out of the plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from oberih.terms.batch import Codes, Flags, Floats
from oberih.terms.regions import REGIONS
from oberih.terms.slots import Slots
from oberih.terms.words import Lang, say

ON, PLANNED, POSSIBLE = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Timetable:
    """Of some regions and whole days. `emergency` says that cuts without a schedule are ordered: nobody can say of
    which queue. `known` is False where the plan says nothing, before its first hour and after its last."""

    slots: Slots
    regions: tuple[str, ...]
    queues: tuple[str, ...]
    parts: int  #: of one queue; a limit of one queue is so many of `queues`
    status: Codes  #: (region, slot, queue): ON, PLANNED, POSSIBLE
    emergency: Flags  #: (region, slot)
    limit: Floats  #: planned queues off, (region, slot)
    known: Flags  #: (slot,)
    as_of: datetime
    preset: str
    source: str  #: what it was made from: a file's name, a run
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def name(self, region: str, lang: Lang) -> str:
        """A region as a table says it; of a file that names none, the whole of it."""
        if region == "all":
            return say("timetable.everywhere", lang)
        if region in self.names:
            return str(self.names[region][lang])
        return REGIONS[region].name(lang) if region in REGIONS else region

    def spans(self, region: int, queue: int, status: int) -> Iterator[tuple[int, int]]:
        """Stretches of a status, as (first slot, slot after the last)."""
        yield from stretches(self.status[region, :, queue] == status)

    def hours_off(self, region: int, day: slice) -> Floats:
        """Planned hours off on a day, (queue,)."""
        return np.asarray((self.status[region, day] == PLANNED).sum(axis=0) * self.slots.slot_h)


def stretches(flags: Flags) -> Iterator[tuple[int, int]]:
    """Where flags are set, as (first, after the last).

    >>> list(stretches(np.array([1, 0, 1, 1], bool)))
    [(0, 1), (2, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    yield from ((int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))
