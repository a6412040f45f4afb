"""What the reader hands on: a document, the facts found in it, and the report that holds both."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from oberih.terms.kinds import ReportKind
from oberih.terms.words import Lang

Span = tuple[int, int]  #: first character, and the one after the last, in `Document.text`
Scope = Literal["event", "day", "background", "cumulative"]
PlaceRole = Literal["target", "overflown", "launched_from", "debris"]
Modality = Literal["fact", "possible", "planned", "drill"]
Polarity = Literal["positive", "negative"]
#: as the annotated reports name them: exact, more than, at least, about, up to, most, all, a few, a stated absence
Op = Literal["=", ">", ">=", "~", "<", "most", "all", "some", "none"]
PublishedFrom = Literal["option", "page", "file name", "text"]
TimeOfDay = Literal["night", "morning", "day", "evening"]
FactType = Literal[
    "launched", "destroyed", "lost", "fell", "hit", "debris", "place", "object", "outage", "outage_lifted", "unit_trip",
    "attack", "killed", "wounded", "speech_act", "commitment",
]  # fmt: skip

#: half-width of "about N" as a share of N; assumed, since no report says how wide its "about" is (range 0.05 to 0.2)
ABOUT = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report as text, with what is known of where it came from."""

    name: str  #: file name without folders, or "-" for standard input
    text: str
    sha256: str  #: of the bytes as given, hexadecimal
    language: Lang
    published: date | None = None
    published_from: PublishedFrom | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One claim in one report; `document.text[slice(*span)]` is exactly its words.

    Units: counts of weapons, people, places or customers, as `type` and `kind` say. A column that the text
    does not fill is None; silence is never zero.
    """

    id: int
    type: FactType
    span: Span
    quote: str  #: the words of `span`
    rule: str  #: name of the rule that found it
    event: str = "raid"  #: "raid" for the raid that the report tells of, else the date or word that sets another apart
    scope: Scope = "event"
    kind: str | None = None  #: a `ReportKind`, "person", a kind of outage, or what was pledged
    model: str | None = None  #: model names as written
    op: Op | None = None
    n: int | None = None
    n_min: int | None = None
    n_max: int | None = None
    part_of: int | None = None  #: id of the whole that this counts a part of
    start: str | None = None  #: ISO date or date and hour
    end: str | None = None
    place: str | None = None  #: ISO 3166-2
    place_role: PlaceRole | None = None
    polarity: Polarity = "positive"
    modality: Modality = "fact"
    speaker: str | None = None
    organisation: str | None = None
    channel: str | None = None
    verb: str | None = None
    source_span: Span | None = None  #: the words that say who says it
    supersedes: int | None = None
    conflicts_with: int | None = None

    object: str | None = None  #: what was struck or counted

    def to_dict(self) -> "dict[str, Any]":
        """Every column, ready for JSON; the quoted words stand under "quote"."""
        row: dict[str, Any] = {name: getattr(self, name) for name in self.__dataclass_fields__}
        row["span"] = list(self.span)
        row["source_span"] = list(self.source_span) if self.source_span else None
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a document says."""

    document: Document
    facts: tuple[Fact, ...]
    summary: dict[str, object]  #: dates, launched, destroyed … in the form of the annotated reports
    notes: tuple[str, ...] = ()  #: keys of `terms.words` for what a reader should know, such as a year that is unknown
    tells_of_raid: bool = False
    raid_date: date | None = None
    time_of_day: TimeOfDay | None = None
    start_hour: float | None = None  #: local hour at which the raid began, 0 to 24
    end_hour: float | None = None


def bounds(op: Op | None, n: int | None) -> tuple[int | None, int | None]:
    """Least and most that an operator and a number allow.

    >>> bounds(">", 70), bounds("<", 35), bounds("~", 50)
    ((71, None), (None, 35), (45, 55))
    """
    if n is None:
        return (0, 0) if op == "none" else (None, None)
    return {
        ">": (n + 1, None),
        ">=": (n, None),
        "<": (None, n),
        "~": (round(n * (1 - ABOUT)), round(n * (1 + ABOUT))),
    }.get(op or "=", (n, n))


@dataclass(slots=True)
class Draft:
    """A fact in the making: its columns by name, before ids and links are given."""

    type: FactType
    span: Span
    rule: str
    columns: dict[str, object] = field(default_factory=dict)
    part: bool = False  #: counts a part of the whole before it
    sentence: int = 0
    paragraph: int = 0

    def get(self, name: str) -> object:
        return self.columns.get(name)


__all__ = ["ABOUT", "Document", "Draft", "Fact", "FactType", "Op", "Report", "ReportKind", "Span", "bounds"]
