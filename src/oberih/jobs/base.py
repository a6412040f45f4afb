"""What every job takes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from oberih.jobs.stored import Run, Stored
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import LANGS, Lang

if TYPE_CHECKING:
    from oberih.study import Progress  # it brings the compiled rooms, which a finished run needs not

__all__ = ["LEAST_HOURS", "MOST_DRAWS", "MOST_HOURS", "Form", "Options", "Run", "Stored"]

Form = Literal["public", "internal"]
MOST_DRAWS, MOST_HOURS, LEAST_HOURS = 100_000, 336, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a job runs. Every fault is named at once."""

    draws: int = 2000
    seed: int = 1
    hours: int | None = None  #: None: as the scenario says, 72 where it says nothing
    out: Path | None = None  #: folder of the run; None: ./oberih-runs/<id>
    catalogue: str | Path | None = None  #: None: the user's own
    langs: tuple[Lang, ...] = LANGS
    form: Form = "public"
    workers: int | None = None  #: None: as many as there are processors
    batch_draws: int = 50
    keep: int = 1  #: draws of which full tables are kept: the first ones, which are as random as any
    tell: "Callable[[Progress], None] | None" = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if faults := self.faults(MOST_DRAWS):
            raise InputError(*faults)

    def faults(self, most_draws: int) -> list[Fault]:
        """All that is out of range."""
        limits = {
            "draws": (self.draws, 1, most_draws),
            "hours": (LEAST_HOURS if self.hours is None else self.hours, LEAST_HOURS, MOST_HOURS),
            "workers": (1 if self.workers is None else self.workers, 1, 1024),
            "batch": (self.batch_draws, 1, MOST_DRAWS),
            "keep": (self.keep, 0, 100),
        }
        faults = [
            Fault(key="job.out_of_range", values={"name": name, "found": found, "low": low, "high": high})
            for name, (found, low, high) in limits.items()
            if not low <= found <= high
        ]
        from oberih.luck import Key  # noqa: PLC0415 - it brings compiled loops

        try:
            Key(self.seed)
        except InputError as error:
            faults += [replace(fault, where="--seed") for fault in error.faults]
        return faults
