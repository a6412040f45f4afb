"""The book of past raids in the user's own catalogue: what public tables count, and what reports say.

Each source stands by itself: nothing that one says overwrites another, so that where they differ both can be shown. All
that one call writes is one transaction: it is there as a whole, or not at all.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

import polars as pl
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from oberih.store.catalogue import Catalogue
from oberih.store.schema import raid_claims, raid_rows, raid_sources
from oberih.terms.errors import Fault, RunError

#: one row is one row of a public table: so many of one model (or of several named at once) in one raid. Counts are of
#: weapons; null is "not said", never zero. `post` is what the table names as its source, `official` whether that is the
#: air force itself
ROWS: dict[str, type[pl.DataType]] = {
    "time_start": pl.Datetime, "time_end": pl.Datetime, "start_date": pl.Date, "has_clock": pl.Boolean,
    "model": pl.String, "family": pl.String, "kind": pl.String, "launched": pl.Int64, "destroyed": pl.Int64,
    "not_reach_goal": pl.Int64, "stopped": pl.Int64, "post": pl.String, "official": pl.Boolean,
}  # fmt: skip
#: one row is one thing that a report says of its raid, in its own words (`quote`) and by whom; `position` is its order
CLAIMS: dict[str, type[pl.DataType]] = {
    "position": pl.Int64, "what": pl.String, "kind": pl.String, "region": pl.String, "op": pl.String, "n": pl.Int64,
    "n_min": pl.Int64, "n_max": pl.Int64, "scope": pl.String, "part": pl.Boolean, "superseded": pl.Boolean,
    "speaker": pl.String, "organisation": pl.String, "channel": pl.String, "quote": pl.String,
}  # fmt: skip
#: what tells one row of a table from another; rows that share all three are paired in their order
_KEY = ("time_start", "model", "post")
#: rows written between two calls of `tell`
_STEP = 500

Tell = Callable[[int, int], None]  #: how many of how many are done


@dataclass(frozen=True, slots=True, kw_only=True)
class RaidSource:
    """Where a part of the book comes from."""

    id: str
    kind: Literal["table", "report"]
    name: str  #: of the file, without its folders
    sha256: str  #: of its bytes, hexadecimal
    raid_date: date | None = None  #: of a report
    about: Mapping[str, Any] = field(default_factory=dict)  #: licence, counts, language …; JSON
    entered: str = ""  #: ISO 8601, UTC; given by the book
    changed: str = ""  #: the same
    n: int = 0  #: rows or claims held; given by the book


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What one reading of a source did to the book, in rows or claims."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    absent: int = 0  #: known before and not in what was read now; kept
    removed: int = 0  #: the same, where the user asked to remove them

    @property
    def any(self) -> bool:
        """Whether the book says anything else than before."""
        return bool(self.added or self.updated or self.removed)


@dataclass(frozen=True, slots=True)
class Book:
    """One moment of the book: its sources, rows of tables, and claims of reports. Both tables name their `source`."""

    sources: tuple[RaidSource, ...]
    rows: pl.DataFrame
    claims: pl.DataFrame


class RaidBook:
    """The book of raids of one catalogue. Every method raises RunError where the catalogue cannot be used."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def put_rows(
        self, source: RaidSource, rows: pl.DataFrame, *, replace: bool = False, tell: Tell | None = None
    ) -> Changes:
        """Put the rows of a table (`ROWS`) in: what is there already stays, what has changed is updated.

        Rows of this source that `rows` does not hold stay, unless `replace`. Raises RunError where the source's id
        belongs to a report, TypeError where `rows` are not what `ROWS` promises.
        """
        fresh = _plain(rows, ROWS)
        with self.catalogue.writing() as connection:
            _check_kind(connection, source)
            plan = _Plan.of(_held_rows(connection, source.id), fresh)
            gone = plan.absent if replace else []
            changes = Changes(
                added=len(plan.added), updated=len(plan.updated), unchanged=plan.unchanged,
                absent=0 if replace else len(plan.absent), removed=len(gone),
            )  # fmt: skip
            _enter(connection, source, changed=changes.any)
            done, total = 0, len(plan.added)
            for start in range(0, total, _STEP):
                part = plan.added[start : start + _STEP]
                connection.execute(insert(raid_rows), [{**row, "source": source.id} for row in part])
                done += len(part)
                if tell:
                    tell(done, total)
            _update(connection, plan.updated)
            _delete_rows(connection, gone)
        return changes

    def put_reports(self, reports: Sequence[tuple[RaidSource, pl.DataFrame]]) -> list[Changes]:
        """Put what reports say (`CLAIMS`) in, all of them or none; a report that is there already is read anew.

        Raises RunError where a source's id belongs to a table, TypeError where claims are not what `CLAIMS` promises.
        """
        fresh = [_plain(claims, CLAIMS) for _, claims in reports]
        with self.catalogue.writing() as connection:
            return [_put_report(connection, source, said) for (source, _), said in zip(reports, fresh, strict=True)]

    def drop(self, source: str) -> int:
        """Remove a source and all that came from it; give how many rows or claims went. Raises RunError if unknown."""
        with self.catalogue.writing() as connection:
            held = connection.execute(select(raid_sources.c.id, raid_sources.c.kind).order_by("id")).all()
            kinds = {each.id: each.kind for each in held}
            if source not in kinds:
                values = {"found": source, "held": ", ".join(kinds) or "–"}
                raise RunError(Fault(key="recordbook.source_unknown", values=values))
            table = _table_of(kinds[source])
            n = connection.execute(select(func.count()).where(table.c.source == source)).scalar_one()
            connection.execute(delete(raid_sources).where(raid_sources.c.id == source))  # its rows go with it
        return int(n)

    def read(self) -> Book:
        """All that the book holds, as of one moment; rows by time, claims in the order of their reports."""
        with self.catalogue.reading() as connection:
            if connection is None:
                return Book((), _frame([], ROWS), _frame([], CLAIMS))
            counts: dict[str, int] = {}
            for table in (raid_rows, raid_claims):
                found = connection.execute(select(table.c.source, func.count()).group_by(table.c.source)).all()
                counts |= {each[0]: each[1] for each in found}
            listed = select(raid_sources).order_by(raid_sources.c.entered, raid_sources.c.id)
            sources = tuple(
                _source(row._asdict(), counts.get(row.id, 0)) for row in connection.execute(listed)
            )
            rows = _select(connection, raid_rows, ROWS, ("start_date", "time_start", "source", "id"))
            claims = _select(connection, raid_claims, CLAIMS, ("source", "position"))
        return Book(sources, rows, claims)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What must change so that the book holds a table's rows."""

    added: list[dict[str, Any]]
    updated: list[tuple[int, dict[str, Any]]]
    absent: list[int]
    unchanged: int

    @classmethod
    def of(cls, held: Sequence[tuple[int, dict[str, Any]]], fresh: Sequence[dict[str, Any]]) -> "_Plan":
        """Pair the rows by key: equal ones first, so that one change among twins is one update."""
        known: dict[tuple[Any, ...], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        for number, row in held:
            known[_key(row)].append((number, row))
        unmatched: list[dict[str, Any]] = []
        unchanged = 0
        for row in fresh:
            twins = known[_key(row)]
            same = next((pair for pair in twins if pair[1] == row), None)
            if same is None:
                unmatched.append(row)
            else:
                twins.remove(same)
                unchanged += 1
        added: list[dict[str, Any]] = []
        updated: list[tuple[int, dict[str, Any]]] = []
        for row in unmatched:
            twins = known[_key(row)]
            if twins:
                updated.append((twins.pop(0)[0], row))
            else:
                added.append(row)
        return cls(added, updated, [number for twins in known.values() for number, _ in twins], unchanged)


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _KEY)


