"""Raids of the record that resemble one of them: a stated distance over size, mix, share stopped and regions hit.

The distance of two raids is the root mean square, over the parts that are known of both, of

- size: the difference of ln(1 + weapons launched);
- mix: half the sum of the differences of the shares by kind (0 the same mix, 1 nothing in common);
- stopped: the difference of the shares stopped;
- regions: the difference of the numbers of regions that reports say were hit;

each over the record's own spread of it: the standard deviation, and for the mix the root mean square distance from the
record's mean mix. So 1 is "as far apart as raids of this record usually are from its middle". Parts that one of the two
does not have are left out and named: fewer parts make a distance less sure, not smaller. Raids are told apart by what
they were, never by what they did to a place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log1p, sqrt
from typing import Any

import polars as pl

from oberih.jobs.record.cover import cover
from oberih.jobs.record.overview import OneRaid, each_raid

PARTS = ("size", "mix", "stopped", "regions")

#: one row is one raid near the one asked for. `size` to `regions` are its parts of the distance, in spreads, null where
#: the two cannot be compared; then what the raid was
SIMILAR: dict[str, Any] = {
    "raid_date": pl.Date, "distance": pl.Float64, "size": pl.Float64, "mix": pl.Float64, "stopped": pl.Float64,
    "regions": pl.Float64, "missing": pl.List(pl.String), "launched": pl.Int64, "launched_is_bound": pl.Boolean,
    "stopped_share": pl.Float64, "regions_hit": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a raid is compared; None is not known."""

    day: date
    launched: int | None
    is_bound: bool  #: reports give a bound only, which stands for the number
    mix: Mapping[str, float] | None  #: share by kind of the model, untyped missiles as "missile"; sums to 1
    stopped: float | None  #: share
    regions: int | None


def profiles(said: pl.DataFrame, order: Sequence[str]) -> list[Profile]:
    """Profiles of all raids of which a number launched is known in some way, oldest first."""
    hits = said.filter(pl.col("what") == "hit").group_by("raid_date").agg(pl.col("region").n_unique())
    regions = dict(hits.iter_rows())
    found = [_profile(raid, regions.get(raid.day)) for raid in each_raid(said, order)]
    return [each for each in found if each.launched]


def _profile(raid: OneRaid, regions: int | None) -> Profile:
    flown = cover("target").certain
    for table in raid.tables.values():
        rows = [row for row in table if row["official"] and row["family"] in flown]
        launched = sum(row["n"] for row in rows if row["what"] == "launched")
        if launched:
            mix: dict[str, float] = {}
            for row in rows:
                if row["what"] == "launched":
                    kind = row["kind"] or "missile"
                    mix[kind] = mix.get(kind, 0.0) + row["n"] / launched
            stopped = sum(row["n"] for row in rows if row["what"] == "stopped")
            bound = any(row["n_max"] is None for row in rows if row["what"] == "launched")
            return Profile(raid.day, launched, bound, mix, stopped / launched, regions)
    return _profile_by_reports(raid, regions)


def _profile_by_reports(raid: OneRaid, regions: int | None) -> Profile:
    """Reports count missiles and drones, seldom their kinds: so no mix. A bound stands for the number."""
    launched = stopped = 0
    bound, shared = False, True
    for kind in ("missile", "uav"):
        flew, fell = raid.count("launched", kind), raid.count("stopped", kind)
        number = None if flew is None else flew.low if flew.low is not None else flew.high
        if flew is None or number is None:
            continue
        launched += number
        exact = flew.low == flew.high
        bound = bound or not exact
        if fell is None or fell.low is None or not exact:
            shared = False
        else:
            stopped += fell.low
    share = stopped / launched if launched and shared else None
    return Profile(raid.day, launched or None, bound, None, share, regions)


Difference = Callable[[Profile, Profile], float | None]


def _size(one: Profile, other: Profile) -> float | None:
    if one.launched is None or other.launched is None:
        return None
    return abs(log1p(one.launched) - log1p(other.launched))


def _mix(one: Profile, other: Profile) -> float | None:
    return None if one.mix is None or other.mix is None else _apart(one.mix, other.mix)


def _stopped(one: Profile, other: Profile) -> float | None:
    return None if one.stopped is None or other.stopped is None else abs(one.stopped - other.stopped)


def _regions(one: Profile, other: Profile) -> float | None:
    return None if one.regions is None or other.regions is None else float(abs(one.regions - other.regions))


_DIFFERENCES: dict[str, Difference] = {"size": _size, "mix": _mix, "stopped": _stopped, "regions": _regions}


def _apart(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Half the sum of the differences of shares.

    >>> _apart({"cruise": 1.0}, {"cruise": 0.5, "drone": 0.5})
    0.5
    """
    return sum(abs(one.get(kind, 0.0) - other.get(kind, 0.0)) for kind in sorted({*one, *other})) / 2


def spreads(all_raids: Sequence[Profile]) -> dict[str, float]:
    """The record's own spread of each part; 0 where fewer than two raids have it, or all have the same."""
    values = {
        "size": [log1p(each.launched) for each in all_raids if each.launched is not None],
        "stopped": [each.stopped for each in all_raids if each.stopped is not None],
        "regions": [float(each.regions) for each in all_raids if each.regions is not None],
    }
    mixes = [each.mix for each in all_raids if each.mix is not None]
    kinds = sorted({kind for mix in mixes for kind in mix})
    middle = {kind: sum(mix.get(kind, 0.0) for mix in mixes) / len(mixes) for kind in kinds}
    return {name: _deviation(found) for name, found in values.items()} | {
        "mix": sqrt(sum(_apart(mix, middle) ** 2 for mix in mixes) / len(mixes)) if len(mixes) > 1 else 0.0
    }


def _deviation(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / len(values))


def nearest(asked: Profile, all_raids: Sequence[Profile], spread: Mapping[str, float], n: int) -> pl.DataFrame:
    """The n raids nearest to one (`SIMILAR`), the nearest first and of equals the earlier."""
    rows = []
    for raid in all_raids:
        if raid.day == asked.day:
            continue
        parts = {name: difference(asked, raid) for name, difference in _DIFFERENCES.items()}
        # where the record has no spread, all its raids are equal in this part
        scaled = {
            name: None if value is None else value / spread[name] if spread[name] else 0.0
            for name, value in parts.items()
        }
        known = [value for value in scaled.values() if value is not None]
        rows.append(
            {
                "raid_date": raid.day, "distance": sqrt(sum(value**2 for value in known) / len(known)), **scaled,
                "missing": [name for name in PARTS if scaled[name] is None], "launched": raid.launched,
                "launched_is_bound": raid.is_bound, "stopped_share": raid.stopped, "regions_hit": raid.regions,
            }
        )
    return pl.DataFrame(rows, schema=SIMILAR).sort("distance", "raid_date").head(n)
