"""Shipped scenario files, found by name: `examples/layered.toml` works in any folder."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

FOLDER = Path(str(files("oberih"))) / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """A shipped scenario, and what the first line of its file says of it."""

    name: str
    about: str


def named(text: str | Path) -> Path:
    """The file that a user means: one that is there, else the shipped example of that name, else what was typed.

    >>> named("examples/layered.toml") == named("layered"), named("no/such/file.toml").name
    (True, 'file.toml')
    """
    path = Path(text)
    if path.exists() or path.is_absolute() or ".." in path.parts:
        return path
    inside = Path(*path.parts[1:]) if path.parts[:1] == ("examples",) else path
    shipped = FOLDER / (inside if inside.suffix else inside.with_suffix(".toml"))
    return shipped if shipped.is_file() else path


def examples() -> list[Example]:
    """All shipped scenarios by name."""
    found = []
    for path in sorted(FOLDER.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        if "\n[[option]]" in text:  # options for `oberih plan`, no scenario
            continue
        first = text.partition("\n")[0]
        name = path.relative_to(FOLDER).with_suffix("").as_posix()
        found.append(Example(f"examples/{name}.toml", first.lstrip("# ").strip()))
    return found
