"""Scenarios through the API: shipped ones, the schema, checked, run, and a winter of them."""

from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field

from oberih.web.api.base import (
    Asking,
    Day,
    FileAs,
    Letters,
    Seed,
    Text,
    Work,
    ask_for,
    does,
    mind_days,
    new_router,
    plain_json,
)
from oberih.web.speech import Spoken, desk_of

router = new_router()
Scenario = Annotated[
    Text, FileAs("scenario.toml"),
    Field(
        description="The scenario as TOML. It may name files of `files`, and none of this machine.",
        examples=["[raid]\n"],
    ),
]


class ScenarioGiven(Asking):
    """A scenario."""

    scenario: Scenario
    files: dict[Letters, Text] = Field(
        default={}, max_length=10, description="Files that it names, by their names: weather, presets, a calibration.",
        examples=[{}],
    )  # fmt: skip
    name: Letters = Field(default="scenario", description="What to call it in the list.")


class RunAsked(ScenarioGiven):
    """What `oberih run` takes."""

    draws: int = Field(default=500, ge=1, le=5000)
    seed: Seed = 1
    hours: int | None = Field(default=None, ge=6, le=336, description="Hours to follow; left out: as it says.")
    form: Literal["public", "internal"] = "public"
    keep: int = Field(default=1, ge=0, le=100, description="Draws of which full tables are kept.")


class CampaignAsked(ScenarioGiven):
    """What `oberih campaign` takes."""

    first: Day
    last: Day
    draws: int = Field(default=200, ge=1, le=5000)
    seed: Seed = 1
    keep: int = Field(default=1, ge=0, le=100)


@router.get("/api/scenarios", summary="Shipped scenarios.", **does("scenario examples"))
def list_scenarios() -> list[dict[str, str]]:
    """What `oberih scenario examples --json` prints."""
    from oberih.jobs.scenarios import listed  # noqa: PLC0415

    return listed()


@router.get("/api/scenarios/schema", summary="JSON Schema of a scenario.", **does("scenario schema"))
def scenario_schema() -> dict[str, Any]:
    """What `oberih scenario schema` prints."""
    from oberih.jobs.scenarios import schema  # noqa: PLC0415

    return schema()


@router.get(
    "/api/scenarios/example", summary="A shipped scenario as TOML.", response_class=Response,
    responses={200: {"content": {"application/toml": {}}}},
)  # fmt: skip
def example(name: Annotated[str, Query(description="As /api/scenarios names it.")]) -> Response:
    """Comments and all: something to begin from."""
    from oberih.jobs.scenarios import example as text  # noqa: PLC0415

    return Response(text(name), media_type="application/toml")


@router.get(
    "/api/runs/{run}/scenario", summary="The scenario of a run as TOML, with everything said.",
    response_class=Response, responses={200: {"content": {"application/toml": {}}}},
)  # fmt: skip
def scenario_of(request: Request, run: str) -> Response:
    """What its run was made from; with the same seed and draws it gives the same run."""
    from oberih.jobs.scenarios import of_run  # noqa: PLC0415

    return Response(of_run(desk_of(request).shelf.row(run)), media_type="application/toml")


@router.post(
    "/api/scenarios/check", summary="Check a scenario: every fault at once.", **does("scenario check", "scenario show")
)
def check(asked: ScenarioGiven) -> Response:
    """What `oberih scenario check` and `show` tell: faults with line, value and remedy; else all of it, defaults and
    learnt shares too, as TOML and JSON."""
    from oberih.jobs.scenarios import checked, said  # noqa: PLC0415

    return plain_json(said(checked(asked.scenario, asked.files)))


@router.post("/api/run", summary="Run a scenario in the background.", status_code=202, **does("run"))
def run(request: Request, lang: Spoken, asked: RunAsked) -> Work:
    """What `oberih run` does."""
    return asked_of_scenario(request, lang, "run", asked)


@router.post("/api/campaign", summary="A winter of raids in the background.", status_code=202, **does("campaign"))
def campaign(request: Request, lang: Spoken, asked: CampaignAsked) -> Work:
    """What `oberih campaign` does."""
    mind_days(first=asked.first, last=asked.last)
    return asked_of_scenario(request, lang, "campaign", asked)


def asked_of_scenario(
    request: Request, lang: Any, kind: str, asked: ScenarioGiven, *, power: bool = True, **more: Any
) -> Work:
    """Ask for something that begins from a scenario, once that has been checked. Raises ScenarioError."""
    from oberih.jobs.scenarios import checked  # noqa: PLC0415

    checked(asked.scenario, asked.files, power=power)
    return ask_for(request, lang, kind, asked, asked.name, beside=asked.files, more=more)
