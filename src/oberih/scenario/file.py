"""A scenario from TOML: every fault at once, each with line, value and remedy; and back to TOML."""

import difflib
import json
import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from oberih.scenario import weather
from oberih.scenario.against_plane import against_plane, preset_figures
from oberih.scenario.doubt import Doubt
from oberih.scenario.lines import line_of, lines
from oberih.scenario.model import MOST_WEAPONS, Grid, Scenario
from oberih.scenario.pack import known_states, pack_states
from oberih.scenario.packs import places
from oberih.terms.errors import Fault, ScenarioError
from oberih.terms.kinds import KINDS
from oberih.terms.regions import Region

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TOML_LINE = re.compile(r"\(at line (\d+)")
#: fields that name files, and the field that holds all that the file says
_FILES = (
    ("weather", "file", "temperature_c"), ("defence", "calibration", "shares"), ("defence", "presets", ""),
    ("defence", "anchor", ""), ("grid", "pack", ""),
)
MOST_BYTES = 1_000_000  #: a scenario is a page or two


def load(path: Path | str) -> Scenario:
    """Read a scenario file. Raises ScenarioError with all faults."""
    path = Path(path)
    return parse(text_of(path), str(path), path.parent)


def text_of(path: Path) -> str:
    """The text of a file of a page or two. Raises ScenarioError."""
    try:
        raw = path.read_bytes()
    except IsADirectoryError:
        raise ScenarioError(Fault(key="scenario.folder", where=str(path))) from None
    except FileNotFoundError:
        raise ScenarioError(Fault(key="scenario.missing", where=str(path))) from None
    except OSError as error:
        raise ScenarioError(
            Fault(key="scenario.unreadable", where=str(path), values={"why": error.strerror or str(error)})
        ) from None
    if len(raw) > MOST_BYTES:
        raise ScenarioError(Fault(key="scenario.large", where=str(path), values={"found": len(raw)}))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(Fault(key="scenario.encoding", where=str(path), values={"at": error.start})) from None


def toml_fault(error: Exception, where: str) -> Fault:
    """Why a text is not TOML, and on which line."""
    if isinstance(error, RecursionError):  # thousands of brackets, one in another
        return Fault(key="scenario.toml", where=where, values={"why": "[[[[…"})
    line = _TOML_LINE.search(str(error))
    return Fault(key="scenario.toml", where=f"{where}:{line[1]}" if line else where, values={"why": str(error)})


def parse(
    text: str, where: str = "scenario", folder: Path | None = None, *, only: Collection[str] | None = None
) -> Scenario:  # fmt: skip
    """A scenario from TOML text; files and packs that it names by their path are looked for from `folder` on.

    With `only`, no file is read but those of these names, and a field that names another is a fault. Raises
    ScenarioError with all faults.
    """
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(toml_fault(error, where)) from None
    found = lines(text)
    named = [] if only is None else take_files(tree, only)
    if any(path == ("grid", "pack") for path, _ in named):  # nothing more can be said without the pack
        raise ScenarioError(*(_at(path, "scenario.no_files", where, found, found_=name) for path, name in named))
    tree = preset_figures(tree, folder)
    grid = tree.get("grid")
    if folder and isinstance(grid, dict) and isinstance(grid.get("pack"), str) and places.is_path(grid["pack"]):
        grid["pack"] = str((folder / Path(grid["pack"]).expanduser()).resolve())
    faults = _weather_file(tree, where, found, folder)
    faults += _against_pack(tree, where, found)
    faults += [_at(path, key, where, found, **values) for path, key, values in against_plane(tree)]
    faults += [_at(path, "scenario.no_files", where, found, found_=name) for path, name in named]
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        told = [each for each in error.errors(include_url=False) if each["type"] != "unknown_region"]  # told above
        faults = [_fault(details, where, found, tree) for details in told] + faults
    if faults:
        raise ScenarioError(*{fault.text(): fault for fault in faults}.values())
    if missing := weather_gaps(scenario, _place(("weather", "temperature_c"), where, found)):
        raise ScenarioError(*missing)
    return scenario


def take_files(tree: Mapping[str, Any], but: Collection[str] = ()) -> list[tuple[tuple[str, str], str]]:
    """Take the fields that name a file or a folder out of a tree, but for some; where they stood, and what they named.

    A table of weather or stop shares that stands beside the file which it came from needs that file no more.
    """
    taken: list[tuple[tuple[str, str], str]] = []
    for part, name, instead in _FILES:
        table = tree.get(part)
        given = table.get(name) if isinstance(table, dict) else None
        if not isinstance(table, dict) or not isinstance(given, str) or given in but:
            continue
        if name == "pack" and not places.is_path(given):
            continue
        del table[name]
        held = table.get(instead) if instead else None
        if not held or (instead == "shares" and isinstance(held, dict) and len(held) < len(KINDS)):
            taken.append(((part, name), given))
    return taken


