"""Frequency of an island of its own after a sudden loss or surplus of power: one equivalent machine, limited governors.

    2H dw/dt = Pm - loss - D w        Pm = Km (1 + FH TR s) / (1 + TR s) * (-w / R), kept within +-reserve

Model and letters: Anderson and Mirheydar, "A low-order system frequency response model", IEEE Trans. Power Syst. 5
(1990) 720-729. Between events (a limit reached, a threshold passed, a relay's delay over) the system is linear and each
step is exact; events are found to some microseconds.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from oberih.grid._kernels import swing as kernel
from oberih.luck import FloatArray
from oberih.terms.errors import Fault, InputError

NONE = np.empty(0)
STEP_S = 0.01
END_S = 60.0  #: how long is looked at where nothing else is said


@dataclass(frozen=True, slots=True)
class Response:
    """What the frequency did."""

    #: the extreme within the time looked at, on the side of the imbalance: lowest after a loss, highest after a surplus
    nadir_hz: float
    nadir_s: float  #: when; the end of the time looked at where the frequency falls on
    #: where it settles, however late (closed form); where it never does, the frequency at the end of the time looked at
    steady_hz: float
    rocof_hz_s: float  #: rate of change at the first moment
    settles: bool  #: False: reserve and damping do not meet the imbalance, and the frequency goes on
    lowest_hz: float
    highest_hz: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One equivalent machine and its imbalance, per unit of the capacity that runs."""

    inertia_s: float  #: H
    damping: float  #: D, change of load per change of frequency, both per unit
    droop: float | None  #: R; None or inf: no governor
    governor_gain: float  #: Km; 0: no governor
    reheat_share: float  #: FH, share of power before the reheater
    reheat_s: float  #: TR
    loss_pu: float  #: above 0 power is short, below 0 too much
    nominal_hz: float = 50.0
    reserve_pu: float | None = None  #: most that governors give, either way; None: no limit

    @property
    def gain(self) -> float:
        """Km / R."""
        return 0.0 if self.droop is None else self.governor_gain / self.droop

    @property
    def limit(self) -> float:
        """The reserve as a number."""
        return np.inf if self.reserve_pu is None else float(self.reserve_pu)

    @property
    def rocof_hz_s(self) -> float:
        """Rate of change of frequency at the first moment."""
        return float(-self.loss_pu / (2 * self.inertia_s) * self.nominal_hz + 0.0)

    def faults(self) -> list[Fault]:
        """Everything that cannot be, at once."""
        found: list[Fault] = []

        def ask(name: str, rule: str, holds: bool) -> None:
            if not holds:
                found.append(Fault(key=f"minute.{rule}", values={"name": name, "found": getattr(self, name)}))

        for name in ("inertia_s", "reheat_s", "nominal_hz"):
            ask(name, "positive", _finite(getattr(self, name)) and getattr(self, name) > 0)
        for name in ("damping", "governor_gain"):
            ask(name, "not_negative", _finite(getattr(self, name)) and getattr(self, name) >= 0)
        ask("droop", "droop", self.droop is None or self.droop == np.inf or (_finite(self.droop) and self.droop > 0))
        ask("reheat_share", "share", _finite(self.reheat_share) and 0 <= self.reheat_share <= 1)
        ask("loss_pu", "signed_share", _finite(self.loss_pu) and -1 <= self.loss_pu <= 1)
        limit = self.reserve_pu
        ask("reserve_pu", "reserve", limit is None or limit == np.inf or (_finite(limit) and 0 <= limit <= 1))
        return found

    def checked(self) -> "Machine":
        """The machine itself. Raises InputError with every fault."""
        if faults := self.faults():
            raise InputError(*faults)
        return self

    def run(
        self, end_s: float, at: FloatArray = NONE, delay_s: FloatArray = NONE, relief: FloatArray = NONE,
        *, rows: int = 0, step_s: float = STEP_S,
    ) -> tuple[FloatArray, FloatArray, FloatArray]:  # fmt: skip
        """What the kernel says, when each relay fired (inf: never), and the path's rows."""
        out, fired = np.zeros(kernel.N_OUT), np.full(at.size, np.inf)
        path = np.empty((rows, 4))
        kept = kernel.swing(
            # floats, since a whole number would be a compilation of its own
            float(self.inertia_s), float(self.damping), float(self.gain), float(self.reheat_share),
            float(self.reheat_s), float(self.loss_pu), self.limit,
            at, delay_s, relief, np.zeros(at.size), np.zeros(at.size), np.full(at.size, -1),
            float(step_s), float(end_s), False,
            fired, path, out, np.empty((2, kernel.LEVELS, 6)), np.empty(at.size),
        )  # fmt: skip
        return out, fired, path[:kept]

    def hz(self, deviation_pu: float) -> float:
        """A deviation as a frequency."""
        return float(self.nominal_hz * (1 + deviation_pu))

    def steady_pu(self, loss_pu: float) -> float:
        """Where an imbalance settles, per unit; NaN where it never does."""
        return float(kernel.steady(self.damping, self.gain, self.limit, loss_pu))


