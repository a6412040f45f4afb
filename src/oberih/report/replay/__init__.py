"""A draw of a run, played before the reader's eyes: as a page of its own, and as a clip."""

from oberih.report.replay.base import Replay
from oberih.report.replay.page import replay_html

__all__ = ["Replay", "replay_html"]
