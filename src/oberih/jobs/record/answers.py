"""What the jobs on the record of raids answer: data frames for Python, and the same for `--json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from oberih.jobs.record.overview import side_by_side
from oberih.record.raids.table import RaidTable
from oberih.store import Changes, RaidSource


@dataclass(frozen=True, slots=True)
class Imported:
    """What reading a table did."""

    source: str
    table: RaidTable
    changes: Changes

    @property
    def reasons(self) -> pl.DataFrame:
        """One row a reason: `state` (aside or mended), `reason` (a key of the word list), `rows`, and the first line
        and value found."""
        notes = [self.table.aside.with_columns(state=pl.lit("aside")),
                 self.table.mended.with_columns(state=pl.lit("mended"))]  # fmt: skip
        return (
            pl.concat(notes)
            .group_by("state", "reason", maintain_order=True)
            .agg(rows=pl.len(), line=pl.col("row").first(), found=pl.col("found").first())
            .sort(pl.col("state"), -pl.col("rows").cast(pl.Int64), pl.col("reason"))
        )

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        changes = {name: getattr(self.changes, name) for name in Changes.__dataclass_fields__}
        return {"source": self.source, **self.table.counts, **changes, "reasons": self.reasons.to_dicts()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What reading a report did."""

    source: str
    name: str  #: of the file
    told_date: date  #: the raid's day as the report tells it
    raid_date: date  #: the day under which the record counts that raid
    changes: Changes
    said: pl.DataFrame  #: what the report says (`record_said.SAID`)
    conflicts: pl.DataFrame  #: of this report with other sources (`record_said.CONFLICTS`)
    notes: tuple[str, ...]  #: keys of the word list
    namesakes: tuple[str, ...]  #: other reports in the record from files of the same name

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        changes = {name: getattr(self.changes, name) for name in ("added", "updated", "unchanged")}
        return {
            "source": self.source, "name": self.name, "told_date": self.told_date, "raid_date": self.raid_date,
            **changes, "said": self.said.to_dicts(), "conflicts": self.conflicts.to_dicts(),
            "notes": list(self.notes), "namesakes": list(self.namesakes),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class RaidSheet:
    """One raid with all its sources side by side."""

    day: date
    said: pl.DataFrame  #: `record_said.SAID`
    conflicts: pl.DataFrame  #: `record_said.CONFLICTS`
    sources: tuple[RaidSource, ...]

    @property
    def side_by_side(self) -> list[dict[str, Any]]:
        """One row a thing that is said, with what each source says of it (`record_raids.side_by_side`)."""
        return side_by_side(self.said, [source.id for source in self.sources])

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "raid_date": self.day,
            "sources": [source_json(source) for source in self.sources],
            "said": self.said.drop("raid_date").to_dicts(),
            "conflicts": self.conflicts.drop("raid_date").to_dicts(),
        }


@dataclass(frozen=True, slots=True)
class Similar:
    """The raids nearest to one, and what could be compared."""

    day: date
    rows: pl.DataFrame  #: `record_similar.SIMILAR`
    missing: tuple[str, ...]  #: parts that the raid asked for does not have
    spread: Mapping[str, float]  #: of each part over the record, in its own unit
    n_raids: int  #: raids compared

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "raid_date": self.day, "missing": list(self.missing), "spread": dict(self.spread),
            "raids_compared": self.n_raids, "similar": self.rows.to_dicts(),
        }  # fmt: skip


def source_json(source: RaidSource) -> dict[str, Any]:
    """A source as it is listed."""
    return {
        "source": source.id, "kind": source.kind, "name": source.name, "raid_date": source.raid_date, "rows": source.n,
        "licence": source.about.get("licence"), "entered": source.entered, "changed": source.changed,
        "sha256": source.sha256,
    }  # fmt: skip
