"""Plain rules, for comparison and for the first guess: the file's order, by chance, Smith's ratio, greatest gain."""

import time
from dataclasses import dataclass

import numpy as np

from oberih.luck import Key, Stream, uniforms
from oberih.repair.order.schedule import Shop
from oberih.terms.batch import Floats

RULES = ("gain", "smith", "random", "file")
OTHERS = 3  #: orders that are looked at after the rule of greatest gain has chosen its own, that one too
SHORTLIST = 4  #: most jobs looked at anew at each step where looking at all takes too long


@dataclass(frozen=True, slots=True)
class Rule:
    """What one plain rule leaves unserved."""

    name: str
    order: tuple[int, ...]
    unserved_mwh: float  #: infinite where there was no time to look at it
    whole: bool = True  #: False: gains were looked at anew for a short list of jobs only


def plain_rules(shop: Shop, key: Key, most_looks: int, until_s: float = float("inf")) -> tuple[Rule, ...]:
    """All rules. `most_looks` is how many states the rule of greatest gain may ask for; with more jobs it looks anew
    only at those that gained most when last looked at, as many of them as the time until `until_s` (of
    time.monotonic) allows."""
    jobs = range(shop.n)
    begun, looked = time.monotonic(), len(shop.known)
    shop.learn([0, *(1 << j for j in jobs)])
    alone = np.array([shop.cut_of(0) - shop.cut_of(1 << j) for j in jobs])
    smith = np.argsort(-alone / shop.hours, kind="stable").tolist()
    chance = uniforms(key, Stream.ORDER, [0], shop.n)[0]
    whole = shop.n * (shop.n + 1) // 2 <= most_looks
    orders = {
        "smith": tuple(smith), "random": tuple(np.argsort(chance, kind="stable").tolist()), "file": tuple(jobs),
    }  # fmt: skip
    unserved = {"smith": shop.unserved(orders["smith"])}
    each_s = (time.monotonic() - begun) / max(len(shop.known) - looked, 1)
    fit = (until_s - time.monotonic()) / (max(each_s, 1e-6) * shop.n) - OTHERS
    width = shop.n if whole else int(max(min(fit, most_looks / shop.n, SHORTLIST), 1))
    orders["gain"] = _greatest_gain(shop, alone, width, float("inf") if whole else until_s)
    for name in ("gain", "random", "file"):
        unserved[name] = shop.unserved(orders[name], until_s=until_s)
    return tuple(Rule(name, orders[name], unserved[name], whole or name != "gain") for name in RULES)


def _greatest_gain(shop: Shop, alone: Floats, width: int, until_s: float) -> tuple[int, ...]:
    """Whoever adds most to what is mended or begun goes next; among equals the first of the file. After `until_s`
    nothing is looked at anew."""
    begun, order, left = 0, [], list(range(shop.n))
    gain = alone.astype(float).copy()
    while left:
        width = width if time.monotonic() < until_s else 1
        looked = left if width >= shop.n else sorted(left, key=lambda j: (-gain[j], j))[:width]
        shop.learn([begun, *(begun | 1 << j for j in looked)] if len(looked) > 1 else [])
        for j in looked if len(looked) > 1 else ():
            gain[j] = shop.cut_of(begun) - shop.cut_of(begun | 1 << j)
        best = max(looked, key=lambda j: (gain[j], -j))
        order.append(best)
        left.remove(best)
        begun |= 1 << best
    return tuple(order)
