"""Draws of a raid against a layered defence alone, in batches over threads; the power system is not asked."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.damage.points import points_lost
from oberih.defence import Engaged, Layout, engage_layered, layout
from oberih.luck import FloatArray, IntArray, Key
from oberih.raid import Flights, flights, sample_waves
from oberih.scenario import Pack, Scenario
from oberih.study.anchor import Anchor
from oberih.study.cores import cores, in_threads
from oberih.study.draw import sample_doubts
from oberih.terms.batch import FATES, Paths, Weapons
from oberih.terms.kinds import KINDS

#: weapons of a batch: enough that what a batch costs by itself is nothing, few enough that its arrays stay small
BATCH_WEAPONS = 35_000
MOST_DRAWS = 500  #: of a batch, so that Ctrl-C waits for a part of a second
#: glibc gives memory back to the system whenever this much is free at its end, and a page that is fetched anew costs
#: a fault; it learns from the largest block that was freed, up to 32 MB (mallopt(3), M_TRIM_THRESHOLD)
KEPT_BYTES = 24 << 20
#: ranges that a defence alone asks for
ASKED = ("defence.lost_share", "raid.duration_h", "raid.energy_share")
Counts = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class DefenceBatch:
    """A batch of draws from raid to fates."""

    stands: Layout
    weapons: Weapons
    paths: Paths
    engaged: Engaged
    points_lost: IntArray  #: aim points destroyed, (draw,)


@dataclass(frozen=True, slots=True, eq=False)
class DefenceStudy:
    """All draws of one scenario's defence, in the order of their numbers, however they were split."""

    stands: Layout
    fates: Counts  #: weapons by (draw, wave, kind, fate)
    points_lost: IntArray  #: (draw,)
    salvos: Counts  #: (draw, unit), units as in the layout
    rounds: Counts
    stops: Counts
    crossed: Counts
    inside_km: FloatArray
    events: IntArray  #: (draw,)


def fitting_draws(fly: Flights) -> int:
    """Draws of a batch, by how many weapons fly in the largest raid."""
    return max(min(BATCH_WEAPONS // fly.most_weapons, MOST_DRAWS), 1)


def keep_memory() -> None:
    """Have the arrays of one batch lie where those of the last lay."""
    np.empty(KEPT_BYTES, np.uint8)


def play_defence(
    scenario: Scenario, pack: Pack | None, key: Key, draws: IntArray, stands: Layout | None = None, *,
    fly: Flights | None = None, anchor: Anchor | None = None, record: bool = False,
) -> DefenceBatch:  # fmt: skip
    """Play the given draws; `record` keeps every engagement attempt. `stands` and `fly` may be made once for many."""
    doubts = sample_doubts(scenario, pack, key, draws, ASKED)
    weapons, paths = sample_waves(scenario, pack, key, draws, doubts, fly)
    stands = stands or layout(scenario)
    engaged = engage_layered(
        stands, key, weapons, paths, lost_share=doubts["defence.lost_share"],
        scale=None if anchor is None else anchor.scales(key, draws), record=record,
    )  # fmt: skip
    targets = scenario.raid.targets if pack is None else ()
    lost = points_lost(targets, key, weapons, paths.place, engaged.fates)
    return DefenceBatch(stands, weapons, paths, engaged, lost)


def run_defence(
    scenario: Scenario,
    pack: Pack | None,
    key: Key,
    n_draws: int,
    *,
    anchor: Anchor | None = None,
    workers: int | None = None,
    batch_draws: int | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> DefenceStudy:
    """Play draws 0 to n_draws - 1, by themselves in batches of `fitting_draws`. Ctrl-C stops within the batch in
    hand."""
    stands, fly = layout(scenario), flights(scenario, pack)
    batch_draws = batch_draws or min(fitting_draws(fly), -(-n_draws // (workers or cores())))
    keep_memory()
    n_waves, n_units = max(len(scenario.raid.waves), 1), len(stands.names)
    fates = np.empty((n_draws, n_waves, len(KINDS), len(FATES)), np.int32)
    lost, events = np.empty(n_draws, np.int64), np.empty(n_draws, np.int64)
    tables = {name: np.empty((n_draws, n_units), np.int32) for name in ("salvos", "rounds", "stops", "crossed")}
    inside = np.empty((n_draws, n_units))
    stopping, done = threading.Event(), [0]

    def work(first: int) -> None:
        draws = np.arange(first, min(first + batch_draws, n_draws))
        batch = play_defence(scenario, pack, key, draws, stands, fly=fly, anchor=anchor)
        here = slice(first, first + draws.size)
        fates[here] = _counts(batch, n_waves)
        lost[here], events[here] = batch.points_lost, batch.engaged.events
        for name, table in tables.items():
            table[here] = getattr(batch.engaged, name)
        inside[here] = batch.engaged.inside_km
        done[0] += draws.size
        if tell is not None:
            tell(done[0], n_draws)

    in_threads(work, range(0, n_draws, batch_draws), workers, stopping)
    return DefenceStudy(stands, fates, lost, **tables, inside_km=inside, events=events)


def _counts(batch: DefenceBatch, n_waves: int) -> Counts:
    weapons = batch.weapons
    shape = (weapons.draws.size, n_waves, len(KINDS), len(FATES))
    row = np.repeat(np.arange(weapons.draws.size), np.diff(weapons.start))
    cell = ((row * n_waves + batch.paths.wave) * len(KINDS) + weapons.kind) * len(FATES) + batch.engaged.fates
    return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(np.int32)


def tracks(batch: DefenceBatch) -> pl.DataFrame:
    """Points of every weapon's way in time, up to where it was stopped or its path ends: one row a point."""
    weapons, paths, engaged = batch.weapons, batch.paths, batch.engaged
    rows = []
    for i in range(weapons.draw.size):
        head = (int(weapons.draw[i]), int(weapons.weapon[i]), KINDS[weapons.kind[i]], int(paths.wave[i]) + 1,
                FATES[engaged.fates[i]])  # fmt: skip
        n, end = int(paths.n_points[i]), float(engaged.stopped_s[i])
        if not paths.flies[i]:
            end = float(paths.at_s[i, 0])
        at = paths.at_s[i, :n]
        times = [*at[at < end].tolist(), *([end] if end < at[-1] else [])]
        x = np.interp(times, at, paths.x_km[i, :n])
        y = np.interp(times, at, paths.y_km[i, :n])
        rows += [(*head, time, float(a), float(b)) for time, a, b in zip(times, x, y, strict=True)]
    names = ("draw", "weapon", "kind", "wave", "fate", "time_s", "x_km", "y_km")
    return pl.DataFrame(rows, schema=list(names), orient="row")
