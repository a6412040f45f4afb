"""Part folders: where a run is written until it is whole, and how those of dead processes are swept away.

A part folder is a hidden sibling of the folder it will become, so that the last step is a rename inside one file
system. Its name says who writes it (`.<run>.<pid>-<host>.oberih-part`): a process that was killed cannot tidy up, and
the next run beside it must know that nobody is writing there any more. The name is made in one step with the folder; a
note inside could be missing.
"""

import hashlib
import os
import platform
import re
import shutil
from pathlib import Path

from oberih.store.ids import RUN_ID

_PART = re.compile(rf"\.(?P<run>{RUN_ID.pattern})\.(?P<owner>(?P<pid>\d+)-(?P<host>[0-9a-f]{{8}}))\.oberih-part")


def owner() -> str:
    """This process, as part folders and landing notes name it: its number and a short mark of the machine.

    A folder may be shared by machines, and a process number means nothing on another one.
    """
    return f"{os.getpid()}-{_host()}"


def is_dead(owner_name: str) -> bool:
    """Whether a process of this machine is gone for certain; False for another machine's, and where nobody can say."""
    pid, _, host = owner_name.partition("-")
    if host != _host() or os.name != "posix":  # on Windows os.kill(pid, 0) would end the process
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # somebody else's process: alive
        return False
    return False


def part_of(folder: Path, run: str) -> Path:
    """The part folder of a run that this process writes beside `folder`."""
    return folder.parent / f".{run}.{owner()}.oberih-part"


def sweep(parent: Path) -> list[Path]:
    """Remove the part folders that dead processes of this user left in `parent`; give those that went."""
    swept = []
    for entry in os.scandir(parent):
        named = _PART.fullmatch(entry.name)
        if named is None or not entry.is_dir(follow_symlinks=False) or not is_dead(named["owner"]):
            continue
        if entry.stat(follow_symlinks=False).st_uid != os.getuid():
            continue
        shutil.rmtree(entry.path, ignore_errors=True)  # another process may be sweeping it too
        swept.append(Path(entry.path))
    return swept


def sync_tree(folder: Path) -> None:
    """Put every file and folder under `folder`, and itself, onto the disk before its name may be seen."""
    for path, _, names in os.walk(folder):
        for name in names:
            sync(Path(path) / name)
        sync(Path(path))


def sync(path: Path) -> None:
    """Put one file or folder onto the disk. Raises OSError where the disk refuses."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]
