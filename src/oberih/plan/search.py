"""Which set is best for the money: all of them where they are few, else greedy by gain per cost, with exchange.

Greedy: one more of the option with the largest gain per cost, as long as its gain can be told from nothing; beside it
the same begun with the option of the largest gain, since a cheap one may bar the way to it (Leskovec et al., KDD 2007;
Khuller, Moss, Naor, Inf. Process. Lett. 70 (1999) 39-45). An option that was far behind is looked at again only when
the leader falls below what it was last worth (Minoux 1978): right where gains shrink with what is there already.
Exchange then gives up one and takes another as long as that is surely better.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from oberih.luck import FloatArray
from oberih.plan.base import Chosen, Evaluator, Tell, more
from oberih.plan.intervals import Mean
from oberih.plan.objective import Objective
from oberih.plan.problem import Problem
from oberih.plan.race import behind, race
from oberih.plan.sample import Sample

FIRST = 128  #: draws of a race's first look
ENUMERATED = 256  #: sets that are all played where there are no more
FEW, OF_FEW = 12, 4096  #: of so few options, so many
AT_ONCE = 6  #: options looked at together
GIVEN_UP = 4  #: options that exchange tries to give up
NOT_NOTHING = 0.01  #: one-sided level at which a gain is more than nothing


@dataclass(frozen=True, slots=True)
class Found:
    """The best set found for a budget."""

    budget: float
    chosen: Chosen
    cost: float
    order: tuple[int, ...]  #: options in the order in which they were taken
    gain: Mean  #: over nothing, on the draws of the search
    exact: bool  #: every set for the money was played
    gap: float | None  #: how far below the best it can lie, in the objective's unit; None: not bounded
    undecided: tuple[int, ...]  #: options not told apart from one that was taken


@dataclass(slots=True)
class Search:
    """Searches of one problem; what was played for one budget serves the next."""

    evaluator: Evaluator
    objective: Objective
    problem: Problem
    sample: Sample
    tell: Tell | None = None
    enumerated: int | None = None  #: sets that are all played where there are no more; None: as above
    _worth: dict[int, float] = field(default_factory=dict)  #: gain per cost that an option had when last looked at

    def values(self, sets: Sequence[Chosen], n: int | None = None) -> list[FloatArray]:
        """The objective's values of sets in the first draws."""
        n = n or len(self.sample)
        weights = self.sample.weights(n)
        return [self.objective.of(each, weights) for each in self.evaluator.values(sets, 0, n)]

    def best(self, budget: float) -> Found:
        """The best set for a budget."""
        limit = self.enumerated
        if limit is None:
            limit = OF_FEW if len(self.problem.costs) <= FEW else ENUMERATED
        sets = self.problem.sets(budget, limit)
        if sets is not None:
            return self._of_all(sets, budget)
        self._worth = {}
        roads = [self._greedy(self.problem.nothing, (), budget)]
        single = self._largest(budget)
        if single is not None and not roads[0][0][single]:
            roads.append(self._greedy(more(self.problem.nothing, single), (single,), budget))
        values = self.values([road[0] for road in roads])
        chosen, order, undecided = roads[min(range(len(roads)), key=lambda i: (self.sample.mean(values[i]), i))]
        chosen, order = self._exchange(chosen, order, budget)
        return self._found(chosen, order, budget, exact=False, undecided=undecided)

    def _of_all(self, sets: list[Chosen], budget: float) -> Found:
        chosen = sets[self._race_sets(sets)]
        order = self._in_order([o for o, n in enumerate(chosen) for _ in range(n)])
        return self._found(chosen, order, budget, exact=True, undecided=())

    def _race_sets(self, sets: Sequence[Chosen]) -> int:
        """Which of some sets is best."""

        def scores(alive: Sequence[int], n: int) -> list[FloatArray]:
            return [-each for each in self.values([sets[i] for i in alive], n)]

        return race(scores, range(len(sets)), self.sample, FIRST).winner

    def _in_order(self, order: Sequence[int]) -> tuple[int, ...]:
        """The options of a set, each time the one with the largest gain per cost first."""
        left, taken, chosen = list(order), [], self.problem.nothing
        while left:
            can = [o for o in dict.fromkeys(left) if self.problem.holds(more(chosen, o))] or left
            values = self.values([chosen, *(more(chosen, o) for o in can)])
            costs = self.problem.costs
            ratio = [self.sample.mean(values[0] - each) / costs[o] for o, each in zip(can, values[1:], strict=True)]
            pick = can[max(range(len(can)), key=lambda i: (ratio[i], -i))]
            left.remove(pick)
            taken.append(pick)
            chosen = more(chosen, pick)
        return tuple(taken)

    def _largest(self, budget: float) -> int | None:
        """The option with the largest gain by itself."""
        can = self.problem.one_more(self.problem.nothing, budget)
        if not can:
            return None
        return self._race(self.problem.nothing, can, by_cost=False)[0]

    def _race(self, chosen: Chosen, rivals: Sequence[int], *, by_cost: bool = True) -> tuple[int, tuple[int, ...]]:
        """The option of which one more gains most, per cost or as a whole, and those not told apart from it."""

        def scores(alive: Sequence[int], n: int) -> list[FloatArray]:
            base, *others = self.values([chosen, *(more(chosen, o) for o in alive)], n)
            per = [self.problem.costs[o] if by_cost else 1.0 for o in alive]
            return [(base - each) / unit for each, unit in zip(others, per, strict=True)]

        finish = race(scores, rivals, self.sample, FIRST)
        if by_cost:
            self._worth.update(finish.means)
        return finish.winner, finish.undecided

    def _greedy(
        self, chosen: Chosen, order: tuple[int, ...], budget: float
    ) -> tuple[Chosen, tuple[int, ...], tuple[int, ...]]:
        unsure: set[int] = set()
        barred: dict[int, Chosen] = {}  #: not told from nothing, beside what was chosen then; tried again at the end
        self._worth = {}
        while True:
            able = self.problem.one_more(chosen, budget)
            can = [o for o in able if o not in barred] or [o for o in able if barred[o] != chosen]
            if not can:
                return chosen, order, tuple(sorted(unsure - set(order)))
            pick, undecided = self._pick(chosen, can)
            before, after = self.values([chosen, more(chosen, pick)])
            if not self._surely(before - after):
                barred[pick] = chosen
                continue
            unsure |= set(undecided)
            chosen, order = more(chosen, pick), (*order, pick)
            self._say(self.problem.cost(chosen), budget)

    def _pick(self, chosen: Chosen, can: Sequence[int]) -> tuple[int, tuple[int, ...]]:
        known = sorted((o for o in can if o in self._worth), key=lambda o: (-self._worth[o], o))
        looked = [o for o in can if o not in self._worth] + known[:AT_ONCE]
        rest = [o for o in known if o not in looked]
        before = dict(self._worth)
        while True:
            pick, undecided = self._race(chosen, looked)
            more_ = [o for o in rest if before[o] > self._worth[pick]][:AT_ONCE]
            if not more_:
                return pick, undecided
            looked += more_
            rest = [o for o in rest if o not in more_]

    def _exchange(
        self, chosen: Chosen, order: tuple[int, ...], budget: float
    ) -> tuple[Chosen, tuple[int, ...]]:
        """Give up one for another, as long as it is surely better; then fill up what money is left."""
        for _ in range(8):
            rivals = self._neighbours(chosen, budget)
            if not rivals:
                return chosen, order
            rival, gone, new = rivals[self._race_sets([each for each, _, _ in rivals])]
            now, then = self.values([chosen, rival])
            if not self._surely(now - then):
                return chosen, order
            at = len(order) - 1 - order[::-1].index(gone)
            order = (*order[:at], *order[at + 1 :], new)
            chosen, order, _unsure = self._greedy(rival, order, budget)
        return chosen, order

    def _neighbours(self, chosen: Chosen, budget: float) -> list[tuple[Chosen, int, int]]:
        """Sets with one given up and another in its place: those are given up that are missed least per cost."""
        less = [(o, more(chosen, o, -1)) for o, n in enumerate(chosen) if n]
        less = [(o, each) for o, each in less if self.problem.holds(each)]
        first = min(FIRST, len(self.sample))
        values = self.values([chosen, *(each for _, each in less)], first)
        costs = self.problem.costs
        missed = [self.sample.mean(each - values[0]) / costs[o] for (o, _), each in zip(less, values[1:], strict=True)]
        found = []
        for i in sorted(range(len(less)), key=lambda i: (missed[i], i))[:GIVEN_UP]:
            gone, left = less[i]
            can = [o for o in self.problem.one_more(left, budget) if o != gone]
            can.sort(key=lambda o: (-self._worth.get(o, 0.0) * costs[o], o))
            found += [(more(left, o), gone, o) for o in can[:AT_ONCE]]
        return found

    def _found(
        self, chosen: Chosen, order: tuple[int, ...], budget: float, *, exact: bool, undecided: tuple[int, ...]
    ) -> Found:
        nothing, with_it = self.values([self.problem.nothing, chosen])
        return Found(
            budget, chosen, self.problem.cost(chosen), order, self.sample.mean_of(nothing - with_it), exact,
            0.0 if exact else None, undecided,
        )  # fmt: skip

    def complete(self, budget: float) -> dict[Chosen, FloatArray]:
        """All sets for the money that were played on every draw of the search, with the objective's values."""
        sets = [each for each in self.evaluator.complete(len(self.sample)) if self.problem.fits(each, budget)]
        return dict(zip(sets, self.values(sets), strict=True))

    def bound(self, found: Found) -> float:
        """How much more any set for the money could gain, if gains shrink with what is there already (submodular): the
        money spent anew, in parts of options, on what one more of each gains beside the set (Leskovec et al., KDD
        2007). On the draws of the search; one more of each is assumed to gain as much as the first more."""
        can = [o for o in range(len(self.problem.costs)) if found.chosen[o] < self.problem.most[o]]
        now, *then = self.values([found.chosen, *(more(found.chosen, o) for o in can)])
        gains = {o: self.sample.mean(now - each) for o, each in zip(can, then, strict=True)}
        left, bound = found.budget, 0.0
        for o in sorted(can, key=lambda o: -gains[o] / self.problem.costs[o]):
            if gains[o] <= 0 or left <= 0:
                break
            n = min(self.problem.most[o] - found.chosen[o], left / self.problem.costs[o])
            bound += n * gains[o]
            left -= n * self.problem.costs[o]
        return bound

    def _surely(self, gain: FloatArray) -> bool:
        """Whether a gain is more than nothing, and told from chance."""
        return self.sample.mean(gain) > 0 and behind(self.sample, gain, NOT_NOTHING)

    def _say(self, done: float, of: float) -> None:
        if self.tell is not None:
            self.tell(round(done), round(of))
