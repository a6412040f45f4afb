"""The book of raids put side by side: who says what of one raid, and where two sources cannot both be right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import polars as pl

from oberih.jobs.record.cover import MISSILE_MIX, cover
from oberih.jobs.record.times import linked_day, raid_times, waves
from oberih.record.raids.families import MIXED, family_of, split_models
from oberih.store import Book

#: one row is one thing that one source says of one raid. Of a table: the sum of one family of weapons in one wave, as
#: `official` says of the air force or of regional commands (which repeat it, and are kept apart). Counts are of what
#: `kind` says. `begins` and `ends` (local time) are those of the wave; of a report, between which its raid may be
SAID: dict[str, type[pl.DataType]] = {
    "raid_date": pl.Date, "source": pl.String, "source_kind": pl.String, "official": pl.Boolean,
    "begins": pl.Datetime, "ends": pl.Datetime, "what": pl.String,
    "kind": pl.String, "family": pl.String, "region": pl.String, "op": pl.String, "n": pl.Int64, "n_min": pl.Int64,
    "n_max": pl.Int64, "scope": pl.String, "part": pl.Boolean, "superseded": pl.Boolean, "speaker": pl.String,
    "organisation": pl.String, "channel": pl.String, "quote": pl.String,
}  # fmt: skip
#: one row is one pair of statements that cannot both be right; `by_a`, `by_b` are the speakers where reports name them
CONFLICTS: dict[str, type[pl.DataType]] = {
    "raid_date": pl.Date, "what": pl.String, "kind": pl.String,
    "source_a": pl.String, "by_a": pl.String, "op_a": pl.String, "a_min": pl.Int64, "a_max": pl.Int64,
    "source_b": pl.String, "by_b": pl.String, "op_b": pl.String, "b_min": pl.Int64, "b_max": pl.Int64,
}  # fmt: skip
WEAPON_COUNTS = ("launched", "stopped", "lost")


@dataclass(frozen=True, slots=True)
class Range:
    """Least and most of a count; None is no bound."""

    low: int | None
    high: int | None

    def disjoint(self, other: "Range") -> bool:
        return self.above(other) or other.above(self)

    def above(self, other: "Range") -> bool:
        return self.low is not None and other.high is not None and self.low > other.high


def statements(book: Book) -> pl.DataFrame:
    """All that the book says (`SAID`), by raid: what tables count first, then the reports of that raid."""
    rows = waves(book.rows)
    times = raid_times(rows)
    reports = [source for source in book.sources if source.kind == "report"]
    days = {source.id: linked_day(source, times) for source in reports}
    windows = {source.id: source.about.get("window") or (None, None) for source in reports}
    hours = {
        name: pl.col("source")
        .replace_strict({source: each[i] for source, each in windows.items()}, default=None, return_dtype=pl.String)
        .str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us")
        for i, name in enumerate(("begins", "ends"))
    }
    said = book.claims.with_columns(
        **hours,
        raid_date=pl.col("source").replace_strict(days, default=None, return_dtype=pl.Date),
        source_kind=pl.lit("report"), official=pl.lit(None, pl.Boolean), family=pl.lit(None, pl.String),
    )  # fmt: skip
    frame = pl.concat([_counted(rows), said.select(list(SAID)).cast(dict(SAID))])  # type: ignore[arg-type]
    return frame.sort("raid_date", maintain_order=True)


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of tables into what they say: sums by wave, family, and whether the air force says it."""
    mixed = {
        model: MISSILE_MIX
        for model in rows.filter(pl.col("family") == MIXED)["model"].unique()
        if all((found := family_of(name)) and found.family in cover("missile").certain for name in split_models(model))
    }
    family = pl.when(family=MIXED).then(pl.col("model").replace_strict(mixed, default=MIXED, return_dtype=pl.String))
    keys = ["start_date", "source", "official", "begins", "ends", "kind", "family"]
    beside = pl.col("not_reach_goal")
    sums = (
        rows.with_columns(family=family.otherwise("family"))
        .group_by(keys, maintain_order=True)
        .agg(
            pl.col("launched", "destroyed", "stopped").sum(),
            whole=pl.col("launched").count() == pl.len(),
            beside=pl.when(beside.count() > 0).then(beside.sum()),
            beside_whole=beside.count() == pl.len(),
        )
        .sort(keys)
    )
    # those that a table counts as not having reached their goal are stopped (jammed) or lost: which, it does not say
    jammed = pl.col("stopped") - pl.col("destroyed")
    parts = {
        "launched": (pl.col("launched"), pl.col("launched"), pl.when("whole").then("launched")),
        "stopped": (pl.col("stopped"), pl.col("destroyed"), pl.when("whole").then("stopped")),
        "lost": (pl.col("beside"), pl.col("beside") - jammed, pl.when("beside_whole").then("beside")),
    }
    frames = [
        sums.with_columns(what=pl.lit(what), n=n, n_min=low, n_max=high).filter(pl.col("n").is_not_null())
        for what, (n, low, high) in parts.items()
    ]
    empty = {name: pl.lit(None, kind) for name, kind in SAID.items()}
    known = {
        "raid_date": pl.col("start_date"), "source_kind": pl.lit("table"), "scope": pl.lit("event"),
        "op": pl.when(pl.col("n_max").is_null()).then(pl.lit(">=")).otherwise(pl.lit("=")),
        "part": pl.lit(value=False), "superseded": pl.lit(value=False),
    }  # fmt: skip
    there = {name: pl.col(name) for name in (*keys[1:], "what", "n", "n_min", "n_max")}
    return pl.concat(frames).select(**(empty | there | known)).cast(dict(SAID))  # type: ignore[arg-type]


