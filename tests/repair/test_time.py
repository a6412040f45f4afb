"""The clock decides how long an order of many jobs is looked for, however slow the machine is."""

import time

import numpy as np
import pytest

from oberih.repair.order import Shop, best_order
from oberih.repair.order.schedule import CHUNK

N = 80


class Slow:
    """A machine on which every cut takes a while of a clock of its own; plain jobs without a grid."""

    def __init__(self, each_s: float, monkeypatch) -> None:
        self.now, self.each_s = 0.0, each_s
        rng = np.random.default_rng(3)
        self.weight, self.hours = rng.integers(1, 9, N).astype(float), rng.integers(1, 5, N).astype(float)
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

    def cut(self, sets):
        """What is cut, after a while."""
        self.now += self.each_s * len(sets)
        done = [[each >> j & 1 for j in range(N)] for each in sets]
        return self.weight.sum() - np.array(done, float) @ self.weight

    def floor(self, worked_h):
        """Nothing is known, but that light jobs are done last."""
        return 0.0, self.weight / self.weight.max()


@pytest.mark.parametrize(("each_s", "priced"), [
    (1e-3, {"gain", "smith", "random", "file"}), (0.15, {"gain", "smith"}), (1.0, {"smith"}),
])  # fmt: skip
def test_rules_that_there_is_no_time_for_are_not_looked_at(monkeypatch, each_s, priced):
    machine = Slow(each_s, monkeypatch)
    shop = Shop(machine.hours, 1, machine.cut)
    found = best_order(shop, floor_mw=machine.floor, seconds=100.0)
    told = {rule.name for rule in found.rules if np.isfinite(rule.unserved_mwh)}
    assert told == priced
    assert found.unserved_mwh <= min(rule.unserved_mwh for rule in found.rules)
    assert found.unserved_mwh == pytest.approx(shop.unserved(found.schedule.order))
    # each job alone and one rule must be looked at; beyond the time no more than one lot of cuts is begun
    assert machine.now <= max(100.0 + 2 * CHUNK * each_s, (2 * N + 2 * CHUNK) * each_s)


def test_an_order_is_looked_at_until_the_clock_says(monkeypatch):
    machine = Slow(1.0, monkeypatch)
    shop = Shop(machine.hours, 1, machine.cut)
    assert shop.unserved(range(N), until_s=40.0) == float("inf")
    assert 40 <= machine.now <= 40 + CHUNK
    known = len(shop.known)
    assert shop.glance(range(N), float("inf"), 0.0) == float("inf")
    assert len(shop.known) == known
    assert np.isfinite(shop.unserved(range(N)))
    assert np.isfinite(shop.unserved(range(N), until_s=0.0))  # all is known
