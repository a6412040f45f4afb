"""What the search asks for: values of a set of options in draws, whoever plays them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from oberih.luck import FloatArray

#: what is kept of a draw, in this order
MEASURES = ("raid_unserved_mwh", "unserved_mwh", "person_hours_without_heat")
#: how many there are of each option
Chosen = tuple[int, ...]
Tell = Callable[[int, int], None]


class Evaluator(Protocol):
    """Plays sets of options against one and the same draws."""

    @property
    def played(self) -> int:
        """Draws simulated so far, all sets together."""
        ...

    def values(self, sets: Sequence[Chosen], first: int, n: int) -> list[FloatArray]:
        """Measures of each set in draws first to first + n - 1, (draw, measure). What is known is not played again."""
        ...

    def complete(self, n: int) -> list[Chosen]:
        """Sets that were played in each of the first n draws, in the order in which they were first asked for."""
        ...


def more(chosen: Chosen, option: int, by: int = 1) -> Chosen:
    """The set with one more of an option.

    >>> more((0, 1), 0), more((1, 1), 1, -1)
    ((1, 1), (1, 0))
    """
    return (*chosen[:option], chosen[option] + by, *chosen[option + 1 :])