def weather_gaps(scenario: Scenario, where: str = "") -> list[Fault]:
    """What the stated weather lacks for the regions and days of a scenario."""
    regions, _ = _regions_of(scenario.grid.pack, scenario.grid.state)
    days = weather.days_of(scenario.hours, scenario.raid.start_hour)
    return weather.gaps(scenario.weather.temperature_c, regions, days, where)


def _weather_file(
    tree: dict[str, Any], where: str, found: Mapping[tuple[str | int, ...], int], folder: Path | None
) -> list[Fault]:
    """Put the table of the file of `[weather]` into the tree, so that the frozen scenario holds it."""
    part, raid = tree.get("weather"), tree.get("raid")
    if not isinstance(part, dict) or not isinstance(part.get("file"), str):
        return []
    if part.get("temperature_c"):
        return []  # a scenario that was written out again holds the table already
    on = raid.get("date") if isinstance(raid, dict) else None
    file = (folder or Path()) / Path(part["file"]).expanduser()
    table, faults = weather.read(file, on if type(on) is date else None, _place(("weather", "file"), where, found))
    part["temperature_c"] = table
    return faults


def _place(path: tuple[str | int, ...], where: str, found: Mapping[tuple[str | int, ...], int]) -> str:
    line = line_of(path, dict(found))
    return f"{where}:{line}" if line else where


def _against_pack(tree: Mapping[str, Any], where: str, found: Mapping[tuple[str | int, ...], int]) -> list[Fault]:
    """What only the pack can say: whether it exists, and which regions it models. What is of a wrong type is left to
    the model."""
    grid, raid = (part if isinstance(part := tree.get(name), dict) else {} for name in ("grid", "raid"))
    default = Grid()
    pack, state = grid.get("pack", default.pack), grid.get("state", default.state)
    if not isinstance(pack, str) or not isinstance(state, str):
        return []
    country = places.country_folder(pack)
    on = raid.get("date")
    state = state or places.state_on(country, on if type(on) is date else None)
    faults = []
    if state not in [each.name for each in places.states(country)]:
        shown = f"{pack}/{state}" if state else pack
        faults.append(_at(("grid",), "scenario.unknown_pack", where, found, found_=shown, known=known_states(pack)))
    regions, names = _regions_of(pack, state)
    named: list[tuple[tuple[str | int, ...], Any]] = [(("raid", "hit_regions"), raid.get("hit_regions"))]
    beside = tree.get("strengthening")
    named += [
        (("strengthening", i, "regions"), each.get("regions"))
        for i, each in enumerate(beside if isinstance(beside, list) else ())
        if isinstance(each, dict)
    ]
    return faults + [
        _at(place, "scenario.not_modelled", where, found, found_=code, name=names[code].en)
        if code in names
        else _at(
            place, "scenario.unknown_region", where, found, found_=code, pack=pack,
            near=_near_region(code, names), known=", ".join(regions),
        )
        for place, codes in named
        for code in (codes if isinstance(codes, list) else ())
        if isinstance(code, str) and regions and code not in regions
    ]  # fmt: skip


def _regions_of(pack: str, state: str) -> tuple[tuple[str, ...], dict[str, Region]]:
    """What a pack models, and the names of all that it draws; of one that is not there, those of every shipped one."""
    country = places.country_folder(pack)
    if (country / state / "pack.toml").is_file() and state:
        return places.modelled(country, state), places.regions_of(country)
    if places.is_path(pack):
        return (), {}
    shipped = [places.country_folder(each) for each in pack_states()]
    models = [code for each in shipped for code in places.modelled(each, places.state_on(each, None))]
    return tuple(models), {code: name for each in shipped for code, name in places.regions_of(each).items()}


def _near_region(code: str, names: Mapping[str, Region]) -> str:
    """The region that was meant, by its code or by its name in either language."""
    by_name = {name.lower(): each.iso for each in names.values() for name in (each.en, each.uk, each.iso)}
    near = _near(code.lower(), list(by_name))
    return f" ({by_name[near]}?)" if near else ""


def _at(
    path: tuple[str | int, ...], key: str, where: str, found: Mapping[tuple[str | int, ...], int], **values: object
) -> Fault:
    place = _place(path, where, found)
    values = {("found" if name == "found_" else name): value for name, value in values.items()}
    return Fault(key=key, where=place, values={"field": _dotted(path), **values})


