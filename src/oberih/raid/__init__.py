"""A scenario into the weapons of one sampled raid."""

from oberih.raid.base import sample

__all__ = ["sample"]
