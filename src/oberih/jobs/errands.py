"""What the page asks for in the background: one thing after another in each lane, and how far each is.

What waits lies on the disk beside the catalogue until it is done, so a server that is killed takes it up again when it
is started anew: the same ask gives the same run. What a run writes is whole or not there at all (see `store.writer`);
only the list of what was asked is kept here. What a chore does stands in `chores`.
"""

import json
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from oberih.jobs.chores import KINDS, TAKEN, Chore, Lane, Outcome, do, plain_name
from oberih.store.parts import is_dead, owner
from oberih.terms.errors import Fault, InputError, OberihError, OutputError, RunError

State = Literal["waiting", "running", "done", "failed", "stopped"]
ENDED: tuple[State, ...] = ("done", "failed", "stopped")
MOST_WAITING = 20
MOST_REMEMBERED = 200
MOST_ANSWERS = 30  #: that are kept; a run is in the catalogue, an answer is here alone
_ID = re.compile(r"[a-z2-7]{16}")
_ASK, _CLAIM = TAKEN


@dataclass(slots=True, eq=False)
class Errand:
    """One thing that is to be done."""

    id: str
    kind: str  #: of `chores.KINDS`
    name: str  #: of what it is about, for people
    given: Mapping[str, Any]  #: what was asked, as JSON holds it; files by the names that they have in its folder
    created: datetime
    state: State = "waiting"
    done: int = 0
    total: int = 0
    raid_unserved_mwh: float | None = None  #: the main figure so far
    half_width_mwh: float | None = None  #: half of its 90 % interval
    run: str | None = None
    answer: Any = field(default=None, repr=False)
    answered: bool = False  #: with an answer, which may be kept no more
    files: tuple[str, ...] = ()  #: that came of it, by name
    faults: tuple[Fault, ...] = ()
    stopping: bool = field(default=False, repr=False)

    def plain(self, ahead: int = 0) -> dict[str, Any]:
        """As JSON holds it, without the answer, and without the faults, which need a language."""
        finite = self.half_width_mwh is not None and self.half_width_mwh < float("inf")
        return {
            "id": self.id, "kind": self.kind, "name": self.name, "state": self.state, "ahead": ahead,
            "done": self.done, "total": self.total or self.given.get("draws") or 0, "given": dict(self.given),
            "raid_unserved_mwh": self.raid_unserved_mwh,
            "half_width_mwh": self.half_width_mwh if finite else None, "run": self.run, "answered": self.answered,
            "files": list(self.files),
        }  # fmt: skip


class Stopped(Exception):  # noqa: N818  # no error: somebody wanted it
    """Raised inside a job that is to stop."""


