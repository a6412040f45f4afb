"""Several reports of one raid into one record: agreement strengthens, later official figures supersede, conflicts
stay."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from oberih.record import Fact, Report
from oberih.record.reading.summary import counted_facts
from oberih.record.reading.voices import official, voice
from oberih.terms.errors import Fault, ReportError

Status = Literal["held", "superseded", "conflict"]
COUNTED = ("launched", "destroyed", "lost", "killed", "wounded")
_LISTED = (
    "oblasts",
    "oblasts_hit",
    "outage_kinds",
    "outage_oblasts",
    "objects",
    "speakers",
    "commitments",
    "speech_acts",
)
_LOCATIONS = ("hit_locations", "debris_locations")


@dataclass(slots=True)
class Figure:
    """One value of one count, with everybody who gives it."""

    type: str
    kind: str | None
    op: str | None
    n: int | None
    n_min: int | None
    n_max: int | None
    place: str | None = None
    status: Status = "held"
    official: bool = False
    published: date | None = None  #: of the latest report that gives it
    #: independent speakers, by one key for all spellings; a report that names none speaks itself
    voices: dict[str, str] = field(default_factory=dict)
    reports: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, object]:
        """Ready for JSON; `agreement` counts independent voices."""
        return {
            "type": self.type, "kind": self.kind, "op": self.op, "n": self.n, "status": self.status,
            "official": self.official, "agreement": len(self.voices), "voices": list(self.voices.values()),
            "reports": self.reports,
            "published": self.published.isoformat() if self.published else None, "quotes": self.quotes,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merged:
    """One record made of several reports."""

    raid_date: date | None
    reports: tuple[str, ...]
    summary: dict[str, object]
    figures: tuple[Figure, ...]

    def to_json(self) -> dict[str, object]:
        """Ready for JSON."""
        return {
            "raid_date": self.raid_date.isoformat() if self.raid_date else None, "reports": list(self.reports),
            "summary": self.summary, "figures": [figure.to_dict() for figure in self.figures],
            "conflicts": [figure.to_dict() for figure in self.figures if figure.status == "conflict"],
        }  # fmt: skip


def merge(reports: Sequence[Report]) -> Merged:
    """Several reports of one raid into one record.

    Figures are the same if one allows the other ("понад 70" and 75): the narrower one is kept, with the voices of
    both. Of figures that exclude each other the later official one holds and supersedes; where none is both later
    and official, all stay as a conflict, and the summary lists each. Raises ReportError where reports tell of raids
    of different days.
    """
    days = {report.raid_date for report in reports if report.raid_date}
    if len(days) > 1:
        raise ReportError(*(
            Fault(key="reading.other_day", where=report.document.name,
                  values={"found": report.raid_date, "days": ", ".join(sorted(map(str, days)))})
            for report in reports if report.raid_date
        ))  # fmt: skip
    figures = _figures(sorted(reports, key=lambda report: report.document.published or date.min))
    summary: dict[str, object] = {"dates": sorted(day.isoformat() for day in days if day)}
    for type_ in COUNTED:
        summary[type_] = [
            {"kind": each.kind, "op": each.op, "n": each.n}
            for each in figures if each.type == type_ and each.status != "superseded"
        ]  # fmt: skip
    for name in _LISTED:
        values = [value for report in reports for value in _list(report.summary[name])]
        summary[name] = list({_key(name, value): value for value in reversed(values)}.values())[::-1]
    for name in _LOCATIONS:
        told = [report.summary[name] for report in reports if report.summary[name] is not None]
        summary[name] = told[-1] if told else None
    return Merged(next(iter(days), None), tuple(report.document.name for report in reports), summary, tuple(figures))


def _list(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _key(name: str, value: str) -> str:
    return voice(value) if name == "speakers" else value


def _figures(reports: Sequence[Report]) -> list[Figure]:
    groups: dict[tuple[str, str | None], list[Figure]] = defaultdict(list)
    for report in reports:
        for type_ in COUNTED:
            for fact in counted_facts(report.facts, type_):
                _add(groups[type_, fact.kind], fact, report)
    for group in groups.values():
        _judge(group)
    return [figure for group in groups.values() for figure in group]


def _add(group: list[Figure], fact: Fact, report: Report) -> None:
    who = voice(fact.speaker) if fact.speaker else report.document.sha256
    state = official(fact.speaker, fact.organisation)
    same = next((figure for figure in group if _agree(figure, fact, report.document.name)), None)
    if same is None:
        same = Figure(fact.type, fact.kind, fact.op, fact.n, fact.n_min, fact.n_max, fact.place)
        group.append(same)
    elif _narrower(fact, same):
        same.op, same.n, same.n_min, same.n_max = fact.op, fact.n, fact.n_min, fact.n_max
    same.official = same.official or state
    same.published = max(filter(None, (same.published, report.document.published)), default=None)
    same.voices.setdefault(who, fact.speaker or report.document.name)
    for listed, value in ((same.reports, report.document.name), (same.quotes, fact.quote)):
        if value not in listed:
            listed.append(value)


def _agree(figure: Figure, fact: Fact, name: str) -> bool:
    """Whether a fact can tell of a figure: their bounds overlap. One report's own figures are different things."""
    if figure.op == fact.op and figure.n == fact.n:
        return True
    if name in figure.reports or "none" in (figure.op, fact.op):
        return False
    low = max(figure.n_min or 0, fact.n_min or 0)
    high = min(10**9 if figure.n_max is None else figure.n_max, 10**9 if fact.n_max is None else fact.n_max)
    return low <= high


def _narrower(fact: Fact, figure: Figure) -> bool:
    def width(low: int | None, high: int | None) -> float:
        return (10.0**9 if high is None else high) - (low or 0)

    return width(fact.n_min, fact.n_max) < width(figure.n_min, figure.n_max)


def _judge(group: list[Figure]) -> None:
    """Which of several figures for one thing hold. Those of one report side by side are parts, and all hold."""
    for figure in group:
        against = [
            other for other in group
            if other is not figure and not set(other.reports) & set(figure.reports)
        ]  # fmt: skip
        later = [other for other in against if _later(other, figure) and (other.official or _one_voice(other, figure))]
        if later:
            figure.status = "superseded"
        elif any(not (_later(figure, other) and (figure.official or _one_voice(other, figure))) for other in against):
            figure.status = "conflict"


def _later(first: Figure, second: Figure) -> bool:
    return bool(first.published and second.published and first.published > second.published)


def _one_voice(first: Figure, second: Figure) -> bool:
    return bool(set(first.voices) & set(second.voices))
