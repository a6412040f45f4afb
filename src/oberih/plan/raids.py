"""Sets of options over single raids, all with the same luck.

A draw whose fates did not change is not followed into the power system again: what was found for the same fates and
the same additions beside the pack is taken.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oberih.grid import Network, network
from oberih.luck import FloatArray, IntArray, Key
from oberih.people import COLUMNS
from oberih.plan.base import MEASURES, Chosen
from oberih.plan.kept import Kept
from oberih.plan.objective import COLUMN, Objective
from oberih.plan.options import DEFENCE, Change, Option
from oberih.plan.places import DEAL, Placed, Places
from oberih.plan.sample import CLOSE, POOL, Sample, stratified
from oberih.scenario import Pack, Scenario
from oberih.scenario.strengthened import strengthened
from oberih.scenario.strengthening import Addition, Figures
from oberih.study.anchor import Anchor
from oberih.study.defence import play_defence
from oberih.study.draw import Batch, simulate

HEAT = COLUMNS.index("person_hours_without_heat")


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """What stands beside the pack in a set."""

    pack: Pack
    net: Network


def addition(change: Change) -> Addition:
    """A change beside the pack, as a scenario has it."""
    figures = {name: getattr(change, name) for name in Figures.model_fields if name in change.model_fields_set}
    return Addition.model_validate({"add": change.add, **figures})


class Raids:
    """Plays sets over one raid a draw."""

    def __init__(
        self, scenario: Scenario, pack: Pack, options: Sequence[Option], key: Key, *, anchor: Anchor | None = None,
        workers: int | None = None,
    ) -> None:  # fmt: skip
        self.scenario, self.pack, self.options, self.key, self.anchor = scenario, pack, options, key, anchor
        layered = scenario.defence.level == "layered"
        self.places = Places(scenario, pack, options, key) if layered else None
        self._sides: dict[Chosen, Side] = {}
        self._fates: dict[tuple[Chosen, int], bytes] = {}
        self._found: dict[tuple[Chosen, int, bytes], FloatArray] = {}
        self._kept = Kept(self._play, workers, DEAL)
        self._workers = workers
        self._numbers: IntArray | None = None
        self._turn: IntArray | None = None
        self.followed = 0  #: draws that went through the power system

    @property
    def played(self) -> int:
        """Draws asked for so far, all sets together."""
        return self._kept.played

    def values(self, sets: Sequence[Chosen], first: int, n: int) -> list[FloatArray]:
        """Measures of each set in draws first to first + n - 1, (draw, measure)."""
        return self._kept.values(sets, first, n)

    def complete(self, n: int) -> list[Chosen]:
        """Sets that were played in each of the first n draws, in the order in which they were first asked for."""
        return self._kept.complete(n)

    def samples(self, objective: Objective, n: int) -> tuple[Sample, Sample]:
        """A sample of n draws, and one of fresh ones that is CLOSE times as large, for what is close; by what the base
        case loses in many. From now on draws are asked for by position."""
        sizes, nothing = (n, CLOSE * n), (0,) * len(self.options)
        base = Kept(self._play, self._workers, DEAL).values([nothing], 0, POOL * sum(sizes))[0]
        lost = base[:, COLUMN[objective.name]]
        both = (
            stratified(0, lost[: POOL * n], n), stratified(POOL * n, lost[POOL * n :], CLOSE * n),
        )  # fmt: skip
        self._numbers = np.concatenate([each.draws for each in both])
        turn = np.empty(sum(sizes), np.int64)
        for first, sample in ((0, both[0]), (n, both[1])):
            for j in range(sample.share.size):
                here = np.flatnonzero(sample.stratum == j)
                turn[first + here] = np.arange(here.size)
        self._turn = turn
        self._fates, self._kept = {}, Kept(self._play, self._workers, DEAL)  # places go by position
        return both[0], both[1]

    def _play(self, chosen: Chosen, positions: IntArray) -> FloatArray:
        draws = positions if self._numbers is None else self._numbers[positions]
        turn = positions if self._turn is None else self._turn[positions]
        beside, side = self.beside(chosen), self._side(chosen)
        if self.places is None:
            return self._follow(self.scenario, side, draws, None)
        defends = self.places.defends(chosen)
        out = np.empty((draws.size, len(MEASURES)))
        n = self.places.placements(defends)
        group = positions // DEAL * n + turn % n
        for each in np.unique(group):
            at = np.flatnonzero(group == each)
            deal, placement = int(positions[at[0]]) // DEAL, int(turn[at[0]]) % n
            placed = self.places.placed(defends, deal, placement)
            fates = self._fates_of(defends, placed, draws[at])
            keys = [(beside, int(draw), fate) for draw, fate in zip(draws[at], fates, strict=True)]
            new = np.array([i for i, key in enumerate(keys) if key not in self._found], np.int64)
            if new.size:
                rows = self._follow(placed.scenario, side, draws[at][new], placed)
                self._found.update(zip([keys[i] for i in new], rows, strict=True))
            out[at] = np.array([self._found[key] for key in keys])
        return out

    def _fates_of(self, defends: Chosen, placed: Placed, draws: IntArray) -> list[bytes]:
        """A short name of what the defence did in each draw: fates, and when they fell."""
        new = np.array([draw for draw in draws if (defends, int(draw)) not in self._fates], np.int64)
        if new.size:
            batch = play_defence(placed.scenario, self.pack, self.key, new, placed.loaded(), anchor=self.anchor)
            start, engaged = batch.weapons.start, batch.engaged
            for i, draw in enumerate(new):
                here = slice(start[i], start[i + 1])
                told = engaged.fates[here].tobytes() + engaged.stopped_s[here].tobytes()
                self._fates[defends, int(draw)] = hashlib.blake2b(told, digest_size=16).digest()
        return [self._fates[defends, int(draw)] for draw in draws]

    def _follow(self, scenario: Scenario, side: Side, draws: IntArray, placed: Placed | None) -> FloatArray:
        stands = None if placed is None else placed.loaded()
        self.followed += draws.size
        batch = simulate(scenario, side.pack, self.key, draws, side.net, stands, anchor=self.anchor)
        return measures(batch)

    def beside(self, chosen: Chosen) -> Chosen:
        """The part of a set that stands beside the pack."""
        return tuple(
            n if any(each.add not in DEFENCE for each in option.adds) else 0
            for n, option in zip(chosen, self.options, strict=True)
        )

    def _side(self, chosen: Chosen) -> Side:
        beside = self.beside(chosen)
        if beside not in self._sides:
            pack = strengthened(self.pack, additions(self.options, beside))
            self._sides[beside] = Side(pack, network(pack, self.scenario))
        return self._sides[beside]


def additions(options: Sequence[Option], chosen: Chosen) -> list[Addition]:
    """What a set puts beside the pack, copy by copy."""
    return [
        addition(change)
        for n, option in zip(chosen, options, strict=True)
        for _ in range(n)
        for change in option.adds
        if change.add not in DEFENCE
    ]


def measures(batch: Batch) -> FloatArray:
    """(draw, measure), as `study.outcome` has them."""
    cut = batch.hours.demand_mw.sum(axis=2) - batch.cuts.served_mw.sum(axis=2)
    raid_cut = cut - (batch.base.demand_mw.sum(axis=2) - batch.base.served_mw.sum(axis=2))
    heat = batch.people.counts[..., HEAT].sum(axis=(1, 2))
    return np.stack([raid_cut.sum(axis=1), cut.sum(axis=1), heat], axis=1)
