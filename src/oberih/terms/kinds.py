"""Kinds of weapon: as reports name them, and as the model flies them."""

from typing import Literal, get_args

#: as a report may count them; "missile" is any missile, "target" any weapon in the air
ReportKind = Literal[
    "uav", "recon_uav", "missile", "cruise", "ballistic", "kh101", "kalibr", "kinzhal", "iskander_m", "iskander_k",
    "kh59", "kh22", "s300", "zircon", "onyx", "banderol", "target",
]  # fmt: skip
#: as the model flies them
Kind = Literal["cruise", "guided", "ballistic", "aeroballistic", "drone", "jet_drone", "decoy"]
#: as a wave may name what it holds: either way
FlownKind = Literal[
    "cruise", "guided", "ballistic", "aeroballistic", "drone", "jet_drone", "decoy", "uav", "recon_uav", "missile",
    "kh101", "kalibr", "kinzhal", "iskander_m", "iskander_k", "kh59", "kh22", "s300", "zircon", "onyx", "banderol",
    "target",
]

REPORT_KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
KINDS: tuple[Kind, ...] = get_args(Kind)
MISSILE_KINDS: tuple[Kind, ...] = ("cruise", "guided", "ballistic", "aeroballistic")

#: report kind → model kind; the two that mix several ("missile", "target") are split by the scenario's stated mix.
#: Kh-22 and Onyx dive at supersonic speed and S-300 rounds fly a ballistic path, so they meet defence as ballistic
#: ones do.
KIND_OF_REPORT: dict[ReportKind, Kind] = {
    "uav": "drone",
    "cruise": "cruise",
    "kh101": "cruise",
    "kalibr": "cruise",
    "iskander_k": "cruise",
    "kh59": "guided",
    "banderol": "guided",
    "ballistic": "ballistic",
    "iskander_m": "ballistic",
    "s300": "ballistic",
    "kh22": "ballistic",
    "onyx": "ballistic",
    "zircon": "aeroballistic",
    "kinzhal": "aeroballistic",
}
