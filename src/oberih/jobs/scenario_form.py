"""A scenario as a form: the fields that a person fills in by themselves, and the rest as TOML beside them.

What is typed becomes a TOML text, good or bad, and the scenario's own loader says what is wrong with it: the form has
no rules of its own. A number that is none stays the text that was typed, so that its fault can be told and nothing is
lost.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal, get_args

from oberih.jobs.scenarios import NAME, checked
from oberih.scenario import dump, pack_states
from oberih.scenario.file import as_toml, toml_fault, toml_key
from oberih.scenario.model import AimClass, Grid, Scenario
from oberih.scenario.packs import places
from oberih.terms.errors import Fault, ScenarioError
from oberih.terms.kinds import KINDS, MISSILE_KINDS, REPORT_KINDS
from oberih.terms.words import Lang

Kind = Literal["text", "whole", "date", "range", "pack", "state", "regions", "weights", "degrees", "law"]
WEAPONS, REST = "raid.weapons", "rest"
_RANGE = ("low", "mid", "high", "source")
_LAW = ("mean", "sd", "source")
_GROUP = ("kind", "n_min", "n_max")
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Input:
    """One field of the form, by its dotted name in the file."""

    name: str
    kind: Kind
    keys: tuple[str, ...] = ()  #: of weights

    @property
    def path(self) -> tuple[str, ...]:
        """Where it stands in the file."""
        return tuple(self.name.split("."))

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of what is typed: one, or several for a range, a law, weights."""
        inner = {"range": _RANGE, "law": _LAW, "weights": self.keys}.get(self.kind)
        return (self.name,) if inner is None else tuple(f"{self.name}.{part}" for part in inner)


SECTIONS: Mapping[str, tuple[Input, ...]] = {
    "about": (Input("name_uk", "text"), Input("name_en", "text"), Input("hours", "whole")),
    "raid": (
        Input("raid.date", "date"), Input("raid.start_hour", "whole"), Input("raid.hit_regions", "regions"),
        Input("raid.duration_h", "range"), Input("raid.energy_share", "range"),
        Input("raid.missile_mix", "weights", MISSILE_KINDS), Input("raid.aim", "weights", get_args(AimClass)),
    ),
    "defence": (
        *(Input(f"defence.shares.{kind}", "law") for kind in KINDS), Input("defence.lost_share", "range"),
        Input("damage.debris_chance", "range"),
    ),
    "grid": (
        Input("grid.pack", "pack"), Input("grid.state", "state"), Input("grid.trip_chance", "range"),
        Input("grid.transit_loss", "range"), Input("grid.schedule_hour", "whole"),
        Input("grid.schedule_share", "range"), Input("weather.temperature_c.all", "degrees"),
    ),
    "repair": (
        Input("repair.safety_h", "range"), Input("repair.travel_h", "range"), Input("repair.work_factor", "range"),
    ),
}  # fmt: skip
INPUTS = {each.name: each for section in SECTIONS.values() for each in section}
KINDS_OF_WEAPON = REPORT_KINDS


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form: texts as they were typed, by the name of the input; groups of weapons; the rest."""

    texts: Mapping[str, str] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    weapons: tuple[tuple[str, str, str], ...] = ()  #: kind, least, most
    rest: str = ""


def filled(text: str) -> Filled:
    """The form of a scenario file. Raises ScenarioError where it is not TOML."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(toml_fault(error, NAME)) from None
    _prune(tree)
    texts: dict[str, str] = {}
    regions: tuple[str, ...] = ()
    weapons = _take_weapons(tree)
    for each in INPUTS.values():
        found = _look(tree, each.path)
        if each.kind == "regions":
            if isinstance(found, list) and all(isinstance(code, str) for code in found):
                regions = tuple(found)
                _drop(tree, each.path)
        elif (told := _typed(each, found)) is not None:
            texts |= told
            _drop(tree, each.path)
    return Filled(texts, regions, weapons, text_of(tree) if tree else "")


def written(form: Filled) -> str:
    """The scenario file of a form. Raises ScenarioError where its rest is not TOML, or says what the form says too."""
    try:
        tree: dict[str, Any] = tomllib.loads(form.rest)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(toml_fault(error, REST)) from None
    own: dict[str, Any] = {}
    for each in INPUTS.values():
        value = list(form.regions) or None if each.kind == "regions" else _meant(each, form.texts)
        if value is not None:
            _put(own, each.path, value)
    groups = [_group(row) for row in form.weapons if any(map(str.strip, row))]
    if groups:
        _put(own, ("raid", "weapons"), groups)
    twice: list[str] = []
    merged = _merged(own, tree, "", twice)
    if twice:
        raise ScenarioError(*(Fault(key="editor.twice", where=REST, values={"field": name}) for name in twice))
    return text_of(merged)


