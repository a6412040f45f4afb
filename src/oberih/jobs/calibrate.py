"""Fit the shares stopped to a table of raids, or foretell its raids one by one: the same for the command line and
Python."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from oberih.record.raids.calibration import Assumptions, Calibration, calibrate, load_calibration
from oberih.record.raids.charts import reliability, shares_over_time, write_pictures
from oberih.record.raids.hindcast import Hindcast, hindcast
from oberih.record.raids.table import RaidTable, raids, read_table
from oberih.terms.errors import Fault, InputError, OutputError
from oberih.terms.words import Lang


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A finished calibration: what was read, what was learnt, which files were written."""

    table: RaidTable
    calibration: Calibration
    path: Path
    pictures: Sequence[Path]

    def to_json(self) -> dict[str, Any]:
        """The calibration without draws and lines, which nobody reads, and the rows that were put aside."""
        whole = self.calibration.plain()
        for kind in whole["kinds"].values():
            for part in (kind, *kind["families"].values()):
                del part["draws"], part["path"]
        aside = [
            {"row": row, "reason": reason.removeprefix("raidtable."), "found": what}
            for row, reason, what in self.table.aside.iter_rows()
        ]
        return {**whole, "aside": aside}


def calibrate_table(
    source: Path, out: Path, *, as_of: date | None = None, plots: Path | None = None, seed: int = 1, draws: int = 400,
    assumptions: Assumptions | None = None, lang: Lang = "en",
) -> Calibrated:  # fmt: skip
    """Read a table, fit, and write the calibration (over an older one, never over another file) and pictures.

    Raises InputError for the table and the options, OutputError where a file cannot be written.
    """
    _check_free(out)
    table = read_table(source)
    found = calibrate(table, as_of, seed=seed, draws=draws, assumptions=assumptions)
    _write(out, found)
    pictures = [] if plots is None else write_pictures(plots, [("shares", shares_over_time(found, lang))], lang)
    return Calibrated(table, found, out, pictures)


def hindcast_table(
    source: Path, first: date, last: date | None = None, *, plots: Path | None = None, seed: int = 1, lang: Lang = "en"
) -> tuple[Hindcast, Sequence[Path]]:
    """Read a table and foretell its raids from `first` to `last`; the scores, and the pictures that were written.

    Raises InputError for the table, the days and a period without raids, OutputError where a picture cannot be written.
    """
    found = hindcast(raids(read_table(source)), first, last, seed=seed)
    return found, [] if plots is None else write_pictures(plots, [("reliability", reliability(found, lang))], lang)


def _check_free(out: Path) -> None:
    if out.is_dir():
        raise OutputError(Fault(key="calibrate.not_ours", where=str(out)))
    if out.exists():
        try:
            load_calibration(out)
        except InputError:
            raise OutputError(Fault(key="calibrate.not_ours", where=str(out))) from None


def _write(out: Path, found: Calibration) -> None:
    """The file appears whole or not at all."""
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_text(json.dumps(found.plain(), ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(part, out)
    except OSError as error:
        part.unlink(missing_ok=True)
        values = {"reason": error.strerror or str(error)}
        raise OutputError(Fault(key="calibrate.not_written", where=str(out), values=values)) from None
