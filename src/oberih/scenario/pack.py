"""The country pack: regions, people, demand, plant, network and repair of one country in one dated state.

Region-level and synthetic: no row is a real facility. Every number comes from a tracked row with source and range
(`Pack.figures`); `docs/packs.md` tells how they were made.
"""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from oberih.scenario.packs import build, places
from oberih.scenario.packs.build import IntArray
from oberih.scenario.packs.faults import find
from oberih.scenario.packs.figures import NATION, FloatArray, Range, read_figures
from oberih.scenario.packs.metrics import DRAWS, SITE_CLASSES, SPARE_CLASSES
from oberih.scenario.packs.places import PACKS
from oberih.terms.errors import Fault, PackError
from oberih.terms.regions import Region

__all__ = ["PACKS", "Pack", "Range", "check", "load_pack", "pack_states"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """One country in one dated state. Arrays are float64 in the order of `regions` and cannot be written to."""

    pack_id: str
    state: str  #: "2022-12"
    regions: tuple[str, ...]  #: modelled regions, sorted ISO 3166-2 codes
    map_only: tuple[str, ...]  #: regions that are drawn and not modelled
    names: dict[str, Region]  #: code → names in both languages, of all regions that are drawn
    nation: str  #: code of the whole nation in the figures
    invented: bool  #: no real country: the stage for examples
    place_km: FloatArray | None  #: east and north of an invented plane's corner, (region, 2); None for a real country
    population: FloatArray  #: persons present on controlled territory, (region,)
    critical_share: FloatArray  #: share of normal load on feeders spared by schedules, 0 to 1, (region,)
    demand_peak_mw: FloatArray  #: unconstrained, peak hour of a working day at `reference_temperature_c`, (region,)
    demand_profile: FloatArray  #: share of the peak by local hour, (2, 24): working day, weekend
    demand_slope_per_c: float  #: share of demand per degree of daily mean below `heating_threshold_c`
    heating_threshold_c: float
    reference_temperature_c: float
    temperature_c: FloatArray  #: monthly means, January first, (region, 12)
    hydro_energy_mwh_day: float  #: water of a mean winter day, shared by `hydro_assets`
    hydro_assets: tuple[int, ...]  #: controlled assets of class hydro
    pumped_energy_mwh: float  #: full upper reservoirs, shared by the assets of class pumped
    pumped_efficiency: float  #: round trip, 0 to 1
    assets: pl.DataFrame  #: asset, asset_class, region, capacity_mw, available_mw, node, protection, controlled
    links: pl.DataFrame  #: a, b, limit_mw each way before the raid
    imports: pl.DataFrame  #: region, limit_mw, expected_mw, emergency_aid_mw, tie_headroom_mw, synchronous
    crews: IntArray  #: transmission repair crews, (region,)
    spares: dict[str, tuple[int, int, int]]  #: asset class → low, middle and high count of transformers in store
    alarm_share: float  #: share of hours under air alarm
    latitude: float  #: degrees north of its middle; sets the hours of sun
    temperature_sd_c: float  #: standard deviation of a day's mean from the month's normal, common to the country
    temperature_persistence: float  #: correlation of that deviation from one day to the next
    district_heating_share: FloatArray  #: share of people with district heat, (region,)
    individual_heat_electric_share: float  #: of the others, share whose heat stops without power
    chp_heat_share: FloatArray  #: share of district heat that CHP gives, (region,)
    piped_water_share: float  #: share of people with piped water
    water_booster_share: float  #: of these, share in buildings whose own pumps lift the water
    sites: FloatArray  #: hospitals, pumping stations, base stations and boiler houses, (class, region) as SITE_CLASSES
    ranges: dict[str, Range]  #: national uncertainties that a draw samples
    #: storage on the consumers' side of substations, by region; packs have none, `strengthened` adds it
    storage_mw: FloatArray | None = None
    storage_mwh: FloatArray | None = None
    storage_efficiency: float = 1.0  #: of a round trip, 0 to 1
    figures: pl.DataFrame  #: every row with source, quality and range, and the file where it stands
    geometry: dict[str, Any]  #: GeoJSON; properties id, label_lon, label_lat

    def demand_mw(self, hour: int, temperature_c: FloatArray, *, weekend: bool = False) -> FloatArray:
        """Unconstrained demand of a local hour (0 to 23) by region, MW, at each region's daily mean temperature.

        >>> pack = load_pack("ua", "2022-12")
        >>> float(pack.demand_mw(18, np.full(25, pack.reference_temperature_c)).sum())
        16500.0
        """
        threshold = self.heating_threshold_c
        colder = min(self.reference_temperature_c, threshold) - np.minimum(temperature_c, threshold)
        shape = self.demand_profile[int(weekend), hour]
        return np.asarray(self.demand_peak_mw * shape * (1 + self.demand_slope_per_c * colder))


def check(pack_folder: Path) -> tuple[Fault, ...]:
    """Every fault of one state's folder at once, each with file, line, value and remedy; empty where there is none."""
    return find(pack_folder)


def pack_states(packs: Path = PACKS) -> dict[str, tuple[str, ...]]:
    """The packs that exist: id → its states, oldest first.

    >>> pack_states()["ua"]
    ('2022-10', '2022-12', '2024-03')
    """
    found = {file.parent.parent for file in packs.glob("*/*/pack.toml")}
    return {country.name: tuple(state.name for state in places.states(country)) for country in sorted(found)}


def load_pack(pack: str = "ua", state: str = "", packs: Path = PACKS, *, on: dt.date | None = None) -> Pack:
    """Read, check and build a pack: a shipped one by its name, or any by its folder ("./mypack").

    Without a state it is the one of the day `on` (`places.state_on`), without a day the default one. Raises PackError
    with every fault, or where there is no such pack.
    """
    country = places.country_folder(pack, packs)
    state = state or places.state_on(country, on)
    folder = country / state
    if not state or not (folder / "pack.toml").is_file():
        values = {"pack": pack, "state": state, "known": known_states(pack, packs)}
        raise PackError(Fault(key="pack.unknown", values=values))
    if faults := find(folder):
        raise PackError(*faults)
    about = places.about(folder)
    figures = read_figures(folder)
    regions, names = tuple(sorted(about["regions"])), places.regions_of(country)
    demand = build.demand_peak_mw(figures, regions)
    assets = build.assets(figures, regions, demand)
    pumped_mw = assets.filter(pl.col("asset_class") == "pumped")["available_mw"].to_numpy().sum()
    population = figures.regional("population_present", regions) * 1000
    district = figures.regional("district_heating_share", regions)
    ranges = {name: figures.range(f"draw_{name}") for name in DRAWS}
    months = [figures.regional(f"temperature_{month:02d}", regions) for month in range(1, 13)]
    at = places.positions_km(country)
    return Pack(
        pack_id=about["id"],
        state=state,
        regions=regions,
        map_only=tuple(sorted(about["map_only"])),
        names={code: names[code] for code in sorted((*regions, *about["map_only"]))},
        nation=about.get("nation", NATION),
        invented=about.get("invented", False),
        place_km=_still(np.array([at[code] for code in regions])) if set(regions) <= set(at) else None,
        population=_still(population),
        critical_share=_still(figures.regional("critical_share", regions)),
        demand_peak_mw=_still(demand),
        demand_profile=_still(build.demand_profile(figures)),
        demand_slope_per_c=figures.national("demand_slope"),
        heating_threshold_c=figures.national("heating_threshold"),
        reference_temperature_c=figures.national("reference_temperature"),
        temperature_c=_still(np.stack(months, axis=1)),
        hydro_energy_mwh_day=figures.national("hydro_mean_output") * 24,
        hydro_assets=tuple(assets.filter(pl.col("controlled") & (pl.col("asset_class") == "hydro"))["asset"]),
        pumped_energy_mwh=float(pumped_mw) * figures.national("pumped_hours"),
        pumped_efficiency=figures.national("pumped_efficiency"),
        assets=assets,
        links=build.links(figures, regions, demand, assets),
        imports=build.imports(figures, synchronous=about["synchronous"]),
        crews=_still_counts(build.crews(figures, regions, assets)),
        spares={name: _counts(figures.range(f"spares_{name}")) for name in SPARE_CLASSES},
        alarm_share=figures.national("alarm_share"),
        latitude=figures.national("latitude"),
        temperature_sd_c=figures.national("temperature_sd"),
        temperature_persistence=figures.national("temperature_persistence"),
        district_heating_share=_still(district),
        individual_heat_electric_share=figures.national("individual_heat_electric_share"),
        chp_heat_share=_still(build.chp_heat_share(figures, regions, population, district, assets)),
        piped_water_share=figures.national("piped_water_share"),
        water_booster_share=figures.national("water_booster_share"),
        sites=_still(np.outer([figures.national(f"sites_{each}_per_100k") for each in SITE_CLASSES], population / 1e5)),
        ranges=ranges,
        figures=figures.table,
        geometry=json.loads((folder.parent / "regions.geojson").read_text(encoding="utf-8")),
    )


def known_states(pack: str, packs: Path = PACKS) -> str:
    """What there is, for a fault that names it: a folder's states, else those of all shipped packs."""
    own = {pack: tuple(state.name for state in places.states(Path(pack).expanduser()))} if places.is_path(pack) else {}
    listed = {name: each for name, each in (own or pack_states(packs)).items() if each}
    return ", ".join(f"{name}/{state}" for name, each in listed.items() for state in each) or "–"


def _still(values: FloatArray) -> FloatArray:
    values.flags.writeable = False
    return values


def _still_counts(values: IntArray) -> IntArray:
    values.flags.writeable = False
    return values


def _counts(given: Range) -> tuple[int, int, int]:
    return round(given.low), round(given.mid), round(given.high)
