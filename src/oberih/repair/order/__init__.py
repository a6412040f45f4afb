"""Orders of work: what to mend first, with how many crews, and what each order leaves unserved."""

from oberih.repair.order.best import Found, best_order
from oberih.repair.order.schedule import CutMw, Schedule, Shop

__all__ = ["CutMw", "Found", "Schedule", "Shop", "best_order"]
