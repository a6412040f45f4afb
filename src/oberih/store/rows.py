"""What the catalogue says of one run, and the paper in the run's own folder that says the same."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

#: the file in a run's folder that says which run it is; a folder without it is never taken for a run
RUN_FILE = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run, as the catalogue lists it."""

    id: str
    created: datetime  #: when the run began, UTC
    kind: str  #: what was asked for: "assess", "run", "plan", …
    title: str
    folder: Path  #: absolute
    version: str  #: of Oberih
    raid_date: date | None = None  #: none where the run is of no dated raid
    seed: int | None = None
    draws: int | None = None
    hours: float | None = None  #: length of what was simulated
    summary: Mapping[str, Any] = field(default_factory=dict)  #: the few figures that a list of runs shows; JSON

    def plain(self) -> dict[str, Any]:
        """The row as JSON can hold it: times as ISO 8601 text, the folder as text."""
        values = asdict(self)
        return values | {
            "created": self.created.astimezone(UTC).isoformat(timespec="microseconds"),
            "folder": str(self.folder),
            "raid_date": None if self.raid_date is None else self.raid_date.isoformat(),
            "summary": dict(self.summary),
        }

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> Self:
        """The row that `plain` was made of."""
        raid_date = values["raid_date"]
        return cls(
            **{
                **values,
                "created": datetime.fromisoformat(values["created"]),
                "folder": Path(values["folder"]),
                "raid_date": None if raid_date is None else date.fromisoformat(raid_date),
            }
        )


def run_of(folder: Path) -> str | None:
    """The id of the run that a folder holds, or none if it holds no run."""
    try:
        found = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(found["id"]) if isinstance(found, dict) and "id" in found else None
