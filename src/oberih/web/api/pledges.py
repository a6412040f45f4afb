"""Promised help through the API."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from oberih.terms.errors import Fault, InputError
from oberih.web.api.base import Asking, Day, Letters, does, mind_days, new_router, plain_json
from oberih.web.speech import desk_of

router = new_router()
Facts = Annotated[dict[str, Any] | None, Field(description="What /api/read answers.")]
Listed = Annotated[str | None, Field(max_length=1_000_000, description="A list as TOML instead: [[pledge]].")]


class PledgesGiven(Asking):
    """Promises: of a report, or a list."""

    name: Letters = Field(default="page", description="What to call the source in the ledger.")
    facts: Facts = None
    pledges: Listed = None


class Delivered(Asking):
    """What `oberih pledges deliver` takes."""

    on: Day | None = Field(default=None, description="Left out: today.")
    undo: bool = False
    note: Letters = ""


@router.get("/api/pledges", summary="All promises, and which have come.", **does("pledges list"))
def list_pledges(request: Request) -> Response:
    """What `oberih pledges list --json` prints."""
    from oberih.jobs.pledges import ledger  # noqa: PLC0415

    return plain_json([row.plain() for row in ledger(desk_of(request).catalogue)])


@router.post("/api/pledges", summary="Enter promises; the same one is entered once.", **does("pledges add"))
def add(request: Request, asked: PledgesGiven) -> dict[str, int]:
    """How many there are, and how many of them were new."""
    from oberih.jobs.scenarios import enter_pledges  # noqa: PLC0415

    if (asked.facts is None) == (asked.pledges is None):
        raise InputError(Fault(key="editor.one_pledge", where="facts"))
    new, n = enter_pledges(asked.facts, asked.pledges, asked.name, desk_of(request).catalogue)
    return {"pledges": n, "new": new}


@router.post("/api/pledges/{pledge}/deliver", summary="Note that a promise was kept.", **does("pledges deliver"))
def deliver(request: Request, pledge: str, asked: Delivered) -> Response:
    """The promise as it stands now."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from oberih.jobs.pledges import deliver as note  # noqa: PLC0415

    mind_days(on=asked.on)
    day = date.fromisoformat(asked.on) if asked.on else datetime.now(UTC).date()
    return plain_json(note(pledge, None if asked.undo else day, asked.note, desk_of(request).catalogue).plain())
