"""What a schedule is wanted of, and the schedule that is made of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from oberih.jobs.examples import named
from oberih.jobs.schedule.limits_file import Limits, read_limits
from oberih.jobs.schedule.own_json import read_json, to_json
from oberih.jobs.schedule.plans import Plans, plan
from oberih.outage.limits import taken_over
from oberih.outage.presets import QueuePreset, load_preset, preset_on
from oberih.terms.errors import Fault, InputError
from oberih.terms.timetable import Timetable

if TYPE_CHECKING:
    from oberih.jobs.schedule.from_run import FromRun  # it brings the compiled rooms, which a file of limits needs not

HOLD_H = 2.0  #: hours for which less must do before a limit that was computed is lowered; assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a schedule is wanted of."""

    run: str | None = None
    limit_file: Path | None = None
    preset: str | None = None  #: None: of the day
    draw: int | None = None
    start: str | None = None  #: of a run that does not know it
    regions: tuple[str, ...] = ()
    rule: bool = False
    hold_h: float = HOLD_H
    announced: str | None = None  #: a schedule can begin at the midnight after it, or one later
    carry: Path | None = None
    revise: Path | None = None
    now: str | None = None  #: when a change is made
    as_of: str | None = None
    least_block_h: float | None = None
    most_block_h: float | None = None
    industry_share: float = 0.0
    catalogue: str | Path | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scheduled:
    """A schedule as it is published, and what is behind it."""

    table: Timetable
    plans: Plans
    preset: QueuePreset
    from_run: "FromRun | None"

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        kinds = None if self.from_run is None else self.from_run.kinds_mwh
        found = to_json(self.table, self.plans, self.preset, kinds)
        return found if self.from_run is None else found | {"run": self.from_run.run, "draw": self.from_run.draw}


def schedule(asked: Asked) -> Scheduled:
    """Make a schedule. Raises InputError with every fault."""
    _mind_options(asked)
    found: FromRun | None = None
    if asked.limit_file is not None:
        file = named(asked.limit_file)
        preset = _preset(asked, _first_day(file))
        limits, source = read_limits(file, preset), file.name
        names: Mapping[str, Mapping[str, str]] = {}
    else:
        from oberih.jobs.schedule.from_run import limits_of_run  # noqa: PLC0415
        from oberih.jobs.stored import find_run  # noqa: PLC0415

        run = find_run(str(asked.run), asked.catalogue)
        preset = _preset(asked, run.about.get("raid_date"))
        start = None if asked.start is None else _when(asked.start, "--start", preset)
        found = limits_of_run(run, preset, asked.draw, start, asked.industry_share)
        limits, source, names = found.limits, f"{found.run}, {found.draw}", found.names
    limits = _chosen(limits, asked.regions)
    if asked.announced is not None:
        limits = _from_takeover(limits, _when(asked.announced, "--announced", preset), preset)
    carry, published, from_slot = _before(asked, limits, preset)
    plans = plan(
        limits, preset, rule=asked.rule, hold_h=asked.hold_h, carry=carry, published=published, from_slot=from_slot
    )
    as_of = datetime.now(UTC) if asked.as_of is None else _when(asked.as_of, "--as-of", preset)
    table = plans.timetable(preset, as_of.astimezone(ZoneInfo(preset.zone)).replace(microsecond=0), source, names)
    return Scheduled(table=table, plans=plans, preset=preset, from_run=found)


def _mind_options(asked: Asked) -> None:
    faults = []
    if (asked.run is None) == (asked.limit_file is None):
        faults.append(Fault(key="schedule.one_source"))
    if asked.limit_file is not None and (asked.draw is not None or asked.start is not None):
        faults.append(Fault(key="schedule.draw_of_file"))
    for name, value, most in (("--hold-hours", asked.hold_h, 24.0), ("--industry-share", asked.industry_share, 1.0)):
        if not 0 <= value <= most:
            values = {"name": name, "found": value, "low": 0, "high": f"{most:g}"}
            faults.append(Fault(key="job.out_of_range", values=values))
    if (asked.revise is None) != (asked.now is None):
        faults.append(Fault(key="schedule.revise_now"))
    if asked.revise is not None and asked.carry is not None:
        faults.append(Fault(key="schedule.revise_or_carry"))
    if faults:
        raise InputError(*faults)


