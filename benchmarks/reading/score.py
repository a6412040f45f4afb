"""One annotated report against what the reader finds: sets by field, claims with their speakers, spans.

A field's values are compared as sets (counts as kind, operator, number). What stands under "optional" is counted
neither way. A claim is found if a fact of its type lies over its words; its speaker is right if the fact names the
same one, or none where the annotator heard only the narrator.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from oberih.record import Fact, Report, from_text, read
from oberih.terms.errors import ReportError

FIELDS = (
    "dates", "launched", "destroyed", "lost", "oblasts", "oblasts_hit", "killed", "wounded", "outage_kinds",
    "outage_oblasts", "objects", "speakers", "hit_locations", "debris_locations", "commitments", "speech_acts",
)  # fmt: skip
#: types of claim that the reader counts; a gold claim of another type is not asked for
COUNTED = ("launched", "destroyed", "lost", "killed", "wounded")
_SAME_TYPE = {
    "hit": {"hit", "object", "debris"}, "outage": {"outage", "outage_lifted"}, "lost": {"lost", "fell"},
    "launched": {"launched", "attack"},
}  # fmt: skip


@dataclass
class Tally:
    """Right, wrong and missed values."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, other: "Tally") -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    @property
    def precision(self) -> float | None:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else None


@dataclass
class Scored:
    """What one or many reports scored."""

    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    claims: Tally = field(default_factory=Tally)  #: counted claims found by a fact of their type over their words
    speakers: Tally = field(default_factory=Tally)  #: of claims found: right speaker (right), another (wrong)
    scopes: Tally = field(default_factory=Tally)  #: of claims found: kept in or out of the raid's sums as annotated
    spans: Tally = field(default_factory=Tally)  #: facts whose span holds exactly the quoted words
    misses: list[str] = field(default_factory=list)  #: what went wrong, in words, for whoever mends rules

    @property
    def micro(self) -> Tally:
        total = Tally()
        for tally in self.fields.values():
            total.add(tally)
        return total

    def add(self, other: "Scored") -> None:
        for name, tally in other.fields.items():
            self.fields[name].add(tally)
        for name in ("claims", "speakers", "scopes", "spans"):
            getattr(self, name).add(getattr(other, name))
        self.misses += other.misses


def values(value: object) -> set[Any]:
    """A field's value as a set: counts as (kind, operator, number), names in small letters."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return {
        (each["kind"], each["op"], each["n"]) if isinstance(each, dict) else
        each.lower().strip("«»\"“”") if isinstance(each, str) else each
        for each in listed
    }  # fmt: skip


def score(item: Mapping[str, Any]) -> Scored:
    """Read one annotated report and compare."""
    found = Scored()
    published = date.fromisoformat(item["published"]) if item.get("published") else None
    try:
        report = read(from_text(item["text"], published=published))
    except ReportError as error:
        found.misses.append(f"{item['id']}: not read: {error}")
        report = None
    gold, summary = item["gold"], report.summary if report else {}
    optional = values([each for each in gold.get("optional", []) if isinstance(each, dict | str)])
    for name in FIELDS:
        ours, theirs = values(summary.get(name)), values(gold.get(name))
        extra = ours - theirs - optional
        tally = Tally(len(ours & theirs), len(extra), len(theirs - ours))
        found.fields[name].add(tally)
        if extra or theirs - ours:
            found.misses.append(f"{item['id']} {name}: wrong {_told(extra)} missed {_told(theirs - ours)}")
    if report:
        _claims(found, item, report)
        exact = [report.document.text[slice(*fact.span)] == fact.quote for fact in report.facts]
        found.spans.add(Tally(sum(exact), len(exact) - sum(exact), 0))
    return found


def _told(each: Iterable[object]) -> str:
    return "; ".join(sorted(map(str, each))) or "–"


def _claims(found: Scored, item: Mapping[str, Any], report: Report) -> None:
    text = report.document.text
    used: Counter[str] = Counter()
    for claim in item.get("claims", []):
        words = claim["words"]
        start = -1
        for _ in range(used[words] + 1):
            at = text.find(words, start + 1)
            start = at if at >= 0 else start
        used[words] += 1
        facts = _over(report.facts, claim, (start, start + len(words))) if start >= 0 else []
        if not facts:
            if claim["type"] in COUNTED:
                found.claims.missed += 1
                found.misses.append(f"{item['id']} claim {claim['type']} not found: {words}")
            continue
        if claim["type"] in COUNTED:
            found.claims.right += 1
        fact = facts[0]
        _speaker(found, item, claim, fact)
        kept = any(each.scope in ("event", "day") and each.modality == "fact" for each in facts)
        asked = claim.get("scope") in ("event", "day", None)
        if claim["type"] in COUNTED:
            found.scopes.add(Tally(int(kept == asked), int(kept != asked), 0))
            if kept != asked:
                said = f"{fact.scope}/{fact.modality}, not {claim['scope']}"
                found.misses.append(f"{item['id']} scope of {words}: {said}")


def _speaker(found: Scored, item: Mapping[str, Any], claim: Mapping[str, Any], fact: Fact) -> None:
    ours, theirs = (fact.speaker or "").lower(), (claim.get("speaker") or "").lower()
    right = ours == theirs
    found.speakers.add(Tally(int(right), int(not right), 0))
    if not right:
        found.misses.append(f"{item['id']} speaker of {claim['words']}: {fact.speaker}, not {claim.get('speaker')}")


def _over(facts: Iterable[Fact], claim: Mapping[str, Any], span: tuple[int, int]) -> list[Fact]:
    types = _SAME_TYPE.get(claim["type"], {claim["type"]})
    near = [fact for fact in facts if fact.type in types and fact.span[0] < span[1] and span[0] < fact.span[1]]
    return sorted(near, key=lambda fact: (fact.n != claim.get("n"), fact.kind != claim.get("kind")))
