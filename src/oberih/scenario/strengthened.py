"""A country pack with what stands beside it: the same arrays, and a few more rows."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from oberih.luck import FloatArray
from oberih.scenario.model import Scenario
from oberih.scenario.pack import Pack, Range, load_pack
from oberih.scenario.strengthening import Addition

#: what comes back of a MWh put into storage, where nobody says; assumed, range 0.8-0.92
EFFICIENCY = 0.85
LEVELS = ("none", "gabions", "concrete", "shelter")


def pack_of(scenario: Scenario) -> Pack:
    """The scenario's pack with its `strengthening`, as it is on the day of the raid."""
    pack = load_pack(scenario.grid.pack, scenario.grid.state)
    return strengthened(pack, there_on(scenario.strengthening or (), scenario.raid.date))


def there_on(additions: Iterable[Addition], day: dt.date | None) -> tuple[Addition, ...]:
    """Those that have come by a day; without a day, all."""
    return tuple(each for each in additions if day is None or each.arrives is None or each.arrives <= day)


def strengthened(pack: Pack, additions: Sequence[Addition]) -> Pack:
    """The pack with additions; the very same pack where there are none.

    Mobile generation is a row of assets of class `mobile`, at the end: indices of the others, and so their luck, stay.
    Figures that a draw samples are moved as a whole range, so a draw's figure moves by just as much.
    """
    for each in additions:
        pack = {
            "protection": _protect, "spares": _spare, "crews": _crew, "generation": _generate, "storage": _store,
            "imports": _import, "backup": _back_up,
        }[each.add](pack, each)  # fmt: skip
    return pack


def shares(pack: Pack, regions: Sequence[str]) -> FloatArray:
    """How an addition is spread over regions: by their demand."""
    here = np.array([not regions or code in regions for code in pack.regions])
    demand = np.where(here, pack.demand_peak_mw, 0.0)
    return np.asarray(demand / max(demand.sum(), 1e-9))


def _moved(pack: Pack, name: str, by: float) -> dict[str, Range]:
    given = pack.ranges[name]
    return pack.ranges | {name: replace(given, low=given.low + by, mid=given.mid + by, high=given.high + by)}


def _protect(pack: Pack, each: Addition) -> Pack:
    assert each.level is not None
    weaker = list(LEVELS[: LEVELS.index(each.level)])
    here = (pl.col("asset_class") == each.asset_class) & pl.col("protection").is_in(weaker)
    if each.regions:
        here &= pl.col("region").is_in(list(each.regions))
    now = pl.when(here).then(pl.lit(each.level)).otherwise(pl.col("protection")).alias("protection")
    return replace(pack, assets=pack.assets.with_columns(now))


def _spare(pack: Pack, each: Addition) -> Pack:
    n, name = each.n or 0, str(each.asset_class)
    low, mid, high = pack.spares.get(name, (0, 0, 0))
    spares = pack.spares | {name: (low + n, mid + n, high + n)}
    ranges = _moved(pack, "spare_transformers", n) if name == "substation" else pack.ranges
    return replace(pack, spares=spares, ranges=ranges)


def _crew(pack: Pack, each: Addition) -> Pack:
    crews = pack.crews.copy()
    wanted = crews / max(crews.sum(), 1) if crews.sum() else np.full(crews.size, 1 / crews.size)
    new = np.zeros(crews.size)
    for i in range(each.n or 0):
        at = int(np.argmax(wanted * (i + 1) - new))
        new[at] += 1
    return replace(pack, crews=crews + new.astype(crews.dtype))


def _generate(pack: Pack, each: Addition) -> Pack:
    part = shares(pack, each.regions) * (each.mw or 0.0)
    at = np.flatnonzero(part > 0)
    first = pack.assets.height
    new = pl.DataFrame(
        {
            "asset": np.arange(first, first + at.size), "asset_class": ["mobile"] * at.size,
            "region": [pack.regions[r] for r in at], "capacity_mw": part[at], "available_mw": part[at],
            "node": ["distribution"] * at.size, "protection": ["none"] * at.size, "controlled": [True] * at.size,
        },
        schema_overrides=dict(pack.assets.schema),
    ).select(pack.assets.columns)  # fmt: skip
    return replace(pack, assets=pl.concat([pack.assets, new]))


def _store(pack: Pack, each: Addition) -> Pack:
    part = shares(pack, each.regions)
    nothing = np.zeros(len(pack.regions))
    held_mw = nothing if pack.storage_mw is None else pack.storage_mw
    held_mwh = nothing if pack.storage_mwh is None else pack.storage_mwh
    mwh = each.mwh or 0.0
    before = float(held_mwh.sum())
    mean = (pack.storage_efficiency * before + (each.efficiency or EFFICIENCY) * mwh) / (before + mwh)
    return replace(
        pack, storage_mw=held_mw + part * (each.mw or 0.0), storage_mwh=held_mwh + part * mwh, storage_efficiency=mean
    )


def _import(pack: Pack, each: Addition) -> Pack:
    return replace(pack, ranges=_moved(pack, "import_mw", each.mw or 0.0))


def _back_up(pack: Pack, each: Addition) -> Pack:
    return replace(pack, ranges=_moved(pack, f"backup_{each.site}_h", each.hours or 0.0))
