"""What a recommendation hinges on: the cost, or the effect, at which another would take its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from oberih.plan.intervals import Mean
from oberih.scenario import Doubt


@dataclass(frozen=True, slots=True)
class Hinge:
    """A doubt that may change the plan."""

    option: int
    rival: int
    kind: Literal["cost_above", "cost_below", "effect_below"]
    at: float  #: cost, or gain, at which both are worth as much per cost
    within: bool  #: that lies within the stated range of the cost, or the 90 % interval of the gain


def hinges(
    taken: Mapping[int, Mean], others: Mapping[int, Mean], costs: Sequence[Doubt]
) -> list[Hinge]:
    """Doubts of what was taken (its gain as it was taken) against the best of those left (one more beside the plan),
    and of those left against the least of what was taken."""
    found: list[Hinge] = []
    worth = {o: gain.mean / costs[o].mid for o, gain in others.items() if gain.mean > 0}
    if worth:
        for o, gain in taken.items():
            rivals = {each: value for each, value in worth.items() if each != o}
            if not rivals or gain.mean <= 0:
                continue
            rival = max(rivals, key=lambda each: (rivals[each], -each))
            at = gain.mean / rivals[rival]
            if at >= costs[o].mid:
                found.append(Hinge(o, rival, "cost_above", at, bool(at <= costs[o].high)))
                least = rivals[rival] * costs[o].mid
                found.append(Hinge(o, rival, "effect_below", least, bool(gain.low <= least)))
    least_taken = {o: gain.mean / costs[o].mid for o, gain in taken.items() if gain.mean > 0}
    if least_taken:
        weakest = min(least_taken, key=lambda each: (least_taken[each], each))
        for o, gain in others.items():
            if o == weakest or gain.mean <= 0:
                continue
            at = gain.mean / least_taken[weakest]
            if at <= costs[o].mid:
                found.append(Hinge(o, weakest, "cost_below", at, bool(at >= costs[o].low)))
    return sorted(found, key=lambda each: (not each.within, each.option))
