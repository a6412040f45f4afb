"""From figures to the parts of a pack: demand, assets, links, imports and crews, each by a stated rule."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oberih.scenario.packs.figures import Figures, FloatArray
from oberih.scenario.packs.metrics import SIZED_CLASSES, UNIT_CLASSES

IntArray = NDArray[np.int64]

#: MW; a wind row smaller than this is taken to feed the distribution network
_WIND_TRANSMISSION_MW = 100.0
ASSET_SCHEMA = {
    "asset": pl.Int32, "asset_class": pl.String, "region": pl.String, "capacity_mw": pl.Float64,
    "available_mw": pl.Float64, "node": pl.String, "protection": pl.String, "controlled": pl.Boolean,
}  # fmt: skip


def apportion(total: int, weights: FloatArray, least: int = 0) -> IntArray:
    """Whole numbers that add up to `total`, near the weights' shares (largest remainders), none below `least`.

    >>> apportion(7, np.array([5.0, 1.0, 1.0, 0.0])).tolist()
    [5, 1, 1, 0]
    """
    spare = total - least * len(weights)
    quota = weights / weights.sum() * spare
    whole = np.floor(quota).astype(np.int64)
    rest = np.argsort(-(quota - whole), kind="stable")[: spare - int(whole.sum())]
    whole[rest] += 1
    return np.asarray(whole + least, dtype=np.int64)


def demand_peak_mw(figures: Figures, regions: Sequence[str]) -> FloatArray:
    """Peak demand by region, MW: anchored regions as published, the rest by pre-war consumption and what is left of it.

    Industry is left by control and its national fall; everything else follows the population present.
    """
    industry = figures.regional("industry_share", regions)
    kept = figures.regional("industry_control", regions) * (1 - figures.national("industry_fall"))
    people = figures.regional("population_present", regions) / figures.regional("population_prewar", regions)
    weight = figures.regional("consumption_prewar", regions) * (industry * kept + (1 - industry) * people)
    anchor = figures.regional("demand_peak_anchor", regions)
    weight[anchor > 0] = 0.0
    return np.asarray(anchor + weight / weight.sum() * (figures.national("demand_peak_national") - anchor.sum()))


def demand_profile(figures: Figures) -> FloatArray:
    """Share of the peak by local hour, shape (2, 24): working day, weekend."""
    workday = np.array([figures.national(f"demand_profile_{hour:02d}") for hour in range(24)])
    return np.stack([workday, workday * figures.national("weekend_ratio")])


def assets(figures: Figures, regions: Sequence[str], demand_mw: FloatArray) -> pl.DataFrame:
    """All assets, numbered: substation groups, then units by class and region, occupied ones last in a class."""
    frames = [_substations(figures, regions, demand_mw)]
    for name in UNIT_CLASSES:
        held = _units(figures, name, f"nameplate_{name}", controlled=True)
        target = figures.national(f"available_share_{name}") * float(held["capacity_mw"].sum())
        frames.append(held.with_columns(available_mw=_available(figures, name, held, target)))
        frames.append(_units(figures, name, f"nameplate_occupied_{name}", controlled=False))
    table = pl.concat([frame for frame in frames if frame.height])
    return table.with_columns(asset=pl.int_range(table.height, dtype=pl.Int32)).select(list(ASSET_SCHEMA))


def _substations(figures: Figures, regions: Sequence[str], demand_mw: FloatArray) -> pl.DataFrame:
    """Groups of equal size in a region. Damage is spread evenly: which group was hit is not known, and is not said."""
    capacity = demand_mw * figures.national("throughput_intact_ratio")
    working = demand_mw * figures.regional("throughput_working_ratio", regions)
    least = np.where(demand_mw < figures.national("smallest_split"), 1, 2)
    count = np.maximum(least, np.rint(capacity / figures.national("group_size"))).astype(np.int64)
    region = np.repeat(np.array(regions), count)
    steps = np.floor(np.arange(len(region) + 1) * figures.national("protection_gabions"))
    return _frame(
        "substation",
        region.tolist(),
        np.repeat(capacity / count, count),
        np.repeat(np.minimum(working, capacity) / count, count),
        np.where(np.diff(steps) > 0, "gabions", "none").tolist(),
    )


def _units(figures: Figures, name: str, metric: str, *, controlled: bool) -> pl.DataFrame:
    """Equal units of each region's nameplate, with nothing available yet."""
    nameplate = figures.rows(metric)
    counted = figures.rows("units_nuclear") if name == "nuclear" else {}
    region: list[str] = []
    capacity: list[float] = []
    for each, mw in sorted(nameplate.items()):
        size = figures.national(f"unit_size_{name}") if name in SIZED_CLASSES else mw
        count = max(1, round(counted.get(each, mw / size if size else 1)))
        region += [each] * count
        capacity += [mw / count] * count
    size_mw = np.array(capacity, dtype=np.float64)
    return _frame(name, region, size_mw, np.zeros_like(size_mw), ["none"] * len(region), controlled=controlled)


