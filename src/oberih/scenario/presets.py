"""Presets of fire units: families with rounded figures, each with source and range, for illustration.

A preset file is TOML: a table a preset, a figure a key; a figure is a value, or a table { value, low, high, source }.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from oberih.terms.errors import Fault, ScenarioError

#: figures that are tables of kinds: each kind has a figure of its own
BY_KIND = ("chance", "chance_per_minute", "range_by_kind")
Presets = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a preset, as it stands in its file."""

    preset: str
    name: str  #: such as range_km, or chance.cruise
    value: Any
    low: float | None
    high: float | None
    source: str


@cache
def load_presets() -> Presets:
    """The shipped presets as they stand in the file: name → figures."""
    text = files("oberih.scenario").joinpath("presets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def own_presets(path: Path) -> Presets:
    """Presets of a user's own file. Raises ScenarioError where it cannot be read."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ScenarioError(
            Fault(key="layered.presets_unreadable", where=str(path), values={"why": error.strerror or str(error)})
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(Fault(key="scenario.toml", where=str(path), values={"why": str(error)})) from None
    odd = [name for name, figures in tree.items() if not isinstance(figures, dict)]
    if odd:
        raise ScenarioError(
            *(Fault(key="layered.preset_no_table", where=str(path), values={"found": name}) for name in odd)
        )
    return tree


def plain(figure: Any) -> Any:
    """A figure's value, without its range and source.

    >>> plain({"value": 25, "low": 20, "high": 30, "source": "s"}), plain(8)
    (25, 8)
    """
    return figure["value"] if isinstance(figure, Mapping) and "value" in figure else figure


def values_of(preset: Mapping[str, Any]) -> dict[str, Any]:
    """What a preset says of a unit: bare values."""
    return {
        name: {kind: plain(each) for kind, each in figure.items()}
        if name in BY_KIND and isinstance(figure, Mapping) else plain(figure)
        for name, figure in preset.items()
        if name != "about"
    }  # fmt: skip


def with_preset(unit: Mapping[str, Any], presets: Presets) -> dict[str, Any]:
    """The unit with its preset's figures; what it says itself wins, and tables by kind are taken whole."""
    name = unit["preset"]
    if name not in presets:
        if {"family", "range_km"} <= set(unit):  # everything is said already: the name is a label
            return dict(unit)
        raise PydanticCustomError("unknown_preset", "", {"preset": name, "known": ", ".join(presets)})
    return values_of(presets[name]) | dict(unit)


def figures(presets: Presets) -> list[Figure]:
    """All figures of all presets, in the order of the file."""
    rows = []
    for preset, figures_of in presets.items():
        for name, figure in figures_of.items():
            parts = figure.items() if name in BY_KIND and isinstance(figure, Mapping) else [("", figure)]
            for kind, each in parts:
                about = each if isinstance(each, Mapping) else {}
                rows.append(
                    Figure(
                        preset, f"{name}.{kind}" if kind else name, plain(each), about.get("low"), about.get("high"),
                        str(about.get("source", "")),
                    )
                )  # fmt: skip
    return rows
