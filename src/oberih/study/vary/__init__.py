"""What an answer hangs on: fields of defence, grid and repair varied one by one or together, with the same luck."""

from oberih.study.vary.fields import Varied, varied
from oberih.study.vary.points import Answers, Point, play
from oberih.study.vary.sensitivity import Index, Sensitivity, sensitivity
from oberih.study.vary.sweep import Swept, ends, hypercube, ranked, sweep

__all__ = [
    "Answers", "Index", "Point", "Sensitivity", "Swept", "Varied", "ends", "hypercube", "play", "ranked", "sensitivity",
    "sweep", "varied",
]  # fmt: skip
