"""Plans of all regions from their limits: exact or by the rule, carried over from the day before, or as few changes as
can be to what is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from oberih.jobs.schedule.limits_file import Limits
from oberih.outage.exact import exact_days
from oberih.outage.limits import lifted
from oberih.outage.measures import Measures, measure
from oberih.outage.presets import QueuePreset
from oberih.outage.revise import changes, revised
from oberih.outage.rules import Carry, added, after, by_rule
from oberih.terms.batch import Flags, Ints
from oberih.terms.timetable import ON, PLANNED, POSSIBLE, Timetable

WINDOW_SLOTS = 8 * 48  #: longer horizons go in windows of eight days, of which four are kept


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plans:
    """What was planned, by region in the order of the limits."""

    limits: Limits
    steps: Ints  #: limits that were planned for, (region, slot) parts
    off: Flags  #: (region, slot, part)
    possible: Flags
    measures: tuple[Measures, ...]
    carry: tuple[Carry, ...]  #: what is left for the day after
    changed: tuple[int, ...] | None  #: cells, against what was published
    windows: bool  #: planned exactly, but in windows

    def timetable(self, preset: QueuePreset, as_of: datetime, source: str, names: Mapping[str, Mapping[str, str]]
                  ) -> Timetable:  # fmt: skip
        """As it is published."""
        status = np.where(self.off, PLANNED, np.where(self.possible, POSSIBLE, ON)).astype(np.int8)
        return Timetable(
            slots=self.limits.slots, regions=self.limits.regions, queues=preset.names, parts=preset.parts,
            status=status, emergency=self.limits.emergency > 0, limit=self.steps / preset.parts,
            known=self.limits.known, as_of=as_of, preset=preset.id, source=source, names=names,
        )  # fmt: skip


def plan(
    limits: Limits, preset: QueuePreset, *, rule: bool = False, hold_h: float = 0.0,
    carry: Mapping[str, Carry] | None = None, published: Mapping[str, Flags] | None = None, from_slot: int = 0,
) -> Plans:  # fmt: skip
    """Plans for all regions. `published` ones, of the same slots, change from `from_slot` on, as little as can be."""
    steps = limits.planned.copy()
    if hold_h > 0 and limits.derived:
        steps = lifted(steps.T, preset.slots(hold_h)).T
    possible_steps = np.maximum(limits.possible, steps)
    steps[:, ~limits.known] = possible_steps[:, ~limits.known] = 0
    inside = _inside(limits.known)
    night = np.array(limits.slots.within((preset.night,)))[inside]
    peak = np.array(limits.slots.within(preset.peaks))[inside]
    before = [(carry or {}).get(region, Carry.fresh(preset.n)) for region in limits.regions]
    done: dict[bytes, Flags] = {}
    off = np.zeros((*steps.shape, preset.n), np.bool_)
    for number, region in enumerate(limits.regions):
        old, here, past = (published or {}).get(region), steps[number, inside], before[number]
        if old is not None:
            steps[number, :from_slot] = old[:from_slot].sum(axis=1)
            off[number] = revised(old, steps[number], preset, from_slot, past)
        elif rule:
            off[number, inside] = by_rule(here, preset, past)
        else:
            key = here.tobytes() + b"".join(
                np.asarray(part, np.float64).tobytes()
                for part in (past.total, past.night, past.peak, past.age, past.rest)
            )
            if key not in done:
                done[key] = exact_days(here, preset, night, peak, past, WINDOW_SLOTS)
            off[number, inside] = done[key]
    planned = off[:, inside]
    extra = added(off.transpose(1, 0, 2), possible_steps.T, preset).transpose(1, 0, 2)
    return Plans(
        limits=limits,
        steps=steps,
        off=off,
        possible=extra,
        windows=not rule and published is None and planned.shape[1] > WINDOW_SLOTS,
        measures=tuple(
            measure(planned[i], steps[i, inside], preset, night, peak, before[i]) for i in range(len(limits.regions))
        ),
        carry=tuple(after(planned[i], night, peak, before[i]) for i in range(len(limits.regions))),
        changed=None if published is None else tuple(
            changes(published[region], off[i]) for i, region in enumerate(limits.regions) if region in published
        ),
    )  # fmt: skip


def _inside(known: Flags) -> slice:
    """From the first slot that limits are known of to the last one: a plan has no turns beyond."""
    slots = np.flatnonzero(known)
    return slice(int(slots[0]), int(slots[-1]) + 1)
