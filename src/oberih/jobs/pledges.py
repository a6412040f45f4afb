"""Promised help: made ready for a scenario, told by week, and kept in a ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from oberih.plan.fits import misfits
from oberih.plan.options import Option
from oberih.plan.pledges import Left, Pledge, as_option, read_pledges
from oberih.plan.weeks import Weeks, options_of
from oberih.scenario import Pack, Scenario
from oberih.scenario.options import class_of
from oberih.scenario.presets import load_presets
from oberih.store import Catalogue
from oberih.store.pledges import PledgeBook, PledgeRow
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import LANGS

MOST_WEEKS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Promised:
    """Promises that fit a scenario, as options by week."""

    source: str  #: name of the file
    pledges: tuple[Pledge, ...]
    left: tuple[Left, ...]  #: what this model, or this scenario, has nothing for
    weeks: tuple[int, ...]
    options: list[list[Option]]  #: (promise, week)


def ready_pledges(
    path: Path, weeks: str | None, scenario: Scenario, pack: Pack, span: tuple[date, date] | None
) -> Promised:
    """Promises of a file, and the weeks to look at. Raises InputError with every fault."""
    standing = list(dict.fromkeys(class_of(unit) for unit in scenario.defence.units))
    found, left = read_pledges(path, standing, {*standing, *load_presets()})
    listed = path.suffix.lower() == ".toml"
    fitting: list[Pledge] = []
    faults: list[Fault] = []
    for i, pledge in enumerate(found):
        wrong = _wrong(pledge, i, scenario, pack, str(path))
        if not wrong:
            fitting.append(pledge)
        elif listed:  # somebody wrote it for this scenario; what a report promises is not ours to mend
            faults += wrong
        else:
            left.append(Left(pledge.name, pledge.quote))
    if not fitting and not faults:
        faults.append(Fault(key="plan.none_fits", where=str(path), values={"kinds": ", ".join(x.kind for x in left)}))
    numbers: tuple[int, ...] = ()
    try:
        numbers = _weeks(weeks, span)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(*faults)
    return Promised(path.name, tuple(fitting), tuple(left), numbers, options_of(scenario, pack, fitting, numbers))


def _wrong(pledge: Pledge, number: int, scenario: Scenario, pack: Pack, where: str) -> list[Fault]:
    standing = {class_of(unit) for unit in scenario.defence.units}
    regions = pack.regions if pack.place_km is not None else ()
    option = as_option(pledge, number, 1, regions, standing)
    return [
        Fault(key=key, where=where, values={"field": f"{pledge.name}.{part}", "option": pledge.name, **values})
        for change in option.adds
        for part, key, values in misfits(change, scenario, pack)
    ]


def _weeks(text: str | None, span: tuple[date, date] | None) -> tuple[int, ...]:
    """Weeks from 1 on; by default about six over the campaign, and the first alone for a single raid."""
    if span is None:
        return (1,)
    last = ((span[1] - span[0]).days + 7) // 7
    if text is None:
        return tuple(sorted({1 + round(i * (last - 1) / 5) for i in range(6)}))
    try:
        weeks = tuple(sorted({int(each) for each in text.split(",")}))
    except ValueError:
        weeks = ()
    if not weeks or weeks[0] < 1 or weeks[-1] > last or len(weeks) > MOST_WEEKS:
        raise InputError(Fault(key="plan.bad_weeks", values={"found": text}))
    return weeks


def told(promised: Promised, found: Weeks) -> dict[str, Any]:
    """As plan.json has it."""
    return {
        "source": promised.source, "weeks": list(found.weeks),
        "pledges": [
            {
                "name": pledge.name, "titles": {lang: pledge.title(lang) for lang in LANGS}, "by": pledge.by,
                "quote": pledge.quote, "promised": pledge.promised or None,
                "adds": [change.model_dump(exclude_none=True, exclude_defaults=True) for change in pledge.adds],
                "gains": [gain.plain() for gain in gains],
            }
            for pledge, gains in zip(promised.pledges, found.gains, strict=True)
        ],
        "left": [{"kind": each.kind, "quote": each.quote} for each in promised.left],
    }  # fmt: skip


def enter(catalogue: Catalogue, promised: Promised) -> int:
    """Put promises into the ledger, those too that are not modelled; say how many were new."""
    rows = [(each.name, each.by, each.quote, each.promised or None) for each in promised.pledges]
    rows += [(each.kind, "", each.quote, None) for each in promised.left]
    return PledgeBook(catalogue).enter(promised.source, rows)


def add(path: Path, catalogue: str | Path | None) -> tuple[int, int]:
    """Enter the promises of a file; say how many were new, and how many there are in it. Raises InputError."""
    known = set(load_presets())
    found, left = read_pledges(path, known, known)
    rows = [(each.name, each.by, each.quote, each.promised or None) for each in found]
    rows += [(each.kind, "", each.quote, None) for each in left]
    return PledgeBook(Catalogue(catalogue)).enter(path.name, rows), len(rows)


def ledger(catalogue: str | Path | None) -> Sequence[PledgeRow]:
    """All promises, in the order in which they were entered."""
    return PledgeBook(Catalogue(catalogue)).rows()


def deliver(pledge: str, on: date | None, note: str, catalogue: str | Path | None) -> PledgeRow:
    """Note that a promise was kept, or with no day that it was not. Raises RunError."""
    return PledgeBook(Catalogue(catalogue)).deliver(pledge, on, note)
