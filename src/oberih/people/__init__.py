"""People behind the megawatts: who is without power, heat and water, and which sites outlast their backup."""

from oberih.people.base import COLUMNS, People, count

__all__ = ["COLUMNS", "People", "count"]
