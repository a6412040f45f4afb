"""Facts into the short form of the annotated reports: what was launched, stopped, lost, hit, cut, and by whom told."""

from collections.abc import Iterable, Sequence
from datetime import date

from oberih.record.reading.base import Fact

_COUNTS = ("launched", "destroyed", "lost", "killed", "wounded")


def _unique(values: Iterable[object]) -> list[object]:
    found: list[object] = []
    for value in values:
        if value is not None and value not in found:
            found.append(value)
    return found


def counted_facts(facts: Sequence[Fact], type_: str) -> list[Fact]:
    """Facts that count something of this raid: of its day only where the raid itself has none; neither parts of what is
    counted already nor what the report itself corrects."""
    replaced = {fact.supersedes for fact in facts}
    rows = [fact for fact in facts if fact.type == type_ and fact.op and fact.id not in replaced and of_this_raid(fact)]
    rows = [fact for fact in rows if not fact.rule.endswith(".part") and fact.kind != "location"]
    if type_ == "launched":
        counted = {_family(fact.kind) for fact in rows if fact.rule != "count.flew_in"}
        rows = [fact for fact in rows if fact.rule != "count.flew_in" or _family(fact.kind) not in counted]
    if type_ in ("killed", "wounded") and any(fact.op != "none" for fact in rows):
        rows = [fact for fact in rows if fact.op != "none"]  # an absence somewhere is none of the whole raid
    own = [fact for fact in rows if fact.scope == "event"]
    return (own or rows) if type_ not in ("killed", "wounded") else rows


def _family(kind: str | None) -> str:
    return "drones" if kind in ("uav", "recon_uav") else "missiles"


def _counts(facts: Sequence[Fact], type_: str) -> list[dict[str, object]]:
    rows = counted_facts(facts, type_)
    return _unique([{"kind": fact.kind, "op": fact.op, "n": fact.n} for fact in rows])  # type: ignore[return-value]


def of_this_raid(fact: Fact) -> bool:
    """Whether a fact may enter the sums of the raid: it happened, in it or on its day."""
    return fact.scope in ("event", "day") and fact.modality == "fact"


def _acts(facts: Iterable[Fact]) -> list[object]:
    rows = []
    for fact in facts:
        if fact.type != "speech_act" or fact.channel in (None, "statement"):
            continue
        rows.append(
            f"call {fact.speaker}-{fact.organisation}" if fact.channel == "call" else f"{fact.channel} {fact.speaker}"
        )
    # "he wrote" beside a channel that was named: one act
    told = {row.partition(" ")[2] for row in rows if not row.startswith(("post ", "call "))}
    return _unique(row for row in rows if not (row.startswith("post ") and row.partition(" ")[2] in told))


def summarise(facts: Sequence[Fact], dates: Sequence[date]) -> dict[str, object]:
    """The summary of a report; `dates` are the days of its raid."""
    now = [fact for fact in facts if of_this_raid(fact)]
    told = [fact for fact in facts if fact.scope in ("event", "day") and fact.modality in ("fact", "possible")]
    places = [fact for fact in now if fact.type in ("place", "hit", "outage") and fact.place_role != "launched_from"]
    summary: dict[str, object] = {"dates": [day.isoformat() for day in dates]}
    for type_ in _COUNTS[:3]:
        summary[type_] = _counts(now, type_)
    summary["oblasts"] = _unique(fact.place for fact in places)
    summary["oblasts_hit"] = _unique(fact.place for fact in now if fact.type == "hit")
    for type_ in _COUNTS[3:]:
        summary[type_] = _counts(now, type_)
    outages = [fact for fact in told if fact.type == "outage"]
    summary["outage_kinds"] = _unique(fact.kind for fact in outages)
    summary["outage_oblasts"] = _unique(fact.place for fact in outages)
    summary["objects"] = _unique(fact.object for fact in now if fact.type in ("object", "unit_trip"))
    summary["speakers"] = _unique(
        fact.speaker
        for fact in facts
        if fact.type == "speech_act" and fact.channel != "call" and fact.rule != "speech.generic"
    )
    for kind in ("hit", "debris"):
        rows = [fact.n for fact in now if fact.type == kind and fact.kind == "location"]
        summary[f"{kind}_locations"] = rows[-1] if rows else None
    summary["commitments"] = _unique(fact.kind for fact in facts if fact.type == "commitment")
    summary["speech_acts"] = _acts(facts)
    return summary