def _first_day(path: Path) -> str | None:
    """The first day that a file names, to choose a preset by; reading it rightly comes later."""
    try:
        named = re.search(r"\d{4}-\d{2}-\d{2}", path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return None
    return named.group(0) if named else None


def _preset(asked: Asked, day: str | None) -> QueuePreset:
    if asked.preset is not None:
        preset = load_preset(asked.preset)
    else:
        try:
            preset = preset_on(date.fromisoformat(str(day)) if day else date.max)
        except ValueError:
            preset = preset_on(date.max)
    least = preset.least_block_h if asked.least_block_h is None else asked.least_block_h
    most = preset.most_block_h if asked.most_block_h is None else asked.most_block_h
    if not preset.slot_h <= least <= most <= 48:
        values = {"least": f"{least:g}", "most": f"{most:g}", "slot": f"{preset.slot_h:g}"}
        raise InputError(Fault(key="schedule.blocks", values=values))
    usual = min(max(preset.usual_block_h, least), most)
    return replace(preset, least_block_h=least, usual_block_h=usual, most_block_h=most)


def _when(text: str, option: str, preset: QueuePreset) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(Fault(key="schedule.bad_time", where=option, values={"found": text})) from None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(preset.zone))


def _chosen(limits: Limits, regions: tuple[str, ...]) -> Limits:
    if not regions:
        return limits
    unknown = [region for region in regions if region not in limits.regions]
    if unknown:
        values = {"found": ", ".join(unknown), "known": ", ".join(limits.regions)}
        raise InputError(Fault(key="schedule.no_region", where="--region", values=values))
    rows = [limits.regions.index(region) for region in regions]
    return replace(
        limits, regions=regions, planned=limits.planned[rows], possible=limits.possible[rows],
        emergency=limits.emergency[rows], critical_share=limits.critical_share[rows],
    )  # fmt: skip


def _from_takeover(limits: Limits, announced: datetime, preset: QueuePreset) -> Limits:
    """What comes before a schedule can begin is cut without one."""
    from oberih.outage.causes import takeover_hour  # noqa: PLC0415

    local = announced.astimezone(ZoneInfo(preset.zone))
    wait = int(takeover_hour(np.array([local.hour]), preset.notice_hour)[0])
    days = (local.hour + wait) // 24
    midnight = (local.date().toordinal() + days) - limits.slots.first_day.toordinal()
    begins = limits.slots.first[min(max(midnight, 0), limits.slots.n_days)]
    emergency, planned = taken_over(limits.planned.T, begins)
    return replace(
        limits, planned=planned.T, possible=np.where(np.arange(limits.slots.n) < begins, 0, limits.possible),
        emergency=limits.emergency + emergency.T,
    )  # fmt: skip


def _before(asked: Asked, limits: Limits, preset: QueuePreset) -> tuple[Any, Any, int]:
    """What the day before left behind, or the plan that is published and from which slot on it may change."""
    if asked.carry is not None:
        return read_json(asked.carry, preset)[0], None, 0
    if asked.revise is None:
        return None, None, 0
    _, published, slots = read_json(asked.revise, preset)
    if (slots.first_day, slots.n_days) != (limits.slots.first_day, limits.slots.n_days):
        days = {"found": slots.first_day, "wanted": limits.slots.first_day}
        raise InputError(Fault(key="schedule.other_days", where=str(asked.revise), values=days))
    missing = [region for region in limits.regions if region not in published]
    if missing:
        values = {"found": ", ".join(missing), "known": ", ".join(published)}
        raise InputError(Fault(key="schedule.no_region", where=str(asked.revise), values=values))
    now = _when(str(asked.now), "--now", preset).astimezone(UTC)
    return None, published, sum(start.astimezone(UTC) <= now for start in limits.slots.starts)
