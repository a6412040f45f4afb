"""`oberih schedule`: limits from a file or a run into plans, and plans into what people and programs read."""

from typing import TYPE_CHECKING

from oberih.terms.on_demand import on_demand

if TYPE_CHECKING:
    from oberih.jobs.schedule.asked import Asked, Scheduled, schedule

__all__ = ["Asked", "Scheduled", "schedule"]

#: a briefing asks for a run's limits alone, and needs no solver
__getattr__ = on_demand(__name__, dict.fromkeys(__all__, "asked"))
