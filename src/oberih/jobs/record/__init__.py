"""The record of past raids that a user keeps: a public table read in, reports added, raids listed, shown, compared.

    from oberih.jobs import record
    record.import_table("missile_attacks_daily.csv")
    record.add_reports(["2022-12-05.uk.txt"])
    record.raids(kind="cruise")                      # a data frame: one row a raid
    record.raid(date(2022, 12, 5)).said              # a data frame: who says what of it
    record.similar(date(2022, 12, 5)).rows           # a data frame: the nearest raids

What was imported lies in the user's own catalogue and nowhere else. Sources stand side by side: none overwrites
another.
"""

from typing import TYPE_CHECKING

from oberih.terms.on_demand import on_demand

if TYPE_CHECKING:
    from oberih.jobs.record.answers import Added, Imported, RaidSheet, Similar
    from oberih.jobs.record.book import (
        DAILY,
        DAILY_LICENCE,
        DAILY_TITLE,
        add_reports,
        delete,
        export,
        exported,
        import_table,
        raid,
        raids,
        similar,
        sources,
    )
    from oberih.jobs.record.said import SAID

__all__ = [
    "DAILY", "DAILY_LICENCE", "DAILY_TITLE", "SAID", "Added", "Imported", "RaidSheet", "Similar",
    "add_reports", "delete", "export", "exported", "import_table", "raid", "raids", "similar", "sources",
]  # fmt: skip

#: a briefing asks for near raids alone, and needs no reader of reports
__getattr__ = on_demand(
    __name__,
    dict.fromkeys(__all__, "book")
    | {"SAID": "said"}
    | dict.fromkeys(("Added", "Imported", "RaidSheet", "Similar"), "answers"),
)
