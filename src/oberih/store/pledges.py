"""The ledger of promised help: what was promised by whom, and what of it came."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from oberih.store import schema
from oberih.store.catalogue import Catalogue
from oberih.terms.errors import Fault, RunError

ID_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeRow:
    """One promise in the ledger."""

    id: str  #: of name, who and words: the same promise entered again is the same row
    entered: str  #: ISO 8601, UTC
    source: str  #: file that it was entered from, without its folders
    name: str
    by: str
    quote: str
    promised: str | None  #: day, as it was given
    delivered: str | None = None  #: day on which it came; none: not yet
    note: str = ""

    def plain(self) -> dict[str, Any]:
        """The row as JSON has it."""
        return asdict(self)


def pledge_id(name: str, by: str, quote: str) -> str:
    """The id of a promise."""
    return hashlib.sha256("\x1f".join((name, by, quote)).encode()).hexdigest()[:ID_LENGTH]


class PledgeBook:
    """The ledger in a catalogue. Every method raises RunError where the catalogue cannot be used."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def rows(self) -> list[PledgeRow]:
        """All promises, in the order in which they were entered."""
        with self._catalogue.reading() as connection:
            if connection is None:
                return []
            table = schema.pledges
            found = connection.execute(select(table).order_by(table.c.entered, table.c.id))
            return [PledgeRow(**row._asdict()) for row in found]

    def enter(self, source: str, promises: Sequence[tuple[str, str, str, str | None]]) -> int:
        """Enter promises (name, who, words, day); say how many were new. What is there already is left as it is."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        with self._catalogue.writing() as connection:
            known = set(connection.execute(select(schema.pledges.c.id)).scalars())
            new = 0
            for name, by, quote, promised in promises:
                id_ = pledge_id(name, by, quote)
                if id_ in known:
                    continue
                row = PledgeRow(
                    id=id_, entered=now, source=source, name=name, by=by, quote=quote, promised=promised or None
                )
                connection.execute(insert(schema.pledges).values(**row.plain()))
                known.add(id_)
                new += 1
        return new

    def deliver(self, id_or_prefix: str, on: date | None, note: str = "") -> PledgeRow:
        """Note that a promise was kept, on a day; without a day, that it was not after all. Raises RunError for an id
        that is unknown or the start of several."""
        wanted = id_or_prefix.strip().lower()
        fitting = [row for row in self.rows() if wanted and row.id.startswith(wanted)]
        if len(fitting) != 1:
            found = ", ".join(f"{row.id} ({row.name})" for row in fitting[:5]) or "-"
            key = "pledges.ambiguous" if fitting else "pledges.unknown"
            raise RunError(Fault(key=key, values={"wanted": id_or_prefix, "found": found}))
        day = None if on is None else on.isoformat()
        with self._catalogue.writing() as connection:
            table = schema.pledges
            connection.execute(update(table).where(table.c.id == fitting[0].id).values(delivered=day, note=note))
        return next(row for row in self.rows() if row.id == fitting[0].id)
