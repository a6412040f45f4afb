"""What may be chosen: costs, limits, and what needs what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oberih.plan.base import Chosen, more

CENT = 1e-6  #: of a budget; sums of costs are not exact


@dataclass(frozen=True, slots=True)
class Problem:
    """Options by number, costs in one currency."""

    costs: tuple[float, ...]
    most: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]  #: options of which one must be there too; none: nothing is needed

    @property
    def nothing(self) -> Chosen:
        """The empty set."""
        return (0,) * len(self.costs)

    def cost(self, chosen: Chosen) -> float:
        """What a set costs."""
        return sum(n * each for n, each in zip(chosen, self.costs, strict=True))

    def holds(self, chosen: Chosen) -> bool:
        """Whether limits and needs are kept."""
        return all(
            0 <= n <= most and (n == 0 or not needs or any(chosen[each] for each in needs))
            for n, most, needs in zip(chosen, self.most, self.needs, strict=True)
        )

    def fits(self, chosen: Chosen, budget: float) -> bool:
        """Whether a set may be chosen for the money."""
        return self.holds(chosen) and self.cost(chosen) <= budget * (1 + CENT)

    def one_more(self, chosen: Chosen, budget: float) -> list[int]:
        """Options of which one more may be had."""
        return [o for o in range(len(self.costs)) if self.fits(more(chosen, o), budget)]

    def sets(self, budget: float, limit: int) -> list[Chosen] | None:
        """All sets for the money; None where there are more than `limit`."""
        found: list[Chosen] = []
        for chosen in self._counts((), budget * (1 + CENT)):
            if self.holds(chosen):
                found.append(chosen)
                if len(found) > limit:
                    return None
        return found

    def _counts(self, begun: Sequence[int], left: float) -> Iterator[Chosen]:
        at = len(begun)
        if at == len(self.costs):
            yield tuple(begun)
            return
        for n in range(self.most[at] + 1):
            if n * self.costs[at] > left:
                return
            yield from self._counts((*begun, n), left - n * self.costs[at])
