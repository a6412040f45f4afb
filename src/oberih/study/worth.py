"""What one more of each option is worth: the same raids with the same luck, with it and without it.

Answers are by class of option. Where an option stands, or which unit a load of rounds goes to, is drawn anew in each
draw, each of its places as likely: no place is told apart from another, none is ranked.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oberih.defence import Layout, layout, number_of
from oberih.grid import Network, network
from oberih.luck import FloatArray, IntArray, Key, Stream, uniforms
from oberih.scenario import Pack, Scenario
from oberih.scenario.layered import Unit
from oberih.scenario.options import Row
from oberih.study.anchor import Anchor
from oberih.study.cores import in_threads
from oberih.study.defence import DefenceBatch, play_defence
from oberih.study.draw import simulate
from oberih.study.outcome import outcome
from oberih.terms.batch import LEAKED
from oberih.terms.kinds import KINDS

BATCH_DRAWS = 250
Counts = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class WorthStudy:
    """Draws of the base case and of each option, one beside the other. Leakers are (draw, kind)."""

    base_leaked: Counts
    leaked: tuple[Counts, ...]  #: one an option
    launched: float  #: weapons a draw, on average
    ways: tuple[int, ...]  #: ways in which each option may be played
    base_mwh: FloatArray | None  #: not served because of the raid, (draw,); None without a power system
    mwh: tuple[FloatArray, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One way in which an option may be played: its defence, as columns and as a scenario."""

    stands: Layout
    scenario: Scenario


def run_worth(
    scenario: Scenario,
    pack: Pack | None,
    key: Key,
    n_draws: int,
    rows: Sequence[Row],
    *,
    anchor: Anchor | None = None,
    workers: int | None = None,
    batch_draws: int = BATCH_DRAWS,
    tell: Callable[[int, int], None] | None = None,
) -> WorthStudy:
    """Play draws 0 to n_draws - 1 of the base case and of every option. Ctrl-C stops within the batch in hand."""
    base = _Case(layout(scenario), scenario)
    cases = [_cases(scenario, row) for row in rows]
    chosen = [_choice(row, len(of), key, n_draws) for row, of in zip(rows, cases, strict=True)]
    net = network(pack, scenario) if pack is not None else None
    leaked = np.empty((len(rows) + 1, n_draws, len(KINDS)), np.int32)
    mwh = np.zeros((len(rows) + 1, n_draws))
    launched = np.zeros(n_draws, np.int64)
    stopping, lock, done = threading.Event(), threading.Lock(), [0]

    def step(n: int) -> None:
        with lock:
            done[0] += n
            if tell is not None:
                tell(done[0], n_draws * (len(rows) + 1))

    def work(first: int) -> None:
        draws = np.arange(first, min(first + batch_draws, n_draws))
        whole, mwh_of = _played(base, pack, key, draws, anchor, net)
        leaked[0, draws] = _leaked(whole)
        launched[draws] = np.diff(whole.weapons.start)
        mwh[0, draws] = mwh_of(draws)
        step(draws.size)
        for at, (of, pick) in enumerate(zip(cases, chosen, strict=True), start=1):
            if stopping.is_set():
                return
            for number, case in enumerate(of):
                here = draws[pick[draws] == number]
                if not here.size:
                    continue
                batch, mwh_of = _played(case, pack, key, here, anchor, net)
                leaked[at, here] = _leaked(batch)
                other = here[_differs(whole, batch)]  # elsewhere all is as it was, to the last byte
                mwh[at, here] = mwh[0, here]
                if other.size:
                    mwh[at, other] = mwh_of(other)
            step(draws.size)

    in_threads(work, range(0, n_draws, batch_draws), workers, stopping)
    known = pack is not None
    return WorthStudy(
        leaked[0], tuple(leaked[1:]), float(launched.mean()), tuple(len(of) for of in cases),
        mwh[0] if known else None, tuple(mwh[1:]) if known else (),
    )  # fmt: skip


def _played(
    case: _Case, pack: Pack | None, key: Key, draws: IntArray, anchor: Anchor | None, net: Network | None
) -> tuple[DefenceBatch, Callable[[IntArray], FloatArray]]:
    """The defence of some draws, and what of them was not served, asked where it is needed."""
    batch = play_defence(case.scenario, pack, key, draws, case.stands, anchor=anchor)

    def mwh_of(some: IntArray) -> FloatArray:
        if pack is None:
            return np.zeros(some.size)
        whole = simulate(case.scenario, pack, key, some, net, case.stands, anchor=anchor)
        return outcome(whole, pack)["raid_unserved_mwh"].to_numpy()

    return batch, mwh_of


def _leaked(batch: DefenceBatch) -> Counts:
    """(draw, kind)"""
    weapons = batch.weapons
    row = np.repeat(np.arange(weapons.draws.size), np.diff(weapons.start))
    cell = (row * len(KINDS) + weapons.kind)[batch.engaged.fates == LEAKED]
    return np.bincount(cell, minlength=weapons.draws.size * len(KINDS)).reshape(-1, len(KINDS)).astype(np.int32)


def _differs(base: DefenceBatch, other: DefenceBatch) -> NDArray[np.bool_]:
    """In which draws of `other` any weapon has another fate, or another time of it, than in `base`."""
    start = base.weapons.start
    at = np.searchsorted(base.weapons.draws, other.weapons.draws)
    found = np.empty(at.size, np.bool_)
    for i, d in enumerate(at):
        here, there = slice(start[d], start[d + 1]), slice(other.weapons.start[i], other.weapons.start[i + 1])
        found[i] = not (
            np.array_equal(base.engaged.fates[here], other.engaged.fates[there])
            and np.array_equal(base.engaged.stopped_s[here], other.engaged.stopped_s[there])
        )
    return found


def _choice(row: Row, n: int, key: Key, n_draws: int) -> IntArray:
    """Which of its ways an option takes in each draw: each as likely."""
    u = uniforms(key, Stream.OPTION, range(n_draws), [number_of(f"{row.add} {row.of}")])[:, 0]
    return np.minimum(np.floor(u * n), n - 1).astype(np.int64)


def _cases(scenario: Scenario, row: Row) -> list[_Case]:
    """All ways in which an option may be played."""
    if row.add == "unit":
        return [_with_unit(scenario, unit) for unit in row.units]
    base = layout(scenario)
    hosts = [u for u, given in enumerate(base.given) if given in row.hosts]
    cases = []
    for u in hosts:
        store = base.units.store.copy()
        store[u] += row.rounds
        cases.append(_Case(_replaced(base, base.units._replace(store=store)), scenario))
    return cases


def _replaced(stands: Layout, units: object) -> Layout:
    return Layout(stands.names, stands.given, stands.families, units, stands.sensors, stands.timeline)  # type: ignore[arg-type]


def _with_unit(scenario: Scenario, unit: Unit) -> _Case:
    """The scenario with one more unit, under a name of its own: its luck is the same wherever it stands."""
    taken = {number_of(name) for name in layout(scenario).names}
    name, n = unit.name, 1
    while number_of(name) in taken:
        n += 1
        name = f"{unit.name} ({n})"
    units = (*scenario.defence.units, unit.model_copy(update={"name": name}))
    changed = scenario.model_copy(update={"defence": scenario.defence.model_copy(update={"units": units})})
    return _Case(layout(changed), changed)
