"""Which fields of a scenario may be varied, and over what: `defence.units.NASAMS.store=8..40`, `grid.trip_chance`.

Fields of the raid may not: what is asked is what protects. Nor may places of units or of sensors, which would draw a
map of gaps.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from pydantic import ValidationError

from oberih.luck import FloatArray, IntArray, Key, Stream, triangular, uniforms
from oberih.scenario import Pack, Scenario
from oberih.scenario.doubt import Doubt
from oberih.scenario.file import faults_of
from oberih.study.draw import number_of
from oberih.terms.errors import Fault, ScenarioError

GROUPS = ("defence", "grid", "repair", "pack")
PLACES = ("x_km", "y_km")
LEVELS = 9  #: of a plain figure that is not whole: a scenario is made and checked for each
WHERE = "--vary"
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_SPAN = re.compile(rf"({_NUMBER})\.\.(?:({_NUMBER})\.\.)?({_NUMBER})")
_AROUND = re.compile(rf"(?:±|\+-|\+/-)({_NUMBER})%")

Shape = Literal["own", "even", "triangular", "levels"]


@dataclass(frozen=True, slots=True)
class Varied:
    """One field and the law that it is given; `ends` are low, likeliest and high, or the levels."""

    name: str
    shape: Shape
    ends: tuple[float, ...]
    plain: bool  #: a figure of the scenario itself, not one of its ranges
    whole: bool  #: a whole number
    now: float  #: as the scenario has it; the likeliest of a range

    def at(self, chance: FloatArray) -> FloatArray:
        """Its values at some chances from 0 to 1: the quantiles of its law."""
        if self.plain and self.shape != "levels" and not self.whole:
            chance = (np.minimum(np.floor(chance * LEVELS), LEVELS - 1) + 0.5) / LEVELS
        if self.shape == "levels":
            return np.array(self.ends)[np.minimum((chance * len(self.ends)).astype(np.int64), len(self.ends) - 1)]
        low, middle, high = self.ends
        if self.whole:  # each whole number of an even law as likely
            low, high = (low - 0.5, high + 0.5) if self.shape == "even" else (low, high)
        values = low + (high - low) * chance if self.shape == "even" else triangular(chance, low, middle, high)
        return np.clip(np.round(values), self.ends[0], self.ends[-1]) if self.whole else values

    def levels(self, n: int) -> tuple[float, ...]:
        """Values to draw a curve through: the levels themselves, or n even steps."""
        if self.shape == "levels":
            return self.ends
        steps = np.linspace(self.ends[0], self.ends[-1], n)
        return tuple(dict.fromkeys((np.round(steps) if self.whole else steps).tolist()))

    def drawn(self, key: Key, draws: IntArray) -> FloatArray:
        """Its value in each draw; of a range that keeps its law, the very value that a run has in that draw."""
        return self.at(uniforms(key, Stream.DOUBT, draws, [number_of(self.name)])[:, 0])


def varied(asked: tuple[str, ...], scenario: Scenario, pack: Pack) -> tuple[Varied, ...]:
    """The fields that are asked for; where none is, every range of the scenario and the pack that may be varied.

    Raises ScenarioError with every fault.
    """
    known = _ranges(scenario, pack)
    if not asked:
        return tuple(
            Varied(name, "own", ends, plain=False, whole=False, now=ends[1])
            for name, ends in known.items() if ends[0] < ends[2]
        )  # fmt: skip
    found: list[Varied] = []
    faults: list[Fault] = []
    for text in asked:
        one = _one(text, scenario, known)
        if isinstance(one, Varied):
            faults += _limits(one, scenario) if one.shape != "own" else []
            if any(other.name == one.name for other in found):
                faults.append(Fault(key="vary.twice", where=WHERE, values={"field": one.name}))
            found.append(one)
        else:
            faults.append(one)
    if faults:
        raise ScenarioError(*faults)
    return tuple(found)


def changed(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with plain figures replaced. Raises pydantic's ValidationError where one cannot be."""
    tree = scenario.model_dump(by_alias=True, exclude_none=True)
    for name, value in values.items():
        holder, leaf = _holder(tree, name)
        assert holder is not None
        holder[leaf] = int(value) if isinstance(holder[leaf], int) else value
    return Scenario.model_validate(tree)


def _ranges(scenario: Scenario, pack: Pack) -> dict[str, tuple[float, float, float]]:
    ranges = {name: (doubt.low, doubt.mid, doubt.high) for name, doubt in scenario.doubts().items()}
    ranges |= {f"pack.{name}": (given.low, given.mid, given.high) for name, given in pack.ranges.items()}
    return {name: ends for name, ends in ranges.items() if name.split(".")[0] in GROUPS}


