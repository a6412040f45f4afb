"""All intervals of a study, in one long table. Quantiles are order statistics: a value that some draw really had."""

import math
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.people import COLUMNS as PEOPLE
from oberih.scenario import Pack, Scenario
from oberih.study.engine import Study
from oberih.study.outcome import FIELDS
from oberih.study.resilience import saidi_h, saifi
from oberih.terms.kinds import MISSILE_KINDS
from oberih.terms.tables import SCHEMAS, check

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
#: a region has emergency cuts from this share of demand off outside schedules, by damage, automatics or order; assumed,
#: range 0.01-0.06
EMERGENCY_SHARE = 0.02
FIRST_DAY_H = 24
DAY_H = 24
SITES = "critical_sites_past_backup"
WHOLE = (
    "struck_assets", "units_struck", "units_tripped", "generation_lost_mw", "load_lost_mw", "separated",
    "automatic_shed_mw", "unserved_mwh", "raid_unserved_mwh", "peak_cut_mw", "peak_cut_share", "hours_to_90",
    "hours_to_100", "hours_to_lifted", "hours_to_restored", "phi_mw_per_h", "lambda_mw", "e_h", "pi_mw_per_h",
    "censored",
)  # fmt: skip
DEMAND, BASE, DAMAGE, AUTOMATIC, EMERGENCY, SCHEDULED = range(len(FIELDS))

Floats32 = NDArray[np.float32]


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
        flat = np.ascontiguousarray(values, np.float32 if values.dtype == np.float32 else np.float64)
        flat = flat.reshape(len(hours) * len(regions), -1)
        n = flat.shape[1]
        finite = np.isfinite(flat).all(axis=1)
        mean = np.where(finite, np.where(finite[:, None], flat, 0).mean(axis=1, dtype=np.float64), np.inf)
        sd = np.where(finite[:, None], flat, 0).std(axis=1, dtype=np.float64) * math.sqrt(n / max(n - 1, 1))
        ordered = np.sort(flat, axis=1)
        at = [max(math.ceil(level * n) - 1, 0) for level in LEVELS]
        quantiles = ordered[:, at].astype(np.float64)
        size = flat.shape[0]
        self._blocks.append(
            pl.DataFrame(
                {
                    "quantity": pl.Series([quantity], dtype=pl.String).new_from_index(0, size),
                    "region": pl.Series(list(regions) * len(hours), dtype=pl.String),
                    "hour": pl.Series([hour for hour in hours for _ in regions], dtype=pl.Int16),
                    "kind": pl.Series([kind], dtype=pl.String).new_from_index(0, size),
                    "mean": mean,
                    "se": np.where(finite, sd / math.sqrt(n), np.inf),
                    **{f"p{round(100 * level):02d}": quantiles[:, i] for i, level in enumerate(LEVELS)},
                }
            )
        )

    def table(self) -> pl.DataFrame:
        """All rows, in the order in which they were added."""
        return check("quantities", pl.concat(self._blocks).select(list(SCHEMAS["quantities"])))


def quantities(study: Study, scenario: Scenario, pack: Pack) -> pl.DataFrame:
    """The table `quantities`. What is not reached within the hours looked at is infinite."""
    rows = _Rows()
    _weapons(rows, study)
    for name in WHOLE:
        rows.add(name, study.outcome[name].cast(pl.Float64).to_numpy())
    hours = range(scenario.hours)
    nation = study.hours.sum(axis=2, keepdims=True, dtype=np.float64).astype(np.float32)
    _nation(rows, nation[:, :, 0], study.start_hour)
    _by_hour(rows, nation, hours, (None,))
    _regions(rows, study.hours, pack)
    _by_hour(rows, study.hours, hours, pack.regions)
    _people(rows, study.people, pack)
    return rows.table()


def _people(rows: _Rows, counts: Floats32, pack: Pack) -> None:
    """People and sites: of the whole run, and by day under the name `…_day`, where `hour` is the day's first hour.

    Of a whole run sites count by their worst day, as the same site may be past its backup on several.
    """
    days = tuple(range(0, counts.shape[1] * DAY_H, DAY_H))
    nation = counts.sum(axis=2, keepdims=True, dtype=np.float64)
    for i, name in enumerate(PEOPLE):
        for regions, values in (((None,), nation[i]), (pack.regions, counts[i])):
            whole = values.max(axis=0) if name == SITES else values.sum(axis=0, dtype=np.float64)
            rows.add(name, whole, regions=regions)
            rows.add(f"{name}_day", values, regions=regions, hours=days)


