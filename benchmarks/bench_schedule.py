"""Outage schedules: a day of 25 regions, a week with limits that move every hour, the plain rule, a change in the day.

Limits are drawn at random once, with the seed below, so that every run asks the same: hourly walks in half queues,
which is harder than the steady limits that operators announce.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np
from machine import machine

from oberih.outage.exact import exact
from oberih.outage.measures import measure
from oberih.outage.presets import load_preset
from oberih.outage.revise import changes, revised
from oberih.outage.rules import by_rule
from oberih.terms.slots import Slots

REGIONS, REPEATS, SEED = 25, 5, 8
UA = load_preset("ua-2023")


def limits(days: int, rng: np.random.Generator) -> np.ndarray:
    """(region, slot) parts: a walk of half a queue up or down each hour between 0 and four and a half queues."""
    steps = np.clip(4 + np.cumsum(rng.integers(-1, 2, (REGIONS, 24 * days)), axis=1), 0, 9)
    return np.repeat(steps, 2, axis=1)


def timed(what: Callable[[], object]) -> list[tuple[float, float]]:
    """Seconds by the clock and of processor, each time."""
    took = []
    for _ in range(REPEATS):
        begin, used = time.perf_counter(), time.process_time()
        what()
        took.append((time.perf_counter() - begin, time.process_time() - used))
    return took


def row(name: str, took: list[tuple[float, float]], unit: str = "s", scale: float = 1.0) -> None:
    clock, processor = (sorted(each[i] * scale for each in took) for i in (0, 1))
    told = (f"{statistics.median(of):.3g} {unit} ({of[0]:.3g} to {of[-1]:.3g})" for of in (clock, processor))
    print(f"| {name} | " + " | ".join(told) + " |")


def main() -> None:
    rng = np.random.default_rng(SEED)
    print(machine(), end="\n\n| what | by the clock, median of 5 | of processor |\n|---|---|---|\n")
    for days in (1, 7):
        slots = Slots(date(2024, 11, 18), days, UA.zone)
        night, peak = np.array(slots.within((UA.night,))), np.array(slots.within(UA.peaks))
        steps = limits(days, rng)
        plans = [exact(each, UA, night, peak) for each in steps]
        found = [measure(off, each, UA, night, peak) for off, each in zip(plans, steps, strict=True)]
        row(f"exact, {REGIONS} regions, {days} d, limits of every hour",
            timed(lambda steps=steps, night=night, peak=peak: [exact(each, UA, night, peak) for each in steps]))
        rule = by_rule(steps.T, UA)
        row(f"the rule, {REGIONS} regions, {days} d, a region-day",
            timed(lambda steps=steps: by_rule(steps.T, UA)), "ms", 1e3 / REGIONS / days)
        one = steps[0]
        row(f"the rule, one region, {days} d, a region-day", timed(lambda one=one: by_rule(one, UA)), "ms", 1e3 / days)
        plain = [measure(rule[:, i], each, UA, night, peak) for i, each in enumerate(steps)]
        for name, of in (("exact", found), ("the rule", plain)):
            print(f"| {name}, {days} d: limits met; hours differ by at most; hours too short or long, in sum | "
                  f"{all(each.limit_met for each in of)}; {max(each.spread_h for each in of):g} h; "
                  f"{sum(each.violation_h for each in of):g} h | |")
    slots = Slots(date(2024, 11, 18), 1, UA.zone)
    night, peak = np.array(slots.within((UA.night,))), np.array(slots.within(UA.peaks))
    day = limits(1, rng)
    plans = [exact(each, UA, night, peak) for each in day]
    moved = day.copy()
    moved[:, 28:] = np.clip(moved[:, 28:] + np.repeat(rng.integers(-2, 3, (REGIONS, 10)), 2, axis=1), 0, 12)
    row(f"a change at 14:00, {REGIONS} regions",
        timed(lambda: [revised(old, new, UA, 28) for old, new in zip(plans, moved, strict=True)]))
    least = int(np.abs(moved - day).sum())
    ours = sum(changes(old, revised(old, new, UA, 28)) for old, new in zip(plans, moved, strict=True))
    anew = sum(changes(old, exact(new, UA, night, peak)) for old, new in zip(plans, moved, strict=True))
    print(f"| half hours changed: the least there can be; ours; made anew | {least}; {ours}; {anew} | |")
    many = np.repeat(limits(3, rng).T[:, :, None], 200, axis=2)
    row("the rule, 200 draws of 25 regions of 3 days, a region-day", timed(lambda: by_rule(many, UA)), "ms",
        1e3 / (REGIONS * 200 * 3))


if __name__ == "__main__":
    main()