def table_range(
    said: Iterable[Mapping[str, Any]], what: str, kind: str, *, without: frozenset[str] = frozenset()
) -> Range | None:
    """What one table says of a report's word for weapons: the least is what it covers for certain, the most all that it
    may cover, but for the families `without`. None where the table says nothing of it."""
    words = cover(kind)
    low, high, open_, any_ = 0, 0, False, False
    for row in said:
        if row["what"] != what or not row["official"] or row["family"] in without:
            continue
        if row["family"] in words.certain:
            low, any_ = low + row["n_min"], True
        elif row["family"] not in words.possible:
            continue
        any_, open_, high = True, open_ or row["n_max"] is None, high + (row["n_max"] or 0)
    return Range(low, None if open_ else high) if any_ else None


def conflicts(said: pl.DataFrame) -> pl.DataFrame:
    """Pairs of statements that cannot both be right (`CONFLICTS`), from what is said of raids (`SAID`).

    Ranges conflict only where they have no number in common: "over 70" agrees with 75, and with 70, since people round
    so. Weapons of a narrower word count in the wider one, so 40 cruise missiles conflict with 30 missiles. Where a day
    of the table has several waves, a report may mean any of those at its hours, or all. Compared are national counts of
    the raid itself, and tolls that the same person gives; what a report corrects itself, and parts of wholes, are not.
    """
    counted = said.filter(
        pl.col("what").is_in([*WEAPON_COUNTS, "killed", "wounded"]), ~pl.col("part"), ~pl.col("superseded"),
        pl.col("region").is_null(), pl.col("op").is_not_null(),
    )  # fmt: skip
    found: list[dict[str, Any]] = []
    crowded = counted.group_by("raid_date").agg(pl.col("source_kind").eq("report").any(), pl.col("source").n_unique())
    days = crowded.filter(pl.col("source_kind") | (pl.col("source") > 1))["raid_date"].to_list()
    for (day,), rows in counted.filter(pl.col("raid_date").is_in(days)).group_by("raid_date", maintain_order=True):
        found += ({"raid_date": day} | each for each in _of_one_raid(rows.to_dicts()))
    return pl.DataFrame(found, schema=CONFLICTS).sort("raid_date", "what", maintain_order=True)


