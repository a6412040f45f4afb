"""What can be asked for in the background, by name: each a function that does one job from what an ask holds.

An ask is JSON and some files, so that it can wait on the disk and be taken up by another server. The functions are
brought in when they are first needed: they bring the compiled rooms.
"""

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

#: each lane does one thing at a time: a study of an hour keeps no report waiting, nor a run a question to a grid case
Lane = Literal["runs", "studies", "answers"]
#: names of files in an ask's folder that are the list's own
TAKEN = ("ask.json", "owner")
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
    """What came of it: a run of the catalogue, or an answer that JSON can hold, or files in the chore's folder."""

    run: str | None = None
    answer: Any = None
    files: tuple[str, ...] = ()  #: by name
    stopped: bool = False  #: it ended early, because somebody wanted that


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of chore: where its function is, its lane, and the most draws that may be asked for here."""

    module: str
    lane: Lane = "runs"
    most_draws: int = 1_000_000
    in_draws: bool = True  #: whether its progress counts draws, rather than steps of its own


_BY_MODULE: Mapping[str, tuple[str, ...]] = {
    "grid": (
        "grid_show", "grid_export", "grid_shed", "grid_served", "grid_opf", "grid_mld", "grid_adequacy",
        "grid_horizon", "grid_minute", "grid_ac", "repair",
    ),
    "defences": ("defence_run", "defence_replay", "defence_worth", "defence_anchor"),
    "raids_known": ("calibrate", "hindcast", "record_import", "record_add"),
    "papers": ("schedule", "briefing", "replay"),
}  # fmt: skip
KINDS: Mapping[str, Kind] = {
    "assess": Kind("raids", most_draws=5000),  # longer ones are studies
    "run": Kind("raids", most_draws=5000),
    "campaign": Kind("raids"),
    "plan": Kind("raids", "studies", in_draws=False),
    "study": Kind("studies", "studies"),
    "vary": Kind("studies", "studies"),
    **{name: Kind(module, "answers") for module, names in _BY_MODULE.items() for name in names},
}  # fmt: skip


def plain_name(name: str) -> str:
    """A file's name that is nothing but that.

    >>> plain_name("../../etc/passwd"), plain_name("звіт 5.12.html"), plain_name("..")
    ('passwd', 'звіт_5.12.html', 'report.txt')
    """
    last = re.split(r"[/\\]", name)[-1]
    safe = re.sub(r"[^\w.-]", "_", last)[-100:].lstrip(".-")
    return "report.txt" if safe in ("", *TAKEN) else safe


def do(kind: str, chore: Chore) -> Outcome:
    """Do it, in this thread. Raises OberihError."""
    room = importlib.import_module(f"oberih.jobs.chores.{KINDS[kind].module}")
    outcome: Outcome = getattr(room, kind)(chore)
    return outcome
