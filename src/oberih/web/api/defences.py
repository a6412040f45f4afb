"""Layered defences through the API."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from oberih.web.api.base import Asking, Seed, Work, does, new_router, plain_json
from oberih.web.api.scenarios import ScenarioGiven, asked_of_scenario
from oberih.web.speech import Spoken

router = new_router()
Draw = Annotated[int | None, Field(ge=0, lt=2**31, description="Left out: one in which the median number came through")]


class DefenceAsked(ScenarioGiven):
    """What `oberih defence anchor` takes."""

    seed: Seed = 1


class DefenceRunAsked(DefenceAsked):
    """What `oberih defence run` takes."""

    draws: int = Field(default=20_000, ge=1, le=1_000_000)


class DefenceReplayAsked(DefenceAsked):
    """What `oberih defence replay` takes."""

    draws: int = Field(default=1001, ge=1, le=1_000_000)
    draw: Draw = None


class DefenceWorthAsked(DefenceAsked):
    """What `oberih defence worth` takes."""

    draws: int | None = Field(default=None, ge=1, le=1_000_000)


class PresetsAsked(Asking):
    """A file of presets."""

    file: str = Field(max_length=1_000_000, description="Presets of your own as TOML.")


@router.post(
    "/api/defence/run", summary="Who comes through, with what certainty.", status_code=202, **does("defence run")
)
def run(request: Request, lang: Spoken, asked: DefenceRunAsked) -> Work:
    """What `oberih defence run --json` prints is its answer."""
    return asked_of_scenario(request, lang, "defence_run", asked, power=False)


@router.post(
    "/api/defence/replay", summary="One draw: every way, every attempt.", status_code=202, **does("defence replay")
)
def replay(request: Request, lang: Spoken, asked: DefenceReplayAsked) -> Work:
    """What `oberih defence replay --json` prints is its answer."""
    return asked_of_scenario(request, lang, "defence_replay", asked, power=False)


@router.post("/api/defence/worth", summary="What one more of each changes.", status_code=202, **does("defence worth"))
def worth(request: Request, lang: Spoken, asked: DefenceWorthAsked) -> Work:
    """What `oberih defence worth --json` prints is its answer."""
    return asked_of_scenario(request, lang, "defence_worth", asked, power=False)


@router.post("/api/defence/anchor", summary="How far it follows its anchor.", status_code=202, **does("defence anchor"))
def anchor(request: Request, lang: Spoken, asked: DefenceAsked) -> Work:
    """What `oberih defence anchor --json` prints is its answer; the calibration that the scenario names comes with it
    in `files`."""
    return asked_of_scenario(request, lang, "defence_anchor", asked, power=False)


@router.get(
    "/api/defence/presets", summary="Families of fire units, with ranges and sources.", **does("defence presets")
)
def presets() -> Response:
    """What `oberih defence presets --json` prints; for illustration."""
    from oberih.jobs.defence import presets as rows  # noqa: PLC0415

    return plain_json(rows())


@router.post("/api/defence/presets", summary="The same of your own presets.", **does("defence presets"))
def own_presets(asked: PresetsAsked) -> Response:
    """What `oberih defence presets --file FILE --json` prints."""
    from oberih.jobs.scenarios import presets_of  # noqa: PLC0415

    return plain_json(presets_of(asked.file))
