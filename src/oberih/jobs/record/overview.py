"""The book of raids, one row a raid: how much flew, how much was stopped, what is known beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from oberih.jobs.record.cover import FRONT_DRONES, cover, families_of
from oberih.jobs.record.said import WEAPON_COUNTS, Range, conflicts, table_range
from oberih.terms.kinds import KINDS

#: what `--kind` may name: the kinds of the model, and any missile
FILTERS = ("missile", *KINDS)

#: one row is one raid. Counts of weapons are ranges, `*_min` to `*_max`: null is "no bound", and both null "not said"
RAIDS: dict[str, type[pl.DataType]] = {
    "raid_date": pl.Date,
    "missiles_min": pl.Int64, "missiles_max": pl.Int64, "missiles_stopped_min": pl.Int64,
    "missiles_stopped_max": pl.Int64,
    "drones_min": pl.Int64, "drones_max": pl.Int64, "drones_stopped_min": pl.Int64, "drones_stopped_max": pl.Int64,
    "regions_hit": pl.Int64, "tables": pl.Int64, "reports": pl.Int64, "conflicts": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OneRaid:
    """What all sources say of one raid, ready to be asked."""

    day: date
    tables: Mapping[str, Sequence[Mapping[str, Any]]]  #: in the order in which the book got them
    claims: Sequence[Mapping[str, Any]]  #: counts of weapons by reports

    def count(self, what: str, kind: str) -> Range | None:
        """How many, by the first source that says: tables first, for they count kind by kind; then reports, of the
        raid itself before those of its whole day. None where nobody says."""
        for table in self.tables.values():
            if found := table_range(table, what, kind, without=FRONT_DRONES):
                return found
        for scope in ("event", "day"):
            for claim in self.claims:
                if (claim["what"], claim["kind"], claim["scope"]) == (what, kind, scope):
                    return Range(claim["n_min"], claim["n_max"])
        return None


def each_raid(said: pl.DataFrame, order: Sequence[str]) -> list[OneRaid]:
    """What is said (`record_said.SAID`), by raid, oldest first; `order` is that of the sources."""
    weapons = said.filter(
        pl.col("what").is_in(WEAPON_COUNTS), ~pl.col("part"), ~pl.col("superseded"), pl.col("region").is_null()
    )
    found: dict[date, list[dict[str, Any]]] = {day: [] for day in said["raid_date"].unique().sort()}
    for row in weapons.iter_rows(named=True):
        found[row["raid_date"]].append(row)
    raids = []
    for day, rows in found.items():
        tables = {
            name: part for name in order
            if (part := [row for row in rows if row["source"] == name and row["source_kind"] == "table"])
        }  # fmt: skip
        claims = [row for row in rows if row["source_kind"] == "report" and row["op"] not in ("most", "all", "some")]
        raids.append(OneRaid(day, tables, claims))
    return raids


def overview(said: pl.DataFrame, order: Sequence[str]) -> pl.DataFrame:
    """One row a raid (`RAIDS`), oldest first. Days of which nothing is known but scouts or glide bombs are no raids."""
    known = {row["raid_date"]: row for row in _beside(said).iter_rows(named=True)}
    rows = []
    for raid in each_raid(said, order):
        row: dict[str, Any] = {"raid_date": raid.day}
        for name, kind in (("missiles", "missile"), ("drones", "uav")):
            for suffix, what in (("", "launched"), ("_stopped", "stopped")):
                found = raid.count(what, kind)
                row |= {f"{name}{suffix}_min": found and found.low, f"{name}{suffix}_max": found and found.high}
        beside = known[raid.day]
        if beside["reports"] or any(row[f"{name}_min"] for name in ("missiles", "drones")):
            rows.append(row | beside)
    return pl.DataFrame(rows, schema=RAIDS)


def _beside(said: pl.DataFrame) -> pl.DataFrame:
    """By raid: regions hit, how many sources, how many conflicts."""
    report = pl.col("source_kind") == "report"
    hits = pl.col("region").filter(pl.col("what") == "hit")
    counted = said.group_by("raid_date").agg(
        regions_hit=pl.when(hits.count() > 0).then(hits.n_unique()).cast(pl.Int64),
        tables=pl.col("source").filter(~report).n_unique().cast(pl.Int64),
        reports=pl.col("source").filter(report).n_unique().cast(pl.Int64),
    )
    pairs = conflicts(said).group_by("raid_date").agg(conflicts=pl.len().cast(pl.Int64))
    return counted.join(pairs, on="raid_date", how="left").with_columns(pl.col("conflicts").fill_null(0))


def with_kind(said: pl.DataFrame, kind: str) -> set[date]:
    """Days of raids in which weapons of a kind (`FILTERS`) flew, by any source."""
    wanted = families_of(kind)
    launched = said.filter(pl.col("what").is_in(["launched", "stopped"]), pl.col("op") != "none")
    days = set()
    for day, family, word in launched.select("raid_date", "family", "kind").iter_rows():
        if (family in wanted) if family else (word and cover(word).certain <= wanted):
            days.add(day)
    return days


def side_by_side(said: pl.DataFrame, order: Sequence[str]) -> list[dict[str, Any]]:
    """What the sources of one raid say of the same thing: one row a `what` and `kind`, its `cells` by source.

    Missiles and drones come first, then each word that a report counts by. A cell holds the statements of that source,
    several where it quotes several people; a table's sums stand as one with `op` "=" and its range. Parts of wholes are
    left out, and so is what a report itself corrects.
    """
    rows = said.filter(~pl.col("part"), ~pl.col("superseded")).to_dicts()
    named = [source for source in order if any(row["source"] == source for row in rows)]
    tables = {source: [row for row in rows if row["source"] == source] for source in named}
    words = [(what, kind) for kind in ("missile", "uav") for what in WEAPON_COUNTS]
    words += [(row["what"], row["kind"]) for row in rows if row["source_kind"] == "report" and row["what"] != "outage"]
    lines = []
    for what, kind in [*dict.fromkeys(words), ("outage", None)]:
        cells = {source: _cell(tables[source], what, kind) for source in named}
        if any(cells.values()):
            lines.append({"what": what, "kind": kind, "cells": cells})
    return lines


def _cell(rows: Sequence[Mapping[str, Any]], what: str, kind: str | None) -> list[Mapping[str, Any]]:
    if rows[0]["source_kind"] == "report":
        return [row for row in rows if row["what"] == what and (row["kind"] == kind or what == "outage")]
    found = table_range(rows, what, kind, without=FRONT_DRONES) if kind and what in WEAPON_COUNTS else None
    if found is None:
        return []
    return [{**rows[0], "what": what, "kind": kind, "family": None, "op": "=", "n_min": found.low, "n_max": found.high}]
