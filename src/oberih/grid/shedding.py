"""Automatic load shedding by frequency: stages with thresholds, shares and delays (АЧР; low frequency demand
disconnection)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from oberih.grid._kernels import swing as kernel
from oberih.grid.frequency import END_S, Machine, _finite, path_of
from oberih.luck import FloatArray
from oberih.terms.errors import Fault, InputError


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: below `threshold_hz` for `delay_s` without a break, it takes the part `share` of load off."""

    threshold_hz: float
    share: float
    delay_s: float = 0.3
    #: scheme that the stage belongs to; within one scheme thresholds do not rise. Two schemes may lie over each other,
    #: as АЧР-1 (quick) and АЧР-2 (slow) do
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Shedding:
    """What the stages did."""

    stages_fired: int
    fired: tuple[tuple[int, float], ...]  #: (stage from 1 in the order given, second), in the order of time
    shed_pu: float
    nadir_hz: float  #: as in `frequency_response`: the extreme on the side of the imbalance
    nadir_s: float
    final_hz: float  #: where it settles with what was shed; where it does not, at the end of the time looked at
    settles: bool
    rocof_hz_s: float
    lowest_hz: float
    highest_hz: float


StageLike = Stage | Mapping[str, float] | Sequence[float]


def under_frequency_shedding(
    inertia_s: float, damping: float = 0.0, droop: float | None = None, governor_gain: float = 1.0,
    reheat_share: float = 0.3, reheat_s: float = 8.0, loss_pu: float = 0.0, nominal_hz: float = 50.0,
    reserve_pu: float | None = None, stages: Iterable[StageLike] = (), *, end_s: float | None = None,
) -> Shedding:  # fmt: skip
    """A sudden loss, and stages of automatic shedding against it.

    A stage is a `Stage`, a mapping with threshold_hz, share and delay_s, or a tuple in that order. `end_s` is 60 s, or
    longer where a stage waits longer. Raises InputError with every fault: stages that rise, shares over 1 one by one or
    together, a negative inertia, and so on.

    >>> answer = under_frequency_shedding(inertia_s=4, loss_pu=0.2, stages=[(49.0, 0.1, 0.2), (48.8, 0.1, 0.2)])
    >>> answer.stages_fired, round(answer.shed_pu, 3), round(answer.nadir_hz, 3)
    (2, 0.2, 48.65)
    """
    listed = list(stages)
    machine = Machine(
        inertia_s=inertia_s, damping=damping, droop=droop, governor_gain=governor_gain, reheat_share=reheat_share,
        reheat_s=reheat_s, loss_pu=loss_pu, nominal_hz=nominal_hz, reserve_pu=reserve_pu,
    )  # fmt: skip
    faults = machine.faults()
    if end_s is not None and not (_finite(end_s) and 0 < end_s <= 3600):
        faults.append(Fault(key="minute.end", values={"found": end_s}))
    read, more = read_stages(listed, nominal_hz if _finite(nominal_hz) else 50.0)
    if faults or more:
        raise InputError(*faults, *more)
    longest = max((stage.delay_s for stage in read), default=0.0)
    return shed(machine, read, end_s if end_s is not None else END_S + longest)


def shedding_path(machine: Machine, stages: Sequence[Stage], end_s: float, every_s: float = 0.1) -> pl.DataFrame:
    """The path with stages: t_s, hz, governor_pu, shed_pu."""
    at, delay, relief, _ = relays(stages, machine.nominal_hz)
    return path_of(machine, end_s, every_s, at, delay, relief)


