"""Oberih's own JSON of a schedule: everything that was planned, and what the next day or a change must know."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from oberih.jobs.schedule.plans import Plans
from oberih.outage.presets import QueuePreset
from oberih.outage.rules import Carry
from oberih.terms.batch import Flags
from oberih.terms.errors import Fault, InputError
from oberih.terms.slots import Slots
from oberih.terms.timetable import PLANNED, POSSIBLE, Timetable, stretches

FORMAT = "oberih.schedule/1"
_CARRY = ("total", "night", "peak", "age", "rest")


def to_json(
    table: Timetable, plans: Plans, preset: QueuePreset, kinds_mwh: Mapping[str, Mapping[str, float]] | None = None
) -> dict[str, Any]:
    """The schedule as one document. Times are ISO 8601 with offset; hours in hours; carry in slots."""

    def spans(flags: Flags) -> list[list[str]]:
        return [[_time(table, begin), _time(table, end)] for begin, end in stretches(flags)]

    regions = {}
    for i, code in enumerate(table.regions):
        measures, carry = plans.measures[i], plans.carry[i]
        regions[code] = {
            "name": {"uk": table.name(code, "uk"), "en": table.name(code, "en")},
            "critical_share": round(float(plans.limits.critical_share[i]), 4),
            "limits": _limits(table, i),
            "queues": {
                name: {
                    "planned": spans(table.status[i, :, queue] == PLANNED),
                    "possible": spans(table.status[i, :, queue] == POSSIBLE),
                }
                for queue, name in enumerate(table.queues)
            },
            "emergency": spans(table.emergency[i]),
            "measures": asdict(measures) | {"violation_h": measures.violation_h},
            "carry": {name: np.asarray(getattr(carry, name)).tolist() for name in _CARRY},
        }
        if kinds_mwh is not None:
            regions[code]["kinds_mwh"] = dict(kinds_mwh[code])
    found = {
        "format": FORMAT,
        "as_of": table.as_of.isoformat(timespec="minutes"),
        "source": table.source,
        "preset": preset.id,
        "zone": table.slots.zone,
        "slot_minutes": table.slots.minutes,
        "first_day": table.slots.first_day.isoformat(),
        "days": table.slots.n_days,
        "regions": regions,
    }
    return found | ({} if plans.changed is None else {"changed_h": sum(plans.changed) * preset.slot_h})


def _limits(table: Timetable, region: int) -> list[dict[str, Any]]:
    now = table.limit[region]
    edges = [0, *(np.flatnonzero(np.diff(now)) + 1).tolist(), len(now)]
    return [
        {"start": _time(table, begin), "end": _time(table, end), "queues": float(now[begin])}
        for begin, end in pairwise(edges)
    ]


def _time(table: Timetable, slot: int) -> str:
    return table.slots.at(slot).isoformat(timespec="minutes")


def read_json(path: Path, preset: QueuePreset) -> tuple[dict[str, Carry], dict[str, Flags], Slots]:
    """What a schedule that was written before carries over, what it planned, and its slots. Raises InputError."""
    where = str(path)
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(Fault(key="schedule.unreadable", where=where, values={"why": error})) from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise InputError(Fault(key="schedule.not_ours", where=where, values={"format": FORMAT}))
    if raw["preset"] != preset.id or raw["slot_minutes"] != preset.slot_minutes:
        values = {"found": raw["preset"], "wanted": preset.id}
        raise InputError(Fault(key="schedule.other_queues", where=where, values=values))
    try:
        slots = Slots(date.fromisoformat(raw["first_day"]), int(raw["days"]), raw["zone"], preset.slot_minutes)
        place = {slots.at(slot).isoformat(timespec="minutes"): slot for slot in range(slots.n + 1)}
        carry, plans = {}, {}
        for code, region in raw["regions"].items():
            past = [np.asarray(region["carry"][name]) for name in _CARRY]
            total, night, peak = (each.astype(np.float64) for each in past[:3])
            age, rest = (each.astype(np.int64) for each in past[3:])
            off = np.zeros((slots.n, preset.n), np.bool_)
            for name, queue in region["queues"].items():
                for begin, end in queue["planned"]:
                    off[place[begin] : place[end], preset.names.index(name)] = True
            if any(each.shape != (preset.n,) for each in past):
                raise ValueError("carry")
            carry[code], plans[code] = Carry(total, night, peak, age, rest), off
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(Fault(key="schedule.unreadable", where=where, values={"why": repr(error)})) from error
    return carry, plans, slots
