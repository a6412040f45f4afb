"""Raids in the background: of a report, of a scenario, and a winter of them."""

from datetime import date
from typing import Any

from oberih.jobs import campaign as campaigns
from oberih.jobs import from_report, from_scenario
from oberih.jobs import plan as plans
from oberih.jobs.base import Options
from oberih.jobs.chores import Chore, Outcome

#: per cents of a plan when its search has ended, and when what was found is played on fresh draws; promises come last
SEARCHED, PLAYED = 75, 95


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
    return Outcome(run=plans.plan(plan_asked(chore)).id)


def plan_asked(chore: Chore) -> plans.Asked:
    """What such a chore asks, with its files."""
    first, last = (
        None if chore.given.get(name) is None else date.fromisoformat(chore.given[name]) for name in ("first", "last")
    )

    def part(begins: int, ends: int) -> plans.Tell:
        """Progress of a part as whole per cents of all."""
        return lambda done, of: chore.steps(begins + (ends - begins) * done // max(of, 1), 100)

    return plans.Asked(
        scenario=chore.file("scenario"), options=chore.file("options"),
        pledge=chore.file("facts") or chore.file("pledges"), first=first, last=last,
        rates=tuple(chore.given.get("rates") or ()), catalogue=chore.catalogue,
        tell=part(0, SEARCHED), tell_fresh=part(SEARCHED, PLAYED), tell_weeks=part(PLAYED, 100),
        **chore.some(
            "budget", "budgets", "currency", "campaign", "weeks", "objective", "robust", "exact", "draws", "seed"
        ),
    )  # fmt: skip


def _options(chore: Chore) -> Options:
    def tell(step: Any) -> None:
        chore.tell(step.done, step.total, step.raid_unserved_mwh, step.half_width_mwh)

    return Options(catalogue=chore.catalogue, tell=tell, **chore.some("draws", "seed", "hours", "form", "keep"))
