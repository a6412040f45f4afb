"""An exact schedule of one region: the limit in every slot, the least violation of turns that the limits allow, and
then hours, nights and peaks as even as exchanges between two parts can make them.

First the turns without names (`turns`), then names. Parts in the same state can exchange what comes after without any
turn changing, so turns go to who has been off least, and then two parts exchange stretches between two moments at which
they are in the same state, as long as that evens out hours off (first), nights and peaks.
"""

from functools import lru_cache
from itertools import combinations

import numpy as np

from oberih.outage.presets import QueuePreset
from oberih.outage.rules import Carry, after
from oberih.outage.turns import best_turns, state_of
from oberih.terms.batch import Flags, Floats, Ints

#: squares of hours off, of those at night, of those in peaks
WEIGHTS = np.array([10.0, 1.0, 1.0])
MOST_ROUNDS = 200
#: plans of the same least violation to try in turn, until one is even enough: (relaxed first, turns shorter by slots).
#: Turns that divide a day fall on the same hours every day; shorter ones do not.
WAYS = ((True, 0), (False, 0), (True, 1), (True, 2))


def exact(steps: Ints, preset: QueuePreset, night: Flags, peak: Flags, carry: Carry | None = None) -> Flags:
    """Who is off, (slot, part), for limits of (slot,) parts."""
    carry = Carry.fresh(preset.n) if carry is None else carry
    begin = state_of(carry.age, carry.rest, preset)
    best, least = np.zeros((len(steps), preset.n), np.bool_), np.inf
    for relaxed, shorter in WAYS:
        flows, ways = best_turns(steps, begin, preset, relaxed=relaxed, shorter=shorter)
        states = _named(flows, ways.source, ways.target, begin, carry, night, peak)
        even(states, begin, ways.n_off, carry, night, peak)
        off = states < ways.n_off
        uneven = _uneven(off, preset, night, peak, carry)
        if uneven < least:
            best, least = off, uneven
        if uneven == 0:
            break
    return best


def _uneven(off: Flags, preset: QueuePreset, night: Flags, peak: Flags, carry: Carry) -> float:
    """Slots by which hours differ by more than the least turn, much dearer those beyond the most; nights and peaks by
    more than a turn and a quarter. 0 is even enough: each plan more takes as long again."""
    short, long = preset.slots(preset.least_block_h), preset.slots(preset.most_block_h)
    hours = float(np.ptp(carry.total + off.sum(axis=0)))
    nights = float(np.ptp(carry.night + off[night].sum(axis=0)))
    peaks = float(np.ptp(carry.peak + off[peak].sum(axis=0)))
    others = max(nights - 1.25 * long, 0.0) + max(peaks - 1.25 * long, 0.0)
    return max(hours - short, 0.0) + 100 * max(hours - long, 0.0) + others


def _named(
    flows: Ints, source: Ints, target: Ints, begin: Ints, carry: Carry, night: Flags, peak: Flags
) -> Ints:
    """The state of each part after each slot, (slot, part). Of those in one state, who has been off least goes where
    power is off."""
    now = begin.copy()
    n_off = int(source[np.flatnonzero(source == target)[0]]) + 1  # off for longer than the most keeps its state
    burden = np.stack([carry.total, carry.night, carry.peak]).astype(np.float64)
    states = np.empty((len(flows), len(begin)), np.int64)
    for slot, moved in enumerate(flows):
        key = WEIGHTS @ (burden * np.array([[1.0], [1.0 + 3.0 * night[slot]], [1.0 + 3.0 * peak[slot]]]))
        following = now.copy()
        for state in np.unique(now):
            here = np.flatnonzero(now == state)
            here = here[np.argsort(key[here], kind="stable")]  # the least tired first
            ways = [way for way in np.flatnonzero(source == state) if moved[way]]
            ways.sort(key=lambda way: int(target[way] >= n_off))  # off first
            following[here] = np.repeat(target[ways], moved[ways])
        now = following
        off = now < n_off
        burden += off * np.array([[1.0], [float(night[slot])], [float(peak[slot])]])
        states[slot] = now
    return states


