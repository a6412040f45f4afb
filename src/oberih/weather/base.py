"""Temperature by region and day: the normal of the month and a deviation of the draw, or what the scenario states.

The deviation is one for the whole country, as a cold spell covers it all, and lasts from day to day: a first-order
autoregression with a stated standard deviation. Temperature drives demand, the need of heat and the speed of repair.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from oberih.luck import FloatArray, IntArray, Key, Stream, uniforms
from oberih.scenario import Pack, Scenario
from oberih.scenario.weather import ALL, days_of


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """What each draw has, by calendar day from the day on which the raid begins."""

    temperature_c: FloatArray  #: daily mean, (draw, day, region)
    demand_factor: FloatArray  #: demand over that of the month's normal temperature, (draw, day, region)


def sample(scenario: Scenario, pack: Pack, key: Key, draws: IntArray) -> Weather:
    """Weather of the given draws. Stated weather is the same in all."""
    normal = pack.temperature_c[:, month_of(scenario, pack) - 1]
    stated = scenario.weather.temperature_c
    days = days_of(scenario.hours, scenario.raid.start_hour if stated else None)
    if stated:
        table = [stated[code if code in stated else ALL][:days] for code in pack.regions]
        temperature = np.broadcast_to(np.array(table).T, (draws.size, days, len(pack.regions)))
    else:
        temperature = normal + deviation_c(pack, key, draws, days)[:, :, None]
    return Weather(np.ascontiguousarray(temperature), demand_factor(pack, temperature, normal))


def sample_winter(
    scenario: Scenario, pack: Pack, key: Key, draws: IntArray, first: dt.date, days: int
) -> Weather:
    """Weather of many days from `first` on: the normal of each day's own month, and the deviation of the draw. Demand
    is over that of the scenario's month, as everywhere. Days of stated weather come first, from the raid's day on."""
    normal = pack.temperature_c[:, month_of(scenario, pack) - 1]
    months = [(first + dt.timedelta(days=day)).month for day in range(days)]
    temperature = pack.temperature_c[:, np.array(months) - 1].T + deviation_c(pack, key, draws, days)[:, :, None]
    stated = scenario.weather.temperature_c
    if stated:
        skip = 0 if scenario.raid.date is None else (scenario.raid.date - first).days
        table = np.array([stated[code if code in stated else ALL] for code in pack.regions]).T
        known = table[max(-skip, 0) : max(days - skip, 0)]
        temperature[:, max(skip, 0) : max(skip, 0) + len(known)] = known
    return Weather(np.ascontiguousarray(temperature), demand_factor(pack, temperature, normal))


def month_of(scenario: Scenario, pack: Pack) -> int:
    """Month of the raid, or of the pack's state where the raid has no date."""
    return scenario.raid.date.month if scenario.raid.date else int(pack.state.split("-")[1])


def deviation_c(pack: Pack, key: Key, draws: IntArray, days: int) -> FloatArray:
    """Degrees above or below the month's normal, common to the country, (draw, day)."""
    shock = np.asarray(ndtri(uniforms(key, Stream.WEATHER, draws, days)) * pack.temperature_sd_c, np.float64)
    keep = pack.temperature_persistence
    out = np.empty_like(shock)
    out[:, 0] = shock[:, 0]
    for day in range(1, days):
        out[:, day] = keep * out[:, day - 1] + np.sqrt(1 - keep**2) * shock[:, day]
    return out


def demand_factor(pack: Pack, temperature_c: FloatArray, normal_c: FloatArray) -> FloatArray:
    """Demand at a temperature over demand at the normal one; both grow with each degree below the threshold of heating.

    The slope is that of the reference demand, so it does not depend on the month.
    """
    reference = min(pack.reference_temperature_c, pack.heating_threshold_c)

    def over_reference(at: FloatArray) -> FloatArray:
        colder = reference - np.minimum(at, pack.heating_threshold_c)
        return np.asarray(np.maximum(1 + pack.demand_slope_per_c * colder, 0.05))

    return over_reference(temperature_c) / over_reference(normal_c)
