"""What was written and is there: a finished run in its folder, and how it is found."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from oberih.store import query, read_json, read_table, tables


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written: where it is, and its tables as data frames."""

    id: str
    folder: Path

    @property
    def about(self) -> dict[str, Any]:
        """What the run says of itself (run.json)."""
        about: dict[str, Any] = read_json(self.folder, "run.json")
        return about

    @property
    def tables(self) -> list[str]:
        """Names of the tables that the run holds."""
        return tables(self.folder)

    def table(self, name: str) -> pl.DataFrame:
        """One table as a data frame."""
        return read_table(self.folder, name)

    def query(self, sql: str) -> pl.DataFrame:
        """The answer of a SELECT over the run's tables."""
        return query(self.folder, sql)


@dataclass(frozen=True, slots=True)
class Run(Stored):
    """A finished run of one raid."""

    @property
    def facts(self) -> dict[str, Any]:
        """Summary, facts and notes of the report; empty for a run that was made from a scenario."""
        if not (self.folder / "facts.json").exists():
            return {}
        facts: dict[str, Any] = read_json(self.folder, "facts.json")
        return facts

    @property
    def summary(self) -> dict[str, Any]:
        """The report in short, in the form of the annotated reports."""
        return dict(self.facts.get("summary", {}))

    @property
    def regions(self) -> pl.DataFrame:
        """One row a region and quantity, with intervals: the whole run, not by hour."""
        rows = self.table("quantities")
        return rows.filter(pl.col("region").is_not_null() & pl.col("hour").is_null()).drop("hour", "kind")

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints: the report's summary and the model's answer with intervals."""
        rows = self.table("quantities").filter(pl.col("hour").is_null())
        model: dict[str, Any] = {}
        regions: dict[str, Any] = {}
        for row in rows.iter_rows(named=True):
            figure = {name: _plain(row[name]) for name in ("mean", "se", "p05", "p25", "p50", "p75", "p95")}
            if row["region"] is not None:
                regions.setdefault(row["region"], {})[row["quantity"]] = figure
            elif row["kind"] is not None:
                model.setdefault(f"{row['quantity']}_by_kind", {})[row["kind"]] = figure
            else:
                model[row["quantity"]] = figure
        about = self.about
        return {
            "run": self.id,
            "folder": str(self.folder),
            "kind": about["kind"],
            "raid_date": about["raid_date"],
            "seed": about["seed"],
            "draws": about["draws"],
            "hours": about["hours"],
            "version": about["version"],
            "inputs": about["inputs"],
            "summary": self.summary,
            "notes": self.facts.get("notes", []),
            "model": model,
            "regions": regions,
            "people_by_day": self._people_by_day(),
        }

    def _people_by_day(self) -> list[dict[str, Any]]:
        """One entry a day of 24 hours and region, and the country as region null: people and sites with intervals."""
        from oberih.people import COLUMNS  # noqa: PLC0415 - it brings compiled loops, and few ask

        rows = self.table("quantities").filter(pl.col("quantity").is_in([f"{name}_day" for name in COLUMNS]))
        days: dict[tuple[int, str | None], dict[str, Any]] = {}
        for row in rows.iter_rows(named=True):
            day, region = row["hour"] // 24, row["region"]
            entry = days.setdefault((day, region), {"day": day, "region": region})
            names = ("mean", "se", "p05", "p25", "p50", "p75", "p95")
            entry[row["quantity"].removesuffix("_day")] = {name: _plain(row[name]) for name in names}
        return list(days.values())


def find_run(name: str, catalogue: str | Path | None) -> Run:
    """A run by its folder, or by id from the catalogue. Raises RunError where there is none."""
    folder = Path(name)
    if (folder / "run.json").is_file():
        return Run(folder.name, folder)
    from oberih.store import Catalogue  # noqa: PLC0415 - it brings SQLAlchemy, which a folder needs not

    row = Catalogue(catalogue).get(name)
    return Run(row.id, row.folder)


def _plain(value: float) -> float | None:
    """A number that JSON can hold; None is "not within the hours looked at"."""
    return value if value not in (float("inf"), float("-inf")) else None
