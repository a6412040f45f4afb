"""Share of weapons stopped, by kind: learnt from published raids of about the same time, wider than binomial.

Raids differ by more than chance (readiness, routes, weather), so the share of a raid to come is Beta: its mean is
that of
the raids nearby in time, its spread holds how those differ between themselves (method of moments, with the sampling of
each taken out) and how little a few raids teach. A claim stands as it was published; claims may be biased.
"""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from oberih.terms.kinds import KINDS, Kind

HALF_LIFE_DAYS = 20.0  #: a raid this far away counts half; assumed, range 15-60: defence changed fast
PRIOR_RAIDS = 3.0  #: weight of PRIOR_SPREAD against the raids seen; assumed
PRIOR_SPREAD = 0.06  #: standard deviation of the share between raids; assumed, range 0.04-0.12
TYPICAL_SIZE = 50  #: weapons in a published raid; only the doubt of the mean leans on it

#: what is expected of a kind before any raid is seen, as one raid's weight; assumed, said so in every briefing.
#: Ballistic kinds could hardly be stopped before the first Patriot batteries of April 2023.
PRIOR_MEAN: dict[Kind, float] = {
    "cruise": 0.75,
    "guided": 0.5,
    "ballistic": 0.1,
    "aeroballistic": 0.1,
    "drone": 0.8,
    "jet_drone": 0.6,
    "decoy": 0.8,
}


@dataclass(frozen=True, slots=True)
class PublishedRaid:
    """What a public page says of one raid and kind."""

    date: date
    kind: Kind
    launched: int
    stopped: int
    source: str


@dataclass(frozen=True, slots=True)
class StopShare:
    """Beta law of the share stopped in one raid."""

    kind: Kind
    mean: float
    sd: float
    raids: int  #: how many published raids stand behind it; 0 means assumed alone

    @property
    def beta(self) -> tuple[float, float]:
        """The two parameters of the Beta law."""
        strength = self.mean * (1 - self.mean) / self.sd**2 - 1
        return self.mean * strength, (1 - self.mean) * strength


@cache
def published_raids() -> tuple[PublishedRaid, ...]:
    """The shipped totals, in file order."""
    text = files("oberih.record.raids").joinpath("published.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    kinds: dict[str, Kind] = {kind: kind for kind in KINDS}
    return tuple(
        PublishedRaid(
            date=date.fromisoformat(row["date"]),
            kind=kinds[row["kind"]],
            launched=int(row["launched"]),
            stopped=int(row["stopped"]),
            source=row["source"],
        )
        for row in rows
    )


def stop_share(kind: Kind, around: date | None, raids: Sequence[PublishedRaid] | None = None) -> StopShare:
    """The share of a kind stopped in a raid of the day `around`, learnt from all other raids; without a day, all count.

    The raid of that very day is left out: what was stopped then is what the model is compared with.

    >>> share = stop_share("cruise", date(2022, 12, 5))
    >>> 0.7 < share.mean < 0.85 and 0.05 < share.sd < 0.1
    True
    """
    seen = [raid for raid in published_raids() if raid.kind == kind] if raids is None else list(raids)
    seen = [raid for raid in seen if raid.date != around]
    weights = [
        1.0 if around is None else math.exp2(-abs((raid.date - around).days) / HALF_LIFE_DAYS) for raid in seen
    ]
    total = sum(weights)
    shares = [raid.stopped / raid.launched for raid in seen]
    mean = (PRIOR_MEAN[kind] + sum(w * p for w, p in zip(weights, shares, strict=True))) / (1 + total)
    noise = mean * (1 - mean)
    between = sum(
        w * ((p - mean) ** 2 - noise / raid.launched) for w, p, raid in zip(weights, shares, seen, strict=True)
    )
    spread = max((max(between, 0.0) + PRIOR_RAIDS * PRIOR_SPREAD**2) / (total + PRIOR_RAIDS), 1e-4)
    # the mean itself is known from so many raids only
    variance = spread + (spread + noise / TYPICAL_SIZE) / (1 + total)
    variance = min(variance, 0.9 * noise)  # a Beta law has no more than this
    return StopShare(kind, mean, math.sqrt(variance), len(seen))
