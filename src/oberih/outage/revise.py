"""A published plan when the limit moves during the day: as few changes as there can be, and of those the ones that
hurt turns least.

A limit that differs by d parts in a slot changes at least d cells of it. So no cell changes where the limit does not,
nobody gets power where more must be off, and nobody loses it where fewer need be. What remains open, whose cells they
are, is an integer programme over the same states as in `turns`, now by name; few cells are open, so it is small.
"""

import numpy as np
from scipy.sparse import csr_array

from oberih.outage.presets import QueuePreset
from oberih.outage.rules import Carry, after
from oberih.outage.turns import VIOLATION, cheapest, moves, state_of
from oberih.terms.batch import Flags, Floats, Ints

TIRED = 0.01  #: weight of a slot more for who has been off longer


def revised(off: Flags, steps: Ints, preset: QueuePreset, from_slot: int, carry: Carry | None = None) -> Flags:
    """The plan (slot, part) with new limits from a slot on; what is before it has happened."""
    now_off = off.sum(axis=1)
    if from_slot >= len(steps) or (now_off[from_slot:] == steps[from_slot:]).all():
        return off.copy()
    none = np.zeros(from_slot, np.bool_)
    begun = after(off[:from_slot], none, none, Carry.fresh(preset.n) if carry is None else carry)
    states = state_of(begun.age, begun.rest, preset)
    later = off[from_slot:]
    more, less = steps[from_slot:] > now_off[from_slot:], steps[from_slot:] < now_off[from_slot:]
    may_be_off = later | more[:, None]
    may_be_on = ~later | less[:, None]
    out = off.copy()
    out[from_slot:] = _choose(
        states, steps[from_slot:], may_be_off, may_be_on, begun.total + later.sum(axis=0), preset
    )
    return out


def changes(before: Flags, now: Flags) -> int:
    """Cells, slots of one part, that differ."""
    return int((before != now).sum())


def _choose(
    states: Ints, steps: Ints, may_be_off: Flags, may_be_on: Flags, tired: Floats, preset: QueuePreset
) -> Flags:
    least, most, gap = (
        preset.slots(h) for h in (preset.least_block_h, preset.most_block_h, preset.least_rest_h)
    )
    ways = moves(least, most, gap)
    n_slots, n = may_be_off.shape
    to_off = ways.target < ways.n_off
    part, slot, move = (each.ravel() for each in np.indices((n, n_slots, len(ways.source))))
    open_way = np.where(to_off[move], may_be_off[slot, part], may_be_on[slot, part])
    open_way &= (slot > 0) | (ways.source[move] == states[part])
    part, slot, move = part[open_way], slot[open_way], move[open_way]
    column = np.arange(move.size)
    row_of = (part * n_slots + slot) * ways.n_states
    inner = slot < n_slots - 1
    off = to_off[move]
    limit = n * n_slots * ways.n_states
    rows = np.concatenate([row_of + ways.source[move], (row_of + ways.n_states + ways.target[move])[inner],
                           limit + slot[off]])  # fmt: skip
    values = np.concatenate([np.ones(move.size), -np.ones(int(inner.sum())), np.ones(int(off.sum()))])
    right = np.zeros(limit + n_slots)
    right[np.arange(n) * n_slots * ways.n_states + states] = 1.0
    right[limit:] = steps
    matrix = csr_array((values, (rows, np.concatenate([column, column[inner], column[off]]))),
                       shape=(right.size, move.size))  # fmt: skip
    price = VIOLATION * ways.price[move] + off * TIRED * (tired[part] - tired.min())
    last = (slot == n_slots - 1) & off
    price[last] += np.maximum(least - 1 - ways.target[move][last], 0)
    taken = cheapest(price, matrix, right, move.size, 1.0) > 0
    out = np.zeros((n_slots, n), np.bool_)
    chosen = taken & off
    out[slot[chosen], part[chosen]] = True
    return out
