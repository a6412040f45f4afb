"""Better orders by small steps: jobs moved and windows ordered anew, each kept only where less is left unserved.

Recursive refinement (N. Rhodes, D. M. Fobes, C. Coffrin, L. Roald, "PowerModelsRestoration.jl", Electric Power Systems
Research 190 (2021) 106736; Rhodes, Coffrin, Roald, "Recursive restoration refinement", the same (2022) 108454) splits a
long order in two and each part again. So it is here, from the order of a linear programme's leanings on: a half is
chosen by a mixed-integer programme, and every step compared by the true cuts.
"""

import time
from collections.abc import Callable, Iterator, Sequence

from oberih.repair.order.schedule import Shop

#: the order with the jobs from one place to another anew, the better half of them first, as far as found in the time
Split = Callable[[Sequence[int], int, int, float], list[int] | None]

SPLIT_S = 3.0  #: for one split
LEAST_SPLIT = 4  #: jobs that are split
SHORT = 60  #: up to here every job is tried at every place


def refine(shop: Shop, order: Sequence[int], unserved_mwh: float, until_s: float) -> tuple[tuple[int, ...], float]:
    """The order after all moves that help, or what was reached by the time `until_s` of time.monotonic.

    Blocks of halving length are moved, as the recursion goes: halves of the time in which something is cut first,
    single jobs last. Moves after that time change nothing and are not tried, but for single jobs of short orders.
    """
    best, best_mwh = tuple(order), unserved_mwh
    length = max(shop.zone(best) // 2, 1)
    while length >= 1 and best_mwh > 0:
        for trial in _moves(best, length, shop):
            if time.monotonic() > until_s:
                return best, best_mwh
            margin = 1e-9 * max(best_mwh, 1.0)
            if shop.glance(trial, best_mwh - margin, until_s) < best_mwh - margin:
                value = shop.unserved(trial, until_s=until_s)
                if value < best_mwh - margin:
                    best, best_mwh = trial, value
                    break
        else:
            length //= 2
    return best, best_mwh


def halved(
    shop: Shop, order: Sequence[int], unserved_mwh: float, split: Split, last: int, until_s: float
) -> tuple[tuple[int, ...], float]:
    """The order after its first `last` jobs were split in two, and each half again, wherever less is left unserved;
    the first halves first. What is unserved is as `Shop.glance` says. `until_s` is of time.monotonic."""
    best, best_mwh, windows = tuple(order), unserved_mwh, [(0, last)]
    while windows:
        left = until_s - time.monotonic()
        if left <= 0:
            break
        first, end = windows.pop()
        if end - first < LEAST_SPLIT:
            continue
        trial, below = split(best, first, end, min(SPLIT_S, left)), best_mwh - 1e-9 * max(best_mwh, 1.0)
        if trial is not None and (value := shop.glance(trial, below, until_s)) < below:
            best, best_mwh = tuple(trial), value
        middle = (first + end) // 2
        windows += [(middle, end), (first, middle)]
    return best, best_mwh


def _moves(order: tuple[int, ...], length: int, shop: Shop) -> Iterator[tuple[int, ...]]:
    """Orders with one block moved."""
    short = shop.n <= SHORT and length == 1
    end = shop.n if short else min(shop.zone(order) + length, shop.n)
    for first in range(end - length + 1):
        block, rest = order[first : first + length], order[:first] + order[first + length :]
        steps = range(1, shop.n) if short else _doubling(length, end)
        for step in steps:
            for target in (first - step, first + step):
                if 0 <= target <= end - length:
                    yield rest[:target] + block + rest[target:]


def _doubling(length: int, end: int) -> Iterator[int]:
    step = length
    while step < end:
        yield step
        step *= 2