def _of_one_raid(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["source_kind"] == "table":
            tables.setdefault(row["source"], []).append(row)
    claims = [row for row in rows if row["source_kind"] == "report" and row["kind"]]
    for one, other in combinations(tables, 2):
        for what in ("launched", "stopped"):
            for kind in ("missile", "uav"):
                a, b = table_range(tables[one], what, kind), table_range(tables[other], what, kind)
                if a and b and a.disjoint(b):
                    yield _pair(what, kind, _side("a", one, a), _side("b", other, b))
    for claim in claims:
        if claim["what"] in WEAPON_COUNTS and claim["scope"] == "event":
            for name, table in tables.items():
                yield from _against_table(claim, name, table)
    for one_claim, other_claim in combinations(claims, 2):
        if _contradict(one_claim, other_claim):
            kind = one_claim["kind"] if one_claim["kind"] == other_claim["kind"] else _wider(one_claim, other_claim)
            yield _pair(one_claim["what"], kind, _claim_side("a", one_claim), _claim_side("b", other_claim))


def _against_table(claim: Mapping[str, Any], name: str, table: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    what, kind = claim["what"], claim["kind"]
    readings = list(_readings(claim, table))
    counted = [found for rows in readings if (found := table_range(rows, what, kind))]
    if not counted:
        return
    if claim["op"] in ("most", "all"):
        refuted = what == "stopped" and all(_share_refuted(claim, rows) for rows in readings)
    else:
        refuted = _hull(counted).disjoint(_range(claim))
    if refuted:
        yield _pair(what, kind, _claim_side("a", claim), _side("b", name, _hull(counted)))


def _readings(claim: Mapping[str, Any], table: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The waves of a day that a report may mean: each of those at its hours, and all of them together."""
    meant: dict[Any, list[dict[str, Any]]] = {}
    for row in table:
        if claim["begins"] is None or (row["begins"] < claim["ends"] and claim["begins"] < row["ends"]):
            meant.setdefault((row["begins"], row["ends"]), []).append(row)
    yield from meant.values()
    if len(meant) > 1:
        yield [row for rows in meant.values() for row in rows]


def _share_refuted(claim: Mapping[str, Any], table: Sequence[dict[str, Any]]) -> bool:
    """Whether the table's counts leave no room for "most of them" or "all of them"."""
    whole, part = table_range(table, "launched", claim["kind"]), table_range(table, "stopped", claim["kind"])
    if whole is None or whole.low is None or part is None or part.high is None:
        return False
    return 2 * part.high <= whole.low if claim["op"] == "most" else part.high < whole.low


def _hull(ranges: Sequence[Range]) -> Range:
    """The least of the least, and the most of the most."""
    lows, highs = [each.low or 0 for each in ranges], [each.high for each in ranges]
    return Range(min(lows), None if None in highs else max(high for high in highs if high is not None))


def _contradict(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two claims of reports cannot both be right.

    Two tolls can, unless it is the same person who gives both: officials count their own regions. So can two counts of
    weapons in one report, unless two people give them: what the reader did not mark as a part may still be one.
    """
    if one["what"] != other["what"] or one["scope"] != other["scope"]:
        return False
    a, b = _range(one), _range(other)
    if one["what"] not in WEAPON_COUNTS:
        return bool(one["speaker"]) and one["speaker"] == other["speaker"] and a.disjoint(b)
    same_report = one["source"] == other["source"]
    if one["scope"] != "event" or (same_report and (not one["speaker"] or not other["speaker"])):
        return False
    if same_report and one["speaker"] == other["speaker"]:
        return False
    if one["kind"] == other["kind"]:
        return a.disjoint(b)
    narrow, wide = cover(one["kind"]).certain, cover(other["kind"]).certain
    return (narrow < wide and a.above(b)) or (wide < narrow and b.above(a))


def _range(claim: Mapping[str, Any]) -> Range:
    return Range(claim["n"] if claim["op"] == ">" else claim["n_min"], claim["n_max"])


def _wider(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    return str(max(one["kind"], other["kind"], key=lambda kind: len(cover(kind).certain)))


def _side(letter: str, source: str, found: Range, by: str | None = None, op: str = "=") -> dict[str, Any]:
    return {
        f"source_{letter}": source, f"by_{letter}": by, f"op_{letter}": op,
        f"{letter}_min": found.low, f"{letter}_max": found.high,
    }  # fmt: skip


def _claim_side(letter: str, claim: Mapping[str, Any]) -> dict[str, Any]:
    found = _range(claim)
    return _side(letter, claim["source"], found, claim["speaker"] or claim["organisation"], claim["op"])


def _pair(what: str, kind: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {"what": what, "kind": kind, **one, **other}
