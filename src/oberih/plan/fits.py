"""Whether options fit a scenario: its defence, its regions, its assets, and the money asked for."""

from collections.abc import Iterator, Mapping

import polars as pl

from oberih.plan.options import DEFENCE, Change, Options
from oberih.plan.read import at, near
from oberih.scenario import Pack, Scenario
from oberih.scenario.lines import Path as Place
from oberih.scenario.options import class_of
from oberih.scenario.presets import load_presets
from oberih.scenario.strengthened import LEVELS
from oberih.terms.errors import Fault


def faults_of(options: Options, scenario: Scenario, pack: Pack, where: str, found: Mapping[Place, int]) -> list[Fault]:
    """Every option that does not fit, each with its line, what was found and the remedy."""
    faults = []
    for i, option in enumerate(options.option):
        for j, change in enumerate(option.adds):
            place: Place = ("option", i, "adds", j)
            for part, key, values in misfits(change, scenario, pack):
                faults.append(at((*place, part), key, where, found, **{"option": option.name, **values}))
    return faults


Misfit = tuple[str, str, dict[str, object]]


def misfits(change: Change, scenario: Scenario, pack: Pack) -> Iterator[Misfit]:
    """What of one change does not fit: the part, the key of the sentence, and its values."""
    wrong = [code for code in change.regions if code not in pack.regions]
    for code in wrong:
        known = ", ".join(pack.regions)
        yield "regions", "scenario.unknown_region", {
            "found": code, "pack": pack.pack_id, "near": near(code, pack.regions), "known": known,
        }  # fmt: skip
    if wrong:
        return
    if change.add in DEFENCE:
        yield from _defence(change, scenario, pack)
    if change.add == "protection":
        yield from _protection(change, pack)


def _defence(change: Change, scenario: Scenario, pack: Pack) -> Iterator[Misfit]:
    if scenario.defence.level != "layered":
        yield "add", "plan.needs_layers", {"found": change.add}
        return
    placed = change.add == "sensor" or bool(change.regions)
    if placed and pack.place_km is None:
        yield "regions", "plan.no_places", {"pack": pack.pack_id}
        return
    units = scenario.defence.units
    standing = [unit for unit in units if change.add != "sensor" and class_of(unit) == change.of]
    classes = list(dict.fromkeys(class_of(unit) for unit in units))
    if change.add == "sensor":
        like = any(each.kind == change.sensor for each in scenario.defence.sensors)
        if not like and change.range_km is None:
            yield "range_km", "plan.no_range", {"found": change.sensor}
    elif change.add == "rounds":
        if not standing:
            yield "of", "worth.none_stands", {
                "found": change.of, "near": near(change.of, classes), "known": ", ".join(classes) or "-",
            }  # fmt: skip
        elif all(unit.ready is None for unit in standing):
            yield "of", "worth.no_rounds", {"found": change.of}
    elif not standing and change.of not in load_presets():
        names = list(dict.fromkeys([*classes, *load_presets()]))
        yield "of", "worth.unknown_class", {
            "found": change.of, "near": near(change.of, names), "known": ", ".join(names),
        }  # fmt: skip
    elif not standing and not change.regions:
        yield "of", "plan.nowhere", {"found": change.of}


def _protection(change: Change, pack: Pack) -> Iterator[Misfit]:
    here = pack.assets.filter(pl.col("asset_class") == change.asset_class, pl.col("available_mw") > 0)
    if change.regions:
        here = here.filter(pl.col("region").is_in(list(change.regions)))
    place = ", ".join(change.regions) or pack.nation
    if here.is_empty():
        yield "asset_class", "plan.none_there", {"found": change.asset_class, "regions": place}
        return
    if not pack.invented and here.height < 2:
        yield "regions", "plan.single_object", {"found": change.asset_class, "regions": place}
    assert change.level is not None
    if not here["protection"].is_in(list(LEVELS[: LEVELS.index(change.level)])).any():
        yield "level", "plan.already", {"found": change.level, "regions": place}
