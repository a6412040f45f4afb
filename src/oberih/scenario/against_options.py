"""What only the whole file can say of options: whether their class stands, and where a new unit may stand."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from oberih.scenario.presets import Presets, load_presets, with_preset

Place = tuple[str | int, ...]
Found = tuple[Place, str, dict[str, object]]
AXES = ("x_km", "y_km")


def with_figures(option: Any, units: list[Any], presets: Presets) -> Any:
    """An option of a class that does not stand yet, with its preset's figures; what has faults is left as it is."""
    if not isinstance(option, dict) or option.get("of") not in presets or "unit" in option:
        return option
    if option["of"] in _classes(units) or not set(AXES) <= set(option):
        return option
    place = {"x_km": option["x_km"], "y_km": option["y_km"]}
    return {**option, "unit": with_preset({"name": option["of"], "preset": option["of"], **place}, presets)}


def against_options(defence: Mapping[str, Any]) -> Iterator[Found]:
    """An option is of a class that stands, or of a preset with a place; a load needs somebody to fire it."""
    units, options = defence.get("units"), defence.get("options")
    standing = _classes(units if isinstance(units, list) else [])
    for i, option in enumerate(options if isinstance(options, list) else []):
        if isinstance(option, dict) and isinstance(option.get("of"), str):
            found = {"unit": _unit, "rounds": _load}.get(str(option.get("add")))
            if found is not None:
                yield from found(("defence", "options", i), option, standing)


def _load(place: Place, option: Mapping[str, Any], standing: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[Found]:
    of = option["of"]
    for name in (*AXES, "unit"):
        if name in option:
            yield (*place, name), "worth.load_has_no_place", {}
    if of not in standing:
        known = ", ".join(standing) or "-"
        yield (*place, "of"), "worth.none_stands", {"found_": of, "near": _near(of, standing), "known": known}
    elif all(unit.get("ready") is None for unit in standing[of]):
        yield (*place, "of"), "worth.no_rounds", {"found_": of}
    if option.get("rounds") == 0:
        yield (*place, "rounds"), "worth.empty_load", {}


def _unit(place: Place, option: Mapping[str, Any], standing: Mapping[str, list[Mapping[str, Any]]]) -> Iterator[Found]:
    of = option["of"]
    given = [axis for axis in AXES if axis in option]
    if "rounds" in option:
        yield (*place, "rounds"), "worth.rounds_of_unit", {}
    if len(given) == 1:
        yield place, "worth.half_a_place", {}
    elif of in standing or "unit" in option:
        if of not in standing and not given:
            yield place, "worth.nowhere", {"found_": of}
    elif of in load_presets():  # with a place its figures would stand in the option by now
        yield place, "worth.nowhere", {"found_": of}
    else:
        names = list(dict.fromkeys([*standing, *load_presets()]))
        yield (*place, "of"), "worth.unknown_class", {
            "found_": of, "near": _near(of, names), "known": ", ".join(names)
        }  # fmt: skip


def _classes(units: list[Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Units by what they are alike in: their preset, else their family."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for unit in units:
        if isinstance(unit, dict):
            found.setdefault(str(unit.get("preset") or unit.get("family")), []).append(unit)
    return found


def _near(word: str, known: Iterable[str]) -> str:
    lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), list(lower), n=1, cutoff=0.5)
    return f" ({lower[close[0]]}?)" if close else ""
