"""Drafts into facts: ids, parts of wholes, corrections and contradictions; both sides of each are kept."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from oberih.record.reading import dates
from oberih.record.reading.base import Document, Draft, Fact

#: words by which a toll is corrected downwards
_DOWN = re.compile(
    r"\bне \d+, а\b|\bзменш\w+|\bзниз\w+|\bcorrected\b|\brevised\b|\bfewer\b|\bвиправ\w+|\bпомилк\w+"
    r"|\bnot \w+, but"
)
_COUNTED = frozenset({"launched", "destroyed", "lost", "killed", "wounded"})


def _start(draft: Draft, published: date | None) -> str | None:
    day = draft.get("day")
    if not isinstance(day, dates.Day):
        return None
    on = day.on(published)
    if on:
        return on.isoformat()
    return f"--{day.month:02d}-{day.day:02d}" if day.month else None  # ISO 8601: a day without a year


def linked(
    document: Document, drafts: Sequence[Draft], corrections: dict[int, str], published: date | None
) -> tuple[Fact, ...]:
    """Drafts into facts in the order of the text, with ids, wholes, corrections and contradictions."""
    facts: list[Fact] = []
    latest: dict[tuple[object, ...], Fact] = {}
    wholes: dict[str, int] = {}
    for number, draft in enumerate(sorted(drafts, key=_order), start=1):
        columns: dict[str, Any] = {
            name: value for name, value in draft.columns.items() if name not in ("day", "whole") and value is not None
        }
        columns.setdefault("start", _start(draft, published))
        if columns.get("op") == "none":
            columns["polarity"] = "negative"
        rule = draft.rule
        if draft.part or draft.get("whole"):
            columns["part_of"] = wholes.get(str(draft.get("whole") or draft.type))
            rule += ".part" if draft.part else ""
        key = (draft.type, columns.get("kind"), columns.get("scope"), columns.get("place"), columns.get("event"))
        before = latest.get(key)
        whole = draft.type in _COUNTED and columns.get("op") and not draft.part
        if whole and before and before.op != "none" and before.n != columns.get("n"):
            columns.update(_against(before, draft, corrections))
        fact = Fact(
            id=number, type=draft.type, span=draft.span, quote=document.text[slice(*draft.span)], rule=rule, **columns
        )
        if fact.op and not draft.part:
            latest[key] = fact
            wholes[draft.type] = number
        facts.append(fact)
    return tuple(facts)


def _order(draft: Draft) -> tuple[int, bool, str]:
    """The order of the text; a whole before its part where the same words tell both ("28 of 74")."""
    return draft.span[0], draft.type != "launched", draft.type


def _against(before: Fact, draft: Draft, corrections: dict[int, str]) -> dict[str, object]:
    """A later figure for the same thing: a correction where the text says so, else a contradiction."""
    n = draft.get("n")
    fewer = isinstance(n, int) and before.n is not None and n < before.n and draft.type in ("killed", "wounded")
    if draft.sentence in corrections and (not fewer or _DOWN.search(corrections[draft.sentence])):
        return {"supersedes": before.id}
    exact = before.op == "=" and draft.get("op") == "="
    if exact and before.speaker and draft.get("speaker") and before.speaker != draft.get("speaker"):
        return {"conflicts_with": before.id}
    return {}
