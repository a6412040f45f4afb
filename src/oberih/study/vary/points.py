"""Draws with some figures given: as many points as are wanted meet the same luck."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from oberih.grid import network
from oberih.luck import FloatArray, IntArray, Key
from oberih.scenario import Pack, Scenario
from oberih.study.anchor import Anchor
from oberih.study.cores import in_threads
from oberih.study.draw import simulate
from oberih.study.outcome import outcome
from oberih.study.vary.fields import Varied, changed

BATCH_DRAWS = 100
#: figures of a draw that can be asked for; hours until something may be infinite, and have no variance
ANSWERS = ("raid_unserved_mwh", "unserved_mwh", "peak_cut_mw", "peak_cut_share")

Given = tuple[tuple[str, float], ...]  #: plain figures that are replaced
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """Some draws, and for each the values of the fields that are given; the others are as the draw has them."""

    draws: IntArray
    values: Mapping[str, FloatArray]  #: field → (draw,)


Answers = dict[str, FloatArray]  #: answer → (draw,)


def play(
    scenario: Scenario, pack: Pack, key: Key, fields: Sequence[Varied], points: Sequence[Point], *,
    anchor: Anchor | None = None, workers: int | None = None, tell: Tell | None = None,
) -> list[Answers]:  # fmt: skip
    """The answers of each draw of each point, in their order. Ctrl-C stops within the batch in hand."""
    plain = [field.name for field in fields if field.plain]
    doubts = [field.name for field in fields if not field.plain]
    known: dict[Given, Scenario] = {(): scenario}
    nets = network(pack, scenario)
    answers = [{name: np.empty(point.draws.size) for name in ANSWERS} for point in points]
    total, done = sum(point.draws.size for point in points), [0]
    lock, stopping = threading.Lock(), threading.Event()
    tasks: list[tuple[int, Given, IntArray]] = []
    for number, point in enumerate(points):
        given = [name for name in plain if name in point.values]
        rows = np.stack([point.values[name] for name in given], axis=1) if given else np.empty((point.draws.size, 0))
        for combination in np.unique(rows, axis=0):
            levels: Given = tuple(zip(given, combination.tolist(), strict=True))
            if levels not in known:
                known[levels] = changed(scenario, dict(levels))
            here = np.flatnonzero((rows == combination).all(axis=1))
            tasks += [(number, levels, here[at : at + BATCH_DRAWS]) for at in range(0, here.size, BATCH_DRAWS)]

    def work(task: tuple[int, Given, IntArray]) -> None:
        number, levels, rows = task
        point, played = points[number], known[levels]
        net = nets if played is scenario else network(pack, played)
        values = {name: point.values[name][rows] for name in doubts if name in point.values}
        batch = simulate(played, pack, key, point.draws[rows], net, anchor=anchor, given=values)
        table = outcome(batch, pack)
        for name in ANSWERS:
            answers[number][name][rows] = table[name].to_numpy()
        with lock:
            done[0] += rows.size
            if tell is not None:
                tell(done[0], total)

    in_threads(work, tasks, workers, stopping)
    return answers
