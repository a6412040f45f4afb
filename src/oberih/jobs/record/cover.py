"""Which weapons of the table of raids a report's word for weapons covers: for certain, and possibly.

A report says "missiles" where the table names families, and a row of the table may name several models at once. So a
word covers a range, and two sources conflict only where no reading of both agrees.
"""

from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from oberih.record.raids.families import KIND_OF_FAMILY, MIXED, NO_RATE
from oberih.terms.kinds import KIND_OF_REPORT, MISSILE_KINDS

#: missiles of several kinds in one row of a table
MISSILE_MIX = "missile_mix"
_OF_KIND: dict[str, set[str]] = {}
for _family, _kind in KIND_OF_FAMILY.items():
    if _kind:
        _OF_KIND.setdefault(_kind, {f"{_kind}_mix"}).add(_family)
_UNTYPED = {MISSILE_MIX, "unknown_missile"}
_MISSILES = set().union(*(_OF_KIND[kind] for kind in MISSILE_KINDS)) | _UNTYPED
_DRONES = _OF_KIND["drone"] | _OF_KIND["jet_drone"] | _OF_KIND["decoy"]
#: drones that fly over a front, not in a raid; reported almost only when shot down
FRONT_DRONES = frozenset({"scout", "front_line", "unknown_uav"})
_OTHERS = set(NO_RATE) - {"unknown_missile"} | {MIXED}


@dataclass(frozen=True, slots=True)
class Cover:
    """Families of the table that a report's word for weapons holds for certain, and those that it may hold too."""

    certain: frozenset[str]
    possible: frozenset[str]


@cache
def cover(kind: str) -> Cover:
    """What a word for weapons covers. Rows of several models make it doubtful, and doubt never makes a conflict.

    >>> sorted(cover("kalibr").certain), "cruise_mix" in cover("kalibr").possible
    (['kalibr'], True)
    """
    certain, possible = _cover(kind)
    return Cover(frozenset(certain), frozenset(possible - certain))


def _cover(kind: str) -> tuple[Set[str], Set[str]]:
    if kind == "missile":
        return _MISSILES, {MIXED}
    if kind == "uav":
        return _DRONES, FRONT_DRONES | {MIXED}
    if kind == "recon_uav":
        return {"scout"}, {"unknown_uav", "front_line", MIXED}
    if kind == "target":
        return _MISSILES | _DRONES, _OTHERS
    if kind == "cruise":  # some reports count guided air missiles among them
        return _OF_KIND["cruise"], _OF_KIND["guided"] | _UNTYPED | {MIXED}
    if kind == "ballistic":  # and some count here all that falls steeply
        return {"iskander_m", "ballistic_other"}, _OF_KIND["ballistic"] | _OF_KIND["aeroballistic"] | _UNTYPED | {MIXED}
    if kind in _OF_KIND:
        return _OF_KIND[kind], (_UNTYPED if kind in MISSILE_KINDS else {"unknown_uav"}) | {MIXED}
    family = "oniks" if kind == "onyx" else kind
    flown = KIND_OF_REPORT.get(kind)  # type: ignore[call-overload]
    if flown in MISSILE_KINDS:
        return {family}, {f"{flown}_mix", f"{flown}_other"} | _UNTYPED | {MIXED}
    return {family}, set()


def families_of(kind: str) -> frozenset[str]:
    """Families that fly as a kind of the model, or as any missile.

    >>> "s300" in families_of("ballistic"), "s300" in cover("ballistic").certain
    (True, False)
    """
    return frozenset(_MISSILES if kind == "missile" else _OF_KIND[kind])
