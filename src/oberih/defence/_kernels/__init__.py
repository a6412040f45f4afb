"""Compiled loops of the defence: fates by shares, and the events of a layered defence."""

from oberih.defence._kernels.shares import fates

__all__ = ["fates"]
