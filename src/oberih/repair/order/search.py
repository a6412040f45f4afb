"""Exact search over what is begun and what runs, level by level, with a floor below every state.

A state is what was begun, what is mended, and when and where each crew will be free: what comes later hangs on
nothing else, so of two ways into one state the dearer is dropped (dynamic programming; M. Held and R. M. Karp, J. SIAM
10 (1962) 196-210, is its case of one crew). A state whose cost and floor reach the best order known is dropped too.
Where a level holds more states than allowed, those with the least floor are kept, and the floor of what was dropped
stays in the bound: the answer is exact where no order below the best one could have been among it.

Jobs are begun in the order of their beginnings. Any schedule can be listed so, with spares handed out in that order,
and of crews of one kind in one place the first that is free may be taken: exchanging what follows costs nothing. A
crew may stay idle for a job that another has further to go to, or wait for a spare; no beginning can then be moved
ahead.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oberih.repair.order.floor import Floor
from oberih.repair.order.means import NEVER, NO_SPARE, NOTHING, Means
from oberih.repair.order.schedule import SAME_H, By, Shop

TINY = 1e-9  #: relative difference that counts as none
SOLVED = 2e-6  #: the same where floors come from a solver

IDLE = -1

Crew = tuple[float, int, int, int]  #: free from, kind, place, job that it does or IDLE
State = tuple[float, int, int, tuple[Crew, ...]]  #: hour, begun, mended, crews
Trail = tuple[int, By, "Trail | None"]


@dataclass(frozen=True, slots=True)
class Searched:
    """The best order found, and the least that any order could leave."""

    order: tuple[int, ...]
    by: tuple[By, ...] | None  #: who takes each job; None: as the list says
    unserved_mwh: float
    bound_mwh: float


def search(
    shop: Shop, floor: Floor, known: Sequence[int], known_mwh: float, *, most_states: int, until_s: float,
    tiny: float = TINY,
) -> Searched:  # fmt: skip
    """The best order by search, not worse than the `known` one, to the relative difference `tiny`. `until_s` is of
    time.monotonic."""
    best, best_by, best_mwh, dropped = tuple(known), None, known_mwh, float("inf")
    means, after = shop.does, dict[tuple[float, float], float]()
    crews = tuple(sorted((0.0, kind, at, IDLE) for kind, at in zip(means.crew_kind, means.crew_place, strict=True)))
    level: dict[State, tuple[float, Trail | None]] = {(0.0, 0, 0, crews): (0.0, None)}
    alike, farthest = shop.alike, max(max(row) for row in means.travel_h)
    for _ in range(shop.possible):
        coming: dict[State, tuple[float, float, Trail | None]] = {}
        shop.learn(_asked(level, most_states))
        for before, (cost, trail) in level.items():
            for job in range(shop.n):
                if before[1] >> job & 1:
                    continue
                for state, added, by in _begin(shop, means, before, job, farthest):
                    total = cost + added
                    if state in coming and coming[state][0] <= total:
                        continue
                    at = (_worked(shop, means, state), 0.0 if alike else state[0])
                    if at not in after:
                        after[at] = floor.after(*at)
                    lowest = total + after[at]
                    if lowest < best_mwh * (1 - tiny):
                        coming[state] = (total, lowest, (job, by, trail))
        if len(coming) > most_states or time.monotonic() > until_s:
            keep = most_states if time.monotonic() <= until_s else max(most_states // 100, 10)
            listed = sorted(coming.items(), key=lambda each: each[1][1])
            dropped = min([dropped, *(each[1][1] for each in listed[keep : keep + 1])])
            coming = dict(listed[:keep])
        level = {state: (total, trail) for state, (total, _, trail) in coming.items()}
        if not level:
            break
    shop.learn(state[2] for state in level)
    for state, (cost, trail) in level.items():
        total = cost + _until(shop, state, NEVER)[0]
        if total < best_mwh:
            (best, best_by), best_mwh = _order(trail), total
    return Searched(best, best_by, best_mwh, min(best_mwh, dropped))


def _asked(level: dict[State, tuple[float, Trail | None]], most: int) -> list[int]:
    """What is mended in states whose next beginning makes time pass: asked together, as that is quick."""
    asked = [state[2] for state in level if sum(crew[0] <= state[0] + SAME_H for crew in state[3]) <= 1]
    return asked[: 2 * most]


def _begin(shop: Shop, means: Means, before: State, job: int, farthest: float) -> Iterator[tuple[State, float, By]]:
    """States after a job is begun by each crew that differs from others, what is unserved until then, and who."""
    now, begun, mended, crews = before
    comes, seen = -NEVER, set[By]()
    if (spare := means.job_spare[job]) != NO_SPARE:
        taken = sum(begun >> j & 1 for j, each in enumerate(means.job_spare) if each == spare)
        comes = means.spare_h(job, taken)
        if comes == NEVER:
            return
    if (first := means.before(job)) != NOTHING and not mended >> first & 1:
        if not begun >> first & 1:
            return
        comes = max(comes, *(end for end, _, _, each in crews if each == first))
    place = means.job_place[job]
    for i, (free, kind, at, _) in enumerate(crews):
        if (kind, at) in seen or not means.fits(kind, job):
            continue
        seen.add((kind, at))
        start = max(free + means.travel_h[at][place], comes)
        if start < now - SAME_H:
            continue  # another order begins it sooner
        end = round(means.clock.end(start, float(shop.hours[job])), 9)
        line = tuple(sorted((*crews[:i], (end, kind, place, job), *crews[i + 1 :])))
        then = max(start, line[0][0])
        # a job that ends sooner than the next beginning, by the crew that begins it, cannot be: each crew has one entry
        added, mended = _until(shop, before, start)
        middle: State = (start, begun | 1 << job, mended, line)
        more, mended = _until(shop, middle, then)
        line = tuple(sorted(_idle(crew, then, farthest) for crew in line))
        yield (then, begun | 1 << job, mended, line), added + more, (kind, at)


def _idle(crew: Crew, now: float, farthest: float) -> Crew:
    """A crew whose job is done has none; since when it is free says nothing once that is long enough ago."""
    free, kind, at, _ = crew
    if free > now + SAME_H:
        return crew
    return (0.0 if free < now - farthest - SAME_H else free, kind, at, IDLE)


def _until(shop: Shop, state: State, until_h: float) -> tuple[float, int]:
    """What is unserved from a state's hour on, and what is mended then; until the last running repair ends, or the
    hour until which is counted, where no end is given."""
    at, _, mended, crews = state
    total, last = 0.0, until_h
    if shop.until_h is not None:
        last = min(until_h, shop.until_h)
    for end, _, _, job in crews:
        if job == IDLE or end > until_h + SAME_H:
            continue
        stop = min(end, last)
        if stop - at > SAME_H:
            total += shop.cut_of(mended) * (stop - at)
            at = stop
        mended |= 1 << job
    if last != NEVER and last - at > SAME_H:
        total += shop.cut_of(mended) * (last - at)
    return total, mended


def _worked(shop: Shop, means: Means, state: State) -> float:
    """Crew hours that are worked, rounded so that equal amounts are one."""
    now, begun, _, crews = state
    hours = sum(float(shop.hours[j]) for j in range(shop.n) if begun >> j & 1)
    done = means.clock.worked(now)
    left = (
        min(float(shop.hours[job]), means.clock.worked(end) - done) for end, _, _, job in crews if job != IDLE
    )
    return round(hours - sum(left), 9)


def _order(trail: Trail | None) -> tuple[tuple[int, ...], tuple[By, ...]]:
    order, by = [], []
    while trail is not None:
        order.append(trail[0])
        by.append(trail[1])
        trail = trail[2]
    return tuple(reversed(order)), tuple(reversed(by))
