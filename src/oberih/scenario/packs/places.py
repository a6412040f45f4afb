"""Where packs lie, which dated states they have, and which regions: by the name of a shipped pack, or by a path.

A pack is a folder with a folder for each state. Names of its regions stand in its own `regions.csv`, in both languages
and, for an invented country, with a place on a plane; a pack without that file has regions of `terms.regions`.
"""

import csv
import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oberih.terms.regions import REGIONS, Region

PACKS = Path(__file__).parent
REGION_FILE = "regions.csv"
REGION_COLUMNS = ("code", "name_uk", "place_uk", "name_en", "place_en")


@dataclass(frozen=True, slots=True)
class State:
    """One dated state of a pack: its name, and the first day of which it tells."""

    name: str
    since: dt.date
    default: bool  #: taken where a raid has no date


def is_path(pack: str) -> bool:
    """True for a pack that is named by its folder: "./mypack", "/data/mypack"; False for a name such as "ua".

    >>> is_path("./mypack"), is_path("ua")
    (True, False)
    """
    return pack.startswith((".", "~")) or "/" in pack or "\\" in pack


def country_folder(pack: str, packs: Path = PACKS) -> Path:
    """The folder of a pack, whether there is one or not."""
    return Path(pack).expanduser() if is_path(pack) else packs / pack


def about(state_folder: Path) -> dict[str, Any]:
    """What a state says of itself (pack.toml); empty where that cannot be read, which `faults` tells of."""
    try:
        return tomllib.loads((state_folder / "pack.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}


def states(country: Path) -> tuple[State, ...]:
    """The states of a country, oldest first. Where `from` is not said a state tells of its month on."""
    found = []
    for file in sorted(country.glob("*/pack.toml")):
        said = about(file.parent)
        since = said.get("from")
        if not isinstance(since, dt.date):
            try:
                since = dt.date.fromisoformat(f"{file.parent.name}-01")
            except ValueError:
                since = dt.date.min
        found.append(State(file.parent.name, since, said.get("default") is True))
    return tuple(sorted(found, key=lambda state: (state.since, state.name)))


def state_on(country: Path, day: dt.date | None) -> str:
    """The state of a day: the latest one that tells of it, the first for earlier days.

    Without a day it is the one that is marked as default, else the first; "" where there is no state.
    """
    known = states(country)
    if day is None:
        return next((each.name for each in known if each.default), known[0].name if known else "")
    begun = [each.name for each in known if each.since <= day]
    return (begun or [each.name for each in known[:1]] or [""])[-1]


def modelled(country: Path, state: str) -> tuple[str, ...]:
    """Codes of the regions that a state models; empty where its pack.toml cannot be read."""
    listed = about(country / state).get("regions") if state else None
    return tuple(sorted(map(str, listed))) if isinstance(listed, list) else ()


def regions_of(country: Path) -> dict[str, Region]:
    """Names of a pack's own regions by code; those of Ukraine where it has no file of its own. What cannot be read is
    left out, and `faults` tells of it."""
    try:
        with (country / REGION_FILE).open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, UnicodeDecodeError):
        return dict(REGIONS)
    return {
        row["code"]: Region(row["code"], "", row["name_uk"], row["place_uk"], row["name_en"], row["place_en"])
        for row in rows
        if all(row.get(column) for column in REGION_COLUMNS)
    }


def figure_files(state_folder: Path) -> tuple[Path, ...]:
    """The files of a state's figures: its own, and those beside it that all states of the country share."""
    shared = (file for file in sorted(state_folder.parent.glob("*.csv")) if file.name != REGION_FILE)
    return (*sorted(state_folder.glob("*.csv")), *shared)


def shown(file: Path, state_folder: Path) -> str:
    """A file of figures as a fault names it: "people.csv", and "../climate.csv" where all states share it."""
    return file.name if file.parent == state_folder else f"../{file.name}"


def positions_km(country: Path) -> dict[str, tuple[float, float]]:
    """Where regions lie on an invented plane, km east and north; empty for a pack whose file does not say."""
    try:
        with (country / REGION_FILE).open(encoding="utf-8", newline="") as text:
            return {
                row["code"]: (float(row["x_km"]), float(row["y_km"]))
                for row in csv.DictReader(text)
                if row.get("x_km") and row.get("y_km")
            }
    except (OSError, ValueError, KeyError):
        return {}