def frequency_response(
    inertia_s: float, damping: float = 0.0, droop: float | None = None, governor_gain: float = 1.0,
    reheat_share: float = 0.3, reheat_s: float = 8.0, loss_pu: float = 0.0, nominal_hz: float = 50.0,
    reserve_pu: float | None = None, *, end_s: float = END_S,
) -> Response:  # fmt: skip
    """Response to a sudden loss (above 0) or surplus (below 0) of power, per unit of the running capacity.

    `droop` None or inf, or `governor_gain` 0, is no governor. `reserve_pu` limits what governors give, either way; None
    is no limit. Over-frequency mirrors under-frequency. Where reserve and damping do not meet the imbalance the
    frequency falls (rises) on: `settles` is False and `steady_hz` is the frequency after `end_s`, 0 Hz at the least.
    Raises InputError with every fault.

    >>> answer = frequency_response(inertia_s=4, damping=1, droop=0.05, governor_gain=0.95, reheat_share=0.3,
    ...                             reheat_s=8, loss_pu=0.1)
    >>> round(answer.nadir_hz, 3), round(answer.nadir_s, 2), round(answer.steady_hz, 3)
    (49.458, 2.37, 49.75)
    >>> frequency_response(inertia_s=4, loss_pu=0.2).rocof_hz_s
    -1.25
    """
    machine = _machine(
        inertia_s, damping, droop, governor_gain, reheat_share, reheat_s, loss_pu, nominal_hz, reserve_pu, end_s
    )
    return respond(machine, end_s)


def frequency_path(
    inertia_s: float, damping: float = 0.0, droop: float | None = None, governor_gain: float = 1.0,
    reheat_share: float = 0.3, reheat_s: float = 8.0, loss_pu: float = 0.0, nominal_hz: float = 50.0,
    reserve_pu: float | None = None, *, end_s: float = END_S, every_s: float = 0.1,
) -> pl.DataFrame:  # fmt: skip
    """The same, second by second: t_s, hz, governor_pu.

    >>> path = frequency_path(inertia_s=4, loss_pu=0.2, end_s=0.8)
    >>> round(path["hz"][-1], 6)
    49.0
    """
    machine = _machine(
        inertia_s, damping, droop, governor_gain, reheat_share, reheat_s, loss_pu, nominal_hz, reserve_pu, end_s
    )
    if not (_finite(every_s) and every_s > 0):
        raise InputError(Fault(key="minute.positive", values={"name": "every_s", "found": every_s}))
    return path_of(machine, end_s, every_s)


