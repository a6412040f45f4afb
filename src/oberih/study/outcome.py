"""What is kept of every draw: one row of totals, a row for each kind of weapon, and the hours by region."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.scenario import Pack
from oberih.study.draw import Batch
from oberih.study.resilience import NEAR, corners
from oberih.terms.batch import FATES, LEAKED, LOST, STOPPED, Floats
from oberih.terms.kinds import KINDS
from oberih.terms.tables import check

#: fields of the hours kept for intervals, in this order: (field, hour, region, draw)
FIELDS = ("demand_mw", "base_cut_mw", "cut_damage_mw", "cut_automatic_mw", "cut_emergency_mw", "cut_scheduled_mw")
BACK = 0.9  #: of what would be served without the raid
ALL = 1e-6  #: of demand: what is cut beyond the base by less than this is nothing
MARGIN = 0.01  #: limits are lifted when no more than this share of demand is cut beyond the base
NEVER = np.inf  #: not within the hours looked at


def kept_hours(batch: Batch) -> NDArray[np.float32]:
    """(field, hour, region, draw) in single precision: enough for intervals of models, half the memory."""
    base_cut = batch.base.demand_mw - batch.base.served_mw
    cuts = batch.cuts
    fields = (
        batch.hours.demand_mw, base_cut, cuts.damage_mw, cuts.automatic_mw, cuts.emergency_mw, cuts.scheduled_mw
    )  # fmt: skip
    return np.stack([each.transpose(1, 2, 0) for each in fields]).astype(np.float32)


def people_counts(batch: Batch) -> NDArray[np.float32]:
    """(what, day, region, draw) in single precision, what as in `people.COLUMNS`."""
    return batch.people.counts.transpose(3, 1, 2, 0).astype(np.float32)


def hours_until(good: NDArray[np.bool_]) -> Floats:
    """First hour from which all hours are good, (draw,) from (draw, hour); NEVER where the last one is not.

    >>> hours_until(np.array([[True, False, True], [True, True, True], [True, True, False]])).tolist()
    [2.0, 0.0, inf]
    """
    bad = ~good
    n_hours = good.shape[1]
    last_bad = np.where(bad.any(axis=1), n_hours - 1 - np.argmax(bad[:, ::-1], axis=1), -1)
    return np.where(last_bad == n_hours - 1, NEVER, last_bad + 1.0)


def outcome(batch: Batch, pack: Pack) -> pl.DataFrame:
    """The table `outcome`."""
    weapons, minute, cuts = batch.weapons, batch.minute, batch.cuts
    fates = np.zeros((batch.draws.size, len(FATES)), np.int64)
    row = np.repeat(np.arange(batch.draws.size), np.diff(weapons.start))
    np.add.at(fates, (row, batch.fates), 1)
    unit = (pack.assets["asset_class"] != "substation").to_numpy()
    demand = batch.hours.demand_mw.sum(axis=2)
    served, base = cuts.served_mw.sum(axis=2), batch.base.served_mw.sum(axis=2)
    cut = demand - served
    # by what is cut, not by what is served: load that comes back after an outage is greater for a while
    raid_cut = cut - (batch.base.demand_mw.sum(axis=2) - base)
    peak = np.argmax(cut, axis=1)
    at = np.arange(batch.draws.size)
    to_90, lifted = hours_until(served >= BACK * base), hours_until(raid_cut <= MARGIN * demand)
    # the deepest hours count as the bottom, and less than a hundredth of demand as nothing lost
    phi, depth, stay, pi, _ = corners(raid_cut, MARGIN * demand, np.arange(demand.shape[1]) + 0.5, NEAR)
    struck = batch.damage.level > 0
    restored = np.where(struck, batch.repairs.done_h, 0.0).max(axis=1, initial=0.0)
    frame = {
        "draw": batch.draws.astype(np.int32),
        "launched": fates.sum(axis=1).astype(np.int32),
        "stopped": fates[:, STOPPED].astype(np.int32),
        "lost": fates[:, LOST].astype(np.int32),
        "leaked": fates[:, LEAKED].astype(np.int32),
        "struck_assets": (batch.damage.level > 0).sum(axis=1).astype(np.int32),
        "units_struck": (batch.damage.level[:, unit] > 0).sum(axis=1).astype(np.int32),
        "units_tripped": np.isfinite(minute.off_h).sum(axis=1).astype(np.int32),
        "generation_lost_mw": minute.generation_lost_mw,
        "load_lost_mw": minute.load_lost_mw,
        "separated": minute.separated,
        "nadir_hz": minute.nadir_hz,
        "automatic_shed_mw": cuts.automatic_mw.sum(axis=2).max(axis=1),
        "unserved_mwh": cut.sum(axis=1),
        "raid_unserved_mwh": raid_cut.sum(axis=1),
        "peak_cut_mw": cut[at, peak],
        "peak_cut_share": (cut / demand).max(axis=1),
        "hours_to_90": to_90,
        "hours_to_100": hours_until(raid_cut <= ALL * demand),
        "hours_to_lifted": lifted,
        "hours_to_restored": np.where(restored <= demand.shape[1], restored, NEVER),
        "phi_mw_per_h": phi,
        "lambda_mw": depth,
        "e_h": stay,
        "pi_mw_per_h": pi,
        "censored": np.isinf(to_90) | np.isinf(lifted),
    }
    return check("outcome", pl.DataFrame(frame))


def outcome_kinds(batch: Batch) -> pl.DataFrame:
    """The table `outcome_kinds`: every draw has a row for every kind that flew in any draw of the study or not."""
    counts = np.zeros((batch.draws.size, len(KINDS), len(FATES)), np.int64)
    row = np.repeat(np.arange(batch.draws.size), np.diff(batch.weapons.start))
    np.add.at(counts, (row, batch.weapons.kind, batch.fates), 1)
    flat = counts.reshape(-1, len(FATES)).astype(np.int32)
    frame = {
        "draw": np.repeat(batch.draws.astype(np.int32), len(KINDS)),
        "kind": pl.Series(list(KINDS) * batch.draws.size, dtype=pl.String),
        "launched": flat.sum(axis=1).astype(np.int32),
        "stopped": flat[:, STOPPED],
        "lost": flat[:, LOST],
        "leaked": flat[:, LEAKED],
    }
    return check("outcome_kinds", pl.DataFrame(frame))
