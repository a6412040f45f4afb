"""Asset states into the first minute, and the most that can be served in each hour."""

from oberih.grid.dispatch import Hours, Levels, dispatch, levels
from oberih.grid.frequency import Response, frequency_response
from oberih.grid.minute import SHED_BACK_H, Minute, first_minute
from oberih.grid.network import Network, network

__all__ = [
    "SHED_BACK_H",
    "Hours",
    "Levels",
    "Minute",
    "Network",
    "Response",
    "dispatch",
    "first_minute",
    "frequency_response",
    "levels",
    "network",
]
