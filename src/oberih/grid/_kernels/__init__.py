"""Compiled loops of the grid of regions: arrays and numbers only."""

from oberih.grid._kernels.classes import CHP, NUCLEAR, SOLAR, SUBSTATION, THERMAL, WATER, WIND
from oberih.grid._kernels.hours import hours, level_water, share_at
from oberih.grid._kernels.served import fits, largest_flow, next_knee, serve, serve_many, share_out, topology

__all__ = [
    "CHP",
    "NUCLEAR",
    "SOLAR",
    "SUBSTATION",
    "THERMAL",
    "WATER",
    "WIND",
    "fits",
    "hours",
    "largest_flow",
    "level_water",
    "next_knee",
    "serve",
    "serve_many",
    "share_at",
    "share_out",
    "topology",
]
