"""Sets of options over a winter of raids: each counts from the day on which it is there.

The lead time of an option is drawn once a draw from its range, the same in every set, so two plans that share it get it
on the same day.
"""

import datetime as dt
import math
from collections.abc import Sequence

import numpy as np

from oberih.defence import number_of
from oberih.luck import FloatArray, IntArray, Key, Stream, triangular, uniforms
from oberih.plan.base import MEASURES, Chosen
from oberih.plan.kept import Kept
from oberih.plan.objective import Objective
from oberih.plan.options import DEFENCE, Option
from oberih.plan.places import DEAL, PLACEMENTS, Places
from oberih.plan.raids import HEAT, addition
from oberih.plan.sample import Sample, uniform
from oberih.scenario import Pack, Scenario
from oberih.scenario.strengthening import Addition
from oberih.study.anchor import Anchor
from oberih.study.campaign import Played, play_winter, prepare
from oberih.study.growth import Reinforced, grown

BATCH = 4


class Winters:
    """Plays sets over one winter a draw."""

    def __init__(
        self, scenario: Scenario, pack: Pack, options: Sequence[Option], key: Key, first: dt.date, last: dt.date, *,
        anchor: Anchor | None = None, workers: int | None = None,
    ) -> None:  # fmt: skip
        # what the scenario itself puts beside the pack comes by `growth` too
        self.scenario = scenario.model_copy(update={"strengthening": None})
        self.pack, self.options, self.key, self.anchor = pack, options, key, anchor
        self.first, self.last, self.days = first, last, (last - first).days + 1
        layered = scenario.defence.level == "layered"
        self.places = Places(self.scenario, pack, options, key) if layered else None
        self._standing = [(self._day_of(each), each) for each in scenario.strengthening or ()]
        self._found: dict[tuple[Chosen, int], FloatArray] = {}
        self._kept = Kept(self._play, workers, BATCH)
        self.followed = 0  #: winters played

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

    def samples(self, _objective: Objective, n: int) -> tuple[Sample, Sample]:
        """Two samples of n winters as they come: a winter has many raids, and no few of them decide it."""
        return uniform(0, n), uniform(n, n)

    def comes(self, option: int, draw: int) -> int:
        """Day of the campaign on which an option is there, ordered on the first."""
        lead = self.options[option].lead_days
        u = uniforms(self.key, Stream.PLAN_LEAD, [draw], [number_of(self.options[option].name)])[:, 0]
        return math.ceil(float(triangular(u, lead.low, lead.mid, lead.high)[0]))

    def _day_of(self, each: Addition) -> int:
        return 0 if each.arrives is None else min(max((each.arrives - self.first).days, 0), self.days)

    def _play(self, chosen: Chosen, draws: IntArray) -> FloatArray:
        return np.array([self._winter(chosen, int(draw)) for draw in draws]).reshape(-1, len(MEASURES))

    def _winter(self, chosen: Chosen, draw: int) -> FloatArray:
        day = {o: self.comes(o, draw) for o, n in enumerate(chosen) if n}
        there = tuple(n if n and day[o] < self.days else 0 for o, n in enumerate(chosen))
        known = self._found.get((there, draw))
        if known is not None:  # what comes after the last day changes nothing
            return known
        beside = [
            (day[o], addition(change))
            for o, n in enumerate(there)
            for _ in range(n)
            for change in self.options[o].adds
            if change.add not in DEFENCE
        ]
        scenario, defence = self._defence(there, day, draw)
        growth = grown(self.pack, [*self._standing, *beside], self.days, defence)
        winter = prepare(scenario, self.pack, self.first, self.last, self.anchor, growth)
        self.followed += 1
        found = measures(play_winter(winter, self.key, draw))
        self._found[there, draw] = found
        return found

    def _defence(self, there: Chosen, day: dict[int, int], draw: int) -> tuple[Scenario, Reinforced | None]:
        """The scenario with all that comes to its defence, and on which day each of it is there."""
        if self.places is None or not any(self.places.defends(there)):
            return self.scenario, None
        placed = self.places.placed(self.places.defends(there), draw // DEAL, draw % PLACEMENTS)
        first = [0] * len(self.scenario.defence.sensors)
        return placed.scenario, Reinforced(
            np.array([day[placed.unit_of[name]] if name in placed.unit_of else 0 for name in placed.stands.names]),
            np.array([*first, *(day[o] for o in placed.sensor_of)], np.int64),
            tuple((day[o], unit, rounds) for o, unit, rounds in placed.loads),
        )


def measures(played: Played) -> FloatArray:
    """(measure,)"""
    cut = float((played.hours.demand_mw - played.cuts.served_mw).sum())
    base = float((played.base.demand_mw - played.base.served_mw).sum())
    return np.array([cut - base, cut, float(played.people.counts[..., HEAT].sum())])
