"""The figures that a pack must hold: by name, for whom, in what unit and within what bounds."""

from dataclasses import dataclass
from typing import Literal

#: a generating class, in the order in which assets are numbered (after the substations)
UNIT_CLASSES = ("thermal", "chp", "hydro", "pumped", "nuclear", "solar", "wind")
ASSET_CLASSES = ("substation", *UNIT_CLASSES)
#: classes whose nameplate is cut into equal units of a stated size; nuclear units are counted, the rest is not cut
SIZED_CLASSES = ("thermal", "chp", "hydro", "pumped")
SPARE_CLASSES = ("substation", "thermal", "chp", "hydro", "pumped", "nuclear")
#: classes of site that people depend on, with backup of their own against a power cut
SITE_CLASSES = ("hospital", "water", "telecom", "boiler")
DRAWS = (
    "demand_factor", "thermal_available_factor", "hydro_energy_factor", "nuclear_available_factor", "import_mw",
    "link_factor", "throughput_factor", "crew_factor", "tie_headroom_mw", "spare_transformers",
    "backup_hospital_h", "backup_water_h", "backup_telecom_h", "backup_boiler_h", "pickup_peak", "pickup_hours",
    "pickup_onset_h", "frost_slowdown",
)  # fmt: skip

#: nation: exactly one row; region: one row for each modelled region; some: rows for the regions that have it;
#: pair: one row for each pair of neighbours, "UA-05/UA-18"
Scope = Literal["nation", "region", "some", "pair"]


@dataclass(frozen=True, slots=True)
class Metric:
    """What one figure must be: bounds are those of the value itself, its low and its high."""

    scope: Scope
    least: float = 0.0
    most: float = float("inf")
    above: bool = False  #: the value must lie above `least`, not on it


METRICS: dict[str, Metric] = {
    "population_total": Metric("nation", above=True),
    "population_present": Metric("region"),
    "critical_share": Metric("region", 0.0, 1.0),
    "demand_peak_national": Metric("nation", above=True),
    "demand_peak_anchor": Metric("some", above=True),
    "consumption_prewar": Metric("region", above=True),
    "population_prewar": Metric("region", above=True),
    "industry_share": Metric("region", 0.0, 1.0),
    "industry_control": Metric("region", 0.0, 1.0),
    "industry_fall": Metric("nation", 0.0, 1.0),
    "demand_slope": Metric("nation", 0.0, 0.1),
    "heating_threshold": Metric("nation", 0.0, 25.0),
    "reference_temperature": Metric("nation", -40.0, 30.0),
    "weekend_ratio": Metric("nation", 0.0, 1.0, above=True),
    **{f"demand_profile_{hour:02d}": Metric("nation", 0.0, 1.0, above=True) for hour in range(24)},
    **{f"temperature_{month:02d}": Metric("region", -40.0, 45.0) for month in range(1, 13)},
    **{f"nameplate_{each}": Metric("some") for each in UNIT_CLASSES},
    **{f"nameplate_occupied_{each}": Metric("some") for each in UNIT_CLASSES},
    **{f"available_share_{each}": Metric("nation", 0.0, 1.0) for each in UNIT_CLASSES},
    **{f"unit_size_{each}": Metric("nation", above=True) for each in SIZED_CLASSES},
    "units_nuclear": Metric("some", 1.0),
    "output_share_thermal": Metric("nation", 0.0, 1.0, above=True),
    "hydro_mean_output": Metric("nation"),
    "pumped_hours": Metric("nation"),
    "pumped_efficiency": Metric("nation", 0.0, 1.0, above=True),
    "latitude": Metric("nation", -65.0, 65.0),
    "temperature_sd": Metric("nation", 0.0, 15.0),
    "temperature_persistence": Metric("nation", 0.0, 0.99),
    "district_heating_share": Metric("region", 0.0, 1.0),
    "individual_heat_electric_share": Metric("nation", 0.0, 1.0),
    "heat_from_chp": Metric("nation", 0.0, 1.0),
    "piped_water_share": Metric("nation", 0.0, 1.0),
    "water_booster_share": Metric("nation", 0.0, 1.0),
    **{f"sites_{each}_per_100k": Metric("nation") for each in SITE_CLASSES},
    "area": Metric("region", 1.0),
    "link": Metric("pair", above=True),
    "transfer_limit_1_2": Metric("nation"),
    "transfer_limit_2_3": Metric("nation"),
    "link_multiplier": Metric("nation", 0.0, 1.0),
    "link_scale_inner": Metric("nation"),
    "link_most_inner": Metric("nation"),
    "throughput_intact_ratio": Metric("nation", above=True),
    "throughput_working_ratio": Metric("region", above=True),
    "group_size": Metric("nation", above=True),
    "smallest_split": Metric("nation"),
    "protection_gabions": Metric("nation", 0.0, 1.0),
    "import_limit_block": Metric("nation"),
    "block_neighbour_share": Metric("nation", 0.0, 1.0),
    "import_expected": Metric("nation"),
    "emergency_aid": Metric("nation"),
    "tie_headroom": Metric("nation"),
    "import_split": Metric("some", 0.0, 1.0),
    "repair_crews": Metric("nation"),
    **{f"spares_{each}": Metric("nation") for each in SPARE_CLASSES},
    "alarm_share": Metric("nation", 0.0, 1.0),
    **{f"draw_{each}": Metric("nation") for each in DRAWS},
    "draw_pickup_peak": Metric("nation", 1.0, 5.0),
    "draw_pickup_hours": Metric("nation", 0.0, 48.0, above=True),
    "draw_pickup_onset_h": Metric("nation", 0.0, 48.0, above=True),
    "draw_frost_slowdown": Metric("nation", 0.0, 0.2),
}
