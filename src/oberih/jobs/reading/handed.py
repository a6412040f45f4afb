"""A report that was pasted or uploaded, and its facts as rows of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from oberih.jobs.reading.page import fact_words, groups, told_of
from oberih.record import Fact, Report, from_bytes, read
from oberih.terms.errors import Fault, ReportError
from oberih.terms.words import Lang


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the report's text; `facts` are the numbers of those told in these words, none for plain text."""

    text: str
    facts: tuple[int, ...] = ()
    kept: bool = False  #: one of them at least enters the sums


@dataclass(frozen=True, slots=True)
class Row:
    """A fact in words."""

    id: int
    words: str  #: what was read: "launched > 70 missiles"
    quote: str  #: the report's own
    notes: tuple[str, ...]  #: who says it, why it is left out, by which rule
    kept: bool


def read_bytes(data: bytes, name: str, published: date | None) -> Report:
    """Read a report that was handed over. Raises ReportError as a file's reading does."""
    return read(from_bytes(data, name=name, published=published))


def read_all(given: Sequence[tuple[str, bytes]], published: date | None) -> list[Report]:
    """Several, by name and content. Raises ReportError with the faults of all."""
    found: list[Report] = []
    faults: list[Fault] = []
    for name, data in given:
        try:
            found.append(read_bytes(data, name, published))
        except ReportError as error:
            faults += error.faults
    if faults:
        raise ReportError(*faults)
    return found


def pieces(report: Report) -> list[Piece]:
    """The text in stretches, in order: joined they are the text."""
    text, at, out = report.document.text, 0, []
    for start, end, facts in groups(report.facts):
        out.append(Piece(text[at:start]))
        out.append(Piece(text[start:end], tuple(fact.id for fact in facts), any(map(is_kept, facts))))
        at = end
    return [piece for piece in (*out, Piece(text[at:])) if piece.text]


def rows(report: Report, lang: Lang) -> list[Row]:
    """Every fact in words, in the order of the text."""
    ordered: Sequence[Fact] = sorted(report.facts, key=lambda fact: fact.span)
    return [
        Row(fact.id, fact_words(fact, lang), " ".join(fact.quote.split()), tuple(told_of(fact, lang)), is_kept(fact))
        for fact in ordered
    ]


def is_kept(fact: Fact) -> bool:
    """Whether a fact tells of this raid as something that happened."""
    return fact.scope in ("event", "day") and fact.modality == "fact"