def time_to_hz(
    level_hz: float, inertia_s: float, damping: float = 0.0, droop: float | None = None, governor_gain: float = 1.0,
    reheat_share: float = 0.3, reheat_s: float = 8.0, loss_pu: float = 0.0, nominal_hz: float = 50.0,
    reserve_pu: float | None = None, *, end_s: float = END_S,
) -> float:  # fmt: skip
    """Seconds until a frequency is first reached; inf where it is not within `end_s`.

    >>> round(time_to_hz(49.0, inertia_s=4, loss_pu=0.2), 4)
    0.8
    """
    machine = _machine(
        inertia_s, damping, droop, governor_gain, reheat_share, reheat_s, loss_pu, nominal_hz, reserve_pu, end_s
    )
    if not (_finite(level_hz) and level_hz > 0):
        raise InputError(Fault(key="minute.positive", values={"name": "level_hz", "found": level_hz}))
    if level_hz == nominal_hz:
        return 0.0
    level = np.array([level_hz / nominal_hz - 1])
    return float(machine.run(end_s, level, np.zeros(1), np.zeros(1))[1][0])


def respond(machine: Machine, end_s: float) -> Response:
    """What a checked machine does."""
    out, _, _ = machine.run(end_s)
    steady = machine.steady_pu(machine.loss_pu)
    settles = not np.isnan(steady)
    lowest, highest = float(out[kernel.LOWEST]), float(out[kernel.HIGHEST])
    extreme, when = (lowest, out[kernel.LOWEST_S]) if machine.loss_pu >= 0 else (highest, out[kernel.HIGHEST_S])
    return Response(
        nadir_hz=machine.hz(extreme),
        nadir_s=float(when),
        steady_hz=machine.hz(steady if settles else float(out[kernel.LAST])),
        rocof_hz_s=machine.rocof_hz_s,
        settles=settles,
        lowest_hz=machine.hz(lowest),
        highest_hz=machine.hz(highest),
    )


def path_of(
    machine: Machine, end_s: float, every_s: float, at: FloatArray = NONE, delay_s: FloatArray = NONE,
    relief: FloatArray = NONE,
) -> pl.DataFrame:  # fmt: skip
    """The path at even times: t_s, hz, governor_pu, and shed_pu where there are relays."""
    step = min(STEP_S, every_s, end_s / 10)
    quickest = kernel.step_s(
        machine.inertia_s, machine.damping, machine.gain, machine.reheat_share, machine.reheat_s, step
    )
    rows = int(end_s / quickest * 1.5) + 200 * (at.size + 10)
    _, _, path = machine.run(end_s, at, delay_s, relief, rows=rows, step_s=step)
    t = np.append(np.arange(0, end_s, every_s), end_s) if path[-1, 0] >= end_s - 1e-9 else path[:, 0]
    columns = {"t_s": t, "hz": machine.nominal_hz * (1 + np.interp(t, path[:, 0], path[:, 1])),
               "governor_pu": np.interp(t, path[:, 0], path[:, 2])}  # fmt: skip
    if at.size:
        place = np.searchsorted(path[:, 0], t + 1e-9, side="right") - 1  # what is shed jumps
        columns["shed_pu"] = path[place, 3]
    return pl.DataFrame(columns)


def _machine(
    inertia_s: float, damping: float, droop: float | None, governor_gain: float, reheat_share: float, reheat_s: float,
    loss_pu: float, nominal_hz: float, reserve_pu: float | None, end_s: float,
) -> Machine:  # fmt: skip
    machine = Machine(
        inertia_s=inertia_s, damping=damping, droop=droop, governor_gain=governor_gain, reheat_share=reheat_share,
        reheat_s=reheat_s, loss_pu=loss_pu, nominal_hz=nominal_hz, reserve_pu=reserve_pu,
    )  # fmt: skip
    faults = machine.faults()
    if not (_finite(end_s) and 0 < end_s <= 3600):
        faults.append(Fault(key="minute.end", values={"found": end_s}))
    if faults:
        raise InputError(*faults)
    return machine


def _number(value: object) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def _finite(value: object) -> bool:
    return _number(value) and bool(np.isfinite(value))  # type: ignore[call-overload]
