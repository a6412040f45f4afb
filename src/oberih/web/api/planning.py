"""Plans through the API: which strengthening helps most for the money."""

from typing import Annotated, Any, Literal

from fastapi import Request
from pydantic import Field

from oberih.web.api.base import Asking, Day, FileAs, Letters, Seed, Work, ask_for, does, mind_days, new_router
from oberih.web.speech import Spoken

router = new_router()


class PlanAsked(Asking):
    """What `oberih plan` takes."""

    scenario: Annotated[
        str | None, FileAs("scenario.toml"),
        Field(max_length=1_000_000, description="TOML; left out: the shipped one that the options name."),
    ] = None
    options: Annotated[
        str | None, FileAs("options.toml"), Field(max_length=1_000_000, description="Catalogue of options as TOML.")
    ] = None
    budget: Letters | None = Field(default=None, description="500M, 1.5B")
    budgets: Letters | None = Field(default=None, description="50M..500M/50M, or 50M,200M")
    currency: Letters | None = None
    rates: list[Letters] = Field(default=[], max_length=50, description="USD=0.92")
    campaign: bool = False
    first: Day | None = None
    last: Day | None = None
    facts: Annotated[
        dict[str, Any] | None, FileAs("facts.json"), Field(description="Promises of a report: what /api/read answers.")
    ] = None
    pledges: Annotated[
        str | None, FileAs("pledges.toml"), Field(max_length=1_000_000, description="Promises as a list, TOML.")
    ] = None
    weeks: Letters | None = Field(default=None, description="1,4,8")
    objective: Literal["raid_unserved_mwh", "unserved_mwh", "cvar95", "heat"] = "raid_unserved_mwh"
    robust: float | None = Field(default=None, ge=0, le=100)
    exact: bool = False
    draws: int | None = Field(default=None, ge=1, le=100_000)
    seed: Seed = 1
    name: Letters = Field(default="plan", description="What to call it in the list.")


@router.post("/api/plan", summary="What helps most for the money, in the background.", status_code=202, **does("plan"))
def plan(request: Request, lang: Spoken, asked: PlanAsked) -> Work:
    """What `oberih plan` does; what came of it is a run."""
    from oberih.jobs.scenarios import checked, of_options  # noqa: PLC0415

    mind_days(first=asked.first, last=asked.last)
    scenario = asked.scenario
    if scenario is None and asked.options is not None:
        scenario = of_options(asked.options)
    if scenario is not None:
        checked(scenario)
        asked = asked.model_copy(update={"scenario": scenario})
    return ask_for(request, lang, "plan", asked, asked.name)
