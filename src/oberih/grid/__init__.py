"""Asset states into the first minute, and the most that can be served in each hour."""

from oberih.grid.dispatch import Hours, Levels, dispatch, levels
from oberih.grid.frequency import Response, frequency_path, frequency_response, time_to_hz
from oberih.grid.minute import SHED_BACK_H, Minute, first_minute
from oberih.grid.network import Network, network
from oberih.grid.shedding import Shedding, Stage, under_frequency_shedding

__all__ = [
    "SHED_BACK_H",
    "Hours",
    "Levels",
    "Minute",
    "Network",
    "Response",
    "Shedding",
    "Stage",
    "dispatch",
    "first_minute",
    "frequency_path",
    "frequency_response",
    "levels",
    "network",
    "time_to_hz",
    "under_frequency_shedding",
]
