"""What each asset has of its capacity in each hour of a winter."""

from dataclasses import dataclass, field

import numpy as np

from oberih.repair.yard import Yard
from oberih.scenario.campaign import Campaign
from oberih.study.campaign.raids import Struck
from oberih.terms.batch import Flags, Floats


@dataclass(slots=True, eq=False)
class Shares:
    """What each asset has of its capacity in each hour, written anew from each raid on."""

    share: Floats  #: (hour, asset), as the yard now plans
    campaign: Campaign
    unmended: Floats = field(init=False)  #: the same if nothing were mended any more
    done_h: list[Floats] = field(default_factory=list)  #: of each raid, when what it struck is whole; 0: not struck
    _owed: list[Flags] = field(default_factory=list)  #: of each raid, what is not known to be whole yet

    def __post_init__(self) -> None:
        self.unmended = np.ones_like(self.share)

    def close(self, yard: Yard, at_h: float = np.inf) -> None:
        """Note what is whole by an hour, for the raids that struck it."""
        for done, owed in zip(self.done_h, self._owed, strict=True):
            now = owed & ((yard.done_h <= at_h) | (at_h == np.inf))
            done[now] = yard.done_h[now]
            owed[now] = False

    def add(self, struck: Struck, yard: Yard, open_before: Flags, planned_h: Floats) -> None:
        """After a raid and the yard's new plan: what it struck falls, and what is not mended comes back as planned."""
        middle, damage = np.arange(self.share.shape[0]) + 0.5, struck.damage
        hit = damage.level[0] > 0
        self.done_h.append(np.zeros(hit.size))
        self._owed.append(hit.copy())
        now = int(np.searchsorted(middle, struck.at_h))
        for a in np.flatnonzero(yard.open & (hit | (yard.done_h != planned_h))).tolist():
            if hit[a]:
                if not open_before[a]:
                    self.unmended[:, a] = 1.0
                first = int(np.searchsorted(middle, struck.at_h + damage.from_h[0, a]))
                bypass_h = struck.at_h + damage.bypass_h[0, a] if self.campaign.bypass else np.inf
                low = np.where(middle[first:] < bypass_h, damage.struck_share[0, a], damage.bypass_share[0, a])
                self.unmended[first:, a] = np.minimum(self.unmended[first:, a], low)
            planned = self._patched(a, np.asarray(middle[now:], np.float64), self.unmended[now:, a], yard)
            self.share[now:, a] = np.where(middle[now:] >= yard.done_h[a], 1.0, planned)

    def _patched(self, a: int, middle: Floats, share: Floats, yard: Yard) -> Floats:
        """With the temporary repair of what waits for a spare, where the campaign has them. The place's own people do
        it: it takes no crew."""
        temporary = self.campaign.temporary
        if not temporary or not yard.needs_spare[a] or yard.spare_h[a] <= yard.ready_h[a]:
            return share
        ends = yard.ready_h[a] + temporary["work_share"] * yard.work_h[a]
        return np.asarray(np.where(middle >= ends, np.maximum(share, temporary["capacity_share"]), share), np.float64)


def trip(struck: Struck, off: Flags, cut_off: Flags) -> None:
    """Units off from trip to return, and hours without ties, of one raid."""
    middle = np.arange(off.shape[0]) + 0.5 - struck.at_h
    minute = struck.minute
    for a in np.flatnonzero(np.isfinite(minute.off_h[0])):
        off[:, a] |= (middle >= minute.off_h[0, a]) & (middle < minute.back_h[0, a])
    cut_off |= (middle >= minute.separated_h[0]) & (middle < minute.resynchronised_h[0])
