"""Who asks for a chance, and how a vector of chances is had outside kernels."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from oberih.luck import _kernels
from oberih.terms.errors import Fault, InputError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Stream(IntEnum):
    """What a chance is for. A number never changes its meaning: old seeds must give old answers."""

    DOUBT = 1  #: a national figure that is not known, drawn from its range
    MIX = 2  #: how many weapons of each kind
    TIME = 3  #: when a weapon arrives
    AIM = 4  #: the region and class that a weapon flies at
    STOP_SHARE = 5  #: the share stopped, common to the raid
    STOP_ORDER = 6  #: which weapons leak
    ASSET = 7  #: which asset of a class is struck
    LEVEL = 8  #: how badly
    WORK = 9  #: how long a repair takes
    TRIP = 10  #: a unit trips
    RETURN = 11  #: when it is back
    DEBRIS = 12  #: debris of a stopped weapon strikes something
    PATH = 13  #: path, speed, altitude, arrival and reliability of a weapon with a path
    SHOT = 14  #: a fire unit's round stops a weapon
    SERVICE = 15  #: how long a channel is held
    PICK = 16  #: which of several equal weapons a fire unit takes
    MEETING = 17  #: when a jammer or patrol reaches a weapon
    FALL = 18  #: a weapon that was not stopped falls by itself
    POINT = 19  #: which aim point an arrival strikes, and whether it destroys it
    OPTION = 20  #: which of its places an option takes
    SETTING = 21  #: settings and reserves of plant and relays in the first minute; 13-20 are kept for other rooms
    WEATHER = 30  #: how far a day is from the normal of its month
    RESAMPLE = 40  #: raids drawn anew for the interval of a score
    ORDER = 50  #: an order of work by chance, for comparison
    CAMPAIGN = 51  #: whether a day of a campaign has a raid, and the seeds of its raids
    DELIVERY = 52  #: how long a delivery takes
    PLAN_PLACE = 70  #: which of its places a copy of an option takes
    PLAN_LEAD = 71  #: when an option that was ordered is there
    PLAN_RESAMPLE = 72  #: draws taken anew, to see how often an option is chosen
    PLAN_COST = 73  #: what an option costs within its range


@dataclass(frozen=True, slots=True)
class Key:
    """The seed of a study: every chance is a pure function of it and of who asks."""

    seed: int

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**64:
            raise InputError(Fault(key="luck.seed", values={"found": self.seed}))


def uniforms(key: Key, stream: Stream, draws: Iterable[int], entities: Iterable[int] | int, k: int = 0) -> FloatArray:
    """Uniforms on (0, 1): one row a draw, one column an entity.

    >>> bool(uniforms(Key(1), Stream.TRIP, [5], [7])[0, 0] == uniforms(Key(1), Stream.TRIP, range(9), range(9))[5, 7])
    True
    """
    rows = np.asarray(draws, np.int64) if isinstance(draws, np.ndarray) else np.fromiter(draws, np.int64)
    columns = np.fromiter(range(entities) if isinstance(entities, int) else entities, np.int64)
    out = np.empty((rows.size, columns.size))
    _kernels.fill(np.uint64(key.seed), int(stream), rows, columns, k, out)
    return out


def chances(key: Key, stream: Stream, draws: IntArray, entities: IntArray, k: int = 0) -> FloatArray:
    """Uniforms on (0, 1), one for each pair (draw, entity); both arrays have one length, and so has the answer."""
    out = np.empty(draws.size)
    _kernels.fill_pairs(np.uint64(key.seed), int(stream), draws, entities, k, out)
    return out


def triangular(chance: FloatArray, low: float, mid: float, high: float) -> FloatArray:
    """Quantiles of the triangular law with ends `low` and `high` and mode `mid`: what is assumed of a bare range.

    >>> triangular(np.array([0.0, 0.5, 1.0]), 0.0, 1.0, 2.0).tolist()
    [0.0, 1.0, 2.0]
    """
    if not low <= mid <= high:
        raise ValueError(f"low(={low}) <= mid(={mid}) <= high(={high}) must hold")
    if low == high:
        return np.full_like(chance, mid)
    turn = (mid - low) / (high - low)
    rising = low + np.sqrt(chance * (high - low) * (mid - low))
    falling = high - np.sqrt((1 - chance) * (high - low) * (high - mid))
    return np.where(chance < turn, rising, falling)
