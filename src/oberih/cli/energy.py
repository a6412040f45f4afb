"""`oberih hindcast --energy`: emergency cuts by region foretold from earlier raids, and the model beside the record."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from oberih.cli.console import bar, print_json
from oberih.terms.errors import InputError
from oberih.terms.words import Lang, say

if TYPE_CHECKING:
    from oberih.jobs.energy.hindcast import EnergyHindcast


def hindcast_of_energy(
    source: Path, first: date, last: date | None, *, draws: int | None, state: str | None, alone: bool, out: Path |
    None,
    seed: int, lang: Lang, json: bool,
) -> None:  # fmt: skip
    """Run, write the page where one was asked for, and tell."""
    from oberih.jobs.energy.hindcast import DRAWS, hindcast_energy  # noqa: PLC0415
    from oberih.report.energy import check_folder, write_pages  # noqa: PLC0415

    if out is not None:
        check_folder(out)
    with bar(lang, say("energy.replaying", lang)) as tell:
        found = hindcast_energy(
            source, first, last, draws=DRAWS if draws is None else draws, seed=seed, state=state, alone=alone, tell=tell
        )
    pages = [] if out is None else write_pages(found.plain(), out)
    if json:
        print_json(found.plain())
        return
    _tell(found, lang)
    for page in pages:
        print(say("energy.written", lang, path=page))


def also_of_file(error: InputError, source: Path) -> InputError:
    """The faults of an error and those of the file beside them: a user mends all at once."""
    from oberih.record.energy.table import read_energy  # noqa: PLC0415

    try:
        read_energy(source)
    except InputError as other:
        return InputError(*error.faults, *other.faults)
    return error


def _tell(found: "EnergyHindcast", lang: Lang) -> None:
    n, yes = sum(int(each.known.sum()) for each in found.raids), sum(int(np.nansum(each.seen)) for each in found.raids)
    print(say("energy.head", lang, first=found.first, last=found.last, raids=len(found.raids), n=n, yes=yes))
    print(say("energy.learnt", lang, file=found.from_file, shipped=found.from_shipped))
    table = Table(box=SIMPLE, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("day", "seen", "forecast", "model", "base", "brier", "deficit", "stated"):
        table.add_column(say(f"energy.column_{name}", lang), no_wrap=True)
    for row in found.plain()["by_raid"]:
        known, brier = row["known"], row["brier"]
        stated = next((each.stated for each in found.deficits if each.day.isoformat() == row["date"]), None)
        said = (row["expected_yes"], row["expected_yes_model"], known * row["base_rate"])
        table.add_row(
            row["date"], f"{row['yes']}/{known}" if known else "—",
            *(_decimal(each, 1, lang) if known else "—" for each in said),
            f"{_decimal(brier['recalibrated'], 2, lang)} ({_decimal(brier['base_rate'], 2, lang)})" if known else "—",
            _range(row["deficit_next_day_pct"]), "—" if stated is None else f"{stated:g}",
        )  # fmt: skip
    Console().print(table)
    main, model = found.skills["recalibrated"], found.skills["model"]
    if main.skill is None or main.skill_90 is None or model.skill is None:
        print(say("energy.no_skill", lang))
    else:
        low, high = main.skill_90
        figures = {"skill": main.skill, "low": low, "high": high, "model": model.skill}
        print(say("energy.skill", lang, **{name: _decimal(value, 2, lang) for name, value in figures.items()}))
    if found.deficits:
        error = float(np.mean([abs(each.mean - each.stated) for each in found.deficits]))
        inside = sum(each.inside for each in found.deficits)
        print(say("energy.deficit", lang, n=len(found.deficits), inside=inside, error=_decimal(error, 1, lang)))


def _range(three: list[float]) -> str:
    """Median, with the 90 % interval behind it."""
    low, mid, high = three
    return f"{mid:.0f} ({low:.0f}…{high:.0f})"


def _decimal(value: float, digits: int, lang: Lang) -> str:
    text = f"{value:.{digits}f}"
    return text if lang == "en" else text.replace(".", ",")
