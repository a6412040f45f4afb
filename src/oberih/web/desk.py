"""What the pages share: the shelf of runs, the errands, reports that were read, and what has been made already."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from oberih.terms.errors import Fault, RunError

if TYPE_CHECKING:
    from oberih.jobs.errands import Errands
    from oberih.jobs.shelf import Shelf
    from oberih.record import Report

Made = TypeVar("Made")
MOST_MADE = 256  #: parts of pages that are kept; a run's page is about 200 kB
MOST_REPORTS = 32


class Kept:
    """What was made, kept until too much is: the least lately used goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under a key, or is made now. Two at once may make it twice: both make the same."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return cast(Made, self._held[key])
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made

    def find(self, key: Hashable) -> Any:
        """What is kept under a key; None for nothing."""
        with self._lock:
            return self._held.get(key)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A report that was pasted or uploaded, and what was read in it."""

    key: str
    name: str
    data: bytes
    published: date | None
    report: "Report"


class Desk:
    """One for a program. The rooms behind it are brought in when they are first needed."""

    def __init__(self, catalogue: str | Path | None = None) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None
        self._errands: Errands | None = None
        self.made = Kept(MOST_MADE)
        self._reports = Kept(MOST_REPORTS)

    @property
    def catalogue(self) -> str | Path | None:
        """As it was named when the page was opened."""
        return self._catalogue

    @property
    def shelf(self) -> "Shelf":
        """The finished runs."""
        with self._lock:
            if self._shelf is None:
                from oberih.jobs.shelf import Shelf  # noqa: PLC0415

                self._shelf = Shelf(self._catalogue)
            return self._shelf

    @property
    def errands(self) -> "Errands":
        """What runs in the background."""
        shelf = self.shelf
        with self._lock:
            if self._errands is None:
                from oberih.jobs.errands import Errands  # noqa: PLC0415

                self._errands = Errands(self._catalogue, shelf.catalogue.home / "page-errands")
            return self._errands

    def drop(self, data: bytes, name: str, published: date | None) -> Dropped:
        """Read a report and keep it while the page is open. Raises ReportError."""
        from oberih.jobs.reading.handed import read_bytes  # noqa: PLC0415

        told = f"{name}\0{published}\0".encode() + data
        key = hashlib.sha256(told).hexdigest()[:20]
        return self._reports.get(key, lambda: Dropped(key, name, data, published, read_bytes(data, name, published)))

    def dropped(self, key: str) -> Dropped:
        """A report that was dropped before. Raises RunError where it is not kept any more."""
        found = self._reports.find(key)
        if found is None:
            raise RunError(Fault(key="web.report_gone"))
        return cast(Dropped, found)

    def close(self) -> None:
        """End what runs in the background."""
        if self._errands is not None:
            self._errands.close()
