"""The ledger of promises: entered once, delivered on a day, and in a catalogue of an older version too."""

from datetime import date

import pytest
from sqlalchemy import text

from oberih.store import Catalogue
from oberih.store.pledges import PledgeBook
from oberih.terms.errors import RunError

ROWS = [("NASAMS", "Austin", "two NASAMS", "2022-12-06"), ("transformers", "", "transformers", None)]


def test_promises_are_entered_once_and_delivered(tmp_path):
    book = PledgeBook(Catalogue(tmp_path / "c.sqlite"))
    assert book.rows() == []
    assert book.enter("facts.json", ROWS) == 2
    assert book.enter("again.json", ROWS) == 0
    rows = book.rows()
    assert {row.name for row in rows} == {"NASAMS", "transformers"}
    first = next(row for row in rows if row.name == "NASAMS")
    came = book.deliver(first.id[:4], date(2023, 1, 5), "one of two")
    assert (came.delivered, came.note) == ("2023-01-05", "one of two")
    assert book.deliver(first.id, None).delivered is None
    with pytest.raises(RunError, match="no promise"):
        book.deliver("zz", date(2023, 1, 5))
    with pytest.raises(RunError):
        book.deliver("", date(2023, 1, 5))


def test_a_catalogue_of_the_version_before_is_brought_up_to_date(tmp_path):
    file = tmp_path / "c.sqlite"
    catalogue = Catalogue(file)
    with catalogue.writing() as connection:
        connection.execute(text("DROP TABLE pledges"))
        connection.execute(text("PRAGMA user_version = 2"))
    assert PledgeBook(Catalogue(file)).enter("facts.json", ROWS) == 2
