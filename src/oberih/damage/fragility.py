"""The tables of damage: chances of each level, and what a level means. Data with sources and ranges, in `tables/`."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from oberih.terms.batch import AIM_CLASSES, Floats
from oberih.terms.kinds import KINDS, Kind

PROTECTIONS: tuple[str, ...] = ("none", "gabions", "concrete", "shelter")
#: by the size of the charge: some 400-500 kg, 100-320 kg, 15-90 kg, none; assumed, not looked up
WEAPON_CLASS: dict[Kind, str] = {
    "cruise": "heavy", "ballistic": "heavy", "aeroballistic": "heavy", "guided": "medium", "drone": "light",
    "jet_drone": "light", "decoy": "inert",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Fragility:
    """Both tables as arrays. Levels 0 to 3: untouched, slight, moderate, heavy."""

    law: Floats  #: (kind, protection, level): running sums of the chances
    struck_share: Floats  #: (aim class, level)
    bypass_share: Floats
    bypass_h: Floats  #: (aim class, level, 3): low, mid, high
    work_h: Floats
    needs_spare: Floats


def _rows(name: str) -> list[dict[str, str]]:
    text = files("oberih.damage").joinpath("tables", name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def load_fragility() -> Fragility:
    """The shipped tables. Raises ValueError where chances do not sum to one."""
    levels = ("none", "slight", "moderate", "heavy")
    chances = {
        (row["weapon_class"], row["protection"]): [float(row[level]) for level in levels]
        for row in _rows("levels.csv")
    }
    for where, each in chances.items():
        if abs(sum(each) - 1) > 1e-9:
            raise ValueError(f"levels.csv: chances of {where} sum to {sum(each)}, expected 1")
    law = np.cumsum([[chances[WEAPON_CLASS[kind], level] for level in PROTECTIONS] for kind in KINDS], axis=2)
    shape = (len(AIM_CLASSES), 4)
    struck, bypass, spare = np.ones(shape), np.ones(shape), np.zeros(shape)
    bypass_h, work_h = np.zeros((*shape, 3)), np.zeros((*shape, 3))
    for row in _rows("states.csv"):
        at = AIM_CLASSES.index(row["asset_class"]), int(row["level"])
        struck[at], bypass[at] = float(row["struck_share"]), float(row["bypass_share"])
        bypass_h[at] = [float(row[f"bypass_{end}_h"]) for end in ("low", "mid", "high")]
        work_h[at] = [float(row[f"work_{end}_h"]) for end in ("low", "mid", "high")]
        spare[at] = float(row["needs_spare"])
    return Fragility(law, struck, bypass, bypass_h, work_h, spare)
