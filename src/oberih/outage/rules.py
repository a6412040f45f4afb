"""A schedule by a plain rule, for many regions and draws at once: who has been off least goes next.

In each half hour the parts with the least key are off. Who has not had its least turn stays off; then come those whose
turn is not over; then those with power, the least tired first; then those whose turn is over; last those who have had
power for less than the least rest. So turns end when somebody rested can take over, and a limit that falls lets the
most tired go. No solver, no look ahead: exact schedules are in `exact`.
"""

from dataclasses import dataclass

import numpy as np

from oberih.outage.presets import QueuePreset
from oberih.terms.batch import Flags, Floats, Ints

_STAYS, _GOES_ON, _ENDS, _RESTS = -4e6, -2e6, 1e6, 2e6


@dataclass(frozen=True, slots=True, eq=False)
class Carry:
    """What the days before left behind, (…, part): slots off in all, at night, in peaks; the age of the turn that is
    on (0: has power); slots with power since the last turn."""

    total: Floats
    night: Floats
    peak: Floats
    age: Ints
    rest: Ints

    @staticmethod
    def fresh(n: int, rows: tuple[int, ...] = ()) -> "Carry":
        """Nobody has been off."""
        shape = (*rows, n)
        none = np.zeros(shape)
        return Carry(none, none, none, np.zeros(shape, np.int64), np.full(shape, 10**6))


def after(off: Flags, night: Flags, peak: Flags, carry: Carry) -> Carry:
    """What a plan leaves behind. `off` is (slot, …, part); night and peak are (slot,)."""
    age, rest = carry.age.copy(), carry.rest.copy()
    for now in off:
        age = np.where(now, age + 1, 0)
        rest = np.where(now, 0, rest + 1)
    return Carry(
        carry.total + off.sum(axis=0), carry.night + off[night].sum(axis=0), carry.peak + off[peak].sum(axis=0), age,
        rest,
    )  # fmt: skip


def by_rule(steps: Ints, preset: QueuePreset, carry: Carry | None = None) -> Flags:
    """Who is off, (slot, …, part), for limits of (slot, …) parts.

    >>> from oberih.outage.presets import load_preset
    >>> by_rule(np.full(48, 2), load_preset("ua-2023")).sum(axis=0).tolist()
    [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8]
    """
    rows, n = steps.shape[1:], preset.n
    carry = Carry.fresh(n, rows) if carry is None else carry
    flat = steps.reshape(len(steps), -1)
    least, usual = preset.slots(preset.least_block_h), preset.slots(preset.usual_block_h)
    gap = preset.slots(preset.least_rest_h)
    age = np.broadcast_to(carry.age, (*rows, n)).reshape(-1, n).copy()
    rest = np.broadcast_to(carry.rest, (*rows, n)).reshape(-1, n).copy()
    tired = np.broadcast_to(carry.total, (*rows, n)).reshape(-1, n).copy()
    places = np.arange(n)
    order = places * 1e-3  # of equals, the first
    off = np.zeros((len(flat), *age.shape), np.bool_)
    for slot in range(len(flat)):
        was_off = np.where(age < least, _STAYS - age, np.where(age < usual, _GOES_ON + tired, _ENDS + age))
        had_power = np.where(rest >= gap, tired, _RESTS - rest)
        first = np.argsort(np.where(age > 0, was_off, had_power) + order, axis=1)
        now = off[slot]
        np.put_along_axis(now, first, places < flat[slot][:, None], axis=1)
        age = np.where(now, age + 1, 0)
        rest = np.where(now, 0, rest + 1)
        tired += now
    return off.reshape(len(flat), *rows, n)


def added(off: Flags, steps: Ints, preset: QueuePreset) -> Flags:
    """Who besides a plan is off, (slot, …, part), where (slot, …) parts are to be off in all: emergency cuts on top of
    a schedule, or what may come. Nobody in the plan moves; those who were added stay for a usual turn, then the least
    tired of the others follow.

    >>> from oberih.outage.presets import load_preset
    >>> plan = np.zeros((4, 12), bool); plan[:, 0] = True
    >>> added(plan, np.full(4, 3), load_preset("ua-2023")).sum(axis=0).tolist()
    [0, 4, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    """
    n, rows = preset.n, off.shape[1:-1]
    planned = off.reshape(len(off), -1, n)
    more = np.maximum(steps.reshape(len(off), -1) - planned.sum(axis=2), 0)
    usual = preset.slots(preset.usual_block_h)
    age = np.zeros(planned.shape[1:], np.int64)
    tired = np.zeros(planned.shape[1:])
    places = np.arange(n)
    out = np.zeros_like(planned)
    for slot in range(len(planned)):
        key = np.where(age == 0, tired, np.where(age < usual, _GOES_ON - age, _ENDS + age)) + places * 1e-3
        first = np.argsort(np.where(planned[slot], 2 * _RESTS, key), axis=1)
        now = out[slot]
        np.put_along_axis(now, first, places < more[slot][:, None], axis=1)
        age = np.where(now, age + 1, 0)
        tired += now | planned[slot]
    return out.reshape(len(off), *rows, n)
