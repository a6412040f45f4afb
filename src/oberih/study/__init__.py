"""Draws: the loop of the design, in batches, in memory or on a disk.

What is named here is imported when it is first asked for: a process that only hands batches on needs none of the rooms.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oberih.study.draw import Batch, simulate
    from oberih.study.engine import Progress, Study, run_study

_WHERE = {"Batch": "draw", "Progress": "engine", "Study": "engine", "run_study": "engine", "simulate": "draw"}
__all__ = ["Batch", "Progress", "Study", "run_study", "simulate"]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(f"oberih.study.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'oberih.study' has no attribute {name!r}")
