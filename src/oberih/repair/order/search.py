"""Exact search over what is begun and what runs, level by level, with a floor below every state.

A state is what was begun, what is mended, and how long the running repairs still take: what comes later hangs on
nothing else, so of two ways into one state the dearer is dropped (dynamic programming; M. Held and R. M. Karp, J. SIAM
10 (1962) 196-210, is its case of one crew). A state whose cost and floor reach the best order known is dropped too.
Where a level holds more states than allowed, those with the least floor are kept, and the floor of what was dropped
stays in the bound: the answer is exact where no order below the best one could have been among it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from oberih.repair.order.floor import Floor
from oberih.repair.order.schedule import SAME_H, Shop

TINY = 1e-9  #: relative difference that counts as none
SOLVED = 2e-6  #: the same where floors come from a solver

Running = tuple[tuple[float, int], ...]  #: hours left and job, soonest first
State = tuple[int, int, Running]  #: begun, mended, running
Trail = tuple[int, "Trail | None"]


@dataclass(frozen=True, slots=True)
class Searched:
    """The best order found, and the least that any order could leave."""

    order: tuple[int, ...]
    unserved_mwh: float
    bound_mwh: float


def search(
    shop: Shop, floor: Floor, known: Sequence[int], known_mwh: float, *, most_states: int, until_s: float,
    tiny: float = TINY,
) -> Searched:  # fmt: skip
    """The best order by search, not worse than the `known` one, to the relative difference `tiny`. `until_s` is of
    time.monotonic."""
    best, best_mwh, dropped = tuple(known), known_mwh, float("inf")
    after: dict[float, float] = {}
    level: dict[State, tuple[float, Trail | None]] = {(0, 0, ()): (0.0, None)}
    for _ in range(shop.n):
        coming: dict[State, tuple[float, float, Trail | None]] = {}
        shop.learn(_asked(shop, level, most_states))
        for (begun, mended, running), (cost, trail) in level.items():
            for job in range(shop.n):
                if begun >> job & 1:
                    continue
                state, added = _begin(shop, begun, mended, running, job)
                total = cost + added
                if state in coming and coming[state][0] <= total:
                    continue
                worked = _worked(shop, state)
                if worked not in after:
                    after[worked] = floor.after(worked)
                lowest = total + after[worked]
                if lowest < best_mwh * (1 - tiny):
                    coming[state] = (total, lowest, (job, trail))
        if len(coming) > most_states or time.monotonic() > until_s:
            keep = most_states if time.monotonic() <= until_s else max(most_states // 100, 10)
            listed = sorted(coming.items(), key=lambda each: each[1][1])
            dropped = min([dropped, *(each[1][1] for each in listed[keep : keep + 1])])
            coming = dict(listed[:keep])
        level = {state: (total, trail) for state, (total, _, trail) in coming.items()}
        if not level:
            break
    shop.learn(mended for _, mended, _ in level)
    for (_, mended, running), (cost, trail) in level.items():
        total = cost + _rest(shop, mended, running)
        if total < best_mwh:
            best, best_mwh = _order(trail), total
    return Searched(best, best_mwh, min(best_mwh, dropped))


def _asked(shop: Shop, level: dict[State, tuple[float, Trail | None]], most: int) -> list[int]:
    """What is mended in states whose next beginning makes time pass: asked together, as that is quick."""
    asked = [mended for begun, mended, running in level if len(running) + 1 == shop.crews or begun == shop.all]
    return asked[: 2 * most]


def _begin(shop: Shop, begun: int, mended: int, running: Running, job: int) -> tuple[State, float]:
    """The state after a job is begun, and what is unserved until a crew is free again."""
    begun |= 1 << job
    line = tuple(sorted((*running, (float(shop.hours[job]), job))))
    if len(line) < shop.crews:
        return (begun, mended, line), 0.0
    wait = line[0][0]
    added = shop.cut_of(mended) * wait
    for left, each in line:
        if left - wait <= SAME_H:
            mended |= 1 << each
    return (begun, mended, tuple((round(left - wait, 9), each) for left, each in line if left - wait > SAME_H)), added


def _worked(shop: Shop, state: State) -> float:
    """Crew hours that are worked, rounded so that equal amounts are one."""
    begun, _, running = state
    hours = sum(float(shop.hours[j]) for j in range(shop.n) if begun >> j & 1)
    return round(hours - sum(left for left, _ in running), 9)


def _rest(shop: Shop, mended: int, running: Running) -> float:
    """What is unserved until the last running repair ends."""
    total, at = 0.0, 0.0
    for left, each in running:
        if left - at > SAME_H:
            total += shop.cut_of(mended) * (left - at)
            at = left
        mended |= 1 << each
    return total


def _order(trail: Trail | None) -> tuple[int, ...]:
    order = []
    while trail is not None:
        order.append(trail[0])
        trail = trail[1]
    return tuple(reversed(order))
