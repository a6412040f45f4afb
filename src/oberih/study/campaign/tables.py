"""What is kept of a winter's draws: a row a draw and month, a row a raid, intervals by month, and the course of a draw.

All of it is of the whole country. A month's row counts the hours and days that begin in it.
"""

import datetime as dt
import math
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
import polars as pl

from oberih.luck import Key
from oberih.outage.limits import steps_for
from oberih.outage.presets import preset_on
from oberih.people import COLUMNS
from oberih.study.campaign.base import Played, play_winter
from oberih.study.campaign.winter import DAY_H, Winter
from oberih.study.outcome import MARGIN
from oberih.terms.batch import AIM_CLASSES, LEAKED, LOST, STOPPED, Floats, Ints
from oberih.terms.tables import check

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
WHOLE = "all"  #: stands for the month where a row is of the whole campaign
HOURLY_DAYS = 7  #: after each raid hours are kept one by one, and days between
MONTH_COLUMNS = (
    "raids", "launched", "stopped", "leaked", "struck_assets", "unserved_mwh", "raid_unserved_mwh", "saidi_h",
    "queue_hours", "person_hours_without_power", "person_hours_without_heat", "person_hours_without_water",
    "people_without_heat_peak",
)  # fmt: skip
DRAW_COLUMNS = (
    "spares_used", "spares_come", "rounds_used", "unit_rounds_used", "waiting_for_a_spare", "raids_not_restored",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Campaigned:
    """All draws of a winter."""

    months: pl.DataFrame  #: draw, month, MONTH_COLUMNS
    raids: pl.DataFrame
    totals: pl.DataFrame  #: draw, DRAW_COLUMNS
    waiting: pl.DataFrame  #: asset_class, mean number of assets that wait for a spare that never comes
    stores: pl.DataFrame  #: unit, and means of its rounds held on the first day, come, used, left; empty: none carried
    hours: pl.DataFrame  #: of the kept draws
    quantities: pl.DataFrame


def run_campaign(
    winter: Winter, key: Key, n_draws: int, *, workers: int | None = None, keep: int = 1,
    tell: Callable[[int, int], None] | None = None,
) -> Campaigned:  # fmt: skip
    """Draws 0 to n_draws - 1; the course of the first `keep` of them is kept, which are as random as any.

    Each draw is a pure function of the key and its number, so threads change no byte. Ctrl-C stops within a draw.
    """
    stopping = threading.Event()

    def work(draw: int) -> _Part | None:
        if stopping.is_set():
            return None
        played = play_winter(winter, key, draw)
        return _part(winter, played, course=draw < keep)

    parts: list[_Part] = []
    pool = ThreadPoolExecutor(max_workers=workers or os.cpu_count() or 1)
    waiting: set[Future[_Part | None]] = {pool.submit(work, draw) for draw in range(n_draws)}
    try:
        while waiting:
            done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            parts += [part for future in done if (part := future.result()) is not None]
            if done and tell is not None:
                tell(len(parts), n_draws)
    except BaseException:  # Ctrl-C too
        stopping.set()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    parts.sort(key=lambda part: part.draw)
    return _together(winter, parts)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    draw: int
    months: pl.DataFrame
    raids: pl.DataFrame
    totals: dict[str, float]
    waiting: Floats
    rounds: Ints  #: held, come, used and left, (4, unit)
    hours: pl.DataFrame | None


def _together(winter: Winter, parts: Sequence[_Part]) -> Campaigned:
    months = check("campaign_months", pl.concat([part.months for part in parts]))
    totals = pl.DataFrame([{"draw": part.draw, **part.totals} for part in parts], schema_overrides={"draw": pl.Int32})
    kept = [part.hours for part in parts if part.hours is not None]
    hours = pl.concat(kept) if kept else _course_frame({}).clear()
    waiting = np.mean([part.waiting for part in parts], axis=0)
    rounds = np.mean([part.rounds for part in parts], axis=0)
    units = () if winter.stands is None or rounds.shape[1] == 0 else winter.stands.names
    return Campaigned(
        months=months,
        raids=check("campaign_raids", pl.concat([part.raids for part in parts])),
        totals=totals,
        waiting=pl.DataFrame({"asset_class": list(AIM_CLASSES), "mean": waiting}),
        stores=pl.DataFrame({"unit": list(units), **dict(zip(("held", "come", "used", "left"), rounds, strict=True))}),
        hours=check("campaign_hours", hours),
        quantities=_quantities(months, totals),
    )


def _part(winter: Winter, played: Played, *, course: bool) -> _Part:
    months = _months(winter, played)
    raids = _raids(winter, played)
    unrestored = sum(bool(np.isinf(done).any() or done.max() > _n_hours(winter)) for done in played.done_h)
    totals = {
        "spares_used": float(played.spares_used.sum()),
        "spares_come": float(played.spares_come.sum()),
        "rounds_used": played.rounds_used,
        "unit_rounds_used": 0.0 if played.stores is None else float(played.stores.used.sum()),
        "waiting_for_a_spare": float(played.unmended.sum()),
        "raids_not_restored": float(unrestored),
    }
    stores = played.stores
    rounds = np.zeros((4, 0), np.int64)
    if stores is not None:
        rounds = np.array([stores.first, stores.come, stores.used, stores.held])
    return _Part(
        played.draw, months, raids, totals, played.unmended.astype(float), rounds,
        _course(winter, played) if course else None,
    )  # fmt: skip


def _n_hours(winter: Winter) -> int:
    return winter.days * DAY_H


def _month_names(winter: Winter) -> tuple[list[str], list[str]]:
    """Month of each day, and all months in order."""
    of_day = [(winter.first + dt.timedelta(days=day)).strftime("%Y-%m") for day in range(winter.days + 1)]
    return of_day, list(dict.fromkeys(of_day[: winter.days]))


def _months(winter: Winter, played: Played) -> pl.DataFrame:
    of_day, names = _month_names(winter)
    n_hours = _n_hours(winter)
    # a month's last day may end in the next one, where the campaign does not begin at midnight
    of_hour = np.array([min(names.index(of_day[h // DAY_H]), len(names) - 1) for h in range(n_hours)])
    demand, served = played.hours.demand_mw[0].sum(axis=1), played.cuts.served_mw[0].sum(axis=1)
    base = (played.base.demand_mw[0] - played.base.served_mw[0]).sum(axis=1)
    cut = demand - served
    by_hour = {
        "unserved_mwh": cut, "raid_unserved_mwh": cut - base, "saidi_h": cut / np.maximum(demand, 1e-9),
        "queue_hours": _queues_off(winter, played, names, of_hour),
    }  # fmt: skip
    people = played.people.counts[0].sum(axis=1)  # (day, what)
    of_person_day = np.array([min(names.index(of_day[day]), len(names) - 1) for day in range(people.shape[0])])
    rows = []
    for m, name in enumerate([*names, WHOLE]):
        here, days = (of_hour == m, of_person_day == m) if name != WHOLE else (of_hour >= 0, of_person_day >= 0)
        row: dict[str, object] = {"draw": played.draw, "month": name}
        raids = [each for each in played.raids if name in (WHOLE, of_day[int(each.at_h + played.start_hour) // DAY_H])]
        fates = [each.fates for each in raids]
        row |= {
            "raids": float(len(raids)),
            "launched": float(sum(each.size for each in fates)),
            "stopped": float(sum((each == STOPPED).sum() for each in fates)),
            "leaked": float(sum((each == LEAKED).sum() for each in fates)),
            "struck_assets": float(sum((each.damage.level > 0).sum() for each in raids)),
        }
        row |= {key: float(values[here].sum()) for key, values in by_hour.items()}
        row |= {key: float(people[days, i].sum()) for i, key in enumerate(COLUMNS) if key.startswith("person")}
        heat = COLUMNS.index("person_hours_without_heat")
        row["people_without_heat_peak"] = float(people[days, heat].max(initial=0.0) / DAY_H)
        rows.append(row)
    return pl.DataFrame(rows, schema={"draw": pl.Int32, "month": pl.String, **dict.fromkeys(MONTH_COLUMNS, pl.Float64)})


def _queues_off(
    winter: Winter, played: Played, names: Sequence[str], of_hour: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Floats:
    """Queues off in each hour, by schedule or emergency order, a mean of regions by their demand."""
    demand = np.maximum(played.hours.demand_mw[0], 1e-9)
    ordered = (played.cuts.scheduled_mw[0] + played.cuts.emergency_mw[0]) / demand
    out = np.zeros(demand.shape[0])
    critical = winter.pack.critical_share
    for m, name in enumerate(names):
        here = of_hour == m
        preset = preset_on(dt.date.fromisoformat(f"{name}-15"))
        off = steps_for(ordered[here], preset, np.broadcast_to(critical, ordered[here].shape)) / preset.parts
        out[here] = (off * demand[here]).sum(axis=1) / demand[here].sum(axis=1)
    return out


def _raids(winter: Winter, played: Played) -> pl.DataFrame:
    """One row a raid: when it came, what became of its weapons, and its two dates: limits lifted, and technically
    restored. Infinite: not before the next raid, or not before the end."""
    n_hours = _n_hours(winter)
    demand = played.hours.demand_mw[0].sum(axis=1)
    raid_cut = demand - played.cuts.served_mw[0].sum(axis=1)
    raid_cut -= (played.base.demand_mw[0] - played.base.served_mw[0]).sum(axis=1)
    short = raid_cut > MARGIN * demand
    ends = [*(int(each.at_h) for each in played.raids[1:]), n_hours]
    ends = ends[: len(played.raids)]  # a short winter may have none
    lifted, restored = [], []
    for struck, done, end in zip(played.raids, played.done_h, ends, strict=True):
        first = int(struck.at_h)
        bad = np.flatnonzero(short[first:end])
        until = 0.0 if bad.size == 0 else float(bad[-1] + 1)
        lifted.append(math.inf if first + until >= end and bad.size else until)
        last = float(done.max(initial=0.0))
        restored.append(math.inf if last > n_hours else max(last - struck.at_h, 0.0))
    fates = [each.fates for each in played.raids]
    n = len(played.raids)
    return pl.DataFrame(
        {
            "draw": np.full(n, played.draw, np.int32),
            "raid": np.arange(n, dtype=np.int32),
            "day": np.array([int(each.at_h + played.start_hour) // DAY_H for each in played.raids], np.int32),
            "start_hour": np.array([int(each.at_h + played.start_hour) % DAY_H for each in played.raids], np.int16),
            **{
                name: np.array([(each == code).sum() for each in fates], np.int32)
                for name, code in (("stopped", STOPPED), ("lost", LOST), ("leaked", LEAKED))
            },
            "struck_assets": np.array([(each.damage.level > 0).sum() for each in played.raids], np.int32),
            "hours_to_lifted": np.array(lifted, np.float64),
            "hours_to_restored": np.array(restored, np.float64),
        }
    ).select("draw", "raid", "day", "start_hour", "stopped", "lost", "leaked", "struck_assets", "hours_to_lifted",
             "hours_to_restored")  # fmt: skip


def _course(winter: Winter, played: Played) -> pl.DataFrame:
    """The course of one draw: hours for seven days after each raid, and days between."""
    n_hours = _n_hours(winter)
    close = np.zeros(n_hours, np.bool_)
    for each in played.raids:
        close[int(each.at_h) : int(each.at_h) + HOURLY_DAYS * DAY_H] = True
    begins, widths, h = [], [], 0
    while h < n_hours:
        width = 1 if close[h] or h % DAY_H or close[h : h + DAY_H].any() else min(DAY_H, n_hours - h)
        begins.append(h)
        widths.append(width)
        h += width
    cuts, starts = played.cuts, np.array(begins)
    series = {
        "demand_mw": played.hours.demand_mw[0],
        "served_mw": cuts.served_mw[0],
        "base_cut_mw": played.base.demand_mw[0] - played.base.served_mw[0],
        "cut_damage_mw": cuts.damage_mw[0],
        "cut_automatic_mw": cuts.automatic_mw[0],
        "cut_emergency_mw": cuts.emergency_mw[0],
        "cut_scheduled_mw": cuts.scheduled_mw[0],
    }
    frame: dict[str, object] = {
        "draw": np.full(starts.size, played.draw, np.int32),
        "hour": starts.astype(np.int32),
        "hours": np.array(widths, np.int32),
    }
    frame |= {name: np.add.reduceat(values.sum(axis=1), starts) / widths for name, values in series.items()}
    return _course_frame(frame)


def _course_frame(columns: dict[str, object]) -> pl.DataFrame:
    whole = dict.fromkeys(("draw", "hour", "hours"), pl.Int32)
    shares = (
        "demand_mw",
        "served_mw",
        "base_cut_mw",
        "cut_damage_mw",
        "cut_automatic_mw",
        "cut_emergency_mw",
        "cut_scheduled_mw",
    )
    return pl.DataFrame(columns, schema={**whole, **dict.fromkeys(shares, pl.Float64)})


def _quantities(months: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Mean, standard error and order statistics over draws of every column, by month; totals stand under `all`."""
    blocks = [
        (name, month, rows[name].to_numpy())
        for (month,), rows in months.group_by("month", maintain_order=True)
        for name in MONTH_COLUMNS
    ]
    blocks += [(name, WHOLE, totals[name].to_numpy()) for name in DRAW_COLUMNS]
    out = []
    for name, month, values in blocks:
        n, ordered = values.size, np.sort(values)
        row: dict[str, object] = {"quantity": name, "month": month, "mean": float(values.mean())}
        row["se"] = float(values.std(ddof=1) / math.sqrt(n)) if n > 1 else math.inf
        row |= {f"p{round(100 * level):02d}": float(ordered[max(math.ceil(level * n) - 1, 0)]) for level in LEVELS}
        out.append(row)
    return check("campaign_quantities", pl.DataFrame(out))
