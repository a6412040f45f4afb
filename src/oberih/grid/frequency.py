"""Frequency of an island of its own, and what its automatics shed."""

from dataclasses import dataclass

import numpy as np

from oberih.grid import _kernels

#: six steps from 49.0 to 48.0 Hz that take 45 % of load off: as Commission Regulation (EU) 2017/2196 is commonly quoted
#: for Continental Europe. Assumed: its text was not looked up; equal steps; range of the whole 38-52 %
STAGES_HZ = (49.0, 48.8, 48.6, 48.4, 48.2, 48.0)
STAGE_SHARE = 0.075
STAGE_DELAY_S = 0.3  #: relay and breaker; assumed, range 0.15-0.5


@dataclass(frozen=True, slots=True)
class Response:
    """What the frequency did."""

    nadir_hz: float
    nadir_s: float
    zenith_hz: float
    steady_hz: float  #: at the end of the time looked at
    rocof_hz_s: float
    shed_pu: float
    stages: int


def frequency_response(
    *,
    inertia_s: float,
    damping: float,
    droop: float,
    governor_gain: float,
    reheat_share: float,
    reheat_s: float,
    loss_pu: float,
    nominal_hz: float = 50.0,
    reserve_pu: float | None = None,
    stages_hz: tuple[float, ...] = (),
    end_s: float = 60.0,
) -> Response:
    """Response to a sudden loss (positive) or surplus (negative) of power, per unit of the running capacity.

    `reserve_pu` limits what governors can give either way; None is no limit. Stages fall, in Hz, and each sheds
    STAGE_SHARE. Model and letters: Anderson and Mirheydar, IEEE Trans. Power Syst. 5 (1990) 720-729.

    >>> answer = frequency_response(inertia_s=4, damping=1, droop=0.05, governor_gain=0.95, reheat_share=0.3,
    ...                             reheat_s=8, loss_pu=0.1)
    >>> round(answer.nadir_hz, 3), round(answer.nadir_s, 2), round(answer.steady_hz, 3)
    (49.458, 2.37, 49.75)
    """
    if min(inertia_s, droop, reheat_s, nominal_hz) <= 0:
        raise ValueError(
            f"inertia_s(={inertia_s}), droop(={droop}), reheat_s(={reheat_s}) "
            f"and nominal_hz(={nominal_hz}) must be above 0"
        )
    if not np.isfinite(loss_pu) or (reserve_pu is not None and not reserve_pu >= 0):
        raise ValueError(f"loss_pu(={loss_pu}) must be a number, and reserve_pu(={reserve_pu}) none or not below 0")
    stage_pu = np.array([hz / nominal_hz - 1 for hz in stages_hz])
    if (np.diff(stage_pu) > 0).any():
        raise ValueError(f"stages_hz(={stages_hz}) must fall")
    out = np.empty(6)
    _kernels.swing(
        inertia_s, damping, droop, governor_gain, reheat_share, reheat_s, loss_pu,
        np.inf if reserve_pu is None else reserve_pu, stage_pu, np.full(stage_pu.size, STAGE_SHARE), STAGE_DELAY_S,
        0.001, end_s, out,
    )  # fmt: skip
    return Response(
        nadir_hz=float(nominal_hz * (1 + out[0])),
        nadir_s=float(out[1]),
        zenith_hz=float(nominal_hz * (1 + out[5])),
        steady_hz=float(nominal_hz * (1 + out[2])),
        rocof_hz_s=-loss_pu / (2 * inertia_s) * nominal_hz,
        shed_pu=float(out[3]),
        stages=int(out[4]),
    )
