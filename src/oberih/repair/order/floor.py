"""What can at best be left unserved: the least cut that any set of jobs of so many hours leaves, hour after hour."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from oberih.repair.order.means import EVEN, Clock
from oberih.repair.order.schedule import Shop
from oberih.terms.batch import Floats

#: no set of jobs of at most so many hours leaves less than this cut, MW; and a leaning of each job, 0 to 1, to be done
#: by then
FloorMw = Callable[[float], tuple[float, Floats]]

#: no set of jobs has a lower sum of cut and this price, MW, for each of its hours; as far as found in these seconds
PricedMw = Callable[[float, float], float]

MOST_STEPS = 4  #: amounts of work looked at for each job, where jobs take different times


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """A step function of the crew hours worked: from `at_h[i]` to the next, at least `cut_mw[i]` is cut.

    With N crews, what is mended at hour t is worth at most N t hours of work, so no order beats the integral.
    Where all jobs are as long as each other, repairs end at whole periods, and the steps say more.
    """

    at_h: Floats
    cut_mw: Floats
    crews: int
    total_h: float
    each_h: float | None  #: where all jobs take as long, and none waits
    clock: Clock = EVEN
    until_h: float | None = None  #: what is left then is cut until that hour, and nothing later counts

    def after(self, worked_h: float, now_h: float = 0.0) -> float:
        """Least that is unserved from the moment on at which so many crew hours are worked, MWh; `now_h` is that
        moment, where crews may have waited or the clock does not run evenly."""
        if self.each_h is not None:
            done = round(worked_h / self.each_h)
            left = np.arange(done, round(self.total_h / self.each_h), self.crews) * self.each_h
            return float(self.cut_mw[np.searchsorted(self.at_h, left + 1e-9, side="right") - 1].sum() * self.each_h)
        ends = np.append(self.at_h[1:], self.total_h)
        if self.clock.even and self.until_h is None:
            width = np.maximum(np.minimum(ends, self.total_h) - np.maximum(self.at_h, worked_h), 0.0)
            return float((self.cut_mw * width).sum() / self.crews)
        worked = self.clock.worked(now_h)
        edges = np.append(self.at_h, self.total_h)
        hours = np.array([self.clock.when(worked + max(each - worked_h, 0.0) / self.crews) for each in edges.tolist()])
        if self.until_h is not None:
            hours = np.minimum(hours, self.until_h)
            hours[-1] = max(self.until_h, now_h)
            hours = np.maximum(hours, now_h)
        return float((self.cut_mw * np.diff(hours)).sum())


def no_floor(shop: Shop) -> Floor:
    """Nothing is known but that nothing less than nothing is cut."""
    each = equal_hours(shop)
    return Floor(np.zeros(1), np.zeros(1), shop.crews, float(shop.hours.sum()), each, shop.does.clock, shop.until_h)


def equal_hours(shop: Shop) -> float | None:
    """Hours of each job where they are all the same and no job waits."""
    hours = shop.hours
    if not shop.alike:
        return None
    return float(hours[0]) if hours.size and np.ptp(hours) <= 1e-12 * hours[0] else None


def floor_of(shop: Shop, ask: FloorMw, most: int, until_s: float) -> tuple[Floor, Floats]:
    """The floor, asked for at `most` amounts of work or fewer, and the hours by which each job leans to be done.

    The amounts come where the floor falls most; between two of them the lower one holds. `until_s` is of
    time.monotonic.
    """
    total, each = float(shop.hours.sum()), equal_hours(shop)
    if each is not None:
        begins = np.arange(0, shop.n, shop.crews) * each
        last = begins
    else:
        edges = np.linspace(0, total, MOST_STEPS * shop.n + 1)
        begins, last = edges[:-1], edges[1:]
    asked: dict[int, tuple[float, Floats]] = {}
    for i in (0, begins.size - 1):
        asked[i] = ask(float(last[i]))
    while len(asked) < min(most, begins.size) and time.monotonic() < until_s:
        known = sorted(asked)
        fall = [(asked[a][0] - asked[b][0]) * (b - a) if b - a > 1 else -1.0 for a, b in pairwise(known)]
        if not fall or max(fall) <= 0:
            break
        at = int(np.argmax(fall))
        middle = (known[at] + known[at + 1]) // 2
        asked[middle] = ask(float(last[middle]))
    cuts, leaning, before = np.zeros(begins.size), np.zeros(shop.n), -1
    for i in sorted(asked):
        cut, leans = asked[i]
        cuts[before + 1 : i + 1] = max(cut, 0.0)
        leaning += np.asarray(leans) * (i - before)
        before = i
    if each is not None:
        cuts[0] = shop.cut_of(0)  # nothing is mended yet: known exactly
    return Floor(begins.astype(np.float64), cuts, shop.crews, total, each, shop.does.clock, shop.until_h), leaning


PRICES = (4, 2, 6, 1, 3, 5, 7, 0, 8)  #: places between the highest price and the lowest, those that tell most first
LEAST_S = 1.5  #: of search at one price


def raised(floor: Floor, ask: PricedMw, until_s: float) -> Floor:
    """The floor, raised where a price on hours says more: each price gives a line that no set of jobs is below.

    Prices lie between what an hour is worth at first and on average. `until_s` is of time.monotonic.
    """
    cuts = floor.cut_mw.copy()
    # what is worked by the end of each step: begins of the next, where jobs are not all as long as each other
    by = floor.at_h if floor.each_h is not None else np.append(floor.at_h[1:], floor.total_h)
    if cuts.size < 2 or cuts[0] <= 0:
        return floor
    first, mean = (cuts[0] - cuts[1]) / max(by[1], 1e-9), cuts[0] / floor.total_h
    prices = np.geomspace(max(first, 8 * mean), mean / 4, len(PRICES))
    for i, at in enumerate(PRICES):
        left = until_s - time.monotonic()
        if left < LEAST_S:
            break
        price = float(prices[at])
        cuts = np.maximum(cuts, ask(price, max(left / (len(PRICES) - i), LEAST_S)) - price * by)
    return replace(floor, cut_mw=cuts)
