"""What the report says beside what the model says, quantity by quantity."""

from collections.abc import Mapping
from typing import Any

from oberih.report.base import Amount, Comparison, Finding, Interval, Name, Quote, Reported, Unit
from oberih.report.facts import by_model_kind, figure
from oberih.report.quantities import Quantities


def comparisons(
    held: Quantities,
    said: Mapping[str, Any],
    raid: tuple[Quote, ...],
    launched: Mapping[str | None, Reported],
    stopped: Mapping[str | None, Reported],
) -> tuple[Comparison, ...]:
    """Every comparison that the run can make, in the order in which a raid goes: air, power units, cuts, next day."""
    out: list[Comparison] = []
    lost = by_model_kind(said.get("lost") or (), launched)
    for kind in _kinds(launched, stopped):
        out += _weapons("launched", kind, held, launched.get(kind))
        out += _weapons("stopped", kind, held, stopped.get(kind))
        out += _weapons("leaked", kind, held, None)
        out += _weapons("lost", kind, held, lost.get(kind))
    out += _units(held, raid)
    out += _cuts(held, said, raid)
    return tuple(out)


def _kinds(launched: Mapping[str | None, Reported], stopped: Mapping[str | None, Reported]) -> list[str | None]:
    """Kinds that somebody named; all weapons together where nobody named one."""
    return list(dict.fromkeys([*launched, *stopped])) or [None]


def _row(
    key: str,
    found: Interval,
    unit: Unit,
    *,
    reported: Finding | None = None,
    said: Reported | None = None,
    kind: str | None = None,
) -> Comparison:
    model = Finding("finding.amount", {"amount": Amount(found, unit)})
    return Comparison(key=key, kind=kind, reported=reported, model=model, interval=found, unit=unit, figure=said)


def _weapons(key: str, kind: str | None, held: Quantities, said: Reported | None) -> list[Comparison]:
    found, flown = held.get(key, kind=kind), held.get("launched", kind=kind)
    if found is None or (said is None and flown is not None and flown.p95 == 0):
        return []  # where nothing flies, nothing is stopped
    reported = None if said is None else Finding("finding.figure", {"figure": said})
    return [_row(key, found, Unit.COUNT, reported=reported, said=said, kind=kind)]


def _units(held: Quantities, raid: tuple[Quote, ...]) -> list[Comparison]:
    out = []
    trip = next((each for each in raid if each.type == "unit_trip"), None)
    for key in ("units_tripped", "units_struck"):
        found = held.get(key)
        if found is None:
            continue
        if key == "units_tripped" and trip is not None:
            counted = trip.figure is not None and trip.figure.n is not None
            said = trip.figure if counted else figure("some", None)
            words = Finding("finding.plain_figure", {"figure": said}) if counted else Finding("finding.some_units")
            out.append(_row(key, found, Unit.COUNT, reported=_by(words, trip), said=said))
        else:
            out.append(_row(key, found, Unit.COUNT))
    lost = held.get("generation_lost_mw")
    return out if lost is None else [*out, _row("generation_lost_mw", lost, Unit.MW)]


def _by(words: Finding, quote: Quote) -> Finding:
    who = quote.organisation or quote.speaker
    return Finding("finding.said_by", {"what": words, "who": Name(who)}) if who else words


def _cuts(held: Quantities, said: Mapping[str, Any], raid: tuple[Quote, ...]) -> list[Comparison]:
    out = []
    outage = tuple(Finding(f"finding.outage_{kind}") for kind in said.get("outage_kinds") or ())
    reported = Finding("finding.list", {"items": outage}) if outage else None
    chances = [each.mean for iso in held.regions() if (each := held.get("emergency", iso)) is not None]
    if chances:
        likely = sum(chance >= 0.5 for chance in chances)
        model = Finding("finding.emergency_regions", {"n": likely, "of": len(chances)})
        out.append(Comparison(key="outage", kind=None, reported=reported, model=model, interval=None, unit=Unit.COUNT))
    elif reported is not None:
        unmodelled = Finding("finding.not_modelled")
        out.append(
            Comparison(key="outage", kind=None, reported=reported, model=unmodelled, interval=None, unit=Unit.COUNT)
        )
    separated = held.get("separated")
    if separated is not None:
        chance = Finding("finding.chance", {"chance": Amount(separated.mean, Unit.SHARE, row=separated.row)})
        out.append(Comparison(key="separated", kind=None, reported=None, model=chance, interval=None, unit=Unit.SHARE))
    if (peak := held.get("peak_cut_share")) is not None:
        out.append(_row("peak_cut_share", peak, Unit.SHARE))
    if (deficit := held.get("next_day_deficit_share")) is not None:
        quote = next(
            (each for each in raid if each.type == "deficit" and each.figure and each.figure.n is not None), None
        )
        claim = None if quote is None else _as_share(quote)
        words = (
            None if quote is None or claim is None else _by(Finding("finding.share_figure", {"figure": claim}), quote)
        )
        out.append(_row("next_day_deficit_share", deficit, Unit.SHARE, reported=words, said=claim))
    if (unserved := held.get("raid_unserved_mwh")) is not None:
        out.append(_row("raid_unserved_mwh", unserved, Unit.MWH))
    return out


def _as_share(quote: Quote) -> Reported | None:
    """A deficit given in percent, as a share."""
    said = quote.figure
    if said is None or said.n is None:
        return None
    divisor = 100.0 if said.n > 1 else 1.0
    return (
        figure(said.op, said.n / divisor) if said.op != ">" else Reported(">", said.n / divisor, said.n / divisor, None)
    )
