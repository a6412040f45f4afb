"""What only the whole file can say of a layered defence: names, places, presets, and kinds that fly or do not.

It looks at the file as it was read, before types are known to be right; what is of a wrong type is left to the model.
"""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from oberih.scenario.against_options import against_options, with_figures
from oberih.scenario.layered import MOST_UNITS
from oberih.scenario.pack import PACKS
from oberih.scenario.presets import Presets, load_presets, own_presets, with_preset
from oberih.terms.kinds import KIND_OF_REPORT, KINDS

Place = tuple[str | int, ...]
Found = tuple[Place, str, dict[str, object]]


def preset_figures(tree: Mapping[str, Any], folder: Path | None) -> dict[str, Any]:
    """The file's tree with the figures of presets written into the units. Raises ScenarioError for a preset file that
    cannot be read; an unknown preset is left for the model to name."""
    defence = tree.get("defence")
    units = defence.get("units") if isinstance(defence, dict) else None
    if not isinstance(defence, dict) or not isinstance(units, list):
        return dict(tree)
    presets: Presets = load_presets()
    own = defence.get("presets")
    if isinstance(own, str) and folder is not None:
        presets = {**presets, **own_presets(folder / own)}
    known = [
        with_preset(unit, presets) if isinstance(unit, dict) and unit.get("preset") in presets else unit
        for unit in units
    ]
    changed = {**defence, "units": known}
    options = defence.get("options")
    if isinstance(options, list):
        changed["options"] = [with_figures(option, known, presets) for option in options]
    return {**tree, "defence": changed}


def against_plane(tree: Mapping[str, Any]) -> Iterator[Found]:
    """All faults that need more than one part of the file: where, key, values."""
    defence, raid = _table(tree, "defence"), _table(tree, "raid")
    layered = defence.get("level") == "layered"
    if not layered:
        for part, name in ((defence, "units"), (defence, "sensors"), (defence, "options"), (raid, "waves")):
            if part.get(name):
                yield ("defence" if part is defence else "raid", name), "layered.not_layered", {}
        return
    yield from _names(defence, raid)
    yield from _places(tree, defence, raid)
    yield from _aims(tree, raid)
    yield from _anchors(defence, raid)
    yield from against_options(defence)
    units = sum(count for row in _rows(defence, "units") if isinstance(count := row[1].get("count", 1), int))
    if units > MOST_UNITS:
        yield ("defence", "units"), "layered.many_units", {"found_": units, "most": MOST_UNITS}


def _table(tree: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = tree.get(name)
    return part if isinstance(part, dict) else {}


def _rows(part: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    rows = part.get(name)
    return [(i, row) for i, row in enumerate(rows) if isinstance(row, dict)] if isinstance(rows, list) else []


def _lists(defence: Mapping[str, Any], raid: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    yield "defence", "units", defence
    yield "defence", "sensors", defence
    yield "raid", "targets", raid


def _names(defence: Mapping[str, Any], raid: Mapping[str, Any]) -> Iterator[Found]:
    """Two of one name would share their luck, and could not be told apart."""
    for part, name, table in _lists(defence, raid):
        seen: dict[str, int] = {}
        for i, row in _rows(table, name):
            own = row.get("name")
            if isinstance(own, str):
                if own in seen:
                    yield (part, name, i, "name"), "layered.same_name", {"found_": own, "first": seen[own] + 1}
                seen.setdefault(own, i)


def _size(tree: Mapping[str, Any]) -> tuple[float, float] | None:
    plane = _table(tree, "map")
    width, height = plane.get("width_km"), plane.get("height_km")
    if isinstance(width, int | float) and isinstance(height, int | float) and width > 0 and height > 0:
        return float(width), float(height)
    return None


def _places(tree: Mapping[str, Any], defence: Mapping[str, Any], raid: Mapping[str, Any]) -> Iterator[Found]:
    size = _size(tree)
    if "map" not in tree:
        if not _pack_has_plane(tree):
            yield ("defence", "level"), "layered.no_plane", {}
        return
    if size is None:
        return
    for part, name, table in (*_lists(defence, raid), ("defence", "options", defence)):
        for i, row in _rows(table, name):
            for axis, limit in zip(("x_km", "y_km"), size, strict=True):
                at = row.get(axis)
                if isinstance(at, int | float) and not 0 <= at <= limit:
                    yield (part, name, i, axis), "layered.outside_map", {
                        "found_": f"{at:g}", "name": row.get("name", row.get("of", "")), "most": f"{limit:g}",
                    }  # fmt: skip


def _pack_has_plane(tree: Mapping[str, Any]) -> bool:
    """Whether the pack's regions have places on a plane, by its own file; an unknown pack is named elsewhere."""
    pack = _table(tree, "grid").get("pack", "ua")
    folder = PACKS / str(pack)
    if not folder.is_dir():
        return True
    table = folder / "regions.csv"
    return table.exists() and "x_km" in table.read_text(encoding="utf-8").partition("\n")[0]


def _groups(raid: Mapping[str, Any]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    for i, wave in _rows(raid, "waves"):
        for j, group in _rows(wave, "weapons"):
            yield ("raid", "waves", i, "weapons", j), group
    for i, group in _rows(raid, "weapons"):
        yield ("raid", "weapons", i), group


def _aims(tree: Mapping[str, Any], raid: Mapping[str, Any]) -> Iterator[Found]:
    """Targets that are named exist; and on a bare map there is something to fly at."""
    known = [row["name"] for _, row in _rows(raid, "targets") if isinstance(row.get("name"), str)]
    for place, group in _groups(raid):
        named = group.get("target")
        if isinstance(named, str) and named not in known:
            near = difflib.get_close_matches(named, known, n=1, cutoff=0.5)
            yield (*place, "target"), "layered.unknown_target", {
                "found_": named, "near": f" ({near[0]}?)" if near else "", "known": ", ".join(known) or "-",
            }  # fmt: skip
        if "map" in tree and not known and named is None and not group.get("path"):
            yield place, "layered.nowhere", {}


def _anchors(defence: Mapping[str, Any], raid: Mapping[str, Any]) -> Iterator[Found]:
    """A kind that never flies has no share stopped that could be anchored."""
    kinds = defence.get("anchor_kinds")
    if not isinstance(kinds, list):
        return
    if not isinstance(defence.get("anchor"), str) and kinds:
        yield ("defence", "anchor_kinds"), "layered.no_anchor", {}
    flown = _flown(raid)
    for i, kind in enumerate(kinds):
        if flown is not None and kind in KINDS and kind not in flown:
            yield ("defence", "anchor_kinds", i), "layered.never_flies", {
                "found_": kind, "known": ", ".join(sorted(flown)) or "-"
            }  # fmt: skip


def _flown(raid: Mapping[str, Any]) -> set[str] | None:
    """Kinds that may fly; None where the record says."""
    if raid.get("from") or raid.get("pool"):
        return None
    flown: set[str] = set()
    mix = raid.get("missile_mix")
    for _, group in _groups(raid):
        kind = str(group.get("kind"))
        if group.get("n", group.get("n_max", 1)) == 0:
            continue
        if kind in ("missile", "target"):
            flown |= set(mix) if isinstance(mix, dict) else {"cruise"}
            flown |= {"drone"} if kind == "target" else set()
        elif kind == "recon_uav":
            flown.add("decoy")
        else:
            flown |= {kind} if kind in KINDS else {mapped for name, mapped in KIND_OF_REPORT.items() if name == kind}
    return flown
