"""Whether there is enough generation, lines left aside: hours short of power and energy not supplied, in expectation.

Each unit is wholly there or wholly out, independently of the others, with its forced outage rate. LOLE is the expected
number of hours in which what is available is less than the load, EENS the expected energy that is then missing. Both
come out twice: exactly, by convolution of the units (Billinton and Allan, "Reliability Evaluation of Power Systems",
2nd edition, 1996, chapter 2), and by sampling the units' states, which checks it and shows how far draws are off.
"""

from dataclasses import dataclass

import numpy as np

from oberih.luck import Key, Stream, uniforms
from oberih.terms.batch import Floats

#: steps of capacity to try, MW: the first that all units are multiples of is exact
_STEPS_MW = (100.0, 50.0, 25.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05, 0.01)
#: most entries of a table of outages; a finer one is not worth its time
MOST_STATES = 500_000
#: what is available may fall short of the load by rounding alone, MW
ROUNDING_MW = 1e-6
SAMPLES_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Adequacy:
    """Expected shortage over the hours of a load curve."""

    lole_h: float
    eens_mwh: float


@dataclass(frozen=True, slots=True)
class SampledAdequacy:
    """The same from samples, with standard errors."""

    lole_h: float
    lole_se_h: float
    eens_mwh: float
    eens_se_mwh: float
    samples: int


@dataclass(frozen=True, slots=True, eq=False)
class Outages:
    """Chances of what is out: entry k is of k steps."""

    step_mw: float
    chance: Floats
    exact: bool  #: False where capacities had to be spread over neighbouring steps; EENS is then an upper bound


def outages(capacity_mw: Floats, rate: Floats) -> Outages:
    """The law of the capacity that is out, by adding one unit after another.

    Where no step of at least 0.01 MW divides all capacities (or the table would be too long), each is spread over the
    two nearest steps so that its mean stays: expected shortage is convex in what is out, so EENS can only come out
    higher.

    >>> outages(np.array([10.0, 20.0]), np.array([0.1, 0.5])).chance.round(3).tolist()
    [0.45, 0.05, 0.45, 0.05]
    """
    step = _step(capacity_mw)
    steps = capacity_mw / step
    exact = bool(np.all(np.abs(steps - np.round(steps)) <= 1e-9 * np.maximum(1.0, steps)))
    low = np.round(steps) if exact else np.floor(steps)
    above = np.zeros_like(steps) if exact else steps - low
    chance = np.ones(1)
    for size, part, out in zip(low.astype(np.int64), above, rate, strict=True):
        longer = np.zeros(chance.size + int(size) + (part > 0))
        longer[: chance.size] = (1 - out) * chance
        longer[size : size + chance.size] += out * (1 - part) * chance
        if part > 0:
            longer[size + 1 :] += out * part * chance
        chance = longer
    return Outages(step, chance, exact)


def by_convolution(capacity_mw: Floats, rate: Floats, load_mw: Floats) -> Adequacy:
    """LOLE and EENS over the hours of a load curve (MW, one entry an hour), exactly; see `outages` for rounding."""
    law = outages(capacity_mw, rate)
    out_mw = np.arange(law.chance.size) * law.step_mw
    # tails from the far end, so that small chances are added to small ones
    tail = np.append(np.cumsum(law.chance[::-1])[::-1], 0.0)
    tail_mw = np.append(np.cumsum((law.chance * out_mw)[::-1])[::-1], 0.0)
    reserve = float(capacity_mw.sum()) - load_mw
    first = np.searchsorted(out_mw, reserve + ROUNDING_MW, side="right")
    return Adequacy(float(tail[first].sum()), float((tail_mw[first] - reserve * tail[first]).sum()))


def by_samples(capacity_mw: Floats, rate: Floats, load_mw: Floats, key: Key, samples: int) -> SampledAdequacy:
    """LOLE and EENS from sampled states of the units, each state held against all hours of the load curve.

    The chance of unit u in sample s is keyed by (seed, s, u): a further unit leaves the luck of the others alone.
    """
    hours = np.sort(load_mw)
    above = np.append(np.cumsum(hours[::-1])[::-1], 0.0)  # load of the hours from the k-th lowest up
    short_h, short_mwh = np.empty(samples), np.empty(samples)
    for start in range(0, samples, SAMPLES_AT_ONCE):
        part = slice(start, min(start + SAMPLES_AT_ONCE, samples))
        up = uniforms(key, Stream.TRIP, range(part.start, part.stop), capacity_mw.size) >= rate
        available = up @ capacity_mw
        first = np.searchsorted(hours, available + ROUNDING_MW, side="right")
        short_h[part] = hours.size - first
        short_mwh[part] = above[first] - available * (hours.size - first)
    root = np.sqrt(samples)
    return SampledAdequacy(
        lole_h=float(short_h.mean()),
        lole_se_h=float(short_h.std(ddof=1) / root),
        eens_mwh=float(short_mwh.mean()),
        eens_se_mwh=float(short_mwh.std(ddof=1) / root),
        samples=samples,
    )


def _step(capacity_mw: Floats) -> float:
    total = float(capacity_mw.sum())
    for step in _STEPS_MW:
        parts = capacity_mw / step
        if np.all(np.abs(parts - np.round(parts)) <= 1e-9 * np.maximum(1.0, parts)) and total / step <= MOST_STATES:
            return step
    return next(step for step in reversed(_STEPS_MW) if total / step <= MOST_STATES / 10 or step == _STEPS_MW[0])
