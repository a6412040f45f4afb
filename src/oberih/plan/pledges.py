"""Promised help as options: from the facts of reports, or from a list of the user's own.

What a promise says is seldom more than a name. What it is taken to bring stands in `KINDS`, is assumed, and is said.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from oberih.plan.options import Change, Option
from oberih.plan.read import MOST_BYTES, fault_of
from oberih.scenario.lines import Path as Place
from oberih.scenario.lines import lines
from oberih.scenario.plane import Frozen
from oberih.terms.errors import Fault, InputError
from oberih.terms.words import Lang

#: systems of reports that stand under another name among the presets
SYSTEMS = {"IRIS-T": "IRIS-T-SLM", "Gepard": "gun", "Skynex": "gun", "Terrahawk": "gun"}
#: goods of reports: what one promise of them is taken to bring; assumed
KINDS: dict[str, tuple[dict[str, Any], ...]] = {
    "counter-UAS capability": ({"add": "unit", "of": "mobile-group"},) * 4,
    "interceptor drones": ({"add": "rounds", "of": "interceptor-drone", "rounds": 200},),
    "radars": ({"add": "sensor", "sensor": "radar", "range_km": 100.0},),
    "generators": ({"add": "generation", "mw": 20.0},),
    "transformers": ({"add": "spares", "asset_class": "substation", "n": 2},),
    "energy equipment": ({"add": "spares", "asset_class": "substation", "n": 1},),
}
ROUNDS = 18  #: of a promise of rounds that does not say how many; assumed
MOST_PLEDGES = 200


class Pledge(Frozen):
    """One promise."""

    name: str = Field(min_length=1, max_length=80)
    """What was promised, in short."""
    adds: tuple[Change, ...] = Field(min_length=1)
    """What it brings."""
    title_uk: str = ""
    title_en: str = ""
    by: str = ""
    """Who promised it."""
    quote: str = ""
    """The words of the promise."""
    promised: str = ""
    """Day of the promise."""

    @model_validator(mode="before")
    @classmethod
    def _one(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("adds"), dict):
            return {**value, "adds": [value["adds"]]}
        return value

    def title(self, lang: Lang) -> str:
        """What it is called."""
        return (self.title_uk if lang == "uk" else self.title_en) or self.name


class _Pledges(Frozen):
    pledge: tuple[Pledge, ...] = Field(min_length=1, max_length=MOST_PLEDGES)


@dataclass(frozen=True, slots=True)
class Left:
    """A promise that this model has no option for."""

    kind: str
    quote: str


def read_pledges(path: Path, standing: Iterable[str], known: Iterable[str]) -> tuple[list[Pledge], list[Left]]:
    """Promises of a file: JSON with facts as `oberih read --json` or a run's facts.json has them, or TOML with
    `[[pledge]]`. `standing` are classes of unit that stand, `known` those with figures. Raises InputError."""
    where = str(path)
    try:
        raw = path.read_bytes()
        if len(raw) > 50 * MOST_BYTES:
            raise InputError(Fault(key="scenario.large", where=where, values={"found": len(raw)}))
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise InputError(Fault(key="plan.unreadable", where=where, values={"why": error.strerror or error})) from None
    except UnicodeDecodeError as error:
        raise InputError(Fault(key="scenario.encoding", where=where, values={"at": error.start})) from None
    if path.suffix.lower() == ".toml":
        return _listed(text, where), []
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(Fault(key="plan.bad_facts", where=where, values={"why": str(error)[:100]})) from None
    facts = list(_facts(tree))
    if not facts:
        raise InputError(Fault(key="plan.no_pledges", where=where))
    return _from_facts(facts, set(standing), set(known))


def _listed(text: str, where: str) -> list[Pledge]:
    try:
        return list(_Pledges.model_validate(tomllib.loads(text)).pledge)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(Fault(key="scenario.toml", where=where, values={"why": str(error)[:120]})) from None
    except ValidationError as error:
        rows: Mapping[Place, int] = lines(text)
        faults = [fault_of(each, where, rows, Pledge) for each in error.errors(include_url=False)]
        raise InputError(*{fault.text(): fault for fault in faults}.values()) from None


def _facts(tree: Any) -> Iterable[Mapping[str, Any]]:
    """Commitments wherever they stand in the tree: one report, several, or a list."""
    if isinstance(tree, list):
        for each in tree:
            yield from _facts(each)
    elif isinstance(tree, dict):
        if tree.get("type") == "commitment" and isinstance(tree.get("kind"), str):
            if tree.get("supersedes_by") is None:
                yield tree
        else:
            day = tree.get("published")
            for each in tree.values():
                for fact in _facts(each) if isinstance(each, dict | list) else ():
                    yield {"promised": day, **fact} if isinstance(day, str) else fact


def _from_facts(
    facts: Iterable[Mapping[str, Any]], standing: set[str], known: set[str]
) -> tuple[list[Pledge], list[Left]]:
    found: dict[str, Pledge] = {}
    left: dict[str, Left] = {}
    for fact in facts:
        kind, quote = str(fact["kind"]), str(fact.get("quote") or "")
        adds = _adds(kind, fact.get("n"), standing, known)
        if adds is None:
            left.setdefault(kind, Left(kind, quote))
            continue
        by = fact.get("speaker") or fact.get("organisation") or ""
        found.setdefault(
            kind,
            Pledge(
                name=kind[:80], adds=tuple(Change.model_validate(each) for each in adds), by=str(by), quote=quote,
                promised=str(fact.get("promised") or ""),
            ),
        )  # fmt: skip
    return list(found.values()), list(left.values())


def _adds(kind: str, n: object, standing: set[str], known: set[str]) -> tuple[dict[str, Any], ...] | None:
    times = n if isinstance(n, int) and 1 <= n <= 50 else None
    if kind in KINDS:
        return KINDS[kind]
    rounds = kind.startswith("munitions for ")
    system = kind.removeprefix("munitions for ")
    of = SYSTEMS.get(system, system)
    if rounds:
        return ({"add": "rounds", "of": of, "rounds": ROUNDS},) if of in standing else None
    return ({"add": "unit", "of": of},) * (times or 1) if of in known else None


def as_option(pledge: Pledge, number: int, week: int, regions: tuple[str, ...], standing: Iterable[str]) -> Option:
    """A promise as an option that is there in a week, counted from 1; in week 1 from the first day. A unit of a class
    that does not stand yet stands in any region, each as likely."""
    there = set(standing)
    adds = [
        each.model_copy(update={"regions": regions})
        if each.add == "unit" and not each.regions and each.of not in there
        else each
        for each in pledge.adds
    ]
    days = float(7 * (week - 1))
    return Option.model_validate(
        {
            "name": f"pledge-{number + 1}", "title_uk": pledge.title("uk"), "title_en": pledge.title("en"),
            "cost": {"low": 1.0, "mid": 1.0, "high": 1.0}, "lead_days": days, "adds": adds,
        }
    )  # fmt: skip