def _available(figures: Figures, name: str, held: pl.DataFrame, target_mw: float) -> FloatArray:
    """What each unit can give before the raid, MW.

    A thermal unit works or does not: so many work, spread over regions by their units, as give `target_mw` together
    at the stated output of a working unit. Units of other classes all give the same share.
    """
    capacity = held["capacity_mw"].to_numpy()
    if name != "thermal" or target_mw == 0:
        return np.asarray(capacity * figures.national(f"available_share_{name}"))
    regions: list[str] = held["region"].to_list()
    names = sorted(set(regions))
    units = np.array([float(regions.count(each)) for each in names])
    share = figures.national("available_share_thermal") / figures.national("output_share_thermal")
    working = dict(zip(names, apportion(round(share * len(capacity)), units).tolist(), strict=True))
    rank = np.concatenate([np.arange(count) for count in units])  # regions stand in order, so ranks do too
    runs = rank < np.array([working[each] for each in regions])
    return np.where(runs, capacity * target_mw / capacity[runs].sum(), 0.0)


def _frame(
    name: str,
    region: list[str],
    capacity_mw: FloatArray,
    available_mw: FloatArray,
    protection: list[str],
    *,
    controlled: bool = True,
) -> pl.DataFrame:
    local = np.full(len(region), name in ("chp", "solar")) if name != "wind" else capacity_mw < _WIND_TRANSMISSION_MW
    return pl.DataFrame(
        {
            "asset_class": [name] * len(region),
            "region": region,
            "capacity_mw": capacity_mw,
            "available_mw": available_mw,
            "node": np.where(local, "distribution", "transmission").tolist(),
            "protection": protection,
            "controlled": [controlled] * len(region),
        },
        schema={key: kind for key, kind in ASSET_SCHEMA.items() if key != "asset"},
    )


def links(figures: Figures, regions: Sequence[str], demand_mw: FloatArray, table: pl.DataFrame) -> pl.DataFrame:
    """Limits between neighbours, MW each way, before the raid.

    A link's size is its weight times the geometric mean of the two regions' sizes (the larger of peak demand and
    available generation). Links between two areas share that cut's stated limit by size; links inside an area are
    `link_scale_inner` times their size, `link_most_inner` at most. All are cut by `link_multiplier`.
    """
    given = table.filter(pl.col("asset_class") != "substation").group_by("region").agg(pl.col("available_mw").sum())
    giving = dict(zip(given["region"].to_list(), given["available_mw"].to_list(), strict=True))
    size = {region: max(mw, giving.get(region, 0.0)) for region, mw in zip(regions, demand_mw.tolist(), strict=True)}
    area = {region: int(code) for region, code in figures.rows("area").items()}
    pairs = sorted((min(key.split("/")), max(key.split("/")), weight) for key, weight in figures.rows("link").items())
    sizes = np.array([weight * np.sqrt(size[a] * size[b]) for a, b, weight in pairs])
    cuts = [tuple(sorted((area[a], area[b]))) for a, b, _ in pairs]
    limit = np.minimum(sizes * figures.national("link_scale_inner"), figures.national("link_most_inner"))
    for cut in {each for each in cuts if each[0] != each[1]}:
        across = np.array([each == cut for each in cuts])
        limit[across] = sizes[across] / sizes[across].sum() * figures.national(f"transfer_limit_{cut[0]}_{cut[1]}")
    return pl.DataFrame(
        {
            "a": [a for a, _, _ in pairs],
            "b": [b for _, b, _ in pairs],
            "limit_mw": limit * figures.national("link_multiplier"),
        }
    )


def imports(figures: Figures, *, synchronous: bool) -> pl.DataFrame:
    """By border region: commercial limit, expected use, most emergency aid and headroom of the ties, all MW."""
    split = dict(sorted(figures.rows("import_split").items()))
    share = np.array(list(split.values())) / sum(split.values())
    limit = figures.national("import_limit_block") * (1 - figures.national("block_neighbour_share"))
    return pl.DataFrame(
        {
            "region": list(split),
            "limit_mw": share * limit,
            "expected_mw": share * figures.national("import_expected"),
            "emergency_aid_mw": share * figures.national("emergency_aid"),
            "tie_headroom_mw": share * figures.national("tie_headroom"),
            "synchronous": [synchronous] * len(split),
        }
    )


def chp_heat_share(
    figures: Figures, regions: Sequence[str], people: FloatArray, district: FloatArray, table: pl.DataFrame
) -> FloatArray:
    """Share of a region's district heat that CHP gives: as CHP capacity a head there, to the nation's share.

    No region gets more than nine tenths from CHP, so the nation's share may come out a little lower.
    """
    chp = table.filter((pl.col("asset_class") == "chp") & pl.col("controlled"))
    held = dict(chp.group_by("region").agg(pl.col("capacity_mw").sum()).iter_rows())
    heated = people * district
    mw = np.array([held.get(region, 0.0) for region in regions])
    if mw.sum() <= 0 or heated.sum() <= 0:
        return np.zeros(len(regions))
    share = figures.national("heat_from_chp") * heated.sum() * mw / mw.sum() / np.maximum(heated, 1e-9)
    return np.asarray(np.clip(share, 0.0, 0.9))


def crews(figures: Figures, regions: Sequence[str], table: pl.DataFrame) -> IntArray:
    """Transmission crews by region, in proportion to its substation groups, at least one each."""
    groups = table.filter(pl.col("asset_class") == "substation")["region"].value_counts()
    count = dict(zip(groups["region"].to_list(), groups["count"].to_list(), strict=True))
    weights = np.array([float(count.get(region, 0)) for region in regions])
    return apportion(round(figures.national("repair_crews")), weights, least=1)
