"""The folder of a study: its plan, its scenario, and its batches, each written once and whole.

    STUDY/plan.json         what was asked for, by which version; never changed
    STUDY/scenario.toml     the scenario in full, as it was when the study began; never changed
    STUDY/batches/N.batch   draws from N on (`blocks`); appears whole or not at all
    STUDY/progress.json     how far it was last seen, for `status`; may be missing or old
    STUDY/run.json          the run that the finished study became
    STUDY/lock, STUDY/stop  who is at work; a wish that he stops

A batch gets its name once it is on the disk. Killed at any moment, the folder holds whole batches and perhaps hidden
halves of some, which whoever resumes removes.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from oberih.store.blocks import BlockFile, DamagedError
from oberih.store.ids import new_id
from oberih.store.parts import owner, part_of, sweep, sync, sync_tree
from oberih.store.trouble import is_about_room, out_error
from oberih.terms.errors import Fault, OutputError, RunError

try:
    import fcntl
except ImportError:  # Windows: nothing keeps two processes from one study there
    fcntl = None  # type: ignore[assignment]

FORMAT = 2  #: of plan and batches
PLAN, SCENARIO, BATCHES, PROGRESS, DONE = "plan.json", "scenario.toml", "batches", "progress.json", "run.json"
HOME = Path("oberih-studies")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A study's folder, and what its plan says."""

    folder: Path
    plan: Mapping[str, Any]
    mark: str  #: SHA-256 of the plan: every batch carries it

    @classmethod
    def create(cls, plan: Mapping[str, Any], scenario: str, folder: Path | None = None) -> Self:
        """A new study, by itself `./oberih-studies/<id>`. Raises OutputError where the folder is taken or the disk
        refuses."""
        now = datetime.now(UTC)
        name = new_id(now)
        wanted = folder or HOME / name
        try:
            out = wanted.expanduser().resolve()
            if out.exists() and (not out.is_dir() or any(out.iterdir())):
                raise OutputError(Fault(key="study.folder_taken", where=str(wanted)))
            out.parent.mkdir(parents=True, exist_ok=True)
            sweep(out.parent)
            part = part_of(out, name)
            (part / BATCHES).mkdir(parents=True)
            try:
                said = {**plan, "format": FORMAT, "id": name, "created": now.isoformat(timespec="seconds")}
                said["out"] = plan["out"] or str((Path("oberih-runs") / name).resolve())
                said["scenario_sha256"] = hashlib.sha256(scenario.encode()).hexdigest()
                (part / SCENARIO).write_text(scenario, encoding="utf-8", newline="")
                (part / PLAN).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
                sync_tree(part)
                part.rename(out)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
            sync(out.parent)
        except OSError as error:
            raise out_error(wanted, error) from error
        return cls.open(out)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """A study that is there. Raises RunError where the folder holds none, or one of another form."""
        try:
            raw = (folder / PLAN).read_bytes()
            scenario = (folder / SCENARIO).read_bytes()
            plan = json.loads(raw)
        except (OSError, ValueError) as error:
            raise RunError(Fault(key="study.none_here", where=str(folder))) from error
        if not isinstance(plan, dict):
            raise RunError(Fault(key="study.none_here", where=str(folder)))
        if plan.get("format") != FORMAT:
            values = {"found": plan.get("format"), "known": FORMAT, "version": plan.get("version", "?")}
            raise RunError(Fault(key="study.other_format", where=str(folder), values=values))
        if hashlib.sha256(scenario).hexdigest() != plan["scenario_sha256"]:
            raise RunError(Fault(key="study.scenario_changed", where=str(folder / SCENARIO)))
        return cls(folder, plan, hashlib.sha256(raw).hexdigest())

    @property
    def scenario(self) -> str:
        """The scenario, as TOML."""
        return (self.folder / SCENARIO).read_text(encoding="utf-8")

    def batches(self) -> dict[int, Path]:
        """Batches that are there, by their first draw, in order."""
        found = {int(path.stem): path for path in (self.folder / BATCHES).glob("*.batch") if path.stem.isdigit()}
        return dict(sorted(found.items()))

    def batch(self, first: int) -> BlockFile:
        """A batch by its first draw. Raises DamagedError where it is damaged, or of another study."""
        held = BlockFile.open(self.path_of(first))
        if held.about.get("plan") != self.mark or held.about.get("first") != first:
            raise DamagedError("a batch of another study")
        return held

    def path_of(self, first: int) -> Path:
        """Where a batch stands."""
        return self.folder / BATCHES / f"{first:09d}.batch"

    def put(self, first: int, content: bytes) -> None:
        """Write a batch. Raises OutputError where the disk refuses; then nothing of it is left."""
        self.settle(first, self.lay(first, content))

    def lay(self, first: int, content: bytes) -> Path:
        """Write a batch out of sight, which any process may. Raises OutputError as `put` does."""
        half = self.path_of(first).with_name(f".{first:09d}.{os.getpid()}.half")
        with self._refusing(half):
            half.write_bytes(content)
        return half

    def settle(self, first: int, half: Path) -> None:
        """Give what was laid its name, once it is on the disk. Raises OutputError as `put` does."""
        path = self.path_of(first)
        with self._refusing(half):
            with half.open("rb+") as file:
                os.fsync(file.fileno())
            half.rename(path)
            sync(path.parent)

    @contextmanager
    def _refusing(self, half: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            key = "study.no_room" if is_about_room(error) else "study.write_failed"
            values = {"why": error.strerror or str(error), "study": self.plan["id"]}
            raise OutputError(Fault(key=key, where=str(self.folder), values=values)) from error

    def discard(self, first: int) -> None:
        """Remove a damaged batch, so that it is computed again."""
        self.path_of(first).unlink(missing_ok=True)

    def damaged(self) -> list[int]:
        """First draws of the batches that are not what was written. Reads all of them."""
        found = []
        for first in self.batches():
            try:
                self.batch(first).check()
            except DamagedError:
                found.append(first)
        return found

    @contextmanager
    def working(self) -> Iterator[None]:
        """Alone at work on the study. Raises RunError where another process is, OutputError where none may."""
        try:
            handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise out_error(self.folder, error) from error
        try:
            if fcntl is not None:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError as error:
                    by = os.pread(handle, 100, 0).decode(errors="replace") or "?"
                    raise RunError(Fault(key="study.at_work", where=str(self.folder), values={"by": by})) from error
            os.truncate(handle, 0)
            os.pwrite(handle, owner().encode(), 0)
            self.take_stop()
            self._sweep()
            yield
            self._sweep()  # of those whose batch was not wanted any more
        finally:
            os.close(handle)  # and with it the lock

    def _sweep(self) -> None:
        for half in (self.folder / BATCHES).glob(".*.half"):
            half.unlink(missing_ok=True)

    def is_at_work(self) -> bool:
        """Whether a process is at work on the study."""
        if fcntl is None or not (self.folder / "lock").exists():
            return False
        with (self.folder / "lock").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def ask_stop(self) -> None:
        """Ask whoever is at work to stop once the batches in hand are done. Raises OutputError."""
        try:
            (self.folder / "stop").touch()
        except OSError as error:
            raise out_error(self.folder, error) from error

    def stop_is_asked(self) -> bool:
        """Whether somebody asked for it."""
        return (self.folder / "stop").exists()

    def take_stop(self) -> None:
        """The wish is heard, or of no use any more."""
        (self.folder / "stop").unlink(missing_ok=True)

    def note(self, name: str, said: Mapping[str, Any]) -> None:
        """Write a small paper (PROGRESS, DONE) in one step. What was there before stays where the disk refuses."""
        half = self.folder / f".{name}.half"
        with suppress(OSError):  # a word on how far it is: not worth ending for
            half.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            half.rename(self.folder / name)

    def noted(self, name: str) -> dict[str, Any] | None:
        """What a small paper says; None where there is none."""
        try:
            said = json.loads((self.folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return said if isinstance(said, dict) else None

    def clear(self) -> None:
        """Remove the batches, which the landed run has made needless."""
        for path in self.batches().values():
            path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the study."""
        shutil.rmtree(self.folder, ignore_errors=True)


def find(wanted: str, home: Path = HOME) -> Path:
    """The folder of a study that a user names: a path, an id, or the unique start of one in `./oberih-studies`.

    Raises RunError where there is none, or there are several.
    """
    path = Path(wanted).expanduser()
    if (path / PLAN).is_file():
        return path.resolve()
    fitting = [each for each in studies(home) if wanted and each.name.startswith(wanted.strip().lower())]
    if len(fitting) == 1:
        return fitting[0].resolve()
    if fitting:
        found = ", ".join(each.name for each in fitting[:5]) + (", …" if len(fitting) > 5 else "")
        raise RunError(Fault(key="study.ambiguous", values={"wanted": wanted, "found": found}))
    found = ", ".join(each.name for each in studies(home)[-5:]) or "–"
    raise RunError(Fault(key="study.unknown", values={"wanted": wanted, "home": home, "found": found}))


def studies(home: Path = HOME) -> list[Path]:
    """Folders of studies in a folder, the oldest first."""
    return sorted(each.parent for each in home.glob(f"*/{PLAN}") if not each.parent.name.startswith("."))
