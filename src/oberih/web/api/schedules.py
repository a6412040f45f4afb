"""Outage schedules through the API."""

from typing import Annotated, Any

from fastapi import Query, Request

from oberih.web.api.base import new_router
from oberih.web.speech import desk_of
from oberih.web.timetables import made

router = new_router()


@router.get("/api/schedule", summary="The outage schedule of a run.")
def schedule(
    request: Request, run: Annotated[str, Query(description="A run's id; \"example\" for the shipped limits.")]
) -> dict[str, Any]:  # fmt: skip
    """What `oberih schedule --json` prints: exact, by the presets of the day."""
    return made(desk_of(request), run).to_json()
