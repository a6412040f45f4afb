"""A list of jobs, the crews that do them in turn, and what a list leaves unserved."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from oberih.terms.batch import Floats, Ints
from oberih.terms.errors import Fault, InputError

#: cut of each set of mended jobs, MW (or MW weighted); a set is a whole number whose bit j is job j
CutMw = Callable[[Sequence[int]], Floats]
SAME_H = 1e-9  #: hours within which two repairs end at once
SAME_MW = 1e-6  #: a cut that counts as none
CHUNK = 16  #: periods looked at together


@dataclass(frozen=True, slots=True)
class Schedule:
    """What became of one order: job by job in the order of their beginnings, and period by period."""

    order: tuple[int, ...]  #: jobs, as they are begun
    crew: tuple[int, ...]  #: who did each of them, from 0
    start_h: tuple[float, ...]
    end_h: tuple[float, ...]
    from_h: tuple[float, ...]  #: beginning of each period; a period ends where the next begins
    mended: tuple[int, ...]  #: set of what is mended in each period
    end_of_all_h: float  #: when the last repair ends


@dataclass(slots=True, eq=False)
class Shop:
    """Jobs, crews, and what is cut as long as a set of them is mended. Remembers every cut that it asked for.

    Crews are alike, and none waits while a job is left: a crew that comes free takes the next job of the list.
    """

    hours: Floats  #: of each job, more than 0
    crews: int
    cut: CutMw
    known: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = []
        if self.crews < 1:
            faults.append(Fault(key="repair.no_crews", values={"found": self.crews}))
        self.hours = np.asarray(self.hours, np.float64)
        faults += [
            Fault(key="repair.bad_hours", values={"job": int(j) + 1, "found": float(self.hours[j])})
            for j in np.flatnonzero(~(np.isfinite(self.hours) & (self.hours > 0)))
        ]
        if faults:
            raise InputError(*faults)

    @property
    def n(self) -> int:
        """How many jobs there are."""
        return int(self.hours.size)

    @property
    def all(self) -> int:
        """The set of all jobs."""
        return (1 << self.n) - 1

    def learn(self, sets: Iterable[int]) -> None:
        """Ask for the cuts of all these sets at once, those that are known left out."""
        wanted = [each for each in dict.fromkeys(sets) if each not in self.known]
        if wanted:
            self.known.update(zip(wanted, self.cut(wanted).tolist(), strict=True))

    def cut_of(self, mended: int) -> float:
        """What is cut while exactly these jobs are mended, MW."""
        if mended not in self.known:
            self.learn([mended])
        return self.known[mended]

    def play(self, order: Sequence[int]) -> Schedule:
        """Crews take the jobs of a list in turn."""
        free = [(0.0, crew) for crew in range(min(self.crews, self.n))]
        crews, starts, ends = [], [], []
        for job in order:
            at, crew = heapq.heappop(free)
            end = at + float(self.hours[job])
            crews.append(crew)
            starts.append(at)
            ends.append(end)
            heapq.heappush(free, (end, crew))
        from_h, mended, done = [0.0], [0], 0
        for end, job in sorted(zip(ends, order, strict=True)):
            done |= 1 << job
            if end - from_h[-1] > SAME_H:
                from_h.append(end)
                mended.append(done)
            else:
                mended[-1] = done
        last = from_h.pop()
        mended.pop()
        return Schedule(tuple(order), tuple(crews), tuple(starts), tuple(ends), tuple(from_h), tuple(mended), last)

    def unserved(self, order: Sequence[int]) -> float:
        """What an order leaves unserved until its last repair ends, MWh."""
        played = self.play(order)
        self.learn(played.mended)
        cuts = np.array([self.known[each] for each in played.mended])
        return float((cuts * np.diff([*played.from_h, played.end_of_all_h])).sum())

    def glance(self, order: Sequence[int], below: float) -> float:
        """The same, looked at period by period: infinite as soon as it is not `below`, and once nothing is cut any more
        the rest is taken to be nothing. For comparing only."""
        played = self.play(order)
        width = np.diff([*played.from_h, played.end_of_all_h])
        total = 0.0
        for first in range(0, width.size, CHUNK):
            part = played.mended[first : first + CHUNK]
            self.learn(part)
            cuts = np.array([self.known[each] for each in part])
            total += float((cuts * width[first : first + CHUNK]).sum())
            if total >= below:
                return float("inf")
            if cuts[-1] <= SAME_MW:
                return total
        return total

    def zone(self, order: Sequence[int]) -> int:
        """How many of an order's jobs are begun while something is cut."""
        played = self.play(order)
        self.learn(played.mended)
        short = [at for at, each in zip(played.from_h, played.mended, strict=True) if self.known[each] > SAME_MW]
        return sum(start <= max(short, default=-1.0) + SAME_H for start in played.start_h)


def jobs_in(mended: int, n: int) -> Ints:
    """Jobs of a set, in order."""
    return np.array([j for j in range(n) if mended >> j & 1], np.int64)


def weighted_jobs(hours: Sequence[float], weight_mw: Sequence[float], crews: int = 1) -> Shop:
    """Jobs without a grid: each gives back its own MW, whatever else is mended.

    What is unserved is then the sum of weight times end, and with one crew Smith's ratio is the best order
    (W. E. Smith, Naval Research Logistics Quarterly 3 (1956) 59-66).

    >>> shop = weighted_jobs([3, 1, 2], [3, 2, 4])
    >>> shop.unserved([2, 1, 0])
    32.0
    """
    weights = np.asarray(weight_mw, np.float64)
    if len(hours) != weights.size:
        raise InputError(Fault(key="repair.unpaired", values={"hours": len(hours), "weights": weights.size}))
    return Shop(
        np.asarray(hours, np.float64), crews,
        lambda sets: np.array([weights[jobs_in(~each, weights.size)].sum() for each in sets]),
    )  # fmt: skip
