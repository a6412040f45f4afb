"""The line on which a field of a TOML file stands, so that a fault can point at it."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_ASSIGNMENT = re.compile(r"^\s*((?:[\w-]+|\"[^\"]*\")(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"))*)\s*=")

Path = tuple[str | int, ...]


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip('"') for part in dotted.split(".")]


def lines(text: str) -> dict[Path, int]:
    """Path of every table and key → its line, counted from 1.

    >>> lines('a = 1\\n[[raid.weapons]]\\nkind = "uav"\\n')[("raid", "weapons", 0, "kind")]
    3
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    inside = ""  # the quotes of a text over several lines, whose lines are no tables and keys
    for number, line in enumerate(text.split("\n"), start=1):  # as TOML counts: other separators are within a line
        if inside:
            inside = "" if inside in line else inside
            continue
        inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")
        if header := _HEADER.match(line):
            path: Path = ()
            parts = _parts(header.group(2))
            for i, part in enumerate(parts):
                path = (*path, part)
                if i + 1 < len(parts) and path in counts:
                    path = (*path, counts[path] - 1)
            if header.group(1) == "[[":
                counts[path] = counts.get(path, 0) + 1
                found.setdefault(path, number)
                path = (*path, counts[path] - 1)
            table = path
            found.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            path = table
            for part in _parts(assignment.group(1)):
                path = (*path, part)
                found.setdefault(path, number)
    return found


def line_of(path: Sequence[str | int], found: dict[Path, int]) -> int | None:
    """The line of a path, or of the nearest thing around it."""
    for length in range(len(path), 0, -1):
        if (line := found.get(tuple(path[:length]))) is not None:
            return line
    return None
