"""Leakers and debris into the state of each asset."""

from oberih.damage.base import strike
from oberih.damage.fragility import Fragility, load_fragility

__all__ = ["Fragility", "load_fragility", "strike"]
