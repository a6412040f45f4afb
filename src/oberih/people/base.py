"""Person-hours without power, heat and water, and critical sites past their backup, by region and day of the run.

A day is 24 hours from the hour in which the raid begins. People of a region are off as its demand is. Damage and
automatics do not choose whom they cut; orders and schedules spare hospitals, pumping stations and boiler houses, and
reach base stations of telephone networks, which stand on ordinary feeders.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from oberih.luck import FloatArray
from oberih.people import _kernels
from oberih.scenario import Pack
from oberih.scenario.packs.metrics import SITE_CLASSES
from oberih.terms.batch import Damage, Floats, Ints, Repairs, texts
from oberih.terms.tables import check

#: what is counted, in this order
COLUMNS = (
    "person_hours_without_power", "person_hours_without_heat", "person_hours_without_water",
    "critical_sites_past_backup",
)  # fmt: skip
DAY_H = 24


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """(draw, day, region, what), what as in COLUMNS."""

    counts: Floats

    def table(self, row: int, draw: int, regions: tuple[str, ...]) -> pl.DataFrame:
        """The promised table `people` of one draw, which is the given row of the batch."""
        counts = self.counts[row]
        n_days, n_regions, _ = counts.shape
        frame = {
            "draw": np.full(n_days * n_regions, draw, np.int32),
            "region": texts(regions, np.tile(np.arange(n_regions), n_days)),
            "day": np.repeat(np.arange(n_days, dtype=np.int16), n_regions),
        } | {name: counts[:, :, i].ravel() for i, name in enumerate(COLUMNS)}
        return check("people", pl.DataFrame(frame))


def count(
    pack: Pack, doubts: Mapping[str, FloatArray], demand_mw: Floats, served_mw: Floats, struck_mw: Floats,
    turns_mw: Floats, temperature_c: Floats, start_hour: Ints, damage: Damage, repairs: Repairs, off_h: Floats,
    back_h: Floats,
) -> People:  # fmt: skip
    """Count people and sites of a batch.

    (draw, hour, region) MW: demand, what is served, what is cut by damage and automatics, and what by order.
    `temperature_c` is (draw, calendar day, region); `off_h` and `back_h` say when units tripped and are back.
    """
    lost = _chp_lost(pack, demand_mw.shape[1], damage, repairs, off_h, back_h)
    return count_lost(pack, doubts, demand_mw, served_mw, struck_mw, turns_mw, temperature_c, start_hour, lost)


def count_lost(
    pack: Pack, doubts: Mapping[str, FloatArray], demand_mw: Floats, served_mw: Floats, struck_mw: Floats,
    turns_mw: Floats, temperature_c: Floats, start_hour: Ints, chp_lost: Floats,
) -> People:  # fmt: skip
    """The same, where the share of each region's CHP that is out is known, (draw, hour, region)."""
    n_draws, n_hours, n_regions = demand_mw.shape
    demand = np.maximum(demand_mw, 1e-9)
    critical = np.maximum(pack.critical_share * demand, 1e-9)
    short = np.clip((critical - served_mw) / critical, 0.0, 1.0) * (pack.critical_share > 0)
    day = np.minimum((start_hour[:, None] + np.arange(n_hours)) // DAY_H, temperature_c.shape[1] - 1)
    frost = temperature_c[np.arange(n_draws)[:, None], day] < 0
    out = np.zeros((n_draws, (n_hours - 1) // DAY_H + 1, n_regions, len(COLUMNS)))
    _kernels.count(
        struck_mw / demand, turns_mw / demand, short, frost, chp_lost,
        np.array(pack.population, np.float64), np.array(pack.district_heating_share, np.float64),
        pack.individual_heat_electric_share, np.array(pack.chp_heat_share, np.float64), pack.piped_water_share,
        pack.water_booster_share, np.array(pack.sites, np.float64),
        np.stack([doubts[f"pack.backup_{each}_h"] for each in SITE_CLASSES], axis=1), np.arange(n_hours) // DAY_H, out,
    )  # fmt: skip
    return People(out)


def _chp_lost(
    pack: Pack, n_hours: int, damage: Damage, repairs: Repairs, off_h: Floats, back_h: Floats
) -> Floats:
    """Share of a region's working CHP that the raid has taken out, (draw, hour, region)."""
    available = pack.assets["available_mw"].to_numpy()
    units = np.flatnonzero((pack.assets["asset_class"] == "chp").to_numpy() & (available > 0))
    lost = np.zeros((damage.level.shape[0], n_hours, len(pack.regions)))
    held = np.zeros(len(pack.regions))
    middle = np.arange(n_hours) + 0.5
    for a in units:
        r = pack.regions.index(pack.assets["region"][int(a)])
        held[r] += available[a]
        at = [each[:, a, None] for each in (damage.from_h, damage.bypass_h, repairs.done_h, off_h, back_h)]
        left = np.where(middle < at[1], damage.struck_share[:, a, None], damage.bypass_share[:, a, None])
        share = np.where((middle < at[0]) | (middle >= at[2]), 1.0, left)
        share = np.where((middle >= at[3]) & (middle < at[4]), 0.0, share)
        lost[:, :, r] += available[a] * (1 - share)
    return lost / np.maximum(held, 1e-9)
