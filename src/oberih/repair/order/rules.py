"""Plain rules, for comparison and for the first guess: the file's order, by chance, Smith's ratio, greatest gain."""

from dataclasses import dataclass

import numpy as np

from oberih.luck import Key, Stream, uniforms
from oberih.repair.order.schedule import Shop
from oberih.terms.batch import Floats

RULES = ("gain", "smith", "random", "file")
SHORTLIST = 4  #: jobs looked at anew at each step where looking at all takes too long


@dataclass(frozen=True, slots=True)
class Rule:
    """What one plain rule leaves unserved."""

    name: str
    order: tuple[int, ...]
    unserved_mwh: float
    whole: bool = True  #: False: gains were looked at anew for a short list of jobs only


def plain_rules(shop: Shop, key: Key, most_looks: int) -> tuple[Rule, ...]:
    """All rules. `most_looks` is how many states the rule of greatest gain may ask for; with more jobs it looks anew
    only at those that gained most when last looked at."""
    jobs = range(shop.n)
    shop.learn([0, *(1 << j for j in jobs)])
    alone = np.array([shop.cut_of(0) - shop.cut_of(1 << j) for j in jobs])
    smith = np.argsort(-alone / shop.hours, kind="stable").tolist()
    chance = uniforms(key, Stream.ORDER, [0], shop.n)[0]
    whole = shop.n * (shop.n + 1) // 2 <= most_looks
    orders = {
        "gain": _greatest_gain(shop, alone, whole),
        "smith": tuple(smith),
        "random": tuple(np.argsort(chance, kind="stable").tolist()),
        "file": tuple(jobs),
    }
    return tuple(Rule(name, orders[name], shop.unserved(orders[name]), whole or name != "gain") for name in RULES)


def _greatest_gain(shop: Shop, alone: Floats, whole: bool) -> tuple[int, ...]:
    """Whoever adds most to what is mended or begun goes next; among equals the first of the file."""
    begun, order, left = 0, [], list(range(shop.n))
    gain = alone.astype(float).copy()
    while left:
        looked = left if whole else sorted(left, key=lambda j: (-gain[j], j))[:SHORTLIST]
        shop.learn([begun, *(begun | 1 << j for j in looked)])
        for j in looked:
            gain[j] = shop.cut_of(begun) - shop.cut_of(begun | 1 << j)
        best = max(looked, key=lambda j: (gain[j], -j))
        order.append(best)
        left.remove(best)
        begun |= 1 << best
    return tuple(order)