def _one(text: str, scenario: Scenario, known: Mapping[str, tuple[float, float, float]]) -> Varied | Fault:
    name, _, span = (part.strip() for part in text.partition("="))
    group = name.split(".")[0]
    if group == "raid":
        return Fault(key="vary.raid", where=WHERE, values={"field": name})
    if group == "money":
        return Fault(key="vary.money", where=WHERE, values={"field": name})
    if group not in GROUPS:
        return Fault(key="vary.group", where=WHERE, values={"field": name, "known": ", ".join(GROUPS)})
    if name.split(".")[-1] in PLACES:
        return Fault(key="vary.place", where=WHERE, values={"field": name})
    ends = known.get(name)
    if ends is None:
        tree = scenario.model_dump(by_alias=True, exclude_none=True)
        holder, leaf = _holder(tree, name)
        value = None if holder is None else holder.get(leaf)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return Fault(
                key="vary.unknown", where=WHERE,
                values={"field": name, "known": ", ".join((*known, *_plain(scenario)))},
            )  # fmt: skip
        base = Varied(name, "even", (), plain=True, whole=isinstance(value, int), now=float(value))
    else:
        base = Varied(name, "own", ends, plain=False, whole=False, now=ends[1])
    if not span:
        return base if ends is not None else Fault(key="vary.no_range", where=WHERE, values={"field": name})
    law = _law(span, base.now)
    if law is None:
        return Fault(key="vary.span", where=WHERE, values={"field": name, "found": span})
    return replace(base, shape=law[0], ends=law[1])


def _law(span: str, now: float) -> tuple[Shape, tuple[float, ...]] | None:
    """`a..b`, `a..likeliest..b`, `±20%` or `a,b,c`; None where it is none of them, or its ends are the wrong way
    round."""
    if match := _SPAN.fullmatch(span):
        low, high = float(match[1]), float(match[3])
        middle = (low + high) / 2 if match[2] is None else float(match[2])
        if not low <= middle <= high or low == high:
            return None
        return ("even" if match[2] is None else "triangular"), (low, middle, high)
    if match := _AROUND.fullmatch(span):
        reach = abs(now) * float(match[1]) / 100
        return ("even", (now - reach, now, now + reach)) if reach > 0 else None
    try:
        levels = tuple(float(part) for part in span.split(","))
    except ValueError:
        return None
    return ("levels", levels) if len(set(levels)) == len(levels) > 1 and np.isfinite(levels).all() else None


def _limits(one: Varied, scenario: Scenario) -> list[Fault]:
    """What the scenario itself says of the ends of a law."""
    low, high = min(one.ends), max(one.ends)
    if one.whole and any(value != round(value) for value in one.ends[:: 1 if one.shape == "levels" else 2]):
        return [Fault(key="vary.whole", where=WHERE, values={"field": one.name, "found": f"{low:g}..{high:g}"})]
    if one.name.startswith("pack."):
        if low < 0:
            return [Fault(key="vary.negative", where=WHERE, values={"field": one.name, "found": f"{low:g}"})]
        return []
    tree = scenario.model_dump(by_alias=True, exclude_none=True)
    holder, leaf = _holder(tree, one.name)
    assert holder is not None
    told: dict[str, Fault] = {}
    for value in (low, high):
        put = int(value) if one.whole else value
        holder[leaf] = put if one.plain else Doubt(low=put, mid=put, high=put).model_dump()
        try:
            Scenario.model_validate(tree)
        except ValidationError as error:
            told |= {fault.text(): fault for fault in faults_of(error, WHERE, {}, tree, Scenario)}
    return list(told.values())


def _holder(tree: dict[str, Any], name: str) -> tuple[dict[str, Any] | None, str]:
    """The table that holds a figure, and the figure's own name in it; no table where there is none.

    A unit or sensor is found by its own name, in which there may be dots.
    """
    if match := re.fullmatch(r"defence\.(units|sensors)\.(.+)\.([a-z_]+)", name):
        rows = [row for row in tree.get("defence", {}).get(match[1], ()) if row["name"] == match[2]]
        return (rows[0], match[3]) if rows and match[3] in rows[0] else (None, "")
    holder: Any = tree
    *way, leaf = name.split(".")
    for part in way:
        holder = holder.get(part) if isinstance(holder, dict) else None
    return (holder, leaf) if isinstance(holder, dict) and leaf in holder else (None, "")


def _plain(scenario: Scenario) -> tuple[str, ...]:
    """Plain figures worth naming in a remedy."""
    shares = [f"defence.shares.{kind}.mean" for kind in scenario.defence.shares]
    units = [f"defence.units.{unit.name}.store" for unit in scenario.defence.units]
    return ("grid.schedule_hour", *shares[:2], *units[:3])
