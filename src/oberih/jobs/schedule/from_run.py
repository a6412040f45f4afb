"""Limits from a finished run: one kept draw's scheduled cuts hour by hour, its emergency cuts, and what may come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from oberih.jobs.schedule.limits_file import Limits
from oberih.jobs.stored import Run
from oberih.jobs.young import is_young
from oberih.outage.kinds import by_kind
from oberih.outage.limits import steps_for
from oberih.outage.presets import QueuePreset
from oberih.scenario.pack import Pack, load_pack
from oberih.terms.batch import Floats
from oberih.terms.errors import Fault, RunError
from oberih.terms.slots import Slots


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FromRun:
    """Limits of a draw, and its cuts under the operator's names."""

    limits: Limits
    draw: int
    kinds_mwh: Mapping[str, Mapping[str, float]]  #: by region and kind
    names: Mapping[str, Mapping[str, str]]
    run: str


def limits_of_run(
    run: Run, preset: QueuePreset, draw: int | None = None, start: datetime | None = None, industry_share: float = 0.0,
    *, pack: Pack | None = None,
) -> FromRun:  # fmt: skip
    """Limits of one kept draw: planned from what it cuts on schedule, emergency from what it cuts at once, possible
    from what three of four draws stay below. Raises RunError."""
    about = run.about
    _mind_age(about, run)
    served = run.table("served")
    held = served["draw"].unique().sort().to_list()
    if not held:
        raise RunError(Fault(key="schedule.nothing_kept", where=run.id))
    draw = held[0] if draw is None else draw
    if draw not in held:
        values = {"found": draw, "held": ", ".join(map(str, held))}
        raise RunError(Fault(key="schedule.no_draw", where=run.id, values=values))
    rows = served.filter(pl.col("draw") == draw).sort("region", "hour")
    regions = tuple(rows["region"].unique(maintain_order=True).to_list())
    shape = (len(regions), rows.height // len(regions))
    mw = {
        name: rows[name].to_numpy().reshape(shape)
        for name in ("demand_mw", "cut_automatic_mw", "cut_emergency_mw", "cut_scheduled_mw")
    }
    critical = _critical(about, regions, preset, pack)
    begin = start or _begin(about, run)
    slots, inside = _slots(begin, shape[1], preset)
    demand = np.maximum(mw["demand_mw"], 1e-9)
    planned = steps_for(mw["cut_scheduled_mw"] / demand, preset, critical[:, None])
    both = steps_for((mw["cut_scheduled_mw"] + mw["cut_emergency_mw"]) / demand, preset, critical[:, None])
    high = steps_for(_quantile(run, regions, shape, "p75") / demand, preset, critical[:, None])
    separated = run.table("outcome").filter(pl.col("draw") == draw)["separated"].item()
    kinds = by_kind(
        mw["demand_mw"], mw["cut_automatic_mw"], mw["cut_emergency_mw"], mw["cut_scheduled_mw"],
        critical_share=critical[:, None], exempt_share=preset.exempt_share, industry_share=industry_share,
        separated=bool(separated),
    )  # fmt: skip

    def by_slot(hours: Any) -> Any:
        out = np.zeros((len(regions), slots.n), np.int64)
        out[:, inside >= 0] = hours[:, inside[inside >= 0]]
        return out

    names = {code: about["regions"][code] for code in regions if code in about.get("regions", {})}
    return FromRun(
        limits=Limits(
            regions=regions, slots=slots, planned=by_slot(planned), possible=by_slot(np.maximum(high, planned)),
            emergency=by_slot(both - planned), known=inside >= 0, critical_share=critical, derived=True,
        ),
        draw=int(draw),
        kinds_mwh={
            region: {code: round(float(getattr(kinds, f"{code}_mw")[i].sum()), 3)
                     for code in ("achr", "savn", "sgav", "gav", "gop", "gpv")}
            for i, region in enumerate(regions)
        },
        names=names,
        run=run.id,
    )  # fmt: skip


def _mind_age(about: Mapping[str, Any], run: Run) -> None:
    """Regional figures of a raid younger than a week are for no public form."""
    day = None if about.get("raid_date") is None else date.fromisoformat(str(about["raid_date"]))
    if about.get("form") != "internal" and is_young(day, datetime.now(UTC).date()):
        raise RunError(Fault(key="schedule.young", where=run.id, values={"day": day}))


def _begin(about: Mapping[str, Any], run: Run) -> datetime:
    day, hour = about.get("raid_date"), about.get("raid_hour")
    if day is None or hour is None:
        raise RunError(Fault(key="schedule.no_begin", where=run.id))
    return datetime.fromisoformat(f"{day}T{int(hour):02d}:00")


def _critical(
    about: Mapping[str, Any], regions: tuple[str, ...], preset: QueuePreset, pack: Pack | None
) -> Floats:
    """The pack's own shares, by region; the preset's where the pack is not here."""
    named = about.get("pack") or {}
    try:
        pack = pack or load_pack(str(named["id"]), str(named["state"]))
    except (KeyError, RunError, OSError):
        return np.full(len(regions), preset.critical_share)
    of = dict(zip(pack.regions, pack.critical_share.tolist(), strict=True))
    return np.array([of.get(region, preset.critical_share) for region in regions])


def _slots(begin: datetime, hours: int, preset: QueuePreset) -> tuple[Slots, Any]:
    """Whole days around a run's hours, and the hour that each slot lies in; −1 for none."""
    local = begin if begin.tzinfo else begin.replace(tzinfo=ZoneInfo(preset.zone))
    first = local.astimezone(UTC)
    last = (first + timedelta(hours=hours) - timedelta(minutes=1)).astimezone(ZoneInfo(preset.zone))
    day = local.astimezone(ZoneInfo(preset.zone)).date()
    slots = Slots(day, (last.date() - day).days + 1, preset.zone, preset.slot_minutes)
    passed = np.array([(start.astimezone(UTC) - first) / timedelta(hours=1) for start in slots.starts])
    inside = np.floor(passed + 1e-9).astype(np.int64)
    return slots, np.where((inside >= 0) & (inside < hours), inside, -1)


def _quantile(run: Run, regions: tuple[str, ...], shape: tuple[int, int], name: str) -> Floats:
    """Scheduled and emergency cuts by region and hour that the stated share of draws stays below: of each alone, so the
    sum is a little high."""
    rows = run.table("quantities").filter(
        pl.col("quantity").is_in(["cut_scheduled_mw", "cut_emergency_mw"]) & pl.col("region").is_not_null()
    )
    sums = rows.group_by("region", "hour").agg(pl.col(name).sum())
    out = np.zeros(shape)
    place = {region: i for i, region in enumerate(regions)}
    for row in sums.iter_rows(named=True):
        if row["region"] in place and row["hour"] < shape[1]:
            out[place[row["region"]], row["hour"]] = row[name]
    return out
