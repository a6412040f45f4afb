"""What a user can ask for: the same for the command line, the page and Python.

Jobs are imported when first asked for: some bring the compiled rooms, and a list of past raids needs none of them.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oberih.jobs.base import Options
    from oberih.jobs.from_report import assess
    from oberih.jobs.from_scenario import run
    from oberih.jobs.stored import Run

_WHERE = {"Options": "base", "Run": "stored", "assess": "from_report", "run": "from_scenario"}
__all__ = ["Options", "Run", "assess", "run"]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(f"oberih.jobs.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'oberih.jobs' has no attribute {name!r}")
