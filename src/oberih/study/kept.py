"""Full tables of the draws that are kept, as the design promises them."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import polars as pl

from oberih.luck import IntArray
from oberih.outage import half_hours, queues
from oberih.scenario import Pack
from oberih.study.draw import Batch, Fought
from oberih.terms.batch import texts
from oberih.terms.tables import SCHEMAS, check

TABLES = ("weapons", "leakers", "states", "works", "units", "served", "queues", "people")


def kept_tables(
    batch: Batch, pack: Pack, kept: Sequence[int], day: date | None = None
) -> dict[str, pl.DataFrame]:
    """The tables of the kept draws that this batch holds, with the queues of a day; `shots` where the defence was
    layered."""
    here = [draw for draw in kept if draw in set(batch.draws.tolist())]
    rows = [int(np.flatnonzero(batch.draws == draw)[0]) for draw in here]
    tables = {
        "weapons": batch.weapons.table(pack.regions, batch.fates, here),
        "leakers": _leakers(batch, pack, here),
        "states": _each(rows, lambda d: _states(batch, pack, d), "states"),
        "works": _each(rows, lambda d: _works(batch, pack, d), "works"),
        "units": _each(rows, lambda d: _units(batch, pack, d), "units"),
        "served": _each(rows, lambda d: _served(batch, pack, d), "served"),
        "queues": _each(rows, lambda d: _queues(batch, pack, d, day), "queues"),
        "people": _each(rows, lambda d: batch.people.table(d, int(batch.draws[d]), pack.regions), "people"),
    }
    if batch.fought is not None:
        tables["shots"] = _shots(batch.fought, here)
    return tables


def _shots(fought: Fought, here: Sequence[int]) -> pl.DataFrame:
    """Every engagement attempt of the kept draws."""
    if not here:
        return pl.DataFrame(schema=SCHEMAS["shots"])
    return fought.engaged.shots(fought.stands.names).filter(pl.col("draw").is_in(list(here)))


def empty_tables(*, shots: bool = False) -> dict[str, pl.DataFrame]:
    """The eight tables without a row; `shots` too where the defence is layered."""
    return {name: pl.DataFrame(schema=SCHEMAS[name]) for name in (*TABLES, *(("shots",) if shots else ()))}


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
    """Each unit that runs in the draw, hour by hour, and why it gives less: struck, stranded (no supply reaches its
    region), tripped, fuel (the day's water is less than it could pass), none (it gives what it gave before)."""
    damage, minute, repairs = batch.damage, batch.minute, batch.repairs
    n_hours = batch.hours.demand_mw.shape[1]
    middle = np.arange(n_hours) + 0.5
    classes = pack.assets["asset_class"].to_numpy()
    mw = pack.assets["available_mw"].to_numpy()
    units = np.flatnonzero((classes != "substation") & (mw > 0))
    region = np.searchsorted(np.asarray(pack.regions), pack.assets["region"].to_numpy()[units].astype(str))
    struck = (damage.level[d, units] > 0)[:, None]
    done = repairs.done_h[d, units][:, None]
    wounded = struck & (middle >= damage.from_h[d, units][:, None]) & (middle < done)
    off = (middle >= minute.off_h[d, units][:, None]) & (middle < minute.back_h[d, units][:, None])
    dark = (middle >= minute.dark_h[d, region][:, None]) & (middle < minute.energised_h[d, region][:, None])
    left = np.where(
        middle < damage.bypass_h[d, units][:, None], damage.struck_share[d, units][:, None],
        damage.bypass_share[d, units][:, None],
    )  # fmt: skip
    share = np.where(off | dark, 0.0, np.where(wounded, left, 1.0))
    short_of_water = np.isin(classes[units], ("hydro", "pumped"))[:, None] & np.ones(n_hours, np.bool_)
    cause = np.select([dark, wounded & ~off, off, short_of_water], ["stranded", "struck", "tripped", "fuel"], "none")
    back = np.where(dark | off, minute.back_h[d, units][:, None], np.where(wounded, done, 0.0))
    back = np.where(dark & ~np.isfinite(back), minute.energised_h[d, region][:, None], back)
    back = np.where(off & wounded, np.maximum(back, done), back)
    n = units.size * n_hours
    return pl.DataFrame(
        {
            "draw": np.full(n, batch.draws[d], np.int32),
            "unit": np.repeat(units.astype(np.int32), n_hours),
            "region": pack.assets["region"][units.tolist()].repeat_by(n_hours).explode(),
            "technology": pack.assets["asset_class"][units.tolist()].repeat_by(n_hours).explode(),
            "hour": np.tile(np.arange(n_hours, dtype=np.int16), units.size),
            "available_mw": (share * mw[units][:, None]).ravel(),
            "cause": pl.Series(cause.ravel().astype(str).tolist(), dtype=pl.String),
            "return_h": back.ravel(),
        }
    )


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


def _queues(batch: Batch, pack: Pack, d: int, day: date | None) -> pl.DataFrame:
    return queues(
        int(batch.draws[d]), pack.regions, batch.hours.demand_mw[d], batch.cuts.scheduled_mw[d],
        batch.cuts.emergency_mw[d], half_hours(day), pack.critical_share,
    )  # fmt: skip
