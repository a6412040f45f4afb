"""Reports of raids into facts: each with its exact words, who says it, and the rule that found it.

>>> from datetime import date
>>> from oberih.record import from_text, read
>>> text = "5 грудня Росія випустила понад 70 ракет, більшість із них збили."
>>> report = read(from_text(text, published=date(2022, 12, 6)))
>>> report.raid_date, report.summary["launched"], report.summary["destroyed"]
(datetime.date(2022, 12, 5), [{'kind': 'missile', 'op': '>', 'n': 70}], [{'kind': 'missile', 'op': 'most', 'n': None}])
"""

from typing import TYPE_CHECKING

from oberih.terms.on_demand import on_demand

if TYPE_CHECKING:
    from oberih.record.reading.base import Document, Fact, Report
    from oberih.record.reading.loader import from_bytes, from_text, load
    from oberih.record.reading.reader import read

__all__ = ["Document", "Fact", "Report", "from_bytes", "from_text", "load", "read"]

#: the table of past raids needs no reader of reports
__getattr__ = on_demand(
    __name__,
    {
        **dict.fromkeys(("Document", "Fact", "Report"), "reading.base"),
        **dict.fromkeys(("from_bytes", "from_text", "load"), "reading.loader"),
        "read": "reading.reader",
    },
)
