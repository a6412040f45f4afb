"""A list of jobs, the crews that do them in turn, and what a list leaves unserved."""

import heapq
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from oberih.repair.order.means import NEVER, NO_SPARE, NOTHING, Means, plain_means
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
    end_of_all_h: float  #: when the last repair ends, or the hour until which is counted
    never: tuple[int, ...] = ()  #: jobs whose spare never comes


#: who takes a job of an order: kind and place of the crew, of which the first that is free goes
By = tuple[int, int]
Taken = tuple[int, int, float, float]  #: job, crew, from and to


@dataclass(slots=True, eq=False)
class Shop:
    """Jobs, crews, and what is cut as long as a set of them is mended. Remembers every cut that it asked for.

    A list is worked off by the crews as they come free: the next job goes to the crew that can begin it soonest, and
    none waits for a spare while there is a job that needs none or whose spare is there, unless the shop `waits`: then
    the next job of the list that can ever begin is waited for. Without `means` crews are alike. `until_h` is the hour
    until which is counted; None: until the last repair ends, which needs spares for all.
    """

    hours: Floats  #: of each job, more than 0
    crews: int
    cut: CutMw
    means: Means | None = None
    until_h: float | None = None
    waits: bool = False
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
        faults += self._lacking()
        if faults:
            raise InputError(*faults)

    def _lacking(self) -> list[Fault]:
        """Jobs that nobody can do, and spares that never come."""
        if self.means is None:
            return []
        faults = [Fault(key="repair.no_crew_for", values={"found": j + 1}) for j in self.means.unfit()]
        if self.until_h is None:
            faults += [
                Fault(key="repair.spares_short", values={"kind": k + 1, "needed": n, "come": come, "never": n - come})
                for k, (n, come) in self.means.short().items()
            ]
        return faults

    @property
    def does(self) -> Means:
        """What the jobs are done with."""
        return plain_means(self.n, min(self.crews, max(self.n, 1))) if self.means is None else self.means

    @property
    def alike(self) -> bool:
        """Whether a list alone says who does what, and equal work takes equal time."""
        return self.means is None or (self.means.alike and self.means.clock.even and self.until_h is None)

    @property
    def possible(self) -> int:
        """How many jobs are ever done."""
        return self.n - (0 if self.means is None else sum(n - come for n, come in self.means.short().values()))

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

    def play(self, order: Sequence[int], by: Sequence[By] | None = None) -> Schedule:
        """Crews take the jobs of a list in turn; `by` says who takes each, and then a crew may wait for a spare."""
        taken = self._in_turn(order) if self.alike else self._by_means(order, by)
        from_h, mended, done = [0.0], [0], 0
        for end, job in sorted((end, job) for job, _, _, end in taken):
            done |= 1 << job
            if end - from_h[-1] > SAME_H:
                from_h.append(end)
                mended.append(done)
            else:
                mended[-1] = done
        if self.until_h is None:
            last = from_h.pop()
            mended.pop()
        else:
            last = self.until_h
            while len(from_h) > 1 and from_h[-1] > last - SAME_H:
                from_h.pop()
                mended.pop()
        jobs, crews, starts, ends = zip(*taken, strict=True) if taken else ((), (), (), ())
        never = tuple(sorted(set(range(self.n)) - set(jobs)))
        return Schedule(jobs, crews, starts, ends, tuple(from_h), tuple(mended), last, never)

    def _in_turn(self, order: Sequence[int]) -> list[Taken]:
        """Crews that are alike."""
        free, taken = [(0.0, crew) for crew in range(min(self.crews, max(self.n, 1)))], []
        for job in order:
            at, crew = heapq.heappop(free)
            end = at + float(self.hours[job])
            taken.append((job, crew, at, end))
            heapq.heappush(free, (end, crew))
        return taken

    def _by_means(self, order: Sequence[int], by: Sequence[By] | None) -> list[Taken]:
        """Crews with kinds and places, and jobs that wait for spares."""
        means, left, taken = self.does, list(order), []
        crews = [(0.0, kind, place) for kind, place in zip(means.crew_kind, means.crew_place, strict=True)]
        used, ends = [0] * len(means.spares_h), dict[int, float]()
        for i in range(len(left)):
            chosen, soonest = -1, (NEVER, NEVER, -1)
            for job in left[:1] if by is not None else left:
                kind = means.job_spare[job]
                comes = means.spare_h(job, used[kind] if kind != NO_SPARE else 0)
                if (first := means.before(job)) != NOTHING:
                    comes = max(comes, ends.get(first, NEVER))
                go = self._soonest(job, crews, None if by is None else by[i])
                start = max(go[0], comes)
                if start < soonest[0]:
                    chosen, soonest = job, (start, *go[1:])
                # what waits for nothing goes before all that follow
                if comes <= go[0] or (self.waits and start < NEVER):
                    chosen, soonest = job, (start, *go[1:])
                    break
            if chosen < 0:
                break
            start, _, crew = soonest
            end = means.clock.end(start, float(self.hours[chosen]))
            crews[crew] = (end, crews[crew][1], means.job_place[chosen])
            if means.job_spare[chosen] != NO_SPARE:
                used[means.job_spare[chosen]] += 1
            left.remove(chosen)
            ends[chosen] = end
            taken.append((chosen, crew, start, end))
        return taken

    def _soonest(
        self, job: int, crews: Sequence[tuple[float, int, int]], only: By | None
    ) -> tuple[float, float, int]:
        """When a crew can be at a job, how far it has to come, and which."""
        means = self.does
        place = means.job_place[job]
        return min(
            (
                (free + means.travel_h[at][place], means.travel_h[at][place], crew)
                for crew, (free, kind, at) in enumerate(crews)
                if (means.fits(kind, job) if only is None else only == (kind, at))
            ),
            default=(NEVER, NEVER, -1),
        )

    def unserved(self, order: Sequence[int], by: Sequence[By] | None = None, until_s: float = NEVER) -> float:
        """What an order leaves unserved until its last repair ends, MWh; infinite where not all of its cuts were
        known by the time `until_s` of time.monotonic."""
        played = self.play(order, by)
        step = len(played.mended) if until_s == NEVER else CHUNK
        for first in range(0, len(played.mended), max(step, 1)):
            part = [each for each in played.mended[first : first + step] if each not in self.known]
            if part and time.monotonic() > until_s:
                return float("inf")
            self.learn(part)
        cuts = np.array([self.known[each] for each in played.mended])
        return float((cuts * np.diff([*played.from_h, played.end_of_all_h])).sum())

    def glance(self, order: Sequence[int], below: float, until_s: float = NEVER) -> float:
        """The same, looked at period by period: infinite as soon as it is not `below` or the time is over, and once
        nothing is cut any more the rest is taken to be nothing. For comparing only."""
        played = self.play(order)
        width = np.diff([*played.from_h, played.end_of_all_h])
        total = 0.0
        for first in range(0, width.size, CHUNK):
            part = played.mended[first : first + CHUNK]
            if time.monotonic() > until_s:
                return float("inf")
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
