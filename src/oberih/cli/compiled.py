"""Where compiled loops are kept, for an Oberih that is installed where its user may not write.

numba keeps them beside the source, else in the user's cache folder, and refuses to start where neither can be written.
"""

import os
import stat
import tempfile
from pathlib import Path

import platformdirs

import oberih

VARIABLE = "NUMBA_CACHE_DIR"


def mind_compiled() -> None:
    """Name a folder of the user's own under the system's temporary one where numba would find no place by itself."""
    if os.environ.get(VARIABLE) or any(_writable(place) for place in _places_of_numba()):
        return
    own = Path(tempfile.gettempdir()) / f"oberih-compiled-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    os.environ[VARIABLE] = str(own if _is_own(own) else tempfile.mkdtemp(prefix="oberih-compiled-"))


def _places_of_numba() -> tuple[Path, Path]:
    return Path(oberih.__file__).parent / "luck" / "__pycache__", Path(platformdirs.user_cache_dir("numba", False))


def _writable(folder: Path) -> bool:
    """Whether a file can be made there: asked by making one, as numba does, for rights alone do not tell."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _is_own(folder: Path) -> bool:
    """Whether the folder is this user's alone: compiled code is run unread, and anybody may write into /tmp."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return True
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and not status.st_mode & 0o077
