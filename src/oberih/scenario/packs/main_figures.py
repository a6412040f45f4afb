"""The main figures of all states of a pack as a table in Markdown, which docs/packs.md keeps."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from oberih.scenario.packs import places
from oberih.scenario.packs.figures import NATION, read_figures

#: what a reader looks for first: name in words, figure, region ("" is the nation)
MAIN: tuple[tuple[str, str, str], ...] = (
    ("people present", "population_total", ""),
    ("peak demand, no cuts", "demand_peak_national", ""),
    ("at a daily mean of", "reference_temperature", ""),
    ("peak demand of Odesa", "demand_peak_anchor", "UA-51"),
    ("peak demand of Kyiv City", "demand_peak_anchor", "UA-30"),
    ("fall of industry's use", "industry_fall", ""),
    ("demand per degree below 14 °C", "demand_slope", ""),
    ("weekend to working day", "weekend_ratio", ""),
    ("critical load, most regions", "critical_share", "UA-05"),
    ("critical load, Odesa", "critical_share", "UA-51"),
    ("nuclear available (9 units)", "available_share_nuclear", ""),
    ("thermal available", "available_share_thermal", ""),
    ("output of a working thermal unit", "output_share_thermal", ""),
    ("CHP available", "available_share_chp", ""),
    ("hydro, most in an hour", "available_share_hydro", ""),
    ("hydro, mean over a day", "hydro_mean_output", ""),
    ("pumped storage, most in an hour", "available_share_pumped", ""),
    ("wind on controlled ground", "available_share_wind", ""),
    ("substations over peak demand, intact", "throughput_intact_ratio", ""),
    ("the same before the raid, most regions", "throughput_working_ratio", "UA-05"),
    ("the same before the raid, Odesa", "throughput_working_ratio", "UA-51"),
    ("west to centre, intact", "transfer_limit_1_2", ""),
    ("right bank to left bank, intact", "transfer_limit_2_3", ""),
    ("links before the raid over intact", "link_multiplier", ""),
    ("links inside an area over their size", "link_scale_inner", ""),
    ("link inside an area, most", "link_most_inner", ""),
    ("commercial import, Ukraine and Moldova", "import_limit_block", ""),
    ("Moldova's part", "block_neighbour_share", ""),
    ("import in use", "import_expected", ""),
    ("emergency aid, most", "emergency_aid", ""),
    ("headroom of the ties", "tie_headroom", ""),
    ("transmission crews", "repair_crews", ""),
    ("large transformers in store", "spares_substation", ""),
    ("hours under alarm", "alarm_share", ""),
    ("groups behind gabions", "protection_gabions", ""),
    ("spread of a day's temperature", "temperature_sd", ""),
    ("the same, from day to day", "temperature_persistence", ""),
    ("district heat, Kyiv City", "district_heating_share", "UA-30"),
    ("of it from CHP", "heat_from_chp", ""),
    ("of other heat, stops without power", "individual_heat_electric_share", ""),
    ("people with piped water", "piped_water_share", ""),
    ("of these, above the mains", "water_booster_share", ""),
    ("backup of hospitals", "draw_backup_hospital_h", ""),
    ("backup of water pumping", "draw_backup_water_h", ""),
    ("backup of base stations", "draw_backup_telecom_h", ""),
    ("backup of boiler houses", "draw_backup_boiler_h", ""),
    ("load after a long outage over usual", "draw_pickup_peak", ""),
    ("hours in which it settles", "draw_pickup_hours", ""),
    ("longer work a degree of frost", "draw_frost_slowdown", ""),
)
_SHORT = {"sourced": "s", "derived": "d", "assumed": "a"}


def table(pack: str) -> str:
    """One row a figure, one column a state: value, range, and s, d or a for sourced, derived or assumed."""
    country = places.country_folder(pack)
    names = [state.name for state in places.states(country)]
    figures = {name: read_figures(country / name).table for name in names}
    nation = str(places.about(country / names[0]).get("nation", NATION))
    head = ["what", "figure", "unit", *names]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for words, metric, region in MAIN:
        rows = [_row(figures[name], metric, region or nation) for name in names]
        cells = [f"{words}", f"`{metric}`", str(rows[0]["unit"]), *map(_cell, rows)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _row(figures: pl.DataFrame, metric: str, region: str) -> Mapping[str, Any]:
    return figures.row(by_predicate=(pl.col("metric") == metric) & (pl.col("region") == region), named=True)


def _cell(row: Mapping[str, Any]) -> str:
    span = "" if row["low"] == row["high"] else f" ({row['low']:g} to {row['high']:g})"
    return f"{row['value']:g}{span} {_SHORT[row['quality']]}"


def counts(folder: Path) -> dict[str, int]:
    """How many figures of a state are sourced, derived and assumed."""
    quality = read_figures(folder).table["quality"].to_list()
    return {name: quality.count(name) for name in _SHORT}