class Errands:
    """What was asked, with a worker a lane that does it. Methods may be called from any thread."""

    def __init__(self, catalogue: str | Path | None, folder: Path) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._lock = threading.Condition()
        self._all: dict[str, Errand] = {}
        self._workers: dict[Lane, threading.Thread] = {}
        self._closing = False

    def take_up(self) -> list[Errand]:
        """What a server that is gone left undone, now to be done by this one."""
        taken = []
        self._sweep()
        for place in sorted(self._folder.glob("*/" + _ASK)) if self._folder.is_dir() else ():
            home = place.parent
            with suppress(OSError, ValueError, KeyError, TypeError):
                if not _ID.fullmatch(home.name) or not is_dead((home / _CLAIM).read_text(encoding="utf-8")):
                    continue
                asked = json.loads(place.read_text(encoding="utf-8"))
                if asked["kind"] not in KINDS:
                    continue
                errand = Errand(
                    id=home.name, kind=asked["kind"], name=str(asked["name"]), given=dict(asked["given"]),
                    created=datetime.fromisoformat(asked["created"]),
                )  # fmt: skip
                _write(home / _CLAIM, owner().encode())
                _clear(home, but={*TAKEN, *asked["files"]})
                taken.append(errand)
        for errand in sorted(taken, key=lambda each: each.created):
            self._queue(errand)
        return taken

    def assess(
        self, data: bytes, *, name: str, published: date | None, draws: int, seed: int, **more: object
    ) -> Errand:
        """Ask for a report to be assessed; `more` is hours, form or keep. Raises InputError, OutputError."""
        own = plain_name(name)
        given = {
            "report": own, "draws": draws, "seed": seed,
            "published": None if published is None else published.isoformat(),
            **{each: value for each, value in more.items() if value is not None},
        }  # fmt: skip
        return self.add("assess", given, {own: data}, name=own)

    def add(self, kind: str, given: Mapping[str, Any], files: Mapping[str, bytes], *, name: str) -> Errand:
        """Ask for something of `chores.KINDS`; `given` names its files as `files` does.

        Raises InputError where its numbers cannot be, or too much waits already.
        """
        faults = [
            Fault(key="job.out_of_range", where=what, values={"name": what, "found": found, "low": low, "high": high})
            for what, low, high in (("draws", 1, KINDS[kind].most_draws), ("seed", 0, 2**32 - 1))
            if (found := given.get(what)) is not None and not low <= found <= high
        ]
        if sum(each.state not in ENDED for each in self.all()) >= MOST_WAITING:
            faults.append(Fault(key="errands.full", values={"most": MOST_WAITING}))
        if faults:
            raise InputError(*faults)
        errand = Errand(
            id="".join(secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(16)), kind=kind, name=name,
            given=dict(given), created=datetime.now(UTC),
        )  # fmt: skip
        home = self._folder / errand.id
        try:
            home.mkdir(parents=True, mode=0o700)
            _write(home / _CLAIM, owner().encode())
            for each, data in files.items():
                _write(home / plain_name(each), data)
            asked = {
                "kind": kind, "name": name, "given": errand.given, "created": errand.created.isoformat(),
                "files": [plain_name(each) for each in files],
            }  # fmt: skip
            _write(home / _ASK, json.dumps(asked, ensure_ascii=False).encode())  # the last: an ask is there or not
        except OSError as error:
            shutil.rmtree(home, ignore_errors=True)
            why = error.strerror or str(error)
            raise OutputError(Fault(key="store.out_failed", where=str(home), values={"why": why})) from error
        self._queue(errand)
        return errand

    def get(self, errand: str) -> Errand:
        """Raises RunError for an id that nobody knows."""
        with self._lock:
            found = self._all.get(errand)
        if found is None:
            raise RunError(Fault(key="errands.unknown", values={"wanted": errand}))
        return found

    def all(self) -> list[Errand]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._all.values()))

    def ahead(self, errand: Errand) -> int:
        """How many come before it."""
        with self._lock:
            order = [each for each in self._all.values() if _lane(each) == _lane(errand)]
        before = order[: order.index(errand)] if errand in order else []
        return sum(each.state not in ENDED for each in before) if errand.state == "waiting" else 0

    def stop(self, errand: Errand) -> None:
        """Give it up: at once where it waits, after the draws in hand where it runs."""
        with self._lock:
            errand.stopping = True
            if errand.state == "waiting":
                self._end(errand, "stopped")
            self._lock.notify_all()

    def close(self, wait_s: float = 5.0) -> None:
        """Stop working. What is not done stays on the disk, to be taken up by the next server."""
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        for worker in self._workers.values():
            worker.join(wait_s)
        for errand in self.all():
            if errand.files:
                shutil.rmtree(self._folder / errand.id, ignore_errors=True)

    def warm(self) -> None:
        """Bring the compiled rooms in before the first report comes."""
        with self._lock:
            self._begin_working("runs")

    def answer(self, errand: str) -> Any:
        """What came of one that ends with an answer. Raises RunError where there is none, or none any more."""
        found = self.get(errand)
        if not found.answered:
            raise RunError(Fault(key="errands.no_answer", where=errand))
        if found.answer is None:
            raise RunError(Fault(key="errands.answer_gone", where=errand, values={"most": MOST_ANSWERS}))
        return found.answer

    def file(self, errand: str, name: str) -> Path:
        """A file that came of one, by the name that it is told under. Raises RunError where there is none any more."""
        found = self.get(errand)
        place = self._folder / found.id / name
        if name not in found.files:
            raise RunError(Fault(key="errands.no_file", where=errand, values={"known": ", ".join(found.files) or "—"}))
        if not place.is_file():
            raise RunError(Fault(key="errands.answer_gone", where=errand, values={"most": MOST_ANSWERS}))
        return place

    def _queue(self, errand: Errand) -> None:
        with self._lock:
            for old in [each.id for each in self._all.values() if each.state in ENDED][: -MOST_REMEMBERED or None]:
                if len(self._all) > MOST_REMEMBERED:
                    del self._all[old]
                    shutil.rmtree(self._folder / old, ignore_errors=True)
            self._all[errand.id] = errand
            self._begin_working(_lane(errand))
            self._lock.notify_all()

    def _sweep(self) -> None:
        """Remove what came of errands of servers that are gone, and could be asked of them alone."""
        for claim in self._folder.glob("*/" + _CLAIM):
            home = claim.parent
            with suppress(OSError):
                if _ID.fullmatch(home.name) and not (home / _ASK).exists() and is_dead(claim.read_text("utf-8")):
                    shutil.rmtree(home)

    def _begin_working(self, lane: Lane) -> None:
        if lane not in self._workers and not self._closing:
            worker = threading.Thread(target=self._work, args=(lane,), name=f"oberih-{lane}", daemon=True)
            self._workers[lane] = worker
            worker.start()

    def _work(self, lane: Lane) -> None:
        from oberih.jobs import from_report  # noqa: F401, PLC0415  # seconds, once

        while True:
            with self._lock:
                waiting = [each for each in self._all.values() if each.state == "waiting" and _lane(each) == lane]
                if self._closing:
                    return
                if not waiting:
                    self._lock.wait()
                    continue
                errand = waiting[0]
                errand.state = "running"
            self._do(errand)

    def _do(self, errand: Errand) -> None:
        home = self._folder / errand.id
        try:
            asked = Chore(home=home, given=errand.given, catalogue=self._catalogue, tell=self._tell(errand))
            self._land(errand, do(errand.kind, asked))
        except Stopped:
            if errand.stopping:
                self._end(errand, "stopped")
        except OberihError as error:
            errand.faults = tuple(fault_of(home, fault) for fault in error.faults)
            self._end(errand, "failed")
        except Exception:  # a fault of ours: told plainly on the page, in full on the terminal, and the next one begins
            import traceback  # noqa: PLC0415

            traceback.print_exc()
            errand.faults = (Fault(key="errands.broken"),)
            self._end(errand, "failed")

    def _land(self, errand: Errand, outcome: Outcome) -> None:
        if outcome.stopped or (errand.stopping and outcome.run is None):
            self._end(errand, "stopped")
            return
        home = self._folder / errand.id
        errand.run, errand.answer = outcome.run, _without(home, outcome.answer)
        errand.answered, errand.files = outcome.answer is not None, outcome.files
        self._end(errand, "done")
        with self._lock:
            for old in [each for each in self._all.values() if each.answer is not None or each.files][:-MOST_ANSWERS]:
                old.answer = None
                shutil.rmtree(self._folder / old.id, ignore_errors=True)

    def _tell(self, errand: Errand) -> Callable[[int, int, float | None, float | None], None]:
        def tell(done: int, total: int, raid_unserved_mwh: float | None, half_width_mwh: float | None) -> None:
            errand.done, errand.total = done, total
            errand.raid_unserved_mwh, errand.half_width_mwh = raid_unserved_mwh, half_width_mwh
            if errand.stopping or self._closing:
                raise Stopped
            time.sleep(0)  # let the page's threads have their turn

        return tell

    def _end(self, errand: Errand, state: State) -> None:
        home = self._folder / errand.id
        if errand.files:
            with suppress(OSError):
                (home / _ASK).unlink()  # it is not to be done again; what came of it stays while the page is open
        else:
            shutil.rmtree(home, ignore_errors=True)
        errand.state = state


def _lane(errand: Errand) -> Lane:
    return KINDS[errand.kind].lane


def _clear(home: Path, but: Collection[str]) -> None:
    """Remove what a job that was cut off had begun to write."""
    for entry in home.iterdir():
        if entry.name in but:
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink()


def _without(home: Path, value: Any) -> Any:
    """What names files as whoever sent them did, not by their place on this machine.

    >>> _without(Path("/a/b"), {"file": Path("/a/b/my.toml"), "n": [1, "at /a/b/x.csv:3"]})
    {'file': 'my.toml', 'n': [1, 'at x.csv:3']}
    """
    if isinstance(value, Mapping):
        return {name: _without(home, each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without(home, each) for each in value]
    if isinstance(value, str | Path | Exception) and str(home) in str(value):
        return str(value).replace(f"{home}{os.sep}", "")
    return value


def fault_of(home: Path, fault: Fault) -> Fault:
    """A fault without the place of this folder in it."""
    return Fault(key=fault.key, where=_without(home, fault.where), values=_without(home, fault.values))


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and onto the disk."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
