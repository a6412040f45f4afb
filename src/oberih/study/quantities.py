"""All intervals of a study, in one long table. Quantiles are order statistics: a value that some draw really had."""

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.people import COLUMNS as PEOPLE
from oberih.scenario import Pack, Scenario
from oberih.study.cores import cores
from oberih.study.engine import Study
from oberih.study.figures import (
    AUTOMATIC,
    BASE,
    COUNTRY,
    DAMAGE,
    DEMAND,
    EMERGENCY,
    LEAST_MW,
    REGIONS,
    SCHEDULED,
    Floats32,
    cut_of,
    hour_name,
    sees_next_day,
)  # fmt: skip
from oberih.study.source import Source
from oberih.terms.batch import Floats
from oberih.terms.kinds import MISSILE_KINDS
from oberih.terms.tables import SCHEMAS, check

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
DAY_H = 24
WHOLE = (
    "struck_assets", "units_struck", "units_tripped", "generation_lost_mw", "load_lost_mw", "separated",
    "automatic_shed_mw", "unserved_mwh", "raid_unserved_mwh", "peak_cut_mw", "peak_cut_share", "hours_to_90",
    "hours_to_100", "hours_to_lifted", "hours_to_restored", "phi_mw_per_h", "lambda_mw", "e_h", "pi_mw_per_h",
    "censored",
)  # fmt: skip
SERIES = (
    "demand_mw", "cut_mw", "cut_share", "raid_cut_mw", "cut_damage_mw", "cut_automatic_mw", "cut_emergency_mw",
    "cut_scheduled_mw",
)  # fmt: skip
STATISTICS = ("mean", "se", *(f"p{round(100 * level):02d}" for level in LEVELS))
#: bytes of one hour that are held at once: regions of many draws are taken a few at a time
MOST_BYTES = 64 * 2**20

#: how a function is called for each hour: the built-in `map`, or a pool's
Each = Callable[[Callable[[int], Floats], Iterable[int]], Iterable[Floats]]


def statistics(values: NDArray[np.generic]) -> Floats:
    """(row, statistic) of (row, draw): mean, standard error and quantiles; what some draw never reached is infinite.

    Each row by itself: which rows stand together changes nothing.
    """
    flat = np.ascontiguousarray(values, np.float32 if values.dtype == np.float32 else np.float64)
    n = flat.shape[1]
    finite = np.isfinite(flat).all(axis=1)
    tame = flat if finite.all() else np.where(finite[:, None], flat, 0)
    mean = np.where(finite, tame.mean(axis=1, dtype=np.float64), np.inf)
    sd = tame.std(axis=1, dtype=np.float64) * math.sqrt(n / max(n - 1, 1))
    ordered = np.sort(flat, axis=1)
    at = [max(math.ceil(level * n) - 1, 0) for level in LEVELS]
    error = np.where(finite, sd / math.sqrt(n), np.inf)
    return np.column_stack([mean, error, ordered[:, at].astype(np.float64)])


class _Rows:
    """Collects rows of the table, column by column."""

    def __init__(self) -> None:
        self._blocks: list[pl.DataFrame] = []

    def add(
        self,
        quantity: str,
        values: NDArray[np.generic],
        *,
        regions: Sequence[str | None] = (None,),
        hours: Sequence[int | None] = (None,),
        kind: str | None = None,
    ) -> None:
        """One row for each (hour, region) of `values`, whose last axis is the draws."""
        flat = values.reshape(len(hours) * len(regions), -1)
        self.tell(quantity, statistics(flat), regions=regions, hours=hours, kind=kind)

    def tell(
        self,
        quantity: str,
        found: Floats,
        *,
        regions: Sequence[str | None],
        hours: Sequence[int | None],
        kind: str | None = None,
    ) -> None:
        """Rows of which the statistics are known."""
        size = found.shape[0]
        self._blocks.append(
            pl.DataFrame(
                {
                    "quantity": pl.Series([quantity], dtype=pl.String).new_from_index(0, size),
                    "region": pl.Series(list(regions) * len(hours), dtype=pl.String),
                    "hour": pl.Series([hour for hour in hours for _ in regions], dtype=pl.Int16),
                    "kind": pl.Series([kind], dtype=pl.String).new_from_index(0, size),
                    **{name: found[:, i] for i, name in enumerate(STATISTICS)},
                }
            )
        )

    def table(self) -> pl.DataFrame:
        """All rows, in the order in which they were added."""
        return check("quantities", pl.concat(self._blocks).select(list(SCHEMAS["quantities"])))