def defaults(form: Filled) -> Mapping[str, str]:
    """What inputs that are left empty stand for: stop shares as learnt for the raid's day, if that is one."""
    try:
        day = date.fromisoformat(form.texts.get("raid.date", "").strip())
    except ValueError:
        day = None
    return _defaults(day)


@cache
def _defaults(day: date | None) -> Mapping[str, str]:
    raid = {"date": day, "weapons": [{"kind": REPORT_KINDS[0], "n": 1}]}
    found = dict(filled(dump(Scenario.model_validate({"raid": raid}))).texts)
    return {name: text for name, text in found.items() if name not in ("raid.date", "grid.state")}


def faults_beside(text: str) -> dict[str, list[Fault]]:
    """Faults of a scenario file by the input that each is of; none for a good one. A group of weapons is
    "raid.weapons[2]"; what is of no input is of the rest."""
    try:
        checked(text)
    except ScenarioError as error:
        found: dict[str, list[Fault]] = {}
        for fault in error.faults:
            beside = _input_of(str(fault.values.get("field", "")))
            found.setdefault(beside, []).append(Fault(key=fault.key, values=fault.values))
        return found
    return {}


def parts_of_schema() -> tuple[str, ...]:
    """All top-level parts of a scenario: each is in the form, or stays in the rest."""
    return tuple(Scenario.model_fields)


def packs_and_regions(
    pack: str, lang: Lang
) -> tuple[list[str], list[str], list[tuple[str, str]]]:  # fmt: skip
    """Shipped packs; the states of one, the default for none; and its regions by code, in the order of their names."""
    from oberih.report.render import alphabetical  # noqa: PLC0415

    packs = list(pack_states())
    country = places.country_folder(pack if pack in packs else Grid().pack)
    states = places.states(country)
    names = places.regions_of(country)
    codes = {code for state in states for code in places.modelled(country, state.name)}
    regions = [(code, getattr(names[code], lang) if code in names else code) for code in codes]
    regions.sort(key=lambda each: alphabetical(each[1], lang))
    return packs, [state.name for state in states], regions


def text_of(tree: Mapping[str, Any]) -> str:
    """A tree as TOML: plain values first, tables after them, lists of tables as tables of their own.

    >>> print(text_of({"raid": {"weapons": [{"kind": "uav", "n": 3}], "start_hour": 2}, "hours": 24}), end="")
    hours = 24
    <BLANKLINE>
    [raid]
    start_hour = 2
    <BLANKLINE>
    [[raid.weapons]]
    kind = "uav"
    n = 3
    """
    out: list[str] = []
    _table(tree, "", out)
    return "\n".join(out).strip("\n") + "\n"


def _table(tree: Mapping[str, Any], where: str, out: list[str]) -> None:
    deeper: dict[str, Any] = {}
    for name, value in tree.items():
        tables = isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value)
        if tables or (isinstance(value, Mapping) and (not where or _of_tables(value))):
            deeper[name] = value
        else:
            out.append(f"{toml_key(name)} = {as_toml(value)}")
    for name, value in deeper.items():
        path = f"{where}.{toml_key(name)}" if where else toml_key(name)
        if isinstance(value, Mapping):
            out += ["", f"[{path}]"]
            _table(value, path, out)
            continue
        for row in value:
            out += ["", f"[[{path}]]", *(f"{toml_key(key)} = {as_toml(each)}" for key, each in row.items())]


def _of_tables(value: Mapping[str, Any]) -> bool:
    """Whether a table holds tables that hold ranges no more: stop shares, and not a range."""
    return bool(value) and all(isinstance(each, Mapping) for each in value.values())


def _typed(each: Input, found: Any) -> dict[str, str] | None:
    """What stands in the inputs of a field; None where the field is not there, or not of the form's kind."""
    if found is None:
        return None
    if each.kind in ("range", "law", "weights"):
        inner = [part.rpartition(".")[2] for part in each.parts]
        if each.kind == "range" and _plain(found):
            return {f"{each.name}.mid": _text(found)}
        if not isinstance(found, dict) or not set(found) <= set(inner) or not all(map(_plain, found.values())):
            return None
        return {f"{each.name}.{part}": _text(value) for part, value in found.items()}
    if each.kind == "degrees":
        good = isinstance(found, list) and all(map(_plain, found))
        return {each.name: " ".join(map(_text, found))} if good else None
    return {each.name: _text(found)} if _plain(found) else None


