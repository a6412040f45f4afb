"""States, crews and spares into the hours at which assets are whole again."""

from oberih.repair.base import mend

__all__ = ["mend"]
