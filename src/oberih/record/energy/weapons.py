"""What flew and what came through, from the cells of a row: a count or a range for each kind, or "not known".

The table gives what was stopped, so leakers are given too: launched less stopped, less drones lost to jamming where
they stand in a column of their own. Counts by kind split the missiles' leakers where they can; what they cannot split
flies as a missile that nobody typed.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from oberih.record.raids.families import family_of_models
from oberih.terms.kinds import MISSILE_KINDS, Kind

#: words of the table that name no family of the other table
_KINDS: dict[str, Kind] = {
    "cruise": "cruise", "ballistic": "ballistic", "aeroballistic": "aeroballistic", "guided": "guided",
    "kh101_555": "cruise", "kh101": "cruise", "kalibr": "cruise", "iskander_k": "cruise", "kh59_69": "guided",
    "kh59": "guided",
    "kh69": "guided", "kh22": "ballistic", "kh22_32": "ballistic", "iskander_m": "ballistic", "s300": "ballistic",
    "s300_400": "ballistic", "kinzhal": "aeroballistic", "zircon": "aeroballistic", "uav": "drone", "shahed": "drone",
    "drone": "drone",
}  # fmt: skip
_PAIR = re.compile(r"\s*([^=:]+?)\s*[=:]\s*(.*?)\s*$")
OVER = 1.15  #: "more than 70" is up to 15 % more, as in `scenario.derived`; other qualifiers are many, and are not read


@dataclass(frozen=True, slots=True)
class Count:
    """From low to high; the low end is what the table says where it says one number."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Leakers:
    """Weapons of a raid that were not stopped; None where the row does not tell."""

    missiles: Count | None
    drones: Count | None
    by_kind: Mapping[Kind, int]  #: missiles whose kind is told, no more in all than `missiles.low`


def kind_of(name: str) -> Kind | None:
    """The kind as which a name of the table flies; None for one that mixes several or is not known.

    >>> kind_of("kh101_555"), kind_of("shahed"), kind_of("missile")
    ('cruise', 'drone', None)
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if plain in _KINDS:
        return _KINDS[plain]
    family = family_of_models((name.strip(),))
    return None if family is None else family.kind


def pairs(text: str) -> dict[str, int]:
    """Counts of a cell such as "kh101_555=17;kalibr=16"; parts that hold no number are left out.

    >>> pairs("uav=43;missile=not stated")
    {'uav': 43}
    """
    found: dict[str, int] = {}
    for part in text.split(";"):
        match = _PAIR.match(part)
        number = re.search(r"\d+", match[2]) if match else None
        if match and number:
            found[match[1].lower()] = found.get(match[1].lower(), 0) + int(number[0])
    return found


def leakers(
    launched: Mapping[str, int], stopped: Mapping[str, int], missiles: tuple[int | None, int | None],
    drones: tuple[int | None, int | None, int | None], qualifier: str,
) -> Leakers:  # fmt: skip
    """Leakers from counts by kind, (launched, stopped) of missiles, (launched, stopped, lost) of drones, and the
    qualifier of what was launched.

    >>> found = leakers({"kalibr": 16}, {"kalibr": 5}, (33, 18), (None, None, None), "")
    >>> found.missiles, dict(found.by_kind), found.drones
    (Count(low=15, high=15), {'cruise': 11}, None)
    """
    flew, shot = _by_kind(launched), _by_kind(stopped)
    drone = _left(*drones[:2], drones[2] or 0, qualifier)
    missile = _left(*missiles, 0, qualifier)
    by_kind: dict[Kind, int] = {}
    room = missile.low if missile else 0
    for kind in MISSILE_KINDS:
        if kind in flew and kind in shot and room:
            by_kind[kind] = min(max(flew[kind] - shot[kind], 0), room)
            room -= by_kind[kind]
    return Leakers(missile, drone, {kind: n for kind, n in by_kind.items() if n})


def _by_kind(counts: Mapping[str, int]) -> dict[Kind, int]:
    found: dict[Kind, int] = {}
    for name, n in counts.items():
        kind = kind_of(name)
        if kind is not None:
            found[kind] = found.get(kind, 0) + n
    return found


def _left(launched: int | None, stopped: int | None, lost: int, qualifier: str) -> Count | None:
    if launched is None:
        return None
    if launched == 0:
        return Count(0, 0)
    if stopped is None:
        return None
    over = re.search(r"more than|over|at least|not less|\+", qualifier, re.I)
    high = math.ceil(launched * OVER) if over else launched
    return Count(max(launched - stopped - lost, 0), max(high - stopped - lost, 0))