def _held_rows(connection: Connection, source: str) -> list[tuple[int, dict[str, Any]]]:
    columns = [raid_rows.c[name] for name in ROWS]
    wanted = select(raid_rows.c.id, *columns).where(raid_rows.c.source == source).order_by(raid_rows.c.id)
    return [(row[0], dict(zip(ROWS, row[1:], strict=True))) for row in connection.execute(wanted)]


def _update(connection: Connection, updated: Sequence[tuple[int, dict[str, Any]]]) -> None:
    if updated:
        connection.execute(
            update(raid_rows).where(raid_rows.c.id == bindparam("of")),
            [{**row, "of": number} for number, row in updated],
        )


def _delete_rows(connection: Connection, gone: Sequence[int]) -> None:
    if gone:
        connection.execute(delete(raid_rows).where(raid_rows.c.id == bindparam("of")), [{"of": each} for each in gone])


def _put_report(connection: Connection, source: RaidSource, claims: list[dict[str, Any]]) -> Changes:
    _check_kind(connection, source)
    columns = [raid_claims.c[name] for name in CLAIMS]
    wanted = select(*columns).where(raid_claims.c.source == source.id).order_by(raid_claims.c.position)
    held = [dict(zip(CLAIMS, row, strict=True)) for row in connection.execute(wanted)]
    day = connection.execute(select(raid_sources.c.raid_date).where(raid_sources.c.id == source.id)).scalar()
    moved = day is not None and day != _day(source.raid_date)
    same = held == claims
    _enter(connection, source, changed=moved or not same)
    if not same:
        connection.execute(delete(raid_claims).where(raid_claims.c.source == source.id))
        if claims:
            connection.execute(insert(raid_claims), [{**claim, "source": source.id} for claim in claims])
    if day is None:
        return Changes(added=len(claims))
    return Changes(unchanged=len(claims)) if same and not moved else Changes(updated=len(claims))


