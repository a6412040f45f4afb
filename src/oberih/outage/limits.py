"""From what cannot be served to limits: how many parts of queues must be off in each hour, and when limits end."""

import numpy as np

from oberih.outage.presets import QueuePreset
from oberih.terms.batch import Floats, Ints


def steps_for(
    cut_share: Floats, preset: QueuePreset, critical_share: Floats | float | None = None
) -> Ints:
    """The least number of parts whose load covers a share of demand, whichever parts they are: so where parts differ
    the lightest count. Never more than there are.

    >>> from oberih.outage.presets import load_preset
    >>> steps_for(np.array([0.0, 0.0625, 0.1, 0.5, 1.0]), load_preset("ua-2023")).tolist()
    [0, 1, 2, 8, 12]
    """
    held = np.broadcast_to(preset.sheddable(critical_share), np.shape(cut_share))
    with np.errstate(divide="ignore", invalid="ignore"):
        need = np.where(cut_share > 0, cut_share / held, 0.0)
    reached = np.cumsum(np.sort(preset.part_shares))
    return np.minimum(np.searchsorted(reached, need - 1e-9) + (need > 1e-9), preset.n).astype(np.int64)


def cut_share_of(steps: Ints, preset: QueuePreset, critical_share: Floats | float | None = None) -> Floats:
    """Share of demand that a number of parts takes off, on average over which.

    >>> from oberih.outage.presets import load_preset
    >>> cut_share_of(np.array([1, 2, 8]), load_preset("ua-2023")).tolist()
    [0.0625, 0.125, 0.5]
    """
    return np.asarray(steps) / preset.n * preset.sheddable(critical_share)


def lifted(steps: Ints, hold_slots: int) -> Ints:
    """Limits that rise at once and fall only when less has been enough for `hold_slots` in a row: along the first
    axis, time.

    >>> lifted(np.array([0, 3, 1, 1, 1, 0, 0]), 2).tolist()
    [0, 3, 3, 1, 1, 1, 0]
    """
    out = np.array(steps, np.int64)
    for back in range(1, min(hold_slots, len(out))):
        out[back:] = np.maximum(out[back:], steps[:-back])
    return out


def taken_over(steps: Ints, begins: int) -> tuple[Ints, Ints]:
    """Limits as (emergency, scheduled): before slot `begins` no schedule can be there yet.

    >>> [part.tolist() for part in taken_over(np.array([2, 2, 3]), 1)]
    [[2, 0, 0], [0, 2, 3]]
    """
    early = (np.arange(len(steps)) < begins).reshape(-1, *[1] * (steps.ndim - 1))
    return np.where(early, steps, 0), np.where(early, 0, steps)
