"""Weapons into stopped, lost and leakers, at two levels of detail: by shares, or by fire units."""

from oberih.defence.layered import Engaged, engage_layered
from oberih.defence.layout import Layout, layout, number_of
from oberih.defence.shares import engage, stop_shares

__all__ = ["Engaged", "Layout", "engage", "engage_layered", "layout", "number_of", "stop_shares"]