def _check_kind(connection: Connection, source: RaidSource) -> None:
    held = connection.execute(select(raid_sources.c.kind).where(raid_sources.c.id == source.id)).scalar()
    if held is not None and held != source.kind:
        raise RunError(Fault(key=f"recordbook.source_is_{held}", values={"found": source.id}))


def _enter(connection: Connection, source: RaidSource, *, changed: bool) -> None:
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    values = {
        "name": source.name, "sha256": source.sha256, "raid_date": _day(source.raid_date), "about": dict(source.about),
    }  # fmt: skip
    of = raid_sources.c.id == source.id
    if connection.execute(select(raid_sources.c.id).where(of)).scalar() is None:
        new = {**values, "id": source.id, "kind": source.kind, "entered": now, "changed": now}
        connection.execute(insert(raid_sources).values(**new))
    elif changed:
        connection.execute(update(raid_sources).where(of).values(**values, changed=now))
    else:
        connection.execute(update(raid_sources).where(of).values(**values))


def _table_of(kind: str) -> Table:
    return raid_rows if kind == "table" else raid_claims


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _source(row: Mapping[str, Any], n: int) -> RaidSource:
    day = row["raid_date"]
    return RaidSource(**{**row, "raid_date": None if day is None else date.fromisoformat(day), "n": n})


def _plain(table: pl.DataFrame, promised: Mapping[str, type[pl.DataType]]) -> list[dict[str, Any]]:
    """Rows as the catalogue holds them: times and days as ISO 8601 text. Raises TypeError for other columns."""
    if set(table.columns) != set(promised):
        raise TypeError(f"columns must be {sorted(promised)}, not {sorted(table.columns)}")
    texts = [
        pl.col(name).dt.to_string("%Y-%m-%dT%H:%M:%S" if kind == pl.Datetime else "%Y-%m-%d")
        for name, kind in promised.items()
        if kind in (pl.Datetime, pl.Date)
    ]
    return table.cast(dict(promised)).select(list(promised)).with_columns(texts).to_dicts()  # type: ignore[arg-type]


def _select(
    connection: Connection, table: Table, promised: Mapping[str, type[pl.DataType]], order: Sequence[str]
) -> pl.DataFrame:
    names = ["source", *promised]
    wanted = select(*(table.c[name] for name in names)).order_by(*(table.c[name] for name in order))
    return _frame([tuple(row) for row in connection.execute(wanted)], promised)


def _frame(rows: Sequence[tuple[Any, ...]], promised: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Rows of the catalogue as a data frame, with the source first."""
    timed = {name: kind for name, kind in promised.items() if kind in (pl.Datetime, pl.Date)}
    schema: dict[str, type[pl.DataType]] = {"source": pl.String}
    schema |= {name: pl.String if name in timed else kind for name, kind in promised.items()}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us")
        if kind == pl.Datetime
        else pl.col(name).str.to_date("%Y-%m-%d")
        for name, kind in timed.items()
    )
