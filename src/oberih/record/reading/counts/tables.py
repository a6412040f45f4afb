"""Rows of a table with two columns: "Х-101 – 12 – 9" under "тип – пущено – збито"; the heading says which is which."""

from collections.abc import Iterator

from oberih.record.reading.base import Draft, FactType
from oberih.record.reading.counts.memory import Memory
from oberih.record.reading.numbers import Quantity, numeral
from oberih.record.reading.view import View, counted, near
from oberih.record.reading.weapons import Weapons
from oberih.record.reading.wordings import Wording

_FLOWN = r"(?:launched|fired|used|запущено|пущено|застосовано|випущено|пуски|пусків|атакувало|launches)"
_DOWN = (
    r"(?:(?:shot )?down(?:ed)?|destroyed|intercepted|neutrali[sz]ed|збито|знищено|перехоплено|знешкоджено|подавлено"
    r"|збиття)"
)
#: the heading of a table: its two columns side by side
_HEADING = Wording(rf"\b(?:{_FLOWN}\s*[/|–—,:-]+\s*{_DOWN}|(?P<turned>{_DOWN}\s*(?:[/|]|із|з|of|out of)\s*{_FLOWN}))\b")
_SIGNS = frozenset({"–", "—", "-", ":", "/", "|", "(", ",", "→"})
_REACH = 14  #: sentences that a heading holds for


def heading(view: View, memory: Memory) -> None:
    """Keep in memory that a sentence is the heading of a table, and the order of its columns."""
    match = _HEADING.search(view.sentence.low)
    if match and not (view.weapons and view.weapons[0].quantity and view.sentence.low.find("\n") < 0):
        memory.columns = ("destroyed", "launched") if match["turned"] else ("launched", "destroyed")
        memory.headed = view.sentence.index


def row(view: View, group: Weapons, memory: Memory) -> Iterator[Draft]:
    """Both figures of a row of the table that a heading opened; nothing where the words are no row."""
    if (
        not memory.columns
        or view.sentence.index - memory.headed > _REACH
        or group.kind is None
        or group.quantity is None
    ):
        return
    words = view.words
    at = group.quantity.first
    if at <= group.first or words[at].start == words[group.first].start:
        return  # the number stands before its noun: a sentence
    second = _after(view, group.last)
    if second is None:
        return
    for type_, number in zip(memory.columns, (group.quantity.n, second[0]), strict=True):
        what: FactType = "launched" if type_ == "launched" else "destroyed"
        if number:
            yield view.draft(what, view.span(group.first, second[1]), "count.table", kind=group.kind, model=group.model,
                             **counted(Quantity("=", number, 0, 0)))  # fmt: skip


def _after(view: View, at: int) -> tuple[int, int] | None:
    while near(view.words, at) in _SIGNS:
        at += 1
    if near(view.words, at - 1) not in _SIGNS:
        return None
    return numeral(view.words, at)
