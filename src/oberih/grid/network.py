"""The pack's power system as arrays for the kernels."""

from dataclasses import dataclass

import numpy as np

from oberih.grid._kernels import CHP, NUCLEAR, SOLAR, SUBSTATION, THERMAL, WATER, WIND
from oberih.luck import FloatArray, IntArray
from oberih.scenario import Pack, Scenario
from oberih.terms.batch import Flags

CLASS_CODE = {
    "substation": SUBSTATION, "nuclear": NUCLEAR, "thermal": THERMAL, "chp": CHP, "hydro": WATER, "pumped": WATER,
    "solar": SOLAR, "wind": WIND,
    "mobile": WIND,  # gives what it has in every hour, and no relay waits for it
}  # fmt: skip
N_CLASSES = 7
SUMMER_TIME = range(4, 11)  #: months in which noon by the sun is an hour later on the clock


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Arrays over regions, assets (in the pack's order) and links."""

    link_a: IntArray
    link_b: IntArray
    link_mw: FloatArray
    spread: FloatArray  #: (link, region): how injections spread over links, limits as conductances
    asset_region: IntArray
    asset_class: IntArray
    asset_mw: FloatArray  #: before the raid
    embedded: Flags  #: on the distribution side: what it gives need not pass a substation
    peak_mw: FloatArray  #: at the temperature of the scenario's month
    sun: FloatArray  #: share of the daily mean that the sun gives in each local hour, (24,)
    import_share: FloatArray  #: (region,)
    weekday: int  #: of hour 0; Monday is 0


def sunshine(latitude: float, month: int) -> FloatArray:
    """How the sun of a day is spread over the middles of its local hours, in the middle of a month, (24,).

    A half sine between sunrise and sunset; the day's length is that of the sphere, without refraction.

    >>> np.flatnonzero(sunshine(49.0, 12)).tolist(), np.flatnonzero(sunshine(49.0, 3)).size
    ([8, 9, 10, 11, 12, 13, 14, 15], 12)
    """
    tilt = np.radians(-23.44) * np.cos(2 * np.pi * (30.4 * month - 15 + 10) / 365)
    half = 12 / np.pi * np.arccos(np.clip(-np.tan(np.radians(latitude)) * np.tan(tilt), -1, 1))
    from_noon = np.arange(24) + 0.5 - (13 if month in SUMMER_TIME else 12)
    return np.where(np.abs(from_noon) < half, np.cos(np.pi / 2 * from_noon / max(half, 1e-9)), 0.0)


def network(pack: Pack, scenario: Scenario) -> Network:
    """Arrays of a pack, in the month of the scenario's raid."""
    index = {code: i for i, code in enumerate(pack.regions)}
    link_a = np.array([index[code] for code in pack.links["a"]], np.int64)
    link_b = np.array([index[code] for code in pack.links["b"]], np.int64)
    link_mw = pack.links["limit_mw"].to_numpy().astype(np.float64)
    incidence = np.zeros((link_a.size, len(pack.regions)))
    incidence[np.arange(link_a.size), link_a] = 1
    incidence[np.arange(link_a.size), link_b] = -1
    weighted = link_mw[:, None] * incidence
    spread = np.ascontiguousarray(weighted @ np.linalg.pinv(incidence.T @ weighted))
    month = scenario.raid.date.month if scenario.raid.date else int(pack.state.split("-")[1])
    temperature = np.minimum(pack.temperature_c[:, month - 1], pack.heating_threshold_c)
    colder = min(pack.reference_temperature_c, pack.heating_threshold_c) - temperature
    sun = sunshine(pack.latitude, month)
    imports = np.zeros(len(pack.regions))
    for code, limit in zip(pack.imports["region"], pack.imports["limit_mw"], strict=True):
        imports[index[code]] += limit
    return Network(
        link_a=link_a,
        link_b=link_b,
        link_mw=link_mw,
        spread=spread,
        asset_region=np.array([index[code] for code in pack.assets["region"]], np.int64),
        asset_class=np.array([CLASS_CODE[each] for each in pack.assets["asset_class"]], np.int64),
        asset_mw=pack.assets["available_mw"].to_numpy().astype(np.float64),
        embedded=(pack.assets["node"] == "distribution").to_numpy(),
        peak_mw=np.asarray(pack.demand_peak_mw * (1 + pack.demand_slope_per_c * colder)),
        sun=sun * 24 / max(sun.sum(), 1e-9),
        import_share=imports / max(imports.sum(), 1e-9),
        weekday=scenario.raid.date.weekday() if scenario.raid.date else 0,
    )
