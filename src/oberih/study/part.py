"""What remains of a batch of draws once its intervals can be told: tables, figures, hours, and which draws failed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from oberih.defence import Layout, layout
from oberih.grid import Network, network
from oberih.luck import IntArray, Key
from oberih.scenario import Pack, Scenario
from oberih.study.draw import Batch, simulate
from oberih.study.figures import Arrays, figures
from oberih.study.kept import empty_tables, kept_tables
from oberih.study.outcome import kept_hours, outcome, outcome_kinds, people_counts

if TYPE_CHECKING:
    from oberih.study.anchor import Anchor  # it plays draws too

#: draws that are computed at once: enough to fill vectors, few enough that the arrays stay in the processor's cache
STEP_DRAWS = 50
KEPT = "kept/"  #: before the names of tables of kept draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A draw that ended in an error. Seed and number are its key: `simulate` with them meets the same error."""

    draw: int
    seed: int
    error: str

    def plain(self) -> dict[str, int | str]:
        """For JSON."""
        return {"draw": self.draw, "seed": self.seed, "error": self.error}


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Draws of one batch, those that ended well, in the order of their numbers."""

    first: int
    draws: IntArray
    frames: Mapping[str, pl.DataFrame]  #: `outcome`, `outcome_kinds` and `kept/NAME`
    arrays: Arrays  #: as `figures` makes them
    failed: tuple[Failed, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """All that a draw depends on beside its number. Made once, and handed to whoever computes."""

    scenario: Scenario
    pack: Pack
    key: Key
    net: Network
    stands: Layout
    anchor: "Anchor | None" = None
    keep: int = 1  #: draws of which full tables are kept: the first ones, which are as random as any
    tolerant: bool = False  #: go on without a draw that ends in an error
    play: Callable[..., Batch] = field(default=simulate, repr=False)  #: another one in tests

    @classmethod
    def of(
        cls, scenario: Scenario, pack: Pack, key: Key, *, anchor: "Anchor | None" = None, keep: int = 1,
        tolerant: bool = False,
    ) -> "Work":  # fmt: skip
        """With the network and the defence's layout, which all draws share."""
        return cls(scenario, pack, key, network(pack, scenario), layout(scenario), anchor, keep, tolerant)

    def part(self, first: int, count: int, until: int) -> Part:
        """Draws from `first` on, at most `count` and below `until`, a few at a time."""
        steps = range(first, min(first + count, until), STEP_DRAWS)
        last = min(first + count, until)
        parts = [each for start in steps for each in self._step(np.arange(start, min(start + STEP_DRAWS, last)))]
        good = [part for part in parts if part.draws.size] or parts[:1]
        return Part(
            first,
            np.concatenate([part.draws for part in parts]),
            {name: pl.concat([part.frames[name] for part in good]) for name in good[0].frames},
            {name: np.concatenate([part.arrays[name] for part in good], axis=-1) for name in good[0].arrays},
            tuple(failed for part in parts for failed in part.failed),
        )

    def _step(self, draws: IntArray) -> Sequence[Part]:
        """These draws together; if one of them ends in an error, each half by itself, until it stands alone."""
        try:
            return [self._whole(draws)]
        except MemoryError:  # says nothing of the draw
            raise
        except Exception as error:
            if not self.tolerant:
                raise
            if draws.size == 1:
                said = f"{type(error).__name__}: {error}"
                failed = Failed(draw=int(draws[0]), seed=self.key.seed, error=said)
                return [Part(int(draws[0]), draws[:0], {}, {}, (failed,))]
        return [part for half in np.array_split(draws, 2) for part in self._step(half)]

    def _whole(self, draws: IntArray) -> Part:
        batch = self.play(
            self.scenario, self.pack, self.key, draws, self.net, self.stands, anchor=self.anchor,
            record=bool(draws[0] < self.keep),
        )  # fmt: skip
        if draws[0] < self.keep:
            kept = kept_tables(batch, self.pack, range(self.keep), self.scenario.raid.date)
        else:
            kept = empty_tables(shots=batch.fought is not None)
        return Part(
            int(draws[0]),
            draws,
            {
                "outcome": outcome(batch, self.pack),
                "outcome_kinds": outcome_kinds(batch),
                **{KEPT + name: frame for name, frame in kept.items()},
            },
            figures(kept_hours(batch), batch.weapons.start_hour, people_counts(batch), self.pack.population),
        )
