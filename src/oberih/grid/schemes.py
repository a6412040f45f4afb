"""Dated presets: stages of automatic shedding by country, and what plant of each class does at odd frequencies."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from oberih.grid.shedding import Stage
from oberih.terms.errors import Fault, InputError

PLANT_CLASSES = ("nuclear", "thermal", "chp", "hydro", "solar", "wind")
Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Scheme:
    """Stages by frequency and shedding by overload, of one country at one date."""

    id: str
    as_of: str
    name_uk: str
    name_en: str
    source: str
    stages: tuple[Stage, ...]
    overload_share: float  #: of load behind an overloaded link that is shed before the link opens (САВН)
    overload_delay_s: float


@dataclass(frozen=True, slots=True)
class PlantClass:
    """One class of plant; ranges are low, middle, high."""

    inertia_s: float
    governs: float  #: part of it under governors
    low_hz: Three
    low_delay_s: float
    high_hz: float
    high_delay_s: float
    return_h: Three


@dataclass(frozen=True, slots=True)
class Plant:
    """All classes, and what is common to them."""

    classes: dict[str, PlantClass]
    droop: float
    governor_gain: float
    reheat_share: float
    reheat_s: float
    damping: float
    reserve: Three  #: of the running capacity
    black_start_h: Three
    energise_h: Three
    resynchronise_h: Three
    source: str
    as_of: str


def scheme_ids() -> tuple[str, ...]:
    """The schemes that ship.

    >>> scheme_ids()
    ('eu-2017', 'ua-2022')
    """
    names = (entry.name for entry in files("oberih.grid").joinpath("presets").iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml") and name != "plant.toml"))


@cache
def scheme(name: str) -> Scheme:
    """A scheme by its name. Raises InputError where there is none.

    >>> round(sum(stage.share for stage in scheme("eu-2017").stages), 3)
    0.45
    """
    if name not in scheme_ids():
        raise InputError(Fault(key="minute.scheme", values={"found": name, "known": ", ".join(scheme_ids())}))
    data = _read(name)
    stages: list[Stage] = []
    for group in data["stages"]:
        levels = group["threshold_hz"]
        delays = group["delay_s"] if isinstance(group["delay_s"], list) else [group["delay_s"]] * len(levels)
        stages += [Stage(hz, group["share"], delay, group["scheme"]) for hz, delay in zip(levels, delays, strict=True)]
    return Scheme(
        data["id"], data["as_of"], data["name_uk"], data["name_en"], data["source"], tuple(stages),
        data["overload"]["share"], data["overload"]["delay_s"],
    )  # fmt: skip


@cache
def plant() -> Plant:
    """Plant by class.

    >>> plant().classes["nuclear"].return_h
    (24.0, 36.0, 72.0)
    """
    data = _read("plant")
    classes = {name: PlantClass(**_tuples(data.pop(name))) for name in PLANT_CLASSES}
    return Plant(classes, **_tuples(data))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("oberih.grid").joinpath("presets", f"{name}.toml").read_text(encoding="utf-8"))
