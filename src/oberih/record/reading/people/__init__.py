"""People killed and hurt, as a report counts them; "постраждалих немає" is a stated absence, silence is nothing.

A sentence is cut at commas, dashes and "and". A number counts people if it stands beside a word for them, or so near to
"killed" and its like that nothing else can be meant; its kind is that of the nearest such word.
"""

from collections.abc import Iterator

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.people.carried import later_toll
from oberih.record.reading.people.rows import row_drafts
from oberih.record.reading.people.tolls import counted_people, superseded
from oberih.record.reading.view import View

__all__ = ["people_facts"]


def people_facts(view: View, before: FactType | None = None) -> Iterator[Draft]:
    """Killed and wounded people that a sentence counts, or says that there are none; `before` is what befell those that
    the sentence before counted last."""
    found = superseded(view, list(_told(view)))
    yield from found or later_toll(view, before)


def _told(view: View) -> Iterator[Draft]:
    rows = list(row_drafts(view))
    for draft in counted_people(view):
        inside = [
            row for row, each in rows
            if each.type == draft.type and draft.span[0] < view.words[row.last - 1].end
            and view.words[row.first].start < draft.span[1]
        ]  # fmt: skip
        if not inside or draft.get("op") == "none":
            yield draft
    for _, draft in rows:
        yield draft
