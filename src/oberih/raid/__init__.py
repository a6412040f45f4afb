"""A scenario into the weapons of one sampled raid."""

from oberih.raid.base import sample
from oberih.raid.waves import Flights, flights, plane_km, sample_waves

__all__ = ["Flights", "flights", "plane_km", "sample", "sample_waves"]
