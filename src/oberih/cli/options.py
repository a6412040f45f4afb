"""Options that several commands share, with the words of their help."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from oberih.terms.errors import Fault, InputError
from oberih.terms.words import LANGS, Lang

RUNNING, OUTPUT, ADVANCED = "Running", "Output", "Rarely needed"


class LangChoice(StrEnum):
    """Languages of what is written."""

    UK = "uk"
    EN = "en"
    BOTH = "both"


class FormChoice(StrEnum):
    """Who may see what is written."""

    PUBLIC = "public"
    INTERNAL = "internal"


Draws = Annotated[
    int, typer.Option(help="How many draws: more narrow the intervals of means.", rich_help_panel=RUNNING)
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same tables, byte for byte.", rich_help_panel=RUNNING)]
Hours = Annotated[
    int | None,
    typer.Option(
        help="Hours to follow from the hour in which the raid begins (72 if not said).", rich_help_panel=RUNNING
    ),
]
Out = Annotated[
    Path | None, typer.Option(help="Folder to write, new or empty. [default: ./oberih-runs/ID]", rich_help_panel=OUTPUT)
]
Catalogue = Annotated[
    str | None,
    typer.Option(
        help="Catalogue of runs: a SQLite file, or postgresql+psycopg://user@host/database to share one. "
        "[default: in your data folder]",
        envvar="OBERIH_CATALOGUE",
        rich_help_panel=ADVANCED,
    ),
]
Language = Annotated[
    LangChoice | None,
    typer.Option(help="Language of briefings and messages; both write two briefings.", rich_help_panel=OUTPUT),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, and nothing else.",
rich_help_panel=OUTPUT)]
Form = Annotated[
    FormChoice,
    typer.Option(
        help="public: a raid younger than seven days gets national figures only. internal: all, marked.",
        rich_help_panel=OUTPUT,
    ),
]
Workers = Annotated[
    int | None, typer.Option(help="Threads. [default: all processors]", rich_help_panel=ADVANCED)
]
Batch = Annotated[int, typer.Option(help="Draws in one batch; changes no figure.", rich_help_panel=ADVANCED)]
Keep = Annotated[
    int, typer.Option(help="Draws of which full tables are kept: the first ones.", rich_help_panel=ADVANCED)
]
Published = Annotated[
    str | None,
    typer.Option(
        "--date",
        help="Day of publication, such as 2022-12-06; gives the year of '5 December'.",
        rich_help_panel=RUNNING,
    ),
]


def langs(choice: LangChoice | None) -> tuple[Lang, ...]:
    """Languages to write briefings in."""
    if choice is None or choice is LangChoice.BOTH:
        return LANGS
    return ("uk",) if choice is LangChoice.UK else ("en",)


def day(text: str | None) -> date | None:
    """A day as people type it. Raises InputError."""
    if text is None:
        return None
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day of publication has no zone
    except ValueError:
        raise InputError(Fault(key="job.bad_date", values={"found": text})) from None
