"""Which Oberih computes: figures of two builds must not be mixed in one study."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import oberih

#: rooms whose code touches a figure of a draw, and files beside code that do
ROOMS = (
    "damage", "defence", "grid", "luck", "outage", "people", "raid", "repair", "scenario", "study", "weather",
)  # fmt: skip
#: libraries that may round otherwise in another version
LIBRARIES = ("numpy", "numba", "scipy", "polars")


@cache
def build() -> str:
    """Version, a short sum of the code, and versions of the libraries that compute.

    >>> build().split()[0] == oberih.__version__
    True
    """
    total = hashlib.sha256()
    home = Path(oberih.__file__).parent
    for room in ROOMS:
        for path in sorted((home / room).rglob("*.py")):
            total.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    libraries = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return f"{oberih.__version__} ({total.hexdigest()[:12]}; {libraries})"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # brought along without its papers
        return "?"
