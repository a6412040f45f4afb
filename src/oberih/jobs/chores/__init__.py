"""What can be asked for in the background, by name: each a function that does one job from what an ask holds.

An ask is JSON and some files, so that it can wait on the disk and be taken up by another server. The functions are
brought in when they are first needed: they bring the compiled rooms.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Lane = Literal["runs", "studies"]  #: each lane does one thing at a time; a study of an hour keeps no report waiting
Tell = Callable[[int, int, float | None, float | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """One job to be done: what was asked, the folder with its files, and where progress is told."""

    home: Path
    given: Mapping[str, Any]
    catalogue: str | Path | None
    tell: Tell = field(compare=False)  #: steps done, of how many, the main figure so far, half of its 90 % interval

    def steps(self, done: int, total: int) -> None:
        """Progress of a job that has no figure on the way."""
        self.tell(done, total, None, None)

    def file(self, name: str) -> Path | None:
        """A file that came with the ask; None where it did not."""
        return self.home / str(self.given[name]) if self.given.get(name) else None

    def some(self, *names: str) -> dict[str, Any]:
        """What was said of these; what was not said is left to the job."""
        return {name: self.given[name] for name in names if self.given.get(name) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it: a run of the catalogue, or an answer that JSON can hold."""

    run: str | None = None
    answer: Any = None
    stopped: bool = False  #: it ended early, because somebody wanted that


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of chore: where its function is, its lane, and the most draws that may be asked for here."""

    module: str
    lane: Lane = "runs"
    most_draws: int = 1_000_000


KINDS: Mapping[str, Kind] = {
    "assess": Kind("raids", most_draws=5000),  # longer ones are studies
    "run": Kind("raids", most_draws=5000),
    "campaign": Kind("raids"),
    "study": Kind("studies", "studies"),
    "vary": Kind("studies", "studies"),
}  # fmt: skip


def do(kind: str, chore: Chore) -> Outcome:
    """Do it, in this thread. Raises OberihError."""
    room = importlib.import_module(f"oberih.jobs.chores.{KINDS[kind].module}")
    outcome: Outcome = getattr(room, kind)(chore)
    return outcome