def _weapons(rows: _Rows, study: Study) -> None:
    counts = ("launched", "stopped", "lost", "leaked")
    for name in counts:
        rows.add(name, study.outcome[name].to_numpy())
    missiles = study.outcome_kinds.filter(pl.col("kind").is_in(MISSILE_KINDS))
    missiles = missiles.group_by("draw", maintain_order=True).agg(pl.col(counts).sum())
    flown = study.outcome_kinds.group_by("kind", maintain_order=True).agg(pl.col("launched").sum())
    kinds = flown.filter(pl.col("launched") > 0)["kind"].to_list()
    for name in counts:
        if missiles["launched"].sum() > 0:
            rows.add(name, missiles[name].to_numpy(), kind="missile")
        for kind in kinds:
            rows.add(name, study.outcome_kinds.filter(pl.col("kind") == kind)[name].to_numpy(), kind=kind)


def _cut(hours: Floats32) -> Floats32:
    return np.asarray(hours[DAMAGE:].sum(axis=0))


def _nation(rows: _Rows, nation: Floats32, start_hour: NDArray[np.int64]) -> None:
    """Of the whole country: (field, hour, draw)."""
    rows.add("base_peak_cut_share", (nation[BASE] / nation[DEMAND]).max(axis=0))
    _national_indices(rows, nation)
    # The calendar day after the raid: of its need, what was not served. Officials state such a share on that day.
    hour = np.arange(nation.shape[1])[:, None]
    midnight = 24 - start_hour % 24
    next_day = (hour >= midnight) & (hour < midnight + 24)
    if (midnight + 24 <= nation.shape[1]).all():  # a part of the day would say more of its hour than of the raid
        need = np.where(next_day, nation[DEMAND], 0).sum(axis=0, dtype=np.float64)
        rows.add("next_day_deficit_share", np.where(next_day, _cut(nation), 0).sum(axis=0, dtype=np.float64) / need)
        base = np.where(next_day, nation[BASE], 0).sum(axis=0, dtype=np.float64)
        rows.add("base_next_day_deficit_share", base / need)


def _national_indices(rows: _Rows, nation: Floats32) -> None:
    """SAIDI and SAIFI of the country, customers weighed by their demand."""
    demand = np.maximum(nation[DEMAND], np.float32(1e-6))
    rows.add("saidi_h", saidi_h(_cut(nation) / demand))
    rows.add(
        "saifi",
        saifi((nation[DAMAGE] + nation[AUTOMATIC]) / demand, (nation[EMERGENCY] + nation[SCHEDULED]) / demand),
    )


def _by_hour(rows: _Rows, hours: Floats32, numbers: Sequence[int], regions: Sequence[str | None]) -> None:
    cut = _cut(hours)
    series = {
        "demand_mw": hours[DEMAND],
        "cut_mw": cut,
        "cut_share": cut / np.maximum(hours[DEMAND], np.float32(1e-6)),
        "raid_cut_mw": cut - hours[BASE],
        "cut_damage_mw": hours[DAMAGE],
        "cut_automatic_mw": hours[AUTOMATIC],
        "cut_emergency_mw": hours[EMERGENCY],
        "cut_scheduled_mw": hours[SCHEDULED],
    }
    for name, values in series.items():
        rows.add(name, values, regions=regions, hours=tuple(numbers))


def _regions(rows: _Rows, hours: Floats32, pack: Pack) -> None:
    cut = _cut(hours)
    demand = np.maximum(hours[DEMAND], np.float32(1e-6))
    share = cut / demand
    added = cut - hours[BASE]
    first = hours[:, :FIRST_DAY_H]
    sudden = first[DAMAGE] + first[AUTOMATIC] + first[EMERGENCY]
    emergency = (sudden >= EMERGENCY_SHARE * demand[:FIRST_DAY_H]).any(axis=0)
    of_region = {
        "peak_cut_mw": cut.max(axis=0),
        "peak_cut_share": share.max(axis=0),
        "raid_peak_cut_share": (added / demand).max(axis=0),
        "raid_unserved_mwh": added.sum(axis=0, dtype=np.float64),
        "hours_cut": share.sum(axis=0, dtype=np.float64),
        "saidi_h": saidi_h(share),
        "saifi": saifi((hours[DAMAGE] + hours[AUTOMATIC]) / demand, (hours[EMERGENCY] + hours[SCHEDULED]) / demand),
        "emergency": emergency.astype(np.float64),
        "people_without_power_peak": share.max(axis=0) * pack.population[:, None],
    }
    for name, values in of_region.items():
        rows.add(name, values, regions=pack.regions)
