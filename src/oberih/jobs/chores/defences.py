"""Layered defences in the background: what `oberih defence` answers."""

from oberih.jobs import defence, worth
from oberih.jobs.chores import Chore, Outcome


def _asked(chore: Chore, **more: int) -> defence.Asked:
    return defence.Asked(
        scenario=chore.home / chore.given["scenario"], catalogue=chore.catalogue, tell=chore.steps,
        **{**chore.some("draws", "seed"), **more},
    )  # fmt: skip


def defence_run(chore: Chore) -> Outcome:
    """As `oberih defence run` does it."""
    return Outcome(answer=defence.run(_asked(chore)).to_json())


def defence_replay(chore: Chore) -> Outcome:
    """As `oberih defence replay` does it."""
    return Outcome(answer=defence.replay(_asked(chore), chore.given.get("draw")).to_json())


def defence_worth(chore: Chore) -> Outcome:
    """As `oberih defence worth` does it."""
    asked = worth.asked(
        chore.home / chore.given["scenario"], draws=chore.given.get("draws"), catalogue=chore.catalogue,
        tell=chore.steps, **chore.some("seed"),
    )  # fmt: skip
    return Outcome(answer=worth.worth(asked).to_json())


def defence_anchor(chore: Chore) -> Outcome:
    """As `oberih defence anchor` does it."""
    asked = _asked(chore, draws=1)
    return Outcome(answer={"seed": asked.seed, **defence.anchor(asked).plain()})
