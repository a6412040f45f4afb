"""Studies through the API: begun, looked at, stopped, gone on with; and which doubt matters most."""

from typing import Any, Literal

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from oberih.terms.errors import Fault, RunError
from oberih.web.api.base import Letters, Seed, Work, ask, does, new_router, plain_json
from oberih.web.api.scenarios import ScenarioGiven, asked_of_scenario
from oberih.web.speech import Spoken

router = new_router()


class StudyAsked(ScenarioGiven):
    """What `oberih study run` takes."""

    draws: int = Field(default=100_000, ge=1, le=1_000_000)
    seed: Seed = 1
    hours: int | None = Field(default=None, ge=6, le=336)
    until: Letters | None = Field(
        default=None, description="Stop once this is known well enough.", examples=["raid_unserved_mwh ±2%"]
    )
    form: Literal["public", "internal"] = "public"
    keep: int = Field(default=1, ge=0, le=100)


class VaryAsked(ScenarioGiven):
    """What `oberih study vary` takes."""

    fields: list[Letters] = Field(
        default=[], max_length=100, description="FIELD or FIELD=RANGE; none: every range of the scenario.",
        examples=[["repair.work_factor=0.5..2"]],
    )  # fmt: skip
    answer: Literal["raid_unserved_mwh", "unserved_mwh", "peak_cut_mw", "peak_cut_share"] = "raid_unserved_mwh"
    design: Literal["curve", "ends", "sobol", "lhs"] | None = None
    draws: int | None = Field(default=None, ge=1, le=100_000)
    points: int | None = Field(default=None, ge=2, le=1000)
    seed: Seed = 1


@router.get("/api/studies", summary="Studies, the oldest first.", **does("study status"))
def list_studies() -> Response:
    """What `oberih study status --json` prints, those of the command line too where it was used in the same folder."""
    from oberih.jobs.study import all_studies  # noqa: PLC0415

    return plain_json([_said(each) for each in all_studies()])


@router.post("/api/studies", summary="Begin a study in the background.", status_code=202, **does("study run"))
def begin(request: Request, lang: Spoken, asked: StudyAsked) -> Work:
    """What `oberih study run` does. `given.study` of the answer is its id."""
    from oberih.jobs.chores.studies import new_study  # noqa: PLC0415

    return asked_of_scenario(request, lang, "study", asked, study=new_study(asked.until))


@router.get("/api/studies/{study}", summary="How far a study is.", **does("study status"))
def one_study(study: str) -> Response:
    """Draws, rate, time left, the interval so far; its run once there is one."""
    return plain_json(_said(_status(study)))


@router.post(
    "/api/studies/{study}/stop", summary="Ask a study to stop after the batches in hand.", **does("study stop")
)
def stop(study: str) -> dict[str, str]:
    """What `oberih study stop` does. Nothing is lost."""
    from oberih.jobs.chores.studies import found  # noqa: PLC0415
    from oberih.jobs.study import stop as ask_stop  # noqa: PLC0415

    return {"study": ask_stop(found(study)).name}


@router.post(
    "/api/studies/{study}/resume", summary="Go on with a study in the background.", status_code=202,
    **does("study resume"),
)  # fmt: skip
def resume(request: Request, lang: Spoken, study: str) -> Work:
    """What `oberih study resume` does."""
    found = _status(study)
    if found.state != "stopped":
        raise RunError(Fault(key="editor.study_state", where=study, values={"state": found.state}))
    given = {"study": found.study.name, "draws": found.step.total}
    return ask(request, lang, "study", given, {}, found.title[lang])


@router.post("/api/vary", summary="Which doubt matters most, in the background.", status_code=202, **does("study vary"))
def vary(request: Request, lang: Spoken, asked: VaryAsked) -> Work:
    """What `oberih study vary` does; its answer is at /api/progress/{id}/answer."""
    return asked_of_scenario(request, lang, "vary", asked)


def _status(study: str) -> Any:
    from oberih.jobs.chores.studies import found  # noqa: PLC0415
    from oberih.jobs.study import status  # noqa: PLC0415

    return status(found(study))


def _said(status: Any) -> dict[str, Any]:
    """A study without the places of folders."""
    return {**{k: v for k, v in status.to_json().items() if k != "run_folder"}, "study": status.study.name}
