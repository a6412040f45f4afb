"""Draws: the loop of the design, in batches, on one machine."""

from oberih.study.draw import Batch, simulate
from oberih.study.engine import Progress, Study, run_study

__all__ = ["Batch", "Progress", "Study", "run_study", "simulate"]
