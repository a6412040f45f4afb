"""Raids in the background: of a report, of a scenario, and a winter of them."""

from datetime import date
from typing import Any

from oberih.jobs import campaign as campaigns
from oberih.jobs import from_report, from_scenario
from oberih.jobs import plan as plans
from oberih.jobs.base import Options
from oberih.jobs.chores import Chore, Outcome


def assess(chore: Chore) -> Outcome:
    """A report, as `oberih assess` does it."""
    published = chore.given.get("published")
    found = from_report.assess(
        chore.home / chore.given["report"], _options(chore),
        published=None if published is None else date.fromisoformat(published),
    )  # fmt: skip
    return Outcome(run=found.id)


def run(chore: Chore) -> Outcome:
    """A scenario, as `oberih run` does it."""
    return Outcome(run=from_scenario.run(chore.home / chore.given["scenario"], _options(chore)).id)


def campaign(chore: Chore) -> Outcome:
    """A winter, as `oberih campaign` does it."""
    first, last = (date.fromisoformat(chore.given[name]) for name in ("first", "last"))
    asked = campaigns.Asked(
        scenario=chore.home / chore.given["scenario"], first=first, last=last, catalogue=chore.catalogue,
        tell=chore.steps, **chore.some("draws", "seed", "keep"),
    )  # fmt: skip
    return Outcome(run=campaigns.campaign(asked).id)


def plan(chore: Chore) -> Outcome:
    """What helps most for the money, as `oberih plan` does it."""
    first, last = (
        None if chore.given.get(name) is None else date.fromisoformat(chore.given[name]) for name in ("first", "last")
    )
    asked = plans.Asked(
        scenario=chore.file("scenario"), options=chore.file("options"),
        pledge=chore.file("facts") or chore.file("pledges"), first=first, last=last,
        rates=tuple(chore.given.get("rates") or ()), catalogue=chore.catalogue,
        tell=chore.steps, tell_fresh=chore.steps, tell_weeks=chore.steps,
        **chore.some(
            "budget", "budgets", "currency", "campaign", "weeks", "objective", "robust", "exact", "draws", "seed"
        ),
    )  # fmt: skip
    return Outcome(run=plans.plan(asked).id)


def _options(chore: Chore) -> Options:
    def tell(step: Any) -> None:
        chore.tell(step.done, step.total, step.raid_unserved_mwh, step.half_width_mwh)

    return Options(catalogue=chore.catalogue, tell=tell, **chore.some("draws", "seed", "hours", "form", "keep"))
