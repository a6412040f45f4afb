"""The user's record of past raids: read in, added to, listed, shown, compared, exported."""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from oberih.jobs.record.answers import Added, Imported, RaidSheet, Similar, source_json
from oberih.jobs.record.claims import claims_of, source_of
from oberih.jobs.record.distance import PARTS, nearest, profiles, spreads
from oberih.jobs.record.file import check_free, packed, write_whole
from oberih.jobs.record.nearby import Location, book_of, order_of
from oberih.jobs.record.overview import FILTERS, overview, with_kind
from oberih.jobs.record.said import conflicts, statements
from oberih.jobs.record.times import linked_day, raid_times
from oberih.jobs.young import is_young
from oberih.record import Report, load, read
from oberih.record.raids.table import read_table
from oberih.store import Book, RaidSource
from oberih.store.raids import ROWS
from oberih.terms.errors import Fault, InputError, NoRaidError
from oberih.terms.words import Lang, say

Tell = Callable[[int, int], None]  #: how many of how many are done

#: name of the public table in the record, whatever its file is called, so that a newer download updates the older
DAILY = "daily"
#: of the public daily table, as recorded by those who pass it on: attribution, no commerce, share alike
DAILY_LICENCE = "CC BY-NC-SA 4.0"
DAILY_TITLE = "Massive Missile Attacks on Ukraine, compiled by Petro Ivaniuk"

_SOURCE_NAME = re.compile(r"(?!report-)[a-z0-9][a-z0-9_.-]{0,39}")
_MOST_SHOWN = 10_000


def import_table(
    path: Path | str,
    *,
    source: str = DAILY,
    replace: bool = False,
    aside: Path | None = None,
    force: bool = False,
    lang: Lang = "en",
    catalogue: Location = None,
    tell: Tell | None = None,
) -> Imported:
    """Read the public table of raids into the catalogue, in one transaction: again, and nothing is added twice.

    Rows that changed are updated. Rows of the record that the file lacks stay, unless `replace`. `aside` is a CSV file
    to write the rows that could not be used into, with the reason in `lang`; one that exists is overwritten only by
    `force`. Raises InputError where the table cannot be read or `source` is no name, OutputError for `aside`, RunError
    where the catalogue cannot be used.
    """
    if not _SOURCE_NAME.fullmatch(source):
        raise InputError(Fault(key="recordbook.bad_source", values={"found": source}))
    if aside is not None:
        check_free(aside, force=force, formats=(".csv",))
    table = read_table(path)
    if aside is not None:
        reasons = [say(reason, lang, found=found) for _, reason, found in table.aside.iter_rows()]
        doubtful = table.aside.with_columns(why=pl.Series(reasons, dtype=pl.String))
        write_whole(aside, packed(doubtful, ".csv"), force=force)
    of = RaidSource(
        id=source,
        kind="table",
        name=Path(path).name,
        sha256=hashlib.sha256(Path(path).read_bytes()).hexdigest(),
        about={
            "counts": dict(table.counts),
            "licence": DAILY_LICENCE if source == DAILY else None,
            "title": DAILY_TITLE if source == DAILY else None,
        },
    )
    rows = table.rows.rename({"source": "post"}).select(list(ROWS))
    return Imported(source, table, book_of(catalogue).put_rows(of, rows, replace=replace, tell=tell))


def add_reports(
    reports: Sequence[Path | str], *, published: date | None = None, catalogue: Location = None,
    tell: Tell | None = None,
) -> list[Added]:  # fmt: skip
    """Read reports into the catalogue beside what is there, all of them or none.

    Raises ReportError or InputError with every fault of every report, and NoRaidError where they can be read and none
    tells of a raid.
    """
    found: list[Report] = []
    faults: list[Fault] = []
    silent: list[Fault] = []
    for done, path in enumerate(reports):
        if tell:
            tell(done, len(reports))
        try:
            report = read(load(path, published=published))
        except InputError as error:
            faults += error.faults
            continue
        if not report.tells_of_raid:
            silent.append(Fault(key="recordbook.no_raid", where=str(path)))
        elif report.raid_date is None:
            faults.append(Fault(key="recordbook.undated", where=str(path)))
        else:
            found.append(report)
    if faults or (silent and found):
        raise InputError(*faults, *silent)
    if silent:
        raise NoRaidError(*silent)
    book = book_of(catalogue)
    sources = [source_of(report) for report in found]
    changes = book.put_reports(list(zip(sources, map(claims_of, found), strict=True)))
    if tell:
        tell(len(reports), len(reports))
    now = book.read()
    said = statements(now)
    days = _days(now)
    return [
        Added(
            source=source.id, name=source.name, told_date=source.raid_date or days[source.id], changes=change,
            raid_date=days[source.id], said=said.filter(source=source.id), notes=report.notes,
            conflicts=_conflicts_of(said, days[source.id], source.id),
            namesakes=tuple(each.id for each in now.sources
                            if each.kind == "report" and each.name == source.name != "-" and each.id != source.id),
        )
        for source, change, report in zip(sources, changes, found, strict=True)
    ]  # fmt: skip


