"""Weapons into stopped, lost and leakers."""

from oberih.defence.shares import engage

__all__ = ["engage"]
