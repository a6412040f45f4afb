"""Oberih: from the report of an air raid to who loses power, when, for how long, and what would have helped.

    import oberih
    run = oberih.assess("report.txt", oberih.Options(draws=500))
    run.regions              # a data frame: one row a region and quantity, with intervals
    run.table("outcome")     # a data frame: one row a draw

    oberih.frequency_response(inertia_s=4, loss_pu=0.1).nadir_hz
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oberih.grid import Stage, frequency_path, frequency_response, time_to_hz, under_frequency_shedding
    from oberih.jobs.base import Options, Run
    from oberih.jobs.from_report import assess
    from oberih.jobs.from_scenario import run

__version__ = "0.1.0"
__all__ = [
    "Options",
    "Run",
    "Stage",
    "__version__",
    "assess",
    "frequency_path",
    "frequency_response",
    "run",
    "time_to_hz",
    "under_frequency_shedding",
]


def __getattr__(name: str) -> Any:
    """Jobs are imported when first asked for: they bring the compiled rooms, and a room may want the version alone."""
    if name in ("Options", "Run", "assess", "run"):
        return getattr(importlib.import_module("oberih.jobs"), name)
    if name in ("Stage", "frequency_path", "frequency_response", "time_to_hz", "under_frequency_shedding"):
        return getattr(importlib.import_module("oberih.grid"), name)
    raise AttributeError(f"module 'oberih' has no attribute {name!r}")
