"""The anchor of a layered defence: one scale a kind on single-shot chances, so that the share stopped of the base case
follows a fitted distribution. Equations stand in docs/defence.md.

Each draw takes a share from the fitted law of its kind, and the scale at which the base case stops that share on
average, read off a curve: expected share against scale, over a fixed grid of scales met by the same raids with the same
luck. Where a kind's units are busy with another kind, its curve depends on the other's scale; so each curve is an
average over the others' scales as drawn, and curves are made anew until that settles.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.interpolate import PchipInterpolator

from oberih.defence import Layout, engage_layered, layout
from oberih.defence.shares import stop_shares
from oberih.luck import FloatArray, IntArray, Key
from oberih.raid import sample_waves
from oberih.scenario import Pack, Scenario
from oberih.study.cores import cores
from oberih.study.draw import sample_doubts
from oberih.terms.batch import STOPPED, Paths, Weapons
from oberih.terms.errors import Fault, ScenarioError
from oberih.terms.kinds import KINDS, Kind

#: scales of the grid; under the largest, a round that stops one in twenty fails once in seven hundred
GRID: FloatArray = np.exp2(np.arange(-6.0, 8.0))
BASE_DRAWS = 400
BATCH_DRAWS = 50
SWEEPS = 3
LAW_DRAWS = 4000  #: draws of the law, to say what it is
BARELY = 0.01  #: share of draws beyond reach up to which a law counts as followed
NO_RISE = 1e-9

State = Literal["followed", "partly", "not_attainable", "never_met"]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Expected share stopped of one kind on the base case, against the scale of its single-shot chances."""

    scale: FloatArray  #: rising
    share: FloatArray  #: rising too: points at which nothing more is stopped are left out
    surely: bool  #: some round never fails: no scale above 0 lowers the share to nothing

    @property
    def low(self) -> float:
        """Least share that some scale attains."""
        return float(self.share[0]) if self.surely or self.share.size < 2 else 0.0

    @property
    def high(self) -> float:
        """Greatest share that some scale attains."""
        return float(self.share[-1])

    def scale_at(self, share: FloatArray) -> FloatArray:
        """The scale that attains each share; the nearest attainable one's where none does.

        >>> curve = Curve(np.array([0.5, 1.0, 2.0]), np.array([0.2, 0.4, 0.6]), False)
        >>> curve.scale_at(np.array([0.0, 0.1, 0.4, 0.9])).round(12).tolist()
        [0.0, 0.25, 1.0, 2.0]
        """
        if self.share.size < 2:
            return np.ones_like(share)  # no scale changes anything
        held = np.clip(share, self.share[0], self.share[-1])
        found = np.asarray(2.0 ** PchipInterpolator(self.share, np.log2(self.scale))(held), np.float64)
        if self.surely:
            return found
        return np.where(share < self.share[0], self.scale[0] * share / self.share[0], found)


@dataclass(frozen=True, slots=True, eq=False)
class KindAnchor:
    """What became of the anchor of one kind."""

    kind: Kind
    curve: Curve
    unscaled: float  #: share stopped by the units' own figures, all other kinds too
    law: Mapping[str, float]  #: mean, p05, p95 of the share that should be followed
    attained: Mapping[str, float]  #: the same of the share stopped in other raids under scales as drawn
    scale: Mapping[str, float]  #: p05, p50, p95 of the scales drawn
    beyond: float  #: part of the law that no scale attains: the nearest is taken

    @property
    def state(self) -> State:
        """Whether the law is followed, in part, or not; or no unit ever meets the kind."""
        if self.curve.high <= 0:
            return "never_met"
        if not self.curve.low <= self.law["mean"] <= self.curve.high:
            return "not_attainable"
        return "followed" if self.beyond <= BARELY else "partly"

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "state": self.state, "share_wanted": dict(self.law), "share_attained": dict(self.attained),
            "share_unscaled": self.unscaled, "attainable": [self.curve.low, self.curve.high], "beyond": self.beyond,
            "scale": dict(self.scale),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """Scales for any draw, and what the anchor attains."""

    scenario: Scenario
    kinds: tuple[KindAnchor, ...]
    left: tuple[Kind, ...] = ()  #: kinds that fly and have no fitted share: their chances stay as they are

    def scales(self, key: Key, draws: IntArray) -> FloatArray:
        """Scale of each draw and kind, (draw, kind); 1 where a kind is not anchored."""
        return _scales(self.scenario, {each.kind: each.curve for each in self.kinds}, key, draws)

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"kinds": {each.kind: each.plain() for each in self.kinds}, "left": list(self.left)}


