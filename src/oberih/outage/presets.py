"""Dated presets of queues: how many there are, how long a turn lasts, whom they spare. TOML, one file a preset."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from oberih.terms.batch import Floats
from oberih.terms.errors import Fault, ScenarioError

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePreset:
    """Queues of one country from one day on.

    A limit is given in queues and ordered in steps of one part; parts are what is switched.
    """

    id: str
    country: str
    since: date
    until: date | None = None
    zone: str
    queues: int
    parts: int = 1  #: halves of a queue: a limit's least step is one of them
    slot_minutes: int = 30
    least_block_h: float
    usual_block_h: float
    most_block_h: float
    least_rest_h: float = 0.5  #: with power between two turns
    most_turns_a_day: float | None = None  #: longer turns instead of more
    critical_share: float  #: of consumption, spared by schedules; a country pack has its own by region
    exempt_share: float = 0.0  #: of consumption, of buyers of imported power, spared too
    notice_hour: int = 18  #: a schedule ordered later than this hour begins a day later
    night: tuple[float, float] = (0.0, 6.0)
    peaks: tuple[tuple[float, float], ...] = ()
    step_mw: float | None = None  #: where a step is stated in megawatts (stages)
    names: tuple[str, ...] = ()  #: of the parts; made of numbers where none are given
    shares: tuple[float, ...] = ()  #: of what is in queues, by part; equal where none are given

    def __post_init__(self) -> None:
        if not self.names:
            object.__setattr__(self, "names", tuple(self._numbers()))

    def _numbers(self) -> Iterator[str]:
        for queue in range(1, self.queues + 1):
            yield from (f"{queue}.{part}" for part in range(1, self.parts + 1)) if self.parts > 1 else (str(queue),)

    @property
    def n(self) -> int:
        """Parts in all: what is switched."""
        return len(self.names)

    @property
    def slot_h(self) -> float:
        return self.slot_minutes / 60

    @property
    def part_shares(self) -> Floats:
        """Share of what is in queues that each part holds."""
        return np.asarray(self.shares) if self.shares else np.full(self.n, 1 / self.n)

    def slots(self, hours: float) -> int:
        """Hours as whole slots, the nearest number and at least one."""
        return max(1, round(hours / self.slot_h))

    def sheddable(self, critical_share: Floats | float | None = None) -> Floats:
        """Share of consumption that queues hold: all but what is critical or exempt."""
        critical = self.critical_share if critical_share is None else critical_share
        return np.maximum(1.0 - np.asarray(critical) - self.exempt_share, 0.0)


def shipped() -> tuple[QueuePreset, ...]:
    """The presets that ship, by id."""
    folder = files("oberih.outage").joinpath("presets")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_shipped(name.removesuffix(".toml")) for name in names)


@cache
def _shipped(name: str) -> QueuePreset:
    text = files("oberih.outage").joinpath("presets", f"{name}.toml").read_text(encoding="utf-8")
    return read_preset(text, name)


def preset_on(day: date, country: str = "UA") -> QueuePreset:
    """The preset of a country in force on a day; before the first of them, the first.

    >>> preset_on(date(2022, 12, 5)).id, preset_on(date(2024, 7, 17)).id
    ('ua-2022', 'ua-2023')
    """
    ours = sorted((each for each in shipped() if each.country == country), key=lambda each: each.since)
    return next((each for each in reversed(ours) if each.since <= day), ours[0])


def load_preset(name: str) -> QueuePreset:
    """A shipped preset by name, or a TOML file. Raises ScenarioError with every fault."""
    known = [each.id for each in shipped()]
    if name in known:
        return _shipped(name)
    path = Path(name)
    if path.suffix != ".toml" and not path.exists():
        values = {"found": name, "known": ", ".join(known)}
        raise ScenarioError(Fault(key="queues.no_preset", where="--preset", values=values))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(Fault(key="queues.unreadable", where=name, values={"why": error})) from error
    return read_preset(text, name)


def read_preset(text: str, where: str) -> QueuePreset:
    """A preset from TOML. Raises ScenarioError with every fault at once."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(Fault(key="queues.unreadable", where=where, values={"why": error})) from error
    faults = list(_faults(raw, where))
    if faults:
        raise ScenarioError(*faults)
    listed = raw.pop("queue", [])
    values: dict[str, Any] = {**raw, "night": tuple(raw.get("night", (0, 6)))}
    values["peaks"] = tuple(tuple(span) for span in raw.get("peaks", ()))
    if listed:
        values["names"] = tuple(str(each["name"]) for each in listed)
        loads = np.array([float(each.get("share", 1.0)) for each in listed])
        values["shares"] = tuple((loads / loads.sum()).tolist())
    return QueuePreset(**values)


