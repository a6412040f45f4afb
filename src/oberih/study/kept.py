"""Full tables of the draws that are kept, as the design promises them."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from oberih.luck import IntArray
from oberih.outage import queues
from oberih.scenario import Pack
from oberih.study.draw import Batch
from oberih.terms.batch import texts
from oberih.terms.tables import SCHEMAS, check

TABLES = ("weapons", "leakers", "states", "works", "units", "served", "queues")


def kept_tables(batch: Batch, pack: Pack, kept: Sequence[int]) -> dict[str, pl.DataFrame]:
    """The seven tables of the kept draws that this batch holds."""
    here = [draw for draw in kept if draw in set(batch.draws.tolist())]
    rows = [int(np.flatnonzero(batch.draws == draw)[0]) for draw in here]
    return {
        "weapons": batch.weapons.table(pack.regions, batch.fates, here),
        "leakers": _leakers(batch, pack, here),
        "states": _each(rows, lambda d: _states(batch, pack, d), "states"),
        "works": _each(rows, lambda d: _works(batch, pack, d), "works"),
        "units": _each(rows, lambda d: _units(batch, pack, d), "units"),
        "served": _each(rows, lambda d: _served(batch, pack, d), "served"),
        "queues": _each(rows, lambda d: _queues(batch, pack, d), "queues"),
    }


def empty_tables() -> dict[str, pl.DataFrame]:
    """The seven tables without a row."""
    return {name: pl.DataFrame(schema=SCHEMAS[name]) for name in TABLES}


def _each(rows: Sequence[int], table_of: Callable[[int], pl.DataFrame], name: str) -> pl.DataFrame:
    frames = [table_of(d) for d in rows]
    return check(name, pl.concat(frames)) if frames else pl.DataFrame(schema=SCHEMAS[name])


def _asset_columns(pack: Pack, draw: int, assets: IntArray) -> dict[str, pl.Series]:
    picked = pack.assets[assets.tolist()]
    return {
        "draw": pl.Series([draw], dtype=pl.Int32).new_from_index(0, assets.size),
        "asset": picked["asset"].cast(pl.Int32),
        "asset_class": picked["asset_class"],
        "region": picked["region"],
    }


def _leakers(batch: Batch, pack: Pack, here: Sequence[int]) -> pl.DataFrame:
    """All that arrive; `asset` is null for those that did not fly at the grid."""
    weapons = batch.weapons.table(pack.regions, batch.fates, here).filter(pl.col("fate") == "leaked")
    struck = pl.DataFrame(
        {
            "draw": batch.weapons.draw[batch.damage.leaker].astype(np.int32),
            "weapon": batch.weapons.weapon[batch.damage.leaker].astype(np.int32),
            "asset": batch.damage.leaker_asset.astype(np.int32),
        }
    )
    joined = weapons.join(struck, on=["draw", "weapon"], how="left", maintain_order="left")
    return check("leakers", joined.select(list(SCHEMAS["leakers"])))


def _states(batch: Batch, pack: Pack, d: int) -> pl.DataFrame:
    """Each struck asset: as struck, as bypassed, as mended."""
    damage, draw = batch.damage, int(batch.draws[d])
    assets = np.flatnonzero(damage.level[d] > 0)
    done = batch.repairs.done_h[d, assets]
    steps = (
        (damage.from_h[d, assets], damage.struck_share[d, assets], damage.level[d, assets]),
        (damage.bypass_h[d, assets], damage.bypass_share[d, assets], damage.level[d, assets]),
        (done, np.ones(assets.size), np.zeros(assets.size, np.int8)),
    )
    frames = [
        pl.DataFrame(
            _asset_columns(pack, draw, assets)
            | {
                "level": pl.Series(level.astype(np.int8)),
                "capacity_share": pl.Series(share),
                "from_h": pl.Series(when),
                "needs_spare": pl.Series(damage.needs_spare[d, assets]),
            }
        ).filter(pl.Series(np.isfinite(when) & ((i != 1) | (when < done))))
        for i, (when, share, level) in enumerate(steps)
    ]
    return pl.concat(frames).sort("draw", "asset", "from_h")


def _works(batch: Batch, pack: Pack, d: int) -> pl.DataFrame:
    repairs = batch.repairs
    assets = np.flatnonzero(np.isfinite(repairs.done_h[d]))
    return pl.DataFrame(
        _asset_columns(pack, int(batch.draws[d]), assets)
        | {
            "crew": pl.Series(repairs.crew[d, assets].astype(np.int32)),
            "start_h": pl.Series(repairs.start_h[d, assets]),
            "end_h": pl.Series(repairs.done_h[d, assets]),
            "spare": pl.Series(repairs.spare[d, assets]),
        }
    )


def _units(batch: Batch, pack: Pack, d: int) -> pl.DataFrame:
    """Units that give less than before, hour by hour, and why: struck or tripped."""
    damage, minute, repairs = batch.damage, batch.minute, batch.repairs
    n_hours = batch.hours.demand_mw.shape[1]
    middle = np.arange(n_hours) + 0.5
    frames = []
    for a, asset_class in enumerate(pack.assets["asset_class"]):
        off = np.isfinite(minute.off_h[d, a])
        if asset_class == "substation" or not (off or damage.level[d, a] > 0):
            continue
        back = minute.back_h[d, a] if off else repairs.done_h[d, a]
        begin = minute.off_h[d, a] if off else damage.from_h[d, a]
        share = np.where(
            off, 0.0, np.where(middle < damage.bypass_h[d, a], damage.struck_share[d, a], damage.bypass_share[d, a])
        )
        hours = np.flatnonzero((middle >= begin) & (middle < back))
        frames.append(
            pl.DataFrame(
                {
                    "draw": np.full(hours.size, batch.draws[d], np.int32),
                    "unit": np.full(hours.size, a, np.int32),
                    "region": pl.Series([pack.assets["region"][a]] * hours.size, dtype=pl.String),
                    "technology": pl.Series([asset_class] * hours.size, dtype=pl.String),
                    "hour": hours.astype(np.int16),
                    "available_mw": share[hours] * pack.assets["available_mw"][a],
                    "cause": pl.Series(["tripped" if off else "struck"] * hours.size, dtype=pl.String),
                    "return_h": np.full(hours.size, back),
                }
            )
        )
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMAS["units"])


def _served(batch: Batch, pack: Pack, d: int) -> pl.DataFrame:
    cuts, demand = batch.cuts, batch.hours.demand_mw[d]
    n_hours, n_regions = demand.shape
    return pl.DataFrame(
        {
            "draw": np.full(demand.size, batch.draws[d], np.int32),
            "hour": np.repeat(np.arange(n_hours, dtype=np.int16), n_regions),
            "region": texts(pack.regions, np.tile(np.arange(n_regions), n_hours)),
            "demand_mw": demand.ravel(),
            "served_mw": cuts.served_mw[d].ravel(),
            "cut_damage_mw": cuts.damage_mw[d].ravel(),
            "cut_automatic_mw": cuts.automatic_mw[d].ravel(),
            "cut_emergency_mw": cuts.emergency_mw[d].ravel(),
            "cut_scheduled_mw": cuts.scheduled_mw[d].ravel(),
        }
    )


def _queues(batch: Batch, pack: Pack, d: int) -> pl.DataFrame:
    return queues(
        int(batch.draws[d]), pack.regions, batch.hours.demand_mw[d], batch.cuts.scheduled_mw[d],
        batch.cuts.emergency_mw[d],
    )  # fmt: skip
