"""What cannot be served into automatic, emergency and scheduled cuts, by queue."""

from oberih.outage.causes import Cuts, causes
from oberih.outage.queues import half_hours, queues

__all__ = ["Cuts", "causes", "half_hours", "queues"]
