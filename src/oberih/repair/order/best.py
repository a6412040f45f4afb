"""The best order that can be found in the time given, with a bound below it and plain rules beside it."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from oberih.luck import Key
from oberih.repair.order.floor import FloorMw, PricedMw, floor_of, no_floor, raised
from oberih.repair.order.means import NEVER
from oberih.repair.order.refine import Split, halved, refine
from oberih.repair.order.rules import Rule, plain_rules
from oberih.repair.order.schedule import Schedule, Shop
from oberih.repair.order.search import SOLVED, TINY, search

SMALL = 12  #: up to here the search needs no floor of a solver
WAITING = 8  #: the same where crews travel or wait: more states
MIDDLE = 64  #: up to here the search is tried
FLOOR_MIDDLE, FLOOR_LARGE = 0.5, 0.15  #: parts of the time that floors may take
RULES_PART = 0.4  #: and, with floors, the plain rules, on a slow machine
LATER_PART = 0.9  #: of what they leave, to halving and to floors by a price, side by side
MOST_FLOORS = 64  #: amounts of work at which a floor is asked for
ALL_STATES = 2_000_000  #: kept in one level of the search where it is small
FIRST_STATES, WIDER = 200, 5  #: else: at first, and how much wider each time


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: an order with its times, and how good it can be said to be."""

    schedule: Schedule
    unserved_mwh: float
    bound_mwh: float  #: no order leaves less
    exact: bool
    method: str  #: "search", "refined"
    rules: tuple[Rule, ...]


def best_order(
    shop: Shop, *, floor_mw: FloorMw | None = None, priced_mw: PricedMw | None = None, split: Split | None = None,
    seconds: float = 40.0, key: Key | None = None,
) -> Found:  # fmt: skip
    """The best order of a shop's jobs. Exact for some twelve jobs; beyond, as good as `seconds` allow.

    `floor_mw` says how little any set of jobs of at most so many hours leaves cut. Without it the bound is what the
    search alone can prove. `priced_mw` is asked where there are too many jobs to search, and
    so is `split`.
    """
    begun = time.monotonic()
    if shop.n == 0:
        return Found(shop.play(()), 0.0, 0.0, True, "search", ())
    shop.learn([0])  # by itself: it may have to wait for something compiled
    looking = time.monotonic()
    shop.learn([*(1 << j for j in range(min(shop.n, 16)))])
    look_s = (time.monotonic() - looking) / min(shop.n, 16)
    # a search that would ask for all states in a few seconds needs no solver
    small = shop.n <= (SMALL if shop.alike else WAITING) and look_s * 2**shop.n / shop.crews < 0.1 * seconds
    floor, tiny, leans = no_floor(shop), TINY, None
    if not small and floor_mw is not None:
        part = FLOOR_MIDDLE if shop.n <= MIDDLE else FLOOR_LARGE
        floor, leaning = floor_of(shop, floor_mw, MOST_FLOORS, begun + part * seconds)
        leans = tuple(np.argsort(-leaning / (1.0 if floor.each_h else shop.hours), kind="stable").tolist())
        tiny = SOLVED
    # what has to be told comes first, and what more time makes better takes the time that is left
    looks = int(0.15 * seconds / max(look_s, 1e-6))
    rules = plain_rules(shop, key or Key(1), looks, begun + RULES_PART * seconds)
    until = time.monotonic() + LATER_PART * (begun + seconds - time.monotonic())
    leaned = NEVER if leans is None else shop.glance(leans, NEVER, until)
    if leans is not None and shop.n > MIDDLE and leaned < NEVER:
        with ThreadPoolExecutor(1) as beside:
            rising = None if priced_mw is None else beside.submit(raised, floor, priced_mw, until)
            if split is not None:
                zone = min(shop.zone(leans), int((leaning > 0).sum()))
                leans, leaned = halved(shop, leans, leaned, split, zone, until)
            floor = floor if rising is None else rising.result()
    best = min(rules, key=lambda rule: rule.unserved_mwh)
    order, unserved = best.order, best.unserved_mwh
    if leans is not None and leaned < unserved and (leaned := shop.unserved(leans)) < unserved:
        order, unserved = leans, leaned
    until = begun + (0.6 if shop.n <= MIDDLE else 1.0) * seconds
    if shop.n > MIDDLE and not shop.alike:  # where there is no search, lists say who waits for a spare
        half = time.monotonic() + 0.5 * (until - time.monotonic())
        order, unserved = refine(shop, order, unserved, half)
        shop, order, unserved = _waiting(shop, order, unserved, [order, *(rule.order for rule in rules)], until)
    order, unserved = refine(shop, order, unserved, until)
    bound, method, by = floor.after(0.0), "refined", None
    states = ALL_STATES if small else FIRST_STATES
    while shop.n <= MIDDLE and bound < unserved - tiny * max(unserved, 1.0):
        until_s = float("inf") if small and shop.alike else begun + seconds
        found = search(shop, floor, order, unserved, most_states=states, until_s=until_s, tiny=tiny)
        if found.unserved_mwh < unserved:
            order, unserved, by = found.order, found.unserved_mwh, found.by
        bound, method = max(bound, found.bound_mwh), "search"
        if small or states >= ALL_STATES or time.monotonic() - begun > 0.6 * seconds:
            break
        states *= WIDER  # what was looked at is remembered, so a wider search asks for little that is old
    bound = min(bound, unserved)
    exact = unserved - bound <= tiny * max(unserved, 1.0)
    return Found(shop.play(order, by), unserved, unserved if exact else bound, exact, method, rules)


def _waiting(
    shop: Shop, order: Sequence[int], unserved_mwh: float, lists: Sequence[Sequence[int]], until_s: float
) -> tuple[Shop, tuple[int, ...], float]:
    """The shop whose crews wait for what a list names next, and the best of some lists in it; never worse than the
    order, whose schedule is the same where its jobs are listed as they begin."""
    begins, waits = shop.play(order), replace(shop, waits=True)
    best, best_mwh = (*begins.order, *begins.never), unserved_mwh
    for each in lists:
        if (value := waits.unserved(each, until_s=until_s)) < best_mwh:
            best, best_mwh = tuple(each), value
    return waits, best, best_mwh
