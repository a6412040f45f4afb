"""What repairs are done with: crews with kinds and places, spares that are held or come, and the pace of work."""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

ANY = -1  #: kind of crew that does all work, or of work that all crews do
NO_SPARE = -1
NOTHING = -1  #: no job has to be done before
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Clock:
    """How much work an hour on the clock holds: alarms stop it, frost slows it. `rate[i]` from `from_h[i]` on.

    >>> Clock((0.0, 10.0), (1.0, 0.5)).end(8.0, 3.0)
    12.0
    """

    from_h: tuple[float, ...] = (0.0,)  #: begins with 0 and rises
    rate: tuple[float, ...] = (1.0,)  #: above 0
    _done: tuple[float, ...] = field(init=False)  #: work done by the beginning of each part

    def __post_init__(self) -> None:
        done = [0.0]
        for (a, b), rate in zip(pairwise(self.from_h), self.rate, strict=False):
            done.append(done[-1] + (b - a) * rate)
        object.__setattr__(self, "_done", tuple(done))

    @property
    def even(self) -> bool:
        """An hour of work takes an hour."""
        return self.rate == (1.0,)

    def worked(self, at_h: float) -> float:
        """Hours of work that one crew has done by an hour on the clock."""
        if self.even:
            return at_h
        i = bisect_right(self.from_h, at_h) - 1
        return self._done[i] + (at_h - self.from_h[i]) * self.rate[i]

    def when(self, worked_h: float) -> float:
        """The hour on the clock by which one crew has done so much."""
        if self.even:
            return worked_h
        i = bisect_right(self._done, worked_h) - 1
        return self.from_h[i] + (worked_h - self._done[i]) / self.rate[i]

    def end(self, start_h: float, work_h: float) -> float:
        """When work that begins at an hour is done."""
        return start_h + work_h if self.even else self.when(self.worked(start_h) + work_h)


EVEN = Clock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Crews, what jobs ask of them, and spares. Tuples are by crew, by job, by kind of spare."""

    crew_kind: tuple[int, ...]  #: ANY: does all work
    crew_place: tuple[int, ...]  #: where each is at first; it stays where it last worked
    job_kind: tuple[int, ...]  #: ANY: every crew can do it
    job_place: tuple[int, ...]
    job_spare: tuple[int, ...]  #: kind of spare that a job takes, or NO_SPARE
    spares_h: tuple[tuple[float, ...], ...] = ()  #: hours from which each spare of a kind is there, in order
    job_after: tuple[int, ...] = ()  #: job that must be done before, or NOTHING; which takes no spare; empty: none
    travel_h: tuple[tuple[float, ...], ...] = ((0.0,),)  #: between places; nothing within one
    clock: Clock = EVEN

    @property
    def alike(self) -> bool:
        """Crews differ in nothing and no job waits for anything: a list and the next free crew say all."""
        return (
            set(self.crew_kind) | set(self.job_kind) <= {ANY} and max(self.job_spare, default=NO_SPARE) == NO_SPARE
            and not any(hours for row in self.travel_h for hours in row) and max(self.job_after, default=NOTHING) < 0
        )  # fmt: skip

    def fits(self, crew_kind: int, job: int) -> bool:
        """Whether a crew of a kind can do a job."""
        return ANY in (crew_kind, self.job_kind[job]) or crew_kind == self.job_kind[job]

    def short(self) -> dict[int, tuple[int, int]]:
        """Kinds of spare that do not suffice: how many are needed, and how many are held or come."""
        need = {k: sum(each == k for each in self.job_spare) for k in range(len(self.spares_h))}
        return {k: (n, len(self.spares_h[k])) for k, n in need.items() if n > len(self.spares_h[k])}

    def unfit(self) -> tuple[int, ...]:
        """Jobs that no crew can do."""
        return tuple(j for j in range(len(self.job_kind)) if not any(self.fits(kind, j) for kind in self.crew_kind))

    def before(self, job: int) -> int:
        """The job that must be done before, or NOTHING."""
        return self.job_after[job] if self.job_after else NOTHING

    def spare_h(self, job: int, taken: int) -> float:
        """When the spare of a job is there, if so many of its kind are taken: -inf where none is needed, inf where none
        comes any more."""
        kind = self.job_spare[job]
        if kind == NO_SPARE:
            return -NEVER
        return self.spares_h[kind][taken] if taken < len(self.spares_h[kind]) else NEVER


def plain_means(n_jobs: int, crews: int) -> Means:
    """Crews that are alike, and nothing that anybody waits for."""
    return Means(
        crew_kind=(ANY,) * crews, crew_place=(0,) * crews, job_kind=(ANY,) * n_jobs, job_place=(0,) * n_jobs,
        job_spare=(NO_SPARE,) * n_jobs,
    )  # fmt: skip
