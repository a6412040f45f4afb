"""A catalogue of options from TOML: every fault at once, each with file, line, value and remedy."""

import difflib
import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from oberih.plan.options import Change, Option, Options
from oberih.scenario.doubt import Doubt
from oberih.scenario.lines import Path as Place
from oberih.scenario.lines import line_of, lines
from oberih.terms.errors import Fault, InputError

MOST_BYTES = 1_000_000
_LIMITS = {"greater_than_equal": "≥ {ge}", "less_than_equal": "≤ {le}", "greater_than": "> {gt}", "less_than": "< {lt}"}
#: raised by the model itself, with sentences of their own
_OWN = frozenset(("disordered", "doubt_range", "addition_lacks", "addition_has", "negative_cost", "no_cost"))
_EXPECTED = {"int": "3", "float": "0.5", "string": '"…"', "tuple": "[ … ]", "dict": "{ … }", "model": "{ … }"}


def read_options(path: Path) -> tuple[Options, dict[Place, int]]:
    """The catalogue, and the lines on which its parts stand. Raises InputError with all faults."""
    where = str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        key = "plan.missing" if isinstance(error, FileNotFoundError) else "plan.unreadable"
        raise InputError(Fault(key=key, where=where, values={"why": error.strerror or error})) from None
    if len(raw) > MOST_BYTES:
        raise InputError(Fault(key="scenario.large", where=where, values={"found": len(raw)}))
    try:
        text = raw.decode("utf-8-sig")
        tree = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise InputError(Fault(key="scenario.encoding", where=where, values={"at": error.start})) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(Fault(key="scenario.toml", where=where, values={"why": str(error)[:120]})) from None
    found = lines(text)
    faults = list(_doubled(tree, where, found))
    try:
        options = Options.model_validate(tree)
    except ValidationError as error:
        faults = [fault_of(each, where, found) for each in error.errors(include_url=False)] + faults
        raise InputError(*{fault.text(): fault for fault in faults}.values()) from None
    faults += _unknown_needs(options, where, found)
    if faults:
        raise InputError(*faults)
    return options, found


def at(path: Place, key: str, where: str, rows: Mapping[Place, int], /, **values: object) -> Fault:
    """A fault at a part of the file: where it stands, and its name as a person writes it."""
    line = line_of(path, dict(rows))
    dotted = ""
    for part in path:
        dotted += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if dotted else part
    place = f"{where}:{line}" if line else where
    return Fault(key=key, where=place, values={"field": dotted or "-", **values})


def near(word: object, known: Any) -> str:
    """The name that was meant, in brackets, or nothing."""
    close = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.5)
    return f" ({close[0]}?)" if close else ""


def fault_of(details: ErrorDetails, where: str, found: Mapping[Place, int], row: Any = Option) -> Fault:
    """What pydantic found, in words; `row` is the model of one entry of the file's list."""
    path: Place = tuple(part for part in details["loc"] if part != "[key]")
    kind, value, context = details["type"], details.get("input"), details.get("ctx", {})
    shown = (str(value) if isinstance(value, str | float) else json.dumps(value, default=str, ensure_ascii=False))[:80]
    if kind == "extra_forbidden":
        model: Any = Options if len(path) == 1 else row if len(path) == 3 else Change if "adds" in path else Doubt
        close = difflib.get_close_matches(str(path[-1]), list(model.model_fields), n=1, cutoff=0.5)
        names = close[0] if close else ", ".join(model.model_fields)
        return at(path, "scenario.unknown_field", where, found, near=names)
    if kind == "missing":
        return at(path, "scenario.missing_field", where, found)
    if kind in _OWN:
        room = "plan" if kind in ("negative_cost", "no_cost") else "scenario"
        values = {name: f"{each:g}" if isinstance(each, float) else each for name, each in context.items()}
        return at(path, f"{room}.{kind}", where, found, found=shown, **values)
    if kind == "literal_error":
        expected = str(context.get("expected", "")).replace(" or ", ", ")
        known = list(dict.fromkeys(word.strip("' ") for word in expected.split(",")))
        return at(
            path, "scenario.not_one_of", where, found, found=shown, known=", ".join(known), near=near(value, known)
        )
    if kind in _LIMITS:
        return at(path, "scenario.out_of_range", where, found, found=shown, limit=_LIMITS[kind].format(**context))
    if kind in ("too_short", "too_long", "string_too_short", "string_too_long"):
        limit = f"{context.get('min_length', 0)}…{context.get('max_length', '')}"
        return at(path, "plan.length", where, found, found=shown, limit=limit)
    if kind == "string_pattern_mismatch":
        key = "plan.bad_currency" if "currency" in path else "plan.bad_name"
        return at(path, key, where, found, found=shown)
    return at(
        path, "scenario.wrong_type", where, found, found=shown, expected=_EXPECTED.get(kind.partition("_")[0], kind)
    )


def _doubled(tree: Mapping[str, Any], where: str, found: Mapping[Place, int]) -> list[Fault]:
    rows = tree.get("option")
    names = [row.get("name") if isinstance(row, dict) else None for row in rows] if isinstance(rows, list) else []
    counts = Counter(name for name in names if isinstance(name, str))
    return [
        at(("option", i, "name"), "plan.two_of_a_name", where, found, found=name)
        for i, name in enumerate(names)
        if counts.get(name, 0) > 1 and names.index(name) < i  # type: ignore[arg-type]
    ]


def _unknown_needs(options: Options, where: str, found: Mapping[Place, int]) -> list[Fault]:
    names = [option.name for option in options.option]
    faults = []
    for i, option in enumerate(options.option):
        place: Place = ("option", i, "needs")
        faults += [
            at(place, "plan.unknown_need", where, found, found=each, near=near(each, names))
            for each in option.needs
            if each not in names
        ]
        if _circle(option.name, {each.name: each.needs for each in options.option}):
            faults.append(at(place, "plan.needs_itself", where, found, found=option.name))
    return faults


def _circle(name: str, needs: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether an option can only be had if it is there already."""
    met: set[str] = set()
    while True:
        more = {each for each, wanted in needs.items() if each not in met and (not wanted or met & set(wanted))}
        if not more:
            return name not in met and all(each in needs for each in needs[name])
        met |= more