#: name: kind, least, most
_NUMBERS: dict[str, tuple[type, float, float]] = {
    "queues": (int, 1, 64), "parts": (int, 1, 8), "slot_minutes": (int, 1, DAY_MINUTES),
    "least_block_h": (float, 0, 48), "usual_block_h": (float, 0, 48), "most_block_h": (float, 0, 48),
    "least_rest_h": (float, 0, 48), "most_turns_a_day": (float, 0, 48), "critical_share": (float, 0, 1),
    "exempt_share": (float, 0, 1), "notice_hour": (int, 0, 23), "step_mw": (float, 0, 1e6),
}  # fmt: skip
_NEEDED = (
    "id", "country", "since", "zone", "queues", "least_block_h", "usual_block_h", "most_block_h", "critical_share"
)  # fmt: skip


def _faults(raw: Mapping[str, Any], where: str) -> Iterator[Fault]:
    known = {each.name for each in fields(QueuePreset)} - {"names", "shares"} | {"queue"}

    def fault(key: str, **values: object) -> Fault:
        return Fault(key=f"queues.{key}", where=where, values=values)

    for name in sorted(set(raw) - known):
        yield fault("unknown", name=name, known=", ".join(sorted(known)))
    for name in _NEEDED:
        if name not in raw:
            yield fault("missing", name=name)
    good = set()
    for name, (kind, low, high) in _NUMBERS.items():
        if name not in raw:
            continue
        found = raw[name]
        number = isinstance(found, int if kind is int else (int, float)) and not isinstance(found, bool)
        if number and low <= found <= high:
            good.add(name)
        else:
            yield fault("number", name=name, found=found, low=f"{low:g}", high=f"{high:g}")
    if "slot_minutes" in good and DAY_MINUTES % raw["slot_minutes"]:
        yield fault("grid", found=raw["slot_minutes"])
    blocks = ("least_block_h", "usual_block_h", "most_block_h")
    if good.issuperset(blocks) and not 0 < raw[blocks[0]] <= raw[blocks[1]] <= raw[blocks[2]]:
        yield fault("blocks", found=", ".join(f"{raw[name]:g}" for name in blocks))
    shares = ("critical_share", "exempt_share")
    if good.intersection(shares) and sum(raw[name] for name in shares if name in good) >= 1:
        yield fault("nothing_left")
    yield from _place_faults(raw, where)
    yield from _queue_faults(raw, where)


def _place_faults(raw: Mapping[str, Any], where: str) -> Iterator[Fault]:
    for name in ("since", "until"):
        if name in raw and not isinstance(raw[name], date):
            yield Fault(key="queues.day", where=where, values={"name": name, "found": raw[name]})
    try:
        ZoneInfo(str(raw.get("zone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault(key="queues.zone", where=where, values={"found": raw["zone"]})
    for span in [raw.get("night", [0, 6]), *raw.get("peaks", [])]:
        try:
            low, high = span
            right = 0 <= low < high <= 24
        except (TypeError, ValueError):
            right = False
        if not right:
            yield Fault(key="queues.span", where=where, values={"found": span})


def _queue_faults(raw: Mapping[str, Any], where: str) -> Iterator[Fault]:
    """Queues that a file lists by itself: each with a name, a load, and feeders that no other one has."""
    listed = raw.get("queue", [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) and "name" in each for each in listed):
        yield Fault(key="queues.list", where=where)
        return
    if not listed:
        return
    wanted = raw.get("queues", 0), raw.get("parts", 1)
    if all(isinstance(each, int) for each in wanted) and len(listed) != wanted[0] * wanted[1]:
        values = {"found": len(listed), "wanted": wanted[0] * wanted[1]}
        yield Fault(key="queues.count", where=where, values=values)
    names: set[str] = set()
    owner: dict[str, str] = {}
    for each in listed:
        name, share = str(each["name"]), each.get("share", 1.0)
        if name in names:
            yield Fault(key="queues.twice", where=where, values={"name": name})
        names.add(name)
        if not isinstance(share, int | float) or isinstance(share, bool) or not share > 0:
            yield Fault(key="queues.no_load", where=where, values={"name": name, "found": share})
        for feeder in map(str, each.get("feeders", [])):
            if owner.setdefault(feeder, name) != name:
                yield Fault(key="queues.overlap", where=where, values={"a": owner[feeder], "b": name, "feeder": feeder})