@dataclass(frozen=True, slots=True, eq=False)
class _Raids:
    """A batch of the base case's raids."""

    draws: IntArray
    weapons: Weapons
    paths: Paths
    lost_share: FloatArray


def solve_anchor(
    scenario: Scenario, pack: Pack | None, key: Key, *, workers: int | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Anchor:  # fmt: skip
    """Solve the anchor of a scenario whose `defence.shares` holds the laws to follow.

    Raises ScenarioError for a kind to anchor that never flies, and where no kind that flies has a law.
    """
    stands = layout(scenario)
    with ThreadPoolExecutor(max_workers=workers or cores()) as pool:
        solver = _Solver(scenario, pack, key, stands, pool, tell)
        return solver.solve()


class _Solver:
    """The base case's raids, and the curves so far."""

    def __init__(
        self, scenario: Scenario, pack: Pack | None, key: Key, stands: Layout, pool: ThreadPoolExecutor,
        tell: Callable[[int, int], None] | None,
    ) -> None:  # fmt: skip
        self.scenario, self.key, self.stands, self.pool, self.tell = scenario, key, stands, pool, tell

        def sampled(first: int) -> _Raids:
            draws = np.arange(first, first + BATCH_DRAWS)
            doubts = sample_doubts(scenario, pack, key, draws)
            return _Raids(draws, *sample_waves(scenario, pack, key, draws, doubts), doubts["defence.lost_share"])

        self.base = list(pool.map(sampled, range(0, BASE_DRAWS, BATCH_DRAWS)))
        self.others = list(pool.map(sampled, range(BASE_DRAWS, 2 * BASE_DRAWS, BATCH_DRAWS)))
        self.flown = {KINDS[kind] for raids in self.base for kind in np.unique(raids.weapons.kind)}
        self.kinds = self._kinds()
        self.curves: dict[Kind, Curve] = {}
        self.sweeps = SWEEPS if len(self.kinds) > 1 else 1
        self.done = 0

    def _kinds(self) -> list[Kind]:
        """Kinds to anchor. Raises ScenarioError."""
        flown = self.flown
        laws, named = self.scenario.defence.shares, self.scenario.defence.anchor_kinds
        never = [kind for kind in named if kind not in flown]
        if never:
            known = ", ".join(kind for kind in KINDS if kind in flown) or "-"
            raise ScenarioError(
                *(Fault(key="layered.never_flies", values={"field": "defence.anchor_kinds", "found": kind,
                                                           "known": known}) for kind in never)
            )  # fmt: skip
        kinds = [kind for kind in KINDS if kind in flown and kind in laws and (not named or kind in named)]
        if not kinds:
            values = {"flown": ", ".join(kind for kind in KINDS if kind in flown), "known": ", ".join(laws) or "-"}
            raise ScenarioError(Fault(key="anchor.no_law", values=values))
        return kinds

    def solve(self) -> Anchor:
        """Sweep over the kinds, then look at what came of it in other raids."""
        for _ in range(self.sweeps):
            for kind in self.kinds:
                self.curves[kind] = self._curve(kind)
        plain = self._counts(self.base, None, None)
        after = self._counts(self.others, self.curves, None)
        laws = self.scenario.defence.shares
        left = tuple(kind for kind in KINDS if kind in self.flown and kind not in laws and kind != "decoy")
        return Anchor(self.scenario, tuple(self._told(kind, plain, after) for kind in self.kinds), left)

    def _curve(self, kind: Kind) -> Curve:
        shares = []
        for scale in GRID:
            launched, stopped = self._counts(self.base, self.curves, (kind, float(scale)))[KINDS.index(kind)]
            shares.append(stopped.sum() / launched.sum())
            self._step()
        share = np.maximum.accumulate(np.array(shares))
        rises = np.concatenate([[True], np.diff(share) > NO_RISE])
        return Curve(GRID[rises], share[rises], self._surely(kind))

    def _surely(self, kind: Kind) -> bool:
        units = self.stands.units
        k = KINDS.index(kind)
        return bool(((units.chance[k] >= 1) & units.shooter).any())

    def _counts(
        self, raids: list[_Raids], curves: Mapping[Kind, Curve] | None, fixed: tuple[Kind, float] | None
    ) -> list[tuple[IntArray, IntArray]]:
        """Launched and stopped by draw, for each kind: under scales as drawn, one kind's being fixed."""

        def played(batch: _Raids) -> IntArray:
            scale = _scales(self.scenario, curves or {}, self.key, batch.draws)
            if fixed is not None:
                _set(scale, self.scenario, *fixed)
            engaged = engage_layered(
                self.stands, self.key, batch.weapons, batch.paths, lost_share=batch.lost_share, scale=scale
            )
            n, row = batch.draws.size, np.repeat(np.arange(batch.draws.size), np.diff(batch.weapons.start))
            cell = row * len(KINDS) + batch.weapons.kind
            shape = (n, len(KINDS))
            launched = np.bincount(cell, minlength=n * len(KINDS)).reshape(shape)
            stopped = np.bincount(cell[engaged.fates == STOPPED], minlength=n * len(KINDS)).reshape(shape)
            return np.stack([launched, stopped])

        whole = np.concatenate(list(self.pool.map(played, raids)), axis=1)
        return [(whole[0, :, k], whole[1, :, k]) for k in range(len(KINDS))]

    def _told(
        self, kind: Kind, plain: list[tuple[IntArray, IntArray]], after: list[tuple[IntArray, IntArray]]
    ) -> KindAnchor:
        k, curve = KINDS.index(kind), self.curves[kind]
        draws = np.arange(LAW_DRAWS)
        wanted = stop_shares({kind: self.scenario.defence.shares[kind]}, self.key, draws)[:, k]
        launched, stopped = after[k]
        flew = launched > 0
        shares = stopped[flew] / launched[flew]
        return KindAnchor(
            kind, curve, unscaled=float(plain[k][1].sum() / plain[k][0].sum()),
            law=_spread(wanted, float(wanted.mean())),
            attained=_spread(shares, float(stopped.sum() / max(launched.sum(), 1))),
            scale={name: value for name, value in _spread(curve.scale_at(wanted), 0.0).items() if name != "mean"},
            beyond=float(((wanted < curve.low) | (wanted > curve.high)).mean()),
        )  # fmt: skip

    def _step(self) -> None:
        self.done += 1
        if self.tell is not None:
            self.tell(self.done, self.sweeps * len(self.kinds) * GRID.size)


def _scales(scenario: Scenario, curves: Mapping[Kind, Curve], key: Key, draws: IntArray) -> FloatArray:
    scale = np.ones((draws.size, len(KINDS)))
    wanted = stop_shares({kind: scenario.defence.shares[kind] for kind in curves}, key, draws)
    for kind, curve in curves.items():
        _set(scale, scenario, kind, curve.scale_at(wanted[:, KINDS.index(kind)]))
    return scale


def _set(scale: FloatArray, scenario: Scenario, kind: Kind, value: FloatArray | float) -> None:
    """Decoys are taken for drones in this too, unless there is a law for decoys."""
    scale[:, KINDS.index(kind)] = value
    if kind == "drone" and "decoy" not in scenario.defence.shares:
        scale[:, KINDS.index("decoy")] = value


def _spread(values: FloatArray, mean: float) -> dict[str, float]:
    if not values.size:
        return {"mean": mean, "p05": mean, "p50": mean, "p95": mean}
    low, mid, high = np.quantile(values, (0.05, 0.5, 0.95))
    return {"mean": mean, "p05": float(low), "p50": float(mid), "p95": float(high)}
