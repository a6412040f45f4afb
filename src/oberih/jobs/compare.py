"""Two runs side by side: national figures and regions, with what the second has more or less by the median."""

import math
from dataclasses import dataclass
from typing import Any

from oberih.jobs import shelf as held
from oberih.jobs.shelf import Shelf
from oberih.report.base import Interval, Unit
from oberih.report.numbers import span, texts
from oberih.report.quantities import Quantities
from oberih.report.render import alphabetical
from oberih.terms.errors import Fault, InputError, OberihError
from oberih.terms.regions import REGIONS
from oberih.terms.words import Lang, say

#: what a run comes to, in the order of a raid, with its unit
NATIONAL: tuple[tuple[str, Unit], ...] = (
    ("launched", Unit.COUNT), ("stopped", Unit.COUNT), ("leaked", Unit.COUNT), ("units_struck", Unit.COUNT),
    ("generation_lost_mw", Unit.MW), ("peak_cut_share", Unit.SHARE), ("peak_cut_mw", Unit.MW),
    ("unserved_mwh", Unit.MWH), ("raid_unserved_mwh", Unit.MWH), ("hours_to_90", Unit.HOURS),
    ("hours_to_lifted", Unit.HOURS), ("person_hours_without_power", Unit.PERSON_HOURS),
)  # fmt: skip
REGIONAL = ("peak_cut_share", Unit.SHARE)


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows of name, first run, second run, difference; as texts."""

    titles: tuple[str, str]
    other_inputs: tuple[str, ...]  #: names of what the two runs were given differently
    national: tuple[tuple[str, str, str, str], ...]
    regions: tuple[tuple[str, str, str, str], ...]


def compared(shelf: Shelf, first: str, second: str, lang: Lang) -> Compared:
    """Compare two runs of a raid. Raises InputError with every fault: not chosen, unknown, of another kind."""
    rows, faults = [], []
    for where, run in (("a", first), ("b", second)):
        if not run:
            faults.append(Fault(key="compare.not_chosen", where=where))
            continue
        try:
            row = shelf.row(run)
            if "quantities" not in held.names(row):
                faults.append(Fault(key="compare.no_figures", where=run))
            rows.append(row)
        except OberihError as error:
            faults += error.faults
    if faults:
        raise InputError(*faults)
    both = [Quantities(held.table(row, "quantities")) for row in rows]
    about = [held.about(row) for row in rows]
    hours = (float(about[0]["hours"]), float(about[1]["hours"]))
    national = [
        (say(f"compare.{name}", lang), *_cells(both[0].get(name), both[1].get(name), unit, lang, hours))
        for name, unit in NATIONAL
        if both[0].get(name) is not None or both[1].get(name) is not None
    ]
    name, unit = REGIONAL
    own = {**(about[0].get("regions") or {}), **(about[1].get("regions") or {})}
    codes = sorted(
        {*both[0].regions(), *both[1].regions()}, key=lambda code: alphabetical(_region(code, own, lang), lang)
    )
    regions = [
        (_region(code, own, lang), *_cells(both[0].get(name, code), both[1].get(name, code), unit, lang))
        for code in codes
    ]
    return Compared(
        titles=tuple(str((each.get("title") or {}).get(lang) or each["id"]) for each in about),  # type: ignore[arg-type]
        other_inputs=tuple(
            say(f"compare.input_{key}", lang)
            for key in ("seed", "draws", "hours", "version", "inputs", "pack", "report")
            if about[0].get(key) != about[1].get(key)
        ),
        national=tuple(national),
        regions=tuple(regions),
    )


def answer(shelf: Shelf, first: str, second: str) -> dict[str, Any]:
    """The same as numbers: quantity (and region) → medians and 90 % intervals of both. Raises InputError."""
    compared(shelf, first, second, "en")  # its faults
    both = [Quantities(held.table(shelf.row(run), "quantities")) for run in (first, second)]
    name, _ = REGIONAL
    codes = sorted({*both[0].regions(), *both[1].regions()})
    return {
        "runs": [first, second],
        "national": {each: [_plain(of.get(each)) for of in both] for each, _ in NATIONAL},
        "regions": {code: {name: [_plain(of.get(name, code)) for of in both]} for code in codes},
    }


def _plain(found: Interval | None) -> dict[str, float | None] | None:
    if found is None:
        return None
    return {
        each: value if math.isfinite(value) else None
        for each in ("mean", "p05", "p50", "p95")
        for value in [float(getattr(found, each))]
    }


def _region(code: str, own: dict[str, Any], lang: Lang) -> str:
    named = own.get(code) or {}
    return str(named.get(lang) or (REGIONS[code].name(lang) if code in REGIONS else code))


def _cells(
    first: Interval | None, second: Interval | None, unit: Unit, lang: Lang, hours: tuple[float, float] = (0.0, 0.0)
) -> tuple[str, str, str]:
    difference = "—"
    if first is not None and second is not None:
        less = second.p50 - first.p50
        if math.isfinite(less):
            text = texts([abs(less), max(abs(first.p50), abs(second.p50))], unit, lang)[0]
            difference = ("+" if less > 0 else "\u2212" if less < 0 else "") + text
    return _cell(first, unit, lang, hours[0]), _cell(second, unit, lang, hours[1]), difference


def _cell(found: Interval | None, unit: Unit, lang: Lang, hours: float) -> str:
    if found is None:
        return "—"
    beyond = hours if unit is Unit.HOURS else None
    low, middle, high = texts([found.p05, found.p50, found.p95], unit, lang, beyond)
    return middle if low == high else f"{middle} ({span(low, high)})"