def _meant(each: Input, texts: Mapping[str, str]) -> Any:
    """What was typed into the inputs of a field, as the file says it; None for nothing."""
    if each.kind == "degrees":
        words = texts.get(each.name, "").replace(",", " ").split()
        return [_number(word) for word in words] or None
    if each.kind in ("range", "law", "weights"):
        inner = {
            part.rpartition(".")[2]: text for part in each.parts if (text := texts.get(part, "").strip())
        }
        found = {part: text if part == "source" else _number(text) for part, text in inner.items()}
        if each.kind == "range" and set(found) == {"mid"}:
            return found["mid"]
        return found or None
    text = texts.get(each.name, "").strip()
    if not text:
        return None
    if each.kind == "whole":
        return _number(text)
    if each.kind == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _group(row: tuple[str, str, str]) -> dict[str, Any]:
    """A group of weapons as the file says it: a number alone is exact."""
    kind, least, most = (text.strip() for text in row)
    group: dict[str, Any] = {"kind": kind} if kind else {}
    if least and not most:
        return {**group, "n": _number(least)}
    return {**group, **{name: _number(text) for name, text in (("n_min", least), ("n_max", most)) if text}}


def _take_weapons(tree: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    found = _look(tree, ("raid", "weapons"))
    if not isinstance(found, list) or len(found) > MOST_ROWS:
        return ()
    rows = []
    for each in found:
        if not isinstance(each, dict) or not set(each) <= {*_GROUP, "n"} or not all(map(_plain, each.values())):
            return ()
        if "n" in each and len({"n_min", "n_max"} & set(each)):
            return ()
        least, most = ("n", "") if "n" in each else ("n_min", "n_max")
        rows.append((_text(each.get("kind", "")), _text(each.get(least, "")), _text(each.get(most, ""))))
    _drop(tree, ("raid", "weapons"))
    return tuple(rows)


def _input_of(dotted: str) -> str:
    """The input that a fault's field belongs to.

    >>> _input_of("raid.duration_h.low"), _input_of("raid.weapons[2].n"), _input_of("defence.units[1]")
    ('raid.duration_h', 'raid.weapons[2]', 'rest')
    """
    if dotted.startswith(f"{WEAPONS}["):
        return dotted.partition("]")[0] + "]"
    for name in INPUTS:
        if dotted == name or dotted.startswith((f"{name}.", f"{name}[")):
            return name
    degrees = "weather.temperature_c"
    whole = {"raid": WEAPONS, WEAPONS: WEAPONS, "grid": "grid.pack", degrees: f"{degrees}.all"}
    return whole.get(dotted, REST)


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float | date) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(text: str) -> int | float | str:
    """A number as people type it, with a point or a comma; what is none stays as it is.

    >>> _number("12"), _number("0,5"), _number("-3.5"), _number("about ten"), _number("nan")
    (12, 0.5, -3.5, 'about ten', 'nan')
    """
    plain = text.strip().replace(",", ".").replace("\u2212", "-")
    if set(plain) - set("0123456789.-+eE") or len(plain) > 30:
        return text
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return text


def _look(tree: Mapping[str, Any], path: Sequence[str]) -> Any:
    found: Any = tree
    for part in path:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _drop(tree: dict[str, Any], path: Sequence[str]) -> None:
    """Take a field out, and the tables that hold nothing then."""
    inner = tree[path[0]]
    if len(path) == 1:
        del tree[path[0]]
        return
    _drop(inner, path[1:])
    if not inner:
        del tree[path[0]]


def _prune(tree: dict[str, Any]) -> None:
    """Take empty lists out of the parts: a scenario that was written out whole has many, and they say nothing."""
    for part in tree.values():
        if isinstance(part, dict):
            for name in [name for name, value in part.items() if value == []]:
                del part[name]
            _prune(part)


def _put(tree: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree[path[-1]] = value


def _merged(own: Mapping[str, Any], rest: Mapping[str, Any], where: str, twice: list[str]) -> dict[str, Any]:
    """The form's fields, and the rest beside them; what stands in both is named in `twice`."""
    out = dict(own)
    for name, value in rest.items():
        mine, path = out.get(name), f"{where}{name}"
        if isinstance(mine, Mapping) and isinstance(value, Mapping):
            out[name] = _merged(mine, value, f"{path}.", twice)
        elif name in out:
            twice.append(path)
        else:
            out[name] = value
    return out
