"""Where each number of a briefing is from: table, query and key, so that every line can be checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oberih.report.base import Amount, Finding, Findings, Interval, QuantityRow, Unit
from oberih.report.numbers import amount
from oberih.report.people import COLUMNS as PEOPLE_COLUMNS
from oberih.report.render import claim, region_name, regions_of, render
from oberih.report.told import row_name
from oberih.terms.words import Lang, say

_UNITS = {
    "peak_cut_mw": Unit.MW, "peak_cut_share": Unit.SHARE, "raid_peak_cut_share": Unit.SHARE,
    "raid_unserved_mwh": Unit.MWH, "hours_cut": Unit.HOURS, "people": Unit.PEOPLE,
}  # fmt: skip


_EMERGENCY = (
    "SELECT count(*) FILTER (mean >= 0.5), count(*) FROM quantities "
    "WHERE quantity = 'emergency' AND region IS NOT NULL AND hour IS NULL"
)


@dataclass(frozen=True, slots=True)
class Traced:
    """One number of a briefing. `query` can be asked of the run's tables; facts and assumptions stand in files."""

    part: str  #: of the briefing
    name: str
    shown: str
    table: str  #: "quantities", "facts.json" or "assumptions.json"
    query: str
    key: str

    def plain(self) -> dict[str, str]:
        """As JSON has it."""
        return {name: getattr(self, name) for name in ("part", "name", "shown", "table", "query", "key")}


def explained(found: Findings, lang: Lang) -> list[Traced]:
    """Every number of the briefing of these findings, in its order."""
    with regions_of(found.run):
        return list(_all(found, lang))


def _all(found: Findings, lang: Lang) -> Iterator[Traced]:
    for part, sentences in (("h_summary", found.summary), ("h_return", found.restoration)):
        for each in sentences:
            yield from _sentence(part, "", each, lang)
    for row in found.comparisons:
        yield from _sentence("h_compare", row_name(row, lang), row.model, lang)
    for quote in (*found.quotes, *found.toll, *found.elsewhere):
        where, key = _part("h_reported", lang), ", ".join(quote.facts)
        yield Traced(where, claim(quote, lang), quote.text, "facts.json", "facts[id]", key)
    for region in found.regions:
        for name, unit in _UNITS.items():
            yield from _interval("h_regions", region_name(region.iso, lang), getattr(region, name), unit, lang)
    yield from _people(found, lang)
    for assumed in found.assumptions:
        where, name = _part("h_assumptions", lang), assumed.name.get(lang, assumed.key)
        yield Traced(where, name, str(assumed.value), "assumptions.json", "[key]", assumed.key)


def _sentence(part: str, name: str, said: Finding, lang: Lang) -> Iterator[Traced]:
    for value in _amounts(said.values):
        yield from _quantity(part, name, amount(value, lang), _row(value), lang)
    if said.key == "finding.emergency_regions":
        where, shown = _part(part, lang), render(said, lang)
        yield Traced(where, name, shown, "quantities", _EMERGENCY, "quantity=emergency, region")


def _people(found: Findings, lang: Lang) -> Iterator[Traced]:
    regions = ((region_name(iso, lang), row) for iso, row in found.people.regions)
    for name, row in (("", found.people.whole), *regions, *(("", row) for row in found.people.days)):
        for (_, unit), interval in zip(PEOPLE_COLUMNS, row, strict=False):
            yield from _interval("heading", name, interval, unit, lang, "briefing_people")


def _interval(
    part: str, name: str, found: Interval | None, unit: Unit, lang: Lang, room: str = "briefing"
) -> Iterator[Traced]:
    if found is not None:
        yield from _quantity(part, name, amount(Amount(found, unit, brief=True), lang), found.row, lang, room)


def _amounts(values: Mapping[str, object]) -> Iterator[Amount]:
    for value in values.values():
        match value:
            case Amount():
                yield value
            case Finding():
                yield from _amounts(value.values)
            case tuple():
                yield from _amounts({str(i): each for i, each in enumerate(value)})


def _row(value: Amount) -> QuantityRow | None:
    return value.value.row if isinstance(value.value, Interval) else value.row


def _quantity(
    part: str, name: str, shown: str, row: QuantityRow | None, lang: Lang, room: str = "briefing"
) -> Iterator[Traced]:
    if row is None:
        return
    fields: dict[str, Any] = {"quantity": row.quantity, "region": row.region, "hour": row.hour, "kind": row.kind}
    where = " AND ".join(
        f"{name} IS NULL" if value is None else f"{name} = {value}" if isinstance(value, int) else f"{name} = '{value}'"
        for name, value in fields.items()
    )
    key = ", ".join(f"{name}={value}" for name, value in fields.items() if value is not None)
    query = f"SELECT mean, p05, p25, p50, p75, p95 FROM quantities WHERE {where}"
    yield Traced(_part(part, lang, room), name, shown, "quantities", query, key)


def _part(key: str, lang: Lang, room: str = "briefing") -> str:
    return say(f"{room}.{key}", lang)
