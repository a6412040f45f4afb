"""How good a plan is: limits met, hours shared out, turns neither too short nor too long, few changes."""

from dataclasses import dataclass

import numpy as np

from oberih.outage.presets import QueuePreset
from oberih.outage.rules import Carry
from oberih.terms.batch import Flags, Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Of one region's plan. Hours; a turn that goes on beyond the plan is not yet short."""

    limit_met: bool
    spread_h: float  #: most less least hours off, with what was carried over
    night_spread_h: float
    peak_spread_h: float
    least_block_h: float | None  #: shortest and longest turn; None without any
    most_block_h: float | None
    short_h: float  #: hours that turns are short of the least, in sum
    long_h: float  #: hours that turns are longer than the most
    rest_short_h: float  #: hours of power between turns short of the least
    turns: int

    @property
    def violation_h(self) -> float:
        return self.short_h + self.long_h + self.rest_short_h


def turns_of(off: Flags, age: int = 0) -> tuple[tuple[int, int], ...]:
    """Turns of one part as (first slot, slot after the last). One that was on before begins at −age.

    >>> turns_of(np.array([1, 0, 1, 1], bool), 2)
    ((-2, 1), (2, 4))
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], off, [False]]).astype(np.int8)))
    spans = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if age and (not spans or spans[0][0] > 0):
        return ((-age, 0), *spans)
    return ((-age, spans[0][1]), *spans[1:]) if age else tuple(spans)


def measure(
    off: Flags, steps: Ints, preset: QueuePreset, night: Flags, peak: Flags, carry: Carry | None = None
) -> Measures:
    """Measures of one region's plan, (slot, part)."""
    n_slots, n = off.shape
    carry = Carry.fresh(n) if carry is None else carry
    least, most = preset.slots(preset.least_block_h), preset.slots(preset.most_block_h)
    gap = preset.slots(preset.least_rest_h)
    short = long = tight = turns = 0
    lengths: list[int] = []
    for part in range(n):
        spans = turns_of(off[:, part], int(carry.age[part]))
        turns += sum(begin >= 0 for begin, _ in spans)
        before = -int(carry.rest[part]) if not carry.age[part] else None
        for begin, end in spans:
            length = end - begin
            lengths.append(length)
            long += max(0, length - max(most, -begin))
            short += max(0, least - length) if end < n_slots else 0
            tight += 0 if before is None else max(0, gap - (begin - before))
            before = end
    slot_h = preset.slot_h

    def spread(hours: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
        return float(hours.max() - hours.min()) * slot_h

    return Measures(
        limit_met=bool((off.sum(axis=1) == steps).all()),
        spread_h=spread(carry.total + off.sum(axis=0)),
        night_spread_h=spread(carry.night + off[night].sum(axis=0)),
        peak_spread_h=spread(carry.peak + off[peak].sum(axis=0)),
        least_block_h=min(lengths) * slot_h if lengths else None,
        most_block_h=max(lengths) * slot_h if lengths else None,
        short_h=short * slot_h,
        long_h=long * slot_h,
        rest_short_h=tight * slot_h,
        turns=turns,
    )