def raids(
    *, first: date | None = None, last: date | None = None, kind: str | None = None, limit: int | None = None,
    catalogue: Location = None,
) -> pl.DataFrame:  # fmt: skip
    """One row a raid (`overview.RAIDS`), newest first: of the days from `first` to `last`, with weapons of `kind`
    (`overview.FILTERS`), at most `limit`. Raises InputError for a kind or a limit that there is not."""
    faults: list[Fault] = []
    if kind is not None and kind not in FILTERS:
        faults.append(Fault(key="recordbook.bad_kind", values={"found": kind, "known": ", ".join(FILTERS)}))
    if limit is not None and not 1 <= limit <= _MOST_SHOWN:
        values = {"name": "limit", "found": limit, "low": 1, "high": _MOST_SHOWN}
        faults.append(Fault(key="job.out_of_range", values=values))
    if first and last and first > last:
        faults.append(Fault(key="recordbook.bad_period", values={"first": first, "last": last}))
    if faults:
        raise InputError(*faults)
    book = book_of(catalogue).read()
    said = statements(book)
    listed = overview(said, order_of(book))
    if kind is not None:
        listed = listed.filter(pl.col("raid_date").is_in(sorted(with_kind(said, kind))))
    if first:
        listed = listed.filter(pl.col("raid_date") >= first)
    if last:
        listed = listed.filter(pl.col("raid_date") <= last)
    listed = listed.reverse()
    return listed if limit is None else listed.head(limit)


def raid(day: date, *, catalogue: Location = None) -> RaidSheet:
    """Everything that the record has of one raid. Raises InputError where it has none of that day."""
    book = book_of(catalogue).read()
    said = statements(book)
    of_day = said.filter(raid_date=day)
    if of_day.is_empty():
        raise InputError(_unknown_raid(day, said))
    named = set(of_day["source"])
    return RaidSheet(day, of_day, conflicts(of_day), tuple(each for each in book.sources if each.id in named))


def similar(day: date, *, n: int = 5, catalogue: Location = None) -> Similar:
    """The n raids nearest to that of a day; `distance` says by what distance. Raises InputError."""
    if not 1 <= n <= _MOST_SHOWN:
        raise InputError(
            Fault(key="job.out_of_range", values={"name": "n", "found": n, "low": 1, "high": _MOST_SHOWN})
        )
    book = book_of(catalogue).read()
    said = statements(book)
    known = profiles(said, order_of(book))
    asked = next((each for each in known if each.day == day), None)
    if asked is None:
        if said.filter(raid_date=day).is_empty():
            raise InputError(_unknown_raid(day, said))
        raise InputError(Fault(key="recordbook.no_size", values={"found": day}))
    have = {"size": asked.launched, "mix": asked.mix, "stopped": asked.stopped, "regions": asked.regions}
    spread = spreads(known)
    missing = tuple(name for name in PARTS if have[name] is None)
    return Similar(day, nearest(asked, known, spread, n), missing, spread, len(known) - 1)


def exported(
    *, internal: bool = False, today: date | None = None, catalogue: Location = None
) -> tuple[pl.DataFrame, int]:
    """All that the record says (`SAID`, with `in_conflict` and `licence`), and how many rows were left out.

    What is said of regions in a raid younger than seven days is left out unless `internal`: damage assessment just
    after a raid helps the wrong side.
    """
    book = book_of(catalogue).read()
    said = statements(book)
    now = today or datetime.now(UTC).date()
    young = [day for day in said["raid_date"].unique() if is_young(day, now)]
    kept = said if internal else said.filter(~(pl.col("raid_date").is_in(young) & pl.col("region").is_not_null()))
    pairs = conflicts(said)
    sides = pl.concat(
        pairs.select("raid_date", "what", source=f"source_{letter}", in_conflict=True) for letter in "ab"
    ).unique()
    licences = {source.id: source.about.get("licence") for source in book.sources}
    kept = kept.join(sides, on=["raid_date", "what", "source"], how="left", maintain_order="left").with_columns(
        pl.col("in_conflict").fill_null(value=False),
        licence=pl.col("source").replace_strict(licences, default=None, return_dtype=pl.String),
    )
    return kept, said.height - kept.height


def export(
    path: Path, *, internal: bool = False, force: bool = False, today: date | None = None, catalogue: Location = None
) -> tuple[int, int]:
    """Write all that the record says as CSV, Parquet or JSON, by the ending of the file's name; give how many rows were
    written and left out (see `exported`). Raises OutputError where the file exists (unless `force`) or cannot be
    written.
    """
    check_free(path, force=force)
    table, left_out = exported(internal=internal, today=today, catalogue=catalogue)
    write_whole(path, packed(table, path.suffix.lower()), force=force)
    return table.height, left_out


def sources(*, catalogue: Location = None) -> pl.DataFrame:
    """One row a source of the record, in the order in which they came."""
    book = book_of(catalogue).read()
    days = _days(book)
    rows = [{**source_json(each), "raid_date": days.get(each.id)} for each in book.sources]
    schema = {
        "source": pl.String, "kind": pl.String, "name": pl.String, "raid_date": pl.Date, "rows": pl.Int64,
        "licence": pl.String, "entered": pl.String, "changed": pl.String, "sha256": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def delete(source: str, *, catalogue: Location = None) -> int:
    """Remove all that came from one source; give how many rows went. Raises RunError for an unknown source."""
    return book_of(catalogue).drop(source)


def _days(book: Book) -> dict[str, date]:
    """Reports → the day under which the record counts their raid."""
    times = raid_times(book.rows.filter("official"))
    linked = {source.id: linked_day(source, times) for source in book.sources if source.kind == "report"}
    return {source: day for source, day in linked.items() if day is not None}


def _conflicts_of(said: pl.DataFrame, day: date, source: str) -> pl.DataFrame:
    found = conflicts(said.filter(raid_date=day))
    return found.filter((pl.col("source_a") == source) | (pl.col("source_b") == source))


def _unknown_raid(day: date, said: pl.DataFrame) -> Fault:
    if said.is_empty():
        return Fault(key="recordbook.nothing_yet")
    known = sorted(said["raid_date"].unique(), key=lambda other: (abs((other - day).days), other))
    return Fault(key="recordbook.unknown_raid", values={"found": day, "near": ", ".join(map(str, known[:3]))})
