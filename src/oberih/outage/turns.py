"""The turns of a plan, without saying whose they are: an integer programme over counts of equal parts.

Parts are alike, so it is enough to count how many have been off for one slot, for two, …, and how many have had power
for one slot, …, or long enough. Counts move from slot to slot; the number off is the limit in every slot, exactly. What
is paid for: each slot that a turn is longer than the most or shorter than the least, each slot of power too few between
turns (these first, by a weight that nothing else can outdo); then turns more or fewer than make hours even; then turns
of uneven length. Without names there is no symmetry, which is what makes such programmes slow with names.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from oberih.outage.presets import QueuePreset
from oberih.terms.batch import Floats, Ints

VIOLATION, COUNT, UNEVEN, CUT_OFF = 1000.0, 1.0, 0.05, 0.5  #: weights; the last of a turn too short at the plan's edge


@dataclass(frozen=True, slots=True)
class Moves:
    """Ways from state to state. States: off for 1 … most slots, off for longer, with power for 1 … rest − 1 slots,
    rested."""

    source: Ints
    target: Ints
    price: Ints  #: slots of violation
    starts: Ints  #: 1 where a turn begins
    ends_after: Ints  #: length of the turn that ends, 0 where none does
    n_off: int  #: states that are off come first
    n_states: int


@cache
def moves(least: int, most: int, rest: int) -> Moves:
    """All moves for a preset's lengths, in slots."""
    n_off, rested = most + 1, most + 1 + rest - 1
    rows: list[tuple[int, int, int, int, int]] = []
    for age in range(1, most + 2):  # most + 1: longer than the most
        state = age - 1
        rows.append((state, min(state + 1, most), int(age >= most), 0, 0))
        rows.append((state, n_off if rest > 1 else rested, max(0, least - age), 0, age))
    for had in range(1, rest):
        state = n_off + had - 1
        rows.append((state, state + 1, 0, 0, 0))
        rows.append((state, 0, rest - had, 1, 0))
    rows += [(rested, rested, 0, 0, 0), (rested, 0, 0, 1, 0)]
    source, target, price, starts, ends_after = np.array(rows, np.int64).T
    return Moves(source, target, price, starts, ends_after, n_off, rested + 1)


def state_of(age: Ints, rest: Ints, preset: QueuePreset) -> Ints:
    """The state of each part from how long it has been off, or has had power."""
    most, gap = preset.slots(preset.most_block_h), preset.slots(preset.least_rest_h)
    return np.where(age > 0, np.minimum(age, most + 1) - 1, most + 1 + np.clip(rest, 1, gap) - 1)


def target_turn(steps: Ints, preset: QueuePreset) -> tuple[float, float]:
    """(length in slots, number for each part) of turns that make hours even: the usual length as nearly as whole turns
    allow."""
    usual, least, most = (
        preset.slots(h) for h in (preset.usual_block_h, preset.least_block_h, preset.most_block_h)
    )
    each = float(steps.sum()) / preset.n
    fewest = max(1.0, np.ceil(each / most - 1e-9))
    count = max(fewest, np.floor(each / usual + 0.5))
    if preset.most_turns_a_day is not None:
        days = len(steps) * preset.slot_h / 24
        count = max(fewest, min(count, np.floor(preset.most_turns_a_day * days + 1e-9)))
    return float(np.clip(each / count, least, most)), float(count)


def best_turns(
    steps: Ints, states: Ints, preset: QueuePreset, *, relaxed: bool = True, shorter: int = 0
) -> tuple[Ints, Moves]:
    """How many parts make each move into each slot, (slot, move), from the parts' states before the first.

    The least violation is proved by HiGHS (SciPy's own copy, apart from any other); a solution exists for any limit
    from 0 to all parts. As cheap plans are many, `relaxed` or not may find another one. Turns that
    are `shorter` by some slots than what parts evenly fall on other hours each day.
    """
    least, most, gap = (
        preset.slots(h) for h in (preset.least_block_h, preset.most_block_h, preset.least_rest_h)
    )
    ways = moves(least, most, gap)
    n_slots, n_moves, n_states = len(steps), len(ways.source), ways.n_states
    length, count = target_turn(steps, preset)
    if shorter:
        length, count = max(float(least), length - shorter), count * length / max(float(least), length - shorter)
    uneven = np.where(ways.ends_after > 0, np.abs(ways.ends_after - length), 0.0)
    cost = VIOLATION * ways.price + UNEVEN * uneven
    # columns: moves slot by slot, then two for turns above and below the number wanted
    slot = np.repeat(np.arange(n_slots), n_moves)
    move = np.tile(np.arange(n_moves), n_slots)
    column = slot * n_moves + move
    ones = np.ones(column.size)
    # rows: what leaves a state is what came into it; then the limit of each slot; then the number of turns
    leaves = slot * n_states + ways.source[move]
    comes = (slot + 1) * n_states + ways.target[move]
    inner = slot < n_slots - 1
    is_off = ways.target[move] < ways.n_off
    begins = ways.starts[move] > 0
    limit_row = n_slots * n_states + slot
    last = n_slots * (n_states + 1)
    extra = n_slots * n_moves + np.arange(2)
    rows = np.concatenate([leaves, comes[inner], limit_row[is_off], np.full(begins.sum(), last), [last, last]])
    columns = np.concatenate([column, column[inner], column[is_off], column[begins], extra])
    values = np.concatenate([ones, -ones[inner], ones[is_off], ones[begins], [-1.0, 1.0]])
    right = np.zeros(last + 1)
    right[:n_states] = np.bincount(states, minlength=n_states)
    right[n_slots * n_states : last] = steps
    going_on = np.maximum(length - 1 - states[states < ways.n_off], 0.0) / length  # what is left of turns that are on
    right[last] = count * preset.n - float(going_on.sum())
    matrix = csr_array((values, (rows, columns)), shape=(last + 1, n_slots * n_moves + 2))
    # a turn that is on at the edge may go on, and may not: as if it ended there, but not as dear as a short one
    age = np.where(ways.target < ways.n_off, ways.target + 1, length)
    cost = np.concatenate([np.tile(cost, n_slots), [COUNT, COUNT]])
    cost[(n_slots - 1) * n_moves : n_slots * n_moves] += np.where(
        ways.target < ways.n_off, UNEVEN * np.abs(age - length) + CUT_OFF * np.maximum(least - age, 0), 0.0
    )
    found = cheapest(cost, matrix, right, n_slots * n_moves, relaxed=relaxed)
    return found.astype(np.int64).reshape(n_slots, n_moves), ways


def cheapest(
    cost: Floats, matrix: csr_array, right: Floats, whole: int, most: float = np.inf, *, relaxed: bool = True
) -> Floats:
    """The cheapest x from 0 to `most` with matrix · x = right, whose first `whole` entries are whole numbers: those.

    The linear programme first, if `relaxed`: its vertex is nearly always whole here, as a network's is, and then
    nothing cheaper exists. Where it is not, branch and bound with no gap allowed.
    """
    for kind in (0.0, 1.0) if relaxed else (1.0,):
        integrality = np.zeros(cost.size)
        integrality[:whole] = kind
        answer = milp(
            cost, constraints=LinearConstraint(matrix, right, right), integrality=integrality, bounds=Bounds(0, most),
            options={"mip_rel_gap": 0.0},
        )  # fmt: skip
        if answer.x is None:  # a limit from 0 to all parts always has a plan
            raise RuntimeError(f"a plan of turns: {answer.message}")
        found = np.rint(answer.x[:whole])
        if np.abs(found - answer.x[:whole]).max(initial=0.0) < 1e-6:
            break
    return np.asarray(found)
