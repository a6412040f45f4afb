"""The JSON API: what the command line does, for programs on this machine. Its description is /api/openapi.json.

What takes long is asked for with a POST that answers 202 and an id; /api/progress/{id} tells how far it is.
"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from oberih.web.api import (
    defences,
    grid,
    packs,
    papers,
    planning,
    pledges,
    record,
    reports,
    runs,
    scenarios,
    schedules,
    studies,
    work,
)
from oberih.web.speech import Spoken, page

router = APIRouter()
PARTS = (
    reports, work, runs, papers, schedules, scenarios, studies, defences, grid, planning, pledges, packs, record,
)  # fmt: skip


@router.get("/api", include_in_schema=False)
def described(request: Request, lang: Spoken) -> HTMLResponse:
    """The same list for people."""
    schema = request.app.openapi()
    rows = [
        {
            "method": method.upper(), "path": path, "about": about["summary"], "more": about.get("description", ""),
            "commands": [f"oberih {name}" for name in about.get("x-oberih-commands", ())],
        }
        for path, methods in schema["paths"].items()
        for method, about in methods.items()
    ]  # fmt: skip
    return page(request, "api.html.j2", lang, rows=rows)