def _dotted(path: tuple[str | int, ...]) -> str:
    """As a person writes it: raid.weapons[2].kind, the count from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "-"


def _near(word: object, known: list[str]) -> str:
    close = difflib.get_close_matches(str(word), known, n=1, cutoff=0.5)
    return close[0] if close else ""


def faults_of(
    error: ValidationError, where: str, found: Mapping[tuple[str | int, ...], int], tree: Mapping[str, Any],
    model: type[BaseModel],
) -> list[Fault]:  # fmt: skip
    """All faults of a file that some other model reads."""
    return [_fault(each, where, found, tree, model) for each in error.errors(include_url=False)]


def _fault(
    details: ErrorDetails, where: str, found: Mapping[tuple[str | int, ...], int], tree: Mapping[str, Any],
    model: type[BaseModel] = Scenario,
) -> Fault:  # fmt: skip
    path = tuple(details["loc"])
    kind, value, context = details["type"], details.get("input"), details.get("ctx", {})
    if path and path[-1] == "[key]":  # a table's key that is none of the known ones
        path = path[:-1]
    plain = isinstance(value, str | float)  # infinity too as TOML writes it
    shown = (str(value) if plain else json.dumps(value, default=str, ensure_ascii=False))[:80]
    path = _as_counted(path, tree)
    if kind == "extra_forbidden":
        known = _fields_beside(path, model)
        if path[-1] == "n" and "n" in known:  # both ways of counting at once
            known = ["n_min", "n_max"]
        return _at(path, "scenario.unknown_field", where, found, near=_near(path[-1], known) or ", ".join(known))
    if kind == "missing":
        return _at(path, "scenario.missing_field", where, found)
    if kind in _OWN | _LAYERED | _REPAIRS:
        return _raised(kind, path, shown, context, where, found)
    if kind == "literal_error":
        expected = str(context.get("expected", ""))
        known = list(dict.fromkeys(word.strip("' ") for word in expected.replace(" or ", ", ").split(",")))
        near = _near(value, known)
        return _at(
            path, "scenario.not_one_of", where, found, found_=shown if isinstance(value, str) else value,
            known=", ".join(known), near=f" ({near}?)" if near else "",
        )  # fmt: skip
    limits = {
        "greater_than_equal": "≥ {ge}", "less_than_equal": "≤ {le}", "greater_than": "> {gt}", "less_than": "< {lt}",
    }  # fmt: skip
    if kind in limits:
        return _at(path, "scenario.out_of_range", where, found, found_=shown, limit=limits[kind].format(**context))
    if kind == "too_short":
        return _at(path, "scenario.too_few", where, found, found_=shown, least=context.get("min_length", 1))
    if kind == "string_pattern_mismatch":
        return _at(path, "scenario.not_from_record", where, found, found_=shown)
    if path == ("raid", "weapons"):  # [raid.weapons] is one table, and a list of them is meant
        return _at(path, "scenario.wrong_type", where, found, found_=shown, expected="[[raid.weapons]]")
    expected = _DOUBT if context.get("class_name") == Doubt.__name__ else _EXPECTED.get(kind, kind)
    return _at(path, "scenario.wrong_type", where, found, found_=shown, expected=expected)


def _raised(
    kind: str, path: tuple[str | int, ...], shown: str, context: Mapping[str, Any], where: str,
    found: Mapping[tuple[str | int, ...], int],
) -> Fault:  # fmt: skip
    """A fault that the model raises itself."""
    values = {name: f"{each:g}" if isinstance(each, float) else each for name, each in context.items()}
    if kind == "unknown_preset":
        known = {word.lower(): word for word in str(values["known"]).split(", ")}
        near = _near(str(values["preset"]).lower(), list(known))
        path, values["near"] = (*path, "preset"), f" ({known[near]}?)" if near else ""
    if kind in ("bad_weights", "not_positive"):
        path = (*path, str(values.pop("field")))
    room = "layered" if kind in _LAYERED else "repairs" if kind in _REPAIRS else "scenario"
    return _at(path, f"{room}.{kind}", where, found, found_=shown, **values)


def _as_counted(path: tuple[str | int, ...], tree: Mapping[str, Any]) -> tuple[str | int, ...]:
    """The path of a count as its author wrote it: `n` where that is what stands in the group, or nothing does."""
    if len(path) < 4 or path[-1] not in ("n_min", "n_max"):
        return path
    group: Any = tree
    for part in path[:-1]:
        group = group[part]
    return (*path[:-1], "n") if "n" in group or not {"n_min", "n_max"} & set(group) else path


_DOUBT = "0.5 / { low = 0.4, mid = 0.5, high = 0.6 }"


#: faults that the model raises itself; each has its sentence
_OWN = frozenset(
    ("disordered", "disordered_count", "doubt_range", "beta_too_wide", "bad_weights", "no_weapons", "two_sources",
     "unpaired_draws", "one_of_two", "before_its_order", "no_crews", "rate_and_dates",
     "two_on_a_day", "half_temporary", "addition_lacks", "addition_has")
)  # fmt: skip
#: and those of a layered defence
_LAYERED = frozenset(
    ("no_ring", "negative_rounds", "chance_range", "disordered_span", "unit_lacks", "ring_inside_out", "blind_unit",
     "unknown_preset", "count_or_rate", "not_positive", "short_path", "standing_leg", "spacing", "empty_wave")
)  # fmt: skip
#: and those of a file of repairs
_REPAIRS = frozenset(("late_order", "half_first", "not_rising", "named_twice", "bad_name"))
_EXPECTED = {
    "int_type": "42", "int_from_float": "42", "int_parsing": "42", "float_type": "0.5", "float_parsing": "0.5",
    "finite_number": "0.5", "string_type": '"…"', "tuple_type": "[ … ]", "list_type": "[ … ]", "dict_type": "{ … }",
    "model_type": "{ … }", "model_attributes_type": "{ … }", "date_type": "2022-12-05",
    "date_from_datetime_parsing": "2022-12-05", "date_from_datetime_inexact": "2022-12-05",
    "date_parsing": "2022-12-05", "bool_type": "true",
}  # fmt: skip


def _fields_beside(path: tuple[str | int, ...], model: Any) -> list[str]:
    """Names that could stand where an unknown one stands."""
    for part in path[:-1]:
        if part not in model.model_fields:  # the number of a group, the kind of a stop share
            continue
        annotation = model.model_fields[part].annotation
        inner = [each for each in getattr(annotation, "__args__", ()) if hasattr(each, "model_fields")]
        model = annotation if hasattr(annotation, "model_fields") else inner[-1] if inner else Doubt
    names = list(model.model_fields)
    return ["n", *names] if "n_min" in names else names


def dump(scenario: Scenario) -> str:
    """The scenario as TOML, everything said: `parse(dump(s)) == s`."""
    out: list[str] = []
    tree = scenario.model_dump(exclude_none=True, by_alias=True)
    out += [f"{name} = {as_toml(value)}" for name, value in tree.items() if not isinstance(value, dict)]
    if "map" in tree:
        out += ["", "[map]", *(f"{name} = {as_toml(value)}" for name, value in tree["map"].items())]
    for part in ("raid", "defence", "damage", "grid", "weather", "repair", "campaign"):
        if part not in tree:
            continue
        table = tree[part]
        listed = ("weapons", "waves", "targets", "pool", "units", "sensors", "options", "deliveries")
        nested = {name: value for name, value in table.items() if name in listed or name == "shares"}
        out += ["", f"[{part}]"]
        out += [f"{name} = {as_toml(value)}" for name, value in table.items() if name not in nested]
        for name in listed:
            for row in nested.get(name, ()):
                out += _row(f"{part}.{name}", row)
        for kind, share in nested.get("shares", {}).items():
            out += ["", f"[{part}.shares.{kind}]", *(f"{name} = {as_toml(value)}" for name, value in share.items())]
    return "\n".join(out) + "\n"


def _row(name: str, row: Mapping[str, Any]) -> list[str]:
    """One table of a list; a wave's groups follow as tables of their own."""
    groups = row.get("weapons", ()) if name == "raid.waves" else ()
    lines_of = [f"{key} = {as_toml(value)}" for key, value in row.items() if not (groups and key == "weapons")]
    return ["", f"[[{name}]]", *lines_of, *(line for group in groups for line in _row(f"{name}.weapons", group))]


def as_toml(value: Any) -> str:
    """A value as TOML writes it, on one line.

    >>> as_toml({"low": 1, "a b": [True, "x"]})
    '{ low = 1, "a b" = [true, "x"] }'
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # a character that TOML wants escaped
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml_key(name)} = {as_toml(each)}" for name, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(as_toml(each) for each in value) + "]"
    return repr(value)


def toml_key(name: str) -> str:
    """A key, in quotes where TOML wants them."""
    return name if _BARE.fullmatch(name) else as_toml(name)


def schema() -> dict[str, Any]:
    """JSON Schema of a scenario file, as editors read it, with the short ways of writing that a file may take."""
    whole = Scenario.model_json_schema()
    parts = whole["$defs"]
    parts["Doubt"] = {"anyOf": [{"type": "number"}, parts["Doubt"]]}  # a bare number is without doubt
    group = parts["WeaponGroup"]
    group["properties"]["n"] = {"type": "integer", "title": "N", "minimum": 0, "maximum": MOST_WEAPONS}
    group["required"] = ["kind"]
    group["oneOf"] = [{"required": ["n"]}, {"required": ["n_min", "n_max"]}]
    return whole
