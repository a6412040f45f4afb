"""From the summary of a report to a scenario: what was launched and which regions were hit are inputs, nothing else is.

What was stopped and who lost power stand beside the model's answer. What the report leaves open comes from stated
ranges, and a note says so.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from oberih.scenario.model import MOST_WEAPONS, Raid, Scenario, WeaponGroup
from oberih.terms.errors import Fault, ScenarioError
from oberih.terms.kinds import KIND_OF_REPORT, MISSILE_KINDS, ReportKind

OVER = 1.15  #: "over 70" is from 71 to 15 % more, low numbers likelier; assumed, range 1.05-1.3
ABOUT = 0.1  #: "about 70" is within 10 %; assumed
FEW = (2, 9)  #: "several"; assumed
UNKNOWN_RAID = (20, 90)  #: missiles of a raid whose size nobody says: the shipped record's raids of 2022-2024 had 16-90

#: local hour in which a raid begins, from the word for the time of day; assumed
START_HOURS = {"night": 2, "morning": 7, "day": 13, "evening": 20}


@dataclass(frozen=True, slots=True)
class Derived:
    """The scenario, and the keys of the word list that say what the report left open."""

    scenario: Scenario
    open_questions: tuple[str, ...]


def bounds(op: str, n: int | None) -> tuple[int, int]:
    """Least and most that a reported count allows.

    >>> bounds(">", 70), bounds("=", 5), bounds("~", 40), bounds("<", 35), bounds("some", None)
    ((71, 81), (5, 5), (36, 44), (18, 35), (2, 9))
    """
    if n is None:
        return FEW
    match op:
        case ">":
            return n + 1, max(n + 1, math.ceil(n * OVER))
        case ">=":
            return n, max(n, math.ceil(n * OVER))
        case "~":
            return math.floor(n * (1 - ABOUT) + 0.5), math.ceil(n * (1 + ABOUT) - 0.5)
        case "<":
            return math.ceil(n / 2), n
        case _:
            return n, n


def weapon_groups(launched: Sequence[Mapping[str, Any]]) -> tuple[WeaponGroup, ...]:
    """Groups that do not count a weapon twice: a total gives up what the report types, the rest stays untyped.

    >>> [(g.kind, g.n_min) for g in weapon_groups([{"kind": "missile", "op": "=", "n": 71},
    ...                                            {"kind": "kalibr", "op": "=", "n": 6}])]
    [('kalibr', 6), ('missile', 65)]

    Raises ScenarioError for more than MOST_WEAPONS of one kind.
    """
    counts: dict[ReportKind, list[int]] = {}
    for row in launched:
        if row["op"] == "none" or row["kind"] == "recon_uav":
            continue
        low, high = bounds(row["op"], row["n"])
        kept = counts.setdefault(row["kind"], [0, 0])  # two counts of one kind: the larger is the whole
        kept[:] = [max(kept[0], low), max(kept[1], high)]
    for total, parts in (("missile", MISSILE_KINDS), ("target", (*MISSILE_KINDS, "drone"))):
        if total not in counts:
            continue
        typed = [
            each for kind, each in counts.items()
            if KIND_OF_REPORT.get(kind) in parts or (total == "target" and kind == "missile")
        ]  # fmt: skip
        low, high = sum(each[0] for each in typed), sum(each[1] for each in typed)
        whole = counts.pop(total)
        # The parts may stand beside the whole, not inside it; then they are more than it, and the whole stays.
        rest = [max(0, whole[0] - low), max(0, whole[1] - high)] if low <= whole[1] else whole
        rest[1] = max(rest)
        if rest[1] > 0:
            counts["missile" if total == "missile" else "target"] = rest
    for kind, (_, most) in counts.items():
        if most > MOST_WEAPONS:  # the count of a year, or a slip of the pen
            values = {"field": f"raid.weapons.{kind}", "found": most, "limit": f"≤ {MOST_WEAPONS}"}
            raise ScenarioError(Fault(key="scenario.out_of_range", values=values))
    counts = {kind: each for kind, each in counts.items() if each[1] > 0}  # "not one drone" is no group
    order = sorted(counts, key=lambda kind: (kind in ("missile", "target"), kind))
    return tuple(WeaponGroup(kind=kind, n_min=counts[kind][0], n_max=counts[kind][1]) for kind in order)


def derive(
    summary: Mapping[str, Any],
    *,
    raid_date: date | None = None,
    time_of_day: str | None = None,
    start_hour: int | None = None,
    hours: int = 72,
    regions: Sequence[str],
) -> Derived:
    """A scenario from a report's summary (the form of `record.Report.summary`).

    `regions` are those that the pack models; what was hit elsewhere is left out, and said. Raises ScenarioError where
    the report counts more weapons than one raid can have.
    """
    questions: list[str] = []
    weapons = weapon_groups(summary["launched"])
    if not weapons:
        weapons = weapon_groups(summary["destroyed"])
        if any(group.n_max for group in weapons):
            questions.append("open.size_from_stopped")
            weapons = tuple(
                group.model_copy(update={"n_max": min(math.ceil(group.n_max * 1.6) + 1, MOST_WEAPONS)})
                for group in weapons
            )  # a share stopped of some 60 % or more
        else:
            questions.append("open.size")
            weapons = (WeaponGroup(kind="missile", n_min=UNKNOWN_RAID[0], n_max=UNKNOWN_RAID[1]),)
    elif any(group.n_min < group.n_max for group in weapons):
        questions.append("open.size_range")
    if any(group.kind in ("missile", "target") for group in weapons):
        questions.append("open.types")
    hit = tuple(code for code in summary["oblasts_hit"] if code in regions)
    if not hit:
        questions.append("open.regions")
    if len(hit) < len(summary["oblasts_hit"]):
        questions.append("open.regions_not_modelled")
    hour = START_HOURS.get(time_of_day or "") if start_hour is None else start_hour
    if start_hour is None:
        questions.append("open.hour" if hour is None else "open.hour_from_word")
    if raid_date is None:
        questions.append("open.date")
    questions.append("open.objects")
    raid = Raid(date=raid_date, start_hour=hour, weapons=weapons, hit_regions=hit)
    return Derived(Scenario(hours=hours, raid=raid), tuple(questions))
