"""A magazine that many raids draw on: what finds no round left is not stopped."""

from dataclasses import dataclass

import numpy as np

from oberih.terms.batch import LEAKED, STOPPED, Codes, Weapons
from oberih.terms.kinds import KINDS


@dataclass(slots=True)
class Rounds:
    """Rounds of one draw. Deliveries are (hour, rounds), and `used` never exceeds what has come."""

    held: float
    each: float  #: rounds that one stopped weapon takes
    kinds: tuple[str, ...]
    deliveries: list[tuple[float, int]]
    used: float = 0.0

    def fire(self, at_h: float, weapons: Weapons, fates: Codes) -> Codes:
        """Fates of one raid's weapons with the rounds there are, in the order in which they arrive."""
        come = self.held + sum(n for hour, n in self.deliveries if hour <= at_h)
        codes = [KINDS.index(kind) for kind in self.kinds]
        wanted = np.flatnonzero((fates == STOPPED) & np.isin(weapons.kind, codes))
        wanted = wanted[np.argsort(weapons.arrival_s[wanted], kind="stable")]
        enough = int(np.floor((come - self.used) / self.each + 1e-9))
        out = fates.copy()
        out[wanted[max(enough, 0) :]] = LEAKED
        self.used += self.each * min(wanted.size, max(enough, 0))
        return out
