"""The report's side of a briefing: figures with the range that their wording allows, and quotes with who says them."""

from collections.abc import Iterable, Mapping
from typing import Any

from oberih.report.base import Quote, Reported
from oberih.terms.kinds import KIND_OF_REPORT

#: claims of who spoke (the speaker stands beside what he said), and regions that are named without a claim
_UNTOLD = {"speaker", "speech_act", "place"}
_TOLL = {"killed", "wounded"}
#: types of which the column `kind` says what it is about (a kind of outage) rather than a weapon
_KIND_IS_WHAT = {"outage", "outage_lifted"}


def figure(op: str, n: float | None, kind: str | None = None, whole: Reported | None = None) -> Reported:
    """A reported figure and what its words allow; "most" is over one half of its whole.

    >>> figure(">", 70, "missile").low, figure("most", None, whole=figure(">", 70)).low, figure("none", None).high
    (71, 36.0, 0)
    """
    low: float | None = None
    high: float | None = None
    match op:
        case "=" | "~":
            low = high = n
        case ">":
            low = None if n is None else n + 1
        case ">=":
            low = n
        case "<":
            low, high = 0, n
        case "most" if whole is not None:
            low = None if whole.low is None else whole.low // 2 + 1.0
            high = whole.high
        case "all" if whole is not None:
            low, high = whole.low, whole.high
        case "some" | "most" | "all":
            low = 1
        case "none":
            low = high = 0
    return Reported(op, n, low, high, kind, whole)


def model_kind(report_kind: str | None) -> str | None:
    """The kind under which the model's quantities stand; None is all weapons."""
    if report_kind in (None, "target"):
        return None
    return KIND_OF_REPORT.get(report_kind, report_kind)  # type: ignore[call-overload, no-any-return]


def by_model_kind(
    entries: Iterable[Mapping[str, Any]], wholes: Mapping[str | None, Reported]
) -> dict[str | None, Reported]:
    """Reported figures by model kind. Several names of one kind (Kh-101, Kalibr) are added up."""
    groups: dict[str | None, list[Reported]] = {}
    for entry in entries:
        kind = model_kind(entry.get("kind"))
        each = figure(str(entry.get("op") or "="), entry.get("n"), entry.get("kind"), wholes.get(kind))
        groups.setdefault(kind, []).append(each)
    return {kind: found[0] if len(found) == 1 else _added(found, kind) for kind, found in groups.items()}


def _added(parts: list[Reported], kind: str | None) -> Reported:
    lows = [0 if each.low is None else each.low for each in parts]
    exact = all(each.op == "=" for each in parts)
    highs = [each.high for each in parts if each.high is not None]
    high = sum(highs) if len(highs) == len(parts) else None
    return Reported("=" if exact else ">=", sum(lows), sum(lows), high, kind)


def quotes(facts: Iterable[Mapping[str, Any]]) -> tuple[Quote, ...]:
    """The claims of a report in its order; one claim about several regions is told once."""
    merged: dict[tuple[object, ...], Quote] = {}
    for fact in facts:
        if fact.get("type") in _UNTOLD:
            continue
        quote = _quote(fact)
        key = (quote.type, quote.scope, quote.figure, quote.object, quote.text, quote.speaker, quote.organisation)
        if key in merged:
            known = merged[key]
            places = tuple(dict.fromkeys((*known.places, *quote.places)))
            merged[key] = Quote(**{**_fields(known), "places": places, "facts": (*known.facts, *quote.facts)})
        else:
            merged[key] = quote
    return tuple(merged.values())


def _fields(quote: Quote) -> dict[str, Any]:
    return {name: getattr(quote, name) for name in Quote.__slots__}


def _scope(fact: Mapping[str, Any]) -> str:
    """A claim of another event, or of one that did not happen (a drill, a plan), is background."""
    happened = (
        fact.get("modality") in (None, "fact") or fact.get("type") == "commitment"
    )  # a pledge is a plan by nature
    of_raid = fact.get("event") in (None, "", "raid") and happened
    return str(fact.get("scope") or "event") if of_raid else "background"


def _quote(fact: Mapping[str, Any]) -> Quote:
    place = fact.get("place")
    counted = fact.get("n") is not None or fact.get("op") not in (None, "some")
    return Quote(
        type=str(fact.get("type") or ""),
        scope=_scope(fact),
        figure=figure(str(fact.get("op") or "="), fact.get("n"), fact.get("kind")) if counted else None,
        places=(str(place),) if place else (),
        object=fact.get("object") or (fact.get("kind") if fact.get("type") in _KIND_IS_WHAT else None),
        text=str(fact.get("text") or fact.get("quote") or "").strip(),
        speaker=fact.get("speaker"),
        organisation=fact.get("organisation"),
        channel=fact.get("channel"),
        facts=(str(fact.get("id") or ""),),
    )


def sorted_quotes(all_quotes: tuple[Quote, ...]) -> tuple[tuple[Quote, ...], tuple[Quote, ...], tuple[Quote, ...]]:
    """Claims of this raid; the toll; claims of other days or in total."""
    toll = tuple(each for each in all_quotes if each.type in _TOLL and each.scope in ("event", "day"))
    raid = tuple(each for each in all_quotes if each.type not in _TOLL and each.scope in ("event", "day"))
    elsewhere = tuple(each for each in all_quotes if each.scope not in ("event", "day"))
    return raid, toll, elsewhere
