"""One draw as a replay shows it: plain data, which a page and a clip draw in the same way."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from oberih.report.clock import Clock
from oberih.report.colours import BOUNDS
from oberih.report.numbers import number
from oberih.terms.words import Lang, say

LEAKED = 2  #: index into the fates of a weapon
MARGIN_S = 120.0  #: before the first weapon is seen, and after the last has ended
NEAR = 0.9  #: of demand that would be served without the raid


#: fields that the script fills
_LEFT_OPEN = {name: f"{{{name}}}" for name in ("up", "stopped", "arrived", "cut", "share")}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replay:
    """Time is in seconds or hours from hour 0, in which the raid begins; places are in a picture 1000 wide."""

    run: str
    draw: int
    chosen: Literal["median", "random"]
    title: Mapping[str, str]
    invented: bool
    internal: bool
    raid_date: date | None
    start_hour: int
    known_hour: bool
    regions: tuple[Mapping[str, Any], ...]  #: iso, uk, en, hit
    geometry: Mapping[str, Any]
    kinds: tuple[str, ...]
    weapons: list[list[float]]  #: kind, fate, launched at, ended at, region (-1: nothing of the grid)
    tracks: list[list[float]]  #: time, x, y of each point; empty where nothing has a place
    shots: list[list[float]]  #: time, unit, weapon, 1 if it stopped it
    units: list[dict[str, Any]]  #: name, family, x, y, reach
    counts: Mapping[str, int]
    cut: list[list[int]]  #: thousandths of demand, (hour, region)
    national: Mapping[str, list[float]]
    tripped: int
    tripped_h: float | None
    separated_h: float | None
    restored_h: float | None

    @property
    def hours(self) -> int:
        return len(self.cut)

    @property
    def raid_s(self) -> tuple[float, float]:
        """When the air is not empty."""
        seen = [row for row, track in zip(self.weapons, self.tracks or self.weapons, strict=True) if track]
        if not seen:
            return 0.0, 3600.0
        first = min((track[0] for track in self.tracks if track), default=min(row[3] for row in seen))
        return float(first) - MARGIN_S, float(max(row[3] for row in seen)) + MARGIN_S

    @property
    def clock(self) -> Clock:
        """Local time of the draw, where the raid's hour is known; else hours are counted."""
        return Clock(self.raid_date, self.start_hour if self.known_hour else None)

    def events(self, lang: Lang) -> list[tuple[float, str]]:
        """What happened when, in order, in a reader's language."""
        found: list[tuple[float, str]] = []
        for row in self.weapons:
            kind, fate, _, end, region = row
            if fate == LEAKED and region >= 0:
                name, where = kind_name(self.kinds[int(kind)], lang), self.regions[int(region)][lang]
                text = say("replay.event_hit", lang, kind=name, region=where)
                found.append((end, text[:1].upper() + text[1:]))
        if self.tripped_h is not None:
            found.append((3600 * self.tripped_h, say("replay.event_tripped", lang, n=self.tripped)))
        if self.separated_h is not None:
            found.append((3600 * self.separated_h, say("replay.event_separated", lang)))
        cut, demand, base = (self.national[name] for name in ("cut_mw", "demand_mw", "base_cut_mw"))
        worst = max(range(self.hours), key=lambda hour: cut[hour])
        if cut[worst] > 0:
            share = number(100 * cut[worst] / demand[worst], lang)
            found.append((3600.0 * worst, say("replay.event_worst", lang, share=share)))
        first = next((hour for hour in range(self.hours) if self.national["emergency_mw"][hour] > 0), None)
        if first is not None:
            found.append((3600.0 * first, say("replay.event_emergency", lang)))
        near = [demand[h] - cut[h] >= NEAR * (demand[h] - base[h]) for h in range(self.hours)]
        below = [hour for hour, good in enumerate(near) if not good]
        if below and below[-1] + 1 < self.hours:
            found.append((3600.0 * (below[-1] + 1), say("replay.event_near", lang)))
        if self.restored_h is not None and self.restored_h < self.hours:
            found.append((3600 * self.restored_h, say("replay.event_restored", lang)))
        return sorted(found)

    def plain(self) -> dict[str, Any]:
        """What a script needs, whatever the language."""
        return {
            "run": self.run, "weapons": self.weapons, "tracks": self.tracks, "shots": self.shots,
            "units": [[unit["x"], unit["y"], unit["reach"]] for unit in self.units], "cut": self.cut,
            "national": [self.national["demand_mw"], self.national["cut_mw"]], "raid": self.raid_s,
            "hours": self.hours, "bounds": [1000 * bound for bound in BOUNDS],
            "at": [round(at, 1) for at, _ in self.events("en")],
        }  # fmt: skip

    def texts(self, lang: Lang) -> dict[str, Any]:
        """What a script says, in one language."""
        return {
            "kinds": [kind_name(kind, lang) for kind in self.kinds],
            "fates": [say(f"replay.fate_{fate}", lang) for fate in ("stopped", "lost", "leaked")],
            "times": [self.told(hour, lang) for hour in range(self.hours + 1)],
            "regions": [region[lang] for region in self.regions],
            "events": [text for _, text in self.events(lang)],
            "moments": [self.told_at(at, lang) for at, _ in self.events(lang)],
            "words": {name: say(f"replay.{key}", lang, **_LEFT_OPEN) for name, key in self._words().items()},
        }

    def _words(self) -> dict[str, str]:
        """The script's names of sentences and the word list's; without tracks nothing is seen in the air."""
        counter = "counter" if self.tracks else "counter_plain"
        return {"play": "play", "pause": "pause", "counter": counter, "power": "power"}

    def told(self, hour: int, lang: Lang) -> str:
        """An hour of the run in words."""
        return self.clock.told(hour, lang)

    def told_at(self, at_s: float, lang: Lang) -> str:
        """A moment in words, to the minute where the raid's hour is known."""
        hour = max(0, math.floor(at_s / 3600))
        text = self.told(hour, lang)
        return f"{text[:-2]}{max(0, int(at_s % 3600 // 60)):02d}" if text.endswith(":00") and at_s >= 0 else text


def kind_name(kind: str, lang: Lang) -> str:
    """One weapon of a kind."""
    return say(f"replay.kind_{kind}", lang)
