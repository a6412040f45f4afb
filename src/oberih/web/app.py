"""The whole program behind the page."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import oberih
from oberih.web import api, downloads, editor, plans, replay, reports, runs, timetables, work
from oberih.web.desk import Desk
from oberih.web.faults import mind_faults
from oberih.web.guard import App, Guard

#: the first page comes before the compiled rooms are brought in, which takes seconds
WARM_AFTER_S = 1.0
STATIC = Path(__file__).parent / "static"


def make_app(catalogue: str | Path | None = None, *, take_up: bool = False) -> FastAPI:
    """The page on a catalogue, None for the user's own. With `take_up`, errands that a killed server left are done,
    and the compiled rooms are brought in soon after the start."""
    desk = Desk(catalogue)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        later = threading.Timer(WARM_AFTER_S, begin)
        if take_up:
            later.start()
        yield
        later.cancel()
        desk.close()

    def begin() -> None:
        desk.errands.take_up()
        desk.errands.warm()

    app = FastAPI(
        title="Oberih", version=oberih.__version__, lifespan=living, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json",
        description="From the report of an air raid to who loses power. Answers only on this machine.",
    )  # fmt: skip
    app.state.desk = desk
    parts = (runs, reports, editor, work, timetables, replay, plans, downloads, api, *api.PARTS)
    for part in parts:
        app.include_router(part.router)
    app.state.routes = [route for part in parts for route in part.router.routes]
    app.mount("/static", StaticFiles(directory=STATIC))
    mind_faults(app)
    return app


def guarded(app: FastAPI) -> App:
    """The program behind its guard: what is served."""
    return Guard(app)
