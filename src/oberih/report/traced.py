"""One number of a briefing with where it is from, and how rows of the run's tables are named and asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from oberih.report.base import Amount, Interval, QuantityRow, Unit
from oberih.report.numbers import amount
from oberih.terms.words import Lang

HOURLY = (
    "SELECT {region}hour, p05, p25, p50, p75, p95 FROM quantities WHERE quantity = '{quantity}' "
    "AND region IS {negated}NULL AND hour IS NOT NULL AND kind IS NULL ORDER BY {region}hour"
)


@dataclass(frozen=True, slots=True)
class Traced:
    """One number of a briefing, or one line of several. `query` can be asked of the run's tables; what stands in files
    is named by its place there."""

    part: str  #: of the briefing
    name: str
    shown: str
    table: str  #: a table of the run, or a file of it, or the user's record of raids
    query: str
    key: str

    def plain(self) -> dict[str, str]:
        """As JSON has it."""
        return {name: getattr(self, name) for name in ("part", "name", "shown", "table", "query", "key")}


def interval(part: str, name: str, found: Interval | None, unit: Unit, lang: Lang) -> Iterator[Traced]:
    """An interval as tables of a briefing show it: the median with nine draws in ten."""
    if found is not None:
        yield from quantity(part, name, amount(Amount(found, unit, brief=True), lang), found.row)


def quantity(part: str, name: str, shown: str, row: QuantityRow | None) -> Iterator[Traced]:
    """What was shown of one row of the table of quantities."""
    if row is None:
        return
    fields: dict[str, Any] = {"quantity": row.quantity, "region": row.region, "hour": row.hour, "kind": row.kind}
    where = " AND ".join(
        f"{name} IS NULL" if value is None else f"{name} = {value}" if isinstance(value, int) else f"{name} = '{value}'"
        for name, value in fields.items()
    )
    key = ", ".join(f"{name}={value}" for name, value in fields.items() if value is not None)
    query = f"SELECT mean, p05, p25, p50, p75, p95 FROM quantities WHERE {where}"
    yield Traced(part, name, shown, "quantities", query, key)


def hourly(part: str, shown: str, name: str, *, regional: bool = False) -> Traced:
    """A picture that has a quantity by hour: `shown` is what its text says of it."""
    query = HOURLY.format(region="region, " * regional, negated="NOT " * regional, quantity=name)
    return Traced(part, "", shown, "quantities", query, f"quantity={name}, " + "region, " * regional + "hour")