def quantities(study: Study, scenario: Scenario, pack: Pack, each: Each = map) -> pl.DataFrame:
    """The table `quantities`. What is not reached within the hours looked at is infinite.

    `each` calls a function for every hour, in order: most of the time goes there, and a pool's `map` shares it out.
    """
    rows, source = _Rows(), study.source
    _weapons(rows, study.outcome, study.outcome_kinds)
    outcome = study.outcome
    for name in WHOLE:
        rows.add(name, outcome[name].cast(pl.Float64).to_numpy())
    seen = sees_next_day(study.start_hour, scenario.hours)
    for name in COUNTRY if seen else [name for name in COUNTRY if "next_day" not in name]:
        rows.add(name, source.array(f"country/{name}"))
    hours = range(scenario.hours)
    found = np.stack(list(each(partial(_hour, source, len(pack.regions)), hours)))  # (hour, series, region, statistic)
    for i, name in enumerate(SERIES):
        rows.tell(name, found[:, i, -1], regions=(None,), hours=hours)
    for name in REGIONS:
        rows.add(name, source.array(f"regions/{name}"), regions=pack.regions)
    for i, name in enumerate(SERIES):
        rows.tell(name, found[:, i, :-1].reshape(-1, len(STATISTICS)), regions=pack.regions, hours=hours)
    _people(rows, source, pack)
    return rows.table()


def quantities_shared(study: Study, scenario: Scenario, pack: Pack, workers: int | None = None) -> pl.DataFrame:
    """The same with so many threads (None: as many as there are processors): sorting lets other threads run."""
    with ThreadPoolExecutor(workers or cores()) as pool:
        return quantities(study, scenario, pack, pool.map)


def _people(rows: _Rows, source: Source, pack: Pack) -> None:
    """People and sites: of the whole run, and by day under the name `…_day`, where `hour` is the day's first hour."""
    for name in PEOPLE:
        for place, regions in (("country", (None,)), ("regions", pack.regions)):
            rows.add(name, source.array(f"people/{name}/{place}"), regions=regions)
            by_day = source.array(f"people/{name}/{place}/day")
            days = tuple(range(0, by_day.shape[0] * DAY_H, DAY_H))
            rows.add(f"{name}_day", by_day, regions=regions, hours=days)


def _weapons(rows: _Rows, outcome: pl.DataFrame, by_kind: pl.DataFrame) -> None:
    counts = ("launched", "stopped", "lost", "leaked")
    for name in counts:
        rows.add(name, outcome[name].to_numpy())
    missiles = by_kind.filter(pl.col("kind").is_in(MISSILE_KINDS))
    missiles = missiles.group_by("draw", maintain_order=True).agg(pl.col(counts).sum())
    flown = by_kind.group_by("kind", maintain_order=True).agg(pl.col("launched").sum())
    kinds = flown.filter(pl.col("launched") > 0)["kind"].to_list()
    for name in counts:
        if missiles["launched"].sum() > 0:
            rows.add(name, missiles[name].to_numpy(), kind="missile")
        for kind in kinds:
            rows.add(name, by_kind.filter(pl.col("kind") == kind)[name].to_numpy(), kind=kind)


def _hour(source: Source, n_regions: int, hour: int) -> Floats:
    """(series, region, statistic) of one hour, the country being the last region."""
    places = n_regions + 1
    step = max(1, MOST_BYTES // (6 * 4 * max(source.draws, 1)))
    blocks = []
    for first in range(0, places, step):
        held = np.asarray(source.array(hour_name(hour), slice(first, first + step)), np.float32)
        blocks.append(np.stack([statistics(each) for each in _series(held)]))
    return np.concatenate(blocks, axis=1)


def _series(hour: Floats32) -> Iterable[Floats32]:
    """What is told of one hour (field, region, draw), in the order of SERIES."""
    cut = cut_of(hour)
    yield hour[DEMAND]
    yield cut
    yield cut / np.maximum(hour[DEMAND], LEAST_MW)
    yield cut - hour[BASE]
    yield from (hour[DAMAGE], hour[AUTOMATIC], hour[EMERGENCY], hour[SCHEDULED])