def shed(machine: Machine, stages: Sequence[Stage], end_s: float) -> Shedding:
    """The same for a checked machine and checked stages."""
    at, delay, relief, order = relays(stages, machine.nominal_hz)
    out, fired_s, _ = machine.run(end_s, at, delay, relief)
    done = np.flatnonzero(np.isfinite(fired_s))
    fired = tuple(
        (int(order[i]) + 1, float(fired_s[i])) for i in sorted(done, key=lambda i: (fired_s[i], order[i]))
    )
    shed_pu = float(relief[done].sum())
    last = float(out[kernel.LAST])
    settled = machine.steady_pu(machine.loss_pu - shed_pu)
    waiting = at[~np.isfinite(fired_s)]
    # a frequency that would settle below a stage not yet fired will not stay there
    if machine.damping == 0 and machine.gain == 0 and not np.isnan(settled):  # balanced, and nothing draws it back
        settled = last
    settles = not np.isnan(settled) and not bool((waiting >= settled).any()) and not out[kernel.DARK]
    final = settled if settles else last
    lowest, highest = float(out[kernel.LOWEST]), float(out[kernel.HIGHEST])
    short = machine.loss_pu >= 0
    return Shedding(
        stages_fired=len(fired),
        fired=fired,
        shed_pu=shed_pu,
        nadir_hz=machine.hz(lowest if short else highest),
        nadir_s=float(out[kernel.LOWEST_S if short else kernel.HIGHEST_S]),
        final_hz=machine.hz(final),
        settles=settles,
        rocof_hz_s=machine.rocof_hz_s,
        lowest_hz=machine.hz(lowest),
        highest_hz=machine.hz(highest),
    )


def relays(stages: Sequence[Stage], nominal_hz: float) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Thresholds (pu deviation, falling), delays, shares, and the place of each among the stages given."""
    at = np.array([stage.threshold_hz / nominal_hz - 1 for stage in stages], dtype=np.float64)
    order = np.argsort(-at, kind="stable")
    delay = np.array([stage.delay_s for stage in stages], dtype=np.float64)
    share = np.array([stage.share for stage in stages], dtype=np.float64)
    return at[order], delay[order], share[order], order.astype(np.float64)


def read_stages(given: Iterable[StageLike], nominal_hz: float = 50.0) -> tuple[list[Stage], list[Fault]]:
    """Stages as people write them, and everything that is wrong with them."""
    stages: list[Stage] = []
    faults: list[Fault] = []
    for number, each in enumerate(given, 1):
        where = f"stages[{number}]"
        stage = _stage(each)
        if stage is None:
            faults.append(Fault(key="minute.stage_shape", where=where, values={"found": each}))
            continue
        stages.append(stage)
        if not (_finite(stage.threshold_hz) and 0 < stage.threshold_hz < nominal_hz):
            values = {"found": stage.threshold_hz, "nominal": nominal_hz}
            faults.append(Fault(key="minute.stage_threshold", where=where, values=values))
        if not (_finite(stage.share) and 0 <= stage.share <= 1):
            faults.append(Fault(key="minute.share", where=where, values={"name": "share", "found": stage.share}))
        if not (_finite(stage.delay_s) and 0 <= stage.delay_s <= 600):
            faults.append(Fault(key="minute.stage_delay", where=where, values={"found": stage.delay_s}))
    good = [stage for stage in stages if _finite(stage.threshold_hz)]
    for scheme in dict.fromkeys(stage.scheme for stage in good):
        mine = [stage.threshold_hz for stage in good if stage.scheme == scheme]
        for number, (before, after) in enumerate(pairwise(mine), 2):
            if after > before:
                where = f"stages[{number}]" + (f" ({scheme})" if scheme else "")
                faults.append(Fault(key="minute.stage_rises", where=where, values={"before": before, "found": after}))
    total = sum(stage.share for stage in stages if _finite(stage.share))
    if total > 1 + 1e-9:
        faults.append(Fault(key="minute.stages_sum", values={"found": round(total, 6)}))
    return stages, faults


def _stage(given: StageLike) -> Stage | None:
    """One stage; None where it has not the fields of one."""
    if isinstance(given, Stage):
        return given
    try:
        if isinstance(given, Mapping):
            return Stage(**given)  # type: ignore[arg-type]
        return Stage(*given)  # type: ignore[arg-type]
    except TypeError:
        return None
