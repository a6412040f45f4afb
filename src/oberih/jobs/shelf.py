"""Finished runs as a page looks at them: found by id, read from what is stored, and regional only where that may be.

A catalogue is read again only when its file has changed, so that many looks at one run cost little.
"""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from oberih.jobs.stored import Run
from oberih.store import Catalogue, RunRow, read_json, read_table, tables
from oberih.store.rows import run_of
from oberih.terms.errors import Fault, RunError

#: tables without a region in them: all that may be seen of a raid younger than a week in its public form
NATIONAL = (
    "outcome", "outcome_kinds", "campaign_months", "campaign_raids", "campaign_hours", "campaign_quantities",
    "plan_ranking", "plan_frontier", "plan_one_more", "plan_weeks",
)  # fmt: skip
#: a cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV Injection)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Shelf:
    """The runs of one catalogue."""

    def __init__(self, catalogue: str | Path | None = None) -> None:
        self.catalogue = Catalogue(catalogue)
        self._seen: tuple[object, ...] | None = None
        self._rows: dict[str, RunRow] = {}

    def runs(self) -> list[RunRow]:
        """All runs, the newest first. Raises RunError where the catalogue cannot be used."""
        seen = tuple(_stamp(Path(f"{self.catalogue.file}{end}")) for end in ("", "-wal"))
        if seen != self._seen or seen[0] is None:
            self._rows = {row.id: row for row in self.catalogue.runs()}
            self._seen = seen
        return list(self._rows.values())

    def row(self, run: str) -> RunRow:
        """The run of this whole id. Raises RunError where there is none, or its folder is gone."""
        self.runs()
        row = self._rows.get(run)
        if row is None:
            raise RunError(Fault(key="store.run_unknown", values={"wanted": run, "catalogue": self.catalogue.file}))
        if run_of(row.folder) != run:
            raise RunError(Fault(key="store.run_folder_missing", where=str(row.folder)))
        return row

    def stamp(self, run: str) -> int:
        """A number that changes when the run's folder is put in another's place. Raises RunError for no such run."""
        return hash(_stamp(self.row(run).folder / "run.json"))

    def find_stamp(self, run: str) -> int | None:
        """The same; None for no such run."""
        try:
            return self.stamp(run)
        except RunError:
            return None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def about(row: RunRow) -> dict[str, Any]:
    """What a run says of itself (run.json). Raises RunError."""
    found: dict[str, Any] = read_json(row.folder, "run.json")
    return found


def plan_of(row: RunRow) -> dict[str, Any]:
    """What a plan says (plan.json). Raises RunError where the run is none."""
    if row.kind != "plan":
        raise RunError(Fault(key="planpage.not_plan", where=row.id))
    found: dict[str, Any] = read_json(row.folder, "plan.json")
    return found


def withheld(row: RunRow) -> bool:
    """Whether regions of this run must not be shown: its raid was younger than a week, its form is public."""
    said = about(row)
    return bool(said.get("young", True)) and said.get("form") != "internal"


def names(row: RunRow) -> list[str]:
    """The tables of a run that may be seen."""
    held = tables(row.folder)
    return [name for name in held if name in (*NATIONAL, "quantities")] if withheld(row) else held


def table(row: RunRow, name: str) -> pl.DataFrame:
    """One table of a run; of a withheld one, its national rows. Raises RunError where that leaves nothing."""
    if not withheld(row) or name in NATIONAL:
        return read_table(row.folder, name)
    if name == "quantities":
        return read_table(row.folder, name).filter(pl.col("region").is_null())
    raise RunError(Fault(key="shelf.withheld", where=row.id))


def answer(row: RunRow) -> dict[str, Any]:
    """What `oberih runs show --json` prints, without regions where they are withheld, and without the folder's place.

    Raises RunError for a run of another kind than a raid's.
    """
    found = Run(row.id, row.folder).to_json()
    del found["folder"]
    if withheld(row):
        found["regions"] = {}
        found["people_by_day"] = [each for each in found["people_by_day"] if each["region"] is None]
    return found


def answer_of_kind(row: RunRow) -> dict[str, Any]:
    """The same of a campaign or a plan. Raises RunError."""
    from oberih.jobs.campaign import CampaignRun  # noqa: PLC0415
    from oberih.jobs.plan import PlanRun  # noqa: PLC0415

    found = (CampaignRun if row.kind == "campaign" else PlanRun)(row.id, row.folder).to_json()
    del found["folder"]
    return found


def as_csv(frame: pl.DataFrame) -> str:
    """A table as CSV, in which no cell of text is a formula to a spreadsheet: such a one begins with an apostrophe.

    >>> print(as_csv(pl.DataFrame({"name": ["=1+1", "north"], "mw": [-1.5, 2.0]})), end="")
    name,mw
    '=1+1,-1.5
    north,2.0
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    starts = [pl.col(name).str.slice(0, 1).is_in(_FORMULA) for name in texts]
    safe = [
        pl.when(risky).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name, risky in zip(texts, starts, strict=True)
    ]
    return frame.with_columns(safe).write_csv()


def as_parquet(frame: pl.DataFrame) -> bytes:
    """A table as a Parquet file."""
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def as_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """A table as JSON's rows; an infinite number, which JSON has no word for, is null."""
    floats = [name for name, kind in frame.schema.items() if kind in (pl.Float64, pl.Float32)]
    finite = [pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in floats]
    return frame.with_columns(finite).to_dicts()


def geometry(row: RunRow) -> Mapping[str, Any] | None:
    """The outlines of the run's regions as GeoJSON; None where its pack is not on this machine."""
    from oberih.scenario.packs import places  # noqa: PLC0415  # brings the scenario's checks, which a list needs not
    from oberih.terms.errors import PackError  # noqa: PLC0415

    try:
        folder = places.country_folder(str((about(row).get("pack") or {})["id"]), places.PACKS)
        found: Mapping[str, Any] = json.loads((folder / "regions.geojson").read_text(encoding="utf-8"))
    except (KeyError, PackError, OSError, ValueError):
        return None
    return found
