"""The user's book of raids, and the raids of it that are near to one that need not be in it."""

from pathlib import Path

import polars as pl

from oberih.jobs.record.distance import Profile, nearest, profiles, spreads
from oberih.jobs.record.said import statements
from oberih.store import Book, Catalogue, RaidBook

Location = str | Path | None  #: of the catalogue; None: the user's own


def near(asked: Profile, *, n: int, catalogue: Location = None) -> pl.DataFrame:
    """The n raids of the record nearest to one that need not be in it (`distance.SIMILAR`)."""
    book = book_of(catalogue).read()
    known = profiles(statements(book), order_of(book))
    return nearest(asked, known, spreads(known), n) if known else nearest(asked, (), {}, n)


def book_of(catalogue: Location) -> RaidBook:
    """The book of raids of a catalogue."""
    return RaidBook(Catalogue(catalogue))


def order_of(book: Book) -> list[str]:
    """Its sources in the order in which they came."""
    return [source.id for source in book.sources]