def even(states: Ints, begin: Ints, n_off: int, carry: Carry, night: Flags, peak: Flags) -> None:
    """Exchange stretches between parts, in place, while that lowers the sum of squares of hours off, nights, peaks."""
    whole = np.vstack([begin, states])
    marks = np.stack([np.ones(len(states)), night.astype(np.float64), peak.astype(np.float64)])
    off = states < n_off
    past = np.stack([carry.total, carry.night, carry.peak]).astype(np.float64)
    burden = past + marks @ off  # (measure, part)
    pairs = list(combinations(range(len(begin)), 2))
    waiting = set(pairs)
    for _ in range(MOST_ROUNDS):
        if not waiting:
            return
        for a, b in pairs:
            if (a, b) not in waiting:
                continue
            waiting.discard((a, b))
            ahead = marks * (off[:, a] * 1.0 - off[:, b])
            found = _exchange(whole[:, a], whole[:, b], ahead, burden[:, a] - burden[:, b])
            if found is None:
                continue
            first, last = found
            moved = ahead[:, first:last].sum(axis=1)
            for table in (states, off):
                table[first:last, [a, b]] = table[first:last, [b, a]]
            whole[1:] = states
            burden[:, a] -= moved
            burden[:, b] += moved
            waiting.update(pair for pair in pairs if a in pair or b in pair)


def _exchange(one: Ints, other: Ints, ahead: Floats, gap: Floats) -> tuple[int, int] | None:
    """The stretch [first, last) whose exchange helps most, or None. `ahead` is how much more the first is off,
    (measure, slot); `gap` by how much in all."""
    cuts = np.flatnonzero(one == other)  # after slot cut − 1; 0 is before the first
    if cuts.size == 0 or cuts[-1] != len(one) - 1:
        cuts = np.append(cuts, len(one) - 1)  # what comes after the last slot belongs to nobody
    if cuts.size < 2:
        return None
    run = np.concatenate([np.zeros((3, 1)), np.cumsum(ahead, axis=1)], axis=1)[:, cuts]
    keep = np.concatenate([[True], (np.diff(run, axis=1) != 0).any(axis=0)])
    cuts, run = cuts[keep], run[:, keep]
    moved = run[:, None, :] - run[:, :, None]
    gain = np.tensordot(WEIGHTS, moved * (moved - gap[:, None, None]), axes=1)
    gain[_not_after(len(cuts))] = 0.0
    best = int(np.argmin(gain))
    first, last = divmod(best, len(cuts))
    return (int(cuts[first]), int(cuts[last])) if gain[first, last] < -1e-9 else None


def exact_days(
    steps: Ints, preset: QueuePreset, night: Flags, peak: Flags, carry: Carry | None = None, window_slots: int = 0
) -> Flags:
    """As `exact`, for long horizons in windows of `window_slots`, of which half is kept before the next begins."""
    if window_slots <= 0 or len(steps) <= window_slots:
        return exact(steps, preset, night, peak, carry)
    kept = max(1, window_slots // 2)
    parts, begin = [], 0
    while begin < len(steps):
        here = slice(begin, begin + window_slots)
        plan = exact(steps[here], preset, night[here], peak[here], carry)
        plan = plan if begin + window_slots >= len(steps) else plan[:kept]
        done = slice(begin, begin + len(plan))
        carry = after(plan, night[done], peak[done], Carry.fresh(preset.n) if carry is None else carry)
        parts.append(plan)
        begin += len(plan)
    return np.concatenate(parts)


@lru_cache(maxsize=512)
def _not_after(n: int) -> Flags:
    """Pairs of cuts whose second is not after the first, (cut, cut)."""
    return np.tri(n, dtype=np.bool_)
